//! The institution: its name, the zone of its seat, how long it keeps the records of people.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode, header};
use ngantor_core::lang::Text;
use ngantor_core::nested::Nested;
use ngantor_core::refusal::{Fault, Faults};
use ngantor_core::time::Zone;
use ngantor_db::DbError;
use ngantor_http::{Json, Problem, conditional, json, kind};
use serde::{Deserialize, Serialize};

use super::App;
use super::person_forms::given;
use super::present::Present;
use crate::domain::access::may_erase;
use crate::domain::check_name;
use crate::domain::policy::{Policy, WayIn};
use crate::store::{self, Institution};

/// The longest that records may be kept, in years.
const RETENTION_MAX_YEARS: u32 = 100;

const NO_WAY_IN: Text = Text::new(
    "Tanpa kata sandi harus ada penyedia identitas: orang baru belum punya kunci sandi.",
    "Without passwords an identity provider must be on: who is new has no passkey yet.",
);
const TOO_LONG: Text = Text::new("Paling lama {limit} tahun.", "At most {limit} years.");

/// The institution and its rules.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct InstitutionRules<'a> {
    name: &'a str,
    /// The zone of its seat.
    zone: Zone,
    /// How many years after somebody left their record is kept.
    retention_years: u32,
    sign_in: SignInRules,
}

/// By which ways people come in.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct SignInRules {
    /// The ways that are open, at least one. Administrators come by a password whatever stands
    /// here.
    #[cfg_attr(not(target_family = "wasm"), schema(min_items = 1))]
    ways_in: Vec<WayIn>,
    /// Whether personnel and administrators who come by a password need a second factor: until it
    /// is set, these roles of theirs are not in force.
    needs_second_factor: bool,
}

impl SignInRules {
    fn of(policy: &Policy) -> Self {
        Self {
            ways_in: policy.ways_in.clone(),
            needs_second_factor: policy.needs_second_factor,
        }
    }

    fn check(self) -> Result<Policy, Fault> {
        let policy = Policy {
            ways_in: self.ways_in,
            needs_second_factor: self.needs_second_factor,
        };
        policy.check("/sign_in/ways_in")
    }
}

pub(super) async fn show(State(app): State<App>, Present(_): Present) -> Result<Response, Problem> {
    let institution = store::institution(&*app.base.db).await?;
    Ok(show_rules(&institution.ok_or(kind::NOT_FOUND)?))
}

fn show_rules(institution: &Institution) -> Response {
    let etag = [(header::ETAG, conditional::etag(institution.version))];
    let view = InstitutionRules {
        name: &institution.name,
        zone: institution.zone,
        retention_years: institution.retention_years,
        sign_in: SignInRules::of(&institution.policy),
    };
    (etag, json(StatusCode::OK, &view)).into_response()
}

/// What changes; what is left out stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct InstitutionChange {
    /// 1 to 100 characters.
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(nullable = false, min_length = 1, max_length = 100)
    )]
    name: Option<String>,
    /// The zone of its seat.
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(not(target_family = "wasm"), schema(nullable = false))]
    zone: Option<Zone>,
    /// 0 to 100.
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(not(target_family = "wasm"), schema(nullable = false, maximum = 100))]
    retention_years: Option<u32>,
    /// Both together.
    #[serde(default, deserialize_with = "given")]
    #[cfg_attr(
        not(target_family = "wasm"),
        schema(nullable = false, value_type = Option<SignInRules>)
    )]
    sign_in: Option<Nested<SignInRules>>,
}

pub(super) async fn change(
    State(app): State<App>,
    Present(caller): Present,
    headers: HeaderMap,
    Json(form): Json<InstitutionChange>,
) -> Result<Response, Problem> {
    if !may_erase(&caller) {
        return Err(kind::FORBIDDEN.into());
    }
    let db = &*app.base.db;
    let found = store::institution(db).await?.ok_or(kind::NOT_FOUND)?;
    conditional::check_if_match(&headers, found.version)?;
    let wanted = form.apply(&found)?;
    let saved = store::update_institution(db, &wanted, caller.person_id, app.base.now()).await;
    if !saved.map_err(refused)? {
        return Err(conditional::changed_meanwhile(found.version + 1));
    }
    let version = wanted.version + 1;
    Ok(show_rules(&Institution { version, ..wanted }))
}

fn refused(error: DbError) -> Problem {
    match error {
        DbError::Refused(words) if words == "no_way_in" => {
            Fault::new("/sign_in/ways_in", "no_way_in", NO_WAY_IN).into()
        }
        error => error.into(),
    }
}

impl InstitutionChange {
    fn apply(self, found: &Institution) -> Result<Institution, Problem> {
        let mut faults = Faults::default();
        let name = self.name.unwrap_or_else(|| found.name.clone());
        let name = faults.take(check_name(&name, "/name"));
        let years = self.retention_years.unwrap_or(found.retention_years);
        let fits = years <= RETENTION_MAX_YEARS;
        let fault = || {
            let pointer = "/retention_years";
            Fault::beyond(pointer, "out_of_range", TOO_LONG, RETENTION_MAX_YEARS)
        };
        let years = faults.take(fits.then_some(years).ok_or_else(fault));
        let policy = match self.sign_in {
            Some(Nested(rules)) => faults.take(rules.check()),
            None => Some(found.policy.clone()),
        };
        let ((name, retention_years), policy) = faults.finish(name.zip(years).zip(policy))?;
        Ok(Institution {
            name,
            zone: self.zone.unwrap_or(found.zone),
            retention_years,
            policy,
            version: found.version,
        })
    }
}
