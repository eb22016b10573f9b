//! One's own password.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_http::{Json, Problem, kind};
use serde::Deserialize;

use super::App;
use super::brake;
use super::device::Device;
use super::present::Present;
use super::proof::{Proven, prove};
use crate::domain::Username;
use crate::store;
use crate::store::account::change_password;

const WRONG: Text = Text::new("Kata sandi ini salah.", "This password is wrong.");

/// What changes one's own password.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct PasswordForm {
    /// The old one.
    password: String,
    /// 12 to 200 characters, hard to guess, without the username.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 12, max_length = 200))]
    new_password: String,
}

pub(super) async fn change_own_password(
    State(app): State<App>,
    device: Device,
    Present(caller): Present,
    Json(form): Json<PasswordForm>,
) -> Result<Response, Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    let person = store::person_by_id(db, caller.person_id).await?;
    let person = person.ok_or(kind::UNAUTHENTICATED)?;
    let username = &person.personal.username;
    let proven = prove_again(&app, &device, username, &form.password).await?;
    let new_hash = proven.next(&app, &form.new_password).await?;
    let kept = (caller.session_id, &device.place);
    let hashes = (&*proven.credential.hash, &*new_hash);
    if change_password(db, person.id, hashes, kept, now).await? {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Err(Fault::new("/password", "wrong", WRONG).into())
}

/// Somebody who is signed in proves who they are once more, braked as a sign-in is: their
/// session may be in other hands.
pub(super) async fn prove_again(
    app: &App,
    device: &Device,
    username: &str,
    password: &str,
) -> Result<Proven, Problem> {
    let attempt = brake::press(app, username, &device.address, app.base.now()).await?;
    let username = Username::parse(username, "/username").ok();
    let proven = prove(app, &attempt, device, username.as_ref(), password).await?;
    let proven = proven.ok_or_else(|| Fault::new("/password", "wrong", WRONG))?;
    attempt.release(app).await?;
    Ok(proven)
}
