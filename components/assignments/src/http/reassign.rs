//! When somebody leaves or is away for long: their open parts go to another person, as far as the
//! caller reviews them and may give them to that person.

use axum::extract::State as Extract;
use axum::response::Response;
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::text;
use ngantor_core::time::Day;
use ngantor_db::DbError;
use ngantor_directory::tree;
use ngantor_http::{Base, Json, Problem, SignedIn, json, kind};
use serde::{Deserialize, Serialize};

use super::assignments::{NO_PERSON, target, zone_of};
use super::kinds::LEADS_NOTHING;
use super::known::{self, refused};
use super::search::UNITS_MAX;
use super::{App, tick};
use crate::domain::giving::may_give;
use crate::domain::life::{Role, next};
use crate::domain::{self, Act, AssignmentId, NOTE_MAX_CHARS, Part, State};
use crate::store::reassigning::{self as store, Moved};
use crate::store::{led, search as search_store};

/// Open parts that one request looks through, of those that were given in the name of a unit that
/// the caller leads or stands above.
const PARTS_MAX: u32 = 200;
const SAME: Text = Text::new("Orang yang sama.", "It is the same person.");

/// Whose parts go to whom.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct ReassignmentForm {
    /// Whose they are.
    from_id: PersonId,
    /// Whose they are to be.
    to_id: PersonId,
    /// Why; 1 to 2,000 characters.
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(min_length = 1, max_length = 2_000)
    )]
    note: String,
    /// Only those after this one: what `next_after_id` said of the page before.
    #[serde(default)]
    after_id: Option<AssignmentId>,
}

/// What came of it.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Reassigned {
    /// The assignments in which a part went over.
    assignments: Vec<AssignmentId>,
    /// Open parts that the caller reviews and may not give to that person, or that person would not
    /// do: theirs is done or declined, or there is room for no more.
    n_left: usize,
    /// Parts that were handed in: they wait for their review, and stay.
    n_handed_in: usize,
    /// Where there are more than were looked through: with it as `after_id` the next go over.
    next_after_id: Option<AssignmentId>,
}

pub(super) async fn run(
    Extract(app): Extract<App>,
    SignedIn(caller): SignedIn,
    Json(form): Json<ReassignmentForm>,
) -> Result<Response, Problem> {
    let note = text::lines(&form.note, NOTE_MAX_CHARS);
    let note = note.map_err(|fault| Fault::of_text("/note", fault))?;
    if form.from_id == form.to_id {
        return Err(Fault::new("/to_id", "same_person", SAME).into());
    }
    tick::catch_up(&app).await?;
    let base = &app.base;
    let today = Day(caller.zone.day(base.now()));
    let led = led::led(&*base.db, caller.person_id, today).await?;
    let led: Vec<_> = led.into_iter().map(|(unit, _)| unit).collect();
    if led.is_empty() {
        return Err(LEADS_NOTHING.into());
    }
    let to = tree::person(&*base.db, form.to_id).await?;
    let to = to.filter(|to| to.works_on(today));
    let to = to.ok_or_else(|| Fault::new("/to_id", "no_person", NO_PERSON))?;
    let zone = zone_of(base, form.to_id, to.zone).await?;
    let units = search_store::units_under(&*base.db, &led, today, UNITS_MAX).await?;
    let place = (&*units, form.after_id);
    let mut open = store::open_of(&*base.db, form.from_id, place, PARTS_MAX + 1).await?;
    let is_more = open.len() > PARTS_MAX as usize;
    open.truncate(PARTS_MAX as usize);
    let next_after_id = open.last().copied().filter(|_| is_more);
    let (mut moved, mut n_left, mut n_handed_in) = (Vec::new(), 0, 0);
    for assignment in open {
        match look(base, &caller, assignment, &form).await? {
            Found::Goes(part, unit_id) => moved.push(Moved {
                new_id: base.new_id(),
                unit_id,
                zone,
                part: *part,
            }),
            Found::Stays => n_left += 1,
            Found::HandedIn => n_handed_in += 1,
            Found::Others => {}
        }
    }
    let who = (caller.person_id, base.now());
    let done = store::reassign(&*base.db, &moved, (form.to_id, &note), who).await;
    done.map_err(|error| match error {
        DbError::Refused(words) if words == "changed_meanwhile" => kind::CONFLICT.into(),
        error => refused(error),
    })?;
    let assignments = moved.iter().map(|one| one.part.assignment_id).collect();
    let answer = Reassigned {
        assignments,
        n_left,
        n_handed_in,
        next_after_id,
    };
    Ok(json(StatusCode::OK, &answer))
}

/// What becomes of a part.
enum Found {
    /// It goes over, to that unit of the other person.
    Goes(Box<Part>, UnitId),
    /// The caller reviews it and may not give it to that person, or that person would not do it.
    Stays,
    /// It waits for its review.
    HandedIn,
    /// It is somebody else's to give; nothing is told of it.
    Others,
}

async fn look(
    base: &Base,
    caller: &Caller,
    assignment: AssignmentId,
    form: &ReassignmentForm,
) -> Result<Found, Problem> {
    let known = known::load(base, caller, assignment).await?;
    let is_theirs = |part: &&Part| part.person_id == form.from_id && part.is_live();
    let Some(part) = known.parts.iter().find(is_theirs) else {
        return Ok(Found::Others);
    };
    let role = known.role(caller, part);
    if role != Role::Reviewer || next(part.state, Act::Cancel, role).is_err() {
        return Ok(Found::Others);
    }
    if part.state == State::Submitted {
        return Ok(Found::HandedIn);
    }
    if !takes_it(&known.parts, form.to_id) {
        return Ok(Found::Stays);
    }
    let today = Day(caller.zone.day(base.now()));
    let unit_id = known.assignment.unit_id;
    let to = target(base, (form.to_id, today), unit_id).await?;
    let above: Vec<_> = known.levels.iter().map(|level| level.unit_id).collect();
    let own = to.units.first().copied().unwrap_or(unit_id);
    Ok(match may_give(caller.person_id, &above, &to) {
        Ok(()) => Found::Goes(Box::new(part.clone()), own),
        Err(_) => Found::Stays,
    })
}

/// Whether the work goes on with somebody: by a part that they have and is live, or by a new one.
fn takes_it(parts: &[Part], person: PersonId) -> bool {
    let is_theirs = |part: &&Part| part.person_id == person && part.state != State::Cancelled;
    match parts.iter().find(is_theirs) {
        Some(theirs) => theirs.is_live(),
        None => parts.len() < domain::PARTS_MAX,
    }
}
