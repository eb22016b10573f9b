//! What happened at one's door.

use axum::http::{Method, StatusCode};
use ngantor_db::params;
use ngantor_http::Ambient as _;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{OWN_PASSWORD, Office, PASSWORD, id, text};

const DAY_S: u64 = 86_400;

async fn sign_in(office: &Office, username: &str, password: &str, address: &str) -> Answer {
    let form = json!({"username": username, "password": password});
    let headers = [("spin-client-addr", address), ("user-agent", "Ponsel")];
    office
        .send(Method::POST, "/sessions", "", &form, &headers)
        .await
}

async fn told(office: &Office, token: &str) -> Vec<Value> {
    let answer = office.get("/me/sign-ins", token).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.body.as_array().unwrap().clone()
}

fn outcomes(events: &[Value]) -> Vec<String> {
    events.iter().map(|event| text(event, "/outcome")).collect()
}

async fn n_rows(office: &Office) -> usize {
    let rows = office.db.run("SELECT id FROM sign_in", params![]).await;
    rows.unwrap().len()
}

#[tokio::test]
async fn a_person_sees_when_from_where_and_with_what() {
    let office = Office::open().await;
    sign_in(&office, "siti", "x", "192.0.2.1:1").await;
    office.pass_s(1);
    sign_in(&office, "siti", "y", "[2001:db8:1:2:3::4]:1").await;
    office.pass_s(1);
    let session = sign_in(&office, "siti", PASSWORD, "10.0.0.7:5").await.body;
    let events = told(&office, &text(&session, "/access_tokens/people")).await;
    let expected = json!([
        {"at": "2026-11-25T07:30:02.000+07:00", "outcome": "signed_in", "n": 1,
         "address": "10.0.0.7", "device": "Ponsel"},
        {"at": "2026-11-25T07:30:01.000+07:00", "outcome": "wrong_password", "n": 2,
         "address": "2001:db8:1:2::/64", "device": "Ponsel"},
    ]);
    assert_eq!(json!(events), expected);
}

#[tokio::test]
async fn changed_and_reset_passwords_and_stolen_tokens_are_told() {
    let office = Office::open().await;
    let personnel = office.personnel().await;
    office.employ(&personnel, 0x2000, "Budi").await;
    office.first_sign_in("orang8192").await;
    office.pass_s(1);
    let path = format!("/people/{}/password-link", id(0x2000));
    let link = office
        .send(Method::POST, &path, &personnel, &Value::Null, &[])
        .await;
    let form = json!({"token": link.body["token"], "password": "kucing melompat tangga"});
    office.post("/password-links/use", &form).await;
    office.pass_s(1);
    let session = sign_in(&office, "orang8192", "kucing melompat tangga", "")
        .await
        .body;
    let token = text(&session, "/access_tokens/people");
    office.pass_s(1);
    let form = json!({"password": "kucing melompat tangga", "new_password": OWN_PASSWORD});
    office
        .send(Method::PUT, "/me/password", &token, &form, &[])
        .await;
    let other = sign_in(&office, "orang8192", OWN_PASSWORD, "").await.body;
    let refresh = json!({"refresh_token": other["refresh_token"]});
    office.post("/sessions/refresh", &refresh).await;
    office.pass_s(61);
    office.post("/sessions/refresh", &refresh).await;
    let events = told(&office, &token).await;
    let expected = [
        "refresh_reused",
        "password_changed",
        "signed_in",
        "signed_in",
        "password_reset",
        "password_changed",
        "signed_in",
    ];
    let mut told = outcomes(&events);
    // Two of the same moment have no order.
    told[1..3].sort();
    told[5..7].sort();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn guessing_grows_nothing_and_pushes_nothing_out() {
    let office = Office::open().await;
    for n in 0..40 {
        sign_in(&office, "siti", &"x".repeat(201), &format!("192.0.2.{n}:1")).await;
        sign_in(
            &office,
            &format!("nama{n}"),
            "x",
            &format!("198.51.100.{n}:1"),
        )
        .await;
        office.pass_s(60);
    }
    // One of Siti's and one of nobody's.
    assert_eq!(n_rows(&office).await, 2);
    let session = sign_in(&office, "siti", PASSWORD, "10.0.0.7:5").await.body;
    let events = told(&office, &text(&session, "/access_tokens/people")).await;
    assert_eq!(outcomes(&events), ["signed_in", "wrong_password"]);
    assert_eq!(events[1]["n"], 40);
    assert_eq!(n_rows(&office).await, 3);
}

#[tokio::test]
async fn the_last_hundred_are_kept_and_ninety_days() {
    let office = Office::open().await;
    for n in 0..130 {
        let insert = "INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
            SELECT ?1, id, 'signed_in', ?2, 1, '', '' FROM person WHERE username = 'siti'";
        let at = office.clock.now().timestamp_millis() - 130 + n;
        office
            .db
            .run(insert, params![n.to_string(), at])
            .await
            .unwrap();
    }
    assert_eq!(n_rows(&office).await, 100);
    let token = text(&office.sign_in("siti").await, "/access_tokens/people");
    assert_eq!(told(&office, &token).await.len(), 100);
    office.pass_s(90 * DAY_S + 1);
    for _ in 0..11 {
        office.sign_in("siti").await;
    }
    let token = text(&office.sign_in("siti").await, "/access_tokens/people");
    assert_eq!(told(&office, &token).await.len(), 12);
}

#[tokio::test]
async fn an_unknown_name_writes_as_much_as_a_known_one() {
    let office = Office::open().await;
    sign_in(&office, "siapa", "x", "192.0.2.1:1").await;
    sign_in(&office, "siti", "x", "192.0.2.1:1").await;
    let rows = office
        .db
        .run(
            "SELECT person_id, address FROM sign_in ORDER BY person_id",
            params![],
        )
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].text("person_id").unwrap(), "");
    assert_eq!(rows[0].text("address").unwrap(), "");
    assert_eq!(rows[1].text("address").unwrap(), "192.0.2.1");
    // And nobody is told of what is nobody's.
    assert_eq!(
        office.get("/me/sign-ins", "").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn no_address_reaches_the_journal() {
    let office = Office::open().await;
    sign_in(&office, "siti", "x", "192.0.2.1:1").await;
    sign_in(&office, "siti", PASSWORD, "192.0.2.1:1").await;
    let kept = format!("{:?}", office.journal().await);
    assert!(!kept.contains("192.0.2") && !kept.contains("Ponsel"));
}
