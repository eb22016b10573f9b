//! The routes and their JSON: load, decide, save, show. `activities` enters and changes them,
//! `acts` holds the clock and what heads say, `reviews` many of these at once, `lists` and `totals`
//! what one looks at, `trail` what was done to one, `sheets` and `bulk` files out and in,
//! `templates` and `proposals` what is done again and again, `rules` what personnel set; `tick` is
//! the regular work.

pub(crate) mod activities;
pub(crate) mod acts;
pub(crate) mod bulk;
pub(crate) mod kinds;
pub(crate) mod lists;
mod locks;
pub(crate) mod proposals;
pub(crate) mod reviews;
pub(crate) mod rules;
mod sheets;
pub(crate) mod templates;
pub(crate) mod tick;
pub(crate) mod totals;
pub(crate) mod trail;
pub(crate) mod view;
mod whom;

use std::sync::Arc;

use axum::extract::FromRef;
use ngantor_core::ticket::TicketKey;
use ngantor_http::fetch::Fetch;
use ngantor_http::{Base, Routes, standard};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::period::{PeriodRule, Reopening};
use crate::domain::rule::Form;

/// Where this function answers.
pub const PREFIX: &str = "/api/activities";

/// The state of the router.
#[derive(Clone)]
pub struct App {
    /// What every function has.
    pub base: Base,
    /// Reaches `people`, whose feed this function follows.
    pub outside: Arc<dyn Fetch>,
    /// Lets those who see an activity see the files of it.
    pub tickets: TicketKey,
}

impl FromRef<App> for Base {
    fn from_ref(app: &App) -> Self {
        app.base.clone()
    }
}

impl FromRef<App> for TicketKey {
    fn from_ref(app: &App) -> Self {
        app.tickets.clone()
    }
}

/// Every route.
pub fn routes() -> Routes<App> {
    let own = Routes::under(PREFIX)
        .get("/activities", lists::list)
        .put("/activities/{id}", activities::put)
        .get("/activities/{id}", activities::show)
        .delete("/activities/{id}", activities::withdraw)
        .get("/activities/{id}/trail", trail::show)
        .post("/activities/{id}/pause", acts::pause)
        .post("/activities/{id}/resumption", acts::resume)
        .post("/activities/{id}/completion", acts::finish)
        .post("/activities/{id}/review", acts::review)
        .post("/reviews", reviews::take)
        .get("/days/{day}", lists::show_day)
        .get("/people/{person_id}/days/{day}", lists::show_day_of)
        .get("/periods/{day}", totals::period)
        .get("/totals", totals::list)
        .get("/sheets/{period}", sheets::show)
        .post("/sheets", bulk::take)
        .get("/templates", templates::list)
        .put("/templates/{id}", templates::put)
        .get("/templates/{id}", templates::show)
        .delete("/templates/{id}", templates::withdraw)
        .get("/proposals/{day}", proposals::show)
        .post("/proposals/{day}/confirmation", proposals::confirm)
        .post("/tick", tick::run);
    let own = add_rules::<PeriodRule>(own, ["/period-rules", "/period-rules/{id}"]);
    let own = add_rules::<Reopening>(own, ["/reopenings", "/reopenings/{id}"]);
    standard::add(own)
}

fn add_rules<F: Form + Serialize + DeserializeOwned + Send + Sync + 'static>(
    routes: Routes<App>,
    [all, one]: [&str; 2],
) -> Routes<App> {
    routes
        .get(all, rules::list::<F>)
        .get(one, rules::show::<F>)
        .put(one, rules::put::<F>)
        .delete(one, rules::withdraw::<F>)
}
