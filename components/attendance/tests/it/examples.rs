//! The examples of the API document: each body has one, and it is accepted as it stands.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::leave::leave;
use crate::office::{BUDI, Office, SITI, id, punch};
use crate::requests::{KEEPER, ME, act, ask, decide};

fn document() -> Value {
    serde_json::from_str(include_str!("../../openapi.json")).unwrap()
}

fn example(name: &str) -> Value {
    document()["components"]["schemas"][name]["example"].clone()
}

#[test]
fn every_body_has_an_example() {
    let document = document();
    let mut without = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            let Some(schema) = body["$ref"].as_str() else {
                assert!(operation["requestBody"].is_null(), "{method} {path}");
                continue;
            };
            let schema = document.pointer(schema.trim_start_matches('#')).unwrap();
            if schema["example"].is_null() {
                without.push(format!("{method} {path}"));
            }
        }
    }
    assert_eq!(without, [""; 0]);
}

#[tokio::test]
async fn the_examples_of_punches_are_kept() {
    let office = Office::open().await;
    let one = office.put(SITI, &id(1), &example("PunchForm")).await;
    assert_eq!(one.status, StatusCode::CREATED, "{}", one.body);
    let office = Office::open().await;
    let body = example("BatchForm");
    let to = (Method::POST, "/punches");
    let many = office.send(to, ME, None, &body).await;
    assert_eq!(many.status, StatusCode::OK, "{}", many.body);
    let n_kept = office.get(SITI, "/punches").await.body;
    let n_sent = body["punches"].as_array().map(Vec::len);
    assert_eq!(n_kept.as_array().map(Vec::len), n_sent);
}

#[tokio::test]
async fn the_examples_of_what_personnel_and_deciders_send_are_accepted() {
    let office = Office::with_rules().await;
    let rules = example("EvidenceRules");
    let to = (Method::PUT, "/evidence-rules");
    let kept = office.send(to, KEEPER, Some("\"3\""), &rules).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.body);
    let path = format!("/flexible-work-exclusions/{}", id(71));
    let form = example("FlexibleWorkExclusionForm");
    let to = (Method::PUT, path.as_str());
    let kept = office.send(to, KEEPER, None, &form).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.body);

    let mut late = punch("in");
    late["claimed_at"] = json!("2026-11-24T07:30:00+07:00");
    office.put(SITI, &id(1), &late).await;
    office.tick().await;
    let mine = office.get(SITI, "/evidence").await.body;
    let path = format!("/evidence/{}/review", mine[0]["id"].as_str().unwrap());
    let form = example("ReviewForm");
    let to = (Method::POST, path.as_str());
    let keeper = (BUDI, Role::Personnel);
    let done = office.send(to, keeper, Some("\"1\""), &form).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);

    for (n, what, who) in [(10, "withdrawal", ME), (11, "revocation", KEEPER)] {
        let day = format!("2026-12-{n}");
        ask(&office, n, ME, &leave("sick", &day, &day)).await;
        decide(&office, n, KEEPER, "approved").await;
        let done = act(&office, (n, what), who, "\"2\"", &example("EndForm")).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    }
}
