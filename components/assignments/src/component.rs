//! The sandbox's door: opens the database, applies the schema, makes the router.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use ngantor_core::keys::TokenKey;
use ngantor_core::ticket::TicketKey;
use ngantor_db::{SpinSql, migrate};
use ngantor_http::{Base, Problem, spin};
use spin_sdk::http::{Request, Response};
use spin_sdk::http_service;

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
    let (tickets, previous) = (
        spin::variable("uploads_ticket_key").await?,
        spin::variable("previous_uploads_ticket_key").await?,
    );
    let tickets = TicketKey::parse_both(&tickets, &previous)
        .map_err(|_| spin::misconfigured("uploads_ticket_key or the one before is no key"))?;
    migrate(&SpinSql::open(SCHEMA.function).await?, &SCHEMA).await?;
    let base = Base {
        function: SCHEMA.function,
        key,
        db: Arc::new(SpinSql::open(SCHEMA.function).await?),
        ambient: Arc::new(spin::Sandbox),
    };
    let app = http::App {
        base,
        outside: Arc::new(spin::Outside),
        tickets,
    };
    Ok(http::routes().with_state(app))
}
