//! The addresses that people make for programs that read without a sign-in: each is shown once, and
//! revoked at any time.

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_http::{Json, Path, Problem, SignedIn, json, kind};
use serde::Serialize;

use super::known::refused;
use super::{App, PREFIX, tick};
use crate::domain::subscription::{Subscription, SubscriptionForm, SubscriptionId, seal, secret};
use crate::store::subscription as store;

/// A subscription on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Subscription))]
pub(crate) struct SubscriptionView {
    id: SubscriptionId,
    name: String,
    /// RFC 3339.
    created_at: String,
    /// Where the calendar is read: a path and query at the office's own address, told once.
    #[serde(skip_serializing_if = "Option::is_none")]
    calendar_path: Option<String>,
    /// Where the feed of news is read; the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    news_path: Option<String>,
}

impl SubscriptionView {
    fn of(subscription: Subscription, caller: &Caller, secret: Option<&str>) -> Self {
        let path = |file| secret.map(|secret| format!("{PREFIX}/published/{file}?secret={secret}"));
        Self {
            id: subscription.id,
            name: subscription.name,
            created_at: caller.zone.rfc3339(subscription.created_at),
            calendar_path: path("calendar.ics"),
            news_path: path("news.atom"),
        }
    }
}

pub(super) async fn list(
    Extract(app): Extract<App>,
    SignedIn(caller): SignedIn,
) -> Result<Response, Problem> {
    let found = store::of_person(&*app.base.db, caller.person_id).await?;
    let view = |one| SubscriptionView::of(one, &caller, None);
    let views: Vec<_> = found.into_iter().map(view).collect();
    Ok(json(StatusCode::OK, &views))
}

/// Makes one. Sent again it answers without the addresses, which nobody keeps.
pub(super) async fn add(
    Extract(app): Extract<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<SubscriptionId>,
    Json(form): Json<SubscriptionForm>,
) -> Result<Response, Problem> {
    let name = form.check()?;
    // Whether the session was put out meanwhile is known by this.
    tick::follow_people(&app).await?;
    let (base, secret) = (&app.base, secret(app.base.ambient.random()?));
    let new = Subscription {
        id,
        person_id: caller.person_id,
        name,
        created_at: base.now(),
    };
    let is_new = store::insert(&*base.db, &new, &seal(&secret), caller.session_id).await;
    if is_new.map_err(refused)? {
        let view = SubscriptionView::of(new, &caller, Some(&secret));
        return Ok(json(StatusCode::CREATED, &view));
    }
    let is_same = |old: &Subscription| (old.person_id, &old.name) == (new.person_id, &new.name);
    let old = store::by_id(&*base.db, id).await?.filter(is_same);
    let view = SubscriptionView::of(old.ok_or(kind::ID_REUSED)?, &caller, None);
    Ok(json(StatusCode::OK, &view))
}

pub(super) async fn end(
    Extract(app): Extract<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<SubscriptionId>,
) -> Result<Response, Problem> {
    let base = &app.base;
    if store::end(&*base.db, id, caller.person_id, base.now()).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(kind::NOT_FOUND.into())
    }
}
