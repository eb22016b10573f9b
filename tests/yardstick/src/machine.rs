//! The clock, ids and chance of this machine, and where its data lies.

use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::SubsecRound as _;
use futures::future::BoxFuture;
use ngantor_core::keys::MasterSecret;
use ngantor_core::time::Instant;
use ngantor_http::{Ambient, NoRandomness};
use uuid::Uuid;

use anyhow::{Context as _, Result, anyhow};

/// Asks the machine.
pub struct Machine;

impl Ambient for Machine {
    #[expect(clippy::disallowed_methods, reason = "a native server reads a clock")]
    fn now(&self) -> Instant {
        Instant::from(std::time::SystemTime::now()).trunc_subsecs(3)
    }

    #[expect(clippy::disallowed_methods, reason = "a native server mints ids")]
    fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn random(&self) -> Result<[u8; 32], NoRandomness> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
        Ok(bytes)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// The secret of the measured installation, that the node is given as well.
pub fn master_secret() -> Result<MasterSecret> {
    let text = std::env::var("SPIN_VARIABLE_MASTER_SECRET")
        .context("SPIN_VARIABLE_MASTER_SECRET is not set")?;
    MasterSecret::parse(&text).map_err(|_| anyhow!("SPIN_VARIABLE_MASTER_SECRET is no key"))
}

/// What the log of the measured installation is signed by, that the node is given as well.
pub fn log_seed() -> Result<[u8; 32]> {
    let text = std::env::var("SPIN_VARIABLE_ATTENDANCE_LOG_SEED")
        .context("SPIN_VARIABLE_ATTENDANCE_LOG_SEED is not set")?;
    let seed = URL_SAFE_NO_PAD.decode(text).ok();
    seed.and_then(|seed| seed.try_into().ok())
        .context("SPIN_VARIABLE_ATTENDANCE_LOG_SEED is no base64url of 32 bytes")
}

/// Where the node keeps the database of a function, by runtime-config.toml.
pub fn database(folder: &Path, function: &str) -> Result<PathBuf> {
    let data = folder.join("data");
    std::fs::create_dir_all(&data)?;
    Ok(data.join(format!("{function}.db")))
}
