//! Reading the first sheet of a workbook (XLSX, ECMA-376) as the text of a CSV file, so that all
//! else is the same for both. Cell by cell: a sheet that claims to have a million columns costs
//! nothing.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;

use super::{COLUMNS_MAX, XLSX_ROWS_MAX, XLSX_TEXT_MAX_BYTES};

mod unpacked;

/// Whole numbers from here on are not what was typed: a workbook keeps 15 digits.
const EXACT_BELOW: f64 = 1e15;

const NO_WORKBOOK: Text = Text::new(
    "Ini bukan buku kerja XLSX yang utuh, atau dikunci dengan kata sandi.",
    "This is no whole XLSX workbook, or it is locked by a password.",
);
const EMPTY: Text = Text::new("Lembar pertama kosong.", "The first sheet is empty.");
const TOO_LARGE: Text = Text::new(
    "Lembar pertama terlalu besar: paling banyak {limit} baris. Pakai CSV.",
    "The first sheet is too large: at most {limit} rows. Use CSV.",
);
const MANY_COLUMNS: Text = Text::new("Paling banyak {limit} kolom.", "At most {limit} columns.");

/// The text of the first sheet, with a line for each of its rows.
///
/// # Errors
/// What makes the whole file unreadable.
pub fn text(workbook: Vec<u8>) -> Result<Vec<u8>, Vec<Fault>> {
    let fault = |fault: Fault| vec![fault];
    let broken = |_: XlsxError| vec![no_workbook()];
    unpacked::check(&workbook).map_err(fault)?;
    let empty = || fault(Fault::new("", "empty_file", EMPTY));
    let too_large = || fault(Fault::beyond("", "too_many_rows", TOO_LARGE, XLSX_ROWS_MAX));
    let mut book = Xlsx::new(Cursor::new(workbook)).map_err(broken)?;
    let sheet = book.sheet_names().first().cloned().ok_or_else(empty)?;
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(broken)?;
    let mut sheet = Sheet::default();
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let text = told(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let (row, column) = cell.get_position();
        if row >= XLSX_ROWS_MAX || sheet.text.len() + text.len() > XLSX_TEXT_MAX_BYTES {
            return Err(too_large());
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= COLUMNS_MAX {
            let many = Fault::beyond("", "too_many_columns", MANY_COLUMNS, COLUMNS_MAX);
            return Err(fault(many));
        }
        // Rows stand in their order in every file that a program wrote.
        sheet.go_to(row).ok_or_else(too_large)?;
        sheet.put(column, text);
    }
    sheet.end_row();
    Ok(sheet.text)
}

fn no_workbook() -> Fault {
    Fault::new("", "not_a_workbook", NO_WORKBOOK)
}

/// The text in the making, and the row that is being read.
#[derive(Default)]
struct Sheet {
    text: Vec<u8>,
    row: u32,
    n_columns: usize,
    cells: Vec<String>,
}

impl Sheet {
    /// Goes on to a row; `None` when it is above.
    fn go_to(&mut self, row: u32) -> Option<()> {
        let n_passed = row.checked_sub(self.row)?;
        if n_passed > 0 {
            self.end_row();
            self.text
                .extend(std::iter::repeat_n(b'\n', n_passed as usize - 1));
            self.row = row;
        }
        Some(())
    }

    fn put(&mut self, column: usize, text: String) {
        while self.cells.len() <= column {
            self.cells.push(String::new());
        }
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = text;
        }
    }

    /// Writes the row; empty cells at its end are left out of the sheet, but not of a file.
    fn end_row(&mut self) {
        self.n_columns = self.n_columns.max(self.cells.len());
        while !self.cells.is_empty() && self.cells.len() < self.n_columns {
            self.cells.push(String::new());
        }
        let quoted = self
            .cells
            .iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        let line = quoted.collect::<Vec<_>>().join(",");
        self.text.extend(line.as_bytes());
        self.text.push(b'\n');
        self.cells.clear();
    }
}

/// A cell as it would stand in a CSV file, on one line.
fn told(value: &DataRef<'_>) -> String {
    let text = match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        // Typed as a number, an employee number lost its last digits: no rule takes this text.
        DataRef::Float(number) if number.abs() >= EXACT_BELOW => format!("#{number}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(is_true) => is_true.to_string(),
        DataRef::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) => text.chars().take("2026-11-25".len()).collect(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    };
    text.replace(['\r', '\n'], " ")
}
