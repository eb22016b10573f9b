//! Sheets, in and out.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use calamine::{Data, Reader as _, Xlsx};
use http_body_util::BodyExt as _;
use ngantor_core::caller::Role;
use ngantor_core::time::Zone;
use ngantor_db::journal;
use ngantor_http::serve;
use ngantor_http::testing::{Answer, call};
use serde_json::{Value, json};

use crate::office::{BUDI, MADE, Office, RATNA, SITI, id, minutes, span};

pub async fn send(office: &Office, mode: &str, lang: &str, text: &str) -> Answer {
    let request = Request::post(format!("/api/activities/sheets?mode={mode}"))
        .header(
            "authorization",
            format!(
                "Bearer {}",
                office.token(SITI, Role::Employee, Zone::JAKARTA)
            ),
        )
        .header("content-type", "text/csv")
        .header("accept-language", lang)
        .body(Body::from(text.to_owned()));
    call(&office.router, request.unwrap()).await
}

pub fn counted(answer: &Answer) -> (bool, i64, i64, i64) {
    let n = |name: &str| answer.body[name].as_i64().unwrap();
    let is_loaded = answer.body["is_loaded"].as_bool().unwrap();
    (is_loaded, n("n_good"), n("n_known"), n("n_wrong"))
}

async fn listed(office: &Office) -> usize {
    office
        .get(SITI, "/activities")
        .await
        .body
        .as_array()
        .unwrap()
        .len()
}

const SHEET: &str = "tanggal,mulai,selesai,menit,kegiatan\n\
    2026-11-24,08:00,09:30,,Rapat\n\
    2026-11-24,,,60,Surat\n\
    2026-11-23,,,60,Surat\n";

#[tokio::test]
async fn a_dry_run_loads_nothing_and_a_sheet_sent_twice_has_its_rows_once() {
    let office = Office::open().await;
    let dry = send(&office, "check", "id", SHEET).await;
    assert_eq!(
        (counted(&dry), listed(&office).await),
        ((false, 3, 0, 0), 0)
    );
    let loaded = send(&office, "load", "id", SHEET).await;
    assert_eq!(
        (counted(&loaded), listed(&office).await),
        ((true, 3, 0, 0), 3)
    );
    let again = send(&office, "load", "id", SHEET).await;
    assert_eq!(
        (counted(&again), listed(&office).await),
        ((true, 0, 3, 0), 3)
    );
    assert_eq!(again.body["rows"][0]["state"], "known");
    // What was corrected or taken back meanwhile stays so.
    let row = loaded.body["rows"][1]["id"].as_str().unwrap();
    let path = format!("/activities/{row}");
    let version = Some("\"1\"");
    let sender = (SITI, Role::Employee);
    let delete = (Method::DELETE, path.as_str());
    office.send(delete, sender, version, &Value::Null).await;
    let more = format!("{SHEET}2026-11-22,,,15,Arsip\n2026-11-22,,,15,Arsip\n");
    let again = send(&office, "load", "id", &more).await;
    assert_eq!(
        (counted(&again), listed(&office).await),
        ((true, 2, 3, 0), 4)
    );
}

#[tokio::test]
async fn a_wrong_row_is_named_in_the_callers_language_and_keeps_the_others_out_unless_skipped() {
    let office = Office::open().await;
    let wrong = format!("{SHEET}2026-11-30,,,60,Rapat\n2026-10-02,,,60,Rapat\n2026-11-24,9,,60,\n");
    let told = send(&office, "load", "id", &wrong).await;
    assert_eq!(
        (counted(&told), listed(&office).await),
        ((false, 3, 0, 3), 0)
    );
    let rows = &told.body["rows"];
    assert_eq!(
        (&rows[3]["line"], &rows[3]["state"]),
        (&json!(5), &json!("wrong"))
    );
    assert_eq!(
        rows[3]["faults"],
        json!([{"column": "tanggal", "code": "in_future",
                "text": "Belum terjadi: waktunya di masa depan."}])
    );
    assert_eq!(rows[4]["faults"][0]["code"], "period_locked");
    let told = send(&office, "check", "en", &wrong).await;
    let faults = &told.body["rows"][5]["faults"];
    assert_eq!(faults[0]["text"], "Not a time; an example: 08:30.");
    assert_eq!(
        (&faults[0]["column"], &faults[1]["column"]),
        (&json!("start"), &json!("activity"))
    );
    let skipped = send(&office, "load_good", "id", &wrong).await;
    assert_eq!(
        (counted(&skipped), listed(&office).await),
        ((true, 3, 0, 3), 3)
    );
    let journal = journal::after(&*office.db, 0, 500).await.unwrap();
    assert_eq!(journal.len(), 3);
}

#[tokio::test]
async fn rows_that_make_a_day_too_long_are_named_and_overlaps_are_told() {
    let office = Office::open().await;
    office
        .put(SITI, 1, None, &span("2026-11-24", "08:30", "09:00"))
        .await;
    office
        .put(SITI, 2, None, &minutes("2026-11-24", 1000))
        .await;
    let text = "day,start,finish,minutes,activity\n\
        2026-11-24,08:00,09:00,,Rapat\n\
        2026-11-24,,,350,Surat\n\
        2026-11-24,,,351,Surat\n\
        2026-11-23,,,1440,Surat\n";
    let told = send(&office, "check", "en", text).await;
    assert_eq!(counted(&told), (false, 3, 0, 1));
    let rows = &told.body["rows"];
    assert_eq!(rows[0]["warnings"][0]["code"], "overlaps");
    assert_eq!(rows[0]["warnings"][0]["ids"], json!([id(1)]));
    assert_eq!(rows[2]["faults"][0]["code"], "day_too_long");
    assert_eq!(rows[2]["faults"][0]["column"], "minutes");
    let loaded = send(&office, "load_good", "en", text).await;
    assert_eq!(counted(&loaded), (true, 3, 0, 1));
}

#[tokio::test]
async fn what_is_no_sheet_is_a_problem() {
    let office = Office::open().await;
    for (text, code) in [
        (String::new(), "not_csv"),
        ("tanggal,menit\n1,2\n".to_owned(), "no_column"),
    ] {
        let told = send(&office, "check", "id", &text).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(told.body["errors"][0]["code"], code);
    }
    let told = send(&office, "all", "id", SHEET).await;
    assert_eq!(told.body["errors"][0]["pointer"], "?mode");
    let large = " ".repeat(512 * 1024 + 1);
    let told = send(&office, "check", "id", &large).await;
    assert_eq!(told.status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// A file as it is sent: its name, and what is in it.
pub async fn file(office: &Office, person: &str, path: &str) -> (String, Vec<u8>) {
    let request = Request::get(format!("/api/activities/sheets/{path}"))
        .header(
            "authorization",
            format!(
                "Bearer {}",
                office.token(person, Role::Employee, Zone::JAKARTA)
            ),
        )
        .body(Body::empty());
    let response = serve(office.router.clone(), request.unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK);
    let name = response.headers()["content-disposition"]
        .to_str()
        .unwrap()
        .to_owned();
    let body = response.into_body().collect().await.unwrap();
    (name, body.to_bytes().to_vec())
}

/// The cells of a sheet in CSV.
pub async fn cells(office: &Office, person: &str, path: &str) -> Vec<Vec<String>> {
    let (_, bytes) = file(office, person, path).await;
    let text = String::from_utf8(bytes).unwrap();
    let text = text.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).from_reader(text.as_bytes());
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

async fn with_some() -> Office {
    let office = Office::with_units().await;
    let mut risky = span("2026-11-24", "08:00", "09:30");
    risky["title"] = json!("=HYPERLINK(\"http://x\")");
    risky["output"] = json!({"name": "Surat", "quantity": 3, "unit": "lembar"});
    office.put(SITI, 1, None, &risky).await;
    office.put(SITI, 2, None, &minutes("2026-11-23", 30)).await;
    office.put(MADE, 3, None, &minutes("2026-11-24", 45)).await;
    office.put(RATNA, 4, None, &minutes("2026-11-24", 45)).await;
    office.put(SITI, 5, None, &minutes("2026-11-22", 45)).await;
    office.delete(SITI, 5, "\"1\"").await;
    office
}

#[tokio::test]
async fn a_sheet_holds_those_under_a_head_computes_nothing_and_ends_with_the_sum() {
    let office = with_some().await;
    let (name, bytes) = file(&office, BUDI, "2026-11?of=team").await;
    assert_eq!(name, "attachment; filename=\"kegiatan-2026-11.csv\"");
    let text = String::from_utf8(bytes).unwrap();
    let mut reader =
        csv::ReaderBuilder::new().from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(&reader.headers().unwrap()[4], "Zona waktu");
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let cells = |row: usize, columns: &[usize]| {
        columns
            .iter()
            .map(|column| rows[row][*column].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(cells(0, &[0, 1, 2, 5]), ["Siti", "2026-11-23", "", "30"]);
    assert_eq!(
        cells(1, &[1, 2, 3, 5]),
        ["2026-11-24", "08:00", "09:30", "90"]
    );
    assert_eq!(
        cells(1, &[6, 8, 9, 10]),
        ["'=HYPERLINK(\"http://x\")", "Surat", "3", "lembar"]
    );
    assert_eq!(cells(2, &[0, 14]), ["Made", "menunggu atasan"]);
    assert_eq!(cells(3, &[0, 5, 6]), ["Jumlah seluruhnya", "165", "3"]);
    assert_eq!(rows.len(), 4);
}

#[tokio::test]
async fn a_workbook_holds_the_same_and_opens() {
    let office = with_some().await;
    let (name, bytes) = file(&office, SITI, "2026-11-24?format=xlsx").await;
    assert_eq!(name, "attachment; filename=\"kegiatan-2026-11-24.xlsx\"");
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("Kegiatan").unwrap();
    let rows: Vec<_> = range.rows().map(<[Data]>::to_vec).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(
        rows[1][6],
        Data::String("=HYPERLINK(\"http://x\")".to_owned())
    );
    assert_eq!(
        (&rows[1][5], &rows[1][9]),
        (&Data::Float(90.0), &Data::Float(3.0))
    );
    assert_eq!(rows[2][5], Data::Float(90.0));
}

#[tokio::test]
async fn a_sheet_out_can_be_refused() {
    let office = with_some().await;
    for (path, status, code) in [
        ("2026-11?of=all", 403, "forbidden"),
        ("2026?of=me", 422, "invalid"),
        ("2026-11?format=pdf", 422, "invalid"),
    ] {
        let told = office.get(SITI, &format!("/sheets/{path}")).await;
        assert_eq!(
            (told.status.as_u16(), &told.body["code"]),
            (status, &json!(code)),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_sheet_that_a_spreadsheet_saved_again_has_its_rows_once() {
    let office = Office::open().await;
    let first = "tanggal;kegiatan;mulai;selesai;tag\n\
        2026-11-24;Rapat;08:30;09:30;a|b\n\
        2026-11-24;Rapat;08:30;09:30;a|b\n";
    assert_eq!(
        counted(&send(&office, "load", "id", first).await),
        (true, 2, 0, 0)
    );
    let again = "day,start,finish,minutes,activity,tags\n\
        24/11/2026,8:30,09.30,60,Rapat,b;A\n\
        24/11/2026,8:30:00,9:30,,Rapat,a;b\n";
    assert_eq!(
        counted(&send(&office, "load", "id", again).await),
        (true, 0, 2, 0)
    );
}

#[tokio::test]
async fn nobody_tells_the_id_of_a_row_without_the_key_of_the_store() {
    let (here, there) = (Office::open().await, Office::open().await);
    let here = send(&here, "check", "id", SHEET).await.body;
    let there = send(&there, "check", "id", SHEET).await.body;
    assert_ne!(here["rows"][0]["id"], there["rows"][0]["id"]);
}
