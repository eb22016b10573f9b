//! One SQLite connection of a function: how it is opened, what it refuses, what it answers.
//!
//! Everything in here blocks; `sqlite.rs` calls it from threads that may.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row, Statement, params_from_iter};

use super::bindings::spin::sqlite::sqlite::{Error, QueryResult, RowResult, Value};
use crate::limits::{
    BUSY_TIMEOUT, RESULT_MAX_BYTES, RESULT_MAX_ROWS, STATEMENT_CACHE, STATEMENT_DEADLINE,
    STATEMENT_MAX_BYTES, VALUE_MAX_BYTES,
};

/// After how many steps of SQLite's machine the deadline is looked at.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;

/// The only pragmas that a function may use. None of them changes how durable writes are,
/// reaches another file, or weakens a check; `user_version` carries the schema's number.
const PRAGMAS: [&str; 12] = [
    "data_version",
    "foreign_key_check",
    "foreign_key_list",
    "index_info",
    "index_list",
    "integrity_check",
    "page_count",
    "quick_check",
    "table_info",
    "table_list",
    "table_xinfo",
    "user_version",
];

/// The file behind a label. All connections to it write one after another: SQLite would let
/// them try again and again, each time after a longer sleep, and the unlucky wait for seconds.
#[derive(Clone)]
pub struct Database {
    path: Arc<Path>,
    /// The file that it was when the node started: one that is put in its place while the node
    /// runs must not be taken for it. Held open, so that no other file gets its number.
    file: Arc<File>,
    writer: Arc<Mutex<()>>,
}

impl Database {
    /// Takes the file, and makes it when it is not there.
    ///
    /// # Errors
    /// What the system says.
    pub fn take(path: &Path) -> io::Result<Self> {
        let is_new = !path.exists();
        let mut options = OpenOptions::new();
        let file = options
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        if is_new {
            tracing::warn!(path = %path.display(), "a new database is made");
        }
        Ok(Self {
            path: path.into(),
            file: Arc::new(file),
            writer: Arc::default(),
        })
    }

    fn check(&self) -> Result<(), Error> {
        let is_same = fs::metadata(&self.path).and_then(|found| {
            let taken = self.file.metadata()?;
            Ok((found.dev(), found.ino()) == (taken.dev(), taken.ino()))
        });
        match is_same {
            Ok(true) => Ok(()),
            _ => {
                let path = self.path.display();
                tracing::error!(%path, "the database's file is gone or another one; restart");
                Err(Error::Io("the database's file is gone".to_owned()))
            }
        }
    }
}

/// A connection with its own clock for the running statement.
pub struct Session {
    connection: Connection,
    database: Database,
    opened: Instant,
    deadline_ms: Arc<AtomicU64>,
}

impl Session {
    /// Opens a database file for a function.
    pub fn open(database: &Database) -> Result<Self, Error> {
        database.check()?;
        Self::prepare(database).map_err(|error| refusal(&error))
    }

    fn prepare(database: &Database) -> rusqlite::Result<Self> {
        // No SQLITE_OPEN_URI: a file name is a file name.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&database.path, flags)?;
        durable(&connection)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, STATEMENT_MAX_BYTES)?;
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_MAX_BYTES)?;
        connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
        let opened = Instant::now();
        let deadline_ms = Arc::new(AtomicU64::new(u64::MAX));
        let deadline = Arc::clone(&deadline_ms);
        connection.progress_handler(
            STEPS_BETWEEN_LOOKS,
            Some(move || millis(opened.elapsed()) > deadline.load(Ordering::Relaxed)),
        )?;
        // Last, because it would refuse the pragmas above.
        connection.authorizer(Some(authorize))?;
        Ok(Self {
            connection,
            database: database.clone(),
            opened,
            deadline_ms,
        })
    }

    /// Runs one statement to its end.
    pub fn execute(&self, sql: &str, parameters: Vec<Value>) -> Result<QueryResult, Error> {
        let mut statement = self
            .connection
            .prepare_cached(sql)
            .map_err(|error| refusal(&error))?;
        let columns = statement
            .column_names()
            .into_iter()
            .map(str::to_owned)
            .collect();
        // Within a transaction the turn was taken by its beginning, in SQLite itself.
        let takes_turn = !statement.readonly() && self.connection.is_autocommit();
        let writer = &self.database.writer;
        let _turn = takes_turn.then(|| writer.lock().unwrap_or_else(PoisonError::into_inner));
        if takes_turn {
            self.database.check()?;
        }
        let limit_ms = millis(self.opened.elapsed() + STATEMENT_DEADLINE);
        self.deadline_ms.store(limit_ms, Ordering::Relaxed);
        let rows = rows(&mut statement, parameters)?;
        Ok(QueryResult { columns, rows })
    }

    /// The rowid of the last INSERT.
    pub fn last_insert_rowid(&self) -> i64 {
        self.connection.last_insert_rowid()
    }

    /// The rows of the last INSERT, UPDATE or DELETE.
    pub fn changes(&self) -> u64 {
        self.connection.changes()
    }
}

/// Makes a connection lose nothing that it acknowledged: a log that is flushed at each commit.
pub fn durable(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")
}

fn authorize(context: AuthContext<'_>) -> Authorization {
    let is_allowed = match context.action {
        AuthAction::Attach { .. } | AuthAction::Detach { .. } | AuthAction::Unknown { .. } => false,
        AuthAction::Pragma { pragma_name, .. } => PRAGMAS
            .iter()
            .any(|allowed| pragma_name.eq_ignore_ascii_case(allowed)),
        AuthAction::Function { function_name } => {
            !function_name.eq_ignore_ascii_case("load_extension")
        }
        _ => true,
    };
    if is_allowed {
        Authorization::Allow
    } else {
        Authorization::Deny
    }
}

fn rows(statement: &mut Statement<'_>, parameters: Vec<Value>) -> Result<Vec<RowResult>, Error> {
    let n_columns = statement.column_count();
    let parameters = params_from_iter(parameters.into_iter().map(bound));
    let mut cursor = statement
        .query(parameters)
        .map_err(|error| refusal(&error))?;
    let mut rows = Vec::new();
    let mut n_bytes = 0;
    while let Some(row) = cursor.next().map_err(|error| refusal(&error))? {
        let values = values(row, n_columns).map_err(|error| refusal(&error))?;
        n_bytes += values.iter().map(size).sum::<usize>();
        if rows.len() >= RESULT_MAX_ROWS || n_bytes > RESULT_MAX_BYTES {
            return Err(Error::Io(format!(
                "result is too large: at most {RESULT_MAX_ROWS} rows and {RESULT_MAX_BYTES} bytes"
            )));
        }
        rows.push(RowResult { values });
    }
    Ok(rows)
}

fn values(row: &Row<'_>, n_columns: usize) -> rusqlite::Result<Vec<Value>> {
    (0..n_columns)
        .map(|column| row.get_ref(column).map(value))
        .collect()
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

fn bound(value: Value) -> rusqlite::types::Value {
    match value {
        Value::Null => rusqlite::types::Value::Null,
        Value::Integer(number) => rusqlite::types::Value::Integer(number),
        Value::Real(number) => rusqlite::types::Value::Real(number),
        Value::Text(text) => rusqlite::types::Value::Text(text),
        Value::Blob(bytes) => rusqlite::types::Value::Blob(bytes),
    }
}

const fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        Value::Integer(_) | Value::Real(_) | Value::Null => size_of::<i64>(),
    }
}

/// The error in SQLite's own words, as Spin passes them on: components read them.
fn refusal(error: &rusqlite::Error) -> Error {
    Error::Io(match error {
        rusqlite::Error::SqliteFailure(_, Some(text)) => text.clone(),
        rusqlite::Error::SqliteFailure(code, None) => code.to_string(),
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        rusqlite::Error::MultipleStatement => {
            "more than one statement in one call: send them one by one".to_owned()
        }
        other => other.to_string(),
    })
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
#[path = "sqlite_connection_tests.rs"]
mod tests;
