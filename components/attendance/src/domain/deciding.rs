//! Who may decide a request at the moment of deciding. Nobody decides for themself. The nearest
//! head does, or who acts for that head; those above may as well while the nearest one is away or
//! has not answered in time; and personnel where nobody else is there.

use chrono::Duration;
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::Instant;
use ngantor_directory::decider::Level;
use serde::{Deserialize, Serialize};

use super::request::DecidedAs;

/// The longest time in which a decider may answer alone, in hours: a month.
pub const AFTER_MAX_H: u16 = 31 * 24;

const OUT_OF_RANGE: Text = Text::new("Dari 1 sampai {limit} jam.", "From 1 to {limit} hours.");

/// When others may decide as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Escalation {
    /// Hours without an answer, from when it was asked.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1, maximum = 744))]
    pub after_h: u16,
}

impl Escalation {
    /// Checks all of it.
    ///
    /// # Errors
    /// Its fault.
    pub fn check(&self) -> Result<(), Fault> {
        let pointer = "/terms/after_h";
        (1..=AFTER_MAX_H)
            .contains(&self.after_h)
            .then_some(())
            .ok_or_else(|| Fault::beyond(pointer, "out_of_range", OUT_OF_RANGE, AFTER_MAX_H))
    }

    /// Whether what was asked at an instant waits too long at another.
    pub fn is_over(self, asked_at: Instant, now: Instant) -> bool {
        now - asked_at >= Duration::hours(self.after_h.into())
    }
}

/// Why others may decide as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Escalated {
    /// The head is away: somebody acts for them.
    ActingHead,
    /// Whoever decides is on leave or travels today.
    Away,
    /// There was no answer in time.
    Unanswered,
}

/// Everybody who may decide one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciders {
    /// The nearest first.
    pub people: Vec<(PersonId, DecidedAs)>,
    /// Why those above the nearest stand there too.
    pub escalated: Option<Escalated>,
    /// Whether personnel may decide.
    pub personnel: bool,
}

impl Deciders {
    /// Finds them for a person, whose units stand from their own upwards; `is_away` tells who is on
    /// leave or travels today, `is_late` whether nobody answered in time.
    pub fn of(
        person: PersonId,
        levels: &[Level],
        is_away: impl Fn(PersonId) -> bool,
        is_late: bool,
    ) -> Self {
        let mut ladder = ladder(person, levels);
        let Some((nearest, as_what)) = ladder.first().copied() else {
            return Self {
                people: Vec::new(),
                escalated: None,
                personnel: true,
            };
        };
        let escalated = match as_what {
            _ if is_away(nearest) => Some(Escalated::Away),
            _ if is_late => Some(Escalated::Unanswered),
            DecidedAs::ActingHead => Some(Escalated::ActingHead),
            _ => None,
        };
        if escalated.is_none() {
            ladder.truncate(1);
        }
        let mut people: Vec<(PersonId, DecidedAs)> = Vec::new();
        for (id, as_what) in ladder {
            if people.iter().all(|(known, _)| *known != id) {
                let nearest = people.is_empty();
                people.push((id, if nearest { as_what } else { DecidedAs::Above }));
            }
        }
        let answers = matches!(escalated, None | Some(Escalated::ActingHead));
        let is_there = |(id, _): &(PersonId, DecidedAs)| !is_away(*id);
        Self {
            personnel: !answers && !people.iter().skip(1).any(is_there),
            people,
            escalated,
        }
    }

    /// As what somebody may decide.
    pub fn may(&self, person: PersonId, is_personnel: bool) -> Option<DecidedAs> {
        let found = self.people.iter().find(|(id, _)| *id == person);
        let found = found.map(|(_, as_what)| *as_what);
        found.or_else(|| (self.personnel && is_personnel).then_some(DecidedAs::Personnel))
    }
}

/// Who leads each unit above the person, the nearest first. The way begins above the uppermost unit
/// that the person leads: whoever leads a unit is above all that is under it.
fn ladder(person: PersonId, levels: &[Level]) -> Vec<(PersonId, DecidedAs)> {
    let acting = |level: &Level| level.acting.map(|(id, _)| id);
    let leads = |level: &Level| level.head == Some(person) || acting(level) == Some(person);
    let begin = levels.iter().rposition(leads).map_or(0, |own| own + 1);
    let above = levels.iter().skip(begin);
    let leader = |level: &Level| match (acting(level), level.head) {
        (Some(id), _) => Some((id, DecidedAs::ActingHead)),
        (None, Some(id)) => Some((id, DecidedAs::Head)),
        (None, None) => None,
    };
    above.filter_map(leader).collect()
}
