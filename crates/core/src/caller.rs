//! Who is calling and in which roles.

use serde::{Deserialize, Serialize};

use crate::id::{PersonId, SessionId};
use crate::time::Zone;

/// What a person may be, beside themself. Being the head of a unit is no role: it is a dated
/// relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Role {
    /// Works here.
    Employee,
    /// Keeps the records of people (kepegawaian).
    Personnel,
    /// Keeps the programmes (perencana).
    Planner,
    /// Reads everything, changes nothing.
    Auditor,
    /// Runs the installation.
    Administrator,
}

impl Role {
    /// The word on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Employee => "employee",
            Self::Personnel => "personnel",
            Self::Planner => "planner",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }
}

/// How far somebody's token reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Reach {
    /// The person sits at a device where they signed in.
    #[default]
    Whole,
    /// An app of the person's that may write.
    Write,
    /// An app of the person's that only reads.
    Read,
}

/// A signed-in person, as their access token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub person_id: PersonId,
    /// By which sign-in.
    pub session_id: SessionId,
    /// In which roles.
    pub roles: Vec<Role>,
    /// The zone of their office; a punch names its own.
    pub zone: Zone,
    /// How far the token reaches.
    pub reach: Reach,
}

impl Caller {
    /// Whether the caller has one of the roles.
    pub fn is_any(&self, roles: &[Role]) -> bool {
        self.roles.iter().any(|role| roles.contains(role))
    }
}
