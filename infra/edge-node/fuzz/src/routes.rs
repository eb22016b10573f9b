//! Which component answers a path.

use ngantor::config::manifest::{HttpTrigger, Route};
use ngantor::routes::RouteTable;

use super::{last_line, text};

/// Lines of routes, and at last a path. The route that answers fits the path, letter by
/// letter; none that fits is more specific; and where none answers, none fits.
pub fn routes(bytes: &[u8]) {
    let Some((routes, path)) = text(bytes).map(last_line) else {
        return;
    };
    let triggers: Vec<_> = routes.lines().map(trigger).collect();
    let Ok(table) = RouteTable::new(&triggers) else {
        return;
    };
    let found = table.find(path);
    // What a route with a name before or behind a dot fits is another matter.
    let plain: Vec<_> = routes.lines().filter(|route| is_plain(route)).collect();
    let fitting: Vec<_> = plain.iter().filter_map(|route| rank(route, path)).collect();
    match found {
        None => assert!(fitting.is_empty(), "{path:?} fits one of {plain:?}"),
        Some(found) if is_plain(found.route) => {
            let own = rank(found.route, path);
            let fits = own.is_some();
            assert!(fits, "{path:?} does not fit {:?}", found.route);
            let best = fitting.iter().max();
            // A route that is not plain stands between others; then nothing is said.
            let all_plain = plain.len() == routes.lines().count();
            assert!(
                !all_plain || best == own.as_ref(),
                "{path:?}: {:?}",
                found.route
            );
        }
        Some(_) => {}
    }
}

fn trigger(route: &str) -> HttpTrigger {
    HttpTrigger {
        id: String::new(),
        route: Route::Path(route.to_owned()),
        component: route.to_owned(),
    }
}

/// Whether each segment is a word, or a name for any word.
fn is_plain(route: &str) -> bool {
    let names = route.split('/').filter(|segment| segment.contains(':'));
    let mut names = names.map(|segment| segment.strip_prefix(':').unwrap_or(":"));
    names.all(|name| !name.contains([':', '.']))
}

/// How specific a segment of a route is, the least first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Below,
    End,
    Name,
    Word,
}

/// How well a route fits a path, to be compared from the left; none when it does not.
fn rank(route: &str, path: &str) -> Option<Vec<Rank>> {
    let (route, is_below) = match route.strip_suffix("/...") {
        Some(above) => (above, true),
        None => (route, false),
    };
    let segments = route.split('/').filter(|segment| !segment.is_empty());
    let path = path.trim_matches('/');
    let mut words = path.split('/').filter(|_| !path.is_empty());
    let mut ranks = Vec::new();
    for segment in segments {
        let word = words.next()?;
        match segment.strip_prefix(':') {
            Some(_) => ranks.push(Rank::Name),
            None if segment == word => ranks.push(Rank::Word),
            None => return None,
        }
    }
    ranks.push(if is_below { Rank::Below } else { Rank::End });
    (is_below || words.next().is_none()).then_some(ranks)
}
