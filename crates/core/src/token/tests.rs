//! Tokens: what is accepted and, mostly, what is not.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::*;
use crate::keys::MasterSecret;

/// Made by PyJWT 2 with the key of `master()` for `attendance`.
const BY_PYJWT: &str = concat!(
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJhdHRlbmRhbmNlIiwic3ViIjoiMDE5M2E",
    "1YjAtN2MxZS03MDAwLTgwMDAtMDAwMDAwMDAwMDAxIiwiaWF0IjoxNzk1NTY2NjAwLCJleHAiOjE3OTU",
    "1NjcyMDAsInNpZCI6IjAxOTNhNWIwLTdjMWUtNzAwMC04MDAwLTAwMDAwMDAwMDAwMiIsInJvbGVzIjp",
    "bImVtcGxveWVlIiwicGVyc29ubmVsIl0sInpvbmVpbmZvIjoiQXNpYS9KYWthcnRhIn0.uvmx7bN6YZa",
    "-cUUHI5iEXmqtSDBWTvkzsUTP-VaxBlo",
);

fn now() -> Instant {
    "2026-11-25T00:30:00Z".parse().unwrap()
}

fn key() -> TokenKey {
    MasterSecret::new([7; 32]).token_key("attendance")
}

fn person() -> Bearer {
    Bearer::Person(Caller {
        person_id: "0193a5b0-7c1e-7000-8000-000000000001".parse().unwrap(),
        session_id: "0193a5b0-7c1e-7000-8000-000000000002".parse().unwrap(),
        roles: vec![Role::Employee, Role::Personnel],
        zone: Zone::JAKARTA,
        reach: Reach::Whole,
    })
}

fn minted() -> String {
    mint(&person(), "attendance", &key(), now()).unwrap()
}

fn checked(token: &str) -> Result<Bearer, TokenFault> {
    check(token, "attendance", &key(), now())
}

/// A token with changed header or claims, signed with the right key unless told otherwise.
fn altered(change: impl Fn(&mut Value, &mut Value)) -> String {
    let token = minted();
    let parts: Vec<&str> = token.split('.').collect();
    let read = |part: &str| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let (mut header, mut claims) = (read(parts[0]), read(parts[1]));
    change(&mut header, &mut claims);
    let write = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", write(&header), write(&claims));
    let key = EncodingKey::from_secret(key().bytes());
    let mac = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{message}.{mac}")
}

#[test]
fn a_token_comes_back_as_the_caller_it_was_made_for() {
    assert_eq!(checked(&minted()), Ok(person()));
    let machine = Bearer::Machine(Scope::Feed);
    let token = mint(&machine, "attendance", &key(), now()).unwrap();
    assert_eq!(checked(&token), Ok(machine));
}

#[test]
fn a_token_of_another_library_is_read() {
    assert_eq!(checked(BY_PYJWT), Ok(person()));
}

#[test]
fn a_token_ends_after_its_lifetime_and_the_leeway() {
    let end = now() + Duration::seconds(ACCESS_TOKEN_S + CLOCK_LEEWAY_S);
    let at = |instant| check(&minted(), "attendance", &key(), instant);
    assert!(at(end - Duration::seconds(1)).is_ok());
    assert_eq!(at(end), Err(TokenFault::Expired));
    let early = now() - Duration::seconds(CLOCK_LEEWAY_S);
    assert!(at(early).is_ok());
    assert_eq!(at(early - Duration::seconds(1)), Err(TokenFault::Invalid));
}

#[test]
fn a_token_of_another_function_or_key_is_refused() {
    let other_key = MasterSecret::new([7; 32]).token_key("people");
    let for_people = mint(&person(), "people", &other_key, now()).unwrap();
    assert_eq!(checked(&for_people), Err(TokenFault::Invalid));
    // Even with the right key the audience counts.
    let wrong_audience = mint(&person(), "people", &key(), now()).unwrap();
    assert_eq!(checked(&wrong_audience), Err(TokenFault::Invalid));
    let other_house = MasterSecret::new([8; 32]).token_key("attendance");
    let forged = mint(&person(), "attendance", &other_house, now()).unwrap();
    assert_eq!(checked(&forged), Err(TokenFault::Invalid));
}

#[test]
fn altered_tokens_are_refused() {
    assert!(
        checked(&altered(|_, _| ())).is_ok(),
        "the helper itself makes good tokens"
    );
    type Change = fn(&mut Value, &mut Value);
    let changes: [(&str, Change); 9] = [
        ("alg none", |header, _| header["alg"] = json!("none")),
        ("alg HS512", |header, _| header["alg"] = json!("HS512")),
        ("alg RS256", |header, _| header["alg"] = json!("RS256")),
        ("no exp", |_, claims| claims["exp"] = Value::Null),
        ("exp before iat", |_, claims| claims["exp"] = json!(1)),
        ("exp as text", |_, claims| claims["exp"] = json!("tomorrow")),
        ("sub no id", |_, claims| claims["sub"] = json!("1")),
        ("role unknown", |_, claims| {
            claims["roles"] = json!(["king"])
        }),
        ("zone unknown", |_, claims| {
            claims["zoneinfo"] = json!("Mars/Olympus")
        }),
    ];
    for (name, change) in changes {
        assert_eq!(
            checked(&altered(change)),
            Err(TokenFault::Invalid),
            "{name}"
        );
    }
}

#[test]
fn damaged_text_is_refused() {
    let token = minted();
    let (message, mac) = token.rsplit_once('.').unwrap();
    let long = "a".repeat(TOKEN_MAX_BYTES + 1);
    for bad in [
        "",
        ".",
        "..",
        "a.b.c",
        message,
        &format!("{message}."),
        &long,
    ] {
        assert_eq!(checked(bad), Err(TokenFault::Invalid), "{bad:.40}");
    }
    let unsigned = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
    let claims = message.split_once('.').unwrap().1;
    assert_eq!(
        checked(&format!("{unsigned}.{claims}.")),
        Err(TokenFault::Invalid)
    );
    assert_eq!(
        checked(&format!("{unsigned}.{claims}.{mac}")),
        Err(TokenFault::Invalid)
    );
}

#[test]
fn a_token_of_an_app_says_how_far_it_reaches_and_no_other_word_is_one() {
    for reach in [Reach::Read, Reach::Write] {
        let Bearer::Person(caller) = person() else {
            unreachable!("a person is a person")
        };
        let app = Bearer::Person(Caller { reach, ..caller });
        let token = mint(&app, "attendance", &key(), now()).unwrap();
        assert_eq!(checked(&token), Ok(app));
    }
    for word in ["whole", "admin", "Read", ""] {
        let token = altered(|_, claims| claims["scope"] = json!(word));
        let told = checked(&token);
        let fine = word == "whole" && told == Ok(person());
        assert!(fine || told == Err(TokenFault::Invalid), "{word}: {told:?}");
    }
}
