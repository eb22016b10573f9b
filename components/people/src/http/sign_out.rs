//! Signing out.

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::request::Parts;
use ngantor_core::id::SessionId;
use ngantor_http::{Problem, SignedIn, bearer_token};

use super::{App, cookies};
use crate::domain::session::RefreshToken;
use crate::store::session::{End, end};

/// The session of the caller: that of the access token or, since whoever leaves may have been
/// away for longer than it lives, that of the refresh token, as a bearer or in its cookie.
pub(super) struct Leaving(SessionId);

impl FromRequestParts<App> for Leaving {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let refusal = match SignedIn::from_request_parts(parts, app).await {
            Ok(SignedIn(caller)) => return Ok(Self(caller.session_id)),
            Err(refusal) => refusal,
        };
        let headers = &parts.headers;
        let text = bearer_token(headers).or_else(|| cookies::refresh(headers));
        let token = text.and_then(|text| RefreshToken::read(&text, &app.master));
        token.map(|token| Self(token.session_id)).ok_or(refusal)
    }
}

pub(super) async fn sign_out(
    State(app): State<App>,
    Leaving(session_id): Leaving,
) -> Result<Response, Problem> {
    end(&*app.base.db, session_id, End::SignedOut, app.base.now()).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    cookies::clear(&mut response, &app.functions);
    Ok(response)
}
