//! Another master secret: nobody is signed out, and nothing that is kept is lost.

use axum::http::{Method, StatusCode};
use ngantor_core::keys::{MasterSecret, TokenKey};
use ngantor_core::token::{TokenFault, check};
use ngantor_db::params;
use ngantor_http::Ambient as _;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::beside::Beside;
use crate::filing::load;
use crate::office::{OWN_PASSWORD, Office, PASSWORD, id, text};
use crate::provider_logouts::{claims, ends, is_in, session};
use crate::second_factor::{Phone, sign_in};
use crate::vault::feed_of_siti;

const SITI: u32 = 0x2000;

/// After the secret that every office begins with.
fn second() -> MasterSecret {
    MasterSecret::new([8; 32]).in_place_of(&MasterSecret::new([7; 32]))
}

/// The same once the one before is dropped.
fn alone() -> MasterSecret {
    MasterSecret::new([8; 32])
}

async fn refresh(office: &Office, token: &str) -> Answer {
    let form = json!({"refresh_token": token});
    office.post("/sessions/refresh", &form).await
}

async fn rename(office: &Office, token: &str, name: &str) -> StatusCode {
    let path = format!("/people/{}", id(SITI));
    let tag = [("if-match", "*")];
    let body = json!({"name": name});
    let changed = office.send(Method::PATCH, &path, token, &body, &tag).await;
    changed.status
}

#[tokio::test]
async fn sessions_go_on_under_another_secret_and_tokens_of_before_are_good_for_their_time() {
    let office = Office::open().await;
    let session = office.sign_in("siti").await;
    let lost = text(&office.sign_in("siti").await, "/refresh_token");
    let (own, others) = (
        text(&session, "/access_tokens/people"),
        text(&session, "/access_tokens/attendance"),
    );
    let key = |master: MasterSecret| master.token_key("attendance").to_text();
    let (old, new) = (key(office.master.clone()), key(alone()));
    let office = office.with_master(second()).await;
    assert_eq!(office.get("/me", &own).await.status, StatusCode::OK);
    let now = office.clock.now();
    let both = TokenKey::parse_both(&new, &old).unwrap();
    assert!(check(&others, "attendance", &both, now).is_ok());
    let only = TokenKey::parse_both(&new, "").unwrap();
    let refused = check(&others, "attendance", &only, now);
    assert_eq!(refused, Err(TokenFault::Invalid));

    let fresh = refresh(&office, &text(&session, "/refresh_token")).await;
    assert_eq!(fresh.status, StatusCode::OK, "{:?}", fresh.body);
    let fresh = fresh.body;
    let token = text(&fresh, "/access_tokens/attendance");
    assert!(check(&token, "attendance", &only, now).is_ok());
    office.pass_s(631);
    let late = office.get("/me", &own).await;
    assert_eq!(late.body["code"], "token_expired");

    let office = office.with_master(alone()).await;
    let next = refresh(&office, &text(&fresh, "/refresh_token")).await;
    assert_eq!(next.status, StatusCode::OK, "{:?}", next.body);
    let own = text(&next.body, "/access_tokens/people");
    assert_eq!(office.get("/me", &own).await.status, StatusCode::OK);
    let over = refresh(&office, &lost).await;
    assert_eq!(over.body["code"], "session_over");
}

#[tokio::test]
async fn links_and_apps_of_before_are_good_until_the_old_secret_is_dropped() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti").await;
    let path = format!("/people/{}/password-link", id(SITI));
    let link = office
        .send(Method::POST, &path, &keeper, &Value::Null, &[])
        .await;
    let form = json!({"name": "Papan", "scopes": ["attendance:read"]});
    let app = format!("/app-tokens/{}", id(0x7000));
    let app = office.put(&app, &keeper, &form, "").await;
    let app = json!({"app_token": text(&app.body, "/token")});

    let office = office.with_master(second()).await;
    assert_eq!(office.post("/tokens", &app).await.status, StatusCode::OK);
    let used = json!({"token": text(&link.body, "/token"), "password": OWN_PASSWORD});
    let used = office.post("/password-links/use", &used).await;
    assert_eq!(used.status, StatusCode::NO_CONTENT, "{:?}", used.body);

    let office = office.with_master(alone()).await;
    assert_eq!(
        office.post("/tokens", &app).await.body["code"],
        "app_is_out"
    );
}

#[tokio::test]
async fn what_the_journal_holds_of_people_is_read_and_changed_under_every_next_secret() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti Rahmawati").await;
    let rows: String = (0..1_100).map(|n| format!("orang{n},Orang\r\n")).collect();
    let file = format!("username,name\r\n{rows}");
    assert_eq!(load(&office, 1, "people", &file).await, (1_100, 0, 0));

    let office = office.with_master(second()).await;
    let n_before = office.journal().await.len();
    // A second start finds everything closed anew.
    let office = office.with_master(second()).await;
    assert_eq!(office.journal().await.len(), n_before);
    let office = office.with_master(alone()).await;
    let shown = format!("{:?}", feed_of_siti(&office).await);
    assert!(shown.contains("Siti Rahmawati"), "{shown}");
    let keeper = office.personnel().await;
    assert_eq!(
        rename(&office, &keeper, "Siti Aminah").await,
        StatusCode::OK
    );
    let third = MasterSecret::new([9; 32]).in_place_of(&alone());
    let office = office.with_master(third).await;
    let office = office.with_master(MasterSecret::new([9; 32])).await;
    let keeper = office.personnel().await;
    assert_eq!(rename(&office, &keeper, "Siti").await, StatusCode::OK);
    let told = office.db.run(
        "SELECT count(DISTINCT wrapped_key) AS n FROM person WHERE wrapped_key <> ''",
        params![],
    );
    // Siti the administrator, Siti the employee, and everybody of the file.
    assert_eq!(told.await.unwrap()[0].integer("n").unwrap(), 1_102);
}

#[tokio::test]
async fn codes_from_the_phone_go_on_and_those_for_its_loss_end_with_the_old_secret() {
    let office = Office::open().await;
    let phone = Phone::on(&office).await;
    let recovery = |n: usize| phone.recovery_codes.get(n).map(String::as_str);
    let office = office.with_master(second()).await;
    let code = phone.code(&office);
    let entered = sign_in(&office, PASSWORD, Some(&code)).await;
    assert_eq!(entered.status, StatusCode::CREATED, "{:?}", entered.body);
    let entered = sign_in(&office, PASSWORD, recovery(0)).await;
    assert_eq!(entered.status, StatusCode::CREATED, "{:?}", entered.body);
    let office = office.with_master(alone()).await;
    office.pass_s(30);
    let code = phone.code(&office);
    let entered = sign_in(&office, PASSWORD, Some(&code)).await;
    assert_eq!(entered.status, StatusCode::CREATED, "{:?}", entered.body);
    let refused = sign_in(&office, PASSWORD, recovery(1)).await;
    assert_eq!(refused.body["code"], "wrong_code");
}

#[tokio::test]
async fn a_link_from_before_its_person_had_a_key_keeps_nobody_from_starting() {
    let beside = Beside::new().await;
    assert_eq!(beside.told().await, "in");
    let statement = "UPDATE provider_link SET sealed = '', version = version + 1";
    beside.office.db.run(statement, params![]).await.unwrap();
    let beside = beside.with_master(second()).await;
    beside.office.sign_in("siti").await;
}

#[tokio::test]
async fn whoever_comes_by_a_provider_goes_on_also_when_they_did_not_come_meanwhile() {
    let beside = Beside::new().await;
    assert_eq!(beside.told().await, "in");
    let beside = beside.with_master(second()).await;
    // Nobody comes while both secrets are good.
    let beside = beside.with_master(alone()).await;
    assert_eq!(beside.told().await, "in");
    let told = beside.office.db.run(
        "SELECT count(*) AS n, count(DISTINCT subject) AS n_seals FROM provider_session",
        params![],
    );
    let told = told.await.unwrap();
    let count = |name: &str| told[0].integer(name).unwrap();
    assert_eq!((count("n"), count("n_seals")), (2, 1));
}

#[tokio::test]
async fn an_office_that_another_secret_closed_does_not_start_until_that_one_is_given() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti Rahmawati").await;
    // A backup from before came back, or the secret before is mistyped.
    let mistyped = MasterSecret::new([8; 32]).in_place_of(&MasterSecret::new([6; 32]));
    for wrong in [alone(), mistyped] {
        assert!(!office.starts_with(&wrong).await);
    }
    let office = office.with_master(second()).await;
    let office = office.with_master(alone()).await;
    let keeper = office.personnel().await;
    assert_eq!(rename(&office, &keeper, "Siti").await, StatusCode::OK);
}

#[tokio::test]
async fn nothing_that_stays_closed_is_taken_for_closed_anew() {
    for foreign in [
        "UPDATE second_factor SET sealed = 'AAAA', version = version + 1",
        "UPDATE identity_provider SET sealed_secret = 'AAAA', version = version + 1",
        "UPDATE provider_link SET sealed = 'AAAA', version = version + 1",
    ] {
        let beside = Beside::new().await;
        Phone::on(&beside.office).await;
        assert_eq!(beside.told().await, "in");
        beside.office.db.run(foreign, params![]).await.unwrap();
        assert!(!beside.office.starts_with(&second()).await, "{foreign}");
    }
}

#[tokio::test]
async fn a_sign_out_at_the_provider_ends_sessions_of_before_by_whose_they_are() {
    let beside = Beside::new().await;
    let before = session(&beside, Some("sid-1")).await;
    let beside = beside.with_master(second()).await;
    let mut by_sid = claims(&beside, "j-1");
    by_sid.as_object_mut().unwrap().remove("sub");
    // The name of a session there is a seal of which nothing can be made anew.
    assert_eq!(ends(&beside, &by_sid).await, 204);
    assert!(is_in(&beside, &before).await);
    assert_eq!(ends(&beside, &claims(&beside, "j-2")).await, 204);
    assert!(!is_in(&beside, &before).await);
    let after = session(&beside, Some("sid-1")).await;
    by_sid["jti"] = json!("j-3");
    assert_eq!(ends(&beside, &by_sid).await, 204);
    assert!(!is_in(&beside, &after).await);
}

#[tokio::test]
async fn what_a_forgotten_secret_made_is_shown_no_more() {
    let office = Office::open().await;
    let keeper = office.personnel().await;
    office.employ(&keeper, SITI, "Siti").await;
    let phone = Phone::on(&office).await;
    let let_in = async |office: &Office, n: u32| {
        let form = json!({"name": "Papan", "scopes": ["attendance:read"]});
        let app = format!("/app-tokens/{}", id(n));
        let app = office.put(&app, phone.token(), &form, "").await;
        assert_eq!(app.status, StatusCode::CREATED, "{:?}", app.body);
    };
    let shown = async |office: &Office| {
        let factor = office.get("/me/totp", phone.token()).await.body;
        let apps = office.get("/app-tokens", phone.token()).await.body;
        let n_apps = apps.as_array().map(Vec::len);
        (factor["n_recovery_codes"].as_i64(), n_apps)
    };
    let_in(&office, 0x7000).await;
    let office = office.with_master(second()).await;
    let_in(&office, 0x7001).await;
    assert_eq!(shown(&office).await, (Some(10), Some(2)));
    let n_before = office.journal().await.len();
    let office = office.with_master(second()).await;
    assert_eq!(office.journal().await.len(), n_before);
    // The token of before is not good any more; this one is.
    let office = office.with_master(alone()).await;
    let own = text(&first_again(&office, &phone).await, "/access_tokens/people");
    let factor = office.get("/me/totp", &own).await.body;
    let apps = office.get("/app-tokens", &own).await.body;
    assert_eq!(factor["n_recovery_codes"], 0);
    assert_eq!(apps.as_array().map(Vec::len), Some(1));
    assert_eq!(apps[0]["id"], json!(id(0x7001)));
    let journal = office.journal().await;
    let ended = journal
        .iter()
        .find(|entry| entry.subject == id(0x7000) && entry.actor == "people");
    assert_eq!(ended.unwrap().kind, "people.app_token.changed");
}

async fn first_again(office: &Office, phone: &Phone) -> Value {
    office.pass_s(30);
    sign_in(office, PASSWORD, Some(&phone.code(office)))
        .await
        .body
}
