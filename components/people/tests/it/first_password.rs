//! A password that somebody else set, and changing one's own.

use axum::http::{Method, StatusCode};
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{OWN_PASSWORD, Office, PASSWORD, id, text};

const BUDI: u32 = 0x2000;
const THIRD: &str = "kucing melompat tangga";

async fn sign_in(office: &Office, password: &str, new: Option<&str>) -> Answer {
    let mut form = json!({"username": "orang8192", "password": password});
    if let Some(new) = new {
        form["new_password"] = json!(new);
    }
    office.post("/sessions", &form).await
}

/// An office with Budi, whose password is personnel's.
async fn with_budi() -> Office {
    let office = Office::open().await;
    let token = office.personnel().await;
    office.employ(&token, BUDI, "Budi").await;
    office
}

async fn n_open_sessions(office: &Office) -> usize {
    let open = "SELECT id FROM session WHERE person_id = ?1 AND ended_at IS NULL";
    let rows = office.db.run(open, ngantor_db::params![id(BUDI)]).await;
    rows.unwrap().len()
}

#[tokio::test]
async fn a_password_of_somebody_else_opens_nothing_until_it_is_changed() {
    let office = with_budi().await;
    let answer = sign_in(&office, PASSWORD, None).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.body["code"], "password_must_change");
    assert_eq!(n_open_sessions(&office).await, 0);
    let answer = sign_in(&office, PASSWORD, Some(OWN_PASSWORD)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
    assert_eq!(n_open_sessions(&office).await, 1);
    let old = sign_in(&office, PASSWORD, None).await;
    assert_eq!(old.body["code"], "wrong_password");
    let own = sign_in(&office, OWN_PASSWORD, None).await;
    assert_eq!(own.status, StatusCode::CREATED);
}

#[tokio::test]
async fn whoever_does_not_know_it_is_not_told_that_it_must_change() {
    let office = with_budi().await;
    for new in [None, Some(OWN_PASSWORD)] {
        let answer = sign_in(&office, "bukan kata sandinya", new).await;
        assert_eq!(answer.body["code"], "wrong_password");
    }
    assert_eq!(n_open_sessions(&office).await, 0);
}

#[tokio::test]
async fn the_next_password_is_another_one_and_a_good_one() {
    let office = with_budi().await;
    for (new, code) in [
        (PASSWORD, "unchanged"),
        ("pendek", "too_short"),
        ("aaaaaaaaaaaaaaa", "easy_to_guess"),
        ("orang8192 orang8192", "holds_username"),
    ] {
        let answer = sign_in(&office, PASSWORD, Some(new)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.body["errors"][0]["pointer"], "/new_password");
        assert_eq!(answer.body["errors"][0]["code"], code);
    }
    assert_eq!(n_open_sessions(&office).await, 0);
}

#[tokio::test]
async fn of_two_first_sign_ins_at_once_one_sets_the_password() {
    let office = with_budi().await;
    let (one, two) = tokio::join!(
        sign_in(&office, PASSWORD, Some(OWN_PASSWORD)),
        sign_in(&office, PASSWORD, Some(THIRD))
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 401]);
    assert_eq!(n_open_sessions(&office).await, 1);
    let winner = if one.status == StatusCode::CREATED {
        OWN_PASSWORD
    } else {
        THIRD
    };
    let answer = sign_in(&office, winner, None).await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

async fn change(office: &Office, token: &str, old: &str, new: &str) -> Answer {
    let form = json!({"password": old, "new_password": new});
    office
        .send(Method::PUT, "/me/password", token, &form, &[])
        .await
}

#[tokio::test]
async fn changing_ones_password_ends_every_other_session() {
    let office = with_budi().await;
    let session = office.first_sign_in("orang8192").await;
    let other = sign_in(&office, OWN_PASSWORD, None).await.body;
    let token = text(&session, "/access_tokens/people");
    let answer = change(&office, &token, OWN_PASSWORD, THIRD).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{:?}", answer.body);
    assert_eq!(office.get("/me", &token).await.status, StatusCode::OK);
    let elsewhere = text(&other, "/access_tokens/people");
    let gone = office.get("/me", &elsewhere).await;
    assert_eq!(gone.status, StatusCode::UNAUTHORIZED);
    let refresh = json!({"refresh_token": other["refresh_token"]});
    let gone = office.post("/sessions/refresh", &refresh).await;
    assert_eq!(gone.body["code"], "session_over");
    let entries = office.journal().await;
    let end = entries.last().unwrap();
    assert_eq!(end.new["end_reason"], "password_changed");
    assert_eq!(end.actor, id(BUDI));
    let answer = sign_in(&office, THIRD, None).await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_session_in_other_hands_guesses_the_password_no_faster_than_a_sign_in() {
    let office = with_budi().await;
    let session = office.first_sign_in("orang8192").await;
    let token = text(&session, "/access_tokens/people");
    let wrong = "x".repeat(201);
    for n in 0..6 {
        let answer = change(&office, &token, &wrong, THIRD).await;
        if n < 5 {
            assert_eq!(answer.body["errors"][0]["pointer"], "/password");
            assert_eq!(answer.body["errors"][0]["code"], "wrong");
        } else {
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        }
    }
    assert_eq!(office.get("/me", &token).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_form_for_a_password_holds_nothing_else() {
    let office = with_budi().await;
    let session = office.first_sign_in("orang8192").await;
    let token = text(&session, "/access_tokens/people");
    for (name, value) in [
        ("person_id", json!(id(1))),
        ("password_is_temporary", json!(false)),
        ("new_password_hash", json!("x")),
        ("new_password", Value::Null),
    ] {
        let mut form = json!({"password": OWN_PASSWORD, "new_password": THIRD});
        form[name] = value;
        let answer = office
            .send(Method::PUT, "/me/password", &token, &form, &[])
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert_eq!(answer.body["errors"][0]["pointer"], format!("/{name}"));
    }
}

#[tokio::test]
async fn no_password_and_no_hash_reaches_the_journal_or_the_feed() {
    let office = with_budi().await;
    office.first_sign_in("orang8192").await;
    let kept = format!("{:?}", office.journal().await);
    for secret in ["argon2", PASSWORD, OWN_PASSWORD] {
        assert!(!kept.contains(secret), "{secret}");
    }
    // That it was changed, and by whom, is no secret.
    assert!(kept.contains("password_set_at"));
}
