//! Every statement of this function.

use ngantor_core::id::PersonId;
use ngantor_core::time;
use ngantor_db::{DbError, Row, Sql, params};

use crate::domain::{Entry, EntryId};

/// Keeps an entry, unless its id is taken; says whether it was kept.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert_entry(db: &dyn Sql, entry: &Entry) -> Result<bool, DbError> {
    let rows = db
        .run(
            "INSERT INTO entry (id, person_id, text, changed_at, changed_by)
             VALUES (?1, ?2, ?3, ?4, ?2)
             ON CONFLICT (id) DO NOTHING
             RETURNING id",
            params![
                entry.id.to_string(),
                entry.person_id.to_string(),
                entry.text.as_str(),
                entry.received_at.timestamp_millis(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// The entry of an id, whoever's it is.
///
/// # Errors
/// Any [`DbError`].
pub async fn entry_by_id(db: &dyn Sql, id: EntryId) -> Result<Option<Entry>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, text, changed_at
             FROM entry WHERE id = ?1 ORDER BY id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// A person's entries, newest first, after the one with this receipt (ms) and id.
///
/// # Errors
/// Any [`DbError`].
pub async fn entries_newest_first(
    db: &dyn Sql,
    person: PersonId,
    after: Option<(i64, String)>,
    limit: u32,
) -> Result<Vec<Entry>, DbError> {
    let (received_ms, id) = after.unwrap_or((time::LATEST_MS, String::new()));
    let rows = db
        .run(
            "SELECT id, person_id, text, changed_at
             FROM entry WHERE person_id = ?1 AND (changed_at, id) < (?2, ?3)
             ORDER BY changed_at DESC, id DESC LIMIT ?4",
            params![person.to_string(), received_ms, id, limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Entry, DbError> {
    let received_ms = row.integer("changed_at")?;
    Ok(Entry {
        id: row.parsed("id", |text| text.parse().ok())?,
        person_id: row.parsed("person_id", |text| text.parse().ok())?,
        text: row.text("text")?,
        received_at: time::from_ms(received_ms)
            .ok_or_else(|| DbError::Shape(format!("no instant: {received_ms}")))?,
    })
}
