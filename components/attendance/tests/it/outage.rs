//! Punches that arrive after days without a connection: none spoils the day on which it arrives.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::office::{Office, SITI, claimed, id, punch};
use crate::requests::{KEEPER, ME, ask, decide};

/// Siti works on Monday the 23rd without a network; her phone delivers on Friday the 27th at 10:00,
/// between her own punches of that day.
async fn after_an_outage(rule: Option<&Value>) -> Office {
    let office = Office::with_rules().await;
    // From 07:30 on the 25th.
    office.clock.advance(Duration::from_hours(48));
    office.put(SITI, &id(1), &punch("in")).await;
    office.pass(150);
    if let Some(rule) = rule {
        let to = (
            Method::PUT,
            "/claim-rules/0193a5b0-7c1e-7000-8000-000000000070",
        );
        let kept = office.send(to, KEEPER, None, rule).await;
        assert_eq!(kept.status, StatusCode::CREATED, "{:?}", kept.body);
    }
    for (n, direction, time) in [(2, "in", "07:30"), (3, "out", "16:00")] {
        let claim = format!("2026-11-23T{time}:00+07:00");
        let kept = office
            .put(SITI, &id(n), &claimed(direction, Some(&claim)))
            .await;
        assert_eq!(kept.status, StatusCode::CREATED, "{:?}", kept.body);
        assert_eq!(kept.body["counts"], json!(rule.is_some()));
        assert_eq!(kept.body["claim"]["correction"].is_null(), rule.is_some());
    }
    office.pass(360);
    office.put(SITI, &id(4), &punch("out")).await;
    office
}

fn outage() -> Value {
    json!({"name": "Gangguan server", "source": "ND 12/2026", "starts_on": "2026-11-23",
        "ends_on": "2026-11-23", "terms": {"counts_h": 120}})
}

async fn day(office: &Office, day: &str) -> Value {
    office.get(SITI, &format!("/days/{day}")).await.body
}

#[tokio::test]
async fn a_punch_that_comes_too_late_counts_for_no_day_and_spoils_none() {
    let office = after_an_outage(None).await;
    let friday = day(&office, "2026-11-27").await;
    assert_eq!(friday["duty"]["worked_min"], 420, "{friday}");
    assert_eq!(friday["duty"]["is_missing"], false);
    assert_eq!(friday["punches"].as_array().unwrap().len(), 2);
    // It stands on the day on which it was made, and the day says that it does not count.
    let monday = day(&office, "2026-11-23").await;
    assert_eq!(monday["punches"][0]["counts"], false);
    assert_eq!(monday["duty"]["worked_min"], 0);
    let told = monday["duty"]["explanations"].to_string();
    assert!(told.contains("tiba terlalu lama sesudahnya"), "{told}");
    // An approved correction makes it count.
    for (n, at) in [(2, 0), (3, 1)] {
        let correction = monday["punches"][at]["claim"]["correction"].clone();
        let body = json!({"kind": "correction", "reason": "Server mati.", "evidence": "Berita",
            "correction": correction});
        let asked = ask(&office, 10 + n, ME, &body).await;
        assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
        decide(&office, 10 + n, KEEPER, "approved").await;
    }
    let monday = day(&office, "2026-11-23").await;
    assert_eq!(monday["duty"]["worked_min"], 450, "{monday}");
    assert_eq!(monday["duty"]["is_missing"], false);
}

#[tokio::test]
async fn personnel_let_late_punches_of_an_outage_count_and_nobody_is_absent_before() {
    let office = after_an_outage(Some(&outage())).await;
    let monday = day(&office, "2026-11-23").await;
    assert_eq!(monday["duty"]["worked_min"], 450, "{monday}");
    assert_eq!(day(&office, "2026-11-27").await["duty"]["worked_min"], 420);
    // Complete 120 hours after the longest stretch of Monday: on Sunday the 29th at 18:00.
    assert_eq!(monday["duty"]["is_complete"], false);
    office.pass(49 * 60 + 59);
    assert_eq!(
        day(&office, "2026-11-23").await["duty"]["is_complete"],
        false
    );
    office.pass(1);
    assert_eq!(
        day(&office, "2026-11-23").await["duty"]["is_complete"],
        true
    );
}

#[tokio::test]
async fn a_rule_that_comes_afterwards_makes_them_count_as_well() {
    let office = after_an_outage(None).await;
    let to = (
        Method::PUT,
        "/claim-rules/0193a5b0-7c1e-7000-8000-000000000070",
    );
    let kept = office.send(to, KEEPER, None, &outage()).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{:?}", kept.body);
    assert_eq!(day(&office, "2026-11-23").await["duty"]["worked_min"], 450);
    let list = office.get(SITI, "/punches").await.body;
    assert!(
        list.as_array()
            .unwrap()
            .iter()
            .all(|one| one["counts"] == true),
        "{list}"
    );
    for (field, bad) in [("counts_h", json!(0)), ("counts_h", json!(745))] {
        let mut form = outage();
        form["terms"][field] = bad;
        let path = format!("/claim-rules/{}", id(71));
        let refused = office.send((Method::PUT, &path), KEEPER, None, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let employee = (SITI, Role::Employee);
        let refused = office
            .send((Method::PUT, &path), employee, None, &outage())
            .await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn a_tick_keeps_no_day_before_late_punches_of_an_outage_may_be_in() {
    let office = after_an_outage(Some(&outage())).await;
    let n_kept = async || {
        office.tick().await;
        let all = ngantor_db::journal::after(&*office.db, 0, 500)
            .await
            .unwrap();
        let monday = format!("{SITI}/2026-11-23");
        all.iter().filter(|one| one.subject == monday).count()
    };
    // By the 72 hours it would be kept on the sixth day after it.
    office.clock.advance(Duration::from_hours(24 * 2 + 12));
    assert_eq!(n_kept().await, 0);
    office.clock.advance(Duration::from_hours(48));
    assert_eq!(n_kept().await, 1);
}
