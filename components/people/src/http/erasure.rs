//! Having it forgotten who somebody was, once their record need not be kept any longer (UU 27/2022
//! art. 43 and 44). What they did stays, without their name.
//!
//! It cannot be undone, so it is only asked for here, and comes true with the regular work
//! ([`super::tick`]) some days later.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use chrono::Duration;
use http::StatusCode;
use ngantor_core::id::PersonId;
use ngantor_core::time::{Day, Zone};
use ngantor_http::page::Page;
use ngantor_http::{Params, Path, Problem, json, kind};
use serde::Serialize;

use super::people::Keeper;
use super::{App, PREFIX, kinds, today};
use crate::domain::access::may_erase;
use crate::domain::person::kept_until;
use crate::store;
use crate::store::erasure::{self, Erasure};

/// How many days pass before what was asked comes true: whoever keeps the records sees it in the
/// list meanwhile, and can take it back.
pub const ERASURE_SETTLES_DAYS: i64 = 7;

/// That somebody is to be forgotten.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Erasure))]
pub(crate) struct ErasureView {
    person_id: PersonId,
    /// RFC 3339.
    asked_at: String,
    /// The administrator who asked for it.
    asked_by: PersonId,
    /// From when on it may come true, RFC 3339.
    due_at: String,
}

impl ErasureView {
    fn of(erasure: &Erasure, zone: Zone) -> Self {
        Self {
            person_id: erasure.person_id,
            asked_at: zone.rfc3339(erasure.asked_at),
            asked_by: erasure.asked_by,
            due_at: zone.rfc3339(erasure.due_at),
        }
    }
}

/// All that is asked, for whoever may take it back.
pub(super) async fn list(
    State(app): State<App>,
    Keeper(caller): Keeper,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["limit", "cursor"])?;
    let mut page = Page::<(i64, String)>::of(&params)?;
    let (after, limit) = (page.after.take(), page.limit_plus_one());
    let mut found = erasure::all(&*app.base.db, after, limit).await?;
    let key = |one: &Erasure| (one.due_at.timestamp_millis(), one.person_id.to_string());
    let headers = page.cut(&format!("{PREFIX}/erasures"), &[], &mut found, key);
    let view = |one| ErasureView::of(one, caller.zone);
    let views: Vec<_> = found.iter().map(view).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

/// Asks for it; asked already, it stays as it was asked.
pub(super) async fn ask(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<PersonId>,
) -> Result<Response, Problem> {
    if !may_erase(&caller) {
        return Err(kind::FORBIDDEN.into());
    }
    let db = &*app.base.db;
    let person = store::person_by_id(db, id).await?.ok_or(kind::NOT_FOUND)?;
    let institution = store::institution(db).await?.ok_or(kind::NOT_FOUND)?;
    let over = kept_until(person.ends_on, institution.retention_years);
    if over.is_none_or(|Day(last)| today(&app, &caller).0 <= last) {
        return Err(kinds::STILL_KEPT.into());
    }
    let asked_at = app.base.now();
    let asked = Erasure {
        person_id: id,
        asked_at,
        asked_by: caller.person_id,
        due_at: asked_at + Duration::days(ERASURE_SETTLES_DAYS),
    };
    let show = |one: &Erasure| json(StatusCode::ACCEPTED, &ErasureView::of(one, caller.zone));
    if erasure::ask(db, &asked, person.version).await? {
        return Ok(show(&asked));
    }
    let before = erasure::of_person(db, id).await?;
    let before = before.ok_or(kind::CHANGED_MEANWHILE)?;
    Ok(show(&before))
}

/// Takes it back: that loses nothing, so personnel may as well.
pub(super) async fn take_back(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<PersonId>,
) -> Result<StatusCode, Problem> {
    let (db, whose) = (&*app.base.db, (id, caller.person_id));
    match erasure::take_back(db, whose, app.base.now()).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(kind::NOT_FOUND.into()),
    }
}
