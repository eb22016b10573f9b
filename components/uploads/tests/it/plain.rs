//! A file in one request.

use axum::body::Body;
use axum::http::{Method, StatusCode};

use crate::office::{BUDI, FILES, Office, REPORT_SHA256, SITI, broken, report};

const PATH: &str = "/api/uploads/files/0193a5b0-7c1e-7000-8000-000000000101";
const PUT: (Method, &str) = (Method::PUT, PATH);

#[tokio::test]
async fn a_file_in_one_request_is_there_with_name_type_and_digest() {
    let office = Office::open().await;
    let headers = [
        ("content-type", "application/pdf"),
        (
            "content-disposition",
            "attachment; filename=\"x\"; filename*=UTF-8''laporan%20akhir.pdf",
        ),
    ];
    let answer = office.send(PUT, SITI, &headers, Body::from(report())).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    let view = answer.json();
    assert_eq!(view["name"], "laporan akhir.pdf");
    assert_eq!(view["media_type"], "application/pdf");
    assert_eq!(
        (&view["state"], &view["sha256"]),
        (&"ready".into(), &REPORT_SHA256.into())
    );
    assert_eq!(view["size"], 100);
    assert_eq!(office.bytes(PATH).await, report());
    let receipt = office.view(&format!("{PATH}/receipt"), SITI).await;
    assert_eq!(receipt["sha256"], REPORT_SHA256);
    assert_eq!(receipt["person_id"], SITI);
    assert_eq!(receipt["received_at"], "2026-11-25T10:00:00.000+07:00");
}

#[tokio::test]
async fn sending_it_again_is_the_same_file_and_another_is_refused() {
    let office = Office::open().await;
    for status in [StatusCode::CREATED, StatusCode::OK] {
        let answer = office.send(PUT, SITI, &[], Body::from(report())).await;
        assert_eq!(answer.status, status);
    }
    let mut other = report();
    other[50] ^= 1;
    for body in [other, report()[..99].to_vec(), [report(), vec![1]].concat()] {
        let answer = office.send(PUT, SITI, &[], Body::from(body)).await;
        assert_eq!(answer.refusal(), (422, "id_reused".to_owned()));
    }
    let answer = office.send(PUT, BUDI, &[], Body::from(report())).await;
    assert_eq!(answer.refusal(), (422, "id_reused".to_owned()));
    assert_eq!(office.bytes(PATH).await, report());
}

#[tokio::test]
async fn what_is_cut_counts_not_at_all_and_can_be_sent_again() {
    let office = Office::open().await;
    let headers = [("content-length", "100")];
    let answer = office
        .send(PUT, SITI, &headers, broken(&report()[..60]))
        .await;
    assert_eq!(answer.refusal(), (400, "body_broke_off".to_owned()));
    assert_eq!(office.offset(PATH, SITI).await.as_deref(), Some("0"));
    let answer = office.send(PUT, SITI, &headers, Body::from(report())).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(office.bytes(PATH).await, report());
}

#[tokio::test]
async fn a_digest_that_is_not_that_of_the_bytes_refuses_them() {
    let office = Office::open().await;
    let right = "sha-256=:mRWevCdmBbBgn90PtFFZ1ts8Vobp9+uhzECMJ8VSQ1c=:";
    for name in ["content-digest", "repr-digest"] {
        let path = format!(
            "{FILES}/0193a5b0-7c1e-7000-8000-00000000020{}",
            name.len() % 10
        );
        let to = (Method::PUT, path.as_str());
        let lie = office
            .send(to.clone(), SITI, &[(name, right)], Body::from("abc"))
            .await;
        assert_eq!(lie.refusal(), (422, "digest_mismatch".to_owned()), "{name}");
        let bad = office
            .send(to, SITI, &[(name, "sha-256=:x:")], Body::from("abc"))
            .await;
        assert_eq!(bad.refusal(), (400, "bad_header".to_owned()), "{name}");
    }
    let answer = office
        .send(PUT, SITI, &[("repr-digest", right)], Body::from(report()))
        .await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.header("repr-digest"), Some(right));
}

#[tokio::test]
async fn an_empty_file_is_a_file() {
    let office = Office::open().await;
    let answer = office.send(PUT, SITI, &[], Body::empty()).await;
    assert_eq!(answer.json()["state"], "ready");
    assert_eq!(answer.json()["size"], 0);
}

#[tokio::test]
async fn ones_own_are_listed_newest_first_by_page() {
    let office = Office::open().await;
    for n in 1..=5 {
        office.clock.advance(std::time::Duration::from_secs(1));
        office.create(if n == 3 { BUDI } else { SITI }, n).await;
    }
    let first = office.send(
        (Method::GET, "/api/uploads/files?limit=3"),
        SITI,
        &[],
        Body::empty(),
    );
    let first = first.await;
    let sizes = |list: &serde_json::Value| {
        let list = list.as_array().unwrap();
        list.iter()
            .map(|one| one["size"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(sizes(&first.json()), [5, 4, 2]);
    let link = first.header("link").unwrap();
    let next = link.split(['<', '>']).nth(1).unwrap();
    assert_eq!(sizes(&office.view(next, SITI).await), [1]);
}

#[tokio::test]
async fn nothing_is_receipted_before_all_of_it_is_there() {
    let office = Office::open().await;
    let path = office.create(SITI, 100).await;
    let receipt = format!("{path}/receipt");
    let answer = office
        .send((Method::GET, &receipt), SITI, &[], Body::empty())
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
