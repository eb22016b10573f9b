//! Who decides for a person on a day: the one answer, and how it was found.
//!
//! The home unit's head decides, or who acts for the head on that day. Nobody decides for
//! themself: for a head, and for who acts as one, the unit above decides. Where a post is vacant,
//! the unit above decides as well.

use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::lang::Text;
use serde::{Deserialize, Serialize};

/// How somebody acts for a head (SE BKN 1/2021).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Style {
    /// Pelaksana tugas: the post is vacant.
    Plt,
    /// Pelaksana harian: the head is away for a while.
    Plh,
}

impl Style {
    /// The word on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plt => "plt",
            Self::Plh => "plh",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Plt, Self::Plh]
            .into_iter()
            .find(|style| style.name() == word)
    }
}

/// A unit on the way up, and who leads it on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// The unit.
    pub unit_id: UnitId,
    /// Its name on the day.
    pub unit_name: String,
    /// Its head; one who left by that day counts as none.
    pub head: Option<PersonId>,
    /// Who acts for the head.
    pub acting: Option<(PersonId, Style)>,
}

/// What was found in a unit on the way up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Found {
    /// Its head decides.
    Head,
    /// Who acts for its head decides.
    ActingHead,
    /// The person leads it, or acts for who does.
    Own,
    /// Nobody leads it on the day.
    Vacant,
}

impl Found {
    /// What a step says; `{unit}` is the unit's name.
    pub const fn text(self) -> Text {
        match self {
            Self::Head => Text::new("Kepala {unit} memutuskan.", "The head of {unit} decides."),
            Self::ActingHead => Text::new(
                "Pelaksana kepala {unit} memutuskan.",
                "The acting head of {unit} decides.",
            ),
            Self::Own => Text::new(
                "Yang bersangkutan memimpin {unit}; unit di atasnya memutuskan.",
                "The person leads {unit}; the unit above decides.",
            ),
            Self::Vacant => Text::new(
                "{unit} tidak berkepala pada hari itu; unit di atasnya memutuskan.",
                "{unit} has no head on that day; the unit above decides.",
            ),
        }
    }
}

/// Who decides, and in which unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decider {
    /// Who.
    pub person_id: PersonId,
    /// Whose head they are or act for.
    pub unit_id: UnitId,
    /// How they act, when they are not the head.
    pub style: Option<Style>,
}

/// The way up from the person's own unit, and who decides at its end; nobody for a person
/// without a unit, and for who leads the uppermost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Who decides.
    pub decider: Option<Decider>,
    /// What was found in each unit, the last one that of the decider.
    pub steps: Vec<(Level, Found)>,
}

/// Finds who decides for a person, whose units stand from their own upwards.
pub fn decide(person: PersonId, levels: Vec<Level>) -> Decision {
    // Whoever leads a unit is above all that is under it: the way begins there.
    let leads = |level: &Level| leads(person, level);
    let begin = levels.iter().rposition(leads).unwrap_or(0);
    let mut steps = Vec::new();
    for level in levels.into_iter().skip(begin) {
        let (found, decider) = look(person, &level);
        steps.push((level, found));
        if decider.is_some() {
            return Decision { decider, steps };
        }
    }
    Decision {
        decider: None,
        steps,
    }
}

/// Whether somebody leads, or acts for who leads, a unit above a person, whose units stand from
/// their own upwards. As when deciding, the way begins above the uppermost unit that the person
/// leads: who acts for an absent head is not above that head.
pub fn is_above(superior: PersonId, person: PersonId, levels: &[Level]) -> bool {
    let own = levels.iter().rposition(|level| leads(person, level));
    let above = levels.iter().skip(own.map_or(0, |own| own + 1));
    above.into_iter().any(|level| leads(superior, level))
}

fn leads(person: PersonId, level: &Level) -> bool {
    level.head == Some(person) || level.acting.is_some_and(|(id, _)| id == person)
}

fn look(person: PersonId, level: &Level) -> (Found, Option<Decider>) {
    let is_own = leads(person, level);
    let decider = |person_id, style| {
        Some(Decider {
            person_id,
            unit_id: level.unit_id,
            style,
        })
    };
    match (level.acting, level.head) {
        _ if is_own => (Found::Own, None),
        (Some((id, style)), _) => (Found::ActingHead, decider(id, Some(style))),
        (None, Some(id)) => (Found::Head, decider(id, None)),
        (None, None) => (Found::Vacant, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITI: u8 = 1;
    const BUDI: u8 = 2;
    const MADE: u8 = 3;
    const RATNA: u8 = 4;

    fn person(n: u8) -> PersonId {
        format!("0193a5b0-7c1e-7000-8000-0000000000{n:02x}")
            .parse()
            .unwrap()
    }

    fn level(n: u8, head: Option<u8>, acting: Option<u8>) -> Level {
        Level {
            unit_id: format!("0193a5b0-7c1e-7000-9000-0000000000{n:02x}")
                .parse()
                .unwrap(),
            unit_name: format!("Unit {n}"),
            head: head.map(person),
            acting: acting.map(|n| (person(n), Style::Plh)),
        }
    }

    type Case = (&'static str, Vec<Level>, Option<u8>, Vec<Found>);

    fn by_the_own_unit() -> Vec<Case> {
        use Found::{ActingHead, Head};
        vec![
            ("no unit", vec![], None, vec![]),
            (
                "a head",
                vec![level(1, Some(BUDI), None)],
                Some(BUDI),
                vec![Head],
            ),
            (
                "an acting head before the head",
                vec![level(1, Some(BUDI), Some(MADE))],
                Some(MADE),
                vec![ActingHead],
            ),
            (
                "an acting head in a vacant post",
                vec![level(1, None, Some(MADE))],
                Some(MADE),
                vec![ActingHead],
            ),
        ]
    }

    fn by_a_unit_above() -> Vec<Case> {
        use Found::{ActingHead, Head, Own, Vacant};
        vec![
            (
                "a vacant post",
                vec![level(1, None, None), level(2, Some(RATNA), None)],
                Some(RATNA),
                vec![Vacant, Head],
            ),
            (
                "oneself as head",
                vec![level(1, Some(SITI), None), level(2, Some(RATNA), None)],
                Some(RATNA),
                vec![Own, Head],
            ),
            (
                "a head whom another acts for does not decide for themself by that one",
                vec![
                    level(1, Some(SITI), Some(MADE)),
                    level(2, Some(RATNA), None),
                ],
                Some(RATNA),
                vec![Own, Head],
            ),
            (
                "who acts for the head is decided for from above, not by the absent head",
                vec![level(1, Some(BUDI), Some(SITI)), level(2, None, Some(MADE))],
                Some(MADE),
                vec![Own, ActingHead],
            ),
            (
                "a member of a unit under the one that they act for",
                vec![
                    level(1, Some(BUDI), None),
                    level(2, Some(MADE), Some(SITI)),
                    level(3, Some(RATNA), None),
                ],
                Some(RATNA),
                vec![Own, Head],
            ),
            (
                "one who leads two units, one above the other",
                vec![
                    level(1, Some(SITI), None),
                    level(2, None, Some(SITI)),
                    level(3, Some(RATNA), None),
                ],
                Some(RATNA),
                vec![Own, Head],
            ),
            (
                "the uppermost",
                vec![level(3, Some(SITI), None)],
                None,
                vec![Own],
            ),
        ]
    }

    #[test]
    fn who_decides_is_above_and_nobody_whom_the_person_leads() {
        let cases = by_the_own_unit().into_iter().chain(by_a_unit_above());
        for (name, levels, decider, _) in cases {
            for other in [BUDI, MADE, RATNA] {
                let found = is_above(person(other), person(SITI), &levels);
                assert!(found || decider != Some(other), "{name}: {other}");
            }
            assert!(!is_above(person(SITI), person(SITI), &levels), "{name}");
        }
        let own = [
            level(1, Some(BUDI), None),
            level(2, Some(SITI), Some(MADE)),
            level(3, Some(RATNA), None),
        ];
        for (other, found) in [(BUDI, false), (MADE, false), (RATNA, true)] {
            assert_eq!(is_above(person(other), person(SITI), &own), found);
        }
    }

    #[test]
    fn the_nearest_who_is_not_oneself_decides() {
        let cases = by_the_own_unit().into_iter().chain(by_a_unit_above());
        for (name, levels, decider, steps) in cases {
            let decision = decide(person(SITI), levels);
            let found: Vec<_> = decision.steps.iter().map(|(_, found)| *found).collect();
            assert_eq!(found, steps, "{name}");
            let id = decision.decider.map(|decider| decider.person_id);
            assert_eq!(id, decider.map(person), "{name}");
        }
    }
}
