//! The door of uploads: which method is meant, by whom, and in which protocol.

use axum::extract::{FromRequestParts as _, Request, State};
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method};
use ngantor_core::caller::Caller;
use ngantor_http::{Params, Path, Problem, SignedIn, kind, same_site};

use super::kinds::GONE;
use super::{App, IDLE_MAX, draft, headers, plain, tus, view};
use crate::domain::{Upload, UploadId};
use crate::store::upload;

/// By which protocol a request speaks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Protocol {
    /// tus 1.0.0.
    Tus,
    /// The draft of the IETF, or plain HTTP.
    Http,
}

/// tus says so itself. Whoever says nothing and writes is told of the version of tus that is
/// spoken, unless it is a draft's field or a whole file.
fn protocol_of(method: &Method, headers: &HeaderMap) -> Protocol {
    let is_tus = headers.contains_key("tus-resumable");
    let is_draft = headers.contains_key("upload-complete");
    match *method {
        Method::GET | Method::PUT => Protocol::Http,
        Method::HEAD | Method::DELETE if !is_tus => Protocol::Http,
        _ if is_draft && !is_tus => Protocol::Http,
        _ => Protocol::Tus,
    }
}

/// `/files`.
pub(super) async fn all(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut protocol = protocol_of(&parts.method, &parts.headers);
    let answer = async {
        let mut parts = meant(parts)?;
        protocol = protocol_of(&parts.method, &parts.headers);
        if parts.method == Method::OPTIONS {
            return Ok(draft::options(&app, tus::options(&app)));
        }
        let SignedIn(caller) = SignedIn::from_request_parts(&mut parts, &app).await?;
        match (&parts.method, protocol) {
            (&Method::GET | &Method::HEAD, _) => {
                let params = Params::from_request_parts(&mut parts, &app).await?;
                view::list(&app, &caller, params).await
            }
            (&Method::POST, Protocol::Tus) => {
                tus::create(&app, &caller, (&parts.headers, body)).await
            }
            (&Method::POST, Protocol::Http) => {
                draft::create(&app, &caller, (&parts.headers, body)).await
            }
            _ => Err(kind::METHOD_NOT_ALLOWED.into()),
        }
    };
    let answer = answer.await;
    mark(&app, protocol, answer)
}

/// `/files/{id}`.
pub(super) async fn one(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut protocol = protocol_of(&parts.method, &parts.headers);
    let answer = async {
        let mut parts = meant(parts)?;
        protocol = protocol_of(&parts.method, &parts.headers);
        if parts.method == Method::OPTIONS {
            return Ok(draft::options(&app, tus::options(&app)));
        }
        let SignedIn(caller) = SignedIn::from_request_parts(&mut parts, &app).await?;
        let Path(id) = Path::<UploadId>::from_request_parts(&mut parts, &app).await?;
        let params = Params::from_request_parts(&mut parts, &app).await?;
        let who = (&app, &caller, id);
        let headers = &parts.headers;
        match (&parts.method, protocol) {
            (&Method::GET, _) => view::show(who, params).await,
            (&Method::PUT, _) => plain::put(who, params, (headers, body)).await,
            (&Method::HEAD, Protocol::Tus) => tus::head(who, headers).await,
            (&Method::HEAD, Protocol::Http) => draft::head(who).await,
            (&Method::PATCH, Protocol::Tus) => tus::append(who, (headers, body)).await,
            (&Method::PATCH, Protocol::Http) => draft::append(who, (headers, body)).await,
            (&Method::DELETE, Protocol::Tus) => tus::remove(who, headers).await,
            (&Method::DELETE, Protocol::Http) => remove(who).await,
            _ => Err(kind::METHOD_NOT_ALLOWED.into()),
        }
    };
    let answer = answer.await;
    mark(&app, protocol, answer)
}

/// Whose request is about which upload.
pub(super) type Who<'a> = (&'a App, &'a Caller, UploadId);

fn mark(app: &App, protocol: Protocol, answer: Result<Response, Problem>) -> Response {
    match protocol {
        Protocol::Tus => tus::mark(answer),
        Protocol::Http => draft::mark(app, answer),
    }
}

/// The request with the method that `X-HTTP-Method-Override` names, where it does: clients behind
/// proxies that know GET and POST only. What a page of another site may not send as it is, it may
/// not send under another name either.
fn meant(mut parts: Parts) -> Result<Parts, Problem> {
    if let Some(name) = headers::text(&parts.headers, "x-http-method-override")? {
        let method = Method::from_bytes(name.as_bytes());
        let method = method.map_err(|_| kind::METHOD_NOT_ALLOWED)?;
        same_site::check(&method, &parts.uri, &parts.headers)?;
        parts.method = method;
    }
    Ok(parts)
}

/// An upload of one's own that is there.
pub(super) async fn own((app, caller, id): Who<'_>) -> Result<Upload, Problem> {
    let found = upload::by_id(&*app.base.db, id).await?;
    let own = found.filter(|upload| upload.person_id == caller.person_id);
    let own = own.ok_or(kind::NOT_FOUND)?;
    let is_late = own
        .expires_at(IDLE_MAX)
        .is_some_and(|at| at <= app.base.now());
    if own.state.is_gone() || is_late {
        return Err(GONE.into());
    }
    Ok(own)
}

/// Takes an upload away.
pub(super) async fn remove(who: Who<'_>) -> Result<Response, Problem> {
    let found = own(who).await?;
    let (app, caller, _) = who;
    upload::remove(&*app.base.db, (found.id, caller.person_id), app.base.now()).await?;
    Ok(axum::response::IntoResponse::into_response(
        http::StatusCode::NO_CONTENT,
    ))
}

/// A number as a header's value.
pub(super) fn number(number: u64) -> HeaderValue {
    HeaderValue::from(number)
}
