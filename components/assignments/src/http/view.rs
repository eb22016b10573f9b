//! An assignment and its parts on the wire.

use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::time::Zone;
use ngantor_http::{Base, Problem, conditional, json};
use serde::Serialize;

use super::known::Known;
use super::search;
use crate::domain::life::acts;
use crate::domain::tie::Link;
use crate::domain::{Act, Assignment, AssignmentId, GivenAs, Part, PartId, Priority, State};
use crate::store::{assignment as store, beside, seen};

/// An assignment.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Assignment))]
pub(crate) struct AssignmentView<'a> {
    id: AssignmentId,
    title: &'a str,
    /// Plain text, or empty.
    text: &'a str,
    priority: Priority,
    /// Until when, with the offset of the caller's zone.
    due_at: Option<String>,
    /// Whether it is open after that.
    is_overdue: bool,
    /// How far the whole is; it follows from the parts.
    state: State,
    given_by: PersonId,
    given_as: GivenAs,
    /// The unit or team in whose name it was given: who leads it reviews.
    unit_id: UnitId,
    given_at: String,
    /// What it belongs to, the nearest first: the chain of those who forwarded it.
    chain: Vec<LinkView<'a>>,
    /// What belongs to it.
    children: Vec<LinkView<'a>>,
    /// What has to be done before it can be begun.
    needs: Vec<NeedView<'a>>,
    tags: &'a [String],
    /// Who watches it without a part of it.
    watchers: &'a [PersonId],
    /// The indicators and SKP plans that it serves.
    links: &'a [Link],
    parts: Vec<PartView<'a>>,
    /// Whether the caller may change it, ask more people, and give what belongs to it.
    may_change: bool,
    /// What the ETag says.
    version: i64,
}

/// Another assignment in the chain.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Link))]
pub(crate) struct LinkView<'a> {
    id: AssignmentId,
    /// Of what belongs to it: `null` where the caller may not open it.
    title: Option<&'a str>,
    state: State,
    given_by: PersonId,
    /// From whose part it was forwarded.
    from_part_id: Option<PartId>,
    given_at: String,
}

/// Another assignment that it needs.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Need))]
pub(crate) struct NeedView<'a> {
    id: AssignmentId,
    /// `null` where the caller may not open it.
    title: Option<&'a str>,
    state: State,
}

/// What one person does of it.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Part))]
pub(crate) struct PartView<'a> {
    id: PartId,
    person_id: PersonId,
    /// The person's own unit when they were asked.
    unit_id: UnitId,
    /// Until when, with the offset of the person's zone.
    due_at: Option<String>,
    zone: Zone,
    state: State,
    /// What was done last.
    act: Option<Act>,
    /// What was said with it.
    note: Option<&'a str>,
    changed_at: String,
    changed_by: PersonId,
    /// What the caller may do to it now.
    may: Vec<Act>,
    /// What `If-Match` names for an act, in quotes.
    version: i64,
}

impl<'a> LinkView<'a> {
    fn of(other: &'a Assignment, is_seen: bool, zone: Zone) -> Self {
        Self {
            id: other.id,
            title: is_seen.then_some(&other.title),
            state: other.state,
            given_by: other.given_by,
            from_part_id: other.from_part_id,
            given_at: zone.rfc3339(other.given_at),
        }
    }
}

impl<'a> NeedView<'a> {
    fn of((id, title, state): &'a (AssignmentId, String, State), is_seen: bool) -> Self {
        Self {
            id: *id,
            title: is_seen.then_some(title),
            state: *state,
        }
    }
}

impl<'a> PartView<'a> {
    pub(super) fn of(known: &'a Known, part: &'a Part, caller: &Caller) -> Self {
        let due_at = known.assignment.due_at;
        Self {
            id: part.id,
            person_id: part.person_id,
            unit_id: part.unit_id,
            due_at: due_at.map(|at| part.zone.rfc3339(at)),
            zone: part.zone,
            state: part.state,
            act: part.act,
            note: part.note.as_deref(),
            changed_at: caller.zone.rfc3339(part.changed_at),
            changed_by: part.changed_by,
            may: acts(part.state, known.role(caller, part))
                .filter(|act| *act != Act::Assign || !known.assignment.state.is_closed())
                .collect(),
            version: part.version,
        }
    }
}

/// One assignment whole, with its ETag.
pub(super) async fn answer(
    base: &Base,
    caller: &Caller,
    status: StatusCode,
    known: &Known,
) -> Result<Response, Problem> {
    let etag = [(header::ETAG, conditional::etag(known.assignment.version))];
    let shown = shown(base, caller, known).await?;
    Ok((etag, json(status, &shown)).into_response())
}

/// The same as the JSON that it is, for who meant an older version.
pub(super) async fn shown(
    base: &Base,
    caller: &Caller,
    known: &Known,
) -> Result<serde_json::Value, Problem> {
    let assignment = &known.assignment;
    let db = &*base.db;
    let chain = store::chain(db, assignment.id).await?;
    let children = store::children(db, assignment.id).await?;
    let needs = beside::needs(db, assignment.id).await?;
    let ties = beside::ties(db, assignment.id).await?;
    let is_mine = |other: &Assignment| other.given_by == caller.person_id;
    let is_above = is_mine(assignment) || chain.iter().any(is_mine);
    let beside = children.iter().map(|child| child.id);
    let beside: Vec<_> = beside.chain(needs.iter().map(|(id, ..)| *id)).collect();
    let seen = seen_beside(base, caller, &beside).await?;
    let manages = known.manages(caller);
    // Who was only drafted to be asked is known to who may ask them.
    let is_told = |part: &&Part| manages || is_mine(assignment) || part.asked_at.is_some();
    let part = |part| PartView::of(known, part, caller);
    let view = AssignmentView {
        id: assignment.id,
        title: &assignment.title,
        text: &assignment.text,
        priority: assignment.priority,
        due_at: assignment.due_at.map(|at| caller.zone.rfc3339(at)),
        is_overdue: assignment.is_overdue(base.now()),
        state: assignment.state,
        given_by: assignment.given_by,
        given_as: assignment.given_as,
        unit_id: assignment.unit_id,
        given_at: caller.zone.rfc3339(assignment.given_at),
        // From where it comes, everybody below may know.
        chain: chain
            .iter()
            .map(|one| LinkView::of(one, true, caller.zone))
            .collect(),
        children: children
            .iter()
            .filter(|one| one.is_given || is_mine(one))
            .map(|one| LinkView::of(one, is_above || seen.contains(&one.id), caller.zone))
            .collect(),
        needs: needs
            .iter()
            .map(|one| NeedView::of(one, seen.contains(&one.0)))
            .collect(),
        tags: &ties.tags,
        links: &ties.links,
        watchers: &ties.watchers,
        parts: known.parts.iter().filter(is_told).map(part).collect(),
        may_change: manages,
        version: assignment.version,
    };
    Ok(serde_json::to_value(&view).unwrap_or_default())
}

/// Which of those that stand beside one are there for the caller.
async fn seen_beside(
    base: &Base,
    caller: &Caller,
    ids: &[AssignmentId],
) -> Result<Vec<AssignmentId>, Problem> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let seeker = search::seeker(base, caller).await?;
    Ok(seen::seen(&*base.db, ids, &seeker).await?)
}
