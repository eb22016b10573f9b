//! What a person asks and somebody decides: leave, a correction of punches, flexible work, duty
//! travel. What was asked never changes; its state does, and each change is an event.
//!
//! ```text
//! asked ──> approved ──> revoked      by somebody who may decide
//!   │          └───────> withdrawn    by the person, before the first day
//!   ├────> declined
//!   └────> withdrawn                  by the person
//! ```

pub mod form;
mod words;

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};
use ngantor_core::id::{PersonId, PunchId, RequestId};
use ngantor_core::nested::nested_or_none;
use ngantor_core::time::{self, Day, Instant, Zone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::words::{DecidedAs, Kind, State};
use super::{Direction, Punch, WorkMode};

/// The most characters of a reason, a note, a plan.
pub const TEXT_MAX_CHARS: usize = 1000;
/// The most characters of evidence, a destination, the number of an order.
pub const LINE_MAX_CHARS: usize = 300;
/// The most open requests of one person; `request_stays_few` in the schema says the same.
pub const OPEN_MAX: usize = 50;
/// The longest leave or travel, in days: three years, as leave outside the state's charge lasts.
pub const LENGTH_MAX_D: i64 = 1_100;
/// The most days of one application for flexible work.
pub const FLEXIBLE_DAYS_MAX: usize = 62;

/// A request.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Minted by the client, so that a repeated send is the same request.
    pub id: RequestId,
    /// Who asks.
    pub person_id: PersonId,
    /// How far it is.
    pub state: State,
    /// Why.
    pub reason: String,
    /// What shows it: a letter and its number. Files cannot be attached yet.
    pub evidence: Option<String>,
    /// What is asked for.
    pub asked: Asked,
    /// The first and the last day that it is about.
    pub days: (NaiveDate, NaiveDate),
    /// When it was asked.
    pub asked_at: Instant,
    /// Who decided, and how.
    pub decided: Option<Decided>,
    /// Who took it back.
    pub ended: Option<Ended>,
    /// Counts its changes.
    pub version: i64,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Instant,
    /// As what.
    pub as_what: DecidedAs,
    /// What they say.
    pub note: Option<String>,
}

/// The end of a request that was open or approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Who took it back.
    pub by: PersonId,
    /// When.
    pub at: Instant,
    /// What they say.
    pub note: Option<String>,
}

/// What is asked for, by kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// Leave.
    Leave(Leave),
    /// A correction of punches.
    Correction(Correction),
    /// Flexible work.
    FlexibleWork(FlexibleWork),
    /// Duty travel.
    DutyTravel(DutyTravel),
}

/// Leave from one day to another. Days on which the person does not have to work count only where
/// the type says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Leave {
    /// The `code` of a leave type, such as `annual`.
    #[serde(rename = "type")]
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 40))]
    pub code: String,
    /// The first day.
    pub starts_on: Day,
    /// The last day.
    pub ends_on: Day,
    /// Half of one day, where the type allows it; a whole day when it is left out.
    pub half: Option<Half>,
}

/// Half of a day of work, by its minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Half {
    /// The first half is free.
    Morning,
    /// The second half is free.
    Afternoon,
}

impl Half {
    /// The word on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
        }
    }
}

/// A correction of punches: one that counts from now on, one that no longer does, or both. The
/// punches themselves stay as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Correction {
    /// The punch that is missing, or that is right.
    #[serde(default, deserialize_with = "nested_or_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<CorrectPunch>))]
    pub punch: Option<CorrectPunch>,
    /// The punch that is wrong.
    pub replaces: Option<PunchId>,
}

/// A punch as it should be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct CorrectPunch {
    /// Which way.
    pub direction: Direction,
    /// When, RFC 3339.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = String, format = DateTime))]
    pub at: At,
    /// The zone of the place.
    pub zone: Zone,
    /// Where from.
    pub work_mode: WorkMode,
}

/// Flexible work on some days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct FlexibleWork {
    /// Whether the place or the time is another one.
    pub way: Way,
    /// Where; for `location`.
    pub place: Option<WorkMode>,
    /// The days, in order, each once; 1 to 62 of one year's length.
    pub days: Vec<Day>,
    /// What is done on these days; 1 to 1000 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 1000))]
    pub plan: String,
}

/// How work is flexible (PermenPANRB 4/2025).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Way {
    /// At another place; the hours stay.
    Location,
    /// At other times (dinamis): only the minutes of the day count.
    Time,
}

/// Duty travel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct DutyTravel {
    /// The first day.
    pub starts_on: Day,
    /// The last day.
    pub ends_on: Day,
    /// Where to; 1 to 300 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 300))]
    pub destination: String,
    /// The order and its number (surat tugas); 1 to 300 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 300))]
    pub order: String,
}

/// An instant as it was written, with its offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At(pub DateTime<FixedOffset>);

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, false))
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let at = time::parse_rfc3339(&text);
        at.filter(|at| time::from_ms(at.timestamp_millis()).is_some())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("not an instant"))
    }
}

impl Correction {
    /// What somebody would ask for whose punch came so late that it does not count.
    pub fn of_late_claim(punch: &Punch) -> Option<Self> {
        let claimed_at = punch.claimed_at?;
        let at = time::parse_rfc3339(&punch.zone.rfc3339(claimed_at))?;
        let right = CorrectPunch {
            direction: punch.direction,
            at: At(at),
            zone: punch.zone,
            work_mode: punch.work_mode,
        };
        Some(Self {
            punch: Some(right),
            replaces: Some(punch.id),
        })
    }
}

impl CorrectPunch {
    /// From when it counts.
    pub fn counted_at(&self) -> Instant {
        self.at.0.to_utc()
    }

    /// The date in its zone.
    pub fn day(&self) -> NaiveDate {
        self.zone.day(self.counted_at())
    }
}

impl Asked {
    /// Its kind.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Leave(_) => Kind::Leave,
            Self::Correction(_) => Kind::Correction,
            Self::FlexibleWork(_) => Kind::FlexibleWork,
            Self::DutyTravel(_) => Kind::DutyTravel,
        }
    }

    /// Half a day, where no more is asked for.
    pub const fn half(&self) -> Option<Half> {
        match self {
            Self::Leave(leave) => leave.half,
            _ => None,
        }
    }

    /// The single days, where it is about these.
    pub fn single_days(&self) -> Option<&[Day]> {
        match self {
            Self::FlexibleWork(work) => Some(&work.days),
            _ => None,
        }
    }

    /// Whether it is about a day; a correction is about punches.
    pub fn is_on(&self, day: NaiveDate) -> bool {
        let within = |from: Day, until: Day| from.0 <= day && day <= until.0;
        match self {
            Self::Leave(leave) => within(leave.starts_on, leave.ends_on),
            Self::DutyTravel(travel) => within(travel.starts_on, travel.ends_on),
            Self::FlexibleWork(work) => work.days.contains(&Day(day)),
            Self::Correction(_) => false,
        }
    }

    /// The first and the last day. A correction that only takes a punch away is of that punch's
    /// day.
    pub fn days(&self, replaced: Option<&Punch>) -> Option<(NaiveDate, NaiveDate)> {
        match self {
            Self::Leave(leave) => Some((leave.starts_on.0, leave.ends_on.0)),
            Self::DutyTravel(travel) => Some((travel.starts_on.0, travel.ends_on.0)),
            Self::FlexibleWork(work) => Some((work.days.first()?.0, work.days.last()?.0)),
            Self::Correction(correction) => {
                let right = correction.punch.as_ref().map(CorrectPunch::day);
                let days = [right, replaced.map(|punch| punch.day)];
                let days = || days.into_iter().flatten();
                Some((days().min()?, days().max()?))
            }
        }
    }
}

impl Request {
    /// Whether it may still change a day: it is open, or holds.
    pub const fn is_in_force(&self) -> bool {
        matches!(self.state, State::Asked | State::Approved)
    }

    /// Whether the person is away on a day by it: on leave for the whole of it, or on the way.
    pub fn keeps_away_on(&self, day: NaiveDate) -> bool {
        let is_whole = self.asked.half().is_none();
        let is_away = matches!(self.asked, Asked::Leave(_) | Asked::DutyTravel(_));
        self.state == State::Approved && is_away && is_whole && self.asked.is_on(day)
    }

    /// Whether the person may take it back: what is open always; what holds before its first day.
    /// A correction that holds is history: only who may decide revokes it.
    pub fn may_withdraw(&self, today: NaiveDate) -> bool {
        let is_correction = self.asked.kind() == Kind::Correction;
        match self.state {
            State::Asked => true,
            State::Approved => !is_correction && today < self.days.0,
            State::Declined | State::Withdrawn | State::Revoked => false,
        }
    }

    /// Whether another send is the same request: all that was asked, whatever became of it.
    pub fn is_replay_of(&self, first: &Self) -> bool {
        (
            self.id,
            self.person_id,
            &self.reason,
            &self.evidence,
            &self.asked,
        ) == (
            first.id,
            first.person_id,
            &first.reason,
            &first.evidence,
            &first.asked,
        )
    }
}
