//! Links by which people set a password: the first one, or one instead of a forgotten one.
//! Personnel make them and hand them over; nothing is sent from here.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use chrono::Duration;
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_core::id::PersonId;
use ngantor_core::recovery::Recovery;
use ngantor_http::{Json, Path, Problem, json, kind};
use serde::{Deserialize, Serialize};

use super::App;
use super::device::Device;
use super::keep::hash;
use super::kinds::{ADMINISTRATORS_ONLY, NOT_FOR_ONESELF, PASSWORD_LINK_OVER};
use super::people::Keeper;
use super::present::still_here;
use super::proof::choose;
use crate::domain::access;
use crate::domain::password_link::{GOOD_H, LinkToken};
use crate::domain::person::Person;
use crate::store;
use crate::store::password_link;

/// A link that was just made. Its token is told this once.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = PasswordLink))]
pub(crate) struct PasswordLinkView {
    /// The word that goes behind the `#` of the page `/reset`.
    token: String,
    /// Until when it is good, RFC 3339.
    expires_at: String,
}

/// What uses a link.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct PasswordLinkUse {
    /// The word in the link, after the `#`.
    token: String,
    /// 12 to 200 characters, hard to guess, without the username.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 12, max_length = 200))]
    password: String,
}

pub(super) async fn make(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<PersonId>,
) -> Result<Response, Problem> {
    let person = load_other(&app, &caller, id).await?;
    let token = LinkToken::new(app.base.ambient.random()?);
    let (db, now) = (&*app.base.db, app.base.now());
    let expires_at = now + Duration::hours(GOOD_H);
    let (people, until) = ((&person, caller.person_id), (now, expires_at));
    let seal = token.seal(&app.master);
    if !password_link::insert(db, app.base.new_id(), people, &seal, until).await? {
        return Err(kind::CHANGED_MEANWHILE.into());
    }
    let view = PasswordLinkView {
        token: token.as_str().to_owned(),
        expires_at: caller.zone.rfc3339(expires_at),
    };
    Ok(json(StatusCode::CREATED, &view))
}

/// Somebody whose sign-in the caller may help with: not oneself, for which there are ways that ask
/// who one is; and administrators are helped by administrators.
pub(super) async fn load_other(
    app: &App,
    caller: &Caller,
    id: PersonId,
) -> Result<Person, Problem> {
    let person = store::person_by_id(&*app.base.db, id).await?;
    let person = person.ok_or(kind::NOT_FOUND)?;
    if person.id == caller.person_id {
        return Err(NOT_FOR_ONESELF.into());
    }
    if access::may_help(caller, &person.roles) {
        Ok(person)
    } else {
        Err(ADMINISTRATORS_ONLY.into())
    }
}

pub(super) async fn set_password(
    State(app): State<App>,
    device: Device,
    Json(form): Json<PasswordLinkUse>,
) -> Result<Response, Problem> {
    if let Some(word) = Recovery::read(&form.token, &app.master, app.base.now()) {
        return recover(&app, &device, &word, &form.password).await;
    }
    let (db, now) = (&*app.base.db, app.base.now());
    // Unknown, used, burnt or too old: which is not told.
    let found = find(&app, &LinkToken::given(form.token)).await?;
    let (seal, owner) = found.ok_or(PASSWORD_LINK_OVER)?;
    let person = store::person_by_id(db, owner).await?;
    let person = person.ok_or(PASSWORD_LINK_OVER)?;
    let password = choose(&app, &person, &form.password, "/password").await?;
    let new_hash = hash(&app, &password)?;
    if password_link::set_password(db, &seal, &new_hash, &device.place, now).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(PASSWORD_LINK_OVER.into())
    }
}

/// A link that is good: its seal and whose it is. It may be one that the master secret before made.
async fn find(app: &App, token: &LinkToken) -> Result<Option<(String, PersonId)>, Problem> {
    for master in app.master.each() {
        let seal = token.seal(&master);
        let owner = password_link::owner(&*app.base.db, &seal, app.base.now()).await?;
        if let Some(owner) = owner {
            return Ok(Some((seal, owner)));
        }
    }
    Ok(None)
}

/// Sets a password by the operator's word, and takes a lost phone's codes away with it.
async fn recover(
    app: &App,
    device: &Device,
    word: &Recovery,
    password: &str,
) -> Result<Response, Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    let found = store::person_by_username(db, &word.username).await?;
    let person = found.map(|(person, _)| person);
    let person = still_here(app, person).await?;
    let person = person.ok_or(PASSWORD_LINK_OVER)?;
    let password = choose(app, &person, password, "/password").await?;
    let (id, new_hash) = (app.base.new_id(), hash(app, &password)?);
    let set = (&*new_hash, &device.place);
    if password_link::recover(db, (id, person.id), set, (word.issued_at, now)).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(PASSWORD_LINK_OVER.into())
    }
}
