//! How one function proves to `people` who it is (RFC 7523 §2.2, `client_secret_jwt` of OpenID
//! Connect Core §9): a JWT that it signs with its own key, which `people` derives as well.
//!
//! It is good for one thing, to be exchanged for an access token, and for a minute. Nobody takes
//! it for an access token: its audience is `people` and its key is not.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use super::{CLOCK_LEEWAY_S, NotMinted, TOKEN_MAX_BYTES, TokenFault, install_hs256};
use crate::keys::{KEY_BYTES, TokenKey};
use crate::time::Instant;

/// How long an assertion lives, in seconds.
pub const ASSERTION_S: i64 = 60;
/// Whom every assertion is for.
const AUDIENCE: &str = "people";

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    iat: i64,
    exp: i64,
}

/// Says that a function is who it says, with the function's own key.
///
/// # Errors
/// [`NotMinted`] when the library refuses.
pub fn assert(function: &str, key: &TokenKey, now: Instant) -> Result<String, NotMinted> {
    install_hs256();
    let iat = now.timestamp();
    let claims = Claims {
        iss: function.to_owned(),
        sub: function.to_owned(),
        aud: AUDIENCE.to_owned(),
        iat,
        exp: iat + ASSERTION_S,
    };
    let header = Header {
        kid: Some(key.kid()),
        ..Header::new(Algorithm::HS256)
    };
    let key = EncodingKey::from_secret(key.bytes());
    jsonwebtoken::encode(&header, &claims, &key).map_err(|_| NotMinted)
}

/// Whether an assertion is a function's, and of now.
///
/// # Errors
/// Why it is not.
pub fn check_assertion(
    assertion: &str,
    function: &str,
    key: &TokenKey,
    now: Instant,
) -> Result<(), TokenFault> {
    install_hs256();
    if assertion.len() > TOKEN_MAX_BYTES {
        return Err(TokenFault::Invalid);
    }
    let mut rules = Validation::new(Algorithm::HS256);
    rules.set_audience(&[AUDIENCE]);
    rules.set_issuer(&[function]);
    rules.set_required_spec_claims(&["aud", "exp", "iss", "sub"]);
    // The library would ask the machine's clock; the instant is passed in here.
    rules.validate_exp = false;
    let read = |key: &[u8; KEY_BYTES]| {
        let key = DecodingKey::from_secret(key);
        jsonwebtoken::decode::<Claims>(assertion, &key, &rules).ok()
    };
    let claims = key.each().find_map(read).ok_or(TokenFault::Invalid)?.claims;
    let now = now.timestamp();
    let lives_s = claims.exp.saturating_sub(claims.iat);
    let is_early = claims.iat > now.saturating_add(CLOCK_LEEWAY_S);
    if claims.sub != function || is_early || !(1..=ASSERTION_S).contains(&lives_s) {
        return Err(TokenFault::Invalid);
    }
    if claims.exp.saturating_add(CLOCK_LEEWAY_S) <= now {
        return Err(TokenFault::Expired);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::caller::{Caller, Reach};
    use crate::keys::MasterSecret;
    use crate::time::Zone;
    use crate::token::{Bearer, Scope, check, mint};

    fn key(function: &str) -> TokenKey {
        MasterSecret::new([7; 32]).token_key(function)
    }

    fn now() -> Instant {
        "2026-11-25T00:30:00Z".parse().unwrap()
    }

    #[test]
    fn an_assertion_is_good_for_a_minute_and_for_its_function() {
        let assertion = assert("attendance", &key("attendance"), now()).unwrap();
        let told = |function: &str, key: &TokenKey, s: i64| {
            check_assertion(&assertion, function, key, now() + Duration::seconds(s))
        };
        let own = key("attendance");
        for s in [-CLOCK_LEEWAY_S, 0, ASSERTION_S + CLOCK_LEEWAY_S - 1] {
            assert_eq!(told("attendance", &own, s), Ok(()), "{s}");
        }
        let late = ASSERTION_S + CLOCK_LEEWAY_S;
        assert_eq!(told("attendance", &own, late), Err(TokenFault::Expired));
        for (function, key, s) in [
            ("attendance", &own, -CLOCK_LEEWAY_S - 1),
            ("uploads", &own, 0),
            ("uploads", &key("uploads"), 0),
            ("attendance", &key("people"), 0),
        ] {
            assert_eq!(told(function, key, s), Err(TokenFault::Invalid));
        }
    }

    #[test]
    fn no_access_token_is_an_assertion_and_none_the_other_way_round() {
        let own = key("attendance");
        let person = Bearer::Person(Caller {
            person_id: "0193a5b0-7c1e-7000-8000-000000000001".parse().unwrap(),
            session_id: "0193a5b0-7c1e-7000-8000-00000000000f".parse().unwrap(),
            roles: Vec::new(),
            zone: Zone::JAKARTA,
            reach: Reach::Whole,
        });
        for bearer in [person, Bearer::Machine(Scope::Feed)] {
            for function in ["attendance", "people"] {
                let token = mint(&bearer, function, &own, now()).unwrap();
                let told = check_assertion(&token, "attendance", &own, now());
                assert_eq!(told, Err(TokenFault::Invalid));
            }
        }
        let assertion = assert("attendance", &own, now()).unwrap();
        for function in ["attendance", "people"] {
            let told = check(&assertion, function, &own, now());
            assert_eq!(told, Err(TokenFault::Invalid));
        }
    }
}
