//! Where one is signed in, and ending it.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{Office, PASSWORD, id, text};

const DAY_S: u64 = 86_400;

async fn sign_in(office: &Office, device: &str) -> Value {
    let form = json!({"username": "siti", "password": PASSWORD});
    let headers = [("user-agent", device)];
    office
        .send(Method::POST, "/sessions", "", &form, &headers)
        .await
        .body
}

async fn delete(office: &Office, path: &str, token: &str) -> Answer {
    office
        .send(Method::DELETE, path, token, &Value::Null, &[])
        .await
}

fn access(session: &Value) -> String {
    text(session, "/access_tokens/people")
}

#[tokio::test]
async fn one_sees_where_one_is_signed_in() {
    let office = Office::open().await;
    let phone = sign_in(&office, "<b>Ponsel</b>").await;
    office.pass_s(60);
    let desk = sign_in(&office, "Meja").await;
    let listed = office.get("/sessions", &access(&phone)).await;
    assert_eq!(listed.status, StatusCode::OK);
    let expected = json!([
        {"id": desk["session_id"], "device": "Meja", "way_in": "password", "is_current": false,
         "created_at": "2026-11-25T07:31:00.000+07:00",
         "refreshed_at": "2026-11-25T07:31:00.000+07:00"},
        {"id": phone["session_id"], "device": "<b>Ponsel</b>", "way_in": "password",
         "is_current": true,
         "created_at": "2026-11-25T07:30:00.000+07:00",
         "refreshed_at": "2026-11-25T07:30:00.000+07:00"},
    ]);
    assert_eq!(listed.body, expected);
    // Others see theirs only.
    let other = office.token(&id(0x3001), &[Role::Administrator]).await;
    let others = office.get("/sessions", &other).await.body;
    assert_eq!(others.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_session_that_ran_out_is_none() {
    let office = Office::open().await;
    sign_in(&office, "Lama").await;
    office.pass_s(14 * DAY_S);
    let now = sign_in(&office, "Baru").await;
    let listed = office.get("/sessions", &access(&now)).await.body;
    assert_eq!(listed.as_array().unwrap().len(), 2);
    office.pass_s(1);
    let listed = office.get("/sessions", &access(&now)).await.body;
    assert_eq!(listed[0]["device"], "Baru");
    assert_eq!(listed.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn one_ends_a_session_of_ones_own_and_no_others() {
    let office = Office::open().await;
    let phone = sign_in(&office, "Ponsel").await;
    let desk = sign_in(&office, "Meja").await;
    let path = format!("/sessions/{}", text(&phone, "/session_id"));
    let other = office.token(&id(0x3001), &[Role::Administrator]).await;
    assert_eq!(
        delete(&office, &path, &other).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        delete(&office, &path, "").await.status,
        StatusCode::UNAUTHORIZED
    );
    let ended = delete(&office, &path, &access(&desk)).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    let gone = office.get("/me", &access(&phone)).await;
    assert_eq!(gone.status, StatusCode::UNAUTHORIZED);
    let again = delete(&office, &path, &access(&desk)).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    let entries = office.journal().await;
    assert_eq!(entries.last().unwrap().new["end_reason"], "ended_by_person");
    for bad in ["x", "' OR 1=1", "..%2fcurrent", &id(9)] {
        let path = format!("/sessions/{}", bad.replace([' ', '\''], "%20"));
        let answer = delete(&office, &path, &access(&desk)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{bad}");
    }
}

#[tokio::test]
async fn one_ends_all_others_at_once() {
    let office = Office::open().await;
    let phone = sign_in(&office, "Ponsel").await;
    let desk = sign_in(&office, "Meja").await;
    let other = office.token(&id(0x3001), &[Role::Employee]).await;
    let ended = delete(&office, "/sessions", &access(&desk)).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    for (token, status) in [
        (access(&phone), StatusCode::UNAUTHORIZED),
        (access(&desk), StatusCode::OK),
        (other, StatusCode::OK),
    ] {
        assert_eq!(office.get("/me", &token).await.status, status);
    }
}

#[tokio::test]
async fn personnel_sign_somebody_out_everywhere() {
    let office = Office::open().await;
    let personnel = office.personnel().await;
    let budi = office.token(&id(0x2000), &[Role::Employee]).await;
    let path = format!("/people/{}/sessions", id(0x2000));
    for role in [Role::Employee, Role::Planner, Role::Auditor] {
        let token = office.token(&id(0x3001), &[role]).await;
        let answer = delete(&office, &path, &token).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role:?}");
    }
    let ended = delete(&office, &path, &personnel).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    assert_eq!(
        office.get("/me", &budi).await.status,
        StatusCode::UNAUTHORIZED
    );
    let entries = office.journal().await;
    let end = entries.last().unwrap();
    assert_eq!(end.new["end_reason"], "ended_by_personnel");
    assert_eq!(end.actor, id(0x3000));
    office.token(&id(0x3002), &[Role::Administrator]).await;
    for (n, code) in [
        (0x3000, "not_for_oneself"),
        (0x3002, "administrators_only"),
        (0x3999, "not_found"),
    ] {
        let path = format!("/people/{}/sessions", id(n));
        let answer = delete(&office, &path, &personnel).await;
        assert_eq!(answer.body["code"], code);
    }
}

/// What an app that a session let in sends for tokens; by a device where it was one.
async fn let_in(office: &Office, token: &str, n: Option<u32>) -> Value {
    let form = json!({"name": "Papan", "scopes": ["people:read"]});
    let Some(n) = n else {
        let asked = office.post("/device-authorizations", &form).await.body;
        let path = format!(
            "/device-authorizations/{}/approval",
            text(&asked, "/user_code")
        );
        let approved = office
            .put(&path, token, &json!({"approve": true}), "")
            .await;
        assert_eq!(
            approved.status,
            StatusCode::NO_CONTENT,
            "{:?}",
            approved.body
        );
        let code = json!({"device_code": asked["device_code"]});
        let given = office.post("/device-tokens", &code).await.body;
        return json!({"app_token": given["app_token"]});
    };
    let made = office
        .put(&format!("/app-tokens/{}", id(n)), token, &form, "")
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    json!({"app_token": made.body["token"]})
}

#[tokio::test]
async fn what_a_session_in_other_hands_let_in_goes_with_it() {
    let office = Office::open().await;
    let own = access(&sign_in(&office, "Meja").await);
    let mine = let_in(&office, &own, Some(0x6000)).await;
    let is_in = async |app: &Value| office.post("/tokens", app).await.status == StatusCode::OK;
    // Somebody has the phone.
    let phone = sign_in(&office, "Ponsel").await;
    let theirs = let_in(&office, &access(&phone), Some(0x6001)).await;
    let board = let_in(&office, &access(&phone), None).await;
    assert!(is_in(&theirs).await && is_in(&board).await);
    let path = format!("/sessions/{}", text(&phone, "/session_id"));
    assert_eq!(
        delete(&office, &path, &own).await.status,
        StatusCode::NO_CONTENT
    );
    assert!(!is_in(&theirs).await && !is_in(&board).await);
    // Somebody has the refresh token, and it comes twice.
    let copied = sign_in(&office, "Salinan").await;
    let theirs = let_in(&office, &access(&copied), Some(0x6002)).await;
    let form = json!({"refresh_token": copied["refresh_token"]});
    assert_eq!(
        office.post("/sessions/refresh", &form).await.status,
        StatusCode::OK
    );
    office.pass_s(61);
    let again = office.post("/sessions/refresh", &form).await;
    assert_eq!(again.body["code"], "session_over");
    assert!(!is_in(&theirs).await);
    // Who just signs out keeps what they let in.
    let kept = let_in(&office, &own, Some(0x6003)).await;
    delete(&office, "/sessions/current", &own).await;
    assert!(is_in(&mine).await && is_in(&kept).await);
}
