//! What a new password may be, wherever one is set.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::office::{Office, PASSWORD, id};

#[tokio::test]
async fn a_password_that_those_who_know_the_person_guess_is_refused_everywhere() {
    let office = Office::closed().await;
    let mut form = office.setup_form();
    form["institution"]["name"] = json!("Dinas Perpustakaan");
    form["administrator"]["name"] = json!("Siti Rahmawati");
    for weak in ["rahmawati2026", "perpustakaan12", "aaaaaaaaaaaaaaaa"] {
        form["administrator"]["password"] = json!(weak);
        let answer = office.post("/setup", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{weak}");
        let fault = &answer.body["errors"][0];
        assert_eq!(fault["pointer"], "/administrator/password");
        assert_eq!(fault["code"], "easy_to_guess");
    }
    form["administrator"]["password"] = json!(PASSWORD);
    assert_eq!(
        office.post("/setup", &form).await.status,
        StatusCode::CREATED
    );
    let token = office.personnel().await;
    let path = format!("/people/{}", id(0x2000));
    for weak in ["santoso20261", "perpustakaan12"] {
        let body = json!({"name": "Budi Santoso", "username": "budi", "password": weak,
                          "roles": ["employee"]});
        let answer = office.send(Method::PUT, &path, &token, &body, &[]).await;
        assert_eq!(answer.body["errors"][0]["code"], "easy_to_guess", "{weak}");
        assert_eq!(answer.body["errors"][0]["pointer"], "/password");
    }
}

#[tokio::test]
async fn a_refusal_says_what_to_do_in_both_languages() {
    let office = Office::closed().await;
    let mut form = office.setup_form();
    form["administrator"]["password"] = json!("password1234");
    for (lang, words) in [("id", "beberapa kata"), ("en", "several unrelated words")] {
        let headers = [("accept-language", lang)];
        let answer = office
            .send(Method::POST, "/setup", "", &form, &headers)
            .await;
        let detail = answer.body["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(words), "{detail}");
    }
}

#[tokio::test]
async fn an_accent_is_the_same_however_a_keyboard_makes_it() {
    let office = Office::closed().await;
    let mut form = office.setup_form();
    form["administrator"]["password"] = json!("kafe\u{301} di bawah gunung");
    assert_eq!(
        office.post("/setup", &form).await.status,
        StatusCode::CREATED
    );
    for spelling in ["kafé di bawah gunung", "kafe\u{301} di bawah gunung"] {
        let form = json!({"username": "siti", "password": spelling});
        let answer = office.post("/sessions", &form).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{spelling}");
    }
}
