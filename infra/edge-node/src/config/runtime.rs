//! `runtime-config.toml`: where each database and store lies on this machine, and whom functions
//! trust outside.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::ConfigError;
use super::client_tls::ClientTls;

/// Where things lie.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuntimeConfig {
    state_dir: PathBuf,
    #[serde(default)]
    sqlite_database: BTreeMap<String, Place>,
    #[serde(default)]
    key_value_store: BTreeMap<String, Place>,
    #[serde(default)]
    client_tls: Vec<ClientTls>,
    /// From where relative paths count.
    #[serde(skip)]
    base: PathBuf,
}

/// A database or store. Only Spin's own kind, a file, is served here; libSQL and Redis are
/// for `spin up` on a cluster.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, tag = "type", rename_all = "lowercase")]
enum Place {
    Spin { path: PathBuf },
}

impl RuntimeConfig {
    /// Reads the file; relative paths count from its folder or from `data_dir`.
    ///
    /// # Errors
    /// The file, and what is wrong in it.
    pub fn read(path: &Path, data_dir: Option<&Path>) -> Result<Self, ConfigError> {
        Self::parse(path, &super::read(path)?, data_dir)
    }

    /// The same of a text; `path` is where the file would be.
    ///
    /// # Errors
    /// The file, and what is wrong in it.
    pub fn parse(path: &Path, text: &str, data_dir: Option<&Path>) -> Result<Self, ConfigError> {
        let mut config: Self = super::parse(path, text)?;
        let folder = data_dir.or_else(|| path.parent()).unwrap_or(Path::new(""));
        folder.clone_into(&mut config.base);
        config
            .check()
            .map_err(|words| ConfigError::sense(path, words))?;
        Ok(config)
    }

    /// Two labels on one file would be one database with two owners.
    fn check(&self) -> Result<(), String> {
        let mut seen = HashSet::new();
        for place in self
            .sqlite_database
            .values()
            .chain(self.key_value_store.values())
        {
            let Place::Spin { path } = place;
            if !seen.insert(path.components().collect::<PathBuf>()) {
                return Err(format!(
                    "{} is named twice; each needs its own",
                    path.display()
                ));
            }
        }
        Ok(())
    }

    /// Where the node keeps what is its own: secrets, compiled components, its lock.
    pub fn state_dir(&self) -> PathBuf {
        self.base.join(&self.state_dir)
    }

    /// The file of a database.
    pub fn database(&self, label: &str) -> Option<PathBuf> {
        self.file(self.sqlite_database.get(label))
    }

    /// The file of a key-value store.
    pub fn store(&self, label: &str) -> Option<PathBuf> {
        self.file(self.key_value_store.get(label))
    }

    /// Whom functions trust outside beside whom browsers trust, and from where the paths of that
    /// count.
    pub fn client_tls(&self) -> (&[ClientTls], &Path) {
        (&self.client_tls, &self.base)
    }

    /// Every database that has a place, by label.
    pub fn databases(&self) -> impl Iterator<Item = (&String, PathBuf)> {
        self.files(&self.sqlite_database)
    }

    /// Every key-value store that has a place, by label.
    pub fn stores(&self) -> impl Iterator<Item = (&String, PathBuf)> {
        self.files(&self.key_value_store)
    }

    fn files<'a>(
        &self,
        places: &'a BTreeMap<String, Place>,
    ) -> impl Iterator<Item = (&'a String, PathBuf)> {
        let places = places.iter();
        places.map(|(label, Place::Spin { path })| (label, self.base.join(path)))
    }

    fn file(&self, place: Option<&Place>) -> Option<PathBuf> {
        place.map(|Place::Spin { path }| self.base.join(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_count_from_the_file_or_from_the_data_directory() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("runtime-config.toml");
        let text = "state_dir = \"data\"\n\
            [sqlite_database.people]\ntype = \"spin\"\npath = \"data/people.db\"\n\
            [key_value_store.people]\ntype = \"spin\"\npath = \"/var/kv.db\"\n";
        std::fs::write(&path, text).unwrap();
        let config = RuntimeConfig::read(&path, None).unwrap();
        let people = dir.path().join("data/people.db");
        assert_eq!(config.database("people"), Some(people));
        assert_eq!(config.store("people"), Some(PathBuf::from("/var/kv.db")));
        assert_eq!(config.database("attendance"), None);
        let moved = RuntimeConfig::read(&path, Some(Path::new("/srv"))).unwrap();
        assert_eq!(moved.state_dir(), PathBuf::from("/srv/data"));
    }

    #[test]
    fn two_labels_on_one_file_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("runtime-config.toml");
        let text = "state_dir = \"data\"\n\
            [sqlite_database.a]\ntype = \"spin\"\npath = \"data/a.db\"\n\
            [key_value_store.a]\ntype = \"spin\"\npath = \"data/./a.db\"\n";
        std::fs::write(&path, text).unwrap();
        let words = RuntimeConfig::read(&path, None).unwrap_err().to_string();
        assert!(words.contains("a.db is named twice"), "{words}");
    }

    #[test]
    fn a_kind_that_is_not_served_here_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("runtime-config.toml");
        let text = "state_dir = \".\"\n[sqlite_database.people]\ntype = \"libsql\"\nurl = \"x\"\n";
        std::fs::write(&path, text).unwrap();
        let words = RuntimeConfig::read(&path, None).unwrap_err().to_string();
        assert!(
            words.contains("libsql") && words.contains("line"),
            "{words}"
        );
    }
}
