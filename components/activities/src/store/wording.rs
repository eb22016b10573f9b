//! The words of activities beside the journal, and the forgetting of them.

use std::collections::BTreeMap;

use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, params};
use serde_json::{Map, Value};

use crate::domain::ActivityId;

/// Activities of one person that one statement forgets.
pub const PIECE_MAX: u32 = 200;

/// The words of some versions of an activity, from one to another and at most so many: columns and
/// what stood in them. A version whose words were forgotten is not among them.
///
/// # Errors
/// Any [`DbError`].
pub async fn words(
    db: &dyn Sql,
    id: ActivityId,
    (from, until): (i64, i64),
    limit: u32,
) -> Result<BTreeMap<i64, Map<String, Value>>, DbError> {
    let rows = db
        .run(
            "SELECT version, words FROM activity_wording
             WHERE id = ?1 AND version BETWEEN ?2 AND ?3 ORDER BY version LIMIT ?4",
            params![id.to_string(), from, until, limit],
        )
        .await?;
    let read = |row: &Row| {
        let words = row.parsed("words", |text| serde_json::from_str(text).ok())?;
        Ok((row.integer("version")?, words))
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
