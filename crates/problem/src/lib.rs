//! Problem documents (RFC 9457), the same from every layer: functions, pages and the node.
//!
//! - [`kind`] has the kinds that any layer may answer; one layer's own stand with that layer.
//! - [`body`] and [`headers`] make the document. Who answers adds its own headers to it.

pub mod kind;

use http::{HeaderMap, HeaderValue, header};
use ngantor_core::lang::Lang;
use ngantor_core::refusal::Fault;
use serde::Serialize;

pub use kind::Kind;

/// The wire form (RFC 9457 §3.1, with our `code`, `errors` and `request_id`).
#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    detail: &'static str,
    code: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    request_id: &'a str,
}

#[derive(Serialize)]
struct FieldError<'a> {
    pointer: &'a str,
    code: &'static str,
    detail: String,
}

impl<'a> FieldError<'a> {
    fn of(fault: &'a Fault, lang: Lang) -> Self {
        Self {
            pointer: &fault.pointer,
            code: fault.code,
            detail: fault.told(lang),
        }
    }
}

/// The document's text in a language; `request_id` is left out when it is empty.
pub fn body(kind: Kind, faults: &[Fault], lang: Lang, request_id: &str) -> Vec<u8> {
    let document = Document {
        kind: format!("/problems/{}", kind.code),
        title: kind.title.in_lang(lang),
        status: kind.status.as_u16(),
        detail: kind.detail.in_lang(lang),
        code: kind.code,
        errors: faults
            .iter()
            .map(|fault| FieldError::of(fault, lang))
            .collect(),
        request_id,
    };
    // Texts and a number: writing them as JSON cannot fail.
    serde_json::to_vec(&document).unwrap_or_default()
}

/// The headers of a document in a language. Nobody in between may keep it.
pub fn headers(lang: Lang) -> HeaderMap {
    [
        (header::CONTENT_TYPE, "application/problem+json"),
        (header::CONTENT_LANGUAGE, lang.tag()),
        (header::VARY, "accept-language"),
        (header::CACHE_CONTROL, "no-store"),
    ]
    .into_iter()
    .map(|(name, value)| (name, HeaderValue::from_static(value)))
    .collect()
}

#[cfg(test)]
mod tests {
    use ngantor_core::lang::Text;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_document_tells_its_kind_its_faults_and_its_request_in_a_language() {
        let text = Text::new("Paling banyak {limit}.", "At most {limit}.");
        let fault = Fault::beyond("/note", "too_long", text, 500);
        let told: Value =
            serde_json::from_slice(&body(kind::INVALID, &[fault], Lang::En, "0193")).unwrap();
        let expected = json!({
            "type": "/problems/invalid", "title": "Some fields need to be corrected",
            "status": 422, "detail": "Correct the marked fields, then send again.",
            "code": "invalid", "request_id": "0193",
            "errors": [{"pointer": "/note", "code": "too_long", "detail": "At most 500."}],
        });
        assert_eq!(told, expected);
        let bare: Value =
            serde_json::from_slice(&body(kind::NOT_FOUND, &[], Lang::Id, "")).unwrap();
        assert_eq!(bare["title"], "Tidak ditemukan");
        assert!(bare.get("errors").is_none() && bare.get("request_id").is_none());
    }
}
