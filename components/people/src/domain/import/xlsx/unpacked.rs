//! What a workbook unpacks to, before anything is read from it: a small file may hold gigabytes, or
//! claim so many texts that making room for them would already be too much. Parts are unpacked
//! here and thrown away; what an archive says of their lengths is not believed.

use std::io::{Cursor, Read};

use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use zip::ZipArchive;
use zip::result::ZipError;

use super::no_workbook;
use crate::domain::import::{
    COLUMNS_MAX, XLSX_PART_MAX_BYTES, XLSX_ROWS_MAX, XLSX_STYLE_TEXT_MAX_BYTES,
    XLSX_STYLES_MAX_BYTES, XLSX_UNPACKED_MAX_BYTES,
};

/// How shared texts say how many they are; whoever reads them makes room for as many.
const COUNT: &[u8] = b"uniqueCount";
/// The most shared texts: one for each cell.
const TEXTS_MAX: u64 = XLSX_ROWS_MAX as u64 * COLUMNS_MAX as u64;

const TOO_LARGE: Text = Text::new(
    "Buku kerja ini terlalu besar setelah dibuka: paling banyak {limit} byte. Pakai CSV.",
    "The workbook is too large once it is unpacked: at most {limit} bytes. Use CSV.",
);

/// Unpacks everything once.
pub(super) fn check(workbook: &[u8]) -> Result<(), Fault> {
    let broken = |_: ZipError| no_workbook();
    let mut archive = ZipArchive::new(Cursor::new(workbook)).map_err(broken)?;
    let mut n_left = XLSX_UNPACKED_MAX_BYTES;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(broken)?;
        let kind = Kind::of(&part.name().map_err(broken)?);
        let n_bytes = kind.check(part, n_left)?;
        n_left = n_left.saturating_sub(n_bytes);
    }
    Ok(())
}

/// Parts by what reading them costs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sheet,
    Texts,
    Styles,
    Other,
}

impl Kind {
    /// Of whatever folder: where a workbook has its parts is its own choice.
    fn of(path: &str) -> Self {
        let path = path.to_ascii_lowercase();
        match path.rsplit(['/', '\\']).next() {
            Some("sharedstrings.xml") => Self::Texts,
            Some("styles.xml") => Self::Styles,
            _ if path.contains("worksheets/") => Self::Sheet,
            _ => Self::Other,
        }
    }

    /// Looks at a part, of which there may be no more bytes than are left; answers how many.
    fn check(self, part: impl Read, n_left: u64) -> Result<u64, Fault> {
        let most = match self {
            Self::Sheet => XLSX_UNPACKED_MAX_BYTES,
            Self::Texts | Self::Other => XLSX_PART_MAX_BYTES,
            Self::Styles => XLSX_STYLES_MAX_BYTES,
        };
        let mut part = part.take(most.min(n_left) + 1);
        let mut bytes = Vec::new();
        let n_bytes = match self {
            Self::Texts | Self::Styles => part.read_to_end(&mut bytes).map(|n| n as u64),
            Self::Sheet | Self::Other => std::io::copy(&mut part, &mut std::io::sink()),
        };
        let n_bytes = n_bytes.map_err(|_| no_workbook())?;
        if n_bytes > most.min(n_left) {
            return Err(Fault::beyond("", "unpacks_too_large", TOO_LARGE, most));
        }
        self.check_claims(&bytes)?;
        Ok(n_bytes)
    }

    /// What a part says that would make its reader take memory.
    fn check_claims(self, bytes: &[u8]) -> Result<(), Fault> {
        // Bytes that no XML in UTF-8 has: another encoding could hide what is looked for.
        let is_hidden = bytes.iter().any(|byte| matches!(byte, 0 | 0x1b));
        let is_too_much = match self {
            Self::Styles => bytes
                .split(|byte| matches!(byte, b'"' | b'\''))
                .any(|text| text.len() > XLSX_STYLE_TEXT_MAX_BYTES),
            Self::Texts => claims(bytes).any(|n_texts| n_texts > TEXTS_MAX),
            Self::Sheet | Self::Other => false,
        };
        match is_hidden || is_too_much {
            true => Err(no_workbook()),
            false => Ok(()),
        }
    }
}

/// Every number of texts that is claimed; one that is too large to read is the largest.
fn claims(bytes: &[u8]) -> impl Iterator<Item = u64> {
    let starts = bytes.windows(COUNT.len()).enumerate();
    let found = starts.filter(|(_, window)| *window == COUNT);
    found.map(|(at, _)| {
        let rest = bytes.iter().skip(at + COUNT.len());
        let digits = rest
            .skip_while(|byte| matches!(byte, b'=' | b'"' | b'\'') || byte.is_ascii_whitespace())
            .take_while(|byte| byte.is_ascii_digit());
        digits.fold(0, |sum: u64, byte| {
            sum.saturating_mul(10)
                .saturating_add(u64::from(byte - b'0'))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_may_have_its_most_bytes_and_no_more() {
        for (kind, most) in [
            (Kind::Other, XLSX_PART_MAX_BYTES),
            (Kind::Sheet, XLSX_UNPACKED_MAX_BYTES),
        ] {
            let part = |n_bytes| std::io::repeat(b'x').take(n_bytes);
            assert_eq!(kind.check(part(most), u64::MAX / 2), Ok(most));
            let fault = kind.check(part(most + 1), u64::MAX / 2).unwrap_err();
            assert_eq!(
                (fault.code, fault.limit),
                ("unpacks_too_large", i64::try_from(most).ok())
            );
            assert!(kind.check(part(11), 10).is_err());
        }
    }

    #[test]
    fn a_claim_is_found_wherever_it_stands() {
        let told = |text: &str| claims(text.as_bytes()).collect::<Vec<_>>();
        assert_eq!(told("<sst uniqueCount=\"12\">"), [12]);
        assert_eq!(told("<!-- <si> --><sst uniqueCount = '7'>"), [7]);
        assert_eq!(told("uniqueCount=\"99999999999999999999\""), [u64::MAX]);
        assert_eq!(told("<sst count=\"12\">"), [0_u64; 0]);
        let kind = Kind::of("other/SharedStrings.XML");
        let most = format!("<sst uniqueCount=\"{TEXTS_MAX}\">");
        assert!(kind.check_claims(most.as_bytes()).is_ok());
        let more = format!("<sst uniqueCount=\"{}\">", TEXTS_MAX + 1);
        assert!(kind.check_claims(more.as_bytes()).is_err());
        let hidden: Vec<u8> = most.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(kind.check_claims(&hidden).is_err());
    }

    #[test]
    fn a_style_has_short_texts() {
        let kind = Kind::of("xl/styles.xml");
        let styles = |n_bytes| format!("<font><name val=\"{}\"/>", "x".repeat(n_bytes));
        assert!(kind.check_claims(styles(512).as_bytes()).is_ok());
        assert!(kind.check_claims(styles(513).as_bytes()).is_err());
    }
}
