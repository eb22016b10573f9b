//! How an activity is sent, and what is refused of it alone: what cannot have happened. What is
//! odd but possible is accepted and told (`warning`).

use chrono::{DateTime, Duration, FixedOffset, NaiveDate};
use ngantor_core::lang::Text;
use ngantor_core::nested::nested_or_none;
use ngantor_core::refusal::{Fault, Faults, REQUIRED};
use ngantor_core::text;
use ngantor_core::time::{self, Day, Instant, Zone};
use serde::{Deserialize, Deserializer};

use super::{AssignmentId, DAY_MAX_MIN, MINUTE_MS, Output, UploadId, What};

/// The most characters of a title, and of what came of it.
pub const TITLE_MAX_CHARS: usize = 200;
/// The most characters of a text or a comment.
pub const TEXT_MAX_CHARS: usize = 4000;
/// The most characters of a tag or a unit.
pub const TAG_MAX_CHARS: usize = 40;
/// The most tags.
pub const TAGS_MAX: usize = 10;
/// The most uploads.
pub const UPLOADS_MAX: usize = 20;
/// The largest quantity.
pub const QUANTITY_MAX: f64 = 1e9;

const NOT_LIVE: Text = Text::new(
    "Yang sedang berjalan belum punya waktu selesai atau lama.",
    "What is running has no end and no length yet.",
);
const NO_LENGTH: Text = Text::new(
    "Isi lama dalam menit, waktu mulai dan selesai, atau jalankan.",
    "Give minutes, a start and a finish, or let a clock run.",
);
const ENDS_BEFORE: Text = Text::new(
    "Waktu selesai tidak sesudah waktu mulai.",
    "The finish is not after the start.",
);
const TOO_LONG: Text = Text::new("Paling lama {limit} menit.", "At most {limit} minutes.");
const TOO_SHORT: Text = Text::new("Paling sedikit 1 menit.", "At least 1 minute.");
const MORE_THAN_SPAN: Text = Text::new(
    "Lebih lama daripada dari mulai sampai selesai.",
    "It is longer than from the start to the finish.",
);
const MORE_THAN_PASSED: Text = Text::new(
    "Hari ini belum berjalan selama itu.",
    "The day has not lasted that long yet.",
);
const IN_FUTURE: Text = Text::new(
    "Belum terjadi: waktunya di masa depan.",
    "It has not happened yet: the time lies in the future.",
);
const OTHER_DAY: Text = Text::new(
    "Bukan tanggal waktu mulai di zona itu.",
    "Not the date of the start in that zone.",
);
const TOO_MANY: Text = Text::new("Paling banyak {limit}.", "At most {limit}.");
const DOUBLED: Text = Text::new("Disebut dua kali.", "It stands there twice.");
const NO_QUANTITY: Text = Text::new(
    "Lebih dari 0, paling banyak 1.000.000.000, dengan paling banyak tiga angka desimal.",
    "Above 0, at most 1,000,000,000, with three decimals at most.",
);

/// An activity as it is sent. One of `minutes` (with `day`), `started_at` with `finished_at`, or
/// `live`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({
    "title": "Menyusun bahan rapat koordinasi", "zone": "Asia/Jakarta",
    "started_at": "2026-11-25T08:00:00+07:00", "finished_at": "2026-11-25T10:30:00+07:00",
    "output": {"name": "Bahan paparan", "quantity": 1, "unit": "dokumen"}, "tags": ["rapat"],
}))
)]
pub struct ActivityForm {
    /// What was done; 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    pub title: String,
    /// More of it; at most 4000 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 4000))]
    pub text: Option<String>,
    /// The zone of the place.
    pub zone: Zone,
    /// The date of the place; may be left out where `started_at` tells it.
    pub day: Option<Day>,
    /// When it began, RFC 3339.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<String>, format = DateTime))]
    pub started_at: Option<At>,
    /// When it ended, at most 24 hours later.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<String>, format = DateTime))]
    pub finished_at: Option<At>,
    /// The length without pauses, 1 to 1440; what lies between where it is left out.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1, maximum = 1440))]
    pub minutes: Option<u16>,
    /// `true`: a clock runs from `started_at`, or from now on.
    #[serde(default)]
    pub live: bool,
    /// For which assignment.
    pub assignment_id: Option<AssignmentId>,
    /// What came of it; `null` for nothing that is counted.
    #[serde(default, deserialize_with = "nested_or_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<Output>))]
    pub output: Option<Output>,
    /// At most 10, each of 1 to 40 characters; kept in lower case.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Files that belong to it; at most 20.
    #[serde(default)]
    pub uploads: Vec<UploadId>,
}

/// An instant as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At(pub DateTime<FixedOffset>);

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let at = time::parse_rfc3339(&text);
        at.filter(|at| time::from_ms(at.timestamp_millis()).is_some())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("not an instant"))
    }
}

impl At {
    /// The instant, in whole milliseconds as everywhere.
    pub fn instant(self) -> Instant {
        time::from_ms(self.0.timestamp_millis()).unwrap_or_else(|| self.0.to_utc())
    }
}

/// When it was, as far as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedTime {
    /// A clock runs, from an instant or from now on.
    Live(Option<Instant>),
    /// From an instant to another, and how many minutes of it.
    Span(Instant, Instant, i64),
    /// Only for how long.
    Minutes(i64),
}

/// An activity that may have happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// What.
    pub what: What,
    /// When.
    pub time: AskedTime,
    /// On which date of the place.
    pub day: NaiveDate,
    /// The zone of the place.
    pub zone: Zone,
}

impl ActivityForm {
    /// Checks what needs nothing but itself and the clock.
    ///
    /// # Errors
    /// Every fault of the form.
    pub fn check(self, now: Instant) -> Result<Checked, Vec<Fault>> {
        self.check_again(now, None)
    }

    /// The same of one that is there: a clock that names no start began when it did, also when it
    /// is sent again on another day.
    ///
    /// # Errors
    /// Every fault of the form.
    pub fn check_again(
        self,
        now: Instant,
        began_at: Option<Instant>,
    ) -> Result<Checked, Vec<Fault>> {
        let mut faults = Faults::default();
        let time = faults.take(self.time(now));
        let began_at = began_at.unwrap_or(now);
        let day = time.and_then(|time| faults.take(self.day_of(time, now, began_at)));
        let title = faults.take(line(&self.title, TITLE_MAX_CHARS, "/title"));
        let text = faults.take(lines_or_none(self.text.as_deref(), "/text"));
        let output = faults.take(self.output.map(check_output).transpose());
        let tags = faults.take(check_tags(&self.tags));
        let uploads = faults.take(check_uploads(self.uploads));
        let built = (|| {
            let what = What {
                title: title?,
                text: text?,
                assignment_id: self.assignment_id,
                output: output?,
                tags: tags?,
                uploads: uploads?,
            };
            Some(Checked {
                what,
                time: time?,
                day: day?,
                zone: self.zone,
            })
        })();
        faults.finish(built)
    }

    fn time(&self, now: Instant) -> Result<AskedTime, Fault> {
        let (started_at, finished_at) = (self.started_at.map(At::instant), self.finished_at);
        let finished_at = finished_at.map(At::instant);
        let minutes = self.minutes.map(i64::from);
        if started_at.is_some_and(|at| at > now) {
            return Err(Fault::new("/started_at", "in_future", IN_FUTURE));
        }
        if self.live {
            let is_open = finished_at.is_none() && minutes.is_none();
            let fault = || Fault::new("/live", "not_live", NOT_LIVE);
            return is_open
                .then_some(AskedTime::Live(started_at))
                .ok_or_else(fault);
        }
        check_minutes(minutes)?;
        match (started_at, finished_at, minutes) {
            (Some(from), Some(to), minutes) => span(from, to, minutes, now),
            (Some(_), None, _) => Err(Fault::new("/finished_at", "required", REQUIRED)),
            (None, Some(_), _) => Err(Fault::new("/started_at", "required", REQUIRED)),
            (None, None, Some(minutes)) => Ok(AskedTime::Minutes(minutes)),
            (None, None, None) => Err(Fault::new("/minutes", "required", NO_LENGTH)),
        }
    }

    fn day_of(&self, time: AskedTime, now: Instant, began_at: Instant) -> Result<NaiveDate, Fault> {
        let said = self.day.map(|day| day.0);
        let (started_at, minutes) = match time {
            AskedTime::Live(at) => (Some(at.unwrap_or(began_at)), 0),
            AskedTime::Span(at, ..) => (Some(at), 0),
            AskedTime::Minutes(minutes) => (None, minutes),
        };
        if let Some(at) = started_at {
            let day = self.zone.day(at);
            let fits = said.is_none_or(|said| said == day);
            return fits
                .then_some(day)
                .ok_or_else(|| Fault::new("/day", "other_day", OTHER_DAY));
        }
        let day = said.ok_or_else(|| Fault::new("/day", "required", REQUIRED))?;
        let today = self.zone.day(now);
        if day > today {
            return Err(Fault::new("/day", "in_future", IN_FUTURE));
        }
        let passed = now - self.zone.instant(day.and_time(chrono::NaiveTime::MIN));
        if day == today && minutes > passed.num_minutes() {
            return Err(Fault::new("/minutes", "more_than_passed", MORE_THAN_PASSED));
        }
        Ok(day)
    }
}

pub(super) fn check_minutes(minutes: Option<i64>) -> Result<(), Fault> {
    match minutes {
        Some(0) => Err(Fault::new("/minutes", "too_short", TOO_SHORT)),
        Some(minutes) if minutes > DAY_MAX_MIN => {
            Err(Fault::beyond("/minutes", "too_long", TOO_LONG, DAY_MAX_MIN))
        }
        _ => Ok(()),
    }
}

fn span(
    from: Instant,
    to: Instant,
    minutes: Option<i64>,
    now: Instant,
) -> Result<AskedTime, Fault> {
    check_end(from, to, now, "/finished_at")?;
    let length_ms = (to - from).num_milliseconds();
    let length = (length_ms + MINUTE_MS - 1) / MINUTE_MS;
    if minutes.is_some_and(|minutes| minutes > length) {
        return Err(Fault::new("/minutes", "more_than_span", MORE_THAN_SPAN));
    }
    let whole = ((length_ms + MINUTE_MS / 2) / MINUTE_MS).max(1);
    Ok(AskedTime::Span(from, to, minutes.unwrap_or(whole)))
}

/// Whether something that began at an instant may have ended at another.
///
/// # Errors
/// The fault, at a pointer.
pub fn check_end(from: Instant, to: Instant, now: Instant, pointer: &str) -> Result<(), Fault> {
    if to <= from {
        return Err(Fault::new(pointer, "ends_before_start", ENDS_BEFORE));
    }
    if to > now {
        return Err(Fault::new(pointer, "in_future", IN_FUTURE));
    }
    if to - from > Duration::minutes(DAY_MAX_MIN) {
        return Err(Fault::beyond(pointer, "too_long", TOO_LONG, DAY_MAX_MIN));
    }
    Ok(())
}

pub(super) fn check_output(output: Output) -> Result<Output, Fault> {
    let quantity = output.quantity;
    let thousandths = (quantity * 1000.0).round();
    let is_exact = (quantity * 1000.0 - thousandths).abs() < 1e-4;
    if !(quantity > 0.0 && quantity <= QUANTITY_MAX && is_exact) {
        return Err(Fault::new("/output/quantity", "out_of_range", NO_QUANTITY));
    }
    Ok(Output {
        name: line(&output.name, TITLE_MAX_CHARS, "/output/name")?,
        quantity: thousandths / 1000.0,
        unit: line(&output.unit, TAG_MAX_CHARS, "/output/unit")?,
    })
}

pub(super) fn check_tags(tags: &[String]) -> Result<Vec<String>, Fault> {
    if tags.len() > TAGS_MAX {
        return Err(Fault::beyond("/tags", "too_many", TOO_MANY, TAGS_MAX));
    }
    let tag = |(index, tag): (usize, &String)| {
        line(tag, TAG_MAX_CHARS, &format!("/tags/{index}")).map(|tag| tag.to_lowercase())
    };
    let mut tags = tags
        .iter()
        .enumerate()
        .map(tag)
        .collect::<Result<Vec<_>, _>>()?;
    tags.sort();
    tags.dedup();
    Ok(tags)
}

fn check_uploads(uploads: Vec<UploadId>) -> Result<Vec<UploadId>, Fault> {
    if uploads.len() > UPLOADS_MAX {
        return Err(Fault::beyond("/uploads", "too_many", TOO_MANY, UPLOADS_MAX));
    }
    for (index, upload) in uploads.iter().enumerate() {
        if uploads.iter().take(index).any(|earlier| earlier == upload) {
            let pointer = format!("/uploads/{index}");
            return Err(Fault::new(pointer, "doubled", DOUBLED));
        }
    }
    Ok(uploads)
}

pub(super) fn line(text: &str, max_chars: usize, pointer: &str) -> Result<String, Fault> {
    text::line(text, max_chars).map_err(|fault| Fault::of_text(pointer, fault))
}

/// Text of several lines; white space alone is none.
///
/// # Errors
/// Its fault.
pub fn lines_or_none(text: Option<&str>, pointer: &str) -> Result<Option<String>, Fault> {
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| lines(text, pointer)).transpose()
}

/// Text of several lines.
///
/// # Errors
/// Its fault.
pub fn lines(text: &str, pointer: &str) -> Result<String, Fault> {
    text::lines(text, TEXT_MAX_CHARS).map_err(|fault| Fault::of_text(pointer, fault))
}

#[cfg(test)]
mod tests;
