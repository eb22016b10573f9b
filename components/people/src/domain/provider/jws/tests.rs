//! Tokens that another implementation signed (`tests.json`: Node's crypto module), and those that
//! nobody did.

use serde_json::{Value, json};

use super::*;

fn vectors() -> Value {
    serde_json::from_str(include_str!("tests.json")).unwrap()
}

fn keys() -> KeySet {
    KeySet::read(vectors().to_string().as_bytes()).unwrap()
}

fn token(name: &str) -> String {
    vectors()["tokens"][name].as_str().unwrap().to_owned()
}

fn signed(keys: &KeySet, token: &str) -> Result<String, Unsigned> {
    let content = keys.content(token)?;
    Ok(String::from_utf8(content).unwrap())
}

/// A token with another header over the same content and signature.
fn with_header(token: &str, header: &Value) -> String {
    let (_, rest) = token.split_once('.').unwrap();
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string()))
}

#[test]
fn tokens_of_another_implementation_are_read_by_their_keys() {
    for algorithm in ["RS256", "PS256", "ES256", "EdDSA"] {
        let told = signed(&keys(), &token(algorithm));
        assert_eq!(told.as_deref(), Ok("{\"sub\":\"siti\"}"), "{algorithm}");
    }
}

#[test]
fn a_token_that_was_changed_is_nobodys() {
    for algorithm in ["RS256", "PS256", "ES256", "EdDSA"] {
        let token = token(algorithm);
        let (message, signature) = token.rsplit_once('.').unwrap();
        let (header, _) = message.split_once('.').unwrap();
        let budi = URL_SAFE_NO_PAD.encode("{\"sub\":\"budi\"}");
        let wrong = "its signature is not by the key it names";
        for changed in [
            format!("{header}.{budi}.{signature}"),
            format!("{message}."),
            format!("{message}.AAAA"),
            format!("{message}.{}", URL_SAFE_NO_PAD.encode([0; 64])),
            format!("{message}.{}", URL_SAFE_NO_PAD.encode([0; 256])),
        ] {
            let told = signed(&keys(), &changed);
            assert_eq!(told, Err(Unsigned::Wrong(wrong)), "{algorithm}");
        }
    }
}

#[test]
fn neither_none_nor_a_mac_over_a_public_key_is_a_signature() {
    let not_allowed = Err(Unsigned::Wrong("its algorithm is not allowed"));
    for name in ["none", "HS256"] {
        assert_eq!(signed(&keys(), &token(name)), not_allowed, "{name}");
    }
    for algorithm in ["NONE", "None", "", "HS512", "RS1", "rs256", "RSA-OAEP"] {
        let header = json!({"alg": algorithm, "kid": "key-RS256"});
        let token = with_header(&token("RS256"), &header);
        assert_eq!(signed(&keys(), &token), not_allowed, "{algorithm}");
    }
}

#[test]
fn a_key_is_good_for_its_own_algorithm_and_purpose_only() {
    let bent = |field: &str, value: Value| {
        let mut set = vectors();
        set["keys"][0][field] = value;
        signed(
            &KeySet::read(set.to_string().as_bytes()).unwrap(),
            &token("RS256"),
        )
    };
    assert!(bent("alg", Value::Null).is_ok() && bent("use", Value::Null).is_ok());
    for (field, value) in [
        ("alg", json!("PS256")),
        ("use", json!("enc")),
        ("kty", json!("EC")),
        ("kid", json!("another")),
    ] {
        assert_eq!(bent(field, value), Err(Unsigned::UnknownKey), "{field}");
    }
    let wrong = Err(Unsigned::Wrong("its signature is not by the key it names"));
    let even = vectors()["keys"][0]["n"].as_str().unwrap().to_owned();
    let even = format!("{}A", even.get(..even.len() - 1).unwrap());
    for (field, value) in [
        ("n", json!(even)),
        ("n", json!("")),
        ("n", json!("A".repeat(700))),
        ("e", json!("AQ")),
        ("e", json!("AQABAQABAQABAQAB")),
    ] {
        assert_eq!(bent(field, value), wrong, "{field}");
    }
    assert_eq!(signed(&keys(), &token("weak")), wrong);
    // With the other padding the same key signs nothing.
    let mut set = vectors();
    set["keys"][0]["alg"] = Value::Null;
    let header = json!({"alg": "PS256", "kid": "key-RS256"});
    let keys = KeySet::read(set.to_string().as_bytes()).unwrap();
    assert_eq!(signed(&keys, &with_header(&token("RS256"), &header)), wrong);
}

#[test]
fn a_key_by_which_everything_is_signed_signs_nothing() {
    // The neutral point: any message has the signature of neutral point and zero.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut set = vectors();
    set["keys"][3]["x"] = json!(URL_SAFE_NO_PAD.encode(neutral));
    let keys = KeySet::read(set.to_string().as_bytes()).unwrap();
    let token = token("EdDSA");
    let (message, _) = token.rsplit_once('.').unwrap();
    let signature = [neutral, [0; 32]].concat();
    let forged = format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature));
    let wrong = "its signature is not by the key it names";
    assert_eq!(signed(&keys, &forged), Err(Unsigned::Wrong(wrong)));
}

#[test]
fn a_token_that_names_no_key_may_be_of_a_newer_one() {
    let header = json!({"alg": "ES256"});
    let told = signed(&keys(), &with_header(&token("ES256"), &header));
    assert_eq!(told, Err(Unsigned::UnknownKey));
    let header = json!({"alg": "ES256", "kid": "newer"});
    let told = signed(&keys(), &with_header(&token("ES256"), &header));
    assert_eq!(told, Err(Unsigned::UnknownKey));
}

#[test]
fn what_is_no_token_is_told_so() {
    let header = json!({"alg": "RS256", "kid": "key-RS256", "crit": ["exp"]});
    for (odd, words) in [
        (String::new(), "it is no token"),
        ("a.b".to_owned(), "it is no token"),
        ("a.b.c.d".to_owned(), "it is no token"),
        ("e30.e30.e30=".to_owned(), "it is no token"),
        ("e30.e30.e30".to_owned(), "its header is none"),
        ("A".repeat(TOKEN_MAX_BYTES + 1), "the token is too long"),
        (
            with_header(&token("RS256"), &header),
            "its header asks for an extension",
        ),
    ] {
        assert_eq!(signed(&keys(), &odd), Err(Unsigned::Wrong(words)), "{odd}");
    }
}

#[test]
fn keys_of_no_use_are_left_out() {
    let told = |json: Value| KeySet::read(json.to_string().as_bytes()).map(|set| set.0.len());
    assert_eq!(
        told(json!({"keys": [{"kty": "RSA"}, {"kty": 1}, 2, {}]})),
        Some(1)
    );
    assert_eq!(
        told(json!({"keys": vec![json!({"kty": "EC"}); KEYS_MAX + 1]})),
        Some(KEYS_MAX)
    );
    assert_eq!((told(json!({})), told(json!([]))), (None, None));
}
