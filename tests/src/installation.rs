//! Where a node runs: the wiring, and a folder of its own for the data.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A wiring and an empty data folder, which goes with it.
pub struct Installation {
    folder: TempDir,
    manifest: PathBuf,
    more: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
}

impl Installation {
    /// The office as it ships.
    pub fn office() -> Self {
        Self {
            folder: folder(),
            manifest: crate::root().join("spin.toml"),
            more: Vec::new(),
            environment: Vec::new(),
        }
    }

    /// A wiring of its own.
    pub fn of(manifest: &str, runtime_config: &str) -> Self {
        let folder = folder();
        let path = folder.path().join("spin.toml");
        write(&path, manifest);
        write(&folder.path().join("runtime-config.toml"), runtime_config);
        Self {
            manifest: path,
            folder,
            more: Vec::new(),
            environment: Vec::new(),
        }
    }

    /// Adds words to the command line.
    #[must_use]
    pub fn with(mut self, words: &[&str]) -> Self {
        self.more.extend(words.iter().map(OsString::from));
        self
    }

    /// Adds a variable to the node's environment.
    #[must_use]
    pub fn with_variable(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// The variables that the node gets beside those of the test.
    pub fn environment(&self) -> impl Iterator<Item = (&OsString, &OsString)> {
        self.environment.iter().map(|(name, value)| (name, value))
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The words that every command on this installation takes.
    pub fn words(&self) -> Vec<OsString> {
        let mut words = vec![
            "--manifest".into(),
            self.manifest.clone().into(),
            "--data-dir".into(),
            self.folder.path().into(),
        ];
        words.extend(self.more.iter().cloned());
        words
    }
}

#[expect(clippy::expect_used, reason = "a test without a folder has failed")]
fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[expect(clippy::expect_used, reason = "a test without its files has failed")]
fn write(path: &Path, text: &str) {
    std::fs::write(path, text).expect("the temporary folder can be written");
}
