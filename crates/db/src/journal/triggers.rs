//! The journal's triggers, made from each table's own columns: a function can neither forget nor
//! misspell one.
//!
//! At every start their texts are compared with what the code wants. Which columns are redacted
//! and which tables keep no journal changes without a migration, and a trigger that stayed as it
//! was would go on telling a secret.

use std::collections::BTreeMap;

use crate::{DbError, Schema, Sql, params};

/// How the names of a table's triggers end. A function names none of its own so.
const EVENTS: [&str; 4] = ["created", "changed", "kept", "stays"];
const JOURNAL: &str = "CREATE TABLE IF NOT EXISTS journal (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        type TEXT NOT NULL,
        subject TEXT NOT NULL,
        old TEXT,
        new TEXT NOT NULL
    ) STRICT";
const JOURNAL_BY_SUBJECT: &str =
    "CREATE INDEX IF NOT EXISTS journal_by_subject ON journal (subject, seq)";
const JOURNAL_TRIGGERS: [(&str, &str); 2] = [
    (
        "journal_never_changes",
        "CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never changes'); END",
    ),
    (
        "journal_never_shrinks",
        "CREATE TRIGGER journal_never_shrinks BEFORE DELETE ON journal
     BEGIN SELECT RAISE(ABORT, 'refused: the journal never shrinks'); END",
    ),
];

/// Triggers by name; without a text, one that must not be there.
type Wanted = BTreeMap<String, Option<String>>;

/// What a database holds: the columns of each table and the text of each trigger, by name.
#[derive(Default)]
struct Found {
    tables: BTreeMap<String, Vec<Column>>,
    triggers: BTreeMap<String, String>,
}

struct Column {
    name: String,
    kind: String,
}

/// Whether any trigger is not as the code wants it.
pub(crate) async fn differ(db: &dyn Sql, schema: &Schema) -> Result<bool, DbError> {
    let found = read(db).await?;
    let wanted = wanted(schema, &found.tables)?;
    Ok(wanted
        .iter()
        .any(|(name, sql)| found.triggers.get(name) != sql.as_ref()))
}

/// Creates the journal and the triggers of every table; called by the migration.
pub(crate) async fn install(db: &dyn Sql, schema: &Schema) -> Result<(), DbError> {
    db.run(JOURNAL, params![]).await?;
    if schema.has_trail {
        db.run(JOURNAL_BY_SUBJECT, params![]).await?;
    }
    let found = read(db).await?;
    // All of them anew: in which order SQLite fires them depends on when each was made.
    for (name, sql) in wanted(schema, &found.tables)? {
        let drop = format!("DROP TRIGGER IF EXISTS {name}");
        db.run(&drop, params![]).await?;
        if let Some(sql) = sql {
            db.run(&sql, params![]).await?;
        }
    }
    Ok(())
}

async fn read(db: &dyn Sql) -> Result<Found, DbError> {
    let rows = db
        .run(
            "SELECT part.name AS name, info.name AS column, info.type AS text, info.cid AS place
             FROM sqlite_schema AS part JOIN pragma_table_info(part.name) AS info
             WHERE part.type = 'table' AND part.name <> 'journal'
                AND part.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
             UNION ALL
             SELECT name, NULL, sql, 0 FROM sqlite_schema WHERE type = 'trigger'
             ORDER BY name, place LIMIT 100000",
            params![],
        )
        .await?;
    let mut found = Found::default();
    for row in &rows {
        let (name, text) = (row.text("name")?, row.text("text")?);
        match row.text_or_null("column")? {
            Some(column) => found.tables.entry(name).or_default().push(Column {
                name: column,
                kind: text,
            }),
            None => drop(found.triggers.insert(name, text)),
        }
    }
    Ok(found)
}

fn wanted(schema: &Schema, tables: &BTreeMap<String, Vec<Column>>) -> Result<Wanted, DbError> {
    let own = JOURNAL_TRIGGERS.map(|(name, sql)| (name.to_owned(), Some(sql.to_owned())));
    let mut wanted = Wanted::from(own);
    for (table, columns) in tables {
        let names = EVENTS.map(|event| format!("{table}_{event}"));
        if schema.unjournaled.iter().any(|(name, _)| name == table) {
            wanted.extend(names.map(|name| (name, None)));
        } else {
            check_columns(table, columns)?;
            let texts = of_table(schema, table, columns).map(Some);
            wanted.extend(names.into_iter().zip(texts));
        }
    }
    Ok(wanted)
}

fn check_columns(table: &str, columns: &[Column]) -> Result<(), DbError> {
    for needed in ["id", "changed_at", "changed_by"] {
        if !columns.iter().any(|column| column.name == needed) {
            let words = format!("table {table} needs a column {needed} for its journal");
            return Err(DbError::Shape(words));
        }
    }
    Ok(())
}

/// The texts of a table's triggers, in the order of [`EVENTS`].
fn of_table(schema: &Schema, table: &str, columns: &[Column]) -> [String; 4] {
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
    let forgetting = forgetting(schema, table, columns);
    let versioned = columns.iter().any(|column| column.name == "version");
    let (refusal, refused) = if versioned {
        (
            format!("{table} keeps its id and counts its version"),
            "(NEW.id IS NOT OLD.id OR NEW.version IS NOT OLD.version + 1)",
        )
    } else {
        (format!("{table} never changes"), "TRUE")
    };
    let (is_told, is_refused) = match forgetting {
        Some(forgetting) => (
            format!("WHEN NOT ({forgetting}) "),
            format!("{refused} AND NOT ({forgetting})"),
        ),
        None => (String::new(), refused.to_owned()),
    };
    [
        format!("CREATE TRIGGER {table}_created AFTER INSERT ON {table} BEGIN {created} END"),
        format!(
            "CREATE TRIGGER {table}_changed AFTER UPDATE ON {table} {is_told}BEGIN {changed} END"
        ),
        format!(
            "CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} BEGIN
                 SELECT RAISE(ABORT, 'refused: {refusal}') WHERE {is_refused}; END"
        ),
        format!(
            "CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}
                 BEGIN SELECT RAISE(ABORT, 'refused: rows of {table} stay'); END"
        ),
    ]
}

/// Whether an update does nothing but forget; none for a table that has nothing to forget.
fn forgetting(schema: &Schema, table: &str, columns: &[Column]) -> Option<String> {
    let (forgettable, kept): (Vec<_>, Vec<_>) = columns
        .iter()
        .partition(|column| is_listed(schema.forgettable, table, &column.name));
    if forgettable.is_empty() {
        return None;
    }
    let gone =
        |Column { name, .. }: &&Column| format!("(NEW.{name} IS NULL OR NEW.{name} IS OLD.{name})");
    let same = |Column { name, .. }: &&Column| format!("NEW.{name} IS OLD.{name}");
    let parts = forgettable.iter().map(gone).chain(kept.iter().map(same));
    Some(parts.collect::<Vec<_>>().join(" AND "))
}

fn is_listed(list: &[&str], table: &str, column: &str) -> bool {
    list.iter()
        .any(|listed| listed.split_once('.') == Some((table, column)))
}

/// The `json_object(…)` of a row, without what is redacted; bytes as hexadecimal.
fn values(schema: &Schema, table: &str, columns: &[Column], row: &str) -> String {
    let pairs = columns.iter().map(|Column { name, kind }| {
        let redacted =
            is_listed(schema.redacted, table, name) || is_listed(schema.forgettable, table, name);
        match (redacted, kind.as_str()) {
            (true, _) => format!("'{name}', '[redacted]'"),
            (false, "BLOB") => format!("'{name}', hex({row}.{name})"),
            (false, _) => format!("'{name}', {row}.{name}"),
        }
    });
    format!("json_object({})", pairs.collect::<Vec<_>>().join(", "))
}
