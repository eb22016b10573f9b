//! How deep SQLite has to go for a statement. It descends into what is nested on the thread's
//! stack, and the whole node ends where that does; so texts and schemas have limits
//! far below (`limits.rs`).

use rusqlite::Connection;

use super::DatabaseError;
use crate::limits::{
    SCHEMA_LEVELS_MAX, SCHEMA_MAX_BYTES, SCHEMA_OBJECTS_MAX, STATEMENT_LEVELS_MAX,
};

/// Refuses a text that nests too much.
pub(super) fn check(sql: &str) -> Result<(), DatabaseError> {
    // Each level takes a character at least.
    if sql.len() > STATEMENT_LEVELS_MAX && levels(sql) > STATEMENT_LEVELS_MAX {
        return Err(DatabaseError::new(format!(
            "the statement nests too much: at most {STATEMENT_LEVELS_MAX} SELECTs and parentheses"
        )));
    }
    Ok(())
}

/// Refuses a statement that makes something where there would be too much: every connection
/// has all of the schema in memory.
pub(super) fn check_schema(connection: &Connection, sql: &str) -> Result<(), DatabaseError> {
    let all = "SELECT type IN ('table', 'index'), sql FROM sqlite_schema
         UNION ALL
         SELECT type IN ('table', 'index'), sql FROM sqlite_temp_schema";
    let mut statement = connection.prepare_cached(all)?;
    let mut rows = statement.query([])?;
    let (mut n_objects, mut n_levels, mut n_bytes) = (1, levels(sql), sql.len());
    while let Some(row) = rows.next()? {
        n_objects += 1;
        // What SQLite makes by itself has no text.
        let text = row.get_ref(1)?.as_str().unwrap_or_default();
        n_bytes += text.len();
        if !row.get::<_, bool>(0)? {
            n_levels += levels(text);
        }
    }
    if n_objects > SCHEMA_OBJECTS_MAX || n_levels > SCHEMA_LEVELS_MAX || n_bytes > SCHEMA_MAX_BYTES
    {
        return Err(DatabaseError::new(format!(
            "the schema is too large: at most {SCHEMA_OBJECTS_MAX} tables, indexes, views and \
             triggers of {SCHEMA_MAX_BYTES} bytes, with {SCHEMA_LEVELS_MAX} SELECTs and \
             parentheses in the latter two"
        )));
    }
    Ok(())
}

/// Counts more than there are where the words stand in texts and comments. Parentheses count
/// because joins in them nest without a SELECT.
fn levels(sql: &str) -> usize {
    let words = sql.as_bytes().windows(b"SELECT".len());
    let n_selects = words.filter(|word| word.eq_ignore_ascii_case(b"SELECT"));
    let (mut open, mut deepest) = (0_usize, 0);
    for byte in sql.bytes() {
        match byte {
            b'(' => open += 1,
            b')' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    n_selects.count() + deepest
}
