//! Workbooks of people: what a cell means, and files that are none.

use axum::http::StatusCode;
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::filing::{Filing, PERSONNEL, place, record};
use crate::office::{Office, id};

/// The checksum of a ZIP archive (PKWARE APPNOTE 4.4.7).
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| (crc >> 1) ^ (0xedb8_8320 * (crc & 1));
    let byte = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc));
    !bytes.iter().fold(!0, byte)
}

/// A ZIP archive of files as they are.
fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let at = u32::try_from(archive.len()).unwrap();
        let n_bytes = u32::try_from(text.len()).unwrap().to_le_bytes();
        let n_name = u16::try_from(name.len()).unwrap().to_le_bytes();
        let mut what = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        what.extend([crc32(text.as_bytes()).to_le_bytes(), n_bytes, n_bytes].concat());
        what.extend([n_name, [0, 0]].concat());
        archive.extend(
            [
                b"PK\x03\x04",
                what.as_slice(),
                name.as_bytes(),
                text.as_bytes(),
            ]
            .concat(),
        );
        directory.extend([b"PK\x01\x02\x14\x00", what.as_slice()].concat());
        directory.extend([[0; 10].as_slice(), &at.to_le_bytes(), name.as_bytes()].concat());
    }
    let n_files = u16::try_from(files.len()).unwrap().to_le_bytes();
    let at = u32::try_from(archive.len()).unwrap().to_le_bytes();
    let n_bytes = u32::try_from(directory.len()).unwrap().to_le_bytes();
    archive.extend(directory);
    archive.extend([b"PK\x05\x06".as_slice(), &[0; 4], &n_files, &n_files].concat());
    archive.extend([n_bytes.as_slice(), &at, &[0; 2]].concat());
    archive
}

/// A workbook whose first sheet has these rows of XML.
fn workbook(rows: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let rels = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"rId1\" Type=\"{relations}/{kind}\" Target=\"{target}\"/>\
             </Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets>\
         <sheet name=\"Pegawai\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let styles = format!(
        "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/>\
         <xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
    );
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
    zip(&[
        ("_rels/.rels", &rels("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", &book),
        (
            "xl/_rels/workbook.xml.rels",
            &rels("worksheet", "worksheets/sheet1.xml"),
        ),
        ("xl/styles.xml", &styles),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

fn text(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

async fn begin(office: &Office, n: u32) -> Filing<'_> {
    let token = office.token(&id(PERSONNEL), &[Role::Personnel]).await;
    let form = json!({"kind": "people", "format": "xlsx"});
    Filing::begin_as(office, n, token, &form).await
}

#[tokio::test]
async fn people_come_from_the_first_sheet_of_a_workbook() {
    let office = Office::open().await;
    crate::filing::load(
        &office,
        1,
        "units",
        "code,name,starts_on\n11,Bagian,2020-01-01\n",
    )
    .await;
    let header: String = ["NIP", "Nama", "Username", "Unit", "TMT"]
        .iter()
        .zip(["A2", "B2", "C2", "D2", "E2"])
        .map(|(name, place)| text(place, name))
        .collect();
    let siti = format!(
        "{}{}{}<c r=\"D4\"><v>11</v></c><c r=\"E4\" s=\"1\"><v>46204</v></c>",
        text("A4", "19860926 201505 1 001"),
        text("B4", "Siti, \"S.E.\""),
        text("C4", "siti.r"),
    );
    // A number of 18 digits that was typed as a number is not the one that was typed.
    let budi = format!(
        "<c r=\"A5\"><v>198609262015051002</v></c>{}{}",
        text("B5", "Budi"),
        text("C5", "budi")
    );
    let rows =
        format!("<row r=\"2\">{header}</row><row r=\"4\">{siti}</row><row r=\"5\">{budi}</row>");
    let file = workbook(&rows);
    let filing = begin(&office, 2).await;
    let (one, two) = file.split_at(file.len() / 2);
    assert_eq!(filing.part(1, one).await.body["n_parts"], 1);
    assert_eq!(filing.part(2, two).await.body["n_parts"], 2);
    let checked = filing.until("check", "checked").await;
    assert_eq!(
        (&checked["n_rows"], &checked["n_bad"]),
        (&json!(2), &json!(1))
    );
    let told = filing.faults().await;
    assert_eq!(told, ["5 employee_number not_an_employee_number"]);
    assert_eq!(filing.post("load").await.body["code"], "import_has_faults");
    let rows = format!("<row r=\"2\">{header}</row><row r=\"4\">{siti}</row>");
    let filing = begin(&office, 3).await;
    filing.part(1, &workbook(&rows)).await;
    filing.until("check", "checked").await;
    filing.until("load", "loaded").await;
    let siti = record(&office, "siti.r").await;
    assert_eq!(siti["name"], "Siti, \"S.E.\"");
    assert_eq!(siti["employee_number"], "198609262015051001");
    assert_eq!(
        place(&office, "siti.r", "2026-11-25").await,
        ["Bagian - 2026-07-01"]
    );
}

#[tokio::test]
async fn a_workbook_that_cannot_be_read_is_refused_with_its_reason() {
    let office = Office::open().await;
    let whole = workbook(&format!("<row r=\"1\">{}</row>", text("A1", "username")));
    let cut = whole.get(..whole.len() / 2).unwrap();
    let far = workbook(&format!(
        "<row r=\"1048576\">{}</row>",
        text("XFD1048576", "x")
    ));
    let wide = workbook(&format!("<row r=\"1\">{}</row>", text("XFD1", "x")));
    let broken = workbook("<row r=\"1\"><c r=\"A1\"");
    let bomb = workbook(&format!(
        "<row r=\"1\">{}</row>",
        text("A1", &"x".repeat(9 << 20))
    ));
    for (n, (file, code)) in (1..).zip([
        (b"username,name\r\nbudi,Budi".as_slice(), "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not_a_workbook"),
        (cut, "not_a_workbook"),
        (&far, "too_many_rows"),
        (&wide, "too_many_columns"),
        (&workbook(""), "empty_file"),
        (&broken, "not_a_workbook"),
        (&bomb, "file_too_large"),
    ]) {
        let filing = begin(&office, n).await;
        let mut answer = None;
        for (n, part) in (1..).zip(file.chunks(256 * 1024)) {
            let sent = filing.part(n, part).await;
            if sent.status != StatusCode::OK {
                answer = Some(sent);
                break;
            }
        }
        let answer = match answer {
            Some(answer) => answer,
            None => filing.post("check").await,
        };
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{n}");
        assert_eq!(
            answer.body["errors"][0]["code"], code,
            "{n}: {:?}",
            answer.body
        );
    }
    assert_eq!(record(&office, "budi").await, Value::Null);
}
