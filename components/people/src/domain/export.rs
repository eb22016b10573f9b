//! Writing people and units as the rows that an import reads (RFC 4180).

use csv::{Terminator, Writer, WriterBuilder};
use ngantor_core::time::Day;

use super::directory::UnitState;
use super::import::ImportKind;
use super::import::cells::guarded;
use super::import::columns;
use super::person::Person;

/// Spreadsheets take a file for UTF-8 only by its mark.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// A file, or a page of one, in the making.
pub struct Sheet(Writer<Vec<u8>>);

impl Sheet {
    /// An empty page; the first one of a file has the names of the columns.
    pub fn of(kind: ImportKind, delimiter: u8, is_first: bool) -> Self {
        let begin = if is_first { MARK.to_vec() } else { Vec::new() };
        let writer = WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(Terminator::CRLF)
            .from_writer(begin);
        let mut sheet = Self(writer);
        if is_first {
            let names = columns::of(kind)
                .iter()
                .map(|column| column.name.to_owned());
            sheet.write(&names.collect::<Vec<_>>());
        }
        sheet
    }

    /// Adds a row.
    pub fn write(&mut self, cells: &[String]) {
        // Every row has the same number of cells, and memory takes them all: it cannot fail.
        let written = self.0.write_record(cells.iter().map(|cell| guarded(cell)));
        debug_assert!(written.is_ok(), "{written:?}");
    }

    /// The text.
    pub fn bytes(self) -> Vec<u8> {
        self.0.into_inner().unwrap_or_default()
    }
}

/// The cells of a person, of the unit as a file names it and since when, and of the position.
pub fn person(person: &Person, unit: Option<(&str, Day)>, position: Option<&str>) -> Vec<String> {
    let personal = &person.personal;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let roles: Vec<_> = person.roles.iter().map(|role| role.name()).collect();
    vec![
        text(&personal.employee_number),
        personal.name.clone(),
        text(&personal.front_title),
        text(&personal.back_title),
        personal.username.clone(),
        text(&personal.email),
        text(&personal.phone),
        person.employment.name().to_owned(),
        person.zone.name().to_owned(),
        roles.join(" "),
        unit.map(|(name, _)| name.to_owned()).unwrap_or_default(),
        position.unwrap_or_default().to_owned(),
        unit.map(|(_, since)| since.to_string()).unwrap_or_default(),
        person
            .ends_on
            .map(|day| day.to_string())
            .unwrap_or_default(),
    ]
}

/// The cells of a unit, with the code of the one above it and the name of its office.
pub fn unit(state: &UnitState, parent_code: Option<&str>, office: Option<&str>) -> Vec<String> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    vec![
        state.unit_id.to_string(),
        text(state.code.as_deref()),
        state.name.clone(),
        text(state.level.as_deref()),
        text(parent_code),
        text(office),
        state.starts_on.to_string(),
    ]
}
