//! For how long a punch that was made without a network counts by itself. Later it is kept, and
//! counts for no day until somebody decides: it never becomes one of the day on which it arrived.

use chrono::Duration;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::Instant;
use serde::{Deserialize, Serialize};

use super::Punch;
use super::in_force::Rules;

/// How old a claim may be to count, in hours, where no rule says it: a weekend without a
/// connection.
pub const CLAIM_COUNTS_H: u16 = 72;
/// The oldest claims that a rule may let count, in hours: a month.
pub const CLAIM_COUNTS_MAX_H: u16 = 31 * 24;
/// A claim that is older than this many days is that of a broken clock, and no claim at all:
/// whoever taps was there when the node received it.
pub const CLAIM_MEANT_DAYS: i64 = 366;

const OUT_OF_RANGE: Text = Text::new("Dari 1 sampai {limit} jam.", "From 1 to {limit} hours.");

/// How old the claims of some days may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct ClaimTerms {
    /// Hours from the punch to its arrival. Nobody is absent before they are over.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1, maximum = 744))]
    pub counts_h: u16,
}

impl ClaimTerms {
    /// Checks all of it.
    ///
    /// # Errors
    /// Its fault.
    pub fn check(&self) -> Result<(), Fault> {
        let pointer = "/terms/counts_h";
        (1..=CLAIM_COUNTS_MAX_H)
            .contains(&self.counts_h)
            .then_some(())
            .ok_or_else(|| Fault::beyond(pointer, "out_of_range", OUT_OF_RANGE, CLAIM_COUNTS_MAX_H))
    }
}

/// From when a punch counts, if it does: from its claim, or from its receipt where the claim is of
/// the future or cannot be meant.
pub fn counted_at(claimed_at: Option<Instant>, received_at: Instant) -> Instant {
    let is_meant = |claimed_at: &Instant| {
        let age = received_at - *claimed_at;
        age >= Duration::zero() && age <= Duration::days(CLAIM_MEANT_DAYS)
    };
    claimed_at.filter(is_meant).unwrap_or(received_at)
}

impl Punch {
    /// Whether it counts for a day: not where its claim came later than the rules of that day let
    /// it.
    pub fn counts(&self, rules: &Rules) -> bool {
        let counts_h = rules.claim_terms(self.day).counts_h;
        self.late_by()
            .is_none_or(|age| age <= Duration::hours(counts_h.into()))
    }

    /// Whether its claim is so old that a rule has to say whether it counts.
    pub fn needs_rule(&self) -> bool {
        self.late_by()
            .is_some_and(|age| age > Duration::hours(CLAIM_COUNTS_H.into()))
    }

    /// How old the claim was that is meant. Before a release of this function such a punch was kept
    /// from its receipt; it does not count from there any more.
    fn late_by(&self) -> Option<Duration> {
        let age = self.received_at - self.claimed_at?;
        let is_meant = age > Duration::zero() && age <= Duration::days(CLAIM_MEANT_DAYS);
        is_meant.then_some(age)
    }
}
