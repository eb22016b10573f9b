//! Rules as dated data: schedules, whose they are, periods with other hours, the calendar.

use chrono::NaiveDate;
use ngantor_core::id::{Id, PersonId, UnitId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, Faults, REQUIRED};
use ngantor_core::region::Region;
use ngantor_core::text;
use ngantor_core::time::Day;
use serde::{Deserialize, Serialize};

use super::claims::ClaimTerms;
use super::deciding::Escalation;
use super::discipline::Thresholds;
use super::flexible::Caps;
use super::hours::Hours;
use super::leave::{self, Adjustment, LeaveTerms};

/// The most characters of a rule's name.
pub const NAME_MAX_CHARS: usize = 200;
/// The most characters of a rule's source: a law, a decree.
pub const SOURCE_MAX_CHARS: usize = 500;
/// The most terms of a schedule: how often its hours changed.
pub const TERMS_MAX: usize = 50;

const TOO_MANY: Text = Text::new("Paling banyak {limit}.", "At most {limit}.");
const NOT_ASCENDING: Text = Text::new(
    "Setiap masa harus mulai sesudah masa sebelumnya.",
    "Each term must start after the one before.",
);
const ENDS_BEFORE: Text = Text::new(
    "Hari terakhir sebelum hari pertama.",
    "The last day is before the first.",
);

/// Marks ids of rules.
pub enum RuleMark {}
/// The id of a rule of any kind.
pub type RuleId = Id<RuleMark>;

/// A rule, from its first to its last day.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Minted by whoever adds it.
    pub id: RuleId,
    /// How people call it.
    pub name: String,
    /// Where it comes from: a law, a decree; of a schedule that of its first term.
    pub source: String,
    /// The first day; of a schedule that of its first term.
    pub starts_on: Day,
    /// The last day; `None` until further notice.
    pub ends_on: Option<Day>,
    /// What it says.
    pub what: What,
    /// Whether it was taken back.
    pub is_withdrawn: bool,
    /// Counts its changes.
    pub version: i64,
    /// Who changed it last: a person's id, or the function's name.
    pub changed_by: String,
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Hours, by the days from which they hold.
    Schedule(Vec<Term>),
    /// Whose a schedule is.
    Assignment(RuleId, Whose),
    /// Other hours of a schedule for a while.
    Period(RuleId, Hours),
    /// A free day; of a region only in offices that lie there.
    CalendarDay(DayKind, Option<Region>),
    /// A type of leave.
    LeaveType(LeaveTerms),
    /// Days of leave that personnel add to, or take from, somebody's.
    LeaveAdjustment(PersonId, Adjustment),
    /// How often people may work at another place.
    FlexibleWorkRule(Caps),
    /// Somebody who may not apply for flexible work.
    FlexibleWorkExclusion(PersonId),
    /// When others may decide as well.
    Escalation(Escalation),
    /// How late a punch may arrive and still count.
    ClaimRule(ClaimTerms),
    /// What the law provides for days of absence.
    DisciplineRule(Thresholds),
}

/// Whose a schedule is: the narrower goes before the wider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's who has none of their own.
    Everybody,
    /// Of those who belong to a unit, or to one under it.
    Unit(UnitId),
    /// One person's.
    Person(PersonId),
}

/// The hours of a schedule from a day on, until its next term. Explanations of days number them
/// from 1 as the schedule's versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Term {
    /// From when they hold.
    pub starts_on: Day,
    /// The law or decree; 1 to 500 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 500))]
    pub source: String,
    /// The hours.
    pub hours: Hours,
}

/// Why a day of the calendar is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum DayKind {
    /// A national holiday (hari libur nasional).
    Holiday,
    /// Leave for everybody (cuti bersama); for civil servants it takes nothing from their own.
    JointLeave,
}

impl DayKind {
    /// The word in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Holiday => "holiday",
            Self::JointLeave => "joint_leave",
        }
    }

    /// Reads the word.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Holiday, Self::JointLeave]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

impl What {
    /// The word of its kind in the database.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Schedule(_) => "schedule",
            Self::Assignment(..) => "assignment",
            Self::Period(..) => "period",
            Self::CalendarDay(..) => "calendar_day",
            Self::LeaveType(_) => "leave_type",
            Self::LeaveAdjustment(..) => "leave_adjustment",
            Self::FlexibleWorkRule(_) => "flexible_work_rule",
            Self::FlexibleWorkExclusion(_) => "flexible_work_exclusion",
            Self::Escalation(_) => "escalation",
            Self::ClaimRule(_) => "claim_rule",
            Self::DisciplineRule(_) => "discipline_rule",
        }
    }
}

impl What {
    /// Whose it is, where it is one person's own.
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Assignment(_, Whose::Person(person)) => Some(*person),
            Self::LeaveAdjustment(person, _) | Self::FlexibleWorkExclusion(person) => Some(*person),
            _ => None,
        }
    }
}

impl What {
    /// Whose a schedule is, where it is a unit's.
    pub const fn unit(&self) -> Option<UnitId> {
        match self {
            Self::Assignment(_, Whose::Unit(unit)) => Some(*unit),
            _ => None,
        }
    }

    /// In which region a free day is one, where it is not one everywhere.
    pub const fn region(&self) -> Option<&Region> {
        match self {
            Self::CalendarDay(_, region) => region.as_ref(),
            _ => None,
        }
    }
}

impl Rule {
    /// Whether it holds on a day.
    pub fn is_on(&self, day: NaiveDate) -> bool {
        self.starts_on.0 <= day && self.ends_on.is_none_or(|last| day <= last.0)
    }

    /// Checks all of it, and tidies name and source.
    ///
    /// # Errors
    /// Every fault.
    pub fn check(mut self) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::default();
        let name = faults.take(line(&self.name, NAME_MAX_CHARS, "/name"));
        // A schedule has one with each of its terms.
        let source = match self.what {
            What::Schedule(_) => Ok(self.source.clone()),
            _ => line(&self.source, SOURCE_MAX_CHARS, "/source"),
        };
        let source = faults.take(source);
        let what = faults.take(self.check_what());
        let built = name.zip(source).zip(what);
        let ((name, source), ()) = faults.finish(built)?;
        (self.name, self.source) = (name, source);
        Ok(self)
    }

    fn check_what(&self) -> Result<(), Fault> {
        if self.ends_on.is_some_and(|last| last < self.starts_on) {
            return Err(Fault::new("/ends_on", "ends_before_start", ENDS_BEFORE));
        }
        match &self.what {
            What::Schedule(terms) => check_terms(terms),
            What::Period(_, hours) => hours.check("/hours"),
            What::LeaveType(terms) => terms.check(),
            What::LeaveAdjustment(_, adjustment) => {
                leave::check_code(&adjustment.code, "/type")?;
                adjustment.check()
            }
            What::FlexibleWorkRule(caps) => caps.check(),
            What::Escalation(escalation) => escalation.check(),
            What::ClaimRule(terms) => terms.check(),
            What::DisciplineRule(thresholds) => thresholds.check(),
            What::Assignment(..) | What::CalendarDay(..) | What::FlexibleWorkExclusion(_) => Ok(()),
        }
    }
}

fn check_terms(terms: &[Term]) -> Result<(), Fault> {
    if terms.is_empty() {
        return Err(Fault::new("/terms", "required", REQUIRED));
    }
    if terms.len() > TERMS_MAX {
        return Err(Fault::beyond("/terms", "too_many", TOO_MANY, TERMS_MAX));
    }
    let mut before: Option<Day> = None;
    for (n, term) in terms.iter().enumerate() {
        if before >= Some(term.starts_on) {
            let pointer = format!("/terms/{n}/starts_on");
            return Err(Fault::new(pointer, "not_ascending", NOT_ASCENDING));
        }
        before = Some(term.starts_on);
        line(
            &term.source,
            SOURCE_MAX_CHARS,
            &format!("/terms/{n}/source"),
        )?;
        term.hours.check(&format!("/terms/{n}/hours"))?;
    }
    Ok(())
}

fn line(value: &str, max_chars: usize, pointer: &str) -> Result<String, Fault> {
    text::line(value, max_chars).map_err(|fault| Fault::of_text(pointer, fault))
}
