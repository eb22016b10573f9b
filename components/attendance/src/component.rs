//! The sandbox's door: opens the database, applies the schema, makes the router.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ngantor_core::keys::TokenKey;
use ngantor_db::{SpinSql, migrate};
use ngantor_http::{Ambient as _, Base, Problem, spin};
use ngantor_tlog::checkpoint::Signer;
use spin_sdk::http::{Request, Response};
use spin_sdk::http_service;

use crate::{SCHEMA, http, shipped, store};

static DOOR: spin::Door = spin::Door::new();

#[http_service]
async fn handle(request: Request) -> Response<Body> {
    DOOR.answer(request, start).await
}

async fn start() -> Result<Router, Problem> {
    let (key, previous) = (
        spin::variable("token_key").await?,
        spin::variable("previous_token_key").await?,
    );
    let key = TokenKey::parse_both(&key, &previous)
        .map_err(|_| spin::misconfigured("token_key or previous_token_key is no key"))?;
    let seed = URL_SAFE_NO_PAD.decode(spin::variable("log_seed").await?);
    let seed = seed.ok().and_then(|seed| seed.try_into().ok());
    let signer = seed.and_then(|seed| Signer::new(SCHEMA.function, seed));
    let signer =
        signer.ok_or_else(|| spin::misconfigured("log_seed is no base64url of 32 random bytes"))?;
    migrate(&SpinSql::open(SCHEMA.function).await?, &SCHEMA).await?;
    let db = SpinSql::open(SCHEMA.function).await?;
    shipped::put_in(&db, spin::Sandbox.now()).await?;
    let base = Base {
        function: SCHEMA.function,
        key,
        db: Arc::new(db),
        ambient: Arc::new(spin::Sandbox),
    };
    let app = http::App {
        base,
        outside: Arc::new(spin::Outside),
        signer: Arc::new(signer),
        rules: store::rule::Kept::default(),
    };
    Ok(http::routes().with_state(app))
}
