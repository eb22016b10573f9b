//! The statements that look up the tree of units: who leads what, and who stands above whom.

use ngantor_core::id::PersonId;
use ngantor_core::time::Day;
use ngantor_db::{DbError, Row, Sql, params};

use crate::domain::decider::{Level, Style};

/// The most levels that are climbed; no institution has as many.
const LEVELS_MAX: u32 = 32;

/// The units above a person on a day, from their own upwards, with who leads each.
///
/// # Errors
/// Any [`DbError`].
pub async fn levels_above(db: &dyn Sql, person: PersonId, day: Day) -> Result<Vec<Level>, DbError> {
    let rows = db
        .run(
            "WITH RECURSIVE above (level, unit_id) AS (
                SELECT 0, unit_id FROM relation
                WHERE kind = 'member' AND slot = ?1 AND withdrawn_at IS NULL
                    AND starts_on <= ?2 AND coalesce(ends_on, '9999-12-31') >= ?2
                UNION ALL
                SELECT above.level + 1, unit.parent_id
                FROM above JOIN unit_period AS unit ON unit.unit_id = above.unit_id
                WHERE unit.starts_on <= ?2 AND unit.ends_before > ?2
                    AND unit.parent_id IS NOT NULL AND above.level < ?3)
             SELECT above.unit_id, unit.name, head.person_id AS head_id,
                acting.person_id AS acting_id, acting.style
             FROM above JOIN unit_period AS unit ON unit.unit_id = above.unit_id
                AND unit.starts_on <= ?2 AND unit.ends_before > ?2
             LEFT JOIN relation AS head ON head.kind = 'head' AND head.slot = above.unit_id
                AND head.withdrawn_at IS NULL AND head.starts_on <= ?2
                AND coalesce(head.ends_on, '9999-12-31') >= ?2
             LEFT JOIN relation AS acting ON acting.kind = 'acting_head'
                AND acting.slot = above.unit_id
                AND acting.withdrawn_at IS NULL AND acting.starts_on <= ?2
                AND coalesce(acting.ends_on, '9999-12-31') >= ?2
             ORDER BY above.level LIMIT ?3",
            params![person.to_string(), day.to_string(), LEVELS_MAX],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Whether somebody leads, or acts for who leads, a unit above another person on a day.
///
/// # Errors
/// Any [`DbError`].
pub async fn is_above(
    db: &dyn Sql,
    superior: PersonId,
    person: PersonId,
    day: Day,
) -> Result<bool, DbError> {
    let levels = levels_above(db, person, day).await?;
    let leads = |level: &Level| {
        level.head == Some(superior) || level.acting.is_some_and(|(id, _)| id == superior)
    };
    Ok(levels.iter().any(leads))
}

fn read(row: &Row) -> Result<Level, DbError> {
    let acting: Option<PersonId> = row.parsed_or_null("acting_id", |text| text.parse().ok())?;
    Ok(Level {
        unit_id: row.parsed("unit_id", |text| text.parse().ok())?,
        unit_name: row.text("name")?,
        head: row.parsed_or_null("head_id", |text| text.parse().ok())?,
        acting: acting.zip(row.parsed_or_null("style", Style::parse)?),
    })
}
