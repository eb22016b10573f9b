//! A provider tells that somebody signed out there.

use axum::http::StatusCode;
use ngantor_db::params;
use ngantor_http::Ambient as _;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::beside::Beside;
use crate::issuer::{CLIENT, ISSUER, LOGOUT_EVENT};
use crate::office::{cookies, text};
use crate::providers::path;

/// A logout token of now that names Siti's first session.
pub fn claims(beside: &Beside, jti: &str) -> Value {
    let now_s = beside.office.clock.now().timestamp();
    json!({
        "iss": ISSUER, "aud": CLIENT, "iat": now_s, "exp": now_s + 120, "jti": jti,
        "sub": "s-siti", "sid": "sid-1", "events": {LOGOUT_EVENT: {}},
    })
}

pub async fn send(beside: &Beside, token: &str) -> Answer {
    let body: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("logout_token", token)
        .finish();
    let path = format!("{}/logouts", path());
    let body = (body, "application/x-www-form-urlencoded");
    beside.office.send_text("POST", &path, "", body).await
}

pub async fn ends(beside: &Beside, claims: &Value) -> u16 {
    let token = beside.issuer.token(claims);
    send(beside, &token).await.status.as_u16()
}

/// Signs in with a session there; answers an access token.
pub async fn session(beside: &Beside, sid: Option<&str>) -> String {
    let mut person = json!({"sub": "s-siti", "preferred_username": "siti"});
    if let Some(sid) = sid {
        person["sid"] = json!(sid);
    }
    beside.issuer.knows(person);
    let answer = beside.sign_in().await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
    cookies(&answer)[1]
        .split(['=', ';'])
        .nth(1)
        .unwrap()
        .to_owned()
}

pub async fn is_in(beside: &Beside, token: &str) -> bool {
    beside.office.get("/me", token).await.status == StatusCode::OK
}

/// How many sessions are open that the provider let in.
async fn n_open(beside: &Beside) -> usize {
    let open = "SELECT session_id FROM provider_session ORDER BY session_id LIMIT 9";
    beside.office.db.run(open, params![]).await.unwrap().len()
}

#[tokio::test]
async fn a_session_that_ends_there_ends_here_and_others_do_not() {
    let beside = Beside::new().await;
    let first = session(&beside, Some("sid-1")).await;
    let second = session(&beside, Some("sid-2")).await;
    let unnamed = session(&beside, None).await;
    let by_password = beside.office.sign_in("siti").await;
    let by_password = text(&by_password, "/access_tokens/people");
    assert_eq!(ends(&beside, &claims(&beside, "j-1")).await, 204);
    assert!(!is_in(&beside, &first).await && is_in(&beside, &second).await);
    // What was never named ends with any.
    assert!(!is_in(&beside, &unnamed).await);
    let mut by_sid = claims(&beside, "j-2");
    by_sid.as_object_mut().unwrap().remove("sub");
    by_sid["sid"] = json!("sid-2");
    assert_eq!(ends(&beside, &by_sid).await, 204);
    assert!(!is_in(&beside, &second).await);
    let third = session(&beside, Some("sid-3")).await;
    let mut everywhere = claims(&beside, "j-3");
    everywhere.as_object_mut().unwrap().remove("sid");
    assert_eq!(ends(&beside, &everywhere).await, 204);
    assert!(!is_in(&beside, &third).await && is_in(&beside, &by_password).await);
    // The journal tells that nobody here did it.
    let journal = beside.office.journal().await;
    let last = journal.last().unwrap();
    assert_eq!(
        (&*last.kind, &*last.actor),
        ("people.session.changed", "people")
    );
}

#[tokio::test]
async fn another_persons_or_issuers_names_end_nothing() {
    let beside = Beside::new().await;
    let token = session(&beside, Some("sid-1")).await;
    let mut others = claims(&beside, "j-1");
    others["sub"] = json!("s-budi");
    assert_eq!(ends(&beside, &others).await, 204);
    assert!(is_in(&beside, &token).await);
}

#[tokio::test]
async fn a_logout_token_is_good_once() {
    let beside = Beside::new().await;
    let first = session(&beside, Some("sid-1")).await;
    let token = beside.issuer.token(&claims(&beside, "j-1"));
    assert_eq!(send(&beside, &token).await.status, StatusCode::NO_CONTENT);
    assert!(!is_in(&beside, &first).await);
    let again = session(&beside, Some("sid-1")).await;
    let replayed = send(&beside, &token).await;
    assert_eq!(text(&replayed.body, "/code"), "logout_not_believed");
    assert!(is_in(&beside, &again).await);
    // Long after, it is no longer remembered, and too old.
    beside.pass_s(3 * 3600);
    let others = claims(&beside, "j-2");
    assert_eq!(ends(&beside, &others).await, 204);
    assert_eq!(send(&beside, &token).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_token_that_is_no_logout_token_of_theirs_for_us_ends_nothing() {
    let beside = Beside::new().await;
    let token = session(&beside, Some("sid-1")).await;
    let now_s = beside.office.clock.now().timestamp();
    for (claim, value) in [
        ("nonce", json!("n")),
        ("events", Value::Null),
        ("events", json!({})),
        ("aud", json!("others")),
        ("iss", json!("https://evil.example")),
        ("iat", json!(now_s - 3600)),
        ("exp", json!(now_s - 60)),
        ("jti", Value::Null),
    ] {
        let mut bent = claims(&beside, "j-1");
        bent[claim] = value.clone();
        assert_eq!(ends(&beside, &bent).await, 400, "{claim} {value}");
    }
    let good = beside.issuer.token(&claims(&beside, "j-1"));
    let (message, _) = good.rsplit_once('.').unwrap();
    for forged in [
        format!("{message}."),
        format!("{message}.AAAA"),
        String::new(),
    ] {
        assert_eq!(send(&beside, &forged).await.status, StatusCode::BAD_REQUEST);
    }
    let path = format!("{}/logouts", path());
    let send = async |body: String| {
        let body = (body, "application/x-www-form-urlencoded");
        beside
            .office
            .send_text("POST", &path, "", body)
            .await
            .status
            .as_u16()
    };
    assert_eq!(send(String::new()).await, 400);
    assert_eq!(send("a".repeat(34 * 1024)).await, 413);
    assert!(is_in(&beside, &token).await);
}

#[tokio::test]
async fn a_logout_is_believed_by_the_keys_that_are_kept() {
    let beside = Beside::new().await;
    session(&beside, Some("sid-1")).await;
    for path in ["/openid-configuration", "/keys", "/token"] {
        beside.issuer.breaks(path, 0, "");
    }
    beside.pass_s(12 * 3600);
    assert_eq!(n_open(&beside).await, 1);
    assert_eq!(ends(&beside, &claims(&beside, "j-1")).await, 204);
    assert_eq!(n_open(&beside).await, 0);
    beside.pass_s(12 * 3600 + 1);
    assert_eq!(ends(&beside, &claims(&beside, "j-2")).await, 503);
}
