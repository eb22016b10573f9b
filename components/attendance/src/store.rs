//! Every statement of this function: those of punches here, those of rules in `rule` and `claims`,
//! those of days that are kept in `judged`, those that compare punches in `evidence`, those of what
//! people ask in `request`.

pub mod claims;
pub mod evidence;
pub mod forgetting;
pub mod judged;
pub mod recap;
pub mod request;
pub mod rule;
pub mod team;

use chrono::NaiveDate;
use ngantor_core::id::{PersonId, PunchId};
use ngantor_core::time::{self, Instant};
use ngantor_db::{DbError, Row, Sql, Value, params};

use crate::domain::claims::CLAIM_COUNTS_H;
use crate::domain::duty::Membership;
use crate::domain::{DOUBLE_TAP_MS, Direction, Position, Punch, WorkMode};

/// What became of a tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is a punch.
    Punch,
    /// It is kept as the double of a punch.
    Double(PunchId),
    /// Its id was taken: nothing changed.
    Taken,
}

/// Keeps a tap, unless its id is taken: as a punch, or as the double of one.
///
/// A double: the same person, the same direction, counted within [`DOUBLE_TAP_MS`] of each
/// other, claimed so as well where both claim, and no tap of the other direction in between.
/// The double keeps its id, so that sending it again answers the same punch however late.
///
/// # Errors
/// Any [`DbError`].
pub async fn keep_tap(db: &dyn Sql, punch: &Punch) -> Result<Kept, DbError> {
    let rows = db
        .run(
            "INSERT INTO punch (id, person_id, direction, work_mode, zone, day, received_at,
                claimed_at, counted_at, latitude, longitude, accuracy_m, age_s, note,
                device, changed_at, changed_by, double_of)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?16, ?7, ?2, (
                SELECT twin.id FROM punch AS twin
                WHERE twin.double_of IS NULL AND twin.person_id = ?2 AND twin.direction = ?3
                  AND twin.counted_at BETWEEN ?9 - ?15 AND ?9 + ?15
                  AND ifnull(abs(twin.claimed_at - ?8) <= ?15, TRUE)
                  AND NOT EXISTS (
                    SELECT 1 FROM punch AS turn
                    WHERE turn.person_id = ?2
                      AND turn.direction = CASE ?3 WHEN 'in' THEN 'out' ELSE 'in' END
                      AND turn.counted_at BETWEEN min(twin.counted_at, ?9)
                                              AND max(twin.counted_at, ?9))
                ORDER BY abs(twin.counted_at - ?9), twin.id LIMIT 1))
             ON CONFLICT (id) DO NOTHING
             RETURNING double_of",
            parameters(punch),
        )
        .await?;
    let Some(row) = rows.first() else {
        return Ok(Kept::Taken);
    };
    Ok(read_double_of(row)?.map_or(Kept::Punch, Kept::Double))
}

fn parameters(punch: &Punch) -> Vec<Value> {
    let position = punch.position;
    params![
        punch.id.to_string(),
        punch.person_id.to_string(),
        punch.direction.name(),
        punch.work_mode.name(),
        punch.zone.name(),
        punch.day.to_string(),
        punch.received_at.timestamp_millis(),
        punch.claimed_at.map(|at| at.timestamp_millis()),
        punch.counted_at.timestamp_millis(),
        position.map(|p| p.latitude),
        position.map(|p| p.longitude),
        position.map(|p| p.accuracy_m),
        position.map(|p| p.age_s),
        punch.note.clone(),
        DOUBLE_TAP_MS,
        punch.device.clone(),
    ]
}

/// The tap of an id, whoever's it is, and the punch whose double it is.
///
/// # Errors
/// Any [`DbError`].
pub async fn tap_by_id(
    db: &dyn Sql,
    id: PunchId,
) -> Result<Option<(Punch, Option<PunchId>)>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, direction, work_mode, zone, day, received_at, claimed_at,
                counted_at, latitude, longitude, accuracy_m, age_s, note, double_of
             FROM punch WHERE id = ?1 ORDER BY id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first()
        .map(|row| Ok((read(row)?, read_double_of(row)?)))
        .transpose()
}

/// The most punches of some weeks that are looked at: a hundred a day.
pub const WEEKS_MAX_PUNCHES: usize = 4_000;

/// A person's punches near some days, two days to each side, in the order in which they count.
///
/// # Errors
/// Any [`DbError`].
pub async fn punches_around(
    db: &dyn Sql,
    person: PersonId,
    days: &[NaiveDate],
) -> Result<Vec<Punch>, DbError> {
    let days: Vec<_> = days.iter().map(ToString::to_string).collect();
    let rows = db
        .run(
            "SELECT DISTINCT punch.id, person_id, direction, work_mode, zone, day, received_at,
                claimed_at, counted_at, latitude, longitude, accuracy_m, age_s, note
             FROM json_each(?2) AS wanted
             JOIN punch ON double_of IS NULL AND person_id = ?1
                AND day BETWEEN date(wanted.value, '-2 days') AND date(wanted.value, '+2 days')
             ORDER BY day, counted_at, received_at, punch.id LIMIT ?3",
            params![
                person.to_string(),
                serde_json::to_string(&days).unwrap_or_default(),
                i64::try_from(WEEKS_MAX_PUNCHES).unwrap_or(0),
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// A person's punches from a day to another, in the order in which they count.
///
/// # Errors
/// Any [`DbError`].
pub async fn punches_of_days(
    db: &dyn Sql,
    person: PersonId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Punch>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, direction, work_mode, zone, day, received_at, claimed_at,
                counted_at, latitude, longitude, accuracy_m, age_s, note
             FROM punch WHERE double_of IS NULL AND person_id = ?1 AND day BETWEEN ?2 AND ?3
             ORDER BY day, counted_at, received_at, id LIMIT ?4",
            params![
                person.to_string(),
                from.to_string(),
                to.to_string(),
                i64::try_from(WEEKS_MAX_PUNCHES).unwrap_or(0),
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// When a person has to be at work here, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Service {
    /// From which day on; without one nothing tells.
    pub since: Option<NaiveDate>,
    /// Up to which; none until further notice.
    pub until: Option<NaiveDate>,
    /// The days on which the directory says that they belong to a unit.
    pub memberships: Vec<Membership>,
}

/// From which day on, and up to which, a person has to be at work here, as far as it is known.
///
/// Of somebody whom the directory knows: from when they are a member of a unit, but not before this
/// function could know of their work: by their first punch that came in time, or because it follows
/// the directory.
/// Of anybody else: from their first punch on.
///
/// # Errors
/// Any [`DbError`].
pub async fn service(db: &dyn Sql, person: PersonId) -> Result<Service, DbError> {
    let rows = db
        .run(
            "WITH known (first, member, follows, last, memberships) AS (SELECT
                (SELECT day FROM punch WHERE double_of IS NULL AND person_id = ?1
                    AND NOT (ifnull(counted_at = claimed_at, FALSE)
                        AND received_at - claimed_at > ?2)
                 ORDER BY day, counted_at, received_at, id LIMIT 1),
                (SELECT min(starts_on) FROM relation
                 WHERE kind = 'member' AND slot = ?1 AND withdrawn_at IS NULL),
                (SELECT day FROM judging_since ORDER BY one LIMIT 1),
                (SELECT ends_on FROM person WHERE id = ?1),
                (SELECT json_group_array(json_array(starts_on, ends_on)) FROM relation
                 WHERE kind = 'member' AND slot = ?1 AND withdrawn_at IS NULL))
             SELECT CASE WHEN member IS NULL THEN first
                ELSE max(member, min(coalesce(first, follows), coalesce(follows, first))) END
                AS since, last, memberships
             FROM known ORDER BY since LIMIT 1",
            params![person.to_string(), i64::from(CLAIM_COUNTS_H) * 3_600_000],
        )
        .await?;
    let Some(row) = rows.first() else {
        return Ok(Service::default());
    };
    Ok(Service {
        since: row.parsed_or_null("since", time::parse_day)?,
        until: row.parsed_or_null("last", time::parse_day)?,
        memberships: row.parsed("memberships", |text| serde_json::from_str(text).ok())?,
    })
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
                counted_at, latitude, longitude, accuracy_m, age_s, note
             FROM punch
             WHERE double_of IS NULL AND person_id = ?1 AND (received_at, id) < (?2, ?3)
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
        counted_at: instant(row.integer("counted_at")?)?,
        position: read_position(row, "")?,
        device: None,
        note: row.text_or_null("note")?,
    })
}

fn read_double_of(row: &Row) -> Result<Option<PunchId>, DbError> {
    let id = row.text_or_null("double_of")?;
    id.map(|_| row.parsed("double_of", |text| text.parse().ok()))
        .transpose()
}

/// A position of which each column's name begins with a word.
fn read_position(row: &Row, word: &str) -> Result<Option<Position>, DbError> {
    let real = |name: &str| row.real_or_null(&format!("{word}{name}"));
    let (latitude, longitude) = (real("latitude")?, real("longitude")?);
    let (accuracy_m, age_s) = (real("accuracy_m")?, real("age_s")?);
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
