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

/// Made by the instance's first request and kept as long as the instance.
static ROUTER: OnceLock<Router> = OnceLock::new();

#[http_service]
async fn handle(request: Request) -> Response<FullBody<Bytes>> {
    let router = router().await.unwrap_or_else(|problem| {
        Router::new().fallback(move || std::future::ready(problem.clone()))
    });
    spin::answer(router, request).await
}

/// Requests that come while the first one starts each start as well: that is safe, since the
/// migration lets one in at a time, and none has to wake another across the sandbox's tasks.
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
