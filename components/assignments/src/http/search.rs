//! The search: what has all the words, of what concerns the caller, newest first.

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use ngantor_core::caller::{Caller, Role};
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, REQUIRED};
use ngantor_core::time::Day;
use ngantor_http::page::Page;
use ngantor_http::{Base, Params, Problem, SignedIn, json};

use super::PREFIX;
use super::lists::ListedView;
use crate::domain::words_sought::{QUERY_MAX_CHARS, query};
use crate::store::led;
use crate::store::search::{self as store, Match, Seeker};

/// Rows of lists up to which every match is held against all that is the seeker's own.
const OWN_MAX: u32 = 2_000;
/// Matches that one page looks through otherwise.
const LOOK_MAX: usize = 500;
/// Matches that are looked at at once.
const ROUND: u32 = 100;
/// The most units under somebody whose work they find.
pub(super) const UNITS_MAX: u32 = 1_000;

const TOO_LONG: Text = Text::new(
    "Paling banyak {limit} karakter.",
    "At most {limit} characters.",
);

/// A page of somebody to whom much belongs looks through [`LOOK_MAX`] matches at most, so it may be
/// short, or empty, and still link to the next.
pub(super) async fn search(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["q", "limit", "cursor"])?;
    let words = params.get("q").unwrap_or_default();
    if words.chars().count() > QUERY_MAX_CHARS {
        let fault = Fault::beyond("?q", "too_long", TOO_LONG, QUERY_MAX_CHARS);
        return Err(fault.into());
    }
    let sought = query(words).ok_or_else(|| Fault::new("?q", "required", REQUIRED))?;
    let page = Page::<i64>::of(&params)?;
    let seeker = seeker(&base, &caller).await?;
    let before = page.after.unwrap_or(i64::MAX);
    let mut looked = if store::has_few(&*base.db, &seeker, OWN_MAX).await? {
        store::own(&*base.db, &sought, &seeker, before, page.limit_plus_one()).await?
    } else {
        look_through(&base, &sought, &seeker, before, page.limit as usize).await?
    };
    let n_shown = shown(&looked, page.limit as usize);
    let page = Page::<i64>::of_rows(&params, u32::try_from(n_shown).unwrap_or(u32::MAX))?;
    let again = params.again(&["q", "limit"]);
    let path = format!("{PREFIX}/search");
    let headers = page.cut(&path, &again, &mut looked, |(n, ..)| *n);
    let seen = looked.iter().filter(|(_, is_seen, _)| *is_seen);
    let views: Vec<_> = seen
        .map(|(.., listed)| ListedView::of(listed, &base, &caller))
        .collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

/// How many of the matches make the page: those up to the last that it has room for.
fn shown(looked: &[Match], limit: usize) -> usize {
    let mut n_seen = 0;
    for (index, (_, is_seen, _)) in looked.iter().enumerate() {
        if n_seen == limit || index == LOOK_MAX {
            return index;
        }
        n_seen += usize::from(*is_seen);
    }
    looked.len()
}

/// Looks at matches until the page is full and it is known whether there is another.
async fn look_through(
    base: &Base,
    sought: &str,
    seeker: &Seeker,
    mut before: i64,
    limit: usize,
) -> Result<Vec<Match>, Problem> {
    let mut looked: Vec<Match> = Vec::new();
    while shown(&looked, limit) == looked.len() {
        let round = store::all(&*base.db, sought, seeker, before, ROUND).await?;
        let is_last = round.len() < ROUND as usize;
        before = round.last().map_or(before, |(n, ..)| *n);
        looked.extend(round);
        if is_last {
            break;
        }
    }
    Ok(looked)
}

/// What is a reason for somebody to see an assignment, in the words of the lists.
pub(super) async fn seeker(base: &Base, caller: &Caller) -> Result<Seeker, Problem> {
    let today = Day(caller.zone.day(base.now()));
    let led = led::led(&*base.db, caller.person_id, today).await?;
    let led: Vec<_> = led.into_iter().map(|(unit, _)| unit).collect();
    let units = store::units_under(&*base.db, &led, today, UNITS_MAX).await?;
    let mut owners = vec![caller.person_id.to_string()];
    owners.extend(units.iter().map(ToString::to_string));
    Ok(Seeker {
        owners,
        sees_all: caller.is_any(&[Role::Auditor]),
    })
}
