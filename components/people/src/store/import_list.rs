//! The statements over imports as a whole: somebody's, and those that nobody goes on with.

use ngantor_core::id::PersonId;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Sql, params};

use super::import::read;
use crate::domain::import::{IMPORT_KEPT_MS, IMPORT_OPEN_MS, Import};

/// Somebody's imports that were not thrown away, the last first, before the one with an id.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_person(
    db: &dyn Sql,
    made_by: PersonId,
    before: Option<String>,
    limit: u32,
) -> Result<Vec<Import>, DbError> {
    let rows = db
        .run(
            "SELECT import.id, import.kind, import.format, import.skip_bad_rows, import.n_bytes,
                import.starts_on, import.state, import.made_by, import.version, done.n_parts,
                done.n_bytes AS n_received, done.header, done.delimiter, done.next_line,
                x'' AS tail, done.n_rows, done.checked_line, done.n_checked, done.n_bad,
                done.n_added, done.n_changed, done.n_same
             FROM import JOIN import_progress AS done ON done.import_id = import.id
             WHERE import.made_by = ?1 AND import.state <> 'discarded'
                AND (?2 IS NULL OR import.id < ?2)
             ORDER BY import.id DESC LIMIT ?3",
            params![made_by.to_string(), before, limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Whether somebody left an import for so long that [`forget_oldest`] throws it away: a question,
/// so that what only looks at imports writes nothing.
///
/// # Errors
/// Any [`DbError`].
pub async fn is_one_left(db: &dyn Sql, now: Instant) -> Result<bool, DbError> {
    let rows = db
        .run(
            "SELECT id FROM import
             WHERE (state IN ('receiving', 'checking', 'checked', 'loading')
                    AND changed_at < ?1 - ?2)
                OR (state = 'loaded' AND changed_at < ?1 - ?3)
             ORDER BY id LIMIT 1",
            params![now.timestamp_millis(), IMPORT_OPEN_MS, IMPORT_KEPT_MS],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Throws away what the oldest import holds, if nobody went on with it for long.
///
/// # Errors
/// Any [`DbError`].
pub async fn forget_oldest(db: &dyn Sql, now: Instant) -> Result<(), DbError> {
    db.run(
        "UPDATE import SET state = 'discarded', version = version + 1, changed_at = ?1,
            changed_by = 'people'
         WHERE id IN (
            SELECT id FROM import
            WHERE (state IN ('receiving', 'checking', 'checked', 'loading')
                    AND changed_at < ?1 - ?2)
                OR (state = 'loaded' AND changed_at < ?1 - ?3)
            ORDER BY changed_at LIMIT 1)",
        params![now.timestamp_millis(), IMPORT_OPEN_MS, IMPORT_KEPT_MS],
    )
    .await
    .map(drop)
}
