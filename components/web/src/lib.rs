//! The pages, served with hashes and a strict content security policy.
//!
//! | path | answer |
//! |---|---|
//! | `/`, `/account`, `/activities`, `/assign`, `/assignment`, `/assignments` | the shell |
//! | `/day`, `/device`, `/directory`, `/files`, `/imports`, `/institution`, `/links` | the shell |
//! | `/month`, `/person`, `/recap`, `/receipt`, `/requests`, `/reset`, `/setup` | the shell |
//! | `/sign-in`, `/sign-in/return`, `/team` | the shell |
//! | `/assets/<version>/…` | one file of `assets/`, kept by browsers for ever |
//! | `/favicon.ico` | the logo |
//! | `/health` | `{"status":"ok"}` |
//! | `/api/…`, `/internal/…` | 404 as a problem document: no such function is installed |
//! | anything else | the shell with status 404, which shows a friendly page |
//!
//! What a page does is in `assets/js`; this crate only hands files out. [`respond`] is pure.

pub mod asset;
#[cfg(target_family = "wasm")]
mod component;
pub mod encoding;
mod headers;
mod problem;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Response, StatusCode, header};

use crate::asset::File;
use crate::encoding::Coding;
use ngantor_problem::kind;

/// The paths that the app in the shell has a page for.
pub const PAGES: &[&str] = &[
    "/",
    "/account",
    "/activities",
    "/assign",
    "/assignment",
    "/assignments",
    "/day",
    "/device",
    "/directory",
    "/files",
    "/imports",
    "/institution",
    "/links",
    "/month",
    "/person",
    "/recap",
    "/receipt",
    "/requests",
    "/reset",
    "/setup",
    "/sign-in",
    "/sign-in/return",
    "/team",
];

const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");
const KEEP_FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const NEVER_KEEP: HeaderValue = HeaderValue::from_static("no-store");

/// Asks the node to keep an answer and to give it to everybody, until this code is replaced
/// (RFC 9213); other hosts leave the field alone.
const NODE_KEEPS: (HeaderName, HeaderValue) = (
    HeaderName::from_static("ngantor-cache-control"),
    HeaderValue::from_static("max-age=31536000"),
);

/// Answers one request.
pub fn respond(request: &Parts) -> Response<Bytes> {
    let mut response = route(request);
    headers::secure(response.headers_mut());
    if request.method == Method::HEAD {
        *response.body_mut() = Bytes::new();
    }
    response
}

fn route(request: &Parts) -> Response<Bytes> {
    let path = request.uri.path();
    // A function answers its own methods; one that is not installed has none.
    if is_below(path, "/api") || is_below(path, "/internal") {
        return problem::render(kind::NOT_FOUND, &request.headers);
    }
    if !matches!(request.method, Method::GET | Method::HEAD) {
        return problem::render(kind::METHOD_NOT_ALLOWED, &request.headers);
    }
    match path {
        "/health" => health(),
        "/favicon.ico" => match asset::find("icons/logo.svg") {
            Some(file) => represent(file, request, StatusCode::OK, ASK_EACH_TIME),
            None => problem::render(kind::NOT_FOUND, &request.headers),
        },
        _ if PAGES.contains(&path) => shell(request),
        _ if is_below(path, "/assets") => versioned(path, request),
        _ => represent(&asset::SHELL, request, StatusCode::NOT_FOUND, NEVER_KEEP),
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn health() -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(b"{\"status\":\"ok\"}"));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(header::CACHE_CONTROL, NEVER_KEEP);
    response
}

/// The shell, or 304 when the browser has this very version.
fn shell(request: &Parts) -> Response<Bytes> {
    let tag = asset::shell_tag();
    let mut response = if asked_before(request, &tag) {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, ASK_EACH_TIME);
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        response
    } else {
        represent(&asset::SHELL, request, StatusCode::OK, ASK_EACH_TIME)
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Weak comparison (RFC 9110 §13.1.2): every coding of the shell carries the same weak tag.
fn asked_before(request: &Parts, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    request
        .headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|candidate| candidate.trim() == "*" || opaque(candidate) == opaque(tag))
}

/// A file under the current version. An old version's address is gone: mixing the modules of
/// two versions would break the page in ways that nobody can explain.
fn versioned(path: &str, request: &Parts) -> Response<Bytes> {
    let file = path
        .strip_prefix("/assets/")
        .and_then(|rest| rest.strip_prefix(asset::VERSION))
        .and_then(|rest| rest.strip_prefix('/'))
        .and_then(asset::find);
    match file {
        Some(file) => represent(file, request, StatusCode::OK, KEEP_FOR_EVER),
        None => problem::render(kind::NOT_FOUND, &request.headers),
    }
}

/// A file in the best coding that the client accepts.
fn represent(
    file: &File,
    request: &Parts,
    status: StatusCode,
    keep: HeaderValue,
) -> Response<Bytes> {
    let (bytes, coding) = file.in_coding(encoding::accepted(&request.headers));
    let mut response = Response::new(Bytes::from_static(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
    headers.insert(header::CACHE_CONTROL, keep);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if status == StatusCode::OK {
        let (name, value) = NODE_KEEPS;
        headers.insert(name, value);
    }
    if coding != Coding::Identity {
        headers.insert(
            header::CONTENT_ENCODING,
            HeaderValue::from_static(coding.token()),
        );
    }
    response
}
