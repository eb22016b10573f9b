//! How far an activity is, and who may do what to it: one table. `docs/activities.md` shows it.

use serde::{Deserialize, Serialize};

/// How far an activity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum State {
    /// Its clock runs.
    Running,
    /// Its clock stands for a while.
    Paused,
    /// It is done, and waits for a head.
    Logged,
    /// A head asks to correct it.
    Returned,
    /// A head has seen it and agrees.
    Acknowledged,
    /// The person took it back.
    Withdrawn,
}

/// What somebody does to an activity that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Act {
    /// Stops the clock for a while.
    Pause,
    /// Lets the clock go on.
    Resume,
    /// Ends it.
    Finish,
    /// Changes what it says.
    Change,
    /// Takes it back.
    Withdraw,
    /// Agrees.
    Acknowledge,
    /// Asks to correct it, with a comment.
    Return,
}

/// As what somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The person whose activity it is.
    Own,
    /// Who leads a unit above the person at that moment, or acts for who does.
    Above,
    /// Anybody else, whether they may see it or not.
    Other,
}

/// One row: in a state somebody does something, and then it is in another.
pub type Move = (State, Act, Who, State);

/// Every move that there is. What stands in no row is refused.
pub const MOVES: &[Move] = {
    use Act::{Acknowledge, Change, Finish, Pause, Resume, Return, Withdraw};
    use State::{Acknowledged, Logged, Paused, Returned, Running, Withdrawn};
    use Who::{Above, Own};
    &[
        (Running, Pause, Own, Paused),
        (Running, Finish, Own, Logged),
        (Running, Change, Own, Running),
        (Running, Withdraw, Own, Withdrawn),
        (Paused, Resume, Own, Running),
        (Paused, Finish, Own, Logged),
        (Paused, Change, Own, Paused),
        (Paused, Withdraw, Own, Withdrawn),
        (Logged, Change, Own, Logged),
        (Logged, Withdraw, Own, Withdrawn),
        (Logged, Acknowledge, Above, Acknowledged),
        (Logged, Return, Above, Returned),
        (Returned, Change, Own, Logged),
        (Returned, Withdraw, Own, Withdrawn),
        (Acknowledged, Return, Above, Returned),
    ]
};

/// Why an act is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMove {
    /// They do not do this, in whatever state.
    NotTheirs,
    /// Not in this state.
    NotNow,
}

/// The state after an act.
///
/// # Errors
/// Why there is none.
pub fn after(state: State, act: Act, who: Who) -> Result<State, NoMove> {
    let theirs = || MOVES.iter().filter(|row| (row.1, row.2) == (act, who));
    match theirs().find(|row| row.0 == state) {
        Some(row) => Ok(row.3),
        None if theirs().next().is_none() => Err(NoMove::NotTheirs),
        None => Err(NoMove::NotNow),
    }
}

impl State {
    /// Every state, in the order of a life.
    pub const ALL: [Self; 6] = [
        Self::Running,
        Self::Paused,
        Self::Logged,
        Self::Returned,
        Self::Acknowledged,
        Self::Withdrawn,
    ];

    /// The word on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Logged => "logged",
            Self::Returned => "returned",
            Self::Acknowledged => "acknowledged",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == word)
    }

    /// Whether it has a clock that is not finished.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Running | Self::Paused)
    }
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 7] = [
        Self::Pause,
        Self::Resume,
        Self::Finish,
        Self::Change,
        Self::Withdraw,
        Self::Acknowledge,
        Self::Return,
    ];

    /// The word on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Finish => "finish",
            Self::Change => "change",
            Self::Withdraw => "withdraw",
            Self::Acknowledge => "acknowledge",
            Self::Return => "return",
        }
    }

    /// Whether it is still done to one in a state whose period is locked: what still runs then
    /// may be taken back, for it counts nothing and another clock waits for it.
    pub const fn passes_lock(self, state: State) -> bool {
        matches!(self, Self::Withdraw) && state.is_open()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_state_and_act_leads_to_two_states_and_nobody_else_moves_anything() {
        for (index, row) in MOVES.iter().enumerate() {
            let key = |row: &Move| (row.0, row.1);
            assert!(
                MOVES
                    .iter()
                    .skip(index + 1)
                    .all(|other| key(other) != key(row))
            );
            assert_ne!(row.2, Who::Other);
            assert_ne!(row.0, State::Withdrawn);
        }
        for state in State::ALL {
            assert_eq!(State::parse(state.name()), Some(state));
            for act in Act::ALL {
                assert_eq!(after(state, act, Who::Other), Err(NoMove::NotTheirs));
            }
        }
    }
}
