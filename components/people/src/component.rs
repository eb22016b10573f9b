//! The sandbox's door: reads the variables, opens the database and the store, applies the
//! schema, makes the router.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use ngantor_core::keys::MasterSecret;
use ngantor_db::{SpinSql, migrate};
use ngantor_http::{Base, Problem, kind, spin};
use ngantor_kv::SpinStore;
use spin_sdk::http::{Request, Response};
use spin_sdk::http_service;

use crate::http::address::Address;
use crate::{SCHEMA, domain, http, renewal};

static DOOR: spin::Door = spin::Door::new();

#[http_service]
async fn handle(request: Request) -> Response<Body> {
    DOOR.answer(request, start).await
}

async fn start() -> Result<Router, Problem> {
    let master = MasterSecret::parse(&spin::variable("master_secret").await?)
        .map_err(|_| spin::misconfigured("master_secret is no key"))?;
    let master = match &*spin::variable("previous_master_secret").await? {
        "" => master,
        text => master.in_place_of(
            &MasterSecret::parse(text)
                .map_err(|_| spin::misconfigured("previous_master_secret is no key"))?,
        ),
    };
    let functions =
        domain::parse_functions(&spin::variable("functions").await?).ok_or_else(|| {
            spin::misconfigured("functions is no list of names with people among them")
        })?;
    let clients = domain::client::parse_clients(&spin::variable("clients").await?);
    let clients = clients
        .ok_or_else(|| spin::misconfigured("clients is no list such as attendance>people"))?;
    migrate(&SpinSql::open(SCHEMA.function).await?, &SCHEMA).await?;
    let base = Base {
        function: SCHEMA.function,
        key: master.token_key(SCHEMA.function),
        db: Arc::new(SpinSql::open(SCHEMA.function).await?),
        ambient: Arc::new(spin::Sandbox),
    };
    renewal::close_anew(&base, &master).await?;
    let address = match &*spin::variable("address").await? {
        "" => None,
        text => Some(Address::parse(text).ok_or_else(|| {
            spin::misconfigured("address is no origin, such as https://kantor.example")
        })?),
    };
    let kv = SpinStore::open(SCHEMA.function).await;
    let kv = kv.map_err(|error| Problem::from(kind::INTERNAL).caused_by(&error))?;
    let app = http::App {
        base,
        master,
        functions,
        clients,
        kv: Arc::new(kv),
        address,
        outside: Arc::new(spin::Outside),
    };
    Ok(http::routes().with_state(app))
}
