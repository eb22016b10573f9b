//! The week: what the schedule asks for in it, and what its days come to together. Where a schedule
//! says so, what is short on one day is set off against what is more on another of the same week.

use chrono::{Datelike as _, Duration, NaiveDate, Weekday};

use super::duty::{DutyDay, Figures, Status};
use super::reason::Reason;

/// The first and the last day of a week, Monday and Sunday, by ISO 8601: `2026-W48`.
pub fn parse_week(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (year, week) = text.split_once("-W")?;
    let is_plain = |part: &str, n| part.len() == n && part.bytes().all(|one| one.is_ascii_digit());
    if !is_plain(year, 4) || !is_plain(week, 2) {
        return None;
    }
    let (year, week) = (year.parse::<i32>().ok()?, week.parse().ok()?);
    let monday = NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)?;
    (2000..2100).contains(&year).then(|| of_monday(monday))
}

/// The week in which a day is.
pub fn week_of(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    of_monday(day - Duration::days(day.weekday().num_days_from_monday().into()))
}

/// How a week is called.
pub fn name(monday: NaiveDate) -> String {
    let week = monday.iso_week();
    format!("{}-W{:02}", week.year(), week.week())
}

fn of_monday(monday: NaiveDate) -> (NaiveDate, NaiveDate) {
    (monday, monday + Duration::days(6))
}

/// What the days of a week come to, in minutes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Week {
    /// What the schedule asks for on all of its days, those to come included; nothing for free
    /// days, leave and travel.
    pub quota_min: i64,
    /// The sums of its days, as they are by themselves.
    pub totals: Figures,
    /// How much of what is short was set off by what is more on other days.
    pub set_off_min: i64,
    /// What is still short. Days of absence are none of it: nothing sets them off.
    pub short_min: i64,
    /// What is still more.
    pub surplus_min: i64,
    /// Whether every punch of every day is in.
    pub is_complete: bool,
    /// Why: of the quota, and of what was set off.
    pub reasons: Vec<Reason>,
}

impl Week {
    /// That of some days.
    pub fn of(days: &[DutyDay]) -> Self {
        let judged = days.iter().filter(|day| day.status.is_judged());
        let totals = judged
            .map(|day| day.figures)
            .fold(Figures::default(), Figures::plus);
        let balanced = || days.iter().filter(|day| day.is_balanced);
        let not_come: i64 = balanced().map(not_come).sum();
        let short: i64 = balanced().map(|day| day.figures.short_min).sum();
        let more: i64 = balanced().map(|day| day.figures.surplus_min).sum();
        let set_off_min = (short + not_come).min(more);
        let quota_min = days.iter().map(|day| day.quota_min).sum();
        let n_days = days.iter().filter(|day| day.quota_min > 0).count();
        let mut reasons = vec![Reason::quota(quota_min, n_days)];
        if set_off_min > 0 {
            reasons.push(Reason::set_off(set_off_min));
        }
        Self {
            quota_min,
            totals,
            set_off_min,
            short_min: totals.short_min + not_come - set_off_min,
            surplus_min: totals.surplus_min - set_off_min,
            is_complete: days.iter().all(|day| day.is_complete),
            reasons,
        }
    }
}

/// What is missing of a day on which only totals count and nobody came: such a day is not judged by
/// itself, its week is.
fn not_come(day: &DutyDay) -> i64 {
    let is_over = day.status == Status::Unjudged && day.is_complete;
    if is_over { day.quota_min } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_named_by_the_iso_and_nothing_else_is_one() {
        for (text, expected) in [
            ("2026-W48", Some(("2026-11-23", "2026-11-29"))),
            ("2026-W01", Some(("2025-12-29", "2026-01-04"))),
            ("2026-W53", Some(("2026-12-28", "2027-01-03"))),
            ("2027-W53", None),
            ("2026-W00", None),
            ("2026-W54", None),
            ("2026-W4", None),
            ("2026-W+1", None),
            ("1999-W01", None),
            ("2026-48", None),
            ("", None),
        ] {
            let expected = expected.map(|(from, to)| (from.parse().unwrap(), to.parse().unwrap()));
            assert_eq!(parse_week(text), expected, "{text}");
            let again = expected.map(|(from, _): (NaiveDate, NaiveDate)| name(from));
            assert!(again.is_none_or(|again| again == text), "{text}");
        }
        let sunday = "2026-11-29".parse().unwrap();
        assert_eq!(Some(week_of(sunday)), parse_week("2026-W48"));
    }
}
