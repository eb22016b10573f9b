//! What was done to an assignment and all that belongs to it, from the journal: nothing of it is
//! ever lost, also of what was removed.

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use ngantor_core::time;
use ngantor_db::journal::{self, Entry};
use ngantor_http::page::Page;
use ngantor_http::{Base, Params, Path, Problem, SignedIn, json};
use serde::Serialize;
use serde_json::Value;

use super::PREFIX;
use super::known::load_seen;
use crate::domain::{AssignmentId, Part};
use crate::store::assignment as store;

/// One change.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = TrailEntry))]
pub(crate) struct EntryView {
    /// Its place in the journal.
    seq: i64,
    /// When, with the offset of the caller's zone.
    at: Option<String>,
    /// Who: a person's id, or `assignments` itself.
    by: String,
    /// What of, and whether it was `created` or `changed`: `assignments.part.changed`.
    #[serde(rename = "type")]
    kind: String,
    /// The id of the row.
    subject: String,
    /// The values before; `null` for what is new.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<Object>))]
    old: Option<Value>,
    /// The values after.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Object))]
    new: Value,
}

pub(super) async fn show(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<AssignmentId>,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["limit", "cursor"])?;
    let known = load_seen(&base, &caller, id).await?;
    let mut page = Page::<i64>::of(&params)?;
    let before = page.after.take().unwrap_or(i64::MAX);
    let subjects = store::subjects(&*base.db, id).await?;
    let limit = page.limit_plus_one();
    let mut entries = journal::of_subjects(&*base.db, &subjects, before, limit).await?;
    if known.assignment.given_by != caller.person_id {
        cut_draft(&mut entries, &known.parts);
    }
    let path = format!("{PREFIX}/assignments/{id}/trail");
    let headers = page.cut(&path, &[], &mut entries, |entry| entry.seq);
    let view = |entry: Entry| EntryView {
        seq: entry.seq,
        at: time::from_ms(entry.at_ms).map(|at| caller.zone.rfc3339(at)),
        by: entry.actor,
        kind: entry.kind,
        subject: entry.subject,
        old: entry.old,
        new: entry.new,
    };
    let views: Vec<_> = entries.into_iter().map(view).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

/// Leaves what was written before anybody was asked to who wrote it; the newest entry stands first.
fn cut_draft(entries: &mut Vec<Entry>, parts: &[Part]) {
    let asked_at = parts.iter().filter_map(|part| part.asked_at).min();
    let asked_ms = asked_at.map_or(i64::MAX, |at| at.timestamp_millis());
    entries.retain(|entry| entry.at_ms >= asked_ms);
}
