//! The door of uploads: which method is meant, by whom, and in which protocol.

use axum::extract::{FromRequestParts as _, Request, State};
use axum::response::Response;
use http::request::Parts;
use http::{HeaderValue, Method};
use ngantor_core::caller::Caller;
use ngantor_http::{Path, Problem, SignedIn, kind, same_site};

use super::kinds::GONE;
use super::{App, headers, tus};
use crate::domain::{Upload, UploadId};
use crate::store::upload;

/// `/files`.
pub(super) async fn all(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let answer = async {
        let parts = meant(parts)?;
        if parts.method == Method::OPTIONS {
            return Ok(tus::options(&app));
        }
        let (parts, SignedIn(caller)) = signed_in(parts, &app).await?;
        match parts.method {
            Method::POST => tus::create(&app, &caller, (&parts.headers, body)).await,
            _ => Err(kind::METHOD_NOT_ALLOWED.into()),
        }
    };
    tus::mark(answer.await)
}

/// `/files/{id}`.
pub(super) async fn one(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let answer = async {
        let parts = meant(parts)?;
        if parts.method == Method::OPTIONS {
            return Ok(tus::options(&app));
        }
        let (mut parts, SignedIn(caller)) = signed_in(parts, &app).await?;
        let Path(id) = Path::<UploadId>::from_request_parts(&mut parts, &app).await?;
        match parts.method {
            Method::HEAD => tus::head(&app, &caller, id, &parts.headers).await,
            Method::PATCH => tus::append(&app, &caller, id, (&parts.headers, body)).await,
            Method::DELETE => tus::remove(&app, &caller, id, &parts.headers).await,
            _ => Err(kind::METHOD_NOT_ALLOWED.into()),
        }
    };
    tus::mark(answer.await)
}

/// The request with the method that `X-HTTP-Method-Override` names, where it does: clients behind
/// proxies that know GET and POST only. What a page of another site may not send as it is, it may
/// not send under another name either.
fn meant(mut parts: Parts) -> Result<Parts, Problem> {
    if let Some(name) = headers::text(&parts.headers, "x-http-method-override")? {
        let method = Method::from_bytes(name.as_bytes());
        parts.method = method.map_err(|_| kind::METHOD_NOT_ALLOWED)?;
        same_site::check(&parts.method, &parts.uri, &parts.headers)?;
    }
    Ok(parts)
}

async fn signed_in(mut parts: Parts, app: &App) -> Result<(Parts, SignedIn), Problem> {
    let caller = SignedIn::from_request_parts(&mut parts, app).await?;
    Ok((parts, caller))
}

/// An upload of one's own that is there.
pub(super) async fn own(app: &App, caller: &Caller, id: UploadId) -> Result<Upload, Problem> {
    let found = upload::by_id(&*app.base.db, id).await?;
    let own = found.filter(|upload| upload.person_id == caller.person_id);
    let own = own.ok_or(kind::NOT_FOUND)?;
    if own.state.is_gone() {
        return Err(GONE.into());
    }
    Ok(own)
}

/// A number as a header's value.
pub(super) fn number(number: u64) -> HeaderValue {
    HeaderValue::from(number)
}
