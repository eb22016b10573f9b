//! Giving work, showing it, changing what it is about, asking more people.

use axum::extract::State as Extract;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use ngantor_core::caller::Caller;
use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::{Day, Zone};
use ngantor_directory::{tree, zone};
use ngantor_http::{Base, Json, Path, Problem, SignedIn, conditional, kind};

use super::kinds::{ASSIGNMENT_CLOSED, LEADS_NOTHING, NOT_YOURS};
use super::known::{Known, load_seen, refused};
use super::{App, tick, view};
use crate::domain::form::{AssignmentChange, AssignmentForm, Checked, PeopleForm};
use crate::domain::giving::{self, Target, may_give};
use crate::domain::{Assignment, AssignmentId, Part, PartId, State};
use crate::store::assignment as store;
use crate::store::led;

pub(super) const NO_PERSON: Text =
    Text::new("Orang ini tidak dikenal.", "There is no such person.");
const NO_PARENT: Text = Text::new(
    "Penugasan ini tidak ada, atau bukan bagian Anda.",
    "There is no such assignment, or you have no part in it.",
);

pub(super) async fn give(
    Extract(app): Extract<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<AssignmentId>,
    Json(form): Json<AssignmentForm>,
) -> Result<Response, Problem> {
    let checked = form.check()?;
    // Who leads whom is known as of now: somebody may have become a head a moment ago.
    tick::catch_up(&app).await?;
    let base = &app.base;
    if store::by_id(&*base.db, id).await?.is_some() {
        return show_first(base, &caller, id, &checked).await;
    }
    let today = Day(caller.zone.day(base.now()));
    let units = led::led(&*base.db, caller.person_id, today).await?;
    let chosen = giving::choose(&units, checked.unit_id);
    let (unit_id, given_as) = chosen.map_err(|fault| match fault {
        Some(fault) => Problem::from(fault),
        None => LEADS_NOTHING.into(),
    })?;
    let from_part_id = check_parent(base, &caller, checked.parent_id).await?;
    let state = if checked.is_draft {
        State::Draft
    } else {
        State::Assigned
    };
    let assignment = Assignment {
        id,
        parent_id: checked.parent_id,
        from_part_id,
        unit_id,
        given_by: caller.person_id,
        given_as,
        title: checked.title.clone(),
        text: checked.text.clone(),
        priority: checked.priority,
        due_at: checked.due_at,
        given_at: base.now(),
        state,
        is_given: !checked.is_draft,
        version: 1,
    };
    let mut parts = parts_for(base, &caller, &assignment, &checked.people).await?;
    for (part, id) in parts.iter_mut().zip(checked.part_ids.iter().flatten()) {
        part.id = *id;
    }
    match store::create(&*base.db, &assignment, &parts).await {
        Ok(()) => {
            let known = load_seen(base, &caller, id).await?;
            view::answer(base, &caller, StatusCode::CREATED, &known).await
        }
        Err(error) if error.is_unique("assignment.id") => {
            show_first(base, &caller, id, &checked).await
        }
        Err(error) if error.is_unique("part.id") => Err(kind::ID_REUSED.into()),
        Err(error) => Err(refused(error)),
    }
}

/// 200 with the assignment that this one is again, as long as nobody changed it.
async fn show_first(
    base: &Base,
    caller: &Caller,
    id: AssignmentId,
    checked: &Checked,
) -> Result<Response, Problem> {
    let known = super::known::load(base, caller, id).await?;
    let people: Vec<_> = known.parts.iter().map(|part| part.person_id).collect();
    let is_own = known.assignment.given_by == caller.person_id;
    if !is_own || !checked.is_replay_of(&known.assignment, &people) {
        return Err(kind::ID_REUSED.into());
    }
    view::answer(base, caller, StatusCode::OK, &known).await
}

/// The part from which it is forwarded; none where the caller may change the parent itself.
async fn check_parent(
    base: &Base,
    caller: &Caller,
    parent: Option<AssignmentId>,
) -> Result<Option<PartId>, Problem> {
    let Some(parent) = parent else {
        return Ok(None);
    };
    let fault = || Problem::from(Fault::new("/parent_id", "no_parent", NO_PARENT));
    let known = load_seen(base, caller, parent).await;
    let known = known.map_err(|problem| {
        if problem.kind() == kind::NOT_FOUND {
            fault()
        } else {
            problem
        }
    })?;
    match known.own_part(caller) {
        Some(part) => Ok(Some(part.id)),
        None if known.manages(caller) => Ok(None),
        None => Err(fault()),
    }
}

/// The parts of some people, each of whom the caller may give it to.
async fn parts_for(
    base: &Base,
    caller: &Caller,
    assignment: &Assignment,
    people: &[PersonId],
) -> Result<Vec<Part>, Problem> {
    let today = Day(caller.zone.day(base.now()));
    let levels = tree::levels_from(&*base.db, assignment.unit_id, today).await?;
    let above: Vec<UnitId> = levels.iter().map(|level| level.unit_id).collect();
    let (mut parts, mut faults) = (Vec::new(), Vec::new());
    for (index, person) in people.iter().enumerate() {
        let known = tree::person(&*base.db, *person).await?;
        let known = known.filter(|known| known.ends_on.is_none_or(|last| last >= today));
        let Some(known) = known.filter(|known| !known.name.is_empty()) else {
            let pointer = format!("/people/{index}");
            faults.push(Fault::new(pointer, "no_person", NO_PERSON));
            continue;
        };
        let target = target(base, (*person, today), assignment.unit_id).await?;
        match may_give(caller.person_id, &above, &target) {
            Ok(()) => parts.push(Part {
                id: base.new_id(),
                assignment_id: assignment.id,
                person_id: *person,
                // Who belongs to no unit takes part in the team in whose name it is given.
                unit_id: target.units.first().copied().unwrap_or(assignment.unit_id),
                zone: zone_of(base, *person, known.zone).await?,
                state: assignment.state,
                act: None,
                note: None,
                asked_at: assignment.is_given.then(|| base.now()),
                version: 1,
                changed_at: base.now(),
                changed_by: caller.person_id,
            }),
            Err(why) => faults.push(why.fault(index)),
        }
    }
    if faults.is_empty() {
        Ok(parts)
    } else {
        Err(faults.into())
    }
}

/// The zone in which somebody works today: of the office where they sit, else of their record.
pub(super) async fn zone_of(
    base: &Base,
    person: PersonId,
    of_record: Zone,
) -> Result<Zone, Problem> {
    let here = zone::at(&*base.db, person, base.now()).await?;
    Ok(here.unwrap_or(of_record))
}

pub(super) async fn target(
    base: &Base,
    (person, today): (PersonId, Day),
    unit: UnitId,
) -> Result<Target, Problem> {
    let db = &*base.db;
    let levels = tree::levels_above(db, person, today).await?;
    let leads = led::led(db, person, today).await?;
    Ok(Target {
        person_id: person,
        units: levels.iter().map(|level| level.unit_id).collect(),
        leads: leads.into_iter().map(|(unit, _)| unit).collect(),
        is_participant: led::is_participant(db, person, unit, today).await?,
    })
}

pub(super) async fn show(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<AssignmentId>,
) -> Result<Response, Problem> {
    let known = load_seen(&base, &caller, id).await?;
    view::answer(&base, &caller, StatusCode::OK, &known).await
}

/// One that the caller may see, and may change as of now.
async fn load_managed(app: &App, caller: &Caller, id: AssignmentId) -> Result<Known, Problem> {
    tick::follow_people(app).await?;
    let known = load_seen(&app.base, caller, id).await?;
    if known.manages(caller) {
        Ok(known)
    } else {
        Err(NOT_YOURS.into())
    }
}

/// Refuses what names another version than the one that is there, and shows that one.
pub(super) async fn check_version(
    base: &Base,
    caller: &Caller,
    headers: &HeaderMap,
    known: &Known,
) -> Result<(), Problem> {
    match conditional::check_if_match(headers, known.assignment.version) {
        Err(problem) if problem.kind() == kind::CHANGED_MEANWHILE => {
            let shown = view::shown(base, caller, known).await?;
            Err(problem.with_current(&shown))
        }
        checked => checked,
    }
}

pub(super) async fn change(
    Extract(app): Extract<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<AssignmentId>,
    headers: HeaderMap,
    Json(change): Json<AssignmentChange>,
) -> Result<Response, Problem> {
    let known = load_managed(&app, &caller, id).await?;
    let base = &app.base;
    check_version(base, &caller, &headers, &known).await?;
    if known.assignment.state.is_closed() {
        return Err(ASSIGNMENT_CLOSED.into());
    }
    let wanted = change.apply(&known.assignment)?;
    if wanted != known.assignment {
        let who = (caller.person_id, base.now());
        if !store::change(&*base.db, &wanted, who).await? {
            let now = load_seen(base, &caller, id).await?;
            if now.assignment.state.is_closed() {
                return Err(ASSIGNMENT_CLOSED.into());
            }
            return Err(lost(base, &caller, id).await?);
        }
    }
    let known = load_seen(base, &caller, id).await?;
    view::answer(base, &caller, StatusCode::OK, &known).await
}

/// What somebody is told who was not the first to change it.
pub(super) async fn lost(
    base: &Base,
    caller: &Caller,
    id: AssignmentId,
) -> Result<Problem, Problem> {
    let known = load_seen(base, caller, id).await?;
    let shown = view::shown(base, caller, &known).await?;
    let problem = conditional::changed_meanwhile(known.assignment.version);
    Ok(problem.with_current(&shown))
}

pub(super) async fn add(
    Extract(app): Extract<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<AssignmentId>,
    Json(form): Json<PeopleForm>,
) -> Result<Response, Problem> {
    let people = form.check()?;
    let known = load_managed(&app, &caller, id).await?;
    let base = &app.base;
    if known.assignment.state.is_closed() {
        return Err(ASSIGNMENT_CLOSED.into());
    }
    // Whoever is asked later is asked at once, unless nobody was asked yet.
    let state = match known.assignment.state {
        State::Draft => State::Draft,
        _ => State::Assigned,
    };
    let given = Assignment {
        state,
        ..known.assignment
    };
    let parts = parts_for(base, &caller, &given, &people).await?;
    let who = (caller.person_id, base.now());
    let added = store::add(&*base.db, (id, state), &parts, who).await;
    added.map_err(refused)?;
    let known = load_seen(base, &caller, id).await?;
    view::answer(base, &caller, StatusCode::CREATED, &known).await
}
