//! The sandbox's door: opens the database, applies the schema, keeps the router.

use std::sync::Arc;

use axum::Router;
use bytes::Bytes;
use ngantor_core::keys::TokenKey;
use ngantor_db::{SpinSql, migrate};
use ngantor_http::{Base, Problem, kind, spin};
use spin_sdk::http::{FullBody, Request, Response};
use spin_sdk::{http_service, variables};
use tokio::sync::OnceCell;

use crate::{SCHEMA, http};

/// Made by the instance's first request and kept as long as the instance.
static ROUTER: OnceCell<Router> = OnceCell::const_new();

#[http_service]
async fn handle(request: Request) -> Response<FullBody<Bytes>> {
    let router = match ROUTER.get_or_try_init(start).await {
        Ok(router) => router.clone(),
        Err(problem) => Router::new().fallback(move || std::future::ready(problem)),
    };
    spin::answer(router, request).await
}

async fn start() -> Result<Router, Problem> {
    let key = variables::get("token_key").await;
    let key = key.map_err(|error| Problem::from(kind::INTERNAL).caused_by(&error))?;
    let key = TokenKey::parse(&key)
        .map_err(|_| Problem::from(kind::INTERNAL).caused_by(&"token_key is no key"))?;
    migrate(&SpinSql::open(SCHEMA.function).await?, &SCHEMA).await?;
    let db = Arc::new(SpinSql::open(SCHEMA.function).await?);
    let base = Base {
        function: SCHEMA.function,
        key,
        db,
        ambient: Arc::new(spin::Sandbox),
    };
    Ok(http::routes().with_state(base))
}
