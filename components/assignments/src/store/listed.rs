//! The statements of lists.

use ngantor_core::id::PersonId;
use ngantor_db::{DbError, Sql, params};

use crate::domain::AssignmentId;

/// Whether somebody watches an assignment.
///
/// # Errors
/// Any [`DbError`].
pub async fn is_watched_by(
    db: &dyn Sql,
    assignment: AssignmentId,
    person: PersonId,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "SELECT 1 FROM watcher
             WHERE assignment_id = ?1 AND person_id = ?2 AND ended_at IS NULL
             ORDER BY id LIMIT 1",
            params![assignment.to_string(), person.to_string()],
        )
        .await?;
    Ok(!rows.is_empty())
}
