//! Flexible work: who may apply and how often, as an agency sets it. Nothing of it ships: the caps
//! that circulate (two days a week, 30 % of a unit, eight days a month) are other agencies' own.
//! They bind work at another place; at other times the hours of the day stay what they are.

use chrono::{Datelike as _, NaiveDate};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::Day;
use serde::{Deserialize, Serialize};

use super::in_force::Rules;
use super::request::{Asked, FlexibleWork, Request, Way};

const DAYS: &str = "/flexible_work/days";
const EXCLUDED: Text = Text::new(
    "Pada hari-hari ini Anda dikecualikan dari kerja fleksibel; tanyakan kepada kepegawaian.",
    "You are excluded from flexible work on these days; ask personnel.",
);
const WEEK: Text = Text::new(
    "Paling banyak {limit} hari kerja fleksibel dalam seminggu.",
    "At most {limit} days of flexible work in a week.",
);
const MONTH: Text = Text::new(
    "Paling banyak {limit} hari kerja fleksibel dalam sebulan.",
    "At most {limit} days of flexible work in a month.",
);
const UNIT: Text = Text::new(
    "Paling banyak {limit} persen dari satu unit bekerja fleksibel pada hari yang sama.",
    "At most {limit} per cent of a unit work flexibly on the same day.",
);
const OUT_OF_RANGE: Text = Text::new("Dari 1 sampai {limit}.", "From 1 to {limit}.");

/// How often people may work at another place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Caps {
    /// The most days from a Monday to a Sunday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1, maximum = 7))]
    pub days_a_week: Option<u16>,
    /// The most days of a calendar month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1, maximum = 31))]
    pub days_a_month: Option<u16>,
    /// The most members of a unit on one day, in per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1, maximum = 100))]
    pub unit_percent: Option<u16>,
}

impl Caps {
    /// Checks all of it.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(&self) -> Result<(), Fault> {
        for (name, value, most) in [
            ("days_a_week", self.days_a_week, 7),
            ("days_a_month", self.days_a_month, 31),
            ("unit_percent", self.unit_percent, 100),
        ] {
            if value.is_some_and(|value| !(1..=most).contains(&value)) {
                let pointer = format!("/caps/{name}");
                return Err(Fault::beyond(pointer, "out_of_range", OUT_OF_RANGE, most));
            }
        }
        Ok(())
    }
}

/// Checks an application against the person's own caps; `others` are what else of theirs is open
/// or approved.
///
/// # Errors
/// Which cap is hit, with its limit.
pub fn check_own(work: &FlexibleWork, others: &[Request], rules: &Rules) -> Result<(), Fault> {
    if work.days.iter().any(|day| rules.is_excluded(day.0)) {
        return Err(Fault::new(DAYS, "excluded", EXCLUDED));
    }
    if work.way == Way::Time {
        return Ok(());
    }
    let others = others.iter().flat_map(days_elsewhere);
    let all: Vec<NaiveDate> = others.chain(work.days.iter().map(|day| day.0)).collect();
    let count = |is_near: &dyn Fn(&&NaiveDate) -> bool| all.iter().filter(is_near).count();
    for Day(day) in &work.days {
        let Some(caps) = rules.caps(*day) else {
            continue;
        };
        let of_week = count(&|other| other.iso_week() == day.iso_week());
        let of_month = count(&|other| (other.year(), other.month()) == (day.year(), day.month()));
        for (limit, n_days, code, text) in [
            (caps.days_a_week, of_week, "week_cap", WEEK),
            (caps.days_a_month, of_month, "month_cap", MONTH),
        ] {
            if let Some(limit) = limit.filter(|limit| n_days > usize::from(*limit)) {
                return Err(Fault::beyond(DAYS, code, text, limit));
            }
        }
    }
    Ok(())
}

/// The days on which somebody asked to work, or works, at another place.
pub fn days_elsewhere(request: &Request) -> impl Iterator<Item = NaiveDate> {
    let days = match &request.asked {
        Asked::FlexibleWork(work) if work.way == Way::Location && request.is_in_force() => {
            work.days.as_slice()
        }
        _ => &[],
    };
    days.iter().map(|day| day.0)
}

/// Checks an application against what a unit bears: `others` are the requests of its other members,
/// `n_members` counts the person too.
///
/// # Errors
/// The cap, with its limit.
pub fn check_unit(
    work: &FlexibleWork,
    others: &[Request],
    n_members: usize,
    rules: &Rules,
) -> Result<(), Fault> {
    if work.way == Way::Time {
        return Ok(());
    }
    for Day(day) in &work.days {
        let percent = rules.caps(*day).and_then(|caps| caps.unit_percent);
        let n_away = others.iter().flat_map(days_elsewhere);
        let n_away = n_away.filter(|other| other == day).count() + 1;
        if let Some(percent) = percent.filter(|most| n_away * 100 > n_members * usize::from(*most))
        {
            return Err(Fault::beyond(DAYS, "unit_cap", UNIT, percent));
        }
    }
    Ok(())
}
