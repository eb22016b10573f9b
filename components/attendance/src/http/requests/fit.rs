//! Whether a request fits what is there: balances of leave, caps of flexible work.

use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::{Day, Zone};
use ngantor_http::{Base, Problem};
use serde::Serialize;

use crate::domain::duty::{Known, duty_days};
use crate::domain::flexible;
use crate::domain::in_force::Rules;
use crate::domain::leave::balance::{self, Facts, YEARS_MAX};
use crate::domain::leave::{self, Days};
use crate::domain::request::{Asked, FlexibleWork, Leave, Request, State};
use crate::domain::rule::{DayKind, Rule, What};
use crate::http::deciders;
use crate::store;

const EXCEEDED: Text = Text::new(
    "Sisa cuti kurang {limit} hari.",
    "Leave of {limit} more days would have to be left.",
);

/// Days of leave that count in a year.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct YearDays {
    year: i32,
    /// By halves.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = f64))]
    days: Days,
}

/// Everything that a person's balances are reckoned from.
pub(in crate::http) struct Ledger {
    pub rules: Rules,
    pub requests: Vec<Request>,
    pub worked: Vec<(NaiveDate, i64)>,
    pub since: Option<NaiveDate>,
}

impl Ledger {
    pub(in crate::http) fn facts(&self) -> Facts<'_> {
        Facts {
            rules: &self.rules,
            requests: &self.requests,
            worked: &self.worked,
            since: self.since,
        }
    }
}

/// Loads it for the years up to one; each request is taken up to the end of the next year.
pub(in crate::http) async fn ledger(
    base: &Base,
    person: PersonId,
    year: i32,
) -> Result<Ledger, Problem> {
    let db = &*base.db;
    let days = leave::days_of(year - YEARS_MAX).zip(leave::days_of(year + 1));
    let ((first, _), (_, last)) = days.ok_or(ngantor_http::kind::INVALID)?;
    let rules = store::rule::rules_now(db, person, (Day(first), Day(last))).await?;
    let requests = store::request::in_force(db, person, (first, last)).await?;
    let since = store::service(db, person).await?.since;
    let worked = worked_joint_leave(base, person, (&rules, &requests), since).await?;
    Ok(Ledger {
        rules,
        requests,
        worked,
        since,
    })
}

/// The days of cuti bersama on which somebody worked, with the minutes.
async fn worked_joint_leave(
    base: &Base,
    person: PersonId,
    (rules, requests): (&Rules, &[Request]),
    since: Option<NaiveDate>,
) -> Result<Vec<(NaiveDate, i64)>, Problem> {
    let is_joint = |rule: &&Arc<Rule>| {
        let is_it = matches!(rule.what, What::CalendarDay(DayKind::JointLeave, _));
        is_it && rules.is_free(rule, rule.starts_on.0)
    };
    let known = Known::at(base.now(), Zone::JAKARTA, since);
    let days = rules
        .all
        .iter()
        .filter(is_joint)
        .map(|rule| rule.starts_on.0);
    let mut days: Vec<NaiveDate> = days.filter(|day| since <= Some(*day)).collect();
    days.sort();
    days.dedup();
    let punches = store::punches_around(&*base.db, person, &days).await?;
    let of_day = |day: NaiveDate| {
        let near = punches
            .iter()
            .filter(|one| (one.day - day).num_days().abs() <= 2);
        let near: Vec<_> = near.cloned().collect();
        let found = duty_days(&near, requests, rules, &known, (day, day));
        let found = found.into_iter().next()?;
        (found.figures.worked_min > 0 && !found.is_open).then_some((day, found.figures.worked_min))
    };
    Ok(days.into_iter().filter_map(of_day).collect())
}

/// Whether what is asked fits, with all else that is open.
pub(super) async fn check(base: &Base, asked: &Request) -> Result<(), Problem> {
    match &asked.asked {
        Asked::Leave(leave) => {
            let mut ledger = ledger(base, asked.person_id, leave.ends_on.0.year()).await?;
            leave::check_leave(leave, asked.evidence.is_some(), &ledger.rules)?;
            ledger.requests.push(asked.clone());
            check_balance(&ledger, leave)
        }
        Asked::FlexibleWork(work) => check_flexible(base, asked, work).await,
        Asked::Correction(_) | Asked::DutyTravel(_) => Ok(()),
    }
}

/// Whose requests tell whether one may be approved: the person's own, and of flexible work those of
/// their unit.
pub(super) async fn witnesses(base: &Base, asked: &Request) -> Result<Vec<PersonId>, Problem> {
    let mut people = vec![asked.person_id];
    if matches!(asked.asked, Asked::FlexibleWork(_)) {
        let day = Day(asked.days.0);
        people.extend(deciders::members_of_unit(base, asked.person_id, day).await?);
    }
    Ok(people)
}

/// Whether what was asked still fits, beside what is approved.
pub(super) async fn check_approval(base: &Base, asked: &Request) -> Result<(), Problem> {
    match &asked.asked {
        Asked::Leave(leave) => {
            let mut ledger = ledger(base, asked.person_id, leave.ends_on.0.year()).await?;
            let is_approved = |one: &Request| one.state == State::Approved || one.id == asked.id;
            ledger.requests.retain(is_approved);
            check_balance(&ledger, leave)
        }
        Asked::FlexibleWork(work) => check_flexible(base, asked, work).await,
        Asked::Correction(_) | Asked::DutyTravel(_) => Ok(()),
    }
}

fn check_balance(ledger: &Ledger, leave: &Leave) -> Result<(), Problem> {
    match balance::exceeded(&ledger.facts(), leave) {
        Some((_, left)) => {
            let missing = Days::default().minus(left).plus(Days::halves(1)).n_whole();
            Err(Fault::beyond("/leave", "balance_exceeded", EXCEEDED, missing).into())
        }
        None => Ok(()),
    }
}

async fn check_flexible(base: &Base, asked: &Request, work: &FlexibleWork) -> Result<(), Problem> {
    let db = &*base.db;
    // A month and a week around its days bear the caps.
    let (first, last) = asked.days;
    let around = (first - chrono::Days::new(37), last + chrono::Days::new(37));
    let rules = store::rule::rules_now(db, asked.person_id, (Day(first), Day(last))).await?;
    let others = store::request::in_force(db, asked.person_id, around).await?;
    let others: Vec<_> = others
        .into_iter()
        .filter(|one| one.id != asked.id)
        .collect();
    flexible::check_own(work, &others, &rules)?;
    let members = deciders::members_of_unit(base, asked.person_id, Day(first)).await?;
    let colleagues: Vec<_> = members
        .iter()
        .filter(|id| **id != asked.person_id)
        .collect();
    let colleagues: Vec<PersonId> = colleagues.into_iter().copied().collect();
    let theirs = store::request::in_force_of(db, &colleagues, asked.days).await?;
    let approved: Vec<_> = theirs
        .into_iter()
        .filter(|one| one.state == State::Approved)
        .collect();
    if !members.is_empty() {
        flexible::check_unit(work, &approved, members.len(), &rules)?;
    }
    Ok(())
}

/// The days of a leave that count, in each year that it touches.
pub(super) async fn days_by_year(
    base: &Base,
    request: &Request,
) -> Result<Option<Vec<YearDays>>, Problem> {
    let Asked::Leave(leave) = &request.asked else {
        return Ok(None);
    };
    let (first, last) = request.days;
    let days = (Day(first), Day(last));
    let rules = store::rule::rules_now(&*base.db, request.person_id, days).await?;
    let years = balance::by_year(leave, &rules).into_iter();
    Ok(Some(
        years.map(|(year, days)| YearDays { year, days }).collect(),
    ))
}
