//! The routes. Each file below holds one kind of thing: its JSON and its handlers.

use std::sync::Arc;

use axum::extract::{FromRef, State};
use axum::response::Response;
use http::StatusCode;
use ngantor_core::keys::MasterSecret;
use ngantor_db::DbError;
use ngantor_http::{Base, Problem, Routes, json, kind, standard};
use ngantor_kv::Kv;
use serde::Serialize;

use self::people::PersonView;
use self::present::Present;
use self::setup::InstitutionJson;
use crate::{password, store};

mod brake;
mod cookies;
pub mod kinds;
pub(crate) mod people;
mod present;
pub(crate) mod sessions;
pub(crate) mod setup;
mod sign_out;

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
    /// Knows who signed in from where.
    pub kv: Kv,
}

impl FromRef<App> for Base {
    fn from_ref(app: &App) -> Self {
        app.base.clone()
    }
}

/// Every route.
pub fn routes() -> Routes<App> {
    let own = Routes::under(PREFIX)
        .get("/setup", setup::show)
        .post("/setup", setup::set_up)
        .post("/sessions", sessions::sign_in)
        .post("/sessions/refresh", sessions::refresh)
        .delete("/sessions/current", sign_out::sign_out)
        .get("/me", show_me)
        .get("/people", people::list)
        .get("/people/{id}", people::show)
        .put("/people/{id}", people::add)
        .patch("/people/{id}", people::change);
    standard::add(own)
}

/// Oneself, and where one works.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Me))]
pub(crate) struct MeView<'a> {
    #[serde(flatten)]
    person: PersonView<'a>,
    institution: Option<InstitutionJson>,
}

async fn show_me(State(app): State<App>, Present(caller): Present) -> Result<Response, Problem> {
    let person = store::person_by_id(&*app.base.db, caller.person_id).await?;
    let person = person.ok_or(kind::UNAUTHENTICATED)?;
    let institution = store::institution(&*app.base.db).await?;
    let view = MeView {
        person: PersonView::of(&person),
        institution: institution.map(InstitutionJson::of),
    };
    Ok(json(StatusCode::OK, &view))
}

/// The hash of a new password; costs 0.1 s.
fn hash(app: &App, password: &str) -> Result<String, Problem> {
    let hash = password::hash(password, app.base.ambient.random()?);
    hash.map_err(|_| Problem::from(kind::INTERNAL).caused_by(&"a password is not hashed"))
}

fn just_written() -> DbError {
    DbError::Shape("a row that was just written is missing".to_owned())
}
