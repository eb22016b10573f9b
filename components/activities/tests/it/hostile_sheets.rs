//! Sheets as spreadsheets, haste and malice leave them: one test for each finding.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::office::{BUDI, Office, SITI, minutes};
use crate::sheets::{counted, send};

#[tokio::test]
async fn a_row_whose_id_somebody_else_took_is_named_and_not_taken_for_loaded() {
    let office = Office::open().await;
    let text = "day,minutes,activity\n2026-11-24,60,Rapat\n2026-11-24,30,Surat\n";
    let told = send(&office, "check", "en", text).await;
    let id = told.body["rows"][0]["id"].as_str().unwrap();
    // Whoever knows whose row it is and what it says can tell its id.
    let path = format!("/activities/{id}");
    let sender = (BUDI, ngantor_core::caller::Role::Employee);
    let taken = minutes("2026-11-24", 1);
    let taken = office
        .send((Method::PUT, &path), sender, None, &taken)
        .await;
    assert_eq!(taken.status, StatusCode::CREATED);
    let told = send(&office, "load_good", "en", text).await;
    assert_eq!(counted(&told), (true, 1, 0, 1), "{:?}", told.body);
    let fault = &told.body["rows"][0]["faults"][0];
    assert_eq!(
        (&fault["code"], &fault["column"]),
        (&json!("id_reused"), &json!(null))
    );
    let listed = office.get(SITI, "/activities").await;
    assert_eq!(listed.body.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_number_that_may_be_a_thousand_or_one_is_not_guessed() {
    let office = Office::open().await;
    let text = "day;minutes;activity;output;quantity;unit\n\
        2026-11-24;60;Cetak;Brosur;1.000;lembar\n\
        2026-11-24;60;Cetak;Brosur;12,500;lembar\n\
        2026-11-24;60;Cetak;Brosur;1.000.000;lembar\n\
        2026-11-24;60;Cetak;Brosur;0,125;rim\n\
        2026-11-24;60;Cetak;Brosur;12,5;rim\n\
        2026-11-24;60;Cetak;Brosur;1e3;rim\n\
        2026-11-24;60;Cetak;Brosur;1000;lembar\n";
    let told = send(&office, "check", "en", text).await;
    let codes: Vec<_> = (0..7)
        .map(|n| told.body["rows"][n]["faults"][0]["code"].as_str())
        .collect();
    let (ambiguous, none) = (Some("ambiguous_number"), Some("not_a_number"));
    assert_eq!(
        codes,
        [ambiguous, ambiguous, none, None, None, none, None],
        "{:?}",
        told.body
    );
    assert_eq!(told.body["rows"][0]["faults"][0]["column"], "quantity");
}

#[tokio::test]
async fn empty_lines_above_and_empty_columns_beside_are_no_fault() {
    let office = Office::open().await;
    let text = "\r\n\r\ntanggal;menit;kegiatan;;\r\n2026-11-24;60;Rapat, pleno;;\r\n\
        2026-11-24;xx;Surat;;\r\n2026-11-24;60;Surat;;ekstra\r\n";
    let told = send(&office, "check", "id", text).await;
    assert_eq!(told.status, StatusCode::OK, "{:?}", told.body);
    assert_eq!(counted(&told), (false, 1, 0, 2));
    let rows = &told.body["rows"];
    assert_eq!((&rows[0]["line"], &rows[1]["line"]), (&json!(4), &json!(5)));
    assert_eq!(rows[2]["faults"][0]["code"], "odd_row");
}

#[tokio::test]
async fn a_quote_that_is_never_closed_swallows_no_rows() {
    let office = Office::open().await;
    let text = "tanggal,menit,kegiatan,uraian\n2026-11-24,60,Rapat 3\" pipa,ya\n\
        2026-11-24,60,Rapat,\"Catatan\n2026-11-23,60,Surat,\n";
    let told = send(&office, "load_good", "id", text).await;
    assert_eq!(
        told.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{:?}",
        told.body
    );
    let error = &told.body["errors"][0];
    assert_eq!(error["code"], "unclosed_quote");
    assert!(
        error["detail"].as_str().unwrap().contains("baris 3"),
        "{error}"
    );
    let closed = text.replace("\"Catatan\n", "\"Catatan\nbaris dua\"\n");
    let told = send(&office, "load_good", "id", &closed).await;
    assert_eq!(counted(&told), (true, 3, 0, 0), "{:?}", told.body);
}

#[tokio::test]
async fn cells_of_the_wrong_kind_are_named_for_what_they_are() {
    let office = Office::open().await;
    for (row, column, code) in [
        ("2026-11-24,,,70000,Rapat,", "minutes", "too_long"),
        ("2026-11-24,,,-5,Rapat,", "minutes", "not_a_number"),
        ("2026-11-24,,,0,Rapat,", "minutes", "too_short"),
        (
            "2026-11-24,22:00,02:00,,Rapat,",
            "finish",
            "ends_before_start",
        ),
        ("2026-11-24,24:00,,,Rapat,", "start", "not_a_time"),
        ("2026-11-31,,,5,Rapat,", "day", "not_a_date"),
        ("24-11-26,,,5,Rapat,", "day", "not_a_date"),
        ("2026-11-24,,,5,Rapat,Asia/Mars", "zone", "not_a_zone"),
        (
            "2026-11-24,,,5,\"=1+1\nRapat\",",
            "activity",
            "control_character",
        ),
    ] {
        let text = format!("day,start,finish,minutes,activity,zone\n{row}\n");
        let told = send(&office, "load", "en", &text).await;
        let fault = &told.body["rows"][0]["faults"][0];
        assert_eq!(
            (&fault["column"], &fault["code"]),
            (&json!(column), &json!(code)),
            "{row}: {:?}",
            told.body
        );
        assert_eq!(told.body["is_loaded"], false, "{row}");
    }
    let huge = format!(
        "day,minutes,activity\n2026-11-24,60,{}\n2026-11-24,5,Surat\n",
        "a".repeat(400_000)
    );
    let told = send(&office, "load_good", "en", &huge).await;
    assert_eq!(counted(&told), (true, 1, 0, 1), "{:?}", told.body);
}
