//! Leave: which days count, what is left of a year, and the day of duty that it makes.

use axum::http::{Method, StatusCode};
use ngantor_db::params;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};
use std::time::Duration;

use crate::office::{Office, SITI, id};
use crate::requests::{KEEPER, ME, act, ask, decide};

pub fn leave(code: &str, starts_on: &str, ends_on: &str) -> Value {
    json!({"kind": "leave", "reason": "Keperluan keluarga.",
           "leave": {"type": code, "starts_on": starts_on, "ends_on": ends_on}})
}

fn half(day: &str, half: &str) -> Value {
    json!({"kind": "leave", "reason": "Ke bank.",
           "leave": {"type": "annual", "starts_on": day, "ends_on": day, "half": half}})
}

/// A punch of Siti's that was received before the office opened for the test.
pub async fn punched(office: &Office, n: u32, direction: &str, at: &str) {
    let at: chrono::DateTime<chrono::FixedOffset> = at.parse().unwrap();
    let statement = "INSERT INTO punch (id, person_id, direction, work_mode, zone, day,
            received_at, counted_at, changed_at, changed_by)
        VALUES (?1, ?2, ?3, 'office', 'Asia/Jakarta', ?4, ?5, ?5, ?5, ?2)";
    let (day, at_ms) = (at.date_naive().to_string(), at.timestamp_millis());
    let parameters = params![id(n), SITI, direction, day, at_ms];
    office.db.run(statement, parameters).await.unwrap();
}

/// Siti is here since January 2025; it is the 25th of November 2026, 07:30.
pub async fn office() -> Office {
    let office = Office::with_rules().await;
    punched(&office, 1, "in", "2025-01-02T07:30:00+07:00").await;
    office
}

pub async fn keep(office: &Office, path: &str, n: u32, body: &Value) {
    let path = format!("/{path}/{}", id(n));
    let answer = office.send((Method::PUT, &path), KEEPER, None, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
}

pub async fn annual(office: &Office, year: i32) -> Value {
    let path = format!("/leave-balances/{year}");
    let body = office.get(SITI, &path).await.body;
    let types = body["types"].as_array().unwrap();
    types
        .iter()
        .find(|one| one["type"] == "annual")
        .unwrap()
        .clone()
}

pub async fn approved(office: &Office, n: u32, body: &Value) -> Answer {
    let asked = ask(office, n, ME, body).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
    let done = decide(office, n, KEEPER, "approved").await;
    assert_eq!(done.status, StatusCode::OK, "{:?}", done.body);
    asked
}

pub async fn duty(office: &Office, day: &str) -> Value {
    office.get(SITI, &format!("/days/{day}")).await.body["duty"].clone()
}

/// With half days, as an agency may allow them.
async fn allow_half_days(office: &Office) {
    let terms = json!({"code": "annual", "counts": "work_days", "entitled_days": 12,
                       "carried_to_days": 18, "half_days": true});
    let form = json!({"name": "Cuti tahunan", "source": "SK 3/2026", "starts_on": "2026-01-01",
                      "terms": terms});
    keep(office, "leave-types", 70, &form).await;
}

#[tokio::test]
async fn leave_counts_days_of_work_and_no_weekend_and_no_holiday() {
    let office = office().await;
    // Wednesday to the next Monday, with cuti bersama, Christmas and a weekend between.
    let asked = approved(&office, 10, &leave("annual", "2026-12-23", "2026-12-28")).await;
    assert_eq!(asked.body["counts"], json!([{"year": 2026, "days": 2}]));
    let balance = annual(&office, 2026).await;
    assert_eq!(
        (&balance["used_days"], &balance["asked_days"]),
        (&json!(2), &json!(0))
    );
    for (day, status) in [
        ("2026-12-23", "leave"),
        ("2026-12-24", "holiday"),
        ("2026-12-25", "holiday"),
        ("2026-12-26", "off"),
        ("2026-12-28", "leave"),
        ("2026-12-29", "provisional"),
    ] {
        assert_eq!(duty(&office, day).await["status"], status, "{day}");
    }
    let free = ask(
        &office,
        11,
        ME,
        &leave("annual", "2026-12-25", "2026-12-27"),
    )
    .await;
    assert_eq!(free.body["errors"][0]["code"], "only_free_days");
}

#[tokio::test]
async fn half_a_day_next_to_a_holiday_is_half_a_day() {
    let office = office().await;
    allow_half_days(&office).await;
    // Wednesday; cuti bersama and Christmas follow.
    let asked = approved(&office, 10, &half("2026-12-23", "afternoon")).await;
    assert_eq!(asked.body["counts"], json!([{"year": 2026, "days": 0.5}]));
    assert_eq!(annual(&office, 2026).await["left_days"], 17.5);
    // Of 450 minutes 225 are left: from 07:30 to 11:15.
    punched(&office, 2, "in", "2026-12-23T07:30:00+07:00").await;
    punched(&office, 3, "out", "2026-12-23T11:15:00+07:00").await;
    office.clock.advance(Duration::from_hours(24 * 35));
    let day = duty(&office, "2026-12-23").await;
    assert_eq!(
        (&day["status"], &day["required_min"]),
        (&json!("present"), &json!(225))
    );
    assert_eq!(
        (&day["early_min"], &day["short_min"]),
        (&json!(0), &json!(0))
    );
    for free in ["2026-12-24", "2026-12-25"] {
        assert_eq!(duty(&office, free).await["status"], "holiday");
    }
    // The holiday itself cannot be half a day of leave.
    let refused = ask(&office, 11, ME, &half("2026-12-24", "morning")).await;
    assert_eq!(refused.body["errors"][0]["code"], "only_free_days");
}

#[tokio::test]
async fn the_other_half_without_a_record_is_short_and_not_absent() {
    let office = office().await;
    allow_half_days(&office).await;
    approved(&office, 10, &half("2026-12-01", "morning")).await;
    // The same half again overlaps, the other one does not.
    let twice = ask(&office, 11, ME, &half("2026-12-01", "morning")).await;
    assert_eq!(twice.body["code"], "request_overlaps");
    office.clock.advance(Duration::from_hours(24 * 20));
    let day = duty(&office, "2026-12-01").await;
    assert_eq!(
        (&day["status"], &day["short_min"]),
        (&json!("leave"), &json!(225))
    );
    approved(&office, 12, &half("2026-12-01", "afternoon")).await;
    let day = duty(&office, "2026-12-01").await;
    assert_eq!(
        (&day["status"], &day["short_min"]),
        (&json!("leave"), &json!(0))
    );
    assert_eq!(annual(&office, 2026).await["used_days"], 1);
}

#[tokio::test]
async fn half_days_are_refused_where_the_type_does_not_have_them() {
    let office = office().await;
    let refused = ask(&office, 10, ME, &half("2026-12-01", "morning")).await;
    assert_eq!(refused.body["errors"][0]["code"], "no_half_days");
    let none = ask(
        &office,
        10,
        ME,
        &leave("sabbatical", "2026-12-01", "2026-12-01"),
    )
    .await;
    assert_eq!(none.body["errors"][0]["code"], "no_leave_type");
    let long = leave("important_reason", "2026-12-01", "2027-01-01");
    let long = ask(&office, 10, ME, &long).await;
    assert_eq!(long.body["errors"][0]["code"], "too_long");
    let fits = leave("important_reason", "2026-12-01", "2026-12-31");
    assert_eq!(
        ask(&office, 10, ME, &fits).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn evidence_is_asked_for_where_the_type_says_so() {
    let office = office().await;
    let form = json!({"name": "Cuti sakit", "source": "SK 4/2026", "starts_on": "2026-01-01",
        "terms": {"code": "sick", "counts": "calendar_days", "evidence_from_days": 2}});
    keep(&office, "leave-types", 72, &form).await;
    let mut body = leave("sick", "2026-11-25", "2026-11-26");
    let refused = ask(&office, 10, ME, &body).await;
    assert_eq!(
        refused.body["errors"][0]["pointer"], "/evidence",
        "{:?}",
        refused.body
    );
    body["evidence"] = json!("Surat dokter 12/2026");
    assert_eq!(
        ask(&office, 10, ME, &body).await.status,
        StatusCode::CREATED
    );
    let one = leave("sick", "2026-12-01", "2026-12-01");
    assert_eq!(ask(&office, 11, ME, &one).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn approved_leave_is_withdrawn_before_it_begins_and_revoked_after() {
    let office = office().await;
    approved(&office, 10, &leave("annual", "2026-11-30", "2026-12-02")).await;
    approved(&office, 11, &leave("annual", "2026-12-07", "2026-12-08")).await;
    let none = json!({});
    let done = act(&office, (10, "withdrawal"), ME, "\"2\"", &none).await;
    assert_eq!(done.body["state"], "withdrawn", "{:?}", done.body);
    assert_eq!(annual(&office, 2026).await["used_days"], 2);
    office.clock.advance(Duration::from_hours(24 * 12));
    let late = act(&office, (11, "withdrawal"), ME, "\"2\"", &none).await;
    assert_eq!(late.body["code"], "began_already");
    let own = act(
        &office,
        (11, "revocation"),
        ME,
        "\"2\"",
        &json!({"note": "x"}),
    )
    .await;
    assert_eq!(own.body["code"], "own_request");
    let bare = act(&office, (11, "revocation"), KEEPER, "\"2\"", &none).await;
    assert_eq!(bare.body["errors"][0]["pointer"], "/note");
    let called = json!({"note": "Dipanggil kembali."});
    let done = act(&office, (11, "revocation"), KEEPER, "\"2\"", &called).await;
    assert_eq!(
        done.body["ended"]["note"], "Dipanggil kembali.",
        "{:?}",
        done.body
    );
    assert_eq!(annual(&office, 2026).await["used_days"], 0);
}
