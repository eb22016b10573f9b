//! Periods and when they lock. A day belongs to one period, by the rule in force on it; the period
//! locks some days after its end, and is open again where personnel said so, with a reason.

use chrono::{Datelike as _, Days, NaiveDate};
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::text;
use ngantor_core::time::Day;
use serde::{Deserialize, Serialize};

/// The longest grace, in days.
pub const GRACE_MAX_D: u16 = 62;
/// The longest time after which a day may still be entered, in days.
pub const AGE_MAX_D: u16 = 366;
/// The most days that are opened again at once.
pub const REOPENED_MAX_D: i64 = 366;
/// The most characters of a reason or a source.
pub const REASON_MAX_CHARS: usize = 500;

const OUT_OF_RANGE: Text = Text::new("Paling besar {limit}.", "At most {limit}.");
const TOO_SMALL: Text = Text::new("Paling kecil {limit}.", "At least {limit}.");
const ENDS_BEFORE: Text = Text::new(
    "Hari terakhir sebelum hari pertama.",
    "The last day is before the first.",
);
const TOO_LONG: Text = Text::new("Paling lama {limit} hari.", "At most {limit} days.");

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Length {
    /// From Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
}

/// How long periods are from a day on, and when they lock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({
    "starts_on": "2027-01-01", "length": "month", "grace_d": 5, "max_age_d": 31,
    "source": "SE Sekjen 1/2027",
}))
)]
pub struct PeriodRule {
    /// From this day on, until another rule begins; a period that is cut by it ends the day before.
    pub starts_on: Day,
    /// How long each is.
    pub length: Length,
    /// Days after the last one on which it may still be changed; 0 to 62.
    #[cfg_attr(not(target_family = "wasm"), schema(maximum = 62))]
    pub grace_d: u16,
    /// How many days later an activity may be entered; 1 to 366.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1, maximum = 366))]
    pub max_age_d: u16,
    /// The decree; 1 to 500 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 500))]
    pub source: String,
}

/// Days that are open again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({
    "starts_on": "2026-10-01", "ends_on": "2026-10-31", "open_until": "2026-11-28",
    "reason": "Jaringan kantor distrik putus sejak pertengahan Oktober.",
}))
)]
pub struct Reopening {
    /// The first of them.
    pub starts_on: Day,
    /// The last; at most a year after the first.
    pub ends_on: Day,
    /// Whose; everybody's when it is left out.
    pub person_id: Option<PersonId>,
    /// The last day on which they may be changed.
    pub open_until: Day,
    /// Why; 1 to 500 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 500))]
    pub reason: String,
}

impl PeriodRule {
    /// Checks all of it, and trims its text.
    ///
    /// # Errors
    /// Its fault.
    pub fn check(self) -> Result<Self, Fault> {
        if self.grace_d > GRACE_MAX_D {
            return Err(Fault::beyond(
                "/grace_d",
                "out_of_range",
                OUT_OF_RANGE,
                GRACE_MAX_D,
            ));
        }
        if self.max_age_d > AGE_MAX_D {
            return Err(Fault::beyond(
                "/max_age_d",
                "out_of_range",
                OUT_OF_RANGE,
                AGE_MAX_D,
            ));
        }
        if self.max_age_d == 0 {
            return Err(Fault::beyond("/max_age_d", "out_of_range", TOO_SMALL, 1));
        }
        let source = text::line(&self.source, REASON_MAX_CHARS);
        let source = source.map_err(|fault| Fault::of_text("/source", fault))?;
        Ok(Self { source, ..self })
    }
}

impl Reopening {
    /// Checks all of it, and trims its text.
    ///
    /// # Errors
    /// Its fault.
    pub fn check(self) -> Result<Self, Fault> {
        if self.ends_on < self.starts_on {
            return Err(Fault::new("/ends_on", "ends_before_start", ENDS_BEFORE));
        }
        if (self.ends_on.0 - self.starts_on.0).num_days() >= REOPENED_MAX_D {
            return Err(Fault::beyond(
                "/ends_on",
                "too_long",
                TOO_LONG,
                REOPENED_MAX_D,
            ));
        }
        let reason = text::lines(&self.reason, REASON_MAX_CHARS);
        let reason = reason.map_err(|fault| Fault::of_text("/reason", fault))?;
        Ok(Self { reason, ..self })
    }

    fn opens(&self, day: NaiveDate, person: PersonId, today: NaiveDate) -> bool {
        let is_theirs = self.person_id.is_none_or(|whose| whose == person);
        let is_in = self.starts_on.0 <= day && day <= self.ends_on.0;
        is_theirs && is_in && today <= self.open_until.0
    }
}

/// A period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// The first day on which nothing of it changes any more.
    pub locks_on: NaiveDate,
}

/// Whether a day may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Lock {
    /// The period is not over.
    Open,
    /// It is over, and may still be changed.
    Grace,
    /// Nothing of it changes any more.
    Locked,
    /// It was locked, and is open again for a while.
    Reopened,
}

/// All that tells when days lock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// By their first day.
    pub rules: Vec<PeriodRule>,
    /// Those that hold now.
    pub reopenings: Vec<Reopening>,
}

impl Calendar {
    /// The period of a day.
    pub fn period(&self, day: NaiveDate) -> Period {
        let (length, grace_d, _) = self.terms(day);
        let (first, last) = match length {
            Length::Month => month(day),
            Length::Week => {
                let week = day.week(chrono::Weekday::Mon);
                (week.first_day(), week.last_day())
            }
        };
        let begins = self.rules.iter().map(|rule| rule.starts_on.0);
        let cut = begins.clone().filter(|begin| *begin <= day).max();
        let next = begins.filter(|begin| *begin > day).min();
        let ends_on = next.map_or(last, |next| last.min(before(next)));
        Period {
            starts_on: cut.map_or(first, |cut| first.max(cut)),
            ends_on,
            locks_on: later(ends_on, u64::from(grace_d) + 1),
        }
    }

    /// Whether a person's day may be changed on another.
    pub fn lock(&self, day: NaiveDate, person: PersonId, today: NaiveDate) -> Lock {
        let period = self.period(day);
        if today <= period.ends_on {
            Lock::Open
        } else if today < period.locks_on {
            Lock::Grace
        } else if self.reopened_until(day, person, today).is_some() {
            Lock::Reopened
        } else {
            Lock::Locked
        }
    }

    /// The last day on which a person's day is open again.
    pub fn reopened_until(
        &self,
        day: NaiveDate,
        person: PersonId,
        today: NaiveDate,
    ) -> Option<NaiveDate> {
        let open = self.reopenings.iter();
        let open = open.filter(|one| one.opens(day, person, today));
        open.map(|one| one.open_until.0).max()
    }

    /// The earliest day that may be entered on a day, where none is open again.
    pub fn earliest(&self, today: NaiveDate) -> NaiveDate {
        let (_, _, max_age_d) = self.terms(today);
        today
            .checked_sub_days(Days::new(max_age_d.into()))
            .unwrap_or(today)
    }

    /// The rule in force on a day; months with five days of grace, entered within a month, where
    /// nobody set one.
    fn terms(&self, day: NaiveDate) -> (Length, u16, u16) {
        let found = self.rules.iter().filter(|rule| rule.starts_on.0 <= day);
        let found = found.max_by_key(|rule| rule.starts_on);
        found.map_or((Length::Month, 5, 31), |rule| {
            (rule.length, rule.grace_d, rule.max_age_d)
        })
    }
}

fn month(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let first = day.with_day(1).unwrap_or(day);
    let next = first.checked_add_months(chrono::Months::new(1));
    (first, next.map_or(first, before))
}

fn before(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
}

fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

#[cfg(test)]
mod tests;
