//! The address at which browsers see this office: what a passkey is bound to, and where another
//! identity provider sends people back.

use std::net::Ipv4Addr;

use http::{HeaderMap, Uri, header};
use ngantor_http::{Problem, kind};

use super::App;

/// An origin (RFC 6454): `https` and a host, or `http` on the machine itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    origin: String,
    host: String,
}

impl Address {
    /// Reads an origin as browsers write it; `None` for anything else, and for one whose cookies
    /// a browser would not keep.
    pub fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let host = uri.host()?.to_ascii_lowercase();
        let is_here = matches!(&*host, "localhost" | "127.0.0.1" | "[::1]");
        let is_secure = match uri.scheme_str()? {
            "https" => true,
            "http" => is_here,
            _ => false,
        };
        let port = uri.port().map_or(String::new(), |port| format!(":{port}"));
        let origin = format!("{}://{host}{port}", uri.scheme_str()?);
        (is_secure && origin == text).then_some(Self { origin, host })
    }

    /// Scheme, host and, unless it is the scheme's own, the port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host alone: what WebAuthn calls the RP ID.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether the host is a name; browsers bind no passkey to a number.
    pub fn is_named(&self) -> bool {
        !self.host.starts_with('[') && self.host.parse::<Ipv4Addr>().is_err()
    }
}

/// The address of the office as the operator set it; where none is set, the one that the browser
/// names, which was compared with the host that was asked (`ngantor_http`).
///
/// # Errors
/// [`kind::CROSS_SITE`] when the request comes from another address, or names none.
pub(super) fn of_office(app: &App, headers: &HeaderMap) -> Result<Address, Problem> {
    let named = headers.get(header::ORIGIN).and_then(|it| it.to_str().ok());
    let named = named.and_then(Address::parse);
    match (&app.address, named) {
        (Some(set), Some(named)) if *set != named => Err(kind::CROSS_SITE.into()),
        (Some(set), _) => Ok(set.clone()),
        (None, named) => named.ok_or_else(|| kind::CROSS_SITE.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passkey_is_bound_to_a_name() {
        for (text, is_named) in [
            ("https://kantor.example", true),
            ("http://localhost:3000", true),
            ("https://10.0.0.7", false),
            ("http://[::1]:3000", false),
        ] {
            assert_eq!(Address::parse(text).unwrap().is_named(), is_named, "{text}");
        }
    }

    #[test]
    fn an_address_is_an_origin_whose_cookies_a_browser_keeps() {
        for (text, host) in [
            ("https://kantor.example", "kantor.example"),
            ("https://kantor.example:8443", "kantor.example"),
            ("http://localhost:3000", "localhost"),
            ("http://127.0.0.1:3000", "127.0.0.1"),
        ] {
            let address = Address::parse(text).unwrap();
            assert_eq!((address.origin(), address.host()), (text, host));
        }
        for text in [
            "",
            "null",
            "kantor.example",
            "http://kantor.example",
            "http://localhost.evil.example",
            "https://kantor.example/",
            "https://KANTOR.example",
            "https://siti@kantor.example",
            "ftp://localhost",
        ] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }
}
