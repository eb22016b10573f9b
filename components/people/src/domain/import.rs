//! The rules of taking people and units from a file: [`columns`] reads its header, [`csv`] cuts
//! it into rows, [`xlsx`] reads a workbook, [`cells`] reads one cell, [`book`] finds units by code
//! or name, [`person`] and [`unit`] tell what a row means for what is there.

pub mod book;
pub mod cells;
pub mod columns;
pub mod csv;
pub mod person;
pub mod unit;
pub mod xlsx;

use ngantor_core::id::Id;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::Day;
use serde::{Deserialize, Serialize};

/// The most bytes of one part of a file.
pub const PART_MAX_BYTES: usize = 256 << 10;
/// The most parts of a file.
pub const PARTS_MAX: i64 = 10_000;
/// The most bytes of a file.
pub const FILE_MAX_BYTES: i64 = 32 << 20;
/// The most rows of a file of people.
pub const ROWS_MAX: i64 = 100_000;
/// The most rows of a file of units, which is looked at in one piece.
pub const UNIT_ROWS_MAX: i64 = 5_000;
/// The most bytes of a file of units.
pub const UNIT_FILE_MAX_BYTES: i64 = 4 << 20;
/// The most bytes of a workbook, which is read in one piece when it is whole.
pub const XLSX_MAX_BYTES: i64 = 4 << 20;
/// The most rows of a workbook's sheet.
pub const XLSX_ROWS_MAX: u32 = 20_000;
/// The most bytes of the text in a workbook's sheet.
pub const XLSX_TEXT_MAX_BYTES: usize = 8 << 20;
/// The most bytes that a workbook unpacks to, all its parts together.
pub const XLSX_UNPACKED_MAX_BYTES: u64 = 64 << 20;
/// The most bytes that one part of a workbook unpacks to, unless it is a sheet: sheets are read
/// piece by piece, the others stay in memory.
pub const XLSX_PART_MAX_BYTES: u64 = 16 << 20;
/// The most bytes of a workbook's styles, which grow most in memory.
pub const XLSX_STYLES_MAX_BYTES: u64 = 1 << 20;
/// The most bytes of one text in the styles: each style has a copy of it.
pub const XLSX_STYLE_TEXT_MAX_BYTES: usize = 512;
/// The most bytes of one row; a quote that never closes makes one that is longer.
pub const ROW_MAX_BYTES: usize = 8 << 10;
/// The most columns of a file.
pub const COLUMNS_MAX: usize = 64;
/// The rows of people that one call checks.
pub const CHECK_BATCH: u32 = 1_000;
/// The rows that one call loads: one statement, and one commit.
pub const LOAD_BATCH: u32 = 500;
/// How long what is told of a loaded file is kept, in ms: 7 days.
pub const IMPORT_KEPT_MS: i64 = 7 * 86_400_000;
/// How long a file is kept that is not loaded, since its last step, in ms: a day. It holds names
/// and numbers, and what it was checked against goes on.
pub const IMPORT_OPEN_MS: i64 = 86_400_000;

const RAGGED: Text = Text::new(
    "Jumlah sel di baris ini tidak sama dengan jumlah kolom.",
    "The row has another number of cells than there are columns.",
);
// `{limit}` stands for the line.
const DOUBLED: Text = Text::new("Sama dengan baris {limit}.", "The same as in line {limit}.");

/// Marks ids of imports.
pub enum ImportMark {}
/// The id of an import: a file on its way in.
pub type ImportId = Id<ImportMark>;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum ImportKind {
    /// People, and of which unit they are.
    People,
    /// Units, and under which other they stand.
    Units,
}

impl ImportKind {
    /// The word on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Units => "units",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::People, Self::Units]
            .into_iter()
            .find(|kind| kind.name() == word)
    }

    /// The most rows and the most bytes of such a file in a format.
    pub const fn limits(self, format: ImportFormat) -> (i64, i64) {
        match (self, format) {
            (Self::People, ImportFormat::Csv) => (ROWS_MAX, FILE_MAX_BYTES),
            (Self::People, ImportFormat::Xlsx) => (XLSX_ROWS_MAX as i64, XLSX_MAX_BYTES),
            (Self::Units, ImportFormat::Csv) => (UNIT_ROWS_MAX, UNIT_FILE_MAX_BYTES),
            (Self::Units, ImportFormat::Xlsx) => (UNIT_ROWS_MAX, XLSX_MAX_BYTES),
        }
    }
}

/// How a file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum ImportFormat {
    /// RFC 4180 in UTF-8, with commas or semicolons.
    #[default]
    Csv,
    /// The first sheet of a workbook.
    Xlsx,
}

impl ImportFormat {
    /// The word on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Csv, Self::Xlsx]
            .into_iter()
            .find(|format| format.name() == word)
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum ImportState {
    /// Parts of the file arrive.
    Receiving,
    /// The file is whole, and its rows are looked at.
    Checking,
    /// Every row was looked at.
    Checked,
    /// Rows go in.
    Loading,
    /// All that was good is in.
    Loaded,
    /// It was thrown away.
    Discarded,
}

impl ImportState {
    const ALL: [Self; 6] = [
        Self::Receiving,
        Self::Checking,
        Self::Checked,
        Self::Loading,
        Self::Loaded,
        Self::Discarded,
    ];

    /// The word on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Loading => "loading",
            Self::Loaded => "loaded",
            Self::Discarded => "discarded",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == word)
    }
}

/// An import, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Opaque.
    pub id: ImportId,
    /// What the file holds.
    pub kind: ImportKind,
    /// How the file is written.
    pub format: ImportFormat,
    /// Whether good rows go in when others are bad.
    pub skips_bad_rows: bool,
    /// The length of the file, when it was said.
    pub n_bytes: Option<i64>,
    /// The day from which a row without one holds: that of the beginning of the import.
    pub starts_on: Day,
    /// How far it is.
    pub state: ImportState,
    /// Whose it is; nobody else sees it.
    pub made_by: String,
    /// Grows by one with each change; 1 for a new row.
    pub version: i64,
    /// What was received.
    pub received: Received,
    /// The place up to which rows were looked at.
    pub checked_line: i64,
    /// How many rows were looked at.
    pub n_checked: i64,
    /// How many of them are bad.
    pub n_bad: i64,
    /// How many made something new.
    pub n_added: i64,
    /// How many changed something.
    pub n_changed: i64,
    /// How many found everything as they say.
    pub n_same: i64,
}

/// What was received of a file, and how to read on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// How many parts.
    pub n_parts: i64,
    /// How many bytes.
    pub n_bytes: i64,
    /// How many rows, without the header and empty ones.
    pub n_rows: i64,
    /// How the file writes its columns; unknown until the header is whole.
    pub form: Option<csv::Form>,
    /// The line at which the tail begins.
    pub next_line: i64,
    /// The row that may go on in the next part.
    pub tail: Vec<u8>,
}

/// A row of a file as it is kept until it is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRow {
    /// Where it begins in the file, from 1.
    pub line: i64,
    /// Its cells in the order of the kind's columns; `None` when there are too many or too few.
    pub cells: Option<Vec<String>>,
}

/// What was found of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The row's.
    pub line: i64,
    /// What is wrong with it; nothing when it is good. Pointers name columns.
    pub faults: Vec<Fault>,
    /// When it is loaded: the lowest first.
    pub place: i64,
    /// Whom it is about.
    pub employee_number: Option<String>,
    /// Whom it is about.
    pub username: Option<String>,
}

/// The fault of a row whose cells are not those of the columns.
fn ragged() -> Fault {
    Fault::new("", "ragged_row", RAGGED)
}

/// The fault of a row that says the same in a column as one before it.
pub fn doubled(pointer: &str, first_line: i64) -> Fault {
    Fault::beyond(pointer, "doubled", DOUBLED, first_line)
}
