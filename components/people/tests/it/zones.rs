//! In which zone somebody works: that of their office on the day, also when they move to another
//! zone.

use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::office::{OWN_PASSWORD, Office, id};

const SITI: u32 = 0x2000;
const JAKARTA: u32 = 1;
const JAYAPURA: u32 = 2;

/// Siti sits in Jakarta until the end of November, and in Jayapura from then on; it is the 25th.
async fn moving(office: &Office) -> String {
    let token = office.personnel().await;
    for (n, zone) in [(JAKARTA, "Asia/Jakarta"), (JAYAPURA, "Asia/Jayapura")] {
        let place = json!({"name": zone, "address": "Jl. Raya 1", "zone": zone});
        let path = format!("/offices/{}", id(0x4000 + n));
        office.put(&path, &token, &place, "").await;
        let unit = json!({"name": zone, "starts_on": "2020-01-01", "office_id": id(0x4000 + n)});
        office.state(&token, (n, 0), unit).await;
    }
    office.employ(&token, SITI, "Siti").await;
    for (unit, starts_on, ends_on) in [
        (JAKARTA, "2026-01-01", Some("2026-11-30")),
        (JAYAPURA, "2026-12-01", None),
    ] {
        let member = json!({"kind": "member", "person_id": id(SITI), "unit_id": id(unit),
                            "starts_on": starts_on, "ends_on": ends_on});
        let made = office.relate(&token, unit, member).await;
        assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    }
    token
}

/// The zone that the token for attendance tells.
fn claim(session: &Value) -> String {
    let token = session["access_tokens"]["attendance"].as_str().unwrap();
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap());
    let claims: Value = serde_json::from_slice(&claims.unwrap()).unwrap();
    claims["zoneinfo"].as_str().unwrap().to_owned()
}

async fn refreshed(office: &Office, session: &Value) -> Value {
    let form = json!({"refresh_token": session["refresh_token"]});
    let answer = office.post("/sessions/refresh", &form).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.body
}

async fn my_zone(office: &Office, session: &Value) -> Value {
    let token = session["access_tokens"]["people"].as_str().unwrap();
    office.get("/me", token).await.body["zone"].clone()
}

#[tokio::test]
async fn a_move_to_another_zone_counts_from_its_day_on_and_not_before() {
    let office = Office::open().await;
    moving(&office).await;
    let session = office.first_sign_in(&format!("orang{SITI}")).await;
    assert_eq!(claim(&session), "Asia/Jakarta");
    // Six minutes before the first of December in Jayapura.
    office.pass_s(5 * 86_400 + 14 * 3600 + 24 * 60);
    let session = refreshed(&office, &session).await;
    assert_eq!(claim(&session), "Asia/Jakarta");
    assert_eq!(my_zone(&office, &session).await, "Asia/Jakarta");
    // The token of before still says so; this function knows better.
    office.pass_s(6 * 60);
    assert_eq!(my_zone(&office, &session).await, "Asia/Jayapura");
    let session = refreshed(&office, &session).await;
    assert_eq!(claim(&session), "Asia/Jayapura");
    assert_eq!(session["person"]["zone"], "Asia/Jayapura");
}

#[tokio::test]
async fn the_last_day_ends_where_the_person_sits_then() {
    let office = Office::open().await;
    let token = moving(&office).await;
    let name = format!("orang{SITI}");
    office.first_sign_in(&name).await;
    let path = format!("/relations/{}", id(0x20000 + JAYAPURA));
    let form = json!({"kind": "member", "person_id": id(SITI), "unit_id": id(JAYAPURA),
                      "starts_on": "2026-12-01", "ends_on": "2026-12-02"});
    assert_eq!(office.put(&path, &token, &form, "\"1\"").await.status, 200);
    let person = format!("/people/{}", id(SITI));
    let seen = office.get(&person, &token).await;
    let etag = seen.headers["etag"].to_str().unwrap().to_owned();
    let leaves = json!({"ends_on": "2026-12-02"});
    let left = office
        .send(
            Method::PATCH,
            &person,
            &token,
            &leaves,
            &[("if-match", &etag)],
        )
        .await;
    assert_eq!(left.status, StatusCode::OK, "{:?}", left.body);
    let form = json!({"username": name, "password": OWN_PASSWORD});
    // Midnight after the second of December in Jayapura is at 15:00 UTC.
    office.pass_s(7 * 86_400 + 14 * 3600 + 29 * 60);
    assert_eq!(office.post("/sessions", &form).await.status, 201);
    office.pass_s(60);
    assert_eq!(office.post("/sessions", &form).await.status, 401);
}
