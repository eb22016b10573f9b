//! Filters that people keep.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, id};

async fn send(
    office: &Office,
    method: Method,
    who: &str,
    n: u32,
    version: Option<i64>,
    body: Value,
) -> Answer {
    let path = format!("/saved-filters/{}", id(n));
    let who = (who, Role::Employee);
    office.send_as((method, &path), who, version, &body).await
}

fn filter(name: &str, query: &str) -> Value {
    json!({"name": name, "query": query})
}

#[tokio::test]
async fn a_filter_is_kept_changed_from_what_is_there_and_removed() {
    let office = Office::with_people().await;
    let late = filter("Terlambat", "of=unit&overdue=true");
    for status in [StatusCode::CREATED, StatusCode::OK] {
        let kept = send(&office, Method::PUT, SITI, 1, None, late.clone()).await;
        assert_eq!(kept.status, status);
        assert_eq!(kept.body["version"], 1);
    }
    let urgent = filter("Segera", "priority=urgent");
    for (version, status) in [
        (None, StatusCode::PRECONDITION_REQUIRED),
        (Some(1), StatusCode::OK),
        (Some(1), StatusCode::PRECONDITION_FAILED),
    ] {
        let changed = send(&office, Method::PUT, SITI, 1, version, urgent.clone()).await;
        assert_eq!(changed.status, status, "{version:?}");
        if status == StatusCode::PRECONDITION_FAILED {
            assert_eq!(changed.body["current"]["name"], "Segera");
        }
    }
    let list = office.get(SITI, "/saved-filters").await;
    let kept = json!([{"id": id(1), "name": "Segera", "query": "priority=urgent", "version": 2}]);
    assert_eq!(list.body, kept);
    for (version, status) in [
        (None, StatusCode::PRECONDITION_REQUIRED),
        (Some(1), StatusCode::PRECONDITION_FAILED),
        (Some(2), StatusCode::NO_CONTENT),
        (Some(2), StatusCode::NOT_FOUND),
    ] {
        let removed = send(&office, Method::DELETE, SITI, 1, version, Value::Null).await;
        assert_eq!(removed.status, status, "{version:?}");
    }
    assert_eq!(office.get(SITI, "/saved-filters").await.body, json!([]));
    // What is removed stays removed: its id is no other's.
    let again = send(&office, Method::PUT, SITI, 1, None, late).await;
    assert_eq!(again.body["code"], "id_reused");
}

#[tokio::test]
async fn a_filter_is_ones_own() {
    let office = Office::with_people().await;
    let mine = filter("X", "of=mine");
    send(&office, Method::PUT, SITI, 1, None, mine.clone()).await;
    assert_eq!(office.get(BUDI, "/saved-filters").await.body, json!([]));
    for (method, version, code) in [
        (Method::PUT, None, "id_reused"),
        (Method::PUT, Some(1), "not_found"),
        (Method::DELETE, Some(1), "not_found"),
    ] {
        let other = send(&office, method, BUDI, 1, version, mine.clone()).await;
        assert_eq!(other.body["code"], code);
    }
}

#[tokio::test]
async fn a_filter_that_no_list_takes_is_refused() {
    let office = Office::with_people().await;
    let unit = format!("of=unit_given&unit_id={}", id(0x100));
    for good in [
        "of=waiting",
        "tag=rkp-2027&open=false",
        "due_until=2026-12-01",
        &unit,
    ] {
        let kept = send(&office, Method::PUT, SITI, 1, None, filter("X", good)).await;
        assert!(
            kept.status.is_success() || kept.status == 428,
            "{good}: {:?}",
            kept.body
        );
    }
    let long = format!("tag={}", "x".repeat(500));
    for bad in [
        "",
        "of=nobody",
        "state=busy",
        "overdue=perhaps",
        "unit_id=7",
        "of=mine&of=given",
        "limit=5",
        "cursor=x",
        "x=1",
        "of=mine#x",
        "of=mi ne",
        &long,
    ] {
        let refused = send(&office, Method::PUT, SITI, 2, None, filter("X", bad)).await;
        assert_eq!(
            refused.body["errors"][0]["pointer"], "/query",
            "{bad}: {:?}",
            refused.body
        );
    }
}

#[tokio::test]
async fn fifty_filters_are_enough() {
    let office = Office::with_people().await;
    for n in 0..50 {
        let kept = send(&office, Method::PUT, SITI, n, None, filter("X", "of=mine")).await;
        assert_eq!(kept.status, StatusCode::CREATED);
    }
    let many = send(&office, Method::PUT, SITI, 50, None, filter("X", "of=mine")).await;
    assert_eq!(many.body["code"], "too_many_filters");
    let other = send(&office, Method::PUT, BUDI, 50, None, filter("X", "of=mine")).await;
    assert_eq!(other.status, StatusCode::CREATED);
}

#[tokio::test]
async fn nobody_who_follows_reads_what_people_call_their_own_things() {
    let office = Office::with_people().await;
    let body = json!({"name": "Urusan pribadi", "query": "tag=pribadi"});
    let path = format!("/saved-filters/{}", id(0x900));
    let kept = office.put(SITI, &path, &body).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{:?}", kept.body);
    let body = json!({"name": "HP pribadi"});
    let path = format!("/subscriptions/{}", id(0x901));
    let made = office.put(SITI, &path, &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    let told = ngantor_db::journal::after(&*office.db, 0, 500).await;
    for entry in told.unwrap() {
        let new = entry.new.to_string();
        assert!(!new.contains("pribadi"), "{}: {new}", entry.kind);
    }
}
