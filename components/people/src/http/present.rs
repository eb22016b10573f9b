//! Who calls, as of now. Other functions believe a token for its ten minutes; this one knows
//! better: whoever lost a role, or whose session ended, must not use the minutes that are left
//! to get it back.

use axum::extract::FromRequestParts;
use http::request::Parts;
use ngantor_core::caller::{Caller, Reach};
use ngantor_http::{Problem, SignedIn, kind};

use super::App;
use crate::domain::access::may_keep_providers;
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
        let db = &*app.base.db;
        let present = match caller.reach {
            Reach::Whole => store::session::present(db, caller, app.base.now()).await?,
            Reach::Read | Reach::Write => store::app::present(db, caller, app.base.now()).await?,
        };
        Ok(Self(present.ok_or(kind::UNAUTHENTICATED)?))
    }
}
