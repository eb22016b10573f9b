//! tus 1.0.0: what is spoken, creation and its extensions, expiration, termination.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, StatusCode};

use crate::office::{BUDI, FILE_MAX, FILES, OFFSET_TYPE, Office, SITI, broken, report};

const NEW: (Method, &str) = (Method::POST, FILES);

#[tokio::test]
async fn what_is_spoken_is_told_to_anybody_in_any_version() {
    let office = Office::open().await;
    let one = office.create(SITI, 100).await;
    for path in [FILES, &one] {
        for version in [&[][..], &[("tus-resumable", "9.9.9")]] {
            let answer = office
                .send((Method::OPTIONS, path), "", version, Body::empty())
                .await;
            assert_eq!(answer.status, StatusCode::NO_CONTENT);
            assert_eq!(answer.header("tus-version"), Some("1.0.0"));
            assert_eq!(answer.header("tus-resumable"), Some("1.0.0"));
            let max = FILE_MAX.to_string();
            assert_eq!(answer.header("tus-max-size"), Some(max.as_str()));
            assert_eq!(answer.header("tus-checksum-algorithm"), Some("sha256,sha1"));
            let extensions = answer.header("tus-extension").unwrap().split(',');
            assert_eq!(
                extensions.collect::<Vec<_>>(),
                [
                    "creation",
                    "creation-with-upload",
                    "creation-defer-length",
                    "expiration",
                    "checksum",
                    "termination",
                    "concatenation"
                ]
            );
        }
    }
}

#[tokio::test]
async fn another_version_is_refused_and_does_nothing() {
    let office = Office::open().await;
    let path = office.create(SITI, 3).await;
    for version in [
        &[][..],
        &[("tus-resumable", "0.2.2")],
        &[("tus-resumable", "")],
    ] {
        let mut headers = vec![("upload-length", "3"), ("upload-offset", "0"), OFFSET_TYPE];
        headers.extend(version);
        for to in [(Method::POST, FILES), (Method::PATCH, path.as_str())] {
            let answer = office.send(to, SITI, &headers, Body::from("abc")).await;
            let expected = (412, "unknown_protocol_version".to_owned());
            assert_eq!(answer.refusal(), expected, "{version:?}");
            assert_eq!(answer.header("tus-version"), Some("1.0.0"));
        }
    }
    let stale = [("tus-resumable", "0.2.2")];
    for method in [Method::HEAD, Method::DELETE] {
        let to = (method, path.as_str());
        let answer = office.send(to, SITI, &stale, Body::empty()).await;
        assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED);
    }
    assert_eq!(office.offset(&path, SITI).await.as_deref(), Some("0"));
    assert_eq!(office.usage(SITI).await, (1, 3));
}

#[tokio::test]
async fn every_answer_names_its_version_refusals_too() {
    let office = Office::open().await;
    for person in ["", SITI] {
        let answer = office.tus(NEW, person, &[], "").await;
        assert!(answer.status.is_client_error());
        assert_eq!(answer.header("tus-resumable"), Some("1.0.0"));
    }
    let answer = office
        .tus((Method::HEAD, "/api/uploads/files/x"), SITI, &[], "")
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.header("tus-resumable"), Some("1.0.0"));
    assert_eq!(answer.header("upload-offset"), None);
}

#[tokio::test]
async fn an_upload_that_begins_has_an_address_and_tells_what_was_said_of_it() {
    let office = Office::open().await;
    let metadata = "filename bGFwb3Jhbi5wZGY=,filetype YXBwbGljYXRpb24vcGRm,rahasia";
    let headers = [("upload-length", "100"), ("upload-metadata", metadata)];
    let answer = office.tus(NEW, SITI, &headers, "").await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(
        answer.header("upload-expires"),
        Some("Wed, 02 Dec 2026 03:00:00 GMT")
    );
    let path = answer.header("location").unwrap();
    let head = office.tus((Method::HEAD, path), SITI, &[], "").await;
    assert_eq!(head.status, StatusCode::OK);
    assert_eq!(head.header("upload-offset"), Some("0"));
    assert_eq!(head.header("upload-length"), Some("100"));
    assert_eq!(head.header("upload-metadata"), Some(metadata));
    assert_eq!(head.header("upload-defer-length"), None);
    assert_eq!(head.header("cache-control"), Some("no-store"));
    let view = office.view(path, SITI).await;
    assert_eq!(view["name"], "laporan.pdf");
    assert_eq!(view["media_type"], "application/pdf");
    assert_eq!(view["state"], "receiving");
}

#[tokio::test]
async fn a_creation_brings_its_first_bytes_along() {
    let office = Office::open().await;
    let headers = [("upload-length", "100"), OFFSET_TYPE];
    let answer = office
        .tus(NEW, SITI, &headers, report()[..40].to_vec())
        .await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.header("upload-offset"), Some("40"));
    let path = answer.header("location").unwrap();
    office.patch(path, SITI, 40, report()[40..].to_vec()).await;
    assert_eq!(office.bytes(path).await, report());
    let whole = office.tus(NEW, SITI, &headers, report()).await;
    assert_eq!(whole.header("upload-offset"), Some("100"));
    assert_eq!(whole.header("upload-expires"), None);
    assert!(
        whole
            .header("repr-digest")
            .unwrap()
            .starts_with("sha-256=:mRWevCdm")
    );
}

#[tokio::test]
async fn an_empty_file_is_whole_when_it_begins() {
    let office = Office::open().await;
    let path = office.create(SITI, 0).await;
    let view = office.view(&path, SITI).await;
    assert_eq!(view["state"], "ready");
    // FIPS 180-4's digest of nothing.
    let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(view["sha256"], nothing);
}

#[tokio::test]
async fn a_length_is_told_later_once_and_stays() {
    let office = Office::open().await;
    let deferred = [("upload-defer-length", "1")];
    let answer = office.tus(NEW, SITI, &deferred, "").await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let path = answer.header("location").unwrap();
    office.patch(path, SITI, 0, report()[..40].to_vec()).await;
    let head = office.tus((Method::HEAD, path), SITI, &[], "").await;
    assert_eq!(head.header("upload-defer-length"), Some("1"));
    assert_eq!(head.header("upload-length"), None);
    assert_eq!(head.header("upload-offset"), Some("40"));
    let patch = (Method::PATCH, path);
    let with = |length: &'static str| {
        [
            ("upload-offset", "40"),
            ("upload-length", length),
            OFFSET_TYPE,
        ]
    };
    let short = office.tus(patch.clone(), SITI, &with("39"), "").await;
    assert_eq!(short.refusal(), (400, "bad_header".to_owned()));
    let told = office.tus(patch.clone(), SITI, &with("100"), "").await;
    assert_eq!(told.status, StatusCode::NO_CONTENT);
    let changed = office.tus(patch.clone(), SITI, &with("101"), "").await;
    assert_eq!(changed.refusal(), (400, "bad_header".to_owned()));
    let end = office
        .tus(patch, SITI, &with("100"), report()[40..].to_vec())
        .await;
    assert_eq!(end.header("upload-offset"), Some("100"));
    assert_eq!(office.bytes(path).await, report());
}

#[tokio::test]
async fn a_creation_tells_its_length_or_that_it_tells_it_later() {
    let office = Office::open().await;
    for headers in [
        &[][..],
        &[("upload-defer-length", "2")],
        &[("upload-defer-length", "0")],
        &[("upload-defer-length", "1"), ("upload-length", "3")],
    ] {
        let answer = office.tus(NEW, SITI, headers, "").await;
        assert_eq!(
            answer.refusal(),
            (400, "bad_header".to_owned()),
            "{headers:?}"
        );
    }
    let too_long = (FILE_MAX + 1).to_string();
    let headers = [("upload-length", too_long.as_str())];
    let answer = office.tus(NEW, SITI, &headers, "").await;
    assert_eq!(answer.refusal(), (413, "file_too_long".to_owned()));
    office.create(SITI, FILE_MAX).await;
}

#[tokio::test]
async fn a_creation_by_its_own_id_is_one_however_often_it_comes() {
    let office = Office::open().await;
    // base64 of 0193a5b0-7c1e-7000-8000-000000000101
    let id = "id MDE5M2E1YjAtN2MxZS03MDAwLTgwMDAtMDAwMDAwMDAwMTAx";
    let headers = [("upload-length", "100"), ("upload-metadata", id)];
    let first = office.tus(NEW, SITI, &headers, "").await;
    let path = "/api/uploads/files/0193a5b0-7c1e-7000-8000-000000000101";
    assert_eq!(first.header("location"), Some(path));
    office.patch(path, SITI, 0, report()[..40].to_vec()).await;
    let again = office.tus(NEW, SITI, &headers, "").await;
    assert_eq!(again.status, StatusCode::CREATED);
    assert_eq!(again.header("upload-offset"), Some("40"));
    assert_eq!(office.usage(SITI).await, (1, 100));
    let other = office.tus(NEW, BUDI, &headers, "").await;
    assert_eq!(other.refusal(), (422, "id_reused".to_owned()));
    let longer = [("upload-length", "101"), ("upload-metadata", id)];
    let longer = office.tus(NEW, SITI, &longer, "").await;
    assert_eq!(longer.refusal(), (422, "id_reused".to_owned()));
}

#[tokio::test]
async fn what_nobody_goes_on_with_is_gone_after_a_week() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    let day = Duration::from_hours(24);
    office.clock.advance(day * 6);
    let answer = office.patch(&path, SITI, 0, report()[..40].to_vec()).await;
    assert_eq!(
        answer.header("upload-expires"),
        Some("Tue, 08 Dec 2026 03:00:00 GMT")
    );
    office.clock.advance(day * 7 - Duration::from_secs(1));
    assert_eq!(office.tick().await["n_expired"], 0);
    assert_eq!(office.offset(&path, SITI).await.as_deref(), Some("40"));
    office.clock.advance(day * 7);
    for _ in 0..2 {
        // Before it is collected and afterwards.
        let late = office.patch(&path, SITI, 40, report()[40..].to_vec()).await;
        assert_eq!(late.refusal(), (410, "gone".to_owned()));
        office.tick().await;
    }
    assert_eq!(office.usage(SITI).await, (0, 0));
    office.clock.advance(Duration::from_hours(2));
    office.tick().await;
    assert_eq!(office.n_keys(), 0);
}

#[tokio::test]
async fn what_is_taken_away_is_gone_finished_or_not() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    office.patch(&path, SITI, 0, report()[..40].to_vec()).await;
    let whole = office.create(SITI, 100).await;
    office.patch(&whole, SITI, 0, report()).await;
    for path in [&path, &whole] {
        let answer = office.tus((Method::DELETE, path), SITI, &[], "").await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        for method in [Method::HEAD, Method::DELETE] {
            let answer = office.tus((method, path), SITI, &[], "").await;
            assert_eq!(answer.status, StatusCode::GONE);
        }
    }
    assert_eq!(office.usage(SITI).await, (0, 0));
    office.clock.advance(Duration::from_hours(2));
    office.tick().await;
    assert_eq!(office.n_keys(), 0);
}

#[tokio::test]
async fn a_header_names_the_method_where_a_proxy_knows_few() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    let override_with = |method: &'static str| ("x-http-method-override", method);
    let headers = [override_with("PATCH"), ("upload-offset", "0"), OFFSET_TYPE];
    let answer = office
        .tus((Method::POST, &path), SITI, &headers, report())
        .await;
    assert_eq!(answer.header("upload-offset"), Some("100"));
    let head = office
        .tus((Method::POST, &path), SITI, &[override_with("HEAD")], "")
        .await;
    assert_eq!(head.header("upload-offset"), Some("100"));
    let wrong = office.tus((Method::POST, &path), SITI, &[], "").await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    // What another site's page may not send it may not send under another name.
    let foreign = [override_with("DELETE"), ("sec-fetch-site", "cross-site")];
    let answer = office.tus((Method::GET, &path), SITI, &foreign, "").await;
    assert_eq!(answer.refusal(), (403, "cross_site".to_owned()));
    let gone = office
        .tus((Method::GET, &path), SITI, &[override_with("DELETE")], "")
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_creation_that_is_cut_keeps_what_came() {
    let office = Office::open().await;
    let id = "id MDE5M2E1YjAtN2MxZS03MDAwLTgwMDAtMDAwMDAwMDAwMTAx";
    let headers = [
        ("upload-length", "100"),
        ("upload-metadata", id),
        OFFSET_TYPE,
    ];
    let answer = office
        .tus(NEW, SITI, &headers, broken(&report()[..53]))
        .await;
    assert_eq!(answer.refusal(), (400, "body_broke_off".to_owned()));
    let again = office.tus(NEW, SITI, &headers, "").await;
    assert_eq!(again.header("upload-offset"), Some("53"));
}
