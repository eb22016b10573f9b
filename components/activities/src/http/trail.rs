//! What was done to an activity, from the journal: what it was before each change stays to be seen,
//! with the words that the journal leaves out, unless they were forgotten.

use axum::extract::State as Extract;
use axum::response::Response;
use ngantor_db::journal::Subject;
use ngantor_http::trail::Trail;
use ngantor_http::{Base, Params, Path, Problem, SignedIn};

use super::PREFIX;
use super::activities::load_seen;
use crate::domain::ActivityId;
use crate::store::wording;

pub(super) async fn show(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<ActivityId>,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["limit", "cursor"])?;
    let (found, _) = load_seen(&base, &caller, id).await?;
    let subject = Subject {
        table: wording::TABLE,
        id: id.to_string(),
    };
    let path = format!("{PREFIX}/activities/{id}/trail");
    let mut trail = Trail::read(&base, &params, &path, (&[subject], 0)).await?;
    let words = wording::words(&*base.db, id, &trail.versions()).await?;
    trail.put_back(&words);
    Ok(trail.answer(found.zone))
}
