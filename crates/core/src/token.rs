//! Access tokens: standard JWTs (RFC 7519, HS256), each good for one function only.
//!
//! `people` mints them with the function's own key and that function checks them without
//! asking anybody. The lifetime is short, because a token cannot be called back.

use std::sync::OnceLock;

use chrono::Duration;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::caller::{Caller, Reach, Role};
use crate::keys::{KEY_BYTES, TokenKey};
use crate::time::{Instant, Zone};

mod assertion;
mod hs256;

pub use assertion::{ASSERTION_S, assert, check_assertion};

/// How long an access token lives, in seconds.
pub const ACCESS_TOKEN_S: i64 = 600;
/// The longest token that is looked at, in bytes; ours have about 450.
pub const TOKEN_MAX_BYTES: usize = 2048;
/// How far the minting and the checking clock may be apart, in seconds: one machine's clock
/// can step, and offices follow different time servers.
pub const CLOCK_LEEWAY_S: i64 = 30;

/// What machines may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Read a function's journal as a feed.
    Feed,
}

impl Scope {
    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        (word == "feed").then_some(Self::Feed)
    }
}

/// Whom a token speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// A signed-in person.
    Person(Caller),
    /// Another function or an operator's tool, with what it may do.
    Machine(Scope),
}

/// Why a token is not accepted. The caller learns only which of the two it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// It was good once.
    Expired,
    /// It is not a token of this function.
    Invalid,
}

/// A token could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotMinted;

#[derive(Serialize, Deserialize)]
struct Claims {
    aud: String,
    sub: String,
    iat: i64,
    exp: i64,
    #[serde(flatten)]
    bearer: BearerClaims,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum BearerClaims {
    /// `zoneinfo` is the OpenID Connect claim for a person's zone.
    Person {
        sid: String,
        roles: Vec<Role>,
        zoneinfo: Zone,
        /// Without one the token reaches as far as the person (RFC 9068 §2.2.3).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scope: Option<Reach>,
    },
    Machine {
        scope: Scope,
    },
}

/// Makes a token for a function that lives for [`ACCESS_TOKEN_S`].
pub fn mint(
    bearer: &Bearer,
    function: &str,
    key: &TokenKey,
    now: Instant,
) -> Result<String, NotMinted> {
    install_hs256();
    let (sub, bearer) = match bearer {
        Bearer::Person(caller) => (caller.person_id.to_string(), person_claims(caller)),
        Bearer::Machine(scope) => (
            "machine".to_owned(),
            BearerClaims::Machine { scope: *scope },
        ),
    };
    let iat = now.timestamp();
    let claims = Claims {
        aud: function.to_owned(),
        sub,
        iat,
        exp: iat + ACCESS_TOKEN_S,
        bearer,
    };
    let header = Header {
        kid: Some(key.kid()),
        ..Header::new(Algorithm::HS256)
    };
    let key = EncodingKey::from_secret(key.bytes());
    jsonwebtoken::encode(&header, &claims, &key).map_err(|_| NotMinted)
}

fn person_claims(caller: &Caller) -> BearerClaims {
    BearerClaims::Person {
        sid: caller.session_id.to_string(),
        roles: caller.roles.clone(),
        zoneinfo: caller.zone,
        scope: (caller.reach != Reach::Whole).then_some(caller.reach),
    }
}

/// Reads a token that was minted for a function, if it holds at an instant.
pub fn check(
    token: &str,
    function: &str,
    key: &TokenKey,
    now: Instant,
) -> Result<Bearer, TokenFault> {
    install_hs256();
    if token.len() > TOKEN_MAX_BYTES {
        return Err(TokenFault::Invalid);
    }
    let mut rules = Validation::new(Algorithm::HS256);
    rules.set_audience(&[function]);
    rules.set_required_spec_claims(&["aud", "exp", "sub"]);
    // The library would ask the machine's clock; the instant is passed in here.
    rules.validate_exp = false;
    let read = |key: &[u8; KEY_BYTES]| {
        let key = DecodingKey::from_secret(key);
        jsonwebtoken::decode::<Claims>(token, &key, &rules).ok()
    };
    let claims = key.each().find_map(read).ok_or(TokenFault::Invalid)?.claims;
    in_time(&claims, now)?;
    bearer(claims)
}

fn in_time(claims: &Claims, now: Instant) -> Result<(), TokenFault> {
    let now = now.timestamp();
    let leeway = Duration::seconds(CLOCK_LEEWAY_S).num_seconds();
    if claims.iat > now.saturating_add(leeway) || claims.exp <= claims.iat {
        return Err(TokenFault::Invalid);
    }
    if claims.exp.saturating_add(leeway) <= now {
        return Err(TokenFault::Expired);
    }
    Ok(())
}

fn bearer(claims: Claims) -> Result<Bearer, TokenFault> {
    Ok(match claims.bearer {
        BearerClaims::Person {
            sid,
            roles,
            zoneinfo,
            scope,
        } => Bearer::Person(Caller {
            person_id: claims.sub.parse().map_err(|_| TokenFault::Invalid)?,
            session_id: sid.parse().map_err(|_| TokenFault::Invalid)?,
            roles,
            zone: zoneinfo,
            reach: scope.unwrap_or_default(),
        }),
        BearerClaims::Machine { scope } => Bearer::Machine(scope),
    })
}

/// The library wants its cryptography named once a process.
fn install_hs256() {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    // `false` says that the process chose another provider before; any does HS256.
    INSTALLED.get_or_init(|| hs256::PROVIDER.install_default().is_ok());
}

#[cfg(test)]
mod tests;
