//! Following the feed of another function: a token from `people` by an assertion of one's own,
//! then batches of the feed.

use bytes::Bytes;
use http::{Request, StatusCode, header};
use ngantor_core::token;
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::Base;
use crate::fetch::{Fetch, FetchError, Fetched};

/// Where `people` is, by local service chaining, which the manifest has to let the function use.
const PEOPLE: &str = "http://people.spin.internal/api/people";
/// How many events one request asks for at most: they commonly stay below what is read of an answer
/// ([`crate::fetch::FETCH_MAX_BYTES`]). Where they do not, it asks for fewer.
pub const FOLLOW_MAX: u32 = 50;

/// A feed is not read. The words are for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFollowed(pub String);

impl std::fmt::Display for NotFollowed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Deserialize)]
struct Tokens {
    access_tokens: BTreeMap<String, String>,
}

/// A token for the feed of a function; good for ten minutes.
///
/// # Errors
/// Why there is none.
pub async fn token_for(
    base: &Base,
    outside: &dyn Fetch,
    function: &str,
) -> Result<String, NotFollowed> {
    let assertion = token::assert(base.function, &base.key, base.now());
    let assertion = assertion.map_err(|_| NotFollowed("no assertion is made".to_owned()))?;
    let form = serde_json::json!({"client_assertion": assertion, "resource": function});
    let request = Request::post(format!("{PEOPLE}/tokens"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Bytes::from(form.to_string()));
    let body = answer(outside, request).await?;
    let tokens: Tokens = serde_json::from_slice(&body)
        .map_err(|_| NotFollowed("people answers no tokens".to_owned()))?;
    let token = tokens.access_tokens.get(function).cloned();
    token.ok_or_else(|| NotFollowed("people answers another token".to_owned()))
}

/// Events of a feed, as it answers them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Events {
    /// The JSON text.
    pub text: Bytes,
    /// How many were asked for: if as many came, there may be more.
    pub limit: u32,
}

/// The next events of a function's feed after a place. Where they are too long for one answer, half
/// as many are asked for, so that long rows never end the following.
///
/// # Errors
/// Why they are not read.
pub async fn events_after(
    outside: &dyn Fetch,
    function: &str,
    token: &str,
    seq: i64,
) -> Result<Events, NotFollowed> {
    let path = format!("/api/{function}/feed");
    let mut limit = FOLLOW_MAX;
    loop {
        let address = format!("http://{function}.spin.internal{path}?after={seq}&limit={limit}");
        let request = Request::get(address)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Bytes::new());
        let request = request.map_err(|error| NotFollowed(error.to_string()))?;
        match outside.fetch(request).await {
            Err(FetchError::TooLarge) if limit > 1 => limit /= 2,
            fetched => {
                let text = body_of(&path, fetched)?;
                return Ok(Events { text, limit });
            }
        }
    }
}

async fn answer(
    outside: &dyn Fetch,
    request: http::Result<Request<Bytes>>,
) -> Result<Bytes, NotFollowed> {
    let request = request.map_err(|error| NotFollowed(error.to_string()))?;
    let path = request.uri().path().to_owned();
    body_of(&path, outside.fetch(request).await)
}

fn body_of(path: &str, fetched: Fetched) -> Result<Bytes, NotFollowed> {
    let answer = fetched.map_err(|error| NotFollowed(format!("{path}: {error}")))?;
    match answer.status() {
        StatusCode::OK => Ok(answer.into_body()),
        status => Err(NotFollowed(format!("{path}: answered {status}"))),
    }
}
