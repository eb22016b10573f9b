//! Tokens that somebody makes up, between functions and between this office and a provider.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ngantor_core::token::assert as assertion_of;
use ngantor_http::Ambient as _;
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::beside::{Begun, Beside, told};
use crate::issuer::{CLIENT, ISSUER, Issuer, LOGOUT_EVENT};
use crate::office::{Office, id, text};
use crate::provider_logouts::{claims as logout_claims, is_in, send as send_logout, session};
use crate::providers::form;

/// HMAC (RFC 2104), by hand: what checks it must not be what makes it.
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = [0; 64];
    match key.len() <= block.len() {
        true => block[..key.len()].copy_from_slice(key),
        false => block[..32].copy_from_slice(&Sha256::digest(key)),
    }
    let padded = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Sha256::digest([&padded(0x36)[..], message].concat());
    Sha256::digest([&padded(0x5c)[..], &inner[..]].concat()).to_vec()
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A token with a MAC by a key.
fn with_mac(header: &Value, claims: &Value, key: &[u8]) -> String {
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let mac = URL_SAFE_NO_PAD.encode(hmac(key, message.as_bytes()));
    format!("{message}.{mac}")
}

/// A token with a signature (ES256) by a key.
fn with_signature(header: &Value, claims: &Value, key: &SigningKey) -> String {
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let signature: p256::ecdsa::Signature = key.sign(message.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
    format!("{message}.{signature}")
}

async fn asks(office: &Office, assertion: &str) -> (u16, String) {
    let form = json!({"client_assertion": assertion, "resource": "people"});
    let answer = office.post("/tokens", &form).await;
    let code = answer.body["code"].as_str().unwrap_or_default();
    (answer.status.as_u16(), code.to_owned())
}

#[tokio::test]
async fn an_assertion_that_its_function_did_not_make_for_this_gets_no_token() {
    let office = Office::open().await;
    let now_s = office.clock.now().timestamp();
    let key = |function: &str| {
        let text = office.master.token_key(function).to_text();
        URL_SAFE_NO_PAD.decode(text).unwrap()
    };
    let (own, header) = (key("attendance"), json!({"alg": "HS256", "typ": "JWT"}));
    let claims = json!({"iss": "attendance", "sub": "attendance", "aud": "people",
                        "iat": now_s, "exp": now_s + 60});
    let got = (200, String::new());
    assert_eq!(asks(&office, &with_mac(&header, &claims, &own)).await, got);
    let refused = (401, "client_refused".to_owned());
    for (claim, value) in [
        ("iss", json!("people")),
        ("iss", Value::Null),
        ("sub", json!("people")),
        ("sub", Value::Null),
        ("aud", json!("attendance")),
        ("aud", json!("https://kantor.example/api/people/tokens")),
        ("aud", Value::Null),
        ("iat", json!(now_s + 31)),
        ("iat", json!(i64::MIN)),
        ("exp", json!(now_s - 31)),
        ("exp", json!(now_s + 61)),
        ("exp", json!(i64::MAX)),
        ("exp", json!(now_s)),
        ("exp", Value::Null),
        ("exp", json!("soon")),
    ] {
        let mut bent = claims.clone();
        bent[claim] = value.clone();
        let told = asks(&office, &with_mac(&header, &bent, &own)).await;
        assert_eq!(told, refused, "{claim} {value}");
    }
    for alg in [
        "none", "None", "", "HS384", "HS512", "hs256", "RS256", "ES256",
    ] {
        let bent = json!({"alg": alg, "typ": "JWT"});
        let forged = with_mac(&bent, &claims, &own);
        assert_eq!(asks(&office, &forged).await, refused, "{alg}");
        let (message, _) = forged.rsplit_once('.').unwrap();
        assert_eq!(
            asks(&office, &format!("{message}.")).await,
            refused,
            "{alg}"
        );
    }
    // Whoever names another's key signs by their own all the same.
    let named = json!({"alg": "HS256", "kid": office.master.token_key("attendance").kid(),
                       "jwk": {"kty": "oct", "k": URL_SAFE_NO_PAD.encode([1; 32])}});
    for guessed in [key("people"), vec![1; 32], vec![0; 32], Vec::new()] {
        assert_eq!(
            asks(&office, &with_mac(&named, &claims, &guessed)).await,
            refused
        );
    }
}

#[tokio::test]
async fn no_assertion_is_an_access_token_and_no_token_of_people_an_assertion() {
    let office = Office::open().await;
    let key = office.master.token_key("attendance");
    let own = assertion_of("attendance", &key, office.clock.now()).unwrap();
    for path in ["/me", "/people", "/feed"] {
        let answer = office.get(path, &own).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let signed_in = office.sign_in("siti").await;
    for token in [
        "/access_tokens/people",
        "/access_tokens/attendance",
        "/refresh_token",
    ] {
        let told = asks(&office, &text(&signed_in, token)).await;
        assert_eq!(told, (401, "client_refused".to_owned()), "{token}");
    }
}

/// What an ID token of Siti's would say, for the sign-in that a browser began: whoever is in that
/// browser knows its nonce.
fn of_siti(beside: &Beside, begun: &Begun) -> Value {
    let now_s = beside.office.clock.now().timestamp();
    let (_, query) = begun.url.split_once('?').unwrap();
    let nonce = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "nonce");
    let nonce = nonce.unwrap().1;
    json!({"iss": ISSUER, "aud": CLIENT, "sub": "s-siti", "preferred_username": "siti",
           "iat": now_s, "exp": now_s + 300, "nonce": nonce})
}

/// Comes back to the office with this as the ID token.
async fn comes_with(beside: &Beside, begun: &Begun, token: &str) -> String {
    beside.issuer.answers_instead(token.to_owned());
    told(&beside.come_back(begun).await)
}

/// What somebody without the provider's key would send for a token with these claims.
fn forgeries(beside: &Beside, claims: &Value) -> Vec<String> {
    let stranger = SigningKey::from_slice(&[9; 32]).unwrap();
    let point = stranger.verifying_key().to_sec1_point(false);
    let own_key = json!({"kty": "EC", "crv": "P-256", "kid": "key-1",
        "x": URL_SAFE_NO_PAD.encode(point.x().unwrap()),
        "y": URL_SAFE_NO_PAD.encode(point.y().unwrap())});
    // A key that comes with the token is nobody's (RFC 8725 §3.10).
    let carried = [
        json!({"alg": "ES256", "kid": "key-1"}),
        json!({"alg": "ES256", "kid": "key-1", "jwk": own_key}),
        json!({"alg": "ES256", "jwk": own_key}),
        json!({"alg": "ES256", "kid": "key-1", "jku": "https://evil.example/keys"}),
        json!({"alg": "ES256", "kid": "key-1", "x5u": "https://evil.example/x", "x5c": ["AA=="]}),
        json!({"alg": "ES256", "kid": "../../key-1"}),
        json!({"alg": "ES256", "kid": ["key-1"]}),
        json!({"alg": "ES256", "kid": ""}),
        json!({"alg": ["ES256"], "kid": "key-1"}),
    ];
    let mut all: Vec<_> = carried
        .iter()
        .map(|header| with_signature(header, claims, &stranger))
        .collect();
    // The public key is everybody's, in whatever form a library may take it for a secret.
    let public = beside.issuer.published();
    let (x, y) = (text(&public, "/x"), text(&public, "/y"));
    let coordinates = [&x, &y].map(|text| URL_SAFE_NO_PAD.decode(text).unwrap());
    let point = [vec![4], coordinates.concat()].concat();
    // SubjectPublicKeyInfo of P-256 (RFC 5480 §2) as DER and PEM.
    let der = "3059301306072a8648ce3d020106082a8648ce3d030107034200";
    let der = (0..der.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&der[at..at + 2], 16));
    let der: Vec<u8> = der
        .map(Result::unwrap)
        .chain(point.iter().copied())
        .collect();
    let pem = STANDARD.encode(&der);
    let (first, second) = pem.split_at(64);
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{first}\n{second}\n-----END PUBLIC KEY-----\n");
    for key in [
        point,
        der,
        pem.into_bytes(),
        public.to_string().into_bytes(),
        x.into_bytes(),
    ] {
        for alg in ["HS256", "ES256"] {
            let header = json!({"alg": alg, "kid": "key-1"});
            all.push(with_mac(&header, claims, &key));
        }
    }
    let good = beside.issuer.token(claims);
    let (message, signature) = good.rsplit_once('.').unwrap();
    let (_, content) = message.split_once('.').unwrap();
    let none = encoded(&json!({"alg": "none", "kid": "key-1"}));
    all.extend([
        format!("{none}.{content}."),
        format!("{none}.{content}.{signature}"),
        format!("{message}."),
        // A name that stands twice is read twice, perhaps by two who read otherwise.
        format!(
            "{}.{content}.{signature}",
            URL_SAFE_NO_PAD.encode("{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"key-1\"}")
        ),
        // (r, s) of nothing, and the signature of another curve's length.
        format!("{message}.{}", URL_SAFE_NO_PAD.encode([0; 64])),
        format!("{message}.{}", URL_SAFE_NO_PAD.encode([0xff; 96])),
    ]);
    all
}

#[tokio::test]
async fn nobody_without_the_providers_key_makes_an_id_token() {
    let beside = Beside::new().await;
    let n = forgeries(&beside, &json!({})).len();
    for nth in 0..n {
        let begun = beside.begin().await;
        let all = forgeries(&beside, &of_siti(&beside, &begun));
        let told = comes_with(&beside, &begun, &all[nth]).await;
        assert_eq!(told, "provider_not_believed", "{}", all[nth]);
    }
    // Signed by the key, what they all say lets Siti in.
    let begun = beside.begin().await;
    let good = beside.issuer.token(&of_siti(&beside, &begun));
    assert_eq!(comes_with(&beside, &begun, &good).await, "in");
}

/// Keeps another provider beside the first one; answers where.
async fn another_provider(beside: &Beside) -> String {
    let mut other = form();
    other["issuer"] = json!("https://other.example");
    let path = format!("/identity-providers/{}", id(0x9001));
    let kept = beside.office.put(&path, &beside.token, &other, "").await;
    assert_eq!(kept.status, StatusCode::CREATED, "{:?}", kept.body);
    path
}

#[tokio::test]
async fn a_key_of_one_provider_signs_nothing_of_another() {
    let beside = Beside::new().await;
    // Somebody who runs a provider of this office as well, with a key of the same name.
    let other = Issuer::default();
    other.names_key("key-1", 5);
    another_provider(&beside).await;
    let begun = beside.begin().await;
    let token = other.token(&of_siti(&beside, &begun));
    let told = comes_with(&beside, &begun, &token).await;
    assert_eq!(told, "provider_not_believed");
}

#[tokio::test]
async fn nobody_without_the_providers_key_ends_a_session() {
    let beside = Beside::new().await;
    let token = session(&beside, Some("sid-1")).await;
    let claims = logout_claims(&beside, "j-1");
    for forged in forgeries(&beside, &claims) {
        let told = send_logout(&beside, &forged).await;
        assert_eq!(text(&told.body, "/code"), "logout_not_believed", "{forged}");
    }
    // Nor is what opened it, or what the provider says to others, a word to end it.
    let begun = beside.begin().await;
    let mut id_token = of_siti(&beside, &begun);
    id_token["sid"] = json!("sid-1");
    for wrong in [
        id_token,
        json!({"iss": ISSUER, "aud": "others", "sub": "s-siti", "iat": claims["iat"],
               "exp": claims["exp"], "jti": "j-2", "events": {LOGOUT_EVENT: {}}}),
    ] {
        let told = send_logout(&beside, &beside.issuer.token(&wrong)).await;
        assert_eq!(text(&told.body, "/code"), "logout_not_believed", "{wrong}");
    }
    assert!(is_in(&beside, &token).await);
    // A logout token opens nothing either.
    let good = beside.issuer.token(&claims);
    let told = comes_with(&beside, &begun, &good).await;
    assert_eq!(told, "provider_not_believed");
}

#[tokio::test]
async fn of_a_logout_token_that_comes_twice_at_once_one_is_believed() {
    let beside = Beside::new().await;
    session(&beside, Some("sid-1")).await;
    let token = beside.issuer.token(&logout_claims(&beside, "j-1"));
    let both = futures::future::join_all((0..8).map(|_| send_logout(&beside, &token))).await;
    let n_believed = both
        .iter()
        .filter(|answer| answer.status == StatusCode::NO_CONTENT)
        .count();
    assert_eq!(n_believed, 1);
    // At another provider's door it is none of theirs.
    let path = format!("{}/logouts", another_provider(&beside).await);
    let fresh = beside.issuer.token(&logout_claims(&beside, "j-2"));
    let body = format!("logout_token={fresh}");
    let body = (body, "application/x-www-form-urlencoded");
    let told = beside.office.send_text("POST", &path, "", body).await;
    assert!(!told.status.is_success(), "{:?}", told.body);
}
