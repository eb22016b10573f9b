//! The state directory: made for the node's user alone, and used by one node at a time.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// For the node's user alone.
const FOLDER_MODE: u32 = 0o700;

/// Holds the directory until it is dropped, or until the process ends in whatever way.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    _lock: File,
}

/// Why the directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// It cannot be made or written.
    #[error("the data directory {path} cannot be written: {source}", path = path.display())]
    NotWritable {
        /// The directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another node runs on it.
    #[error("another node uses the data directory {}; stop that one first", .0.display())]
    InUse(PathBuf),
}

impl DataDir {
    /// Makes the directory unless it is there, and takes it.
    ///
    /// # Errors
    /// Any [`DataDirError`].
    pub fn take(path: &Path) -> Result<Self, DataDirError> {
        let refused = |source| DataDirError::NotWritable {
            path: path.to_owned(),
            source,
        };
        private_folder(path).map_err(refused)?;
        // One that was there may be open to others: compiled code in it is trusted, and
        // databases hold password hashes.
        let private = Permissions::from_mode(FOLDER_MODE);
        fs::set_permissions(path, private).map_err(refused)?;
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path.join("lock"))
            .map_err(refused)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(DataDirError::InUse(path.to_owned())),
            Err(TryLockError::Error(source)) => Err(refused(source)),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Makes a folder that only the node's user may look into; one that is there stays as it is.
///
/// # Errors
/// What the system says.
pub fn private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(FOLDER_MODE)
        .create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_node_is_refused_until_the_first_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state");
        let first = DataDir::take(&path).unwrap();
        let second = DataDir::take(&path).unwrap_err();
        assert!(second.to_string().contains("another node uses"), "{second}");
        drop(first);
        DataDir::take(&path).unwrap();
    }

    #[test]
    fn a_folder_that_was_open_to_others_is_closed() {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), Permissions::from_mode(0o755)).unwrap();
        let _taken = DataDir::take(dir.path()).unwrap();
        let mode = dir.path().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, FOLDER_MODE);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let refused = DataDir::take(&file.path().join("state")).unwrap_err();
        assert!(
            refused.to_string().contains("cannot be written"),
            "{refused}"
        );
    }
}
