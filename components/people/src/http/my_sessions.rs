//! Where one is signed in, and what happened at one's door.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use ngantor_core::id::{PersonId, SessionId};
use ngantor_core::time::{Instant, Zone};
use ngantor_http::{Path, Problem, json, kind};
use serde::Serialize;

use super::App;
use super::password_links::load_other;
use super::people::Keeper;
use super::present::Present;
use crate::domain::session::oldest;
use crate::store::app;
use crate::store::session::{self, End};
use crate::store::sign_in;

/// A session of mine.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = MySession))]
pub(crate) struct MySessionView {
    id: SessionId,
    /// What the device says of itself.
    device: String,
    /// By what it was opened: `password`, `passkey` or `provider`.
    way_in: String,
    /// When it was opened, RFC 3339.
    created_at: String,
    /// When it was last refreshed, RFC 3339.
    refreshed_at: String,
    /// Whether it is the one of this request.
    is_current: bool,
}

/// Something that happened at my door.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = SignInEvent))]
pub(crate) struct SignInEventView {
    /// When, RFC 3339; for what is counted, the last time of that day.
    at: String,
    /// `signed_in`, `wrong_password`, `wrong_code`, `password_changed`, `password_reset`,
    /// `refresh_reused`, `second_factor_set`, `second_factor_removed`, `passkey_added`,
    /// `passkey_removed`, `wrong_passkey`, `passkey_copied`, `provider_linked` or
    /// `provider_unlinked`.
    outcome: String,
    /// How often that day: more than 1 for what is wrong only.
    n: i64,
    /// The address, of IPv6 its /64; empty when it is not known.
    address: String,
    /// What the device says of itself.
    device: String,
}

pub(super) async fn list(
    State(app): State<App>,
    Present(caller): Present,
) -> Result<Response, Problem> {
    let since = oldest(app.base.now());
    let open = session::open_of_person(&*app.base.db, caller.person_id, since).await?;
    let time = |at: Instant| caller.zone.rfc3339(at);
    let views: Vec<_> = open
        .into_iter()
        .map(|open| MySessionView {
            id: open.id,
            device: open.device,
            way_in: open.way_in,
            created_at: time(open.created_at),
            refreshed_at: time(open.rotated_at),
            is_current: open.id == caller.session_id,
        })
        .collect();
    Ok(json(StatusCode::OK, &views))
}

pub(super) async fn end(
    State(app): State<App>,
    Present(caller): Present,
    Path(id): Path<SessionId>,
) -> Result<Response, Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    // That of somebody else is not there for the caller.
    if session::end_own(db, caller.person_id, id, now).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(kind::NOT_FOUND.into())
    }
}

pub(super) async fn end_others(
    State(app): State<App>,
    Present(caller): Present,
) -> Result<Response, Problem> {
    let people = (caller.person_id, caller.person_id);
    let (kept, now) = (Some(caller.session_id), app.base.now());
    session::end_all(&*app.base.db, people, kept, End::ByPerson, now).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn end_of_person(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<PersonId>,
) -> Result<Response, Problem> {
    let person = load_other(&app, &caller, id).await?;
    let people = (person.id, caller.person_id);
    let (db, now) = (&*app.base.db, app.base.now());
    // Each may be sent again, and what was let in goes first.
    app::end_all(db, people, now).await?;
    session::end_all(db, people, None, End::ByPersonnel, now).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

impl SignInEventView {
    pub(super) fn of(event: sign_in::Event, zone: Zone) -> Self {
        Self {
            at: zone.rfc3339(event.at),
            outcome: event.outcome,
            n: event.n,
            address: event.place.network,
            device: event.place.device,
        }
    }
}

pub(super) async fn list_sign_ins(
    State(app): State<App>,
    Present(caller): Present,
) -> Result<Response, Problem> {
    let events = sign_in::of_person(&*app.base.db, caller.person_id).await?;
    let views: Vec<_> = events
        .into_iter()
        .map(|event| SignInEventView::of(event, caller.zone))
        .collect();
    Ok(json(StatusCode::OK, &views))
}
