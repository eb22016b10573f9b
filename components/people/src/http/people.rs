//! The records of people: seeing, adding and changing them.

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse as _, Response};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, Faults};
use ngantor_core::time::Zone;
use ngantor_db::DbError;
use ngantor_http::page::Page;
use ngantor_http::{Json, Params, Path, Problem, conditional, json, kind};
use serde::{Deserialize, Deserializer, Serialize};

use super::kinds::{LAST_ADMINISTRATOR, ROLE_NOT_YOURS};
use super::present::Present;
use super::{App, PREFIX, hash};
use crate::domain::access::{self, Access};
use crate::domain::{self, Username};
use crate::password;
use crate::store::{self, Person};

const TAKEN: Text = Text::new(
    "Nama pengguna ini sudah dipakai.",
    "This username is taken.",
);

/// A person on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Person))]
pub(crate) struct PersonView<'a> {
    id: PersonId,
    name: &'a str,
    /// By which the person signs in.
    username: &'a str,
    roles: &'a [Role],
    /// The zone of the person's office.
    zone: Zone,
}

impl<'a> PersonView<'a> {
    pub(super) fn of(person: &'a Person) -> Self {
        Self {
            id: person.id,
            name: &person.name,
            username: &person.username,
            roles: &person.roles,
            zone: person.zone,
        }
    }
}

/// A caller who may add and change people; 403 for others.
pub(super) struct Keeper(Caller);

impl FromRequestParts<App> for Keeper {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Present(caller) = Present::from_request_parts(parts, app).await?;
        match access::to_everybody(&caller) {
            Access::Change => Ok(Self(caller)),
            Access::Read | Access::None => Err(kind::FORBIDDEN.into()),
        }
    }
}

pub(super) async fn list(
    State(app): State<App>,
    Present(caller): Present,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["limit", "cursor"])?;
    let mut page = Page::<(String, String)>::of(&params)?;
    let sees_all = access::to_everybody(&caller) >= Access::Read;
    let only = (!sees_all).then_some(caller.person_id);
    let (after, limit) = (page.after.take(), page.limit_plus_one());
    let mut people = store::people_by_name(&*app.base.db, only, after, limit).await?;
    let key = |person: &Person| (person.name.clone(), person.id.to_string());
    let headers = page.cut(&format!("{PREFIX}/people"), &mut people, key);
    let views: Vec<_> = people.iter().map(PersonView::of).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

pub(super) async fn show(
    State(app): State<App>,
    Present(caller): Present,
    Path(id): Path<PersonId>,
) -> Result<Response, Problem> {
    let (person, _) = load(&app, &caller, id).await?;
    Ok(show_person(StatusCode::OK, &person))
}

/// A person whom the caller may see, and what else the caller may do.
async fn load(app: &App, caller: &Caller, id: PersonId) -> Result<(Person, Access), Problem> {
    let access = access::to_person(caller, id);
    let person = match access {
        Access::None => None,
        Access::Read | Access::Change => store::person_by_id(&*app.base.db, id).await?,
    };
    let person = person.ok_or(kind::NOT_FOUND)?;
    Ok((person, access))
}

fn show_person(status: StatusCode, person: &Person) -> Response {
    let etag = [(header::ETAG, conditional::etag(person.version))];
    (etag, json(status, &PersonView::of(person))).into_response()
}

/// What adds a person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct PersonForm {
    /// 1 to 100 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 100))]
    name: String,
    /// 3 to 40 small letters, digits, dots, underscores or hyphens; a letter first.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 3, max_length = 40))]
    username: String,
    /// 12 to 200 characters, without the username.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 12, max_length = 200))]
    password: String,
    /// At least one.
    #[cfg_attr(not(target_family = "wasm"), schema(min_items = 1))]
    roles: Vec<Role>,
    /// The zone of the person's office; the institution's when it is left out.
    zone: Option<Zone>,
}

impl PersonForm {
    /// Checks everything and makes the person whom a caller adds.
    fn check(&self, id: PersonId, caller: &Caller, seat: Zone) -> Result<Person, Problem> {
        let mut faults = Faults::default();
        let name = faults.take(domain::check_name(&self.name, "/name"));
        let username = faults.take(Username::parse(&self.username, "/username"));
        let (password, owner) = (self.password.as_str(), username.as_ref());
        faults.take(domain::check_password(password, owner, "/password"));
        let roles = faults.take(domain::check_roles(&self.roles, "/roles"));
        let ((name, username), roles) = faults.finish(name.zip(username).zip(roles))?;
        Ok(Person {
            id,
            name,
            username: username.as_str().to_owned(),
            roles,
            zone: self.zone.unwrap_or(seat),
            version: 1,
            changed_by: caller.person_id.to_string(),
        })
    }
}

pub(super) async fn add(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<PersonId>,
    Json(form): Json<PersonForm>,
) -> Result<Response, Problem> {
    let seat = store::institution(&*app.base.db).await?;
    let seat = seat.map_or(caller.zone, |institution| institution.zone);
    let person = form.check(id, &caller, seat)?;
    if !access::may_set_roles(&caller, &[], &person.roles) {
        return Err(ROLE_NOT_YOURS.into());
    }
    // Before the hash, which costs 0.1 s; the database has the last word below.
    if store::person_by_id(&*app.base.db, id).await?.is_some() {
        return show_first(&app, &person, &form.password).await;
    }
    let hash = hash(&app, &form.password)?;
    match store::insert_person(&*app.base.db, &person, &hash, app.base.now()).await {
        Ok(()) => Ok(show_person(StatusCode::CREATED, &person)),
        Err(error) if error.is_unique("person.id") => {
            show_first(&app, &person, &form.password).await
        }
        Err(error) if error.is_unique("person.username") => {
            Err(Fault::new("/username", "taken", TAKEN).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// 200 with the person whom the same caller added with the same content before.
///
/// Only the same caller: to others the answer would tell whether they guessed a password.
async fn show_first(app: &App, person: &Person, password: &str) -> Result<Response, Problem> {
    let username = Username::parse(&person.username, "/username")?;
    let found = store::person_by_username(&*app.base.db, &username).await?;
    match found {
        Some((first, hash)) if first == *person && password::is_of(password, &hash) => {
            Ok(show_person(StatusCode::OK, &first))
        }
        _ => Err(kind::ID_REUSED.into()),
    }
}

/// What changes in a person; what is left out stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct PersonChange {
    /// 1 to 100 characters.
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(nullable = false, min_length = 1, max_length = 100)
    )]
    name: Option<String>,
    /// At least one.
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(not(target_family = "wasm"), schema(nullable = false, min_items = 1))]
    roles: Option<Vec<Role>>,
    /// The zone of the person's office.
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(not(target_family = "wasm"), schema(nullable = false))]
    zone: Option<Zone>,
}

/// A field that may be left out but not `null`, which would read as "take it away".
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(json: D) -> Result<Option<T>, D::Error> {
    T::deserialize(json).map(Some)
}

impl PersonChange {
    /// The person after the change by a caller.
    fn apply(self, person: &Person, caller: &Caller) -> Result<Person, Problem> {
        let mut faults = Faults::default();
        let name = self.name.unwrap_or_else(|| person.name.clone());
        let name = faults.take(domain::check_name(&name, "/name"));
        let roles = self.roles.unwrap_or_else(|| person.roles.clone());
        let roles = faults.take(domain::check_roles(&roles, "/roles"));
        let (name, roles) = faults.finish(name.zip(roles))?;
        Ok(Person {
            name,
            roles,
            zone: self.zone.unwrap_or(person.zone),
            changed_by: caller.person_id.to_string(),
            ..person.clone()
        })
    }
}

pub(super) async fn change(
    State(app): State<App>,
    Present(caller): Present,
    Path(id): Path<PersonId>,
    headers: HeaderMap,
    Json(form): Json<PersonChange>,
) -> Result<Response, Problem> {
    let (person, access) = load(&app, &caller, id).await?;
    if access < Access::Change {
        return Err(kind::FORBIDDEN.into());
    }
    conditional::check_if_match(&headers, person.version)?;
    let changed = form.apply(&person, &caller)?;
    if !access::may_set_roles(&caller, &person.roles, &changed.roles) {
        return Err(ROLE_NOT_YOURS.into());
    }
    let saved = store::update_person(&*app.base.db, &changed, app.base.now()).await;
    if saved.map_err(refused)? {
        let version = changed.version + 1;
        return Ok(show_person(StatusCode::OK, &Person { version, ..changed }));
    }
    let (person, _) = load(&app, &caller, id).await?;
    Err(conditional::changed_meanwhile(person.version))
}

/// The one trigger that refuses a change of a person keeps an administrator.
fn refused(error: DbError) -> Problem {
    match error {
        DbError::Refused(_) => LAST_ADMINISTRATOR.into(),
        error => error.into(),
    }
}
