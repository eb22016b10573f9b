//! Days that are kept once everything is in: what becomes of them is an event.

use std::time::Duration;

use attendance::domain::judged::{Touched, touched};
use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::journal::{self, Entry};
use ngantor_db::params;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, claimed, id};
use crate::requests::{KEEPER, ME, act, ask, decide, missing};
use crate::week::date;

/// The shipped schedule.
const ASN: &str = "01985c00-0000-7000-8000-000000000001";

async fn tick(office: &Office) -> Answer {
    office.tick().await
}

/// Siti works on the 24th, and a week and a day go by.
async fn with_a_day() -> Office {
    let office = Office::with_rules().await;
    for (n, direction, time) in [(1, "in", "07:42"), (2, "out", "16:00")] {
        let claim = format!("2026-11-24T{time}:00+07:00");
        office
            .put(SITI, &id(n), &claimed(direction, Some(&claim)))
            .await;
    }
    office.clock.advance(Duration::from_hours(24 * 8));
    office
}

async fn events(office: &Office) -> Vec<Entry> {
    let all = journal::after(&*office.db, 0, 500).await.unwrap();
    let days = all
        .into_iter()
        .filter(|entry| entry.kind.contains("duty_day"));
    days.collect()
}

fn told(entry: &Entry) -> (&str, &str, &str) {
    let kind = entry.kind.rsplit('.').next().unwrap();
    let text = |name: &str| entry.new[name].as_str().unwrap();
    (kind, text("day"), text("status"))
}

#[tokio::test]
async fn a_tick_keeps_the_days_that_are_complete_and_another_one_changes_nothing() {
    let office = with_a_day().await;
    let done = tick(&office).await;
    assert_eq!(done.body["is_more"], false);
    let found = events(&office).await;
    // Complete up to the 26th: it is the 3rd of December. The 23rd was before her first day.
    let told: Vec<_> = found.iter().map(told).collect();
    assert_eq!(
        told,
        [
            ("created", "2026-11-24", "present"),
            ("created", "2026-11-25", "absent"),
            ("created", "2026-11-26", "absent"),
        ]
    );
    assert_eq!(found[0].new["late_min"], 12);
    assert_eq!(found[0].actor, "attendance");
    let again = tick(&office).await;
    // The three days, and that the claims came late.
    assert_eq!(
        (&again.body["n_followed"], &again.body["n_days"]),
        (&json!(4), &json!(0))
    );
    assert_eq!(events(&office).await.len(), 3);
}

#[tokio::test]
async fn a_holiday_that_comes_late_changes_the_day_by_an_event_with_before_and_after() {
    let office = with_a_day().await;
    tick(&office).await;
    let form = json!({"day": "2026-11-25", "kind": "holiday", "name": "Pemilihan",
                      "source": "Keppres 14/2026"});
    let path = format!("/calendar-days/{}", id(77));
    office.send((Method::PUT, &path), KEEPER, None, &form).await;
    let done = tick(&office).await.body;
    // That day and no other.
    assert_eq!(done["n_days"], 1);
    let found = events(&office).await;
    let last = found.last().unwrap();
    assert_eq!(told(last), ("changed", "2026-11-25", "holiday"));
    assert_eq!(last.old.as_ref().unwrap()["status"], "absent");
    assert_eq!(found.len(), 4);
    // Taken back, it is what it was.
    office
        .send((Method::DELETE, &path), KEEPER, Some("\"1\""), &Value::Null)
        .await;
    tick(&office).await;
    assert_eq!(
        told(events(&office).await.last().unwrap()),
        ("changed", "2026-11-25", "absent")
    );
}

#[tokio::test]
async fn a_new_term_touches_the_days_from_its_date_and_a_name_none() {
    let office = with_a_day().await;
    tick(&office).await;
    let path = format!("/schedules/{ASN}");
    let mut schedule = office.get(SITI, &path).await.body;
    for field in ["id", "version"] {
        schedule.as_object_mut().unwrap().remove(field);
    }
    schedule["name"] = json!("Jam kerja");
    office
        .send((Method::PUT, &path), KEEPER, Some("\"1\""), &schedule)
        .await;
    assert_eq!(tick(&office).await.body["n_days"], 0);
    let free = json!({"kind": "dynamic", "days": [{"weekdays": ["sun"], "work_min": 60}]});
    let term = json!({"starts_on": "2026-11-26", "source": "SK 2", "hours": free});
    schedule["terms"].as_array_mut().unwrap().push(term);
    let put = office
        .send((Method::PUT, &path), KEEPER, Some("\"2\""), &schedule)
        .await;
    assert_eq!(put.status, StatusCode::OK, "{:?}", put.body);
    assert_eq!(tick(&office).await.body["n_days"], 1);
    let found = events(&office).await;
    assert_eq!(
        told(found.last().unwrap()),
        ("changed", "2026-11-26", "off")
    );
    assert_eq!(found.len(), 4);
}

#[tokio::test]
async fn what_is_asked_and_decided_changes_kept_days_as_events() {
    let office = with_a_day().await;
    tick(&office).await;
    let leave = json!({"kind": "leave", "reason": "Demam.", "leave": {"type": "sick",
                       "starts_on": "2026-11-25", "ends_on": "2026-11-26"}});
    ask(&office, 50, ME, &leave).await;
    tick(&office).await;
    let mut expected = vec![
        ("changed", "2026-11-25", "provisional"),
        ("changed", "2026-11-26", "provisional"),
    ];
    let after = |found: Vec<Entry>| found.into_iter().skip(3).collect::<Vec<_>>();
    let found = after(events(&office).await);
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), expected);
    decide(&office, 50, KEEPER, "approved").await;
    tick(&office).await;
    expected.extend([
        ("changed", "2026-11-25", "leave"),
        ("changed", "2026-11-26", "leave"),
    ]);
    let found = after(events(&office).await);
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), expected);
    let body = json!({"note": "Surat dokter palsu."});
    act(&office, (50, "revocation"), KEEPER, "\"2\"", &body).await;
    assert_eq!(tick(&office).await.body["n_days"], 2);
    let found = after(events(&office).await);
    assert_eq!(
        told(found.last().unwrap()),
        ("changed", "2026-11-26", "absent")
    );
    // A tick more finds nothing to do.
    assert_eq!(tick(&office).await.body["n_days"], 0);
}

#[tokio::test]
async fn an_approved_correction_recomputes_the_minutes_of_its_day_and_no_other() {
    let office = with_a_day().await;
    tick(&office).await;
    let came = missing("in", "2026-11-24T07:25:00+07:00");
    ask(&office, 50, ME, &came).await;
    decide(&office, 50, KEEPER, "approved").await;
    tick(&office).await;
    let found = events(&office).await;
    let last = found.last().unwrap();
    assert_eq!(
        (told(last), found.len()),
        (("changed", "2026-11-24", "present"), 4)
    );
    let late = |entry: &Value| entry["late_min"].clone();
    assert_eq!(
        (late(last.old.as_ref().unwrap()), late(&last.new)),
        (json!(12), json!(0))
    );
}

#[tokio::test]
async fn a_type_of_leave_or_a_cap_touches_no_day() {
    let office = with_a_day().await;
    tick(&office).await;
    let form = json!({"name": "Cuti belajar", "source": "SK 2", "starts_on": "2026-01-01",
                      "terms": {"code": "study", "counts": "calendar_days"}});
    let path = format!("/leave-types/{}", id(80));
    office.send((Method::PUT, &path), KEEPER, None, &form).await;
    assert_eq!(tick(&office).await.body["n_days"], 0);
}

#[tokio::test]
async fn two_ticks_at_once_make_each_event_once() {
    let office = with_a_day().await;
    let (one, other) = tokio::join!(tick(&office), tick(&office));
    assert_eq!((one.status, other.status), (StatusCode::OK, StatusCode::OK));
    tick(&office).await;
    assert_eq!(events(&office).await.len(), 3);
}

#[tokio::test]
async fn a_tick_is_bounded_and_says_that_there_is_more() {
    let office = Office::with_rules().await;
    for n in 0..25 {
        let person = id(1000 + n);
        office.put(&person, &id(n), &claimed("in", None)).await;
    }
    office.clock.advance(Duration::from_hours(24 * 8));
    let first = tick(&office).await.body;
    assert_eq!(first["is_more"], true);
    assert_eq!(tick(&office).await.body["is_more"], false);
    let people = office.db.run(
        "SELECT count(DISTINCT person_id) AS n FROM duty_day ORDER BY n LIMIT 1",
        params![],
    );
    assert_eq!(people.await.unwrap()[0].integer("n"), Ok(25));
}

#[tokio::test]
async fn one_person_who_cannot_be_judged_keeps_nobody_else_from_it() {
    let office = Office::with_rules().await;
    for (n, person) in [(1, SITI), (2, BUDI)] {
        office.put(person, &id(n), &claimed("in", None)).await;
    }
    // More rules of her own than anybody is judged by.
    let statement = "INSERT INTO rule (id, kind, name, source, starts_on, schedule_id, person_id,
            version, changed_at, changed_by)
        SELECT printf('0193a5b0-7c1e-7000-8000-%012x', 4096 + value), 'assignment', 'X', 'X',
            '2026-01-01', ?1, ?2, 1, 0, ?2
        FROM (WITH RECURSIVE n(value) AS
            (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 1001) SELECT value FROM n)";
    office.db.run(statement, params![ASN, SITI]).await.unwrap();
    office.clock.advance(Duration::from_hours(24 * 8));
    let done = tick(&office).await.body;
    assert_eq!((&done["n_failed"], &done["n_days"]), (&json!(1), &json!(3)));
    let day = office.get(SITI, "/days/2026-11-25").await;
    assert_eq!(day.status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn people_who_can_never_be_judged_keep_nobody_else_from_it_however_many_they_are() {
    let office = Office::with_rules().await;
    for n in 0..25 {
        let person = id(1000 + n);
        office.put(&person, &id(n), &claimed("in", None)).await;
    }
    // What is added to their leave cannot be read; of the rest it can, and they come later.
    let statement = "WITH RECURSIVE n(value) AS
            (SELECT 0 UNION ALL SELECT value + 1 FROM n WHERE value < 21)
        INSERT INTO rule (id, kind, name, source, starts_on, person_id, terms, version, changed_at,
            changed_by)
        SELECT printf('0193a5b0-7c1e-7000-8000-%012x', 4096 + value), 'leave_adjustment', 'X', 'X',
            '2026-01-01', printf('0193a5b0-7c1e-7000-8000-%012x', 1000 + value), '{}', 1, 0, 'x'
        FROM n";
    office.db.run(statement, params![]).await.unwrap();
    tick(&office).await;
    let later = "UPDATE judged SET until = date(until, '+1 day') WHERE person_id >= ?1";
    office.db.run(later, params![id(1022)]).await.unwrap();
    office.clock.advance(Duration::from_hours(24 * 8));
    let mut n_failed = Vec::new();
    for _ in 0..3 {
        n_failed.push(tick(&office).await.body["n_failed"].clone());
    }
    let people = office.db.run(
        "SELECT count(DISTINCT person_id) AS n FROM duty_day ORDER BY n LIMIT 1",
        params![],
    );
    assert_eq!(people.await.unwrap()[0].integer("n"), Ok(3), "{n_failed:?}");
    // Who failed is tried again, after everybody else.
    let mended = "UPDATE rule SET withdrawn_at = 1, version = 2 WHERE terms = '{}'";
    office.db.run(mended, params![]).await.unwrap();
    while tick(&office).await.body["is_more"] == true {}
    let left = office.db.run(
        "SELECT count(*) AS n FROM judged WHERE failed_at IS NOT NULL ORDER BY n LIMIT 1",
        params![],
    );
    assert_eq!(left.await.unwrap()[0].integer("n"), Ok(0));
}

#[tokio::test]
async fn only_machines_tick() {
    let office = Office::open().await;
    for role in [Role::Employee, Role::Personnel, Role::Administrator] {
        let answer = office
            .send((Method::POST, "/tick"), (SITI, role), None, &Value::Null)
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role:?}");
    }
}

#[test]
fn what_is_touched_is_decided_by_dates() {
    let touch = |is_punch: bool, person: &str, from: &str, until: &str| Touched {
        person_id: Some(person.to_owned()),
        is_punch,
        from: date(from),
        until: date(until),
    };
    let punch =
        json!({"day": "2026-12-01", "direction": "in", "person_id": SITI, "double_of": null});
    let found = touched("attendance.punch.created", None, &punch);
    assert_eq!(found, [touch(true, SITI, "2026-11-30", "2026-12-02")]);
    let double =
        json!({"day": "2026-12-01", "direction": "in", "person_id": SITI, "double_of": id(1)});
    assert_eq!(touched("attendance.punch.created", None, &double), []);
    let rule = |starts_on: &str, ends_on: Option<&str>, person: Option<&str>| {
        json!({"kind": "assignment", "starts_on": starts_on, "ends_on": ends_on,
               "person_id": person, "withdrawn_at": null})
    };
    // Moved from one month and person to another: both.
    let old = rule("2026-03-01", Some("2026-03-31"), Some(SITI));
    let new = rule("2026-05-01", None, Some(BUDI));
    let found = touched("attendance.rule.changed", Some(&old), &new);
    let both = [
        touch(false, SITI, "2026-03-01", "2026-03-31"),
        touch(false, BUDI, "2026-05-01", "9999-12-31"),
    ];
    assert_eq!(found, both);
    assert_eq!(touched("attendance.duty_day.changed", Some(&old), &new), []);
    let schedule = json!({"kind": "schedule", "starts_on": "2020-01-01", "person_id": null,
                          "hours": "[]"});
    assert_eq!(touched("attendance.rule.created", None, &schedule), []);
}
