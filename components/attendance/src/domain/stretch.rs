//! From punches to stretches of presence, and from a stretch to the day of duty it belongs to.
//!
//! A night belongs to the day on which its turn starts. What is missing is left open, never
//! guessed: a stretch without an end counts for nothing.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};
use ngantor_core::time::{Instant, Zone};

use super::hours::{Hours, HoursKind, TimeOfDay, WorkDay};
use super::in_force::Rules;
use super::{DOUBLE_TAP_MS, Direction, Punch};

/// The longest stretch between in and out, in minutes: two turns of eight hours and some. What
/// is longer is a forgotten clock-out.
pub const STRETCH_MAX_MIN: i64 = 18 * 60;
/// How long before its start somebody comes for a turn, in minutes.
const EARLY_MIN: i64 = 120;
/// How long after its end somebody leaves a turn, in minutes.
const AFTER_MIN: i64 = 240;

/// Minutes of the time line from one to another; seconds are not looked at, so that what the
/// clock shows is what is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first minute.
    pub from: i64,
    /// The minute after the last.
    pub until: i64,
}

impl Span {
    /// How long it is; nothing when it ends before it begins.
    pub fn minutes(self) -> i64 {
        (self.until - self.from).max(0)
    }

    /// What it shares with another.
    pub fn and(self, other: Self) -> Self {
        Self {
            from: self.from.max(other.from),
            until: self.until.min(other.until),
        }
    }
}

/// Presence without a break in it.
#[derive(Clone, Copy, Debug)]
pub struct Stretch<'a> {
    /// The clock-in; `None` when somebody only clocked out.
    pub begin: Option<&'a Punch>,
    /// The clock-out; `None` when it is missing, or still to come.
    pub end: Option<&'a Punch>,
    /// Whether the person is at work now.
    pub is_open: bool,
}

impl<'a> Stretch<'a> {
    /// The punch that tells the day it belongs to.
    pub fn anchor(&self) -> Option<&'a Punch> {
        self.begin.or(self.end)
    }

    /// From when to when, as far as it is known.
    pub fn span(&self, now: Instant) -> Option<Span> {
        let end = self.end.map(|punch| punch.counted_at);
        let until = end.or_else(|| self.is_open.then_some(now))?;
        Some(Span {
            from: minute(self.begin?.counted_at),
            until: minute(until),
        })
    }
}

/// The minute of the time line in which an instant lies.
pub fn minute(at: Instant) -> i64 {
    at.timestamp_millis().div_euclid(60_000)
}

/// The stretches of each day of duty as they were at an instant, in their order. In which order
/// punches came in or are given does not matter.
pub fn by_day<'a>(
    punches: &'a [Punch],
    rules: &Rules,
    now: Instant,
) -> BTreeMap<NaiveDate, Vec<Stretch<'a>>> {
    let mut days: BTreeMap<NaiveDate, Vec<Stretch<'a>>> = BTreeMap::new();
    for stretch in all(punches, rules, now) {
        if let Some(anchor) = stretch.anchor() {
            let day = day_of_duty(anchor, rules);
            days.entry(day).or_default().push(stretch);
        }
    }
    days
}

/// The stretches of some punches as they were at an instant, in their order.
pub fn all<'a>(punches: &'a [Punch], rules: &Rules, now: Instant) -> Vec<Stretch<'a>> {
    let counted = punches
        .iter()
        .filter(|one| one.counted_at <= now && one.counts(rules));
    let mut sorted: Vec<&Punch> = counted.collect();
    sorted.sort_by(|a, b| order(a, b));
    let mut found = Vec::new();
    let mut open: Option<&Punch> = None;
    for punch in sorted {
        match (punch.direction, open) {
            // A second "in" of one day does not restart the clock.
            (Direction::In, Some(begin)) if belong_together(begin, punch, rules) => {}
            (Direction::In, begun) => {
                found.extend(begun.map(|begin| closed(Some(begin), None)));
                open = Some(punch);
            }
            (Direction::Out, Some(begin)) if is_one_stretch(begin, punch.counted_at) => {
                found.push(closed(Some(begin), Some(punch)));
                open = None;
            }
            // A second "out" takes no length away, also where a correction told the first.
            (Direction::Out, None) if is_double(found.last(), punch) => {}
            (Direction::Out, begun) => {
                found.extend(begun.map(|begin| closed(Some(begin), None)));
                found.push(closed(None, Some(punch)));
                open = None;
            }
        }
    }
    found.extend(open.map(|begin| Stretch {
        is_open: is_one_stretch(begin, now),
        ..closed(Some(begin), None)
    }));
    found
}

/// Whether a clock-out is that of the stretch before it once more.
fn is_double(last: Option<&Stretch<'_>>, again: &Punch) -> bool {
    let end = last.and_then(|last| last.end);
    end.is_some_and(|end| (again.counted_at - end.counted_at).num_milliseconds() <= DOUBLE_TAP_MS)
}

fn order(a: &Punch, b: &Punch) -> Ordering {
    let key = |punch: &Punch| (punch.counted_at, punch.direction == Direction::Out);
    let by_id = || a.id.to_string().cmp(&b.id.to_string());
    key(a).cmp(&key(b)).then_with(by_id)
}

const fn closed<'a>(begin: Option<&'a Punch>, end: Option<&'a Punch>) -> Stretch<'a> {
    Stretch {
        begin,
        end,
        is_open: false,
    }
}

fn is_one_stretch(begin: &Punch, until: Instant) -> bool {
    let length = minute(until) - minute(begin.counted_at);
    (0..=STRETCH_MAX_MIN).contains(&length)
}

fn belong_together(begin: &Punch, again: &Punch, rules: &Rules) -> bool {
    is_one_stretch(begin, again.counted_at)
        && day_of_duty(begin, rules) == day_of_duty(again, rules)
}

/// The day of duty of a punch: that on which its turn starts, or the date where it was made.
///
/// The night before is asked first and by its own rules alone, so that rules which change on a
/// day never move what belongs to a day before it.
pub fn day_of_duty(punch: &Punch, rules: &Rules) -> NaiveDate {
    let date = punch.zone.day(punch.counted_at);
    let before = date.pred_opt();
    let before = before.filter(|day| nearest(punch, *day, rules) == Some(*day));
    before.unwrap_or_else(|| nearest(punch, date, rules).unwrap_or(date))
}

/// Which of two days a punch is nearer to, by the turns that hold on the first of them.
fn nearest(punch: &Punch, first: NaiveDate, rules: &Rules) -> Option<NaiveDate> {
    let hours = shifts(first, rules)?;
    let days = [Some(first), first.succ_opt()].into_iter().flatten();
    let turns = days.flat_map(|day| hours.of(day).map(move |turn| (day, turn)));
    let near = turns.filter_map(|(day, turn)| Some((distance(punch, day, turn)?, day)));
    near.min().map(|(_, day)| day)
}

/// The turn of a day that a punch is nearest to.
pub fn turn_of<'r>(punch: &Punch, day: NaiveDate, rules: &'r Rules) -> Option<&'r WorkDay> {
    let near = |turn: &WorkDay| distance(punch, day, turn);
    let turns = shifts(day, rules)?
        .of(day)
        .filter_map(|turn| Some((near(turn)?, turn)));
    turns
        .min_by_key(|(distance, turn)| (*distance, turn.starts))
        .map(|(_, turn)| turn)
}

fn shifts(day: NaiveDate, rules: &Rules) -> Option<&Hours> {
    let hours = rules.on(day).map(|found| found.hours);
    hours.filter(|hours| hours.kind == HoursKind::Shift)
}

/// How far a clock-in is from a turn's start, or a clock-out alone from its end; `None` when it
/// can hardly be meant.
fn distance(punch: &Punch, day: NaiveDate, turn: &WorkDay) -> Option<i64> {
    let span = span_of(turn, day, punch.zone)?;
    let at = minute(punch.counted_at);
    match punch.direction {
        Direction::In => {
            let is_near = at >= span.from - EARLY_MIN && at < span.until;
            is_near.then_some((at - span.from).abs())
        }
        Direction::Out => {
            let is_near = at > span.from && at <= span.until + AFTER_MIN;
            is_near.then_some((at - span.until).abs())
        }
    }
}

/// From when to when a day's work lasts in a zone, where it says both.
pub fn span_of(work: &WorkDay, day: NaiveDate, zone: Zone) -> Option<Span> {
    let (starts, ends) = (work.starts?, work.ends?);
    Some(Span {
        from: minute_at(day, starts, work.later_days, zone),
        until: minute_at(day, ends, work.days_until(ends, true), zone),
    })
}

/// The minute of the time line at which clocks show a time, so many days after a day.
pub fn minute_at(day: NaiveDate, time: TimeOfDay, n_days: i64, zone: Zone) -> i64 {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let shown = midnight + Duration::days(n_days) + Duration::minutes(i64::from(time.minutes()));
    minute(zone.instant(shown))
}
