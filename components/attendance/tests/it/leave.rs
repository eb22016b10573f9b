//! Leave: which days count, what is left of a year, and the day of duty that it makes.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};
use std::time::Duration;

use crate::office::{Office, SITI, id};
use crate::requests::{KEEPER, ME, act, ask, decide};

fn leave(code: &str, starts_on: &str, ends_on: &str) -> Value {
    json!({"kind": "leave", "reason": "Keperluan keluarga.",
           "leave": {"type": code, "starts_on": starts_on, "ends_on": ends_on}})
}

fn half(day: &str, half: &str) -> Value {
    json!({"kind": "leave", "reason": "Ke bank.",
           "leave": {"type": "annual", "starts_on": day, "ends_on": day, "half": half}})
}

/// A punch of Siti's that was received before the office opened for the test.
async fn punched(office: &Office, n: u32, direction: &str, at: &str) {
    let at: chrono::DateTime<chrono::FixedOffset> = at.parse().unwrap();
    let statement = "INSERT INTO punch (id, person_id, direction, work_mode, zone, day,
            received_at, counted_at, changed_at, changed_by)
        VALUES (?1, ?2, ?3, 'office', 'Asia/Jakarta', ?4, ?5, ?5, ?5, ?2)";
    let (day, at_ms) = (at.date_naive().to_string(), at.timestamp_millis());
    let parameters = params![id(n), SITI, direction, day, at_ms];
    office.db.run(statement, parameters).await.unwrap();
}

/// Siti is here since January 2025; it is the 25th of November 2026, 07:30.
async fn office() -> Office {
    let office = Office::with_rules().await;
    punched(&office, 1, "in", "2025-01-02T07:30:00+07:00").await;
    office
}

async fn keep(office: &Office, path: &str, n: u32, body: &Value) {
    let path = format!("/{path}/{}", id(n));
    let answer = office.send((Method::PUT, &path), KEEPER, None, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
}

async fn annual(office: &Office, year: i32) -> Value {
    let path = format!("/leave-balances/{year}");
    let body = office.get(SITI, &path).await.body;
    let types = body["types"].as_array().unwrap();
    types
        .iter()
        .find(|one| one["type"] == "annual")
        .unwrap()
        .clone()
}

async fn approved(office: &Office, n: u32, body: &Value) -> Answer {
    let asked = ask(office, n, ME, body).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
    let done = decide(office, n, KEEPER, "approved").await;
    assert_eq!(done.status, StatusCode::OK, "{:?}", done.body);
    asked
}

async fn duty(office: &Office, day: &str) -> Value {
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
async fn a_year_has_what_it_gives_and_what_was_left_up_to_eighteen() {
    let office = office().await;
    let balance = annual(&office, 2026).await;
    // Nothing of 2025 was used: six of twelve come along.
    let figures = ["entitled_days", "carried_days", "left_days"].map(|name| &balance[name]);
    assert_eq!(figures, [&json!(12), &json!(6), &json!(18)]);
    let texts: Vec<_> = balance["explanations"].as_array().unwrap().iter().collect();
    let carried = texts
        .iter()
        .find(|one| one["explains"] == "carried")
        .unwrap();
    let told = "6 hari dibawa dari 2025, sehingga seluruhnya paling banyak 18 hari.";
    assert_eq!(carried["text"], told);
    // 2024 is not known: nothing is guessed.
    let balance = annual(&office, 2025).await;
    assert_eq!(
        (&balance["carried_days"], &balance["left_days"]),
        (&json!(0), &json!(12))
    );
}

#[tokio::test]
async fn leave_across_the_end_of_a_year_is_taken_from_both_with_the_cap_of_eighteen() {
    let office = office().await;
    // 2026: 18, of which eight are used. 28 December to 8 January: four days and six.
    approved(&office, 10, &leave("annual", "2026-11-30", "2026-12-09")).await;
    let asked = approved(&office, 11, &leave("annual", "2026-12-28", "2027-01-08")).await;
    let years = json!([{"year": 2026, "days": 4}, {"year": 2027, "days": 6}]);
    assert_eq!(asked.body["counts"], years);
    let old = annual(&office, 2026).await;
    assert_eq!(
        (&old["used_days"], &old["left_days"]),
        (&json!(12), &json!(6))
    );
    let new = annual(&office, 2027).await;
    // Six are left and fit under the cap; without what was used in January eighteen.
    assert_eq!(
        (&new["carried_days"], &new["used_days"]),
        (&json!(6), &json!(6))
    );
    assert_eq!(new["left_days"], 12);
    // Six more days of 2026 would take what 2027 was carried: still fine; seven are not there.
    let much = ask(
        &office,
        12,
        ME,
        &leave("annual", "2026-12-10", "2026-12-18"),
    )
    .await;
    assert_eq!(
        much.body["errors"][0]["code"], "balance_exceeded",
        "{:?}",
        much.body
    );
}

#[tokio::test]
async fn the_cap_cuts_what_is_carried_and_not_what_was_used() {
    let office = office().await;
    let left = annual(&office, 2027).await;
    assert_eq!(
        (&left["carried_days"], &left["left_days"]),
        (&json!(6), &json!(18))
    );
    // Personnel know what was used before the system began.
    let form = json!({"name": "Sisa cuti 2025", "source": "Kartu cuti", "type": "annual",
                      "person_id": SITI, "day": "2026-01-01", "days": -15});
    keep(&office, "leave-adjustments", 60, &form).await;
    let less = annual(&office, 2026).await;
    assert_eq!(
        (&less["adjusted_days"], &less["left_days"]),
        (&json!(-15), &json!(3))
    );
    assert_eq!(annual(&office, 2027).await["carried_days"], 3);
}

#[tokio::test]
async fn cuti_bersama_worked_is_credited_and_explained() {
    let office = office().await;
    punched(&office, 2, "in", "2026-05-15T08:00:00+07:00").await;
    punched(&office, 3, "out", "2026-05-15T12:00:00+07:00").await;
    let balance = annual(&office, 2026).await;
    assert_eq!(
        (&balance["credited_days"], &balance["left_days"]),
        (&json!(1), &json!(19))
    );
    let all = balance["explanations"].as_array().unwrap();
    let credited = all
        .iter()
        .find(|one| one["explains"] == "credited")
        .unwrap();
    let told = "1 hari ditambahkan karena bekerja pada cuti bersama: 15 Mei 2026.";
    assert_eq!(credited["text"], told);
    // A holiday that is worked is none of it.
    punched(&office, 4, "in", "2026-05-27T08:00:00+07:00").await;
    punched(&office, 5, "out", "2026-05-27T12:00:00+07:00").await;
    assert_eq!(annual(&office, 2026).await["credited_days"], 1);
}

#[tokio::test]
async fn a_decree_that_comes_after_the_day_gives_the_day_back() {
    let office = office().await;
    approved(&office, 10, &leave("annual", "2026-11-30", "2026-12-04")).await;
    office.clock.advance(Duration::from_hours(24 * 20));
    assert_eq!(annual(&office, 2026).await["used_days"], 5);
    assert_eq!(duty(&office, "2026-12-02").await["status"], "leave");
    let form = json!({"day": "2026-12-02", "kind": "joint_leave", "name": "Cuti bersama tambahan",
                      "source": "SKB perubahan 2026"});
    keep(&office, "calendar-days", 71, &form).await;
    assert_eq!(annual(&office, 2026).await["used_days"], 4);
    assert_eq!(duty(&office, "2026-12-02").await["status"], "holiday");
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
async fn two_requests_at_once_never_take_more_than_is_left() {
    let office = office().await;
    approved(&office, 10, &leave("annual", "2026-11-30", "2026-12-15")).await;
    assert_eq!(annual(&office, 2026).await["left_days"], 6);
    let (a, b) = (
        leave("annual", "2026-12-16", "2026-12-21"),
        leave("annual", "2026-12-22", "2026-12-31"),
    );
    let (one, other) = tokio::join!(ask(&office, 11, ME, &a), ask(&office, 12, ME, &b));
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!(
        statuses,
        [StatusCode::CREATED, StatusCode::UNPROCESSABLE_ENTITY]
    );
}

#[tokio::test]
async fn what_no_longer_fits_is_not_approved() {
    let office = office().await;
    ask(
        &office,
        10,
        ME,
        &leave("annual", "2026-11-30", "2026-12-15"),
    )
    .await;
    let form = json!({"name": "Cuti besar", "source": "SK 8", "type": "annual",
                      "person_id": SITI, "day": "2026-06-01", "days": -10});
    keep(&office, "leave-adjustments", 60, &form).await;
    let refused = decide(&office, 10, KEEPER, "approved").await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (StatusCode::CONFLICT, &json!("no_longer_fits"))
    );
    assert_eq!(refused.body["errors"][0]["code"], "balance_exceeded");
    assert_eq!(
        decide(&office, 10, KEEPER, "declined").await.status,
        StatusCode::OK
    );
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

#[tokio::test]
async fn another_ones_balance_and_adjustments_are_not_there() {
    let office = office().await;
    let form = json!({"name": "Sisa", "source": "Kartu", "type": "annual", "person_id": SITI,
                      "day": "2026-01-01", "days": 1.5});
    keep(&office, "leave-adjustments", 60, &form).await;
    let other = (crate::office::BUDI, Role::Employee);
    for path in [
        format!("/leave-balances/2026?person_id={SITI}"),
        format!("/leave-adjustments/{}", id(60)),
    ] {
        let seen = office
            .send((Method::GET, &path), other, None, &Value::Null)
            .await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
        let auditor = (crate::office::BUDI, Role::Auditor);
        let seen = office
            .send((Method::GET, &path), auditor, None, &Value::Null)
            .await;
        assert_eq!(seen.status, StatusCode::OK, "{path}");
    }
    let own = office
        .get(SITI, &format!("/leave-adjustments/{}", id(60)))
        .await;
    assert_eq!(own.body["days"], 1.5);
    assert_eq!(annual(&office, 2026).await["adjusted_days"], 1.5);
    let wrong = office.get(SITI, "/leave-balances/26").await;
    assert_eq!(wrong.body["errors"][0]["code"], "not_a_year");
    let now = office.get(SITI, "/leave-balances/current").await;
    assert_eq!(now.body["year"], 2026);
}
