//! What days and periods come to.

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use chrono::NaiveDate;
use http::StatusCode;
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::Day;
use ngantor_http::page::Page;
use ngantor_http::{Base, Params, Path, Problem, SignedIn, json};
use serde::Serialize;

use super::lists::{parse_day, person_of, zone_of};
use super::whom::Whom;
use super::{PREFIX, locks};
use crate::domain::period::Lock;
use crate::store::list::Of;
use crate::store::total::{self as store, OfPerson, Totals};

/// The most days that are summed at once.
pub(super) const DAYS_MAX: i64 = 366;

const TOO_LONG: Text = Text::new("Paling lama {limit} hari.", "At most {limit} days.");
const ENDS_BEFORE: Text = Text::new(
    "Hari terakhir sebelum hari pertama.",
    "The last day is before the first.",
);
const NO_GROUP: Text = Text::new("Pilih day atau person.", "Choose day or person.");

/// The sum of a day, or of a person's days.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = ActivityTotals))]
pub(crate) struct TotalsView {
    /// Which day; with `by=day`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(target_family = "wasm"), schema(format = Date))]
    day: Option<String>,
    /// Whose; with `by=person`.
    #[serde(skip_serializing_if = "Option::is_none")]
    person_id: Option<PersonId>,
    /// Their name, as far as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(flatten)]
    totals: Totals,
}

pub(super) async fn list(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    params: Params,
) -> Result<Response, Problem> {
    let known = ["of", "person_id", "from", "until", "by", "limit", "cursor"];
    let params = params.only(&known)?;
    let whom = Whom::of(&base, &params, &caller).await?;
    let today = caller.zone.day(base.now());
    let until = params.day("until", Day(today))?;
    let from = params.day("from", Day(first_of_month(until.0)))?;
    check_days(from, until)?;
    let (from, until) = (from.to_string(), until.to_string());
    let mut page = Page::<String>::of(&params)?;
    let days = (from.as_str(), until.as_str());
    let (after, limit) = (page.after.take().unwrap_or_default(), page.limit_plus_one());
    let mut sums = match params.get("by").unwrap_or("day") {
        "person" => by_person(&base, whom.people(), days, &after, limit).await?,
        "day" => by_day(&base, whom.people(), days, &after, limit).await?,
        _ => return Err(Fault::new("?by", "unknown_choice", NO_GROUP).into()),
    };
    let query = [
        params.again(&["of", "person_id", "by"]),
        vec![("from", days.0), ("until", days.1)],
    ];
    let key = |sum: &TotalsView| {
        let person = sum.person_id.map(|person| person.to_string());
        person.or_else(|| sum.day.clone()).unwrap_or_default()
    };
    let headers = page.cut(&format!("{PREFIX}/totals"), &query.concat(), &mut sums, key);
    Ok((headers, json(StatusCode::OK, &sums)).into_response())
}

fn check_days(from: Day, until: Day) -> Result<(), Fault> {
    if until < from {
        return Err(Fault::new("?until", "ends_before_start", ENDS_BEFORE));
    }
    if (until.0 - from.0).num_days() >= DAYS_MAX {
        return Err(Fault::beyond("?until", "too_long", TOO_LONG, DAYS_MAX));
    }
    Ok(())
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    chrono::Datelike::with_day(&day, 1).unwrap_or(day)
}

async fn by_person(
    base: &Base,
    of: Of<'_>,
    days: (&str, &str),
    after: &str,
    limit: u32,
) -> Result<Vec<TotalsView>, Problem> {
    let found = store::by_person(&*base.db, of, days, after, limit).await?;
    let view = |sum: OfPerson| TotalsView {
        day: None,
        person_id: Some(sum.person_id),
        name: sum.name,
        totals: sum.totals,
    };
    Ok(found.into_iter().map(view).collect())
}

async fn by_day(
    base: &Base,
    of: Of<'_>,
    (from, until): (&str, &str),
    after: &str,
    limit: u32,
) -> Result<Vec<TotalsView>, Problem> {
    // The day after the one that was shown last; a cursor leads into the days, never out of them.
    let next = ngantor_core::time::parse_day(after).and_then(|day| day.succ_opt());
    let next = next.map_or_else(String::new, |day| day.to_string());
    let from = next.max(from.to_owned());
    let found = store::by_day(&*base.db, of, (&from, until), limit).await?;
    let view = |(day, totals)| TotalsView {
        day: Some(day),
        person_id: None,
        name: None,
        totals,
    };
    Ok(found.into_iter().map(view).collect())
}

/// A period of somebody.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = ActivityPeriod))]
pub(crate) struct PeriodView {
    person_id: PersonId,
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = String, format = Date))]
    starts_on: NaiveDate,
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = String, format = Date))]
    ends_on: NaiveDate,
    /// The first day on which nothing of it changes any more.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = String, format = Date))]
    locks_on: NaiveDate,
    /// Whether the day that was asked for may be changed.
    lock: Lock,
    /// Where it is open again: the last day on which it is.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<String>, format = Date))]
    reopened_until: Option<NaiveDate>,
    totals: Totals,
}

/// The period in which a day stands.
pub(super) async fn period(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Path(day): Path<String>,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["person_id"])?;
    let person = person_of(&base, &caller, &params).await?;
    let today = zone_of(&base, &caller, person).await?.day(base.now());
    let day = parse_day(&day, today)?;
    let calendar = locks::calendar(&base, person, today).await?;
    let period = calendar.period(day);
    let days = (period.starts_on.to_string(), period.ends_on.to_string());
    let days = (days.0.as_str(), days.1.as_str());
    let sums = store::by_person(&*base.db, Of::One(person), days, "", 1).await?;
    let lock = calendar.lock(day, person, today);
    let reopened = calendar.reopened_until(day, person, today);
    let view = PeriodView {
        person_id: person,
        starts_on: period.starts_on,
        ends_on: period.ends_on,
        locks_on: period.locks_on,
        lock,
        reopened_until: reopened.filter(|_| lock == Lock::Reopened),
        totals: sums.first().map(|sum| sum.totals).unwrap_or_default(),
    };
    Ok(json(StatusCode::OK, &view))
}
