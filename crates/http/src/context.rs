//! What is known of a request before anything is decided: language, request id, address.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, header};
use ngantor_core::lang::Lang;

/// The header that carries the request id, set by the node.
pub const REQUEST_ID: &str = "x-request-id";
/// The header that carries the caller's address and port, set by the host.
const CLIENT_ADDRESS: &str = "spin-client-addr";
/// The most characters of a request id that are taken over.
const REQUEST_ID_MAX: usize = 64;

/// Language, request id and address of a request.
#[derive(Clone, Debug)]
pub struct Context {
    /// In which language to answer.
    pub lang: Lang,
    /// The id by which the request stands in the log; empty when the host gave none.
    pub request_id: String,
    /// The caller's IP address without the port; empty when the host gave none.
    pub client_address: String,
}

impl Context {
    /// Reads the headers.
    pub fn of(headers: &HeaderMap) -> Self {
        let accepted = text(headers, header::ACCEPT_LANGUAGE.as_str());
        Self {
            lang: Lang::accepted(accepted),
            request_id: request_id(text(headers, REQUEST_ID)),
            client_address: address(text(headers, CLIENT_ADDRESS)),
        }
    }

    /// The request id as a header value.
    pub(crate) fn request_id_value(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.request_id)
            .ok()
            .filter(|value| !value.is_empty())
    }
}

impl<S: Sync> FromRequestParts<S> for Context {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

/// A header's text; empty when it is missing or not text.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn request_id(text: &str) -> String {
    let fits = text.len() <= REQUEST_ID_MAX
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if fits { text.to_owned() } else { String::new() }
}

fn address(text: &str) -> String {
    let host = text.rsplit_once(':').map_or(text, |(host, _port)| host);
    host.trim_matches(['[', ']']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_comes_without_its_port() {
        for (given, expected) in [
            ("10.0.0.7:51000", "10.0.0.7"),
            ("[2001:db8::1]:80", "2001:db8::1"),
            ("", ""),
        ] {
            assert_eq!(address(given), expected);
        }
    }

    #[test]
    fn a_request_id_that_could_forge_a_log_line_is_dropped() {
        assert_eq!(request_id("0193a5b0-7c1e"), "0193a5b0-7c1e");
        assert_eq!(request_id("a b"), "");
        assert_eq!(request_id(&"a".repeat(65)), "");
    }
}
