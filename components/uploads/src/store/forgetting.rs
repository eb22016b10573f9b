//! Forgetting the files of people whom `people` erased.

use ngantor_core::time::Instant;
use ngantor_db::{DbError, Sql, params};

/// Files of one person that one statement forgets.
pub const PIECE_MAX: u32 = 200;

/// Forgets a piece of what one person handed in, of somebody whom `people` erased; says whether
/// there was somebody.
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
