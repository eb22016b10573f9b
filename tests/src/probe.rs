//! Wirings around the guest that misbehaves on request (`tests/probe`).

use std::fmt::Write as _;

use crate::installation::Installation;

/// A wiring of probes, each at `/<id>/…` with what it is granted.
#[derive(Default)]
pub struct Probes {
    manifest: String,
    runtime: String,
}

impl Probes {
    /// None yet.
    pub fn new() -> Self {
        Self {
            manifest: "spin_manifest_version = 2\n[application]\nname = \"probes\"\n".to_owned(),
            runtime: "state_dir = \"state\"\n".to_owned(),
        }
    }

    /// Adds a probe with a database and a store of its own name, and more lines for its table;
    /// unless these say otherwise it may send requests to the application itself.
    #[must_use]
    pub fn with(self, id: &str, more: &str) -> Self {
        let hosts = if more.contains("allowed_outbound_hosts") {
            ""
        } else {
            "allowed_outbound_hosts = [\"http://self\"]\n"
        };
        let stores = format!("sqlite_databases = [\"{id}\"]\nkey_value_stores = [\"{id}\"]");
        self.with_only(id, &format!("{stores}\n{hosts}{more}"))
    }

    /// Adds a probe with nothing but some lines for its table.
    #[must_use]
    pub fn with_only(mut self, id: &str, grants: &str) -> Self {
        let wasm = crate::root().join("target/wasm32-wasip2/wasm/probe.wasm");
        // Writing to a string cannot fail.
        let _written = write!(
            self.manifest,
            "[[trigger.http]]\nroute = \"/{id}/...\"\ncomponent = \"{id}\"\n\
             [component.{id}]\nsource = {wasm:?}\n{grants}\n"
        );
        let _written = write!(
            self.runtime,
            "[sqlite_database.{id}]\ntype = \"spin\"\npath = \"{id}.db\"\n\
             [key_value_store.{id}]\ntype = \"spin\"\npath = \"{id}.kv.db\"\n"
        );
        self
    }

    /// Adds lines at the manifest's end.
    #[must_use]
    pub fn and(mut self, lines: &str) -> Self {
        self.manifest.push_str(lines);
        self
    }

    /// Adds lines at the end of runtime-config.toml.
    #[must_use]
    pub fn and_on_this_machine(mut self, lines: &str) -> Self {
        self.runtime.push_str(lines);
        self
    }

    /// The installation.
    pub fn install(&self) -> Installation {
        Installation::of(&self.manifest, &self.runtime)
    }
}
