//! The day of duty: what the punches of a day come to under the rules, and why. A pure function;
//! the same facts always give the same day.

mod case;

use chrono::NaiveDate;
use ngantor_core::time::{Day, Instant, Zone};
use ngantor_directory::zone::Zones;
use serde::{Deserialize, Serialize};

use self::case::Case;
use super::Punch;
use super::in_force::Rules;
use super::on_day::{self, OfRequest, OnDay};
use super::reason::Reason;
use super::request::Request;
use super::stretch;

/// What a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Status {
    /// There is a punch.
    Present,
    /// Nothing is there, and something may still come, or a request is not decided.
    Provisional,
    /// A day of work without a punch, when none can come any more.
    Absent,
    /// Approved leave on a day of work (cuti).
    Leave,
    /// Approved duty travel on a day of work (perjalanan dinas).
    DutyTravel,
    /// There is a punch, and an approved plan to work elsewhere.
    FlexibleLocation,
    /// There is a punch, and an approved plan to work at other times.
    FlexibleTime,
    /// A free day of the calendar.
    Holiday,
    /// No day of work by the schedule.
    Off,
    /// Nothing tells whether the person had to work.
    Unjudged,
}

impl Status {
    const ALL: [Self; 10] = [
        Self::Present,
        Self::Provisional,
        Self::Absent,
        Self::Leave,
        Self::DutyTravel,
        Self::FlexibleLocation,
        Self::FlexibleTime,
        Self::Holiday,
        Self::Off,
        Self::Unjudged,
    ];

    /// The word in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Provisional => "provisional",
            Self::Absent => "absent",
            Self::Leave => "leave",
            Self::DutyTravel => "duty_travel",
            Self::FlexibleLocation => "flexible_location",
            Self::FlexibleTime => "flexible_time",
            Self::Holiday => "holiday",
            Self::Off => "off",
            Self::Unjudged => "unjudged",
        }
    }

    /// Reads the word.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether what the schedule asks for counts on such a day.
    pub const fn is_judged(self) -> bool {
        match self {
            Self::Present
            | Self::Absent
            | Self::Leave
            | Self::DutyTravel
            | Self::FlexibleLocation
            | Self::FlexibleTime => true,
            Self::Provisional | Self::Holiday | Self::Off | Self::Unjudged => false,
        }
    }
}

/// Days on which somebody belongs to a unit: from the first to the last, or until further notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Membership(pub Day, pub Option<Day>);

impl Membership {
    /// Whether it holds on a day.
    pub fn is_on(&self, day: NaiveDate) -> bool {
        self.0.0 <= day && self.1.is_none_or(|last| day <= last.0)
    }
}

/// What is known beside punches and rules.
#[derive(Clone, Debug)]
pub struct Known {
    /// The zones of days without a punch.
    pub zones: Zones,
    /// From which day on the person has to be at work here; without one nobody is absent.
    pub since: Option<NaiveDate>,
    /// The last day on which they have to; none until further notice.
    pub until: Option<NaiveDate>,
    /// From when to when they belong to a unit, where the directory tells that of any day.
    pub memberships: Vec<Membership>,
    /// For which instant the day is told.
    pub now: Instant,
    /// Up to when every punch that is in was read.
    pub read_until: Instant,
}

impl Known {
    /// Where every punch was read, and the directory tells nothing of units.
    pub fn at(now: Instant, zone: Zone, since: Option<NaiveDate>) -> Self {
        Self {
            zones: Zones::only(zone),
            since,
            until: None,
            memberships: Vec::new(),
            now,
            read_until: now,
        }
    }
}

/// A day of duty.
#[derive(Clone, Debug, PartialEq)]
pub struct DutyDay {
    /// Its date, that of the place where the work day is.
    pub day: NaiveDate,
    /// The zone of that place.
    pub zone: Zone,
    /// What it is.
    pub status: Status,
    /// Whether every punch is in.
    pub is_complete: bool,
    /// Whether the person is at work now; time worked then counts until now.
    pub is_open: bool,
    /// Whether a clock-in or a clock-out is missing, so that lengths are not known.
    pub is_missing: bool,
    /// The first clock-in.
    pub first_in: Option<Instant>,
    /// The last clock-out.
    pub last_out: Option<Instant>,
    /// Its figures.
    pub figures: Figures,
    /// What the schedule asks for, whether anybody came or not, in minutes.
    pub quota_min: i64,
    /// Whether its hours are set off within the week: on a day of work of a schedule that says so.
    pub is_balanced: bool,
    /// Why it is what it is: one for the status, and one for each figure that is not nothing.
    pub reasons: Vec<Reason>,
    /// The open and the approved requests that are about it.
    pub requests: Vec<OfRequest>,
}

/// The figures of a day, in minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Figures {
    /// What the schedule asks for, without breaks.
    pub required_min: i64,
    /// Presence without the schedule's break.
    pub worked_min: i64,
    /// How much too late the person came.
    pub late_min: i64,
    /// How much too early the person left.
    pub early_min: i64,
    /// What is missing of the hours; it holds what was late and early as well.
    pub short_min: i64,
    /// What was worked outside the hours.
    pub surplus_min: i64,
}

impl Figures {
    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            required_min: self.required_min + other.required_min,
            worked_min: self.worked_min + other.worked_min,
            late_min: self.late_min + other.late_min,
            early_min: self.early_min + other.early_min,
            short_min: self.short_min + other.short_min,
            surplus_min: self.surplus_min + other.surplus_min,
        }
    }
}

/// The days from one to another, both included. `punches` and `requests` have to hold those of
/// two days before and after as well, because a night reaches into the next day.
pub fn duty_days(
    punches: &[Punch],
    requests: &[Request],
    rules: &Rules,
    known: &Known,
    (from, to): (NaiveDate, NaiveDate),
) -> Vec<DutyDay> {
    let punches = on_day::corrected(punches, requests);
    let stretches = stretch::by_day(&punches, rules, known.now);
    let days = from.iter_days().take_while(|day| *day <= to);
    days.map(|day| {
        let stretches = stretches.get(&day).map_or(&[][..], Vec::as_slice);
        let on_day = OnDay::of(day, requests, rules);
        let mut judged = Case::of(day, stretches, on_day, rules, known).judge();
        let late = punches
            .iter()
            .filter(|one| one.day == day && !one.counts(rules));
        judged.reasons.extend(late.map(Reason::came_too_late));
        judged
    })
    .collect()
}
