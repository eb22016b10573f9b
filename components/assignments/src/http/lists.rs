//! How work is found: lists of oneself, of a unit, of what one gave; counts.

use std::iter;

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::{PersonId, Unit as UnitKind, UnitId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, REQUIRED};
use ngantor_core::time::Day;
use ngantor_directory::tree;
use ngantor_http::page::Page;
use ngantor_http::{Base, Params, Problem, SignedIn, json, kind};
use serde::Serialize;

use super::{PREFIX, search};
use crate::domain::list::{Filter, Key, Listed, Waits, Where};
use crate::domain::tie::{Tag, Tie};
use crate::domain::{AssignmentId, PartId, Priority, State};
use crate::store::{led, listed as store, seen};

/// What a list is asked by.
pub(super) const FILTERS: &[&str] = &[
    "of",
    "unit_id",
    "open",
    "state",
    "priority",
    "person_id",
    "tag",
    "indicator_id",
    "skp_plan_id",
    "overdue",
    "due_until",
];

/// The words of `of`.
const LISTS: [&str; 7] = [
    "mine",
    "given",
    "waiting",
    "watched",
    "unit",
    "unit_given",
    "all",
];
const NO_LIST: Text = Text::new(
    "Isinya mine, given, waiting, watched, unit, unit_given, atau all.",
    "It is mine, given, waiting, watched, unit, unit_given or all.",
);
const UNKNOWN: Text = Text::new("Bukan salah satu pilihan.", "Not one of the choices.");
const NOT_A_BOOLEAN: Text = Text::new("Isinya true atau false.", "It is true or false.");
const NO_TAG: Text = Text::new(
    "Tag terdiri atas huruf kecil, angka, dan tanda hubung.",
    "A tag has lower-case letters, digits and hyphens.",
);

/// A row of a list.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Listed))]
pub(crate) struct ListedView<'a> {
    assignment_id: AssignmentId,
    title: &'a str,
    /// How far the part is, or the whole where the list is of wholes.
    state: State,
    /// How far the whole is.
    whole_state: State,
    priority: Priority,
    /// Until when, with the offset of the caller's zone.
    due_at: Option<String>,
    /// Whether that is over.
    is_overdue: bool,
    given_by: PersonId,
    unit_id: UnitId,
    parent_id: Option<AssignmentId>,
    /// Which part; `null` where the list is of wholes.
    part_id: Option<PartId>,
    /// Whose part.
    person_id: Option<PersonId>,
}

impl<'a> ListedView<'a> {
    pub(super) fn of(listed: &'a Listed, base: &Base, caller: &Caller) -> Self {
        let is_over = listed.due_at.is_some_and(|due_at| due_at < base.now());
        Self {
            assignment_id: listed.assignment_id,
            title: &listed.title,
            state: listed.state,
            whole_state: listed.whole_state,
            priority: listed.priority,
            due_at: listed.due_at.map(|at| caller.zone.rfc3339(at)),
            is_overdue: is_over && !listed.state.is_closed(),
            given_by: listed.given_by,
            unit_id: listed.unit_id,
            parent_id: listed.parent_id,
            part_id: listed.part_id,
            person_id: listed.person_id,
        }
    }
}

pub(super) async fn list(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&[FILTERS, &["limit", "cursor"]].concat())?;
    let filter = filter(&base, &caller, &params)?;
    let place = place(&base, &caller, &params).await?;
    let mut page = Page::<Key>::of(&params)?;
    let (after, limit) = (page.after.take(), page.limit_plus_one());
    let mut found = store::page(&*base.db, &place, &filter, after, limit).await?;
    let query = params.again(FILTERS);
    let path = format!("{PREFIX}/assignments");
    let headers = page.cut(&path, &query, &mut found, Listed::key);
    if place.list() == "watched" {
        keep_seen(&base, &caller, &mut found).await?;
    }
    let view = |listed| ListedView::of(listed, &base, &caller);
    let views: Vec<_> = found.iter().map(view).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

/// Leaves out what somebody watches of their own accord and sees by nothing else any more; a page
/// may be short, or empty, by that, and still link to the next.
async fn keep_seen(base: &Base, caller: &Caller, found: &mut Vec<Listed>) -> Result<(), Problem> {
    let ids: Vec<_> = found.iter().map(|one| one.assignment_id).collect();
    let seeker = search::seeker(base, caller).await?;
    let seen = seen::seen(&*base.db, &ids, &seeker).await?;
    found.retain(|one| seen.contains(&one.assignment_id));
    Ok(())
}

fn filter(base: &Base, caller: &Caller, params: &Params) -> Result<Filter, Fault> {
    let unknown = |name: &str| Fault::new(format!("?{name}"), "unknown_choice", UNKNOWN);
    let state = params.get("state").map(State::parse);
    let state = state.map(|state| state.ok_or_else(|| unknown("state")));
    let priority = params.get("priority").map(Priority::parse);
    let priority = priority.map(|one| one.ok_or_else(|| unknown("priority")));
    let no_tag = |_| Fault::new("?tag", "not_a_tag", NO_TAG);
    let tag = params
        .get("tag")
        .map(|tag| tag.parse::<Tag>().map_err(no_tag));
    let ties = [
        tag.transpose()?.map(Tie::Tag),
        params.id("indicator_id")?.map(Tie::Indicator),
        params.id("skp_plan_id")?.map(Tie::SkpPlan),
    ];
    let until = params
        .get("due_until")
        .map(|_| params.day("due_until", Day(caller.zone.day(base.now()))));
    let until = until.transpose()?.and_then(|day| day.0.succ_opt());
    let until = until.map(|day| caller.zone.instant(day.and_time(chrono::NaiveTime::MIN)));
    let late = boolean(params, "overdue", false)?.then(|| base.now());
    Ok(Filter {
        is_open: boolean(params, "open", true)?,
        state: state.transpose()?,
        priority: priority.transpose()?,
        person: params.id("person_id")?,
        ties: ties.into_iter().flatten().collect(),
        // What is late and due until a day is both.
        due_before: until.into_iter().chain(late).min(),
    })
}

fn boolean(params: &Params, name: &str, default: bool) -> Result<bool, Fault> {
    match params.get(name) {
        None => Ok(default),
        Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some(_) => Err(Fault::new(
            format!("?{name}"),
            "not_a_boolean",
            NOT_A_BOOLEAN,
        )),
    }
}

/// Whether a list would take these parameters; not whether the caller may see it.
pub(super) fn check(base: &Base, caller: &Caller, params: &Params) -> Result<(), Fault> {
    filter(base, caller, params)?;
    params.id::<UnitKind>("unit_id")?;
    match params.get("of") {
        Some(of) if !LISTS.contains(&of) => Err(Fault::new("?of", "unknown_choice", NO_LIST)),
        _ => Ok(()),
    }
}

/// Which list is asked for; refuses those of others.
async fn place(base: &Base, caller: &Caller, params: &Params) -> Result<Where, Problem> {
    let me = caller.person_id.to_string();
    let of = |list: &'static str, owner: String| Ok(Where::Of { list, owner });
    match params.get("of").unwrap_or("mine") {
        "mine" => of("mine", me),
        "given" => of("given", me),
        "watched" => of("watched", me),
        "waiting" => waiting(base, caller).await,
        "unit" => of("unit", unit(base, caller, params).await?),
        "unit_given" => of("unit_given", unit(base, caller, params).await?),
        "all" if caller.is_any(&[Role::Auditor]) => of("all", String::new()),
        "all" => Err(kind::FORBIDDEN.into()),
        _ => Err(Fault::new("?of", "unknown_choice", NO_LIST).into()),
    }
}

async fn waiting(base: &Base, caller: &Caller) -> Result<Where, Problem> {
    let day = Day(caller.zone.day(base.now()));
    let reviews = led::reviews(&*base.db, caller.person_id, day).await?;
    let own = Waits::own(caller.person_id);
    Ok(Where::Waiting {
        person_id: caller.person_id,
        waits: iter::once(own).chain(reviews).collect(),
        day,
    })
}

/// A unit that the caller leads or stands above; for auditors any.
async fn unit(base: &Base, caller: &Caller, params: &Params) -> Result<String, Problem> {
    let today = Day(caller.zone.day(base.now()));
    let (db, me) = (&*base.db, caller.person_id);
    let led = led::led(db, me, today).await?;
    let unit = match (params.id("unit_id")?, led.as_slice()) {
        (Some(unit), _) => unit,
        (None, [(only, _)]) => *only,
        (None, _) => return Err(Fault::new("?unit_id", "required", REQUIRED).into()),
    };
    let is_own = led.iter().any(|(one, _)| *one == unit);
    if is_own || caller.is_any(&[Role::Auditor]) || tree::leads_unit(db, me, unit, today).await? {
        Ok(unit.to_string())
    } else {
        Err(kind::NOT_FOUND.into())
    }
}

/// How much of what stands open.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Count))]
pub(crate) struct CountView {
    /// `mine`, `given`, `watched`, or `waiting` for the caller's own acts and their reviews.
    list: String,
    state: State,
    n: i64,
    /// How many of them are late.
    n_overdue: i64,
}

pub(super) async fn counts(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
) -> Result<Response, Problem> {
    let me = caller.person_id.to_string();
    let own = ["mine", "given", "watched"];
    let lists = own.map(|list| (list, me.clone()));
    let (db, now) = (&*base.db, base.now());
    let mut counts = store::counts(db, &lists, now).await?;
    if let Where::Waiting { waits, day, .. } = waiting(&base, &caller).await? {
        let whose = (caller.person_id, day);
        counts.extend(store::waiting_counts(db, &waits, whose, now).await?);
    }
    let view = |(list, state, n, n_overdue)| CountView {
        list,
        state,
        n,
        n_overdue,
    };
    let views: Vec<_> = counts.into_iter().map(view).collect();
    Ok(json(StatusCode::OK, &views))
}
