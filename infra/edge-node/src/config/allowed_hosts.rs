//! `allowed_outbound_hosts`: Spin's syntax, and whether a request fits one of its entries.
//!
//! An entry is `scheme://host:port`. Scheme and host may be `*`, a host may be `*.example.org`
//! or a network of addresses `10.0.0.0/8`, a port may be `*` or a range `8000..8010` (without
//! its end). `http://self` is the application itself, `http://<component>.spin.internal`
//! another component of it.

use std::net::Ipv4Addr;
use std::ops::Range;

/// The host by which a component asks the application itself. Entries may call it `self` too;
/// requests may not, in Spin.
const ITSELF: &str = "self.alt";
/// The suffix of the names of components as hosts.
const INTERNAL: &str = ".spin.internal";

/// The entries of one component.
#[derive(Clone, Debug, Default)]
pub struct AllowedHosts(Vec<Entry>);

/// Why an entry is not understood.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is no `scheme://`.
    #[error("it has no scheme: write it as in \"https://example.org\"")]
    Scheme,
    /// The host is missing or has a wildcard in the middle.
    #[error("its host is none: a name, an address, \"*\" or \"*.example.org\" goes there")]
    Host,
    /// The port is neither number, range nor `*`.
    #[error("its port is none: a number, a range as in \"8000..8010\" or \"*\" goes there")]
    Port,
    /// Something follows host and port.
    #[error("it has a path; only scheme, host and port, or a network of IPv4, can be granted")]
    Path,
}

/// Where a request wants to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// The application itself.
    Application,
    /// A component of it.
    Component(String),
    /// A host.
    Outside,
}

#[derive(Clone, Debug)]
struct Entry {
    scheme: Option<String>,
    host: Host,
    ports: Ports,
}

#[derive(Clone, Debug)]
enum Host {
    Any,
    Itself,
    Below(String),
    Exactly(String),
    /// The addresses that begin as this one does, for so many bits.
    Network(Ipv4Addr, u32),
}

#[derive(Clone, Debug)]
enum Ports {
    Any,
    These(Range<u32>),
}

impl AllowedHosts {
    /// Adds an entry as the manifest has it.
    pub fn add(&mut self, entry: &str) -> Result<(), Fault> {
        self.0.push(Entry::parse(entry)?);
        Ok(())
    }

    /// Whether there is no entry.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a request may go there.
    pub fn allow(&self, scheme: &str, host: &str, port: Option<u16>) -> bool {
        let host = host.to_ascii_lowercase();
        if host == ITSELF {
            return self.0.iter().any(Entry::allows_itself);
        }
        let Some(port) = port.or_else(|| default_port(scheme)) else {
            return false;
        };
        self.0
            .iter()
            .any(|entry| entry.allows(scheme, &host, u32::from(port)))
    }
}

/// Tells inside from outside.
pub fn destination(host: &str) -> Destination {
    let host = host.to_ascii_lowercase();
    match host.strip_suffix(INTERNAL) {
        _ if host == ITSELF => Destination::Application,
        Some(component) => Destination::Component(component.to_owned()),
        None => Destination::Outside,
    }
}

impl Entry {
    fn parse(text: &str) -> Result<Self, Fault> {
        let (scheme, rest) = text.split_once("://").ok_or(Fault::Scheme)?;
        if scheme.is_empty() {
            return Err(Fault::Scheme);
        }
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = split_port(rest);
        if rest.contains(['?', '#', '@']) || port.is_some_and(|port| port.contains('/')) {
            return Err(Fault::Path);
        }
        Ok(Self {
            scheme: (scheme != "*").then(|| scheme.to_ascii_lowercase()),
            host: Host::parse(host)?,
            ports: Ports::parse(port, scheme)?,
        })
    }

    fn allows(&self, scheme: &str, host: &str, port: u32) -> bool {
        self.scheme.as_deref().is_none_or(|this| this == scheme)
            && self.ports.allow(port)
            && self.host.allows(host)
    }

    /// Where the application listens is no business of its components, so that the port does
    /// not matter, nor which of the two schemes it is.
    fn allows_itself(&self) -> bool {
        matches!(self.host, Host::Any | Host::Itself)
            && matches!(self.scheme.as_deref(), None | Some("http" | "https"))
    }
}

impl Host {
    fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.to_ascii_lowercase();
        if text == "*" {
            return Ok(Self::Any);
        }
        if text == "self" || text == ITSELF {
            return Ok(Self::Itself);
        }
        if text.contains('/') {
            return Self::network(&text).ok_or(Fault::Path);
        }
        let name = text.strip_prefix("*.");
        let is_host = |name: &str| !name.is_empty() && !name.contains('*');
        match name {
            Some(name) if is_host(name) => Ok(Self::Below(format!(".{name}"))),
            None if is_host(&text) => Ok(Self::Exactly(text)),
            _ => Err(Fault::Host),
        }
    }

    fn network(text: &str) -> Option<Self> {
        let (address, n_bits) = text.split_once('/')?;
        let n_bits = n_bits.parse().ok().filter(|n_bits| *n_bits <= u32::BITS)?;
        Some(Self::Network(address.parse().ok()?, n_bits))
    }

    fn allows(&self, host: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Itself => false,
            Self::Network(network, n_bits) => {
                // All bits shifted out is none in both, which is equal: 0 bits fit anything.
                let begin = |address: Ipv4Addr| address.to_bits().checked_shr(u32::BITS - n_bits);
                host.parse()
                    .is_ok_and(|host| begin(host) == begin(*network))
            }
            Self::Below(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
            Self::Exactly(name) => host == name,
        }
    }
}

impl Ports {
    fn parse(text: Option<&str>, scheme: &str) -> Result<Self, Fault> {
        let number = |text: &str| text.parse::<u16>().map(u32::from).map_err(|_| Fault::Port);
        let Some(text) = text else {
            let port = default_port(scheme).ok_or(Fault::Port)?;
            return Ok(Self::These(u32::from(port)..u32::from(port) + 1));
        };
        if text == "*" {
            return Ok(Self::Any);
        }
        let range = match text.split_once("..") {
            Some((from, to)) => number(from)?..number(to)?,
            None => number(text)?..number(text)? + 1,
        };
        (!range.is_empty())
            .then_some(Self::These(range))
            .ok_or(Fault::Port)
    }

    fn allow(&self, port: u32) -> bool {
        match self {
            Self::Any => true,
            Self::These(range) => range.contains(&port),
        }
    }
}

/// Splits at the last colon, unless it stands within an IPv6 address.
fn split_port(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (text, None),
    }
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(entry: &str, url: &str) -> bool {
        let mut hosts = AllowedHosts::default();
        hosts.add(entry).unwrap();
        let url: http::Uri = url.parse().unwrap();
        hosts.allow(
            url.scheme_str().unwrap(),
            url.host().unwrap(),
            url.port_u16(),
        )
    }

    #[test]
    fn a_request_goes_where_an_entry_lets_it_and_nowhere_else() {
        for (entry, url, expected) in [
            ("https://example.org", "https://example.org/a", true),
            ("https://example.org/", "https://EXAMPLE.org", true),
            ("https://example.org", "http://example.org", false),
            ("https://example.org", "https://example.org:8443", false),
            ("https://example.org", "https://example.org.evil.net", false),
            ("https://example.org", "https://www.example.org", false),
            ("https://*.example.org", "https://www.example.org", true),
            ("https://*.example.org", "https://example.org", false),
            ("https://*.example.org", "https://evilexample.org", false),
            ("http://*:8080", "http://10.0.0.1:8080", true),
            ("http://*:8080", "http://10.0.0.1", false),
            ("*://example.org:*", "http://example.org:1", true),
            ("http://a:8000..8002", "http://a:8001", true),
            ("http://a:8000..8002", "http://a:8002", false),
            ("http://[::1]:80", "http://[::1]", true),
            ("http://self", "http://self.alt/api", true),
            ("https://self.alt", "http://self.alt/api", true),
            ("http://self", "http://self/api", false),
            ("*://*:8080", "http://self.alt/api", true),
            ("http://example.org", "http://self.alt/api", false),
            ("redis://*:6379", "http://self.alt/api", false),
            ("http://10.1.2.3/8", "http://10.200.0.1", true),
            ("http://10.0.0.0/8:81", "http://10.0.0.1:81", true),
            ("http://10.0.0.0/8", "http://11.0.0.1", false),
            ("http://10.0.0.4/31", "http://10.0.0.5", true),
            ("http://10.0.0.4/31", "http://10.0.0.6", false),
            ("http://10.0.0.4/32", "http://10.0.0.5", false),
            ("http://0.0.0.0/0", "http://192.0.2.1", true),
            ("http://0.0.0.0/0", "http://example.org", false),
            (
                "http://people.spin.internal",
                "http://people.spin.internal/",
                true,
            ),
            (
                "http://people.spin.internal",
                "http://uploads.spin.internal/",
                false,
            ),
        ] {
            assert_eq!(allowed(entry, url), expected, "{entry} {url}");
        }
    }

    #[test]
    fn an_entry_that_is_not_understood_is_an_error_and_not_a_hole() {
        for (entry, fault) in [
            ("example.org", Fault::Scheme),
            ("://example.org", Fault::Scheme),
            ("https://", Fault::Host),
            ("https://a.*.org", Fault::Host),
            ("*://example.org", Fault::Port),
            ("http://a:0x50", Fault::Port),
            ("http://a:9..8", Fault::Port),
            ("http://a:70000", Fault::Port),
            ("http://a/path", Fault::Path),
            ("http://user@a", Fault::Path),
            ("http://a:80/path", Fault::Path),
            ("http://10.0.0.0/33", Fault::Path),
            ("http://10.0.0/8", Fault::Path),
        ] {
            assert_eq!(AllowedHosts::default().add(entry), Err(fault), "{entry}");
        }
    }

    #[test]
    fn inside_is_told_from_outside() {
        assert_eq!(destination("Self.alt"), Destination::Application);
        assert_eq!(destination("self"), Destination::Outside);
        assert_eq!(
            destination("People.spin.internal"),
            Destination::Component("people".to_owned())
        );
        assert_eq!(destination("spin.internal"), Destination::Outside);
        assert_eq!(destination("example.org"), Destination::Outside);
    }
}
