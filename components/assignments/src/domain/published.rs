//! What concerns somebody, as programs without a sign-in read it: `calendar` as iCalendar, `news`
//! as Atom.

pub mod calendar;
pub mod news;

use ngantor_core::lang::Text;
use ngantor_core::time::{Instant, Zone};

use super::{AssignmentId, Priority, State};

/// What a calendar and a feed are called.
pub const NAME: Text = Text::new("Penugasan saya", "My assignments");
/// Stands before how far it is.
pub const STATE: Text = Text::new("Keadaan", "State");
/// Stands before until when.
pub const DUE: Text = Text::new("Tenggat", "Due");
/// Stands before who gave it.
pub const GIVEN_BY: Text = Text::new("Pemberi tugas", "Given by");

/// An assignment that concerns somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Opaque.
    pub id: AssignmentId,
    /// One line.
    pub title: String,
    /// More, or empty.
    pub text: String,
    /// How urgent.
    pub priority: Priority,
    /// Until when.
    pub due_at: Option<Instant>,
    /// The zone in which they read it: of their part, else their own.
    pub zone: Zone,
    /// How far their part is, or the whole where they have none.
    pub state: State,
    /// Who gave it: a name.
    pub given_by: String,
    /// When it was given.
    pub given_at: Instant,
    /// Grows with each change of what stands here.
    pub sequence: i64,
    /// When what stands here changed last.
    pub changed_at: Instant,
    /// The same, or when somebody added to it.
    pub touched_at: Instant,
}

impl Item {
    /// Whether they need not do it any more, without having done it.
    pub const fn is_off(&self) -> bool {
        matches!(self.state, State::Cancelled | State::Declined)
    }
}
