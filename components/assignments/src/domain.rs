//! The rules of assignments: no clock, no I/O, no SQL.
//!
//! `words` has the one vocabulary of states; `life` the table of what becomes of a part, `whole`
//! how the whole follows; `giving` who may give work to whom, `standing` what somebody is to it;
//! `form` what people send, `addition` what they add, `tie` what stands beside it, `list` what
//! stands in a list, `words_sought` what they look for, `saved_filter` how; `subscription` and
//! `published` what programs read for them without a sign-in.

pub mod addition;
pub mod form;
pub mod giving;
pub mod life;
pub mod list;
pub mod published;
pub mod saved_filter;
pub mod standing;
pub mod subscription;
pub mod tie;
pub mod whole;
pub mod words;
pub mod words_sought;

use ngantor_core::id::{Id, PersonId, UnitId};
use ngantor_core::time::{Instant, Zone};

pub use self::words::{Act, GivenAs, Priority, State};

/// The most characters of a title, or of a line elsewhere.
pub const TITLE_MAX_CHARS: usize = 200;
/// The most characters of a text.
pub const TEXT_MAX_CHARS: usize = 10_000;
/// The most characters of what is said with an act.
pub const NOTE_MAX_CHARS: usize = 2_000;
/// The most people that one request asks.
pub const PEOPLE_MAX: usize = 50;
/// The most parts of one assignment; `part_stays_few` in the schema says the same.
pub const PARTS_MAX: usize = 100;
/// The most assignments that belong to one; `assignment_has_an_open_parent` says the same.
pub const CHILDREN_MAX: usize = 200;
/// The most levels of assignments that belong to one another; as above.
pub const CHAIN_MAX: u32 = 16;
/// The most comments, items or deliverables of one assignment; `addition_stays_few` says so.
pub const ADDITIONS_MAX: usize = 1_000;
/// The same with those that were removed.
pub const ADDITIONS_EVER_MAX: usize = 2_000;
/// The most people who watch one assignment; `tie_stays_few` says so.
pub const WATCHERS_MAX: usize = 200;
/// The same with those who stopped.
pub const WATCHERS_EVER_MAX: usize = 1_000;
/// The most tags of one assignment, others that it needs, or links of a kind; as above.
pub const TIES_MAX: usize = 50;
/// The same with former ones.
pub const TIES_EVER_MAX: usize = 500;

/// The most subscriptions of one person at a time; `subscription_is_let_in` says the same.
pub const SUBSCRIPTIONS_MAX: usize = 10;

/// The most saved filters of one person; `saved_filter_stays_few` says the same.
pub const SAVED_FILTERS_MAX: usize = 50;

/// Marks ids of assignments.
pub enum AssignmentKind {}
/// The id of an assignment, minted by the client, so that a repeated send is the same one.
pub type AssignmentId = Id<AssignmentKind>;
/// Marks ids of parts.
pub enum PartKind {}
/// The id of what one person does of an assignment.
pub type PartId = Id<PartKind>;

/// Work that somebody gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Opaque.
    pub id: AssignmentId,
    /// To which other assignment it belongs.
    pub parent_id: Option<AssignmentId>,
    /// Whose part of that it was forwarded from.
    pub from_part_id: Option<PartId>,
    /// In the name of which unit or team.
    pub unit_id: UnitId,
    /// Who gave it.
    pub given_by: PersonId,
    /// As what.
    pub given_as: GivenAs,
    /// One line.
    pub title: String,
    /// More, or empty.
    pub text: String,
    /// How urgent it is.
    pub priority: Priority,
    /// Until when.
    pub due_at: Option<Instant>,
    /// When it was given, or drafted.
    pub given_at: Instant,
    /// How far the whole is.
    pub state: State,
    /// Whether somebody was asked at some time; before that it is its maker's alone, whatever
    /// becomes of it.
    pub is_given: bool,
    /// Counts the changes of title, text, priority and due instant.
    pub version: i64,
}

/// What one person does of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Opaque.
    pub id: PartId,
    /// Of what.
    pub assignment_id: AssignmentId,
    /// Whose.
    pub person_id: PersonId,
    /// Their own unit when they were asked.
    pub unit_id: UnitId,
    /// The zone in which they work: they read the due instant in it.
    pub zone: Zone,
    /// How far it is.
    pub state: State,
    /// What was done last; nothing since it was made.
    pub act: Option<Act>,
    /// What was said with it.
    pub note: Option<String>,
    /// When the person was asked first; never, of what was only drafted.
    pub asked_at: Option<Instant>,
    /// Counts its changes.
    pub version: i64,
    /// When it changed last.
    pub changed_at: Instant,
    /// By whom.
    pub changed_by: PersonId,
}

impl Assignment {
    /// Whether it is late: open after the due instant.
    pub fn is_overdue(&self, now: Instant) -> bool {
        !self.state.is_closed() && self.due_at.is_some_and(|due_at| due_at < now)
    }
}

impl Part {
    /// Whether the person still has something to do with it.
    pub const fn is_live(&self) -> bool {
        !self.state.is_closed() && !matches!(self.state, State::Draft | State::Declined)
    }
}
