//! Makes the application out of what the operator wrote: each component compiled, held
//! against its grants, and given exactly those.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use wasmtime::Engine;
use wasmtime::component::Linker;
use wasmtime_wasi_http::p3::bindings::ServicePre;

use crate::app::{App, Function};
use crate::config::manifest::{Component, Manifest};
use crate::config::runtime::RuntimeConfig;
use crate::config::template::fill;
use crate::data_dir::private_folder;
use crate::database::Database;
use crate::host::budget::Machine;
use crate::host::cache::{self, Cache};
use crate::host::imports::{self, Granted};
use crate::host::key_value_store::Store;
use crate::host::outbound::{Inside, Outbound};
use crate::host::trusted::TrustedHosts;
use crate::host::worker::{Maker, causes};
use crate::host::{Grants, Guest, engine};
use crate::routes::{RouteFault, RouteTable};

/// Why the application cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum AssembleError {
    /// The routes do not fit.
    #[error("spin.toml: {0}")]
    Routes(#[from] RouteFault),
    /// The sandbox cannot be set up on this machine.
    #[error("the sandbox does not start: {0:#}")]
    Sandbox(wasmtime::Error),
    /// One component cannot run.
    #[error("component {component:?}: {words}")]
    Component {
        /// Its id.
        component: String,
        /// What is wrong.
        words: String,
    },
}

/// Everything that is needed to make functions.
struct Workshop<'a> {
    machine: Machine,
    engine: Engine,
    linker: Linker<Guest>,
    cache: Cache,
    folder: &'a Path,
    runtime: &'a RuntimeConfig,
    variables: &'a BTreeMap<String, String>,
    inside: Inside,
    /// One for each file: everybody who writes to it takes turns.
    databases: RefCell<BTreeMap<PathBuf, Database>>,
}

/// Puts the application together.
///
/// # Errors
/// Any [`AssembleError`].
pub fn assemble(
    manifest: &Manifest,
    folder: &Path,
    runtime: &RuntimeConfig,
    variables: &BTreeMap<String, String>,
) -> Result<Arc<App>, AssembleError> {
    let routes = RouteTable::new(&manifest.trigger.http)?;
    let machine = Machine::this();
    let engine = engine::engine(&machine.turns).map_err(AssembleError::Sandbox)?;
    let workshop = Workshop {
        machine,
        linker: engine::linker(&engine).map_err(AssembleError::Sandbox)?,
        cache: Cache::open(&runtime.state_dir())
            .map_err(|error| AssembleError::Sandbox(error.into()))?,
        engine,
        folder,
        runtime,
        variables,
        inside: Arc::new(OnceLock::new()),
        databases: RefCell::default(),
    };
    let mut functions = BTreeMap::new();
    let mut in_use = Vec::new();
    for (id, component) in &manifest.component {
        let made = workshop.function(id, component);
        let (function, file) = made.map_err(|words| AssembleError::Component {
            component: id.clone(),
            words,
        })?;
        functions.insert(id.clone(), function);
        in_use.push(file);
    }
    if let Err(error) = workshop.cache.prune(&in_use) {
        tracing::warn!(%error, "old compiled components could not be removed");
    }
    let app = Arc::new(App::new(functions, routes));
    // Set once, here; it was empty.
    let _was_empty = workshop.inside.set(Arc::downgrade(&app)).is_ok();
    Ok(app)
}

impl Workshop<'_> {
    /// Makes a function, and names the file of its compiled component.
    fn function(&self, id: &str, component: &Component) -> Result<(Function, String), String> {
        let path = self.folder.join(&component.source);
        let digest = cache::digest_of(&path).map_err(|error| {
            let path = path.display();
            format!("{path} cannot be read ({error}); build it with `ngantor build`")
        })?;
        let loaded = self
            .cache
            .load(&self.engine, &path, &digest)
            .map_err(|error| format!("it is no component that runs here: {}", causes(&error)))?;
        let granted = Granted {
            databases: !component.sqlite_databases.is_empty(),
            stores: !component.key_value_stores.is_empty(),
            hosts: !component.allowed_outbound_hosts.is_empty(),
        };
        let names = imports::imports(&self.engine, &loaded.component);
        imports::check(&names, granted)
            .and_then(|()| imports::check_export(&self.engine, &loaded.component))
            .map_err(|refusal| refusal.to_string())?;
        let linked = self.linker.instantiate_pre(&loaded.component);
        let service = linked
            .and_then(ServicePre::new)
            .map_err(|error| format!("it does not fit this node: {error:#}"))?;
        let grants = Arc::new(self.grants(id, component)?);
        tracing::info!(component = %id, cached = loaded.was_cached, "a function is ready to start");
        let notes = component.notes();
        let made = Maker {
            engine: self.engine.clone(),
            service,
            grants,
            budget: self.machine.budget(notes.limits),
        };
        Ok((Function::new(&made, notes), loaded.file))
    }

    fn grants(&self, id: &str, component: &Component) -> Result<Grants, String> {
        let fill = |text: &str| fill(text, self.variables);
        let variables = component.variables.iter();
        let variables = variables.map(|(name, text)| Ok((name.clone(), fill(text)?)));
        let databases = component.sqlite_databases.iter().map(|label| {
            let path = self.runtime.database(label);
            let path = path.ok_or_else(|| homeless("sqlite_database", label))?;
            Ok((label.clone(), self.database(path)?))
        });
        let stores = component.key_value_stores.iter().map(|label| {
            let path = self.runtime.store(label);
            let path = path.ok_or_else(|| homeless("key_value_store", label))?;
            let shown = path.display().to_string();
            let store = Store::open(label, &self.database(path)?)
                .map_err(|error| format!("{shown} cannot be opened: {error}"))?;
            Ok((label.clone(), store))
        });
        let hosts = component.allowed_hosts(fill)?;
        let trusted = TrustedHosts::of(id, self.runtime.client_tls())?;
        Ok(Grants {
            component: id.to_owned(),
            databases: databases.collect::<Result<_, String>>()?,
            stores: stores.collect::<Result<_, String>>()?,
            variables: variables.collect::<Result<_, String>>()?,
            environment: component.environment.clone(),
            outbound: Outbound::new(
                id,
                component.notes().limits.concurrency,
                hosts,
                trusted,
                Arc::clone(&self.inside),
            ),
        })
    }

    fn database(&self, path: PathBuf) -> Result<Database, String> {
        if let Some(database) = self.databases.borrow().get(&path) {
            return Ok(database.clone());
        }
        make_parent(&path)?;
        let database = Database::take(&path)
            .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        let mut databases = self.databases.borrow_mut();
        databases.insert(path, database.clone());
        Ok(database)
    }
}

fn homeless(table: &str, label: &str) -> String {
    format!(
        "spin.toml grants it {label:?}, but runtime-config.toml has no [{table}.{label}] \
         that says where that lies"
    )
}

fn make_parent(path: &Path) -> Result<(), String> {
    let parent = path.parent().unwrap_or(Path::new("."));
    private_folder(parent).map_err(|error| format!("{} cannot be made: {error}", parent.display()))
}
