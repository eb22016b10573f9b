//! What is stored: equal files once, and what nobody needs not at all.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, StatusCode};

use crate::office::{BUDI, Office, REPORT_SHA256, SITI, report};

async fn upload(office: &Office, person: &str) -> String {
    let path = office.create(person, 100).await;
    office.patch(&path, person, 0, report()).await;
    path
}

async fn remove(office: &Office, person: &str, path: &str) {
    let gone = office.tus((Method::DELETE, path), person, &[], "").await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
}

async fn collect(office: &Office) {
    office.clock.advance(Duration::from_hours(2));
    while office.tick().await["is_more"] == true {}
}

#[tokio::test]
async fn equal_files_are_stored_once_and_counted_for_each_owner() {
    let office = Office::open().await;
    let first = upload(&office, SITI).await;
    let second = upload(&office, BUDI).await;
    let third = upload(&office, BUDI).await;
    assert_eq!(office.n_keys(), 21);
    collect(&office).await;
    assert_eq!(office.n_keys(), 7);
    for (path, person) in [(&first, SITI), (&second, BUDI), (&third, BUDI)] {
        assert_eq!(office.bytes(path).await, report());
        assert_eq!(office.view(path, person).await["sha256"], REPORT_SHA256);
    }
    assert_eq!(office.usage(SITI).await, (1, 100));
    assert_eq!(office.usage(BUDI).await, (2, 200));
}

#[tokio::test]
async fn the_bytes_stay_until_the_last_owner_lets_go() {
    let office = Office::open().await;
    let first = upload(&office, SITI).await;
    let second = upload(&office, BUDI).await;
    collect(&office).await;
    // Whose upload brought the bytes does not matter.
    remove(&office, SITI, &first).await;
    collect(&office).await;
    assert_eq!(office.bytes(&second).await, report());
    remove(&office, BUDI, &second).await;
    collect(&office).await;
    assert_eq!(office.n_keys(), 0);
    assert_eq!(office.usage(BUDI).await, (0, 0));
    // And whoever comes afterwards brings them again.
    let third = upload(&office, SITI).await;
    collect(&office).await;
    assert_eq!(office.bytes(&third).await, report());
}

#[tokio::test]
async fn an_equal_file_that_comes_while_the_other_goes_is_whole() {
    let office = Office::open().await;
    let first = upload(&office, SITI).await;
    let second = office.create(BUDI, 100).await;
    office
        .patch(&second, BUDI, 0, report()[..99].to_vec())
        .await;
    remove(&office, SITI, &first).await;
    office
        .patch(&second, BUDI, 99, report()[99..].to_vec())
        .await;
    collect(&office).await;
    assert_eq!(office.bytes(&second).await, report());
}

#[tokio::test]
async fn a_part_that_equals_a_file_is_not_stored_with_it() {
    let office = Office::open().await;
    let whole = upload(&office, SITI).await;
    let headers = [("upload-concat", "partial"), ("upload-length", "100")];
    let answer = office
        .tus((Method::POST, "/api/uploads/files"), SITI, &headers, "")
        .await;
    let part = answer.header("location").unwrap();
    office.patch(part, SITI, 0, report()).await;
    remove(&office, SITI, &whole).await;
    collect(&office).await;
    let list = format!("final;{part}");
    let headers = [("upload-concat", list.as_str())];
    let joined = office
        .tus((Method::POST, "/api/uploads/files"), SITI, &headers, "")
        .await;
    assert_eq!(
        office.bytes(joined.header("location").unwrap()).await,
        report()
    );
}

#[tokio::test]
async fn what_nobody_needs_lies_still_for_an_hour() {
    let office = Office::open().await;
    let path = upload(&office, SITI).await;
    remove(&office, SITI, &path).await;
    office.clock.advance(Duration::from_mins(59));
    assert_eq!(office.tick().await["n_keys_deleted"], 0);
    office.clock.advance(Duration::from_mins(2));
    let tick = office.tick().await;
    assert_eq!((&tick["n_keys_deleted"], office.n_keys()), (&7.into(), 0));
    assert_eq!(office.tick().await["n_keys_deleted"], 0);
}

#[tokio::test]
async fn a_long_file_is_taken_away_a_bounded_piece_at_a_time() {
    let office = Office::open().await;
    let path = office.create(SITI, 16 * 1000).await;
    office.patch(&path, SITI, 0, vec![7; 16 * 1000]).await;
    assert_eq!(office.n_keys(), 1000);
    remove(&office, SITI, &path).await;
    office.clock.advance(Duration::from_hours(2));
    for (left, is_more) in [(600, true), (200, true), (0, false)] {
        let tick = office.tick().await;
        assert_eq!((office.n_keys(), &tick["is_more"]), (left, &is_more.into()));
    }
}

#[tokio::test]
async fn only_machines_do_the_regular_work() {
    let office = Office::open().await;
    let to = (Method::POST, "/api/uploads/tick");
    let answer = office.send(to.clone(), SITI, &[], Body::empty()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let answer = office.send(to, "", &[], Body::empty()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}
