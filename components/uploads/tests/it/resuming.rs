//! An upload goes on from where it was, whatever ended it.

use axum::http::{Method, StatusCode};

use crate::office::{BUDI, Office, REPORT_SHA256, SITI, broken, report};

#[tokio::test]
async fn an_upload_goes_on_from_where_it_was() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    assert_eq!(office.offset(&path, SITI).await.as_deref(), Some("0"));
    let first = office.patch(&path, SITI, 0, report()[..37].to_vec()).await;
    assert_eq!(first.status, StatusCode::NO_CONTENT, "{first:?}");
    assert_eq!(first.header("upload-offset"), Some("37"));
    assert_eq!(office.offset(&path, SITI).await.as_deref(), Some("37"));
    let second = office.patch(&path, SITI, 37, report()[37..].to_vec()).await;
    assert_eq!(second.header("upload-offset"), Some("100"));
    assert_eq!(office.bytes(&path).await, report());
    let row = &office
        .rows("SELECT state, sha256, size FROM upload", vec![])
        .await[0];
    assert_eq!(row.text("state").unwrap(), "ready");
    assert_eq!(row.text("sha256").unwrap(), REPORT_SHA256);
}

#[tokio::test]
async fn what_came_before_the_line_was_cut_is_kept() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    let cut = office.patch(&path, SITI, 0, broken(&report()[..53])).await;
    assert_eq!(cut.refusal(), (400, "body_broke_off".to_owned()));
    assert_eq!(office.offset(&path, SITI).await.as_deref(), Some("53"));
    office.patch(&path, SITI, 53, report()[53..].to_vec()).await;
    assert_eq!(office.bytes(&path).await, report());
}

#[tokio::test]
async fn nobody_elses_upload_is_there() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    for method in [Method::HEAD, Method::DELETE] {
        let answer = office.tus((method, &path), BUDI, &[], "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    let answer = office.patch(&path, BUDI, 0, "abc").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(office.offset(&path, SITI).await.as_deref(), Some("0"));
}

#[tokio::test]
async fn a_line_that_is_cut_after_the_last_byte_leaves_a_file_that_is_done() {
    let office = Office::open().await;
    let path = office.create(SITI, report().len()).await;
    office.patch(&path, SITI, 0, broken(&report())).await;
    let row = &office.rows("SELECT state FROM upload", vec![]).await[0];
    assert_eq!(row.text("state").unwrap(), "ready");
    assert_eq!(office.bytes(&path).await, report());
}
