//! Who comes in by which way, and with which roles, as the institution wants it. Whatever opens a
//! session or goes on with one asks here.

use ngantor_core::id::PersonId;
use ngantor_http::Problem;

use super::App;
use crate::domain::person::Person;
use crate::domain::policy::{Policy, WayIn};
use crate::store;
use crate::store::second_factor;

/// Somebody with the roles that are in force for who came by a way; `None` when that is closed to
/// them.
pub(super) async fn enter(
    app: &App,
    person: Person,
    way_in: WayIn,
) -> Result<Option<Person>, Problem> {
    let policy = policy(app).await?;
    match policy.allows(way_in, &person.roles) {
        true => with_roles(app, &policy, person, way_in).await.map(Some),
        false => Ok(None),
    }
}

/// The same for an app that somebody let in: it has what their password is good for.
pub(super) async fn enter_as_app(app: &App, person: Person) -> Result<Person, Problem> {
    let policy = policy(app).await?;
    with_roles(app, &policy, person, WayIn::Password).await
}

async fn policy(app: &App) -> Result<Policy, Problem> {
    let institution = store::institution(&*app.base.db).await?;
    Ok(institution.map(|it| it.policy).unwrap_or_default())
}

async fn with_roles(
    app: &App,
    policy: &Policy,
    person: Person,
    way_in: WayIn,
) -> Result<Person, Problem> {
    if !policy.needs_second_factor {
        return Ok(person);
    }
    let has_factor = has_factor(app, person.id).await?;
    let roles = policy.in_force(&person.roles, way_in, has_factor);
    Ok(Person { roles, ..person })
}

async fn has_factor(app: &App, person: PersonId) -> Result<bool, Problem> {
    let factor = second_factor::of_person(&*app.base.db, person).await?;
    Ok(factor.is_some_and(|factor| factor.is_on))
}
