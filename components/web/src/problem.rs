//! Refusals as problem documents.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, header};
use ngantor_core::lang::Lang;
use ngantor_problem::{Kind, kind};

/// The header that carries the request id, set by the node.
const REQUEST_ID: &str = "x-request-id";

/// The refusal in the caller's language.
pub(crate) fn render(refusal: Kind, request: &HeaderMap) -> Response<Bytes> {
    let lang = Lang::accepted(text(request, header::ACCEPT_LANGUAGE.as_str()));
    let body = ngantor_problem::body(refusal, &[], lang, text(request, REQUEST_ID));
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = refusal.status;
    let headers = response.headers_mut();
    headers.extend(ngantor_problem::headers(lang));
    if refusal == kind::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}
