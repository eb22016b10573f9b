//! The life of a part, as one table: which act, whose it is, from which states, to which.
//! docs/assignments.md shows it state by state, and a test holds the two equal.

use super::words::State::{
    Accepted, Assigned, Cancelled, Completed, Declined, Draft, InProgress, Returned, Submitted,
};
use super::words::{Act, State};

/// What somebody is to a part at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The person whose part it is.
    Assignee,
    /// Who decides on it; never the person.
    Reviewer,
    /// Anybody else who may see it.
    Other,
}

/// Why an act is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is somebody else's to do.
    NotYours,
    /// It does not go with the state.
    NotNow,
}

/// One line of the table.
struct Line {
    act: Act,
    role: Role,
    from: &'static [State],
    to: State,
}

const fn line(act: Act, role: Role, from: &'static [State], to: State) -> Line {
    Line {
        act,
        role,
        from,
        to,
    }
}

const TABLE: &[Line] = &[
    line(Act::Assign, Role::Reviewer, &[Draft, Declined], Assigned),
    line(Act::Accept, Role::Assignee, &[Assigned], Accepted),
    line(Act::Decline, Role::Assignee, &[Assigned], Declined),
    line(
        Act::Start,
        Role::Assignee,
        &[Accepted, Returned],
        InProgress,
    ),
    line(
        Act::Submit,
        Role::Assignee,
        &[Accepted, InProgress, Returned],
        Submitted,
    ),
    line(Act::Return, Role::Reviewer, &[Submitted], Returned),
    line(Act::Complete, Role::Reviewer, &[Submitted], Completed),
    line(
        Act::Cancel,
        Role::Reviewer,
        &[
            Draft, Assigned, Accepted, Declined, InProgress, Submitted, Returned,
        ],
        Cancelled,
    ),
];

/// What becomes of a part in a state by an act of somebody.
///
/// # Errors
/// Why nothing does.
pub fn next(state: State, act: Act, role: Role) -> Result<State, Refused> {
    let line = TABLE.iter().find(|line| line.act == act);
    let line = line
        .filter(|line| line.role == role)
        .ok_or(Refused::NotYours)?;
    if line.from.contains(&state) {
        Ok(line.to)
    } else {
        Err(Refused::NotNow)
    }
}

/// What somebody may do to a part in a state.
pub fn acts(state: State, role: Role) -> impl Iterator<Item = Act> {
    let may = move |act: &Act| next(state, *act, role).is_ok();
    Act::ALL.iter().copied().filter(may)
}

/// Whether an act has to say why.
pub const fn needs_note(act: Act) -> bool {
    matches!(act, Act::Decline | Act::Return | Act::Cancel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_stands_in_the_table_once() {
        for act in Act::ALL {
            let n = TABLE.iter().filter(|line| line.act == *act).count();
            assert_eq!(n, 1, "{act:?}");
        }
    }

    #[test]
    fn nothing_becomes_of_what_is_closed_and_others_do_nothing() {
        for state in State::ALL {
            for role in [Role::Assignee, Role::Reviewer, Role::Other] {
                let n = acts(*state, role).count();
                let none = state.is_closed() || role == Role::Other;
                assert!(!none || n == 0, "{state:?} {role:?}");
            }
        }
    }
}
