//! Which units and teams somebody leads, and who takes part in a team.

use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::time::Day;
use ngantor_db::{DbError, Row, Sql, params};

use crate::domain::GivenAs;
use crate::domain::list::Waits;

/// The most units that one person leads, as far as anybody looks.
const LED_MAX: u32 = 100;
/// The most units that are looked through at these and below.
const UNITS_MAX: u32 = 500;
/// The most levels that are climbed down.
const LEVELS_MAX: u32 = 32;

/// The units and teams that somebody leads, or acts for the head of, on a day.
///
/// # Errors
/// Any [`DbError`].
pub async fn led(
    db: &dyn Sql,
    person: PersonId,
    day: Day,
) -> Result<Vec<(UnitId, GivenAs)>, DbError> {
    let rows = db
        .run(
            "SELECT unit_id, min(kind) AS kind FROM relation
             WHERE person_id = ?1 AND kind IN ('head', 'acting_head', 'team_lead')
                AND withdrawn_at IS NULL AND starts_on <= ?2
                AND coalesce(ends_on, '9999-12-31') >= ?2
             GROUP BY unit_id ORDER BY unit_id LIMIT ?3",
            params![person.to_string(), day.to_string(), LED_MAX],
        )
        .await?;
    let read = |row: &Row| {
        Ok((
            super::id(row, "unit_id")?,
            row.parsed("kind", GivenAs::parse)?,
        ))
    };
    rows.iter().map(read).collect()
}

/// Whether somebody takes part in a team on a day.
///
/// # Errors
/// Any [`DbError`].
pub async fn is_participant(
    db: &dyn Sql,
    person: PersonId,
    team: UnitId,
    day: Day,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "SELECT 1 FROM relation
             WHERE kind = 'participant' AND slot = ?1 || '/' || ?2 AND withdrawn_at IS NULL
                AND starts_on <= ?3 AND coalesce(ends_on, '9999-12-31') >= ?3
             ORDER BY id LIMIT 1",
            params![person.to_string(), team.to_string(), day.to_string()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Where what somebody reviews on a day waits: in the units that they lead, and under these in
/// those that nobody leads, down to the next that somebody does. Nobody reviews what they do in
/// the name of their own unit, so that of who leads such a next unit waits for them as well, and
/// that of who leads theirs beside them does not.
///
/// # Errors
/// Any [`DbError`].
pub async fn reviews(db: &dyn Sql, person: PersonId, day: Day) -> Result<Vec<Waits>, DbError> {
    let rows = db
        .run(
            "WITH RECURSIVE leader (unit_id, person_id) AS (
                SELECT unit_id, person_id FROM relation
                WHERE kind IN ('head', 'acting_head', 'team_lead') AND withdrawn_at IS NULL
                    AND starts_on <= ?2 AND coalesce(ends_on, '9999-12-31') >= ?2),
             below (level, root_id, unit_id) AS (
                SELECT 0, unit_id, unit_id FROM leader WHERE person_id = ?1
                UNION
                SELECT below.level + 1, below.root_id, unit.unit_id
                FROM below JOIN unit_state AS state ON state.parent_id = below.unit_id
                    AND state.withdrawn_at IS NULL
                JOIN unit_period AS unit ON unit.id = state.id
                WHERE unit.starts_on <= ?2 AND unit.ends_before > ?2 AND below.level < ?3
                    AND NOT EXISTS (SELECT 1 FROM leader WHERE leader.unit_id = unit.unit_id))
             SELECT below.unit_id, NULL AS leader_id,
                json_group_array(DISTINCT leader.person_id) AS leaders
             FROM below JOIN leader ON leader.unit_id = below.root_id
             GROUP BY below.unit_id
             UNION
             SELECT unit.unit_id, leader.person_id, '[]'
             FROM below JOIN unit_state AS state ON state.parent_id = below.unit_id
                AND state.withdrawn_at IS NULL
             JOIN unit_period AS unit ON unit.id = state.id
             JOIN leader ON leader.unit_id = unit.unit_id
             WHERE unit.starts_on <= ?2 AND unit.ends_before > ?2
                AND NOT EXISTS (
                    SELECT 1 FROM leader AS beside
                    WHERE beside.unit_id = below.root_id
                        AND beside.person_id = leader.person_id)
             ORDER BY 1, 2 LIMIT ?4",
            params![person.to_string(), day.to_string(), LEVELS_MAX, UNITS_MAX],
        )
        .await?;
    rows.iter().map(waits).collect()
}

fn waits(row: &Row) -> Result<Waits, DbError> {
    let unit = super::id(row, "unit_id")?;
    let leaders = |text: &str| serde_json::from_str(text).ok();
    Ok(match super::id_or_null(row, "leader_id")? {
        Some(leader) => Waits::of_leader(leader, unit),
        None => Waits::of_unit(unit, row.parsed("leaders", leaders)?),
    })
}
