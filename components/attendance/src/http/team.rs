//! What heads see: the board of a unit, and the days and months of those who are under them. Who
//! leads a unit, or acts for who does, sees those who belong to it and to units under it, as long
//! as they do; those who keep or audit see everybody. To anybody else such people are not there.

use std::borrow::Cow;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use chrono::NaiveDate;
use http::StatusCode;
use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::{Day, Instant};
use ngantor_directory::tree;
use ngantor_http::page::Page;
use ngantor_http::{Base, Context, Params, Paths, Problem, SignedIn, json, kind};
use serde::Serialize;

use super::{App, PREFIX, days};
use crate::domain::duty::Status;
use crate::domain::in_force::Rules;
use crate::domain::on_day::{OfRequest, corrected};
use crate::domain::request::Request;
use crate::domain::standing::{Standing, State as DayState};
use crate::domain::{Direction, Punch, WorkMode};
use crate::store;
use crate::store::team::Known;

/// The people of a page of a board.
const BOARD_MAX: u32 = 500;

/// What to say of a yes or no that is neither.
pub(super) const NO_CHOICE: Text = Text::new("Pilih true atau false.", "Choose true or false.");

/// What to say of a scope that is none.
pub(super) const NO_SCOPE: Text = Text::new("Pilih me, team atau all.", "Choose me, team or all.");

/// Whether somebody sees everybody.
pub(super) fn sees_all(caller: &Caller) -> bool {
    caller.is_any(&[Role::Personnel, Role::Auditor, Role::Administrator])
}

/// Whether somebody sees a person's days: their own, those of people under them, or everybody's.
pub(super) async fn sees(base: &Base, caller: &Caller, person: PersonId) -> Result<bool, Problem> {
    if person == caller.person_id || sees_all(caller) {
        return Ok(true);
    }
    leads(base, caller, person).await
}

/// Whether somebody leads a unit above a person today.
pub(super) async fn leads(base: &Base, caller: &Caller, person: PersonId) -> Result<bool, Problem> {
    let today = Day(caller.zone.day(base.now()));
    Ok(tree::is_above(&*base.db, caller.person_id, person, today).await?)
}

pub(crate) async fn show_day(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    context: Context,
    Paths(person, day): Paths<PersonId, String>,
    params: Params,
) -> Result<Response, Problem> {
    if !sees(&app.base, &caller, person).await? {
        return Err(kind::NOT_FOUND.into());
    }
    days::day_of(&app, (&caller, person), context.lang, &day, params).await
}

pub(crate) async fn show_month(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    context: Context,
    Paths(person, month): Paths<PersonId, String>,
    params: Params,
) -> Result<Response, Problem> {
    if !sees(&app.base, &caller, person).await? {
        return Err(kind::NOT_FOUND.into());
    }
    days::month_of(&app, (&caller, person), context.lang, &month, params).await
}

/// Somebody on a board.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = BoardRow))]
pub(crate) struct RowView<'a> {
    person_id: PersonId,
    name: Option<&'a str>,
    /// What the punches of the day say; today also those of a night that began the day before.
    state: DayState,
    /// Since when.
    since: Option<String>,
    work_mode: Option<WorkMode>,
    first_in: Option<String>,
    last_out: Option<String>,
    /// What is asked or approved for the day.
    requests: Vec<OfRequest>,
    /// What the day came to; `null` until everything is in. The person's own day tells more.
    status: Option<Status>,
}

/// Who a board shows, a page of it.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Board))]
pub(crate) struct BoardView<'a> {
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = String, format = Date))]
    day: NaiveDate,
    /// For which instant it holds, RFC 3339.
    as_of: String,
    people: Vec<RowView<'a>>,
}

pub(crate) async fn board(
    State(base): State<Base>,
    SignedIn(caller): SignedIn,
    Paths(unit, day): Paths<UnitId, String>,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["deep", "cursor"])?;
    let is_deep = match params.get("deep") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(Fault::new("?deep", "unknown_choice", NO_CHOICE).into()),
    };
    let (db, now) = (&*base.db, base.now());
    let today = caller.zone.day(now);
    let day = days::parse_day(&day, today)?;
    let leads = tree::leads_unit(db, caller.person_id, unit, Day(today));
    if !sees_all(&caller) && !leads.await? {
        return Err(kind::NOT_FOUND.into());
    }
    let mut page = Page::<String>::of_rows(&params, BOARD_MAX)?;
    let (after, limit) = (page.after.take(), page.limit_plus_one());
    let mut people = tree::members(db, (unit, is_deep), Day(day), after, limit).await?;
    let path = format!("{PREFIX}/units/{unit}/days/{day}");
    let query = params.again(&["deep"]);
    let headers = page.cut(&path, &query, &mut people, ToString::to_string);
    let known = store::team::known(db, &people, day).await?;
    // Whoever came the day before may still be at work today.
    let before = day.pred_opt().filter(|_| day == today);
    let days = (before.unwrap_or(day), day);
    let punches = store::team::punches(db, &people, days).await?;
    let requests = store::request::in_force_of(db, &people, days).await?;
    // Sorted by person, as `known` is.
    let mut of_each = punches
        .chunk_by(|one, other| one.person_id == other.person_id)
        .peekable();
    let rows = known.iter().map(|one| {
        let own = of_each.next_if(|own| {
            own.first()
                .is_some_and(|punch| punch.person_id == one.person_id)
        });
        let asked = requests
            .iter()
            .filter(|asked| asked.person_id == one.person_id);
        let asked: Vec<_> = asked.collect();
        let now = (day == today).then_some(now);
        RowView::of(one, own.unwrap_or_default(), &asked, (day, now))
    });
    let view = BoardView {
        day,
        as_of: caller.zone.rfc3339(now),
        people: rows.collect(),
    };
    Ok((headers, json(StatusCode::OK, &view)).into_response())
}

impl<'a> RowView<'a> {
    fn of(
        known: &'a Known,
        punches: &[Punch],
        requests: &[&Request],
        (day, now): (NaiveDate, Option<Instant>),
    ) -> Self {
        let last = punches.last().map(|punch| punch.counted_at);
        let as_of = now.or(last).unwrap_or_default();
        let standing = Standing::at(&counted(punches, requests), &Rules::default(), (day, as_of));
        let zone = punches.first().map(|punch| punch.zone);
        let shown = |at: Option<Instant>| Some(zone?.rfc3339(at?));
        let is = |direction| move |punch: &&Punch| punch.direction == direction;
        let mut own = punches.iter().filter(|punch| punch.day == day);
        let last_out = own.clone().rfind(is(Direction::Out));
        let first_in = own.find(is(Direction::In));
        Self {
            person_id: known.person_id,
            name: known.name.as_deref(),
            state: standing.state,
            since: shown(standing.since),
            work_mode: standing.work_mode,
            first_in: shown(first_in.map(|punch| punch.counted_at)),
            last_out: shown(last_out.map(|punch| punch.counted_at)),
            requests: OfRequest::all(requests.iter().copied(), day),
            status: known.status,
        }
    }
}

/// The punches that count by what was approved.
fn counted<'a>(punches: &'a [Punch], requests: &[&Request]) -> Cow<'a, [Punch]> {
    let approved: Vec<_> = requests.iter().copied().cloned().collect();
    corrected(punches, &approved)
}
