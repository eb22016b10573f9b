//! What a client says of the bytes of one request: tus' checksums.

use axum::http::{Method, StatusCode};

use crate::office::{FILES, OFFSET_TYPE, Office, SITI, broken, report};

/// Digests of [`report`], as tus writes them.
const SHA1: &str = "sha1 dcKo5pPFAP+Dg7cmVzO7Dm6o27Q=";
const SHA256: &str = "sha256 mRWevCdmBbBgn90PtFFZ1ts8Vobp9+uhzECMJ8VSQ1c=";

#[tokio::test]
async fn bytes_that_are_what_was_said_are_kept() {
    for checksum in [SHA1, SHA256] {
        let office = Office::open().await;
        let path = office.create(SITI, 100).await;
        let headers = [
            ("upload-offset", "0"),
            ("upload-checksum", checksum),
            OFFSET_TYPE,
        ];
        let answer = office
            .tus((Method::PATCH, &path), SITI, &headers, report())
            .await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{answer:?}");
        assert_eq!(office.bytes(&path).await, report());
    }
}

#[tokio::test]
async fn bytes_that_are_not_what_was_said_are_as_if_they_had_not_come() {
    for checksum in [SHA1, SHA256] {
        let office = Office::open().await;
        let path = office.create(SITI, 100).await;
        office.patch(&path, SITI, 0, report()[..40].to_vec()).await;
        let headers = [
            ("upload-offset", "40"),
            ("upload-checksum", checksum),
            OFFSET_TYPE,
        ];
        let to = (Method::PATCH, path.as_str());
        let lie = office.tus(to.clone(), SITI, &headers, vec![7; 60]).await;
        assert_eq!(lie.refusal(), (460, "checksum_mismatch".to_owned()));
        assert_eq!(office.offset(&path, SITI).await.as_deref(), Some("40"));
        // What broke off cannot be proved.
        let cut = office
            .tus(to, SITI, &headers, broken(&report()[40..70]))
            .await;
        assert_eq!(cut.refusal(), (400, "body_broke_off".to_owned()));
        assert_eq!(office.offset(&path, SITI).await.as_deref(), Some("40"));
        office.patch(&path, SITI, 40, report()[40..].to_vec()).await;
        assert_eq!(office.bytes(&path).await, report());
    }
}

#[tokio::test]
async fn an_algorithm_or_a_digest_that_is_none_is_refused_before_anything() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    for checksum in [
        "md5 kAFQmDzST7DWlj99KOF/cg==",
        "sha1",
        "sha1 ",
        "sha1 ***",
        "SHA1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
        "sha256 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
        "sha1  qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
    ] {
        let headers = [
            ("upload-offset", "0"),
            ("upload-checksum", checksum),
            OFFSET_TYPE,
        ];
        let answer = office
            .tus((Method::PATCH, &path), SITI, &headers, report())
            .await;
        assert_eq!(
            answer.refusal(),
            (400, "bad_header".to_owned()),
            "{checksum}"
        );
    }
    assert_eq!(office.offset(&path, SITI).await.as_deref(), Some("0"));
}

#[tokio::test]
async fn the_bytes_of_a_creation_are_proved_as_well() {
    let office = Office::open().await;
    let headers = [
        ("upload-length", "100"),
        ("upload-checksum", SHA1),
        OFFSET_TYPE,
    ];
    let answer = office
        .tus((Method::POST, FILES), SITI, &headers, vec![7; 100])
        .await;
    assert_eq!(answer.refusal(), (460, "checksum_mismatch".to_owned()));
    let answer = office
        .tus((Method::POST, FILES), SITI, &headers, report())
        .await;
    assert_eq!(answer.header("upload-offset"), Some("100"));
}

#[tokio::test]
async fn keys_of_what_was_not_proved_are_collected() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    let headers = [
        ("upload-offset", "0"),
        ("upload-checksum", SHA1),
        OFFSET_TYPE,
    ];
    office
        .tus((Method::PATCH, &path), SITI, &headers, vec![7; 100])
        .await;
    assert_eq!(office.n_keys(), 7);
    office.patch(&path, SITI, 0, report()).await;
    office.clock.advance(std::time::Duration::from_hours(2));
    office.tick().await;
    assert_eq!(office.n_keys(), 7);
    assert_eq!(office.bytes(&path).await, report());
}
