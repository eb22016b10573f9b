//! Impossible hours are refused, odd ones told.

use axum::http::StatusCode;
use ngantor_db::params;
use serde_json::json;

use crate::office::{Office, SITI, id, live, minutes, span, warned};

#[tokio::test]
async fn what_overlaps_is_kept_and_told_on_both() {
    let office = Office::open().await;
    let first = office
        .put(SITI, 1, None, &span("2026-11-24", "08:00", "10:00"))
        .await;
    assert_eq!(
        (first.status, warned(&first.body)),
        (StatusCode::CREATED, vec![])
    );
    // One after the other is no overlap, nor is one of which only the length is known.
    let next = office
        .put(SITI, 2, None, &span("2026-11-24", "10:00", "11:00"))
        .await;
    assert_eq!(warned(&next.body), [""; 0]);
    let length = office.put(SITI, 3, None, &minutes("2026-11-24", 30)).await;
    assert_eq!(warned(&length.body), [""; 0]);
    let over = office
        .put(SITI, 4, None, &span("2026-11-24", "09:30", "10:30"))
        .await;
    assert_eq!(over.status, StatusCode::CREATED);
    assert_eq!(warned(&over.body), ["overlaps"]);
    assert_eq!(over.body["warnings"][0]["ids"], json!([id(1), id(2)]));
    let day = office.get(SITI, "/days/2026-11-24").await.body;
    let told: Vec<_> = day["activities"]
        .as_array()
        .unwrap()
        .iter()
        .map(warned)
        .collect();
    // By when they began; the one without an instant comes last.
    assert_eq!(
        told,
        [vec!["overlaps"], vec!["overlaps"], vec!["overlaps"], vec![]]
    );
    assert_eq!(
        day["totals"],
        json!({"n": 4, "minutes": 270, "n_logged": 4, "n_returned": 0,
                                     "n_acknowledged": 0})
    );
    // Withdrawn, it overlaps with nothing.
    office.delete(SITI, 4, "\"1\"").await;
    let path = format!("/activities/{}", id(1));
    assert_eq!(warned(&office.get(SITI, &path).await.body), [""; 0]);
}

#[tokio::test]
async fn what_overlaps_over_midnight_or_with_a_clock_is_told() {
    let office = Office::open().await;
    let mut night = span("2026-11-23", "22:00", "23:00");
    night["finished_at"] = json!("2026-11-24T02:00:00+07:00");
    office.put(SITI, 1, None, &night).await;
    let early = office
        .put(SITI, 2, None, &span("2026-11-24", "01:00", "03:00"))
        .await;
    assert_eq!(warned(&early.body), ["overlaps"]);
    office
        .put(SITI, 3, None, &span("2026-11-25", "09:00", "09:59"))
        .await;
    let mut clock = live();
    clock["started_at"] = json!("2026-11-25T09:30:00+07:00");
    let clock = office.put(SITI, 4, None, &clock).await;
    assert_eq!(warned(&clock.body), ["overlaps"]);
}

#[tokio::test]
async fn a_day_has_24_hours_and_one_of_more_than_16_is_told() {
    let office = Office::open().await;
    office.put(SITI, 1, None, &minutes("2026-11-24", 960)).await;
    let path = format!("/activities/{}", id(1));
    assert_eq!(warned(&office.get(SITI, &path).await.body), [""; 0]);
    let more = office.put(SITI, 2, None, &minutes("2026-11-24", 480)).await;
    assert_eq!(
        (more.status, warned(&more.body)),
        (StatusCode::CREATED, vec!["long_day"])
    );
    let beyond = office.put(SITI, 3, None, &minutes("2026-11-24", 1)).await;
    assert_eq!(
        (beyond.status, &beyond.body["code"]),
        (StatusCode::CONFLICT, &json!("day_too_long"))
    );
    // Nor by a change, be it of the length or of the day.
    office.put(SITI, 3, None, &minutes("2026-11-23", 1)).await;
    let longer = office
        .put(SITI, 2, Some("\"1\""), &minutes("2026-11-24", 481))
        .await;
    assert_eq!(longer.body["code"], "day_too_long");
    let moved = office
        .put(SITI, 3, Some("\"1\""), &minutes("2026-11-24", 1))
        .await;
    assert_eq!(moved.body["code"], "day_too_long");
    office.delete(SITI, 1, "\"1\"").await;
    let moved = office
        .put(SITI, 3, Some("\"1\""), &minutes("2026-11-24", 1))
        .await;
    assert_eq!(moved.status, StatusCode::OK);
}

#[tokio::test]
async fn a_day_has_a_hundred_activities_at_most() {
    let office = Office::open().await;
    for n in 1..=100 {
        let kept = office.put(SITI, n, None, &minutes("2026-11-24", 1)).await;
        assert_eq!(kept.status, StatusCode::CREATED);
    }
    let beyond = office.put(SITI, 101, None, &minutes("2026-11-24", 1)).await;
    assert_eq!(
        (beyond.status, &beyond.body["code"]),
        (StatusCode::CONFLICT, &json!("day_is_full"))
    );
}

#[tokio::test]
async fn nobody_fills_a_day_by_entering_and_taking_back() {
    let office = Office::open().await;
    let fill = "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n
            WHERE value < 299)
        INSERT INTO activity (id, person_id, state, day, zone, title, is_live, minutes, worked_ms,
            tags, uploads, logged_at, version, changed_at, changed_by)
        SELECT 'a' || value, ?1, 'withdrawn', '2026-11-24', 'Asia/Jakarta', 'x', 0, 0, 0, '[]',
            '[]', 1, 1, 1, ?1 FROM n";
    // As if each had been taken back before the next: the sums of a day leave those out.
    let counts = "DROP TRIGGER activity_adds";
    office.db.run(counts, params![]).await.unwrap();
    office.db.run(fill, params![SITI]).await.unwrap();
    let last = office.put(SITI, 1, None, &minutes("2026-11-24", 1)).await;
    assert_eq!(last.status, StatusCode::CREATED);
    let beyond = office.put(SITI, 2, None, &minutes("2026-11-24", 1)).await;
    assert_eq!(beyond.body["code"], "day_is_full", "{:?}", beyond.body);
    office.put(SITI, 3, None, &minutes("2026-11-23", 1)).await;
    let moved = minutes("2026-11-24", 1);
    let moved = office.put(SITI, 3, Some("\"1\""), &moved).await;
    assert_eq!(moved.body["code"], "day_is_full", "{:?}", moved.body);
}

#[tokio::test]
async fn the_future_and_what_is_too_long_ago_are_refused() {
    let office = Office::open().await;
    for (day, pointer, code) in [
        ("2026-11-26", "/day", "in_future"),
        // Without a rule: a month, and the period of October has locked.
        ("2026-10-24", "", "period_locked"),
    ] {
        let told = office.put(SITI, 1, None, &minutes(day, 60)).await;
        if pointer.is_empty() {
            assert_eq!(told.body["code"], code);
        } else {
            let fault = &told.body["errors"][0];
            assert_eq!(
                (&fault["pointer"], &fault["code"]),
                (&json!(pointer), &json!(code))
            );
        }
    }
    let kept = office.put(SITI, 1, None, &minutes("2026-11-01", 60)).await;
    assert_eq!(kept.status, StatusCode::CREATED);
}
