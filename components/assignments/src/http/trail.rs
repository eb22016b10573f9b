//! What was done to an assignment and all that belongs to it, from the journal: nothing of it is
//! ever lost, also of what was removed, but for words that were forgotten.

use axum::extract::State as Extract;
use axum::response::Response;
use ngantor_http::trail::Trail;
use ngantor_http::{Base, Params, Path, Problem, SignedIn};

use super::PREFIX;
use super::known::{Known, load_seen};
use crate::domain::AssignmentId;
use crate::store::{assignment as store, wording};

pub(super) async fn show(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<AssignmentId>,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["limit", "cursor"])?;
    let known = load_seen(&base, &caller, id).await?;
    let subjects = store::subjects(&*base.db, id).await?;
    // What was written before anybody was asked is left to who wrote it.
    let is_makers = known.assignment.given_by == caller.person_id;
    let since_ms = if is_makers { 0 } else { asked_ms(&known) };
    let path = format!("{PREFIX}/assignments/{id}/trail");
    let mut trail = Trail::read(&base, &params, &path, (&subjects, since_ms)).await?;
    let words = wording::words(&*base.db, &trail.versions()).await?;
    trail.put_back(&words);
    Ok(trail.answer(caller.zone))
}

/// When somebody was asked first, in ms since 1970.
fn asked_ms(known: &Known) -> i64 {
    let asked_at = known.parts.iter().filter_map(|part| part.asked_at).min();
    asked_at.map_or(i64::MAX, |at| at.timestamp_millis())
}
