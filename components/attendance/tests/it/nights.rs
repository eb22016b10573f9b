//! Work past midnight as whoever does it sees it: where they stand now, and on a head's board.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_http::Ambient as _;
use serde_json::{Value, json};

use crate::follow::{TEAM, tell};
use crate::office::{BUDI, Office, SITI, id, punch};
use crate::requests::{KEEPER, ME, ask, decide, missing};

/// From 07:30 on the 25th to a time of that day or the next.
async fn at(office: &Office, hours: u64, minutes: u64) {
    let opened = "2026-11-25T00:30:00Z".parse::<chrono::DateTime<chrono::Utc>>();
    let midnight = opened.unwrap() - chrono::Duration::minutes(450);
    let wanted = midnight + Duration::from_secs((hours * 60 + minutes) * 60);
    let passed = (wanted - office.clock.now()).to_std().unwrap();
    office.clock.advance(passed);
}

async fn tap(office: &Office, n: u32, direction: &str) {
    let answer = office.put(SITI, &id(n), &punch(direction)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
}

async fn today(office: &Office) -> (Value, Value, Value) {
    let day = office.get(SITI, "/days/today").await.body;
    (
        day["state"].clone(),
        day["since"].clone(),
        day["worked_s"].clone(),
    )
}

async fn board(office: &Office) -> (Value, Value) {
    let path = format!("/units/{}/days/today", id(TEAM));
    let budi = (BUDI, Role::Employee);
    let to = (Method::GET, path.as_str());
    let board = office.send(to, budi, None, &Value::Null).await.body;
    let siti = &board["people"][0];
    (siti["state"].clone(), siti["since"].clone())
}

#[tokio::test]
async fn whoever_works_through_midnight_is_at_work_until_they_clock_out() {
    let office = Office::with_rules().await;
    tell(&office);
    office.tick().await;
    at(&office, 22, 0).await;
    tap(&office, 1, "in").await;
    at(&office, 24 + 6, 5).await;
    let since = json!("2026-11-25T22:00:00.000+07:00");
    let worked = json!(8 * 3600 + 300);
    assert_eq!(today(&office).await, (json!("in"), since.clone(), worked));
    assert_eq!(board(&office).await, (json!("in"), since));
    tap(&office, 2, "out").await;
    let since = json!("2026-11-26T06:05:00.000+07:00");
    let worked = json!(8 * 3600 + 300);
    assert_eq!(today(&office).await, (json!("out"), since.clone(), worked));
    assert_eq!(board(&office).await, (json!("out"), since));
    // Once the next stretch begins, it is the new day's work that is told.
    at(&office, 24 + 7, 30).await;
    tap(&office, 3, "in").await;
    at(&office, 24 + 8, 30).await;
    let since = json!("2026-11-26T07:30:00.000+07:00");
    assert_eq!(today(&office).await, (json!("in"), since, json!(3600)));
}

#[tokio::test]
async fn a_forgotten_clock_out_does_not_reach_into_the_next_day() {
    let office = Office::with_rules().await;
    tell(&office);
    office.tick().await;
    tap(&office, 1, "in").await;
    // The longest stretch that there is, and a minute more.
    at(&office, 24 + 1, 30).await;
    assert_eq!(today(&office).await.0, json!("in"));
    at(&office, 24 + 1, 31).await;
    assert_eq!(today(&office).await, (json!("none"), Value::Null, json!(0)));
    assert_eq!(board(&office).await, (json!("none"), Value::Null));
}

#[tokio::test]
async fn a_stretch_that_a_correction_closed_does_not_reach_past_midnight() {
    let office = Office::with_rules().await;
    tell(&office);
    office.tick().await;
    at(&office, 14, 0).await;
    tap(&office, 1, "in").await;
    at(&office, 23, 0).await;
    let asked = ask(&office, 9, ME, &missing("out", "2026-11-25T22:00:00+07:00")).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
    let decided = decide(&office, 9, (BUDI, KEEPER.1), "approved").await;
    assert_eq!(decided.status, StatusCode::OK, "{:?}", decided.body);
    at(&office, 24 + 7, 0).await;
    assert_eq!(today(&office).await.0, json!("none"));
    assert_eq!(board(&office).await.0, json!("none"));
}
