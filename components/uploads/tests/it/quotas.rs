//! How much somebody may hold, alone and with their unit.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use uploads::domain::quota::FILES_MAX;

use crate::office::{Answer, BUDI, FILES, KEEPER, OFFSET_TYPE, Office, SITI, report};

const UNIT: &str = "0193a5b0-7c1e-7000-8000-0000000000f1";
const QUOTA: &str = "/api/uploads/quotas/0193a5b0-7c1e-7000-8000-000000000301";
const OTHER: &str = "/api/uploads/quotas/0193a5b0-7c1e-7000-8000-000000000302";

async fn put(office: &Office, path: &str, who: &str, version: Option<&str>, form: Value) -> Answer {
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(version.map(|version| ("if-match", version)));
    let body = Body::from(form.to_string());
    office.send((Method::PUT, path), who, &headers, body).await
}

async fn begin(office: &Office, person: &str, length: &str) -> (u16, String) {
    let headers = [("upload-length", length)];
    office
        .tus((Method::POST, FILES), person, &headers, "")
        .await
        .refusal()
}

fn full() -> (u16, String) {
    (413, "quota_exceeded".to_owned())
}

#[tokio::test]
async fn nobody_holds_more_than_they_may_and_room_comes_back() {
    let office = Office::open().await;
    let form = json!({"person_id": SITI, "bytes": 150});
    let answer = put(&office, QUOTA, KEEPER, None, form).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    let path = office.create(SITI, 100).await;
    let usage = office.view("/api/uploads/usage", SITI).await;
    let expected = json!({"n_files": 1, "bytes": 100, "max_bytes": 150, "left_bytes": 50});
    assert_eq!(usage, expected);
    assert_eq!(begin(&office, SITI, "51").await, full());
    assert_eq!(begin(&office, SITI, "50").await.0, 201);
    // What was let begin goes on to its end.
    office.patch(&path, SITI, 0, report()).await;
    assert_eq!(begin(&office, SITI, "1").await, full());
    office.tus((Method::DELETE, &path), SITI, &[], "").await;
    assert_eq!(begin(&office, SITI, "100").await.0, 201);
    assert_eq!(begin(&office, BUDI, "1000").await.0, 201);
}

#[tokio::test]
async fn nobody_holds_more_files_than_are_looked_at() {
    let office = Office::open().await;
    let path = office.create(SITI, 1).await;
    let fill = "UPDATE usage SET n_files = ?1";
    office.rows(fill, vec![(FILES_MAX - 1).into()]).await;
    assert_eq!(begin(&office, SITI, "0").await.0, 201);
    assert_eq!(begin(&office, SITI, "0").await, full());
    office.tus((Method::DELETE, &path), SITI, &[], "").await;
    assert_eq!(begin(&office, SITI, "0").await.0, 201);
}

#[tokio::test]
async fn a_length_that_is_told_later_is_held_to_the_quota_too() {
    let office = Office::open().await;
    put(&office, QUOTA, KEEPER, None, json!({"bytes": 150})).await;
    let deferred = [("upload-defer-length", "1")];
    let answer = office.tus((Method::POST, FILES), SITI, &deferred, "").await;
    let path = answer.header("location").unwrap();
    office.patch(path, SITI, 0, report()).await;
    assert_eq!(office.usage(SITI).await, (1, 100));
    let more = office.patch(path, SITI, 100, report()).await;
    assert_eq!(more.refusal(), (413, "file_too_long".to_owned()));
    let headers = [
        ("upload-offset", "100"),
        ("upload-length", "151"),
        OFFSET_TYPE,
    ];
    let told = office.tus((Method::PATCH, path), SITI, &headers, "").await;
    assert_eq!(told.refusal(), full());
    let headers = [
        ("upload-offset", "100"),
        ("upload-length", "150"),
        OFFSET_TYPE,
    ];
    let told = office
        .tus(
            (Method::PATCH, path),
            SITI,
            &headers,
            report()[50..].to_vec(),
        )
        .await;
    assert_eq!(told.header("upload-offset"), Some("150"));
    assert_eq!(office.usage(SITI).await, (1, 150));
}

#[tokio::test]
async fn members_of_a_unit_share_what_it_may_hold() {
    let office = Office::open().await;
    office.outside.go_away(true);
    assert!(office.tick().await["n_people_events"].is_null());
    office.outside.go_away(false);
    for (n, (person, ends_on)) in [(SITI, None), (BUDI, None), (KEEPER, Some("2025-01-01"))]
        .into_iter()
        .enumerate()
    {
        office.outside.tell(
            "relation",
            json!({"id": format!("0193a5b0-7c1e-7000-8000-00000000040{n}"), "kind": "member",
                "person_id": person, "unit_id": UNIT, "appraised_id": null, "office_id": null,
                "style": null, "starts_on": "2020-01-01", "ends_on": ends_on,
                "withdrawn_at": null, "version": 1}),
        );
    }
    assert_eq!(office.tick().await["n_people_events"], 3);
    put(
        &office,
        QUOTA,
        KEEPER,
        None,
        json!({"unit_id": UNIT, "bytes": 100}),
    )
    .await;
    assert_eq!(begin(&office, SITI, "60").await.0, 201);
    assert_eq!(begin(&office, BUDI, "41").await, full());
    assert_eq!(begin(&office, BUDI, "40").await.0, 201);
    assert_eq!(
        office.view("/api/uploads/usage", SITI).await["left_bytes"],
        0
    );
    // Who left the unit is not held to it.
    assert_eq!(begin(&office, KEEPER, "500").await.0, 201);
}

#[tokio::test]
async fn who_keeps_the_records_sets_quotas_and_nobody_else_sees_them() {
    let office = Office::open().await;
    let form = json!({"person_id": SITI, "bytes": 150});
    assert_eq!(
        put(&office, QUOTA, SITI, None, form.clone()).await.status,
        StatusCode::FORBIDDEN
    );
    for status in [StatusCode::CREATED, StatusCode::OK] {
        let answer = put(&office, QUOTA, KEEPER, None, form.clone()).await;
        assert_eq!(
            (answer.status, answer.header("etag")),
            (status, Some("\"1\""))
        );
    }
    let twice = put(&office, OTHER, KEEPER, None, form.clone()).await;
    assert_eq!(twice.refusal(), (409, "quota_twice".to_owned()));
    let more = json!({"person_id": SITI, "bytes": 200});
    let blind = put(&office, QUOTA, KEEPER, None, more.clone()).await;
    assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED);
    let stale = put(&office, QUOTA, KEEPER, Some("\"7\""), more.clone()).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let changed = put(&office, QUOTA, KEEPER, Some("\"1\""), more).await;
    assert_eq!(changed.json()["bytes"], 200);
    for path in ["/api/uploads/quotas", QUOTA] {
        let seen = office
            .send((Method::GET, path), SITI, &[], Body::empty())
            .await;
        assert_eq!(seen.status, StatusCode::FORBIDDEN);
    }
    let list = office.view("/api/uploads/quotas", KEEPER).await;
    assert_eq!(list.as_array().unwrap().len(), 1);
    let to = (Method::DELETE, QUOTA);
    let gone = office
        .send(to, KEEPER, &[("if-match", "\"2\"")], Body::empty())
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(office.view("/api/uploads/quotas", KEEPER).await, json!([]));
    assert_eq!(
        put(&office, OTHER, KEEPER, None, form).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn a_quota_is_of_a_person_or_a_unit_and_no_more_than_can_be_counted() {
    let office = Office::open().await;
    for (form, pointer) in [
        (
            json!({"person_id": SITI, "unit_id": UNIT, "bytes": 1}),
            "/unit_id",
        ),
        (json!({"bytes": 9_007_199_254_740_993_u64}), "/bytes"),
        (json!({"bytes": -1}), "/bytes"),
        (json!({}), "/bytes"),
        (json!({"bytes": 1, "person": SITI}), "/person"),
    ] {
        let answer = put(&office, QUOTA, KEEPER, None, form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer);
    }
}
