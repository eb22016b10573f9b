//! Who calls, as of now. Other functions believe a token for its ten minutes; this one knows
//! better: whoever lost a role, or whose session ended, must not use the minutes that are left
//! to get it back.

use axum::extract::FromRequestParts;
use http::request::Parts;
use ngantor_core::caller::{Caller, Reach};
use ngantor_directory::zone;
use ngantor_http::{Problem, SignedIn, kind};

use super::App;
use crate::domain::access::may_keep_providers;
use crate::domain::person::Person;
use crate::store;

/// An administrator; 403 for others.
pub(super) struct Administrator(pub(super) Caller);

impl FromRequestParts<App> for Administrator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Present(caller) = Present::from_request_parts(parts, app).await?;
        match may_keep_providers(&caller) {
            true => Ok(Self(caller)),
            false => Err(kind::FORBIDDEN.into()),
        }
    }
}

/// A signed-in person with the roles of now, or an app of theirs; 401 without one or when the
/// session is over or the app is out.
pub(super) struct Present(pub(super) Caller);

impl FromRequestParts<App> for Present {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let SignedIn(caller) = SignedIn::from_request_parts(parts, app).await?;
        let (db, now) = (&*app.base.db, app.base.now());
        let here = zone::at(db, caller.person_id, now).await?;
        let caller = Caller {
            zone: here.ok_or(kind::UNAUTHENTICATED)?,
            ..caller
        };
        let present = match caller.reach {
            Reach::Whole => store::session::present(db, caller, now).await?,
            Reach::Read | Reach::Write => store::app::present(db, caller, now).await?,
        };
        Ok(Self(present.ok_or(kind::UNAUTHENTICATED)?))
    }
}

/// Somebody who still works here, with the zone in which they do today; nobody whose last day is
/// over there.
pub(super) async fn still_here(
    app: &App,
    person: Option<Person>,
) -> Result<Option<Person>, Problem> {
    let Some(person) = person else {
        return Ok(None);
    };
    let now = app.base.now();
    let here = zone::at(&*app.base.db, person.id, now).await?;
    let person = Person {
        zone: here.unwrap_or(person.zone),
        ..person
    };
    Ok(Some(person).filter(|person| person.works_at(now)))
}
