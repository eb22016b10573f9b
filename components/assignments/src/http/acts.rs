//! What becomes of parts: one at a time by its person or who reviews it, or all of an assignment
//! that was drafted or is not wanted any more.

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_db::DbError;
use ngantor_http::{Base, Json, Path, Problem, SignedIn, conditional, json, kind};

use super::assignments::{check_version, lost};
use super::kinds::{NOT_NOW, NOT_YOURS, OWN_PART};
use super::known::{Known, load_seen, refused};
use super::view::{self, PartView};
use super::{App, tick};
use crate::domain::form::ActForm;
use crate::domain::life::{Refused, Role, next};
use crate::domain::{Act, AssignmentId, Part, PartId};
use crate::store::assignment::{self as store, Acting};

/// What the database says when a part is not as it was.
const CHANGED: &str = "changed_meanwhile";
const NOT_OF_ALL: Text = Text::new(
    "Untuk seluruh penugasan: assign atau cancel.",
    "Of a whole assignment: assign or cancel.",
);

pub(super) async fn on_one(
    Extract(app): Extract<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<PartId>,
    headers: HeaderMap,
    Json(form): Json<ActForm>,
) -> Result<Response, Problem> {
    let note = form.check()?;
    // Who decides is known as of now. Where `people` does not answer, what is known has to do.
    tick::follow_people(&app).await?;
    let base = &app.base;
    let assignment_id = store::of_part(&*base.db, id)
        .await?
        .ok_or(kind::NOT_FOUND)?;
    let known = load_seen(base, &caller, assignment_id).await?;
    let part = part_of(&known, id)?;
    let role = known.role(&caller, part);
    let to = next(part.state, form.act, role);
    if to == Err(Refused::NotYours) {
        return Err(not_yours(role));
    }
    check_part(&caller, &headers, &known, part)?;
    let acting = Acting {
        assignment_id,
        parts: &[part],
        all: None,
        act: form.act,
        to: to.map_err(|_| NOT_NOW)?,
        note: note.as_deref(),
        by: caller.person_id,
        at: base.now(),
    };
    match store::act(&*base.db, &acting).await {
        Ok(()) => show_part(base, &caller, assignment_id, id).await,
        Err(DbError::Refused(words)) if words == CHANGED => {
            let known = load_seen(base, &caller, assignment_id).await?;
            Err(changed(&caller, &known, part_of(&known, id)?))
        }
        Err(error) => Err(refused(error)),
    }
}

fn part_of(known: &Known, id: PartId) -> Result<&Part, Problem> {
    let part = known.parts.iter().find(|part| part.id == id);
    part.ok_or_else(|| kind::NOT_FOUND.into())
}

fn not_yours(role: Role) -> Problem {
    match role {
        Role::Assignee => OWN_PART.into(),
        Role::Reviewer | Role::Other => NOT_YOURS.into(),
    }
}

fn check_part(
    caller: &Caller,
    headers: &HeaderMap,
    known: &Known,
    part: &Part,
) -> Result<(), Problem> {
    match conditional::check_if_match(headers, part.version) {
        Err(problem) if problem.kind() == kind::CHANGED_MEANWHILE => {
            Err(changed(caller, known, part))
        }
        checked => checked,
    }
}

fn changed(caller: &Caller, known: &Known, part: &Part) -> Problem {
    let problem = conditional::changed_meanwhile(part.version);
    problem.with_current(&PartView::of(known, part, caller))
}

async fn show_part(
    base: &Base,
    caller: &Caller,
    assignment: AssignmentId,
    id: PartId,
) -> Result<Response, Problem> {
    let known = load_seen(base, caller, assignment).await?;
    let part = part_of(&known, id)?;
    let etag = [(header::ETAG, conditional::etag(part.version))];
    let view = PartView::of(&known, part, caller);
    Ok((etag, json(StatusCode::OK, &view)).into_response())
}

/// Assigns what was drafted, or cancels what is open: every part at once.
pub(super) async fn on_all(
    Extract(app): Extract<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<AssignmentId>,
    headers: HeaderMap,
    Json(form): Json<ActForm>,
) -> Result<Response, Problem> {
    let note = form.check()?;
    if !matches!(form.act, Act::Assign | Act::Cancel) {
        return Err(Fault::new("/act", "not_of_all", NOT_OF_ALL).into());
    }
    tick::follow_people(&app).await?;
    let base = &app.base;
    let known = load_seen(base, &caller, id).await?;
    let (mut parts, mut to) = (Vec::new(), None);
    // What is closed stays, one's own as well.
    for part in known.parts.iter().filter(|part| !part.state.is_closed()) {
        let role = known.role(&caller, part);
        match next(part.state, form.act, role) {
            Ok(state) => {
                to = Some(state);
                parts.push(part);
            }
            Err(Refused::NotNow) => {}
            Err(Refused::NotYours) => return Err(not_yours(role)),
        }
    }
    check_version(base, &caller, &headers, &known).await?;
    let acting = Acting {
        assignment_id: id,
        parts: &parts,
        all: Some((known.assignment.version, known.parts.len())),
        act: form.act,
        to: to.ok_or(NOT_NOW)?,
        note: note.as_deref(),
        by: caller.person_id,
        at: base.now(),
    };
    match store::act(&*base.db, &acting).await {
        Ok(()) => {
            let known = load_seen(base, &caller, id).await?;
            view::answer(base, &caller, StatusCode::OK, &known).await
        }
        Err(DbError::Refused(words)) if words == CHANGED => Err(lost(base, &caller, id).await?),
        Err(error) => Err(refused(error)),
    }
}
