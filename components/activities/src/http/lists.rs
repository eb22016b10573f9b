//! Lists of activities, and the day of somebody.

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use chrono::NaiveDate;
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_core::id::PersonId;
use ngantor_core::lang::{Lang, Text};
use ngantor_core::refusal::{Fault, NO_DAY, TOO_LONG};
use ngantor_core::ticket::TicketKey;
use ngantor_core::time::{self, Day, Zone};
use ngantor_directory::tree;
use ngantor_http::page::Page;
use ngantor_http::{Base, Context, Params, Path, Paths, Problem, SignedIn, json};
use serde::Serialize;

use super::view::{ActivityView, Tickets};
use super::whom::{self, Whom};
use super::{PREFIX, locks};
use crate::domain::Activity;
use crate::domain::life::State;
use crate::domain::period::Lock;
use crate::store::list::{self as store, Filter, Place};
use crate::store::total::Totals;

/// The parameters of a list.
const PARAMETERS: [&str; 9] = [
    "of",
    "person_id",
    "state",
    "tag",
    "assignment_id",
    "from",
    "until",
    "q",
    "limit",
];
/// The most characters that are looked for.
const WORDS_MAX_CHARS: usize = 200;

const NO_STATE: Text = Text::new(
    "Bukan salah satu keadaan kegiatan.",
    "Not a state of activities.",
);
const NO_WORDS: Text = Text::new(
    "Tulis sebuah kata untuk dicari.",
    "Write a word to look for.",
);

pub(super) async fn list(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&[PARAMETERS.as_slice(), &["cursor"]].concat())?;
    let whom = Whom::of(&base, &params, &caller).await?;
    let filter = filter_of(&params)?;
    let until = day_or(&params, "until", "2099-12-31")?;
    if let Some(words) = params.get("q") {
        return search(&base, (&whom, words), (&filter, &until), &params).await;
    }
    let mut page = Page::<Place>::of(&params)?;
    let start = store::until(&until);
    let after = page.after.take();
    // A cursor leads into the list, never out of its days.
    let before = after.map_or_else(|| start.clone(), |after| after.min(start.clone()));
    let limit = page.limit_plus_one();
    let found = store::newest_first(&*base.db, whom.people(), &filter, &before, limit);
    let mut found = found.await?;
    let key = |one: &Activity| (one.day.to_string(), one.id.to_string());
    let headers = page.cut(&path(), &params.again(&PARAMETERS[..8]), &mut found, key);
    let views: Vec<_> = found.iter().map(ActivityView::of).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

async fn search(
    base: &Base,
    (whom, words): (&Whom, &str),
    (filter, until): (&Filter, &str),
    params: &Params,
) -> Result<Response, Problem> {
    if words.chars().count() > WORDS_MAX_CHARS {
        return Err(Fault::beyond("?q", "too_long", TOO_LONG, WORDS_MAX_CHARS).into());
    }
    // What holds no letter and no digit is no word to look for.
    if !words.chars().any(char::is_alphanumeric) {
        return Err(Fault::new("?q", "no_words", NO_WORDS).into());
    }
    let mut page = Page::<i64>::of(params)?;
    let (before, limit) = (page.after.take(), page.limit_plus_one());
    let asked = ((words, whom.people()), (filter, until));
    let mut found = store::search(&*base.db, asked.0, asked.1, before, limit).await?;
    let query = params.again(&PARAMETERS[..8]);
    let headers = page.cut(&path(), &query, &mut found, |(place, _)| *place);
    let views: Vec<_> = found.iter().map(|(_, one)| ActivityView::of(one)).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

fn path() -> String {
    format!("{PREFIX}/activities")
}

/// The days of a list: all that may be, where none are named.
fn day_or(params: &Params, name: &str, default: &str) -> Result<String, Fault> {
    match params.get(name) {
        Some(_) => Ok(params.day(name, Day(NaiveDate::MIN))?.to_string()),
        None => Ok(default.to_owned()),
    }
}

fn filter_of(params: &Params) -> Result<Filter, Fault> {
    let state = params.get("state").map(|word| {
        let fault = || Fault::new("?state", "unknown_choice", NO_STATE);
        State::parse(word).ok_or_else(fault)
    });
    Ok(Filter {
        from: day_or(params, "from", "2000-01-01")?,
        state: state.transpose()?,
        tag: params.get("tag").map(str::to_lowercase),
        assignment_id: params.id("assignment_id")?,
    })
}

/// A day of somebody.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = ActivityDay))]
pub(crate) struct DayView<'a> {
    person_id: PersonId,
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = String, format = Date))]
    day: NaiveDate,
    /// Whether it may be changed.
    lock: Lock,
    totals: Totals,
    /// In the order in which they began; those without an instant come last.
    activities: Vec<ActivityView<'a>>,
}

pub(super) async fn show_day(
    Extract(base): Extract<Base>,
    Extract(tickets): Extract<TicketKey>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(day): Path<String>,
) -> Result<Response, Problem> {
    let me = (caller.person_id, caller.zone);
    let tickets = (&tickets, caller.person_id, base.now());
    day_of(&base, me, &day, (lang, tickets)).await
}

pub(super) async fn show_day_of(
    Extract(base): Extract<Base>,
    Extract(tickets): Extract<TicketKey>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Paths(person, day): Paths<PersonId, String>,
) -> Result<Response, Problem> {
    whom::who_sees(&base, &caller, person).await?;
    let zone = zone_of(&base, &caller, person).await?;
    let tickets = (&tickets, caller.person_id, base.now());
    day_of(&base, (person, zone), &day, (lang, tickets)).await
}

/// The zone of a person's office, as far as it is known.
pub(super) async fn zone_of(
    base: &Base,
    caller: &Caller,
    person: PersonId,
) -> Result<Zone, Problem> {
    if person == caller.person_id {
        return Ok(caller.zone);
    }
    let known = tree::person(&*base.db, person).await?;
    Ok(known.map_or(caller.zone, |known| known.zone))
}

/// A date, or `today`.
pub(super) fn parse_day(text: &str, today: NaiveDate) -> Result<NaiveDate, Problem> {
    if text == "today" {
        return Ok(today);
    }
    let fault = || Fault::new("", "not_a_date", NO_DAY);
    Ok(time::parse_day(text).ok_or_else(fault)?)
}

pub(super) async fn day_of(
    base: &Base,
    (person, zone): (PersonId, Zone),
    day: &str,
    (lang, tickets): (Lang, Tickets<'_>),
) -> Result<Response, Problem> {
    let now = base.now();
    let day = parse_day(day, zone.day(now))?;
    let beside = crate::store::beside(&*base.db, person, (day, day)).await?;
    let mut own: Vec<_> = beside.iter().filter(|one| one.day == day).collect();
    own.sort_by_key(|one| (one.time.started_at.is_none(), one.time.started_at));
    let totals = own.iter().map(|one| Totals::of(one));
    let view = DayView {
        person_id: person,
        day,
        lock: locks::of(base, person, day, zone.day(now)).await?,
        totals: totals.fold(Totals::default(), Totals::plus),
        activities: own
            .iter()
            .map(|one| ActivityView::warned(one, &beside, now, lang).with_files(tickets))
            .collect(),
    };
    Ok(json(StatusCode::OK, &view))
}

impl Totals {
    /// Of one activity.
    fn of(one: &Activity) -> Self {
        let is = |state| i64::from(one.state == state);
        Self {
            n: 1,
            minutes: one.time.minutes,
            n_logged: is(State::Logged),
            n_returned: is(State::Returned),
            n_acknowledged: is(State::Acknowledged),
        }
    }
}

/// Of one person: who is asked for by `person_id`, or oneself.
pub(super) async fn person_of(
    base: &Base,
    caller: &Caller,
    params: &Params,
) -> Result<PersonId, Problem> {
    let Some(person) = params.id("person_id")? else {
        return Ok(caller.person_id);
    };
    whom::who_sees(base, caller, person).await.map(|_| person)
}
