//! Refusing writes that a page of another site made a browser send.
//!
//! Cookies are `SameSite=Strict`; this is the second lock (OWASP "Fetch Metadata"). It holds
//! for every unsafe method, with or without a cookie, because a sign-in can be forged too.
//! Clients that are no browsers send neither header and pass.

use http::{HeaderMap, Method, Uri, header};

use crate::context::text;
use crate::kind;
use crate::problem::Problem;

/// Checks one request's method and headers. [`crate::serve()`] does for each; whoever lets a header
/// name another method asks again with that.
///
/// # Errors
/// [`kind::CROSS_SITE`].
pub fn check(method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Problem> {
    if method.is_safe() {
        return Ok(());
    }
    let site = text(headers, "sec-fetch-site");
    let site_fits = matches!(site, "" | "same-origin" | "none");
    let origin_fits = match headers.get(header::ORIGIN) {
        None => true,
        Some(origin) => origin
            .to_str()
            .is_ok_and(|origin| is_own(origin, uri, headers)),
    };
    if site_fits && origin_fits {
        Ok(())
    } else {
        Err(kind::CROSS_SITE.into())
    }
}

/// Whether an origin is the host that the request was sent to. A proxy must pass `Host` on.
fn is_own(origin: &str, uri: &Uri, headers: &HeaderMap) -> bool {
    let Ok(origin) = origin.parse::<Uri>() else {
        return false;
    };
    let (Some(scheme), Some(authority)) = (origin.scheme_str(), origin.authority()) else {
        return false;
    };
    let host = match text(headers, header::HOST.as_str()) {
        "" => uri.authority().map_or("", |authority| authority.as_str()),
        host => host,
    };
    let default_port = if scheme == "https" { ":443" } else { ":80" };
    let bare = |host: &str| host.trim_end_matches(default_port).to_ascii_lowercase();
    !host.is_empty() && bare(host) == bare(authority.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(method: Method, pairs: &[(&'static str, &str)]) -> bool {
        let headers: HeaderMap = pairs
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()))
            .collect();
        check(&method, &Uri::from_static("/api/people/sessions"), &headers).is_ok()
    }

    #[test]
    fn only_writes_of_the_own_site_and_of_no_browser_pass() {
        let host = ("host", "kantor.example:8443");
        for (origin, fits) in [
            ("https://kantor.example:8443", true),
            ("https://KANTOR.example:8443", true),
            ("https://kantor.example", false),
            ("https://evil.example", false),
            ("https://evil.example:8443", false),
            ("https://kantor.example:8443.evil.example", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(
                passes(Method::POST, &[host, ("origin", origin)]),
                fits,
                "{origin}"
            );
        }
        assert!(passes(Method::POST, &[host]));
        assert!(passes(
            Method::POST,
            &[("host", "a.example"), ("origin", "https://a.example:443")]
        ));
        assert!(passes(
            Method::GET,
            &[host, ("sec-fetch-site", "cross-site")]
        ));
        for (site, fits) in [
            ("same-origin", true),
            ("none", true),
            ("same-site", false),
            ("cross-site", false),
        ] {
            assert_eq!(
                passes(Method::PUT, &[host, ("sec-fetch-site", site)]),
                fits,
                "{site}"
            );
        }
    }
}
