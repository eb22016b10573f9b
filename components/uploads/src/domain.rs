//! The rules of an entry. No clock, no I/O.

use ngantor_core::id::{Id, PersonId};
use ngantor_core::refusal::Fault;
use ngantor_core::text;
use ngantor_core::time::Instant;
use serde::Deserialize;

/// The most characters of an entry.
pub const TEXT_MAX_CHARS: usize = 500;

/// Marks ids of entries.
pub enum EntryKind {}
/// The id of an entry, minted by the device, so that a repeated send is the same entry.
pub type EntryId = Id<EntryKind>;

/// What a person sends.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct EntryForm {
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 500))]
    text: String,
}

/// An entry as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Opaque.
    pub id: EntryId,
    /// Whose.
    pub person_id: PersonId,
    /// What the person wrote.
    pub text: String,
    /// When the node received it.
    pub received_at: Instant,
}

impl EntryForm {
    /// Checks everything and makes the entry of a person who sent it at an instant.
    ///
    /// # Errors
    /// The fault of the text.
    pub fn check(
        self,
        id: EntryId,
        person_id: PersonId,
        received_at: Instant,
    ) -> Result<Entry, Fault> {
        let text = text::lines(&self.text, TEXT_MAX_CHARS);
        Ok(Entry {
            id,
            person_id,
            text: text.map_err(|fault| Fault::of_text("/text", fault))?,
            received_at,
        })
    }
}

impl Entry {
    /// Whether another entry is the same send: all but the receipt, which is the first one's.
    pub fn is_replay_of(&self, first: &Self) -> bool {
        self.person_id == first.person_id && self.text == first.text
    }
}
