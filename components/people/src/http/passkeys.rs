//! One's own passkeys: beginning with one, adding it, removing it.
//!
//! What the browser gets and sends is WebAuthn's own JSON (Level 3 §5.1), so that an app may pass
//! it on as it is. Names in it are WebAuthn's.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use ngantor_core::caller::Caller;
use ngantor_core::id::{PasskeyId, PersonId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::text;
use ngantor_core::time::Zone;
use ngantor_http::{Json, Path, Problem, json, kind};
use serde::{Deserialize, Serialize};

use super::App;
use super::account::prove_again;
use super::address::{Address, of_office};
use super::device::Device;
use super::kinds::passkeys::{ADDRESS_IS_NO_NAME, CHALLENGE_OVER, TOO_MANY_PASSKEYS};
use super::password_links::load_other;
use super::people::Keeper;
use super::present::Present;
use super::webauthn::{self, CreationOptions, NewCredential, Registered};
use crate::domain::passkey::{Ceremony, Challenge, NAME_MAX_CHARS, PASSKEYS_MAX};
use crate::domain::webauthn::Flaw;
use crate::store;
use crate::store::passkey::{self, Added, NewPasskey, Passkey};

const NOT_GENUINE: Text = Text::new(
    "Kunci sandi ini tidak dapat dipakai di sini. Coba perangkat lain.",
    "This passkey cannot be used here. Try another device.",
);
const TAKEN: Text = Text::new(
    "Kunci sandi ini sudah terdaftar.",
    "This passkey is registered already.",
);

/// A passkey on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Passkey))]
pub(crate) struct PasskeyView<'a> {
    id: PasskeyId,
    name: &'a str,
    /// What the authenticator calls it, base64url.
    credential_id: &'a str,
    /// RFC 3339.
    created_at: String,
    /// When I signed in by it last, RFC 3339.
    used_at: Option<String>,
}

impl<'a> PasskeyView<'a> {
    pub(super) fn of(passkey: &'a Passkey, zone: Zone) -> Self {
        Self {
            id: passkey.id,
            name: &passkey.name,
            credential_id: &passkey.credential_id,
            created_at: zone.rfc3339(passkey.created_at),
            used_at: passkey.used_at.map(|at| zone.rfc3339(at)),
        }
    }
}

/// What begins with a passkey.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct PasskeyBegin {
    /// Mine: whoever has my session must not make a way in of their own.
    password: String,
}

/// What to ask the authenticator for.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct PasskeyRegistration {
    public_key: CreationOptions,
}

/// What adds a passkey.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct PasskeyForm {
    /// 1 to 60 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 60))]
    name: String,
    credential: NewCredential,
}

pub(super) async fn list(
    State(app): State<App>,
    Present(caller): Present,
) -> Result<Response, Problem> {
    let passkeys = passkey::of_person(&*app.base.db, caller.person_id).await?;
    let view = |passkey| PasskeyView::of(passkey, caller.zone);
    let views: Vec<_> = passkeys.iter().map(view).collect();
    Ok(json(StatusCode::OK, &views))
}

pub(super) async fn begin(
    State(app): State<App>,
    headers: HeaderMap,
    device: Device,
    Present(caller): Present,
    Json(form): Json<PasskeyBegin>,
) -> Result<Response, Problem> {
    let (db, ambient) = (&*app.base.db, &app.base.ambient);
    let address = named_office(&app, &headers)?;
    let person = store::person_by_id(db, caller.person_id).await?;
    let person = person.ok_or(kind::UNAUTHENTICATED)?;
    prove_again(&app, &device, &person.personal.username, &form.password).await?;
    let there = passkey::of_person(db, person.id).await?;
    if u32::try_from(there.len()).is_ok_and(|n| n >= PASSKEYS_MAX) {
        return Err(TOO_MANY_PASSKEYS.into());
    }
    let handle = webauthn::text(&ambient.random()?);
    let handle = passkey::handle(db, person.id, &handle).await?;
    let seat = store::institution(db).await?;
    let seat = seat.map_or("Ngantor".to_owned(), |institution| institution.name);
    let challenge = Challenge::new(ambient.random()?, app.base.now());
    let challenge = challenge.write(Ceremony::Registration(person.id), &app.master);
    let there = there.into_iter().map(|passkey| passkey.credential_id);
    let public_key = CreationOptions::of((&address, seat), (handle, &person), challenge, there);
    Ok(json(
        StatusCode::CREATED,
        &PasskeyRegistration { public_key },
    ))
}

/// Where browsers see this office, unless that is a number: they bind passkeys to names.
pub(super) fn named_office(app: &App, headers: &HeaderMap) -> Result<Address, Problem> {
    let address = of_office(app, headers)?;
    if address.is_named() {
        Ok(address)
    } else {
        Err(ADDRESS_IS_NO_NAME.into())
    }
}

pub(super) async fn add(
    State(app): State<App>,
    headers: HeaderMap,
    device: Device,
    Present(caller): Present,
    Path(id): Path<PasskeyId>,
    Json(form): Json<PasskeyForm>,
) -> Result<Response, Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    let address = named_office(&app, &headers)?;
    let name = text::line(&form.name, NAME_MAX_CHARS);
    let name = name.map_err(|fault| Fault::of_text("/name", fault))?;
    let registered = form.credential.check(&address).map_err(not_genuine)?;
    let ceremony = Ceremony::Registration(caller.person_id);
    let challenge = Challenge::read(&registered.challenge, ceremony, &app.master, now);
    let challenge = challenge.ok_or(CHALLENGE_OVER)?;
    let new = NewPasskey {
        id,
        person_id: caller.person_id,
        name: &name,
        credential_id: &registered.credential_id,
        public_key: &registered.public_key,
        may_sync: registered.may_sync,
        counter: registered.counter,
    };
    match passkey::add(db, &new, &challenge, &device.place, now).await? {
        Added::Yes => show(&app, &caller, (id, &registered), StatusCode::CREATED).await,
        // Its answer may have been lost.
        Added::ChallengeUsed => show(&app, &caller, (id, &registered), StatusCode::OK).await,
        Added::TooMany => Err(TOO_MANY_PASSKEYS.into()),
        Added::Taken => Err(Fault::new("/credential", "taken", TAKEN).into()),
    }
}

/// The passkey with this id, when it is the one that was registered.
async fn show(
    app: &App,
    caller: &Caller,
    (id, registered): (PasskeyId, &Registered),
    status: StatusCode,
) -> Result<Response, Problem> {
    let passkeys = passkey::of_person(&*app.base.db, caller.person_id).await?;
    let is_it = |one: &&Passkey| one.id == id && one.credential_id == registered.credential_id;
    let passkey = passkeys.iter().find(is_it).ok_or(CHALLENGE_OVER)?;
    Ok(json(status, &PasskeyView::of(passkey, caller.zone)))
}

fn not_genuine(_: Flaw) -> Problem {
    Fault::new("/credential", "not_genuine", NOT_GENUINE).into()
}

pub(super) async fn remove(
    State(app): State<App>,
    Present(caller): Present,
    Path(id): Path<PasskeyId>,
) -> Result<Response, Problem> {
    take_away(&app, (caller.person_id, caller.person_id), Some(id)).await
}

/// Somebody whose devices are lost, or in other hands.
pub(super) async fn remove_of_person(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<PersonId>,
) -> Result<Response, Problem> {
    let person = load_other(&app, &caller, id).await?;
    take_away(&app, (person.id, caller.person_id), None).await
}

async fn take_away(
    app: &App,
    people: (PersonId, PersonId),
    id: Option<PasskeyId>,
) -> Result<Response, Problem> {
    if passkey::remove(&*app.base.db, people, id, app.base.now()).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(kind::NOT_FOUND.into())
    }
}
