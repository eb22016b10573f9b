//! The header that makes a browser keep a file instead of showing it, safe for any name.

use std::fmt::Write as _;

/// The most bytes of a name on a disk: what the usual file systems take.
const NAME_MAX_BYTES: usize = 255;
/// What a file is called of which nobody told a name.
const NAMELESS: &str = "file";
/// Names that stand for devices on Windows, whatever ending follows.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// The `Content-Disposition` of a file (RFC 6266, RFC 8187): always `attachment`, its name in ASCII
/// for old programs and as it is for all others.
pub fn attachment(name: Option<&str>) -> String {
    let name = on_disk(name.unwrap_or_default());
    let plain = |c: char| match c {
        // What some programs decode or take for an end of the name.
        '%' | '"' | '\\' | ';' => '_',
        ' '..='~' => c,
        _ => '_',
    };
    let ascii: String = name.chars().map(plain).collect();
    let mut text = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing into a text cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// The name as every file system takes it: no separators, no devices, not too long, nothing at its
/// end that Windows drops, nothing at its begin that Unix hides.
fn on_disk(name: &str) -> String {
    let safe = |c: char| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
        c if c.is_control() || is_hidden(c) => '_',
        c => c,
    };
    let name: String = name.chars().map(safe).collect();
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '.');
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let name = match name {
        "" => NAMELESS.to_owned(),
        name if is_device(stem) => format!("_{name}"),
        name => name.to_owned(),
    };
    shorten(&name)
}

/// `CON`, `com1`, `LPT³`: Windows takes the small digits for the large ones.
fn is_device(stem: &str) -> bool {
    let stem = stem.to_lowercase();
    let port = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
    let mut digits = port.unwrap_or_default().chars();
    let is_port = matches!(digits.next(), Some('0'..='9' | '¹' | '²' | '³'));
    DEVICES.contains(&stem.as_str()) || (is_port && digits.next().is_none())
}

/// Whether a character lets a name show as another one (Unicode TR 36 §3.1), or as nothing.
const fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// A name too long loses of its stem, so that its ending stays.
fn shorten(name: &str) -> String {
    if name.len() <= NAME_MAX_BYTES {
        return name.to_owned();
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 16 => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let end = stem.floor_char_boundary(NAME_MAX_BYTES - ending.len());
    let stem = stem.get(..end).unwrap_or_default();
    format!("{stem}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a browser calls the file.
    fn kept(name: &str) -> String {
        let text = attachment(Some(name));
        let (_, encoded) = text.split_once("filename*=UTF-8''").unwrap();
        let mut bytes = Vec::new();
        let mut rest = encoded.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let pair = [rest.next().unwrap(), rest.next().unwrap()];
                let pair = std::str::from_utf8(&pair).unwrap();
                bytes.push(u8::from_str_radix(pair, 16).unwrap());
            } else {
                bytes.push(byte);
            }
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_name_of_any_script_is_kept_and_a_trick_is_not() {
        for (given, expected) in [
            ("laporan.pdf", "laporan.pdf"),
            ("Laporan akhir (2).pdf", "Laporan akhir (2).pdf"),
            ("ꦲꦏ꧀ꦱꦫ ꦗꦮ.docx", "ꦲꦏ꧀ꦱꦫ ꦗꦮ.docx"),
            ("تقرير.xlsx", "تقرير.xlsx"),
            ("👩\u{200d}👧.png", "👩\u{200d}👧.png"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("C:\\Windows\\x.dll", "C__Windows_x.dll"),
            ("a\r\nX: y", "a__X_ y"),
            ("fdp.\u{202e}exe", "fdp._exe"),
            (".bashrc", "bashrc"),
            ("laporan.pdf. .", "laporan.pdf"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("Com1.tar.gz", "_Com1.tar.gz"),
            ("lpt³", "_lpt³"),
            ("com12", "com12"),
            ("contoh.txt", "contoh.txt"),
            ("", "file"),
            ("...", "file"),
        ] {
            assert_eq!(kept(given), expected, "{given:?}");
        }
    }

    #[test]
    fn whatever_the_name_it_is_one_header_of_ascii() {
        assert_eq!(
            attachment(Some("100%; \"a\" é.pdf")),
            "attachment; filename=\"100__ _a_ _.pdf\"; \
             filename*=UTF-8''100%25%3B%20_a_%20%C3%A9.pdf"
        );
        assert!(attachment(None).starts_with("attachment; filename=\"file\";"));
        for c in (0..=0x0002_0000).filter_map(char::from_u32) {
            let text = attachment(Some(&format!("a{c}b")));
            assert!(text.bytes().all(|b| matches!(b, b' '..=b'~')), "{text}");
            assert_eq!(text.matches('"').count(), 2, "{text}");
            assert_eq!(text.matches(';').count(), 2, "{text}");
        }
    }

    #[test]
    fn a_name_fits_on_a_disk_with_its_ending() {
        let long = format!("{}.pdf", "ꦲ".repeat(100));
        let name = kept(&long);
        assert!(name.len() <= NAME_MAX_BYTES && name.len() > NAME_MAX_BYTES - 3);
        assert!(name.ends_with("ꦲ.pdf"));
        let name = kept(&format!("a.{}", "x".repeat(300)));
        assert_eq!(name.len(), NAME_MAX_BYTES);
        assert_eq!(kept(&"y".repeat(255)).len(), 255);
    }
}
