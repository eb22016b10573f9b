//! From when a punch counts: its claim, or its receipt.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::office::{Office, SITI, claimed, id, punch};

const OFFICE_OPENS: &str = "2026-11-25T07:30:00.000+07:00";

#[tokio::test]
async fn a_punch_counts_from_its_claim_and_not_at_all_after_72_hours() {
    // Received at 07:30:00 in Jakarta on the 25th.
    for (claimed_at, counted_at, grade) in [
        ("2026-11-25T07:30:00+07:00", OFFICE_OPENS, "on_time"),
        (
            "2026-11-25T07:29:59.999+07:00",
            "2026-11-25T07:29:59.999+07:00",
            "on_time",
        ),
        (
            "2026-11-25T07:28:00+07:00",
            "2026-11-25T07:28:00.000+07:00",
            "on_time",
        ),
        (
            "2026-11-25T07:27:59.999+07:00",
            "2026-11-25T07:27:59.999+07:00",
            "late",
        ),
        (
            "2026-11-24T22:40:00+07:00",
            "2026-11-24T22:40:00.000+07:00",
            "late",
        ),
        (
            "2026-11-22T07:30:00+07:00",
            "2026-11-22T07:30:00.000+07:00",
            "late",
        ),
        // Too late to count; still on the day on which it was made.
        (
            "2026-11-22T07:29:59.999+07:00",
            "2026-11-22T07:29:59.999+07:00",
            "late",
        ),
        (
            "2025-11-24T07:30:00+07:00",
            "2025-11-24T07:30:00.000+07:00",
            "late",
        ),
        // A broken clock: nobody kept a punch for longer than a year.
        ("2025-11-24T07:29:59.999+07:00", OFFICE_OPENS, "late"),
        ("2000-01-01T00:00:00Z", OFFICE_OPENS, "late"),
        ("2026-11-25T07:30:00.001+07:00", OFFICE_OPENS, "on_time"),
        ("2026-11-25T07:32:00+07:00", OFFICE_OPENS, "on_time"),
        ("2026-11-25T07:32:00.001+07:00", OFFICE_OPENS, "ahead"),
        ("2099-12-31T23:59:59Z", OFFICE_OPENS, "ahead"),
    ] {
        let office = Office::open().await;
        let answer = office
            .put(SITI, &id(1), &claimed("in", Some(claimed_at)))
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{claimed_at}");
        assert_eq!(answer.body["counted_at"], counted_at, "{claimed_at}");
        assert_eq!(answer.body["day"], counted_at[..10], "{claimed_at}");
        assert_eq!(answer.body["claim"]["grade"], grade, "{claimed_at}");
        assert_eq!(answer.body["received_at"], OFFICE_OPENS);
        let is_late = ("2025-11-24T07:30:00".."2026-11-22T07:30:00").contains(&claimed_at);
        assert_eq!(answer.body["counts"], !is_late, "{claimed_at}");
        let day = office
            .get(SITI, &format!("/days/{}", &counted_at[..10]))
            .await;
        assert_eq!(day.body["punches"][0]["id"], id(1), "{claimed_at}");
    }
}

#[tokio::test]
async fn a_tap_just_before_midnight_stays_on_its_day() {
    let office = Office::open().await;
    // To 00:00:20 on the 26th.
    office.pass(16 * 60 + 30);
    office.clock.advance(Duration::from_secs(20));
    for (n, claimed_at, day) in [
        (1, "2026-11-25T23:59:30+07:00", "2026-11-25"),
        (2, "2026-11-26T00:00:10+07:00", "2026-11-26"),
    ] {
        let direction = if n == 1 { "out" } else { "in" };
        let answer = office
            .put(SITI, &id(n), &claimed(direction, Some(claimed_at)))
            .await;
        assert_eq!(answer.body["day"], day);
    }
}

#[tokio::test]
async fn the_order_of_taps_never_flips_where_a_claim_stops_being_on_time() {
    let office = Office::open().await;
    // Both arrive at 07:30:00, out of their order; one is 121 s old, one 119 s.
    office
        .put(
            SITI,
            &id(1),
            &claimed("out", Some("2026-11-25T07:28:01+07:00")),
        )
        .await;
    office
        .put(
            SITI,
            &id(2),
            &claimed("in", Some("2026-11-25T07:27:59+07:00")),
        )
        .await;
    let day = office.get(SITI, "/days/today").await.body;
    assert_eq!(
        (&day["state"], &day["worked_s"]),
        (&json!("out"), &json!(2))
    );
}

#[tokio::test]
async fn whoever_taps_is_not_refused_for_a_wrong_clock() {
    let office = Office::open().await;
    for (n, claimed_at) in [
        "1970-01-01T00:00:12Z",
        "1999-12-31T23:59:59.999Z",
        "2100-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
    ]
    .iter()
    .enumerate()
    {
        let id = id(n as u32);
        let body = claimed("in", Some(claimed_at));
        let answer = office.put(SITI, &id, &body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{claimed_at}");
        assert_eq!(answer.body["claim"], Value::Null);
        office.pass(5);
        let again = office.put(SITI, &id, &body).await;
        assert_eq!((again.status, again.body), (StatusCode::OK, answer.body));
    }
    let n_punches = office.get(SITI, "/punches").await.body;
    assert_eq!(n_punches.as_array().map(Vec::len), Some(5));
    for bad in [
        "1970",
        "",
        "kemarin",
        "2026-11-25T07:30:00",
        "+12026-11-25T07:30:00Z",
    ] {
        let answer = office.put(SITI, &id(9), &claimed("in", Some(bad))).await;
        assert_eq!(answer.body["errors"][0]["code"], "not_an_instant", "{bad}");
    }
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
