//! Tokens that say what they should, and those that do not.

use serde_json::json;

use super::*;

const NOW_S: i64 = 1_800_000_000;

fn now() -> Instant {
    ngantor_core::time::from_ms(NOW_S * 1000).unwrap()
}

fn provider(person_claim: &str, person_field: PersonField) -> Provider {
    Provider {
        id: "0193a5b0-7c1e-7000-8000-000000000001".parse().unwrap(),
        name: "Induk".to_owned(),
        issuer: "https://sso.example".to_owned(),
        client_id: "kantor".to_owned(),
        sealed_secret: None,
        scope: "openid".to_owned(),
        person_claim: person_claim.to_owned(),
        person_field,
        key_max_age_hours: 24,
        is_on: true,
        is_withdrawn: false,
        version: 1,
        changed_by: String::new(),
    }
}

fn id_token() -> Value {
    json!({
        "iss": "https://sso.example", "aud": "kantor", "sub": "s-1", "nonce": "n",
        "iat": NOW_S, "exp": NOW_S + 60, "sid": "sid-1",
    })
}

fn logout_token() -> Value {
    json!({
        "iss": "https://sso.example", "aud": ["kantor"], "sub": "s-1", "sid": "sid-1",
        "iat": NOW_S, "exp": NOW_S + 60, "jti": "j-1", "events": {LOGOUT_EVENT: {}},
    })
}

fn told(token: &Value, is_logout: bool) -> Result<(), &'static str> {
    let claims = Claims::read(token.to_string().as_bytes())?;
    let provider = provider("nip", PersonField::EmployeeNumber);
    match is_logout {
        true => claims.check_logout(&provider, now()),
        false => claims.check_id_token(&provider, "n", now()),
    }
}

/// Checks that each change of a token makes it one that is refused, for the right reason.
fn refuses(token: &Value, is_logout: bool, changes: &[(&str, Value, &'static str)]) {
    assert_eq!(told(token, is_logout), Ok(()));
    for (claim, value, words) in changes {
        let mut bent = token.clone();
        bent[*claim] = value.clone();
        assert_eq!(told(&bent, is_logout), Err(*words), "{claim} {value}");
    }
}

#[test]
fn a_token_is_of_this_provider_for_this_office_and_of_now() {
    let odd = "a claim that it must have is missing or odd";
    let changes = [
        (
            "iss",
            json!("https://sso.example/"),
            "its issuer is another one",
        ),
        ("iss", Value::Null, odd),
        ("aud", json!("other"), "it is for others"),
        ("aud", json!([]), "it is for others"),
        ("aud", json!(["kantor", "other"]), "it is for others"),
        ("aud", Value::Null, odd),
        ("azp", json!("other"), "it was issued to another party"),
        ("exp", json!(NOW_S - CLOCK_LEEWAY_S), "it ran out"),
        ("exp", Value::Null, odd),
        ("exp", json!("soon"), odd),
        (
            "iat",
            json!(NOW_S + CLOCK_LEEWAY_S + 1),
            "it is of the future",
        ),
        (
            "iat",
            json!(NOW_S - TOKEN_MAX_AGE_S - CLOCK_LEEWAY_S - 1),
            "it is too old",
        ),
        ("iat", Value::Null, odd),
        (
            "nbf",
            json!(NOW_S + CLOCK_LEEWAY_S + 1),
            "it does not hold yet",
        ),
    ];
    refuses(&id_token(), false, &changes);
    refuses(&logout_token(), true, &changes);
    let mut edge = id_token();
    edge["exp"] = json!(NOW_S - CLOCK_LEEWAY_S + 1);
    edge["iat"] = json!(NOW_S - TOKEN_MAX_AGE_S - CLOCK_LEEWAY_S);
    edge["azp"] = json!("kantor");
    assert_eq!(told(&edge, false), Ok(()));
    edge["iat"] = json!((NOW_S + CLOCK_LEEWAY_S) as f64);
    assert_eq!(told(&edge, false), Ok(()));
}

#[test]
fn an_id_token_answers_one_sign_in_and_ends_none() {
    let long = json!("s".repeat(ID_MAX_CHARS + 1));
    refuses(
        &id_token(),
        false,
        &[
            ("nonce", json!("m"), "its nonce is another sign-in's"),
            ("nonce", Value::Null, "its nonce is another sign-in's"),
            ("sub", Value::Null, "its subject is missing or too long"),
            ("sub", json!(""), "its subject is missing or too long"),
            ("sub", long.clone(), "its subject is missing or too long"),
            ("sid", long, "its session is too long"),
        ],
    );
    assert_eq!(told(&id_token(), true), Err("it tells no logout"));
    assert_eq!(
        told(&logout_token(), false),
        Err("its nonce is another sign-in's")
    );
}

#[test]
fn a_sign_in_there_is_as_new_as_it_has_to_be() {
    let told = |auth_time: Value| {
        let mut token = id_token();
        token["auth_time"] = auth_time;
        Claims::read(token.to_string().as_bytes())?.check_signed_in_since(now())
    };
    let old = Err("nobody signed in there anew for it");
    for (auth_time, expected) in [
        (json!(NOW_S - CLOCK_LEEWAY_S), Ok(())),
        (json!(NOW_S as f64 + 0.5), Ok(())),
        (json!(NOW_S - CLOCK_LEEWAY_S - 1), old),
        (Value::Null, old),
    ] {
        assert_eq!(told(auth_time.clone()), expected, "{auth_time}");
    }
}

#[test]
fn a_logout_token_tells_a_logout_of_somebody_once() {
    let mut nobodys = logout_token();
    nobodys["sub"] = Value::Null;
    assert_eq!(told(&nobodys, true), Ok(()));
    nobodys["sid"] = Value::Null;
    assert_eq!(told(&nobodys, true), Err("it names nobody"));
    let long = json!("s".repeat(ID_MAX_CHARS + 1));
    refuses(
        &logout_token(),
        true,
        &[
            ("nonce", json!("n"), "it has a nonce"),
            ("events", Value::Null, "it tells no logout"),
            ("events", json!({}), "it tells no logout"),
            ("events", json!({LOGOUT_EVENT: true}), "it tells no logout"),
            ("jti", Value::Null, "it has no id"),
            ("jti", json!(""), "a name in it is too long"),
            ("jti", long.clone(), "a name in it is too long"),
            ("sub", long, "a name in it is too long"),
        ],
    );
}

#[test]
fn a_person_is_told_by_one_claim_and_an_address_only_when_it_is_verified() {
    let told = |claim, field, more: Value| {
        let mut token = id_token();
        token
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let claims = Claims::read(token.to_string().as_bytes()).unwrap();
        claims.person(&provider(claim, field))
    };
    let person = |text: &str| Told::Person(text.to_owned());
    let nip = |more| told("nip", PersonField::EmployeeNumber, more);
    assert_eq!(nip(json!({"nip": " 1986 "})), person("1986"));
    // A number would have lost its last digits.
    for nothing in [
        json!({}),
        json!({"nip": 198609262015051001_u64}),
        json!({"nip": " "}),
    ] {
        assert_eq!(nip(nothing), Told::Nobody);
    }
    let sub = told("sub", PersonField::Username, json!({}));
    assert_eq!(sub, person("s-1"));
    let email = |verified: Value| {
        let more = json!({"email": "a@b.id", "email_verified": verified});
        told("email", PersonField::Email, more)
    };
    assert_eq!(email(json!(true)), person("a@b.id"));
    for unverified in [json!(false), json!("true"), json!(1), Value::Null] {
        assert_eq!(email(unverified), Told::Unverified);
    }
}
