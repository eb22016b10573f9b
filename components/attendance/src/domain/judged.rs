//! Which days are to be judged, and which again: decided by the dates of what changed, never all.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};
use ngantor_core::time::{Instant, parse_day};
use serde::Serialize;
use serde_json::Value;

use super::stretch::STRETCH_MAX_MIN;

/// The most days that are judged at once.
const CHUNK_DAYS: i64 = 62;
/// How long after its end by UTC a day and its turns last: half a day in the zones west of it, and
/// a turn that ends on the next day, in hours.
const LASTS_H: i64 = 36;
/// What holds until further notice touches every day there is.
const FOR_EVER: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// The days that a change may have changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Touched {
    /// Whose; `None` for everybody's.
    pub person_id: Option<String>,
    /// Whether it is a punch, which tells that the person is here.
    pub is_punch: bool,
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub until: NaiveDate,
}

/// How far a person's days are judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Whose.
    pub person_id: String,
    /// The last day that was.
    pub until: NaiveDate,
    /// Those that have to be once more.
    pub again: Option<(NaiveDate, NaiveDate)>,
}

/// The last day on which every punch is in, wherever a person is and whichever turn they have, as
/// long as punches may arrive so many hours late.
pub fn last_complete(now: Instant, counts_h: u16) -> Option<NaiveDate> {
    let waits = Duration::hours(i64::from(counts_h) + LASTS_H) + Duration::minutes(STRETCH_MAX_MIN);
    (now - waits).date_naive().pred_opt()
}

impl Judged {
    /// The days to be judged next, if there are any; none after the last that is complete.
    pub fn next(&self, last: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let chunk = |from: NaiveDate, until: NaiveDate| {
            let until = until.min(from + Duration::days(CHUNK_DAYS - 1));
            (from <= until).then_some((from, until))
        };
        let again = self
            .again
            .and_then(|(from, until)| chunk(from, until.min(self.until).min(last)));
        again.or_else(|| chunk(self.until.succ_opt()?, last))
    }

    /// How far it is once these days are judged.
    #[must_use]
    pub fn after(&self, (_, done): (NaiveDate, NaiveDate)) -> Self {
        let again = self.again.filter(|(from, _)| *from <= self.until);
        let left = again.and_then(|(_, until)| {
            let from = done.succ_opt()?;
            (from <= until.min(self.until)).then_some((from, until))
        });
        Self {
            until: self.until.max(done),
            again: left,
            ..self.clone()
        }
    }
}

/// One for the punches of each person, one for their rules, and one for everybody's: from the
/// first to the last of the days.
pub fn merged(touches: impl Iterator<Item = Touched>) -> Vec<Touched> {
    let mut merged: BTreeMap<(Option<String>, bool), Touched> = BTreeMap::new();
    for one in touches {
        let kept = merged
            .entry((one.person_id.clone(), one.is_punch))
            .or_insert_with(|| one.clone());
        kept.from = kept.from.min(one.from);
        kept.until = kept.until.max(one.until);
    }
    merged.into_values().collect()
}

/// What an entry of the journal touches.
pub fn touched(kind: &str, old: Option<&Value>, new: &Value) -> Vec<Touched> {
    match kind {
        "attendance.punch.created" if new["double_of"].is_null() => {
            // A night reaches from the day before, and a turn after midnight may be of the next.
            let around = |day: NaiveDate| Some((day.pred_opt()?, day.succ_opt()?));
            let days = day_of(new, "day").and_then(around);
            days.map(|days| of(new, days)).into_iter().collect()
        }
        "attendance.request.created" | "attendance.request.changed" => of_request(new),
        "attendance.rule.created" | "attendance.rule.changed" if !is_of_days(new) => Vec::new(),
        "attendance.rule.created" | "attendance.rule.changed" => {
            if text(new, "kind") == "schedule" {
                // A new one is nobody's before it is assigned.
                let from = old.and_then(|old| first_difference(old, new));
                return from
                    .map(|from| of(new, (from, FOR_EVER)))
                    .into_iter()
                    .collect();
            }
            let states = old.into_iter().chain([new]);
            states
                .filter_map(|state| Some(of(state, days_of(state)?)))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Leave, flexible work, deciding and discipline have their own rules, by which no day is judged.
fn is_of_days(rule: &Value) -> bool {
    let kinds = [
        "schedule",
        "assignment",
        "period",
        "calendar_day",
        "claim_rule",
    ];
    kinds.contains(&text(rule, "kind"))
}

/// Whatever becomes of a request, its days are what they are by it. The punch of a correction may
/// be of a night, and once it is approved it tells that the person is here.
fn of_request(request: &Value) -> Vec<Touched> {
    let Some((from, until)) = days_of(request) else {
        return Vec::new();
    };
    let is_correction = text(request, "kind") == "correction";
    let around = from.pred_opt().zip(until.succ_opt());
    let (from, until) = around.filter(|_| is_correction).unwrap_or((from, until));
    vec![Touched {
        person_id: request["person_id"].as_str().map(str::to_owned),
        is_punch: is_correction && text(request, "state") == "approved",
        from,
        until,
    }]
}

fn of(state: &Value, (from, until): (NaiveDate, NaiveDate)) -> Touched {
    Touched {
        person_id: state["person_id"].as_str().map(str::to_owned),
        is_punch: !state["direction"].is_null(),
        from,
        until,
    }
}

fn days_of(state: &Value) -> Option<(NaiveDate, NaiveDate)> {
    let until = day_of(state, "ends_on").unwrap_or(FOR_EVER);
    Some((day_of(state, "starts_on")?, until))
}

fn day_of(state: &Value, name: &str) -> Option<NaiveDate> {
    parse_day(text(state, name))
}

fn text<'a>(state: &'a Value, name: &str) -> &'a str {
    state[name].as_str().unwrap_or_default()
}

/// From which day on two states of a schedule differ; a name that changed touches no day.
fn first_difference(old: &Value, new: &Value) -> Option<NaiveDate> {
    let terms = |state: &Value| -> Vec<Value> {
        serde_json::from_str(text(state, "hours")).unwrap_or_default()
    };
    let (old, new) = (terms(old), terms(new));
    let differs = |one: &Vec<Value>, other: &Vec<Value>| {
        let changed = one.iter().filter(|term| !other.contains(term));
        changed.filter_map(|term| day_of(term, "starts_on")).min()
    };
    let found = [differs(&old, &new), differs(&new, &old)];
    found.into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, n).unwrap()
    }

    #[test]
    fn no_day_is_judged_before_everything_is_in_nor_again() {
        let judged = |until, again: Option<(u32, u32)>| Judged {
            person_id: String::new(),
            until: day(until),
            again: again.map(|(from, until)| (day(from), day(until))),
        };
        for (until, again, last, next) in [
            (20, None, 22, Some((21, 22))),
            (22, None, 22, None),
            (22, Some((20, 21)), 22, Some((20, 21))),
            // Known before they begin, and from an earlier day on than was told.
            (30, Some((21, 30)), 20, None),
            (30, Some((21, 30)), 22, Some((21, 22))),
            (24, Some((25, 30)), 24, None),
            (24, Some((25, 30)), 25, Some((25, 25))),
        ] {
            let found = judged(until, again).next(day(last));
            let next = next.map(|(from, until)| (day(from), day(until)));
            assert_eq!(found, next, "{until} {again:?} {last}");
        }
        let after = judged(30, Some((21, 30))).after((day(21), day(22)));
        assert_eq!(after, judged(30, Some((23, 30))));
    }
}
