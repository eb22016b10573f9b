//! How far an upload may go, and how lengths stand in headers.

/// The most that a length may say, in bytes: what SQLite and JSON can still tell exactly.
pub const LENGTH_MAX_BYTES: u64 = 1 << 53;

/// A length or an offset: decimal digits and nothing else (tus 1.0.0, "non-negative integer").
pub fn parse(text: &str) -> Option<u64> {
    let is_plain = !text.is_empty() && text.len() <= 16 && text.bytes().all(|b| b.is_ascii_digit());
    let number = is_plain.then(|| text.parse::<u64>().ok())?;
    number.filter(|number| *number <= LENGTH_MAX_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_digits_and_nothing_else() {
        for (text, expected) in [
            ("0", Some(0)),
            ("007", Some(7)),
            ("5368709120", Some(5 << 30)),
            ("9007199254740992", Some(LENGTH_MAX_BYTES)),
            ("9007199254740993", None),
            ("18446744073709551616", None),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("1.0", None),
            ("1e3", None),
            ("0x10", None),
            (" 1", None),
            ("1,1", None),
            ("\u{661}", None),
        ] {
            assert_eq!(parse(text), expected, "{text:?}");
        }
    }
}
