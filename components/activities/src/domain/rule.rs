//! What personnel set, as a row: a form of one kind, and the columns that statements look for.

use ngantor_core::id::{Id, PersonId};
use ngantor_core::refusal::Fault;
use ngantor_core::time::Day;

use super::period::{PeriodRule, Reopening};

/// Marks ids of rules.
pub enum OfRule {}
/// The id of a rule.
pub type RuleId = Id<OfRule>;

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule<F> {
    /// Its id.
    pub id: RuleId,
    /// What it says.
    pub form: F,
    /// Whether it was taken back.
    pub is_withdrawn: bool,
    /// Counts its changes.
    pub version: i64,
}

/// The form of one kind of rule.
pub trait Form: Sized + Clone + PartialEq {
    /// The kind's word in the database.
    const KIND: &'static str;
    /// The last part of its address.
    const PATH: &'static str;

    /// Checks all of it, and trims its texts.
    ///
    /// # Errors
    /// Its fault.
    fn checked(self) -> Result<Self, Fault>;

    /// The first day that it is about.
    fn starts_on(&self) -> Day;

    /// The last one, and until when that is so, where it is about some days.
    fn ends(&self) -> Option<(Day, Day)> {
        None
    }

    /// Whose alone it is.
    fn person(&self) -> Option<PersonId> {
        None
    }
}

impl Form for PeriodRule {
    const KIND: &'static str = "period_rule";
    const PATH: &'static str = "period-rules";

    fn checked(self) -> Result<Self, Fault> {
        self.check()
    }

    fn starts_on(&self) -> Day {
        self.starts_on
    }
}

impl Form for Reopening {
    const KIND: &'static str = "reopening";
    const PATH: &'static str = "reopenings";

    fn checked(self) -> Result<Self, Fault> {
        self.check()
    }

    fn starts_on(&self) -> Day {
        self.starts_on
    }

    fn ends(&self) -> Option<(Day, Day)> {
        Some((self.ends_on, self.open_until))
    }

    fn person(&self) -> Option<PersonId> {
        self.person_id
    }
}
