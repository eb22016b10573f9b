//! What a session's last write did, for those who ask.
//!
//! SQLite answers `changes()`, `last_insert_rowid()` and `total_changes()` from the connection
//! that wrote. Here reads and writes of one session run on connections that others use too, so
//! the session keeps the numbers, and the connections for reads ask it.

use std::cell::Cell;

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

/// The names of SQLite's functions that ask for them.
pub(super) const FUNCTIONS: [&str; 3] = ["changes", "last_insert_rowid", "total_changes"];

/// The numbers of one session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counters {
    /// The rows of the last INSERT, UPDATE or DELETE.
    pub(super) changes: u64,
    /// The rowid of the last INSERT; 0 when there was none.
    pub(super) last_insert_rowid: i64,
    /// The rows of all of them together.
    pub(super) total_changes: u64,
}

thread_local! {
    /// Those of the session whose statement runs on this thread.
    static ASKED: Cell<Counters> = const { Cell::new(Counters {
        changes: 0,
        last_insert_rowid: 0,
        total_changes: 0,
    }) };
}

impl Counters {
    /// Answers the functions on this thread from now on.
    pub(super) fn answer_here(self) {
        ASKED.set(self);
    }
}

/// Lets a connection answer the functions from the session's numbers.
pub(super) fn install(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8;
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    connection.create_scalar_function("changes", 0, flags, move |_| {
        Ok(signed(ASKED.get().changes))
    })?;
    connection.create_scalar_function("total_changes", 0, flags, move |_| {
        Ok(signed(ASKED.get().total_changes))
    })?;
    connection.create_scalar_function("last_insert_rowid", 0, flags, |_| {
        Ok(ASKED.get().last_insert_rowid)
    })
}
