//! The sandbox's door: reads the variables, opens the database and the store, applies the
//! schema, keeps the router.

use std::sync::{Arc, OnceLock};

use axum::Router;
use bytes::Bytes;
use ngantor_core::keys::MasterSecret;
use ngantor_db::{SpinSql, migrate};
use ngantor_http::{Base, Problem, kind, spin};
use ngantor_kv::SpinStore;
use spin_sdk::http::{FullBody, Request, Response};
use spin_sdk::{http_service, variables};

use crate::{SCHEMA, domain, http};

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
    let master = MasterSecret::parse(&variable("master_secret").await?)
        .map_err(|_| misconfigured("master_secret is no key"))?;
    let functions = domain::parse_functions(&variable("functions").await?)
        .ok_or_else(|| misconfigured("functions is no list of names with people among them"))?;
    migrate(&SpinSql::open(SCHEMA.function).await?, &SCHEMA).await?;
    let base = Base {
        function: SCHEMA.function,
        key: master.token_key(SCHEMA.function),
        db: Arc::new(SpinSql::open(SCHEMA.function).await?),
        ambient: Arc::new(spin::Sandbox),
    };
    let kv = SpinStore::open(SCHEMA.function).await;
    let kv = kv.map_err(|error| Problem::from(kind::INTERNAL).caused_by(&error))?;
    let app = http::App {
        base,
        master,
        functions,
        kv: Arc::new(kv),
    };
    Ok(http::routes().with_state(app))
}

async fn variable(name: &str) -> Result<String, Problem> {
    let value = variables::get(name).await;
    value.map_err(|error| Problem::from(kind::INTERNAL).caused_by(&error))
}

fn misconfigured(words: &str) -> Problem {
    Problem::from(kind::INTERNAL).caused_by(&words)
}
