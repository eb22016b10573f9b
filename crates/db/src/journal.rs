//! The journal: who changed what, when, from what to what.
//!
//! The migration gives every table of a function triggers that append each change to the
//! `journal` table, within the statement that makes it. They are made from the table's own
//! columns, so a function can neither forget nor misspell one. From the journal come the
//! audit trail and the feed that other functions follow.
//!
//! What a journaled table has: `id` (text), `changed_at` (ms), `changed_by` (whoever did it).
//! Its rows are never deleted. With a `version` column they change, each time by one; without
//! they never do.

use crate::{DbError, Schema, Sql, params};

/// Grows when the triggers below change, so that every database gets the new ones.
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
    rows.iter()
        .map(|row| {
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
        })
        .collect()
}

fn json(text: &str) -> Result<serde_json::Value, DbError> {
    serde_json::from_str(text).map_err(|error| DbError::Shape(format!("journal: {error}")))
}

/// Creates the journal and the triggers of every table; called by the migration.
pub(crate) async fn install(db: &dyn Sql, schema: &Schema) -> Result<(), DbError> {
    for statement in JOURNAL {
        db.run(statement, params![]).await?;
    }
    let tables = db
        .run(
            "SELECT name FROM sqlite_schema
             WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'journal'
             ORDER BY name LIMIT 1000",
            params![],
        )
        .await?;
    for table in &tables {
        let table = table.text("name")?;
        if !schema.unjournaled.iter().any(|(name, _)| *name == table) {
            install_table(db, schema, &table).await?;
        }
    }
    Ok(())
}

const JOURNAL: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS journal (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        type TEXT NOT NULL,
        subject TEXT NOT NULL,
        old TEXT,
        new TEXT NOT NULL
    ) STRICT",
    "CREATE TRIGGER IF NOT EXISTS journal_never_changes BEFORE UPDATE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never changes'); END",
    "CREATE TRIGGER IF NOT EXISTS journal_never_shrinks BEFORE DELETE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never shrinks'); END",
];

struct Column {
    name: String,
    kind: String,
}

async fn install_table(db: &dyn Sql, schema: &Schema, table: &str) -> Result<(), DbError> {
    let columns = columns(db, table).await?;
    for needed in ["id", "changed_at", "changed_by"] {
        if !columns.iter().any(|column| column.name == needed) {
            let words = format!("table {table} needs a column {needed} for its journal");
            return Err(DbError::Shape(words));
        }
    }
    for (event, statement) in triggers(schema, table, &columns) {
        db.run(
            &format!("DROP TRIGGER IF EXISTS {table}_{event}"),
            params![],
        )
        .await?;
        db.run(&statement, params![]).await?;
    }
    Ok(())
}

async fn columns(db: &dyn Sql, table: &str) -> Result<Vec<Column>, DbError> {
    let rows = db
        .run(
            "SELECT name, type FROM pragma_table_info(?1) ORDER BY cid LIMIT 1000",
            params![table],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Column {
                name: row.text("name")?,
                kind: row.text("type")?,
            })
        })
        .collect()
}

fn triggers(schema: &Schema, table: &str, columns: &[Column]) -> [(&'static str, String); 4] {
    let values = |row: &str| values(schema, table, columns, row);
    let append = |event: &str, old: &str| {
        let kind = format!("{}.{table}.{event}", schema.function);
        let new = values("NEW");
        format!(
            "INSERT INTO journal (at, actor, type, subject, old, new)
             VALUES (NEW.changed_at, NEW.changed_by, '{kind}', NEW.id, {old}, {new});"
        )
    };
    let created = append("created", "NULL");
    let changed = append("changed", &values("OLD"));
    let versioned = columns.iter().any(|column| column.name == "version");
    let refusal = if versioned {
        format!(
            "SELECT RAISE(ABORT, 'refused: {table} keeps its id and counts its version')
             WHERE NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1;"
        )
    } else {
        format!("SELECT RAISE(ABORT, 'refused: {table} never changes');")
    };
    [
        (
            "created",
            format!("CREATE TRIGGER {table}_created AFTER INSERT ON {table} BEGIN {created} END"),
        ),
        (
            "changed",
            format!("CREATE TRIGGER {table}_changed AFTER UPDATE ON {table} BEGIN {changed} END"),
        ),
        (
            "kept",
            format!("CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} BEGIN {refusal} END"),
        ),
        (
            "stays",
            format!(
                "CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of {table} stay'); END"
            ),
        ),
    ]
}

/// The `json_object(…)` of a row, without what is redacted; bytes as hexadecimal.
fn values(schema: &Schema, table: &str, columns: &[Column], row: &str) -> String {
    let pairs = columns.iter().map(|Column { name, kind }| {
        let redacted = schema
            .redacted
            .contains(&format!("{table}.{name}").as_str());
        match (redacted, kind.as_str()) {
            (true, _) => format!("'{name}', '[redacted]'"),
            (false, "BLOB") => format!("'{name}', hex({row}.{name})"),
            (false, _) => format!("'{name}', {row}.{name}"),
        }
    });
    format!("json_object({})", pairs.collect::<Vec<_>>().join(", "))
}
