//! What people send: a new assignment, a change of it, more people, an act.

use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, Faults, NO_INSTANT, REQUIRED};
use ngantor_core::text;
use ngantor_core::time::{self, Instant};
use serde::{Deserialize, Deserializer};

use super::life::needs_note;
use super::{
    Act, Assignment, AssignmentId, NOTE_MAX_CHARS, PEOPLE_MAX, PartId, Priority, TEXT_MAX_CHARS,
    TITLE_MAX_CHARS,
};

const TWICE: Text = Text::new("Disebut dua kali.", "It stands there twice.");
const ONE_EACH: Text = Text::new("Satu untuk setiap orang.", "One for each of the people.");
const TOO_MANY: Text = Text::new("Paling banyak {limit}.", "At most {limit}.");

/// A new assignment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct AssignmentForm {
    /// One line of 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    title: String,
    /// Plain text of at most 10,000 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 10_000))]
    text: Option<String>,
    /// `normal` when it is left out.
    priority: Option<Priority>,
    /// Until when: RFC 3339.
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(value_type = Option<String>, format = DateTime)
    )]
    due_at: Option<String>,
    /// Who does it, each a part of it; 1 to 50.
    #[cfg_attr(not(target_family = "wasm"), schema(min_items = 1, max_items = 50))]
    people: Vec<PersonId>,
    /// The ids of their parts, in the same order; made for whoever leaves them out.
    #[cfg_attr(not(target_family = "wasm"), schema(max_items = 50))]
    part_ids: Option<Vec<PartId>>,
    /// In the name of which unit or team; may be left out by who leads one only.
    unit_id: Option<UnitId>,
    /// To which other assignment it belongs. Who has a part of that one forwards it by this.
    parent_id: Option<AssignmentId>,
    /// Nobody else sees it until it is assigned.
    #[serde(default)]
    is_draft: bool,
}

/// The same with nothing wrong in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// One line.
    pub title: String,
    /// More, or empty.
    pub text: String,
    /// How urgent it is.
    pub priority: Priority,
    /// Until when.
    pub due_at: Option<Instant>,
    /// Who does it.
    pub people: Vec<PersonId>,
    /// The ids of their parts, in the same order, where whoever gives it has minted them.
    pub part_ids: Option<Vec<PartId>>,
    /// In the name of which unit.
    pub unit_id: Option<UnitId>,
    /// To what it belongs.
    pub parent_id: Option<AssignmentId>,
    /// Whether it is only drafted.
    pub is_draft: bool,
}

/// What changes; what is left out stays (RFC 7396).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct AssignmentChange {
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(nullable = false, min_length = 1, max_length = 200)
    )]
    title: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(nullable = false, max_length = 10_000)
    )]
    text: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(not(target_family = "wasm"), schema(nullable = false))]
    priority: Option<Priority>,
    /// RFC 3339; `null` takes it away.
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(value_type = Option<String>, format = DateTime)
    )]
    due_at: Option<Option<String>>,
}

/// More people for the same work.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct PeopleForm {
    /// Each gets a part; 1 to 50.
    #[cfg_attr(not(target_family = "wasm"), schema(min_items = 1, max_items = 50))]
    people: Vec<PersonId>,
}

/// What somebody does to a part, or to every part of an assignment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({"act": "submit", "note": "Draf terlampir."}))
)]
pub struct ActForm {
    /// What.
    pub act: Act,
    /// Plain text of at most 2,000 characters; required with `decline`, `return` and `cancel`.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 2_000))]
    note: Option<String>,
}

/// A field that may be left out but not `null`, which would read as "take it away".
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(json: D) -> Result<Option<T>, D::Error> {
    T::deserialize(json).map(Some)
}

impl AssignmentForm {
    /// Checks everything that does not depend on who sends it.
    ///
    /// # Errors
    /// The faults.
    pub fn check(self) -> Result<Checked, Vec<Fault>> {
        let mut faults = Faults::default();
        let title = faults.take(check_title(&self.title));
        let text = faults.take(check_text(&self.text.unwrap_or_default()));
        let due_at = faults.take(check_due_at(self.due_at.as_deref()));
        let part_ids = faults.take(check_part_ids(self.part_ids, self.people.len()));
        let people = faults.take(check_people(self.people)).zip(part_ids);
        let checked = title.zip(text).zip(due_at.zip(people));
        let (unit_id, parent_id, is_draft) = (self.unit_id, self.parent_id, self.is_draft);
        let priority = self.priority.unwrap_or(Priority::Normal);
        let checked = checked.map(|((title, text), (due_at, (people, part_ids)))| Checked {
            title,
            text,
            priority,
            due_at,
            people,
            part_ids,
            unit_id,
            parent_id,
            is_draft,
        });
        faults.finish(checked)
    }
}

impl AssignmentChange {
    /// The assignment after the change.
    ///
    /// # Errors
    /// The faults.
    pub fn apply(self, old: &Assignment) -> Result<Assignment, Vec<Fault>> {
        let mut faults = Faults::default();
        let title = faults.take(check_title(self.title.as_ref().unwrap_or(&old.title)));
        let text = faults.take(check_text(self.text.as_ref().unwrap_or(&old.text)));
        let due_at = match &self.due_at {
            Some(due_at) => faults.take(check_due_at(due_at.as_deref())),
            None => Some(old.due_at),
        };
        let changed = title.zip(text).zip(due_at);
        let changed = changed.map(|((title, text), due_at)| Assignment {
            title,
            text,
            priority: self.priority.unwrap_or(old.priority),
            due_at,
            ..old.clone()
        });
        faults.finish(changed)
    }
}

impl PeopleForm {
    /// The people.
    ///
    /// # Errors
    /// The fault of the list.
    pub fn check(self) -> Result<Vec<PersonId>, Fault> {
        check_people(self.people)
    }
}

impl ActForm {
    /// What is said with the act.
    ///
    /// # Errors
    /// The fault of the note, also when the act needs one and there is none.
    pub fn check(&self) -> Result<Option<String>, Fault> {
        let note = self.note.as_deref();
        let note = note.filter(|note| !note.trim().is_empty());
        if note.is_none() && needs_note(self.act) {
            return Err(Fault::new("/note", "required", REQUIRED));
        }
        let check = |note| text::lines(note, NOTE_MAX_CHARS);
        let note = note.map(check).transpose();
        note.map_err(|fault| Fault::of_text("/note", fault))
    }
}

impl Checked {
    /// Whether another send is the same assignment, as long as nobody changed it.
    pub fn is_replay_of(&self, first: &Assignment, people: &[PersonId]) -> bool {
        let same = (&self.title, &self.text, self.priority, self.due_at)
            == (&first.title, &first.text, first.priority, first.due_at);
        same && self.parent_id == first.parent_id
            && self.unit_id.is_none_or(|unit_id| unit_id == first.unit_id)
            && self.people.iter().all(|person| people.contains(person))
    }
}

fn check_title(title: &str) -> Result<String, Fault> {
    text::line(title, TITLE_MAX_CHARS).map_err(|fault| Fault::of_text("/title", fault))
}

fn check_text(words: &str) -> Result<String, Fault> {
    if words.trim().is_empty() {
        return Ok(String::new());
    }
    text::lines(words, TEXT_MAX_CHARS).map_err(|fault| Fault::of_text("/text", fault))
}

fn check_due_at(due_at: Option<&str>) -> Result<Option<Instant>, Fault> {
    let read = |text: &str| {
        let at = time::parse_rfc3339(text)?;
        time::from_ms(at.timestamp_millis())
    };
    let fault = || Fault::new("/due_at", "not_an_instant", NO_INSTANT);
    due_at.map(|text| read(text).ok_or_else(fault)).transpose()
}

/// One for each of the people, none twice.
fn check_part_ids(ids: Option<Vec<PartId>>, n_people: usize) -> Result<Option<Vec<PartId>>, Fault> {
    let Some(ids) = ids else {
        return Ok(None);
    };
    if ids.len() != n_people {
        return Err(Fault::new("/part_ids", "one_each", ONE_EACH));
    }
    for (index, id) in ids.iter().enumerate() {
        if ids.iter().take(index).any(|earlier| earlier == id) {
            return Err(Fault::new(format!("/part_ids/{index}"), "duplicate", TWICE));
        }
    }
    Ok(Some(ids))
}

fn check_people(people: Vec<PersonId>) -> Result<Vec<PersonId>, Fault> {
    if people.is_empty() {
        return Err(Fault::new("/people", "required", REQUIRED));
    }
    if people.len() > PEOPLE_MAX {
        return Err(Fault::beyond("/people", "too_many", TOO_MANY, PEOPLE_MAX));
    }
    for (index, person) in people.iter().enumerate() {
        if people.iter().take(index).any(|earlier| earlier == person) {
            return Err(Fault::new(format!("/people/{index}"), "duplicate", TWICE));
        }
    }
    Ok(people)
}
