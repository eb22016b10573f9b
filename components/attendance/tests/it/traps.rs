//! Traps that other systems fell into and that no other file here holds; docs/attendance.md lists
//! all of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::{Method, StatusCode};
use futures::future::{BoxFuture, join_all};
use ngantor_db::{Db, DbError, Row, Sql, Value as SqlValue, journal};
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, claimed, id, punch};
use crate::requests::{KEEPER, ME, ask, decide, missing};

/// The punches that count: the journal's, without the taps that double one.
async fn n_punches(office: &Office) -> usize {
    let entries = journal::after(&*office.db, 0, 500).await.unwrap();
    let is_punch = |entry: &&journal::Entry| {
        entry.kind == "attendance.punch.created" && entry.new["double_of"].is_null()
    };
    entries.iter().filter(is_punch).count()
}

#[tokio::test]
async fn three_taps_within_a_second_are_one_punch_though_they_come_at_once() {
    let office = Office::open().await;
    let body = punch("in");
    let ids = [id(1), id(2), id(3)];
    let answers = join_all(ids.iter().map(|id| office.put(SITI, id, &body))).await;
    let shown: Vec<_> = answers.iter().map(|answer| &answer.body["id"]).collect();
    assert_eq!((shown[0], shown[1]), (shown[1], shown[2]));
    let n_created = answers
        .iter()
        .filter(|answer| answer.status == StatusCode::CREATED);
    assert_eq!((n_created.count(), n_punches(&office).await), (1, 1));
    // Nobody is stuck: the way out is open.
    office.pass(480);
    assert_eq!(
        office.put(SITI, &id(4), &punch("out")).await.status,
        StatusCode::CREATED
    );
    assert_eq!(
        office.get(SITI, "/days/today").await.body["worked_s"],
        480 * 60
    );
}

#[tokio::test]
async fn two_nodes_that_take_one_persons_taps_at_once_keep_one_punch() {
    let office = Office::open().await;
    let other = office.another_instance();
    let (tap, same) = (id(1), id(2));
    let body = punch("in");
    // Two taps, one on each; and then one of them on both.
    let answers = join_all([office.put(SITI, &tap, &body), other.put(SITI, &same, &body)]).await;
    assert_eq!(answers[0].body["id"], answers[1].body["id"]);
    let again = join_all([office.put(SITI, &tap, &body), other.put(SITI, &tap, &body)]).await;
    for answer in again {
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        assert_eq!(answer.body["id"], answers[0].body["id"]);
    }
    assert_eq!(n_punches(&office).await, 1);
}

#[tokio::test]
async fn a_monday_morning_in_makassar_is_monday_also_for_the_tick() {
    let office = Office::with_rules().await;
    // Monday the 30th at 07:10 in Makassar is Sunday in UTC; she forgets to clock out.
    office
        .clock
        .advance(Duration::from_secs((4 * 24 * 60 + 22 * 60 + 40) * 60));
    let claim = "2026-11-30T07:10:00+08:00";
    let mut body = claimed("in", Some(claim));
    body["zone"] = json!("Asia/Makassar");
    let kept = office.put(SITI, &id(1), &body).await;
    assert_eq!(
        (kept.status, &kept.body["day"]),
        (StatusCode::CREATED, &json!("2026-11-30"))
    );
    office.tick().await;
    office.clock.advance(Duration::from_hours(24 * 7));
    office.tick().await;
    let entries = journal::after(&*office.db, 0, 500).await.unwrap();
    let days = entries
        .iter()
        .filter(|entry| entry.kind.contains("duty_day"));
    let days: Vec<_> = days
        .map(|entry| (&entry.new["day"], &entry.new["status"]))
        .collect();
    // Nothing of the Sunday, and nobody closed the Monday for her.
    assert_eq!(
        days.first(),
        Some(&(&json!("2026-11-30"), &json!("present")))
    );
    assert_eq!(n_punches(&office).await, 1);
    let day = office.get(SITI, "/days/2026-11-30").await.body;
    assert_eq!(day["duty"]["last_out"], Value::Null);
}

/// The database, and how many statements were asked of it.
struct Counting(Db, AtomicUsize);

impl Sql for Counting {
    fn run<'a>(
        &'a self,
        sql: &'a str,
        values: Vec<SqlValue>,
    ) -> BoxFuture<'a, Result<Vec<Row>, DbError>> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.run(sql, values)
    }
}

#[tokio::test]
async fn a_punch_is_one_statement_however_much_there_is() {
    let office = Office::with_rules().await;
    let counting = Arc::new(Counting(office.db.clone(), AtomicUsize::new(0)));
    let watched = Office::instance(counting.clone(), office.clock.clone());
    let statements = async |n: u32, who: &str, direction: &str| {
        let before = counting.1.load(Ordering::Relaxed);
        let answer = watched.put(who, &id(n), &punch(direction)).await;
        assert_eq!(answer.status, StatusCode::CREATED);
        counting.1.load(Ordering::Relaxed) - before
    };
    assert_eq!(statements(1, SITI, "in").await, 1);
    for n in 10..210 {
        office.pass(2);
        let (who, direction) = ([SITI, BUDI][n % 2], ["in", "out"][n / 2 % 2]);
        let n = u32::try_from(n).unwrap();
        office.put(who, &id(n), &punch(direction)).await;
    }
    office.tick().await;
    office.pass(2);
    // Nothing is judged, compared or sealed while somebody waits at the door.
    assert_eq!(statements(2, SITI, "out").await, 1);
    assert_eq!(statements(3, BUDI, "in").await, 1);
}

#[tokio::test]
async fn what_is_judged_again_keeps_what_was_approved() {
    let office = Office::with_rules().await;
    let claim = Some("2026-11-24T07:42:00+07:00");
    office.put(SITI, &id(1), &claimed("in", claim)).await;
    office.clock.advance(Duration::from_hours(24 * 8));
    office.tick().await;
    ask(
        &office,
        50,
        ME,
        &missing("out", "2026-11-24T16:00:00+07:00"),
    )
    .await;
    decide(&office, 50, KEEPER, "approved").await;
    let leave = json!({"kind": "duty_travel", "reason": "Rapat.", "evidence": "Surat tugas 9",
        "duty_travel": {"destination": "Bandung", "order": "ST 9/2026", "starts_on": "2026-11-25",
                        "ends_on": "2026-11-25"}});
    let asked = ask(&office, 51, ME, &leave).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
    decide(&office, 51, KEEPER, "approved").await;
    office.tick().await;
    let kept = office.get(SITI, "/months/2026-11").await.body;
    // Every day from the 20th on is judged once more, twice.
    let path = format!("/calendar-days/{}", id(70));
    let form = json!({"day": "2026-11-23", "kind": "holiday", "name": "Libur", "source": "SKB 9"});
    office.send((Method::PUT, &path), KEEPER, None, &form).await;
    let schedule = "/schedules/01985c00-0000-7000-8000-000000000001";
    let mut hours = office.get(SITI, schedule).await.body;
    for field in ["id", "version"] {
        hours.as_object_mut().unwrap().remove(field);
    }
    let mut term = hours["terms"][0].clone();
    (term["starts_on"], term["source"]) = (json!("2026-11-20"), json!("SK 10"));
    hours["terms"].as_array_mut().unwrap().push(term);
    let changed = office
        .send((Method::PUT, schedule), KEEPER, Some("\"1\""), &hours)
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    while office.tick().await.body["is_more"] == true {}
    let again = office.get(SITI, "/months/2026-11").await.body;
    for nth in [23, 24] {
        let of = |month: &Value| {
            let day = &month["days"][nth];
            (
                day["status"].clone(),
                day["worked_min"].clone(),
                day["requests"].clone(),
            )
        };
        assert_eq!(of(&again), of(&kept), "day {}", nth + 1);
        assert_eq!(again["days"][nth]["requests"][0]["state"], "approved");
    }
    assert_eq!(again["days"][23]["worked_min"], 438);
    assert_eq!(again["days"][24]["status"], "duty_travel");
}
