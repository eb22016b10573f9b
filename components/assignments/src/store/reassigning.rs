//! The statements by which somebody's parts go to another.

use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::time::{Instant, Zone};
use ngantor_db::{DbError, Sql, params};
use serde_json::json;

use super::id;
use crate::domain::{AssignmentId, Part, PartId};

/// A part that goes to another person.
#[derive(Clone, Debug)]
pub struct Moved {
    /// As it was.
    pub part: Part,
    /// The id of the new one.
    pub new_id: PartId,
    /// The other person's own unit.
    pub unit_id: UnitId,
    /// Their zone.
    pub zone: Zone,
}

/// Cancels some parts and asks another person instead. [`DbError::Refused`] when one of them
/// changed meanwhile.
///
/// # Errors
/// Any [`DbError`].
pub async fn reassign(
    db: &dyn Sql,
    moved: &[Moved],
    (to, note): (PersonId, &str),
    (by, at): (PersonId, Instant),
) -> Result<(), DbError> {
    if moved.is_empty() {
        return Ok(());
    }
    let told = |Moved {
                    part,
                    new_id,
                    unit_id,
                    zone,
                }: &Moved| {
        json!({"id": part.id, "version": part.version, "state": part.state, "new_id": new_id,
               "unit_id": unit_id, "zone": zone})
    };
    let parts: Vec<_> = moved.iter().map(told).collect();
    db.run(
        "INSERT INTO reassigning (parts, to_id, note, at, by) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            json!(parts).to_string(),
            to.to_string(),
            note,
            at.timestamp_millis(),
            by.to_string(),
        ],
    )
    .await
    .map(drop)
}

/// The assignments of which a person has an open part, as far as they were given in the name of
/// some units, after one of them, by their ids.
///
/// # Errors
/// Any [`DbError`].
pub async fn open_of(
    db: &dyn Sql,
    person: PersonId,
    (units, after): (&[UnitId], Option<AssignmentId>),
    limit: u32,
) -> Result<Vec<AssignmentId>, DbError> {
    let rows = db
        .run(
            "SELECT listed.assignment_id
             FROM listed JOIN assignment ON assignment.id = listed.assignment_id
             WHERE listed.list = 'mine' AND listed.owner = ?1 AND listed.is_open = 1
                AND assignment.unit_id IN (SELECT value FROM json_each(?2))
                AND listed.assignment_id > ?4
             ORDER BY listed.assignment_id, listed.part_id LIMIT ?3",
            params![
                person.to_string(),
                json!(units).to_string(),
                limit,
                after.map(|id| id.to_string()).unwrap_or_default(),
            ],
        )
        .await?;
    rows.iter().map(|row| id(row, "assignment_id")).collect()
}
