//! The form of the rule by which days of absence are reported.

use ngantor_core::nested::nested;
use ngantor_core::time::Day;
use serde::{Deserialize, Serialize};

use super::Form;
use super::leave::rule;
use crate::domain::discipline::Thresholds;
use crate::domain::rule::{Rule, RuleId, What};

/// What the law provides for days of absence, while it holds. Another law is another one, from its
/// day on. It is only told beside the days: nothing follows from it by itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({
    "name": "Disiplin PNS", "source": "PP 94/2021", "starts_on": "2027-01-01",
    "terms": {"rows": [
        {"counts": "cumulated", "from_days": 3, "measure": "Teguran lisan"},
        {"counts": "consecutive", "from_days": 10, "measure": "Pemberhentian"},
    ]},
}))
)]
pub struct DisciplineRuleForm {
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
    /// From how many days on what.
    #[serde(deserialize_with = "nested")]
    pub terms: Thresholds,
}

impl Form for DisciplineRuleForm {
    const KIND: &'static str = "discipline_rule";

    fn rule(self, id: RuleId, changed_by: String) -> Rule {
        let days = (self.starts_on, self.ends_on);
        let what = What::DisciplineRule(self.terms);
        rule((id, changed_by), (self.name, self.source), days, what)
    }

    fn of(rule: &Rule) -> Option<Self> {
        let What::DisciplineRule(terms) = &rule.what else {
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
