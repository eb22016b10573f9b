//! Signing in by a passkey: no name is asked for, and no code, since the authenticator asked for a
//! finger, a face or a PIN itself.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use ngantor_http::{Json, Problem, json};
use serde::{Deserialize, Serialize};

use super::App;
use super::brake::take;
use super::device::Device;
use super::kinds::WAY_IN_CLOSED;
use super::kinds::passkeys::{CHALLENGE_OVER, PASSKEY_COPIED, WRONG_PASSKEY};
use super::passkeys::named_office;
use super::present::still_here;
use super::sessions::{Delivery, show};
use super::ways_in::enter;
use super::webauthn::{RequestOptions, Shown, ShownCredential};
use crate::domain;
use crate::domain::brake::{ADDRESS, network};
use crate::domain::passkey::{Ceremony, Challenge};
use crate::domain::person::Person;
use crate::domain::policy::WayIn;
use crate::domain::session::RefreshToken;
use crate::store::brake::{Bucket, give_back};
use crate::store::passkey::{Kept, Opened, SignIn, by_credential, sign_in as open};
use crate::store::person_by_id;
use crate::store::sign_in::{Failure, count_failure};

/// What to ask the authenticator for.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct PasskeyChallenge {
    public_key: RequestOptions,
}

/// What signs a person in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct PasskeySignIn {
    credential: ShownCredential,
    /// `token` when it is left out.
    #[serde(default)]
    delivery: Delivery,
    /// The functions for which to give tokens (RFC 8707); for each there is when left out.
    resource: Option<Vec<String>>,
}

pub(super) async fn challenge(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let address = named_office(&app, &headers)?;
    let challenge = Challenge::new(app.base.ambient.random()?, app.base.now());
    let challenge = challenge.write(Ceremony::SignIn, &app.master);
    let public_key = RequestOptions::of(&address, &challenge);
    Ok(json(StatusCode::CREATED, &PasskeyChallenge { public_key }))
}

pub(super) async fn sign_in(
    State(app): State<App>,
    headers: HeaderMap,
    device: Device,
    Json(form): Json<PasskeySignIn>,
) -> Result<Response, Problem> {
    if let Some(asked) = &form.resource {
        domain::check_resource(asked, &app.functions)?;
    }
    // Nobody guesses a signature; the brake is for the machine's sake, so no account is braked.
    let buckets = buckets(&app, &device);
    take(&app, &buckets, app.base.now()).await?;
    let answer = try_passkey(&app, &headers, &device, &form).await;
    let has_failed = answer
        .as_ref()
        .is_err_and(|problem| matches!(problem.kind(), WRONG_PASSKEY | PASSKEY_COPIED));
    if !has_failed {
        give_back(&*app.base.db, &buckets).await?;
    }
    answer
}

async fn try_passkey(
    app: &App,
    headers: &HeaderMap,
    device: &Device,
    form: &PasskeySignIn,
) -> Result<Response, Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    let address = named_office(app, headers)?;
    let shown = form.credential.check(&address).map_err(|_| WRONG_PASSKEY)?;
    let challenge = Challenge::read(&shown.challenge, Ceremony::SignIn, &app.master, now);
    let challenge = challenge.ok_or(CHALLENGE_OVER)?;
    let (person, kept) = find(app, device, &shown).await?;
    let person = enter(app, person, WayIn::Passkey).await?;
    let person = person.ok_or(WAY_IN_CLOSED)?;
    let first = RefreshToken {
        session_id: app.base.new_id(),
        generation: 1,
    };
    let sign_in = SignIn {
        session_id: first.session_id,
        passkey_id: kept.id,
        counter: shown.counter,
        challenge: &challenge,
        place: &device.place,
        resource: form.resource.as_deref(),
    };
    match open(db, &sign_in, now).await? {
        Opened::Yes => {}
        Opened::ChallengeUsed => return Err(CHALLENGE_OVER.into()),
        Opened::Gone => return Err(WRONG_PASSKEY.into()),
        Opened::Copied => {
            let failure = Failure::PasskeyCopied;
            count_failure(db, failure, Some(person.id), &device.place, now).await?;
            return Err(PASSKEY_COPIED.into());
        }
    }
    let granted = (form.resource.as_deref(), first);
    show(app, StatusCode::CREATED, &person, granted, form.delivery)
}

/// Failures from one address; what is not known is braked by none.
fn buckets(app: &App, device: &Device) -> Vec<Bucket> {
    let bucket = |network: String| Bucket::of(&app.master, ADDRESS, "address", &network);
    network(&device.address).map(bucket).into_iter().collect()
}

/// The person whose passkey this is and who works here; what is wrong with one of theirs is
/// counted.
async fn find(app: &App, device: &Device, shown: &Shown) -> Result<(Person, Kept), Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    let kept = by_credential(db, &shown.credential_id).await?;
    let kept = kept.ok_or(WRONG_PASSKEY)?;
    if !shown.is_of(&kept) {
        let (failure, person) = (Failure::Passkey, Some(kept.person_id));
        count_failure(db, failure, person, &device.place, now).await?;
        return Err(WRONG_PASSKEY.into());
    }
    let person = person_by_id(db, kept.person_id).await?;
    let person = still_here(app, person).await?;
    Ok((person.ok_or(WRONG_PASSKEY)?, kept))
}
