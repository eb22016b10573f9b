//! Input from people who mean no good, or whose client is broken.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use ngantor_core::caller::{Caller, Reach};
use ngantor_core::keys::MasterSecret;
use ngantor_core::token::{Bearer, Scope, check, mint};
use ngantor_http::Ambient as _;
use ngantor_http::testing::{call, request};
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, id, punch};

#[tokio::test]
async fn an_app_that_reads_does_not_clock_in() {
    let office = Office::open().await;
    let now = office.clock.now();
    let token = office.token(SITI);
    let Bearer::Person(caller) = check(&token, "attendance", &office.key, now).unwrap() else {
        unreachable!("a person is a person")
    };
    for (reach, status) in [(Reach::Read, 403), (Reach::Write, 201)] {
        let bearer = Bearer::Person(Caller {
            reach,
            ..caller.clone()
        });
        let token = mint(&bearer, "attendance", &office.key, now).unwrap();
        let day = request(
            Method::GET,
            "/api/attendance/days/today",
            &token,
            &Value::Null,
        );
        assert_eq!(call(&office.router, day).await.status, StatusCode::OK);
        let path = format!("/api/attendance/punches/{}", id(1));
        let put = request(Method::PUT, &path, &token, &punch("in"));
        assert_eq!(call(&office.router, put).await.status.as_u16(), status);
    }
}

#[tokio::test]
async fn bad_input_is_told_at_its_place_and_leaves_nothing() {
    let office = Office::open().await;
    let with = |name: &str, value: Value| {
        let mut body = punch("in");
        body[name] = value;
        body
    };
    let at =
        |latitude: f64| json!({"latitude": latitude, "longitude": 0, "accuracy_m": 1, "age_s": 0});
    for (body, pointer) in [
        (with("direction", json!("sideways")), "/direction"),
        (with("zone", json!("WIB")), "/zone"),
        (with("zone", json!("'; DROP TABLE punch; --")), "/zone"),
        (
            with("claimed_at", json!("2026-02-30T07:30:00+07:00")),
            "/claimed_at",
        ),
        (with("position", at(90.1)), "/position/latitude"),
        (with("position", json!([-2.5, 140.7, 5, 0])), "/position"),
        (with("note", json!("x".repeat(501))), "/note"),
        (with("note", json!("a\u{0}b")), "/note"),
        (
            with("received_at", json!("2026-11-25T00:00:00Z")),
            "/received_at",
        ),
        (json!({}), "/direction"),
        (json!([1]), ""),
    ] {
        let answer = office.put(SITI, &id(1), &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{body}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert_eq!(answer.headers["content-language"], "id");
    }
    for path in [
        "/punches?limit=0",
        "/punches?limit=201",
        "/punches?cursor=x",
        "/punches?a=1",
        "/days/2026-02-29",
        "/days/today?zone=Mars",
    ] {
        let answer = office.get(SITI, path).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    assert_eq!(
        office.put(SITI, "1", &punch("in")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(office.n_entries().await, 0);
}

#[tokio::test]
async fn nobody_comes_in_without_a_token_of_this_function() {
    let office = Office::open().await;
    let other = MasterSecret::new([8; 32]).token_key("attendance");
    let machine = mint(
        &Bearer::Machine(Scope::Feed),
        "attendance",
        &other,
        office.clock.now(),
    );
    for token in [String::new(), "x".to_owned(), machine.unwrap()] {
        for path in [
            "/api/attendance/punches",
            "/api/attendance/days/today",
            "/api/attendance/feed",
        ] {
            let answer = call(
                &office.router,
                request(Method::GET, path, &token, &Value::Null),
            )
            .await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
            assert!(answer.headers.contains_key("www-authenticate"));
        }
    }
    assert_eq!(
        office.get(SITI, "/feed").await.status,
        StatusCode::FORBIDDEN
    );
}

/// `{"alg":"none"}` and the claims of a token, without a signature.
fn unsigned(token: &str) -> String {
    let claims = token.split('.').nth(1).unwrap();
    format!("eyJhbGciOiJub25lIn0.{claims}.")
}

#[tokio::test]
async fn a_token_that_is_old_forged_or_for_another_function_punches_nothing() {
    let office = Office::open().await;
    let good = office.token(SITI);
    let head = good.rsplit_once('.').unwrap().0;
    let other = MasterSecret::new([7; 32]).token_key("people");
    let bearer = check(&good, "attendance", &office.key, office.clock.now()).unwrap();
    let now = office.clock.now();
    let path = format!("/api/attendance/punches/{}", id(1));
    let put = async |token: &str| {
        let request = request(Method::PUT, &path, token, &punch("in"));
        call(&office.router, request).await
    };
    for bad in [
        unsigned(&good),
        format!("{head}.AAAA"),
        format!("{head}."),
        mint(&bearer, "people", &other, now).unwrap(),
        mint(&bearer, "attendance", &other, now).unwrap(),
        mint(&bearer, "people", &office.key, now).unwrap(),
        "x".repeat(100_000),
    ] {
        let answer = put(&bad).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{bad:.60}");
        assert_eq!(answer.body["code"], "unauthenticated");
    }
    office.clock.advance(Duration::from_secs(631));
    assert_eq!(put(&good).await.body["code"], "token_expired");
    assert_eq!(office.n_entries().await, 0);
}

#[tokio::test]
async fn a_page_of_another_site_punches_nothing() {
    let office = Office::open().await;
    let path = format!("/api/attendance/punches/{}", id(1));
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let mut request = request(Method::PUT, &path, "", &punch("in"));
        let cookie = format!("__Secure-attendance={}", office.token(SITI));
        let headers = request.headers_mut();
        headers.insert("cookie", cookie.parse().unwrap());
        headers.insert("host", "kantor.example".parse().unwrap());
        headers.insert(name, value.parse().unwrap());
        let answer = call(&office.router, request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        assert_eq!(answer.body["code"], "cross_site");
    }
    assert_eq!(office.n_entries().await, 0);
}

#[tokio::test]
async fn sql_in_a_note_is_text_and_a_key_stands_once() {
    let office = Office::open().await;
    let sql = "'); DROP TABLE punch; --";
    let mut body = punch("in");
    body["note"] = json!(sql);
    let answer = office.put(SITI, &id(1), &body).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.body["note"], sql);
    assert_eq!(
        office.get(SITI, "/days/today").await.body["punches"][0]["note"],
        sql
    );
    let path = format!("/api/attendance/punches/{}", id(2));
    let mut placed = punch("in");
    placed["position"] = json!({"latitude": 0, "longitude": 0, "accuracy_m": 1, "age_s": 0});
    for (key, pointer) in [
        ("direction", "/direction"),
        ("latitude", "/position/latitude"),
    ] {
        let mut twice = request(Method::PUT, &path, &office.token(SITI), &Value::Null);
        let key = format!("\"{key}\":");
        let text = placed.to_string().replace(&key, &format!("{key}0,{key}"));
        *twice.body_mut() = Body::from(text.replace("\"direction\":0", "\"direction\":\"out\""));
        let answer = call(&office.router, twice).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.body["errors"][0]["code"], "duplicate_field");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer);
    }
    assert_eq!(office.n_entries().await, 1);
}

#[tokio::test]
async fn another_persons_punches_are_nowhere_to_be_seen() {
    let office = Office::open().await;
    office.put(SITI, &id(1), &punch("in")).await;
    for path in ["/punches", "/days/today"] {
        let answer = office.get(BUDI, path).await;
        assert!(!answer.body.to_string().contains(&id(1)), "{path}");
    }
}
