//! The sandbox's side: clock, chance and waiting, and the way of a request through a router.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use chrono::SubsecRound as _;
use futures::future::BoxFuture;
use http::{HeaderValue, header};
use http_body_util::BodyExt as _;
use ngantor_core::time::Instant;
use spin_sdk::http::{FullBody, Request, Response};
use uuid::Uuid;

use crate::{Ambient, NoRandomness, serve};

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

/// Runs one request through a router, and answers in one piece with its length.
pub async fn answer(router: Router, request: Request) -> Response<FullBody<Bytes>> {
    let (parts, body) = serve(router, request.map(Body::new)).await.into_parts();
    // Our bodies are bytes in memory; reading them cannot fail.
    let bytes = body
        .collect()
        .await
        .map(|body| body.to_bytes())
        .unwrap_or_default();
    let length = HeaderValue::from(bytes.len());
    let mut response = Response::from_parts(parts, FullBody::new(bytes));
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, length);
    response
}
