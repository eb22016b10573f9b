//! What was done to an activity.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use serde_json::{Value, json};

use crate::office::{BUDI, KEEPER, MADE, Office, RATNA, SITI, id, minutes, unit};

fn path(n: u32) -> String {
    format!("/activities/{}/trail", id(n))
}

#[tokio::test]
async fn the_trail_of_an_activity_tells_each_change_to_whoever_sees_it() {
    let office = Office::with_units().await;
    // A rule with the same id is not part of it.
    let rule = json!({"starts_on": "2026-12-01", "length": "week", "grace_d": 1, "max_age_d": 9,
                      "source": "SE 1"});
    let rules = format!("/period-rules/{}", id(1));
    let keeper = (KEEPER, Role::Personnel);
    office
        .send((Method::PUT, &rules), keeper, None, &rule)
        .await;
    office.put(SITI, 1, None, &minutes("2026-11-24", 60)).await;
    office.put(SITI, 2, None, &minutes("2026-11-24", 60)).await;
    let review = json!({"outcome": "returned", "comment": "Terlalu lama?"});
    office.act(BUDI, 1, "review", "\"1\"", review).await;
    let mut there = minutes("2026-11-24", 50);
    there["zone"] = json!("Asia/Jayapura");
    office.put(SITI, 1, Some("\"2\""), &there).await;
    office.delete(SITI, 1, "\"3\"").await;
    let told = office.get(SITI, &path(1)).await;
    assert_eq!(told.status, StatusCode::OK, "{:?}", told.body);
    let entries = told.body.as_array().unwrap();
    let said: Vec<_> = entries
        .iter()
        .map(|one| {
            (
                one["by"].as_str().unwrap(),
                one["new"]["state"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        (SITI, "withdrawn"),
        (SITI, "logged"),
        (BUDI, "returned"),
        (SITI, "logged"),
    ];
    assert_eq!(said, expected);
    assert_eq!(entries[1]["old"]["minutes"], 60);
    assert_eq!(entries[1]["new"]["minutes"], 50);
    assert_eq!(entries[1]["old"]["comment"], "Terlalu lama?");
    assert_eq!(entries[3]["old"], Value::Null);
    assert_eq!(entries[3]["type"], "activities.activity.created");
    assert_eq!(entries[0]["at"], "2026-11-25T12:00:00.000+09:00");
    // A page at a time.
    let first = office.get(BUDI, &format!("{}?limit=3", path(1))).await;
    assert_eq!(first.body.as_array().unwrap().len(), 3);
    let link = first.headers["link"].to_str().unwrap();
    let next = link.split(['<', '>']).nth(1).unwrap();
    let next = next.strip_prefix("/api/activities").unwrap();
    let rest = office.get(BUDI, next).await;
    assert_eq!(rest.body, json!([entries[3]]));
    for (who, role, status) in [
        (KEEPER, Role::Auditor, 200),
        (KEEPER, Role::Planner, 404),
        (RATNA, Role::Employee, 404),
        (MADE, Role::Employee, 404),
    ] {
        let told = office.get_as((who, role), &path(1)).await;
        assert_eq!(told.status, status, "{who}");
    }
    // Who leads Siti no more sees the trail no more, also that of their own act.
    office.relate(204, "head", BUDI, unit(1), Some("2026-11-24"));
    office.tick().await;
    assert_eq!(
        office.get(BUDI, &path(1)).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_trail_reads_only_its_own_entries() {
    let office = Office::open().await;
    let rows = office
        .db
        .run(
            "EXPLAIN QUERY PLAN SELECT seq FROM json_each(?1) AS asked CROSS JOIN journal
                ON journal.subject = asked.value ->> 'id'
             WHERE seq < ?2 ORDER BY seq DESC LIMIT ?3",
            params!["[]", 9_i64, 9_i64],
        )
        .await
        .unwrap();
    let steps: Vec<_> = rows.iter().map(|row| row.text("detail").unwrap()).collect();
    assert!(
        steps.iter().all(|step| !step.starts_with("SCAN journal")),
        "{steps:#?}"
    );
}
