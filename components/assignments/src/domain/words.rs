//! The words of this function: one vocabulary of states for a part and for the whole, what people
//! do to a part, and as what.

use ngantor_core::lang::Text;
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $word:ident = $text:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        // Not a word each: the API document would not see those.
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
        pub enum $name {
            $($(#[$doc])* $word,)*
        }

        impl $name {
            /// Every one, in the order of the documents.
            pub const ALL: &[Self] = &[$(Self::$word),*];

            /// The word on the wire and in the database.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$word => $text),* }
            }

            /// Reads the word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == word)
            }
        }
    };
}

words! {
    /// How far a part is, and how far the whole.
    State {
        /// Only who gives it sees it.
        Draft = "draft",
        /// The person was asked.
        Assigned = "assigned",
        /// The person will do it.
        Accepted = "accepted",
        /// The person will not, and said why.
        Declined = "declined",
        /// The person is at it.
        InProgress = "in_progress",
        /// It was handed in and waits for a review.
        Submitted = "submitted",
        /// It was handed back, and why.
        Returned = "returned",
        /// It is done, and somebody else than the person said so.
        Completed = "completed",
        /// It is not wanted any more.
        Cancelled = "cancelled",
    }
}

words! {
    /// What somebody does to a part.
    Act {
        /// Asks the person, also again after they declined.
        Assign = "assign",
        /// Says that one will do it.
        Accept = "accept",
        /// Says that one will not, and why.
        Decline = "decline",
        /// Begins, or goes on after it was returned.
        Start = "start",
        /// Hands it in.
        Submit = "submit",
        /// Hands it back, and says why.
        Return = "return",
        /// Says that it is done.
        Complete = "complete",
        /// Takes it back, and says why.
        Cancel = "cancel",
    }
}

words! {
    /// How urgent it is.
    Priority {
        /// Can wait.
        Low = "low",
        /// As usual.
        Normal = "normal",
        /// Before others.
        High = "high",
        /// At once.
        Urgent = "urgent",
    }
}

words! {
    /// As what somebody gave it.
    GivenAs {
        /// The head of the unit.
        Head = "head",
        /// Who acts for the head (Plt. or Plh.).
        ActingHead = "acting_head",
        /// Who leads the team.
        TeamLead = "team_lead",
    }
}

impl State {
    /// Whether nothing can become of it any more.
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled)
    }

    /// What people read.
    pub const fn label(self) -> Text {
        match self {
            Self::Draft => Text::new("Konsep", "Draft"),
            Self::Assigned => Text::new("Ditugaskan", "Assigned"),
            Self::Accepted => Text::new("Diterima", "Accepted"),
            Self::Declined => Text::new("Ditolak", "Declined"),
            Self::InProgress => Text::new("Dikerjakan", "In progress"),
            Self::Submitted => Text::new("Diserahkan", "Submitted"),
            Self::Returned => Text::new("Dikembalikan", "Returned"),
            Self::Completed => Text::new("Selesai", "Completed"),
            Self::Cancelled => Text::new("Dibatalkan", "Cancelled"),
        }
    }
}
