//! What is odd in an activity but possible: it is kept, and everybody who looks at it is told.

use ngantor_core::lang::Text;
use ngantor_core::time::Instant;

use super::life::State;
use super::{Activity, ActivityId};

/// A day of more minutes than these is told: 16 hours.
pub const LONG_DAY_MIN: i64 = 16 * 60;
/// A clock that has run for longer is told, in hours.
pub const LONG_RUN_H: i64 = 12;

/// Something odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// For programs.
    pub code: &'static str,
    /// For people.
    pub text: Text,
    /// The other activities that it is about.
    pub ids: Vec<ActivityId>,
}

const OVERLAPS: Text = Text::new(
    "Waktunya bertumpuk dengan kegiatan lain.",
    "Its time overlaps with another activity.",
);
const LONG_DAY: Text = Text::new(
    "Kegiatan pada hari itu berjumlah lebih dari 16 jam.",
    "The activities of that day come to more than 16 hours.",
);
const LONG_RUN: Text = Text::new(
    "Sudah berjalan lebih dari 12 jam; mungkin lupa diselesaikan.",
    "It has run for more than 12 hours; it may have been forgotten.",
);

/// What is odd in an activity; `others` are the person's of its day and of those next to it.
pub fn warnings(one: &Activity, others: &[Activity], now: Instant) -> Vec<Warning> {
    if one.state == State::Withdrawn {
        return Vec::new();
    }
    let others = others.iter().filter(|other| other.id != one.id);
    let others: Vec<_> = others
        .filter(|other| other.state != State::Withdrawn)
        .collect();
    let twins = others.iter().filter(|other| overlap(one, other, now));
    let ids: Vec<_> = twins.map(|other| other.id).collect();
    let warning = |code, text, ids| Warning { code, text, ids };
    let mut found = Vec::new();
    if !ids.is_empty() {
        found.push(warning("overlaps", OVERLAPS, ids));
    }
    let same_day = others.iter().filter(|other| other.day == one.day);
    let minutes = one.time.minutes + same_day.map(|other| other.time.minutes).sum::<i64>();
    if minutes > LONG_DAY_MIN {
        found.push(warning("long_day", LONG_DAY, Vec::new()));
    }
    let since = one.time.running_since.map(|since| now - since);
    if since.is_some_and(|stretch| stretch.num_hours() >= LONG_RUN_H) {
        found.push(warning("long_run", LONG_RUN, Vec::new()));
    }
    found
}

/// Whether two were done at once: from start to finish, pauses included, for what one did in a
/// pause is not known. One that ends when the other starts is beside it.
fn overlap(one: &Activity, other: &Activity, now: Instant) -> bool {
    let span = |activity: &Activity| {
        let time = activity.time;
        let end = match time.running_since {
            Some(_) => Some(now),
            None => time.finished_at.or(time.paused_at),
        };
        time.started_at.zip(end)
    };
    match (span(one), span(other)) {
        (Some((from, to)), Some((other_from, other_to))) => from < other_to && other_from < to,
        _ => false,
    }
}
