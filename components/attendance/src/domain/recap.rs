//! Recaps: for which days, and what a person's days come to together.

use chrono::{Datelike as _, Months, NaiveDate};
use ngantor_core::time::parse_day;
use serde::Serialize;

use super::duty::{DutyDay, Figures, Status};

/// The longest recap of all people, in days; of one person it is a year.
pub const ALL_MAX_DAYS: i64 = 31;

/// The first and the last day of `2026`, `2026-11` or `2026-11-25`.
pub fn parse_period(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (first, n_months) = match text.len() {
        4 => (parse_day(&format!("{text}-01-01"))?, 12),
        7 => (parse_day(&format!("{text}-01"))?, 1),
        _ => return parse_day(text).map(|day| (day, day)),
    };
    let last = first.checked_add_months(Months::new(n_months))?.pred_opt();
    last.map(|last| (first, last))
}

/// How many days there are from one to another, both included.
pub fn n_days((from, to): (NaiveDate, NaiveDate)) -> i64 {
    i64::from(to.num_days_from_ce()) - i64::from(from.num_days_from_ce()) + 1
}

/// What days come to: how many there are of each status, and the sums of their figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = RecapTotals))]
pub struct Totals {
    /// Days with a punch, without an approved plan to work elsewhere or at other times.
    pub n_present: i64,
    /// Days with a punch and such a plan.
    pub n_flexible: i64,
    /// Days of approved leave.
    pub n_leave: i64,
    /// Days of approved duty travel.
    pub n_duty_travel: i64,
    /// Days of work without a punch, when none can come any more.
    pub n_absent: i64,
    /// Free days of the calendar.
    pub n_holiday: i64,
    /// Days on which the schedule has no work.
    pub n_off: i64,
    /// Days of which something may still come.
    pub n_provisional: i64,
    /// Days of which nothing tells whether the person had to work.
    pub n_unjudged: i64,
    /// Days on which a clock-in or a clock-out is missing, whatever else there is.
    pub n_unpaired: i64,
    /// Sums of the days on which the person had to work.
    #[serde(flatten)]
    pub figures: Figures,
}

impl Totals {
    /// Of some days.
    pub fn of(days: &[DutyDay]) -> Self {
        days.iter().fold(Self::default(), Self::with)
    }

    fn with(mut self, day: &DutyDay) -> Self {
        let count = match day.status {
            Status::Present => &mut self.n_present,
            Status::FlexibleLocation | Status::FlexibleTime => &mut self.n_flexible,
            Status::Leave => &mut self.n_leave,
            Status::DutyTravel => &mut self.n_duty_travel,
            Status::Absent => &mut self.n_absent,
            Status::Holiday => &mut self.n_holiday,
            Status::Off => &mut self.n_off,
            Status::Provisional => &mut self.n_provisional,
            Status::Unjudged => &mut self.n_unjudged,
        };
        *count += 1;
        if day.is_missing {
            self.n_unpaired += 1;
        }
        if day.status.is_judged() {
            self.figures = self.figures.plus(day.figures);
        }
        self
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            n_present: self.n_present + other.n_present,
            n_flexible: self.n_flexible + other.n_flexible,
            n_leave: self.n_leave + other.n_leave,
            n_duty_travel: self.n_duty_travel + other.n_duty_travel,
            n_absent: self.n_absent + other.n_absent,
            n_holiday: self.n_holiday + other.n_holiday,
            n_off: self.n_off + other.n_off,
            n_provisional: self.n_provisional + other.n_provisional,
            n_unjudged: self.n_unjudged + other.n_unjudged,
            n_unpaired: self.n_unpaired + other.n_unpaired,
            figures: self.figures.plus(other.figures),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_day_a_month_or_a_year_and_nothing_else() {
        for (text, expected) in [
            ("2026-11-25", Some(("2026-11-25", "2026-11-25"))),
            ("2028-02", Some(("2028-02-01", "2028-02-29"))),
            ("2026", Some(("2026-01-01", "2026-12-31"))),
            ("2099", Some(("2099-01-01", "2099-12-31"))),
            ("2026-13", None),
            ("2026-02-30", None),
            ("1999", None),
            ("26", None),
            ("", None),
            ("today", None),
            ("éé", None),
        ] {
            let expected = expected.map(|(from, to)| (from.parse().unwrap(), to.parse().unwrap()));
            assert_eq!(parse_period(text), expected, "{text}");
        }
        assert_eq!(n_days(parse_period("2028").unwrap()), 366);
    }
}
