//! Comments, items of the checklist, deliverables: one way for all kinds.

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::ticket::{Sight, TicketKey};
use ngantor_core::time::Instant;
use ngantor_http::page::Page;
use ngantor_http::{Base, Json, Params, Path, Paths, Problem, SignedIn, conditional, json, kind};
use serde::Serialize;

use super::PREFIX;
use super::kinds::{ASSIGNMENT_CLOSED, NOT_NOW, NOT_YOURS};
use super::known::{Known, load_concerned, load_seen, refused};
use crate::domain::addition::{Addition, AdditionId, Comment, Content, Deliverable};
use crate::domain::{AssignmentId, PartId, State};
use crate::store::{addition as store, beside};

const NOT_CONCERNED: Text = Text::new(
    "Orang ini tidak melihat penugasan ini.",
    "This person does not see the assignment.",
);

/// What was added, on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Added<C> {
    id: AdditionId,
    /// Whose part it is of; of deliverables.
    part_id: Option<PartId>,
    #[serde(flatten)]
    content: C,
    added_by: PersonId,
    added_at: String,
    /// What `If-Match` names, in quotes.
    version: i64,
    /// Where the file is for the caller, for an hour; of deliverables, in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    href: Option<String>,
}

impl<C: Content> Added<C> {
    fn of(addition: &Addition<C>, caller: &Caller) -> Self {
        Self {
            id: addition.id,
            part_id: addition.part_id,
            content: addition.content.clone(),
            added_by: addition.added_by,
            added_at: caller.zone.rfc3339(addition.added_at),
            version: addition.version,
            href: None,
        }
    }

    /// With the way to its file, which opens where who added it owns the file.
    fn with_file(addition: &Addition<C>, caller: &Caller, tickets: (&TicketKey, Instant)) -> Self {
        let (key, now) = tickets;
        let href = |upload_id| {
            let sight = Sight {
                upload_id,
                attached_by: addition.added_by,
                viewer: caller.person_id,
            };
            let ticket = key.write(sight, now);
            format!("/api/uploads/files/{upload_id}/content?ticket={ticket}")
        };
        Self {
            href: addition.content.upload_id().map(href),
            ..Self::of(addition, caller)
        }
    }
}

fn answer<C: Content>(caller: &Caller, status: StatusCode, addition: &Addition<C>) -> Response {
    let etag = [(header::ETAG, conditional::etag(addition.version))];
    (etag, json(status, &Added::of(addition, caller))).into_response()
}

/// The part of which something is added; refuses who may not add this kind. Everybody whom it
/// concerns comments; who works on it, or may change it, keeps the checklist; what is delivered is
/// of one's own part.
fn may_add<C: Content>(known: &Known, caller: &Caller) -> Result<Option<PartId>, Problem> {
    if C::KIND == Comment::KIND {
        return Ok(None);
    }
    if known.assignment.state.is_closed() {
        return Err(ASSIGNMENT_CLOSED.into());
    }
    let own = known.own_part(caller);
    if C::KIND == Deliverable::KIND {
        return match own {
            // Who reviews it reads what was handed in, and nothing that came after.
            Some(part) if part.state == State::Submitted => Err(NOT_NOW.into()),
            Some(part) => Ok(Some(part.id)),
            None => Err(NOT_YOURS.into()),
        };
    }
    if own.is_some() || known.manages(caller) {
        Ok(None)
    } else {
        Err(NOT_YOURS.into())
    }
}

/// Whether somebody may change or remove what is there: of the checklist who may add to it, else
/// who added it.
fn may_change<C: Content>(
    known: &Known,
    caller: &Caller,
    old: &Addition<C>,
) -> Result<(), Problem> {
    may_add::<C>(known, caller)?;
    let is_ones_own = C::KIND == Comment::KIND || C::KIND == Deliverable::KIND;
    if is_ones_own && old.added_by != caller.person_id {
        return Err(NOT_YOURS.into());
    }
    Ok(())
}

/// Nobody is told of what they may not see.
async fn check_mentions(base: &Base, known: &Known, people: &[PersonId]) -> Result<(), Problem> {
    if people.is_empty() {
        return Ok(());
    }
    let is_seen = known.assignment.is_given;
    let watchers = beside::ties(&*base.db, known.assignment.id).await?.watchers;
    let leaders = known
        .levels
        .iter()
        .flat_map(|level| [level.head, level.acting.map(|(id, _)| id)]);
    let asked = known.parts.iter().filter(|part| part.asked_at.is_some());
    let asked = asked.map(|part| part.person_id);
    let mut seen: Vec<PersonId> = leaders.flatten().chain(watchers).chain(asked).collect();
    if !is_seen {
        seen.clear();
    }
    seen.push(known.assignment.given_by);
    let faults = people
        .iter()
        .enumerate()
        .filter(|(_, person)| !seen.contains(person));
    let fault =
        |(index, _)| Fault::new(format!("/mentions/{index}"), "not_concerned", NOT_CONCERNED);
    let faults: Vec<_> = faults.map(fault).collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.into())
    }
}

pub(super) async fn put<C: Content>(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Paths(assignment, id): Paths<AssignmentId, AdditionId>,
    headers: HeaderMap,
    Json(content): Json<C>,
) -> Result<Response, Problem> {
    let content = content.check()?;
    let known = load_concerned(&base, &caller, assignment).await?;
    let is_new = !headers.contains_key(header::IF_MATCH);
    // What is there already is so whatever became of the work since.
    let first = there::<C>(&base, assignment, id).await?;
    let is_again = |old: &Addition<C>| is_new && is_same(old, &content, &caller);
    if let Some(old) = first.filter(is_again) {
        return Ok(answer(&caller, StatusCode::OK, &old));
    }
    let part_id = may_add::<C>(&known, &caller)?;
    check_mentions(&base, &known, content.mentions()).await?;
    let new = Addition {
        id,
        assignment_id: assignment,
        part_id,
        content,
        added_by: caller.person_id,
        added_at: base.now(),
        is_removed: false,
        version: 1,
    };
    if is_new && store::insert(&*base.db, &new).await.map_err(refused)? {
        return Ok(answer(&caller, StatusCode::CREATED, &new));
    }
    match there::<C>(&base, assignment, id).await? {
        Some(old) if is_new => replay(&caller, &new, &old),
        Some(old) if C::CHANGES => {
            may_change(&known, &caller, &old)?;
            change(&base, &caller, &headers, (new, old)).await
        }
        None if !is_new => Err(kind::NOT_FOUND.into()),
        _ => Err(kind::ID_REUSED.into()),
    }
}

/// One of an assignment that was not removed.
async fn there<C: Content>(
    base: &Base,
    assignment: AssignmentId,
    id: AdditionId,
) -> Result<Option<Addition<C>>, Problem> {
    let found = store::by_id::<C>(&*base.db, id).await?;
    Ok(found.filter(|one| one.assignment_id == assignment && !one.is_removed))
}

fn is_same<C: Content>(old: &Addition<C>, content: &C, caller: &Caller) -> bool {
    old.added_by == caller.person_id && old.content == *content
}

/// 200 with what this one is again.
fn replay<C: Content>(
    caller: &Caller,
    new: &Addition<C>,
    old: &Addition<C>,
) -> Result<Response, Problem> {
    if is_same(old, &new.content, caller) {
        Ok(answer(caller, StatusCode::OK, old))
    } else if C::CHANGES {
        Err(kind::VERSION_REQUIRED.into())
    } else {
        Err(kind::ID_REUSED.into())
    }
}

async fn change<C: Content>(
    base: &Base,
    caller: &Caller,
    headers: &HeaderMap,
    (new, old): (Addition<C>, Addition<C>),
) -> Result<Response, Problem> {
    check_version(caller, headers, &old)?;
    let wanted = Addition {
        content: new.content,
        ..old
    };
    let who = (caller.person_id, base.now());
    let changed = store::change(&*base.db, &wanted, who).await;
    if !changed.map_err(refused)? {
        return Err(lost(base, caller, &wanted).await?);
    }
    let done = Addition {
        version: wanted.version + 1,
        ..wanted
    };
    Ok(answer(caller, StatusCode::OK, &done))
}

fn check_version<C: Content>(
    caller: &Caller,
    headers: &HeaderMap,
    old: &Addition<C>,
) -> Result<(), Problem> {
    let checked = conditional::check_if_match(headers, old.version);
    checked.map_err(|problem| match problem.kind() {
        kind::CHANGED_MEANWHILE => problem.with_current(&Added::of(old, caller)),
        _ => problem,
    })
}

async fn lost<C: Content>(
    base: &Base,
    caller: &Caller,
    old: &Addition<C>,
) -> Result<Problem, Problem> {
    let now = store::by_id::<C>(&*base.db, old.id).await?;
    Ok(match now.filter(|now| !now.is_removed) {
        Some(now) => {
            let problem = conditional::changed_meanwhile(now.version);
            problem.with_current(&Added::of(&now, caller))
        }
        None => kind::NOT_FOUND.into(),
    })
}

pub(super) async fn remove<C: Content>(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Paths(assignment, id): Paths<AssignmentId, AdditionId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let known = load_concerned(&base, &caller, assignment).await?;
    let old = there::<C>(&base, assignment, id).await?;
    let old = old.ok_or(kind::NOT_FOUND)?;
    may_change(&known, &caller, &old)?;
    check_version(&caller, &headers, &old)?;
    let who = (caller.person_id, base.now());
    let removed = store::remove(&*base.db, (id, old.version), who).await;
    if !removed.map_err(refused)? {
        return Err(lost(&base, &caller, &old).await?);
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn list<C: Content>(
    Extract(base): Extract<Base>,
    Extract(tickets): Extract<TicketKey>,
    SignedIn(caller): SignedIn,
    Path(assignment): Path<AssignmentId>,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["limit", "cursor"])?;
    load_seen(&base, &caller, assignment).await?;
    let mut page = Page::<String>::of(&params)?;
    let (after, limit) = (page.after.take(), page.limit_plus_one());
    let mut found = store::of_assignment::<C>(&*base.db, assignment, after, limit).await?;
    let path = format!("{PREFIX}/assignments/{assignment}/{}", C::NOUN);
    let headers = page.cut(&path, &[], &mut found, |one| one.id.to_string());
    let tickets = (&tickets, base.now());
    let views: Vec<_> = found
        .iter()
        .map(|one| Added::with_file(one, &caller, tickets))
        .collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}
