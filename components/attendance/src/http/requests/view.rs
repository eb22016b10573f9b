//! A request on the wire.

use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_core::id::{PersonId, RequestId};
use ngantor_http::{Base, Problem, conditional, json};
use serde::Serialize;

use super::fit::{self, YearDays};
use crate::domain::deciding::{Deciders, Escalated};
use crate::domain::request::form::RequestForm;
use crate::domain::request::{DecidedAs, Request, State};
use crate::http::deciders;

/// What was asked, and what became of it.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Request))]
pub(crate) struct RequestView {
    id: RequestId,
    version: i64,
    /// Who asks.
    person_id: PersonId,
    state: State,
    #[serde(flatten)]
    form: RequestForm,
    /// RFC 3339, as each instant here.
    asked_at: String,
    decision: Option<DecisionView>,
    /// Who took it back.
    ended: Option<EndedView>,
    /// While it is open: who may decide it now. Not in lists of one's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    deciders: Option<DecidersView>,
    /// Of leave: the days that count in each year, by the schedule and the calendar of now. Not in
    /// lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    counts: Option<Vec<YearDays>>,
}

/// A decision.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = RequestDecision))]
pub(crate) struct DecisionView {
    /// Who decided.
    by: PersonId,
    at: String,
    /// As what.
    decided_as: DecidedAs,
    note: Option<String>,
}

/// The end of what was open or approved.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = RequestEnd))]
pub(crate) struct EndedView {
    by: PersonId,
    at: String,
    note: Option<String>,
}

/// Who may decide now.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = RequestDeciders))]
pub(crate) struct DecidersView {
    /// The nearest first.
    people: Vec<DeciderView>,
    /// Why those above the nearest may decide too; `null` when only the nearest may.
    escalated: Option<Escalated>,
    /// Whether personnel may, because nobody else is there.
    personnel: bool,
    /// Whether the caller may.
    may_decide: bool,
}

/// One who may decide.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = RequestDecider))]
pub(crate) struct DeciderView {
    person_id: PersonId,
    decides_as: DecidedAs,
}

impl RequestView {
    pub(crate) fn of(request: &Request, caller: &Caller, deciders: Option<&Deciders>) -> Self {
        let zone = caller.zone;
        let deciders = deciders.filter(|_| request.state == State::Asked);
        let may_decide = |found| deciders::may(found, caller, request).is_some();
        Self {
            id: request.id,
            version: request.version,
            person_id: request.person_id,
            state: request.state,
            form: RequestForm::of(request),
            asked_at: zone.rfc3339(request.asked_at),
            decision: request.decided.as_ref().map(|decided| DecisionView {
                by: decided.by,
                at: zone.rfc3339(decided.at),
                decided_as: decided.as_what,
                note: decided.note.clone(),
            }),
            ended: request.ended.as_ref().map(|ended| EndedView {
                by: ended.by,
                at: zone.rfc3339(ended.at),
                note: ended.note.clone(),
            }),
            deciders: deciders.map(|found| DecidersView::of(found, may_decide(found))),
            counts: None,
        }
    }
}

impl DecidersView {
    fn of(deciders: &Deciders, may_decide: bool) -> Self {
        let view = |(person_id, decides_as): &(PersonId, DecidedAs)| DeciderView {
            person_id: *person_id,
            decides_as: *decides_as,
        };
        Self {
            people: deciders.people.iter().map(view).collect(),
            escalated: deciders.escalated,
            personnel: deciders.personnel,
            may_decide,
        }
    }
}

/// One request, with who may decide it now.
pub(super) async fn show_request(
    base: &Base,
    caller: &Caller,
    status: StatusCode,
    request: &Request,
) -> Result<Response, Problem> {
    let deciders = deciders::of(base, caller, request).await?;
    answer(base, caller, status, (request, &deciders)).await
}

/// The same, once it is known who may.
pub(super) async fn answer(
    base: &Base,
    caller: &Caller,
    status: StatusCode,
    (request, deciders): (&Request, &Deciders),
) -> Result<Response, Problem> {
    let etag = [(header::ETAG, conditional::etag(request.version))];
    let counts = fit::days_by_year(base, request).await?;
    let view = RequestView {
        counts,
        ..RequestView::of(request, caller, Some(deciders))
    };
    Ok((etag, json(status, &view)).into_response())
}
