//! The sandbox's side: clock, chance and waiting, and the way of a request through a router.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use chrono::SubsecRound as _;
use futures::future::BoxFuture;
use ngantor_core::time::Instant;
use spin_sdk::http::{FullBody, Request, Response};
use uuid::Uuid;

use crate::whole::in_one_piece;
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

/// Runs one request through a router, and answers in one piece.
pub async fn answer(router: Router, request: Request) -> Response<FullBody<Bytes>> {
    let method = request.method().clone();
    let response = serve(router, request.map(Body::new)).await;
    in_one_piece(&method, response).await.map(FullBody::new)
}
