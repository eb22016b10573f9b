//! The routes and their JSON: load, decide, save, show. `assignments` gives, shows and changes
//! them, `acts` holds what becomes of their parts, `known` who may see and do what; `tick` is the
//! regular work.

pub(crate) mod acts;
pub(crate) mod assignments;
pub(crate) mod kinds;
mod known;
pub(crate) mod tick;
pub(crate) mod view;

use std::sync::Arc;

use axum::extract::FromRef;
use ngantor_http::fetch::Fetch;
use ngantor_http::{Base, Routes, standard};

/// Where this function answers.
pub const PREFIX: &str = "/api/assignments";

/// The state of the router.
#[derive(Clone)]
pub struct App {
    /// What every function has.
    pub base: Base,
    /// Reaches `people`, whose feed this function follows.
    pub outside: Arc<dyn Fetch>,
}

impl FromRef<App> for Base {
    fn from_ref(app: &App) -> Self {
        app.base.clone()
    }
}

/// Every route.
pub fn routes() -> Routes<App> {
    let own = Routes::under(PREFIX)
        .put("/assignments/{id}", assignments::give)
        .get("/assignments/{id}", assignments::show)
        .patch("/assignments/{id}", assignments::change)
        .post("/assignments/{id}/parts", assignments::add)
        .post("/assignments/{id}/acts", acts::on_all)
        .post("/parts/{id}/acts", acts::on_one)
        .post("/tick", tick::run);
    standard::add(own)
}
