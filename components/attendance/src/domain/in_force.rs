//! Which rules hold for one person on a day.

use std::sync::Arc;

use chrono::NaiveDate;

use super::hours::Hours;
use super::rule::{DayKind, Rule, RuleId, Term, What};

/// The rules of some days for one person: everybody's, and those of their own.
#[derive(Clone, Debug, Default)]
pub struct Rules(pub Vec<Arc<Rule>>);

impl FromIterator<Rule> for Rules {
    fn from_iter<I: IntoIterator<Item = Rule>>(rules: I) -> Self {
        Self(rules.into_iter().map(Arc::new).collect())
    }
}

/// The hours that hold for somebody on a day, and what they come from.
#[derive(Clone, Copy, Debug)]
pub struct InForce<'a> {
    /// The schedule.
    pub schedule: &'a Rule,
    /// Which of its terms holds, from 1: what explanations call its version.
    pub term: usize,
    /// The period that changes its hours, if one does.
    pub period: Option<&'a Rule>,
    /// The law or decree.
    pub source: &'a str,
    /// The hours.
    pub hours: &'a Hours,
}

impl Rules {
    /// The hours of a day. A person's own assignment comes before everybody's, and of two the
    /// one that starts later; a period before the schedule's own hours.
    pub fn on(&self, day: NaiveDate) -> Option<InForce<'_>> {
        let assigned = |rule: &&Rule| matches!(rule.what, What::Assignment(..));
        let assignment = self.latest(day, assigned, |rule| match rule.what {
            What::Assignment(_, person) => person.is_some(),
            _ => false,
        })?;
        let What::Assignment(schedule_id, _) = assignment.what else {
            return None;
        };
        let schedule = self.0.iter().find(|rule| rule.id == schedule_id)?.as_ref();
        let (term, own) = term_on(schedule, day)?;
        let of_period = |rule: &&Rule| is_period_of(rule, schedule_id);
        if let Some(period) = self.latest(day, of_period, |_| false)
            && let What::Period(_, hours) = &period.what
        {
            return Some(InForce {
                schedule,
                term,
                period: Some(period),
                source: &period.source,
                hours,
            });
        }
        Some(InForce {
            schedule,
            term,
            period: None,
            source: &own.source,
            hours: &own.hours,
        })
    }

    /// Why a day of the calendar is free; a holiday before leave for everybody.
    pub fn calendar_day(&self, day: NaiveDate) -> Option<&Rule> {
        let free = |rule: &&Rule| matches!(rule.what, What::CalendarDay(_));
        self.latest(day, free, |rule| {
            rule.what == What::CalendarDay(DayKind::Holiday)
        })
    }

    /// Of those that hold on a day the preferred, of these the one that starts last; of two that
    /// start on one day the one that was made later, which its id tells (UUIDv7).
    fn latest(
        &self,
        day: NaiveDate,
        kind: impl Fn(&&Rule) -> bool,
        is_preferred: impl Fn(&Rule) -> bool,
    ) -> Option<&Rule> {
        let found = self
            .0
            .iter()
            .map(AsRef::as_ref)
            .filter(kind)
            .filter(|rule| rule.is_on(day));
        let key = |rule: &Rule| (is_preferred(rule), rule.starts_on);
        let by_id = |a: &Rule, b: &Rule| a.id.to_string().cmp(&b.id.to_string());
        found.max_by(|a, b| key(a).cmp(&key(b)).then_with(|| by_id(a, b)))
    }
}

fn is_period_of(rule: &Rule, schedule: RuleId) -> bool {
    matches!(&rule.what, What::Period(of, _) if *of == schedule)
}

/// The term of a day, and the how manyth it is.
fn term_on(schedule: &Rule, day: NaiveDate) -> Option<(usize, &Term)> {
    let What::Schedule(terms) = &schedule.what else {
        return None;
    };
    (1..)
        .zip(terms)
        .take_while(|(_, term)| term.starts_on.0 <= day)
        .last()
}
