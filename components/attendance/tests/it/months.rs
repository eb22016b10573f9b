//! Days and months as a person sees them, and what a late change does to them.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::journal;
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, claimed, id};

/// Clocks in and out on a day by claims, which must be of the last 72 hours.
async fn work(office: &Office, n: u32, day: &str, hours: [&str; 2]) {
    for (n, direction, time) in [(n, "in", hours[0]), (n + 1, "out", hours[1])] {
        let claim = format!("{day}T{time}:00+07:00");
        let answer = office
            .put(SITI, &id(n), &claimed(direction, Some(&claim)))
            .await;
        assert_eq!(answer.status, StatusCode::CREATED);
    }
}

fn of_day(month: &Value, nth: usize) -> &Value {
    &month["days"][nth - 1]
}

#[tokio::test]
async fn my_month_tells_each_day_with_its_reasons_in_my_language() {
    let office = Office::with_rules().await;
    // From the 25th at 07:30 to 17:00.
    office.pass(570);
    work(&office, 1, "2026-11-24", ["07:42", "16:00"]).await;
    work(&office, 3, "2026-11-25", ["07:30", "16:30"]).await;
    let month = office.get(SITI, "/months/2026-11").await;
    assert_eq!(month.status, StatusCode::OK);
    let month = month.body;
    assert_eq!(
        (&month["month"], &month["zone"]),
        (&json!("2026-11"), &json!("Asia/Jakarta"))
    );
    assert_eq!(month["days"].as_array().map(Vec::len), Some(30));
    let late = of_day(&month, 24);
    assert_eq!(
        (&late["status"], &late["late_min"]),
        (&json!("present"), &json!(12))
    );
    assert_eq!(late["first_in"], "2026-11-24T07:42:00.000+07:00");
    let told: Vec<_> = late["explanations"].as_array().unwrap().iter().collect();
    let of_late = told.iter().find(|one| one["explains"] == "late").unwrap();
    let words = "Terlambat 12 menit: masuk 07.42, jadwal Jam kerja ASN versi 1";
    assert!(
        of_late["text"].as_str().unwrap().starts_with(words),
        "{of_late}"
    );
    assert_eq!(of_day(&month, 25)["surplus_min"], 30);
    assert_eq!(of_day(&month, 26)["status"], "provisional");
    assert_eq!(of_day(&month, 28)["status"], "off");
    // Before the first punch nobody knows whether she worked here.
    assert_eq!(of_day(&month, 12)["status"], "unjudged");
    assert_eq!(month["totals"]["worked_min"], 438 + 480);
    assert_eq!(month["totals"]["required_min"], 900);
    assert_eq!(office.get(SITI, "/months/current").await.body, month);
    let day = office.get(SITI, "/days/2026-11-24").await.body;
    assert_eq!(&day["duty"], late);
    // Somebody else's month is their own.
    let other = office.get(BUDI, "/months/2026-11").await.body;
    assert_eq!(other["totals"]["worked_min"], 0);
}

#[tokio::test]
async fn months_that_are_none_are_told_and_the_first_and_last_ones_answer() {
    let office = Office::with_rules().await;
    for bad in [
        "2026-13",
        "2026-1",
        "26-01",
        "today",
        "1999-12",
        "2100-01",
        "2026-11-01",
        "x",
    ] {
        let answer = office.get(SITI, &format!("/months/{bad}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        assert_eq!(answer.body["errors"][0]["code"], "not_a_month");
    }
    let answer = office.get(SITI, "/months/2026-11?zone=WIB").await;
    assert_eq!(answer.body["errors"][0]["pointer"], "?zone");
    for good in ["2000-01", "2028-02", "2099-12"] {
        assert_eq!(
            office.get(SITI, &format!("/months/{good}")).await.status,
            StatusCode::OK
        );
    }
}

#[tokio::test]
async fn an_empty_day_becomes_an_absence_only_when_nothing_can_come_any_more() {
    let office = Office::with_rules().await;
    work(&office, 1, "2026-11-23", ["07:30", "16:00"]).await;
    let status = async |day: usize| {
        let month = office.get(SITI, "/months/2026-11").await.body;
        of_day(&month, day)["status"].clone()
    };
    assert_eq!(status(24).await, "provisional");
    // To 07:30 on the 28th; the 24th is complete at 18:00.
    office.clock.advance(Duration::from_hours(72));
    assert_eq!(status(24).await, "provisional");
    // One of the 25th, tapped without a network, arrives within its 72 hours.
    work(&office, 3, "2026-11-25", ["07:30", "16:00"]).await;
    office.clock.advance(Duration::from_hours(24));
    assert_eq!(status(24).await, "absent");
    assert_eq!(status(25).await, "present");
}

#[tokio::test]
async fn a_holiday_added_after_the_day_has_passed_takes_the_absence_away_and_leaves_a_trace() {
    let office = Office::with_rules().await;
    work(&office, 1, "2026-11-23", ["07:30", "16:00"]).await;
    office.clock.advance(Duration::from_hours(24 * 7));
    let before = office.get(SITI, "/days/2026-11-24").await.body;
    assert_eq!(before["duty"]["status"], "absent");
    let form = json!({"day": "2026-11-24", "kind": "joint_leave", "name": "Hari pencoblosan",
                      "source": "Keppres 14/2026"});
    let path = format!("/calendar-days/{}", id(77));
    let keeper = (BUDI, Role::Personnel);
    let added = office.send((Method::PUT, &path), keeper, None, &form).await;
    assert_eq!(added.status, StatusCode::CREATED);
    let after = office.get(SITI, "/days/2026-11-24").await.body;
    assert_eq!(after["duty"]["status"], "holiday");
    let why = &after["duty"]["explanations"][0]["text"];
    assert_eq!(
        why,
        "Libur: Hari pencoblosan, kalender versi 1 (Keppres 14/2026)."
    );
    let entries = journal::after(&*office.db, 0, 500).await.unwrap();
    let last = entries.last().unwrap();
    assert_eq!(
        (last.kind.as_str(), last.actor.as_str()),
        ("attendance.rule.created", BUDI)
    );
    assert_eq!(last.new["name"], "Hari pencoblosan");
    // Taken back, the day is what it was; the journal holds both.
    let gone = office
        .send((Method::DELETE, &path), keeper, Some("\"1\""), &Value::Null)
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let again = office.get(SITI, "/days/2026-11-24").await.body;
    assert_eq!(again, before);
    let entries = journal::after(&*office.db, 0, 500).await.unwrap();
    let last = entries.last().unwrap();
    assert_eq!(
        (last.kind.as_str(), last.actor.as_str()),
        ("attendance.rule.changed", BUDI)
    );
    assert!(last.old.as_ref().unwrap()["withdrawn_at"].is_null());
}

#[tokio::test]
async fn without_any_rule_nothing_is_judged() {
    let office = Office::open().await;
    office.put(SITI, &id(1), &claimed("in", None)).await;
    let day = office.get(SITI, "/days/today").await.body;
    assert_eq!(
        (&day["duty"]["status"], &day["duty"]["late_min"]),
        (&json!("present"), &json!(0))
    );
    let day = office.get(SITI, "/days/2026-11-20").await.body;
    assert_eq!(day["duty"]["status"], "unjudged");
}

#[tokio::test]
async fn a_person_who_was_never_here_is_absent_on_no_day() {
    let office = Office::with_rules().await;
    let month = office.get(SITI, "/months/2026-10").await.body;
    let days = month["days"].as_array().unwrap();
    assert!(days.iter().all(|day| day["status"] != "absent"));
}

#[tokio::test]
async fn with_more_punches_than_are_read_nobody_is_absent_behind_them() {
    let office = Office::with_rules().await;
    let now = 1_795_566_600_000_i64;
    let old = now - 40 * 86_400_000;
    // Four thousand on one day of October, straight into the table.
    let statement = "INSERT INTO punch (id, person_id, direction, work_mode, zone, day,
            received_at, counted_at, changed_at, changed_by)
        SELECT 'p' || value, ?1, 'in', 'home', 'Asia/Jakarta', '2026-10-02', ?2, ?2, ?2, ?1
        FROM (WITH RECURSIVE n(value) AS
            (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 4100) SELECT value FROM n)";
    let ids = statement.replace(
        "'p' || value",
        "printf('0193a5b0-7c1e-7000-8000-%012x', value)",
    );
    office
        .db
        .run(&ids, ngantor_db::params![SITI, old])
        .await
        .unwrap();
    let month = office.get(SITI, "/months/2026-10").await.body;
    assert_eq!(of_day(&month, 20)["status"], "provisional");
}
