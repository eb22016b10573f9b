//! What somebody looks for, as a query of the index of texts.

/// The most words that are looked for; others are left out.
pub const WORDS_MAX: usize = 8;
/// The most characters of a query.
pub const QUERY_MAX_CHARS: usize = 200;

/// The query of all words, each by its beginning; none when there is no word in the text. Nothing
/// in the text is an operator: each word stands in quotes (SQLite, FTS5 §3).
pub fn query(text: &str) -> Option<String> {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let words: Vec<_> = words
        .take(WORDS_MAX)
        .map(|word| format!("\"{word}\"*"))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_and_operators_are_words() {
        for (text, found) in [
            ("anggaran 2027", Some("\"anggaran\"* \"2027\"*")),
            (
                "rapat OR NEAR(a)",
                Some("\"rapat\"* \"OR\"* \"NEAR\"* \"a\"*"),
            ),
            ("\"; DROP TABLE x --", Some("\"DROP\"* \"TABLE\"* \"x\"*")),
            ("  *:^ ", None),
        ] {
            assert_eq!(query(text).as_deref(), found, "{text}");
        }
        let many = "a ".repeat(20);
        assert_eq!(query(&many).unwrap().matches('a').count(), WORDS_MAX);
    }
}
