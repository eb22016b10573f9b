//! The second factor: beginning with it, confirming it, removing it, asking for it.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, REQUIRED};
use ngantor_core::time::Instant;
use ngantor_http::{Json, Path, Problem, json, kind};
use serde::{Deserialize, Serialize};

use super::App;
use super::account::prove_again;
use super::brake;
use super::device::Device;
use super::kinds::{SECOND_FACTOR_IS_ON, WRONG_CODE};
use super::password_links::load_other;
use super::people::Keeper;
use super::present::Present;
use crate::domain::second_factor::{Code, RECOVERY_CODES, SharedSecret, recovery_code, seal};
use crate::store;
use crate::store::second_factor::{self, Confirmation, Factor};
use crate::store::sign_in::{Failure, count_failure};
use crate::vault::SecretVault;

const WRONG: Text = Text::new(
    "Kode ini salah atau sudah dipakai. Tunggu kode berikutnya di aplikasi.",
    "This code is wrong or was used. Wait for the next one in the app.",
);

/// My second factor.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = SecondFactor))]
pub(crate) struct SecondFactorView {
    /// Whether signing in needs a code.
    is_on: bool,
    /// How many codes for a lost phone are left.
    n_recovery_codes: i64,
}

/// What begins with, or removes, a second factor.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct SecondFactorBegin {
    /// Mine: a session in other hands must not lock me out.
    password: String,
}

/// What an app needs to make codes. It is told this once.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = SecondFactorSecret))]
pub(crate) struct SecondFactorSecretView {
    /// In base 32, to type.
    secret: String,
    /// An `otpauth:` link, also for a picture.
    uri: String,
}

/// A code that shows that an app has the secret.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct SecondFactorConfirm {
    /// Six digits.
    code: String,
}

/// The codes for a lost phone, each good once. They are told this once.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = RecoveryCodes))]
pub(crate) struct RecoveryCodesView {
    recovery_codes: Vec<String>,
}

/// What shows that I may remove it: one of the two.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct SecondFactorRemove {
    password: Option<String>,
    /// Of the app.
    code: Option<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    Present(caller): Present,
) -> Result<Response, Problem> {
    let factor = second_factor::of_person(&*app.base.db, caller.person_id).await?;
    let factor = factor.filter(|factor| factor.is_on);
    let view = SecondFactorView {
        is_on: factor.is_some(),
        n_recovery_codes: factor.map_or(0, |factor| factor.n_recovery_codes),
    };
    Ok(json(StatusCode::OK, &view))
}

pub(super) async fn begin(
    State(app): State<App>,
    device: Device,
    Present(caller): Present,
    Json(form): Json<SecondFactorBegin>,
) -> Result<Response, Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    let username = username(&app, caller.person_id).await?;
    prove_again(&app, &device, &username, &form.password).await?;
    let secret = SharedSecret::new(app.base.ambient.random()?);
    let (owner, nonce) = (caller.person_id.to_string(), app.base.ambient.random()?);
    let sealed = SecretVault::of_factors(&app.master).seal(&owner, nonce, secret.bytes());
    let sealed = sealed
        .map_err(|_| Problem::from(kind::INTERNAL).caused_by(&"a secret is not encrypted"))?;
    if !second_factor::begin(db, caller.person_id, &sealed, now).await? {
        return Err(SECOND_FACTOR_IS_ON.into());
    }
    let seat = store::institution(db).await?;
    let issuer = seat.map_or("Ngantor".to_owned(), |institution| institution.name);
    let view = SecondFactorSecretView {
        secret: secret.base32(),
        uri: secret.uri(&issuer, &username),
    };
    Ok(json(StatusCode::CREATED, &view))
}

pub(super) async fn confirm(
    State(app): State<App>,
    device: Device,
    Present(caller): Present,
    Json(form): Json<SecondFactorConfirm>,
) -> Result<Response, Problem> {
    let (db, person_id) = (&*app.base.db, caller.person_id);
    let factor = second_factor::of_person(db, person_id).await?;
    let factor = factor.ok_or(kind::NOT_FOUND)?;
    if factor.is_on {
        return Err(SECOND_FACTOR_IS_ON.into());
    }
    let step = prove_by_code(&app, &device, person_id, &factor, &form.code).await?;
    let random = |_| Ok(recovery_code(app.base.ambient.random()?));
    let codes = (0..RECOVERY_CODES)
        .map(random)
        .collect::<Result<Vec<_>, Problem>>()?;
    let sealed = codes.iter().map(|code| seal(&app.master, person_id, code));
    let confirmation = Confirmation {
        person_id,
        version: factor.version,
        step,
        seals: &sealed.collect::<Vec<_>>(),
    };
    let now = app.base.now();
    if !second_factor::confirm(db, &confirmation, &device.place, now).await? {
        return Err(wrong());
    }
    let view = RecoveryCodesView {
        recovery_codes: codes,
    };
    Ok(json(StatusCode::OK, &view))
}

pub(super) async fn remove(
    State(app): State<App>,
    device: Device,
    Present(caller): Present,
    Json(form): Json<SecondFactorRemove>,
) -> Result<Response, Problem> {
    let (db, person_id) = (&*app.base.db, caller.person_id);
    let factor = second_factor::of_person(db, person_id).await?;
    let factor = factor.ok_or(kind::NOT_FOUND)?;
    let step = match (&form.password, &form.code) {
        (Some(password), None) => {
            let username = username(&app, person_id).await?;
            prove_again(&app, &device, &username, password).await?;
            None
        }
        (None, Some(code)) => Some(prove_by_code(&app, &device, person_id, &factor, code).await?),
        _ => return Err(Fault::new("/password", "required", REQUIRED).into()),
    };
    let now = app.base.now();
    if second_factor::remove(db, (person_id, person_id), step, now).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(wrong())
    }
}

pub(super) async fn remove_of_person(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<PersonId>,
) -> Result<Response, Problem> {
    let person = load_other(&app, &caller, id).await?;
    let (people, now) = ((person.id, caller.person_id), app.base.now());
    if second_factor::remove(&*app.base.db, people, None, now).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(kind::NOT_FOUND.into())
    }
}

/// By what a sign-in shows the second factor.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) step: Option<i64>,
    pub(super) recovery_seal: Option<String>,
}

/// What a code at a sign-in shows; a wrong one is counted.
pub(super) async fn show_code(
    app: &App,
    device: &Device,
    person: PersonId,
    factor: &Factor,
    code: &str,
) -> Result<Shown, Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    let shown = match Code::parse(code) {
        Some(Code::App(code)) => step_of(app, person, factor, &code, now).map(|step| Shown {
            step: Some(step),
            recovery_seal: None,
        }),
        Some(Code::Recovery(code)) => {
            let seal = find_recovery_code(app, person, &code).await?;
            seal.map(|seal| Shown {
                step: None,
                recovery_seal: Some(seal),
            })
        }
        None => None,
    };
    if shown.is_none() {
        count_failure(db, Failure::Code, Some(person), &device.place, now).await?;
    }
    Ok(shown.ok_or(WRONG_CODE)?)
}

/// What is kept of a code for a lost phone, if it is left; the master secret before may have made
/// it.
async fn find_recovery_code(
    app: &App,
    person: PersonId,
    code: &str,
) -> Result<Option<String>, Problem> {
    for master in app.master.each() {
        let seal = seal(&master, person, code);
        if second_factor::has_recovery_code(&*app.base.db, person, &seal).await? {
            return Ok(Some(seal));
        }
    }
    Ok(None)
}

/// Somebody who is signed in shows a code of the app, braked as a sign-in is.
async fn prove_by_code(
    app: &App,
    device: &Device,
    person: PersonId,
    factor: &Factor,
    code: &str,
) -> Result<i64, Problem> {
    let now = app.base.now();
    let account = username(app, person).await?;
    let attempt = brake::press(app, &account, &device.address, now).await?;
    let code = Code::parse(code);
    let step = match &code {
        Some(Code::App(code)) => step_of(app, person, factor, code, now),
        _ => None,
    };
    if step.is_some() {
        attempt.release(app).await?;
    } else {
        let db = &*app.base.db;
        count_failure(db, Failure::Code, Some(person), &device.place, now).await?;
    }
    step.ok_or_else(wrong)
}

fn step_of(app: &App, person: PersonId, factor: &Factor, code: &str, now: Instant) -> Option<i64> {
    let vault = SecretVault::of_factors(&app.master);
    let secret = vault.open(&person.to_string(), &factor.sealed)?;
    SharedSecret::kept(secret).step_of(code, factor.last_step, now)
}

async fn username(app: &App, person: PersonId) -> Result<String, Problem> {
    let person = store::person_by_id(&*app.base.db, person).await?;
    let person = person.ok_or(kind::UNAUTHENTICATED)?;
    Ok(person.personal.username)
}

fn wrong() -> Problem {
    Fault::new("/code", "wrong", WRONG).into()
}
