//! Resumable Uploads for HTTP, the draft of the IETF, on the same resources.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, StatusCode};

use crate::office::{Answer, FILE_MAX, FILES, Office, REPORT_SHA256, SITI, broken, report};

const NEW: (Method, &str) = (Method::POST, FILES);
const WHOLE: (&str, &str) = ("upload-complete", "?1");
const PIECE: (&str, &str) = ("upload-complete", "?0");
const PARTIAL: (&str, &str) = ("content-type", "application/partial-upload");
const REPR_DIGEST: &str = "sha-256=:mRWevCdmBbBgn90PtFFZ1ts8Vobp9+uhzECMJ8VSQ1c=:";

/// Begins an upload with nothing in it; gives its path.
async fn begin(office: &Office, headers: &[(&str, &str)]) -> String {
    let mut all = vec![PIECE];
    all.extend(headers);
    let answer = office.send(NEW, SITI, &all, Body::empty()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    answer.header("location").unwrap().to_owned()
}

async fn append(
    office: &Office,
    path: &str,
    (offset, complete): (usize, (&str, &str)),
    body: impl Into<Body>,
) -> Answer {
    let offset = offset.to_string();
    let headers = [("upload-offset", offset.as_str()), complete, PARTIAL];
    office
        .send((Method::PATCH, path), SITI, &headers, body.into())
        .await
}

async fn head(office: &Office, path: &str) -> Answer {
    office
        .send((Method::HEAD, path), SITI, &[], Body::empty())
        .await
}

#[tokio::test]
async fn a_whole_file_in_its_creation_is_complete() {
    let office = Office::open().await;
    let headers = [
        WHOLE,
        ("content-length", "100"),
        ("content-type", "application/pdf"),
        ("content-disposition", "inline; filename=\"laporan.pdf\""),
    ];
    let answer = office.send(NEW, SITI, &headers, Body::from(report())).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    assert_eq!(answer.header("upload-complete"), Some("?1"));
    assert_eq!(answer.header("repr-digest"), Some(REPR_DIGEST));
    assert_eq!(answer.header("tus-resumable"), None);
    let view = answer.json();
    assert_eq!(
        (&view["name"], &view["sha256"]),
        (&"laporan.pdf".into(), &REPORT_SHA256.into())
    );
    assert_eq!(view["media_type"], "application/pdf");
    assert_eq!(
        office.bytes(answer.header("location").unwrap()).await,
        report()
    );
}

#[tokio::test]
async fn a_creation_by_its_own_id_is_one_however_often_it_comes() {
    let office = Office::open().await;
    // filename laporan.pdf, id 0193a5b0-7c1e-7000-8000-000000000101
    let metadata = "filename bGFwb3Jhbi5wZGY=,\
        id MDE5M2E1YjAtN2MxZS03MDAwLTgwMDAtMDAwMDAwMDAwMTAx";
    let headers = [("upload-metadata", metadata), ("content-length", "0")];
    let path = begin(&office, &headers).await;
    assert!(path.ends_with("101"), "{path}");
    append(&office, &path, (0, PIECE), report()[..40].to_vec()).await;
    assert_eq!(begin(&office, &headers).await, path);
    assert_eq!(office.usage(SITI).await, (1, 40));
    assert_eq!(office.view(&path, SITI).await["name"], "laporan.pdf");
    let whole = [
        WHOLE,
        ("upload-metadata", metadata),
        ("content-length", "100"),
    ];
    let answer = office.send(NEW, SITI, &whole, Body::from(report())).await;
    assert_eq!(answer.refusal(), (409, "offset_mismatch".to_owned()));
    assert_eq!(answer.header("upload-offset"), Some("40"));
}

#[tokio::test]
async fn pieces_are_appended_until_one_is_the_last() {
    let office = Office::open().await;
    let first = office
        .send(NEW, SITI, &[PIECE], Body::from(report()[..30].to_vec()))
        .await;
    assert_eq!(first.status, StatusCode::CREATED);
    assert_eq!(first.header("upload-complete"), Some("?0"));
    assert_eq!(
        first.header("upload-limit"),
        Some("max-size=6291456, max-age=604800")
    );
    let path = first.header("location").unwrap();
    let second = append(&office, path, (30, PIECE), report()[30..70].to_vec()).await;
    assert_eq!(second.status, StatusCode::NO_CONTENT);
    assert_eq!(second.header("upload-complete"), Some("?0"));
    assert_eq!(second.header("upload-offset"), Some("70"));
    let last = append(&office, path, (70, WHOLE), report()[70..].to_vec()).await;
    assert_eq!(last.status, StatusCode::OK);
    assert_eq!(last.header("upload-complete"), Some("?1"));
    assert_eq!(last.json()["sha256"], REPORT_SHA256);
    assert_eq!(office.bytes(path).await, report());
}

#[tokio::test]
async fn a_head_tells_offset_completeness_length_and_limits() {
    let office = Office::open().await;
    let path = begin(&office, &[("upload-length", "100")]).await;
    office.clock.advance(Duration::from_secs(60));
    let answer = head(&office, &path).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.header("upload-offset"), Some("0"));
    assert_eq!(answer.header("upload-complete"), Some("?0"));
    assert_eq!(answer.header("upload-length"), Some("100"));
    assert_eq!(
        answer.header("upload-limit"),
        Some("max-size=6291456, max-age=604740")
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    append(&office, &path, (0, WHOLE), report()).await;
    let answer = head(&office, &path).await;
    assert_eq!(answer.header("upload-complete"), Some("?1"));
    assert_eq!(answer.header("upload-offset"), Some("100"));
    assert_eq!(answer.header("upload-limit"), Some("max-size=6291456"));
    assert_eq!(answer.header("repr-digest"), Some(REPR_DIGEST));
    let unknown = begin(&office, &[]).await;
    assert_eq!(head(&office, &unknown).await.header("upload-length"), None);
}

#[tokio::test]
async fn whether_it_is_complete_the_client_says_and_not_the_length() {
    let office = Office::open().await;
    let path = begin(&office, &[("upload-length", "100")]).await;
    let all = append(&office, &path, (0, PIECE), report()).await;
    assert_eq!(all.header("upload-complete"), Some("?0"));
    assert_eq!(
        head(&office, &path).await.header("upload-offset"),
        Some("100")
    );
    let nothing = append(&office, &path, (100, WHOLE), "").await;
    assert_eq!(nothing.status, StatusCode::OK);
    assert_eq!(nothing.header("upload-complete"), Some("?1"));
    assert_eq!(office.bytes(&path).await, report());
}

#[tokio::test]
async fn what_came_before_a_cut_is_kept_and_nothing_is_complete() {
    let office = Office::open().await;
    let path = begin(&office, &[]).await;
    let cut = append(&office, &path, (0, WHOLE), broken(&report()[..53])).await;
    assert_eq!(cut.status, StatusCode::BAD_REQUEST);
    let answer = head(&office, &path).await;
    assert_eq!(answer.header("upload-offset"), Some("53"));
    assert_eq!(answer.header("upload-complete"), Some("?0"));
    append(&office, &path, (53, WHOLE), report()[53..].to_vec()).await;
    assert_eq!(office.bytes(&path).await, report());
}

#[tokio::test]
async fn another_offset_is_refused_with_the_right_one() {
    let office = Office::open().await;
    let path = begin(&office, &[]).await;
    append(&office, &path, (0, PIECE), report()[..40].to_vec()).await;
    for offset in [0, 39, 41, 100] {
        let answer = append(&office, &path, (offset, PIECE), "abc").await;
        assert_eq!(
            answer.refusal(),
            (409, "offset_mismatch".to_owned()),
            "{offset}"
        );
        assert_eq!(answer.header("upload-offset"), Some("40"));
    }
    // What is no number counts as not there.
    for offset in ["-1", "40.0", "\"40\"", "40 40"] {
        let headers = [("upload-offset", offset), PIECE, PARTIAL];
        let answer = office
            .send((Method::PATCH, &path), SITI, &headers, Body::from("abc"))
            .await;
        assert_eq!(answer.refusal(), (400, "bad_header".to_owned()), "{offset}");
    }
    assert_eq!(
        head(&office, &path).await.header("upload-offset"),
        Some("40")
    );
}

#[tokio::test]
async fn nothing_is_added_to_what_is_complete() {
    let office = Office::open().await;
    let path = begin(&office, &[]).await;
    append(&office, &path, (0, WHOLE), report()).await;
    let nothing = append(&office, &path, (100, WHOLE), "").await;
    assert_eq!(nothing.refusal(), (400, "completed_upload".to_owned()));
    let headers = [
        ("upload-offset", "100"),
        WHOLE,
        PARTIAL,
        ("content-length", "3"),
    ];
    let more = office
        .send((Method::PATCH, &path), SITI, &headers, Body::from("abc"))
        .await;
    assert_eq!(more.refusal(), (400, "inconsistent_length".to_owned()));
    assert_eq!(office.bytes(&path).await, report());
}

#[tokio::test]
async fn lengths_agree_or_are_refused() {
    let office = Office::open().await;
    let headers = [WHOLE, ("upload-length", "99"), ("content-length", "100")];
    let answer = office.send(NEW, SITI, &headers, Body::from(report())).await;
    assert_eq!(answer.refusal(), (400, "inconsistent_length".to_owned()));
    let path = begin(&office, &[("upload-length", "100")]).await;
    let headers = [
        ("upload-offset", "0"),
        PIECE,
        PARTIAL,
        ("upload-length", "101"),
    ];
    let answer = office
        .send((Method::PATCH, &path), SITI, &headers, Body::from("abc"))
        .await;
    assert_eq!(answer.refusal(), (400, "inconsistent_length".to_owned()));
    // A last piece that is too short: it is kept, and nothing is complete.
    let short = append(&office, &path, (0, WHOLE), report()[..60].to_vec()).await;
    assert_eq!(short.refusal(), (400, "inconsistent_length".to_owned()));
    let answer = head(&office, &path).await;
    assert_eq!(answer.header("upload-complete"), Some("?0"));
    // What is no number counts as not told.
    begin(&office, &[("upload-length", "-5")]).await;
}

#[tokio::test]
async fn more_than_was_announced_ends_the_upload() {
    let office = Office::open().await;
    let path = begin(&office, &[("upload-length", "50")]).await;
    let answer = append(&office, &path, (0, PIECE), report()).await;
    assert_eq!(answer.refusal(), (413, "file_too_long".to_owned()));
    assert!(answer.header("upload-limit").is_some());
    assert_eq!(head(&office, &path).await.status, StatusCode::GONE);
    let late = append(&office, &path, (0, PIECE), "abc").await;
    assert_eq!(late.refusal(), (410, "gone".to_owned()));
}

#[tokio::test]
async fn limits_are_told_before_and_with_each_refusal() {
    let office = Office::open().await;
    let options = office
        .send((Method::OPTIONS, FILES), "", &[], Body::empty())
        .await;
    let types = options.header("accept-patch").unwrap();
    assert!(types.contains("application/partial-upload"), "{types}");
    assert_eq!(options.header("upload-limit"), Some("max-size=6291456"));
    let long = (FILE_MAX + 1).to_string();
    let headers = [PIECE, ("upload-length", long.as_str())];
    let answer = office.send(NEW, SITI, &headers, Body::empty()).await;
    assert_eq!(answer.refusal(), (413, "file_too_long".to_owned()));
    assert_eq!(answer.header("upload-limit"), Some("max-size=6291456"));
}

#[tokio::test]
async fn an_append_has_its_type_but_for_old_versions() {
    let office = Office::open().await;
    let path = begin(&office, &[]).await;
    let plain = ("content-type", "application/octet-stream");
    let headers = [("upload-offset", "0"), PIECE, plain];
    let to = (Method::PATCH, path.as_str());
    let answer = office
        .send(to.clone(), SITI, &headers, Body::from("abc"))
        .await;
    assert_eq!(answer.refusal(), (415, "wrong_patch_type".to_owned()));
    assert_eq!(
        answer.header("accept-patch"),
        Some("application/partial-upload")
    );
    let headers = [
        ("upload-draft-interop-version", "5"),
        ("upload-offset", "0"),
        PIECE,
    ];
    let answer = office.send(to, SITI, &headers, Body::from("abc")).await;
    assert_eq!(answer.header("upload-offset"), Some("3"));
}

#[tokio::test]
async fn digests_of_content_and_of_the_whole_are_checked() {
    let office = Office::open().await;
    let path = begin(&office, &[]).await;
    let headers = [
        ("upload-offset", "0"),
        PIECE,
        PARTIAL,
        ("content-digest", REPR_DIGEST),
    ];
    let to = (Method::PATCH, path.as_str());
    let lie = office
        .send(to.clone(), SITI, &headers, Body::from("abc"))
        .await;
    assert_eq!(lie.refusal(), (422, "digest_mismatch".to_owned()));
    assert_eq!(
        head(&office, &path).await.header("upload-offset"),
        Some("0")
    );
    let right = office.send(to, SITI, &headers, Body::from(report())).await;
    assert_eq!(right.header("upload-offset"), Some("100"));
    // Of the whole it is told at the begin, and looked at in the end.
    let path = begin(&office, &[("repr-digest", REPR_DIGEST)]).await;
    append(&office, &path, (0, PIECE), report()[..50].to_vec()).await;
    let wrong = append(&office, &path, (50, WHOLE), vec![7; 50]).await;
    assert_eq!(wrong.refusal(), (422, "digest_mismatch".to_owned()));
    assert_eq!(head(&office, &path).await.status, StatusCode::GONE);
    let path = begin(&office, &[("repr-digest", REPR_DIGEST)]).await;
    let right = append(&office, &path, (0, WHOLE), report()).await;
    assert_eq!(right.status, StatusCode::OK);
}

#[tokio::test]
async fn an_upload_that_is_cancelled_is_gone() {
    let office = Office::open().await;
    let path = begin(&office, &[]).await;
    let gone = office
        .send((Method::DELETE, &path), SITI, &[], Body::empty())
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(head(&office, &path).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn an_upload_begun_by_one_protocol_goes_on_by_the_other() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    office.patch(&path, SITI, 0, report()[..40].to_vec()).await;
    assert_eq!(
        head(&office, &path).await.header("upload-offset"),
        Some("40")
    );
    let last = append(&office, &path, (40, WHOLE), report()[40..].to_vec()).await;
    assert_eq!(last.status, StatusCode::OK);
    assert_eq!(office.bytes(&path).await, report());
    let path = begin(&office, &[("upload-length", "100")]).await;
    append(&office, &path, (0, PIECE), report()[..40].to_vec()).await;
    assert_eq!(office.offset(&path, SITI).await.as_deref(), Some("40"));
    office.patch(&path, SITI, 40, report()[40..].to_vec()).await;
    assert_eq!(
        head(&office, &path).await.header("upload-complete"),
        Some("?1")
    );
}
