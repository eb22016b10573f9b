//! Ways by which somebody could come by more than is theirs, found by a review.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{OWN_PASSWORD, Office, PASSWORD, id, text};
use crate::personal::tick;

const SITI: u32 = 0x2000;

async fn patch(office: &Office, token: &str, n: u32, body: &Value) -> Answer {
    let path = format!("/people/{}", id(n));
    let tag = [("if-match", "*")];
    office.send(Method::PATCH, &path, token, body, &tag).await
}

async fn administrator(office: &Office) -> String {
    office
        .token(&id(0x3009), &[Role::Employee, Role::Administrator])
        .await
}

#[tokio::test]
async fn a_password_that_personnel_set_does_not_outlive_a_promotion() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti").await;
    let chief = administrator(&office).await;
    let promoted = json!({"roles": ["employee", "administrator"]});
    let promoted = patch(&office, &chief, SITI, &promoted).await;
    assert_eq!(promoted.status, StatusCode::OK, "{:?}", promoted.body);
    let form = json!({"username": "orang8192", "password": PASSWORD,
                      "new_password": OWN_PASSWORD});
    let refused = office.post("/sessions", &form).await;
    assert_eq!(refused.body["code"], "wrong_password");
}

#[tokio::test]
async fn personnel_end_no_administrator_and_nobody_ends_the_last_one() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    let session = office.sign_in("siti").await;
    let (chief, own) = (
        text(&session, "/access_tokens/people"),
        text(&session, "/person/id"),
    );
    let path = format!("/people/{own}");
    let end = async |token: &str| {
        let tag = [("if-match", "*")];
        let body = json!({"ends_on": "2026-12-31"});
        let answer = office.send(Method::PATCH, &path, token, &body, &tag).await;
        answer.body["code"].as_str().unwrap_or("done").to_owned()
    };
    assert_eq!(end(&keeper).await, "role_not_yours");
    assert_eq!(end(&chief).await, "last_administrator");
    administrator(&office).await;
    assert_eq!(end(&chief).await, "done");
    // The other one is the last who stays.
    let other = json!({"roles": ["employee"]});
    let refused = patch(&office, &chief, 0x3009, &other).await;
    assert_eq!(refused.body["code"], "last_administrator");
}

#[tokio::test]
async fn an_administrator_who_cannot_come_in_yet_is_not_the_one_who_stays() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Budi").await;
    let session = office.sign_in("siti").await;
    let chief = text(&session, "/access_tokens/people");
    let own = format!("/people/{}", text(&session, "/person/id"));
    let steps_down = async || {
        let tag = [("if-match", "*")];
        let body = json!({"roles": ["employee"]});
        let answer = office.send(Method::PATCH, &own, &chief, &body, &tag).await;
        answer.body["code"].as_str().unwrap_or("done").to_owned()
    };
    let promoted = json!({"roles": ["employee", "administrator"]});
    let promoted = patch(&office, &chief, SITI, &promoted).await;
    assert_eq!(promoted.status, StatusCode::OK, "{:?}", promoted.body);
    assert_eq!(steps_down().await, "last_administrator");
    let link = format!("/people/{}/password-link", id(SITI));
    let link = office.send(Method::POST, &link, &chief, &Value::Null, &[]);
    let form = json!({"token": link.await.body["token"], "password": OWN_PASSWORD});
    let used = office.post("/password-links/use", &form).await;
    assert_eq!(used.status, StatusCode::NO_CONTENT, "{:?}", used.body);
    assert_eq!(steps_down().await, "done");
}

#[tokio::test]
async fn whoever_left_does_not_take_it_back_with_an_old_token() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    let leaving = office
        .token(&id(SITI), &[Role::Employee, Role::Personnel])
        .await;
    let left = patch(&office, &keeper, SITI, &json!({"ends_on": "2026-11-24"})).await;
    assert_eq!(left.status, StatusCode::OK, "{:?}", left.body);
    let back = patch(&office, &leaving, SITI, &json!({"ends_on": null})).await;
    assert_eq!(back.status, StatusCode::UNAUTHORIZED, "{:?}", back.body);
}

#[tokio::test]
async fn apps_go_with_the_password_and_with_being_signed_out() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti").await;
    let session = office.first_sign_in("orang8192").await;
    let token = text(&session, "/access_tokens/people");
    let form = json!({"name": "X", "scopes": ["attendance:read"]});
    let let_in = async |n: u32| {
        let path = format!("/app-tokens/{}", id(0x6000 + n));
        let made = office.put(&path, &token, &form, "").await;
        text(&made.body, "/token")
    };
    let works = async |app: &str| {
        let answer = office.post("/tokens", &json!({"app_token": app})).await;
        answer.status == StatusCode::OK
    };
    let app = let_in(1).await;
    assert!(works(&app).await);
    let change = json!({"password": OWN_PASSWORD, "new_password": "kabut di lereng gunung"});
    let changed = office.put("/me/password", &token, &change, "").await;
    assert!(changed.status.is_success(), "{:?}", changed.body);
    assert!(!works(&app).await);
    let app = let_in(2).await;
    assert!(works(&app).await);
    let path = format!("/people/{}/sessions", id(SITI));
    let out = office
        .send(Method::DELETE, &path, &keeper, &Value::Null, &[])
        .await;
    assert_eq!(out.status, StatusCode::NO_CONTENT, "{:?}", out.body);
    assert!(!works(&app).await);
}

#[tokio::test]
async fn nobody_is_anything_after_their_last_day() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti").await;
    let unit = json!({"name": "Unit", "starts_on": "2020-01-01"});
    office.state(&keeper, (1, 0), unit).await;
    patch(&office, &keeper, SITI, &json!({"ends_on": "2026-06-30"})).await;
    for (starts_on, ends_on, expected) in [
        ("2026-10-01", json!(null), "person_gone"),
        ("2026-01-01", json!(null), "person_gone"),
        ("2026-01-01", json!("2026-07-01"), "person_gone"),
        ("2026-01-01", json!("2026-06-30"), "made"),
    ] {
        let head = json!({"kind": "head", "person_id": id(SITI), "unit_id": id(1),
                          "starts_on": starts_on, "ends_on": ends_on});
        let answer = office.relate(&keeper, 1, head).await;
        let code = answer.body["errors"][0]["code"].as_str().unwrap_or("made");
        assert_eq!(code, expected, "{starts_on} {ends_on}");
    }
}

#[tokio::test]
async fn who_was_forgotten_stays_forgotten() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti").await;
    let chief = administrator(&office).await;
    let rules = json!({"retention_years": 0});
    let tag = [("if-match", "*")];
    office
        .send(Method::PATCH, "/institution", &chief, &rules, &tag)
        .await;
    patch(&office, &keeper, SITI, &json!({"ends_on": "2026-11-24"})).await;
    let path = format!("/people/{}/erasure", id(SITI));
    let erased = office
        .send(Method::POST, &path, &chief, &Value::Null, &[])
        .await;
    assert_eq!(erased.status, StatusCode::ACCEPTED, "{:?}", erased.body);
    office.pass_s(7 * 86_400);
    assert_eq!(tick(&office).await["n_forgotten"], 1);
    let keeper = office.personnel().await;
    let again = json!({"name": "Siti", "roles": ["employee"]});
    let again = patch(&office, &keeper, SITI, &again).await;
    assert_eq!(
        again.status,
        StatusCode::PRECONDITION_FAILED,
        "{:?}",
        again.body
    );
    let path = format!("/people/{}/password-link", id(SITI));
    let link = office
        .send(Method::POST, &path, &keeper, &Value::Null, &[])
        .await;
    assert_eq!(
        link.status,
        StatusCode::PRECONDITION_FAILED,
        "{:?}",
        link.body
    );
}

#[tokio::test]
async fn a_state_stays_with_its_unit_and_nobody_answers_their_own_request() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    let unit = json!({"name": "Unit", "starts_on": "2020-01-01"});
    office.state(&keeper, (1, 0), unit.clone()).await;
    let mut moved = unit;
    moved["unit_id"] = json!(id(2));
    let path = format!("/unit-states/{}", id(0x10000 + 16));
    let answer = office.put(&path, &keeper, &moved, "*").await;
    assert_eq!(answer.body["code"], "id_reused");
    let path = format!("/corrections/{}", id(0x5000));
    office
        .put(&path, &keeper, &json!({"wanted": "Nama saya."}), "")
        .await;
    let answer = json!({"state": "done", "answer": "Baik."});
    let decided = office
        .put(&format!("{path}/decision"), &keeper, &answer, "*")
        .await;
    assert_eq!(decided.status, StatusCode::FORBIDDEN);
}
