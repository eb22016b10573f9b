//! The head of a request, as strangers send it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use ngantor::limits::{HEADER_FIELDS_MAX, HEADERS_MAX_BYTES, TARGET_MAX_BYTES};
use ngantor::routes::note_client;
use ngantor::serve::head::{check, client, is_request_id};

const PROXY: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 4711);
const HERE: &str = "192.0.2.7:1";

/// An address in the first line, fields below. What passes is within the limits and names one
/// host; whom a request comes from only a trusted proxy says; what only a host may say, no
/// client has said.
pub fn headers(bytes: &[u8]) {
    let Some(mut parts) = read(bytes) else {
        return;
    };
    if check(&parts, Some(0)).is_ok() {
        within_limits(&parts);
    }
    let headers = &parts.headers;
    assert_eq!(client(headers, PROXY, None), PROXY);
    let other = IpAddr::V4(Ipv4Addr::BROADCAST);
    assert_eq!(client(headers, PROXY, Some(other)), PROXY);
    let told = client(headers, PROXY, Some(PROXY.ip()));
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back();
    assert!(told == PROXY || forwarded.is_some());
    for value in headers.values() {
        let text = value.to_str().unwrap_or_default();
        assert!(!is_request_id(text) || text.bytes().all(|byte| byte.is_ascii_graphic()));
    }
    note_client(HERE, &mut parts.headers);
    for (name, value) in &parts.headers {
        let is_ours = name.as_str() == "spin-client-addr" && value == HERE;
        assert!(is_ours || !name.as_str().starts_with("spin-"), "{name:?}");
    }
}

fn within_limits(parts: &Parts) {
    let lengths = parts.headers.iter();
    let n_bytes: usize = lengths
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    assert!(n_bytes <= HEADERS_MAX_BYTES && parts.headers.len() <= HEADER_FIELDS_MAX);
    let target = parts.uri.path_and_query().map_or(0, |it| it.as_str().len());
    assert!(target <= TARGET_MAX_BYTES);
    let hosts: Vec<_> = parts.headers.get_all(header::HOST).iter().collect();
    assert!(
        hosts.len() == 1 || parts.uri.authority().is_some(),
        "{hosts:?}"
    );
}

/// What an HTTP reader would hand over; none of what it refuses itself.
fn read(bytes: &[u8]) -> Option<Parts> {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let uri = Uri::try_from(lines.next()?).ok()?;
    let mut headers = HeaderMap::new();
    for line in lines {
        let mut field = line.splitn(2, |byte| *byte == b':');
        let name = HeaderName::from_bytes(field.next()?).ok()?;
        let value = field.next().unwrap_or_default().trim_ascii();
        headers.append(name, HeaderValue::from_bytes(value).ok()?);
    }
    let mut request = http::Request::new(());
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    Some(request.into_parts().0)
}
