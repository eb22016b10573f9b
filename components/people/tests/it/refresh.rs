//! Staying signed in: rotation, lost answers, stolen tokens.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{Office, PASSWORD, id, text};

const DAY_S: u64 = 86_400;

async fn refresh(office: &Office, token: &str) -> Answer {
    office
        .post("/sessions/refresh", &json!({"refresh_token": token}))
        .await
}

async fn refreshed(office: &Office, token: &str) -> String {
    let answer = refresh(office, token).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    text(&answer.body, "/refresh_token")
}

#[tokio::test]
async fn a_session_is_refreshed_long_after_its_access_tokens_ran_out() {
    let office = Office::open().await;
    let session = office.sign_in("siti").await;
    let mut token = text(&session, "/refresh_token");
    for _ in 0..5 {
        office.pass_s(13 * DAY_S);
        token = refreshed(&office, &token).await;
    }
    let answer = refresh(&office, &token).await;
    assert_eq!(answer.body["session_id"], session["session_id"]);
    let access = text(&answer.body, "/access_tokens/people");
    assert_eq!(office.get("/me", &access).await.status, StatusCode::OK);
    // Refreshing is no change that anybody follows.
    assert_eq!(office.journal().await.len(), 3);
}

#[tokio::test]
async fn a_lost_answer_is_given_again() {
    let office = Office::open().await;
    let first = text(&office.sign_in("siti").await, "/refresh_token");
    let second = refreshed(&office, &first).await;
    office.pass_s(60);
    assert_eq!(refreshed(&office, &first).await, second);
    refreshed(&office, &second).await;
}

#[tokio::test]
async fn of_two_tabs_at_once_both_stay_signed_in() {
    let office = Office::open().await;
    let first = text(&office.sign_in("siti").await, "/refresh_token");
    let (one, two) = tokio::join!(refreshed(&office, &first), refreshed(&office, &first));
    assert_eq!(one, two);
}

#[tokio::test]
async fn a_token_that_was_used_long_ago_ends_the_session() {
    let office = Office::open().await;
    for (n_used, pause_s) in [(1, 61), (2, 0)] {
        let stolen = text(&office.sign_in("siti").await, "/refresh_token");
        let mut current = stolen.clone();
        for _ in 0..n_used {
            current = refreshed(&office, &current).await;
        }
        office.pass_s(pause_s);
        for token in [&stolen, &current] {
            let answer = refresh(&office, token).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
            assert_eq!(answer.body["code"], "session_over");
        }
        let entries = office.journal().await;
        let end = entries.last().unwrap();
        assert_eq!(end.new["end_reason"], "refresh_reused");
        assert_eq!(end.actor, "people");
    }
}

#[tokio::test]
async fn a_session_has_an_end() {
    let office = Office::open().await;
    let idle = text(&office.sign_in("siti").await, "/refresh_token");
    office.pass_s(14 * DAY_S + 1);
    assert_eq!(refresh(&office, &idle).await.body["code"], "session_over");
    let mut busy = text(&office.sign_in("siti").await, "/refresh_token");
    for _ in 0..9 {
        office.pass_s(10 * DAY_S);
        busy = refreshed(&office, &busy).await;
    }
    office.pass_s(1);
    assert_eq!(refresh(&office, &busy).await.body["code"], "session_over");
}

#[tokio::test]
async fn only_what_this_office_made_is_a_refresh_token() {
    let office = Office::open().await;
    let session = office.sign_in("siti").await;
    let good = text(&session, "/refresh_token");
    let access = text(&session, "/access_tokens/people");
    for bad in [
        "",
        "x",
        &good.replace(".1.", ".2."),
        &access,
        &"x".repeat(5000),
        "' OR 1=1 --",
    ] {
        let answer = refresh(&office, bad).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{bad}");
    }
    let nothing = office.post("/sessions/refresh", &json!({})).await;
    assert_eq!(nothing.status, StatusCode::UNAUTHORIZED);
    // None of these was a use of it.
    refreshed(&office, &good).await;
}

#[tokio::test]
async fn a_browser_refreshes_by_its_cookie_from_the_own_site_only() {
    let office = Office::open().await;
    let token = text(&office.sign_in("siti").await, "/refresh_token");
    let cookie = format!("a=b; __Secure-refresh={token}");
    let send = async |site: &str, origin: &str| {
        let headers = [
            ("cookie", cookie.as_str()),
            ("host", "kantor.example"),
            ("origin", origin),
            ("sec-fetch-site", site),
        ];
        office
            .send(Method::POST, "/sessions/refresh", "", &json!({}), &headers)
            .await
    };
    for (site, origin) in [
        ("cross-site", "https://evil.example"),
        ("same-site", "https://kantor.example"),
        ("same-origin", "https://evil.example"),
        ("same-origin", "null"),
    ] {
        let answer = send(site, origin).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{site} {origin}");
        assert_eq!(answer.headers.get("set-cookie"), None);
    }
    let answer = send("same-origin", "https://kantor.example").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 3);
    assert_eq!(answer.body.get("refresh_token"), None);
}

#[tokio::test]
async fn changed_roles_hold_from_the_next_refresh_on() {
    let office = Office::open().await;
    let admin = text(&office.sign_in("siti").await, "/access_tokens/people");
    let budi = json!({"name": "Budi", "username": "budi", "password": PASSWORD,
                      "roles": ["employee"]});
    let path = format!("/people/{}", id(0x2000));
    office.send(Method::PUT, &path, &admin, &budi, &[]).await;
    let token = text(&office.first_sign_in("budi").await, "/refresh_token");
    let change = json!({"roles": ["employee", "auditor"], "zone": "Asia/Jayapura"});
    let changed = office
        .send(
            Method::PATCH,
            &path,
            &admin,
            &change,
            &[("if-match", "\"2\"")],
        )
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    let session = refresh(&office, &token).await.body;
    assert_eq!(session["person"]["zone"], "Asia/Jayapura");
    let access = text(&session, "/access_tokens/people");
    let n_seen = office.get("/people", &access).await.body;
    assert_eq!(n_seen.as_array().map(Vec::len), Some(2));
    // A person's token of before still says what it said, for its ten minutes.
    let before = office.token(&id(0x2000), &[Role::Employee]).await;
    let one: Value = office.get("/people", &before).await.body;
    assert_eq!(one.as_array().map(Vec::len), Some(1));
}
