//! What is left of a year's days of one type, and how that was reckoned.

use chrono::{Datelike as _, NaiveDate};
use ngantor_core::time::Day;

use super::{Counts, Days, counted, days_of};
use crate::domain::in_force::Rules;
use crate::domain::request::{Asked, Leave, Request, State};
use crate::domain::rule::{Rule, What};

/// The most years that are reckoned one after the other.
pub const YEARS_MAX: i32 = 12;

/// Everything that balances are reckoned from.
pub struct Facts<'a> {
    /// The rules of all the years.
    pub rules: &'a Rules,
    /// The leave that is open or approved, of every year.
    pub requests: &'a [Request],
    /// The days of cuti bersama on which the person worked, with the minutes.
    pub worked: &'a [(NaiveDate, i64)],
    /// The first day on which the person was at work here.
    pub since: Option<NaiveDate>,
}

/// A year of one type, in days.
#[derive(Clone, Debug, PartialEq)]
pub struct Balance<'a> {
    /// The year.
    pub year: i32,
    /// The rule of the type, as it is at the end of the year.
    pub rule: &'a Rule,
    /// What the year gives; `None` where the type is not counted against anything.
    pub entitled: Option<Days>,
    /// What was not used in the year before.
    pub carried: Days,
    /// Why nothing can be carried: the year before is not wholly known here.
    pub is_before_known: bool,
    /// Days of cuti bersama that were worked.
    pub credited: Vec<NaiveDate>,
    /// What personnel added or took.
    pub adjusted: Vec<(&'a Rule, Days)>,
    /// What was approved.
    pub used: Days,
    /// What is asked for and not decided.
    pub asked: Days,
}

impl Balance<'_> {
    /// What personnel added and took together.
    pub fn adjusted_days(&self) -> Days {
        self.adjusted.iter().map(|(_, days)| *days).sum()
    }

    /// What is left when all that is asked for is approved; `None` where nothing is counted.
    pub fn left(&self) -> Option<Days> {
        let credited = Days::whole(i64::try_from(self.credited.len()).unwrap_or(0));
        let given = self.entitled?.plus(self.carried).plus(credited);
        let given = given.plus(self.adjusted_days());
        Some(given.minus(self.used).minus(self.asked))
    }
}

/// The balance of a year; `None` for a type that did not hold in it.
pub fn balance<'a>(facts: &Facts<'a>, code: &str, year: i32) -> Option<Balance<'a>> {
    balances(facts, code, year).into_iter().next_back()
}

/// The balances of the years up to one, in their order, as far back as anything is known.
pub fn balances<'a>(facts: &Facts<'a>, code: &str, until: i32) -> Vec<Balance<'a>> {
    let first = first_year(facts, code, until);
    let mut found: Vec<Balance<'a>> = Vec::new();
    for year in first..=until {
        let before = found.last().filter(|before| before.year == year - 1);
        found.extend(of_year(facts, code, year, before));
    }
    found.retain(|balance| balance.year <= until);
    found
}

fn first_year(facts: &Facts<'_>, code: &str, until: i32) -> i32 {
    let of_requests = facts.requests.iter().filter_map(|one| leave_of(one, code));
    let of_requests = of_requests.map(|leave| leave.starts_on.0);
    let adjustments = adjustments(facts.rules, code).map(|(rule, _)| rule.starts_on.0);
    let days = of_requests.chain(adjustments).chain(facts.since);
    let first = days.map(|day| day.year()).min();
    first.unwrap_or(until).clamp(until - YEARS_MAX, until)
}

fn of_year<'a>(
    facts: &Facts<'a>,
    code: &str,
    year: i32,
    before: Option<&Balance<'a>>,
) -> Option<Balance<'a>> {
    let (first, last) = days_of(year)?;
    let rule = facts.rules.leave_type(code, last);
    let rule = rule.or_else(|| facts.rules.leave_type(code, first))?;
    let What::LeaveType(terms) = &rule.what else {
        return None;
    };
    let entitled = terms.entitled_days.map(|days| Days::whole(days.into()));
    let is_before_known = facts
        .since
        .is_some_and(|since| is_whole_year(since, year - 1));
    let cap = terms.carried_to_days.map(|days| Days::whole(days.into()));
    let room = cap.zip(entitled).map(|(cap, entitled)| cap.minus(entitled));
    let left = before.filter(|_| is_before_known).and_then(Balance::left);
    let carried = room.zip(left).map(|(room, left)| left.min(room));
    let sum = |state| -> Days {
        let of_state = facts.requests.iter().filter(|one| one.state == state);
        let leaves = of_state.filter_map(|request| leave_of(request, code));
        leaves
            .map(|leave| counted(leave, terms.counts, facts.rules, (first, last)))
            .sum()
    };
    let least = terms.joint_leave_min.map(i64::from);
    let is_credited = |(day, worked_min): &&(NaiveDate, i64)| {
        day.year() == year && least.is_some_and(|least| *worked_min >= least.max(1))
    };
    let credited = facts.worked.iter().filter(is_credited);
    let adjusted = adjustments(facts.rules, code);
    Some(Balance {
        year,
        rule,
        entitled,
        carried: carried.unwrap_or_default().max(Days::default()),
        is_before_known,
        credited: credited.map(|(day, _)| *day).collect(),
        adjusted: adjusted
            .filter(|(rule, _)| rule.starts_on.0.year() == year)
            .collect(),
        used: sum(State::Approved),
        asked: sum(State::Asked),
    })
}

/// Whether a year is known from its first month on; before somebody's first day here nobody knows
/// what they used.
fn is_whole_year(since: NaiveDate, year: i32) -> bool {
    since.year() < year || (since.year() == year && since.month() == 1)
}

fn leave_of<'a>(request: &'a Request, code: &str) -> Option<&'a Leave> {
    match &request.asked {
        Asked::Leave(leave) if leave.code == code => Some(leave),
        _ => None,
    }
}

fn adjustments<'a>(rules: &'a Rules, code: &str) -> impl Iterator<Item = (&'a Rule, Days)> {
    let code = code.to_owned();
    let all = rules.all.iter().map(AsRef::<Rule>::as_ref);
    all.filter_map(move |rule| match &rule.what {
        What::LeaveAdjustment(_, adjustment) if adjustment.code == code => {
            Some((rule, adjustment.days))
        }
        _ => None,
    })
}

/// The years, from the first that a leave touches, in which less than nothing would be left.
pub fn exceeded(facts: &Facts<'_>, leave: &Leave) -> Option<(i32, Days)> {
    let last = facts
        .requests
        .iter()
        .filter_map(|one| leave_of(one, &leave.code));
    let last = last.map(|one| one.ends_on.0.year()).max();
    let from = leave.starts_on.0.year();
    let until = last.unwrap_or(from).max(leave.ends_on.0.year());
    let all = balances(facts, &leave.code, until);
    let short = all.into_iter().filter(|balance| balance.year >= from);
    short
        .filter_map(|balance| Some((balance.year, balance.left()?)))
        .find(|(_, left)| *left < Days::default())
}

/// How many days of a leave count in each year that it touches.
pub fn by_year(leave: &Leave, rules: &Rules) -> Vec<(i32, Days)> {
    let years = super::years_of((leave.starts_on.0, leave.ends_on.0));
    let of = |year: i32| {
        let Day(first) = leave.starts_on;
        let terms = rules.leave_terms(&leave.code, first);
        let counts = terms.map_or(Counts::CalendarDays, |terms| terms.counts);
        Some((year, counted(leave, counts, rules, days_of(year)?)))
    };
    years.filter_map(of).collect()
}
