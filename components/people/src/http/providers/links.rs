//! One's own accounts at providers: listed, taken away, and linked from inside. For that somebody
//! who is in proves once more who they are, and the account that they come back with is theirs,
//! whatever it is called there. An administrator's accounts are linked in no other way.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use ngantor_core::id::{IdentityProviderId, SessionId};
use ngantor_http::{Json, Path, Problem, json, kind};
use serde::{Deserialize, Serialize};

use super::load_on;
use super::sessions::lead_there;
use crate::domain::provider::attempt::Attempt;
use crate::http::App;
use crate::http::account::prove_again;
use crate::http::device::Device;
use crate::http::present::Present;
use crate::store;
use crate::store::provider_link;

/// What begins to link an account there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct ProviderLinkBegin {
    /// Mine here: whoever has my session must not make a way in of their own.
    password: String,
}

/// An account elsewhere by which I may sign in.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = ProviderLink))]
pub(crate) struct ProviderLinkView {
    /// That of the session that made it.
    id: SessionId,
    issuer: String,
    /// What the institution calls the provider; nothing where it does not keep it any more.
    name: Option<String>,
    /// RFC 3339.
    linked_at: String,
}

/// What takes one away.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct ProviderLinkRemove {
    /// Mine here: whoever has my session must not shut me out.
    password: String,
}

pub(super) async fn list(
    State(app): State<App>,
    Present(caller): Present,
) -> Result<Response, Problem> {
    let links = provider_link::open_of_person(&*app.base.db, caller.person_id).await?;
    let view = |link: provider_link::OpenLink| ProviderLinkView {
        id: link.id,
        issuer: link.issuer,
        name: link.name,
        linked_at: caller.zone.rfc3339(link.linked_at),
    };
    let views: Vec<_> = links.into_iter().map(view).collect();
    Ok(json(StatusCode::OK, &views))
}

/// What the account let in ends, this session too if it is of those.
pub(super) async fn remove(
    State(app): State<App>,
    device: Device,
    Present(caller): Present,
    Path(id): Path<SessionId>,
    Json(form): Json<ProviderLinkRemove>,
) -> Result<StatusCode, Problem> {
    let db = &*app.base.db;
    let links = provider_link::open_of_person(db, caller.person_id).await?;
    // That of somebody else is not there for the caller.
    if !links.iter().any(|link| link.id == id) {
        return Err(kind::NOT_FOUND.into());
    }
    let person = store::person_by_id(db, caller.person_id).await?;
    let person = person.ok_or(kind::UNAUTHENTICATED)?;
    prove_again(&app, &device, &person.personal.username, &form.password).await?;
    match provider_link::unlink_own(db, person.id, id, app.base.now()).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(kind::NOT_FOUND.into()),
    }
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
