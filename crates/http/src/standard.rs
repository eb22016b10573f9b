//! The two routes that every function answers alike: its health and its feed.

use std::time::Duration;

use axum::extract::{FromRef, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use ngantor_core::time::{self, Zone};
use ngantor_db::journal::{self, BATCH_MAX, Entry};
use serde::Serialize;

use crate::{Base, Machine, Params, Problem, Routes, kind};

/// The longest that a feed request waits for news, in ms.
pub const FEED_WAIT_MAX_MS: i64 = 30_000;
/// How often a waiting feed request looks, in ms.
const FEED_LOOK_MS: u64 = 250;

/// Adds `GET /health` and `GET /feed`.
pub fn add<S>(routes: Routes<S>) -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Base: FromRef<S>,
{
    add_health(routes).get("/feed", feed::<S>)
}

/// Adds `GET /health` alone, for a function that shows its feed itself.
pub fn add_health<S>(routes: Routes<S>) -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Base: FromRef<S>,
{
    routes.get("/health", health::<S>)
}

/// What `GET /health` answers.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Health {
    /// `ok`.
    pub status: &'static str,
    /// The version of the database's schema.
    pub schema: i64,
}

async fn health<S: Clone + Send + Sync + 'static>(
    State(state): State<S>,
) -> Result<Response, Problem>
where
    Base: FromRef<S>,
{
    let base = Base::from_ref(&state);
    let schema = ngantor_db::version(&*base.db)
        .await
        .map_err(|error| Problem::from(kind::BUSY).caused_by(&error))?;
    Ok(json(
        StatusCode::OK,
        &Health {
            status: "ok",
            schema,
        },
    ))
}

/// A JSON answer.
pub fn json<T: Serialize>(status: StatusCode, value: &T) -> Response {
    typed(status, value, "application/json")
}

fn typed<T: Serialize>(status: StatusCode, value: &T, content_type: &'static str) -> Response {
    let Ok(body) = serde_json::to_vec(value) else {
        // Only maps with keys that are no text fail, and no answer of ours has one.
        return Problem::from(kind::INTERNAL)
            .caused_by(&"an answer is no JSON")
            .into_response();
    };
    let content_type = HeaderValue::from_static(content_type);
    (status, [(header::CONTENT_TYPE, content_type)], body).into_response()
}

/// One change as a CloudEvent 1.0, in JSON.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Event {
    /// `1.0`.
    pub specversion: &'static str,
    /// The place in the journal, as text; pass it as `after`.
    pub id: String,
    /// The function, as `/api/<function>`.
    pub source: String,
    /// `id.ngantor.<function>.<table>.created` or `.changed`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The id of the changed row.
    pub subject: String,
    /// When, RFC 3339 in UTC.
    pub time: String,
    /// Who: a person's id or the function's name.
    pub actor: String,
    /// `application/json`.
    pub datacontenttype: &'static str,
    /// The row before and after.
    pub data: Change,
}

/// The row before and after.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Change {
    /// Before; `null` for a new row.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<Object>))]
    pub old: Option<serde_json::Value>,
    /// After.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Object))]
    pub new: serde_json::Value,
}

async fn feed<S: Clone + Send + Sync + 'static>(
    State(state): State<S>,
    _: Machine,
    params: Params,
) -> Result<Response, Problem>
where
    Base: FromRef<S>,
{
    let base = Base::from_ref(&state);
    let entries = read_feed(&base, params).await?;
    Ok(show_feed(&base, entries))
}

/// A batch of the journal after a place; waits for the first entry if asked to
/// (http-feeds.org).
///
/// # Errors
/// A fault of the query, or of the database.
pub async fn read_feed(base: &Base, params: Params) -> Result<Vec<Entry>, Problem> {
    let params = params.only(&["after", "limit", "timeout_ms"])?;
    let after = params.integer("after", 0, 0..=i64::MAX)?;
    let limit = params.integer("limit", 100, 1..=i64::from(BATCH_MAX))?;
    let limit = u32::try_from(limit).unwrap_or(1);
    let mut left_ms = params.integer("timeout_ms", 0, 0..=FEED_WAIT_MAX_MS)?;
    loop {
        let entries = journal::after(&*base.db, after, limit).await?;
        if !entries.is_empty() || left_ms <= 0 {
            return Ok(entries);
        }
        base.ambient
            .sleep(Duration::from_millis(FEED_LOOK_MS))
            .await;
        left_ms = left_ms.saturating_sub_unsigned(FEED_LOOK_MS);
    }
}

/// The answer with a batch of the journal as events.
pub fn show_feed(base: &Base, entries: Vec<Entry>) -> Response {
    let events: Vec<_> = entries
        .into_iter()
        .map(|entry| event(base, entry))
        .collect();
    typed(
        StatusCode::OK,
        &events,
        "application/cloudevents-batch+json",
    )
}

fn event(base: &Base, entry: Entry) -> Event {
    let utc = |at| Zone::UTC.rfc3339(at);
    Event {
        specversion: "1.0",
        id: entry.seq.to_string(),
        source: format!("/api/{}", base.function),
        kind: format!("id.ngantor.{}", entry.kind),
        subject: entry.subject,
        time: time::from_ms(entry.at_ms).map(utc).unwrap_or_default(),
        actor: entry.actor,
        datacontenttype: "application/json",
        data: Change {
            old: entry.old,
            new: entry.new,
        },
    }
}
