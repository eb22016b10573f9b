//! The `ngantor` command.

use std::path::Path;
use std::process::ExitCode;

use ngantor::builder;
use ngantor::cli::{Action, Cli, HELP};
use ngantor::config::manifest::Manifest;
use ngantor::config::rotation::{self, RotationError};
use ngantor::config::secrets;
use ngantor::data_dir::DataDir;
use ngantor::doctor;
use ngantor::limits::SQLITE_STACK_BYTES;
use ngantor::log;
use ngantor::up::{Installation, UpError, up};
use ngantor::verify::verify;
use ngantor_core::keys::MasterSecret;
use ngantor_core::recovery::Recovery;
use ngantor_core::token::{self, Bearer, Scope};
use ngantor_core::username::Username;
use rustix::fs::Mode;

/// A request makes and frees hundreds of small things, on two threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The command line made no sense (sysexits.h calls it EX_USAGE).
const USAGE: u8 = 64;

const ROTATED: &str = "There is another master secret. Start the node: sessions go on, and what \
    the one before made stays good until `ngantor forget-secrets`.";
const FORGOTTEN: &str = "The master secret before is forgotten. Start the node.";

fn main() -> ExitCode {
    let cli = match Cli::parse(std::env::args_os().skip(1)) {
        Ok(cli) => cli,
        Err(error) => {
            eprintln!("ngantor: {error}\n\n{HELP}");
            return ExitCode::from(USAGE);
        }
    };
    match run(&cli) {
        Ok(code) => code,
        Err(words) => {
            eprintln!("ngantor: {words}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<ExitCode, Box<dyn std::error::Error>> {
    match &cli.action {
        Action::Up => serve(cli)?,
        Action::Build => {
            let here = Installation::read(cli)?;
            builder::build(&here.manifest, &here.folder)?;
        }
        Action::Doctor { thorough, json } => return look(cli, *thorough, *json),
        Action::Token { function, scope } => println!("{}", machine_token(cli, function, *scope)?),
        Action::LetIn { username } => println!("{}", recovery_link(cli, username)?),
        Action::RotateSecrets => {
            change_secrets(cli, rotation::rotate)?;
            println!("{ROTATED}");
        }
        Action::ForgetSecrets => {
            change_secrets(cli, rotation::forget)?;
            println!("{FORGOTTEN}");
        }
        Action::Verify { what, key } => println!("{}", verify(what, key.as_deref())?),
        Action::Help => print!("{HELP}"),
        Action::Version => println!("ngantor {}", env!("CARGO_PKG_VERSION")),
    }
    Ok(ExitCode::SUCCESS)
}

/// No node may run meanwhile: it would go on with the secrets that it has read.
fn change_secrets(
    cli: &Cli,
    change: fn(&Manifest, &Path) -> Result<(), RotationError>,
) -> Result<(), Box<dyn std::error::Error>> {
    let here = Installation::read(cli)?;
    let data_dir = DataDir::take(&here.runtime.state_dir())?;
    Ok(change(&here.manifest, data_dir.path())?)
}

/// 1 when something is wrong, so that a script can ask; warnings are not.
fn look(cli: &Cli, thorough: bool, json: bool) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let report = doctor::examine(cli, thorough);
    if json {
        println!("{}", report.json()?);
    } else {
        print!("{report}");
    }
    match report.is_sound() {
        true => Ok(ExitCode::SUCCESS),
        false => Ok(ExitCode::FAILURE),
    }
}

fn serve(cli: &Cli) -> Result<(), Box<dyn std::error::Error>> {
    let log = log::start();
    // A connection that waits keeps buffers of which it has touched little; in huge pages, which
    // some systems give to every program, it would pay for all of them.
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        tracing::warn!(%error, "memory comes in huge pages; the node takes more of it");
    }
    // Whatever is made from here on, databases above all, is for the node's user alone.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(SQLITE_STACK_BYTES)
        .build()?;
    let served: Result<(), UpError> = runtime.block_on(up(cli));
    // Whatever is left hangs in a function, and the databases need no farewell. Taking the
    // runtime apart would end every idle instance in the middle, and log it as a death.
    std::mem::forget(runtime);
    drop(log);
    Ok(served?)
}

#[expect(clippy::disallowed_methods, reason = "a token is minted for now")]
fn machine_token(
    cli: &Cli,
    function: &str,
    scope: Scope,
) -> Result<String, Box<dyn std::error::Error>> {
    let here = Installation::read(cli)?;
    if !here.manifest.component.contains_key(function) {
        return Err(format!("spin.toml has no function {function:?}").into());
    }
    let now = std::time::SystemTime::now().into();
    let key = master(&here)?.token_key(function);
    let minted = token::mint(&Bearer::Machine(scope), function, &key, now);
    minted.map_err(|_| "the token could not be made".into())
}

/// A link for somebody who lost password and phone. Whoever may read the master secret may do so.
#[expect(clippy::disallowed_methods, reason = "a link is made for now")]
fn recovery_link(cli: &Cli, username: &Username) -> Result<String, Box<dyn std::error::Error>> {
    let here = Installation::read(cli)?;
    let page = here.manifest.notes().recovery.as_ref();
    let page =
        page.ok_or("spin.toml names no page for this: `recovery` in application.tool.ngantor")?;
    let recovery = Recovery {
        username: username.clone(),
        issued_at: std::time::SystemTime::now().into(),
    };
    let word = recovery.write(&master(&here)?);
    let origin = cli.public_url.clone();
    let origin = origin.unwrap_or_else(|| format!("http://{}", cli.listen));
    Ok(format!("{origin}{page}#{word}"))
}

/// The master secret that a node made.
fn master(here: &Installation) -> Result<MasterSecret, Box<dyn std::error::Error>> {
    let variables = secrets::known(&here.manifest, &here.runtime.state_dir())?;
    let master = variables.get(secrets::MASTER);
    match master.map(|text| MasterSecret::parse(text)) {
        Some(Ok(master)) => Ok(master),
        _ => Err("spin.toml has no master_secret from which tokens come".into()),
    }
}
