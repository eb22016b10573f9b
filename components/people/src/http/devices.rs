//! Letting a device in that has no keyboard (RFC 8628): a wallboard shows a code, a person types
//! it on their phone, and the wallboard becomes an app of that person's.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_core::id::SessionId;
use ngantor_core::refusal::Faults;
use ngantor_core::time::Instant;
use ngantor_db::DbError;
use ngantor_http::{Context, Json, Path, Problem, json, kind};
use serde::{Deserialize, Serialize};

use super::App;
use super::apps::{AppTokens, access_tokens, check_days, check_name, check_room};
use super::brake::take;
use super::kinds::apps::{
    ACCESS_DENIED, AUTHORIZATION_PENDING, DEVICE_GONE, SLOW_DOWN, WRONG_DEVICE_CODE,
};
use super::present::Present;
use crate::domain::app::{Scope, check_scopes, expiry, write_token};
use crate::domain::brake::{Limit, network};
use crate::domain::device::{
    ASKS, CODE_S, Device, GUESSES, INTERVAL_S, State as Stage, read_code, read_user_code,
    user_code, write_code,
};
use crate::store::brake::{self, Bucket};
use crate::store::{app as apps, device as store};

/// Where a person types the code.
const PAGE: &str = "/device";

/// What a device says of itself.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct DeviceForm {
    /// What the person sees: 1 to 60 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 60))]
    name: String,
    /// What it wants to do, such as `attendance:read`.
    #[cfg_attr(not(target_family = "wasm"), schema(min_items = 1))]
    scopes: Vec<String>,
}

/// What a device shows, and what it keeps to itself (RFC 8628 §3.2).
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct DeviceCodes {
    device_code: String,
    user_code: String,
    /// A path of this office.
    verification_uri: &'static str,
    /// The same with the code in it, for a picture that a phone reads.
    verification_uri_complete: String,
    /// In seconds.
    expires_in: i64,
    /// How often to ask, in seconds.
    interval: i64,
}

pub(super) async fn ask(
    State(app): State<App>,
    context: Context,
    Json(form): Json<DeviceForm>,
) -> Result<Response, Problem> {
    let name = check_name(&form.name)?;
    let scopes = check_scopes(&form.scopes, &app.functions)?;
    let address = network(&context.client_address).unwrap_or_default();
    brake_on(&app, ASKS, "device", &address).await?;
    let id = app.base.new_id();
    let device = Device {
        id,
        user_code: user_code(id, &app.master),
        name,
        scopes,
        state: Stage::Pending,
        decided_by: None,
        asked_at: app.base.now(),
        polled_at: app.base.now(),
    };
    match store::insert(&*app.base.db, &device).await {
        Ok(()) => {}
        // Too many wait, or somebody drew the same code: a moment later there is room.
        Err(DbError::Refused(_) | DbError::Unique(_)) => {
            return Err(Problem::from(kind::BUSY).retry_after_s(CODE_S / 10));
        }
        Err(error) => return Err(error.into()),
    }
    let codes = DeviceCodes {
        device_code: write_code(device.id, &app.master),
        verification_uri: PAGE,
        verification_uri_complete: format!("{PAGE}#{}", device.user_code),
        user_code: device.user_code,
        expires_in: CODE_S,
        interval: INTERVAL_S,
    };
    Ok(json(StatusCode::CREATED, &codes))
}

/// A device that waits, as the person sees it who typed its code.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Device))]
pub(crate) struct DeviceView<'a> {
    user_code: &'a str,
    name: &'a str,
    scopes: Vec<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    Present(caller): Present,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let device = typed(&app, &caller, &code, is_pending).await?;
    let view = DeviceView {
        user_code: &device.user_code,
        name: &device.name,
        scopes: device.scopes.iter().map(Scope::to_string).collect(),
    };
    Ok(json(StatusCode::OK, &view))
}

fn is_pending(device: &Device) -> bool {
    device.state == Stage::Pending
}

/// The device of a code that a person typed, if it is one of those that are looked for; only wrong
/// codes count at the brake.
async fn typed(
    app: &App,
    caller: &Caller,
    code: &str,
    is_wanted: impl Fn(&Device) -> bool,
) -> Result<Device, Problem> {
    let person = caller.person_id.to_string();
    let bucket = brake_on(app, GUESSES, "device-code", &person).await?;
    let db = &*app.base.db;
    let device = match read_user_code(code) {
        Some(code) => store::by_user_code(db, &code).await?,
        None => None,
    };
    let is_there = |device: &Device| is_wanted(device) && !device.ran_out(app.base.now());
    let device = device.filter(is_there).ok_or(WRONG_DEVICE_CODE)?;
    brake::give_back(db, &[bucket]).await?;
    Ok(device)
}

/// Whether to let the device in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct ApprovalForm {
    approve: bool,
    /// For how long, 1 to 366; 90 when it is left out.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = 1, maximum = 366))]
    days: Option<i64>,
}

pub(super) async fn decide(
    State(app): State<App>,
    Present(caller): Present,
    Path(code): Path<String>,
    Json(form): Json<ApprovalForm>,
) -> Result<StatusCode, Problem> {
    let mut faults = Faults::default();
    let days = faults.take(check_days(form.days));
    let days = faults.finish(days)?;
    let (db, now) = (&*app.base.db, app.base.now());
    // The first answer may have been lost: the same one again changes nothing.
    let is_again = |device: &Device| device.was_decided(caller.person_id, form.approve);
    let is_mine = |device: &Device| is_pending(device) || is_again(device);
    let device = typed(&app, &caller, &code, is_mine).await?;
    if is_again(&device) {
        return Ok(StatusCode::NO_CONTENT);
    }
    let is_done = match form.approve {
        true => let_in(&app, &caller, &device, expiry(now, days)).await?,
        false => store::deny(db, device.id, caller.person_id).await?,
    };
    if !is_done {
        // Somebody decided at the same moment, maybe the same person.
        typed(&app, &caller, &code, is_again).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a device an app of the caller's; says whether it still waited.
async fn let_in(
    app: &App,
    caller: &Caller,
    device: &Device,
    expires_at: Instant,
) -> Result<bool, Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    check_room(app, caller, now).await?;
    let id: SessionId = app.base.new_id();
    let until = (now, expires_at);
    match store::approve(db, device.id, (id, caller), until).await {
        Ok(()) => Ok(true),
        Err(DbError::Refused(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// What a device sends to learn how far it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct DeviceTokenForm {
    device_code: String,
}

/// What a device gets once it is let in.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct DeviceTokens {
    /// To keep: `POST /tokens` gives access tokens for it.
    app_token: String,
    #[serde(flatten)]
    tokens: AppTokens,
}

pub(super) async fn poll(
    State(app): State<App>,
    Json(form): Json<DeviceTokenForm>,
) -> Result<Response, Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    let id = read_code(&form.device_code, &app.master).ok_or(DEVICE_GONE)?;
    let device = store::look(db, id, now).await?.ok_or(DEVICE_GONE)?;
    match device.state {
        // A lost answer is given again, but not for ever.
        _ if device.ran_out(now) => Err(DEVICE_GONE.into()),
        Stage::Approved(app_id) => {
            let given = apps::by_id(db, app_id, now).await?.ok_or(DEVICE_GONE)?;
            let tokens = DeviceTokens {
                app_token: write_token(given.id, &app.master),
                tokens: access_tokens(&app, &given).await?,
            };
            Ok(json(StatusCode::OK, &tokens))
        }
        Stage::Denied => Err(ACCESS_DENIED.into()),
        Stage::Pending if device.looks_too_often(now) => {
            Err(Problem::from(SLOW_DOWN).retry_after_s(INTERVAL_S))
        }
        Stage::Pending => Err(Problem::from(AUTHORIZATION_PENDING).retry_after_s(INTERVAL_S)),
    }
}

/// Takes one attempt from a limit.
async fn brake_on(app: &App, limit: Limit, kind: &str, of: &str) -> Result<Bucket, Problem> {
    let bucket = Bucket::of(&app.master, limit, kind, of);
    take(app, std::slice::from_ref(&bucket), app.base.now()).await?;
    Ok(bucket)
}
