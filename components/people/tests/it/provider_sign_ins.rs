//! Signing in by another identity provider, and how others would like to.

use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ngantor_http::Ambient as _;
use serde_json::{Value, json};

use crate::beside::{Beside, HERE, told};
use crate::issuer::ISSUER;
use crate::office::{cookies, id, text};
use crate::providers::{form, path};

#[tokio::test]
async fn whoever_the_provider_vouches_for_is_in_as_by_a_password() {
    let beside = Beside::new().await;
    let answer = beside.sign_in().await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
    assert_eq!(text(&answer.body, "/person/username"), "siti");
    assert!(answer.body.get("access_tokens").is_none());
    let set = cookies(&answer);
    let names: Vec<_> = set
        .iter()
        .map(|cookie| cookie.split('=').next().unwrap())
        .collect();
    let expected = [
        "__Secure-attendance",
        "__Secure-people",
        "__Secure-refresh",
        "__Host-sign-in",
    ];
    assert_eq!(names, expected);
    assert!(
        set.iter()
            .all(|cookie| cookie.contains("HttpOnly; Secure; SameSite=Strict"))
    );
    assert!(set[3].starts_with("__Host-sign-in=; Path=/; Max-Age=0;"));
    let token = set[1].split(['=', ';']).nth(1).unwrap();
    let sessions = beside.office.get("/sessions", token).await;
    assert_eq!(sessions.body[0]["way_in"], "provider");
    let events = beside.office.get("/me/sign-ins", token).await;
    let outcomes = [0, 1].map(|n| events.body[n]["outcome"].clone());
    assert_eq!(outcomes, ["provider_linked", "signed_in"]);
    let cookie = set[2].split(';').next().unwrap();
    let headers = [("cookie", cookie)];
    let refreshed = beside
        .office
        .send(Method::POST, "/sessions/refresh", "", &json!({}), &headers)
        .await;
    assert_eq!(refreshed.status, StatusCode::OK);
    assert_eq!(beside.issuer.n_asked("/token"), 1);
}

#[tokio::test]
async fn what_goes_to_the_provider_is_in_the_url_and_its_proof_in_the_cookie() {
    let beside = Beside::new().await;
    let answer = beside.try_begin().await;
    let set = cookies(&answer);
    assert!(set[0].starts_with("__Host-sign-in=") && set[0].contains("; Path=/; Max-Age=600;"));
    let begun = beside.begin().await;
    let redirect = format!(
        "https://kantor.example/sign-in/return?provider={}",
        id(0x9000)
    );
    let redirect: String = form_urlencoded::byte_serialize(redirect.as_bytes()).collect();
    assert!(
        begun.url.contains(&format!("&redirect_uri={redirect}&")),
        "{}",
        begun.url
    );
    assert!(begun.url.contains("&scope=openid+email+profile&"));
    // Whoever reads the address bar cannot make the cookie, nor the proof of the code.
    let again = beside.begin().await;
    assert_ne!(begun.url, again.url);
    assert_ne!(begun.cookie, again.cookie);
}

#[tokio::test]
async fn a_code_is_good_in_the_browser_that_began_and_once() {
    let beside = Beside::new().await;
    let (one, two) = (beside.begin().await, beside.begin().await);
    let (code, state) = beside.issuer.authorize(&one.url);
    let (_, others) = beside.issuer.authorize(&two.url);
    let form = json!({"code": code, "state": state});
    for (cookie, state) in [
        (&*two.cookie, &state),
        ("", &state),
        (&*one.cookie, &others),
    ] {
        let answer = beside
            .finish(cookie, &json!({"code": code, "state": state}))
            .await;
        assert_eq!(told(&answer), "sign_in_over");
        assert!(cookies(&answer)[0].contains("Max-Age=0"));
    }
    assert_eq!(beside.issuer.n_asked("/token"), 0);
    assert_eq!(told(&beside.finish(&one.cookie, &form).await), "in");
    assert_eq!(
        told(&beside.finish(&one.cookie, &form).await),
        "provider_denied"
    );
    // Another's code with one's own proof.
    let stolen = json!({"code": code, "state": others});
    assert_eq!(
        told(&beside.finish(&two.cookie, &stolen).await),
        "provider_denied"
    );
}

#[tokio::test]
async fn a_sign_in_lasts_ten_minutes_and_belongs_to_one_provider() {
    let beside = Beside::new().await;
    let begun = beside.begin().await;
    let (code, state) = beside.issuer.authorize(&begun.url);
    let form = json!({"code": code, "state": state});
    let other = format!("/identity-providers/{}", id(0x9001));
    let put = beside
        .office
        .put(&other, &beside.token, &crate::providers::form(), "")
        .await;
    assert_eq!(put.status, StatusCode::CREATED);
    let headers = [&HERE[..], &[("cookie", &*begun.cookie)]].concat();
    let path = format!("{other}/sessions");
    let answer = beside
        .office
        .send(Method::POST, &path, "", &form, &headers)
        .await;
    assert_eq!(told(&answer), "sign_in_over");
    beside.pass_s(601);
    assert_eq!(
        told(&beside.finish(&begun.cookie, &form).await),
        "sign_in_over"
    );
    assert_eq!(beside.issuer.n_asked("/token"), 0);
}

#[tokio::test]
async fn an_answer_of_another_provider_is_not_taken() {
    let beside = Beside::new().await;
    let back = async |iss: Option<&str>| {
        let begun = beside.begin().await;
        let (code, state) = beside.issuer.authorize(&begun.url);
        let form = json!({"code": code, "state": state, "iss": iss});
        told(&beside.finish(&begun.cookie, &form).await)
    };
    assert_eq!(
        back(Some("https://evil.example")).await,
        "provider_not_believed"
    );
    assert_eq!(
        back(Some("https://sso.example/")).await,
        "provider_not_believed"
    );
    assert_eq!(beside.issuer.n_asked("/token"), 0);
    assert_eq!(
        (back(Some(ISSUER)).await, back(None).await),
        ("in".into(), "in".into())
    );
    // One that says that it names itself has to.
    beside
        .issuer
        .describes(json!({"authorization_response_iss_parameter_supported": true}));
    beside.pass_s(3600);
    assert_eq!(back(Some(ISSUER)).await, "in");
    assert_eq!(back(None).await, "provider_not_believed");
}

#[tokio::test]
async fn who_is_refused_there_is_told_so_here() {
    let beside = Beside::new().await;
    let begun = beside.begin().await;
    let (_, state) = beside.issuer.authorize(&begun.url);
    let denied = json!({"error": "access_denied", "state": state});
    assert_eq!(
        told(&beside.finish(&begun.cookie, &denied).await),
        "provider_denied"
    );
    let mixed = json!({"error": "access_denied", "state": state, "iss": "https://evil.example"});
    assert_eq!(
        told(&beside.finish(&begun.cookie, &mixed).await),
        "provider_not_believed"
    );
    let empty = json!({"state": state});
    assert_eq!(
        told(&beside.finish(&begun.cookie, &empty).await),
        "sign_in_over"
    );
    let long = json!({"state": state, "code": "a".repeat(4097)});
    let answer = beside.finish(&begun.cookie, &long).await;
    assert_eq!(text(&answer.body, "/errors/0/pointer"), "/code");
    let odd = beside
        .finish(&begun.cookie, &json!({"state": state, "wanted": "/"}))
        .await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_token_that_says_something_else_opens_nothing() {
    let beside = Beside::new().await;
    let now_s = beside.office.clock.now().timestamp();
    for (claim, value) in [
        ("nonce", json!("another")),
        ("nonce", Value::Null),
        ("aud", json!("others")),
        ("aud", json!(["kantor", "others"])),
        ("iss", json!("https://evil.example")),
        ("exp", json!(now_s - 31)),
        ("iat", json!(now_s - 3600)),
        ("iat", json!(now_s + 31)),
        ("azp", json!("others")),
        ("sub", Value::Null),
    ] {
        let bent = value.clone();
        beside
            .issuer
            .bends(move |claims| claims[claim] = bent.clone());
        assert_eq!(
            beside.told().await,
            "provider_not_believed",
            "{claim} {value}"
        );
    }
    beside.issuer.bends(|_| ());
    assert_eq!(beside.told().await, "in");
}

#[tokio::test]
async fn a_token_that_the_provider_did_not_sign_opens_nothing() {
    let beside = Beside::new().await;
    let now_s = beside.office.clock.now().timestamp();
    let claims = json!({
        "iss": ISSUER, "aud": "kantor", "sub": "s-siti", "preferred_username": "siti",
        "iat": now_s, "exp": now_s + 300,
    });
    let header =
        |alg: &str| URL_SAFE_NO_PAD.encode(json!({"alg": alg, "kid": "key-1"}).to_string());
    let content = URL_SAFE_NO_PAD.encode(claims.to_string());
    let good = beside.issuer.token(&claims);
    let (message, _) = good.rsplit_once('.').unwrap();
    for forged in [
        format!("{}.{content}.", header("none")),
        format!(
            "{}.{content}.{}",
            header("HS256"),
            URL_SAFE_NO_PAD.encode([0; 32])
        ),
        format!("{message}.{}", URL_SAFE_NO_PAD.encode([0; 64])),
        format!("{message}."),
        "nothing".to_owned(),
    ] {
        beside.issuer.answers_instead(forged.clone());
        assert_eq!(beside.told().await, "provider_not_believed", "{forged}");
    }
    // A good one, but of another sign-in.
    beside.issuer.answers_instead(good);
    assert_eq!(beside.told().await, "provider_not_believed");
    for body in ["", "[]", "{}", "{\"id_token\": 1}"] {
        beside.issuer.breaks("/token", 200, body);
        assert_eq!(beside.told().await, "provider_not_believed", "{body}");
    }
}

#[tokio::test]
async fn a_provider_that_is_off_or_gone_lets_nobody_in() {
    let beside = Beside::new().await;
    let begun = beside.begin().await;
    let (code, state) = beside.issuer.authorize(&begun.url);
    let mut off = form();
    off["is_on"] = json!(false);
    beside.keep(&off).await;
    assert_eq!(beside.try_begin().await.status, StatusCode::NOT_FOUND);
    let back = json!({"code": code, "state": state});
    assert_eq!(
        told(&beside.finish(&begun.cookie, &back).await),
        "not_found"
    );
}

#[tokio::test]
async fn only_the_offices_own_page_begins_and_ends_a_sign_in() {
    let beside = Beside::new().await;
    let path = format!("{}/sign-ins", path());
    for headers in [
        &[
            ("origin", "https://evil.example"),
            ("host", "kantor.example"),
        ][..],
        &[("host", "kantor.example")],
        &[("sec-fetch-site", "cross-site"), ("host", "kantor.example")],
    ] {
        let answer = beside
            .office
            .send(Method::POST, &path, "", &Value::Null, headers)
            .await;
        assert_eq!(told(&answer), "cross_site");
        assert!(cookies(&answer).is_empty());
    }
}

/// What a browser at an address is told.
async fn told_at(beside: &Beside, code: &str, state: &str, cookie: &str) -> String {
    let from = [("cookie", cookie), ("spin-client-addr", "10.0.0.7:5000")];
    let headers = [&HERE[..], &from].concat();
    let form = json!({"code": code, "state": state});
    let path = format!("{}/sessions", path());
    let sent = beside.office.send(Method::POST, &path, "", &form, &headers);
    told(&sent.await)
}

#[tokio::test]
async fn failures_are_braked_by_address_and_successes_are_not() {
    let beside = Beside::new().await;
    for _ in 0..120 {
        let begun = beside.begin().await;
        let (code, state) = beside.issuer.authorize(&begun.url);
        let told = told_at(&beside, &code, &state, &begun.cookie).await;
        assert_eq!(told, "in");
    }
    let begun = beside.begin().await;
    let (code, state) = beside.issuer.authorize(&begun.url);
    for _ in 0..100 {
        let told = told_at(&beside, "guess", &state, &begun.cookie).await;
        assert_eq!(told, "provider_denied");
    }
    let told = told_at(&beside, &code, &state, &begun.cookie).await;
    assert_eq!(told, "too_many");
}

#[tokio::test]
async fn a_provider_that_is_down_is_nobodys_failure() {
    let beside = Beside::new().await;
    let begun = beside.begin().await;
    let (code, state) = beside.issuer.authorize(&begun.url);
    beside.issuer.breaks("/token", 0, "");
    for _ in 0..110 {
        let told = told_at(&beside, &code, &state, &begun.cookie).await;
        assert_eq!(told, "provider_unreachable");
    }
    beside.issuer.mends();
    let told = told_at(&beside, &code, &state, &begun.cookie).await;
    assert_eq!(told, "in");
}
