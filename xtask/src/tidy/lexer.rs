//! Rust source cut into code, and the text of its string literals.
//!
//! No parser: what is blanked out keeps its length and its lines, so that braces can be counted
//! and words be found without meeting those of comments and strings.

use super::tree::line_of;

/// A source file, cut.
pub struct Lexed {
    /// The source with comments, strings and character literals blanked out.
    pub code: String,
    /// The string literals with the line on which each begins.
    pub strings: Vec<(usize, String)>,
}

/// What a stretch of source is.
enum Stretch {
    Comment(usize),
    Text {
        len: usize,
        open: usize,
        close: usize,
    },
    Character(usize),
    Code(usize),
}

/// Cuts a source file.
pub fn lex(source: &str) -> Lexed {
    let mut lexed = Lexed {
        code: String::with_capacity(source.len()),
        strings: Vec::new(),
    };
    let mut at = 0;
    while at < source.len() {
        let rest = &source[at..];
        let len = match stretch(rest, lexed.code.chars().next_back()) {
            Stretch::Code(len) => {
                lexed.code.push_str(&rest[..len]);
                at += len;
                continue;
            }
            Stretch::Text { len, open, close } => {
                let inside = rest[open..len - close].to_owned();
                lexed.strings.push((line_of(source, at), inside));
                len
            }
            Stretch::Comment(len) | Stretch::Character(len) => len,
        };
        let blank = |byte| if byte == b'\n' { '\n' } else { ' ' };
        lexed.code.extend(rest[..len].bytes().map(blank));
        at += len;
    }
    lexed
}

fn stretch(rest: &str, before: Option<char>) -> Stretch {
    if rest.starts_with("//") {
        return Stretch::Comment(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Stretch::Comment(rest.find("*/").map_or(rest.len(), |end| end + 2));
    }
    if rest.starts_with('"') {
        return plain_text(rest);
    }
    let in_word = before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    if !in_word && let Some(raw) = raw_text(rest) {
        return raw;
    }
    if rest.starts_with('\'') {
        return character(rest);
    }
    Stretch::Code(rest.chars().next().map_or(1, char::len_utf8))
}

fn plain_text(rest: &str) -> Stretch {
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => {
                return Stretch::Text {
                    len: at + 1,
                    open: 1,
                    close: 1,
                };
            }
            _ => {}
        }
    }
    Stretch::Comment(rest.len())
}

/// `r"…"`, `r#"…"#` and the same of bytes; `r#type` is none.
fn raw_text(rest: &str) -> Option<Stretch> {
    let after = rest.strip_prefix('b').unwrap_or(rest).strip_prefix('r')?;
    let n_hashes = after.bytes().take_while(|&byte| byte == b'#').count();
    let open = rest.len() - after.len() + n_hashes + 1;
    after[n_hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(n_hashes));
    let inside = rest[open..].find(&end)?;
    let len = open + inside + end.len();
    Some(Stretch::Text {
        len,
        open,
        close: end.len(),
    })
}

/// `'a'` and `'\n'`; a lifetime is code.
fn character(rest: &str) -> Stretch {
    let mut letters = rest.char_indices().skip(1);
    match (letters.next(), letters.next()) {
        (Some((_, '\\')), _) => match rest[3..].find('\'') {
            Some(end) => Stretch::Character(3 + end + 1),
            None => Stretch::Code(1),
        },
        (_, Some((at, '\''))) => Stretch::Character(at + 1),
        _ => Stretch::Code(1),
    }
}

/// The words of code, each with the byte at which it begins.
pub fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut at = 0;
    code.split_inclusive(move |letter| !is_letter(letter))
        .filter_map(move |piece| {
            let begin = at;
            at += piece.len();
            let word = piece.trim_end_matches(move |letter| !is_letter(letter));
            (!word.is_empty()).then_some((begin, word))
        })
}

#[test]
fn code_is_told_from_what_it_says() {
    let source =
        "let a = \"{ \\\" }\"; // {\nlet b = r#\"\"{\"#; let c: &'a str = f('{', '\\'', b\"}\");\n";
    let lexed = lex(source);
    assert_eq!(lexed.code.len(), source.len());
    assert!(!lexed.code.contains(['{', '}', '"']), "{}", lexed.code);
    assert!(lexed.code.contains("&'a str"), "{}", lexed.code);
    let strings: Vec<(usize, &str)> = lexed
        .strings
        .iter()
        .map(|(n, s)| (*n, s.as_str()))
        .collect();
    assert_eq!(strings, [(1, "{ \\\" }"), (2, "\"{"), (2, "}")]);
}

#[test]
fn words_know_where_they_begin() {
    let found: Vec<_> = words("use a::{b_c, d};").collect();
    assert_eq!(found, [(0, "use"), (4, "a"), (8, "b_c"), (13, "d")]);
}
