//! What nobody well-behaved sends.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use ngantor_db::params;

use crate::office::{BUDI, FILES, OFFSET_TYPE, Office, SITI, report};

const NEW: (Method, &str) = (Method::POST, FILES);

#[tokio::test]
async fn lengths_that_are_none_or_absurd_begin_nothing() {
    let office = Office::open().await;
    for length in [
        "-1",
        "+1",
        "1.5",
        "1e3",
        "0x10",
        "abc",
        "",
        "9007199254740993",
        "18446744073709551616",
        "99999999999999999999999999999999",
        "100, 100",
        "\u{661}",
    ] {
        let answer = office
            .tus(NEW, SITI, &[("upload-length", length)], "")
            .await;
        assert_eq!(
            answer.refusal(),
            (400, "bad_header".to_owned()),
            "{length:?}"
        );
    }
    let huge = office
        .tus(NEW, SITI, &[("upload-length", "9007199254740992")], "")
        .await;
    assert_eq!(huge.refusal(), (413, "file_too_long".to_owned()));
    let twice = [("upload-length", "3"), ("upload-length", "4")];
    let answer = office.tus(NEW, SITI, &twice, "").await;
    assert_eq!(answer.refusal(), (400, "bad_header".to_owned()));
    assert_eq!(office.usage(SITI).await, (0, 0));
}

#[tokio::test]
async fn offsets_that_are_none_change_nothing() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    for offset in ["-1", "+0", "0x0", "", "abc", "18446744073709551616", "0, 0"] {
        let headers = [("upload-offset", offset), OFFSET_TYPE];
        let answer = office
            .tus((Method::PATCH, &path), SITI, &headers, "abc")
            .await;
        assert_eq!(
            answer.refusal(),
            (400, "bad_header".to_owned()),
            "{offset:?}"
        );
    }
    let missing = office
        .tus((Method::PATCH, &path), SITI, &[OFFSET_TYPE], "abc")
        .await;
    assert_eq!(missing.refusal(), (400, "bad_header".to_owned()));
    let twice = [("upload-offset", "0"), ("upload-offset", "0"), OFFSET_TYPE];
    let answer = office
        .tus((Method::PATCH, &path), SITI, &twice, "abc")
        .await;
    assert_eq!(answer.refusal(), (400, "bad_header".to_owned()));
    assert_eq!(office.offset(&path, SITI).await.as_deref(), Some("0"));
}

#[tokio::test]
async fn more_bytes_than_announced_are_not_taken() {
    let office = Office::open().await;
    let path = office.create(SITI, 50).await;
    // By a length that says so, and by one that says nothing or lies.
    for length in [Some("100"), None, Some("50")] {
        let mut headers = vec![("upload-offset", "0"), OFFSET_TYPE];
        headers.extend(length.map(|length| ("content-length", length)));
        let answer = office
            .tus((Method::PATCH, &path), SITI, &headers, report())
            .await;
        assert_eq!(
            answer.refusal(),
            (413, "file_too_long".to_owned()),
            "{length:?}"
        );
        assert_eq!(office.offset(&path, SITI).await.as_deref(), Some("0"));
    }
    let headers = [("upload-length", "50"), OFFSET_TYPE];
    let answer = office.tus(NEW, SITI, &headers, report()).await;
    assert_eq!(answer.refusal(), (413, "file_too_long".to_owned()));
}

#[tokio::test]
async fn metadata_of_every_malformed_kind_begins_nothing() {
    let office = Office::open().await;
    let long = format!("a {}", "A".repeat(8000));
    let many = (0..40)
        .map(|n| format!("k{n}"))
        .collect::<Vec<_>>()
        .join(",");
    for metadata in [
        ",",
        "a YQ==,",
        ",a YQ==",
        "a YQ==,,b Yg==",
        "a YQ==,a Yg==",
        "a YQ",
        "a Y",
        "a ====",
        "a  YQ==",
        "a YQ== YQ==",
        "a Y_-=",
        "a\tYQ==",
        "k\u{e9}y YQ==",
        "id bm8gaWQ=",
        "document_id bm8gaWQ=",
        &long,
        &many,
    ] {
        let headers = [("upload-length", "3"), ("upload-metadata", metadata)];
        let answer = office.tus(NEW, SITI, &headers, "").await;
        assert_eq!(
            answer.refusal(),
            (400, "bad_header".to_owned()),
            "{metadata:?}"
        );
    }
    assert_eq!(office.usage(SITI).await, (0, 0));
    // Bytes that are no text name nothing, and are given back as they came.
    let headers = [("upload-length", "3"), ("upload-metadata", "filename /w==")];
    let answer = office.tus(NEW, SITI, &headers, "").await;
    let path = answer.header("location").unwrap();
    assert!(office.view(path, SITI).await["name"].is_null());
    let head = office.tus((Method::HEAD, path), SITI, &[], "").await;
    assert_eq!(head.header("upload-metadata"), Some("filename /w=="));
}

#[tokio::test]
async fn a_name_leads_nowhere() {
    let office = Office::open().await;
    for (metadata, name) in [
        // ../../etc/passwd
        ("filename Li4vLi4vZXRjL3Bhc3N3ZA==", "passwd"),
        // C:\fakepath\a.pdf
        ("filename QzpcZmFrZXBhdGhcYS5wZGY=", "a.pdf"),
        // a\r\nSet-Cookie: b
        ("filename YQ0KU2V0LUNvb2tpZTogYg==", "aSet-Cookie: b"),
    ] {
        let headers = [("upload-length", "3"), ("upload-metadata", metadata)];
        let answer = office.tus(NEW, SITI, &headers, "").await;
        let path = answer.header("location").unwrap();
        assert_eq!(office.view(path, SITI).await["name"], name);
    }
}

#[tokio::test]
async fn an_id_of_somebody_elses_opens_nothing() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    office.patch(&path, SITI, 0, report()).await;
    for (method, status) in [
        (Method::GET, 404),
        (Method::HEAD, 404),
        (Method::PATCH, 404),
        (Method::DELETE, 404),
        // That an id is taken it has to tell who chooses it: as every function does.
        (Method::PUT, 422),
    ] {
        for version in [&[][..], &[("tus-resumable", "1.0.0")]] {
            let mut headers = vec![("upload-offset", "100"), OFFSET_TYPE];
            headers.extend(version);
            if version.is_empty() && method == Method::PATCH {
                headers = vec![
                    ("upload-offset", "100"),
                    ("upload-complete", "?1"),
                    ("content-type", "application/partial-upload"),
                ];
            }
            let to = (method.clone(), path.as_str());
            let answer = office.send(to, BUDI, &headers, Body::from(report())).await;
            assert_eq!(answer.status.as_u16(), status, "{method} {version:?}");
        }
    }
    let receipt = format!("{path}/receipt");
    let answer = office
        .send((Method::GET, &receipt), BUDI, &[], Body::empty())
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let others = office.view(FILES, BUDI).await;
    assert_eq!(others, serde_json::json!([]));
}

#[tokio::test]
async fn nobody_who_is_not_signed_in_or_from_another_site_begins_anything() {
    let office = Office::open().await;
    let headers = [("upload-length", "3")];
    let answer = office.tus(NEW, "", &headers, "").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let headers = [("upload-length", "3"), ("sec-fetch-site", "cross-site")];
    let answer = office.tus(NEW, SITI, &headers, "").await;
    assert_eq!(answer.refusal(), (403, "cross_site".to_owned()));
    assert_eq!(office.usage(SITI).await, (0, 0));
}

#[tokio::test]
async fn coded_bytes_are_no_file() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    let headers = [
        ("upload-offset", "0"),
        ("content-encoding", "gzip"),
        OFFSET_TYPE,
    ];
    let answer = office
        .tus((Method::PATCH, &path), SITI, &headers, report())
        .await;
    assert_eq!(answer.refusal(), (415, "content_coding".to_owned()));
}

#[tokio::test]
async fn nobody_who_follows_reads_what_a_file_is_called() {
    let office = Office::open().await;
    // rahasia.pdf
    let headers = [
        ("upload-length", "3"),
        ("upload-metadata", "filename cmFoYXNpYS5wZGY="),
    ];
    let answer = office.tus(NEW, SITI, &headers, "").await;
    office
        .patch(answer.header("location").unwrap(), SITI, 0, "abc")
        .await;
    let rows = office
        .rows(
            "SELECT old, new FROM journal ORDER BY seq LIMIT 9",
            params![],
        )
        .await;
    let told = format!("{rows:?}");
    assert!(rows.len() == 2 && told.contains("ready"), "{told}");
    assert!(
        !told.contains("rahasia") && !told.contains("cmFoYXNpYS5wZGY="),
        "{told}"
    );
}
