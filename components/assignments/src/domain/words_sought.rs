//! What somebody looks for, as a query of the index of texts.

/// The most words that are looked for; others are left out.
pub const WORDS_MAX: usize = 8;
/// The most characters of a query.
pub const QUERY_MAX_CHARS: usize = 200;

/// The fewest characters of a word that is found by its beginning; a shorter one is found whole.
pub const BEGINNING_MIN_CHARS: usize = 3;
/// The most characters of a beginning; of a longer word these are looked for. The index keeps the
/// beginnings of each length between the two: others it would gather from every word that begins
/// so, before the first match is known.
pub const BEGINNING_MAX_CHARS: usize = 8;

/// The query of all words, each by its beginning; none when there is no word in the text. Nothing
/// in the text is an operator: each word stands in quotes (SQLite, FTS5 §3).
pub fn query(text: &str) -> Option<String> {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let words: Vec<_> = words.take(WORDS_MAX).map(by_beginning).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn by_beginning(word: &str) -> String {
    if word.chars().count() < BEGINNING_MIN_CHARS {
        return format!("\"{word}\"");
    }
    let beginning: String = word.chars().take(BEGINNING_MAX_CHARS).collect();
    format!("\"{beginning}\"*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_and_operators_are_words() {
        for (text, found) in [
            ("anggaran 2027 II", Some("\"anggaran\"* \"2027\"* \"II\"")),
            ("perencanaan", Some("\"perencan\"*")),
            ("anggaran 2027", Some("\"anggaran\"* \"2027\"*")),
            (
                "rapat OR NEAR(a)",
                Some("\"rapat\"* \"OR\" \"NEAR\"* \"a\""),
            ),
            ("\"; DROP TABLE x --", Some("\"DROP\"* \"TABLE\"* \"x\"")),
            ("  *:^ ", None),
        ] {
            assert_eq!(query(text).as_deref(), found, "{text}");
        }
        let many = "a ".repeat(20);
        assert_eq!(query(&many).unwrap().matches('a').count(), WORDS_MAX);
    }
}
