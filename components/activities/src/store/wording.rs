//! The words of activities beside the journal, and the forgetting of them.

use ngantor_core::time::Instant;
use ngantor_db::journal::{Version, Words};
use ngantor_db::{DbError, Row, Sql, params};
use serde_json::json;

use crate::domain::ActivityId;

/// Activities of one person that one statement forgets.
pub const PIECE_MAX: u32 = 200;

/// The table whose words these are, as the journal names it.
pub const TABLE: &str = "activities.activity";

/// The words of some versions of an activity. A version whose words were forgotten is not among
/// them.
///
/// # Errors
/// Any [`DbError`].
pub async fn words(db: &dyn Sql, id: ActivityId, versions: &[Version]) -> Result<Words, DbError> {
    let wanted: Vec<_> = versions.iter().map(|(_, _, version)| version).collect();
    let limit = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
    let rows = db
        .run(
            "SELECT version, words FROM activity_wording
             WHERE id = ?1 AND version IN (SELECT value FROM json_each(?2))
             ORDER BY version LIMIT ?3",
            params![id.to_string(), json!(wanted).to_string(), limit],
        )
        .await?;
    let read = |row: &Row| {
        let version = (TABLE.to_owned(), id.to_string(), row.integer("version")?);
        let words = row.parsed("words", |text| serde_json::from_str(text).ok())?;
        Ok((version, words))
    };
    rows.iter().map(read).collect()
}

/// Forgets a piece of what one person wrote and what was written of them, of somebody whom
/// `people` erased; says whether there was somebody.
///
/// # Errors
/// Any [`DbError`].
pub async fn forget(db: &dyn Sql, now: Instant) -> Result<bool, DbError> {
    let rows = db
        .run(
            "INSERT INTO forgetting_piece (person_id, at, n_max)
             SELECT person_id, ?1, ?2 FROM forgetting WHERE is_done = 0
             ORDER BY person_id LIMIT 1
             RETURNING person_id",
            params![now.timestamp_millis(), PIECE_MAX],
        )
        .await?;
    Ok(!rows.is_empty())
}
