//! Bringing a database to the schema that a component carries.
//!
//! Forward only. A database that is newer than the code is left alone: after a rollback the
//! older version of a function works on it, because changes expand first and contract one
//! release later.

use crate::{DbError, Sql, journal, params};

/// One step of a schema: a file `migrations/NNNN_verb_noun.sql`.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The file's name without `.sql`.
    pub name: &'static str,
    /// Its statements, with a line [`NEXT`] between them.
    pub sql: &'static str,
}

/// What a function's database looks like.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// The function's name; the first word of its event types.
    pub function: &'static str,
    /// Every step since the first, in order.
    pub migrations: &'static [Migration],
    /// Tables that keep no journal, each with the reason.
    pub unjournaled: &'static [(&'static str, &'static str)],
    /// Columns whose values must not reach the journal, as `table.column`.
    pub redacted: &'static [&'static str],
    /// Columns with a retention of their own, as `table.column`: they do not reach the journal
    /// either, and may become NULL without a version and without an event, even where rows never
    /// change otherwise.
    pub forgettable: &'static [&'static str],
    /// Whether the journal is asked for the changes of one row ([`journal::of_subjects`]), which
    /// takes an index that every write pays for.
    pub has_trail: bool,
}

/// The line between two statements, with its breaks. Hosts run one statement a call, and a
/// trigger's body holds semicolons, so the text cannot be split at those.
const NEXT: &str = "\n-- next\n";
/// `user_version` = this × [`journal::GENERATION`] + the number of migrations.
const GENERATION_STEP: i64 = 10_000;

impl Schema {
    /// What `PRAGMA user_version` says once everything is applied.
    fn version(&self) -> i64 {
        journal::GENERATION * GENERATION_STEP + i64::try_from(self.migrations.len()).unwrap_or(0)
    }
}

/// Applies what is missing, in one transaction, on a connection that nobody else uses.
///
/// Safe to run by several instances at once: the second waits for the first and then finds
/// nothing to do.
///
/// # Errors
/// Any [`DbError`]; then nothing was changed.
pub async fn migrate(db: &dyn Sql, schema: &Schema) -> Result<(), DbError> {
    if !is_behind(db, schema).await? {
        return Ok(());
    }
    db.run("BEGIN IMMEDIATE", params![]).await?;
    match apply(db, schema).await {
        Ok(()) => db.run("COMMIT", params![]).await.map(drop),
        Err(error) => {
            // The first error is the one to tell; a rollback that fails ends with the
            // connection.
            let _rolled_back = db.run("ROLLBACK", params![]).await;
            Err(error)
        }
    }
}

/// Whether a step is missing, or a trigger of the journal is not as this code wants it.
async fn is_behind(db: &dyn Sql, schema: &Schema) -> Result<bool, DbError> {
    let (found, wanted) = (version(db).await?, schema.version());
    Ok(found < wanted || (found == wanted && journal::differ(db, schema).await?))
}

async fn apply(db: &dyn Sql, schema: &Schema) -> Result<(), DbError> {
    // Read again under the lock: another instance may have been quicker.
    if !is_behind(db, schema).await? {
        return Ok(());
    }
    let n_applied = version(db).await? % GENERATION_STEP;
    let n_applied = usize::try_from(n_applied).unwrap_or(0);
    for migration in schema.migrations.iter().skip(n_applied) {
        for statement in statements(migration.sql) {
            db.run(statement, params![]).await?;
        }
    }
    journal::install(db, schema).await?;
    // PRAGMA takes no parameters; the number is ours.
    db.run(
        &format!("PRAGMA user_version = {}", schema.version()),
        params![],
    )
    .await?;
    Ok(())
}

/// The schema version that the database carries; 0 for an empty one.
///
/// # Errors
/// Any [`DbError`].
pub async fn version(db: &dyn Sql) -> Result<i64, DbError> {
    let rows = db.run("PRAGMA user_version", params![]).await?;
    rows.first()
        .map_or(Ok(0), |row| row.integer("user_version"))
}

/// The statements of a migration file, without the comments that stand alone between them.
fn statements(sql: &str) -> impl Iterator<Item = &str> {
    sql.split(NEXT)
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_split_at_the_marker_line_only() {
        let sql = "CREATE TABLE a (x);\n-- next\nCREATE TRIGGER t BEGIN SELECT 1; SELECT 2; END;\n";
        let found: Vec<_> = statements(sql).collect();
        assert_eq!(found.len(), 2);
        assert!(found[1].ends_with("END;"));
    }
}
