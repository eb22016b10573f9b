//! `allowed_outbound_hosts`: Spin's syntax, and whether a request fits one of its entries.
//!
//! An entry is `scheme://host:port`. Scheme and host may be `*`, a host may be `*.example.org`,
//! a port may be `*` or a range `8000..8010` (without its end). `http://self` is the application
//! itself, `http://<component>.spin.internal` another component of it.

use std::ops::Range;

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
    /// Something follows the port.
    #[error("it has a path; only scheme, host and port can be granted")]
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
    Below(String),
    Exactly(String),
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
        _ if host == "self" => Destination::Application,
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
        if rest.contains(['/', '?', '#', '@']) {
            return Err(Fault::Path);
        }
        let (host, port) = split_port(rest);
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
}

impl Host {
    fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.to_ascii_lowercase();
        if text == "*" {
            return Ok(Self::Any);
        }
        let name = text.strip_prefix("*.");
        let is_host = |name: &str| !name.is_empty() && !name.contains('*');
        match name {
            Some(name) if is_host(name) => Ok(Self::Below(format!(".{name}"))),
            None if is_host(&text) => Ok(Self::Exactly(text)),
            _ => Err(Fault::Host),
        }
    }

    fn allows(&self, host: &str) -> bool {
        match self {
            Self::Any => true,
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
            ("http://self", "http://self/api", true),
            ("http://example.org", "http://self/api", false),
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
            ("http://10.0.0.0/8", Fault::Path),
        ] {
            assert_eq!(AllowedHosts::default().add(entry), Err(fault), "{entry}");
        }
    }

    #[test]
    fn inside_is_told_from_outside() {
        assert_eq!(destination("self"), Destination::Application);
        assert_eq!(
            destination("People.spin.internal"),
            Destination::Component("people".to_owned())
        );
        assert_eq!(destination("spin.internal"), Destination::Outside);
        assert_eq!(destination("example.org"), Destination::Outside);
    }
}
