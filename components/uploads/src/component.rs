//! The sandbox's door: opens the database and the store, applies the schema, makes the router.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use ngantor_core::keys::TokenKey;
use ngantor_db::{SpinSql, migrate};
use ngantor_http::{Base, Problem, spin};
use ngantor_kv::SpinStore;
use spin_sdk::http::{Request, Response};
use spin_sdk::http_service;

use crate::blobs::KvBlobs;
use crate::{SCHEMA, http};

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
    let file_max_bytes = spin::variable("file_max_bytes").await?;
    let file_max_bytes = file_max_bytes
        .parse()
        .map_err(|_| spin::misconfigured("file_max_bytes is no number"))?;
    migrate(&SpinSql::open(SCHEMA.function).await?, &SCHEMA).await?;
    let base = Base {
        function: SCHEMA.function,
        key,
        db: Arc::new(SpinSql::open(SCHEMA.function).await?),
        ambient: Arc::new(spin::Sandbox),
    };
    let store = SpinStore::open(SCHEMA.function).await;
    let store = store.map_err(|error| spin::misconfigured(&error.to_string()))?;
    let app = http::App {
        base,
        blobs: Arc::new(KvBlobs(Arc::new(store))),
        outside: Arc::new(spin::Outside),
        file_max_bytes,
    };
    Ok(http::routes().with_state(app))
}
