//! The statements by which days are judged and kept.

use chrono::NaiveDate;
use ngantor_core::id::PersonId;
use ngantor_core::time::{Instant, Zone};
use ngantor_db::{DbError, Row, Sql, params};
use serde::Serialize;

use crate::domain::duty::{DutyDay, Figures, Status};
use crate::domain::judged::{Judged, Touched};

/// A day as the trigger reads it.
#[derive(Serialize)]
struct KeptDay {
    day: NaiveDate,
    zone: Zone,
    status: Status,
    #[serde(flatten)]
    figures: Figures,
}

impl KeptDay {
    const fn of(day: &DutyDay) -> Self {
        Self {
            day: day.day,
            zone: day.zone,
            status: day.status,
            figures: day.figures,
        }
    }
}

/// How far the journal is looked through.
///
/// # Errors
/// Any [`DbError`].
pub async fn followed_seq(db: &dyn Sql) -> Result<i64, DbError> {
    let rows = db
        .run("SELECT seq FROM followed ORDER BY one LIMIT 1", params![])
        .await?;
    rows.first().map_or(Ok(0), |row| row.integer("seq"))
}

/// Notes what a piece of the journal touches; says whether nobody else was quicker.
///
/// # Errors
/// Any [`DbError`].
pub async fn follow(
    db: &dyn Sql,
    touches: &[Touched],
    (old_seq, new_seq): (i64, i64),
) -> Result<bool, DbError> {
    let (own, all): (Vec<_>, Vec<_>) = touches.iter().partition(|one| one.person_id.is_some());
    let done = db
        .run(
            "INSERT INTO following (touches, all_from, all_until, old_seq, new_seq)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                serde_json::to_string(&own).unwrap_or_default(),
                all.first().map(|one| one.from.to_string()),
                all.first().map(|one| one.until.to_string()),
                old_seq,
                new_seq,
            ],
        )
        .await;
    was_first(done)
}

/// People with days to be judged, up to a day: on a later one something may still come in, also
/// where it has to be judged again. First those who are farthest behind; of whom it failed only
/// after all others, so that however many they are, they keep nobody from it.
///
/// # Errors
/// Any [`DbError`].
pub async fn due(db: &dyn Sql, last: NaiveDate, limit: u32) -> Result<Vec<Judged>, DbError> {
    let rows = db
        .run(
            "SELECT person_id, until, again_from, again_until FROM judged
             WHERE again_from <= ?1 OR until < ?1
             ORDER BY coalesce(failed_at, 0), until, person_id LIMIT ?2",
            params![last.to_string(), limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Notes that some people's days could not be judged.
///
/// # Errors
/// Any [`DbError`].
pub async fn note_failed(db: &dyn Sql, people: &[&str], now: Instant) -> Result<(), DbError> {
    db.run(
        "UPDATE judged SET failed_at = ?2
         WHERE person_id IN (SELECT value FROM json_each(?1))",
        params![
            serde_json::to_string(people).unwrap_or_default(),
            now.timestamp_millis(),
        ],
    )
    .await
    .map(drop)
}

/// Keeps judged days; says whether nothing touched them meanwhile.
///
/// # Errors
/// Any [`DbError`].
pub async fn keep_days(
    db: &dyn Sql,
    (before, after): (&Judged, &Judged),
    days: &[DutyDay],
    now: Instant,
) -> Result<bool, DbError> {
    let days: Vec<_> = days.iter().map(KeptDay::of).collect();
    let text = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    let done = db
        .run(
            "INSERT INTO judging (person_id, old_until, old_again_from, old_again_until, until,
                again_from, again_until, days, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                before.person_id.as_str(),
                before.until.to_string(),
                text(before.again.map(|(from, _)| from)),
                text(before.again.map(|(_, until)| until)),
                after.until.to_string(),
                text(after.again.map(|(from, _)| from)),
                text(after.again.map(|(_, until)| until)),
                serde_json::to_string(&days).unwrap_or_default(),
                now.timestamp_millis(),
            ],
        )
        .await;
    was_first(done)
}

/// Notes from which day on people are judged who have not punched yet; the first note stays.
///
/// # Errors
/// Any [`DbError`].
pub async fn begin(db: &dyn Sql, today: NaiveDate) -> Result<(), DbError> {
    db.run(
        "INSERT INTO judging_since (one, day) VALUES (1, ?1) ON CONFLICT (one) DO NOTHING",
        params![today.to_string()],
    )
    .await
    .map(drop)
}

/// The zone of a person's newest punch, or else of their office.
///
/// # Errors
/// Any [`DbError`].
pub async fn last_zone(db: &dyn Sql, person: PersonId) -> Result<Option<Zone>, DbError> {
    let rows = db
        .run(
            "SELECT coalesce(
                (SELECT zone FROM punch WHERE double_of IS NULL AND person_id = ?1
                 ORDER BY received_at DESC, id DESC LIMIT 1),
                (SELECT zone FROM person WHERE id = ?1)) AS zone
             ORDER BY zone LIMIT 1",
            params![person.to_string()],
        )
        .await?;
    let zone = rows
        .first()
        .map(|row| row.parsed_or_null("zone", |text| text.parse().ok()));
    Ok(zone.transpose()?.flatten())
}

/// The triggers refuse what somebody else did meanwhile, and nothing else.
pub(super) fn was_first(done: Result<Vec<Row>, DbError>) -> Result<bool, DbError> {
    match done {
        Ok(_) => Ok(true),
        Err(DbError::Refused(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

fn read(row: &Row) -> Result<Judged, DbError> {
    let from = row.parsed_or_null("again_from", parse_any_day)?;
    let until = row.parsed_or_null("again_until", parse_any_day)?;
    Ok(Judged {
        person_id: row.text("person_id")?,
        until: row.parsed("until", parse_any_day)?,
        again: from.zip(until),
    })
}

/// A date, also one outside the years that people may name.
fn parse_any_day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}
