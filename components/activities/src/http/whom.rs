//! Who sees whose activities, and of whom a list is. Everybody sees their own; who leads a unit, or
//! acts for who does, those of the people under them, as of this moment, and for a while of whoever
//! left; who keeps or audits, everybody's. To anybody else they are not there.

use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::Day;
use ngantor_directory::under;
use ngantor_http::{Base, Params, Problem, kind};

use crate::domain::life::Who;
use crate::store::list::Of;

const NO_SCOPE: Text = Text::new("Pilih me, team atau all.", "Choose me, team or all.");

/// Whether somebody sees everybody's.
pub(super) fn sees_all(caller: &Caller) -> bool {
    caller.is_any(&[Role::Personnel, Role::Auditor, Role::Administrator])
}

/// As what somebody acts on what a person did.
pub(super) async fn who(base: &Base, caller: &Caller, person: PersonId) -> Result<Who, Problem> {
    if person == caller.person_id {
        return Ok(Who::Own);
    }
    let today = Day(caller.zone.day(base.now()));
    let (db, me) = (&*base.db, caller.person_id);
    let is_above = under::is_above_or_was_left(db, me, person, today).await?;
    Ok(if is_above { Who::Above } else { Who::Other })
}

/// The same; 404 for whoever does not see it.
pub(super) async fn who_sees(
    base: &Base,
    caller: &Caller,
    person: PersonId,
) -> Result<Who, Problem> {
    match who(base, caller, person).await? {
        Who::Other if !sees_all(caller) => Err(kind::NOT_FOUND.into()),
        who => Ok(who),
    }
}

/// Of whom a list is.
pub(super) enum Whom {
    One(PersonId),
    Some(Vec<PersonId>),
    All,
}

impl Whom {
    /// By `of` and `person_id`: oneself when both are left out.
    pub(super) async fn of(base: &Base, params: &Params, caller: &Caller) -> Result<Self, Problem> {
        let id = params.id("person_id")?;
        match (params.get("of").unwrap_or("me"), id) {
            ("me", None) => Ok(Self::One(caller.person_id)),
            ("team", Some(id)) => match who(base, caller, id).await? {
                Who::Above => Ok(Self::One(id)),
                Who::Own | Who::Other => Err(kind::NOT_FOUND.into()),
            },
            ("team", None) => Ok(Self::Some(people_under(base, caller).await?)),
            ("all", _) if !sees_all(caller) => Err(kind::FORBIDDEN.into()),
            ("all", Some(id)) => Ok(Self::One(id)),
            ("all", None) => Ok(Self::All),
            _ => Err(Fault::new("?of", "unknown_choice", NO_SCOPE).into()),
        }
    }

    pub(super) fn people(&self) -> Of<'_> {
        match self {
            Self::One(person) => Of::One(*person),
            Self::Some(people) => Of::Some(people),
            Self::All => Of::All,
        }
    }
}

/// Everybody under somebody today, and for a while whoever left and went nowhere else, whose last
/// weeks somebody has to look at.
async fn people_under(base: &Base, caller: &Caller) -> Result<Vec<PersonId>, Problem> {
    let (db, today) = (&*base.db, Day(caller.zone.day(base.now())));
    let mut people = under::people_under(db, caller.person_id, today).await?;
    people.extend(under::people_who_left(db, caller.person_id, today).await?);
    Ok(people)
}
