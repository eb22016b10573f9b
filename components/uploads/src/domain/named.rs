//! What a client calls its file: the last part of whatever path it sends, in any script, and
//! without what nobody sees.

/// The most characters of a name.
pub const NAME_MAX_CHARS: usize = 255;

/// The name to keep of what a client sent; none when nothing is left of it. A name too long loses
/// its middle, so that its ending stays.
pub fn clean(text: &str) -> Option<String> {
    // Browsers once sent `C:\fakepath\…`, and who attacks sends `../…`.
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_seen = |c: &char| !c.is_control() && !is_reordering(*c);
    let kept: String = last.chars().filter(is_seen).collect();
    let words: Vec<&str> = kept.split_whitespace().collect();
    let name = words.join(" ");
    if name.chars().all(|c| c == '.') {
        return None;
    }
    let n_chars = name.chars().count();
    if n_chars <= NAME_MAX_CHARS {
        return Some(name);
    }
    const END_CHARS: usize = 32;
    let begin = name.chars().take(NAME_MAX_CHARS - END_CHARS);
    let end = name.chars().skip(n_chars - END_CHARS);
    Some(begin.chain(end).collect())
}

/// Characters that let a name show as another one (Unicode TR 36 §3.1).
const fn is_reordering(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}' | '\u{2028}' | '\u{2029}')
}

/// The name in a `Content-Disposition` (RFC 6266): `filename*` before `filename`.
pub fn of_disposition(text: &str) -> Option<String> {
    let parameters = parameters(text);
    let value = |name: &str| {
        let found = parameters
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    };
    let extended = value("filename*").and_then(decode);
    extended
        .or_else(|| value("filename").map(str::to_owned))
        .and_then(|name| clean(&name))
}

/// The parameters of a header, each a name and its value without quotes.
fn parameters(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.split_once(';').map_or("", |(_, rest)| rest);
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => unquote(quoted),
            None => {
                let (value, next) = after.split_once(';').unwrap_or((after, ""));
                (value.trim().to_owned(), next)
            }
        };
        found.push((name.trim().to_owned(), value));
        rest = next;
    }
    found
}

/// A quoted text and what comes after the semicolon behind it.
fn unquote(quoted: &str) -> (String, &str) {
    let mut value = String::new();
    let mut letters = quoted.char_indices();
    while let Some((_, letter)) = letters.next() {
        match letter {
            '\\' => value.extend(letters.next().map(|(_, letter)| letter)),
            '"' => break,
            letter => value.push(letter),
        }
    }
    let rest = letters.as_str();
    (value, rest.split_once(';').map_or("", |(_, rest)| rest))
}

/// `UTF-8'…'` and percent signs (RFC 8187 §3.2).
fn decode(text: &str) -> Option<String> {
    let mut parts = text.splitn(3, '\'');
    let (charset, _language, value) = (parts.next()?, parts.next()?, parts.next()?);
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    let mut bytes = Vec::new();
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let pair = [rest.next()?, rest.next()?];
        let pair = std::str::from_utf8(&pair).ok()?;
        bytes.push(u8::from_str_radix(pair, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_last_part_of_a_path_in_any_script() {
        for (given, expected) in [
            ("laporan.pdf", Some("laporan.pdf")),
            ("  Laporan   akhir.pdf ", Some("Laporan akhir.pdf")),
            ("ꦲꦏ꧀ꦱꦫ ꦗꦮ.docx", Some("ꦲꦏ꧀ꦱꦫ ꦗꦮ.docx")),
            ("報告\u{1f4c4}.xlsx", Some("報告\u{1f4c4}.xlsx")),
            ("C:\\fakepath\\a.pdf", Some("a.pdf")),
            ("../../etc/passwd", Some("passwd")),
            ("a\r\nSet-Cookie: x", Some("aSet-Cookie: x")),
            ("a\0b.pdf", Some("ab.pdf")),
            ("fdp.\u{202e}exe", Some("fdp.exe")),
            ("..", None),
            (".", None),
            ("a/", None),
            ("", None),
            ("\u{202e}", None),
        ] {
            assert_eq!(clean(given).as_deref(), expected, "{given:?}");
        }
        let long = format!("{}.pdf", "x".repeat(400));
        let kept = clean(&long).unwrap();
        assert_eq!(kept.chars().count(), NAME_MAX_CHARS);
        assert!(kept.ends_with("x.pdf"));
    }

    #[test]
    fn a_disposition_tells_the_name_in_both_ways() {
        for (given, expected) in [
            ("attachment; filename=\"a b.pdf\"", Some("a b.pdf")),
            ("inline; filename=a.pdf; x=y", Some("a.pdf")),
            (
                "inline; filename=\"a;\\\"b.pdf\"; filename*=UTF-8''%c2%a3.pdf",
                Some("£.pdf"),
            ),
            (
                "inline; filename*=utf-8'id'laporan%20akhir.pdf",
                Some("laporan akhir.pdf"),
            ),
            ("inline; filename*=UTF-8''%2e%2e%2fpasswd", Some("passwd")),
            (
                "inline; filename*=UTF-8''%zz; filename=b.pdf",
                Some("b.pdf"),
            ),
            (
                "inline; filename*=UTF-8''%ff; filename=b.pdf",
                Some("b.pdf"),
            ),
            ("inline; filename*=ISO-8859-1''b; filename=c", Some("c")),
            ("inline; filename=\"a", Some("a")),
            ("inline; filename=\"a\\", Some("a")),
            ("inline", None),
            ("", None),
            ("inline; filename*=UTF-8''%", None),
        ] {
            assert_eq!(of_disposition(given).as_deref(), expected, "{given:?}");
        }
    }
}
