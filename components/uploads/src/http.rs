//! The routes and their JSON: load, decide, save, show.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use ngantor_core::time::Zone;
use ngantor_http::page::Page;
use ngantor_http::{Base, Json, Params, Path, Problem, Routes, SignedIn, json, kind, standard};
use serde::Serialize;

use crate::domain::{Entry, EntryForm, EntryId};
use crate::store;

/// Where this function answers.
pub const PREFIX: &str = "/api/uploads";

/// Every route.
pub fn routes() -> Routes<Base> {
    let own = Routes::under(PREFIX)
        .put("/entries/{id}", put_entry)
        .get("/entries", list_entries);
    standard::add(own)
}

async fn put_entry(
    State(base): State<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<EntryId>,
    Json(form): Json<EntryForm>,
) -> Result<Response, Problem> {
    let entry = form.check(id, caller.person_id, base.now())?;
    if store::insert_entry(&*base.db, &entry).await? {
        return Ok(json(
            StatusCode::CREATED,
            &EntryView::of(&entry, caller.zone),
        ));
    }
    match store::entry_by_id(&*base.db, id).await? {
        Some(first) if entry.is_replay_of(&first) => {
            Ok(json(StatusCode::OK, &EntryView::of(&first, caller.zone)))
        }
        _ => Err(kind::ID_REUSED.into()),
    }
}

async fn list_entries(
    State(base): State<Base>,
    SignedIn(caller): SignedIn,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["limit", "cursor"])?;
    let mut page = Page::<(i64, String)>::of(&params)?;
    let after = page.after.take();
    let limit = page.limit_plus_one();
    let mut entries =
        store::entries_newest_first(&*base.db, caller.person_id, after, limit).await?;
    let key = |entry: &Entry| (entry.received_at.timestamp_millis(), entry.id.to_string());
    let headers = page.cut(&format!("{PREFIX}/entries"), &[], &mut entries, key);
    let views: Vec<_> = entries
        .iter()
        .map(|entry| EntryView::of(entry, caller.zone))
        .collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

/// An entry on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Entry))]
pub(crate) struct EntryView<'a> {
    id: EntryId,
    text: &'a str,
    /// When the node received it, with the offset of the caller's zone.
    received_at: String,
}

impl<'a> EntryView<'a> {
    fn of(entry: &'a Entry, zone: Zone) -> Self {
        Self {
            id: entry.id,
            text: &entry.text,
            received_at: zone.rfc3339(entry.received_at),
        }
    }
}
