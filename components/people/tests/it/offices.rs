//! Offices: where people work.

use axum::http::StatusCode;
use ngantor_core::caller::Role;
use serde_json::json;

use crate::office::{Office, id};

#[tokio::test]
async fn an_office_is_added_once_changed_with_its_version_and_seen_by_everybody() {
    let office = Office::open().await;
    let token = office.personnel().await;
    let path = format!("/offices/{}", id(0x4000));
    let mut form = json!({"name": "Kantor Jayapura", "address": "Jl. Raya 1\nJayapura",
                          "zone": "Asia/Jayapura", "latitude": -2.53, "longitude": 140.7});
    let made = office.put(&path, &token, &form, "").await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    assert_eq!(made.headers["etag"], "\"1\"");
    let again = office.put(&path, &token, &form, "").await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &made.body));
    form["name"] = json!("Kantor Papua");
    let blind = office.put(&path, &token, &form, "").await;
    assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED);
    let changed = office.put(&path, &token, &form, "\"1\"").await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    assert_eq!(changed.headers["etag"], "\"2\"");
    let stale = office
        .put(
            &path,
            &token,
            &json!({"name": "X", "address": "Y",
        "zone": "Asia/Jakarta"}),
            "\"1\"",
        )
        .await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let repeated = office.put(&path, &token, &form, "\"1\"").await;
    assert_eq!(
        repeated.status,
        StatusCode::OK,
        "sent again, it is as it was wanted"
    );

    let employee = office.token(&id(0x3001), &[Role::Employee]).await;
    let seen = office.get(&path, &employee).await;
    assert_eq!(seen.body["name"], "Kantor Papua");
    assert_eq!(
        office.get("/offices", &employee).await.body,
        json!([seen.body])
    );
    let refused = office.put(&path, &employee, &form, "\"2\"").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let nowhere = format!("/offices/{}", id(0x4001));
    assert_eq!(
        office.get(&nowhere, &employee).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn an_office_that_cannot_be_is_refused_with_every_reason() {
    let office = Office::open().await;
    let token = office.personnel().await;
    let path = format!("/offices/{}", id(0x4000));
    let form = json!({"name": " ", "address": "", "zone": "Asia/Jayapura", "latitude": -91,
                      "longitude": 0});
    let answer = office.put(&path, &token, &form, "").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = answer.body["errors"].as_array().unwrap();
    let pointers: Vec<_> = errors.iter().map(|error| &error["pointer"]).collect();
    assert_eq!(pointers, ["/name", "/address", "/latitude"]);
}
