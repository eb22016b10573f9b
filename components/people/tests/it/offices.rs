//! Offices: where people work.

use axum::http::StatusCode;
use ngantor_core::caller::Role;
use ngantor_db::params;
use serde_json::json;

use crate::filing::load;
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

#[tokio::test]
async fn nobody_sits_in_an_office_that_there_is_not() {
    let office = Office::open().await;
    let token = office.personnel().await;
    let unit = json!({"name": "Biro", "starts_on": "2020-01-01", "office_id": id(0x4009)});
    let refused = office.state(&token, (1, 0), unit).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.body["errors"][0]["pointer"], "/office_id");
    assert_eq!(refused.body["errors"][0]["code"], "no_such_office");

    let there = json!({"name": "Biro", "starts_on": "2020-01-01"});
    let made = office.state(&token, (1, 0), there.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    office.employ(&token, 0x2000, "Siti").await;
    let member = json!({"kind": "member", "person_id": id(0x2000), "unit_id": id(1),
                        "starts_on": "2026-01-01", "office_id": id(0x4009)});
    let refused = office.relate(&token, 1, member.clone()).await;
    assert_eq!(refused.body["errors"][0]["pointer"], "/office_id");
    assert_eq!(refused.body["errors"][0]["code"], "no_such_office");

    let mut seated = member;
    seated["office_id"] = json!(null);
    let made = office.relate(&token, 1, seated.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    seated["office_id"] = json!(id(0x4009));
    let path = format!("/relations/{}", made.body["id"].as_str().unwrap());
    let moved = office.put(&path, &token, &seated, "\"1\"").await;
    assert_eq!(moved.body["errors"][0]["code"], "no_such_office");
}

#[tokio::test]
async fn an_office_unknown_from_before_keeps_nothing_from_ending() {
    let office = Office::open().await;
    let token = office.personnel().await;
    let unit = json!({"name": "Biro", "code": "B", "starts_on": "2020-01-01"});
    office.state(&token, (1, 0), unit.clone()).await;
    // As it could stand in the database before offices were looked at.
    let drop = "DROP TRIGGER unit_state_moves_to_an_office";
    office.db.run(drop, params![]).await.unwrap();
    let unknown = "UPDATE unit_state SET office_id = ?1, version = version + 1";
    office.db.run(unknown, params![id(0x4009)]).await.unwrap();
    let file = "code,name,starts_on\nB,Biro Umum,2026-01-01\n";
    assert_eq!(load(&office, 1, "units", file).await, (0, 1, 0));
    let closed = json!({"name": "Biro", "code": "B", "starts_on": "2026-12-01", "closed": true});
    let closed = office.state(&token, (1, 1), closed).await;
    assert_eq!(closed.status, StatusCode::CREATED, "{:?}", closed.body);
}
