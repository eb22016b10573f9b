//! Punches, the day they make and the list.

use axum::http::StatusCode;
use serde_json::json;

use crate::office::{BUDI, Office, SITI, id, punch};

#[tokio::test]
async fn a_punch_is_kept_with_the_nodes_receipt_in_the_zone_of_the_place() {
    let office = Office::open().await;
    let mut body = punch("in");
    body["zone"] = json!("Asia/Jayapura");
    body["claimed_at"] = json!("2026-11-25T09:20:00+09:00");
    body["note"] = json!("  Hujan deras  ");
    body["position"] =
        json!({"latitude": -2.53, "longitude": 140.7, "accuracy_m": 12.5, "age_s": 3.0});
    let answer = office.put(SITI, &id(1), &body).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.body["received_at"], "2026-11-25T09:30:00.000+09:00");
    assert_eq!(answer.body["day"], "2026-11-25");
    assert_eq!(answer.body["note"], "Hujan deras");
    let claim = json!({"at": "2026-11-25T09:20:00.000+09:00", "skew_ms": -600_000,
                       "grade": "late"});
    assert_eq!(answer.body["claim"], claim);
    assert_eq!(answer.body["position"]["accuracy_m"], 12.5);
    assert_eq!(office.n_entries().await, 1);
}

#[tokio::test]
async fn sending_it_again_is_one_punch() {
    let office = Office::open().await;
    office.put(SITI, &id(1), &punch("in")).await;
    office.pass(3 * 24 * 60);
    let again = office.put(SITI, &id(1), &punch("in")).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(again.body["received_at"], "2026-11-25T07:30:00.000+07:00");
    assert_eq!(office.n_entries().await, 1);
}

#[tokio::test]
async fn an_id_holds_one_content_of_one_person() {
    let office = Office::open().await;
    office.put(SITI, &id(1), &punch("in")).await;
    office.pass(10);
    let other_content = office.put(SITI, &id(1), &punch("out")).await;
    assert_eq!(other_content.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(other_content.body["code"], "id_reused");
    let other_person = office.put(BUDI, &id(1), &punch("in")).await;
    assert_eq!(other_person.body["code"], "id_reused");
    assert_eq!(other_person.body.get("person_id"), None);
    assert_eq!(office.n_entries().await, 1);
}

#[tokio::test]
async fn the_day_tells_state_and_worked_time() {
    let office = Office::open().await;
    let empty = office.get(SITI, "/days/today").await;
    assert_eq!(empty.body["state"], "none");
    office.put(SITI, &id(1), &punch("in")).await;
    office.pass(90);
    let open = office.get(SITI, "/days/today").await;
    assert_eq!(
        (&open.body["state"], &open.body["worked_s"]),
        (&json!("in"), &json!(5400))
    );
    office.put(SITI, &id(2), &punch("out")).await;
    office.pass(30);
    let closed = office.get(SITI, "/days/2026-11-25?zone=Asia/Jakarta").await;
    assert_eq!(
        (&closed.body["state"], &closed.body["worked_s"]),
        (&json!("out"), &json!(5400))
    );
    assert_eq!(closed.body["punches"].as_array().unwrap().len(), 2);
    assert_eq!(office.get(BUDI, "/days/today").await.body["state"], "none");
}

#[tokio::test]
async fn a_list_goes_on_where_its_page_ended() {
    let office = Office::open().await;
    for n in 0..5 {
        office
            .put(SITI, &id(n), &punch(if n % 2 == 0 { "in" } else { "out" }))
            .await;
        office.pass(5);
    }
    let mut path = "/punches?limit=2".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = office.get(SITI, &path).await;
        let ids = page.body.as_array().unwrap().iter();
        seen.extend(ids.map(|punch| punch["id"].as_str().unwrap().to_owned()));
        let Some(link) = page.headers.get("link") else {
            break;
        };
        let next = link.to_str().unwrap().split(['<', '>']).nth(1).unwrap();
        path = next.strip_prefix("/api/attendance").unwrap().to_owned();
    }
    let expected: Vec<_> = (0..5).rev().map(id).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn an_empty_note_is_none() {
    let office = Office::open().await;
    let mut body = punch("in");
    body["note"] = json!(" \n");
    let answer = office.put(SITI, &id(1), &body).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.body["note"], json!(null));
}
