//! The operator's word for who lost password and phone.

use axum::http::StatusCode;
use ngantor_core::keys::MasterSecret;
use ngantor_core::recovery::Recovery;
use ngantor_core::username::Username;
use ngantor_http::Ambient as _;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{OWN_PASSWORD, Office, PASSWORD, text};
use crate::second_factor::{Phone, sign_in};

fn word(office: &Office, username: &str, master: &MasterSecret) -> String {
    let recovery = Recovery {
        username: Username::parse(username, "").unwrap(),
        issued_at: office.clock.now(),
    };
    recovery.write(master)
}

async fn follow(office: &Office, word: &str, password: &str) -> Answer {
    let form = json!({"token": word, "password": password});
    office.post("/password-links/use", &form).await
}

#[tokio::test]
async fn the_last_administrator_who_lost_everything_comes_in_by_the_operators_word() {
    let office = Office::open().await;
    let phone = Phone::on(&office).await;
    let session = sign_in(&office, PASSWORD, Some(&phone.code(&office))).await;
    let own = text(&session.body, "/access_tokens/people");
    let word = word(&office, "siti", &office.master);
    let weak = follow(&office, &word, "siti siti siti").await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    office.pass_s(60);
    let (one, two) = tokio::join!(
        follow(&office, &word, OWN_PASSWORD),
        follow(&office, &word, "gunung tinggi di seberang"),
    );
    assert_eq!(one.status, StatusCode::NO_CONTENT, "{:?}", one.body);
    assert_eq!(two.body["code"], "password_link_over");
    // Whoever was in is out, the phone's codes are gone, and the journal tells who did it.
    let out = office.get("/me", &own).await;
    assert_eq!(out.status, StatusCode::UNAUTHORIZED);
    let entered = sign_in(&office, OWN_PASSWORD, None).await;
    assert_eq!(entered.status, StatusCode::CREATED, "{:?}", entered.body);
    let entries = office.journal().await;
    let by_operator = entries.iter().filter(|entry| entry.actor == "operator");
    let kinds: Vec<_> = by_operator.map(|entry| entry.kind.as_str()).collect();
    assert!(kinds.contains(&"people.recovery.created"), "{kinds:?}");
    assert!(kinds.contains(&"people.second_factor.changed"), "{kinds:?}");
    let token = text(&entered.body, "/access_tokens/people");
    let door = office.get("/me/sign-ins", &token).await.body;
    let told: Vec<_> = door
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["outcome"])
        .collect();
    assert!(told.contains(&&json!("password_reset")), "{told:?}");
}

#[tokio::test]
async fn an_operators_word_is_good_for_its_time_its_name_and_its_installation() {
    let office = Office::open().await;
    let over = async |word: &str| {
        let answer = follow(&office, word, OWN_PASSWORD).await;
        assert_eq!(answer.body["code"], "password_link_over", "{word}");
    };
    over(&word(&office, "nobody", &office.master)).await;
    over(&word(&office, "siti", &MasterSecret::new([8; 32]))).await;
    let late = word(&office, "siti", &office.master);
    office.pass_s(15 * 60);
    over(&late).await;
    // One that was written before a password was set is over with the old password.
    let early = word(&office, "siti", &office.master);
    office.pass_s(1);
    let session = office.sign_in("siti").await;
    let own = text(&session, "/access_tokens/people");
    let form = json!({"password": PASSWORD, "new_password": OWN_PASSWORD});
    let changed = office.put("/me/password", &own, &form, "").await;
    assert_eq!(changed.status, StatusCode::NO_CONTENT, "{:?}", changed.body);
    over(&early).await;
    let left = json!({"token": Value::Null, "password": OWN_PASSWORD});
    let answer = office.post("/password-links/use", &left).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_word_is_good_once_also_where_the_operators_clock_runs_ahead() {
    let office = Office::open().await;
    let ahead = |seconds| {
        let issued_at = office.clock.now() + chrono::Duration::seconds(seconds);
        let username = Username::parse("siti", "").unwrap();
        let recovery = Recovery {
            username,
            issued_at,
        };
        recovery.write(&office.master)
    };
    let far = follow(&office, &ahead(31), OWN_PASSWORD).await;
    assert_eq!(far.body["code"], "password_link_over");
    let near = ahead(30);
    let earlier = ahead(29);
    let used = follow(&office, &near, OWN_PASSWORD).await;
    assert_eq!(used.status, StatusCode::NO_CONTENT, "{:?}", used.body);
    for word in [near, earlier] {
        let again = follow(&office, &word, "gunung tinggi di seberang").await;
        assert_eq!(again.body["code"], "password_link_over");
    }
}

#[tokio::test]
async fn a_word_by_the_secret_before_lets_nobody_in() {
    let office = Office::open().await;
    let before = word(&office, "siti", &office.master);
    let next = MasterSecret::new([8; 32]).in_place_of(&office.master);
    let office = office.with_master(next).await;
    let refused = follow(&office, &before, OWN_PASSWORD).await;
    assert_eq!(refused.body["code"], "password_link_over");
    let now = word(&office, "siti", &office.master);
    let used = follow(&office, &now, OWN_PASSWORD).await;
    assert_eq!(used.status, StatusCode::NO_CONTENT, "{:?}", used.body);
}
