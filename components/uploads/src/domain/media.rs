//! What a file is by its bytes, whatever it is called: its type, whether it is a program, whether
//! it is two things at once. And which of these an institution takes.

/// Bytes at a file's begin that are looked at.
pub const HEAD_BYTES: u64 = 8 * 1024;
/// Bytes at a file's end that are looked at: a ZIP's last record with its longest comment.
pub const TAIL_BYTES: u64 = 22 + 65_535;
/// What a file is sent as of which nothing is known, or which could do something in a browser.
pub const BYTES: &str = "application/octet-stream";

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its type, [`BYTES`] when that cannot be told.
    pub media_type: &'static str,
    /// Whether a machine runs it as it is.
    pub is_program: bool,
    /// Whether it is something else as well, for who reads it otherwise (a polyglot).
    pub is_two_things: bool,
}

/// Looks at the first [`HEAD_BYTES`] and the last [`TAIL_BYTES`] of a file.
pub fn look(head: &[u8], tail: &[u8]) -> Found {
    let media_type = type_of(head);
    let is_picture = ["image/", "audio/", "video/"]
        .iter()
        .any(|family| media_type.starts_with(family));
    let start = head.get(..1024).unwrap_or(head);
    let has = |mark: &[u8]| {
        let mut windows = start.windows(mark.len());
        windows.any(|window| window.eq_ignore_ascii_case(mark))
    };
    // A text may speak of all of these; SVG is a text.
    let hides = is_picture
        && media_type != "image/svg+xml"
        && (has(b"<script") || has(b"<html") || has(b"%PDF-"));
    let is_zip = head.starts_with(b"PK");
    Found {
        media_type,
        is_program: is_program(head),
        is_two_things: hides || (!is_zip && ends_as_zip(tail)),
    }
}

fn type_of(head: &[u8]) -> &'static str {
    if let Some(markup) = markup(head) {
        return markup;
    }
    match infer::get(head) {
        Some(kind) if kind.matcher_type() != infer::MatcherType::Text => kind.mime_type(),
        _ if is_text(head) => "text/plain",
        _ => BYTES,
    }
}

/// HTML, SVG and XML, as a browser that guesses takes them for.
fn markup(head: &[u8]) -> Option<&'static str> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let start = head.trim_ascii_start();
    let begins = |word: &[u8]| {
        let begin = start.get(..word.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(word))
    };
    if !begins(b"<") {
        return None;
    }
    let has_svg = start.windows(4).any(|w| w.eq_ignore_ascii_case(b"<svg"));
    let is_xml = begins(b"<?xml") || begins(b"<!DOCTYPE svg") || begins(b"<svg") || begins(b"<!--");
    if has_svg && is_xml {
        Some("image/svg+xml")
    } else if begins(b"<?xml") {
        Some("text/xml")
    } else if start
        .get(1)
        .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'!')
    {
        Some("text/html")
    } else {
        None
    }
}

/// UTF-8 without control characters that no text has; its last character may be cut.
fn is_text(head: &[u8]) -> bool {
    let is_cut = |error: std::str::Utf8Error| error.error_len().is_none();
    let is_utf8 = std::str::from_utf8(head).map_or_else(is_cut, |_| true);
    let is_bad = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    is_utf8 && !head.is_empty() && !head.iter().any(is_bad)
}

/// Programs of Windows, Linux, macOS and Android. `MZ` alone is two letters that other files begin
/// with too.
fn is_program(head: &[u8]) -> bool {
    let at = |from: usize, n_bytes: usize| head.get(from..from + n_bytes);
    let pe_at = at(0x3c, 4).and_then(|bytes| bytes.try_into().ok());
    let pe_at = pe_at
        .map(u32::from_le_bytes)
        .and_then(|at| usize::try_from(at).ok());
    let pe = pe_at
        .filter(|at| *at < head.len())
        .and_then(|pe_at| at(pe_at, 2));
    let is_windows = head.starts_with(b"MZ") && matches!(pe, Some(b"PE" | b"NE" | b"LE" | b"LX"));
    let magics: [&[u8]; 7] = [
        b"\x7fELF",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
        b"dex\n",
    ];
    is_windows || magics.iter().any(|magic| head.starts_with(magic))
}

/// Whether a ZIP's last record ends the file, as its format demands (APPNOTE 4.3.16): who opens it
/// as a ZIP finds one, whatever it begins with.
fn ends_as_zip(tail: &[u8]) -> bool {
    let is_end = |record: &[u8]| {
        let comment = record.get(20..22).and_then(|bytes| bytes.try_into().ok());
        let comment = comment.map(u16::from_le_bytes);
        record.starts_with(b"PK\x05\x06")
            && comment.is_some_and(|length| record.len() == 22 + usize::from(length))
    };
    (0..tail.len().saturating_sub(21)).any(|at| tail.get(at..).is_some_and(is_end))
}

/// The type that a file is sent as. A browser that ignores everything else still runs nothing.
pub fn sent_as(media_type: &'static str) -> &'static str {
    let is_active = ["html", "xml", "svg", "script", "shockwave", "java", "wasm"]
        .iter()
        .any(|word| media_type.contains(word) && !media_type.contains("openxml"));
    match media_type {
        _ if is_active => BYTES,
        "text/plain" => "text/plain; charset=utf-8",
        other => other,
    }
}

/// Which types an institution takes.
#[derive(Clone, Debug, Default)]
pub struct AllowedTypes(Vec<String>);

impl AllowedTypes {
    /// Reads a list of types and families, such as `application/pdf image/*`; an empty one takes
    /// all. Programs, and what is two things at once, are never taken.
    pub fn parse(list: &str) -> Self {
        Self(list.split_whitespace().map(str::to_lowercase).collect())
    }

    /// Whether a file may be kept.
    pub fn take(&self, found: &Found) -> bool {
        let fits = |allowed: &String| match allowed.strip_suffix('*') {
            Some(family) => found.media_type.starts_with(family),
            None => found.media_type == allowed,
        };
        let is_listed = self.0.is_empty() || self.0.iter().any(fits);
        is_listed && !found.is_program && !found.is_two_things
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
    const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0";
    const ZIP_END: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

    fn of(bytes: &[u8]) -> Found {
        look(bytes, bytes)
    }

    fn joined(parts: &[&[u8]]) -> Vec<u8> {
        parts.concat()
    }

    #[test]
    fn a_type_is_told_by_bytes_and_sent_so_that_nothing_runs() {
        for (bytes, found, sent) in [
            (PNG, "image/png", "image/png"),
            (GIF, "image/gif", "image/gif"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg", "image/jpeg"),
            (b"%PDF-1.7\n", "application/pdf", "application/pdf"),
            (b"PK\x03\x04\x14\0", "application/zip", "application/zip"),
            (b"Laporan\n", "text/plain", "text/plain; charset=utf-8"),
            (
                "ꦲkutip \u{a0}".as_bytes(),
                "text/plain",
                "text/plain; charset=utf-8",
            ),
            (
                b"a,b\n1,2\n\xe2\x82",
                "text/plain",
                "text/plain; charset=utf-8",
            ),
            (b"<!doctype HTML><p>", "text/html", BYTES),
            (b"\xef\xbb\xbf \n<ScRiPt>alert(1)", "text/html", BYTES),
            (b"<svg onload=alert(1)>", "image/svg+xml", BYTES),
            (b"<?xml version='1.0'?>\n<svg>", "image/svg+xml", BYTES),
            (b"<?xml version='1.0'?>\n<a>", "text/xml", BYTES),
            (b"<3 dan 5", "text/plain", "text/plain; charset=utf-8"),
            (b"\0\x01\x02\x03", BYTES, BYTES),
            (b"", BYTES, BYTES),
        ] {
            let look = of(bytes);
            assert_eq!(look.media_type, found, "{bytes:?}");
            assert_eq!(sent_as(look.media_type), sent, "{bytes:?}");
            assert!(!look.is_program && !look.is_two_things, "{bytes:?}");
        }
    }

    #[test]
    fn what_is_two_things_at_once_is_not_taken() {
        let takes_all = AllowedTypes::default();
        let commented = joined(&[b"PK\x05\x06", &[0; 16], b"\x03\0abc"]);
        for bytes in [
            joined(&[GIF, b"PK\x03\x04xx", ZIP_END]),
            joined(&[b"%PDF-1.7\n", ZIP_END]),
            joined(&[b"%PDF-1.7\n", &commented]),
            joined(&[PNG, b"<script>alert(1)</script>"]),
            joined(&[GIF, b"<HTML>"]),
            joined(&[GIF, b"%PDF-1.4"]),
        ] {
            let found = of(&bytes);
            assert!(found.is_two_things, "{bytes:?}");
            assert!(!takes_all.take(&found));
        }
        // A long text that ends as one.
        assert!(look(b"Sebuah teks\n", ZIP_END).is_two_things);
        for bytes in [
            // One thing: a ZIP, and what only looks like the end of one.
            joined(&[b"PK\x03\x04xx", ZIP_END]),
            joined(&[b"%PDF-1.7\n", ZIP_END, b"\n%%EOF"]),
            joined(&[PNG, b"<x:xmpmeta>"]),
        ] {
            assert!(takes_all.take(&of(&bytes)), "{bytes:?}");
        }
    }

    #[test]
    fn programs_are_not_taken_whatever_they_are_called() {
        let mut exe = vec![0; 0x90];
        exe[..2].copy_from_slice(b"MZ");
        exe[0x3c] = 0x80;
        exe[0x80..0x82].copy_from_slice(b"PE");
        for bytes in [&exe[..], b"\x7fELF\x02", b"\xca\xfe\xba\xbe\0\0"] {
            assert!(!AllowedTypes::default().take(&of(bytes)), "{bytes:?}");
        }
        exe[0x3c] = 0xff;
        assert!(!of(&exe).is_program);
        assert!(!of(b"MZ").is_program);
    }

    #[test]
    fn an_institution_says_which_types_it_takes() {
        let some = AllowedTypes::parse(" application/pdf  Image/* ");
        for (bytes, is_taken) in [
            (PNG, true),
            (b"%PDF-1.7\n", true),
            (b"PK\x03\x04\x14\0", false),
            (b"teks", false),
            (b"\0\x01", false),
        ] {
            assert_eq!(some.take(&of(bytes)), is_taken, "{bytes:?}");
            assert!(AllowedTypes::parse("").take(&of(bytes)));
        }
    }
}
