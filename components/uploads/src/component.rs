//! The sandbox's door: opens the database, applies the schema, makes the router.

use std::sync::Arc;

use axum::Router;
use bytes::Bytes;
use ngantor_core::keys::TokenKey;
use ngantor_db::{SpinSql, migrate};
use ngantor_http::{Base, Problem, spin};
use spin_sdk::http::{FullBody, Request, Response};
use spin_sdk::http_service;

use crate::{SCHEMA, http};

static DOOR: spin::Door = spin::Door::new();

#[http_service]
async fn handle(request: Request) -> Response<FullBody<Bytes>> {
    DOOR.answer(request, start).await
}

async fn start() -> Result<Router, Problem> {
    let (key, previous) = (
        spin::variable("token_key").await?,
        spin::variable("previous_token_key").await?,
    );
    let key = TokenKey::parse_both(&key, &previous)
        .map_err(|_| spin::misconfigured("token_key or previous_token_key is no key"))?;
    migrate(&SpinSql::open(SCHEMA.function).await?, &SCHEMA).await?;
    let base = Base {
        function: SCHEMA.function,
        key,
        db: Arc::new(SpinSql::open(SCHEMA.function).await?),
        ambient: Arc::new(spin::Sandbox),
    };
    Ok(http::routes().with_state(base))
}
