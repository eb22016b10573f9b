//! Input from people who mean no good, or whose client is broken.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use ngantor_core::caller::Role;
use ngantor_core::keys::MasterSecret;
use ngantor_core::token::{Bearer, Scope, mint};
use ngantor_http::Ambient as _;
use ngantor_http::testing::{call, request};
use serde_json::{Value, json};

use crate::office::{Office, PASSWORD, id, text};

const SQL: &str = "'; DROP TABLE person; --";

/// `{"alg":"none"}` and the claims of a token, without a signature.
fn unsigned(token: &str) -> String {
    let claims = token.split('.').nth(1).unwrap();
    format!("eyJhbGciOiJub25lIn0.{claims}.")
}

#[tokio::test]
async fn no_made_up_token_opens_a_door() {
    let office = Office::open().await;
    let session = office.sign_in("siti").await;
    let good = text(&session, "/access_tokens/people");
    let now = office.clock.now();
    let other = MasterSecret::new([8; 32]).token_key("people");
    let machine = mint(&Bearer::Machine(Scope::Feed), "people", &other, now).unwrap();
    let (head, tail) = good.split_at(good.len() - 4);
    for bad in [
        "x".to_owned(),
        "..".to_owned(),
        unsigned(&good),
        format!("{head}AAAA"),
        format!("{good}{tail}"),
        machine,
        text(&session, "/access_tokens/attendance"),
        text(&session, "/refresh_token"),
        "x".repeat(100_000),
    ] {
        for path in ["/me", "/people", "/feed"] {
            let answer = office.get(path, &bad).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path} {bad:.40}");
            assert_eq!(answer.headers["content-type"], "application/problem+json");
        }
    }
    // A person's token reads no feed, and an old one is told so.
    assert_eq!(
        office.get("/feed", &good).await.status,
        StatusCode::FORBIDDEN
    );
    office.pass_s(631);
    let old = office.get("/me", &good).await;
    assert_eq!(old.body["code"], "token_expired");
}

#[tokio::test]
async fn every_wrong_shape_is_told_at_its_place_and_leaves_nothing() {
    let office = Office::open().await;
    let token = office.token(&id(0x3000), &[Role::Personnel]).await;
    let n_entries = office.journal().await.len();
    let person = json!({"name": "Budi", "username": "budi", "password": PASSWORD,
                        "roles": ["employee"], "zone": "Asia/Jakarta"});
    for (name, value, pointer) in [
        ("name", json!(7), "/name"),
        ("name", json!(null), "/name"),
        ("name", json!("x".repeat(101)), "/name"),
        ("name", json!("Bu\u{202e}di"), "/name"),
        ("name", json!("Bu\u{0}di"), "/name"),
        ("username", json!(SQL), "/username"),
        ("username", json!("x".repeat(41)), "/username"),
        ("password", json!("x".repeat(201)), "/password"),
        ("password", json!("budi budi budi"), "/password"),
        ("roles", json!([]), "/roles"),
        ("roles", json!("employee"), "/roles"),
        ("roles", json!(["employee", "king"]), "/roles/1"),
        ("roles", json!({"0": "employee"}), "/roles"),
        ("zone", json!("WIB"), "/zone"),
        ("zone", json!(SQL), "/zone"),
        ("id", json!(id(1)), "/id"),
        ("version", json!(1), "/version"),
        ("password_hash", json!("x"), "/password_hash"),
    ] {
        let mut body = person.clone();
        body[name] = value;
        let path = format!("/people/{}", id(0x2000));
        let answer = office.send(Method::PUT, &path, &token, &body, &[]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{body}");
        assert_eq!(answer.headers["content-language"], "id");
    }
    assert_eq!(office.journal().await.len(), n_entries);
}

#[tokio::test]
async fn a_list_is_no_object_at_any_depth() {
    let office = Office::closed().await;
    let mut form = office.setup_form();
    form["institution"] = json!(["Kementerian", "Asia/Jakarta"]);
    let nested = office.post("/setup", &form).await;
    assert_eq!(nested.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(nested.body["errors"][0]["pointer"], "/institution");
    let whole = office.post("/sessions", &json!(["siti", PASSWORD])).await;
    assert_eq!(whole.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(office.get("/setup", "").await.body["open"], true);
}

#[tokio::test]
async fn a_key_that_stands_twice_is_refused_at_any_depth() {
    let office = Office::closed().await;
    let setup = office.setup_form().to_string();
    let twice = |key: &str, again: &str| {
        let key = format!("\"{key}\":");
        setup.replacen(&key, &format!("{key}{again},{key}"), 1)
    };
    for (path, body, pointer) in [
        (
            "/sessions",
            r#"{"username":"siti","password":"x","password":"padi menguning"}"#.to_owned(),
            "/password",
        ),
        (
            "/sessions/refresh",
            r#"{"refresh_token":"a","refresh_token":"b"}"#.to_owned(),
            "/refresh_token",
        ),
        ("/setup", twice("token", "\"x\""), "/token"),
        ("/setup", twice("institution", "{}"), "/institution"),
        (
            "/setup",
            twice("username", "\"budi\""),
            "/administrator/username",
        ),
        ("/setup", twice("zone", "\"UTC\""), "/institution/zone"),
    ] {
        let path = format!("/api/people{path}");
        let mut raw = request(Method::POST, &path, "", &Value::Null);
        *raw.body_mut() = Body::from(body.clone());
        let answer = call(&office.router, raw).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(
            answer.body["errors"][0]["code"], "duplicate_field",
            "{body}"
        );
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{body}");
    }
    assert_eq!(office.get("/setup", "").await.body["open"], true);
}

#[tokio::test]
async fn bodies_that_are_no_json_document_are_refused_in_the_callers_language() {
    let office = Office::open().await;
    for (body, content_type, status) in [
        (&b"{"[..], "application/json", 400),
        (b"{\"username\":\"\xff\"}", "application/json", 400),
        (b"username=siti", "application/x-www-form-urlencoded", 415),
        (&[b' '; 65 * 1024], "application/json", 413),
    ] {
        for path in ["/setup", "/sessions", "/sessions/refresh"] {
            let path = format!("/api/people{path}");
            let mut raw = request(Method::POST, &path, "", &Value::Null);
            *raw.body_mut() = Body::from(body);
            let headers = raw.headers_mut();
            headers.insert(header::CONTENT_TYPE, content_type.parse().unwrap());
            headers.insert(header::ACCEPT_LANGUAGE, "en".parse().unwrap());
            let answer = call(&office.router, raw).await;
            assert_eq!(answer.status.as_u16(), status, "{path}");
            assert_eq!(answer.headers["content-type"], "application/problem+json");
            assert_eq!(answer.headers["content-language"], "en");
        }
    }
}

#[tokio::test]
async fn sql_in_every_text_is_text() {
    let office = Office::open().await;
    let token = office.token(&id(0x3000), &[Role::Personnel]).await;
    let body = json!({"name": SQL, "username": "budi", "password": format!("{SQL}{SQL}"),
                      "roles": ["employee"]});
    let path = format!("/people/{}", id(0x2000));
    let made = office.send(Method::PUT, &path, &token, &body, &[]).await;
    assert_eq!(made.body["name"], SQL);
    let form = json!({"username": "budi", "password": format!("{SQL}{SQL}"),
                      "new_password": format!("{SQL}{SQL}{SQL}")});
    let headers = [("user-agent", SQL), ("spin-client-addr", SQL)];
    let session = office
        .send(Method::POST, "/sessions", "", &form, &headers)
        .await;
    assert_eq!(session.status, StatusCode::CREATED);
    let encoded = "%27%3B%20DROP%20TABLE%20person";
    for (path, status) in [
        (format!("/people/{encoded}"), StatusCode::NOT_FOUND),
        (
            format!("/people?cursor={encoded}"),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            format!("/people?limit={encoded}"),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            format!("/people?{encoded}=1"),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("/people/..%2f..%2fsetup".to_owned(), StatusCode::NOT_FOUND),
        ("/people/me".to_owned(), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(office.get(&path, &token).await.status, status, "{path}");
    }
    assert_eq!(office.get("/people", &token).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_page_of_another_site_can_write_nothing() {
    let office = Office::open().await;
    let cookie = format!(
        "__Secure-people={}",
        office.token(&id(0x3000), &[Role::Personnel]).await
    );
    let headers = [
        ("cookie", cookie.as_str()),
        ("host", "kantor.example"),
        ("origin", "https://evil.example"),
    ];
    let person = format!("/people/{}", id(0x2000));
    for (method, path) in [
        (Method::POST, "/setup"),
        (Method::POST, "/sessions"),
        (Method::POST, "/sessions/refresh"),
        (Method::DELETE, "/sessions/current"),
        (Method::PUT, "/me/password"),
        (Method::POST, "/me/totp"),
        (Method::PUT, "/me/totp"),
        (Method::DELETE, "/me/totp"),
        (Method::DELETE, &format!("{person}/totp")),
        (Method::DELETE, "/sessions"),
        (Method::DELETE, &format!("/sessions/{}", id(0x2000))),
        (Method::DELETE, &format!("{person}/sessions")),
        (Method::POST, "/password-links/use"),
        (Method::POST, &format!("{person}/password-link")),
        (Method::PUT, &person),
        (Method::PATCH, &person),
    ] {
        let answer = office
            .send(method.clone(), path, "", &json!({}), &headers)
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path}");
        assert_eq!(answer.body["code"], "cross_site");
    }
}
