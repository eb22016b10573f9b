//! How deep SQLite has to go for a statement. It descends into what is nested on the thread's
//! stack, and the whole node ends where that does; so texts and schemas have limits
//! far below (`limits.rs`).

use rusqlite::Connection;

use super::DatabaseError;
use crate::limits::{SCHEMA_LEVELS_MAX, SCHEMA_OBJECTS_MAX, STATEMENT_LEVELS_MAX};

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

/// Refuses a statement that makes a table, a view or a trigger where there would be too many.
pub(super) fn check_schema(connection: &Connection, sql: &str) -> Result<(), DatabaseError> {
    let all = "SELECT type = 'table', sql FROM sqlite_schema WHERE type <> 'index'
         UNION ALL
         SELECT type = 'table', sql FROM sqlite_temp_schema WHERE type <> 'index'";
    let mut statement = connection.prepare_cached(all)?;
    let mut rows = statement.query([])?;
    let (mut n_objects, mut n_levels) = (1, levels(sql));
    while let Some(row) = rows.next()? {
        n_objects += 1;
        if !row.get::<_, bool>(0)? {
            n_levels += row.get_ref(1)?.as_str().map_or(0, levels);
        }
    }
    if n_objects > SCHEMA_OBJECTS_MAX || n_levels > SCHEMA_LEVELS_MAX {
        return Err(DatabaseError::new(format!(
            "the schema is too large: at most {SCHEMA_OBJECTS_MAX} tables, views and triggers, \
             with {SCHEMA_LEVELS_MAX} SELECTs and parentheses in the latter two"
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
