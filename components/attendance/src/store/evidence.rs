//! The statements by which what is found about punches is kept and reviewed; `seen` compares them.

use ngantor_core::id::PersonId;
use ngantor_core::time::{self, Instant};
use ngantor_db::{DbError, Row, Sql, Value, params};
use serde::Serialize;

use super::instant;
use super::judged::was_first;
use crate::domain::evidence::{Evidence, Finding, Reason, Rules, Seen, State};

mod seen;

pub use self::seen::seen;

/// The only row of the rules.
const OWN: &str = "own";

/// How far the journal is looked through.
///
/// # Errors
/// Any [`DbError`].
pub async fn looked_seq(db: &dyn Sql) -> Result<i64, DbError> {
    let rows = db
        .run("SELECT seq FROM looked ORDER BY one LIMIT 1", params![])
        .await?;
    rows.first().map_or(Ok(0), |row| row.integer("seq"))
}

/// Arranges positions and devices of punches for comparing; those that are there stay.
///
/// # Errors
/// Any [`DbError`].
pub async fn keep_traces(db: &dyn Sql, punch_ids: &[&str]) -> Result<(), DbError> {
    db.run(
        "INSERT INTO trace (punch_id, person_id, day, counted_at, received_at, latitude,
            longitude, accuracy_m, age_s, device)
         SELECT punch.id, person_id, day, counted_at, received_at, latitude, longitude,
            accuracy_m, age_s, device
         FROM json_each(?1) AS one JOIN punch ON punch.id = one.value
         WHERE latitude IS NOT NULL OR device IS NOT NULL
         ON CONFLICT (punch_id) DO NOTHING",
        params![json(&punch_ids)],
    )
    .await
    .map(drop)
}

/// A finding as the trigger reads it.
#[derive(Serialize)]
struct Found<'a> {
    punch_id: String,
    person_id: String,
    day: String,
    #[serde(flatten)]
    finding: &'a Finding,
}

/// Keeps what was found in a piece of the journal; says whether nobody else was quicker.
///
/// # Errors
/// Any [`DbError`].
pub async fn keep_found(
    db: &dyn Sql,
    found: &[(Seen, Vec<Finding>)],
    (old_seq, new_seq): (i64, i64),
    now: Instant,
) -> Result<bool, DbError> {
    let found = found.iter().flat_map(|(seen, findings)| {
        findings.iter().map(|finding| Found {
            punch_id: seen.punch_id.to_string(),
            person_id: seen.person_id.to_string(),
            day: seen.day.to_string(),
            finding,
        })
    });
    let found: Vec<_> = found.collect();
    let done = db
        .run(
            "INSERT INTO looking (found, old_seq, new_seq, at) VALUES (?1, ?2, ?3, ?4)",
            params![json(&found), old_seq, new_seq, now.timestamp_millis()],
        )
        .await;
    was_first(done)
}

/// Forgets positions and devices that were received before an instant; says how many, at most
/// `limit`.
///
/// # Errors
/// Any [`DbError`].
pub async fn forget_traces(db: &dyn Sql, before: Instant, limit: u32) -> Result<usize, DbError> {
    let rows = db
        .run(
            "DELETE FROM trace WHERE punch_id IN (
                SELECT punch_id FROM trace WHERE received_at < ?1
                ORDER BY received_at, punch_id LIMIT ?2)
             RETURNING punch_id",
            params![before.timestamp_millis(), limit],
        )
        .await?;
    Ok(rows.len())
}

/// What is looked at, and the version of that.
///
/// # Errors
/// Any [`DbError`].
pub async fn rules(db: &dyn Sql) -> Result<(Rules, i64), DbError> {
    let rows = db
        .run(
            "SELECT position_days, max_age_s, max_accuracy_m, max_speed_kmh, frozen_days,
                shared_people, device_people, late_claim_min, other_zone_min, office_radius_m,
                missing_days, version
             FROM evidence_rule ORDER BY id LIMIT 1",
            params![],
        )
        .await?;
    let row = rows.first();
    let row = row.ok_or_else(|| DbError::Shape("no rules for evidence".to_owned()))?;
    let rules = Rules {
        position_days: row.integer("position_days")?,
        max_age_s: row.integer_or_null("max_age_s")?,
        max_accuracy_m: row.integer_or_null("max_accuracy_m")?,
        max_speed_kmh: row.integer_or_null("max_speed_kmh")?,
        frozen_days: row.integer_or_null("frozen_days")?,
        shared_people: row.integer_or_null("shared_people")?,
        device_people: row.integer_or_null("device_people")?,
        late_claim_min: row.integer_or_null("late_claim_min")?,
        other_zone_min: row.integer_or_null("other_zone_min")?,
        office_radius_m: row.integer_or_null("office_radius_m")?,
        missing_days: row.integer_or_null("missing_days")?,
    };
    Ok((rules, row.integer("version")?))
}

/// Changes what is looked at from one version to the next; says whether that version was there.
///
/// # Errors
/// Any [`DbError`].
pub async fn change_rules(
    db: &dyn Sql,
    rules: &Rules,
    version: i64,
    (by, now): (PersonId, Instant),
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE evidence_rule SET position_days = ?2, max_age_s = ?3, max_accuracy_m = ?4,
                max_speed_kmh = ?5, frozen_days = ?6, shared_people = ?7, device_people = ?8,
                late_claim_min = ?9, version = version + 1, changed_at = ?10, changed_by = ?11,
                other_zone_min = ?13, office_radius_m = ?14, missing_days = ?15
             WHERE id = ?1 AND version = ?12 RETURNING id",
            params![
                OWN,
                rules.position_days,
                rules.max_age_s,
                rules.max_accuracy_m,
                rules.max_speed_kmh,
                rules.frozen_days,
                rules.shared_people,
                rules.device_people,
                rules.late_claim_min,
                now.timestamp_millis(),
                by.to_string(),
                version,
                rules.other_zone_min,
                rules.office_radius_m,
                rules.missing_days,
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// The evidence of some people, or everybody's, the newest day first, after the one with this day
/// and id.
///
/// # Errors
/// Any [`DbError`].
pub async fn newest_first(
    db: &dyn Sql,
    people: Option<&[PersonId]>,
    state: Option<State>,
    after: Option<(String, String)>,
    limit: u32,
) -> Result<Vec<Evidence>, DbError> {
    let (day, id) = after.unwrap_or_else(|| ("9999-12-31".to_owned(), String::new()));
    let mut parameters = params![day, id, state.map(State::name), limit];
    let statement = match people {
        Some(people) => {
            let ids: Vec<_> = people.iter().map(ToString::to_string).collect();
            parameters.push(Value::from(json(&ids)));
            "SELECT id, punch_id, person_id, day, reason, found, expected, state, note,
                reviewed_by, reviewed_at, version
             FROM evidence
             WHERE person_id IN (SELECT value FROM json_each(?5))
                AND (day < ?1 OR (day = ?1 AND id > ?2))
                AND (?3 IS NULL OR state = ?3)
             ORDER BY day DESC, id LIMIT ?4"
        }
        None => {
            "SELECT id, punch_id, person_id, day, reason, found, expected, state, note,
                reviewed_by, reviewed_at, version
             FROM evidence
             WHERE (day < ?1 OR (day = ?1 AND id > ?2)) AND (?3 IS NULL OR state = ?3)
             ORDER BY day DESC, id LIMIT ?4"
        }
    };
    let rows = db.run(statement, parameters).await?;
    rows.iter().map(read).collect()
}

/// One by its id.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id(db: &dyn Sql, id: &str) -> Result<Option<Evidence>, DbError> {
    let rows = db
        .run(
            "SELECT id, punch_id, person_id, day, reason, found, expected, state, note,
                reviewed_by, reviewed_at, version
             FROM evidence WHERE id = ?1 ORDER BY id LIMIT 1",
            params![id],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Keeps what somebody found when they looked; says whether the version was there.
///
/// # Errors
/// Any [`DbError`].
pub async fn review(db: &dyn Sql, reviewed: &Evidence, now: Instant) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE evidence SET state = ?2, note = ?3, reviewed_by = ?4, reviewed_at = ?5,
                version = version + 1, changed_at = ?5, changed_by = ?4
             WHERE id = ?1 AND version = ?6 RETURNING id",
            params![
                reviewed.id.as_str(),
                reviewed.state.name(),
                reviewed.note.clone(),
                reviewed.reviewed_by.map(|by| by.to_string()),
                now.timestamp_millis(),
                reviewed.version,
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

fn read(row: &Row) -> Result<Evidence, DbError> {
    let reviewed_at = row.integer_or_null("reviewed_at")?;
    Ok(Evidence {
        id: row.text("id")?,
        punch_id: row.parsed("punch_id", |text| text.parse().ok())?,
        person_id: row.parsed("person_id", |text| text.parse().ok())?,
        day: row.parsed("day", time::parse_day)?,
        finding: Finding {
            reason: row.parsed("reason", Reason::parse)?,
            found: row.integer("found")?,
            expected: row.integer("expected")?,
        },
        state: row.parsed("state", State::parse)?,
        note: row.text_or_null("note")?,
        reviewed_by: row.parsed_or_null("reviewed_by", |text| text.parse().ok())?,
        reviewed_at: reviewed_at.map(instant).transpose()?,
        version: row.integer("version")?,
    })
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
