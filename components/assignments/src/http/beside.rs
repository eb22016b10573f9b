//! Tags, watchers, what an assignment needs and what it serves: each is there or not. Setting what
//! is set changes nothing and answers the same.

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_core::id::PersonId;
use ngantor_core::refusal::Fault;
use ngantor_core::time::Day;
use ngantor_directory::tree;
use ngantor_http::{Base, Json, Paths, Problem, SignedIn};

use super::assignments::NO_PERSON;
use super::kinds::{NOT_NOW, NOT_YOURS};
use super::known::{Known, load_concerned, load_seen, refused};
use crate::domain::AssignmentId;
use crate::domain::tie::{LinkForm, Linked, Tag, Tie};
use crate::store::beside::{self as store, Hand};

/// Marks the ids of rows that are made here.
enum Beside {}

fn hand(base: &Base, caller: &Caller) -> Hand {
    Hand {
        new_id: base.new_id::<Beside>().to_string(),
        by: caller.person_id,
        at: base.now(),
    }
}

async fn tie(
    base: &Base,
    caller: &Caller,
    id: AssignmentId,
    to: &Tie,
) -> Result<Response, Problem> {
    let tied = store::tie(&*base.db, id, to, None, &hand(base, caller)).await;
    tied.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn untie(
    base: &Base,
    caller: &Caller,
    id: AssignmentId,
    from: &Tie,
) -> Result<Response, Problem> {
    store::untie(&*base.db, id, from, &hand(base, caller)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// One on which the caller works, or which they may change.
async fn load_worked_on(base: &Base, caller: &Caller, id: AssignmentId) -> Result<Known, Problem> {
    let known = load_concerned(base, caller, id).await?;
    if known.manages(caller) || known.own_part(caller).is_some() {
        Ok(known)
    } else {
        Err(NOT_YOURS.into())
    }
}

/// One that the caller may change.
async fn load_managed(base: &Base, caller: &Caller, id: AssignmentId) -> Result<Known, Problem> {
    let known = load_concerned(base, caller, id).await?;
    if known.manages(caller) {
        Ok(known)
    } else {
        Err(NOT_YOURS.into())
    }
}

pub(super) async fn add_tag(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Paths(id, tag): Paths<AssignmentId, Tag>,
) -> Result<Response, Problem> {
    load_worked_on(&base, &caller, id).await?;
    tie(&base, &caller, id, &Tie::Tag(tag)).await
}

pub(super) async fn remove_tag(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Paths(id, tag): Paths<AssignmentId, Tag>,
) -> Result<Response, Problem> {
    load_worked_on(&base, &caller, id).await?;
    untie(&base, &caller, id, &Tie::Tag(tag)).await
}

/// One watches by oneself what one sees, as long as one does; who may change it has others watch
/// it, who then see it.
async fn check_watcher(
    base: &Base,
    caller: &Caller,
    (id, person): (AssignmentId, PersonId),
) -> Result<(), Problem> {
    let known = load_concerned(base, caller, id).await?;
    if person == caller.person_id || known.manages(caller) {
        Ok(())
    } else {
        Err(NOT_YOURS.into())
    }
}

pub(super) async fn watch(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Paths(id, person): Paths<AssignmentId, PersonId>,
) -> Result<Response, Problem> {
    check_watcher(&base, &caller, (id, person)).await?;
    let today = Day(caller.zone.day(base.now()));
    let who = tree::person(&*base.db, person).await?;
    if !who.is_some_and(|who| who.works_on(today)) {
        return Err(Fault::new("", "no_person", NO_PERSON).into());
    }
    tie(&base, &caller, id, &Tie::Watcher(person)).await
}

pub(super) async fn stop_watching(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Paths(id, person): Paths<AssignmentId, PersonId>,
) -> Result<Response, Problem> {
    check_watcher(&base, &caller, (id, person)).await?;
    untie(&base, &caller, id, &Tie::Watcher(person)).await
}

pub(super) async fn need(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Paths(id, needed): Paths<AssignmentId, AssignmentId>,
) -> Result<Response, Problem> {
    load_managed(&base, &caller, id).await?;
    // It would wait for what its people may not see.
    if !load_seen(&base, &caller, needed).await?.assignment.is_given {
        return Err(NOT_NOW.into());
    }
    if id == needed {
        return Err(super::kinds::CIRCLE.into());
    }
    tie(&base, &caller, id, &Tie::Need(needed)).await
}

pub(super) async fn need_no_more(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Paths(id, needed): Paths<AssignmentId, AssignmentId>,
) -> Result<Response, Problem> {
    load_managed(&base, &caller, id).await?;
    untie(&base, &caller, id, &Tie::Need(needed)).await
}

pub(super) async fn link<L: Linked>(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Paths(id, linked): Paths<AssignmentId, L>,
    Json(form): Json<LinkForm>,
) -> Result<Response, Problem> {
    let label = form.check()?;
    load_worked_on(&base, &caller, id).await?;
    let hand = hand(&base, &caller);
    let tied = store::tie(&*base.db, id, &linked.tie(), Some(&label), &hand).await;
    tied.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn unlink<L: Linked>(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Paths(id, linked): Paths<AssignmentId, L>,
) -> Result<Response, Problem> {
    load_worked_on(&base, &caller, id).await?;
    untie(&base, &caller, id, &linked.tie()).await
}
