//! Punches, the day they make and the list.

use std::time::Duration;

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
async fn a_double_tap_is_one_punch() {
    let office = Office::open().await;
    office.put(SITI, &id(1), &punch("in")).await;
    office.pass(1);
    let tap = office.put(SITI, &id(2), &punch("in")).await;
    assert_eq!(tap.status, StatusCode::OK);
    assert_eq!(
        tap.headers["content-location"],
        format!("/api/attendance/punches/{}", id(1))
    );
    assert_eq!(office.n_entries().await, 1);
    // One past the limit is a punch of its own, and another person's tap is their own.
    office.clock.advance(Duration::from_millis(1));
    assert_eq!(
        office.put(SITI, &id(3), &punch("in")).await.status,
        StatusCode::CREATED
    );
    assert_eq!(
        office.put(BUDI, &id(4), &punch("in")).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn in_out_in_within_a_minute_are_three_punches() {
    let office = Office::open().await;
    for (n, direction) in [(1, "in"), (2, "out"), (3, "in")] {
        let answer = office.put(SITI, &id(n), &punch(direction)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{direction}");
        office.clock.advance(Duration::from_secs(10));
    }
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
async fn a_punch_without_a_connection_counts_from_when_it_was_made() {
    let office = Office::open().await;
    for (n, direction, claimed_at, day, counted_at) in [
        (
            1,
            "in",
            "2026-11-24T22:40:00+07:00",
            "2026-11-24",
            "2026-11-24T22:40:00.000+07:00",
        ),
        (
            2,
            "out",
            "2026-11-24T23:50:00+07:00",
            "2026-11-24",
            "2026-11-24T23:50:00.000+07:00",
        ),
        // At the limit, and one second past it; ahead; and as good as on time.
        (
            3,
            "in",
            "2026-11-22T07:30:00+07:00",
            "2026-11-22",
            "2026-11-22T07:30:00.000+07:00",
        ),
        (
            4,
            "out",
            "2026-11-22T07:29:59+07:00",
            "2026-11-25",
            "2026-11-25T07:30:00.000+07:00",
        ),
        (
            5,
            "in",
            "2026-11-25T08:00:00+07:00",
            "2026-11-25",
            "2026-11-25T07:30:00.000+07:00",
        ),
        (
            6,
            "out",
            "2026-11-25T07:28:00+07:00",
            "2026-11-25",
            "2026-11-25T07:30:00.000+07:00",
        ),
    ] {
        let mut body = punch(direction);
        body["claimed_at"] = json!(claimed_at);
        let answer = office.put(SITI, &id(n), &body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{claimed_at}");
        assert_eq!(answer.body["day"], day, "{claimed_at}");
        assert_eq!(answer.body["counted_at"], counted_at, "{claimed_at}");
        assert_eq!(answer.body["received_at"], "2026-11-25T07:30:00.000+07:00");
    }
    let day = office.get(SITI, "/days/2026-11-24").await.body;
    assert_eq!(day["state"], "out");
    assert_eq!(day["worked_s"], 70 * 60);
    assert_eq!(day["punches"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_day_is_summed_in_the_order_of_the_taps_and_not_of_their_arrival() {
    let office = Office::open().await;
    for (n, direction, claimed_at) in [
        (1, "out", "2026-11-24T16:00:00+07:00"),
        (2, "in", "2026-11-24T08:00:00+07:00"),
    ] {
        let mut body = punch(direction);
        body["claimed_at"] = json!(claimed_at);
        assert_eq!(
            office.put(SITI, &id(n), &body).await.status,
            StatusCode::CREATED
        );
    }
    let day = office.get(SITI, "/days/2026-11-24").await.body;
    assert_eq!(day["worked_s"], 8 * 3600);
    assert_eq!(day["state"], "out");
}
