//! What stands in a list, and which of it is asked for.

use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::time::{Day, Instant};
use serde::{Deserialize, Serialize};

use super::tie::Tie;
use super::{AssignmentId, PartId, Priority, State};

/// Where work without a due instant stands, in ms: after everything else.
pub const NO_DUE_MS: i64 = 9_007_199_254_740_991;

/// A list of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Where {
    /// One list of one owner.
    Of {
        /// `mine`, `given`, `watched`, `unit` or `all`.
        list: &'static str,
        /// A person or a unit; nobody for `all`.
        owner: String,
    },
    /// What waits for a person, and for the units in whose name they decide.
    Waiting {
        /// The person.
        person_id: PersonId,
        /// Where that stands.
        waits: Vec<Waits>,
        /// The day whose units count.
        day: Day,
    },
}

/// A place where something waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waits {
    /// `waiting`: a person's own acts, or the reviews of a unit. `awaiting`: reviews of the parts
    /// of one person.
    pub list: &'static str,
    /// A person or a unit.
    pub owner: String,
    /// Only what was given in the name of this unit or one under it.
    pub under: Option<UnitId>,
    /// But for the parts of these, who lead the unit: others decide for them.
    pub without: Vec<PersonId>,
}

impl Waits {
    /// Where the own acts of a person wait.
    pub fn own(person: PersonId) -> Self {
        Self {
            list: "waiting",
            owner: person.to_string(),
            under: None,
            without: Vec::new(),
        }
    }

    /// Where the reviews of a unit wait, but for the parts of who leads it.
    pub fn of_unit(unit: UnitId, without: Vec<PersonId>) -> Self {
        Self {
            list: "waiting",
            owner: unit.to_string(),
            under: None,
            without,
        }
    }

    /// Where the reviews of what somebody does in the name of a unit wait that they lead.
    pub fn of_leader(leader: PersonId, unit: UnitId) -> Self {
        Self {
            list: "awaiting",
            owner: leader.to_string(),
            under: Some(unit),
            without: Vec::new(),
        }
    }
}

impl Where {
    /// The word of the list.
    pub const fn list(&self) -> &'static str {
        match self {
            Self::Of { list, .. } => list,
            Self::Waiting { .. } => "waiting",
        }
    }
}

/// Which of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// What is open, or what is closed.
    pub is_open: bool,
    /// Only of one state: of the part where the list is of parts, else of the whole.
    pub state: Option<State>,
    /// Only of one priority.
    pub priority: Option<Priority>,
    /// Only what one person has a part of.
    pub person: Option<PersonId>,
    /// Only what is tied to all of these.
    pub ties: Vec<Tie>,
    /// Only what is due before an instant.
    pub due_before: Option<Instant>,
}

/// The place of a row: due instant in ms, assignment, part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key(pub i64, pub String, pub String);

impl Key {
    /// Before every row.
    pub const fn first() -> Self {
        Self(i64::MIN, String::new(), String::new())
    }

    /// After every row.
    pub const fn last() -> Self {
        Self(NO_DUE_MS + 1, String::new(), String::new())
    }
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Of what.
    pub assignment_id: AssignmentId,
    /// Which part of it, where the list is of parts.
    pub part_id: Option<PartId>,
    /// Whose part.
    pub person_id: Option<PersonId>,
    /// Its title.
    pub title: String,
    /// How far the part is, or the whole where the list is of wholes.
    pub state: State,
    /// How far the whole is.
    pub whole_state: State,
    /// How urgent.
    pub priority: Priority,
    /// Until when.
    pub due_at: Option<Instant>,
    /// Who gave it.
    pub given_by: PersonId,
    /// In whose name.
    pub unit_id: UnitId,
    /// To what it belongs.
    pub parent_id: Option<AssignmentId>,
}

impl Listed {
    /// Its place.
    pub fn key(&self) -> Key {
        let due_ms = self.due_at.map_or(NO_DUE_MS, |at| at.timestamp_millis());
        let part = self.part_id.map(|part| part.to_string());
        Key(
            due_ms,
            self.assignment_id.to_string(),
            part.unwrap_or_default(),
        )
    }
}
