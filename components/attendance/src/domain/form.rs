//! How rules are sent, shown and shipped: one form for each kind.

pub mod claims;
pub mod discipline;
pub mod leave;

use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::region::Region;
use ngantor_core::time::Day;
use serde::{Deserialize, Deserializer, Serialize};

use super::hours::{Hours, objects};
use super::rule::{DayKind, Rule, RuleId, Term, What, Whose};

const NOT_BOTH: Text = Text::new(
    "Isi orang atau unit, tidak keduanya.",
    "Fill in a person or a unit, not both.",
);

/// The form of one kind of rule.
pub trait Form: Sized {
    /// The kind's word in the database.
    const KIND: &'static str;

    /// Whether its parts go together.
    ///
    /// # Errors
    /// The fault.
    fn fits(&self) -> Result<(), Fault> {
        Ok(())
    }

    /// The rule, not yet checked.
    fn rule(self, id: RuleId, changed_by: String) -> Rule;

    /// A rule of this kind as its form.
    fn of(rule: &Rule) -> Option<Self>;
}

/// A schedule.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({
    "name": "Loket layanan",
    "terms": [{
        "starts_on": "2027-01-01", "source": "SK Sekjen 5/2026",
        "hours": {"kind": "flexible", "days": [{
            "weekdays": ["mon", "tue", "wed", "thu", "fri"], "starts": "07:00",
            "latest": "09:00", "work_min": 450, "break_starts": "12:00", "break_min": 60,
        }]},
    }],
}))
)]
pub struct ScheduleForm {
    /// 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    pub name: String,
    /// Its hours, by the days from which they hold; 1 to 50. Changed hours are a term more: one
    /// that is changed itself changes the days that are over.
    #[serde(deserialize_with = "objects")]
    pub terms: Vec<Term>,
}

/// Whose a schedule is: one person's, a unit's, or everybody's.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({
    "name": "Petugas loket", "source": "SK 6/2026",
    "schedule_id": "01985c00-0000-7000-8000-000000000001",
    "person_id": "0199d2a0-1c00-7000-8000-00000000aaaa", "starts_on": "2027-01-01",
}))
)]
pub struct AssignmentForm {
    /// What it is about; 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    pub name: String,
    /// The decree; 1 to 500 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 500))]
    pub source: String,
    /// The schedule.
    pub schedule_id: RuleId,
    /// Whose, when it is one person's.
    pub person_id: Option<PersonId>,
    /// Whose, when it is that of a unit and of those under it; the nearest unit's goes before one
    /// above it, and a person's own before both. Without either it is everybody's.
    pub unit_id: Option<UnitId>,
    /// The first day.
    pub starts_on: Day,
    /// The last day; until further notice when it is left out.
    pub ends_on: Option<Day>,
}

/// A while in which a schedule has other hours, such as Ramadan.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({
    "name": "Ramadan 1448 H", "source": "Perpres 21/2023",
    "schedule_id": "01985c00-0000-7000-8000-000000000001",
    "starts_on": "2027-02-08", "ends_on": "2027-03-09",
    "hours": {"kind": "fixed", "days": [{
        "weekdays": ["mon", "tue", "wed", "thu"], "starts": "08:00", "ends": "15:00",
        "break_starts": "12:00", "break_min": 30,
    }]},
}))
)]
pub struct PeriodForm {
    /// 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    pub name: String,
    /// The law or decree; 1 to 500 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 500))]
    pub source: String,
    /// The schedule whose hours it changes.
    pub schedule_id: RuleId,
    /// The first day.
    pub starts_on: Day,
    /// The last day.
    pub ends_on: Day,
    /// The hours of these days.
    #[serde(deserialize_with = "object")]
    pub hours: Hours,
}

/// A free day for everybody whose schedule keeps holidays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({
    "day": "2027-08-17", "kind": "holiday", "name": "Proklamasi Kemerdekaan",
    "source": "SKB 3 Menteri 2026",
}))
)]
pub struct CalendarDayForm {
    /// The date.
    pub day: Day,
    /// Why it is free.
    pub kind: DayKind,
    /// What it is called; 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    pub name: String,
    /// The decree and its number; 1 to 500 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 500))]
    pub source: String,
    /// In which region it is one: for those whose office lies there on that day.
    pub region: Option<Region>,
}

fn object<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Hours, D::Error> {
    ngantor_core::nested::Nested::deserialize(deserializer).map(|hours| hours.0)
}

impl Form for ScheduleForm {
    const KIND: &'static str = "schedule";

    fn rule(self, id: RuleId, changed_by: String) -> Rule {
        let first = self.terms.first();
        Rule {
            id,
            name: self.name,
            source: first.map_or_else(String::new, |term| term.source.clone()),
            // Without a term the check refuses it.
            starts_on: first.map_or(Day(chrono::NaiveDate::MIN), |term| term.starts_on),
            ends_on: None,
            what: What::Schedule(self.terms),
            is_withdrawn: false,
            version: 1,
            changed_by,
        }
    }

    fn of(rule: &Rule) -> Option<Self> {
        let What::Schedule(terms) = &rule.what else {
            return None;
        };
        Some(Self {
            name: rule.name.clone(),
            terms: terms.clone(),
        })
    }
}

/// A form with both does not fit.
const fn whose(person: Option<PersonId>, unit: Option<UnitId>) -> Whose {
    match (person, unit) {
        (Some(person), _) => Whose::Person(person),
        (None, Some(unit)) => Whose::Unit(unit),
        (None, None) => Whose::Everybody,
    }
}

impl Form for AssignmentForm {
    const KIND: &'static str = "assignment";

    fn fits(&self) -> Result<(), Fault> {
        match (self.person_id, self.unit_id) {
            (Some(_), Some(_)) => Err(Fault::new("/unit_id", "not_both", NOT_BOTH)),
            _ => Ok(()),
        }
    }

    fn rule(self, id: RuleId, changed_by: String) -> Rule {
        Rule {
            id,
            name: self.name,
            source: self.source,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            what: What::Assignment(self.schedule_id, whose(self.person_id, self.unit_id)),
            is_withdrawn: false,
            version: 1,
            changed_by,
        }
    }

    fn of(rule: &Rule) -> Option<Self> {
        let What::Assignment(schedule_id, _) = rule.what else {
            return None;
        };
        Some(Self {
            name: rule.name.clone(),
            source: rule.source.clone(),
            schedule_id,
            person_id: rule.what.person(),
            unit_id: rule.what.unit(),
            starts_on: rule.starts_on,
            ends_on: rule.ends_on,
        })
    }
}

impl Form for PeriodForm {
    const KIND: &'static str = "period";

    fn rule(self, id: RuleId, changed_by: String) -> Rule {
        Rule {
            id,
            name: self.name,
            source: self.source,
            starts_on: self.starts_on,
            ends_on: Some(self.ends_on),
            what: What::Period(self.schedule_id, self.hours),
            is_withdrawn: false,
            version: 1,
            changed_by,
        }
    }

    fn of(rule: &Rule) -> Option<Self> {
        let What::Period(schedule_id, hours) = &rule.what else {
            return None;
        };
        Some(Self {
            name: rule.name.clone(),
            source: rule.source.clone(),
            schedule_id: *schedule_id,
            starts_on: rule.starts_on,
            ends_on: rule.ends_on?,
            hours: hours.clone(),
        })
    }
}

impl Form for CalendarDayForm {
    const KIND: &'static str = "calendar_day";

    fn rule(self, id: RuleId, changed_by: String) -> Rule {
        Rule {
            id,
            name: self.name,
            source: self.source,
            starts_on: self.day,
            ends_on: Some(self.day),
            what: What::CalendarDay(self.kind, self.region),
            is_withdrawn: false,
            version: 1,
            changed_by,
        }
    }

    fn of(rule: &Rule) -> Option<Self> {
        let What::CalendarDay(kind, region) = &rule.what else {
            return None;
        };
        Some(Self {
            day: rule.starts_on,
            kind: *kind,
            name: rule.name.clone(),
            source: rule.source.clone(),
            region: region.clone(),
        })
    }
}
