//! The cookies of a browser: one access token for each function, which the browser sends to
//! that function only, and the refresh token, which it sends here only.

use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};
use ngantor_core::token::ACCESS_TOKEN_S;
use ngantor_http::{Problem, cookie_name, cookie_value};

use super::PREFIX;
use crate::domain::provider::attempt::ATTEMPT_MAX_S;
use crate::domain::session::IDLE_MAX_DAYS;

/// How long a browser keeps a refresh token that it does not use, in seconds.
const REFRESH_S: i64 = IDLE_MAX_DAYS * 24 * 60 * 60;
/// The last word of the refresh token's cookie; no function has this name.
const REFRESH: &str = "refresh";
/// The cookie of a sign-in that began at another identity provider. The prefix keeps another host
/// of the same domain from setting it, and so from signing somebody in as somebody else
/// (draft-ietf-httpbis-rfc6265bis §4.1.3); it wants every path. The page to which the provider
/// leads back is ours, so even a strict cookie goes with what that page sends.
const ATTEMPT: &str = "__Host-sign-in";

/// Gives an answer the cookie of a function's access token.
pub(super) fn set_access(response: &mut Response, function: &str, token: &str) {
    let path = format!("/api/{function}");
    set(
        response,
        &cookie_name(function),
        token,
        &path,
        ACCESS_TOKEN_S,
    );
}

/// Gives an answer the cookie of the refresh token.
pub(super) fn set_refresh(response: &mut Response, token: &str) {
    set(
        response,
        &cookie_name(REFRESH),
        token,
        &refresh_path(),
        REFRESH_S,
    );
}

/// Gives an answer the cookie of a sign-in that began at another identity provider.
pub(super) fn set_attempt(response: &mut Response, text: &str) {
    if let Some(cookie) = attempt_cookie(text, ATTEMPT_MAX_S) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Makes the browser forget that cookie.
pub(super) fn clear_attempt(response: &mut Response) {
    if let Some(cookie) = attempt_cookie("", 0) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// The same with a problem.
pub(super) fn without_attempt(problem: Problem) -> Problem {
    match attempt_cookie("", 0) {
        Some(cookie) => problem.with_header(header::SET_COOKIE, cookie),
        None => problem,
    }
}

/// The sign-in that a browser began.
pub(super) fn attempt(headers: &HeaderMap) -> Option<String> {
    cookie_value(headers, ATTEMPT)
}

fn attempt_cookie(text: &str, max_age_s: i64) -> Option<HeaderValue> {
    let cookie =
        format!("{ATTEMPT}={text}; Path=/; Max-Age={max_age_s}; HttpOnly; Secure; SameSite=Strict");
    HeaderValue::from_str(&cookie).ok()
}

/// Makes the browser forget every cookie.
pub(super) fn clear(response: &mut Response, functions: &[String]) {
    for function in functions {
        let path = format!("/api/{function}");
        set(response, &cookie_name(function), "", &path, 0);
    }
    set(response, &cookie_name(REFRESH), "", &refresh_path(), 0);
}

/// The refresh token of a browser.
pub(super) fn refresh(headers: &HeaderMap) -> Option<String> {
    cookie_value(headers, &cookie_name(REFRESH))
}

fn refresh_path() -> String {
    format!("{PREFIX}/sessions")
}

fn set(response: &mut Response, name: &str, value: &str, path: &str, max_age_s: i64) {
    let cookie = format!(
        "{name}={value}; Path={path}; Max-Age={max_age_s}; HttpOnly; Secure; SameSite=Strict"
    );
    // Names, tokens and paths are letters, digits and marks that a header may hold.
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
