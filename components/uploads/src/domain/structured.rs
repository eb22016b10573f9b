//! Structured Fields (RFC 9651), as far as the protocols need them: an item that is a whole number
//! or a boolean, and the dictionary of digests of RFC 9530.

/// The most digits of a whole number (RFC 9651 §3.3.1).
const DIGITS_MAX: usize = 15;

/// A whole number of zero or more; none for anything else, which counts as no header at all.
pub fn integer(text: &str) -> Option<u64> {
    let bare = bare(text)?;
    let is_plain = !bare.is_empty() && bare.len() <= DIGITS_MAX;
    let is_plain = is_plain && bare.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| bare.parse().ok())?
}

/// A boolean; none for anything else.
pub fn boolean(text: &str) -> Option<bool> {
    match bare(text)? {
        "?1" => Some(true),
        "?0" => Some(false),
        _ => None,
    }
}

/// The base64 of the `sha-256` in a dictionary of digests; none when it has none.
pub fn sha_256(text: &str) -> Option<&str> {
    let members = text
        .split(',')
        .map(|member| member.trim_matches([' ', '\t']));
    // Of a key that stands there twice the last counts (RFC 9651 §4.2.2).
    let found = members
        .filter_map(|member| member.strip_prefix("sha-256="))
        .next_back()?;
    bare(found)?.strip_prefix(':')?.strip_suffix(':')
}

/// An item without its parameters, none of which means anything here.
fn bare(text: &str) -> Option<&str> {
    let (item, parameters) = text.split_once(';').unwrap_or((text, ""));
    let is_visible = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    parameters
        .bytes()
        .all(is_visible)
        .then(|| item.trim_matches(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_booleans_are_themselves_and_all_else_is_nothing() {
        for (text, expected) in [
            ("0", Some(0)),
            ("100", Some(100)),
            ("7;a=b", Some(7)),
            ("999999999999999", Some(999_999_999_999_999)),
            ("1000000000000000", None),
            ("-1", None),
            ("1.0", None),
            ("\"1\"", None),
            ("", None),
            ("1 2", None),
            ("?1", None),
        ] {
            assert_eq!(integer(text), expected, "{text:?}");
        }
        for (text, expected) in [
            ("?1", Some(true)),
            ("?0", Some(false)),
            ("?1;x", Some(true)),
            ("1", None),
            ("true", None),
            ("?2", None),
            ("?1, ?0", None),
        ] {
            assert_eq!(boolean(text), expected, "{text:?}");
        }
    }

    #[test]
    fn the_sha_256_of_many_digests_is_found() {
        for (text, expected) in [
            ("sha-256=:YWJj:", Some("YWJj")),
            ("sha-512=:eHg=:, sha-256=:YWJj:", Some("YWJj")),
            ("sha-256=:YWJj:,sha-256=:eHg=:", Some("eHg=")),
            ("sha-512=:eHg=:", None),
            ("sha-256=YWJj", None),
            ("sha-256", None),
            ("", None),
        ] {
            assert_eq!(sha_256(text), expected, "{text:?}");
        }
    }
}
