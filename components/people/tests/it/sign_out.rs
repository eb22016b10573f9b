//! Signing out, and what becomes of sessions that nobody ends.

use axum::http::{Method, StatusCode};
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{Office, PASSWORD, cookies, text};

const DAY_S: u64 = 86_400;

async fn leave(office: &Office, token: &str, headers: &[(&'static str, &str)]) -> Answer {
    let path = "/sessions/current";
    office
        .send(Method::DELETE, path, token, &Value::Null, headers)
        .await
}

/// Whether a refresh token still gives a new one.
async fn lives(office: &Office, refresh_token: &str) -> bool {
    let form = json!({"refresh_token": refresh_token});
    let answer = office.post("/sessions/refresh", &form).await;
    if answer.status != StatusCode::OK {
        assert_eq!(answer.body.get("code"), Some(&json!("session_over")));
    }
    answer.status == StatusCode::OK
}

/// Why sessions ended, oldest first; and how many have a current refresh token.
async fn ends(office: &Office) -> (Vec<Option<String>>, i64) {
    let sql = "SELECT end_reason, (SELECT count(*) FROM rotation) AS n_open
               FROM session ORDER BY created_at, id";
    let rows = office.db.run(sql, vec![]).await.unwrap();
    let reasons = rows
        .iter()
        .map(|row| row.text_or_null("end_reason").unwrap());
    let n_open = rows.first().map(|row| row.integer("n_open").unwrap());
    (reasons.collect(), n_open.unwrap_or(0))
}

#[tokio::test]
async fn signing_out_ends_the_session_and_clears_the_cookies() {
    let office = Office::open().await;
    let session = office.sign_in("siti").await;
    let token = text(&session, "/access_tokens/people");
    let leave = || {
        office.send(
            Method::DELETE,
            "/sessions/current",
            &token,
            &Value::Null,
            &[],
        )
    };
    let answer = leave().await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let set = cookies(&answer);
    assert_eq!(set.len(), 3);
    for cookie in set {
        assert!(
            cookie.contains("=; Path=/api/") && cookie.contains("; Max-Age=0;"),
            "{cookie}"
        );
    }
    let refresh = json!({"refresh_token": session["refresh_token"]});
    let answer = office.post("/sessions/refresh", &refresh).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.body["code"], "session_over");
    // Sending it again is fine and writes nothing.
    let n_entries = office.journal().await.len();
    assert_eq!(leave().await.status, StatusCode::NO_CONTENT);
    let entries = office.journal().await;
    assert_eq!(entries.len(), n_entries);
    let end = entries.last().unwrap();
    assert_eq!(end.kind, "people.session.changed");
    assert_eq!(end.new["end_reason"], "signed_out");
    assert_eq!(end.actor, text(&session, "/person/id"));
}

#[tokio::test]
async fn a_browser_whose_access_token_ran_out_signs_out_by_its_refresh_cookie() {
    let office = Office::open().await;
    let session = office.sign_in("siti").await;
    let refresh = text(&session, "/refresh_token");
    let access = text(&session, "/access_tokens/people");
    let cookie = format!("__Secure-people={access}; __Secure-refresh={refresh}");
    office.pass_s(3600);
    let host = ("host", "kantor.example");
    let evil = [
        ("cookie", cookie.as_str()),
        host,
        ("origin", "https://evil.example"),
    ];
    let answer = leave(&office, "", &evil).await;
    assert_eq!(answer.body["code"], "cross_site");
    assert_eq!(answer.headers.get("set-cookie"), None);
    let own = [
        ("cookie", cookie.as_str()),
        host,
        ("origin", "https://kantor.example"),
    ];
    for _ in 0..2 {
        let answer = leave(&office, "", &own).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        assert_eq!(cookies(&answer).len(), 3);
    }
    assert!(!lives(&office, &refresh).await);
    let entries = office.journal().await;
    let end = entries.last().unwrap();
    assert_eq!(end.new["end_reason"], "signed_out");
    assert_eq!(end.actor, text(&session, "/person/id"));
}

#[tokio::test]
async fn an_app_signs_out_by_its_refresh_token_as_bearer() {
    let office = Office::open().await;
    let form = json!({"username": "siti", "password": PASSWORD, "resource": ["attendance"]});
    let session = office.post("/sessions", &form).await.body;
    let refresh = text(&session, "/refresh_token");
    office.pass_s(3600);
    let answer = leave(&office, &refresh, &[]).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(!lives(&office, &refresh).await);
}

#[tokio::test]
async fn nobody_is_signed_out_by_a_token_that_this_office_did_not_make() {
    let office = Office::open().await;
    let refresh = text(&office.sign_in("siti").await, "/refresh_token");
    let forged = [
        format!("{refresh}A"),
        refresh.replace(".1.", ".2."),
        "x".to_owned(),
    ];
    for bad in &forged {
        let cookie = format!("__Secure-refresh={bad}");
        for answer in [
            leave(&office, bad, &[]).await,
            leave(&office, "", &[("cookie", &cookie)]).await,
        ] {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{bad}");
            assert_eq!(
                answer.headers["www-authenticate"].to_str().unwrap()[..6],
                *"Bearer"
            );
        }
    }
    assert!(lives(&office, &refresh).await);
}

#[tokio::test]
async fn a_session_that_ran_out_is_closed_when_it_is_touched() {
    let office = Office::open().await;
    let idle = text(&office.sign_in("siti").await, "/refresh_token");
    office.pass_s(14 * DAY_S);
    office.pass_s(1);
    assert_eq!(ends(&office).await, (vec![None], 1));
    assert!(!lives(&office, &idle).await);
    assert_eq!(ends(&office).await, (vec![Some("ran_out".to_owned())], 0));
    let entries = office.journal().await;
    assert_eq!(entries.last().unwrap().actor, "people");
    // And once: the next look changes nothing.
    assert!(!lives(&office, &idle).await);
    assert_eq!(office.journal().await.len(), entries.len());
}

#[tokio::test]
async fn a_sign_in_closes_what_the_same_person_left_open_and_ran_out() {
    let office = Office::open().await;
    let mut busy = text(&office.sign_in("siti").await, "/refresh_token");
    // Refreshed to the last, so that its age alone ends it.
    for _ in 0..9 {
        let form = json!({"refresh_token": busy});
        let next = office.post("/sessions/refresh", &form).await.body;
        busy = text(&next, "/refresh_token");
        office.pass_s(10 * DAY_S);
    }
    let ran_out = || Some("ran_out".to_owned());
    office.sign_in("siti").await;
    assert_eq!(ends(&office).await, (vec![None, None], 2));
    office.pass_s(1);
    office.sign_in("siti").await;
    assert_eq!(ends(&office).await, (vec![ran_out(), None, None], 2));
    office.pass_s(14 * DAY_S - 1);
    office.sign_in("siti").await;
    assert_eq!(ends(&office).await.1, 3);
    office.pass_s(1);
    office.sign_in("siti").await;
    assert_eq!(
        ends(&office).await.0,
        [ran_out(), ran_out(), None, None, None]
    );
}

#[tokio::test]
async fn a_sign_in_closes_ten_sessions_at_most() {
    let office = Office::open().await;
    for _ in 0..12 {
        office.sign_in("siti").await;
    }
    office.pass_s(15 * DAY_S);
    office.sign_in("siti").await;
    assert_eq!(ends(&office).await.1, 3);
    office.sign_in("siti").await;
    assert_eq!(ends(&office).await.1, 2);
}
