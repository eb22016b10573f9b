//! What somebody is to an assignment at this moment. Posts change hands and acting officials come
//! and go, so nothing of this is kept.

use ngantor_core::id::PersonId;
use ngantor_directory::decider::{Level, decide};

use super::life::Role;
use super::{Assignment, Part};

/// Who leads the unit in whose name something was given, and those above it, on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Of whom.
    pub person_id: PersonId,
    /// From that unit upwards.
    pub levels: &'a [Level],
}

fn leads(person: PersonId, level: &Level) -> bool {
    level.head == Some(person) || level.acting.is_some_and(|(id, _)| id == person)
}

impl Standing<'_> {
    /// What they are to a part. Nobody reviews their own; whoever decides for it by the directory
    /// does, and who gave it as long as they lead the unit.
    pub fn role(&self, assignment: &Assignment, part: &Part) -> Role {
        if part.person_id == self.person_id {
            return Role::Assignee;
        }
        let decision = decide(part.person_id, self.levels.to_vec());
        let decides = decision
            .decider
            .is_some_and(|decider| decider.person_id == self.person_id);
        if decides || self.still_gives(assignment) {
            Role::Reviewer
        } else {
            Role::Other
        }
    }

    /// Whether they may change what it is about, and ask more people: who gave it as long as they
    /// lead the unit, who leads it today in the giver's place, or who decides where nobody does.
    /// Whoever has a live part of it sets nobody's terms, their own among them: the level above
    /// does.
    pub fn manages(&self, assignment: &Assignment, parts: &[Part]) -> bool {
        let works = |id: &PersonId| {
            let mut live = parts.iter().filter(|part| part.is_live());
            live.any(|part| part.person_id == *id)
        };
        let in_charge = |level: &Level| level.acting.map(|(id, _)| id).or(level.head);
        let mut in_charge = self.levels.iter().filter_map(in_charge);
        let in_charge = in_charge.find(|id| !works(id));
        self.still_gives(assignment) || in_charge == Some(self.person_id)
    }

    /// Whether they lead the unit or one above it.
    pub fn leads_it(&self) -> bool {
        self.levels.iter().any(|level| leads(self.person_id, level))
    }

    fn still_gives(&self, assignment: &Assignment) -> bool {
        let own = self.levels.first();
        let leads = own.is_some_and(|level| leads(self.person_id, level));
        assignment.given_by == self.person_id && leads
    }
}
