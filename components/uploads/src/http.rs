//! The routes and their JSON: load, decide, save, show. `files` is the door of uploads and finds
//! out by which protocol one is used: `tus` speaks tus 1.0.0, `draft` that of the IETF, `plain`
//! takes a file in one request. `told` reads what is said of a file, `take` and `receive` take
//! bytes in, for all of them. `view` shows, `digesting` makes digests of what was joined,
//! `judging` looks what came, `quotas` sets limits, `tick` is the regular work. `content` hands
//! files out, `previews` small pictures of them, `pieces` reads them; `links` is for outsiders,
//! `documents` for versions.

pub(crate) mod content;
mod digesting;
pub(crate) mod documents;
mod draft;
pub(crate) mod files;
mod headers;
mod judging;
pub(crate) mod kinds;
pub(crate) mod links;
mod pieces;
mod plain;
pub(crate) mod previews;
pub(crate) mod quotas;
mod receive;
mod take;
pub(crate) mod tick;
mod told;
mod tus;
pub(crate) mod view;

use std::sync::Arc;

use axum::extract::FromRef;
use ngantor_core::ticket::TicketKey;
use ngantor_http::fetch::Fetch;
use ngantor_http::{Base, Routes, standard};

use crate::blobs::Blobs;
use crate::domain::media::AllowedTypes;

/// Where this function answers.
pub const PREFIX: &str = "/api/uploads";
/// The most bytes of a file where the installation says nothing else: 5 GiB.
pub const FILE_MAX_BYTES: u64 = 5 << 30;
/// How long an upload that is not finished waits for more.
pub const IDLE_MAX: chrono::TimeDelta = chrono::TimeDelta::days(7);

/// The state of the router.
#[derive(Clone)]
pub struct App {
    /// What every function has.
    pub base: Base,
    /// Where the bytes lie.
    pub blobs: Arc<dyn Blobs>,
    /// Reaches `people`, whose feed this function follows.
    pub outside: Arc<dyn Fetch>,
    /// The most bytes of a file.
    pub file_max_bytes: u64,
    /// Which types of files are taken.
    pub types: AllowedTypes,
    /// Reads the tickets of those who see what a file is attached to.
    pub tickets: TicketKey,
}

impl FromRef<App> for Base {
    fn from_ref(app: &App) -> Self {
        app.base.clone()
    }
}

/// Every route.
pub fn routes() -> Routes<App> {
    let own = Routes::under(PREFIX)
        .get("/files", files::all)
        .post("/files", files::all)
        .options("/files", files::all)
        .get("/files/{id}", files::one)
        .head("/files/{id}", files::one)
        .put("/files/{id}", files::one)
        .patch("/files/{id}", files::one)
        .post("/files/{id}", files::one)
        .delete("/files/{id}", files::one)
        .options("/files/{id}", files::one)
        .get("/files/{id}/receipt", view::receipt)
        .get("/files/{id}/content", content::show)
        .get("/files/{id}/preview", previews::show)
        .get("/files/{id}/links", links::list)
        .put("/files/{id}/links/{link_id}", links::add)
        .delete("/files/{id}/links/{link_id}", links::end)
        .get("/shared", links::open)
        .get("/documents/{id}/versions", documents::versions)
        .post("/documents/{id}/restoration", documents::restore)
        .get("/usage", view::usage)
        .get("/quotas", quotas::list)
        .get("/quotas/{id}", quotas::show)
        .put("/quotas/{id}", quotas::put)
        .delete("/quotas/{id}", quotas::withdraw)
        .post("/tick", tick::run);
    standard::add(own)
}
