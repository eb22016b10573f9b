//! The forms of rules about leave, flexible work and deciding.

use ngantor_core::id::PersonId;
use ngantor_core::nested::nested;
use ngantor_core::time::Day;
use serde::{Deserialize, Serialize};

use super::Form;
use crate::domain::deciding::Escalation;
use crate::domain::flexible::Caps;
use crate::domain::leave::{Adjustment, Days, LeaveTerms};
use crate::domain::rule::{Rule, RuleId, What};

/// A type of leave, while it holds. Another law is another one of the same code, from its day on.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({
    "name": "Cuti tahunan", "source": "PP 11/2017", "starts_on": "2027-01-01",
    "terms": {"code": "annual", "counts": "work_days", "entitled_days": 12,
              "carried_to_days": 18, "half_days": true, "joint_leave_min": 60},
}))
)]
pub struct LeaveTypeForm {
    /// 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    pub name: String,
    /// The law or decree; 1 to 500 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 500))]
    pub source: String,
    /// The first day.
    pub starts_on: Day,
    /// The last day; until further notice when it is left out.
    pub ends_on: Option<Day>,
    /// What it is about.
    #[serde(deserialize_with = "nested")]
    pub terms: LeaveTerms,
}

/// Days of leave that personnel add to somebody's or take from them: what they had left when the
/// system began, a correction. The year is that of the day.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({
    "name": "Sisa cuti 2026", "source": "Kartu cuti 2026", "type": "annual", "days": 4,
    "person_id": "0199d2a0-1c00-7000-8000-00000000aaaa", "day": "2027-01-01",
}))
)]
pub struct LeaveAdjustmentForm {
    /// What it is about; 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    pub name: String,
    /// What shows it; 1 to 500 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 500))]
    pub source: String,
    /// Whose.
    pub person_id: PersonId,
    /// The `code` of a type of leave.
    #[serde(rename = "type")]
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 40))]
    pub code: String,
    /// A day of the year that it is about.
    pub day: Day,
    /// How many, by halves; less than 0 takes them away.
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(value_type = f64, minimum = -366, maximum = 366)
    )]
    pub days: Days,
}

/// How often people may work at another place, while it holds; an agency sets it, none ships.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({
    "name": "Kerja fleksibel", "source": "Peraturan Sekjen 3/2026", "starts_on": "2027-01-01",
    "caps": {"days_a_week": 2, "unit_percent": 30},
}))
)]
pub struct FlexibleWorkRuleForm {
    /// 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    pub name: String,
    /// The decree; 1 to 500 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 500))]
    pub source: String,
    /// The first day.
    pub starts_on: Day,
    /// The last day; until further notice when it is left out.
    pub ends_on: Option<Day>,
    /// What binds; what is left out does not.
    #[serde(deserialize_with = "nested")]
    pub caps: Caps,
}

/// Somebody who may not apply for flexible work for a while: new, or under discipline
/// (PermenPANRB 4/2025). Only those who keep or audit the records and the person see it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({
        "name": "Pegawai baru", "source": "SK 9/2026", "starts_on": "2026-12-01",
        "ends_on": "2026-12-31", "person_id": "0193a5b0-7c1e-7000-8000-000000000001",
    }))
)]
pub struct FlexibleWorkExclusionForm {
    /// Why; 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    pub name: String,
    /// The decree; 1 to 500 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 500))]
    pub source: String,
    /// Whose.
    pub person_id: PersonId,
    /// The first day.
    pub starts_on: Day,
    /// The last day; until further notice when it is left out.
    pub ends_on: Option<Day>,
}

/// When those above the nearest decider may decide a request as well.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({
    "name": "Batas waktu keputusan", "source": "SK 7/2026", "starts_on": "2027-01-01",
    "terms": {"after_h": 48},
}))
)]
pub struct EscalationForm {
    /// 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    pub name: String,
    /// The decree; 1 to 500 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 500))]
    pub source: String,
    /// The first day.
    pub starts_on: Day,
    /// The last day; until further notice when it is left out.
    pub ends_on: Option<Day>,
    /// When.
    #[serde(deserialize_with = "nested")]
    pub terms: Escalation,
}

/// A rule that holds from a day on, not yet checked.
pub(super) fn rule(
    (id, changed_by): (RuleId, String),
    (name, source): (String, String),
    (starts_on, ends_on): (Day, Option<Day>),
    what: What,
) -> Rule {
    Rule {
        id,
        name,
        source,
        starts_on,
        ends_on,
        what,
        is_withdrawn: false,
        version: 1,
        changed_by,
    }
}

impl Form for LeaveTypeForm {
    const KIND: &'static str = "leave_type";

    fn rule(self, id: RuleId, changed_by: String) -> Rule {
        let days = (self.starts_on, self.ends_on);
        let what = What::LeaveType(self.terms);
        rule((id, changed_by), (self.name, self.source), days, what)
    }

    fn of(rule: &Rule) -> Option<Self> {
        let What::LeaveType(terms) = &rule.what else {
            return None;
        };
        Some(Self {
            name: rule.name.clone(),
            source: rule.source.clone(),
            starts_on: rule.starts_on,
            ends_on: rule.ends_on,
            terms: terms.clone(),
        })
    }
}

impl Form for LeaveAdjustmentForm {
    const KIND: &'static str = "leave_adjustment";

    fn rule(self, id: RuleId, changed_by: String) -> Rule {
        let adjustment = Adjustment {
            code: self.code,
            days: self.days,
        };
        let what = What::LeaveAdjustment(self.person_id, adjustment);
        let days = (self.day, Some(self.day));
        rule((id, changed_by), (self.name, self.source), days, what)
    }

    fn of(rule: &Rule) -> Option<Self> {
        let What::LeaveAdjustment(person_id, adjustment) = &rule.what else {
            return None;
        };
        Some(Self {
            name: rule.name.clone(),
            source: rule.source.clone(),
            person_id: *person_id,
            code: adjustment.code.clone(),
            day: rule.starts_on,
            days: adjustment.days,
        })
    }
}

impl Form for FlexibleWorkRuleForm {
    const KIND: &'static str = "flexible_work_rule";

    fn rule(self, id: RuleId, changed_by: String) -> Rule {
        let days = (self.starts_on, self.ends_on);
        let what = What::FlexibleWorkRule(self.caps);
        rule((id, changed_by), (self.name, self.source), days, what)
    }

    fn of(rule: &Rule) -> Option<Self> {
        let What::FlexibleWorkRule(caps) = &rule.what else {
            return None;
        };
        Some(Self {
            name: rule.name.clone(),
            source: rule.source.clone(),
            starts_on: rule.starts_on,
            ends_on: rule.ends_on,
            caps: *caps,
        })
    }
}

impl Form for FlexibleWorkExclusionForm {
    const KIND: &'static str = "flexible_work_exclusion";

    fn rule(self, id: RuleId, changed_by: String) -> Rule {
        let days = (self.starts_on, self.ends_on);
        let what = What::FlexibleWorkExclusion(self.person_id);
        rule((id, changed_by), (self.name, self.source), days, what)
    }

    fn of(rule: &Rule) -> Option<Self> {
        let What::FlexibleWorkExclusion(person_id) = rule.what else {
            return None;
        };
        Some(Self {
            name: rule.name.clone(),
            source: rule.source.clone(),
            person_id,
            starts_on: rule.starts_on,
            ends_on: rule.ends_on,
        })
    }
}

impl Form for EscalationForm {
    const KIND: &'static str = "escalation";

    fn rule(self, id: RuleId, changed_by: String) -> Rule {
        let days = (self.starts_on, self.ends_on);
        let what = What::Escalation(self.terms);
        rule((id, changed_by), (self.name, self.source), days, what)
    }

    fn of(rule: &Rule) -> Option<Self> {
        let What::Escalation(terms) = rule.what else {
            return None;
        };
        Some(Self {
            name: rule.name.clone(),
            source: rule.source.clone(),
            starts_on: rule.starts_on,
            ends_on: rule.ends_on,
            terms,
        })
    }
}
