//! Which taps are one punch.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, claimed, id, punch};

/// What follows from the taps of one person, each some seconds after the one before: the number
/// of the tap as which each counts.
async fn counted(taps: &[(u64, &str, Option<&str>)]) -> Vec<usize> {
    let office = Office::open().await;
    let mut counted = Vec::new();
    for (n, (wait_s, direction, claimed_at)) in taps.iter().enumerate() {
        office.clock.advance(Duration::from_secs(*wait_s));
        let body = claimed(direction, *claimed_at);
        let answer = office.put(SITI, &id(n as u32), &body).await;
        let shown = (0..=n).find(|n| answer.body.get("id") == Some(&json!(id(*n as u32))));
        let status = if shown == Some(n) { 201 } else { 200 };
        assert_eq!(answer.status, status, "{taps:?}: {:?}", answer.body);
        counted.push(shown.unwrap());
    }
    counted
}

const DAY_S: u64 = 86_400;

#[tokio::test]
async fn taps_of_one_act_are_one_punch_and_no_others() {
    // A clock without a battery starts at the same date each morning.
    let dead = Some("2020-01-01T00:01:00Z");
    let at = Some("2026-11-25T07:29:58+07:00");
    for (taps, expected) in [
        // Without a claim: within 60 s of the receipt.
        (
            &[(0, "in", None), (60, "in", None), (1, "in", None)][..],
            &[0, 0, 2][..],
        ),
        // Another direction in between.
        (
            &[(0, "in", None), (10, "out", None), (10, "in", None)],
            &[0, 1, 2],
        ),
        (
            &[(0, "in", None), (10, "out", None), (10, "out", None)],
            &[0, 1, 1],
        ),
        // The same tap again, later and with another id: a lost answer, a new outbox.
        (&[(0, "in", at), (90, "in", at)], &[0, 0]),
        (&[(0, "in", at), (2 * DAY_S, "in", at)], &[0, 0]),
        // A dead clock on two days, and twice on one.
        (&[(0, "in", dead), (DAY_S, "in", dead)], &[0, 1]),
        (
            &[(0, "in", dead), (30, "in", dead), (31, "in", dead)],
            &[0, 0, 2],
        ),
        // One with a claim and one without.
        (&[(0, "in", at), (30, "in", None)], &[0, 0]),
        (
            &[
                (0, "in", None),
                (30, "in", Some("2026-11-25T07:30:29+07:00")),
            ],
            &[0, 0],
        ),
        // Claims a minute apart, and a millisecond more.
        (
            &[(0, "in", at), (60, "in", Some("2026-11-25T07:30:58+07:00"))],
            &[0, 0],
        ),
        (
            &[
                (0, "in", at),
                (61, "in", Some("2026-11-25T07:30:58.001+07:00")),
            ],
            &[0, 1],
        ),
        // On both sides of midnight.
        (
            &[
                (59_400, "out", Some("2026-11-25T23:59:45+07:00")),
                (30, "out", Some("2026-11-26T00:00:10+07:00")),
            ],
            &[0, 0],
        ),
    ] {
        assert_eq!(counted(taps).await, expected, "{taps:?}");
    }
}

#[tokio::test]
async fn a_week_without_a_connection_is_not_merged_when_it_arrives_at_once() {
    let days = ["16", "17", "18", "19", "20"];
    let claims: Vec<_> = days
        .iter()
        .flat_map(|day| {
            [("in", "07:30"), ("out", "16:00")]
                .map(|(direction, time)| (direction, format!("2026-11-{day}T{time}:00+07:00")))
        })
        .collect();
    let taps: Vec<_> = claims
        .iter()
        .map(|(direction, at)| (0, *direction, Some(at.as_str())))
        .collect();
    assert_eq!(counted(&taps).await, (0..10).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_punch_that_is_shown_is_the_one_that_is_doubled() {
    // Nearer in time, but on the other side of a tap out; and nearer, but claimed long before,
    // by a clock that is broken.
    let taps = [
        (0, "in", None),
        (20, "out", None),
        (20, "in", None),
        (5, "in", None),
    ];
    assert_eq!(counted(&taps).await, [0, 1, 2, 2]);
    let old = Some("2020-11-01T07:30:00+07:00");
    let taps = [
        (0, "in", None),
        (5, "in", old),
        (0, "out", Some("2026-11-25T07:29:00+07:00")),
    ];
    assert_eq!(counted(&taps).await, [0, 0, 2]);
}

#[tokio::test]
async fn a_double_is_the_same_persons() {
    let office = Office::open().await;
    office.put(SITI, &id(1), &punch("in")).await;
    let other = office.put(BUDI, &id(2), &punch("in")).await;
    assert_eq!(other.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_double_answers_the_same_punch_however_late_it_is_sent_again() {
    let office = Office::open().await;
    office.put(SITI, &id(1), &punch("in")).await;
    office.pass(1);
    for minutes in [0, 2, 3 * 24 * 60] {
        office.pass(minutes);
        let tap = office.put(SITI, &id(2), &punch("in")).await;
        assert_eq!(tap.status, StatusCode::OK);
        assert_eq!(tap.body["id"], id(1));
        let location = format!("/api/attendance/punches/{}", id(1));
        assert_eq!(tap.headers["content-location"], location);
        let punches = office.get(SITI, "/punches").await.body;
        assert_eq!(punches.as_array().map(Vec::len), Some(1));
        let day = office.get(SITI, "/days/2026-11-25").await.body;
        assert_eq!(day["punches"].as_array().map(Vec::len), Some(1));
    }
    // Its id is used: for other content, and by others, it is taken.
    for (person, direction) in [(SITI, "out"), (BUDI, "in")] {
        let reused = office.put(person, &id(2), &punch(direction)).await;
        assert_eq!(reused.body["code"], "id_reused");
    }
    // Whoever follows the feed is told that it counts for nothing.
    let entries = ngantor_db::journal::after(&*office.db, 0, 10)
        .await
        .unwrap();
    let doubles: Vec<_> = entries
        .iter()
        .map(|entry| &entry.new["double_of"])
        .collect();
    assert_eq!(doubles, [&Value::Null, &json!(id(1))]);
}
