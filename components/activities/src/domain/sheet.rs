//! The rows of a sheet, as `file` cuts them: which column is which, what a row says, and its id,
//! which is made from what it says and not from how it is written, so that the same row sent again
//! is the same activity, also where a spreadsheet wrote its dates and times anew.

mod file;

use chrono::{NaiveDate, NaiveTime};
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, NO_DAY, NO_ID, NO_ZONE, REQUIRED};
use ngantor_core::time::{self, Day, Instant, Zone};
use serde_json::json;

pub use self::file::read;
use super::form::{ActivityForm, AskedTime, At, Checked};
use super::{ActivityId, IdKey, Output};

/// The most rows of a sheet.
pub const ROWS_MAX: usize = 500;
/// The most bytes of a sheet.
pub const BYTES_MAX: usize = 512 * 1024;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The date.
    Day,
    /// When it began.
    Started,
    /// When it ended.
    Finished,
    /// Its length.
    Minutes,
    /// What was done.
    Title,
    /// More of it.
    Text,
    /// What came of it.
    Output,
    /// How many.
    Quantity,
    /// Of what.
    Unit,
    /// Its tags.
    Tags,
    /// For which assignment.
    Assignment,
    /// The zone of the place.
    Zone,
}

use Column as C;

/// The columns, their names in both languages, and the field of the form that each fills.
pub const COLUMNS: [(Column, &str, &str, &str); 12] = [
    (C::Day, "tanggal", "day", "/day"),
    (C::Started, "mulai", "start", "/started_at"),
    (C::Finished, "selesai", "finish", "/finished_at"),
    (C::Minutes, "menit", "minutes", "/minutes"),
    (C::Title, "kegiatan", "activity", "/title"),
    (C::Text, "uraian", "description", "/text"),
    (C::Output, "hasil", "output", "/output/name"),
    (C::Quantity, "jumlah", "quantity", "/output/quantity"),
    (C::Unit, "satuan", "unit", "/output/unit"),
    (C::Tags, "tag", "tags", "/tags"),
    (C::Assignment, "penugasan", "assignment", "/assignment_id"),
    (C::Zone, "zona", "zone", "/zone"),
];

const NO_TIME: Text = Text::new(
    "Bukan jam; contoh: 08:30.",
    "Not a time; an example: 08:30.",
);
const NO_NUMBER: Text = Text::new("Bukan bilangan.", "Not a number.");
const AMBIGUOUS: Text = Text::new(
    "Seribu atau satu? Tulis 1000, atau 1,0.",
    "A thousand or one? Write 1000, or 1.0.",
);
const ODD_ROW: Text = Text::new(
    "Baris ini tidak punya sel sebanyak judulnya.",
    "This row does not have as many cells as the header.",
);

/// A row of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line on which it begins; the header's is 1.
    pub line: u64,
    /// What each column says, in the order of [`COLUMNS`]; nothing where their number is wrong.
    cells: Option<Vec<String>>,
}

impl Row {
    fn cell(&self, column: Column) -> Option<&str> {
        let index = COLUMNS.iter().position(|known| known.0 == column)?;
        let cell = self.cells.as_ref()?.get(index)?;
        (!cell.is_empty()).then_some(cell)
    }

    /// What the row says, as far as it can have happened.
    ///
    /// # Errors
    /// Every fault; each pointer is that of the field, [`column_of`] tells the column.
    pub fn check(&self, zone: Zone, now: Instant) -> Result<Checked, Vec<Fault>> {
        if self.cells.is_none() {
            return Err(vec![Fault::new("", "odd_row", ODD_ROW)]);
        }
        let mut faults = Vec::new();
        let form = self.form(zone, &mut faults);
        match form.check(now) {
            Ok(checked) if faults.is_empty() => Ok(checked),
            Ok(_) => Err(faults),
            Err(more) => {
                // A cell that cannot be read is missing in the form: it is told once.
                let is_told =
                    |fault: &Fault| faults.iter().any(|told| told.pointer == fault.pointer);
                let more: Vec<_> = more.into_iter().filter(|fault| !is_told(fault)).collect();
                faults.extend(more);
                Err(faults)
            }
        }
    }

    fn form(&self, zone: Zone, faults: &mut Vec<Fault>) -> ActivityForm {
        let no_zone = ("not_a_zone", NO_ZONE);
        let own = self.parsed(C::Zone, no_zone, faults, |text| text.parse().ok());
        let zone = own.unwrap_or(zone);
        let day = self.parsed(C::Day, ("not_a_date", NO_DAY), faults, read_day);
        let mut at = |column| {
            let shown = self.parsed(column, ("not_a_time", NO_TIME), faults, read_time);
            let shown = day?.and_time(shown?);
            time::parse_rfc3339(&zone.rfc3339(zone.instant(shown))).map(At)
        };
        let (started_at, finished_at) = (at(C::Started), at(C::Finished));
        let no_number = ("not_a_number", NO_NUMBER);
        let minutes = self.parsed(C::Minutes, no_number, faults, |text| {
            // What is too large here is too long in the form.
            let minutes: u64 = text.parse().ok()?;
            Some(u16::try_from(minutes).unwrap_or(u16::MAX))
        });
        let no_id = ("not_an_id", NO_ID);
        let assignment_id = self.parsed(C::Assignment, no_id, faults, |text| text.parse().ok());
        let text = |column| self.cell(column).map(str::to_owned);
        let tags = self.cell(C::Tags).unwrap_or_default().split([';', '|']);
        let tags = tags.map(str::trim).filter(|tag| !tag.is_empty());
        ActivityForm {
            title: text(C::Title).unwrap_or_default(),
            text: text(C::Text),
            zone,
            day: day.map(Day),
            started_at,
            finished_at,
            minutes,
            live: false,
            assignment_id,
            output: self.output(faults),
            tags: tags.map(str::to_owned).collect(),
            uploads: Vec::new(),
        }
    }

    fn parsed<T>(
        &self,
        column: Column,
        (code, text): (&'static str, Text),
        faults: &mut Vec<Fault>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let cell = self.cell(column)?;
        let found = parse(cell);
        if found.is_none() {
            faults.push(Fault::new(pointer_of(column), code, text));
        }
        found
    }

    /// What came of it; all three cells, or none.
    fn output(&self, faults: &mut Vec<Fault>) -> Option<Output> {
        let parts = [C::Output, C::Quantity, C::Unit];
        if parts.iter().all(|column| self.cell(*column).is_none()) {
            return None;
        }
        for column in parts {
            if self.cell(column).is_none() {
                faults.push(Fault::new(pointer_of(column), "required", REQUIRED));
            }
        }
        let reason = match self.cell(C::Quantity) {
            Some(cell) if is_ambiguous(cell) => ("ambiguous_number", AMBIGUOUS),
            _ => ("not_a_number", NO_NUMBER),
        };
        let quantity = self.parsed(C::Quantity, reason, faults, read_number);
        Some(Output {
            name: self.cell(C::Output)?.to_owned(),
            quantity: quantity?,
            unit: self.cell(C::Unit)?.to_owned(),
        })
    }
}

/// The id of a person's `nth` row that says just this, however it is written.
pub fn id(key: &IdKey, person: PersonId, said: &Checked, nth: usize) -> ActivityId {
    let what = &said.what;
    let ms = |at: Instant| at.timestamp_millis();
    let time = match said.time {
        AskedTime::Live(at) => json!([at.map(ms)]),
        AskedTime::Span(from, to, minutes) => json!([ms(from), ms(to), minutes]),
        AskedTime::Minutes(minutes) => json!([minutes, null]),
    };
    let all = json!([
        person,
        nth,
        said.zone,
        said.day.to_string(),
        time,
        what.title,
        what.text,
        what.assignment_id,
        what.output,
        what.tags,
        what.uploads,
    ]);
    key.make(said.day, &all.to_string())
}

/// The name of the column that fills a field, in both languages; nothing where it is the whole row.
pub fn column_of(pointer: &str) -> Option<Text> {
    let fills = |column: &&(Column, &'static str, &'static str, &'static str)| {
        pointer == column.3
            || pointer
                .strip_prefix(column.3)
                .is_some_and(|rest| rest.starts_with('/'))
    };
    let column = COLUMNS.iter().find(fills)?;
    Some(Text::new(column.1, column.2))
}

fn pointer_of(column: Column) -> &'static str {
    let found = COLUMNS.iter().find(|known| known.0 == column);
    found.map_or("", |known| known.3)
}

/// `2026-11-25`, or as it is written here: `25/11/2026`.
fn read_day(text: &str) -> Option<NaiveDate> {
    let written = || {
        let day = NaiveDate::parse_from_str(text, "%d/%m/%Y").ok()?;
        time::parse_day(&day.to_string())
    };
    time::parse_day(text).or_else(written)
}

/// `08:30`, or `08.30`.
fn read_time(text: &str) -> Option<NaiveTime> {
    let text = text.replace('.', ":");
    let read = |form| NaiveTime::parse_from_str(&text, form).ok();
    read("%H:%M").or_else(|| read("%H:%M:%S"))
}

/// `1.5`, or `1,5`.
fn read_number(text: &str) -> Option<f64> {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b".,".contains(&byte));
    if !is_plain || is_ambiguous(text) {
        return None;
    }
    text.replace(',', ".").parse().ok()
}

/// Whether it is a thousand in one language and one in the other: `1.000`, `12,500`.
fn is_ambiguous(text: &str) -> bool {
    let is_group = |digits: &str, n: std::ops::RangeInclusive<usize>| {
        n.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    text.split_once(['.', ',']).is_some_and(|(whole, rest)| {
        is_group(whole, 1..=3) && !whole.starts_with('0') && is_group(rest, 3..=3)
    })
}

#[cfg(test)]
mod tests;
