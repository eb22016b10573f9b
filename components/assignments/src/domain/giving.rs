//! Who may give work to whom.
//!
//! Work is given in the name of a unit or a team that the giver leads today, as its head, as who
//! acts for the head, or as the leader of the team. It goes
//!
//! - down: to whoever belongs to the unit or to one under it, and to participants of the team;
//! - across: to who leads another unit, who forwards it there (disposisi).
//!
//! It never goes up, to who leads that unit or one above it, nor to oneself.

use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;

use super::GivenAs;

/// A person who is to do it, on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Who.
    pub person_id: PersonId,
    /// The units that they belong to, their own first, then those above it.
    pub units: Vec<UnitId>,
    /// The units that they lead, or act for who leads.
    pub leads: Vec<UnitId>,
    /// Whether they participate in the team in whose name the work is given.
    pub is_participant: bool,
}

/// Why somebody is not given it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// One does not give work to oneself.
    Oneself,
    /// They lead the unit, or one above it.
    Superior,
    /// They belong elsewhere, and lead nothing there.
    Elsewhere,
}

impl Why {
    /// The fault of a person in the list.
    pub fn fault(self, index: usize) -> Fault {
        let (code, text) = match self {
            Self::Oneself => ("oneself", ONESELF),
            Self::Superior => ("superior", SUPERIOR),
            Self::Elsewhere => ("elsewhere", ELSEWHERE),
        };
        Fault::new(format!("/people/{index}"), code, text)
    }
}

const ONESELF: Text = Text::new(
    "Penugasan tidak diberikan kepada diri sendiri.",
    "Work is not given to oneself.",
);
const SUPERIOR: Text = Text::new(
    "Penugasan tidak diberikan kepada atasan.",
    "Work is not given to a superior.",
);
const ELSEWHERE: Text = Text::new(
    "Bukan bawahan; di unit lain penugasan diberikan kepada pimpinannya.",
    "Not under you; in another unit work is given to who leads it.",
);
const NOT_LED: Text = Text::new(
    "Anda tidak memimpin unit ini.",
    "You do not lead this unit.",
);
const WHICH_UNIT: Text = Text::new(
    "Anda memimpin beberapa unit; sebutkan atas nama unit yang mana.",
    "You lead several units; say in the name of which.",
);

/// Whether somebody may give work in the name of a unit to a person; `above` is that unit and
/// those above it.
///
/// # Errors
/// Why not.
pub fn may_give(giver: PersonId, above: &[UnitId], to: &Target) -> Result<(), Why> {
    if to.person_id == giver {
        return Err(Why::Oneself);
    }
    if to.leads.iter().any(|unit| above.contains(unit)) {
        return Err(Why::Superior);
    }
    let is_under = above.first().is_some_and(|unit| to.units.contains(unit));
    if is_under || to.is_participant || !to.leads.is_empty() {
        Ok(())
    } else {
        Err(Why::Elsewhere)
    }
}

/// In the name of which of the units that somebody leads.
///
/// # Errors
/// The fault of the choice; `None` in it when they lead nothing, and so give no work at all.
pub fn choose(
    led: &[(UnitId, GivenAs)],
    wanted: Option<UnitId>,
) -> Result<(UnitId, GivenAs), Option<Fault>> {
    match (wanted, led) {
        (_, []) => Err(None),
        (None, [only]) => Ok(*only),
        (None, _) => Err(Some(Fault::new("/unit_id", "which_unit", WHICH_UNIT))),
        (Some(unit), _) => {
            let found = led.iter().find(|(one, _)| *one == unit);
            let fault = || Some(Fault::new("/unit_id", "not_led", NOT_LED));
            found.copied().ok_or_else(fault)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(n: u8) -> UnitId {
        format!("0193a5b0-7c1e-7000-9000-0000000000{n:02x}")
            .parse()
            .unwrap()
    }

    fn person(n: u8) -> PersonId {
        format!("0193a5b0-7c1e-7000-8000-0000000000{n:02x}")
            .parse()
            .unwrap()
    }

    fn target(units: &[u8], leads: &[u8], is_participant: bool) -> Target {
        Target {
            person_id: person(1),
            units: units.iter().copied().map(unit).collect(),
            leads: leads.iter().copied().map(unit).collect(),
            is_participant,
        }
    }

    /// Unit 2 is under 3; 5 is beside them, and 6 is a team under 3.
    #[test]
    fn work_goes_down_and_across_to_who_leads_and_never_up() {
        let cases = [
            ("a member", target(&[2, 3], &[], false), Ok(())),
            ("one below", target(&[1, 2, 3], &[], false), Ok(())),
            ("a head below", target(&[1, 2, 3], &[1], false), Ok(())),
            ("another's head", target(&[5], &[5], false), Ok(())),
            (
                "another's member",
                target(&[5], &[], false),
                Err(Why::Elsewhere),
            ),
            ("nobody's", target(&[], &[], false), Err(Why::Elsewhere)),
            ("a participant", target(&[5], &[], true), Ok(())),
            (
                "the absent head",
                target(&[2, 3], &[2], false),
                Err(Why::Superior),
            ),
            (
                "the head above",
                target(&[3], &[3], false),
                Err(Why::Superior),
            ),
        ];
        for (name, to, found) in cases {
            assert_eq!(
                may_give(person(9), &[unit(2), unit(3)], &to),
                found,
                "{name}"
            );
        }
        let own = target(&[2, 3], &[2], false);
        assert_eq!(may_give(person(1), &[unit(2)], &own), Err(Why::Oneself));
    }

    #[test]
    fn who_leads_several_units_says_which() {
        let one = (unit(1), GivenAs::Head);
        let other = (unit(2), GivenAs::TeamLead);
        assert_eq!(choose(&[], None), Err(None));
        assert_eq!(choose(&[one], None), Ok(one));
        assert_eq!(choose(&[one, other], Some(unit(2))), Ok(other));
        for (led, wanted) in [(&[one, other][..], None), (&[one], Some(unit(2)))] {
            let fault = choose(led, wanted).unwrap_err().unwrap();
            assert_eq!(fault.pointer, "/unit_id");
        }
    }
}
