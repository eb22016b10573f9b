//! Whoever was erased in `people` is forgotten here: their files go, and what they called them.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use ngantor_db::params;
use serde_json::json;

use crate::office::{BUDI, FILES, Office, SITI, report};

/// `rahasia.pdf` as metadata.
const SECRET: (&str, &str) = ("upload-metadata", "filename cmFoYXNpYS5wZGY=");

async fn upload(office: &Office, person: &str) -> String {
    let headers = [("upload-length", "100"), SECRET];
    let answer = office
        .tus((Method::POST, FILES), person, &headers, "")
        .await;
    let path = answer.header("location").unwrap().to_owned();
    office.patch(&path, person, 0, report()).await;
    path
}

async fn erase(office: &Office, who: &str) {
    let erased = json!({"id": who, "name": "[erased]", "zone": "Asia/Jakarta", "ends_on": null,
                        "erased_at": 1, "version": 2});
    office.outside.tell("person", erased);
    while office.tick().await["is_more"] == true {}
}

/// Everything that stands in the table of uploads about somebody, as text.
async fn all_of(office: &Office, person: &str) -> String {
    let statement = "SELECT * FROM upload WHERE person_id = ?1 ORDER BY id LIMIT 1000";
    format!("{:?}", office.rows(statement, params![person]).await)
}

#[tokio::test]
async fn the_files_of_who_was_erased_go_and_those_of_others_stay() {
    let office = Office::open().await;
    let own = upload(&office, SITI).await;
    let equal = upload(&office, BUDI).await;
    let open = office.create(SITI, 100).await;
    erase(&office, SITI).await;
    for path in [&own, &open] {
        let answer = office.tus((Method::HEAD, path), SITI, &[], "").await;
        assert_eq!(answer.status, StatusCode::GONE);
    }
    assert!(!all_of(&office, SITI).await.contains("rahasia"));
    assert!(all_of(&office, BUDI).await.contains("rahasia"));
    assert_eq!(office.usage(SITI).await, (0, 0));
    office.clock.advance(Duration::from_hours(2));
    office.tick().await;
    assert_eq!(office.bytes(&equal).await, report());
    office.tus((Method::DELETE, &equal), BUDI, &[], "").await;
    office.clock.advance(Duration::from_hours(2));
    office.tick().await;
    assert_eq!(office.n_keys(), 0);
}

#[tokio::test]
async fn what_comes_afterwards_goes_as_well() {
    let office = Office::open().await;
    erase(&office, SITI).await;
    let path = upload(&office, SITI).await;
    assert_eq!(office.tick().await["n_pieces_forgotten"], 1);
    let answer = office.tus((Method::HEAD, &path), SITI, &[], "").await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert!(!all_of(&office, SITI).await.contains("rahasia"));
}

#[tokio::test]
async fn what_one_takes_away_loses_its_name() {
    let office = Office::open().await;
    let path = upload(&office, SITI).await;
    assert!(all_of(&office, SITI).await.contains("rahasia"));
    office.tus((Method::DELETE, &path), SITI, &[], "").await;
    assert!(!all_of(&office, SITI).await.contains("rahasia"));
}

#[tokio::test]
async fn many_files_are_forgotten_in_pieces() {
    let office = Office::open().await;
    let fill = "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n
            WHERE value < 2500)
        INSERT INTO upload (id, person_id, kind, state, name, size, created_at, version,
            changed_at, changed_by)
        SELECT 'a' || value, ?1, 'whole', 'receiving', 'rahasia', 1, value, 1, value, ?1 FROM n";
    office.rows(fill, params![SITI]).await;
    let erased = json!({"id": SITI, "name": "[erased]", "zone": "Asia/Jakarta", "ends_on": null,
                        "erased_at": 1, "version": 2});
    office.outside.tell("person", erased);
    assert_eq!(office.tick().await["is_more"], true);
    while office.tick().await["is_more"] == true {}
    assert!(!all_of(&office, SITI).await.contains("rahasia"));
    assert_eq!(office.usage(SITI).await, (0, 0));
}
