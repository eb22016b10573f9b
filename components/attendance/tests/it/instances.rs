//! Several instances of the function on one database, each with what it keeps in memory.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, id};

#[tokio::test]
async fn rules_that_an_instance_keeps_are_those_of_now_whichever_instance_changed_them() {
    let office = Office::with_rules().await;
    let other = office.another_instance();
    office.pass(60 * 24 * 7);
    let day = "/days/2026-11-24";
    let status = async |office: &Office| {
        let answer = office.get(SITI, day).await;
        answer.body["duty"]["explanations"][0]["text"].to_string()
    };
    // Both have the rules in memory now.
    let (first, second) = (status(&office).await, status(&other).await);
    assert_eq!(first, second);
    let form = json!({"day": "2026-11-24", "kind": "holiday", "name": "Pilkada",
                      "source": "Keppres 14/2026"});
    let path = format!("/calendar-days/{}", id(78));
    let keeper = (BUDI, Role::Personnel);
    let put = (Method::PUT, path.as_str());
    let added = other.send(put, keeper, None, &form).await;
    assert_eq!(added.status, StatusCode::CREATED);
    for instance in [&office, &other] {
        assert!(status(instance).await.contains("Pilkada"));
    }
    // A person's own rule is hers alone, though everybody's are kept in one place.
    let own = json!({"name": "Siti", "source": "SK 3", "schedule_id": id(79), "person_id": SITI,
                     "starts_on": "2026-11-01"});
    let hours = json!({"name": "Bebas", "terms": [{"starts_on": "2020-01-01", "source": "SK 2",
        "hours": {"kind": "dynamic", "works_on_holidays": true,
                  "days": [{"weekdays": ["tue"], "work_min": 60}]}}]});
    let schedule = format!("/schedules/{}", id(79));
    let put = (Method::PUT, schedule.as_str());
    let added = office.send(put, keeper, None, &hours).await;
    assert_eq!(added.status, StatusCode::CREATED, "{:?}", added.body);
    let assignment = format!("/assignments/{}", id(80));
    let put = (Method::PUT, assignment.as_str());
    let added = office.send(put, keeper, None, &own).await;
    assert_eq!(added.status, StatusCode::CREATED, "{:?}", added.body);
    assert!(!status(&other).await.contains("Pilkada"));
    let others = other.get(BUDI, day).await.body;
    assert_eq!(others["duty"]["status"], "holiday");
    let gone = office
        .send((Method::DELETE, &path), keeper, Some("\"1\""), &Value::Null)
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_ne!(other.get(BUDI, day).await.body["duty"]["status"], "holiday");
}

#[tokio::test]
async fn a_kind_of_rule_that_only_the_next_version_knows_leaves_days_as_they_are() {
    let office = Office::with_rules().await;
    office.pass(60 * 24 * 7);
    let day = "/days/2026-11-24";
    let before = office.get(SITI, day).await.body["duty"].clone();
    let run = async |statement, parameters| office.db.run(statement, parameters).await.unwrap();
    run("PRAGMA ignore_check_constraints = ON", params![]).await;
    for (n, person) in [(81, None), (82, Some(SITI))] {
        run(
            "INSERT INTO rule (id, kind, name, source, starts_on, terms, person_id, version,
                changed_at, changed_by)
             VALUES (?1, 'weather', 'Hujan', 'SK 9', '2026-01-01', '{}', ?2, 1, 0, 'next')",
            params![id(n), person],
        )
        .await;
    }
    let other = office.another_instance();
    assert_eq!(other.get(SITI, day).await.body["duty"], before);
}
