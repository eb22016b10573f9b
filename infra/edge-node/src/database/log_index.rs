//! Taking back what the log's index says of the database file.
//!
//! A checkpoint that cannot get to the end of the log, because somebody still reads what comes
//! next, notes in the index how far it got, and leaves the flush to the checkpoint that will.
//! When that flush fails, the system takes all pages of the file for written, also those of the
//! checkpoints before, and no later flush writes them: once the log begins anew they are lost.
//! SQLite moves only what lies behind its note. So after a checkpoint that failed the note is
//! set back, and the next one moves the log from its beginning.
//!
//! Layout: <https://sqlite.org/walformat.html> section 2.1, `nBackfill`. To lower it is safe at
//! any time: who reads finds in the log what it would have found in the file, and the log is
//! not begun anew while a part of it counts as not moved.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Where the index keeps the number of frames that were moved.
const N_BACKFILL_AT: u64 = 96;

/// The index of one database's log.
pub(super) struct LogIndex {
    path: PathBuf,
    /// Never closed: with any handle that a process closes it loses its locks on the file, and
    /// SQLite's are among them.
    held: Mutex<Vec<File>>,
}

impl LogIndex {
    pub(super) fn of(database: &Path) -> Self {
        let mut path = database.as_os_str().to_owned();
        path.push("-shm");
        Self {
            path: path.into(),
            held: Mutex::default(),
        }
    }

    /// Has the next checkpoint move the whole log; also where there is no index, since a new
    /// one says nothing of the file.
    ///
    /// # Errors
    /// When the index cannot be opened or written.
    pub(super) fn forget_moved(&self) -> io::Result<()> {
        let Some(found) = unless_missing(fs::metadata(&self.path))? else {
            return Ok(());
        };
        let mut held = self
            .held
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let is_it = |file: &File| {
            let about = file.metadata();
            about.is_ok_and(|about| (about.dev(), about.ino()) == (found.dev(), found.ino()))
        };
        if !held.last().is_some_and(is_it) {
            let Some(file) = unless_missing(OpenOptions::new().write(true).open(&self.path))?
            else {
                return Ok(());
            };
            held.push(file);
        }
        let is_begun = found.len() > N_BACKFILL_AT;
        match held.last().filter(|_| is_begun) {
            Some(file) => file.write_all_at(&0_u32.to_ne_bytes(), N_BACKFILL_AT),
            None => Ok(()),
        }
    }
}

fn unless_missing<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
