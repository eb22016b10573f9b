//! Who may decide a request now.

use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::time::{Day, Instant};
use ngantor_directory::decider::Level;
use ngantor_directory::{tree, under};
use ngantor_http::{Base, Problem};

use crate::domain::deciding::Deciders;
use crate::domain::request::{DecidedAs, Request};
use crate::store;

/// The most members of a unit that a share is reckoned of.
const MEMBERS_MAX: u32 = 5_000;
/// The most people under one unit whose requests are listed for who leads it.
const UNDER_MAX: u32 = 20_000;

/// Finds who may decide a request at this moment.
pub(super) async fn of(
    base: &Base,
    caller: &Caller,
    request: &Request,
) -> Result<Deciders, Problem> {
    of_person(base, caller, (request.person_id, request.asked_at)).await
}

/// The same of what a person asked at an instant.
pub(super) async fn of_person(
    base: &Base,
    caller: &Caller,
    (person, asked_at): (PersonId, Instant),
) -> Result<Deciders, Problem> {
    let now = base.now();
    let today = caller.zone.day(now);
    let db = &*base.db;
    let levels = tree::levels_above(db, person, Day(today)).await?;
    let acting = |level: &Level| level.acting.map(|(id, _)| id);
    let leaders = levels.iter().flat_map(|level| [level.head, acting(level)]);
    let leaders: Vec<PersonId> = leaders.flatten().collect();
    let theirs = store::request::in_force_of(db, &leaders, (today, today)).await?;
    let away = theirs.iter().filter(|one| one.keeps_away_on(today));
    let away: Vec<PersonId> = away.map(|one| one.person_id).collect();
    let days = (Day(today), Day(today));
    let rules = store::rule::rules_now(db, person, days).await?;
    let escalation = rules.escalation(today);
    let is_late = escalation.is_some_and(|rule| rule.is_over(asked_at, now));
    let is_away = |person: PersonId| away.contains(&person);
    Ok(Deciders::of(person, &levels, is_away, is_late))
}

/// As what somebody may decide a request; never one's own.
pub(super) fn may(deciders: &Deciders, caller: &Caller, request: &Request) -> Option<DecidedAs> {
    if request.person_id == caller.person_id {
        return None;
    }
    deciders.may(caller.person_id, caller.is_any(&[Role::Personnel]))
}

/// The members of a person's own unit on a day, the person too; nobody where they have none.
pub(super) async fn members_of_unit(
    base: &Base,
    person: PersonId,
    day: Day,
) -> Result<Vec<PersonId>, Problem> {
    let places = tree::places(&*base.db, person, (day, day)).await?;
    let Some(own) = places.iter().find(|place| place.level == 0) else {
        return Ok(Vec::new());
    };
    let unit = (own.unit_id, false);
    Ok(tree::members(&*base.db, unit, day, None, MEMBERS_MAX).await?)
}

/// Everybody who belongs to a unit on a day, or to one under it.
pub(super) async fn people_of(
    base: &Base,
    unit: UnitId,
    day: Day,
) -> Result<Vec<PersonId>, Problem> {
    Ok(tree::members(&*base.db, (unit, true), day, None, UNDER_MAX).await?)
}

/// Everybody under somebody: the members of the units that they lead, and of those under these,
/// without those who lead such a unit themself or one above it, wherever they belong.
pub(super) async fn people_under(
    base: &Base,
    person: PersonId,
    day: Day,
) -> Result<Vec<PersonId>, Problem> {
    Ok(under::people_under(&*base.db, person, day).await?)
}
