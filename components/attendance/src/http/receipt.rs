//! The receipt of an own punch: as a file to keep, and as a picture of a QR code that holds the
//! whole of it.

mod picture;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_core::id::PunchId;
use ngantor_http::{Path, Problem, SignedIn, json, kind};
use ngantor_tlog::compact;
use ngantor_tlog::receipt::Receipt;
use ngantor_tlog::store::{self as log, Proof};

use super::kinds::{FORGOTTEN, NOT_SEALED_YET, TOO_LONG_FOR_QR};
use super::{App, load_tap};

/// When to come again for a receipt, in seconds: after the next tick.
const SEALED_SOON_S: i64 = 5;

/// The receipt as a file.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<PunchId>,
) -> Result<Response, Problem> {
    let receipt = load(&app, &caller, id).await?;
    let mut response = json(StatusCode::OK, &receipt);
    let name = format!("attachment; filename=\"ngantor-receipt-{id}.json\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// The receipt as a picture (PNG) of a QR code; `ngantor verify` reads the text in it.
pub(crate) async fn show_picture(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<PunchId>,
) -> Result<Response, Problem> {
    let receipt = load(&app, &caller, id).await?;
    let drawn = picture::draw(&compact::pack(&receipt));
    let drawn = drawn.map_err(|error| Problem::from(kind::INTERNAL).caused_by(&error))?;
    let bytes = drawn.ok_or(TOO_LONG_FOR_QR)?;
    let headers: [(HeaderName, HeaderValue); 1] =
        [(header::CONTENT_TYPE, HeaderValue::from_static("image/png"))];
    Ok((headers, bytes).into_response())
}

async fn load(app: &App, caller: &Caller, id: PunchId) -> Result<Receipt, Problem> {
    let (punch, _) = load_tap(&app.base, id).await?.ok_or(kind::NOT_FOUND)?;
    if punch.person_id != caller.person_id {
        return Err(kind::NOT_FOUND.into());
    }
    let row = ("attendance.punch", &*id.to_string());
    match log::receipt(&*app.base.db, &app.signer, row).await? {
        Proof::Receipt(receipt) => Ok(*receipt),
        Proof::NotYet => Err(Problem::from(NOT_SEALED_YET).retry_after_s(SEALED_SOON_S)),
        Proof::Forgotten => Err(FORGOTTEN.into()),
    }
}
