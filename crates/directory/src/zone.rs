//! In which zone somebody works on a day: that of the office where they sit then. It follows from
//! dated relations, so a move to another zone counts from its day on and what was before stays.
//! Whoever sits in no office has the zone of their record.

use chrono::{Duration, NaiveDate};
use ngantor_core::id::PersonId;
use ngantor_core::time::{Day, Instant, Zone};
use ngantor_db::{DbError, Row, Sql, params};

/// The most stays of a person within some weeks.
const STAYS_MAX: u32 = 500;

/// Days in offices of one zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// From this day on.
    pub from: Day,
    /// Before this day.
    pub before: Day,
    /// The zone of the office.
    pub zone: Zone,
}

/// The zones of a person on some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zones {
    /// That of the person's record, for days on which they sit in no office.
    pub otherwise: Zone,
    /// The days in offices.
    pub stays: Vec<Stay>,
}

impl Zones {
    /// One zone, whatever the day.
    pub const fn only(zone: Zone) -> Self {
        Self {
            otherwise: zone,
            stays: Vec::new(),
        }
    }

    /// The zone on a day.
    pub fn on(&self, day: NaiveDate) -> Zone {
        let mut stays = self.stays.iter();
        let stay = stays.find(|stay| stay.from.0 <= day && day < stay.before.0);
        stay.map_or(self.otherwise, |stay| stay.zone)
    }

    /// The zone at an instant: a day begins when it does where the person sits on it. On the day
    /// of a move the old zone holds until the day has begun in the new one.
    pub fn at(&self, now: Instant) -> Zone {
        let utc = now.date_naive();
        let begun = |day: &NaiveDate| self.on(*day).day(now) >= *day;
        // No zone is as much as a day away from UTC.
        let days = [utc + Duration::days(1), utc];
        let day = days.into_iter().find(begun);
        self.on(day.unwrap_or(utc - Duration::days(1)))
    }
}

/// The zones of a person on some days; none of whom this function has not heard of yet.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_days(
    db: &dyn Sql,
    person: PersonId,
    (from, until): (Day, Day),
) -> Result<Option<Zones>, DbError> {
    let rows = db
        .run(
            "SELECT person.zone AS own_zone, office.zone,
                max(unit.starts_on, member.starts_on) AS starts_on,
                min(unit.ends_before,
                    coalesce(date(member.ends_on, '+1 day'), '9999-12-31')) AS ends_before
             FROM person
             LEFT JOIN relation AS member ON member.kind = 'member' AND member.slot = person.id
                AND member.withdrawn_at IS NULL AND member.starts_on <= ?3
                AND coalesce(member.ends_on, '9999-12-31') >= ?2
             LEFT JOIN unit_period AS unit ON unit.unit_id = member.unit_id
                AND unit.starts_on <= ?3 AND unit.ends_before > ?2
                AND unit.starts_on <= coalesce(member.ends_on, '9999-12-31')
                AND unit.ends_before > member.starts_on
             LEFT JOIN office ON office.id = coalesce(member.office_id, unit.office_id)
             WHERE person.id = ?1 ORDER BY starts_on LIMIT ?4",
            params![
                person.to_string(),
                from.to_string(),
                until.to_string(),
                STAYS_MAX,
            ],
        )
        .await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let otherwise = first.parsed("own_zone", |text| text.parse().ok())?;
    let stays = rows.iter().filter_map(|row| read(row).transpose());
    let stays = stays.collect::<Result<_, _>>()?;
    Ok(Some(Zones { otherwise, stays }))
}

/// The zone of a person at an instant; none of whom this function has not heard of yet.
///
/// # Errors
/// Any [`DbError`].
pub async fn at(db: &dyn Sql, person: PersonId, now: Instant) -> Result<Option<Zone>, DbError> {
    let utc = now.date_naive();
    let days = (Day(utc - Duration::days(1)), Day(utc + Duration::days(1)));
    let zones = of_days(db, person, days).await?;
    Ok(zones.map(|zones| zones.at(now)))
}

/// A stay, unless it is in no office.
fn read(row: &Row) -> Result<Option<Stay>, DbError> {
    let zone = row.parsed_or_null("zone", |text| text.parse().ok())?;
    let day = |text: &str| text.parse().ok().map(Day);
    let Some(zone) = zone else {
        return Ok(None);
    };
    Ok(Some(Stay {
        from: row.parsed("starts_on", day)?,
        before: row.parsed("ends_before", day)?,
        zone,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two offices one after the other, the second from the first of July on.
    fn moved(old: &str, new: &str) -> Zones {
        let day = |text: &str| Day(text.parse().unwrap());
        let stay = |from, before, zone: &str| Stay {
            from: day(from),
            before: day(before),
            zone: zone.parse().unwrap(),
        };
        Zones {
            otherwise: Zone::UTC,
            stays: vec![
                stay("2026-01-01", "2026-07-01", old),
                stay("2026-07-01", "2026-10-01", new),
            ],
        }
    }

    #[test]
    fn a_move_counts_from_the_start_of_its_day_in_the_new_zone() {
        let (wib, wit) = ("Asia/Jakarta", "Asia/Jayapura");
        let (samoa, kiribati) = ("Pacific/Pago_Pago", "Pacific/Kiritimati");
        for (old, new, at, expected) in [
            (wib, wit, "2026-06-30T14:59:59Z", wib),
            // Midnight in Jayapura is ten in the evening in Jakarta.
            (wib, wit, "2026-06-30T15:00:00Z", wit),
            (wib, wit, "2026-07-01T12:00:00Z", wit),
            // Midnight in Jayapura comes first, that of Jakarta counts.
            (wit, wib, "2026-06-30T15:00:00Z", wit),
            (wit, wib, "2026-06-30T16:59:59Z", wit),
            (wit, wib, "2026-06-30T17:00:00Z", wib),
            (samoa, kiribati, "2026-06-30T09:59:59Z", samoa),
            (samoa, kiribati, "2026-06-30T10:00:00Z", kiribati),
            (kiribati, samoa, "2026-07-01T10:59:59Z", kiribati),
            (kiribati, samoa, "2026-07-01T11:00:00Z", samoa),
            // Out of every office the record's zone holds.
            (wib, wit, "2026-12-01T00:00:00Z", "UTC"),
        ] {
            let found = moved(old, new).at(at.parse().unwrap());
            assert_eq!(found.name(), expected, "{old} to {new} at {at}");
        }
    }

    #[test]
    fn one_zone_holds_on_every_day() {
        let zones = Zones::only(Zone::JAKARTA);
        let now = "2026-06-30T20:00:00Z".parse().unwrap();
        assert_eq!(zones.at(now), Zone::JAKARTA);
        assert_eq!(zones.on("2020-01-01".parse().unwrap()), Zone::JAKARTA);
    }
}
