//! All units through the years, to find one as files name it: by its code, or by its name with
//! the names above it, as in `Kementerian / Sekretariat / Bagian Umum`.

use std::collections::HashMap;

use ngantor_core::id::UnitId;
use ngantor_core::time::Day;

use crate::domain::directory::{UnitKind, UnitState};
use crate::domain::person::fold;

/// What stands between the names of a path.
pub const BETWEEN: &str = " / ";
/// The most levels that are climbed; no institution has as many.
const LEVELS_MAX: usize = 32;

/// The states of every unit.
#[derive(Default)]
pub struct Book {
    /// By unit, the first state first.
    units: HashMap<String, Vec<UnitState>>,
    by_code: HashMap<String, Vec<UnitId>>,
    by_name: HashMap<String, Vec<UnitId>>,
}

impl Book {
    /// A book of states in any order.
    pub fn of(states: Vec<UnitState>) -> Self {
        let mut book = Self::default();
        for state in states {
            book.write(state);
        }
        book
    }

    /// Adds a state, or puts it into the place of the one of the same unit and day.
    pub fn write(&mut self, state: UnitState) {
        let unit = state.unit_id;
        if let Some(code) = &state.code {
            note(self.by_code.entry(code.clone()).or_default(), unit);
        }
        note(self.by_name.entry(fold(&state.name)).or_default(), unit);
        let states = self.units.entry(unit.to_string()).or_default();
        match states.binary_search_by_key(&state.starts_on, |one| one.starts_on) {
            Ok(place) => {
                if let Some(old) = states.get_mut(place) {
                    *old = state;
                }
            }
            Err(place) => states.insert(place, state),
        }
    }

    fn states(&self, unit: UnitId) -> &[UnitState] {
        let states = self.units.get(&unit.to_string());
        states.map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether there is such a unit, on whatever day.
    pub fn has(&self, unit: UnitId) -> bool {
        !self.states(unit).is_empty()
    }

    /// What a unit is on a day; nothing for one that is not open.
    pub fn on(&self, unit: UnitId, day: Day) -> Option<&UnitState> {
        let states = self.states(unit).iter().rev();
        let state = states.into_iter().find(|state| state.starts_on <= day);
        state.filter(|state| !state.is_closed)
    }

    /// Whether people and units can be put into a unit from a day on: it is open then and never
    /// closes, and it is no team.
    pub fn is_open_from(&self, unit: UnitId, day: Day) -> bool {
        let is_open = self
            .on(unit, day)
            .is_some_and(|state| state.kind == UnitKind::Unit);
        let mut later = self
            .states(unit)
            .iter()
            .filter(|state| state.starts_on > day);
        is_open && later.all(|state| !state.is_closed && state.kind == UnitKind::Unit)
    }

    /// The unit that has a code on a day.
    pub fn with_code(&self, code: &str, day: Day) -> Option<&UnitState> {
        let units = self.by_code.get(code)?.iter();
        let mut states = units.filter_map(|unit| self.on(*unit, day));
        states.find(|state| state.code.as_deref() == Some(code))
    }

    /// Whether another unit than one has a code on any day from one on.
    pub fn is_code_taken(&self, code: &str, unit: UnitId, day: Day) -> bool {
        let others = self
            .by_code
            .get(code)
            .into_iter()
            .flatten()
            .filter(|other| **other != unit);
        others.into_iter().any(|other| {
            let has = |state: &UnitState| !state.is_closed && state.code.as_deref() == Some(code);
            let mut later = self
                .states(*other)
                .iter()
                .filter(|state| state.starts_on > day);
            self.on(*other, day).is_some_and(has) || later.any(has)
        })
    }

    /// The units that a text may mean on a day: the one with that code, else those whose name it
    /// is, with as many of the names above as the text tells.
    pub fn find(&self, text: &str, day: Day) -> Vec<UnitId> {
        if let Some(state) = self.with_code(text, day) {
            return vec![state.unit_id];
        }
        let names: Vec<_> = text.rsplit(BETWEEN).map(fold).collect();
        let last = names.first().and_then(|name| self.by_name.get(name));
        let ends_so = |unit: &&UnitId| {
            let above = self
                .above(**unit, day)
                .into_iter()
                .map(|state| fold(&state.name));
            let above: Vec<_> = above.take(names.len()).collect();
            above == names
        };
        last.into_iter()
            .flatten()
            .filter(ends_so)
            .copied()
            .collect()
    }

    /// A unit and those above it on a day, itself first.
    pub fn above(&self, unit: UnitId, day: Day) -> Vec<&UnitState> {
        let first = self.on(unit, day);
        let up = |state: &&UnitState| state.parent_id.and_then(|parent| self.on(parent, day));
        std::iter::successors(first, up).take(LEVELS_MAX).collect()
    }

    /// Whether a unit that is put under another from a day on would come to stand under itself:
    /// on that day, or on a later one when those above are put elsewhere, until it has a state of
    /// its own that says otherwise.
    pub fn comes_under_itself(&self, unit: UnitId, parent: UnitId, from: Day) -> bool {
        let until = self.next_change(unit, from);
        let mut day = Some(from);
        while let Some(at) = day.filter(|at| until.is_none_or(|until| *at < until)) {
            let above = self.above(parent, at);
            if above.iter().any(|state| state.unit_id == unit) {
                return true;
            }
            // The one above the last may not be open yet.
            let all = above
                .iter()
                .flat_map(|state| [Some(state.unit_id), state.parent_id]);
            let changes = all.flatten().filter_map(|one| self.next_change(one, at));
            day = changes.min();
        }
        false
    }

    /// From which day after one a unit is something else.
    fn next_change(&self, unit: UnitId, after: Day) -> Option<Day> {
        let mut days = self.states(unit).iter().map(|state| state.starts_on);
        days.find(|day| *day > after)
    }

    /// How a file names a unit on a day: by its code, else by its name and those above it.
    pub fn name_of(&self, unit: UnitId, day: Day) -> String {
        let above = self.above(unit, day);
        match above.first().and_then(|state| state.code.clone()) {
            Some(code) => code,
            None => {
                let names: Vec<_> = above
                    .iter()
                    .rev()
                    .map(|state| state.name.as_str())
                    .collect();
                names.join(BETWEEN)
            }
        }
    }
}

fn note(units: &mut Vec<UnitId>, unit: UnitId) {
    if !units.contains(&unit) {
        units.push(unit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(n: u8) -> UnitId {
        format!("0193a5b0-7c1e-7000-9000-0000000000{n:02x}")
            .parse()
            .unwrap()
    }

    fn day(text: &str) -> Day {
        Day(ngantor_core::time::parse_day(text).unwrap())
    }

    fn state(n: u8, parent: Option<u8>, name: &str, code: Option<&str>) -> UnitState {
        UnitState {
            id: format!("0193a5b0-7c1e-7000-8000-0000000000{n:02x}")
                .parse()
                .unwrap(),
            unit_id: unit(n),
            starts_on: day("2026-01-01"),
            kind: UnitKind::Unit,
            code: code.map(str::to_owned),
            name: name.to_owned(),
            level: None,
            parent_id: parent.map(unit),
            office_id: None,
            is_closed: false,
            basis: None,
            is_withdrawn: false,
            version: 1,
            changed_by: "test".to_owned(),
        }
    }

    #[test]
    fn a_unit_is_found_by_code_or_by_as_much_of_its_path_as_is_told() {
        let book = Book::of(vec![
            state(1, None, "Kementerian", Some("01")),
            state(2, Some(1), "Deputi I", Some("01.1")),
            state(3, Some(1), "Deputi II", None),
            state(4, Some(2), "Bagian Umum", None),
            state(5, Some(3), "Bagian Umum", None),
        ]);
        let today = day("2026-11-25");
        for (text, found) in [
            ("01.1", vec![unit(2)]),
            ("Bagian Umum", vec![unit(4), unit(5)]),
            ("deputi ii / bagian umum", vec![unit(5)]),
            ("Kementerian / Deputi I / Bagian Umum", vec![unit(4)]),
            ("Lain / Deputi I / Bagian Umum", vec![]),
            ("Umum", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(book.find(text, today), found, "{text}");
        }
        assert_eq!(book.name_of(unit(2), today), "01.1");
        assert_eq!(
            book.name_of(unit(5), today),
            "Kementerian / Deputi II / Bagian Umum"
        );
        assert_eq!(book.find("01.1", day("2025-12-31")), []);
    }

    #[test]
    fn a_unit_that_closes_one_day_is_not_open_from_before_on() {
        let mut closed = state(1, None, "Lama", Some("L"));
        (closed.is_closed, closed.starts_on) = (true, day("2027-01-01"));
        let book = Book::of(vec![state(1, None, "Lama", Some("L")), closed]);
        assert!(book.on(unit(1), day("2026-12-31")).is_some());
        assert!(book.on(unit(1), day("2027-01-01")).is_none());
        assert!(!book.is_open_from(unit(1), day("2026-06-01")));
        assert!(book.is_code_taken("L", unit(2), day("2026-06-01")));
        assert!(!book.is_code_taken("L", unit(2), day("2027-06-01")));
        assert!(!book.is_code_taken("L", unit(1), day("2026-06-01")));
    }
}
