//! The routes. Each file below holds one kind of thing: its JSON and its handlers.

use std::sync::Arc;

use axum::extract::{FromRef, State};
use axum::response::Response;
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_core::keys::MasterSecret;
use ngantor_core::time::Day;
use ngantor_db::DbError;
use ngantor_http::fetch::Fetch;
use ngantor_http::{Base, Problem, Routes, json, kind, standard};
use ngantor_kv::Kv;
use serde::Serialize;

use self::address::Address;
use self::people::PersonView;
use self::present::Present;
use self::setup::InstitutionJson;
use crate::domain::client::Grant;
use crate::domain::person::Person;
use crate::store;

pub(crate) mod account;
pub mod address;
pub(crate) mod apps;
mod brake;
mod clients;
mod cookies;
pub(crate) mod corrections;
pub(crate) mod decider;
mod device;
pub(crate) mod devices;
pub(crate) mod directory;
pub(crate) mod erasure;
mod exports;
mod feed;
mod import_check;
mod import_list;
mod import_load;
pub(crate) mod imports;
pub(crate) mod institution;
mod keep;
pub mod kinds;
pub(crate) mod my_data;
pub(crate) mod my_sessions;
pub(crate) mod offices;
pub(crate) mod passkey_sign_in;
pub(crate) mod passkeys;
pub(crate) mod password_links;
pub(crate) mod people;
pub(crate) mod person_forms;
mod present;
mod proof;
pub(crate) mod providers;
pub(crate) mod relations;
pub(crate) mod second_factor;
pub(crate) mod sessions;
pub(crate) mod setup;
mod sign_out;
pub(crate) mod tick;
pub(crate) mod units;
mod ways_in;
pub(crate) mod webauthn;
mod whole;
mod workbooks;

/// Where this function answers.
pub const PREFIX: &str = "/api/people";

/// The state of the router.
#[derive(Clone)]
pub struct App {
    /// What every function has.
    pub base: Base,
    /// From which every token key comes.
    pub master: MasterSecret,
    /// The functions for which a sign-in gives tokens.
    pub functions: Arc<[String]>,
    /// Which of them may follow which.
    pub clients: Arc<[Grant]>,
    /// Knows who signed in from where.
    pub kv: Kv,
    /// Where browsers see this office; `None` takes their word for it.
    pub address: Option<Address>,
    /// Reaches other identity providers, as far as the manifest lets it.
    pub outside: Arc<dyn Fetch>,
}

impl FromRef<App> for Base {
    fn from_ref(app: &App) -> Self {
        app.base.clone()
    }
}

/// Every route.
pub fn routes() -> Routes<App> {
    let own = add_passkeys(Routes::under(PREFIX))
        .get("/setup", setup::show)
        .post("/setup", setup::set_up)
        .post("/sessions", sessions::sign_in)
        .post("/sessions/refresh", sessions::refresh)
        .delete("/sessions/current", sign_out::sign_out)
        .get("/sessions", my_sessions::list)
        .delete("/sessions", my_sessions::end_others)
        .delete("/sessions/{id}", my_sessions::end)
        .get("/me", show_me)
        .get("/me/sign-ins", my_sessions::list_sign_ins)
        .get("/me/totp", second_factor::show)
        .post("/me/totp", second_factor::begin)
        .put("/me/totp", second_factor::confirm)
        .delete("/me/totp", second_factor::remove)
        .put("/me/password", account::change_own_password)
        .get("/people", people::list)
        .get("/people/{id}", people::show)
        .put("/people/{id}", people::add)
        .patch("/people/{id}", people::change)
        .get("/people/{id}/decider", decider::show)
        .get("/erasures", erasure::list)
        .post("/people/{id}/erasure", erasure::ask)
        .delete("/people/{id}/erasure", erasure::take_back)
        .post("/tick", tick::run)
        .get("/me/data", my_data::show)
        .get("/app-tokens", apps::list)
        .put("/app-tokens/{id}", apps::add)
        .delete("/app-tokens/{id}", apps::end)
        .post("/tokens", apps::exchange)
        .post("/device-authorizations", devices::ask)
        .get("/device-authorizations/{code}", devices::show)
        .put("/device-authorizations/{code}/approval", devices::decide)
        .post("/device-tokens", devices::poll)
        .get("/institution", institution::show)
        .patch("/institution", institution::change)
        .get("/corrections", corrections::list)
        .put("/corrections/{id}", corrections::ask)
        .put("/corrections/{id}/decision", corrections::decide)
        .delete("/people/{id}/totp", second_factor::remove_of_person)
        .delete("/people/{id}/sessions", my_sessions::end_of_person)
        .post("/people/{id}/password-link", password_links::make)
        .post("/password-links/use", password_links::set_password)
        .get("/directory", directory::list)
        .get("/directory/{id}", directory::show)
        .get("/offices", offices::list)
        .get("/offices/{id}", offices::show)
        .put("/offices/{id}", offices::put)
        .get("/units", units::list)
        .get("/units/{id}/states", units::history)
        .get("/unit-states/{id}", units::show)
        .put("/unit-states/{id}", units::put)
        .delete("/unit-states/{id}", units::withdraw)
        .get("/relations", relations::list)
        .get("/relations/{id}", relations::show)
        .put("/relations/{id}", relations::put)
        .delete("/relations/{id}", relations::withdraw)
        .get("/imports", import_list::list)
        .put("/imports/{id}", imports::begin)
        .get("/imports/{id}", imports::show)
        .delete("/imports/{id}", imports::discard)
        .put("/imports/{id}/parts/{n}", imports::receive)
        .post("/imports/{id}/check", import_check::check)
        .get("/imports/{id}/faults", imports::faults)
        .post("/imports/{id}/load", import_load::load)
        .get("/feed", feed::show);
    standard::add_health(providers::add(add_exports(own)))
}

fn add_exports(routes: Routes<App>) -> Routes<App> {
    routes
        .get("/exports/people.csv", exports::people)
        .get("/exports/units.csv", exports::units)
        .get("/exports/people.xlsx", workbooks::people)
        .get("/exports/units.xlsx", workbooks::units)
}

fn add_passkeys(routes: Routes<App>) -> Routes<App> {
    routes
        .post("/sessions/passkey", passkey_sign_in::sign_in)
        .post("/passkey-challenges", passkey_sign_in::challenge)
        .get("/me/passkeys", passkeys::list)
        .post("/me/passkey-registrations", passkeys::begin)
        .put("/me/passkeys/{id}", passkeys::add)
        .delete("/me/passkeys/{id}", passkeys::remove)
        .delete("/people/{id}/passkeys", passkeys::remove_of_person)
}

/// Oneself, and where one works.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Me))]
pub(crate) struct MeView<'a> {
    #[serde(flatten)]
    person: PersonView<'a>,
    institution: Option<InstitutionJson>,
    /// Whether roles of mine wait until I have set a second factor; `roles` are those in force.
    needs_second_factor: bool,
}

async fn show_me(State(app): State<App>, Present(caller): Present) -> Result<Response, Problem> {
    let person = store::person_by_id(&*app.base.db, caller.person_id).await?;
    let person = person.ok_or(kind::UNAUTHENTICATED)?;
    let institution = store::institution(&*app.base.db).await?;
    let needs_second_factor = person.roles != caller.roles;
    let person = Person {
        roles: caller.roles,
        zone: caller.zone,
        ..person
    };
    let view = MeView {
        person: PersonView::of(&person),
        institution: institution.map(InstitutionJson::of),
        needs_second_factor,
    };
    Ok(json(StatusCode::OK, &view))
}

/// The date of now where the caller works: the day on which a question without a day is asked.
fn today(app: &App, caller: &Caller) -> Day {
    Day(caller.zone.day(app.base.now()))
}

fn just_written() -> DbError {
    DbError::Shape("a row that was just written is missing".to_owned())
}
