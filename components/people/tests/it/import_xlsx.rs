//! Workbooks of people: what a cell means, and files that are none.

use std::io::{Cursor, Write as _};

use axum::http::StatusCode;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::filing::{Filing, place, record};
use crate::office::Office;

/// The checksum of a ZIP archive (PKWARE APPNOTE 4.4.7).
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| (crc >> 1) ^ (0xedb8_8320 * (crc & 1));
    let table: Vec<u32> = (0..256)
        .map(|byte| (0..8).fold(byte, |crc, _| step(crc)))
        .collect();
    let mut crc = !0_u32;
    // A plain loop: hundreds of megabytes go through it, compiled for debugging.
    for byte in bytes {
        crc = (crc >> 8) ^ table[usize::from(crc.to_le_bytes()[0] ^ byte)];
    }
    !crc
}

/// A ZIP archive of files as they are.
fn stored(files: &[(&str, &str)]) -> Vec<u8> {
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
    workbook_with(rows, &[])
}

/// The same with more parts.
fn workbook_with(rows: &str, more: &[(&str, &str)]) -> Vec<u8> {
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
    let (package, parts) = (
        rels("officeDocument", "xl/workbook.xml"),
        rels("worksheet", "worksheets/sheet1.xml"),
    );
    let own = [
        ("_rels/.rels", package.as_str()),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &parts),
        ("xl/styles.xml", &styles),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    let is_own = |(name, _): &&(&str, &str)| more.iter().all(|(other, _)| other != name);
    let files: Vec<_> = own.iter().filter(is_own).chain(more).copied().collect();
    stored(&files)
}

/// The same files, packed: what repeats itself takes no room.
fn packed(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        archive.start_file(*name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn text(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

async fn begin(office: &Office, n: u32) -> Filing<'_> {
    let form = json!({"kind": "people", "format": "xlsx"});
    Filing::begin_with(office, n, &form).await
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

#[tokio::test]
async fn a_workbook_that_would_take_all_memory_is_refused_before_it_is_read() {
    let office = Office::open().await;
    let row = format!("<row r=\"1\">{}</row>", text("A1", "username"));
    let blank = |n_mib: usize| " ".repeat(n_mib << 20);
    let large = packed(&[("xl/theme/theme1.xml", &blank(17))]);
    let sheet = packed(&[("xl/worksheets/sheet1.xml", &blank(65))]);
    let styles = packed(&[("xl/styles.xml", &blank(2))]);
    let four: Vec<_> = (0..5).map(|n| (format!("{n}.xml"), blank(16))).collect();
    let four: Vec<_> = four
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let together = packed(&four);
    let claim = |n: &str| {
        let texts = format!("<sst uniqueCount=\"{n}\"><si><t>x</t></si></sst>");
        workbook_with(&row, &[("xl/sharedStrings.xml", &texts)])
    };
    for (n, (file, code)) in (1..).zip([
        (large, "unpacks_too_large"),
        (sheet, "unpacks_too_large"),
        (styles, "unpacks_too_large"),
        (together, "unpacks_too_large"),
        (claim("18446744073709551615"), "not_a_workbook"),
        (claim("1280001"), "not_a_workbook"),
    ]) {
        assert!(file.len() < 1 << 20, "{n}: {}", file.len());
        let filing = begin(&office, n).await;
        assert_eq!(filing.part(1, &file).await.status, StatusCode::OK, "{n}");
        let answer = filing.post("check").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{n}");
        assert_eq!(answer.body["errors"][0]["code"], code, "{n}");
    }
    // As many texts as there may be cells are no lie.
    let filing = begin(&office, 7).await;
    filing.part(1, &claim("1280000")).await;
    assert_eq!(filing.post("check").await.status, StatusCode::OK);
}

#[tokio::test]
async fn cells_that_cannot_be_end_no_instance() {
    let office = Office::open().await;
    for (n, rows) in (1..).zip([
        "<row r=\"99999999999\"><c r=\"A99999999999\"><v>1</v></c></row>",
        "<row r=\"0\"><c r=\"A0\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"ZZZZZZZZZZ1\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"\" t=\"s\"><v>99999999999999999999</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" s=\"999999\"><v>1e999</v></c></row>",
        "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>",
    ]) {
        let filing = begin(&office, n).await;
        filing.part(1, &workbook(rows)).await;
        let answer = filing.post("check").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{rows}");
    }
}
