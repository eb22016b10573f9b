//! tus' concatenation: parts that come side by side and are joined to one file.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use ngantor_db::params;

use crate::office::{Answer, BUDI, FILES, OFFSET_TYPE, Office, REPORT_SHA256, SITI, report};

const PARTIAL: (&str, &str) = ("upload-concat", "partial");

/// A part of somebody's that is whole.
async fn part(office: &Office, person: &str, bytes: &[u8]) -> String {
    let length = bytes.len().to_string();
    let headers = [PARTIAL, ("upload-length", length.as_str())];
    let answer = office
        .tus((Method::POST, FILES), person, &headers, "")
        .await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    let path = answer.header("location").unwrap().to_owned();
    // In two requests, so that it has more than one segment.
    let (first, second) = bytes.split_at(bytes.len() / 2);
    office.patch(&path, person, 0, first.to_vec()).await;
    office
        .patch(&path, person, first.len(), second.to_vec())
        .await;
    path
}

async fn join(office: &Office, person: &str, parts: &[&str]) -> Answer {
    let list = format!("final;{}", parts.join(" "));
    let headers = [
        ("upload-concat", list.as_str()),
        ("upload-metadata", "filename YS5wZGY="),
    ];
    office
        .tus((Method::POST, FILES), person, &headers, "")
        .await
}

#[tokio::test]
async fn parts_become_one_file_in_the_order_that_is_named() {
    let office = Office::open().await;
    // They come in another order, and the middle one last.
    let third = part(&office, SITI, &report()[70..]).await;
    let first = part(&office, SITI, &report()[..33]).await;
    let second = part(&office, SITI, &report()[33..70]).await;
    let head = office.tus((Method::HEAD, &second), SITI, &[], "").await;
    assert_eq!(head.header("upload-concat"), Some("partial"));
    assert_eq!(head.header("upload-offset"), Some("37"));
    let answer = join(&office, SITI, &[&first, &second, &third]).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    let path = answer.header("location").unwrap();
    assert_eq!(office.bytes(path).await, report());
    let head = office.tus((Method::HEAD, path), SITI, &[], "").await;
    assert_eq!(head.header("upload-offset"), Some("100"));
    assert_eq!(head.header("upload-length"), Some("100"));
    let list = format!("final;{first} {second} {third}");
    assert_eq!(head.header("upload-concat"), Some(list.as_str()));
    let view = office.view(path, SITI).await;
    assert_eq!(view["state"], "ready");
    assert_eq!(view["sha256"], REPORT_SHA256);
    // What was said of parts is not said of the whole.
    assert_eq!(view["name"], "a.pdf");
    assert_eq!(office.usage(SITI).await, (1, 100));
}

#[tokio::test]
async fn nothing_is_added_to_what_was_joined() {
    let office = Office::open().await;
    let first = part(&office, SITI, &report()[..40]).await;
    let second = part(&office, SITI, &report()[40..]).await;
    let path = join(&office, SITI, &[&first, &second]).await;
    let path = path.header("location").unwrap();
    let answer = office.patch(path, SITI, 100, "more").await;
    assert_eq!(answer.refusal(), (403, "final_upload".to_owned()));
    assert_eq!(office.bytes(path).await, report());
    // Its parts are in it and nowhere else.
    let part = office.tus((Method::HEAD, &first), SITI, &[], "").await;
    assert_eq!(part.status, StatusCode::GONE);
    let list = format!("final;{first} {second}");
    let headers = [("upload-concat", list.as_str()), OFFSET_TYPE];
    let with_bytes = office
        .tus((Method::POST, FILES), SITI, &headers, "abc")
        .await;
    assert_eq!(with_bytes.refusal(), (403, "final_upload".to_owned()));
}

#[tokio::test]
async fn joining_again_is_the_same_file() {
    let office = Office::open().await;
    let first = part(&office, SITI, &report()[..40]).await;
    let second = part(&office, SITI, &report()[40..]).await;
    let once = join(&office, SITI, &[&first, &second]).await;
    let again = join(&office, SITI, &[&first, &second]).await;
    assert_eq!(again.status, StatusCode::CREATED);
    assert_eq!(again.header("location"), once.header("location"));
    let turned = join(&office, SITI, &[&second, &first]).await;
    assert_eq!(turned.refusal(), (409, "parts_are_not_there".to_owned()));
    assert_eq!(office.usage(SITI).await, (1, 100));
}

#[tokio::test]
async fn only_parts_of_ones_own_that_are_whole_are_joined() {
    let office = Office::open().await;
    let whole = part(&office, SITI, &report()[..40]).await;
    let others = part(&office, BUDI, &report()[40..]).await;
    let headers = [PARTIAL, ("upload-length", "60")];
    let open = office.tus((Method::POST, FILES), SITI, &headers, "").await;
    let open = open.header("location").unwrap().to_owned();
    let no_part = office.create(SITI, 60).await;
    office
        .patch(&no_part, SITI, 0, report()[40..].to_vec())
        .await;
    let nowhere = "/api/uploads/files/0193a5b0-7c1e-7000-8000-0000000009ff";
    for bad in [&others, &open, &no_part, nowhere] {
        let answer = join(&office, SITI, &[&whole, bad]).await;
        assert_eq!(
            answer.refusal(),
            (409, "parts_are_not_there".to_owned()),
            "{bad}"
        );
    }
    for list in [
        "final;",
        "final",
        "FINAL;x",
        "whole",
        "final;/etc/passwd",
        "",
    ] {
        let headers = [("upload-concat", list)];
        let answer = office.tus((Method::POST, FILES), SITI, &headers, "").await;
        assert_eq!(answer.refusal(), (400, "bad_header".to_owned()), "{list}");
    }
    let twice = join(&office, SITI, &[&whole, &whole]).await;
    assert_eq!(twice.refusal(), (400, "bad_header".to_owned()));
    let list = format!("final;{whole}");
    let headers = [("upload-concat", list.as_str()), ("upload-length", "40")];
    let with_length = office.tus((Method::POST, FILES), SITI, &headers, "").await;
    assert_eq!(with_length.refusal(), (400, "bad_header".to_owned()));
    // Nothing of all that used the part up.
    let answer = join(&office, SITI, &[&whole]).await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

#[tokio::test]
async fn the_digest_of_a_long_file_is_made_in_steps() {
    let office = Office::open().await;
    // As long as nobody reads a file at once, by a lower limit of this test's store: 16 MiB of
    // pieces of 16 bytes are a million. So it is cut where a step would have ended.
    let first = part(&office, SITI, &report()[..40]).await;
    let second = part(&office, SITI, &report()[40..]).await;
    let taken = office.shelf.pieces.lock().unwrap().clone();
    office.shelf.pieces.lock().unwrap().clear();
    let answer = join(&office, SITI, &[&first, &second]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let row = "SELECT id FROM upload WHERE kind = 'final'";
    let id = office.rows(row, params![]).await[0].text("id").unwrap();
    let path = format!("{FILES}/{id}");
    *office.shelf.pieces.lock().unwrap() = taken;
    // The store is there again: the tick makes it, whoever asks or not.
    assert_eq!(office.tick().await["n_digest_steps"], 1);
    let view = office.view(&path, SITI).await;
    assert_eq!(
        (&view["state"], &view["sha256"]),
        (&"ready".into(), &REPORT_SHA256.into())
    );
}

#[tokio::test]
async fn parts_that_nobody_joins_go_and_what_was_joined_stays() {
    let office = Office::open().await;
    let first = part(&office, SITI, &report()[..40]).await;
    let second = part(&office, SITI, &report()[40..]).await;
    let alone = part(&office, SITI, &report()[..7]).await;
    let path = join(&office, SITI, &[&first, &second]).await;
    let path = path.header("location").unwrap();
    office.clock.advance(Duration::from_hours(24 * 8));
    assert_eq!(office.tick().await["n_expired"], 1);
    let answer = office.tus((Method::HEAD, &alone), SITI, &[], "").await;
    assert_eq!(answer.status, StatusCode::GONE);
    office.clock.advance(Duration::from_hours(2));
    office.tick().await;
    assert_eq!(office.bytes(path).await, report());
    assert_eq!(
        office.n_keys(),
        8,
        "20 + 20 and 30 + 30 bytes in pieces of 16"
    );
    office.tus((Method::DELETE, path), SITI, &[], "").await;
    office.clock.advance(Duration::from_hours(2));
    office.tick().await;
    assert_eq!((office.n_keys(), office.usage(SITI).await), (0, (0, 0)));
}
