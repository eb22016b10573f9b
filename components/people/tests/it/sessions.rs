//! Signing in and out.

use axum::http::{Method, StatusCode};
use ngantor_core::token::{Bearer, check};
use ngantor_http::Ambient as _;
use serde_json::{Value, json};

use crate::office::{Office, PASSWORD, cookies, text};

#[tokio::test]
async fn each_function_gets_a_token_that_is_good_there_only() {
    let office = Office::open().await;
    let session = office.sign_in("siti").await;
    assert_eq!(session["expires_in"], 600);
    assert_eq!(session["person"]["username"], "siti");
    let token = text(&session, "/access_tokens/attendance");
    let elsewhere = office.get("/me", &token).await;
    assert_eq!(elsewhere.status, StatusCode::UNAUTHORIZED);
    let key = office.master.token_key("attendance");
    let bearer = check(&token, "attendance", &key, office.clock.now()).unwrap();
    let Bearer::Person(caller) = bearer else {
        unreachable!("a person's token");
    };
    assert_eq!(caller.roles.len(), 3);
    assert_eq!(caller.session_id.to_string(), session["session_id"]);
}

#[tokio::test]
async fn a_browser_gets_cookies_and_no_token_in_the_body() {
    let office = Office::open().await;
    let form = json!({"username": "siti", "password": PASSWORD, "delivery": "cookie"});
    let answer = office.post("/sessions", &form).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    for hidden in ["access_tokens", "refresh_token"] {
        assert_eq!(answer.body.get(hidden), None);
    }
    let set = cookies(&answer);
    let rest = "; HttpOnly; Secure; SameSite=Strict";
    for (cookie, (name, path, age)) in set.iter().zip([
        ("__Secure-attendance=", "/api/attendance", 600),
        ("__Secure-people=", "/api/people", 600),
        ("__Secure-refresh=", "/api/people/sessions", 1_209_600),
    ]) {
        assert!(cookie.starts_with(name), "{cookie}");
        let end = format!("; Path={path}; Max-Age={age}{rest}");
        assert!(cookie.ends_with(&end), "{cookie}");
    }
    assert_eq!(set.len(), 3);
    let own = set[1].split(';').next().unwrap();
    let headers = [("cookie", own)];
    let me = office
        .send(Method::GET, "/me", "", &Value::Null, &headers)
        .await;
    assert_eq!(me.body["username"], "siti");
}

#[tokio::test]
async fn tokens_are_given_for_what_was_asked_only() {
    let office = Office::open().await;
    let mut form = json!({"username": "siti", "password": PASSWORD, "resource": ["attendance"]});
    let session = office.post("/sessions", &form).await.body;
    let names = |session: &Value| {
        let tokens = session["access_tokens"].as_object().unwrap();
        tokens.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(names(&session), ["attendance"]);
    // A refresh gives no more than the sign-in did.
    let refresh = json!({"refresh_token": session["refresh_token"]});
    let next = office.post("/sessions/refresh", &refresh).await.body;
    assert_eq!(names(&next), ["attendance"]);
    form["resource"] = json!(["people", "../x"]);
    let answer = office.post("/sessions", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.body["errors"][0]["pointer"], "/resource/1");
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_are_told_alike() {
    let office = Office::open().await;
    let mut bodies = Vec::new();
    for (username, password) in [
        ("siti", "padi mengunin"),
        ("budi", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
        ("siti", &"x".repeat(10_000)),
        ("siti", ""),
    ] {
        let form = json!({"username": username, "password": password});
        let answer = office.post("/sessions", &form).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{username}");
        assert_eq!(answer.body["code"], "wrong_password");
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
        bodies.push(answer.body);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn a_device_is_described_in_the_session_and_not_in_the_journal() {
    let office = Office::open().await;
    let form = json!({"username": "siti", "password": PASSWORD});
    let long = format!("Peramban/{}", "1".repeat(500));
    let headers = [("user-agent", long.as_str())];
    office
        .send(Method::POST, "/sessions", "", &form, &headers)
        .await;
    let rows = office
        .db
        .run("SELECT user_agent FROM session", vec![])
        .await
        .unwrap();
    assert_eq!(rows[0].text("user_agent").unwrap(), long[..200]);
    let entries = office.journal().await;
    assert!(
        entries
            .iter()
            .all(|entry| !entry.new.to_string().contains("Peramban"))
    );
}
