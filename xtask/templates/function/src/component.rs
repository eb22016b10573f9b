//! The sandbox's door: opens the database, applies the schema, keeps the router.

use std::sync::{Arc, OnceLock};

use axum::Router;
use bytes::Bytes;
use ngantor_core::keys::TokenKey;
use ngantor_db::{SpinSql, migrate};
use ngantor_http::{Base, Problem, kind, spin};
use spin_sdk::http::{FullBody, Request, Response};
use spin_sdk::{http_service, variables};

use crate::{SCHEMA, http};

/// Kept as long as the instance. First requests that come together make one each and the first
/// made is kept: a task of the sandbox cannot wait for another one, only for its host.
static ROUTER: OnceLock<Router> = OnceLock::new();

#[http_service]
async fn handle(request: Request) -> Response<FullBody<Bytes>> {
    let router = match router().await {
        Ok(router) => router,
        Err(problem) => Router::new().fallback(move || std::future::ready(problem)),
    };
    spin::answer(router, request).await
}

async fn router() -> Result<Router, Problem> {
    if let Some(router) = ROUTER.get() {
        return Ok(router.clone());
    }
    let router = start().await?;
    Ok(ROUTER.get_or_init(|| router).clone())
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
