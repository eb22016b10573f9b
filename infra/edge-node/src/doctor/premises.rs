//! What several checks need to know: the command line's words, the files, and when it is.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Finding;
use crate::cli::Cli;
use crate::config::manifest::{Component, Manifest};
use crate::config::runtime::RuntimeConfig;
use crate::up::Files;

/// What there is to look at. A file that cannot be read is words in here, not an end: other
/// checks go on without it.
pub struct Premises {
    /// Where a node would listen.
    pub listen: SocketAddr,
    /// The address that people use.
    pub public_url: Option<String>,
    /// The proxy that is believed.
    pub trusted_proxy: Option<IpAddr>,
    /// Whether to look at every row and index, however long it takes.
    pub is_thorough: bool,
    /// Where the files are.
    pub files: Files,
    /// The wiring, or why it cannot be used.
    pub manifest: Result<Manifest, String>,
    /// Where data lies, or why that cannot be known.
    pub runtime: Result<RuntimeConfig, String>,
    /// When this was.
    pub now: SystemTime,
}

/// A database or store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFile {
    /// As the configuration calls its kind.
    pub table: &'static str,
    /// Its label.
    pub label: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Whether some component may open it.
    pub is_granted: bool,
}

impl Premises {
    /// Reads what the command line names.
    #[expect(clippy::disallowed_methods, reason = "doctor looks at the clock")]
    pub fn of(cli: &Cli, is_thorough: bool) -> Self {
        let files = Files::of(cli);
        Self {
            listen: cli.listen,
            public_url: cli.public_url.clone(),
            trusted_proxy: cli.trusted_proxy,
            is_thorough,
            manifest: Manifest::read(&files.manifest).map_err(|error| error.to_string()),
            runtime: RuntimeConfig::read(&files.runtime_config, files.data_dir.as_deref())
                .map_err(|error| error.to_string()),
            files,
            now: SystemTime::now(),
        }
    }

    /// The state directory, where that is known.
    pub fn state_dir(&self) -> Option<PathBuf> {
        self.runtime.as_ref().ok().map(RuntimeConfig::state_dir)
    }

    /// The components by id; none when the manifest cannot be read.
    pub fn components(&self) -> impl Iterator<Item = (&String, &Component)> {
        let manifest = self.manifest.as_ref().ok();
        manifest
            .into_iter()
            .flat_map(|manifest| &manifest.component)
    }

    /// Every database and store that has a place.
    pub fn data_files(&self) -> Vec<DataFile> {
        let Ok(runtime) = &self.runtime else {
            return Vec::new();
        };
        let granted = |labels: fn(&Component) -> &Vec<String>| -> BTreeSet<&String> {
            let components = self.components();
            components
                .flat_map(|(_, component)| labels(component))
                .collect()
        };
        let databases = granted(|component| &component.sqlite_databases);
        let stores = granted(|component| &component.key_value_stores);
        let of = |table, granted: &BTreeSet<&String>, label: &String, path| DataFile {
            table,
            is_granted: self.manifest.is_err() || granted.contains(label),
            label: label.clone(),
            path,
        };
        let databases = runtime
            .databases()
            .map(|(label, path)| of("sqlite_database", &databases, label, path));
        let stores = runtime
            .stores()
            .map(|(label, path)| of("key_value_store", &stores, label, path));
        databases.chain(stores).collect()
    }
}

impl DataFile {
    /// How a finding names it.
    pub fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// It and what SQLite keeps beside it.
    pub fn all(&self) -> [PathBuf; 3] {
        ["", "-wal", "-shm"].map(|ending| beside(&self.path, ending))
    }
}

/// A file that SQLite keeps beside a database: `-wal`, `-shm` or `-journal`.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Says of a whole check that it needs a file which cannot be read.
pub fn needs(what: &str, file: &Path) -> Vec<Finding> {
    let means = format!("not looked at: {} must be readable first", file.display());
    vec![Finding::unknown(what, means)]
}
