//! The schema of a database as text, for the committed `schema.sql`.

use crate::{DbError, Sql, params};

/// Every table, index, trigger and view, each kind by name, as SQLite keeps its statement.
///
/// # Errors
/// Any [`DbError`].
pub async fn dump(db: &dyn Sql) -> Result<String, DbError> {
    let rows = db
        .run(
            "SELECT sql FROM sqlite_schema
             WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
             ORDER BY type <> 'table', type, name LIMIT 1000",
            params![],
        )
        .await?;
    let statements: Result<Vec<_>, _> = rows.iter().map(|row| row.text("sql")).collect();
    Ok(statements?
        .iter()
        .map(|sql| format!("{sql};\n"))
        .collect::<Vec<_>>()
        .join("\n"))
}
