//! Who may decide at a moment: the pure answer.

use attendance::domain::deciding::{Deciders, Escalated};
use attendance::domain::request::DecidedAs;
use ngantor_core::id::PersonId;
use ngantor_directory::decider::{Level, Style};

use crate::office::id;

const SITI: u32 = 1;
const BUDI: u32 = 2;
const MADE: u32 = 3;
const RATNA: u32 = 4;
const YOHANA: u32 = 5;

fn person(n: u32) -> PersonId {
    id(n).parse().unwrap()
}

fn level(n: u32, head: Option<u32>, acting: Option<u32>) -> Level {
    Level {
        unit_id: id(100 + n).parse().unwrap(),
        unit_name: format!("Unit {n}"),
        head: head.map(person),
        acting: acting.map(|n| (person(n), Style::Plh)),
    }
}

/// Budi leads Siti's unit, Ratna the one above.
fn usual() -> Vec<Level> {
    vec![level(1, Some(BUDI), None), level(2, Some(RATNA), None)]
}

fn who(levels: &[Level], away: &[u32], is_late: bool) -> Deciders {
    let away: Vec<_> = away.iter().map(|n| person(*n)).collect();
    Deciders::of(person(SITI), levels, |id| away.contains(&id), is_late)
}

fn told(deciders: &Deciders) -> (Vec<(PersonId, DecidedAs)>, Option<Escalated>, bool) {
    (
        deciders.people.clone(),
        deciders.escalated,
        deciders.personnel,
    )
}

#[test]
fn the_nearest_head_decides_alone_while_they_are_there() {
    let found = who(&usual(), &[], false);
    assert_eq!(
        told(&found),
        (vec![(person(BUDI), DecidedAs::Head)], None, false)
    );
    assert_eq!(found.may(person(RATNA), true), None);
    assert_eq!(found.may(person(BUDI), false), Some(DecidedAs::Head));
}

#[test]
fn a_head_on_leave_is_stood_in_for_from_above() {
    let found = who(&usual(), &[BUDI], false);
    let both = vec![
        (person(BUDI), DecidedAs::Head),
        (person(RATNA), DecidedAs::Above),
    ];
    assert_eq!(told(&found), (both, Some(Escalated::Away), false));
}

#[test]
fn without_an_answer_in_time_those_above_may_decide_and_the_head_still_may() {
    let found = who(&usual(), &[], true);
    assert_eq!(found.escalated, Some(Escalated::Unanswered));
    assert_eq!(found.may(person(RATNA), false), Some(DecidedAs::Above));
    assert_eq!(found.may(person(BUDI), false), Some(DecidedAs::Head));
    assert!(!found.personnel);
}

#[test]
fn who_acts_for_the_head_decides_and_the_head_does_not() {
    let levels = [
        level(1, Some(BUDI), Some(MADE)),
        level(2, Some(RATNA), None),
    ];
    let found = who(&levels, &[], false);
    assert_eq!(found.escalated, Some(Escalated::ActingHead));
    assert_eq!(found.may(person(MADE), false), Some(DecidedAs::ActingHead));
    assert_eq!(found.may(person(RATNA), false), Some(DecidedAs::Above));
    assert_eq!(found.may(person(BUDI), false), None);
}

#[test]
fn nobody_decides_for_themself_by_any_unit_that_they_lead() {
    for levels in [
        [level(1, Some(SITI), None), level(2, Some(RATNA), None)],
        [
            level(1, Some(BUDI), Some(SITI)),
            level(2, Some(RATNA), None),
        ],
        [
            level(1, Some(SITI), Some(MADE)),
            level(2, Some(RATNA), None),
        ],
    ] {
        let found = who(&levels, &[], true);
        assert_eq!(
            found.people,
            [(person(RATNA), DecidedAs::Head)],
            "{levels:?}"
        );
    }
    // A member of a unit under the one that they lead.
    let levels = [
        level(1, Some(BUDI), None),
        level(2, Some(SITI), None),
        level(3, Some(YOHANA), None),
    ];
    assert_eq!(
        who(&levels, &[], false).people,
        [(person(YOHANA), DecidedAs::Head)]
    );
}

#[test]
fn personnel_decide_only_where_nobody_else_is_there() {
    let nobody = who(&[], &[], false);
    assert_eq!(nobody.may(person(YOHANA), true), Some(DecidedAs::Personnel));
    assert_eq!(nobody.may(person(YOHANA), false), None);
    let vacant = who(&[level(1, None, None)], &[], false);
    assert!(vacant.personnel);
    let top = who(&[level(1, Some(SITI), None)], &[], false);
    assert!(top.personnel);
    let alone = [level(1, Some(BUDI), None)];
    assert!(!who(&alone, &[], false).personnel);
    assert!(who(&alone, &[BUDI], false).personnel);
    assert!(who(&alone, &[], true).personnel);
    assert!(!who(&usual(), &[BUDI], false).personnel);
    assert!(who(&usual(), &[BUDI, RATNA], false).personnel);
}

#[test]
fn a_vacant_post_is_passed_and_the_same_person_stands_there_once() {
    let levels = [
        level(1, None, None),
        level(2, Some(RATNA), None),
        level(3, Some(RATNA), Some(RATNA)),
    ];
    let found = who(&levels, &[], true);
    assert_eq!(found.people, [(person(RATNA), DecidedAs::Head)]);
}
