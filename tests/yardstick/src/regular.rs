//! The regular work, as the node asks for it by its ticks: days are judged, punches compared, the
//! journal sealed, people reminded. A native server has to do it beside the requests as well.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, ensure};
use axum::body::Body;
use http::{Request, header};
use http_body_util::BodyExt as _;
use ngantor::limits::TICK_MORE_PAUSE;
use ngantor_core::keys::MasterSecret;
use ngantor_core::token::{self, Bearer, Scope};
use ngantor_http::Ambient as _;

use crate::machine::{Machine, log_seed, master_secret};
use crate::office::{Databases, Office};

/// What spin.toml says: the pause where nothing is left to do.
const EVERY: Duration = Duration::from_secs(5);
/// How often the work that is left is told of.
const TOLD_EVERY: usize = 500;

/// Goes on with it for as long as the office serves.
pub async fn go_on(office: Office, master: MasterSecret) {
    loop {
        let pause = match tick(&office, &master).await {
            Ok(true) => TICK_MORE_PAUSE,
            Ok(false) => EVERY,
            Err(error) => {
                tracing::error!(%error, "regular work is not done");
                EVERY
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// Does all that is to be done in a data folder that nobody serves.
///
/// # Errors
/// A tick that fails.
pub async fn catch_up(folder: &Path) -> Result<()> {
    let databases = Databases::parse("--group").context("there is such an engine")?;
    let master = master_secret()?;
    let office = Office::open(databases, folder, &master, log_seed()?).await?;
    for n_ticks in 1.. {
        if !tick(&office, &master).await? {
            break;
        }
        if n_ticks % TOLD_EVERY == 0 {
            println!("{n_ticks} ticks of regular work");
        }
    }
    Ok(())
}

/// Sends one to each function; says whether another would find something to do.
///
/// # Errors
/// It was not answered as it should be.
pub async fn tick(office: &Office, master: &MasterSecret) -> Result<bool> {
    let mut is_more = false;
    for (function, prefix) in [
        (attendance::SCHEMA.function, attendance::http::PREFIX),
        (assignments::SCHEMA.function, assignments::http::PREFIX),
        (activities::SCHEMA.function, activities::http::PREFIX),
    ] {
        is_more |= tick_one(office, master, (function, prefix)).await?;
    }
    Ok(is_more)
}

async fn tick_one(
    office: &Office,
    master: &MasterSecret,
    (function, prefix): (&str, &str),
) -> Result<bool> {
    let bearer = Bearer::Machine(Scope::Feed);
    let key = master.token_key(function);
    let token = token::mint(&bearer, function, &key, Machine.now());
    let token = token.map_err(|_| anyhow!("a token could not be made"))?;
    let request = Request::post(format!("{prefix}/tick"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::empty())?;
    let (_, response) = office.lead(request).await;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    let text = String::from_utf8_lossy(&body);
    ensure!(status.is_success(), "a tick was answered {status}: {text}");
    let ticked: serde_json::Value = serde_json::from_slice(&body)?;
    let is_more = ticked.get("is_more").and_then(serde_json::Value::as_bool);
    is_more.with_context(|| format!("a tick does not say whether there is more: {text}"))
}
