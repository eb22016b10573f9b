//! The statements of requests.
//!
//! The *ledger* of some people is the sum of the versions of their requests: it grows with each
//! request and with each change of one. What was reckoned from them, such as a balance or what a
//! unit bears, is kept only while the ledger is the same.

use chrono::NaiveDate;
use ngantor_core::id::{PersonId, RequestId};
use ngantor_core::time::parse_day;
use ngantor_db::{DbError, Row, Sql, Value, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::instant;
use crate::domain::request::{Asked, Decided, DecidedAs, Ended, Kind, Request, State};

/// The most requests of one person that are looked at for some weeks or some years. With more
/// nobody is judged, because one that is left out could make somebody absent.
pub const IN_FORCE_MAX: usize = 2_000;

/// Adds a request while the person's ledger is as it was; says whether it was.
/// [`DbError::Unique`] over `request.id` when the id is taken, [`DbError::Refused`] when the
/// person has too many or asked for one of the days before.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert(db: &dyn Sql, request: &Request, ledger: i64) -> Result<bool, DbError> {
    let rows = db
        .run(
            "INSERT INTO request (id, person_id, kind, state, starts_on, ends_on, half, days,
                reason, evidence, asked, asked_at, version, changed_at, changed_by)
             SELECT ?1, ?2, ?3, 'asked', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1, ?11, ?2
             WHERE ?12 = (SELECT ifnull(sum(version), 0) FROM request WHERE person_id = ?2)
             RETURNING id",
            parameters(request, ledger),
        )
        .await?;
    Ok(!rows.is_empty())
}

fn parameters(request: &Request, ledger: i64) -> Vec<Value> {
    let (starts_on, ends_on) = request.days;
    params![
        request.id.to_string(),
        request.person_id.to_string(),
        request.asked.kind().name(),
        starts_on.to_string(),
        ends_on.to_string(),
        request.asked.half().map(|half| half.name()),
        request.asked.single_days().map(json),
        request.reason.as_str(),
        request.evidence.as_deref(),
        asked_json(&request.asked),
        request.asked_at.timestamp_millis(),
        ledger,
    ]
}

/// Decides an open request from one version to the next, while the ledger of some people is as it
/// was; says whether both were.
///
/// # Errors
/// Any [`DbError`].
pub async fn decide(
    db: &dyn Sql,
    request: &Request,
    decided: &Decided,
    (people, ledger): (&[PersonId], i64),
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE request SET state = ?3, decided_at = ?4, decided_by = ?5, decided_as = ?6,
                note = ?7, version = version + 1, changed_at = ?4, changed_by = ?5
             WHERE id = ?1 AND version = ?2 AND state = 'asked'
                AND ?8 = (SELECT ifnull(sum(their.version), 0) FROM request AS their
                    WHERE their.person_id IN (SELECT value FROM json_each(?9)))
             RETURNING id",
            params![
                request.id.to_string(),
                request.version,
                request.state.name(),
                decided.at.timestamp_millis(),
                decided.by.to_string(),
                decided.as_what.name(),
                decided.note.as_deref(),
                ledger,
                json(people),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Takes back a request that is open or approved, from one version to the next; says whether it
/// was there.
///
/// # Errors
/// Any [`DbError`].
pub async fn end(db: &dyn Sql, request: &Request, ended: &Ended) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE request SET state = ?3, ended_at = ?4, ended_by = ?5, ended_note = ?6,
                version = version + 1, changed_at = ?4, changed_by = ?5
             WHERE id = ?1 AND version = ?2 AND state IN ('asked', 'approved')
             RETURNING id",
            params![
                request.id.to_string(),
                request.version,
                request.state.name(),
                ended.at.timestamp_millis(),
                ended.by.to_string(),
                ended.note.as_deref(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// The ledger of some people.
///
/// # Errors
/// Any [`DbError`].
pub async fn ledger(db: &dyn Sql, people: &[PersonId]) -> Result<i64, DbError> {
    let rows = db
        .run(
            "SELECT ifnull(sum(version), 0) AS ledger FROM request
             WHERE person_id IN (SELECT value FROM json_each(?1)) ORDER BY ledger LIMIT 1",
            params![json(people)],
        )
        .await?;
    rows.first().map_or(Ok(0), |row| row.integer("ledger"))
}

/// One by its id, whoever's it is.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id(db: &dyn Sql, id: RequestId) -> Result<Option<Request>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, kind, state, starts_on, ends_on, reason, evidence, asked,
                asked_at, decided_at, decided_by, decided_as, note, ended_at, ended_by,
                ended_note, version
             FROM request WHERE id = ?1 ORDER BY id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// A person's own, of one state or of all, newest first, before the one with this id.
///
/// # Errors
/// Any [`DbError`].
pub async fn newest_first(
    db: &dyn Sql,
    person: PersonId,
    state: Option<State>,
    before: Option<String>,
    limit: u32,
) -> Result<Vec<Request>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, kind, state, starts_on, ends_on, reason, evidence, asked,
                asked_at, decided_at, decided_by, decided_as, note, ended_at, ended_by,
                ended_note, version
             FROM request
             WHERE person_id = ?1 AND (?2 IS NULL OR state = ?2) AND (?3 IS NULL OR id < ?3)
             ORDER BY id DESC LIMIT ?4",
            params![person.to_string(), state.map(State::name), before, limit,],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Everybody's, of one state or of all, newest first, before the one with this id.
///
/// # Errors
/// Any [`DbError`].
pub async fn all_newest_first(
    db: &dyn Sql,
    state: Option<State>,
    before: Option<String>,
    limit: u32,
) -> Result<Vec<Request>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, kind, state, starts_on, ends_on, reason, evidence, asked,
                asked_at, decided_at, decided_by, decided_as, note, ended_at, ended_by,
                ended_note, version
             FROM request WHERE (?1 IS NULL OR state = ?1) AND id < ?2
             ORDER BY id DESC LIMIT ?3",
            params![
                state.map(State::name),
                before.unwrap_or_else(after_all),
                limit,
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Those that somebody decided, likewise.
///
/// # Errors
/// Any [`DbError`].
pub async fn decided_newest_first(
    db: &dyn Sql,
    decided_by: PersonId,
    state: Option<State>,
    before: Option<String>,
    limit: u32,
) -> Result<Vec<Request>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, kind, state, starts_on, ends_on, reason, evidence, asked,
                asked_at, decided_at, decided_by, decided_as, note, ended_at, ended_by,
                ended_note, version
             FROM request
             WHERE decided_by = ?1 AND (?2 IS NULL OR state = ?2) AND id < ?3
             ORDER BY id DESC LIMIT ?4",
            params![
                decided_by.to_string(),
                state.map(State::name),
                before.unwrap_or_else(after_all),
                limit,
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// What stands after every id.
fn after_all() -> String {
    "g".to_owned()
}

/// Those that are open, of some people or of everybody, by id and so by when they were asked,
/// after the one with this id.
///
/// # Errors
/// Any [`DbError`].
pub async fn open_after(
    db: &dyn Sql,
    people: Option<&[PersonId]>,
    after: Option<String>,
    limit: u32,
) -> Result<Vec<Request>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, kind, state, starts_on, ends_on, reason, evidence, asked,
                asked_at, decided_at, decided_by, decided_as, note, ended_at, ended_by,
                ended_note, version
             FROM request
             WHERE state = 'asked' AND id > ?1
                AND (?2 IS NULL OR person_id IN (SELECT value FROM json_each(?2)))
             ORDER BY id LIMIT ?3",
            params![after.unwrap_or_default(), people.map(json), limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// What is open or approved of a person and touches one of some days.
///
/// # Errors
/// Any [`DbError`]; [`DbError::Shape`] with more than [`IN_FORCE_MAX`].
pub async fn in_force(
    db: &dyn Sql,
    person: PersonId,
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<Request>, DbError> {
    in_force_of(db, &[person], days).await
}

/// The same of several people.
///
/// # Errors
/// Any [`DbError`]; [`DbError::Shape`] with more than [`IN_FORCE_MAX`].
pub async fn in_force_of(
    db: &dyn Sql,
    people: &[PersonId],
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Request>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, kind, state, starts_on, ends_on, reason, evidence, asked,
                asked_at, decided_at, decided_by, decided_as, note, ended_at, ended_by,
                ended_note, version
             FROM request
             WHERE person_id IN (SELECT value FROM json_each(?1))
                AND state IN ('asked', 'approved') AND ends_on >= ?2 AND starts_on <= ?3
             ORDER BY id LIMIT ?4",
            params![
                json(people),
                from.to_string(),
                to.to_string(),
                i64::try_from(IN_FORCE_MAX).unwrap_or(0) + 1,
            ],
        )
        .await?;
    if rows.len() > IN_FORCE_MAX {
        let words = "more requests than can be judged by";
        return Err(DbError::Shape(words.to_owned()));
    }
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Request, DbError> {
    let kind = row.parsed("kind", Kind::parse)?;
    let day = |column: &str| row.parsed(column, parse_day);
    Ok(Request {
        id: row.parsed("id", |text| text.parse().ok())?,
        person_id: row.parsed("person_id", |text| text.parse().ok())?,
        state: row.parsed("state", State::parse)?,
        reason: row.text("reason")?,
        evidence: row.text_or_null("evidence")?,
        asked: match kind {
            Kind::Leave => Asked::Leave(row.parsed("asked", from_json)?),
            Kind::Correction => Asked::Correction(row.parsed("asked", from_json)?),
            Kind::FlexibleWork => Asked::FlexibleWork(row.parsed("asked", from_json)?),
            Kind::DutyTravel => Asked::DutyTravel(row.parsed("asked", from_json)?),
        },
        days: (day("starts_on")?, day("ends_on")?),
        asked_at: instant(row.integer("asked_at")?)?,
        decided: read_decided(row)?,
        ended: read_ended(row)?,
        version: row.integer("version")?,
    })
}

fn read_decided(row: &Row) -> Result<Option<Decided>, DbError> {
    let Some(at) = row.integer_or_null("decided_at")? else {
        return Ok(None);
    };
    Ok(Some(Decided {
        by: row.parsed("decided_by", |text| text.parse().ok())?,
        at: instant(at)?,
        as_what: row.parsed("decided_as", DecidedAs::parse)?,
        note: row.text_or_null("note")?,
    }))
}

fn read_ended(row: &Row) -> Result<Option<Ended>, DbError> {
    let Some(at) = row.integer_or_null("ended_at")? else {
        return Ok(None);
    };
    Ok(Some(Ended {
        by: row.parsed("ended_by", |text| text.parse().ok())?,
        at: instant(at)?,
        note: row.text_or_null("ended_note")?,
    }))
}

fn asked_json(asked: &Asked) -> String {
    match asked {
        Asked::Leave(leave) => json(leave),
        Asked::Correction(correction) => json(correction),
        Asked::FlexibleWork(work) => json(work),
        Asked::DutyTravel(travel) => json(travel),
    }
}

fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn from_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}
