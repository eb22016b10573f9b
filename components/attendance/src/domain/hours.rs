//! Hours of work: what one weekday asks for, and the checks that make such data trustworthy.

mod part;

use chrono::{Datelike as _, NaiveDate};
use ngantor_core::lang::Text;
use ngantor_core::nested::Nested;
use ngantor_core::refusal::{Fault, REQUIRED};
use ngantor_core::text;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The most entries of a week: three turns on each day.
pub const DAYS_MAX: usize = 21;
/// The most characters of a turn's name.
pub const TURN_MAX_CHARS: usize = 50;
/// The minutes of a day.
pub const DAY_MIN: u16 = 24 * 60;

const TOO_MANY: Text = Text::new("Paling banyak {limit}.", "At most {limit}.");
const TWICE: Text = Text::new(
    "Hari yang sama sudah diatur oleh isian lain.",
    "Another entry says the same day already.",
);
const NOT_HERE: Text = Text::new(
    "Tidak berlaku untuk jenis jadwal ini.",
    "Not for this kind of hours.",
);
const ORDER: Text = Text::new(
    "Waktunya tidak berurutan: mulai, istirahat, selesai.",
    "The times are out of order: start, break, end.",
);
const LENGTH: Text = Text::new(
    "Dari 1 menit sampai 24 jam.",
    "From one minute to 24 hours.",
);

/// A time of the day, to the minute: `HH:MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// Minutes since midnight.
    pub const fn minutes(self) -> u16 {
        self.0
    }

    fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        let two = |part: &str| {
            (part.len() == 2)
                .then(|| part.parse::<u16>().ok())
                .flatten()
        };
        let (hour, minute) = (two(hour)?, two(minute)?);
        (hour < 24 && minute < 60 && !text.contains('+')).then_some(Self(hour * 60 + minute))
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:02}:{:02}", self.0 / 60, self.0 % 60))
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a time"))
    }
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Weekday {
    /// Senin.
    Mon,
    /// Selasa.
    Tue,
    /// Rabu.
    Wed,
    /// Kamis.
    Thu,
    /// Jumat.
    Fri,
    /// Sabtu.
    Sat,
    /// Minggu.
    Sun,
}

impl Weekday {
    /// That of a date.
    pub fn of(day: NaiveDate) -> Self {
        match day.weekday() {
            chrono::Weekday::Mon => Self::Mon,
            chrono::Weekday::Tue => Self::Tue,
            chrono::Weekday::Wed => Self::Wed,
            chrono::Weekday::Thu => Self::Thu,
            chrono::Weekday::Fri => Self::Fri,
            chrono::Weekday::Sat => Self::Sat,
            chrono::Weekday::Sun => Self::Sun,
        }
    }
}

/// How hours bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum HoursKind {
    /// From a time to a time.
    Fixed,
    /// Come between two times, stay for so long.
    Flexible,
    /// Several turns, of which one is a person's; one may end on the next day.
    Shift,
    /// Only totals count (dinamis).
    Dynamic,
}

/// What some weekdays ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct WorkDay {
    /// On which days, each once; of a turn that ends after midnight, the day it starts.
    pub weekdays: Vec<Weekday>,
    /// The name of a turn; for `shift`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 50))]
    pub turn: Option<String>,
    /// When work starts, `HH:MM`; for `flexible` the earliest that counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<String>))]
    pub starts: Option<TimeOfDay>,
    /// The latest to come; for `flexible`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<String>))]
    pub latest: Option<TimeOfDay>,
    /// When work ends; for `fixed` and `shift`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<String>))]
    pub ends: Option<TimeOfDay>,
    /// Minutes of work without the break; for `flexible` and `dynamic`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1, maximum = 1440))]
    pub work_min: Option<u16>,
    /// When the break starts; with `break_min`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<String>))]
    pub break_starts: Option<TimeOfDay>,
    /// Minutes of the break, which is no work.
    #[serde(default)]
    #[cfg_attr(not(target_family = "wasm"), schema(maximum = 1440))]
    pub break_min: u16,
    /// How many days after its own date the day starts: what is left of a night may do so on the
    /// next one. No rule says it.
    #[serde(skip)]
    pub later_days: i64,
    /// The same for the break, where nothing says when the day starts.
    #[serde(skip)]
    pub break_later_days: i64,
}

/// The hours of a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Hours {
    /// How they bind.
    pub kind: HoursKind,
    /// Whether the calendar's holidays are days of work too.
    #[serde(default)]
    pub works_on_holidays: bool,
    /// Whether what is short on one day is set off by what is more on another of the same week.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub weekly_balance: bool,
    /// The weekdays; those that are not named are free. At most 21 entries.
    #[serde(deserialize_with = "objects")]
    pub days: Vec<WorkDay>,
}

/// Reads a list of objects, none of which may be a list itself.
///
/// # Errors
/// What serde finds wrong.
pub fn objects<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let found = Vec::<Nested<T>>::deserialize(deserializer)?;
    Ok(found.into_iter().map(|Nested(one)| one).collect())
}

impl Hours {
    /// The entries of a date: one, or the turns of a `shift`.
    pub fn of(&self, day: NaiveDate) -> impl Iterator<Item = &WorkDay> {
        let weekday = Weekday::of(day);
        self.days
            .iter()
            .filter(move |one| one.weekdays.contains(&weekday))
    }

    /// Checks all of it.
    ///
    /// # Errors
    /// The first fault, below the pointer.
    pub fn check(&self, pointer: &str) -> Result<(), Fault> {
        let days = format!("{pointer}/days");
        if self.days.is_empty() {
            return Err(Fault::new(days, "required", REQUIRED));
        }
        if self.days.len() > DAYS_MAX {
            return Err(Fault::beyond(days, "too_many", TOO_MANY, DAYS_MAX));
        }
        let mut taken = Vec::new();
        for (n, one) in self.days.iter().enumerate() {
            let pointer = format!("{days}/{n}");
            one.check(self.kind, &pointer)?;
            // Turns of one day are told apart by when they start.
            let turn = one.starts.filter(|_| self.kind == HoursKind::Shift);
            for weekday in &one.weekdays {
                if taken.contains(&(*weekday, turn)) {
                    return Err(Fault::new(pointer + "/weekdays", "twice", TWICE));
                }
                taken.push((*weekday, turn));
            }
        }
        Ok(())
    }
}

impl WorkDay {
    /// How many days after the day's own date a time of it is: what is not after the start, or
    /// before it, is past midnight.
    pub fn days_until(&self, time: TimeOfDay, is_end: bool) -> i64 {
        let starts = self.starts.unwrap_or(TimeOfDay(0));
        let is_past_midnight = time < starts || (is_end && time == starts);
        self.later_days + i64::from(is_past_midnight)
    }

    /// Minutes that the day asks for, without the break.
    pub fn required_min(&self) -> i64 {
        match self.work_min {
            Some(minutes) => i64::from(minutes),
            None => self.length_min() - i64::from(self.break_min),
        }
    }

    /// Minutes from the start to the end, over midnight where the end is not after the start.
    pub fn length_min(&self) -> i64 {
        match (self.starts, self.ends) {
            (Some(starts), Some(ends)) => after(starts, ends),
            _ => self.required_min_and_break(),
        }
    }

    fn required_min_and_break(&self) -> i64 {
        i64::from(self.work_min.unwrap_or(0)) + i64::from(self.break_min)
    }

    fn check(&self, kind: HoursKind, pointer: &str) -> Result<(), Fault> {
        let missing = |name| {
            Err(Fault::new(
                format!("{pointer}/{name}"),
                "required",
                REQUIRED,
            ))
        };
        let (is_shift, is_flexible) = (kind == HoursKind::Shift, kind == HoursKind::Flexible);
        let has_end = is_shift || kind == HoursKind::Fixed;
        for (name, is_there, belongs) in [
            ("turn", self.turn.is_some(), is_shift),
            ("starts", self.starts.is_some(), kind != HoursKind::Dynamic),
            ("latest", self.latest.is_some(), is_flexible),
            ("ends", self.ends.is_some(), has_end),
            ("work_min", self.work_min.is_some(), !has_end),
        ] {
            match (is_there, belongs) {
                (false, true) => return missing(name),
                (true, false) => return not_here(pointer, name),
                _ => {}
            }
        }
        if self.weekdays.is_empty() {
            return missing("weekdays");
        }
        if let Some(turn) = &self.turn {
            let pointer = format!("{pointer}/turn");
            text::line(turn, TURN_MAX_CHARS).map_err(|fault| Fault::of_text(&pointer, fault))?;
        }
        self.check_break(kind, pointer)?;
        self.check_times(kind, pointer)
    }

    fn check_break(&self, kind: HoursKind, pointer: &str) -> Result<(), Fault> {
        match (self.break_starts, self.break_min) {
            (None, 0) => Ok(()),
            _ if kind == HoursKind::Dynamic => not_here(pointer, "break_min"),
            (Some(starts), minutes @ 1..=DAY_MIN) => {
                let begins = self.starts.map_or(0, |start| after(start, starts) % 1440);
                let is_within = begins + i64::from(minutes) <= self.length_min();
                is_within
                    .then_some(())
                    .ok_or_else(|| Fault::new(format!("{pointer}/break_starts"), "order", ORDER))
            }
            (Some(_), _) => Err(Fault::new(format!("{pointer}/break_min"), "length", LENGTH)),
            (None, _) => {
                let pointer = format!("{pointer}/break_starts");
                Err(Fault::new(pointer, "required", REQUIRED))
            }
        }
    }

    fn check_times(&self, kind: HoursKind, pointer: &str) -> Result<(), Fault> {
        let fault = |name, code, text| Err(Fault::new(format!("{pointer}/{name}"), code, text));
        if kind == HoursKind::Fixed && self.ends <= self.starts {
            return fault("ends", "order", ORDER);
        }
        if kind == HoursKind::Flexible && self.latest < self.starts {
            return fault("latest", "order", ORDER);
        }
        let lengths = 1..=i64::from(DAY_MIN);
        if !lengths.contains(&self.required_min()) || !lengths.contains(&self.length_min()) {
            let name = self.work_min.map_or("ends", |_| "work_min");
            return fault(name, "length", LENGTH);
        }
        Ok(())
    }
}

fn not_here(pointer: &str, name: &str) -> Result<(), Fault> {
    Err(Fault::new(
        format!("{pointer}/{name}"),
        "not_for_kind",
        NOT_HERE,
    ))
}

/// Minutes from one time to the next other one, over midnight where it is not later.
fn after(from: TimeOfDay, to: TimeOfDay) -> i64 {
    let minutes = i64::from(to.0) - i64::from(from.0);
    if minutes > 0 {
        minutes
    } else {
        minutes + i64::from(DAY_MIN)
    }
}
