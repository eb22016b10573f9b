//! `ngantor up`: from the files to a serving node, and its end.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, Datelike as _, Utc};
use http::uri::Authority;
use ngantor_core::demo::Demo;
use ngantor_core::keys::MasterSecret;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::app::App;
use crate::assemble::{AssembleError, assemble};
use crate::builder::{self, BuildError};
use crate::cli::Cli;
use crate::config::ConfigError;
use crate::config::manifest::{Manifest, Setup};
use crate::config::rotation;
use crate::config::runtime::RuntimeConfig;
use crate::config::secrets::{self, SecretsError};
use crate::data_dir::{DataDir, DataDirError};
use crate::demo::{self, DemoError};
use crate::limits::CLOCK_YEARS;
use crate::opening::{self, AskError};
use crate::serve::front::Front;
use crate::serve::listen::serve;
use crate::ticking;

/// Why the node does not serve.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says what it is by its source")]
pub enum UpError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Assemble(#[from] AssembleError),
    #[error("the demo: {0}")]
    Demo(#[from] DemoError),
    #[error("the set-up page: {0}")]
    Setup(#[from] AskError),
    #[error("cannot listen on {0}: {1}; choose another address with --listen")]
    Listen(SocketAddr, io::Error),
    #[error("cannot listen for signals: {0}")]
    Signals(io::Error),
    #[error("this machine's clock says {0}; set it first, since every punch is kept with its time")]
    Clock(String),
}

/// Where the files of an installation are.
pub struct Files {
    /// The wiring.
    pub manifest: PathBuf,
    /// Its folder, from which its own paths count.
    pub folder: PathBuf,
    /// Where the file is that says where data lies.
    pub runtime_config: PathBuf,
    /// From where the paths in that file count, unless from its folder.
    pub data_dir: Option<PathBuf>,
}

impl Files {
    /// As the command line names them.
    pub fn of(cli: &Cli) -> Self {
        let manifest = absolute(&cli.manifest);
        let folder = manifest.parent().unwrap_or(Path::new("/")).to_owned();
        Self {
            runtime_config: match &cli.runtime_config {
                Some(path) => absolute(path),
                None => folder.join("runtime-config.toml"),
            },
            data_dir: cli.data_dir.as_deref().map(absolute),
            manifest,
            folder,
        }
    }
}

/// Commands run in other folders, where relative paths would lead elsewhere. Where there is no
/// absolute path (in a folder that is gone) reading the file says so.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The files of an installation, read.
pub struct Installation {
    /// The wiring.
    pub manifest: Manifest,
    /// Its folder.
    pub folder: PathBuf,
    /// Where data lies.
    pub runtime: RuntimeConfig,
}

impl Installation {
    /// Reads the files that the command line names.
    ///
    /// # Errors
    /// The first file that cannot be used.
    pub fn read(cli: &Cli) -> Result<Self, ConfigError> {
        let files = Files::of(cli);
        Ok(Self {
            manifest: Manifest::read(&files.manifest)?,
            runtime: RuntimeConfig::read(&files.runtime_config, files.data_dir.as_deref())?,
            folder: files.folder,
        })
    }
}

/// Serves until SIGTERM or SIGINT.
///
/// # Errors
/// Why it does not serve.
pub async fn up(cli: &Cli) -> Result<(), UpError> {
    let here = Installation::read(cli)?;
    // What can go wrong at once goes before what takes minutes.
    check_clock()?;
    let data_dir = DataDir::take(&here.runtime.state_dir())?;
    let refused = |error| UpError::Listen(cli.listen, error);
    let listener = TcpListener::bind(cli.listen).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let demo = match cli.demo {
        true => demo::read(&here.manifest, &here.folder)?,
        false => Vec::new(),
    };
    let variables = secrets::make(&here.manifest, data_dir.path())?;
    if !cli.skip_build {
        builder::build(&here.manifest, &here.folder)?;
    }
    let app = assemble(&here.manifest, &here.folder, &here.runtime, &variables)?;
    let front = Front::new(Arc::clone(&app), authority(address), cli.trusted_proxy);
    let front = Arc::new(front);
    let master = variables.get(secrets::MASTER);
    let master = master.and_then(|text| MasterSecret::parse(text).ok());
    // Not before, so that a build ends by a signal as any command does.
    let end = end().map_err(UpError::Signals)?;
    let mut served = tokio::spawn(serve(listener, Arc::clone(&front), end));
    tokio::select! {
        opened = open(cli, &here, &app, master.as_ref(), address, &demo, &front) => opened?,
        // A signal came before every function was ready.
        _ended = &mut served => return Ok(()),
    }
    match &master {
        Some(master) => ticking::begin(&app, &here.manifest, master),
        None => ticking::tell_that_none_is_sent(&here.manifest),
    }
    // It ends by a signal only; a panic in it was logged.
    let _ended = served.await;
    Ok(())
}

/// A small machine without a battery starts in 1970, until it has asked the network.
#[expect(
    clippy::disallowed_methods,
    reason = "the node reads the machine's clock"
)]
fn check_clock() -> Result<(), UpError> {
    let now = DateTime::<Utc>::from(SystemTime::now());
    if CLOCK_YEARS.contains(&now.year()) {
        return Ok(());
    }
    Err(UpError::Clock(now.to_rfc3339()))
}

/// Waits for the functions, fills and opens an empty installation, says where it listens.
async fn open(
    cli: &Cli,
    here: &Installation,
    app: &App,
    master: Option<&MasterSecret>,
    address: SocketAddr,
    demo: &[Demo],
    front: &Front,
) -> Result<(), UpError> {
    opening::wait_until_ready(app, &here.manifest).await;
    rotation::settle(&here.runtime.state_dir()).map_err(SecretsError::File)?;
    front.set_ready();
    let origin = match &cli.public_url {
        Some(url) => url.clone(),
        None => format!("http://{}", authority(address)),
    };
    println!("listening: http://{}", authority(address));
    let (Some(setup), Some(master)) = (&here.manifest.notes().setup, master) else {
        return Ok(());
    };
    if cli.demo {
        demo::fill(app, demo, setup, &master.setup_token()).await?;
    }
    print_link(app, setup, &origin, master).await
}

async fn print_link(
    app: &App,
    setup: &Setup,
    origin: &str,
    master: &MasterSecret,
) -> Result<(), UpError> {
    if opening::is_open(app, &setup.status).await? {
        let token = master.setup_token();
        println!("set up this office: {origin}{}#{token}", setup.page);
    } else {
        println!("open the office: {origin}/");
    }
    Ok(())
}

/// Where somebody on this machine reaches the node.
fn authority(address: SocketAddr) -> Authority {
    let mut address = address;
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    let text = address.to_string();
    text.parse()
        .unwrap_or_else(|_| Authority::from_static("localhost"))
}

/// The first signal asks for an orderly end; the second does not wait for it.
fn end() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut signals = [
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    ];
    Ok(async move {
        any(&mut signals).await;
        tokio::spawn(async move {
            any(&mut signals).await;
            std::process::exit(1);
        });
    })
}

async fn any([one, other]: &mut [Signal; 2]) {
    tokio::select! {
        _ = one.recv() => {}
        _ = other.recv() => {}
    }
}
