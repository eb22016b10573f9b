//! Forgetting who somebody was, once their record need not be kept any longer (UU 27/2022
//! art. 43 and 44). What they did stays, without their name.

use axum::extract::State;
use http::StatusCode;
use ngantor_core::id::PersonId;
use ngantor_core::time::Day;
use ngantor_http::{Path, Problem, kind};

use super::people::{Keeper, refused};
use super::{App, kinds, today};
use crate::domain::access::may_erase;
use crate::domain::person::kept_until;
use crate::store::{self, person};

pub(super) async fn erase(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<PersonId>,
) -> Result<StatusCode, Problem> {
    if !may_erase(&caller) {
        return Err(kind::FORBIDDEN.into());
    }
    let db = &*app.base.db;
    let person = store::person_by_id(db, id).await?.ok_or(kind::NOT_FOUND)?;
    let institution = store::institution(db).await?.ok_or(kind::NOT_FOUND)?;
    let years = institution.retention_years;
    let over = kept_until(person.ends_on, years);
    if over.is_none_or(|Day(last)| today(&app, &caller).0 <= last) {
        return Err(kinds::STILL_KEPT.into());
    }
    let now = app.base.now();
    let erased = person::erase(db, id, person.version, caller.person_id, now).await;
    if erased.map_err(refused)? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(kind::CHANGED_MEANWHILE.into())
    }
}
