//! What a person's templates propose for a day, and the act by which they confirm it. Nothing is
//! entered by itself.

use axum::extract::State as Extract;
use axum::response::Response;
use chrono::NaiveDate;
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::ticket::TicketKey;
use ngantor_core::time::Zone;
use ngantor_http::{Base, Context, Json, Path, Problem, SignedIn, json, kind};
use serde::{Deserialize, Serialize};

use super::activities::refused;
use super::lists::{day_of, parse_day};
use super::locks;
use crate::domain::life::State;
use crate::domain::period::Lock;
use crate::domain::template::{Confirmed, TEMPLATES_MAX, Template, TemplateId, UsualOutput};
use crate::domain::{Activity, ActivityId, AssignmentId};
use crate::store;

const NO_TEMPLATE: Text = Text::new("Templat ini tidak ada.", "There is no such template.");
const TAKEN_BACK: Text = Text::new(
    "Sudah ditarik kembali untuk hari ini; catat sebagai kegiatan baru.",
    "It was taken back for this day; enter it as a new activity.",
);
const DOUBLED: Text = Text::new("Disebut dua kali.", "It stands there twice.");
const TOO_MANY: Text = Text::new("Paling banyak {limit}.", "At most {limit}.");

/// What is proposed for a day.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Proposals {
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = String, format = Date))]
    day: NaiveDate,
    /// Whether it may be changed.
    lock: Lock,
    /// What was entered or taken back already is not among them.
    entries: Vec<Proposal>,
}

/// An entry that a template proposes.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Proposal {
    template_id: TemplateId,
    /// The id that the activity will have.
    activity_id: ActivityId,
    title: String,
    text: Option<String>,
    minutes: u16,
    assignment_id: Option<AssignmentId>,
    /// Where its quantity is `null`, a confirmation has to say it.
    output: Option<UsualOutput>,
    tags: Vec<String>,
}

/// What of the proposals was done.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({"entries": [
        {"template_id": "0199d2a0-1c00-7000-8011-000000000001", "quantity": 7},
        {"template_id": "0199d2a0-1c00-7000-8011-000000000002", "minutes": 45},
    ]}))
)]
pub(crate) struct Confirmation {
    /// The zone of the place; that of the office when it is left out.
    zone: Option<Zone>,
    /// Which of the templates, also of those that propose nothing for this day; each once, at
    /// most 50.
    entries: Vec<Confirmed>,
}

pub(super) async fn show(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Path(day): Path<String>,
) -> Result<Response, Problem> {
    let day = parse_day(&day, caller.zone.day(base.now()))?;
    let templates = store::template::of_person(&*base.db, caller.person_id).await?;
    let falling = templates.iter().filter(|one| one.form.proposes(day));
    let key = store::id_key(&*base.db).await?;
    let falling: Vec<_> = falling
        .map(|one| (one.activity_id(&key, day), one))
        .collect();
    let ids: Vec<_> = falling.iter().map(|(id, _)| *id).collect();
    let taken = store::list::taken(&*base.db, &ids, caller.person_id).await?;
    let is_free = |id: &ActivityId| taken.iter().all(|(other, _)| other != id);
    let entries = falling.iter().filter(|(id, _)| is_free(id));
    let view = Proposals {
        day,
        lock: locks::of(&base, caller.person_id, day, caller.zone.day(base.now())).await?,
        entries: entries.map(|(id, one)| Proposal::of(*id, one)).collect(),
    };
    Ok(json(StatusCode::OK, &view))
}

impl Proposal {
    fn of(activity_id: ActivityId, one: &Template) -> Self {
        let form = one.form.clone();
        Self {
            template_id: one.id,
            activity_id,
            title: form.title,
            text: form.text,
            minutes: form.minutes,
            assignment_id: form.assignment_id,
            output: form.output,
            tags: form.tags,
        }
    }
}

/// Enters all that is confirmed, or nothing; what was entered by the same confirmation before
/// stays as it is now. Answers the day.
pub(super) async fn confirm(
    Extract(base): Extract<Base>,
    Extract(tickets): Extract<TicketKey>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(day): Path<String>,
    Json(said): Json<Confirmation>,
) -> Result<Response, Problem> {
    let zone = said.zone.unwrap_or(caller.zone);
    let day = parse_day(&day, zone.day(base.now()))?;
    let all = entries(&base, &caller, (day, zone), &said.entries).await?;
    let ids: Vec<_> = all.iter().map(|one| one.id).collect();
    let taken = store::list::taken(&*base.db, &ids, caller.person_id).await?;
    if taken.iter().any(|(_, is_own)| !is_own) {
        return Err(kind::ID_REUSED.into());
    }
    check_taken_back(&base, &ids).await?;
    let is_new = |one: &Activity| !taken.contains(&(one.id, true));
    let new: Vec<_> = all.into_iter().filter(is_new).collect();
    if !new.is_empty() {
        locks::check_new(&base, &caller, (day, zone)).await?;
        store::insert(&*base.db, &new).await.map_err(refused)?;
    }
    let me = (caller.person_id, zone);
    let tickets = (&tickets, caller.person_id, base.now());
    day_of(&base, me, &day.to_string(), (lang, tickets)).await
}

/// Refuses entries that were taken back: they do not come again, and nobody should think they did.
async fn check_taken_back(base: &Base, ids: &[ActivityId]) -> Result<(), Problem> {
    let found = store::by_ids(&*base.db, ids).await?;
    let is_gone = |id: &ActivityId| {
        let mut gone = found.iter().filter(|one| one.state == State::Withdrawn);
        gone.any(|one| one.id == *id)
    };
    let fault = |(index, _)| {
        let pointer = format!("/entries/{index}/template_id");
        Fault::new(pointer, "taken_back", TAKEN_BACK)
    };
    let gone = ids.iter().enumerate().filter(|(_, id)| is_gone(id));
    let faults: Vec<_> = gone.map(fault).collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.into())
    }
}

/// The activities that are confirmed, or every fault at its entry.
async fn entries(
    base: &Base,
    caller: &Caller,
    place: (NaiveDate, Zone),
    said: &[Confirmed],
) -> Result<Vec<Activity>, Problem> {
    if said.len() > TEMPLATES_MAX as usize {
        let fault = Fault::beyond("/entries", "too_many", TOO_MANY, TEMPLATES_MAX);
        return Err(fault.into());
    }
    let templates = store::template::of_person(&*base.db, caller.person_id).await?;
    let key = store::id_key(&*base.db).await?;
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    for (index, one) in said.iter().enumerate() {
        let mut before = said.iter().take(index);
        let is_doubled = before.any(|other| other.template_id == one.template_id);
        let template = templates.iter().find(|known| known.id == one.template_id);
        let entry = match template {
            _ if is_doubled => Err(vec![Fault::new("/template_id", "doubled", DOUBLED)]),
            None => Err(vec![Fault::new("/template_id", "no_template", NO_TEMPLATE)]),
            Some(template) => template
                .entry(one, place, base.now())
                .map(|checked| (template.activity_id(&key, place.0), checked)),
        };
        match entry {
            Ok((id, checked)) => {
                all.push(Activity::new(id, caller.person_id, checked, base.now()));
            }
            Err(found) => faults.extend(found.into_iter().map(|fault| Fault {
                pointer: format!("/entries/{index}{}", fault.pointer),
                ..fault
            })),
        }
    }
    if faults.is_empty() {
        Ok(all)
    } else {
        Err(faults.into())
    }
}
