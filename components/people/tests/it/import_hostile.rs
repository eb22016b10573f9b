//! Files of people who mean no good, or whose program is broken.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::filing::{Filing, record};
use crate::office::Office;

/// What is said of a file that is sent in parts of 256 KiB: the first fault or problem, and for a
/// fault its text in Indonesian; nothing when every row is read.
async fn told(office: &Office, n: u32, file: &[u8]) -> String {
    let filing = Filing::begin(office, n, "people", false).await;
    let mut answers = Vec::new();
    for (n, part) in (1..).zip(file.chunks(256 * 1024)) {
        answers.push(filing.part(n, part).await);
        if answers
            .last()
            .is_some_and(|answer| answer.status != StatusCode::OK)
        {
            break;
        }
    }
    if answers.iter().all(|answer| answer.status == StatusCode::OK) {
        answers.push(filing.post("check").await);
    }
    let body = answers.pop().map(|answer| answer.body).unwrap_or_default();
    let gone = office
        .send(
            http::Method::DELETE,
            &crate::filing::import_path(n),
            &filing.token,
            &Value::Null,
            &[],
        )
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    match body["errors"].get(0) {
        Some(fault) => format!(
            "{} {} {}",
            fault["code"].as_str().unwrap(),
            fault["pointer"].as_str().unwrap(),
            fault["detail"].as_str().unwrap(),
        ),
        None => body["code"].as_str().unwrap_or_default().to_owned(),
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_refused_with_its_reason() {
    let office = Office::open().await;
    let header = "username,name\r\n";
    let utf16: Vec<u8> = "username,name"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let long_cell = format!("{header}budi,{}\r\n", "x".repeat(1 << 20));
    let open_quote = format!("{header}budi,\"Budi\r\nwati,Wati\r\n");
    let open_and_long = format!("{header}budi,\"Budi\r\n{}", "wati,Wati\r\n".repeat(10_000));
    let columns: Vec<_> = (0..10_000).map(|n| format!("kolom{n}")).collect();
    for (n, (file, begin)) in (1..).zip([
        (&b"PK\x03\x04\x14\x00\x06\x00"[..], "is_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "is_a_workbook"),
        (
            &[b"\xff\xfe".as_slice(), &utf16].concat(),
            "not_utf8  Baris 1 ",
        ),
        (&utf16, "holds_nul  Baris 1 "),
        (
            b"username,name\r\nbudi,Budi\r\nandre,Andr\xe9\r\n",
            "not_utf8  Baris 3 ",
        ),
        (
            b"username,name\r\nbudi,Budi\r\nandre,Andr\xc3",
            "not_utf8  Baris 3 ",
        ),
        (b"username,name\r\nbu\0di,Budi", "holds_nul  Baris 2 "),
        (long_cell.as_bytes(), "row_too_long  Baris 2 "),
        (open_quote.as_bytes(), "open_quote  Tanda kutip di baris 2 "),
        (open_and_long.as_bytes(), "row_too_long  Baris 2 "),
        (columns.join(",").as_bytes(), "row_too_long  Baris 1 "),
        (
            format!("{}\r\n", columns.join(",")).repeat(2).as_bytes(),
            "too_many_columns  Paling banyak 64 ",
        ),
        (b"username,name,gaji\r\n", "unknown_column /gaji "),
        (b"username,name,Username\r\n", "doubled_column /username "),
        (b"name,email\r\n", "missing_column /employee_number "),
        (
            b"username\tname\r\nbudi\tBudi",
            "missing_column /employee_number ",
        ),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\r\n\r\n", "empty_file"),
    ]) {
        let told = told(&office, n, file).await;
        assert!(told.starts_with(begin), "{n}: {told}");
    }
    let filing = Filing::begin(&office, 100, "people", false).await;
    let nothing = filing.post("check").await;
    assert_eq!(nothing.body["errors"][0]["code"], "empty_file");
}

#[tokio::test]
async fn other_line_ends_and_odd_quotes_are_read() {
    let office = Office::open().await;
    for (n, file) in (1..).zip([
        "username,name\rbudi,Budi\rwati,Wati\r",
        "username,name\nbudi,Budi\n\n\nwati,Wati",
        "username,name,\r\nbudi,Budi,\r\nwati,Wati,\r\n,,\r\n",
        "\"username\";\"name\"\r\n\"budi\";\"Budi\"\r\n\"wati\";\"Wati, S.E.\"",
        "name,username\nBu\"di,budi\n\"Wati\",wati",
    ]) {
        let filing = Filing::begin(&office, n, "people", false).await;
        let checked = filing.check(file).await;
        assert_eq!(
            (&checked["n_rows"], &checked["n_bad"]),
            (&json!(2), &json!(0)),
            "{file:?}"
        );
    }
    // Lines are counted by whatever ends them.
    let filing = Filing::begin(&office, 9, "people", false).await;
    filing.check("username,name\rbudi,Budi\r\rx,X").await;
    assert_eq!(filing.faults().await, ["4 username not_a_username"]);
}

#[tokio::test]
async fn formulas_and_statements_are_text_or_refused() {
    let office = Office::open().await;
    let sql = "'); DROP TABLE person; --";
    let filing = Filing::begin(&office, 1, "people", true).await;
    let file = format!(
        "username,name,phone,unit\nbudi,\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",,\n\
         wati,\"{sql}\",,\nandre,'=1+1,'+62 21 3193,\ndewi,Dewi,=1+2,\neko,Eko,,{sql}\n\
         {sql},Fajar,,\n\"gita\n\",Gita,,\nhadi,\"Ha\u{202e}di\",,\n"
    );
    filing.check(&file).await;
    let told = filing.faults().await;
    assert_eq!(
        told,
        [
            "5 phone not_a_phone",
            "6 unit unknown_unit",
            "7 username not_a_username",
            "10 name control_character"
        ]
    );
    filing.until("load", "loaded").await;
    assert_eq!(
        record(&office, "budi").await["name"],
        "=HYPERLINK(\"http://x\",\"y\")"
    );
    assert_eq!(record(&office, "wati").await["name"], sql);
    let andre = record(&office, "andre").await;
    assert_eq!(
        (&andre["name"], &andre["phone"]),
        (&json!("=1+1"), &json!("+62 21 3193"))
    );
    assert_eq!(record(&office, "gita").await["name"], "Gita");
}

#[tokio::test]
async fn a_file_with_more_rows_than_allowed_is_refused_as_soon_as_they_are_there() {
    let office = Office::open().await;
    let filing = Filing::begin(&office, 1, "units", false).await;
    let rows: String = (0..5_001).map(|n| format!("{n},N\n")).collect();
    let answer = filing
        .part(1, format!("code,name\n{rows}x,y\n").as_bytes())
        .await;
    assert_eq!(answer.body["errors"][0]["code"], "too_many_rows");
    let whole = filing
        .part(1, format!("code,name\n{rows}").as_bytes())
        .await;
    assert_eq!(whole.status, StatusCode::OK, "{:?}", whole.body);
    let answer = filing.post("check").await;
    assert_eq!(answer.body["errors"][0]["code"], "too_many_rows");
}
