//! What stands in a list, and which of it is asked for.

use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::time::Instant;
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
        /// The person and the units.
        owners: Vec<String>,
    },
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
