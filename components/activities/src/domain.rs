//! The rules of the daily work log: no clock, no I/O, no SQL.
//!
//! What an activity is stands here; `life` holds its states and who may do what in them, `form`
//! how it is sent and what is refused, `warning` what is accepted and told, `period` when days
//! lock, `sheet` the rows of a file, `template` what somebody does again and again.

pub mod form;
pub mod life;
pub mod period;
pub mod rule;
pub mod sheet;
pub mod template;
pub mod warning;

use chrono::{NaiveDate, NaiveTime};
use ngantor_core::id::{Id, PersonId};
use ngantor_core::time::{Instant, Zone};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use self::form::{AskedTime, Checked};
use self::life::State;

/// Marks ids of activities.
pub enum OfActivity {}
/// The id of an activity; minted by the client, so that a repeated send is the same one.
pub type ActivityId = Id<OfActivity>;
/// Marks ids of assignments, which another function keeps: nothing here looks into one.
pub enum OfAssignment {}
/// The id of an assignment.
pub type AssignmentId = Id<OfAssignment>;
/// Marks ids of uploads, which another function keeps.
pub enum OfUpload {}
/// The id of an upload.
pub type UploadId = Id<OfUpload>;

/// The most minutes of an activity, and of a day of all of them.
pub const DAY_MAX_MIN: i64 = 24 * 60;
/// The most activities of a day of one person; `activity_adds` in the schema says the same.
pub const DAY_MAX: u32 = 100;
/// The same with those that were taken back; `activity_day_is_bounded` in the schema says the same.
pub const DAY_EVER_MAX: u32 = 300;
/// A minute, in ms.
pub const MINUTE_MS: i64 = 60_000;

/// An activity.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// Its id.
    pub id: ActivityId,
    /// Whose.
    pub person_id: PersonId,
    /// How far it is.
    pub state: State,
    /// The date of the place on which it began.
    pub day: NaiveDate,
    /// The zone of the place.
    pub zone: Zone,
    /// What was done.
    pub what: What,
    /// When, and for how long.
    pub time: Time,
    /// When it was entered.
    pub logged_at: Instant,
    /// What a head said last.
    pub review: Option<Review>,
    /// Counts its changes.
    pub version: i64,
}

/// What was done.
#[derive(Clone, Debug, PartialEq)]
pub struct What {
    /// In a line.
    pub title: String,
    /// In more lines.
    pub text: Option<String>,
    /// For which assignment.
    pub assignment_id: Option<AssignmentId>,
    /// What came of it.
    pub output: Option<Output>,
    /// In lower case, sorted, each once.
    pub tags: Vec<String>,
    /// Files that belong to it.
    pub uploads: Vec<UploadId>,
}

/// What came of it, such as 3 documents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Output {
    /// What it is; 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    pub name: String,
    /// How many: above 0, at most 1,000,000,000, with three digits after the point at most.
    pub quantity: f64,
    /// Of what; 1 to 40 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 40))]
    pub unit: String,
}

/// When it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// Whether a clock ran, or runs.
    pub is_live: bool,
    /// When it began; `None` where only a length is known.
    pub started_at: Option<Instant>,
    /// When it ended.
    pub finished_at: Option<Instant>,
    /// The length without pauses; 0 until it is finished.
    pub minutes: i64,
    /// What the clock counted in the stretches before the one that runs, in ms.
    pub worked_ms: i64,
    /// Since when it runs.
    pub running_since: Option<Instant>,
    /// Since when it stands, where it was paused: the end of its last stretch.
    pub paused_at: Option<Instant>,
}

/// What a head said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Instant,
    /// To the person; always there when it was returned.
    pub comment: Option<String>,
}

impl Time {
    /// Of what was asked at an instant.
    pub fn of(asked: AskedTime, now: Instant) -> Self {
        let nothing = Self {
            is_live: false,
            started_at: None,
            finished_at: None,
            minutes: 0,
            worked_ms: 0,
            running_since: None,
            paused_at: None,
        };
        match asked {
            AskedTime::Live(started_at) => {
                let started_at = started_at.unwrap_or(now);
                Self {
                    is_live: true,
                    started_at: Some(started_at),
                    running_since: Some(started_at),
                    ..nothing
                }
            }
            AskedTime::Span(started_at, finished_at, minutes) => Self {
                started_at: Some(started_at),
                finished_at: Some(finished_at),
                minutes,
                ..nothing
            },
            AskedTime::Minutes(minutes) => Self { minutes, ..nothing },
        }
    }

    /// Stops the clock for a while at an instant.
    pub fn paused(self, at: Instant) -> Self {
        Self {
            worked_ms: self.counted_ms(at),
            running_since: None,
            paused_at: Some(at),
            ..self
        }
    }

    /// Lets the clock go on from an instant.
    pub const fn resumed(self, at: Instant) -> Self {
        Self {
            running_since: Some(at),
            paused_at: None,
            ..self
        }
    }

    /// Ends it at an instant: the minutes that the clock counted, rounded to the nearest, and one
    /// at least.
    pub fn finished(self, at: Instant) -> Self {
        let worked_ms = self.counted_ms(at);
        Self {
            finished_at: Some(at),
            minutes: ((worked_ms + MINUTE_MS / 2) / MINUTE_MS).clamp(1, DAY_MAX_MIN),
            worked_ms,
            running_since: None,
            paused_at: None,
            ..self
        }
    }

    /// What the clock counted until an instant, in ms.
    pub fn counted_ms(&self, at: Instant) -> i64 {
        let since = self.running_since.map(|since| at - since);
        self.worked_ms + since.map_or(0, |stretch| stretch.num_milliseconds().max(0))
    }
}

/// What goes into each id that is made here: a secret of the store, so that nobody else makes it
/// first. It has no `Debug`, so that no log can show it.
pub struct IdKey(pub String);

impl IdKey {
    /// An id that is made from what it stands for: a UUIDv7 of a day, whose random bits are a
    /// digest.
    fn make(&self, day: NaiveDate, of: &str) -> ActivityId {
        let digest = Sha256::digest(format!("{}\n{of}", self.0));
        let mut random = [0; 10];
        for (to, from) in random.iter_mut().zip(digest) {
            *to = from;
        }
        let begin = day.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
        let ms = u64::try_from(begin).unwrap_or(0);
        let uuid = uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid();
        ActivityId::new(uuid)
    }
}

impl Activity {
    /// The activity of a person who sent it at an instant.
    pub fn new(id: ActivityId, person_id: PersonId, checked: Checked, now: Instant) -> Self {
        let time = Time::of(checked.time, now);
        Self {
            id,
            person_id,
            state: if time.is_live {
                State::Running
            } else {
                State::Logged
            },
            day: checked.day,
            zone: checked.zone,
            what: checked.what,
            time,
            logged_at: now,
            review: None,
            version: 1,
        }
    }

    /// Whether another send says what is there. Of a clock it says only that it was started, and
    /// perhaps when.
    pub fn is_said_by(&self, checked: &Checked) -> bool {
        let is_time = match checked.time {
            AskedTime::Live(None) => self.time.is_live,
            AskedTime::Live(at) => self.time.is_live && self.time.started_at == at,
            AskedTime::Span(started_at, finished_at, minutes) => {
                self.time.started_at == Some(started_at)
                    && self.time.finished_at == Some(finished_at)
                    && self.time.minutes == minutes
            }
            AskedTime::Minutes(minutes) => {
                self.time.started_at.is_none() && self.time.minutes == minutes
            }
        };
        // The day of a clock that was started without an instant is that of the first send.
        let is_day = self.day == checked.day || checked.time == AskedTime::Live(None);
        is_time && is_day && self.zone == checked.zone && self.what == checked.what
    }
}
