//! Where somebody stands at an instant: at work or not, and since when. Work that began before
//! midnight goes on after it, so whoever is at work can be told so and clock out.

use chrono::NaiveDate;
use ngantor_core::time::Instant;
use serde::Serialize;

use super::in_force::Rules;
use super::stretch::{self, Stretch};
use super::{Punch, WorkMode};

/// Whether a person is at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = DayState))]
pub enum State {
    /// No punch yet.
    None,
    /// Clocked in.
    In,
    /// Clocked out.
    Out,
}

/// Where somebody stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The state after the last punch.
    pub state: State,
    /// Since when.
    pub since: Option<Instant>,
    /// The work mode of the last punch.
    pub work_mode: Option<WorkMode>,
    /// Time between in and out, in seconds; an open stretch counts until the instant.
    pub worked_s: i64,
}

impl Standing {
    /// That of a day's punches, at an instant of it. Punches of the day before count as well, where
    /// they are given, as long as the last stretch is one that began there.
    pub fn at(punches: &[Punch], rules: &Rules, (day, now): (NaiveDate, Instant)) -> Self {
        let stretches = stretch::all(punches, rules, now);
        let first = stretches.last().map_or(day, |last| first_day(last, day));
        let own = stretches
            .iter()
            .filter(|one| one.anchor().is_some_and(|punch| punch.day >= first));
        let own: Vec<_> = own.collect();
        let last = own.last().copied();
        let (state, since) = match last.map(|last| (last.begin, last.end)) {
            None => (State::None, None),
            Some((_, Some(end))) => (State::Out, Some(end.counted_at)),
            Some((begin, None)) => (State::In, begin.map(|punch| punch.counted_at)),
        };
        let made = punches
            .iter()
            .filter(|one| one.day >= first && one.counted_at <= now && one.counts(rules));
        let newest = made.max_by_key(|one| one.counted_at);
        let open_s = match (state, since) {
            (State::In, Some(since)) => (now - since).num_seconds().max(0),
            _ => 0,
        };
        Self {
            state,
            since,
            work_mode: newest.map(|punch| punch.work_mode),
            worked_s: open_s + own.iter().filter_map(|one| length_s(one)).sum::<i64>(),
        }
    }
}

/// The day before where the last stretch began there and goes on, or ended on the day itself.
fn first_day(last: &Stretch<'_>, day: NaiveDate) -> NaiveDate {
    let goes_on = last.is_open || last.end.is_some_and(|end| end.day >= day);
    let began = last.begin.filter(|_| goes_on).map(|begin| begin.day);
    began.map_or(day, |began| began.min(day))
}

/// How long a stretch was, in seconds, once it is over.
fn length_s(stretch: &Stretch<'_>) -> Option<i64> {
    let length = stretch.end?.counted_at - stretch.begin?.counted_at;
    Some(length.num_seconds().max(0))
}
