//! Moving the log into the database file, beside the writes.
//!
//! SQLite would do it within the commit that makes the log long: one writer in a thousand
//! would wait for all of it. A thread does it instead, while writes go on. Only where they go
//! on so fast that the log never gets empty, the last of it is moved while they wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rusqlite::Connection;

use super::Turn;
use super::connection::open_plain;
use super::file::DatabaseFile;
use crate::host::leaky::Repeats;
use crate::limits::{CHECKPOINT_PAGES, CHECKPOINT_PAUSE, CHECKPOINT_WAIT, LOG_MAX_PAGES};

/// The checkpoints of one database, at most one at a time.
pub(super) struct Checkpoints {
    file: DatabaseFile,
    turn: Turn,
    is_running: Arc<AtomicBool>,
    failures: Arc<Repeats>,
}

impl Checkpoints {
    pub(super) fn new(file: DatabaseFile, turn: Turn) -> Self {
        Self {
            file,
            turn,
            is_running: Arc::default(),
            failures: Arc::default(),
        }
    }

    /// Begins one when the log is long enough.
    pub(super) fn after_commit(&self, n_pages: i32) {
        if n_pages < CHECKPOINT_PAGES || self.is_running.swap(true, Ordering::Acquire) {
            return;
        }
        let (file, turn) = (self.file.clone(), Arc::clone(&self.turn));
        let (is_running, failures) = (Arc::clone(&self.is_running), Arc::clone(&self.failures));
        let begun = thread::Builder::new()
            .name("checkpoint".to_owned())
            .spawn(move || {
                let done = checkpoint(&file, &turn, n_pages >= LOG_MAX_PAGES);
                if let Err(error) = done {
                    has_failed(&file, &error, &failures);
                }
                if n_pages >= LOG_MAX_PAGES {
                    // Where a long read keeps the log, writes must not wait for it again at once.
                    thread::sleep(CHECKPOINT_PAUSE);
                }
                is_running.store(false, Ordering::Release);
            });
        if let Err(error) = begun {
            tracing::error!(%error, "no thread for moving the log");
            self.is_running.store(false, Ordering::Release);
        }
    }
}

fn checkpoint(file: &DatabaseFile, turn: &Turn, is_too_long: bool) -> rusqlite::Result<()> {
    let connection = open_plain(file)?;
    run(&connection, "PRAGMA wal_checkpoint(PASSIVE)")?;
    if is_too_long {
        let _turn = turn.blocking_lock();
        connection.busy_timeout(CHECKPOINT_WAIT)?;
        // Waits for readers of what is in the log, and lets the next writer begin it anew.
        run(&connection, "PRAGMA wal_checkpoint(RESTART)")?;
    }
    Ok(())
}

/// The next one moves all of the log, since what was moved before may be lost with this one.
fn has_failed(file: &DatabaseFile, error: &rusqlite::Error, failures: &Repeats) {
    let path = file.path().display();
    // A full disk is one at each commit.
    if failures.may_say() {
        tracing::error!(%path, %error, "the log could not be moved into a database");
    }
    if let Err(error) = file.log_index().forget_moved() {
        tracing::error!(%path, %error, "the index of a log could not be written; restart");
    }
}

fn run(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.query_row(sql, [], |_| Ok(()))
}
