//! How somebody looks at a list, under a name.

use ngantor_core::id::{Id, PersonId};
use ngantor_core::refusal::{Fault, Faults};
use ngantor_core::text;
use serde::Deserialize;

/// The most characters of its name.
pub const NAME_MAX_CHARS: usize = 60;
/// The most characters of its query: more than every parameter of a list needs.
pub const FILTER_MAX_CHARS: usize = 500;

/// Marks ids of saved filters.
pub enum SavedFilterKind {}
/// The id of a saved filter, minted by the client.
pub type SavedFilterId = Id<SavedFilterKind>;

/// A filter that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFilter {
    /// Opaque.
    pub id: SavedFilterId,
    /// Whose.
    pub person_id: PersonId,
    /// What they call it.
    pub name: String,
    /// The query of the list.
    pub query: String,
    /// Counts its changes.
    pub version: i64,
}

/// What makes one, or changes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct SavedFilterForm {
    /// One line of 1 to 60 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 60))]
    name: String,
    /// The query of the list, as after its `?`: such as `of=unit&overdue=true`.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 500))]
    query: String,
}

impl SavedFilterForm {
    /// The name and the query, trimmed; whether a list understands that is not asked here.
    ///
    /// # Errors
    /// One fault for each.
    pub fn check(&self) -> Result<(String, String), Vec<Fault>> {
        let mut faults = Faults::default();
        let line = |words: &str, pointer: &str, max_chars| {
            text::line(words, max_chars).map_err(|fault| Fault::of_text(pointer, fault))
        };
        let name = faults.take(line(&self.name, "/name", NAME_MAX_CHARS));
        let query = faults.take(line(&self.query, "/query", FILTER_MAX_CHARS));
        faults.finish(name.zip(query))
    }
}
