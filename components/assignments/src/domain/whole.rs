//! How the state of the whole follows from those of its parts. The view `whole_by_rule` in the
//! schema says the same; a test holds the two equal.

use super::words::State;

/// The state of the whole:
///
/// 1. Parts that were cancelled do not count; where no others are, the whole is cancelled.
/// 2. Nor do those that were declined; where no others are, the whole is declined.
/// 3. All completed: completed.
/// 4. One was returned: returned, whatever else is done.
/// 5. All handed in or completed: submitted.
/// 6. One is at work, handed in or completed: in progress.
/// 7. One is accepted: accepted. One was asked: assigned. Else it is a draft.
pub fn whole(parts: &[State]) -> State {
    use State::{
        Accepted, Assigned, Cancelled, Completed, Declined, Draft, InProgress, Returned, Submitted,
    };
    let without = |gone: &[State]| parts.iter().filter(|part| !gone.contains(part)).count();
    let any = |some: &[State]| parts.iter().any(|part| some.contains(part));
    if without(&[Cancelled]) == 0 {
        Cancelled
    } else if without(&[Cancelled, Declined]) == 0 {
        Declined
    } else if without(&[Cancelled, Declined, Completed]) == 0 {
        Completed
    } else if any(&[Returned]) {
        Returned
    } else if without(&[Cancelled, Declined, Completed, Submitted]) == 0 {
        Submitted
    } else if any(&[InProgress, Submitted, Completed]) {
        InProgress
    } else if any(&[Accepted]) {
        Accepted
    } else if any(&[Assigned]) {
        Assigned
    } else {
        Draft
    }
}

#[cfg(test)]
mod tests {
    use super::State::{
        Accepted, Assigned, Cancelled, Completed, Declined, Draft, InProgress, Returned, Submitted,
    };
    use super::*;

    #[test]
    fn the_whole_follows_from_its_parts() {
        for (parts, state) in [
            (&[Draft, Draft][..], Draft),
            (&[Assigned], Assigned),
            (&[Assigned, Accepted], Accepted),
            (&[Assigned, InProgress], InProgress),
            (&[Assigned, Completed], InProgress),
            (&[Submitted, Completed], Submitted),
            (&[Submitted, InProgress], InProgress),
            (&[Completed, Returned], Returned),
            (&[Completed, Declined, Cancelled], Completed),
            (&[Declined, Cancelled], Declined),
            (&[Cancelled, Cancelled], Cancelled),
            (&[Declined, Assigned], Assigned),
        ] {
            assert_eq!(whole(parts), state, "{parts:?}");
        }
    }
}
