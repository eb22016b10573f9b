//! The SQLite engine: durable, shared by everybody who uses one database.
//!
//! - [`Session`] is what a function holds as a connection. Each statement goes the way of its
//!   kind, which SQLite itself tells (`kind.rs`): reads to a pool of connections
//!   (`readers.rs`), writes to the database's one writer (`writer.rs`), transactions to a
//!   connection of their own (`own.rs`).
//! - The writer commits the writes that wait together as one group with one flush, and
//!   answers each only after that.
//! - The log is moved into the file beside the writes, not by them (`checkpoint.rs`).
//!
//! Nothing in here knows of components; `host/sqlite.rs` and `host/key_value.rs` do.

mod checkpoint;
mod clock;
mod connection;
mod counters;
mod file;
mod functions;
mod kind;
mod levels;
mod log_index;
mod memory;
mod own;
mod pace;
mod patterns;
mod readers;
mod session;
mod words;
mod writer;

#[cfg(test)]
mod group_tests;
#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod limits_tests;
#[cfg(test)]
mod memory_tests;
#[cfg(test)]
mod model_tests;
#[cfg(test)]
mod pace_tests;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::Semaphore;

pub use connection::Answer;
pub use rusqlite::types::Value;
pub use session::Session;

use checkpoint::Checkpoints;
use file::DatabaseFile;
use kind::Kinds;
use readers::Readers;
use writer::Writer;

use crate::limits::OWN_MAX;

/// The right to write to a database: one holds it at a time, in the order in which they came.
type Turn = Arc<tokio::sync::Mutex<()>>;

/// How many writes share a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// Those that wait while the one before is flushed.
    Together,
    /// Each has its own; to measure against.
    Alone,
}

/// One database file and everything that works on it; every clone is the same one.
#[derive(Clone)]
pub struct Database(Arc<Engine>);

struct Engine {
    file: DatabaseFile,
    kinds: Arc<Kinds>,
    readers: Readers,
    /// For connections of one session alone.
    places: Arc<Semaphore>,
    turn: Turn,
    checkpoints: Arc<Checkpoints>,
    writer: Writer,
}

impl Database {
    /// Takes the file, and makes it when it is not there.
    ///
    /// # Errors
    /// What the system says.
    pub fn take(path: &Path) -> io::Result<Self> {
        Self::take_with(path, Grouping::Together)
    }

    /// The same with another grouping.
    ///
    /// # Errors
    /// What the system says.
    pub fn take_with(path: &Path, grouping: Grouping) -> io::Result<Self> {
        let file = DatabaseFile::take(path)?;
        let turn = Turn::default();
        let checkpoints = Arc::new(Checkpoints::new(file.clone(), Arc::clone(&turn)));
        let kinds = Arc::<Kinds>::default();
        let writer = Writer::start(
            file.clone(),
            Arc::clone(&turn),
            Arc::clone(&checkpoints),
            Arc::clone(&kinds),
            grouping,
        )?;
        Ok(Self(Arc::new(Engine {
            readers: Readers::new(file.clone()),
            file,
            kinds,
            places: Arc::new(Semaphore::new(OWN_MAX)),
            turn,
            checkpoints,
            writer,
        })))
    }

    /// Runs a statement before anybody uses the database. It blocks.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn prepare(&self, sql: &str) -> Result<(), DatabaseError> {
        Ok(connection::open_plain(&self.0.file)?.execute_batch(sql)?)
    }
}

/// A statement failed, in SQLite's own words: components read them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseError {
    words: String,
    cause: Cause,
}

/// What a failure is about, as far as the engine acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    /// The statement itself, or what it found.
    Statement,
    /// There was too little memory for it.
    Memory,
    /// The answers of writes that nobody took yet leave no room for its.
    NoRoom,
    /// Time ran out.
    Interrupted,
    /// The authorizer refused it.
    Denied,
    /// Somebody else writes.
    Busy,
    /// The file system: full, broken, or not as it was left.
    Storage,
}

impl DatabaseError {
    fn new(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            cause: Cause::Statement,
        }
    }

    /// The same that SQLite says when another connection writes.
    fn busy() -> Self {
        Self {
            words: "database is locked".to_owned(),
            cause: Cause::Busy,
        }
    }

    /// The same that SQLite says when its time is over.
    fn interrupted() -> Self {
        Self {
            words: "interrupted".to_owned(),
            cause: Cause::Interrupted,
        }
    }

    /// The sum of answers has a limit, too.
    fn no_room() -> Self {
        Self {
            words: "too many answers of writes that are not read yet".to_owned(),
            cause: Cause::NoRoom,
        }
    }

    fn abandoned() -> Self {
        Self::new("the statement was abandoned")
    }

    /// SQLite's words.
    pub fn words(&self) -> &str {
        &self.words
    }
}

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        let cause = match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::OperationInterrupted) => Cause::Interrupted,
            Some(rusqlite::ErrorCode::OutOfMemory) => Cause::Memory,
            Some(rusqlite::ErrorCode::AuthorizationForStatementDenied) => Cause::Denied,
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                Cause::Busy
            }
            Some(
                rusqlite::ErrorCode::CannotOpen
                | rusqlite::ErrorCode::DatabaseCorrupt
                | rusqlite::ErrorCode::DiskFull
                | rusqlite::ErrorCode::FileLockingProtocolFailed
                | rusqlite::ErrorCode::NotADatabase
                | rusqlite::ErrorCode::ReadOnly
                | rusqlite::ErrorCode::SystemIoFailure,
            ) => Cause::Storage,
            _ => Cause::Statement,
        };
        let words = match error {
            rusqlite::Error::SqliteFailure(_, Some(text)) => text,
            rusqlite::Error::SqliteFailure(code, None) => code.to_string(),
            rusqlite::Error::SqlInputError { msg, .. } => msg,
            rusqlite::Error::MultipleStatement => {
                "more than one statement in one call: send them one by one".to_owned()
            }
            other => other.to_string(),
        };
        Self { words, cause }
    }
}

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl std::error::Error for DatabaseError {}
