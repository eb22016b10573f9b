//! How a component is built: `[component.<id>.build]` in `spin.toml`.

use std::path::PathBuf;

use serde::Deserialize;

/// How a component is built.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Build {
    /// The command, or several.
    pub command: Commands,
    /// Where it runs, from the manifest's folder.
    #[serde(default)]
    pub workdir: PathBuf,
    /// What it is made of; for tools that rebuild.
    #[serde(default)]
    pub watch: Vec<String>,
}

/// One command or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Commands {
    /// One.
    One(String),
    /// Several, one after another.
    Several(Vec<String>),
}

impl Commands {
    /// The commands in order.
    pub fn each(&self) -> &[String] {
        match self {
            Self::One(command) => std::slice::from_ref(command),
            Self::Several(commands) => commands,
        }
    }
}
