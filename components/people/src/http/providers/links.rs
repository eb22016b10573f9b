//! Linking an account at a provider from inside: somebody who is in proves once more who they are,
//! and the account that they come back with is theirs, whatever it is called there. An
//! administrator's accounts are linked in no other way.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use ngantor_core::id::IdentityProviderId;
use ngantor_http::{Json, Path, Problem, kind};
use serde::Deserialize;

use super::load_on;
use super::sessions::lead_there;
use crate::domain::provider::attempt::Attempt;
use crate::http::App;
use crate::http::account::prove_again;
use crate::http::device::Device;
use crate::http::present::Present;
use crate::store;

/// What begins to link an account there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct ProviderLinkBegin {
    /// Mine here: whoever has my session must not make a way in of their own.
    password: String,
}

/// The browser gets a cookie, and learns where to go; what it comes back with goes where every
/// sign-in there ends.
pub(super) async fn begin(
    State(app): State<App>,
    headers: HeaderMap,
    device: Device,
    Present(caller): Present,
    Path(id): Path<IdentityProviderId>,
    Json(form): Json<ProviderLinkBegin>,
) -> Result<Response, Problem> {
    let provider = load_on(&app, id).await?;
    let person = store::person_by_id(&*app.base.db, caller.person_id).await?;
    let person = person.ok_or(kind::UNAUTHENTICATED)?;
    prove_again(&app, &device, &person.personal.username, &form.password).await?;
    let attempt = Attempt::new(id, app.base.ambient.random()?, app.base.now());
    let attempt = attempt.of(caller.session_id);
    lead_there(&app, &headers, &provider, &attempt).await
}
