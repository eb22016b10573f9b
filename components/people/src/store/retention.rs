//! The statement that forgets who left long ago: the only one that does.

use ngantor_core::time::{Day, Instant};
use ngantor_db::{DbError, Sql, params};

/// What makes a record one to forget.
#[derive(Clone, Copy, Debug)]
pub struct Over {
    /// For how many years records are kept, as the institution says.
    pub years: u32,
    /// The last day was before this one.
    pub before: Day,
    /// Since then neither the record nor the institution's rules changed, nor was it taken back
    /// that an administrator asked. What is asked comes true when it is due, and not before.
    pub settled: Instant,
}

/// Forgets who left long ago, the longest ago first, and says how many: where nothing changed for
/// long, and else where an administrator asked for it long enough ago. Their key goes, and with it
/// what the journal holds; triggers clear the rest. It is one statement, so that the rule holds
/// when it runs; twice at once forgets each of them once.
///
/// # Errors
/// Any [`DbError`].
pub async fn forget(db: &dyn Sql, over: &Over, now: Instant, limit: u32) -> Result<usize, DbError> {
    let rows = db
        .run(
            "UPDATE person SET name = '', username = id, front_title = NULL, back_title = NULL,
                employee_number = NULL, email = NULL, phone = NULL, folded = '', sealed = NULL,
                wrapped_key = NULL, password_hash = '', roles = '[]', erased_at = ?4,
                version = version + 1, changed_at = ?4, changed_by = 'people'
             WHERE id IN (
                SELECT id FROM person
                WHERE ends_on IS NOT NULL AND erased_at IS NULL AND ends_on < ?1
                    AND EXISTS (SELECT 1 FROM institution WHERE retention_years = ?3)
                    AND ((changed_at < ?2
                            AND NOT EXISTS (SELECT 1 FROM institution WHERE changed_at >= ?2)
                            AND NOT EXISTS (
                                SELECT 1 FROM erasure
                                WHERE erasure.id = person.id
                                    AND (state = 'asked' OR erasure.changed_at >= ?2)))
                        OR EXISTS (
                            SELECT 1 FROM erasure
                            WHERE erasure.id = person.id AND state = 'asked' AND due_at <= ?4))
                ORDER BY ends_on, id LIMIT ?5)
             RETURNING id",
            params![
                over.before.to_string(),
                over.settled.timestamp_millis(),
                over.years,
                now.timestamp_millis(),
                limit,
            ],
        )
        .await?;
    Ok(rows.len())
}
