//! Rows of cells as CSV or as a workbook, a piece at a time.
//!
//! The workbook is written here: rust_xlsxwriter (0.102) keeps the whole of it in memory, or rows
//! in temporary files, which a component has none of. `zip` packs it, piece by piece. It is the
//! least that spreadsheets read: one sheet, texts in their cells, no styles.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

/// A cell.
pub enum Cell {
    /// Words; no spreadsheet computes them.
    Text(String),
    /// A whole number.
    Number(i64),
    /// An empty cell.
    Nothing,
}

/// A sheet in the making.
pub enum Sheet {
    /// Lines with commas, for people: what would be computed gets an apostrophe.
    Csv,
    /// A workbook (Office Open XML) with one sheet.
    Workbook(Box<Workbook>),
}

const PARTS: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" \
ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-\
officedocument.spreadsheetml.sheet.main+xml\"/>\
<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-\
officedocument.spreadsheetml.worksheet+xml\"/></Types>",
    ),
    (
        "_rels/.rels",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/\
relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
    ),
    (
        "xl/workbook.xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
<sheets><sheet name=\"%\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/\
relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
    ),
];
const SHEET_OPENS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
const SHEET_CLOSES: &str = "</sheetData></worksheet>";
/// Excel takes a file without it for one of the code page of the machine (Windows-1252).
const BYTE_ORDER_MARK: &str = "\u{feff}";

impl Sheet {
    /// An empty workbook whose sheet has a name: at most 31 letters, digits and spaces.
    ///
    /// # Errors
    /// When packing fails; into memory it does not.
    pub fn workbook(name: &str) -> io::Result<Self> {
        let packed = Packed::default();
        let mut zip = ZipWriter::new_stream(packed.clone());
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (path, text) in PARTS {
            zip.start_file(path, options)?;
            zip.write_all(text.replace('%', name).as_bytes())?;
        }
        zip.start_file("xl/worksheets/sheet1.xml", options)?;
        zip.write_all(SHEET_OPENS.as_bytes())?;
        Ok(Self::Workbook(Box::new(Workbook { zip, packed })))
    }

    /// What comes before the first row.
    pub fn open(&self) -> Vec<u8> {
        match self {
            Self::Csv => BYTE_ORDER_MARK.as_bytes().to_vec(),
            Self::Workbook(_) => Vec::new(),
        }
    }

    /// Some rows.
    ///
    /// # Errors
    /// When packing fails; into memory it does not.
    pub fn rows(&mut self, rows: &[Vec<Cell>]) -> io::Result<Vec<u8>> {
        match self {
            Self::Csv => Ok(csv(rows).into_bytes()),
            Self::Workbook(book) => {
                book.zip.write_all(xml(rows).as_bytes())?;
                Ok(book.packed.take())
            }
        }
    }

    /// What comes after the last row. A workbook that lacks it cannot be opened.
    ///
    /// # Errors
    /// When packing fails; into memory it does not.
    pub fn close(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Csv => Ok(Vec::new()),
            Self::Workbook(mut book) => {
                book.zip.write_all(SHEET_CLOSES.as_bytes())?;
                book.zip.finish()?;
                Ok(book.packed.take())
            }
        }
    }
}

/// A workbook and what of it was packed and not yet sent.
pub struct Workbook {
    zip: ZipWriter<StreamWriter<Packed>>,
    packed: Packed,
}

#[derive(Clone, Default)]
struct Packed(Arc<Mutex<Vec<u8>>>);

impl Packed {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Packed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut packed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        packed.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// RFC 4180: CRLF, and quotes where a text needs them.
fn csv(rows: &[Vec<Cell>]) -> String {
    let mut text = String::new();
    for row in rows {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            match cell {
                Cell::Text(words) => quote(&mut text, words),
                Cell::Number(number) => _ = write!(text, "{number}"),
                Cell::Nothing => {}
            }
        }
        text.push_str("\r\n");
    }
    text
}

/// What a spreadsheet begins to compute at.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A text that a spreadsheet would compute gets an apostrophe before it (OWASP, CSV injection), and
/// so does a part of a text that becomes a cell of its own where semicolons or tabs part the cells.
fn quote(to: &mut String, words: &str) {
    to.push('"');
    if words.starts_with(['\t', '\r', '\n']) {
        to.push('\'');
    }
    let mut is_begin = true;
    for letter in words.chars() {
        if is_begin && SIGNS.contains(&letter) {
            to.push('\'');
        }
        let is_break = matches!(letter, ';' | '\t' | '\r' | '\n');
        is_begin = is_break || (is_begin && matches!(letter, ' ' | '"'));
        if letter == '"' {
            to.push('"');
        }
        to.push(letter);
    }
    to.push('"');
}

fn xml(rows: &[Vec<Cell>]) -> String {
    let mut text = String::new();
    for row in rows {
        text.push_str("<row>");
        for cell in row {
            match cell {
                Cell::Text(words) => {
                    text.push_str("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
                    escape(&mut text, words);
                    text.push_str("</t></is></c>");
                }
                Cell::Number(number) => _ = write!(text, "<c><v>{number}</v></c>"),
                Cell::Nothing => text.push_str("<c/>"),
            }
        }
        text.push_str("</row>");
    }
    text
}

/// Leaves out what XML 1.0 has no way to write.
fn escape(to: &mut String, words: &str) {
    for letter in words.chars() {
        match letter {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter < ' ' && !matches!(letter, '\t' | '\n' | '\r') => {}
            letter => to.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_a_text_is_computed_whatever_parts_the_cells() {
        for (words, expected) in [
            ("=1+1", "\"'=1+1\""),
            ("Rapat;=1+1;x", "\"Rapat;'=1+1;x\""),
            ("a\n@SUM(A1)\r\n-2", "\"a\n'@SUM(A1)\r\n'-2\""),
            ("a\t＝1", "\"a\t'＝1\""),
            ("a,+1", "\"a,+1\""),
            ("\"=1\"", "\"\"\"'=1\"\"\""),
            ("a; =1", "\"a; '=1\""),
            ("pukul 8-9; a=b, x@y", "\"pukul 8-9; a=b, x@y\""),
        ] {
            let mut text = String::new();
            quote(&mut text, words);
            assert_eq!(text, expected, "{words:?}");
        }
    }
}
