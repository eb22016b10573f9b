//! A receipt as one line of text that a QR code holds: [`HEAD`], then base45 (RFC 9285) of the
//! receipt's JSON, deflated (RFC 1951). Nothing is left out, so it proves what the file proves.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use crate::receipt::Receipt;

/// What such a text begins with. All of it is of the characters that QR codes hold best.
pub const HEAD: &str = "NGANTOR1:";
/// The most bytes of JSON that a text may unpack to: many times what a receipt has.
const JSON_MAX_BYTES: u64 = 64 * 1024;

/// Packs a receipt.
pub fn pack(receipt: &Receipt) -> String {
    let json = serde_json::to_vec(receipt).unwrap_or_default();
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    // Writing into memory does not fail.
    let packed = encoder.write_all(&json).and_then(|()| encoder.finish());
    format!("{HEAD}{}", base45::encode(packed.unwrap_or_default()))
}

/// The JSON of a receipt that was packed; `None` for any other text.
pub fn unpack(text: &str) -> Option<Vec<u8>> {
    let packed = base45::decode(text.trim().strip_prefix(HEAD)?).ok()?;
    let mut json = Vec::new();
    let mut decoder = DeflateDecoder::new(&*packed).take(JSON_MAX_BYTES + 1);
    decoder.read_to_end(&mut json).ok()?;
    (json.len() as u64 <= JSON_MAX_BYTES).then_some(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_unpacks_to_too_much_is_none() {
        let pack = |n_bytes: usize| {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&vec![b' '; n_bytes]).unwrap();
            format!("{HEAD}{}", base45::encode(encoder.finish().unwrap()))
        };
        let most = usize::try_from(JSON_MAX_BYTES).unwrap();
        assert_eq!(unpack(&pack(most)).map(|json| json.len()), Some(most));
        assert_eq!(unpack(&pack(most + 1)), None);
        assert_eq!(unpack(&pack(most * 1000)), None);
        for other in ["", "NGANTOR1:a", "NGANTOR1:AAA", "NGANTOR2:", "{}"] {
            assert_eq!(unpack(other), None, "{other}");
        }
    }
}
