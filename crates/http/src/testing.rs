//! What the functions' own tests need: surroundings that are set, and one call of a router.

pub mod committed;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use futures::future::BoxFuture;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use ngantor_core::time::Instant;
use serde_json::Value;
use uuid::Uuid;

use crate::{Ambient, NoRandomness, serve};

/// A clock that stands until it is set, ids and secrets that count up.
pub struct Fixed {
    now: Mutex<Instant>,
    count: AtomicU64,
}

impl Fixed {
    /// Starts the clock's standing at an instant.
    pub const fn at(now: Instant) -> Self {
        Self {
            now: Mutex::new(now),
            count: AtomicU64::new(0),
        }
    }

    /// Moves the clock on.
    pub fn advance(&self, duration: Duration) {
        let mut now = self
            .now
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *now += duration;
    }
}

impl Ambient for Fixed {
    fn now(&self) -> Instant {
        *self
            .now
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn new_id(&self) -> Uuid {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        Uuid::from_u128(0x0193_a5b0_7c1e_7000_8000_0000_0000_0000 + u128::from(count))
    }

    fn random(&self) -> Result<[u8; 32], NoRandomness> {
        let count = self.count.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        let mut bytes = [0; 32];
        bytes
            .iter_mut()
            .zip(count)
            .for_each(|(to, from)| *to = from);
        Ok(bytes)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.advance(duration);
        Box::pin(std::future::ready(()))
    }
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; `Null` when it is no JSON.
    pub body: Value,
}

/// Sends one request through a router, as a host would.
pub async fn call(router: &Router, request: Request<Body>) -> Answer {
    let (parts, body) = serve(router.clone(), request).await.into_parts();
    let bytes = body
        .collect()
        .await
        .map(|body| body.to_bytes())
        .unwrap_or_default();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Answer {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

/// A request with a bearer token and a JSON body; an empty token and `Null` leave them out.
pub fn request(method: Method, path: &str, token: &str, body: &Value) -> Request<Body> {
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.method = method;
    parts.uri = path.parse().unwrap_or_default();
    if let Ok(value) = format!("Bearer {token}").parse()
        && !token.is_empty()
    {
        parts.headers.insert(http::header::AUTHORIZATION, value);
    }
    let json = http::HeaderValue::from_static("application/json");
    parts.headers.insert(http::header::CONTENT_TYPE, json);
    let text = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    Request::from_parts(parts, Body::from(text))
}
