//! What about a punch somebody should look at: positions that cannot be, a device of several
//! people, a claim that came late. Reasons for a human, who may find that all is well; nothing
//! follows from them by itself (UU 27/2022 art. 34).

use chrono::NaiveDate;
use ngantor_core::id::{PersonId, PunchId};
use ngantor_core::time::{Instant, Zone};
use serde::{Deserialize, Serialize};

use super::Position;

mod reason;
mod rules;

pub use reason::Reason;
pub use rules::Rules;

/// The mean radius of the earth, in km (IUGG).
const EARTH_KM: f64 = 6_371.0;
/// Shorter ways are no travel: a fix may jump by so much, in km.
const TRAVEL_MIN_KM: f64 = 10.0;
/// Above it a fix comes from cells or addresses, which give the same coordinates to everybody
/// again and again; below it two equal ones are odd. In metres.
const PRECISE_M: f64 = 100.0;
/// What a speed without a time between the fixes is called, in km/h.
const SPEED_MAX_KMH: f64 = 999_999.0;

/// Where a review stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = EvidenceState))]
pub enum State {
    /// Nobody has looked yet.
    Open,
    /// Somebody looked, and it is worth knowing.
    Noted,
    /// Somebody looked, and all is well.
    Dismissed,
}

impl State {
    /// The word in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Noted => "noted",
            Self::Dismissed => "dismissed",
        }
    }

    /// Reads the word.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Open, Self::Noted, Self::Dismissed]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// A punch, and what is kept around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The punch.
    pub punch_id: PunchId,
    /// Whose.
    pub person_id: PersonId,
    /// Its day.
    pub day: NaiveDate,
    /// From when it counts.
    pub counted_at: Instant,
    /// When it was received.
    pub received_at: Instant,
    /// Where it was.
    pub position: Option<Position>,
    /// The person's fixes nearest to it in time, before and after.
    pub neighbours: Vec<(Instant, Position)>,
    /// Earlier days on which the person was at the very same coordinates.
    pub n_same_days: i64,
    /// Other people at the very same coordinates.
    pub n_people_here: i64,
    /// Other people on the same device.
    pub n_people_on_device: i64,
    /// The zone that the person chose.
    pub zone: Zone,
    /// The zone of their office on the day, unless nobody knows it, or travel or flexible work is
    /// approved for the day.
    pub office_zone: Option<Zone>,
    /// The offices of which it says to be in one, with latitude and longitude.
    pub offices: Vec<(f64, f64)>,
    /// Days in a row up to this one on which the person clocked and no punch had a position.
    pub n_days_without: i64,
}

/// Something to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What.
    pub reason: Reason,
    /// What was found, in the reason's unit.
    pub found: i64,
    /// From where on, or up to where, nobody need look.
    pub expected: i64,
}

/// A finding as it is kept, and what somebody made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Its id: person, day and reason.
    pub id: String,
    /// The first punch of the day that it is about.
    pub punch_id: PunchId,
    /// Whose.
    pub person_id: PersonId,
    /// The day of that punch.
    pub day: NaiveDate,
    /// What was found.
    pub finding: Finding,
    /// Where the review stands.
    pub state: State,
    /// What the reviewer wrote.
    pub note: Option<String>,
    /// Who reviewed it; nobody while it is open.
    pub reviewed_by: Option<PersonId>,
    /// When.
    pub reviewed_at: Option<Instant>,
    /// Counts the changes.
    pub version: i64,
}

/// What about a punch somebody should look at.
pub fn look(seen: &Seen, rules: &Rules) -> Vec<Finding> {
    let is_precise = seen
        .position
        .is_some_and(|position| position.accuracy_m <= PRECISE_M);
    let if_precise = |n: i64| if is_precise { n } else { 0 };
    let late_min = (seen.received_at - seen.counted_at).num_minutes();
    [
        beyond(
            Reason::StalePosition,
            seen.position.map(|position| whole(position.age_s)),
            rules.max_age_s,
        ),
        beyond(
            Reason::VaguePosition,
            seen.position.map(|position| whole(position.accuracy_m)),
            rules.max_accuracy_m,
        ),
        beyond(
            Reason::ImpossibleTravel,
            fastest_kmh(seen),
            rules.max_speed_kmh,
        ),
        from_on(
            Reason::FrozenPosition,
            if_precise(seen.n_same_days),
            rules.frozen_days,
        ),
        from_on(
            Reason::SharedPosition,
            if_precise(seen.n_people_here),
            rules.shared_people,
        ),
        from_on(
            Reason::SharedDevice,
            seen.n_people_on_device,
            rules.device_people,
        ),
        from_on(Reason::LateClaim, late_min, rules.late_claim_min),
        from_on(
            Reason::OtherZone,
            zone_apart_min(seen),
            rules.other_zone_min,
        ),
        beyond(
            Reason::OutsideOffice,
            outside_m(seen),
            rules.office_radius_m,
        ),
        from_on(
            Reason::MissingPosition,
            seen.n_days_without,
            rules.missing_days,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What is found where it is more than an institution expects.
fn beyond(reason: Reason, found: Option<i64>, most: Option<i64>) -> Option<Finding> {
    let (found, expected) = found.zip(most)?;
    (found > expected).then_some(Finding {
        reason,
        found,
        expected,
    })
}

/// What is found where it is as much as an institution looks at.
fn from_on(reason: Reason, found: i64, least: Option<i64>) -> Option<Finding> {
    let expected = least?;
    (found >= expected).then_some(Finding {
        reason,
        found,
        expected,
    })
}

/// How far the clock of the punch is from that of the office at that instant, in minutes.
fn zone_apart_min(seen: &Seen) -> i64 {
    let at = seen.counted_at;
    let shown = |zone: Zone| zone.day(at).and_time(zone.clock(at));
    let office = seen.office_zone.unwrap_or(seen.zone);
    (shown(seen.zone) - shown(office)).num_minutes().abs()
}

/// How far the person is from the nearest of the offices, at the least, in metres.
fn outside_m(seen: &Seen) -> Option<i64> {
    let here = seen.position?;
    let away = |(latitude, longitude): &(f64, f64)| {
        let office = Position {
            latitude: *latitude,
            longitude: *longitude,
            ..here
        };
        distance_km(here, office).mul_add(1000.0, -here.accuracy_m)
    };
    let nearest = seen.offices.iter().map(away).min_by(f64::total_cmp);
    nearest.map(|away_m| whole(away_m.max(0.0)))
}

/// The speed at which the person would have had to move to or from a neighbour, at the least.
fn fastest_kmh(seen: &Seen) -> Option<i64> {
    let here = seen.position?;
    let speed = |(at, there): &(Instant, Position)| {
        let sure_km = distance_km(here, *there) - (here.accuracy_m + there.accuracy_m) / 1000.0;
        let hours = (seen.counted_at - *at).num_milliseconds().abs() as f64 / 3_600_000.0;
        // The fixes were taken before the taps.
        let hours = hours + (here.age_s + there.age_s) / 3600.0;
        (sure_km >= TRAVEL_MIN_KM).then(|| (sure_km / hours).min(SPEED_MAX_KMH))
    };
    let fastest = seen
        .neighbours
        .iter()
        .filter_map(speed)
        .max_by(f64::total_cmp);
    fastest.map(whole)
}

/// The way along a great circle (haversine), in km.
fn distance_km(from: Position, to: Position) -> f64 {
    let (from_latitude, to_latitude) = (from.latitude.to_radians(), to.latitude.to_radians());
    let half_sine = |one: f64, other: f64| ((one - other) / 2.0).sin().powi(2);
    let across = half_sine(from_latitude, to_latitude)
        + from_latitude.cos()
            * to_latitude.cos()
            * half_sine(from.longitude.to_radians(), to.longitude.to_radians());
    2.0 * EARTH_KM * across.min(1.0).sqrt().asin()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "seconds, metres and km/h within their ranges"
)]
fn whole(value: f64) -> i64 {
    value.round() as i64
}

#[cfg(test)]
mod tests;
