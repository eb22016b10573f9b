//! The QR code of a receipt: another library reads it, and it proves what the file proves.

use axum::http::{Method, StatusCode};
use http_body_util::BodyExt as _;
use ngantor_http::serve;
use ngantor_http::testing::request;
use ngantor_tlog::checkpoint::Verifier;
use ngantor_tlog::receipt::Receipt;
use rqrr::{PreparedImage, Version};
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, id, punch};

/// The largest version in a small log: 105 modules a side. Each doubling of the log adds a step of
/// 32 bytes to the proof, so in one of five million entries it is 29: 133 modules.
const VERSION_MAX: usize = 22;

async fn picture(office: &Office, person: &str, n: u32) -> (StatusCode, Vec<u8>) {
    let path = format!("/api/attendance/punches/{}/receipt.png", id(n));
    let request = request(Method::GET, &path, &office.token(person), &Value::Null);
    let answer = serve(office.router.clone(), request).await;
    let status = answer.status();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, bytes.to_vec())
}

/// What the code holds, and how large it is.
fn read(bytes: &[u8]) -> (String, Version) {
    let decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    let mut reader = decoder.read_info().unwrap();
    let (info, mut pixels) = (
        reader.info().clone(),
        vec![0; reader.output_buffer_size().unwrap()],
    );
    reader.next_frame(&mut pixels).unwrap();
    let (side, row) = (info.width as usize, info.raw_row_length() - 1);
    assert_eq!(info.height as usize, side);
    let is_dark = |x: usize, y: usize| pixels[y * row + x / 8] & (0x80 >> (x % 8)) == 0;
    let mut image = PreparedImage::prepare_from_bitmap(side, side, is_dark);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    let (meta, text) = grids[0].decode().unwrap();
    (text, meta.version)
}

async fn key(office: &Office) -> Verifier {
    let log = office.get(SITI, "/log").await.body;
    Verifier::parse(log["key"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn another_reader_finds_the_receipt_in_the_picture_and_it_proves_the_punch() {
    let office = Office::open().await;
    let mut tap = punch("in");
    tap["note"] = json!("Rapat di Bappeda; \"masuk\" dari sana — 会議");
    office.put(SITI, &id(1), &tap).await;
    for n in 2..40 {
        office.pass(2);
        office.put(BUDI, &id(n), &punch("in")).await;
    }
    assert_eq!(picture(&office, SITI, 1).await.0, StatusCode::CONFLICT);
    office.tick().await;
    let (status, bytes) = picture(&office, SITI, 1).await;
    assert_eq!(status, StatusCode::OK);
    let (text, version) = read(&bytes);
    let receipt = Receipt::parse(text.as_bytes()).unwrap();
    let head = receipt.check(&key(&office).await).unwrap();
    assert_eq!((head.size, &*receipt.entry.subject), (39, &*id(1)));
    // The same as the file says, and scanners may add the end of a line.
    let path = format!("/punches/{}/receipt", id(1));
    let file = office.get(SITI, &path).await.body;
    assert_eq!(serde_json::to_value(&receipt).unwrap(), file);
    assert_eq!(
        Receipt::parse(format!("{text}\r\n").as_bytes()),
        Ok(receipt)
    );
    assert!(version.0 <= VERSION_MAX, "{version:?}");
    // Nobody else has it.
    assert_eq!(picture(&office, BUDI, 1).await.0, StatusCode::NOT_FOUND);
    assert_eq!(picture(&office, SITI, 99).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_changed_text_of_a_code_proves_nothing() {
    let office = Office::open().await;
    office.put(SITI, &id(1), &punch("in")).await;
    office.tick().await;
    let (text, _) = read(&picture(&office, SITI, 1).await.1);
    let key = key(&office).await;
    let proves = |text: &str| {
        let receipt = Receipt::parse(text.as_bytes());
        receipt.is_ok_and(|receipt| receipt.check(&key).is_ok())
    };
    assert!(proves(&text));
    let own = Receipt::parse(text.as_bytes()).unwrap().entry;
    let head = "NGANTOR1:".len();
    for at in (head..text.len()).step_by(37) {
        let mut forged: Vec<char> = text.chars().collect();
        forged[at] = if forged[at] == '0' { '1' } else { '0' };
        let forged: String = forged.iter().collect();
        // Deflate may say the same in other words, and the key that comes along proves nothing.
        let entry = Receipt::parse(forged.as_bytes()).map(|forged| forged.entry);
        assert!(entry == Ok(own.clone()) || !proves(&forged), "{at}");
    }
    for end in [0, head, text.len() / 2, text.len() - 1] {
        assert!(!proves(&text[..end]), "{end}");
    }
}
