//! Setting up: whether it is open, and the one time it happens.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use ngantor_core::id::PersonId;
use ngantor_core::nested::Nested;
use ngantor_core::refusal::Faults;
use ngantor_core::time::Zone;
use ngantor_db::DbError;
use ngantor_http::{Json, Problem, json};
use serde::{Deserialize, Serialize};

use super::keep::keep;
use super::kinds::{SET_UP_ALREADY, WRONG_LINK};
use super::people::PersonView;
use super::{App, just_written};
use crate::domain::employment::Employment;
use crate::domain::password::{Guesses, NewPassword};
use crate::domain::person::{Person, Personal};
use crate::domain::policy::{Policy, WayIn};
use crate::domain::{self, Username};
use crate::store::{self, Institution, RETENTION_YEARS};

/// An institution on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Institution))]
pub(crate) struct InstitutionJson {
    /// Its name, 1 to 100 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 100))]
    name: String,
    /// The zone of its seat.
    zone: Zone,
}

impl InstitutionJson {
    pub(super) fn of(institution: Institution) -> Self {
        Self {
            name: institution.name,
            zone: institution.zone,
        }
    }
}

/// Whether the institution is still to be set up.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Setup))]
pub(crate) struct SetupView {
    /// True until it is set up.
    open: bool,
    /// The institution, once it is set up.
    institution: Option<InstitutionJson>,
    /// The ways in that are open; administrators come by a password whatever stands here. A page
    /// that asks for a sign-in offers what leads somewhere.
    ways_in: Vec<WayIn>,
}

pub(super) async fn show(State(app): State<App>) -> Result<Response, Problem> {
    let institution = store::institution(&*app.base.db).await?;
    let policy = institution.as_ref().map(|it| it.policy.clone());
    let view = SetupView {
        open: institution.is_none(),
        institution: institution.map(InstitutionJson::of),
        ways_in: policy.unwrap_or_default().ways_in,
    };
    Ok(json(StatusCode::OK, &view))
}

/// What makes an institution and its first administrator. What is left out counts as empty, so
/// that everything that is missing is told at once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct SetupForm {
    /// The word in the set-up link, after the `#`.
    #[serde(default)]
    #[cfg_attr(not(target_family = "wasm"), schema(required = true))]
    token: String,
    #[serde(default)]
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(required = true, value_type = InstitutionForm)
    )]
    institution: Nested<InstitutionForm>,
    #[serde(default)]
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(required = true, value_type = AdministratorForm)
    )]
    administrator: Nested<AdministratorForm>,
}

/// The institution.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct InstitutionForm {
    /// 1 to 100 characters.
    #[serde(default)]
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(required = true, min_length = 1, max_length = 100)
    )]
    name: String,
    /// The zone of its seat.
    #[serde(default)]
    #[cfg_attr(not(target_family = "wasm"), schema(required = true, value_type = Zone))]
    zone: String,
}

/// The first administrator.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct AdministratorForm {
    /// 1 to 100 characters.
    #[serde(default)]
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(required = true, min_length = 1, max_length = 100)
    )]
    name: String,
    /// 3 to 40 small letters, digits, dots, underscores or hyphens; a letter first.
    #[serde(default)]
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(required = true, min_length = 3, max_length = 40)
    )]
    username: String,
    /// 12 to 200 characters, hard to guess, without the username.
    #[serde(default)]
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(required = true, min_length = 12, max_length = 200)
    )]
    password: String,
}

/// The form, checked.
struct Opening {
    institution: Institution,
    name: String,
    username: Username,
    password: NewPassword,
}

impl Opening {
    /// The first administrator, whose roles the database fills in.
    fn administrator(&self, id: PersonId) -> Person {
        Person {
            id,
            personal: Personal {
                name: self.name.clone(),
                username: self.username.as_str().to_owned(),
                ..Personal::default()
            },
            roles: Vec::new(),
            zone: self.institution.zone,
            employment: Employment::default(),
            ends_on: None,
            version: 1,
            changed_by: id.to_string(),
        }
    }
}

impl SetupForm {
    fn check(self) -> Result<Opening, Problem> {
        let (Nested(institution), Nested(admin)) = (self.institution, self.administrator);
        let mut faults = Faults::default();
        let house = faults.take(domain::check_name(&institution.name, "/institution/name"));
        let zone = faults.take(domain::check_zone(&institution.zone, "/institution/zone"));
        let name = faults.take(domain::check_name(&admin.name, "/administrator/name"));
        let username = faults.take(Username::parse(&admin.username, "/administrator/username"));
        let guesses = Guesses::of(&admin.username, &[&admin.name, &institution.name]);
        let pointer = "/administrator/password";
        let password = faults.take(NewPassword::check(&admin.password, &guesses, pointer));
        let parts = house.zip(zone).zip(name.zip(username)).zip(password);
        let (((house, zone), (name, username)), password) = faults.finish(parts)?;
        Ok(Opening {
            institution: Institution {
                name: house,
                zone,
                retention_years: RETENTION_YEARS,
                policy: Policy::default(),
                version: 1,
            },
            name,
            username,
            password,
        })
    }
}

pub(super) async fn set_up(
    State(app): State<App>,
    Json(form): Json<SetupForm>,
) -> Result<Response, Problem> {
    if !app.master.is_setup_token(&form.token) {
        return Err(WRONG_LINK.into());
    }
    let opening = form.check()?;
    // Before the hash, which costs 0.1 s; the database has the last word below.
    if store::institution(&*app.base.db).await?.is_some() {
        return Err(SET_UP_ALREADY.into());
    }
    let id = app.base.new_id();
    let administrator = opening.administrator(id);
    let kept = keep(&app, &administrator, Some(&opening.password))?;
    let (db, now) = (&*app.base.db, app.base.now());
    let opened = store::open_institution(db, &opening.institution, &administrator, &kept, now);
    opened.await.map_err(refused)?;
    let person = store::person_by_id(&*app.base.db, id).await?;
    let person = person.ok_or_else(just_written)?;
    Ok(json(StatusCode::CREATED, &PersonView::of(&person)))
}

fn refused(error: DbError) -> Problem {
    if error.is_unique("institution.id") {
        SET_UP_ALREADY.into()
    } else {
        error.into()
    }
}
