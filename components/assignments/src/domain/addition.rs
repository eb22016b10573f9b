//! What people add to an assignment: comments, items of its checklist, what they deliver.

use ngantor_core::id::{Id, PersonId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, REQUIRED};
use ngantor_core::text;
use ngantor_core::time::Instant;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{AssignmentId, NOTE_MAX_CHARS, PartId, TITLE_MAX_CHARS};

/// The most people whom one comment mentions.
pub const MENTIONS_MAX: usize = 20;
/// The most characters of the id of an upload.
pub const UPLOAD_ID_MAX_CHARS: usize = 100;

const TOO_MANY: Text = Text::new("Paling banyak {limit}.", "At most {limit}.");
const NOT_POSITIVE: Text = Text::new("Versi mulai dari 1.", "Versions begin with 1.");

/// Marks ids of what is added.
pub enum AdditionKind {}
/// The id of what is added, minted by the client.
pub type AdditionId = Id<AdditionKind>;

/// Marks ids of uploads, which another function keeps.
pub enum OfUpload {}
/// The id of an upload there.
pub type UploadId = Id<OfUpload>;

/// What one kind of addition holds.
pub trait Content:
    Serialize + DeserializeOwned + PartialEq + Clone + Send + Sync + 'static
{
    /// The word in the database.
    const KIND: &'static str;
    /// The noun in the path.
    const NOUN: &'static str;
    /// Whether it may change.
    const CHANGES: bool;

    /// Checks it, and trims its texts.
    ///
    /// # Errors
    /// The fault.
    fn check(self) -> Result<Self, Fault>;

    /// The people whom it mentions.
    fn mentions(&self) -> &[PersonId] {
        &[]
    }

    /// The upload that it is, where it is one of `uploads`.
    fn upload_id(&self) -> Option<UploadId> {
        None
    }
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Comment {
    /// Plain text of 1 to 2,000 characters.
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(min_length = 1, max_length = 2_000)
    )]
    text: String,
    /// Those whom it concerns most: up to 20 of those who see the assignment by name.
    #[serde(default)]
    #[cfg_attr(not(target_family = "wasm"), schema(max_items = 20))]
    mentions: Vec<PersonId>,
}

/// An item of the checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct ChecklistItem {
    /// One line of 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    text: String,
    /// Whether it is done.
    #[serde(default)]
    is_done: bool,
}

/// What somebody delivers: a version of an upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Deliverable {
    /// One line of 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    title: String,
    /// Which upload: opaque here, 1 to 100 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 100))]
    upload_id: String,
    /// Which version of it, from 1.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1))]
    upload_version: u32,
}

fn line(words: &str, pointer: &str, max_chars: usize) -> Result<String, Fault> {
    text::line(words, max_chars).map_err(|fault| Fault::of_text(pointer, fault))
}

impl Content for Comment {
    const KIND: &'static str = "comment";
    const NOUN: &'static str = "comments";
    const CHANGES: bool = false;

    fn check(self) -> Result<Self, Fault> {
        if self.mentions.len() > MENTIONS_MAX {
            let fault = Fault::beyond("/mentions", "too_many", TOO_MANY, MENTIONS_MAX);
            return Err(fault);
        }
        let text = text::lines(&self.text, NOTE_MAX_CHARS);
        Ok(Self {
            text: text.map_err(|fault| Fault::of_text("/text", fault))?,
            ..self
        })
    }

    fn mentions(&self) -> &[PersonId] {
        &self.mentions
    }
}

impl Content for ChecklistItem {
    const KIND: &'static str = "checklist_item";
    const NOUN: &'static str = "checklist-items";
    const CHANGES: bool = true;

    fn check(self) -> Result<Self, Fault> {
        Ok(Self {
            text: line(&self.text, "/text", TITLE_MAX_CHARS)?,
            ..self
        })
    }
}

impl Content for Deliverable {
    const KIND: &'static str = "deliverable";
    const NOUN: &'static str = "deliverables";
    const CHANGES: bool = true;

    fn check(self) -> Result<Self, Fault> {
        if self.upload_version == 0 {
            return Err(Fault::new("/upload_version", "out_of_range", NOT_POSITIVE));
        }
        let upload_id = line(&self.upload_id, "/upload_id", UPLOAD_ID_MAX_CHARS)?;
        if upload_id.is_empty() {
            return Err(Fault::new("/upload_id", "required", REQUIRED));
        }
        Ok(Self {
            title: line(&self.title, "/title", TITLE_MAX_CHARS)?,
            upload_id,
            ..self
        })
    }

    fn upload_id(&self) -> Option<UploadId> {
        self.upload_id.parse().ok()
    }
}

/// What was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition<C> {
    /// Opaque.
    pub id: AdditionId,
    /// To what.
    pub assignment_id: AssignmentId,
    /// Of whose part, where somebody delivers.
    pub part_id: Option<PartId>,
    /// What.
    pub content: C,
    /// By whom.
    pub added_by: PersonId,
    /// When.
    pub added_at: Instant,
    /// Whether it was removed.
    pub is_removed: bool,
    /// Counts its changes.
    pub version: i64,
}
