//! The form of the rule by which late punches count.

use ngantor_core::nested::nested;
use ngantor_core::time::Day;
use serde::{Deserialize, Serialize};

use super::Form;
use super::leave::rule;
use crate::domain::claims::ClaimTerms;
use crate::domain::rule::{Rule, RuleId, What};

/// How late a punch of these days may arrive and still count by itself; longer for the days of an
/// outage, for instance. Where no rule holds it is 72 hours.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({
    "name": "Gangguan server", "source": "ND Kapusdatin 12/2026", "starts_on": "2026-11-30",
    "ends_on": "2026-12-04", "terms": {"counts_h": 240},
}))
)]
pub struct ClaimRuleForm {
    /// 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    pub name: String,
    /// The decree or note; 1 to 500 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 500))]
    pub source: String,
    /// The first day on which punches were made.
    pub starts_on: Day,
    /// The last one; until further notice when it is left out.
    pub ends_on: Option<Day>,
    /// How late.
    #[serde(deserialize_with = "nested")]
    pub terms: ClaimTerms,
}

impl Form for ClaimRuleForm {
    const KIND: &'static str = "claim_rule";

    fn rule(self, id: RuleId, changed_by: String) -> Rule {
        let days = (self.starts_on, self.ends_on);
        let what = What::ClaimRule(self.terms);
        rule((id, changed_by), (self.name, self.source), days, what)
    }

    fn of(rule: &Rule) -> Option<Self> {
        let What::ClaimRule(terms) = rule.what else {
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
