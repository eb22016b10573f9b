//! Regular work: each function that names a tick is sent it again and again, with a token for
//! machines. The next one goes out when the one before has ended, so that no two of this node
//! run at once; what a tick does is the function's own business.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::{Request, StatusCode, header};
use ngantor_core::keys::{MasterSecret, TokenKey};
use ngantor_core::token::{self, Bearer, Scope};
use serde::Deserialize;
use tokio::time::sleep;

use crate::app::App;
use crate::config::manifest::Manifest;
use crate::config::tick::Tick;
use crate::limits::{TICK_FAILED_MAX, TICK_MORE_PAUSE};
use crate::opening::{AskError, ask_regular};

/// The regular work of one function.
struct Clock {
    app: Arc<App>,
    component: String,
    tick: Tick,
    key: TokenKey,
    /// Ticks that failed since the last one that did not.
    n_failed: u32,
}

/// What a tick answers, as far as it matters here.
#[derive(Default, Deserialize)]
struct Ticked {
    /// Whether another one would find something to do.
    #[serde(default)]
    is_more: bool,
}

/// Why a tick did not do its work.
#[derive(Debug, thiserror::Error)]
enum TickError {
    #[error(transparent)]
    Ask(#[from] AskError),
    #[error("it was answered {0}")]
    Refused(StatusCode),
    #[error("no token could be made for it")]
    NoToken,
}

/// Begins the regular work of every function that names one.
pub fn begin(app: &Arc<App>, manifest: &Manifest, master: &MasterSecret) {
    for (id, component) in &manifest.component {
        let Some(tick) = &component.notes().tick else {
            continue;
        };
        let clock = Clock {
            app: Arc::clone(app),
            component: id.clone(),
            tick: tick.clone(),
            key: master.token_key(id),
            n_failed: 0,
        };
        tokio::spawn(clock.go_on());
    }
}

/// Without the secret that machines' tokens come from no function lets a tick in.
pub fn tell_that_none_is_sent(manifest: &Manifest) {
    for (component, _) in manifest
        .component
        .iter()
        .filter(|(_, of)| of.notes().tick.is_some())
    {
        tracing::warn!(%component, "no regular work: there is no master_secret for its token");
    }
}

impl Clock {
    async fn go_on(mut self) {
        loop {
            let ticked = self.send().await;
            sleep(self.pause_after(ticked)).await;
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a token is minted for now")]
    async fn send(&self) -> Result<Ticked, TickError> {
        let now = SystemTime::now().into();
        let bearer = Bearer::Machine(Scope::Feed);
        let token = token::mint(&bearer, &self.component, &self.key, now);
        let token = token.map_err(|_| TickError::NoToken)?;
        let uri = format!("http://{}.spin.internal{}", self.component, self.tick.path);
        let request = Request::post(uri).header(header::AUTHORIZATION, format!("Bearer {token}"));
        let (status, body) = ask_regular(&self.app, &self.component, request).await?;
        if !status.is_success() {
            return Err(TickError::Refused(status));
        }
        // One that says nothing more has done all.
        Ok(serde_json::from_slice(&body).unwrap_or_default())
    }

    /// How long until the next one. A function that fails is asked less and less often, and said
    /// to fail once: the log is for what somebody has to look at.
    fn pause_after(&mut self, ticked: Result<Ticked, TickError>) -> Duration {
        let component = &self.component;
        match ticked {
            Ok(ticked) => {
                if self.n_failed > 0 {
                    tracing::info!(%component, n_failed = self.n_failed, "regular work goes on");
                }
                self.n_failed = 0;
                match ticked.is_more {
                    true => TICK_MORE_PAUSE,
                    false => self.tick.every,
                }
            }
            Err(error) => {
                if self.n_failed == 0 {
                    tracing::error!(%component, %error, "regular work is not done");
                }
                self.n_failed = self.n_failed.saturating_add(1);
                let pause = self.tick.every.saturating_mul(1 << self.n_failed.min(16));
                pause.min(TICK_FAILED_MAX.max(self.tick.every))
            }
        }
    }
}
