//! The file behind a database, and that it stays the same one.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::Arc;

use super::{Cause, DatabaseError};

/// The file that it was when the node started: one that is put in its place while the node
/// runs must not be taken for it.
#[derive(Clone)]
pub(super) struct DatabaseFile {
    path: Arc<Path>,
    /// Held open, so that no other file gets its number.
    file: Arc<File>,
}

impl DatabaseFile {
    pub(super) fn take(path: &Path) -> io::Result<Self> {
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
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn check(&self) -> Result<(), DatabaseError> {
        let is_same = fs::metadata(&self.path).and_then(|found| {
            let taken = self.file.metadata()?;
            Ok((found.dev(), found.ino()) == (taken.dev(), taken.ino()))
        });
        if matches!(is_same, Ok(true)) {
            return Ok(());
        }
        let path = self.path.display();
        tracing::error!(%path, "the database's file is gone or another one; restart");
        Err(DatabaseError {
            words: "the database's file is gone".to_owned(),
            cause: Cause::Storage,
        })
    }
}
