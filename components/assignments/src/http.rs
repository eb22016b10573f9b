//! The routes and their JSON: load, decide, save, show. `assignments` gives, shows and changes
//! them, `acts` holds what becomes of their parts, `known` who may see and do what; `additions` and
//! `beside` what people add to them, `lists` and `search` how they are found, `saved_filters` how
//! people look at these, `trail` what was done, `reassign` gives somebody's parts to another;
//! `subscriptions` and `published` are for programs that read without a sign-in; `tick` is the
//! regular work.

pub(crate) mod acts;
pub(crate) mod additions;
pub(crate) mod assignments;
pub(crate) mod beside;
pub(crate) mod kinds;
mod known;
pub(crate) mod lists;
pub(crate) mod published;
pub(crate) mod reassign;
pub(crate) mod saved_filters;
mod search;
pub(crate) mod subscriptions;
pub(crate) mod tick;
pub(crate) mod trail;
pub(crate) mod view;

use std::sync::Arc;

use axum::extract::FromRef;
use ngantor_core::ticket::TicketKey;
use ngantor_http::fetch::Fetch;
use ngantor_http::{Base, Routes, standard};

use crate::domain::addition::{ChecklistItem, Comment, Content, Deliverable};
use crate::domain::tie::{IndicatorId, SkpPlanId};

/// Where this function answers.
pub const PREFIX: &str = "/api/assignments";

/// The state of the router.
#[derive(Clone)]
pub struct App {
    /// What every function has.
    pub base: Base,
    /// Reaches `people`, whose feed this function follows.
    pub outside: Arc<dyn Fetch>,
    /// Lets those who see an assignment see what is delivered for it.
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
        .get("/assignments", lists::list)
        .get("/counts", lists::counts)
        .get("/search", search::search)
        .put("/assignments/{id}", assignments::give)
        .get("/assignments/{id}", assignments::show)
        .patch("/assignments/{id}", assignments::change)
        .post("/assignments/{id}/parts", assignments::add)
        .post("/assignments/{id}/acts", acts::on_all)
        .post("/parts/{id}/acts", acts::on_one)
        .get("/assignments/{id}/trail", trail::show)
        .put("/assignments/{id}/tags/{tag}", beside::add_tag)
        .delete("/assignments/{id}/tags/{tag}", beside::remove_tag)
        .put("/assignments/{id}/watchers/{person_id}", beside::watch)
        .delete(
            "/assignments/{id}/watchers/{person_id}",
            beside::stop_watching,
        )
        .put("/assignments/{id}/needs/{needed_id}", beside::need)
        .delete("/assignments/{id}/needs/{needed_id}", beside::need_no_more)
        .put(
            "/assignments/{id}/indicators/{indicator_id}",
            beside::link::<IndicatorId>,
        )
        .delete(
            "/assignments/{id}/indicators/{indicator_id}",
            beside::unlink::<IndicatorId>,
        )
        .put(
            "/assignments/{id}/skp-plans/{skp_plan_id}",
            beside::link::<SkpPlanId>,
        )
        .delete(
            "/assignments/{id}/skp-plans/{skp_plan_id}",
            beside::unlink::<SkpPlanId>,
        )
        .post("/reassignments", reassign::run)
        .get("/saved-filters", saved_filters::list)
        .put("/saved-filters/{id}", saved_filters::put)
        .delete("/saved-filters/{id}", saved_filters::remove)
        .get("/subscriptions", subscriptions::list)
        .put("/subscriptions/{id}", subscriptions::add)
        .delete("/subscriptions/{id}", subscriptions::end)
        .get("/published/calendar.ics", published::calendar)
        .get("/published/news.atom", published::news)
        .post("/tick", tick::run);
    let own = add_kind::<Comment>(
        own,
        "/assignments/{id}/comments",
        "/assignments/{id}/comments/{comment_id}",
    );
    let own = add_kind::<ChecklistItem>(
        own,
        "/assignments/{id}/checklist-items",
        "/assignments/{id}/checklist-items/{item_id}",
    );
    let own = add_kind::<Deliverable>(
        own,
        "/assignments/{id}/deliverables",
        "/assignments/{id}/deliverables/{deliverable_id}",
    );
    standard::add(own)
}

fn add_kind<C: Content>(routes: Routes<App>, all: &str, one: &str) -> Routes<App> {
    routes
        .get(all, additions::list::<C>)
        .put(one, additions::put::<C>)
        .delete(one, additions::remove::<C>)
}
