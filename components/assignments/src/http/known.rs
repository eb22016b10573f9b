//! An assignment with what it takes to say who may see it and do what: who leads, as of now.

use ngantor_core::caller::{Caller, Role as Office};
use ngantor_core::time::Day;
use ngantor_db::DbError;
use ngantor_directory::decider::{self, Level};
use ngantor_directory::tree;
use ngantor_http::{Base, Problem, kind};

use super::kinds;
use crate::domain::life::Role;
use crate::domain::standing::Standing;
use crate::domain::{Assignment, AssignmentId, Part};
use crate::store::{assignment as store, beside};

/// Why somebody sees an assignment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// It concerns them.
    Concerned,
    /// They read everything and change nothing.
    Reads,
}

/// An assignment, its parts, and who leads the unit in whose name it was given.
pub(super) struct Known {
    pub(super) assignment: Assignment,
    pub(super) parts: Vec<Part>,
    pub(super) levels: Vec<Level>,
}

impl Known {
    /// What the caller is to it.
    pub(super) fn standing(&self, caller: &Caller) -> Standing<'_> {
        Standing {
            person_id: caller.person_id,
            levels: &self.levels,
        }
    }

    /// What the caller is to a part.
    pub(super) fn role(&self, caller: &Caller, part: &Part) -> Role {
        self.standing(caller).role(&self.assignment, part)
    }

    /// Whether the caller may change what it is about.
    pub(super) fn manages(&self, caller: &Caller) -> bool {
        self.standing(caller).manages(&self.assignment, &self.parts)
    }

    /// The caller's own part that is live.
    pub(super) fn own_part(&self, caller: &Caller) -> Option<&Part> {
        let is_own = |part: &&Part| part.person_id == caller.person_id && part.is_live();
        self.parts.iter().find(is_own)
    }
}

/// Loads one, whoever asks.
pub(super) async fn load(base: &Base, caller: &Caller, id: AssignmentId) -> Result<Known, Problem> {
    let db = &*base.db;
    let assignment = store::by_id(db, id).await?.ok_or(kind::NOT_FOUND)?;
    let today = Day(caller.zone.day(base.now()));
    Ok(Known {
        parts: store::parts(db, id).await?,
        levels: tree::levels_from(db, assignment.unit_id, today).await?,
        assignment,
    })
}

/// One that the caller may see; 404 for anybody else.
pub(super) async fn load_seen(
    base: &Base,
    caller: &Caller,
    id: AssignmentId,
) -> Result<Known, Problem> {
    let known = load(base, caller, id).await?;
    match sight(base, caller, &known).await? {
        Some(_) => Ok(known),
        None => Err(kind::NOT_FOUND.into()),
    }
}

/// One that concerns the caller; 403 for auditors, 404 for anybody else.
pub(super) async fn load_concerned(
    base: &Base,
    caller: &Caller,
    id: AssignmentId,
) -> Result<Known, Problem> {
    let known = load(base, caller, id).await?;
    match sight(base, caller, &known).await? {
        Some(Sight::Concerned) => Ok(known),
        Some(Sight::Reads) => Err(kinds::NOT_YOURS.into()),
        None => Err(kind::NOT_FOUND.into()),
    }
}

/// What nobody was ever asked to do: who made it alone. Anything else: who gave it, whose it is,
/// who is let watch it, who leads the unit in whose name it was given or one above, who stands
/// above one of its people, who gave what it belongs to, and auditors.
async fn sight(base: &Base, caller: &Caller, known: &Known) -> Result<Option<Sight>, Problem> {
    let me = caller.person_id;
    if known.assignment.given_by == me {
        return Ok(Some(Sight::Concerned));
    }
    if !known.assignment.is_given {
        return Ok(None);
    }
    let is_own = |part: &Part| part.person_id == me && part.asked_at.is_some();
    let (db, id) = (&*base.db, known.assignment.id);
    let is_concerned = known.parts.iter().any(is_own)
        || known.standing(caller).leads_it()
        || beside::is_let_watch(db, id, me).await?
        || store::chain(db, id)
            .await?
            .iter()
            .any(|above| above.given_by == me)
        || is_above_one(base, caller, known).await?;
    let reads = || caller.is_any(&[Office::Auditor]).then_some(Sight::Reads);
    Ok(if is_concerned {
        Some(Sight::Concerned)
    } else {
        reads()
    })
}

async fn is_above_one(base: &Base, caller: &Caller, known: &Known) -> Result<bool, Problem> {
    let (db, me) = (&*base.db, caller.person_id);
    let today = Day(caller.zone.day(base.now()));
    for part in known.parts.iter().filter(|part| part.asked_at.is_some()) {
        let levels = tree::levels_above(db, part.person_id, today).await?;
        if decider::is_above(me, part.person_id, &levels)
            || tree::leads_unit(db, me, part.unit_id, today).await?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the database said no to, as the problem that it is.
pub(super) fn refused(error: DbError) -> Problem {
    let words = match &error {
        DbError::Refused(words) => words.as_str(),
        DbError::Unique(columns) if columns == "part.assignment_id, part.person_id" => {
            kinds::ALREADY_ASKED.code
        }
        _ => "",
    };
    match kinds::ALL.iter().find(|kind| kind.code == words) {
        Some(kind) => (*kind).into(),
        None => error.into(),
    }
}
