//! Whether a day may be changed now.

use chrono::NaiveDate;
use ngantor_core::caller::Caller;
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::{Instant, Zone};
use ngantor_http::{Base, Problem};

use super::kinds::PERIOD_LOCKED;
use super::lists::zone_of;
use crate::domain::Activity;
use crate::domain::period::{Calendar, Lock};
use crate::store::rule as store;

/// What to say of a day that comes too late.
pub(super) const TOO_OLD: Text = Text::new(
    "Terlalu lama berlalu untuk dicatat sekarang.",
    "Too long ago to be entered now.",
);

/// All that tells when a person's days lock.
pub(super) async fn calendar(
    base: &Base,
    person: PersonId,
    today: NaiveDate,
) -> Result<Calendar, Problem> {
    calendar_of(base, &[person], today).await
}

/// The same of some people at once.
pub(super) async fn calendar_of(
    base: &Base,
    people: &[PersonId],
    today: NaiveDate,
) -> Result<Calendar, Problem> {
    Ok(store::calendar(&*base.db, people, today).await?)
}

/// The day by which a person's days lock: that of the place or that of their office, whichever has
/// come further, so that no zone that somebody names opens what is locked.
pub(super) async fn today(
    base: &Base,
    caller: &Caller,
    (person, zone): (PersonId, Zone),
) -> Result<NaiveDate, Problem> {
    let office = zone_of(base, caller, person).await?;
    Ok(later(base.now(), zone, office))
}

/// The later of the days of two zones.
pub(super) fn later(now: Instant, zone: Zone, office: Zone) -> NaiveDate {
    zone.day(now).max(office.day(now))
}

/// Whether a person's day may be changed on another.
pub(super) async fn of(
    base: &Base,
    person: PersonId,
    day: NaiveDate,
    today: NaiveDate,
) -> Result<Lock, Problem> {
    let calendar = calendar(base, person, today).await?;
    Ok(calendar.lock(day, person, today))
}

/// Refuses what would change an activity of a locked day.
pub(super) async fn check(base: &Base, caller: &Caller, one: &Activity) -> Result<(), Problem> {
    let today = today(base, caller, (one.person_id, one.zone)).await?;
    match of(base, one.person_id, one.day, today).await? {
        Lock::Locked => Err(PERIOD_LOCKED.into()),
        Lock::Open | Lock::Grace | Lock::Reopened => Ok(()),
    }
}

/// Refuses an activity of one's own on a day that is locked, or too long ago; one that is open
/// again is not.
pub(super) async fn check_new(
    base: &Base,
    caller: &Caller,
    (day, zone): (NaiveDate, Zone),
) -> Result<(), Problem> {
    let person = caller.person_id;
    let today = later(base.now(), zone, caller.zone);
    let calendar = calendar(base, person, today).await?;
    match refusal(&calendar, person, day, today) {
        Some(Late::Locked) => Err(PERIOD_LOCKED.into()),
        Some(Late::TooOld) => Err(Fault::new("/day", "too_old", TOO_OLD).into()),
        None => Ok(()),
    }
}

/// Why a day comes too late.
pub(super) enum Late {
    Locked,
    TooOld,
}

/// Whether a person's day comes too late to be entered.
pub(super) fn refusal(
    calendar: &Calendar,
    person: PersonId,
    day: NaiveDate,
    today: NaiveDate,
) -> Option<Late> {
    // Personnel open days also before their period locks: for what would be too long ago.
    if calendar.reopened_until(day, person, today).is_some() {
        return None;
    }
    if calendar.lock(day, person, today) == Lock::Locked {
        return Some(Late::Locked);
    }
    (day < calendar.earliest(today)).then_some(Late::TooOld)
}
