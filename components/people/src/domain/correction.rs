//! What somebody says is wrong in their record, and what personnel answer (UU 27/2022 art. 6).

use ngantor_core::id::{CorrectionId, PersonId};
use ngantor_core::time::Instant;
use serde::{Deserialize, Serialize};

/// The most characters of what is wanted, and of the answer.
pub const TEXT_MAX_CHARS: usize = 1000;
/// The most open requests of one person; `correction_stays_few` in the schema says the same.
pub const OPEN_MAX: usize = 20;

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum State {
    /// Nobody answered yet.
    Open,
    /// The record is as it should be.
    Done,
    /// It stays as it was; the answer says why.
    Declined,
}

impl State {
    /// The word on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Declined => "declined",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Open, Self::Done, Self::Declined]
            .into_iter()
            .find(|state| state.name() == word)
    }
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Opaque.
    pub id: CorrectionId,
    /// Whose record.
    pub person_id: PersonId,
    /// What is wrong and how it should be, in the person's words.
    pub wanted: String,
    /// How far it is.
    pub state: State,
    /// What personnel say; none while it is open.
    pub answer: Option<String>,
    /// When the person asked.
    pub asked_at: Instant,
    /// Grows by one with each change; 1 for a new row.
    pub version: i64,
}
