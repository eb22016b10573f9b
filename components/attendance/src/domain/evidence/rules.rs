//! From where on something is odd: an institution's own numbers.

use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, Faults};
use serde::{Deserialize, Serialize};

/// What is looked at, and how long positions are kept; without a value a thing is not looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(as = EvidenceRules, example = json!({
        "position_days": 30, "max_age_s": 300, "max_accuracy_m": 2000, "max_speed_kmh": 1000,
        "frozen_days": 3, "shared_people": 2, "device_people": 1, "late_claim_min": 5,
        "other_zone_min": 1, "office_radius_m": 500,
    }))
)]
pub struct Rules {
    /// For how many days positions and devices are kept; 1 to 366.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1, maximum = 366))]
    pub position_days: i64,
    /// How old a fix may be at the tap, in seconds; 1 to 86400.
    pub max_age_s: Option<i64>,
    /// How vague a fix may be, in metres; 1 to 100000.
    pub max_accuracy_m: Option<i64>,
    /// How fast somebody may move from one punch to the next, in km/h; 1 to 100000.
    pub max_speed_kmh: Option<i64>,
    /// On how many earlier days the same coordinates are odd; 1 to 366.
    pub frozen_days: Option<i64>,
    /// For how many other people the same coordinates are odd; 1 to 1000.
    pub shared_people: Option<i64>,
    /// For how many other people the same device is odd; 1 to 1000.
    pub device_people: Option<i64>,
    /// How long after its claim a punch may be received, in minutes; 1 to 4320.
    pub late_claim_min: Option<i64>,
    /// By how many minutes another zone than the office's is odd where no travel and no flexible
    /// work is approved; 1 to 1560.
    pub other_zone_min: Option<i64>,
    /// How far from the office somebody may be who says to be there, in metres; 1 to 100000.
    pub office_radius_m: Option<i64>,
    /// On how many days in a row no position at all is odd; 1 to 366, of those that are kept.
    pub missing_days: Option<i64>,
}

const OUT_OF_RANGE: Text = Text::new("Bilangan 1 sampai {limit}.", "A number from 1 to {limit}.");

impl Rules {
    /// Holds every value to its range.
    ///
    /// # Errors
    /// A fault for each that is outside.
    pub fn check(self) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::default();
        for (name, value, most) in [
            ("position_days", Some(self.position_days), 366),
            ("max_age_s", self.max_age_s, 86_400),
            ("max_accuracy_m", self.max_accuracy_m, 100_000),
            ("max_speed_kmh", self.max_speed_kmh, 100_000),
            ("frozen_days", self.frozen_days, 366),
            ("shared_people", self.shared_people, 1_000),
            ("device_people", self.device_people, 1_000),
            ("late_claim_min", self.late_claim_min, 4_320),
            ("other_zone_min", self.other_zone_min, 1_560),
            ("office_radius_m", self.office_radius_m, 100_000),
            ("missing_days", self.missing_days, 366),
        ] {
            let is_in = value.is_none_or(|value| (1..=most).contains(&value));
            let pointer = format!("/{name}");
            let fault = || Fault::beyond(pointer, "out_of_range", OUT_OF_RANGE, most);
            faults.take(is_in.then_some(()).ok_or_else(fault));
        }
        faults.finish(Some(self))
    }
}
