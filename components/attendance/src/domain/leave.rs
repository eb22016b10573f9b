//! Leave: its types as data, which days of it count, and what is left of a year's days.

pub mod balance;

use chrono::{Datelike as _, Months, NaiveDate};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::in_force::Rules;
use super::request::{LINE_MAX_CHARS, Leave};

/// The most characters of a type's code.
pub const CODE_MAX_CHARS: usize = 40;
/// The most days of a year.
pub const YEAR_MAX_D: i64 = 366;

const NO_CODE: Text = Text::new(
    "Kode: 1 sampai 40 huruf kecil, angka, atau garis bawah.",
    "A code: 1 to 40 lower-case letters, digits or underscores.",
);
const OUT_OF_RANGE: Text = Text::new("Paling banyak {limit}.", "At most {limit}.");
const NO_DAYS: Text = Text::new(
    "Bilangan hari, kelipatan setengah, bukan nol, paling banyak {limit}.",
    "A number of days by halves, not zero, at most {limit}.",
);
const LESS_THAN_YEAR: Text = Text::new(
    "Tidak boleh kurang dari hak satu tahun.",
    "Not less than what a year gives.",
);
const NO_TYPE: Text = Text::new(
    "Jenis cuti ini tidak berlaku pada hari itu.",
    "There is no such type of leave on that day.",
);
const NO_HALVES: Text = Text::new(
    "Jenis cuti ini tidak dapat diambil setengah hari.",
    "This type of leave cannot be taken by half days.",
);
const TOO_LONG: Text = Text::new("Paling lama {limit} bulan.", "At most {limit} months.");
const NEEDS_EVIDENCE: Text = Text::new(
    "Wajib diisi untuk cuti selama {limit} hari atau lebih.",
    "Required for leave of {limit} days or more.",
);
const ONLY_FREE_DAYS: Text = Text::new(
    "Tidak ada hari kerja di antara hari-hari ini.",
    "None of these days is a day of work.",
);

/// What a type of leave is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct LeaveTerms {
    /// How requests name it; of two of one code the one that starts later holds.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 40))]
    pub code: String,
    /// Which days count.
    pub counts: Counts,
    /// Days that a year gives; the type is not counted against any when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(maximum = 366))]
    pub entitled_days: Option<u16>,
    /// The most days of a year together with those that were not used in the one before; nothing
    /// is carried over when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(maximum = 366))]
    pub carried_to_days: Option<u16>,
    /// The most months of one request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(maximum = 36))]
    pub max_months: Option<u16>,
    /// Whether half days can be taken.
    #[serde(default)]
    pub half_days: bool,
    /// From how many days on evidence is required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(maximum = 366))]
    pub evidence_from_days: Option<u16>,
    /// Minutes of work on a day of cuti bersama that add a day; none is added when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(maximum = 1440))]
    pub joint_leave_min: Option<u16>,
    /// Months of service that it asks for. Whoever decides has to look: this function does not
    /// know since when somebody serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(maximum = 600))]
    pub service_months: Option<u16>,
}

/// Which days of leave count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Counts {
    /// Days of work by the person's schedule and the calendar.
    WorkDays,
    /// Every day.
    CalendarDays,
}

/// What personnel add to, or take from, somebody's days of leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// Of which type.
    pub code: String,
    /// How much.
    pub days: Days,
}

/// Days of leave, counted by halves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Days(i64);

impl Days {
    /// Whole days.
    pub const fn whole(days: i64) -> Self {
        Self(days * 2)
    }

    /// So many halves.
    pub const fn halves(halves: i64) -> Self {
        Self(halves)
    }

    /// How many halves.
    pub const fn n_halves(self) -> i64 {
        self.0
    }

    /// How many whole days, rounded down.
    pub const fn n_whole(self) -> i64 {
        self.0.div_euclid(2)
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    /// Without the other.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl std::iter::Sum for Days {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Self::plus)
    }
}

impl Serialize for Days {
    /// A number of days, such as 3 or 0.5.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 2 == 0 {
            serializer.serialize_i64(self.0 / 2)
        } else {
            // Halves are exact.
            serializer.serialize_f64(i32::try_from(self.0).map_or(0.0, f64::from) / 2.0)
        }
    }
}

impl<'de> Deserialize<'de> for Days {
    /// A number of days; one that is no multiple of a half is as wrong as none, so it becomes
    /// more than can be.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let days = f64::deserialize(deserializer)?;
        let halves = days * 2.0;
        let is_whole = halves.fract() == 0.0 && halves.abs() < 1e6;
        Ok(Self(if is_whole {
            halves as i64
        } else {
            i64::from(i32::MAX)
        }))
    }
}

impl LeaveTerms {
    /// Checks all of it.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(&self) -> Result<(), Fault> {
        check_code(&self.code, "/terms/code")?;
        for (name, value, most) in [
            ("entitled_days", self.entitled_days, 366),
            ("carried_to_days", self.carried_to_days, 366),
            ("max_months", self.max_months, 36),
            ("evidence_from_days", self.evidence_from_days, 366),
            ("joint_leave_min", self.joint_leave_min, 1440),
            ("service_months", self.service_months, 600),
        ] {
            if value.is_some_and(|value| value > most) {
                let pointer = format!("/terms/{name}");
                return Err(Fault::beyond(pointer, "out_of_range", OUT_OF_RANGE, most));
            }
        }
        if self.carried_to_days.is_some() && self.carried_to_days < self.entitled_days {
            return Err(Fault::new("/terms/carried_to_days", "less", LESS_THAN_YEAR));
        }
        Ok(())
    }
}

impl Adjustment {
    /// Checks how much it is.
    ///
    /// # Errors
    /// Its fault.
    pub fn check(&self) -> Result<(), Fault> {
        let is_some = (1..=YEAR_MAX_D * 2).contains(&self.days.0.abs());
        is_some
            .then_some(())
            .ok_or_else(|| Fault::beyond("/days", "out_of_range", NO_DAYS, YEAR_MAX_D))
    }
}

/// Whether a text can be the code of a type of leave.
///
/// # Errors
/// Its fault.
pub fn check_code(code: &str, pointer: &str) -> Result<(), Fault> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let fits = (1..=CODE_MAX_CHARS).contains(&code.len()) && code.chars().all(is_plain);
    fits.then_some(())
        .ok_or_else(|| Fault::new(pointer, "not_a_code", NO_CODE))
}

/// The days of a leave that count, of some days.
pub fn counted(
    leave: &Leave,
    counts: Counts,
    rules: &Rules,
    (from, until): (NaiveDate, NaiveDate),
) -> Days {
    let first = leave.starts_on.0.max(from);
    let last = leave.ends_on.0.min(until);
    let days = first.iter_days().take_while(|day| *day <= last);
    let n_days = days
        .filter(|day| counts == Counts::CalendarDays || is_work_day(rules, *day))
        .count();
    let n_halves = if leave.half.is_some() { 1 } else { 2 };
    Days(i64::try_from(n_days).unwrap_or(i64::MAX / 4) * n_halves)
}

/// Whether somebody has to work on a day. Where no schedule holds, every day counts that the
/// calendar does not free.
pub fn is_work_day(rules: &Rules, day: NaiveDate) -> bool {
    let is_free = rules.calendar_day(day).is_some();
    match rules.on(day) {
        Some(found) => {
            found.hours.of(day).next().is_some() && (found.hours.works_on_holidays || !is_free)
        }
        None => !is_free,
    }
}

/// The first and the last day of a year.
pub fn days_of(year: i32) -> Option<(NaiveDate, NaiveDate)> {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    day(1, 1).zip(day(12, 31))
}

/// Checks a leave against its type, but for what is left of a balance.
///
/// # Errors
/// The first fault.
pub fn check_leave(leave: &Leave, has_evidence: bool, rules: &Rules) -> Result<(), Fault> {
    let terms = rules.leave_terms(&leave.code, leave.starts_on.0);
    let Some(terms) = terms else {
        return Err(Fault::new("/leave/type", "no_leave_type", NO_TYPE));
    };
    if leave.half.is_some() && !terms.half_days {
        return Err(Fault::new("/leave/half", "no_half_days", NO_HALVES));
    }
    if let Some(months) = terms.max_months {
        let before = leave
            .starts_on
            .0
            .checked_add_months(Months::new(months.into()));
        if before.is_some_and(|before| leave.ends_on.0 >= before) {
            return Err(Fault::beyond(
                "/leave/ends_on",
                "too_long",
                TOO_LONG,
                months,
            ));
        }
    }
    let all = (leave.starts_on.0, leave.ends_on.0);
    if let Some(limit) = terms.evidence_from_days
        && !has_evidence
        && counted(leave, Counts::CalendarDays, rules, all) >= Days::whole(limit.into())
    {
        return Err(Fault::beyond(
            "/evidence",
            "required",
            NEEDS_EVIDENCE,
            limit,
        ));
    }
    if counted(leave, terms.counts, rules, all) == Days::default() {
        return Err(Fault::new("/leave", "only_free_days", ONLY_FREE_DAYS));
    }
    Ok(())
}

/// The years that some days touch.
pub fn years_of((from, until): (NaiveDate, NaiveDate)) -> std::ops::RangeInclusive<i32> {
    from.year()..=until.year()
}

const _: () = assert!(CODE_MAX_CHARS < LINE_MAX_CHARS);
