//! The statements of boards: many people's day at once.

use chrono::NaiveDate;
use ngantor_core::id::PersonId;
use ngantor_db::{DbError, Row, Sql, params};

use super::read;
use crate::domain::Punch;
use crate::domain::duty::Status;

/// The punches of one person that a board looks at, the last of the day: whoever taps without end
/// takes nobody else from it.
pub const PERSON_MAX_PUNCHES: u32 = 40;

/// Somebody on a board, as far as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub person_id: PersonId,
    /// Their name; none whom the directory does not tell yet, and of whoever was erased.
    pub name: Option<String>,
    /// What the day came to, once everything was in.
    pub status: Option<Status>,
}

/// Names of people, and what a day came to for each where that is kept; in the order of their ids.
///
/// # Errors
/// Any [`DbError`].
pub async fn known(
    db: &dyn Sql,
    people: &[PersonId],
    day: NaiveDate,
) -> Result<Vec<Known>, DbError> {
    let rows = db
        .run(
            "SELECT one.value AS person_id, name, status FROM json_each(?1) AS one
             LEFT JOIN person ON person.id = one.value
             LEFT JOIN duty_day ON duty_day.person_id = one.value AND duty_day.day = ?2
             ORDER BY one.value LIMIT ?3",
            params![
                json(people),
                day.to_string(),
                i64::try_from(people.len()).unwrap_or(i64::MAX),
            ],
        )
        .await?;
    let read = |row: &Row| {
        Ok(Known {
            person_id: row.parsed("person_id", |text| text.parse().ok())?,
            name: row.text_or_null("name")?.filter(|name| !name.is_empty()),
            status: row.parsed_or_null("status", Status::parse)?,
        })
    };
    rows.iter().map(read).collect()
}

/// The punches of some people from a day of their own to another, person by person in the order in
/// which they count; of each the last [`PERSON_MAX_PUNCHES`].
///
/// # Errors
/// Any [`DbError`].
pub async fn punches(
    db: &dyn Sql,
    people: &[PersonId],
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Punch>, DbError> {
    let rows = db
        .run(
            "SELECT punch.id, person_id, direction, work_mode, zone, day, received_at, claimed_at,
                counted_at, latitude, longitude, accuracy_m, age_s, note
             FROM json_each(?1) AS one
             JOIN punch ON punch.id IN (
                SELECT id FROM punch AS own
                WHERE own.double_of IS NULL AND own.person_id = one.value
                  AND own.day BETWEEN ?2 AND ?3
                ORDER BY own.counted_at DESC, own.received_at DESC, own.id DESC LIMIT ?4)
             ORDER BY person_id, counted_at, received_at, punch.id LIMIT ?5",
            params![
                json(people),
                from.to_string(),
                to.to_string(),
                PERSON_MAX_PUNCHES,
                i64::try_from(people.len()).unwrap_or(0) * i64::from(PERSON_MAX_PUNCHES),
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn json(people: &[PersonId]) -> String {
    let ids: Vec<_> = people.iter().map(ToString::to_string).collect();
    serde_json::to_string(&ids).unwrap_or_default()
}
