//! Which units and teams somebody leads, and who takes part in a team.

use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::time::Day;
use ngantor_db::{DbError, Row, Sql, params};

use crate::domain::GivenAs;

/// The most units that one person leads, as far as anybody looks.
const LED_MAX: u32 = 100;
/// The most units without a head that are looked through below those.
const VACANT_MAX: u32 = 500;
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

/// The units in whose name somebody decides on a day: those that they lead, and under these those
/// that nobody leads, down to the next that somebody does.
///
/// # Errors
/// Any [`DbError`].
pub async fn decided_for(db: &dyn Sql, person: PersonId, day: Day) -> Result<Vec<UnitId>, DbError> {
    let rows = db
        .run(
            "WITH RECURSIVE below (level, unit_id) AS (
                SELECT 0, unit_id FROM relation
                WHERE person_id = ?1 AND kind IN ('head', 'acting_head', 'team_lead')
                    AND withdrawn_at IS NULL AND starts_on <= ?2
                    AND coalesce(ends_on, '9999-12-31') >= ?2
                UNION
                SELECT below.level + 1, unit.unit_id
                FROM below JOIN unit_state AS state ON state.parent_id = below.unit_id
                    AND state.withdrawn_at IS NULL
                JOIN unit_period AS unit ON unit.id = state.id
                WHERE unit.starts_on <= ?2 AND unit.ends_before > ?2 AND below.level < ?3
                    AND NOT EXISTS (
                        SELECT 1 FROM relation AS leader
                        WHERE leader.unit_id = unit.unit_id
                            AND leader.kind IN ('head', 'acting_head', 'team_lead')
                            AND leader.withdrawn_at IS NULL AND leader.starts_on <= ?2
                            AND coalesce(leader.ends_on, '9999-12-31') >= ?2))
             SELECT DISTINCT unit_id FROM below ORDER BY unit_id LIMIT ?4",
            params![person.to_string(), day.to_string(), LEVELS_MAX, VACANT_MAX],
        )
        .await?;
    rows.iter().map(|row| super::id(row, "unit_id")).collect()
}
