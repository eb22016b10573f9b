//! What becomes of a request: the decision, and taking it back.

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::RequestId;
use ngantor_core::refusal::{Fault, REQUIRED};
use ngantor_core::time::Day;
use ngantor_http::page::Page;
use ngantor_http::{Base, Json, Params, Path, Problem, SignedIn, conditional, json, kind};
use serde::Deserialize;

use super::view::{RequestView, show_request};
use super::{TRIES, fit, load, load_seen};
use crate::domain::request::form::lines;
use crate::domain::request::{Decided, Ended, Request, State};
use crate::http::kinds::{BEGAN_ALREADY, NO_LONGER_FITS, NOT_OPEN, NOT_THE_DECIDER, OWN_REQUEST};
use crate::http::{App, PREFIX, deciders, tick};
use crate::store::request as store;

/// The most open requests that one page of the queue looks through.
const LOOK_MAX: u32 = 200;

/// What somebody decides.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) enum Outcome {
    /// It holds.
    Approved,
    /// It does not; the note says why.
    Declined,
}

/// A decision.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(as = DecisionForm, example = json!({"outcome": "approved"}))
)]
pub(crate) struct DecisionForm {
    outcome: Outcome,
    /// For the person; required when it is declined. At most 1000 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 1000))]
    note: Option<String>,
}

/// Why something is taken back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({"note": "Kegiatan dibatalkan."}))
)]
pub(crate) struct EndForm {
    /// Required when somebody else's is revoked. At most 1000 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 1000))]
    note: Option<String>,
}

pub(in crate::http) async fn decide(
    Extract(app): Extract<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<RequestId>,
    headers: HeaderMap,
    Json(form): Json<DecisionForm>,
) -> Result<Response, Problem> {
    let declines = form.outcome == Outcome::Declined;
    let note = note_of(form.note, declines)?;
    // Who decides is known as of now: a head may have been replaced a moment ago. Where `people`
    // does not answer, what is known has to do.
    tick::follow_people(&app).await?;
    let base = app.base;
    for _ in 0..TRIES {
        let people = fit::witnesses(&base, &load(&base, id).await?).await?;
        let ledger = store::ledger(&*base.db, &people).await?;
        let (request, deciders) = load_seen(&base, &caller, id).await?;
        if request.person_id == caller.person_id {
            return Err(OWN_REQUEST.into());
        }
        let as_what = deciders::may(&deciders, &caller, &request).ok_or(NOT_THE_DECIDER)?;
        conditional::check_if_match(&headers, request.version)?;
        if request.state != State::Asked {
            return Err(NOT_OPEN.into());
        }
        if !declines {
            let fits = fit::check_approval(&base, &request).await;
            fits.map_err(no_longer_fits)?;
        }
        let decided = Decided {
            by: caller.person_id,
            at: base.now(),
            as_what,
            note: note.clone(),
        };
        let wanted = Request {
            state: if declines {
                State::Declined
            } else {
                State::Approved
            },
            decided: Some(decided.clone()),
            ..request
        };
        if store::decide(&*base.db, &wanted, &decided, (&people, ledger)).await? {
            return show_changed(&base, &caller, wanted).await;
        }
    }
    let found = load(&base, id).await?;
    Err(conditional::changed_meanwhile(found.version))
}

/// What was fine when it was asked is not any more: 409 with the same faults.
fn no_longer_fits(problem: Problem) -> Problem {
    if problem.kind() == kind::INVALID {
        problem.of_kind(NO_LONGER_FITS)
    } else {
        problem
    }
}

/// The person takes back what they asked.
pub(in crate::http) async fn withdraw(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<RequestId>,
    headers: HeaderMap,
    Json(form): Json<EndForm>,
) -> Result<Response, Problem> {
    let note = note_of(form.note, false)?;
    let (request, _) = load_seen(&base, &caller, id).await?;
    if request.person_id != caller.person_id {
        return Err(kind::FORBIDDEN.into());
    }
    conditional::check_if_match(&headers, request.version)?;
    if !request.is_in_force() {
        return Err(NOT_OPEN.into());
    }
    if !request.may_withdraw(caller.zone.day(base.now())) {
        return Err(BEGAN_ALREADY.into());
    }
    end(&base, &caller, (request, State::Withdrawn), note).await
}

/// Somebody who may decide takes back what was approved.
pub(in crate::http) async fn revoke(
    Extract(app): Extract<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<RequestId>,
    headers: HeaderMap,
    Json(form): Json<EndForm>,
) -> Result<Response, Problem> {
    let note = note_of(form.note, true)?;
    tick::follow_people(&app).await?;
    let base = app.base;
    let (request, deciders) = load_seen(&base, &caller, id).await?;
    if request.person_id == caller.person_id {
        return Err(OWN_REQUEST.into());
    }
    deciders::may(&deciders, &caller, &request).ok_or(NOT_THE_DECIDER)?;
    conditional::check_if_match(&headers, request.version)?;
    if request.state != State::Approved {
        return Err(NOT_OPEN.into());
    }
    end(&base, &caller, (request, State::Revoked), note).await
}

async fn end(
    base: &Base,
    caller: &Caller,
    (request, state): (Request, State),
    note: Option<String>,
) -> Result<Response, Problem> {
    let ended = Ended {
        by: caller.person_id,
        at: base.now(),
        note,
    };
    let wanted = Request {
        state,
        ended: Some(ended.clone()),
        ..request
    };
    if store::end(&*base.db, &wanted, &ended).await? {
        return show_changed(base, caller, wanted).await;
    }
    let found = load(base, wanted.id).await?;
    Err(conditional::changed_meanwhile(found.version))
}

async fn show_changed(base: &Base, caller: &Caller, done: Request) -> Result<Response, Problem> {
    let done = Request {
        version: done.version + 1,
        ..done
    };
    show_request(base, caller, StatusCode::OK, &done).await
}

fn note_of(note: Option<String>, is_required: bool) -> Result<Option<String>, Fault> {
    let note = note.filter(|note| !note.trim().is_empty());
    if note.is_none() && is_required {
        return Err(Fault::new("/note", "required", REQUIRED));
    }
    note.map(|note| lines(&note, "/note")).transpose()
}

/// The open requests that the caller may decide now, oldest first. A page looks through
/// [`LOOK_MAX`] at most, so it may be short, or empty, and still link to the next.
pub(super) async fn list(
    base: &Base,
    caller: &Caller,
    params: &Params,
) -> Result<Response, Problem> {
    let page = Page::<String>::of(params)?;
    let today = Day(caller.zone.day(base.now()));
    // Personnel may have to stand in for anybody; all others decide for those under them.
    let under = if caller.is_any(&[Role::Personnel]) {
        None
    } else {
        Some(deciders::people_under(base, caller.person_id, today).await?)
    };
    let (after, limit) = (page.after, page.limit as usize);
    let db = &*base.db;
    let open = store::open_after(db, under.as_deref(), after, LOOK_MAX + 1).await?;
    let (mut looked, mut views, mut n_looked) = (Vec::new(), Vec::new(), 0);
    for request in &open {
        looked.push(request.id.to_string());
        // One more tells that there is another page.
        if views.len() == limit || n_looked == LOOK_MAX {
            break;
        }
        n_looked += 1;
        let deciders = deciders::of(base, caller, request).await?;
        if deciders::may(&deciders, caller, request).is_some() {
            views.push(RequestView::of(request, caller, Some(&deciders)));
        }
    }
    let page = Page::<String>::of_rows(params, n_looked)?;
    let path = format!("{PREFIX}/requests");
    let query = params.again(&["to_decide", "limit"]);
    let headers = page.cut(&path, &query, &mut looked, String::clone);
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}
