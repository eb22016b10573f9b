//! The statements of what people add.

use ngantor_core::id::PersonId;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, params};

use super::{id, id_or_null, instant};
use crate::domain::AssignmentId;
use crate::domain::addition::{Addition, AdditionId, Content};

/// Adds one, unless its id is taken; says whether it was added. [`DbError::Refused`] when there
/// are too many.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert<C: Content>(db: &dyn Sql, new: &Addition<C>) -> Result<bool, DbError> {
    let rows = db
        .run(
            "INSERT INTO addition (id, assignment_id, part_id, kind, content, wordless, added_by,
                added_at, version, changed_at, changed_by)
             VALUES (?1, ?2, ?3, ?4, ?5, json_remove(?5, '$.text', '$.title'), ?6, ?7, 1, ?7, ?6)
             ON CONFLICT (id) DO NOTHING RETURNING id",
            params![
                new.id.to_string(),
                new.assignment_id.to_string(),
                new.part_id.map(|id| id.to_string()),
                C::KIND,
                json(&new.content),
                new.added_by.to_string(),
                new.added_at.timestamp_millis(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Changes one from one version to the next; says whether it was there.
///
/// # Errors
/// Any [`DbError`].
pub async fn change<C: Content>(
    db: &dyn Sql,
    new: &Addition<C>,
    (by, at): (PersonId, Instant),
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE addition SET content = ?3, wordless = json_remove(?3, '$.text', '$.title'),
                version = version + 1, changed_at = ?4, changed_by = ?5
             WHERE id = ?1 AND version = ?2 AND removed_at IS NULL RETURNING id",
            params![
                new.id.to_string(),
                new.version,
                json(&new.content),
                at.timestamp_millis(),
                by.to_string(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Removes one of a version; says whether it was there.
///
/// # Errors
/// Any [`DbError`].
pub async fn remove(
    db: &dyn Sql,
    (id, version): (AdditionId, i64),
    (by, at): (PersonId, Instant),
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE addition SET removed_at = ?3, version = version + 1, changed_at = ?3,
                changed_by = ?4
             WHERE id = ?1 AND version = ?2 AND removed_at IS NULL RETURNING id",
            params![
                id.to_string(),
                version,
                at.timestamp_millis(),
                by.to_string()
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// One of a kind by its id, also when it was removed.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id<C: Content>(
    db: &dyn Sql,
    id: AdditionId,
) -> Result<Option<Addition<C>>, DbError> {
    let rows = db
        .run(
            "SELECT id, assignment_id, part_id, content, added_by, added_at, removed_at, version
             FROM addition WHERE id = ?1 AND kind = ?2 ORDER BY id LIMIT 1",
            params![id.to_string(), C::KIND],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Those of an assignment, in the order of their ids, after one of them.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_assignment<C: Content>(
    db: &dyn Sql,
    assignment: AssignmentId,
    after: Option<String>,
    limit: u32,
) -> Result<Vec<Addition<C>>, DbError> {
    let rows = db
        .run(
            "SELECT id, assignment_id, part_id, content, added_by, added_at, removed_at, version
             FROM addition
             WHERE assignment_id = ?1 AND kind = ?2 AND id > ?3 AND removed_at IS NULL
             ORDER BY id LIMIT ?4",
            params![
                assignment.to_string(),
                C::KIND,
                after.unwrap_or_default(),
                limit
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn json<C: Content>(content: &C) -> String {
    serde_json::to_string(content).unwrap_or_default()
}

fn read<C: Content>(row: &Row) -> Result<Addition<C>, DbError> {
    Ok(Addition {
        id: id(row, "id")?,
        assignment_id: id(row, "assignment_id")?,
        part_id: id_or_null(row, "part_id")?,
        content: row.parsed("content", |text| serde_json::from_str(text).ok())?,
        added_by: id(row, "added_by")?,
        added_at: instant(row.integer("added_at")?)?,
        is_removed: row.integer_or_null("removed_at")?.is_some(),
        version: row.integer("version")?,
    })
}
