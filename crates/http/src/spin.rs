//! The sandbox's side: clock, chance and waiting, and the way of a request through a router.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use chrono::SubsecRound as _;
use futures::future::BoxFuture;
use ngantor_core::time::Instant;
use spin_sdk::http::{FullBody, Request, Response, send};
use uuid::Uuid;

use crate::fetch::{FETCH_MAX, Fetch, Fetched, bounded};
use crate::whole::in_one_piece;
use crate::{Ambient, NoRandomness, Problem, kind, serve};

/// Asks the sandbox.
pub struct Sandbox;

impl Ambient for Sandbox {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place in a component with a clock"
    )]
    fn now(&self) -> Instant {
        Instant::from(std::time::SystemTime::now()).trunc_subsecs(3)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place in a component that mints ids"
    )]
    fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn random(&self) -> Result<[u8; 32], NoRandomness> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
        Ok(bytes)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(spin_sdk::time::sleep(duration))
    }
}

/// Asks through the sandbox, which reaches the hosts that `spin.toml` names for the function and
/// follows no redirect.
pub struct Outside;

impl Fetch for Outside {
    fn fetch(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Fetched> {
        let answer = async move {
            let sent = send(request.map(FullBody::new)).await;
            sent.map_err(|error| error.to_string())
        };
        Box::pin(bounded(answer, spin_sdk::time::sleep(FETCH_MAX)))
    }
}

/// How often a request looks whether the instance has started meanwhile.
const START_LOOK: Duration = Duration::from_millis(5);
/// How often it looks before it starts the function by itself.
const START_LOOKS: usize = 400;

/// A function's door: its router, made by the instance's first request and kept with it.
pub struct Door {
    router: OnceLock<Router>,
    /// Whether a request is about to make it.
    is_starting: AtomicBool,
}

impl Door {
    /// Closed until the first request.
    #[expect(clippy::new_without_default, reason = "it lives in a static")]
    pub const fn new() -> Self {
        Self {
            router: OnceLock::new(),
            is_starting: AtomicBool::new(false),
        }
    }

    /// Answers a request, after starting the function if it has not started.
    ///
    /// A start reads the whole schema, so of many requests that come to a new instance at once one
    /// starts it. The others look again and again, each by the host's clock: none has to wake
    /// another across the sandbox's tasks. Whoever has looked often enough starts it too, which
    /// is safe, since the migration lets one in at a time.
    pub async fn answer<Started>(
        &self,
        request: Request,
        start: impl FnOnce() -> Started,
    ) -> Response<Body>
    where
        Started: Future<Output = Result<Router, Problem>>,
    {
        for _ in 0..START_LOOKS {
            if self.router.get().is_some() || !self.is_starting.load(Ordering::Relaxed) {
                break;
            }
            spin_sdk::time::sleep(START_LOOK).await;
        }
        let router = match self.router.get() {
            Some(router) => router.clone(),
            None => match Starting::begin(&self.is_starting, start()).await {
                Ok(router) => self.router.get_or_init(|| router).clone(),
                Err(problem) => Router::new().fallback(move || std::future::ready(problem.clone())),
            },
        };
        answer(router, request).await
    }
}

/// A start that is under way; over also when its request ends in the middle.
struct Starting<'a>(&'a AtomicBool);

impl<'a> Starting<'a> {
    async fn begin<T>(is_starting: &'a AtomicBool, start: impl Future<Output = T>) -> T {
        is_starting.store(true, Ordering::Relaxed);
        let _over_in_the_end = Self(is_starting);
        start.await
    }
}

impl Drop for Starting<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// A variable that the manifest gives the function.
///
/// # Errors
/// [`kind::INTERNAL`] when it gives none.
pub async fn variable(name: &str) -> Result<String, Problem> {
    let value = spin_sdk::variables::get(name).await;
    value.map_err(|error| misconfigured(&format!("variable {name}: {error}")))
}

/// What the manifest gives the function makes no sense.
pub fn misconfigured(words: &str) -> Problem {
    Problem::from(kind::INTERNAL).caused_by(&words)
}

/// Runs one request through a router, and answers in one piece what is in one.
async fn answer(router: Router, request: Request) -> Response<Body> {
    let method = request.method().clone();
    let response = serve(router, request.map(Body::new)).await;
    in_one_piece(&method, response).await
}
