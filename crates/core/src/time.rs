//! Instants, zones and the local day.
//!
//! An instant is a point on the time line, kept in milliseconds; where the place matters, its
//! zone stands beside it. A day is a date in a zone and never derived from UTC.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};
use chrono::{SecondsFormat, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point on the time line. Its resolution in the database and on the wire is 1 ms.
pub type Instant = DateTime<Utc>;

/// The first instant that is accepted anywhere: 2000-01-01T00:00:00Z, in ms.
pub const EARLIEST_MS: i64 = 946_684_800_000;
/// The last instant that is accepted anywhere: 2100-01-01T00:00:00Z, in ms.
pub const LATEST_MS: i64 = 4_102_444_800_000;
/// The longest zone name, in bytes; the tz database's own longest has 32.
const ZONE_MAX_BYTES: usize = 40;

/// A zone of the IANA tz database, by its `Area/Place` name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Zone(Tz);

/// The text names no zone of the tz database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAZone;

impl Zone {
    /// Western Indonesian Time (WIB), the zone of the capital.
    pub const JAKARTA: Self = Self(Tz::Asia__Jakarta);
    /// Coordinated Universal Time, for what has no place.
    pub const UTC: Self = Self(Tz::UTC);

    /// The tz database's name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The date in this zone at an instant.
    pub fn day(self, at: Instant) -> NaiveDate {
        at.with_timezone(&self.0).date_naive()
    }

    /// What the clocks of this zone show at an instant.
    pub fn clock(self, at: Instant) -> NaiveTime {
        at.with_timezone(&self.0).time()
    }

    /// The instant at which the clocks of this zone show a date and time. Where they are put
    /// back, the first of two; where they are put forward over it, the instant of that.
    pub fn instant(self, shown: NaiveDateTime) -> Instant {
        let found = |shown: NaiveDateTime| shown.and_local_timezone(self.0).earliest();
        // Samoa once left out a whole day; no zone left out more.
        let skipped = || (1..=96).find_map(|n| found(shown + Duration::minutes(15 * n)));
        let at = found(shown).or_else(skipped);
        at.map_or_else(|| shown.and_utc(), |at| at.to_utc())
    }

    /// An instant as RFC 3339 with this zone's offset.
    pub fn rfc3339(self, at: Instant) -> String {
        at.with_timezone(&self.0)
            .to_rfc3339_opts(SecondsFormat::Millis, false)
    }
}

impl FromStr for Zone {
    type Err = NotAZone;

    /// Only names with an area: `WIB`, `EST` or `+07:00` do not say which rules hold.
    fn from_str(name: &str) -> Result<Self, NotAZone> {
        let shaped = name == "UTC" || (name.contains('/') && !name.starts_with("Etc/"));
        if name.len() > ZONE_MAX_BYTES || !shaped {
            return Err(NotAZone);
        }
        name.parse().map(Self).map_err(|_| NotAZone)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse()
            .map_err(|NotAZone| serde::de::Error::custom("not a zone"))
    }
}

/// A date on the wire: `YYYY-MM-DD`, of the years that [`parse_day`] accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let day = parse_day(&text).map(Self);
        day.ok_or_else(|| serde::de::Error::custom("not a date"))
    }
}

/// An instant from its milliseconds; `None` outside [`EARLIEST_MS`]..[`LATEST_MS`].
pub fn from_ms(ms: i64) -> Option<Instant> {
    (EARLIEST_MS..LATEST_MS)
        .contains(&ms)
        .then(|| DateTime::from_timestamp_millis(ms))
        .flatten()
}

/// An instant of any year, and the offset it was written with, from RFC 3339 text; `None` when
/// the text is none. [`from_ms`] tells whether it is within the accepted years.
pub fn parse_rfc3339(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok()
}

/// A calendar date as `YYYY-MM-DD`, within the accepted years.
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    let in_years = ("2000-01-01"..="2099-12-31").contains(&text);
    (in_years && day.to_string() == text).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn the_day_is_that_of_the_zone_not_of_utc() {
        // 06:45 in Jakarta on the 1st is still the 30th in UTC.
        for (instant, zone, day) in [
            ("2026-11-30T23:45:00Z", "Asia/Jakarta", "2026-12-01"),
            ("2026-11-30T22:31:00Z", "Asia/Jayapura", "2026-12-01"),
            ("2025-12-31T16:59:59.999Z", "Asia/Jakarta", "2025-12-31"),
            ("2025-12-31T17:00:00Z", "Asia/Jakarta", "2026-01-01"),
            ("2025-12-31T15:59:59Z", "Asia/Makassar", "2025-12-31"),
            ("2026-03-01T02:00:00Z", "America/New_York", "2026-02-28"),
        ] {
            let zone: Zone = zone.parse().unwrap();
            assert_eq!(zone.day(at(instant)).to_string(), day, "{instant} {zone}");
        }
    }

    #[test]
    fn what_clocks_show_is_an_instant_also_where_they_are_moved() {
        for (zone, shown, instant) in [
            (
                "Asia/Jakarta",
                "2026-12-01T07:30:00",
                "2026-12-01T00:30:00Z",
            ),
            (
                "Asia/Jayapura",
                "2026-12-01T07:31:00",
                "2026-11-30T22:31:00Z",
            ),
            // Put forward at 02:00, and back at 03:00.
            (
                "Europe/Berlin",
                "2026-03-29T02:30:00",
                "2026-03-29T01:00:00Z",
            ),
            (
                "Europe/Berlin",
                "2026-10-25T02:30:00",
                "2026-10-25T00:30:00Z",
            ),
            // The 30th was left out.
            (
                "Pacific/Apia",
                "2011-12-30T12:00:00",
                "2011-12-30T10:00:00Z",
            ),
        ] {
            let zone: Zone = zone.parse().unwrap();
            let found = zone.instant(shown.parse().unwrap());
            assert_eq!(found, at(instant), "{zone} {shown}");
        }
        let jayapura: Zone = "Asia/Jayapura".parse().unwrap();
        let shown = jayapura.clock(at("2026-11-30T22:31:00Z"));
        assert_eq!(shown.to_string(), "07:31:00");
    }

    #[test]
    fn only_names_of_the_tz_database_are_zones() {
        for bad in [
            "",
            "WIB",
            "+07:00",
            "EST",
            "Asia/Bandung",
            "Asia/Jakarta ",
            "Etc/GMT+7",
        ] {
            assert_eq!(bad.parse::<Zone>(), Err(NotAZone), "{bad:?}");
        }
    }

    #[test]
    fn impossible_dates_are_refused() {
        for bad in [
            "2026-02-29",
            "2026-13-01",
            "26-01-01",
            "2026-1-1",
            "1999-12-31",
            "today",
        ] {
            assert_eq!(parse_day(bad), None, "{bad:?}");
        }
        for bad in ["2026-02-30T07:00:00+07:00", "2026-11-25 07:30"] {
            assert_eq!(parse_rfc3339(bad), None, "{bad:?}");
        }
        for other_years in ["1969-01-01T00:00:00Z", "2100-01-01T00:00:00Z"] {
            let at = parse_rfc3339(other_years).unwrap();
            assert_eq!(from_ms(at.timestamp_millis()), None, "{other_years}");
        }
    }
}
