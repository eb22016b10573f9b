//! The filters that people keep for their lists. A list reads none of them: who shows it sends the
//! query.

use axum::extract::{FromRequestParts as _, State as Extract};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, Request, StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_http::{Base, Json, Params, Path, Problem, SignedIn, conditional, json, kind};
use serde::Serialize;

use super::known::refused;
use super::lists;
use crate::domain::saved_filter::{SavedFilter, SavedFilterForm, SavedFilterId};
use crate::store::saved_filter as store;

const NO_QUERY: Text = Text::new(
    "Daftar penugasan tidak memahaminya.",
    "The list does not understand it.",
);

/// A saved filter on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = SavedFilter))]
pub(crate) struct SavedFilterView<'a> {
    id: SavedFilterId,
    name: &'a str,
    /// What stands after the `?` of the list.
    query: &'a str,
    /// What `If-Match` names, in quotes.
    version: i64,
}

impl<'a> SavedFilterView<'a> {
    fn of(filter: &'a SavedFilter) -> Self {
        Self {
            id: filter.id,
            name: &filter.name,
            query: &filter.query,
            version: filter.version,
        }
    }
}

fn answer(status: StatusCode, filter: &SavedFilter) -> Response {
    let etag = [(header::ETAG, conditional::etag(filter.version))];
    (etag, json(status, &SavedFilterView::of(filter))).into_response()
}

pub(super) async fn list(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
) -> Result<Response, Problem> {
    let found = store::of_person(&*base.db, caller.person_id).await?;
    let views: Vec<_> = found.iter().map(SavedFilterView::of).collect();
    Ok(json(StatusCode::OK, &views))
}

/// Whether the list would take the query: its parameters, and nothing of a page.
async fn check_query(base: &Base, caller: &Caller, query: &str) -> Result<(), Problem> {
    let fault = || Problem::from(Fault::new("/query", "not_a_query", NO_QUERY));
    let request = Request::get(format!("/?{query}")).body(());
    let (mut parts, ()) = request.map_err(|_| fault())?.into_parts();
    // What stands behind a `#` is no part of it.
    if parts.uri.query() != Some(query) {
        return Err(fault());
    }
    let params = Params::from_request_parts(&mut parts, base).await?;
    let params = params.only(lists::FILTERS).map_err(|_| fault())?;
    lists::check(base, caller, &params).map_err(|_| fault())
}

pub(super) async fn put(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<SavedFilterId>,
    headers: HeaderMap,
    Json(form): Json<SavedFilterForm>,
) -> Result<Response, Problem> {
    let (name, query) = form.check()?;
    check_query(&base, &caller, &query).await?;
    let new = SavedFilter {
        id,
        person_id: caller.person_id,
        name,
        query,
        version: 1,
    };
    let is_new = !headers.contains_key(header::IF_MATCH);
    let inserted = is_new
        && store::insert(&*base.db, &new, base.now())
            .await
            .map_err(refused)?;
    if inserted {
        return Ok(answer(StatusCode::CREATED, &new));
    }
    let old = store::by_id(&*base.db, id, caller.person_id).await?;
    match old {
        Some(old) if !is_new => {
            change(
                &base,
                &headers,
                SavedFilter {
                    version: old.version,
                    ..new
                },
                &old,
            )
            .await
        }
        Some(old) if (&old.name, &old.query) == (&new.name, &new.query) => {
            Ok(answer(StatusCode::OK, &old))
        }
        Some(_) => Err(kind::VERSION_REQUIRED.into()),
        None if is_new => Err(kind::ID_REUSED.into()),
        None => Err(kind::NOT_FOUND.into()),
    }
}

async fn change(
    base: &Base,
    headers: &HeaderMap,
    new: SavedFilter,
    old: &SavedFilter,
) -> Result<Response, Problem> {
    check_version(headers, old)?;
    if !store::change(&*base.db, &new, base.now()).await? {
        return Err(lost(base, old).await?);
    }
    let done = SavedFilter {
        version: new.version + 1,
        ..new
    };
    Ok(answer(StatusCode::OK, &done))
}

pub(super) async fn remove(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<SavedFilterId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let old = store::by_id(&*base.db, id, caller.person_id).await?;
    let old = old.ok_or(kind::NOT_FOUND)?;
    check_version(&headers, &old)?;
    if !store::remove(&*base.db, &old, base.now()).await? {
        return Err(lost(&base, &old).await?);
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn check_version(headers: &HeaderMap, old: &SavedFilter) -> Result<(), Problem> {
    let checked = conditional::check_if_match(headers, old.version);
    checked.map_err(|problem| match problem.kind() {
        kind::CHANGED_MEANWHILE => problem.with_current(&SavedFilterView::of(old)),
        _ => problem,
    })
}

/// Somebody else was quicker, on another device of the same person.
async fn lost(base: &Base, old: &SavedFilter) -> Result<Problem, Problem> {
    let now = store::by_id(&*base.db, old.id, old.person_id).await?;
    Ok(match now {
        Some(now) => {
            let problem = conditional::changed_meanwhile(now.version);
            problem.with_current(&SavedFilterView::of(&now))
        }
        None => kind::NOT_FOUND.into(),
    })
}
