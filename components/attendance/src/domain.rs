//! The rules of a punch and of the day it belongs to. No clock, no I/O.
//!
//! What the node received, and when, is the fact; what the device claims stands beside it
//! with a grade. A punch counts from its claim: otherwise a tap before midnight would make the next
//! day, and of two taps the later could count first. One that came very late waits for somebody's
//! decision (`claims`).
//! A punch is never refused for the state it finds, nor for a wrong clock: whoever taps was
//! there.

pub mod claims;
pub mod deciding;
pub mod discipline;
pub mod duty;
pub mod evidence;
pub mod flexible;
pub mod form;
pub mod hours;
pub mod in_force;
pub mod judged;
pub mod leave;
pub mod on_day;
pub mod reason;
pub mod recap;
pub mod request;
pub mod rule;
pub mod standing;
pub mod stretch;
pub mod week;

use chrono::NaiveDate;
use ngantor_core::id::{PersonId, PunchId};
use ngantor_core::lang::Text;
use ngantor_core::nested::Nested;
use ngantor_core::refusal::{Fault, Faults, NO_INSTANT};
use ngantor_core::text;
use ngantor_core::time::{self, Instant, Zone};
use serde::{Deserialize, Serialize};

/// The most characters of a note.
pub const NOTE_MAX_CHARS: usize = 500;
/// How far a claim may be from the receipt to be graded on time, in seconds.
pub const ON_TIME_S: i64 = 120;
/// Taps of one direction that count from instants this close together are one punch, in ms;
/// so must their claims be, where both have one.
pub const DOUBLE_TAP_MS: i64 = 60_000;
/// The largest accuracy radius that a position may have, in metres.
pub const ACCURACY_MAX_M: f64 = 100_000.0;
/// The length of a device's mark: chance that nobody guesses.
const DEVICE_CHARS: std::ops::RangeInclusive<usize> = 16..=64;
/// The greatest age that a position may have, in seconds.
pub const AGE_MAX_S: f64 = 86_400.0;

const NO_MARK: Text = Text::new(
    "16 sampai 64 huruf, angka, - dan _.",
    "16 to 64 letters, digits, - and _.",
);
const OUT_OF_RANGE: Text = Text::new("Nilainya di luar rentang.", "The value is out of range.");

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Direction {
    /// Work begins (masuk).
    In,
    /// Work ends (pulang).
    Out,
}

/// Where from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum WorkMode {
    /// The own office.
    Office,
    /// Another office of the institution.
    OtherOffice,
    /// Home.
    Home,
    /// Duty travel (perjalanan dinas).
    DutyTravel,
    /// Anywhere else.
    Other,
}

impl Direction {
    /// The word in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }

    /// Reads the word.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::In, Self::Out]
            .into_iter()
            .find(|direction| direction.name() == name)
    }
}

impl WorkMode {
    const ALL: [Self; 5] = [
        Self::Office,
        Self::OtherOffice,
        Self::Home,
        Self::DutyTravel,
        Self::Other,
    ];

    /// The word in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::OtherOffice => "other_office",
            Self::Home => "home",
            Self::DutyTravel => "duty_travel",
            Self::Other => "other",
        }
    }

    /// Reads the word.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// A position as the device tells it (W3C Geolocation).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Position {
    /// Degrees, WGS 84, -90 to 90.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = -90, maximum = 90))]
    pub latitude: f64,
    /// Degrees, WGS 84, -180 to 180.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = -180, maximum = 180))]
    pub longitude: f64,
    /// The radius in which the device is with 95 % certainty, in metres.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 0, maximum = 100_000))]
    pub accuracy_m: f64,
    /// How old the fix was at the tap, in seconds.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 0, maximum = 86_400))]
    pub age_s: f64,
}

/// What a person sends.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({
        "direction": "in", "work_mode": "office", "zone": "Asia/Jakarta",
        "claimed_at": "2026-11-25T07:29:58+07:00",
    }))
)]
pub struct PunchForm {
    direction: Direction,
    work_mode: WorkMode,
    /// The zone of the place.
    zone: Zone,
    /// When the device says it was, RFC 3339; outside the years 2000 to 2099 it is not kept.
    claimed_at: Option<String>,
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<Position>))]
    position: Option<Nested<Position>>,
    /// A random mark that the device keeps, 16 to 64 letters, digits, `-` and `_`; it tells
    /// devices apart, and nothing else about them.
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(pattern = "^[A-Za-z0-9_-]{16,64}$")
    )]
    device: Option<String>,
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 500))]
    note: Option<String>,
}

/// A punch as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Punch {
    /// Minted by the device, so that a repeated send is the same punch.
    pub id: PunchId,
    /// Whose.
    pub person_id: PersonId,
    /// Which way.
    pub direction: Direction,
    /// Where from.
    pub work_mode: WorkMode,
    /// The zone of the place.
    pub zone: Zone,
    /// The date in that zone from which it counts.
    pub day: NaiveDate,
    /// When the node received it.
    pub received_at: Instant,
    /// When the device says it was.
    pub claimed_at: Option<Instant>,
    /// From when it counts, if it does: the claim, or the receipt.
    pub counted_at: Instant,
    /// Where the device says it was.
    pub position: Option<Position>,
    /// The mark of the device; kept, and not read again with the punch.
    pub device: Option<String>,
    /// What the person adds.
    pub note: Option<String>,
}

/// How a claim stands to the receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Grade {
    /// Within [`ON_TIME_S`].
    OnTime,
    /// Claimed earlier: sent late, or the device's clock is behind.
    Late,
    /// Claimed later: the device's clock is ahead.
    Ahead,
}

impl PunchForm {
    /// Checks everything and makes the punch of a person who sent it at an instant.
    ///
    /// # Errors
    /// Every fault of the form.
    pub fn check(
        self,
        id: PunchId,
        person_id: PersonId,
        received_at: Instant,
    ) -> Result<Punch, Vec<Fault>> {
        let mut faults = Faults::default();
        let claimed_at = faults.take(self.claimed_at.as_deref().map_or(Ok(None), claim));
        let position = faults.take(
            self.position
                .map(|Nested(position)| checked_position(position))
                .transpose(),
        );
        let device = faults.take(self.device.map(checked_device).transpose());
        // An empty field of a form is no note.
        let note = self.note.filter(|note| !note.trim().is_empty());
        let note = note.map(|note| text::lines(&note, NOTE_MAX_CHARS));
        let note = note
            .transpose()
            .map_err(|fault| Fault::of_text("/note", fault));
        let note = faults.take(note);
        let punch = claimed_at.zip(position).zip(device.zip(note)).map(
            |((claimed_at, position), (device, note))| {
                let counted_at = claims::counted_at(claimed_at, received_at);
                Punch {
                    id,
                    person_id,
                    direction: self.direction,
                    work_mode: self.work_mode,
                    zone: self.zone,
                    day: self.zone.day(counted_at),
                    received_at,
                    claimed_at,
                    counted_at,
                    position,
                    device,
                    note,
                }
            },
        );
        faults.finish(punch)
    }
}

/// Reads a claim. One of years that nobody can mean is a broken clock and claims nothing.
fn claim(text: &str) -> Result<Option<Instant>, Fault> {
    time::parse_rfc3339(text)
        .map(|at| time::from_ms(at.timestamp_millis()))
        .ok_or_else(|| Fault::new("/claimed_at", "not_an_instant", NO_INSTANT))
}

fn checked_device(device: String) -> Result<String, Fault> {
    let is_mark = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if DEVICE_CHARS.contains(&device.len()) && device.bytes().all(is_mark) {
        return Ok(device);
    }
    Err(Fault::new("/device", "not_a_mark", NO_MARK))
}

fn checked_position(position: Position) -> Result<Position, Fault> {
    let Position {
        latitude,
        longitude,
        accuracy_m,
        age_s,
    } = position;
    for (name, value, least, most) in [
        ("latitude", latitude, -90.0, 90.0),
        ("longitude", longitude, -180.0, 180.0),
        ("accuracy_m", accuracy_m, 0.0, ACCURACY_MAX_M),
        ("age_s", age_s, 0.0, AGE_MAX_S),
    ] {
        if !(least..=most).contains(&value) {
            let pointer = format!("/position/{name}");
            return Err(Fault::new(pointer, "out_of_range", OUT_OF_RANGE));
        }
    }
    Ok(position)
}

impl Punch {
    /// Claimed minus received, in ms, and its grade.
    pub fn graded_claim(&self) -> Option<(i64, Grade)> {
        let skew_ms = (self.claimed_at? - self.received_at).num_milliseconds();
        let grade = match skew_ms {
            ms if ms.abs() <= ON_TIME_S * 1000 => Grade::OnTime,
            ms if ms < 0 => Grade::Late,
            _ => Grade::Ahead,
        };
        Some((skew_ms, grade))
    }

    /// Whether another punch is the same send: all but the receipt, which is the first one's,
    /// what follows from it, and a position that is forgotten by now.
    pub fn is_replay_of(&self, first: &Self) -> bool {
        *first
            == Self {
                received_at: first.received_at,
                counted_at: first.counted_at,
                day: first.day,
                position: first.position.and(self.position),
                device: first.device.clone(),
                ..self.clone()
            }
    }
}
