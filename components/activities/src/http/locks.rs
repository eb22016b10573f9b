//! Whether a day may be changed now.

use chrono::NaiveDate;
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::Zone;
use ngantor_http::{Base, Problem};

use super::kinds::PERIOD_LOCKED;
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
    Ok(store::calendar(&*base.db, person, today).await?)
}

/// Whether a person's day may be changed now; today is that of the place where it was.
pub(super) async fn of(
    base: &Base,
    person: PersonId,
    (day, zone): (NaiveDate, Zone),
) -> Result<Lock, Problem> {
    let today = zone.day(base.now());
    let calendar = calendar(base, person, today).await?;
    Ok(calendar.lock(day, person, today))
}

/// Refuses what would change a locked day.
pub(super) async fn check(
    base: &Base,
    person: PersonId,
    place: (NaiveDate, Zone),
) -> Result<(), Problem> {
    match of(base, person, place).await? {
        Lock::Locked => Err(PERIOD_LOCKED.into()),
        Lock::Open | Lock::Grace | Lock::Reopened => Ok(()),
    }
}

/// Refuses an activity of a day that is locked, or too long ago; one that is open again is not.
pub(super) async fn check_new(
    base: &Base,
    person: PersonId,
    (day, zone): (NaiveDate, Zone),
) -> Result<(), Problem> {
    let today = zone.day(base.now());
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
