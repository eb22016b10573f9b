//! Setting up.

use axum::http::StatusCode;
use serde_json::json;

use crate::office::{Office, PASSWORD, text};

#[tokio::test]
async fn a_person_sets_up_signs_in_and_is_told_who_they_are() {
    let office = Office::closed().await;
    let before = office.get("/setup", "").await.body;
    let ways_in = json!(["password", "passkey", "provider"]);
    assert_eq!(
        (&before["open"], &before["ways_in"]),
        (&json!(true), &ways_in)
    );
    let made = office.post("/setup", &office.setup_form()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    let setup = office.get("/setup", "").await.body;
    assert_eq!(setup["open"], false);
    assert_eq!(setup["institution"]["name"], "Kementerian");
    let session = office.sign_in("SITI ").await;
    let me = office
        .get("/me", &text(&session, "/access_tokens/people"))
        .await;
    assert_eq!(
        (&me.body["username"], &me.body["institution"]["name"]),
        (&json!("siti"), &json!("Kementerian"))
    );
}

#[tokio::test]
async fn setting_up_needs_the_link_and_happens_once() {
    let office = Office::closed().await;
    let mut forged = office.setup_form();
    forged["token"] = json!("guess");
    let answer = office.post("/setup", &forged).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.body["code"], "wrong_setup_link");
    office.post("/setup", &office.setup_form()).await;
    let answer = office.post("/setup", &office.setup_form()).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(answer.body["code"], "set_up_already");
}

#[tokio::test]
async fn of_two_at_once_one_sets_up() {
    let office = Office::closed().await;
    let mut other = office.setup_form();
    other["administrator"]["username"] = json!("budi");
    let form = office.setup_form();
    let (one, two) = tokio::join!(office.post("/setup", &form), office.post("/setup", &other));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    // The institution and one administrator, of the same request.
    let entries = office.journal().await;
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0].actor, entries[1].subject);
}

#[tokio::test]
async fn every_fault_of_the_form_is_told_at_once() {
    let office = Office::closed().await;
    let mut form = office.setup_form();
    form["institution"]["name"] = json!(" ");
    form["administrator"]["password"] = json!("short");
    let answer = office.post("/setup", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.body["errors"][0]["pointer"], "/institution/name");
    assert_eq!(
        answer.body["errors"][1]["pointer"],
        "/administrator/password"
    );
    assert_eq!(
        answer.body["errors"][1]["detail"],
        "Paling sedikit 12 karakter."
    );
    assert_eq!(office.get("/setup", "").await.body["open"], true);
    // What was refused can be corrected.
    form["institution"]["name"] = json!("Kantor");
    form["administrator"]["password"] = json!(PASSWORD);
    assert_eq!(office.post("/setup", &form).await.status, 201);
}

#[tokio::test]
async fn an_empty_form_is_told_what_is_required_everywhere_at_once() {
    let office = Office::closed().await;
    let token = office.master.setup_token();
    let empty = json!({
        "token": token,
        "institution": {"name": "", "zone": ""},
        "administrator": {"name": " ", "username": " ", "password": ""},
    });
    let missing = json!({"token": token, "institution": {}, "administrator": {}});
    for form in [empty, missing, json!({"token": token})] {
        let answer = office.post("/setup", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let errors = answer.body["errors"].as_array().unwrap();
        let pointers: Vec<_> = errors.iter().map(|error| &error["pointer"]).collect();
        let expected = [
            "/institution/name",
            "/institution/zone",
            "/administrator/name",
            "/administrator/username",
            "/administrator/password",
        ];
        assert_eq!(pointers, expected, "{form}");
        for error in errors {
            assert_eq!(error["code"], "required");
            assert_eq!(error["detail"], "Wajib diisi.");
        }
    }
    let nothing = office.post("/setup", &json!({})).await;
    assert_eq!(nothing.body["code"], "wrong_setup_link");
}

#[tokio::test]
async fn a_bad_password_is_told_beside_a_bad_username() {
    let office = Office::closed().await;
    let mut form = office.setup_form();
    form["institution"]["zone"] = json!("WIB");
    form["administrator"]["username"] = json!("1");
    form["administrator"]["password"] = json!("short");
    let answer = office.post("/setup", &form).await;
    let errors = answer.body["errors"].as_array().unwrap();
    let codes: Vec<_> = errors.iter().map(|error| &error["code"]).collect();
    assert_eq!(codes, ["unknown_zone", "not_a_username", "too_short"]);
}
