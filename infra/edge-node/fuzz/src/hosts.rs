//! Where a component may send requests.

use ngantor::config::allowed_hosts::AllowedHosts;

use super::{last_line, text};

/// Lines of `allowed_outbound_hosts`, and at last an address. What is allowed fits an entry in
/// each of scheme, host and port: an entry that is read wrongly would be a hole.
pub fn allowed_hosts(bytes: &[u8]) {
    let Some((entries, url)) = text(bytes).map(last_line) else {
        return;
    };
    let mut hosts = AllowedHosts::default();
    let taken: Vec<_> = entries
        .lines()
        .filter(|entry| hosts.add(entry).is_ok())
        .collect();
    assert_eq!(hosts.is_empty(), taken.is_empty());
    let Ok(url) = url.parse::<http::Uri>() else {
        return;
    };
    let (Some(scheme), Some(host)) = (url.scheme_str(), url.host()) else {
        return;
    };
    if hosts.allow(scheme, host, url.port_u16()) {
        let fits = taken.iter().any(|entry| may_fit(entry, scheme, host));
        assert!(fits, "{url} is allowed by none of {taken:?}");
    }
}

/// What an entry must have at the least to let a request through: its scheme or `*`, and its
/// host, the end of it, a `*` or a network of addresses.
fn may_fit(entry: &str, scheme: &str, host: &str) -> bool {
    let Some((of, rest)) = entry.split_once("://") else {
        return false;
    };
    let (rest, host) = (rest.to_ascii_lowercase(), host.to_ascii_lowercase());
    let ends_well = |rest: &str| rest.is_empty() || rest.starts_with([':', '/']);
    let is_host = rest.strip_prefix(&host).is_some_and(ends_well);
    let is_below = rest.strip_prefix("*.").is_some_and(|domain| {
        let end = domain.find([':', '/']).unwrap_or(domain.len());
        let domain = domain.get(..end).unwrap_or_default();
        host.ends_with(&format!(".{domain}"))
    });
    let is_any = rest.strip_prefix('*').is_some_and(ends_well);
    let is_self = host == "self.alt" && rest.strip_prefix("self").is_some_and(ends_well);
    let is_network = host.parse::<std::net::Ipv4Addr>().is_ok() && rest.contains('/');
    // The application itself is asked by either scheme.
    let is_scheme = of == "*" || of.eq_ignore_ascii_case(scheme) || host == "self.alt";
    is_scheme && (is_host || is_below || is_any || is_self || is_network)
}
