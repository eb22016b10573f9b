//! `Upload-Metadata`, as tus 1.0.0 writes it: pairs of a key and a value in base64, between commas.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The most bytes of the header.
pub const METADATA_MAX_BYTES: usize = 4096;
/// The most pairs.
pub const PAIRS_MAX: usize = 32;

/// Why the header is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMetadata {
    /// It has more bytes or pairs than allowed.
    TooLong,
    /// A key is empty, holds a space, or no ASCII.
    Key,
    /// A key stands there twice.
    Doubled,
    /// A value is no base64.
    Value,
}

/// The pairs of a header that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata(Vec<(String, Vec<u8>)>);

impl Metadata {
    /// Reads the header. An empty one has no pairs: clients send it for a file without any.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, NotMetadata> {
        if text.len() > METADATA_MAX_BYTES || text.matches(',').count() >= PAIRS_MAX {
            return Err(NotMetadata::TooLong);
        }
        let mut pairs: Vec<(String, Vec<u8>)> = Vec::new();
        if text.trim().is_empty() {
            return Ok(Self(pairs));
        }
        for pair in text.split(',') {
            let pair = pair.trim_matches(' ');
            let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
            if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(NotMetadata::Key);
            }
            if pairs.iter().any(|(known, _)| known == key) {
                return Err(NotMetadata::Doubled);
            }
            let value = STANDARD.decode(value).map_err(|_| NotMetadata::Value)?;
            pairs.push((key.to_owned(), value));
        }
        Ok(Self(pairs))
    }

    /// The text of a key; none when it is not there, is empty or no UTF-8.
    pub fn text(&self, key: &str) -> Option<&str> {
        let pair = self.0.iter().find(|(known, _)| known == key)?;
        let text = std::str::from_utf8(&pair.1).ok()?;
        (!text.is_empty()).then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_and_everything_else_is_refused() {
        let read = |text: &str| Metadata::parse(text);
        let good = read("filename bGFwb3Jhbi5wZGY=,is_confidential, empty ").unwrap();
        assert_eq!(good.text("filename"), Some("laporan.pdf"));
        assert_eq!(
            (good.text("is_confidential"), good.text("other")),
            (None, None)
        );
        assert_eq!(read(""), Ok(Metadata::default()));
        for (text, fault) in [
            (",", NotMetadata::Key),
            ("a YQ==,", NotMetadata::Key),
            ("a YQ==,,b Yg==", NotMetadata::Key),
            ("k\u{e9}y YQ==", NotMetadata::Key),
            ("a\tb YQ==", NotMetadata::Key),
            ("a YQ==,a Yg==", NotMetadata::Doubled),
            ("a YQ", NotMetadata::Value),
            ("a  YQ==", NotMetadata::Value),
            ("a YQ== YQ==", NotMetadata::Value),
            ("a Y_-=", NotMetadata::Value),
            ("a \u{0}", NotMetadata::Value),
        ] {
            assert_eq!(read(text), Err(fault), "{text:?}");
        }
        let many = |n: usize| {
            (0..n)
                .map(|n| format!("k{n}"))
                .collect::<Vec<_>>()
                .join(",")
        };
        assert!(read(&many(PAIRS_MAX)).is_ok());
        assert_eq!(read(&many(PAIRS_MAX + 1)), Err(NotMetadata::TooLong));
        let long = |n: usize| format!("a {}", "A".repeat(n - 2));
        assert!(read(&long(METADATA_MAX_BYTES - 2)).is_ok());
        assert_eq!(
            read(&long(METADATA_MAX_BYTES + 1)),
            Err(NotMetadata::TooLong)
        );
    }

    #[test]
    fn a_value_that_is_no_text_is_no_text() {
        let metadata = Metadata::parse("filename /w==").unwrap();
        assert_eq!(metadata.text("filename"), None);
    }
}
