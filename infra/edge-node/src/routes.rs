//! Which component answers a path: Spin's rules, by the matcher that Spin uses.
//!
//! A route is exact (`/a/b`), has segments that fit anything (`/a/:id`), or ends with `/...`
//! for everything below. The most specific one wins.

use std::collections::HashSet;

use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use routefinder::{RouteSpec, Router};

use crate::config::manifest::{HttpTrigger, Route};

/// How Spin writes "and everything below".
const BELOW: &str = "/...";
/// Headers that only a host may set.
const PREFIX: &str = "spin-";

/// The routes of an application.
#[derive(Debug)]
pub struct RouteTable {
    router: Router<usize>,
    targets: Vec<Target>,
}

#[derive(Debug)]
struct Target {
    component: String,
    route: String,
    matched: String,
}

/// The route that fits a path.
#[derive(Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// The component's id.
    pub component: &'a str,
    /// The route as the manifest has it.
    pub route: &'a str,
    /// The route as it was matched: without a slash at its end, which fits all the same.
    matched: &'a str,
    /// What `/...` stands for, with its slash; empty for exact routes.
    rest: String,
    /// What the named segments stand for.
    segments: Vec<(String, String)>,
}

/// Why the routes of a manifest cannot be served.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RouteFault {
    /// It is no path of that form.
    #[error("route {0:?} must start with \"/\" and have \"...\" only at its end")]
    Form(String),
    /// The matcher would fit it to other paths than it says.
    #[error(
        "route {0:?} cannot be matched as it stands: write letters beyond a-z as browsers do \
         (%C3%A9), and let no segment be empty, nor any but the first begin with a dot"
    )]
    Misread(String),
    /// Two components at one address.
    #[error("route {0:?} leads to two components")]
    Twice(String),
}

impl RouteTable {
    /// Takes in a manifest's triggers.
    ///
    /// # Errors
    /// The first route that cannot be served.
    pub fn new(triggers: &[HttpTrigger]) -> Result<Self, RouteFault> {
        let mut table = Self {
            router: Router::new(),
            targets: Vec::new(),
        };
        let mut seen = HashSet::new();
        for trigger in dotted_last(triggers) {
            let Route::Path(route) = &trigger.route else {
                continue;
            };
            if !seen.insert(route.strip_suffix('/').unwrap_or(route)) {
                return Err(RouteFault::Twice(route.clone()));
            }
            table.add(route, &trigger.component)?;
        }
        Ok(table)
    }

    fn add(&mut self, route: &str, component: &str) -> Result<(), RouteFault> {
        let fault = || RouteFault::Form(route.to_owned());
        let (exact, wildcard) = match route.strip_suffix(BELOW) {
            Some(above) => (above, "/*"),
            None => (route, ""),
        };
        let is_path = route.starts_with('/') && !exact.contains("...") && !exact.contains('*');
        if !is_path {
            return Err(fault());
        }
        let text = format!("{exact}{wildcard}");
        let spec: RouteSpec = text.parse().map_err(|_| fault())?;
        // It splits at dots as well, and confuses places of letters with places of bytes: it
        // takes "/a/.b" for "/a.b" and "/é/b" for "/éb".
        if spec.to_string() != format!("/{}", text.trim_matches('/')) {
            return Err(RouteFault::Misread(route.to_owned()));
        }
        // What is a route already has no error left.
        let _added = self.router.add(spec, self.targets.len()).is_ok();
        self.targets.push(Target {
            component: component.to_owned(),
            route: route.to_owned(),
            matched: route.strip_suffix('/').unwrap_or(route).to_owned(),
        });
        Ok(())
    }

    /// The route for a path.
    pub fn find(&self, path: &str) -> Option<Found<'_>> {
        let found = self.router.best_match(path)?;
        let target = self.targets.get(*found.handler())?;
        let captures = found.captures();
        let rest = captures.wildcard().map(|rest| with_slashes(rest, path));
        let segments = captures
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Some(Found {
            component: &target.component,
            route: &target.route,
            matched: &target.matched,
            rest: rest.unwrap_or_default(),
            segments,
        })
    }
}

/// Notes on a request of one component to another what Spin notes: as if its route were that of
/// everything, and the client nowhere.
pub fn note_chained(uri: &Uri, headers: &mut HeaderMap) {
    let everything = Found {
        component: "",
        route: BELOW,
        matched: BELOW,
        rest: uri.path().to_owned(),
        segments: Vec::new(),
    };
    everything.note(uri, "0.0.0.0:0", headers);
}

/// The matcher takes the slashes off both ends of what is below a route; Spin gives back one
/// at each end where there was any.
fn with_slashes(rest: &str, path: &str) -> String {
    match (rest.is_empty(), path.ends_with('/')) {
        (true, false) => String::new(),
        (true, true) => "/".to_owned(),
        (false, false) => format!("/{rest}"),
        (false, true) => format!("/{rest}/"),
    }
}

/// The matcher keeps its routes in an order in which a dot at the beginning goes before a word,
/// and a word before a dot: whatever is added after such a route goes before it, and before
/// more specific ones behind it.
fn dotted_last(triggers: &[HttpTrigger]) -> impl Iterator<Item = &HttpTrigger> {
    let is_dotted = |trigger: &&HttpTrigger| match &trigger.route {
        Route::Path(route) => {
            let above = route.strip_suffix(BELOW).unwrap_or(route);
            above.trim_start_matches('/').starts_with('.')
        }
        Route::Private { .. } => false,
    };
    let others = triggers.iter().filter(move |trigger| !is_dotted(trigger));
    others.chain(triggers.iter().filter(is_dotted))
}

impl Found<'_> {
    /// Sets the headers by which Spin tells a component how it was reached, in place of any
    /// that the client sent.
    pub fn note(&self, uri: &Uri, client: &str, headers: &mut HeaderMap) {
        note_client(client, headers);
        let above = self.route.strip_suffix(BELOW).unwrap_or(self.route);
        let full = uri.to_string();
        for (name, value) in [
            ("spin-path-info", self.rest.as_str()),
            ("spin-full-url", full.as_str()),
            ("spin-matched-route", self.matched),
            ("spin-raw-component-route", self.route),
            ("spin-component-route", above),
            ("spin-base-path", "/"),
        ] {
            insert(headers, HeaderName::from_static(name), value);
        }
        for (name, value) in &self.segments {
            let name = format!("spin-path-match-{name}");
            if let Ok(name) = HeaderName::from_bytes(name.as_bytes()) {
                insert(headers, name, value);
            }
        }
    }
}

/// A value that cannot stand in a header came out of a path; the component has the path itself.
fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Says where a request comes from, in place of anything in the headers that only a host may
/// say.
pub fn note_client(client: &str, headers: &mut HeaderMap) {
    let forged: Vec<_> = headers
        .keys()
        .filter(|name| name.as_str().starts_with(PREFIX))
        .cloned()
        .collect();
    for name in forged {
        headers.remove(name);
    }
    insert(headers, HeaderName::from_static("spin-client-addr"), client);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(routes: &[(&str, &str)]) -> Result<RouteTable, RouteFault> {
        let triggers: Vec<_> = routes
            .iter()
            .map(|(route, component)| HttpTrigger {
                id: String::new(),
                route: Route::Path((*route).to_owned()),
                component: (*component).to_owned(),
            })
            .collect();
        RouteTable::new(&triggers)
    }

    #[test]
    fn the_most_specific_route_answers() {
        let table = table(&[
            ("/...", "web"),
            ("/api/people/...", "people"),
            ("/api/people/me", "me"),
            ("/api/units/:id", "units"),
        ])
        .unwrap();
        for (path, expected) in [
            ("/", "web"),
            ("/setup", "web"),
            ("/api/peopleX", "web"),
            ("/api/people", "people"),
            ("/api/people/", "people"),
            ("/api/people/sessions/current", "people"),
            ("/api/people/%2e%2e/attendance", "people"),
            ("/api/people/me", "me"),
            ("/api/units/7", "units"),
            ("/api/units/7/8", "web"),
        ] {
            assert_eq!(table.find(path).unwrap().component, expected, "{path}");
        }
    }

    #[test]
    fn a_route_that_begins_with_a_dot_puts_no_other_out_of_order() {
        let table = table(&[
            ("/x/...", "word"),
            ("/.well-known/...", "dot"),
            ("/:a/y", "name"),
            ("/...", "rest"),
        ])
        .unwrap();
        for (path, expected) in [
            ("/x/y", "word"),
            ("/z/y", "name"),
            ("/.well-known/y", "dot"),
            ("/y", "rest"),
        ] {
            assert_eq!(table.find(path).unwrap().component, expected, "{path}");
        }
    }

    #[test]
    fn a_component_is_told_how_it_was_reached() {
        let table = table(&[("/api/:kind/...", "any")]).unwrap();
        let found = table.find("/api/people/me/x").unwrap();
        let mut headers = HeaderMap::new();
        for forged in ["spin-client-addr", "spin-path-match-other"] {
            headers.insert(forged, HeaderValue::from_static("forged"));
        }
        let uri = Uri::from_static("http://office/api/people/me/x?a=1");
        found.note(&uri, "10.0.0.7:5", &mut headers);
        for (name, expected) in [
            ("spin-path-info", "/me/x"),
            ("spin-full-url", "http://office/api/people/me/x?a=1"),
            ("spin-matched-route", "/api/:kind/..."),
            ("spin-component-route", "/api/:kind"),
            ("spin-path-match-kind", "people"),
            ("spin-client-addr", "10.0.0.7:5"),
        ] {
            assert_eq!(headers[name], expected, "{name}");
        }
        assert!(!headers.contains_key("spin-path-match-other"));
    }

    #[test]
    fn slashes_are_told_as_spin_tells_them() {
        let table = table(&[("/", "root"), ("/a/...", "below"), ("/b/", "with")]).unwrap();
        for (path, matched, rest) in [
            ("/", "", ""),
            ("/a", "/a/...", ""),
            ("/a/", "/a/...", "/"),
            ("/a/x", "/a/...", "/x"),
            ("/a/x/", "/a/...", "/x/"),
            ("/a//x", "/a/...", "//x"),
            ("//a/x//", "/a/...", "/x/"),
            ("/b", "/b", ""),
            ("/b/", "/b", ""),
        ] {
            let found = table.find(path).unwrap();
            assert_eq!(
                (found.matched, found.rest.as_str()),
                (matched, rest),
                "{path}"
            );
        }
    }

    #[test]
    fn a_route_that_cannot_be_served_is_named() {
        for bad in ["api", "/a/.../b", "/a/*"] {
            assert_eq!(
                table(&[(bad, "a")]).unwrap_err(),
                RouteFault::Form(bad.to_owned())
            );
        }
        for second in ["/a", "/a/"] {
            let twice = table(&[("/a", "a"), (second, "b")]).unwrap_err();
            assert_eq!(twice, RouteFault::Twice(second.to_owned()));
        }
        for bad in ["/a/.b", "/:a/.", "/é/b", "/:é/b", "/a//b"] {
            let misread = table(&[(bad, "a")]).unwrap_err();
            assert_eq!(misread, RouteFault::Misread(bad.to_owned()));
        }
        for good in ["/", "/a/", "/.well-known/a", "/a.b/:c.json", "/:a.d/..."] {
            assert!(table(&[(good, "a")]).is_ok(), "{good}");
        }
    }

    #[test]
    fn nothing_fits_where_there_is_no_route() {
        assert_eq!(table(&[("/a", "a")]).unwrap().find("/b"), None);
    }
}
