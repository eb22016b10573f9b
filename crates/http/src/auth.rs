//! Who calls: the access token from the bearer header or from the function's cookie.

use axum::extract::{FromRef, FromRequestParts};
use cookie::Cookie;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, header};
use ngantor_core::caller::{Caller, Reach};
use ngantor_core::token::{self, Bearer, Scope, TokenFault};

use crate::context::text;
use crate::problem::Problem;
use crate::{Base, kind};

/// A signed-in person; 401 without one.
pub struct SignedIn(pub Caller);

/// A machine that may read the feed; 401 without a token, 403 with a person's.
pub struct Machine;

impl<S: Send + Sync> FromRequestParts<S> for SignedIn
where
    Base: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match bearer(&parts.headers, &Base::from_ref(state))? {
            Bearer::Person(caller) if caller.reach == Reach::Read && !is_read(&parts.method) => {
                // RFC 6750 §3.1.
                let challenge = HeaderValue::from_static("Bearer error=\"insufficient_scope\"");
                let problem = Problem::from(kind::INSUFFICIENT_SCOPE);
                Err(problem.with_header(header::WWW_AUTHENTICATE, challenge))
            }
            Bearer::Person(caller) => Ok(Self(caller)),
            Bearer::Machine(_) => Err(kind::FORBIDDEN.into()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Machine
where
    Base: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match bearer(&parts.headers, &Base::from_ref(state))? {
            Bearer::Machine(Scope::Feed) => Ok(Self),
            Bearer::Person(_) => Err(kind::FORBIDDEN.into()),
        }
    }
}

fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// The cookie that carries a function's access token. The prefix makes browsers refuse it
/// without `Secure` (draft-ietf-httpbis-rfc6265bis §4.1.3).
pub fn cookie_name(function: &str) -> String {
    format!("__Secure-{function}")
}

/// A cookie's value.
pub fn cookie_value(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| Cookie::split_parse(text.to_owned()))
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

fn bearer(headers: &HeaderMap, base: &Base) -> Result<Bearer, Problem> {
    let token = bearer_token(headers)
        .or_else(|| cookie_value(headers, &cookie_name(base.function)))
        .ok_or(kind::UNAUTHENTICATED)?;
    token::check(&token, base.function, &base.key, base.now()).map_err(|fault| {
        let kind = match fault {
            TokenFault::Expired => kind::TOKEN_EXPIRED,
            TokenFault::Invalid => kind::UNAUTHENTICATED,
        };
        // RFC 6750 §3.1: the token is told from a missing one.
        let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
        Problem::from(kind).with_header(header::WWW_AUTHENTICATE, challenge)
    })
}

/// The token of the `Authorization` header (RFC 6750 §2.1).
pub fn bearer_token(headers: &HeaderMap) -> Option<String> {
    let (scheme, token) = text(headers, header::AUTHORIZATION.as_str()).split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim().to_owned())
}
