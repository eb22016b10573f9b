//! The file behind a database, and that it stays the same one.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, OpenFlags};

use super::log_index::LogIndex;
use super::{Cause, DatabaseError, memory};
use crate::host::leaky::Repeats;

/// The file that it was when the node started: one that is put in its place while the node
/// runs must not be taken for it.
#[derive(Clone)]
pub(super) struct DatabaseFile {
    path: Arc<Path>,
    /// Held open, so that no other file gets its number.
    file: Arc<File>,
    log_index: Arc<LogIndex>,
    gone: Arc<Repeats>,
}

impl DatabaseFile {
    pub(super) fn take(path: &Path) -> io::Result<Self> {
        memory::install();
        let is_new = !path.exists();
        let mut options = OpenOptions::new();
        let file = options
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        let log_index = LogIndex::of(path);
        settle_log(path, &log_index)?;
        if file.metadata()?.len() == 0 {
            // Connections that would do it at the same time would lock each other out.
            begin_log(path).map_err(io::Error::other)?;
        }
        if is_new {
            tracing::warn!(path = %path.display(), "a new database is made");
        }
        Ok(Self {
            path: path.into(),
            file: Arc::new(file),
            log_index: Arc::new(log_index),
            gone: Arc::default(),
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn log_index(&self) -> &LogIndex {
        &self.log_index
    }

    pub(super) fn check(&self) -> Result<(), DatabaseError> {
        let is_same = fs::metadata(&self.path).and_then(|found| {
            let taken = self.file.metadata()?;
            Ok((found.dev(), found.ino()) == (taken.dev(), taken.ino()))
        });
        if matches!(is_same, Ok(true)) {
            return Ok(());
        }
        if self.gone.may_say() {
            let path = self.path.display();
            tracing::error!(%path, "the database's file is gone or another one; restart");
        }
        Err(DatabaseError {
            words: "the database's file is gone".to_owned(),
            cause: Cause::Storage,
        })
    }
}

/// Makes durable what a process before this one left in the log. Its last commits need not be
/// flushed, and reading would show them all the same: a client that sends again would be told
/// that its punch is kept, and a power cut could still take it.
fn settle_log(path: &Path, index: &LogIndex) -> io::Result<()> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let log = match File::open(log) {
        Ok(log) => log,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    log.sync_all()?;
    // Pages whose flush failed are left out of all later ones: so the log is moved, too, all of
    // it, also where somebody looks at the database and keeps its index.
    index.forget_moved()?;
    if let Err(error) = empty_log(path) {
        let path = path.display();
        tracing::error!(%path, %error, "the log could not be moved into a database");
    }
    log.sync_all()
}

fn begin_log(path: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "journal_mode", "WAL")
}

fn empty_log(path: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}
