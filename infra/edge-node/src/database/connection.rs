//! One connection to a database: how it is opened, what it refuses, how long a statement may
//! run, what is answered.
//!
//! Everything in here blocks.

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::hooks::Authorization;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{
    CachedStatement, OpenFlags, Row, Rows, Statement, StatementStatus, params_from_iter,
};

use super::clock::Clock;
use super::counters::{self, Counters};
use super::file::DatabaseFile;
use super::functions;
use super::kind::{Kind, Seen};
use super::levels;
use super::memory::Limited;
use super::words::{INSERT_WORDS, ROW_WORDS, SCHEMA_WORDS, begins_with};
use super::{Cause, DatabaseError, Value, patterns};
use crate::limits::{
    BUSY_TIMEOUT, COLUMNS_MAX, DATABASE_CACHE_KIB, PATTERN_MAX_BYTES, READ_AT_ONCE,
    RESULT_MAX_BYTES, RESULT_MAX_ROWS, STATEMENT_CACHE, STATEMENT_DEADLINE,
    STATEMENT_KEEP_MAX_BYTES, STATEMENT_MAX_BYTES, TEMPORARY_MAX_PAGES, VALUE_MAX_BYTES,
};

/// After how many steps of SQLite's machine the clock is looked at: some 20 µs of them.
const STEPS_BETWEEN_LOOKS: i32 = 1_000;

/// How often a statement that took long to prepare is prepared again: something else may have
/// held it up.
const N_MEASURED: usize = 3;

thread_local! {
    /// The pages in the log after the last commit that this thread made.
    static LOG_PAGES: Cell<i32> = const { Cell::new(0) };
}

/// The pages in the log after this thread's last commit; asked once, since threads are shared.
pub(super) fn take_log_pages() -> i32 {
    LOG_PAGES.take()
}

/// What a statement gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Its rows, each with a value for each column.
    pub rows: Vec<Vec<Value>>,
}

impl Answer {
    /// What its rows take, in bytes.
    pub(super) fn n_bytes(&self) -> usize {
        let long = |value: &Value| match value {
            Value::Text(text) => text.len(),
            Value::Blob(bytes) => bytes.len(),
            Value::Integer(_) | Value::Real(_) | Value::Null => 0,
        };
        let row = |row: &Vec<Value>| {
            size_of::<Vec<Value>>()
                + size_of_val(row.as_slice())
                + row.iter().map(long).sum::<usize>()
        };
        self.rows.iter().map(row).sum()
    }
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Reads of everybody.
    Reader,
    /// Writes: the database's writer, and transactions.
    Writer,
}

/// A connection with its own clock for the running statement.
pub(super) struct Connection {
    inner: rusqlite::Connection,
    clock: Arc<Clock>,
    seen: Arc<Seen>,
}

impl Connection {
    pub(super) fn open(file: &DatabaseFile, role: Role) -> Result<Self, DatabaseError> {
        file.check()?;
        Ok(Self::prepare(file, role)?)
    }

    fn prepare(file: &DatabaseFile, role: Role) -> rusqlite::Result<Self> {
        let inner = open_plain(file)?;
        inner.pragma_update(None, "foreign_keys", true)?;
        inner.pragma_update(None, "cache_size", -DATABASE_CACHE_KIB)?;
        functions::install(&inner)?;
        patterns::install(&inner)?;
        match role {
            Role::Reader => {
                counters::install(&inner)?;
                inner.pragma_update(None, "query_only", true)?;
            }
            Role::Writer => {
                inner.pragma_update(Some("temp"), "max_page_count", TEMPORARY_MAX_PAGES)?;
                inner.wal_hook(Some(|_, n_pages| {
                    LOG_PAGES.set(n_pages);
                    Ok(())
                }));
            }
        }
        inner.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        // Plans that do not depend on what is bound: SQLite would plan a statement with
        // `LIMIT ?1` anew each time.
        inner.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        inner.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, STATEMENT_MAX_BYTES)?;
        inner.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_MAX_BYTES)?;
        inner.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        inner.set_limit(Limit::SQLITE_LIMIT_COLUMN, COLUMNS_MAX)?;
        inner.set_limit(Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, PATTERN_MAX_BYTES)?;
        inner.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
        let clock = Arc::new(Clock::default());
        let asked = Arc::clone(&clock);
        inner.progress_handler(STEPS_BETWEEN_LOOKS, Some(move || asked.is_over_by_turns()))?;
        let seen = Arc::new(Seen::default());
        let (noted, asked) = (Arc::clone(&seen), Arc::clone(&clock));
        // Last, because it would refuse the pragmas above.
        inner.authorizer(Some(move |context: rusqlite::hooks::AuthContext<'_>| {
            // Finding the names in views within views may take minutes, in which SQLite asks
            // nobody else.
            match asked.is_over_by_turns() {
                true => Authorization::Deny,
                false => noted.authorize(&context),
            }
        }))?;
        Ok(Self { inner, clock, seen })
    }

    /// The kind of a statement, without running it.
    pub(super) fn kind(&self, sql: &str) -> Result<Kind, DatabaseError> {
        self.clock.allow(STATEMENT_DEADLINE);
        let _limited = Limited::begin(STATEMENT_DEADLINE);
        self.in_time(self.told(sql))
    }

    fn told(&self, sql: &str) -> Result<Kind, DatabaseError> {
        // Reads the schema where it is another one, which is no part of the statement.
        self.refresh()?;
        let mut kind = Kind::HeavyRead;
        for _ in 0..N_MEASURED {
            self.seen.forget();
            let begun = Instant::now();
            // Not from the cache, where SQLite would have nothing to tell the authorizer.
            let statement = self.fresh(|| self.inner.prepare(sql))?;
            let took = begun.elapsed();
            // SQLite calls it a read when there happens to be nothing to drop or to make.
            let is_readonly = statement.readonly() && !begins_with(sql, &SCHEMA_WORDS);
            kind = self.seen.kind(is_readonly);
            if kind != Kind::SlowRead || took < READ_AT_ONCE {
                return Ok(kind);
            }
        }
        // A connection that has not prepared it yet would take long before its first step.
        match kind {
            Kind::SlowRead => Ok(Kind::HeavyRead),
            kind => Ok(kind),
        }
    }

    /// Whether a statement only reads.
    pub(super) fn is_readonly(&self, sql: &str) -> Result<bool, DatabaseError> {
        self.clock.allow(STATEMENT_DEADLINE);
        let limited = Limited::begin(STATEMENT_DEADLINE);
        let statement = self.in_time(self.cached(sql))?;
        let is_readonly = statement.readonly();
        self.put_back(statement, &limited);
        Ok(is_readonly)
    }

    fn cached(&self, sql: &str) -> Result<CachedStatement<'_>, DatabaseError> {
        self.seen.forget();
        self.fresh(|| self.inner.prepare_cached(sql))
    }

    /// One that changes the schema is prepared each time, so that the authorizer tells of it;
    /// one that takes much memory, so that many do not take as much.
    fn put_back(&self, statement: CachedStatement<'_>, limited: &Limited) {
        let is_large = limited.taken() > STATEMENT_KEEP_MAX_BYTES.into()
            && statement.get_status(StatementStatus::MemUsed) > STATEMENT_KEEP_MAX_BYTES;
        if is_large || self.seen.makes() || self.seen.changes_schema() {
            statement.discard();
        }
    }

    /// Runs one statement to its end, or until its time is over.
    pub(super) fn run(
        &self,
        sql: &str,
        parameters: &[Value],
        patience: Duration,
    ) -> Result<Answer, DatabaseError> {
        // Reading the schema counts, too.
        self.clock.allow(patience);
        let limited = Limited::begin(patience);
        self.in_time(self.ran(sql, parameters, &limited))
    }

    fn ran(
        &self,
        sql: &str,
        parameters: &[Value],
        limited: &Limited,
    ) -> Result<Answer, DatabaseError> {
        let mut statement = self.cached(sql)?;
        if self.seen.makes() {
            levels::check_schema(&self.inner, sql)?;
        }
        let answer = all(&mut statement, parameters);
        self.put_back(statement, limited);
        answer
    }

    /// Tells whom the authorizer, or the allocator, refused for being late that they were.
    fn in_time<R>(&self, done: Result<R, DatabaseError>) -> Result<R, DatabaseError> {
        match done {
            Err(error)
                if matches!(error.cause, Cause::Denied | Cause::Memory) && self.clock.is_over() =>
            {
                Err(DatabaseError::interrupted())
            }
            done => done,
        }
    }

    /// Whether the schema that all see was changed here since this was asked last.
    pub(super) fn take_changes_schema(&self) -> bool {
        self.seen.take_changes_schema()
    }

    /// Whether there may be something on it that no other connection has.
    pub(super) fn is_of_session(&self) -> bool {
        self.seen.is_of_connection()
    }

    /// Prepares a statement, once more with the newest schema when it does not fit: another
    /// connection may have changed it, which SQLite finds out when a statement runs.
    fn fresh<S>(&self, prepare: impl Fn() -> rusqlite::Result<S>) -> Result<S, DatabaseError> {
        if let Ok(statement) = prepare() {
            return Ok(statement);
        }
        self.refresh()?;
        Ok(prepare()?)
    }

    fn refresh(&self) -> rusqlite::Result<()> {
        let any = "SELECT 1 FROM sqlite_schema LIMIT 1";
        self.inner.prepare_cached(any)?.query([])?.next().map(drop)
    }

    /// Runs a statement of our own that gives no rows.
    pub(super) fn command(&self, sql: &'static str) -> Result<(), DatabaseError> {
        self.clock.forget();
        Ok(self.inner.prepare_cached(sql)?.execute([]).map(drop)?)
    }

    pub(super) fn is_in_transaction(&self) -> bool {
        !self.inner.is_autocommit()
    }

    /// What a session's statement did, which was the last one to run here. The connection
    /// tells of others' where the statement did nothing of the kind.
    pub(super) fn counters(&self, sql: &str, total_before: u64, before: Counters) -> Counters {
        let mut after = before;
        after.total_changes += self.inner.total_changes() - total_before;
        if begins_with(sql, &ROW_WORDS) {
            after.changes = self.inner.changes();
        }
        if begins_with(sql, &INSERT_WORDS) && after.changes > 0 {
            after.last_insert_rowid = self.inner.last_insert_rowid();
        }
        after
    }

    pub(super) fn total_changes(&self) -> u64 {
        self.inner.total_changes()
    }

    #[cfg(test)]
    pub(super) fn inner(&self) -> &rusqlite::Connection {
        &self.inner
    }
}

/// Opens the file for the node itself. Nothing that is acknowledged is lost: the log is
/// flushed at each commit, and nobody moves it into the file but the checkpoints. What is deleted
/// is overwritten: an erased person's key must not lie in a freed page (UU 27/2022 art. 43, 44).
pub(super) fn open_plain(file: &DatabaseFile) -> rusqlite::Result<rusqlite::Connection> {
    // No SQLITE_OPEN_URI: a file name is a file name.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(file.path(), flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    Ok(connection)
}

fn all(statement: &mut Statement<'_>, parameters: &[Value]) -> Result<Answer, DatabaseError> {
    let rows = statement.query(params_from_iter(parameters))?;
    let mut answer = read(rows)?;
    if answer.rows.is_empty() {
        answer.columns = names(statement);
    }
    Ok(answer)
}

/// The rows, and the columns' names when there is a row to ask: SQLite prepares a statement
/// anew when the schema changed before its first step.
fn read(mut cursor: Rows<'_>) -> Result<Answer, DatabaseError> {
    let mut answer = Answer::default();
    let mut n_bytes = 0;
    while let Some(row) = cursor.next()? {
        if answer.rows.is_empty() {
            answer.columns = names(row.as_ref());
        }
        // Measured before it is copied: SQLite has it once, and many may ask for as much.
        n_bytes += measured(row, answer.columns.len())?;
        if answer.rows.len() >= RESULT_MAX_ROWS || n_bytes > RESULT_MAX_BYTES {
            return Err(DatabaseError::new(format!(
                "result is too large: at most {RESULT_MAX_ROWS} rows and {RESULT_MAX_BYTES} bytes"
            )));
        }
        let values = values(row, answer.columns.len())?;
        answer.rows.push(values);
    }
    Ok(answer)
}

fn names(statement: &Statement<'_>) -> Vec<String> {
    let names = statement.column_names();
    names.into_iter().map(str::to_owned).collect()
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

/// What a row will take.
fn measured(row: &Row<'_>, n_columns: usize) -> rusqlite::Result<usize> {
    let mut n_bytes = size_of::<Vec<Value>>();
    for column in 0..n_columns {
        n_bytes += size_of::<Value>()
            + match row.get_ref(column)? {
                // What is no UTF-8 grows to as much as this when it is made to be.
                ValueRef::Text(bytes) if str::from_utf8(bytes).is_err() => bytes.len() * 3,
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.len(),
                ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Null => 0,
            };
    }
    Ok(n_bytes)
}
