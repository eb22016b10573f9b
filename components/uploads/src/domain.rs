//! The rules of uploads. No clock, no I/O.
//!
//! `digest` is the SHA-256 that goes on where it stood and what a client says of its bytes,
//! `metadata`, `concat` and `length` how tus writes what it says of a file, `structured` how newer
//! protocols do, `named` what a file is called, `quota` how much somebody may hold. `media` is what
//! a file is by its bytes, `range` and `disposition` how it goes out, `link` how outsiders get it.

pub mod concat;
pub mod digest;
pub mod disposition;
pub mod length;
pub mod link;
pub mod media;
pub mod metadata;
pub mod named;
pub mod preview;
pub mod quota;
pub mod range;
pub mod structured;

use chrono::TimeDelta;
use ngantor_core::id::{Id, PersonId};
use ngantor_core::time::Instant;

use self::digest::Sha256Hex;

/// Marks ids of uploads.
pub enum UploadKind {}
/// The id of an upload, minted by the device or here.
pub type UploadId = Id<UploadKind>;
/// Marks ids of documents.
pub enum DocumentKind {}
/// The id of a document, whose versions are uploads.
pub type DocumentId = Id<DocumentKind>;

/// How an upload comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One piece after another.
    Whole,
    /// As one of several that come side by side.
    Part,
    /// As what parts are joined to.
    Final,
}

/// What became of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// More is to come.
    Receiving,
    /// A part that is whole and waits for the others.
    Waiting,
    /// All is there; its digest is being made.
    Digesting,
    /// It waits for whoever looks for harm in it.
    Held,
    /// It can be used.
    Ready,
    /// It is not kept: harm was found, or it is of a type that nobody may send.
    Refused,
    /// A part that others were joined with.
    Joined,
    /// It was not finished in time.
    Expired,
    /// Its owner took it away.
    Removed,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Whole, Self::Part, Self::Final];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Part => "part",
            Self::Final => "final",
        }
    }

    /// The kind of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl State {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Receiving,
        Self::Waiting,
        Self::Digesting,
        Self::Held,
        Self::Ready,
        Self::Refused,
        Self::Joined,
        Self::Expired,
        Self::Removed,
    ];

    /// The word on the wire and in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Waiting => "waiting",
            Self::Digesting => "digesting",
            Self::Held => "held",
            Self::Ready => "ready",
            Self::Refused => "refused",
            Self::Joined => "joined",
            Self::Expired => "expired",
            Self::Removed => "removed",
        }
    }

    /// The state of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether nothing of it is kept under its own id.
    pub const fn is_gone(self) -> bool {
        matches!(
            self,
            Self::Refused | Self::Joined | Self::Expired | Self::Removed
        )
    }
}

/// What is announced of a file before its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Announced {
    /// How it comes.
    pub kind: Kind,
    /// Its bytes, if that is known already.
    pub size: Option<u64>,
    /// Its name, in any script.
    pub name: Option<String>,
    /// Its type, as the client says.
    pub media_type: Option<String>,
    /// What tus calls its metadata, as it came.
    pub metadata: Option<String>,
    /// The document of which it is to be a version.
    pub document_id: Option<DocumentId>,
    /// What tus says of parts, as it came.
    pub concat: Option<String>,
    /// The parts that a final one is joined of.
    pub parts: Vec<UploadId>,
    /// What the client says that its digest will be.
    pub expected_sha256: Option<Sha256Hex>,
}

/// An upload, and how far it is.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Opaque.
    pub id: UploadId,
    /// Whose.
    pub person_id: PersonId,
    /// What was announced; its size is the one that holds now.
    pub what: Announced,
    /// What became of it.
    pub state: State,
    /// Bytes that are kept.
    pub received: u64,
    /// The digest of the whole, once it is known.
    pub sha256: Option<Sha256Hex>,
    /// When it began.
    pub created_at: Instant,
    /// When its last byte came.
    pub finished_at: Option<Instant>,
    /// When something of it came last.
    pub moved_at: Instant,
    /// Counts the changes that people see.
    pub version: i64,
}

impl Upload {
    /// What it becomes with its last byte.
    pub const fn becomes(&self) -> State {
        match self.what.kind {
            Kind::Part => State::Waiting,
            Kind::Whole | Kind::Final => State::Ready,
        }
    }

    /// When it goes if nobody goes on with it, for one that waits for more.
    pub fn expires_at(&self, idle_max: TimeDelta) -> Option<Instant> {
        matches!(self.state, State::Receiving | State::Waiting).then(|| self.moved_at + idle_max)
    }

    /// Whether its last byte has come.
    pub const fn is_complete(&self) -> bool {
        !matches!(self.state, State::Receiving) && !self.state.is_gone()
    }
}
