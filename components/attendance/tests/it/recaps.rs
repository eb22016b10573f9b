//! Recaps: what they hold, who may have them, and what the files are to others' readers.

use std::io::Cursor;

use axum::body::Body;
use axum::http::{Method, Response, StatusCode};
use calamine::{Reader as _, Xlsx};
use http_body_util::BodyExt as _;
use ngantor_core::caller::Role;
use ngantor_db::params;
use ngantor_http::serve;
use ngantor_http::testing::request;
use serde_json::Value;

use crate::office::{BUDI, Office, SITI, claimed, id};

const AUDITOR: (&str, Role) = (BUDI, Role::Auditor);

/// Siti worked on the 24th, late; it is the 25th at 17:00.
async fn office() -> Office {
    let office = Office::with_rules().await;
    office.pass(570);
    for (n, direction, time) in [(1, "in", "07:42"), (2, "out", "16:00")] {
        let claim = format!("2026-11-24T{time}:00+07:00");
        let body = claimed(direction, Some(&claim));
        assert_eq!(office.put(SITI, &id(n), &body).await.status, 201);
    }
    name(&office, SITI, "=1+1 \"Siti\" <&>").await;
    office
}

async fn name(office: &Office, person: &str, name: &str) {
    let statement = "INSERT INTO person (id, name, zone, version)
        VALUES (?1, ?2, 'Asia/Jakarta', 1)";
    office
        .db
        .run(statement, params![person, name])
        .await
        .unwrap();
}

async fn raw(office: &Office, (person, role): (&str, Role), path: &str) -> Response<Body> {
    let path = format!("/api/attendance/recaps/{path}");
    let token = office.token_as(person, role);
    serve(
        office.router.clone(),
        request(Method::GET, &path, &token, &Value::Null),
    )
    .await
}

async fn file(office: &Office, path: &str) -> Vec<u8> {
    let answer = raw(office, AUDITOR, path).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let bytes = answer.into_body().collect().await.unwrap();
    bytes.to_bytes().to_vec()
}

#[tokio::test]
async fn a_recap_of_many_says_why_where_it_is_asked_to() {
    let office = office().await;
    let why = async |query: &str| {
        let answer: Value = serde_json::from_slice(&file(&office, query).await).unwrap();
        answer["people"][0]["days"][23]["explanations"].is_array()
    };
    assert!(!why("2026-11?of=all").await);
    assert!(why("2026-11?of=all&explained=true").await);
    assert!(
        why("2026-11?of=all&explained=true&person_id=0193a5b0-7c1e-7000-8000-000000000001").await
    );
    assert!(why("2026-11").await);
    assert!(!why("2026-11?explained=false").await);
    let wrong = raw(&office, AUDITOR, "2026-11?explained=yes").await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn my_recap_says_the_same_as_my_month() {
    let office = office().await;
    let month = office.get(SITI, "/months/2026-11").await.body;
    let recap = office.get(SITI, "/recaps/2026-11").await.body;
    assert_eq!(recap["people"][0]["days"], month["days"]);
    assert_eq!(recap["totals"], recap["people"][0]["totals"]);
    assert_eq!(recap["totals"]["late_min"], month["totals"]["late_min"]);
    assert_eq!(
        (&recap["totals"]["n_present"], &recap["n_people"]),
        (&1.into(), &1.into())
    );
    // Who is not known yet has a recap as well, and is absent on no day of it.
    let other = office.get(BUDI, "/recaps/2026").await.body;
    assert_eq!(
        other["people"][0]["days"].as_array().map(Vec::len),
        Some(365)
    );
    assert_eq!(other["totals"]["n_absent"], 0);
}

#[tokio::test]
async fn whoever_left_has_the_days_after_it_unjudged_in_months_and_recaps_alike() {
    let office = office().await;
    let left = "UPDATE person SET ends_on = '2026-11-26', version = 2 WHERE id = ?1";
    office.db.run(left, params![SITI]).await.unwrap();
    office.pass(14 * 24 * 60);
    let month = office.get(SITI, "/months/2026-11").await.body;
    let recap = office.get(SITI, "/recaps/2026-11").await.body;
    assert_eq!(recap["people"][0]["days"], month["days"]);
    assert_eq!(month["days"][26]["status"], "unjudged");
    // The 25th and the 26th.
    assert_eq!(recap["totals"]["n_absent"], 2);
    let december = office.get(BUDI, "/recaps/2026-12").await.status;
    assert_eq!(december, StatusCode::OK);
    let of_siti = format!("2026-12?of=all&person_id={SITI}");
    assert_eq!(
        raw(&office, AUDITOR, &of_siti).await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn only_those_who_keep_or_audit_have_a_recap_of_others() {
    let office = office().await;
    let status = async |role, path: &str| raw(&office, (BUDI, role), path).await.status();
    let of_siti = format!("2026-11?of=all&person_id={SITI}");
    for role in [Role::Employee, Role::Planner] {
        assert_eq!(status(role, "2026-11?of=all").await, 403);
        assert_eq!(status(role, &of_siti).await, 403);
    }
    for role in [Role::Personnel, Role::Auditor, Role::Administrator] {
        assert_eq!(status(role, "2026-11?of=all").await, 200);
        assert_eq!(status(role, &of_siti).await, 200);
    }
    let nobody = format!("2026-11?of=all&person_id={}", id(99));
    assert_eq!(status(Role::Auditor, &nobody).await, 404);
    for bad in [
        "2026-13",
        "x",
        "2026?of=all",
        "2026-11?format=pdf",
        "2026-11?of=unit",
        "2026-11?person_id=x",
        "2026-11?of=all&person_id=x",
        "2026-11?of=me&x=1",
    ] {
        assert_eq!(status(Role::Auditor, bad).await, 422, "{bad}");
    }
}

#[tokio::test]
async fn a_csv_is_read_by_others_computes_nothing_and_ends_with_the_totals() {
    let office = office().await;
    let bytes = file(&office, "2026-11?of=all&format=csv").await;
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap();
    let mut reader = csv::Reader::from_reader(text);
    assert_eq!(&reader.headers().unwrap()[4], "Zona waktu");
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 30 + 1 + 1);
    assert_eq!(&rows[0][2], "'=1+1 \"Siti\" <&>");
    assert_eq!(
        (&rows[23][3], &rows[23][5], &rows[23][11]),
        ("2026-11-24", "hadir", "12")
    );
    assert_eq!((&rows[31][0], &rows[31][11]), ("jumlah semua", "12"));
}

#[tokio::test]
async fn a_workbook_opens_and_says_what_the_csv_says() {
    let office = office().await;
    let bytes = file(&office, "2026-11?of=all&format=xlsx").await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    let sheet = book.worksheet_range("Rekap").unwrap();
    assert_eq!(sheet.height(), 1 + 30 + 1 + 1);
    // A text stays a text: a workbook needs no apostrophe.
    assert_eq!(
        sheet.get_value((1, 2)).unwrap().to_string(),
        "=1+1 \"Siti\" <&>"
    );
    assert_eq!(sheet.get_value((24, 11)).unwrap().to_string(), "12");
    assert_eq!(sheet.get_value((32, 11)).unwrap().to_string(), "12");
    // One that broke off opens nowhere.
    let half = bytes[..bytes.len() / 2].to_vec();
    assert!(Xlsx::new(Cursor::new(half)).is_err());
}

#[tokio::test]
async fn a_recap_of_many_comes_in_pieces_and_each_of_them_stands_there_once() {
    let office = office().await;
    for n in 1000..1299 {
        name(&office, &id(n), "Pegawai").await;
    }
    let answer = raw(&office, AUDITOR, "2026-11?of=all&format=csv").await;
    let mut body = answer.into_body();
    let (mut n_pieces, mut largest, mut text) = (0, 0, Vec::new());
    while let Some(frame) = body.frame().await {
        let data = frame.unwrap().into_data().unwrap();
        (n_pieces, largest) = (n_pieces + 1, largest.max(data.len()));
        text.extend_from_slice(&data);
    }
    assert!(
        n_pieces > 10 && largest < text.len() / 10,
        "{n_pieces} {largest}"
    );
    let mut reader = csv::Reader::from_reader(&text[..]);
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 300 * 31 + 1);
}

#[tokio::test]
async fn a_recap_that_breaks_off_is_told_from_a_whole_one() {
    let office = office().await;
    for n in 1000..1060 {
        name(&office, &id(n), "Pegawai").await;
    }
    let mut body = raw(&office, AUDITOR, "2026-11?of=all").await.into_body();
    assert!(body.frame().await.unwrap().is_ok());
    let gone = "ALTER TABLE person RENAME TO nobody";
    office.db.run(gone, params![]).await.unwrap();
    assert!(body.frame().await.unwrap().is_err());
}
