//! Cutting a file into rows, part by part (RFC 4180): a row may be cut between parts, so the last
//! one of a part waits for the next.

use ::csv::{ByteRecord, ReaderBuilder};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;

use super::{COLUMNS_MAX, ImportKind, KeptRow, ROW_MAX_BYTES, Received, columns};

/// The byte order mark that spreadsheets write before UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// How files begin that are no text, or not in UTF-8: zip (XLSX), compound file (XLS), UTF-16.
const SPREADSHEETS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];
const UTF_16: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

const SPREADSHEET: Text = Text::new(
    "Ini buku kerja, bukan CSV. Simpan sebagai \"CSV UTF-8\", lalu kirim lagi.",
    "This is a workbook and no CSV. Save it as \"CSV UTF-8\" and send it again.",
);
// `{limit}` stands for the line here and below.
const NOT_UTF8: Text = Text::new(
    "Baris {limit} bukan UTF-8. Simpan sebagai \"CSV UTF-8\", lalu kirim lagi.",
    "Line {limit} is not UTF-8. Save the file as \"CSV UTF-8\" and send it again.",
);
const NUL: Text = Text::new(
    "Baris {limit} berisi karakter NUL: ini bukan teks.",
    "Line {limit} holds the character NUL: this is no text.",
);
const LONG_ROW: Text = Text::new(
    "Baris {limit} terlalu panjang; mungkin ada tanda kutip yang tidak ditutup.",
    "Line {limit} is too long; there may be a quote that is never closed.",
);
const OPEN_QUOTE: Text = Text::new(
    "Tanda kutip di baris {limit} tidak ditutup.",
    "A quote in line {limit} is never closed.",
);
const MANY_COLUMNS: Text = Text::new("Paling banyak {limit} kolom.", "At most {limit} columns.");
const EMPTY: Text = Text::new("Berkas ini kosong.", "This file is empty.");

/// How a file writes its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// `,` or `;`.
    pub delimiter: u8,
    /// For each column of the file, which of the kind's it is.
    pub columns: Vec<Option<usize>>,
}

/// A row of the file, and where it begins.
struct Raw {
    at: usize,
    line: i64,
    cells: Vec<String>,
}

/// Reads on in a file: what was received so far, and the bytes that come now; `is_last` tells
/// that none come after them. Gives the rows that are whole, and what was received then.
///
/// # Errors
/// What makes the whole file unreadable; pointers name columns or are empty.
pub fn read_on(
    kind: ImportKind,
    received: &Received,
    bytes: &[u8],
    is_last: bool,
) -> Result<(Vec<KeptRow>, Received), Vec<Fault>> {
    let mut buffer = [received.tail.as_slice(), bytes].concat();
    if received.form.is_none() {
        check_begin(&buffer)?;
        if buffer.starts_with(MARK) {
            buffer.drain(..MARK.len());
        }
    }
    check_text(&buffer, received.next_line, is_last)?;
    let (form, mut rows) = match &received.form {
        Some(form) => (
            form.clone(),
            cut(&buffer, form.delimiter, received.next_line),
        ),
        None => match begin(kind, &buffer, is_last)? {
            Some(begun) => begun,
            None => {
                return Ok((
                    Vec::new(),
                    Received {
                        tail: buffer,
                        ..received.clone()
                    },
                ));
            }
        },
    };
    let held = if is_last { None } else { rows.pop() };
    let passed = received.next_line + n_breaks(&buffer);
    let next_line = held.as_ref().map_or(passed, |row| row.line);
    let tail = buffer.split_off(held.map_or(buffer.len(), |row| row.at));
    check_lengths(&rows, &buffer, &tail, next_line)?;
    if is_last {
        check_end(&buffer, form.delimiter, &rows)?;
    }
    let kept: Vec<_> = rows
        .into_iter()
        .filter_map(|row| keep(kind, &form, row))
        .collect();
    let n_rows = i64::try_from(kept.len()).unwrap_or(0);
    let received = Received {
        n_parts: received.n_parts,
        n_bytes: received.n_bytes,
        n_rows: received.n_rows + n_rows,
        form: Some(form),
        next_line,
        tail,
    };
    Ok((kept, received))
}

fn at_line(code: &'static str, text: Text, line: i64) -> Vec<Fault> {
    vec![Fault::beyond("", code, text, line)]
}

fn check_begin(buffer: &[u8]) -> Result<(), Vec<Fault>> {
    if SPREADSHEETS.iter().any(|begin| buffer.starts_with(begin)) {
        return Err(vec![Fault::new("", "is_a_workbook", SPREADSHEET)]);
    }
    if UTF_16.iter().any(|begin| buffer.starts_with(begin)) {
        return Err(at_line("not_utf8", NOT_UTF8, 1));
    }
    Ok(())
}

/// Whether it is UTF-8 without NUL; a character may be cut at the end unless nothing follows.
fn check_text(buffer: &[u8], first_line: i64, is_last: bool) -> Result<(), Vec<Fault>> {
    let line_of = |at: usize| first_line + n_breaks(buffer.get(..at).unwrap_or_default());
    if let Some(at) = buffer.iter().position(|byte| *byte == 0) {
        return Err(at_line("holds_nul", NUL, line_of(at)));
    }
    match std::str::from_utf8(buffer) {
        Err(error) if is_last || error.error_len().is_some() => {
            Err(at_line("not_utf8", NOT_UTF8, line_of(error.valid_up_to())))
        }
        _ => Ok(()),
    }
}

/// How many lines end in some bytes; `\r\n` ends one.
fn n_breaks(bytes: &[u8]) -> i64 {
    let ends = |(at, byte): &(usize, &u8)| match **byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    i64::try_from(bytes.iter().enumerate().filter(ends).count()).unwrap_or(0)
}

/// The header and the rows below it, once the header is whole. The delimiter is the one by which
/// more columns are known.
fn begin(
    kind: ImportKind,
    buffer: &[u8],
    is_last: bool,
) -> Result<Option<(Form, Vec<Raw>)>, Vec<Fault>> {
    let n_known = |rows: &[Raw]| {
        let header = rows
            .first()
            .map(|row| row.cells.as_slice())
            .unwrap_or_default();
        (columns::n_known(kind, header), header.len())
    };
    let (by_comma, by_semicolon) = (cut(buffer, b',', 1), cut(buffer, b';', 1));
    let (delimiter, rows) = match n_known(&by_semicolon) > n_known(&by_comma) {
        true => (b';', by_semicolon),
        false => (b',', by_comma),
    };
    if rows.len() < 2 && !is_last {
        check_lengths(&[], &[], buffer, 1)?;
        return Ok(None);
    }
    let mut rows = rows.into_iter();
    let Some(header) = rows.next() else {
        return Err(vec![Fault::new("", "empty_file", EMPTY)]);
    };
    if header.cells.len() > COLUMNS_MAX {
        return Err(vec![Fault::beyond(
            "",
            "too_many_columns",
            MANY_COLUMNS,
            COLUMNS_MAX,
        )]);
    }
    let columns = columns::read(kind, &header.cells)?;
    Ok(Some((Form { delimiter, columns }, rows.collect())))
}

/// Every row of some text that begins at a line. Empty lines are none.
fn cut(buffer: &[u8], delimiter: u8, first_line: i64) -> Vec<Raw> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(buffer);
    let mut record = ByteRecord::new();
    let (mut rows, mut counted, mut line) = (Vec::new(), 0, first_line);
    // Reading from memory into bytes cannot fail, and lengths may differ.
    while matches!(reader.read_byte_record(&mut record), Ok(true)) {
        let begin = record.position().map_or(0, |place| place.byte());
        let begin = usize::try_from(begin).unwrap_or(0);
        // The reader leaves breaks of the line before to the next row.
        let rest = buffer.get(begin..).unwrap_or_default();
        let breaks = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let at = begin + breaks.count();
        line += n_breaks(buffer.get(counted..at).unwrap_or_default());
        counted = at;
        let text = |cell: &[u8]| String::from_utf8_lossy(cell).into_owned();
        let cells = record.iter().map(text).collect();
        rows.push(Raw { at, line, cells });
    }
    rows
}

/// Whether no row has too many bytes: not those that are whole, nor the one that is not.
fn check_lengths(rows: &[Raw], whole: &[u8], tail: &[u8], line: i64) -> Result<(), Vec<Fault>> {
    let ends = rows.iter().skip(1).map(|row| row.at).chain([whole.len()]);
    let long = rows
        .iter()
        .zip(ends)
        .find(|(row, end)| end - row.at > ROW_MAX_BYTES);
    match long {
        Some((row, _)) => Err(at_line("row_too_long", LONG_ROW, row.line)),
        None if tail.len() > ROW_MAX_BYTES => Err(at_line("row_too_long", LONG_ROW, line)),
        None => Ok(()),
    }
}

/// Whether the last quote is closed: else a row that is added becomes a part of the last one.
fn check_end(buffer: &[u8], delimiter: u8, rows: &[Raw]) -> Result<(), Vec<Fault>> {
    let Some(last) = rows.last() else {
        return Ok(());
    };
    let end = buffer.get(last.at..).unwrap_or_default();
    match cut(&[end, b"\nx"].concat(), delimiter, 1).len() {
        1 => Err(at_line("open_quote", OPEN_QUOTE, last.line)),
        _ => Ok(()),
    }
}

/// A row as it is kept; an empty one, as spreadsheets leave behind, is none.
fn keep(kind: ImportKind, form: &Form, row: Raw) -> Option<KeptRow> {
    let is_blank = |cell: &String| cell.trim().is_empty();
    if row.cells.iter().all(is_blank) {
        return None;
    }
    let n_columns = form.columns.len();
    let surplus = row.cells.iter().skip(n_columns);
    let nameless = form.columns.iter().zip(&row.cells);
    let mut nameless = nameless
        .filter(|(column, _)| column.is_none())
        .map(|(_, cell)| cell);
    let fits =
        row.cells.len() >= n_columns && surplus.into_iter().all(is_blank) && nameless.all(is_blank);
    let mut cells = vec![String::new(); columns::of(kind).len()];
    for (column, cell) in form.columns.iter().zip(row.cells) {
        if let Some(place) = column.and_then(|index| cells.get_mut(index)) {
            *place = cell;
        }
    }
    Some(KeptRow {
        line: row.line,
        cells: fits.then_some(cells),
    })
}
