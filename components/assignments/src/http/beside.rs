//! Tags, watchers, and what an assignment needs: each is there or not. Setting what is set changes
//! nothing and answers the same.

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_core::id::PersonId;
use ngantor_core::refusal::Fault;
use ngantor_directory::tree;
use ngantor_http::{Base, Paths, Problem, SignedIn};

use super::assignments::NO_PERSON;
use super::kinds::NOT_YOURS;
use super::known::{Known, load_concerned, load_seen, refused};
use crate::domain::AssignmentId;
use crate::domain::addition::Tag;
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

fn nothing() -> Response {
    StatusCode::NO_CONTENT.into_response()
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
    let added = store::add_tag(&*base.db, id, &tag, &hand(&base, &caller)).await;
    added.map_err(refused)?;
    Ok(nothing())
}

pub(super) async fn remove_tag(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Paths(id, tag): Paths<AssignmentId, Tag>,
) -> Result<Response, Problem> {
    load_worked_on(&base, &caller, id).await?;
    store::remove_tag(&*base.db, id, &tag, &hand(&base, &caller)).await?;
    Ok(nothing())
}

/// One watches by oneself what one sees; who may change it has others watch it, who then see it.
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
    if tree::person(&*base.db, person).await?.is_none() {
        return Err(Fault::new("", "no_person", NO_PERSON).into());
    }
    let watched = store::watch(&*base.db, id, person, &hand(&base, &caller)).await;
    watched.map_err(refused)?;
    Ok(nothing())
}

pub(super) async fn stop_watching(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Paths(id, person): Paths<AssignmentId, PersonId>,
) -> Result<Response, Problem> {
    check_watcher(&base, &caller, (id, person)).await?;
    store::stop_watching(&*base.db, id, person, &hand(&base, &caller)).await?;
    Ok(nothing())
}

pub(super) async fn need(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Paths(id, needed): Paths<AssignmentId, AssignmentId>,
) -> Result<Response, Problem> {
    load_managed(&base, &caller, id).await?;
    load_seen(&base, &caller, needed).await?;
    if id == needed {
        return Err(super::kinds::CIRCLE.into());
    }
    let needs = store::need(&*base.db, id, needed, &hand(&base, &caller)).await;
    needs.map_err(refused)?;
    Ok(nothing())
}

pub(super) async fn need_no_more(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Paths(id, needed): Paths<AssignmentId, AssignmentId>,
) -> Result<Response, Problem> {
    load_managed(&base, &caller, id).await?;
    store::need_no_more(&*base.db, id, needed, &hand(&base, &caller)).await?;
    Ok(nothing())
}
