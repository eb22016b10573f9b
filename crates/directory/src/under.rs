//! Who is under somebody: the members of the units that they lead and of those below, and, for a
//! while, whoever belonged there last and belongs nowhere now.

use chrono::Days;
use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::time::Day;
use ngantor_db::{DbError, Row, Sql, params};

use crate::decider;
use crate::tree;

/// For how many days after the last one in a unit those who lead it still stand above whoever left
/// it and went nowhere else.
pub const LEFT_MAX_D: u64 = 92;
/// How many people one statement gives.
const PIECE_MAX: u32 = 5_000;
/// The most levels that are climbed, as in [`tree`].
const LEVELS_MAX: u32 = 32;

/// Everybody under somebody on a day, by their ids: the members of the units that they lead, and of
/// those under these, without those who lead such a unit themself or one above it, wherever they
/// belong.
///
/// # Errors
/// Any [`DbError`].
pub async fn people_under(
    db: &dyn Sql,
    person: PersonId,
    day: Day,
) -> Result<Vec<PersonId>, DbError> {
    let mut people = Vec::new();
    for unit in tree::units_led(db, person, day).await? {
        let leaders = tree::leaders(db, unit, day).await?;
        let mut after = None;
        loop {
            let some = tree::members(db, (unit, true), day, after, PIECE_MAX).await?;
            let is_last = some.len() < PIECE_MAX as usize;
            after = some.last().map(ToString::to_string);
            people.extend(some.into_iter().filter(|one| !leaders.contains(one)));
            if is_last {
                break;
            }
        }
    }
    // Once each, where one leads a unit and another under it.
    people.sort_by_key(ToString::to_string);
    people.dedup();
    Ok(people)
}

/// Whoever belonged to a unit that somebody leads on a day, or to one under it, left it within
/// [`LEFT_MAX_D`] before, and belongs nowhere on the day; by their ids.
///
/// # Errors
/// Any [`DbError`].
pub async fn people_who_left(
    db: &dyn Sql,
    person: PersonId,
    day: Day,
) -> Result<Vec<PersonId>, DbError> {
    let mut people = Vec::new();
    for unit in tree::units_led(db, person, day).await? {
        let rows = db.run(LEFT, left_parameters(unit, day)).await?;
        let read = |row: &Row| row.parsed("person_id", |text| text.parse().ok());
        for found in rows.iter().map(read) {
            let found: PersonId = found?;
            if found != person {
                people.push(found);
            }
        }
    }
    people.sort_by_key(ToString::to_string);
    people.dedup();
    Ok(people)
}

const LEFT: &str = "WITH RECURSIVE below (level, unit_id) AS (
        SELECT 0, ?1
        UNION ALL
        SELECT below.level + 1, unit.unit_id
        FROM below JOIN unit_state AS state ON state.parent_id = below.unit_id
            AND state.withdrawn_at IS NULL
        JOIN unit_period AS unit ON unit.id = state.id
        WHERE unit.starts_on <= ?2 AND unit.ends_before > ?2 AND below.level < ?4)
     SELECT DISTINCT member.person_id FROM below
     JOIN relation AS member ON member.unit_id = below.unit_id AND member.kind = 'member'
     WHERE member.withdrawn_at IS NULL AND member.ends_on >= ?3 AND member.ends_on < ?2
        AND NOT EXISTS (SELECT 1 FROM relation AS later
            WHERE later.kind = 'member' AND later.slot = member.person_id
                AND later.withdrawn_at IS NULL AND later.starts_on <= ?2
                AND coalesce(later.ends_on, '9999-12-31') > member.ends_on)
     ORDER BY member.person_id LIMIT ?5";

fn left_parameters(unit: UnitId, day: Day) -> Vec<ngantor_db::Value> {
    let (unit, until) = (unit.to_string(), day.to_string());
    params![unit, until, since(day), LEVELS_MAX, PIECE_MAX]
}

/// Whether somebody stands above a person on a day, as [`decider::is_above`] tells, or leads then
/// the unit that the person left within [`LEFT_MAX_D`] before for none, or one above it.
///
/// # Errors
/// Any [`DbError`].
pub async fn is_above_or_was_left(
    db: &dyn Sql,
    superior: PersonId,
    person: PersonId,
    day: Day,
) -> Result<bool, DbError> {
    let mut levels = tree::levels_above(db, person, day).await?;
    if levels.is_empty() {
        let Some(unit) = left_unit(db, person, day).await? else {
            return Ok(false);
        };
        levels = tree::levels_from(db, unit, day).await?;
    }
    Ok(decider::is_above(superior, person, &levels))
}

/// The unit that a person left last, within [`LEFT_MAX_D`] before a day.
async fn left_unit(db: &dyn Sql, person: PersonId, day: Day) -> Result<Option<UnitId>, DbError> {
    let rows = db
        .run(
            "SELECT unit_id FROM relation
             WHERE kind = 'member' AND slot = ?1 AND withdrawn_at IS NULL
                AND ends_on >= ?2 AND ends_on < ?3
             ORDER BY ends_on DESC LIMIT 1",
            params![person.to_string(), since(day), day.to_string()],
        )
        .await?;
    let unit = |row: &Row| row.parsed("unit_id", |text| text.parse().ok());
    rows.first().map(unit).transpose()
}

fn since(day: Day) -> String {
    let since = day.0.checked_sub_days(Days::new(LEFT_MAX_D));
    since.unwrap_or(day.0).to_string()
}
