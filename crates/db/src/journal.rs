//! The journal: who changed what, when, from what to what.
//!
//! The migration gives every table of a function triggers that append each change to the
//! `journal` table, within the statement that makes it (`triggers`). From the journal come the
//! audit trail and the feed that other functions follow.
//!
//! What a journaled table has: `id` (text), `changed_at` (ms), `changed_by` (whoever did it).
//! Its rows are never deleted. With a `version` column they change, each time by one; without
//! they never do.

mod triggers;

use std::collections::BTreeMap;

pub(crate) use triggers::{differ, install};

use crate::{DbError, Row, Sql, params};

/// Grows when the journal changes in a way that older code must leave alone.
pub(crate) const GENERATION: i64 = 1;
/// The most entries that one read gives.
pub const BATCH_MAX: u32 = 500;

/// One change of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its place; grows by the order of the commits, without meaning beyond that.
    pub seq: i64,
    /// When, in ms since 1970.
    pub at_ms: i64,
    /// Who: a person's id, or the function's own name.
    pub actor: String,
    /// `<function>.<table>.created` or `.changed`.
    pub kind: String,
    /// The id of the row.
    pub subject: String,
    /// The values before; `None` for a new row.
    pub old: Option<serde_json::Value>,
    /// The values after.
    pub new: serde_json::Value,
}

/// Reads the entries after a place, oldest first.
///
/// # Errors
/// Any [`DbError`].
pub async fn after(db: &dyn Sql, seq: i64, limit: u32) -> Result<Vec<Entry>, DbError> {
    let rows = db
        .run(
            "SELECT seq, at, actor, type, subject, old, new
             FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            params![seq, limit.min(BATCH_MAX)],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// A row of which the journal tells. The table counts: clients choose ids, and rows of two tables
/// may have the same one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// `<function>.<table>`.
    pub table: &'static str,
    /// The id of the row.
    pub id: String,
}

/// A version of a row: `<function>.<table>`, the id, the version.
pub type Version = (String, String, i64);
/// The columns that the journal leaves out, of some versions, where a function keeps them.
pub type Words = BTreeMap<Version, serde_json::Map<String, serde_json::Value>>;

/// Reads the entries of some rows before a place, newest first: their audit trail. The schema
/// must have one (`has_trail`), or this looks at the whole journal.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_subjects(
    db: &dyn Sql,
    subjects: &[Subject],
    before: i64,
    limit: u32,
) -> Result<Vec<Entry>, DbError> {
    let listed = |one: &Subject| serde_json::json!({"table": one.table, "id": one.id});
    let subjects: Vec<_> = subjects.iter().map(listed).collect();
    let rows = db
        .run(
            "SELECT seq, at, actor, journal.type, subject, old, new
             FROM json_each(?1) AS asked CROSS JOIN journal
                ON journal.subject = asked.value ->> 'id'
             WHERE journal.type IN (asked.value ->> 'table' || '.created',
                    asked.value ->> 'table' || '.changed')
                AND seq < ?2
             ORDER BY seq DESC LIMIT ?3",
            params![
                serde_json::json!(subjects).to_string(),
                before,
                limit.min(BATCH_MAX)
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Entry, DbError> {
    Ok(Entry {
        seq: row.integer("seq")?,
        at_ms: row.integer("at")?,
        actor: row.text("actor")?,
        kind: row.text("type")?,
        subject: row.text("subject")?,
        old: row
            .text_or_null("old")?
            .map(|text| json(&text))
            .transpose()?,
        new: json(&row.text("new")?)?,
    })
}

fn json(text: &str) -> Result<serde_json::Value, DbError> {
    serde_json::from_str(text).map_err(|error| DbError::Shape(format!("journal: {error}")))
}
