//! What programs read without a sign-in, by the secret in its address: what concerns one person,
//! and nothing else. A secret that is none, or is none any more, is not found. It stands in the
//! query, which the node's log leaves out.

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use ngantor_core::time::{Zone, parse_day};
use ngantor_http::{Base, Context, Params, Problem, kind};

use super::PREFIX;
use super::assignments::zone_of;
use crate::domain::published::{Item, calendar as write_calendar, news as write_news};
use crate::domain::subscription::{Subscription, seal};
use crate::store::{published as store, subscription};

/// The parameter with the secret. It is none of the path, which every log keeps.
const SECRET: &str = "secret";

const CALENDAR: HeaderValue = HeaderValue::from_static("text/calendar; charset=utf-8");
const ATOM: HeaderValue = HeaderValue::from_static("application/atom+xml; charset=utf-8");
/// Asked for each time, and kept by nobody between.
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("private, no-cache");
const VARY: HeaderValue = HeaderValue::from_static("accept-language");

pub(super) async fn calendar(
    Extract(base): Extract<Base>,
    context: Context,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&[SECRET])?;
    let (_, items) = load(&base, secret(&params), store::NEAREST).await?;
    let text = write_calendar::write(&items, context.lang);
    Ok(answer(&headers, CALENDAR, text))
}

pub(super) async fn news(
    Extract(base): Extract<Base>,
    context: Context,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&[SECRET])?;
    let secret = secret(&params);
    let (subscription, items) = load(&base, secret, store::LATEST).await?;
    let feed = write_news::Feed {
        subscription_id: subscription.id,
        path: &format!("{PREFIX}/published/news.atom?secret={secret}"),
        created_at: subscription.created_at,
        lang: context.lang,
    };
    Ok(answer(&headers, ATOM, write_news::write(&feed, &items)))
}

fn secret(params: &Params) -> &str {
    params.get(SECRET).unwrap_or_default()
}

/// What concerns the person of a subscription, as long as they work here.
async fn load(
    base: &Base,
    secret: &str,
    which: &'static str,
) -> Result<(Subscription, Vec<Item>), Problem> {
    let found = subscription::by_seal(&*base.db, &seal(secret)).await?;
    let (subscription, zone, ends_on) = found.ok_or(kind::NOT_FOUND)?;
    let person = subscription.person_id;
    let zone = zone_of(base, person, zone).await?;
    if is_gone(base, zone, ends_on.as_deref()) {
        return Err(kind::NOT_FOUND.into());
    }
    let now = base.now();
    let items = store::concerns(&*base.db, which, (person, zone), now).await?;
    Ok((subscription, items))
}

fn is_gone(base: &Base, zone: Zone, ends_on: Option<&str>) -> bool {
    let ends_on = ends_on.and_then(parse_day);
    ends_on.is_some_and(|last| last < zone.day(base.now()))
}

/// The text, or 304 where the program has it.
fn answer(headers: &HeaderMap, content_type: HeaderValue, text: String) -> Response {
    let etag = HeaderValue::from_str(&format!("\"{}\"", seal(&text)));
    let etag = etag.unwrap_or(HeaderValue::from_static("\"\""));
    let is_known = has_already(headers, &etag);
    let known = [
        (header::ETAG, etag),
        (header::CACHE_CONTROL, ASK_EACH_TIME),
        (header::VARY, VARY),
    ];
    if is_known {
        return (StatusCode::NOT_MODIFIED, known).into_response();
    }
    (known, [(header::CONTENT_TYPE, content_type)], text).into_response()
}

/// `If-None-Match` compares weakly (RFC 9110 §13.1.2).
fn has_already(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let given = headers.get_all(header::IF_NONE_MATCH).iter();
    given
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == "*" || tag.as_bytes() == etag.as_bytes())
}
