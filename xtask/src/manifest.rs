//! What spin.toml says of its functions, as far as building and watching need it.
//!
//! Only that is read here: the tidy tests look at the rest, the edge node and Spin at the whole.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// The wiring.
#[derive(Debug, Deserialize)]
pub struct Manifest {
    /// The functions by their id.
    #[serde(default)]
    pub component: BTreeMap<String, Component>,
}

/// One function.
#[derive(Debug, Deserialize)]
pub struct Component {
    /// The compiled component, from the root folder.
    pub source: String,
    /// How it is built.
    pub build: Build,
}

/// How a function is built.
#[derive(Debug, Deserialize)]
pub struct Build {
    /// What it is made of, as globs.
    #[serde(default)]
    pub watch: Vec<String>,
}

impl Manifest {
    /// Reads spin.toml of a root folder.
    pub fn read(root: &Path) -> Result<Self> {
        let path = root.join("spin.toml");
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        Self::parse(&text)
    }

    /// Reads the text of a spin.toml.
    pub fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).context("spin.toml is not as expected")
    }

    /// The functions' ids, in alphabetical order.
    pub fn functions(&self) -> impl Iterator<Item = &str> {
        self.component.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_read_and_other_keys_left_alone() {
        let manifest = Manifest::parse(
            "spin_manifest_version = 2
             [[trigger.http]]
             route = \"/api/leave/...\"
             component = \"leave\"
             [component.leave]
             source = \"target/leave.wasm\"
             [component.leave.build]
             command = \"make\"
             watch = [\"leave/**/*\"]
             [component.leave.tool.ngantor]
             health = \"/api/leave/health\"",
        )
        .unwrap();
        assert_eq!(manifest.functions().collect::<Vec<_>>(), ["leave"]);
        assert_eq!(manifest.component["leave"].source, "target/leave.wasm");
        assert_eq!(manifest.component["leave"].build.watch, ["leave/**/*"]);
    }

    #[test]
    fn a_function_that_is_not_built_is_an_error() {
        let error = Manifest::parse("[component.leave]\nsource = \"x\"").unwrap_err();
        assert!(format!("{error:#}").contains("build"), "{error:#}");
    }
}
