//! A file, cut into rows: commas or semicolons, quotes, the names of its columns.

use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;

use super::{COLUMNS, Column as C, Column, ROWS_MAX, Row};

const UNREADABLE: Text = Text::new(
    "Bukan CSV dalam UTF-8. Simpan sebagai \"CSV UTF-8\", lalu kirim lagi.",
    "Not CSV in UTF-8. Save the file as \"CSV UTF-8\" and send it again.",
);
const NO_COLUMN: Text = Text::new(
    "Baris judul harus menyebut kolom tanggal dan kegiatan.",
    "The header must name the columns day and activity.",
);
const ODD_COLUMN: Text = Text::new(
    "Judul kolom {limit} tidak dikenal, atau disebut dua kali.",
    "The name of column {limit} is not known, or stands there twice.",
);
const TOO_MANY: Text = Text::new("Paling banyak {limit} baris.", "At most {limit} rows.");
const NO_ROWS: Text = Text::new(
    "Tidak ada baris di bawah judul.",
    "No row below the header.",
);
const UNCLOSED: Text = Text::new(
    "Tanda kutip pada baris {limit} tidak ditutup.",
    "The quote on line {limit} is never closed.",
);

/// Cuts a file into rows, by the names in its first one. Commas or semicolons part its cells; empty
/// rows, as spreadsheets leave behind, are none.
///
/// # Errors
/// What makes the whole of it unreadable.
pub fn read(bytes: &[u8]) -> Result<Vec<Row>, Fault> {
    let fault = || Fault::new("", "not_csv", UNREADABLE);
    let text = std::str::from_utf8(bytes).map_err(|_| fault())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\0') {
        return Err(fault());
    }
    let is_row = |line: &&str| !line.trim().is_empty();
    let header = text.lines().find(is_row).unwrap_or_default();
    let count = |delimiter: char| header.matches(delimiter).count();
    let delimiter = if count(';') > count(',') { b';' } else { b',' };
    if let Some(line) = unclosed_quote(text, char::from(delimiter)) {
        return Err(Fault::beyond("", "unclosed_quote", UNCLOSED, line));
    }
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true);
    let mut reader = reader.delimiter(delimiter).from_reader(text.as_bytes());
    let mut records = reader.records();
    let header = records.next().and_then(Result::ok).ok_or_else(fault)?;
    let columns = columns(&header)?;
    let (mut rows, mut line, mut counted) = (Vec::new(), 1, 0);
    for record in records {
        let record = record.map_err(|_| fault())?;
        let at = begin_of(&record, text);
        line += n_breaks(text.get(counted..at).unwrap_or_default());
        counted = at;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if rows.len() == ROWS_MAX {
            return Err(Fault::beyond("", "too_many_rows", TOO_MANY, ROWS_MAX));
        }
        rows.push(row(&record, line, &columns));
    }
    if rows.is_empty() {
        return Err(Fault::new("", "no_rows", NO_ROWS));
    }
    Ok(rows)
}

/// Which column each is; empty ones at the end, as spreadsheets leave them behind, are none.
fn columns(header: &csv::StringRecord) -> Result<Vec<usize>, Fault> {
    let mut columns = Vec::new();
    let names = header.iter().zip(1..);
    let named = names.filter(|(name, _)| !name.trim().is_empty());
    let n_columns = named.last().map_or(0, |(_, place)| place);
    for (name, place) in header.iter().take(n_columns).zip(1_i64..) {
        let name = name.trim().to_lowercase();
        let known = |column: &(Column, &str, &str, &str)| name == column.1 || name == column.2;
        match COLUMNS.iter().position(known) {
            Some(index) if !columns.contains(&index) => columns.push(index),
            _ => return Err(Fault::beyond("", "odd_column", ODD_COLUMN, place)),
        }
    }
    let has = |wanted| {
        columns
            .iter()
            .any(|index| COLUMNS.get(*index).is_some_and(|c| c.0 == wanted))
    };
    if has(C::Day) && has(C::Title) {
        Ok(columns)
    } else {
        Err(Fault::new("", "no_column", NO_COLUMN))
    }
}

/// Where a row begins: the reader leaves the breaks of the lines before to it.
fn begin_of(record: &csv::StringRecord, text: &str) -> usize {
    let begin = record.position().map_or(0, csv::Position::byte);
    let begin = usize::try_from(begin).unwrap_or(0);
    let rest = text.get(begin..).unwrap_or_default();
    begin + rest.len() - rest.trim_start_matches(['\r', '\n']).len()
}

/// How many lines end in a text; `\r\n` ends one.
fn n_breaks(text: &str) -> u64 {
    let n = text.matches('\n').count() + text.matches('\r').count();
    u64::try_from(n - text.matches("\r\n").count()).unwrap_or(0)
}

fn row(record: &csv::StringRecord, line: u64, columns: &[usize]) -> Row {
    let surplus = record
        .iter()
        .skip(columns.len())
        .any(|cell| !cell.trim().is_empty());
    // What is missing at the end is empty: some programs leave it out.
    if surplus {
        return Row { line, cells: None };
    }
    let mut cells = vec![String::new(); COLUMNS.len()];
    for (index, cell) in columns.iter().zip(record.iter()) {
        if let Some(place) = cells.get_mut(*index) {
            *place = cell.trim().to_owned();
        }
    }
    Row {
        line,
        cells: Some(cells),
    }
}

/// The line on which a quote begins that is never closed: all rows below would be in its cell. As
/// the reader sees it: a quote opens a cell only at its begin, and a doubled one is a letter.
fn unclosed_quote(text: &str, delimiter: char) -> Option<u64> {
    let (mut line, mut opened, mut is_begin) = (1, None, true);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_doubled = opened.is_some() && letter == '"' && letters.peek() == Some(&'"');
        match letter {
            _ if is_doubled => _ = letters.next(),
            '"' if opened.is_some() => opened = None,
            '"' if is_begin => opened = Some(line),
            _ => {}
        }
        let ends_line = letter == '\n' || (letter == '\r' && letters.peek() != Some(&'\n'));
        line += u64::from(ends_line);
        is_begin = letter == delimiter || matches!(letter, '\n' | '\r');
    }
    opened
}
