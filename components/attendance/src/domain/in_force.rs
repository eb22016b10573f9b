//! Which rules hold for one person on a day.

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::NaiveDate;
use ngantor_core::region::Region;
use ngantor_directory::tree::Place;

use super::claims::{CLAIM_COUNTS_H, ClaimTerms};
use super::deciding::Escalation;
use super::flexible::Caps;
use super::hours::Hours;
use super::leave::LeaveTerms;
use super::rule::{DayKind, Rule, RuleId, Term, What, Whose};

/// The rules of some days for one person: everybody's, and those of their own.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// The rules.
    pub all: Vec<Arc<Rule>>,
    /// To which units the person belongs on these days, and where they sit.
    pub places: Vec<Place>,
}

impl FromIterator<Rule> for Rules {
    fn from_iter<I: IntoIterator<Item = Rule>>(rules: I) -> Self {
        Self {
            all: rules.into_iter().map(Arc::new).collect(),
            places: Vec::new(),
        }
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
    /// Those that may hold for the person: no assignment of a unit and no holiday of a region where
    /// they never were, and no hours that nobody assigned to them.
    #[must_use]
    pub fn of_theirs(mut self) -> Self {
        let units: Vec<_> = self.places.iter().map(|place| place.unit_id).collect();
        let regions: Vec<_> = self.places.iter().map(|place| &place.region).collect();
        let holds_there = |own: &Region| regions.iter().copied().flatten().any(|it| own.holds(it));
        self.all.retain(|rule| match &rule.what {
            What::Assignment(_, Whose::Unit(unit)) => units.contains(unit),
            What::CalendarDay(_, Some(region)) => holds_there(region),
            _ => true,
        });
        let assigned = self.all.iter().filter_map(|rule| match rule.what {
            What::Assignment(schedule, _) => Some(schedule),
            _ => None,
        });
        let assigned: Vec<_> = assigned.collect();
        self.all.retain(|rule| match &rule.what {
            What::Schedule(_) => assigned.contains(&rule.id),
            What::Period(schedule, _) => assigned.contains(schedule),
            _ => true,
        });
        self
    }

    /// The hours of a day. A person's own assignment comes before that of their unit, this before
    /// that of a unit above it, and everybody's last; of two the one that starts later. A period
    /// comes before the schedule's own hours.
    pub fn on(&self, day: NaiveDate) -> Option<InForce<'_>> {
        let assigned = |rule: &&Rule| self.nearness(rule, day).is_some();
        let assignment = self.latest(day, assigned, |rule| self.nearness(rule, day))?;
        let What::Assignment(schedule_id, _) = assignment.what else {
            return None;
        };
        let schedule = self
            .all
            .iter()
            .find(|rule| rule.id == schedule_id)?
            .as_ref();
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
        let free = |rule: &&Rule| self.is_free(rule, day);
        self.latest(day, free, |rule| {
            matches!(rule.what, What::CalendarDay(DayKind::Holiday, _))
        })
    }

    /// The type of leave of a code on a day.
    pub fn leave_type(&self, code: &str, day: NaiveDate) -> Option<&Rule> {
        let is_it = |rule: &&Rule| matches!(&rule.what, What::LeaveType(own) if own.code == code);
        self.latest(day, is_it, |_| false)
    }

    /// What the type of leave of a code is about on a day.
    pub fn leave_terms(&self, code: &str, day: NaiveDate) -> Option<&LeaveTerms> {
        match &self.leave_type(code, day)?.what {
            What::LeaveType(terms) => Some(terms),
            _ => None,
        }
    }

    /// How often people may work at another place, on a day.
    pub fn caps(&self, day: NaiveDate) -> Option<&Caps> {
        let is_it = |rule: &&Rule| matches!(rule.what, What::FlexibleWorkRule(_));
        match &self.latest(day, is_it, |_| false)?.what {
            What::FlexibleWorkRule(caps) => Some(caps),
            _ => None,
        }
    }

    /// Whether the person may not work flexibly on a day.
    pub fn is_excluded(&self, day: NaiveDate) -> bool {
        let is_it = |rule: &Rule| matches!(rule.what, What::FlexibleWorkExclusion(_));
        self.all.iter().any(|rule| is_it(rule) && rule.is_on(day))
    }

    /// When others may decide as well, on a day.
    pub fn escalation(&self, day: NaiveDate) -> Option<Escalation> {
        let is_it = |rule: &&Rule| matches!(rule.what, What::Escalation(_));
        match self.latest(day, is_it, |_| false)?.what {
            What::Escalation(escalation) => Some(escalation),
            _ => None,
        }
    }

    /// How late a punch of a day may arrive and still count.
    pub fn claim_terms(&self, day: NaiveDate) -> ClaimTerms {
        let is_it = |rule: &&Rule| matches!(rule.what, What::ClaimRule(_));
        match self.latest(day, is_it, |_| false).map(|rule| &rule.what) {
            Some(What::ClaimRule(terms)) => *terms,
            _ => ClaimTerms {
                counts_h: CLAIM_COUNTS_H,
            },
        }
    }

    /// What the law provides for days of absence, on a day.
    pub fn discipline(&self, day: NaiveDate) -> Option<&Rule> {
        let is_it = |rule: &&Rule| matches!(rule.what, What::DisciplineRule(_));
        self.latest(day, is_it, |_| false)
    }

    /// How near an assignment is to the person on a day: the nearest decides. None for one that is
    /// not theirs, and for what is no assignment.
    fn nearness(&self, rule: &Rule, day: NaiveDate) -> Option<Nearness> {
        let What::Assignment(_, whose) = rule.what else {
            return None;
        };
        match whose {
            Whose::Everybody => Some(Nearness::Everybody),
            Whose::Person(_) => Some(Nearness::Person),
            Whose::Unit(unit) => {
                let there = |place: &&Place| place.unit_id == unit && place.is_on(day);
                let nearest = self
                    .places
                    .iter()
                    .filter(there)
                    .map(|place| place.level)
                    .min();
                nearest.map(|level| Nearness::Unit(Reverse(level)))
            }
        }
    }

    /// Whether a rule frees the person on a day: one of a region, where they sit then.
    pub fn is_free(&self, rule: &Rule, day: NaiveDate) -> bool {
        let What::CalendarDay(_, region) = &rule.what else {
            return false;
        };
        region.as_ref().is_none_or(|region| {
            let sits = self.places.iter().filter(|place| place.is_on(day));
            let found = sits.filter_map(|place| place.region.as_ref());
            found.into_iter().any(|own| region.holds(own))
        })
    }

    /// Of those that hold on a day the preferred, of these the one that starts last; of two that
    /// start on one day the one that was made later, which its id tells (UUIDv7).
    fn latest<P: Ord>(
        &self,
        day: NaiveDate,
        kind: impl Fn(&&Rule) -> bool,
        preferred: impl Fn(&Rule) -> P,
    ) -> Option<&Rule> {
        let found = self
            .all
            .iter()
            .map(AsRef::as_ref)
            .filter(kind)
            .filter(|rule| rule.is_on(day));
        let key = |rule: &Rule| (preferred(rule), rule.starts_on);
        let by_id = |a: &Rule, b: &Rule| a.id.to_string().cmp(&b.id.to_string());
        found.max_by(|a, b| key(a).cmp(&key(b)).then_with(|| by_id(a, b)))
    }
}

/// How near an assignment is to a person, the farthest first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    Everybody,
    /// By the levels between the unit and the person's own.
    Unit(Reverse<i64>),
    Person,
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
