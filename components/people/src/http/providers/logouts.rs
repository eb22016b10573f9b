//! A provider tells that somebody signed out there: what it let in ends here as well (OpenID
//! Connect Back-Channel Logout 1.0 §2.5).

use axum::extract::{Request, State};
use http::StatusCode;
use ngantor_core::id::IdentityProviderId;
use ngantor_http::{Path, Problem, octets};

use super::{documents, load};
use crate::domain::provider::claims::Claims;
use crate::domain::provider::jws::TOKEN_MAX_BYTES;
use crate::http::App;
use crate::http::kinds::providers::{LOGOUT_NOT_BELIEVED, PROVIDER_NOT_BELIEVED};
use crate::store::provider_link::{Seal, end_sessions};

/// The most bytes of the form around a token.
const FORM_MAX_BYTES: usize = TOKEN_MAX_BYTES + 1024;

/// Ends the sessions that a token means. A provider that is off may still end what it let in.
pub(super) async fn end(
    State(app): State<App>,
    Path(id): Path<IdentityProviderId>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let provider = load(&app, id).await?;
    let form = octets::read(request, FORM_MAX_BYTES).await?;
    let token = form_urlencoded::parse(&form).find(|(name, _)| name == "logout_token");
    let (_, token) = token.ok_or_else(|| not_believed("there is no token"))?;
    let content = documents::signed(&app, &provider, &token).await;
    // That specification wants 400 where sign-ins are refused with 403.
    let content = content.map_err(|problem| match problem.kind() {
        PROVIDER_NOT_BELIEVED => not_believed("its signature is not good"),
        _ => problem,
    })?;
    let now = app.base.now();
    let claims = Claims::read(&content).and_then(|claims| {
        claims.check_logout(&provider, now)?;
        Ok(claims)
    });
    let claims = claims.map_err(not_believed)?;
    match end_named(&app, &provider.issuer, &claims).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(not_believed("it was used before")),
    }
}

/// Ends the sessions that claims name; says whether the token was new. Those from before the
/// master secret was changed are found by whose they are, whom the start has sealed anew, and not
/// by their own names alone.
async fn end_named(app: &App, issuer: &str, claims: &Claims) -> Result<bool, Problem> {
    let master = &app.master;
    let subject = claims.sub.as_deref();
    let subject = subject.map(|subject| Seal::of_subject(master, issuer, subject));
    let sid = claims.sid.as_deref();
    let sid = sid.map(|sid| Seal::of_session(master, issuer, sid));
    let jti = claims.jti.as_deref().unwrap_or_default();
    let token = Seal::of_token(master, issuer, jti);
    let whose = (subject.as_ref(), sid.as_ref());
    Ok(end_sessions(&*app.base.db, &token, whose, app.base.now()).await?)
}

fn not_believed(words: &str) -> Problem {
    Problem::from(LOGOUT_NOT_BELIEVED).caused_by(&words)
}
