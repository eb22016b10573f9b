//! `spin.toml`: the part of Spin's manifest version 2 that this node serves.
//!
//! A key that is not in here is an error with its line, never something that is silently left
//! out: half-understood wiring would grant or withhold something that nobody sees.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::ConfigError;
use super::allowed_hosts::AllowedHosts;
use super::build::Build;
use super::function_limits::FunctionLimits;
use super::secret::Secret;
use super::tick::Tick;
use super::variables::{self, Variable};

/// The manifest's version that is understood.
const VERSION: i64 = 2;

/// A whole manifest.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    spin_manifest_version: i64,
    /// About the application.
    pub application: Application,
    /// The application's variables.
    #[serde(default)]
    pub variables: BTreeMap<String, Variable>,
    /// What starts a component: requests.
    pub trigger: Triggers,
    /// The components by id.
    #[serde(default)]
    pub component: BTreeMap<String, Component>,
}

/// About the application.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// Its name.
    pub name: String,
    /// Its version.
    #[serde(default)]
    pub version: String,
    /// What it is.
    #[serde(default)]
    pub description: String,
    /// Who made it.
    #[serde(default)]
    pub authors: Vec<String>,
    #[serde(default)]
    tool: ApplicationTools,
}

/// What tools note about the application; those of others are left alone, as in Spin.
#[derive(Debug, Default, Deserialize)]
struct ApplicationTools {
    #[serde(default)]
    ngantor: ApplicationNotes,
}

/// What only this node needs of the application.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplicationNotes {
    /// Variables whose values this node makes and keeps.
    #[serde(default)]
    pub secrets: BTreeMap<String, Secret>,
    /// How an empty installation is opened.
    pub setup: Option<Setup>,
    /// The page where somebody sets a password by the operator's word.
    pub recovery: Option<String>,
}

/// How an empty installation is opened.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// A path that answers `{"open": true}` while it is empty.
    pub status: String,
    /// The page that a set-up link leads to.
    pub page: String,
    /// Where the demo's people sign in.
    pub sessions: String,
}

/// What starts components.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Triggers {
    /// Requests.
    #[serde(default)]
    pub http: Vec<HttpTrigger>,
}

/// A route and the component that answers it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpTrigger {
    /// A name for the trigger; of no consequence here.
    #[serde(default)]
    pub id: String,
    /// The route.
    pub route: Route,
    /// The component's id.
    pub component: String,
}

/// A route.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Route {
    /// A path as Spin writes it: exact, with `:name` segments, with `/...` at its end.
    Path(String),
    /// None: only other components reach it.
    Private {
        /// Always true.
        private: bool,
    },
}

/// A component and everything that it may touch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// The compiled component, from the manifest's folder.
    pub source: PathBuf,
    /// What it is.
    #[serde(default)]
    pub description: String,
    /// Its environment variables.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// Where it may send requests.
    #[serde(default)]
    pub allowed_outbound_hosts: Vec<String>,
    /// The stores that it may open.
    #[serde(default)]
    pub key_value_stores: Vec<String>,
    /// The databases that it may open.
    #[serde(default)]
    pub sqlite_databases: Vec<String>,
    /// Its variables: text with `{{ name }}` for the application's.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// How it is built.
    pub build: Option<Build>,
    #[serde(default)]
    tool: ComponentTools,
}

/// What tools note about a component; those of others are left alone.
#[derive(Debug, Default, Deserialize)]
struct ComponentTools {
    #[serde(default)]
    ngantor: ComponentNotes,
}

/// What only this node needs of a component.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComponentNotes {
    /// The path that it is asked before it counts as ready.
    pub health: Option<String>,
    /// Its part of the demo, from the manifest's folder.
    pub demo: Option<PathBuf>,
    /// Paths on which requests wait for something to happen: feeds, streams of events. They
    /// have places of their own.
    #[serde(default)]
    pub waiting: Vec<String>,
    /// Paths on which, and below which, a request's body may be of any length and is handed to
    /// the function as it comes. They have places of their own.
    #[serde(default)]
    pub receiving: Vec<String>,
    /// Its regular work.
    pub tick: Option<Tick>,
    /// What it may use.
    #[serde(default)]
    pub limits: FunctionLimits,
}

impl Manifest {
    /// Reads a manifest and checks that its parts fit together.
    ///
    /// # Errors
    /// The file, and what is wrong in it.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        Self::parse(path, &super::read(path)?)
    }

    /// The same of a text; `path` is what an error names.
    ///
    /// # Errors
    /// The file, and what is wrong in it.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let manifest: Self = super::parse(path, text)?;
        manifest
            .check()
            .map_err(|words| ConfigError::sense(path, words))?;
        Ok(manifest)
    }

    /// What only this node needs of the application.
    pub const fn notes(&self) -> &ApplicationNotes {
        &self.application.tool.ngantor
    }

    fn check(&self) -> Result<(), String> {
        if self.spin_manifest_version != VERSION {
            return Err(format!("spin_manifest_version must be {VERSION}"));
        }
        for trigger in &self.trigger.http {
            if !self.component.contains_key(&trigger.component) {
                let id = &trigger.component;
                return Err(format!(
                    "a route leads to component {id:?}, which is not there"
                ));
            }
            if matches!(trigger.route, Route::Private { private: false }) {
                return Err("route: write a path, or { private = true }".to_owned());
            }
        }
        let own = self.component.values();
        let own = own.flat_map(|component| component.variables.keys());
        variables::check(&self.variables, own)?;
        for (id, component) in &self.component {
            component
                .allowed_hosts(|entry| Ok(entry.to_owned()))
                .and_then(|_| component.check_paths())
                .map_err(|words| format!("component {id:?}: {words}"))?;
        }
        Ok(())
    }
}

impl Component {
    /// What only this node needs of it.
    pub const fn notes(&self) -> &ComponentNotes {
        &self.tool.ngantor
    }

    /// Each is one plain path, as it stands in a request.
    fn check_paths(&self) -> Result<(), String> {
        let notes = self.notes();
        let waiting = notes.waiting.iter().map(|path| ("waiting", path));
        let receiving = notes.receiving.iter().map(|path| ("receiving", path));
        let tick = notes.tick.iter().map(|tick| ("tick", &tick.path));
        let is_path = |path: &str| path.starts_with('/') && !path.contains([':', '*', '?']);
        let mut paths = waiting.chain(receiving).chain(tick);
        match paths.find(|(_, path)| !is_path(path)) {
            Some((key, odd)) => Err(format!("{key}: {odd:?} is no path")),
            None => Ok(()),
        }
    }

    /// Where it may send requests, after its variables are filled in.
    ///
    /// # Errors
    /// The entry, and what is wrong with it.
    pub fn allowed_hosts(
        &self,
        fill: impl Fn(&str) -> Result<String, String>,
    ) -> Result<AllowedHosts, String> {
        let mut hosts = AllowedHosts::default();
        for entry in &self.allowed_outbound_hosts {
            let filled = fill(entry)?;
            // A port or host that comes from a variable is only known later.
            if filled.contains("{{") {
                continue;
            }
            hosts
                .add(&filled)
                .map_err(|fault| format!("allowed_outbound_hosts {entry:?}: {fault}"))?;
        }
        Ok(hosts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "spin_manifest_version = 2\n[application]\nname = \"office\"\n";

    fn parse(rest: &str) -> Result<Manifest, String> {
        let text = format!("{HEAD}{rest}");
        let manifest: Manifest = toml::from_str(&text).map_err(|error| error.to_string())?;
        manifest.check().map(|()| manifest)
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let words = parse(
            "[[trigger.http]]\nroute = \"/...\"\ncomponent = \"a\"\n\
             [component.a]\nsource = \"a.wasm\"\nsqlite_database = [\"a\"]\n",
        )
        .unwrap_err();
        assert!(words.contains("unknown field `sqlite_database`"), "{words}");
        assert!(words.contains("line 9"), "{words}");
    }

    #[test]
    fn a_route_to_nowhere_is_an_error() {
        let words = parse("[[trigger.http]]\nroute = \"/...\"\ncomponent = \"a\"\n").unwrap_err();
        assert!(words.contains("\"a\", which is not there"), "{words}");
    }

    #[test]
    fn a_host_that_cannot_be_is_an_error_before_anything_runs() {
        let words = parse(
            "[trigger]\n[component.a]\nsource = \"a.wasm\"\n\
             allowed_outbound_hosts = [\"example.org\"]\n",
        )
        .unwrap_err();
        assert!(words.contains("it has no scheme"), "{words}");
    }

    #[test]
    fn a_component_names_its_variables_as_the_application_does() {
        for variables in [
            "[variables]\nA = { default = \"\" }\n",
            "[component.a.variables]\nA = \"\"\n",
        ] {
            let manifest = format!("[trigger]\n[component.a]\nsource = \"a.wasm\"\n{variables}");
            let words = parse(&manifest).unwrap_err();
            assert!(words.contains("variable \"A\""), "{words}");
        }
    }

    #[test]
    fn other_versions_are_refused() {
        let text = HEAD.replace("= 2", "= 1") + "[trigger]\n";
        let manifest: Manifest = toml::from_str(&text).unwrap();
        assert!(manifest.check().unwrap_err().contains("must be 2"));
    }

    #[test]
    fn notes_of_other_tools_are_left_alone() {
        let manifest = parse(
            "[application.tool.other]\nx = 1\n[trigger]\n[component.a]\nsource = \"a.wasm\"\n\
             [component.a.tool.other]\ny = 2\n[component.a.tool.ngantor]\nhealth = \"/h\"\n",
        )
        .unwrap();
        let notes = manifest.component["a"].notes();
        assert_eq!(notes.health.as_deref(), Some("/h"));
    }

    #[test]
    fn limits_and_waiting_paths_are_read_and_what_makes_no_sense_is_named() {
        let with = |notes: &str| {
            parse(&format!(
                "[trigger]\n[component.a]\nsource = \"a.wasm\"\n[component.a.tool.ngantor]\n{notes}"
            ))
        };
        let manifest = with("waiting = [\"/a/feed\"]\nlimits = { queue = 3 }\n").unwrap();
        let notes = manifest.component["a"].notes();
        assert_eq!(notes.waiting, ["/a/feed"]);
        assert_eq!(notes.limits.queue, 3);
        for (notes, expected) in [
            ("waiting = [\"a/feed\"]", "waiting: \"a/feed\" is no path"),
            ("waiting = [\"/a/:id\"]", "waiting: "),
            ("receiving = [\"/a/...\", \"/*\"]", "receiving: \"/*\" is"),
            (
                "tick = { path = \"a\", every = \"5s\" }",
                "tick: \"a\" is no path",
            ),
            ("tick = { path = \"/a\" }", "missing field `every`"),
            ("limits.concurrency = 0", "concurrency: 0 requests"),
            ("limits.places = 1", "unknown field `places`"),
        ] {
            let words = with(notes).unwrap_err();
            assert!(words.contains(expected), "{notes}: {words}");
        }
    }
}
