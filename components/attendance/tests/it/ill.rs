//! Who falls ill on a day that was planned otherwise.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::leave::{approved, duty, leave, office};
use crate::office::Office;
use crate::requests::{ME, ask};

fn plan() -> Value {
    json!({"kind": "flexible_work", "reason": "Menulis.", "flexible_work": {
           "way": "location", "place": "home", "plan": "Bab dua.",
           "days": ["2026-12-01", "2026-12-02", "2026-12-03"]}})
}

fn travel() -> Value {
    json!({"kind": "duty_travel", "reason": "Supervisi.", "duty_travel": {
        "starts_on": "2026-12-01", "ends_on": "2026-12-03", "destination": "Sorong",
        "order": "ST 12/2026"}})
}

/// Until the data of December's first days is in.
fn pass(office: &Office) {
    office.clock.advance(Duration::from_hours(24 * 20));
}

#[tokio::test]
async fn who_falls_ill_on_a_planned_day_asks_for_leave_and_is_not_absent() {
    for (planned, around) in [(plan(), "absent"), (travel(), "duty_travel")] {
        let office = office().await;
        approved(&office, 10, &planned).await;
        office.clock.advance(Duration::from_hours(24 * 7));
        approved(&office, 11, &leave("sick", "2026-12-02", "2026-12-02")).await;
        pass(&office);
        for (day, status) in [
            ("2026-12-01", around),
            ("2026-12-02", "leave"),
            ("2026-12-03", around),
        ] {
            assert_eq!(duty(&office, day).await["status"], status, "{day}");
        }
    }
}

#[tokio::test]
async fn a_day_of_leave_is_not_planned_otherwise_and_asked_for_once() {
    let office = office().await;
    approved(&office, 10, &leave("annual", "2026-12-02", "2026-12-02")).await;
    for (n, body) in [
        (11, plan()),
        (12, travel()),
        (13, leave("sick", "2026-12-02", "2026-12-02")),
    ] {
        let asked = ask(&office, n, ME, &body).await;
        assert_eq!(asked.status, StatusCode::CONFLICT, "{body}");
        assert_eq!(asked.body["code"], "request_overlaps", "{body}");
    }
}
