//! Every statement of this function.

use chrono::NaiveDate;
use ngantor_core::id::{PersonId, PunchId};
use ngantor_core::time::{self, Instant};
use ngantor_db::{DbError, Row, Sql, params};

use crate::domain::{DOUBLE_TAP_MS, Direction, Position, Punch, WorkMode};

/// The most punches that a day shows; thousands of taps are no day's work.
pub const DAY_MAX_PUNCHES: u32 = 500;

/// Keeps a punch, unless its id is taken or it is a double tap; says whether it was kept.
///
/// A double tap: the same person, the same direction, within [`DOUBLE_TAP_MS`], and no tap of
/// the other direction in between.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert_punch(db: &dyn Sql, punch: &Punch) -> Result<bool, DbError> {
    let position = punch.position;
    let received_ms = punch.received_at.timestamp_millis();
    let rows = db
        .run(
            "INSERT INTO punch (id, person_id, direction, work_mode, zone, day, received_at,
                claimed_at, tapped_at, latitude, longitude, accuracy_m, age_s, note,
                changed_at, changed_by)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?7, ?2
             WHERE NOT EXISTS (
                SELECT 1 FROM punch AS twin
                WHERE twin.person_id = ?2 AND twin.direction = ?3
                  AND twin.tapped_at BETWEEN ?9 - ?15 AND ?9 + ?15
                  AND NOT EXISTS (
                    SELECT 1 FROM punch AS turn
                    WHERE turn.person_id = ?2 AND turn.direction <> ?3
                      AND turn.tapped_at BETWEEN min(twin.tapped_at, ?9)
                                             AND max(twin.tapped_at, ?9)))
             ON CONFLICT (id) DO NOTHING
             RETURNING id",
            params![
                punch.id.to_string(),
                punch.person_id.to_string(),
                punch.direction.name(),
                punch.work_mode.name(),
                punch.zone.name(),
                punch.day.to_string(),
                received_ms,
                punch.claimed_at.map(|at| at.timestamp_millis()),
                punch.tapped_at().timestamp_millis(),
                position.map(|p| p.latitude),
                position.map(|p| p.longitude),
                position.map(|p| p.accuracy_m),
                position.map(|p| p.age_s),
                punch.note.clone(),
                DOUBLE_TAP_MS,
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// The punch of an id, whoever's it is.
///
/// # Errors
/// Any [`DbError`].
pub async fn punch_by_id(db: &dyn Sql, id: PunchId) -> Result<Option<Punch>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, direction, work_mode, zone, day, received_at, claimed_at,
                latitude, longitude, accuracy_m, age_s, note
             FROM punch WHERE id = ?1 ORDER BY id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// The punch that a tap doubles: the nearest of the same direction.
///
/// # Errors
/// Any [`DbError`].
pub async fn twin_of(db: &dyn Sql, punch: &Punch) -> Result<Option<Punch>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, direction, work_mode, zone, day, received_at, claimed_at,
                latitude, longitude, accuracy_m, age_s, note
             FROM punch
             WHERE person_id = ?1 AND direction = ?2
               AND tapped_at BETWEEN ?3 - ?4 AND ?3 + ?4
             ORDER BY abs(tapped_at - ?3), id LIMIT 1",
            params![
                punch.person_id.to_string(),
                punch.direction.name(),
                punch.tapped_at().timestamp_millis(),
                DOUBLE_TAP_MS,
            ],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// A person's punches of a day, in the order in which they count.
///
/// # Errors
/// Any [`DbError`].
pub async fn punches_of_day(
    db: &dyn Sql,
    person: PersonId,
    day: NaiveDate,
) -> Result<Vec<Punch>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, direction, work_mode, zone, day, received_at, claimed_at,
                latitude, longitude, accuracy_m, age_s, note
             FROM punch WHERE person_id = ?1 AND day = ?2
             ORDER BY received_at, id LIMIT ?3",
            params![person.to_string(), day.to_string(), DAY_MAX_PUNCHES],
        )
        .await?;
    let mut punches: Vec<Punch> = rows.iter().map(read).collect::<Result<_, _>>()?;
    punches.sort_by_key(|punch| (punch.counted_at(), punch.received_at, punch.id.to_string()));
    Ok(punches)
}

/// A person's punches, newest first, after the one with this receipt (ms) and id.
///
/// # Errors
/// Any [`DbError`].
pub async fn punches_newest_first(
    db: &dyn Sql,
    person: PersonId,
    after: Option<(i64, String)>,
    limit: u32,
) -> Result<Vec<Punch>, DbError> {
    let (received_ms, id) = after.unwrap_or((time::LATEST_MS, String::new()));
    let rows = db
        .run(
            "SELECT id, person_id, direction, work_mode, zone, day, received_at, claimed_at,
                latitude, longitude, accuracy_m, age_s, note
             FROM punch WHERE person_id = ?1 AND (received_at, id) < (?2, ?3)
             ORDER BY received_at DESC, id DESC LIMIT ?4",
            params![person.to_string(), received_ms, id, limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Punch, DbError> {
    Ok(Punch {
        id: row.parsed("id", |text| text.parse().ok())?,
        person_id: row.parsed("person_id", |text| text.parse().ok())?,
        direction: row.parsed("direction", Direction::parse)?,
        work_mode: row.parsed("work_mode", WorkMode::parse)?,
        zone: row.parsed("zone", |text| text.parse().ok())?,
        day: row.parsed("day", time::parse_day)?,
        received_at: instant(row.integer("received_at")?)?,
        claimed_at: row
            .integer_or_null("claimed_at")?
            .map(instant)
            .transpose()?,
        position: read_position(row)?,
        note: row.text_or_null("note")?,
    })
}

fn read_position(row: &Row) -> Result<Option<Position>, DbError> {
    let latitude = row.real_or_null("latitude")?;
    let longitude = row.real_or_null("longitude")?;
    let accuracy_m = row.real_or_null("accuracy_m")?;
    let age_s = row.real_or_null("age_s")?;
    let place = latitude.zip(longitude).zip(accuracy_m.zip(age_s));
    Ok(
        place.map(|((latitude, longitude), (accuracy_m, age_s))| Position {
            latitude,
            longitude,
            accuracy_m,
            age_s,
        }),
    )
}

fn instant(ms: i64) -> Result<Instant, DbError> {
    time::from_ms(ms).ok_or_else(|| DbError::Shape(format!("no instant: {ms}")))
}
