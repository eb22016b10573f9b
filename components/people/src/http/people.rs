//! The records of people: seeing, adding and changing them.

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse as _, Response};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::{Day, Zone};
use ngantor_db::DbError;
use ngantor_http::page::Page;
use ngantor_http::{Json, Params, Path, Problem, conditional, json, kind};
use serde::Serialize;

use super::keep::{keep, seal_again};
use super::kinds::{IDENTITY_NOT_YOURS, LAST_ADMINISTRATOR, ROLE_NOT_YOURS};
use super::person_forms::{PersonChange, PersonForm};
use super::present::Present;
use super::{App, PREFIX, today};
use crate::domain::Username;
use crate::domain::access::{self, Access};
use crate::domain::employment::Employment;
use crate::domain::password::NewPassword;
use crate::domain::person::Person;
use crate::domain::policy::Policy;
use crate::password::is_of;
use crate::store::person as store;
use crate::store::viewing::{self, Way};
use crate::store::{Institution, RETENTION_YEARS};
use ngantor_directory::tree::is_above;

const TAKEN: Text = Text::new(
    "Nama pengguna ini sudah dipakai.",
    "This username is taken.",
);
const NUMBER_TAKEN: Text = Text::new(
    "Nomor pegawai ini sudah dimiliki orang lain.",
    "Another person has this employee number.",
);

/// A person on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Person))]
pub(crate) struct PersonView<'a> {
    id: PersonId,
    /// Without titles.
    name: &'a str,
    /// Academic titles before the name.
    front_title: Option<&'a str>,
    /// Academic titles after the name.
    back_title: Option<&'a str>,
    /// The name with its titles.
    full_name: String,
    /// By which the person signs in.
    username: &'a str,
    roles: &'a [Role],
    /// The zone for days on which the person sits in no office; of oneself, that of today.
    zone: Zone,
    employment: Employment,
    /// NIP, NI PPPK or another employer's number.
    employee_number: Option<&'a str>,
    email: Option<&'a str>,
    phone: Option<&'a str>,
    /// The last day of work here; `null` until further notice.
    ends_on: Option<Day>,
}

impl<'a> PersonView<'a> {
    pub(super) fn of(person: &'a Person) -> Self {
        let personal = &person.personal;
        Self {
            id: person.id,
            name: &personal.name,
            front_title: personal.front_title.as_deref(),
            back_title: personal.back_title.as_deref(),
            full_name: personal.full_name(),
            username: &personal.username,
            roles: &person.roles,
            zone: person.zone,
            employment: person.employment,
            employee_number: personal.employee_number.as_deref(),
            email: personal.email.as_deref(),
            phone: personal.phone.as_deref(),
            ends_on: person.ends_on,
        }
    }
}

/// A caller who may add and change people; 403 for others.
pub(super) struct Keeper(pub(super) Caller);

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
    let db = &*app.base.db;
    let key = |person: &Person| (person.personal.name.clone(), person.id.to_string());
    let mut people = match only {
        Some(id) => {
            let is_next = |own: &Person| after.as_ref().is_none_or(|after| key(own) > *after);
            let own = store::person_by_id(db, id).await?.filter(is_next);
            own.into_iter().collect()
        }
        None => store::people_by_name(db, after, limit).await?,
    };
    let headers = page.cut(&format!("{PREFIX}/people"), &[], &mut people, key);
    note(&app, &caller, &people, Way::List).await?;
    let views: Vec<_> = people.iter().map(PersonView::of).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

pub(super) async fn show(
    State(app): State<App>,
    Present(caller): Present,
    Path(id): Path<PersonId>,
) -> Result<Response, Problem> {
    let (person, _) = load(&app, &caller, id).await?;
    note(&app, &caller, std::slice::from_ref(&person), Way::Record).await?;
    Ok(show_person(StatusCode::OK, &person))
}

/// Notes whose records a caller sees. Nobody sees what could not be noted.
async fn note(app: &App, caller: &Caller, people: &[Person], way: Way) -> Result<(), Problem> {
    let is_own = |person: &Person| person.id == caller.person_id;
    if people.iter().all(is_own) {
        return Ok(());
    }
    let ids: Vec<_> = people.iter().map(|person| person.id.to_string()).collect();
    let when = (today(app, caller), app.base.now());
    let viewer = (caller.person_id, way);
    Ok(viewing::note(&*app.base.db, &ids, viewer, when).await?)
}

/// A person whom the caller may see, and what else the caller may do. Whoever heads a unit above
/// the person, or acts for who does, may see them, as of today.
pub(super) async fn load(
    app: &App,
    caller: &Caller,
    id: PersonId,
) -> Result<(Person, Access), Problem> {
    let db = &*app.base.db;
    let mut access = access::to_person(caller, id);
    if access == Access::None && is_above(db, caller.person_id, id, today(app, caller)).await? {
        access = Access::Read;
    }
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

pub(super) async fn add(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<PersonId>,
    Json(form): Json<PersonForm>,
) -> Result<Response, Problem> {
    let db = &*app.base.db;
    let seat = crate::store::institution(db).await?;
    let seat = seat.unwrap_or_else(|| Institution {
        name: String::new(),
        zone: caller.zone,
        retention_years: RETENTION_YEARS,
        policy: Policy::default(),
        version: 1,
    });
    let (person, password) = form.check(id, &caller, &seat)?;
    if !access::may_set_roles(&caller, &[], &person.roles) {
        return Err(ROLE_NOT_YOURS.into());
    }
    // Before the hash, which costs 0.1 s; the database has the last word below.
    if store::person_by_id(db, id).await?.is_some() {
        return show_first(&app, &person, password.as_ref()).await;
    }
    let kept = keep(&app, &person, password.as_ref())?;
    match store::insert_person(db, &person, &kept, app.base.now()).await {
        Ok(()) => Ok(show_person(StatusCode::CREATED, &person)),
        Err(error) if error.is_unique("person.id") => {
            show_first(&app, &person, password.as_ref()).await
        }
        Err(error) => Err(refused(error)),
    }
}

/// 200 with the person whom the same caller added with the same content before.
///
/// Only the same caller: to others the answer would tell whether they guessed a password.
async fn show_first(
    app: &App,
    person: &Person,
    password: Option<&NewPassword>,
) -> Result<Response, Problem> {
    let username = Username::parse(&person.personal.username, "/username")?;
    let found = store::person_by_username(&*app.base.db, &username).await?;
    match found {
        Some((first, kept)) if first == *person && is_same(password, &kept.hash) => {
            Ok(show_person(StatusCode::OK, &first))
        }
        _ => Err(kind::ID_REUSED.into()),
    }
}

fn is_same(password: Option<&NewPassword>, hash: &str) -> bool {
    password.map_or(hash.is_empty(), |password| is_of(password.as_str(), hash))
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
    let may = access::may_set_roles(&caller, &person.roles, &changed.roles);
    if !may || !access::may_end(&caller, &person, changed.ends_on) {
        return Err(ROLE_NOT_YOURS.into());
    }
    if !access::may_identify(&caller, &person, &changed.personal) {
        return Err(IDENTITY_NOT_YOURS.into());
    }
    note(&app, &caller, std::slice::from_ref(&person), Way::Record).await?;
    let (key, sealed) = seal_again(&app, &changed).await?;
    let kept = (&key, sealed.as_str());
    let saved = store::update_person(&*app.base.db, &changed, kept, app.base.now()).await;
    if saved.map_err(refused)? {
        let version = changed.version + 1;
        return Ok(show_person(StatusCode::OK, &Person { version, ..changed }));
    }
    let (person, _) = load(&app, &caller, id).await?;
    Err(conditional::changed_meanwhile(person.version))
}

pub(super) fn refused(error: DbError) -> Problem {
    match error {
        DbError::Refused(words) if words.contains("administrator") => LAST_ADMINISTRATOR.into(),
        error if error.is_unique("person.username") => {
            Fault::new("/username", "taken", TAKEN).into()
        }
        error if error.is_unique("person.employee_number") => {
            Fault::new("/employee_number", "taken", NUMBER_TAKEN).into()
        }
        error => error.into(),
    }
}
