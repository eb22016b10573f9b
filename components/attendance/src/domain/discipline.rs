//! Discipline: how many days a person was absent in a year, and which row of the rule that reaches.
//! It is counted for a human who looks into it; nothing follows from it by itself.

use chrono::{Datelike as _, Days, NaiveDate};
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, REQUIRED};
use ngantor_core::text;
use serde::{Deserialize, Serialize};

use super::duty::{DutyDay, Status};
use super::hours::objects;

/// The most rows of a rule.
pub const ROWS_MAX: usize = 50;
/// The most days that a row may begin with: those of a year.
pub const FROM_MAX_DAYS: u16 = 366;
/// The most characters of what a row names.
pub const MEASURE_MAX_CHARS: usize = 200;
/// How long before a year a run of absence in it may have begun, in days. Longer runs are found
/// with the year in which they began.
pub const LOOK_BACK_DAYS: u64 = 62;

const TOO_MANY: Text = Text::new("Paling banyak {limit}.", "At most {limit}.");
const OUT_OF_RANGE: Text = Text::new("Dari 1 sampai {limit} hari.", "From 1 to {limit} days.");
const NOT_ASCENDING: Text = Text::new(
    "Setiap baris harus mulai dari lebih banyak hari daripada baris sejenis sebelumnya.",
    "Each row must begin with more days than the one before it that counts alike.",
);

/// From how many days of absence on the law provides for what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Thresholds {
    /// 1 to 50; those that count alike by their days.
    #[serde(deserialize_with = "objects")]
    pub rows: Vec<Row>,
}

/// A row: it reaches to the day before the next one that counts alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(as = DisciplineRow)
)]
pub struct Row {
    /// Which days.
    pub counts: Counts,
    /// From how many on.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1, maximum = 366))]
    pub from_days: u16,
    /// What the law provides for; 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    pub measure: String,
}

/// Which days of absence a row counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(as = DisciplineCounts)
)]
pub enum Counts {
    /// All of a calendar year.
    Cumulated,
    /// The longest run of days of work, with no other day of work between.
    Consecutive,
}

impl Counts {
    const ALL: [Self; 2] = [Self::Cumulated, Self::Consecutive];
}

impl Thresholds {
    /// Checks all of it.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(&self) -> Result<(), Fault> {
        if self.rows.is_empty() {
            return Err(Fault::new("/terms/rows", "required", REQUIRED));
        }
        if self.rows.len() > ROWS_MAX {
            return Err(Fault::beyond("/terms/rows", "too_many", TOO_MANY, ROWS_MAX));
        }
        for (n, row) in self.rows.iter().enumerate() {
            row.check(n)?;
        }
        for counts in Counts::ALL {
            self.check_order(counts)?;
        }
        Ok(())
    }

    fn check_order(&self, counts: Counts) -> Result<(), Fault> {
        let mut before = 0;
        let rows = self.rows.iter().enumerate();
        for (n, row) in rows.filter(|(_, row)| row.counts == counts) {
            if row.from_days <= before {
                let pointer = format!("/terms/rows/{n}/from_days");
                return Err(Fault::new(pointer, "not_ascending", NOT_ASCENDING));
            }
            before = row.from_days;
        }
        Ok(())
    }

    /// The row that so many days reach.
    pub fn reached(&self, counts: Counts, n_days: i64) -> Option<Reached<'_>> {
        let of_kind = |row: &&Row| row.counts == counts;
        let mut rows = self.rows.iter().filter(of_kind).peekable();
        while let Some(row) = rows.next() {
            let next = rows.peek().map(|next| i64::from(next.from_days));
            if n_days >= i64::from(row.from_days) && next.is_none_or(|next| n_days < next) {
                let to_days = next.map(|next| next - 1);
                return Some(Reached { row, to_days });
            }
        }
        None
    }
}

impl Row {
    fn check(&self, n: usize) -> Result<(), Fault> {
        if !(1..=FROM_MAX_DAYS).contains(&self.from_days) {
            let pointer = format!("/terms/rows/{n}/from_days");
            let limit = FROM_MAX_DAYS;
            return Err(Fault::beyond(pointer, "out_of_range", OUT_OF_RANGE, limit));
        }
        let pointer = format!("/terms/rows/{n}/measure");
        text::line(&self.measure, MEASURE_MAX_CHARS)
            .map(drop)
            .map_err(|fault| Fault::of_text(&pointer, fault))
    }
}

/// A row that is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached<'a> {
    /// Which.
    pub row: &'a Row,
    /// The last number of days that is still in it; none in the last row.
    pub to_days: Option<i64>,
}

/// Days of work in a row on which somebody was absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = AbsentRun))]
pub struct Run {
    /// How many days of work.
    pub n_days: i64,
    /// The first; a run may have begun in the year before.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = String, format = Date))]
    pub from: NaiveDate,
    /// The last.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = String, format = Date))]
    pub to: NaiveDate,
}

/// What a year of somebody's holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Absence {
    /// Days of the year on which they were absent, when nothing can come any more.
    pub n_absent: i64,
    /// Days of the year that are over and may still become anything.
    pub n_provisional: i64,
    /// Minutes too late in the year. How many days they are is for somebody to say: no source
    /// gives the way to convert them.
    pub late_min: i64,
    /// The longest run that has a day in the year, of equals the first.
    pub longest: Option<Run>,
}

/// The days to judge for a year: some of the year before as well.
pub fn days_of(year: i32) -> Option<(NaiveDate, NaiveDate)> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
    let from = first.checked_sub_days(Days::new(LOOK_BACK_DAYS))?;
    Some((from, NaiveDate::from_ymd_opt(year, 12, 31)?))
}

impl Absence {
    /// Of days in their order; those of other years only lengthen a run. Days without work keep a
    /// run going. Every other one ends it, also one that is not judged: what is not known is never
    /// counted against somebody.
    pub fn of(days: &[DutyDay], year: i32, today: NaiveDate) -> Self {
        let mut absence = Self::default();
        let mut run = None;
        for day in days {
            let is_of_year = day.day.year() == year;
            if is_of_year {
                absence.count(day, today);
            }
            match day.status {
                Status::Absent => {
                    let longer = lengthened(run, day.day);
                    run = Some(longer);
                    let is_longest = absence.longest.is_none_or(|one| longer.n_days > one.n_days);
                    if is_of_year && is_longest {
                        absence.longest = Some(longer);
                    }
                }
                Status::Off | Status::Holiday => {}
                _ => run = None,
            }
        }
        absence
    }

    fn count(&mut self, day: &DutyDay, today: NaiveDate) {
        match day.status {
            Status::Absent => self.n_absent += 1,
            Status::Provisional if day.day < today => self.n_provisional += 1,
            _ => {}
        }
        if day.status.is_judged() {
            self.late_min += day.figures.late_min;
        }
    }
}

fn lengthened(run: Option<Run>, day: NaiveDate) -> Run {
    Run {
        n_days: run.map_or(0, |run| run.n_days) + 1,
        from: run.map_or(day, |run| run.from),
        to: day,
    }
}
