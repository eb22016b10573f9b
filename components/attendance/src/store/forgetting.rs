//! The statements by which people are forgotten whom `people` erased.

use ngantor_core::time::Instant;
use ngantor_db::{DbError, Sql, params};

/// Entries of the journal that one statement looks through. Pieces end at its multiples, so that
/// all who are forgotten come to be looked for together.
pub const PIECE_MAX: i64 = 2_000;

/// Forgets what one person wrote and what was written of them; says whether there was somebody.
///
/// # Errors
/// Any [`DbError`].
pub async fn forget_texts(db: &dyn Sql, now: Instant) -> Result<bool, DbError> {
    let rows = db
        .run(
            "INSERT INTO forgetting_texts (person_id, at)
             SELECT person_id, ?1 FROM forgetting WHERE is_without_texts = 0
             ORDER BY person_id LIMIT 1
             RETURNING person_id",
            params![now.timestamp_millis()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Throws away the salts of what is sealed about those who are forgotten, in the next piece of the
/// journal; says how many entries it looked through.
///
/// # Errors
/// Any [`DbError`].
pub async fn forget_salts(db: &dyn Sql) -> Result<i64, DbError> {
    let rows = db
        .run(
            "INSERT INTO forgetting_salts (old_seq, new_seq)
             SELECT forgetting.seq,
                min(log_head.seq, (forgetting.seq / ?1 + 1) * ?1)
             FROM forgetting CROSS JOIN log_head
             WHERE forgetting.seq < log_head.seq
             ORDER BY forgetting.seq LIMIT 1
             RETURNING old_seq, new_seq",
            params![PIECE_MAX],
        )
        .await?;
    rows.first().map_or(Ok(0), |row| {
        Ok(row.integer("new_seq")? - row.integer("old_seq")?)
    })
}
