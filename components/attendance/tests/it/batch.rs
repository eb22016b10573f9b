//! Several punches at once, as a device sends what it kept without a connection.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, claimed, id, punch};

fn row(n: u32, body: Value) -> Value {
    let mut row = body;
    row["id"] = json!(id(n));
    row
}

async fn send(office: &Office, person: &str, rows: &[Value]) -> ngantor_http::testing::Answer {
    let body = json!({"punches": rows});
    let to = (Method::POST, "/punches");
    office.send(to, (person, Role::Employee), None, &body).await
}

#[tokio::test]
async fn each_row_answers_for_itself_and_a_bad_one_drops_no_other() {
    let office = Office::open().await;
    let rows = [
        row(1, claimed("in", Some("2026-11-24T07:30:00+07:00"))),
        row(
            2,
            json!({"direction": "up", "work_mode": "home", "zone": "Asia/Jakarta"}),
        ),
        punch("out"),
        json!("no punch"),
        row(
            3,
            json!({"direction": "out", "work_mode": "home", "zone": "Asia/Jakarta",
            "claimed_at": "yesterday", "note": "x".repeat(501)}),
        ),
        row(4, claimed("out", Some("2026-11-24T16:00:00+07:00"))),
        json!({"id": "4", "direction": "in", "work_mode": "home", "zone": "Asia/Jakarta"}),
    ];
    let answer = send(&office, SITI, &rows).await;
    assert_eq!(answer.status, StatusCode::OK);
    let told: Vec<_> = answer.body["punches"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let errors = row["problem"]["errors"].as_array().into_iter().flatten();
            let faults: Vec<_> = errors
                .map(|error| format!("{} {}", error["pointer"], error["code"]))
                .collect();
            (row["status"].as_u64().unwrap(), faults.join(", "))
        })
        .collect();
    let told: Vec<_> = told.iter().map(|(n, text)| (*n, text.as_str())).collect();
    assert_eq!(
        told,
        [
            (201, ""),
            (422, "\"/direction\" \"unknown_choice\""),
            (422, "\"/id\" \"required\""),
            (422, "\"\" \"wrong_type\""),
            (
                422,
                "\"/claimed_at\" \"not_an_instant\", \"/note\" \"too_long\""
            ),
            (201, ""),
            (422, "\"/id\" \"not_an_id\""),
        ]
    );
    assert_eq!(answer.body["punches"][5]["id"], id(4));
    let day = office.get(SITI, "/days/2026-11-24").await;
    assert_eq!(day.body["punches"].as_array().unwrap().len(), 2);
    assert_eq!(day.body["worked_s"], 8 * 3600 + 1800);
}

#[tokio::test]
async fn a_batch_that_is_sent_again_changes_nothing() {
    let office = Office::open().await;
    let rows = [
        row(1, claimed("in", Some("2026-11-24T07:30:00+07:00"))),
        row(2, claimed("in", Some("2026-11-24T07:30:10+07:00"))),
        row(3, claimed("out", Some("2026-11-24T16:00:00+07:00"))),
    ];
    let first = send(&office, SITI, &rows).await;
    let statuses = |answer: &Value| -> Vec<_> {
        let rows = answer["punches"].as_array().unwrap();
        rows.iter()
            .map(|row| row["status"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(statuses(&first.body), [201, 200, 201]);
    let n_entries = office.n_entries().await;
    let again = send(&office, SITI, &rows).await;
    assert_eq!(statuses(&again.body), [200, 200, 200]);
    assert_eq!(again.body["punches"][1]["punch"]["id"], id(1));
    assert_eq!(office.n_entries().await, n_entries);
    // Somebody else's id is told for that row alone.
    let other = [row(1, punch("in")), row(9, punch("in"))];
    let answer = send(&office, BUDI, &other).await;
    assert_eq!(statuses(&answer.body), [422, 201]);
    assert_eq!(answer.body["punches"][0]["problem"]["code"], "id_reused");
}

#[tokio::test]
async fn an_empty_and_an_endless_batch_are_refused() {
    let office = Office::open().await;
    let many: Vec<_> = (0..101).map(|n| row(n, punch("in"))).collect();
    for rows in [&[][..], &many] {
        let answer = send(&office, SITI, rows).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.body["errors"][0]["pointer"], "/punches");
    }
    assert_eq!(office.n_entries().await, 0);
}
