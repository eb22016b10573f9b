//! The head of a request: held to the limits, and whom it comes from.
//!
//! Nothing here waits, keeps or answers anything: bytes of strangers go in, a verdict comes out.

use std::net::{IpAddr, SocketAddr};

use http::header;
use http::request::Parts;
use http::uri::{Authority, PathAndQuery};
use http::{HeaderMap, Version};

use crate::limits::{
    BODY_MAX_BYTES, HEADER_FIELDS_MAX, HEADERS_MAX_BYTES, REQUEST_ID_CHARS, TARGET_MAX_BYTES,
};

/// Why a request goes no further than its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadFault {
    /// Path and query are too long.
    AddressTooLong,
    /// The header fields are too many, or too long.
    HeadersTooLarge,
    /// It does not say whom it asks, or says it twice.
    NoHost,
    /// The body that it announces is too long.
    BodyTooLong,
}

/// Holds a head, and the length that it announces, to the limits; there is none for a body
/// that is handed on as it comes.
///
/// # Errors
/// The first limit that it passes.
pub fn check(parts: &Parts, announced_bytes: Option<u64>) -> Result<(), HeadFault> {
    let target = parts.uri.path_and_query().map_or("", PathAndQuery::as_str);
    if target.len() > TARGET_MAX_BYTES {
        return Err(HeadFault::AddressTooLong);
    }
    let n_bytes: usize = parts
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if parts.headers.len() > HEADER_FIELDS_MAX || n_bytes > HEADERS_MAX_BYTES {
        return Err(HeadFault::HeadersTooLarge);
    }
    if !has_one_host(parts) {
        return Err(HeadFault::NoHost);
    }
    if announced_bytes.is_some_and(|n_bytes| n_bytes > BODY_MAX_BYTES as u64) {
        return Err(HeadFault::BodyTooLong);
    }
    Ok(())
}

/// As RFC 9112 §3.2 demands of HTTP/1.1; in HTTP/2 the address has it.
fn has_one_host(parts: &Parts) -> bool {
    let mut hosts = parts.headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => host
            .to_str()
            .is_ok_and(|host| host.parse::<Authority>().is_ok()),
        (None, _) => parts.uri.authority().is_some() || parts.version < Version::HTTP_11,
        (Some(_), Some(_)) => false,
    }
}

/// The address of the client: the connection's, or the one that a trusted proxy adds at
/// the end of `X-Forwarded-For`. What stands before it the client may have made up.
pub fn client(
    headers: &HeaderMap,
    address: SocketAddr,
    trusted_proxy: Option<IpAddr>,
) -> SocketAddr {
    if trusted_proxy != Some(address.ip().to_canonical()) {
        return address;
    }
    let last = headers.get_all("x-forwarded-for").iter().next_back();
    let last = last.and_then(|value| value.to_str().ok()?.rsplit(',').next());
    last.and_then(|text| forwarded(text.trim()))
        .unwrap_or(address)
}

/// An address in `X-Forwarded-For`; some proxies write the port, or brackets, too.
fn forwarded(text: &str) -> Option<SocketAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, 0));
    address.or_else(|_| text.parse()).ok()
}

/// Whether an id that a client sent is a plain word, which can stand in any log.
pub fn is_request_id(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    REQUEST_ID_CHARS.contains(&text.len()) && text.bytes().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(request: http::request::Builder) -> Result<(), HeadFault> {
        let request = request.header("host", "office:80").body(()).unwrap();
        check(&request.into_parts().0, Some(0))
    }

    #[test]
    fn a_request_is_held_to_each_limit_and_passes_at_it() {
        let path = |n_bytes: usize| format!("/{}", "a".repeat(n_bytes - 1));
        assert_eq!(told(http::Request::get(path(TARGET_MAX_BYTES))), Ok(()));
        assert_eq!(
            told(http::Request::get(path(TARGET_MAX_BYTES + 1))),
            Err(HeadFault::AddressTooLong)
        );
        let many = |n_fields: usize| {
            (0..n_fields).fold(http::Request::get("/"), |request, n| {
                request.header(format!("x-{n}"), "1")
            })
        };
        assert_eq!(told(many(HEADER_FIELDS_MAX - 1)), Ok(()));
        assert_eq!(
            told(many(HEADER_FIELDS_MAX)),
            Err(HeadFault::HeadersTooLarge)
        );
        let long = |n_bytes: usize| http::Request::get("/").header("x", "1".repeat(n_bytes - 1));
        let rest = HEADERS_MAX_BYTES - "hostoffice:80".len();
        assert_eq!(told(long(rest)), Ok(()));
        assert_eq!(told(long(rest + 1)), Err(HeadFault::HeadersTooLarge));
    }

    #[test]
    fn a_request_names_one_host() {
        let told = |request: http::request::Builder| {
            check(&request.body(()).unwrap().into_parts().0, Some(0))
        };
        let get = || http::Request::get("/");
        assert_eq!(told(get().header("host", "kantor.go.id")), Ok(()));
        assert_eq!(told(http::Request::get("http://kantor.go.id/")), Ok(()));
        assert_eq!(told(get().version(Version::HTTP_10)), Ok(()));
        for bad in [
            get(),
            get().header("host", ""),
            get().header("host", "a/b"),
            get().header("host", "a").header("host", "b"),
        ] {
            assert_eq!(told(bad), Err(HeadFault::NoHost));
        }
    }

    #[test]
    fn a_forwarded_address_is_read_in_every_form() {
        for (text, expected) in [
            ("192.0.2.7", Some("192.0.2.7:0")),
            ("192.0.2.7:5678", Some("192.0.2.7:5678")),
            ("2001:db8::1", Some("[2001:db8::1]:0")),
            ("[2001:db8::1]", Some("[2001:db8::1]:0")),
            ("[2001:db8::1]:5678", Some("[2001:db8::1]:5678")),
            ("unknown", None),
        ] {
            let read = forwarded(text).map(|address| address.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_a_client_made_up_before_the_proxys_word_is_not_believed() {
        let proxy: IpAddr = "192.0.2.1".parse().unwrap();
        let told = |from: &str, lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            // Others are never read.
            for name in ["forwarded", "x-real-ip", "true-client-ip"] {
                headers.append(name, "203.0.113.9".parse().unwrap());
            }
            let address = SocketAddr::new(from.parse().unwrap(), 5000);
            client(&headers, address, Some(proxy)).ip().to_string()
        };
        let by_proxy = |lines: &[&str]| told("192.0.2.1", lines);
        assert_eq!(by_proxy(&["198.51.100.7"]), "198.51.100.7");
        assert_eq!(by_proxy(&["8.8.8.8, 198.51.100.7"]), "198.51.100.7");
        assert_eq!(by_proxy(&["8.8.8.8", "198.51.100.7"]), "198.51.100.7");
        assert_eq!(
            by_proxy(&["8.8.8.8,9.9.9.9", "198.51.100.7"]),
            "198.51.100.7"
        );
        // A word that is no address, or none, leaves the proxy's own: a limit that many share.
        for nothing in [&[][..], &[""], &["198.51.100.7, unknown"], &["8.8.8.8,"]] {
            assert_eq!(by_proxy(nothing), "192.0.2.1", "{nothing:?}");
        }
        assert_eq!(told("::ffff:192.0.2.1", &["198.51.100.7"]), "198.51.100.7");
        for from in ["192.0.2.2", "127.0.0.1", "2001:db8::1"] {
            assert_eq!(told(from, &["198.51.100.7"]), from);
        }
    }

    #[test]
    fn only_a_plain_word_is_taken_over_as_request_id() {
        assert!(is_request_id("0193a5b0-7c1e-7000"));
        for bad in ["", "short", "a\"b-cdefgh", "a b c d e f", &"a".repeat(65)] {
            assert!(!is_request_id(bad), "{bad}");
        }
    }
}
