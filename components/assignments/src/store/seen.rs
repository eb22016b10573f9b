//! The statement by which titles are kept from those for whom an assignment is not there.

use ngantor_db::{DbError, Sql, params};

use super::id;
use super::search::Seeker;
use crate::domain::AssignmentId;

/// Which of some assignments stand in a list that is a reason to see them: of the seeker, or of a
/// unit under them.
pub const SEEN: &str = "SELECT wanted.value AS id FROM json_each(?1) AS wanted
     WHERE EXISTS (
        SELECT 1 FROM listed
        WHERE listed.assignment_id = wanted.value AND (
            (listed.list = 'all' AND ?3)
            OR (listed.list NOT IN ('all', 'watched')
                AND listed.owner IN (SELECT value FROM json_each(?2)))))
     ORDER BY wanted.value LIMIT ?4";

/// Those of some assignments that somebody sees; not those below what they gave.
///
/// # Errors
/// Any [`DbError`].
pub async fn seen(
    db: &dyn Sql,
    ids: &[AssignmentId],
    seeker: &Seeker,
) -> Result<Vec<AssignmentId>, DbError> {
    let wanted = serde_json::json!(ids).to_string();
    let most = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let parameters = params![wanted, seeker.owners(), seeker.sees_all, most];
    let rows = db.run(SEEN, parameters).await?;
    rows.iter().map(|row| id(row, "id")).collect()
}
