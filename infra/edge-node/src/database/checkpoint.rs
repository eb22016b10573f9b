//! Moving the log into the database file, beside the writes.
//!
//! SQLite would do it within the commit that makes the log long: one writer in a thousand
//! would wait for all of it. A thread does it instead, while writes go on. Only where they go
//! on so fast that the log never gets empty, the last of it is moved while they wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
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
    /// How long the log was when the last one began, in pages; 0 once it began anew.
    begun_at: AtomicI32,
    failures: Arc<Repeats>,
}

impl Checkpoints {
    pub(super) fn new(file: DatabaseFile, turn: Turn) -> Self {
        Self {
            file,
            turn,
            is_running: Arc::default(),
            begun_at: AtomicI32::new(0),
            failures: Arc::default(),
        }
    }

    /// Begins one when the log has grown enough.
    pub(super) fn after_commit(&self, n_pages: i32) {
        let begun_at = self.begun_at.load(Ordering::Relaxed);
        if n_pages < begun_at {
            self.begun_at.store(0, Ordering::Relaxed);
        }
        if !is_due(n_pages, begun_at) || self.is_running.swap(true, Ordering::Acquire) {
            return;
        }
        self.begun_at.store(n_pages, Ordering::Relaxed);
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

/// Whether a log of so many pages is to be moved, when the last one began with so many. While
/// people write all the time the log does not get empty: if its length alone counted, one
/// checkpoint would follow the other, each with its flushes.
const fn is_due(n_pages: i32, begun_at: i32) -> bool {
    let before = if n_pages < begun_at { 0 } else { begun_at };
    n_pages - before >= CHECKPOINT_PAGES || n_pages >= LOG_MAX_PAGES
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_moved_once_for_so_many_pages_however_long_it_is() {
        assert!(!is_due(CHECKPOINT_PAGES - 1, 0));
        assert!(is_due(CHECKPOINT_PAGES, 0));
        assert!(!is_due(CHECKPOINT_PAGES + 1, CHECKPOINT_PAGES));
        assert!(is_due(CHECKPOINT_PAGES * 2, CHECKPOINT_PAGES));
        // It began anew.
        assert!(!is_due(CHECKPOINT_PAGES - 1, CHECKPOINT_PAGES * 3));
        assert!(is_due(CHECKPOINT_PAGES, CHECKPOINT_PAGES * 3));
        // Too long to wait for more.
        assert!(is_due(LOG_MAX_PAGES, LOG_MAX_PAGES - 1));
    }
}
