//! The two refusals of this component as problem documents (RFC 9457), in the shape that the
//! functions use. It does not take their crate for it: a file server needs no router.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use ngantor_core::lang::{Lang, Text};
use serde_json::json;

/// The header that carries the request id, set by the node.
const REQUEST_ID: &str = "x-request-id";

/// Why there is no answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Refusal {
    NotFound,
    MethodNotAllowed,
}

impl Refusal {
    const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
        }
    }

    const fn title(self) -> Text {
        match self {
            Self::NotFound => Text::new("Tidak ditemukan", "Not found"),
            Self::MethodNotAllowed => Text::new(
                "Metode tidak berlaku di alamat ini",
                "The method does not apply here",
            ),
        }
    }

    const fn detail(self) -> Text {
        match self {
            Self::NotFound => Text::new(
                "Tidak ada apa pun di alamat ini. Periksa alamatnya.",
                "There is nothing at this address. Check it.",
            ),
            Self::MethodNotAllowed => Text::new(
                "Pakai salah satu metode dalam header Allow.",
                "Use one of the methods in the Allow header.",
            ),
        }
    }
}

/// The refusal in the caller's language.
pub(crate) fn render(refusal: Refusal, request: &HeaderMap) -> Response<Bytes> {
    let lang = Lang::accepted(text(request, header::ACCEPT_LANGUAGE.as_str()));
    let mut document = json!({
        "type": format!("/problems/{}", refusal.code()),
        "title": refusal.title().in_lang(lang),
        "status": refusal.status().as_u16(),
        "detail": refusal.detail().in_lang(lang),
        "code": refusal.code(),
    });
    let request_id = text(request, REQUEST_ID);
    if let (false, Some(members)) = (request_id.is_empty(), document.as_object_mut()) {
        members.insert("request_id".to_owned(), request_id.into());
    }
    let mut response = Response::new(Bytes::from(document.to_string()));
    *response.status_mut() = refusal.status();
    let headers = response.headers_mut();
    let json = HeaderValue::from_static("application/problem+json");
    headers.insert(header::CONTENT_TYPE, json);
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(lang.tag()),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    headers.insert(header::CACHE_CONTROL, crate::NEVER_KEEP);
    if matches!(refusal, Refusal::MethodNotAllowed) {
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
