//! What a row of a file means for a unit: which one it is about, and what that is from a day on.
//! An empty cell leaves what is there.

use std::collections::HashMap;

use ngantor_core::id::{OfficeId, UnitId, UnitStateId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, Faults, NO_ID, REQUIRED};
use ngantor_core::time::Day;

use super::book::Book;
use super::columns::{UNITS, index_of};
use super::person::Done;
use super::{KeptRow, cells};
use crate::domain::directory::{
    self, CODE_MAX_CHARS, LEVEL_MAX_CHARS, TITLE_MAX_CHARS, UnitKind, UnitState,
};
use crate::domain::person::{fold, optional_line};

const NO_KEY: Text = Text::new("Isi kode unit.", "Fill in the unit's code.");
const UNKNOWN_UNIT: Text = Text::new("Tidak ada unit ini.", "There is no such unit.");
const UNKNOWN_PARENT: Text = Text::new(
    "Tidak ada unit dengan kode ini pada hari itu, atau barisnya sendiri salah.",
    "On that day there is no unit with this code, or its own row is wrong.",
);
const PARENT_NOT_OPEN: Text = Text::new(
    "Unit di atasnya akan ditutup, atau sebuah tim.",
    "The unit above is going to be closed, or is a team.",
);
const CYCLE: Text = Text::new(
    "Unit ini akan berada di bawah dirinya sendiri.",
    "The unit would stand under itself.",
);
const TAKEN: Text = Text::new(
    "Unit lain memakai kode ini pada hari itu atau sesudahnya.",
    "Another unit has this code on that day or later.",
);
const TEAM: Text = Text::new("Ini sebuah tim.", "This is a team.");
const UNKNOWN_OFFICE: Text = Text::new(
    "Tidak ada kantor bernama ini.",
    "There is no office with this name.",
);
const AMBIGUOUS_OFFICE: Text = Text::new(
    "Ada lebih dari satu kantor bernama ini.",
    "Several offices have this name.",
);

/// A row whose cells are read.
#[derive(Clone, Debug, Default)]
pub struct UnitRow {
    unit_id: Option<UnitId>,
    code: Option<String>,
    name: Option<String>,
    level: Option<String>,
    parent_code: Option<String>,
    office: Option<String>,
    starts_on: Option<Day>,
}

/// Offices by their names, as [`fold`] makes them.
#[derive(Default)]
pub struct Offices(HashMap<String, Vec<OfficeId>>);

/// What a row makes.
#[derive(Clone, Debug)]
pub struct UnitPlan {
    /// The state afterwards; the version is that of before, or 0 for a new one.
    pub state: UnitState,
    /// What loading the row does.
    pub done: Done,
}

impl Offices {
    /// Those offices.
    pub fn of(offices: impl IntoIterator<Item = (OfficeId, String)>) -> Self {
        let mut found = Self::default();
        for (id, name) in offices {
            found.0.entry(fold(&name)).or_default().push(id);
        }
        found
    }

    /// Whether there is such an office.
    fn has(&self, office: OfficeId) -> bool {
        self.0.values().flatten().any(|one| *one == office)
    }

    /// The office with a name; where several have it, the one that is there already.
    fn find(&self, name: &str, current: Option<OfficeId>) -> Result<OfficeId, Fault> {
        let found = self
            .0
            .get(&fold(name))
            .map(Vec::as_slice)
            .unwrap_or_default();
        match (found, current) {
            (_, Some(current)) if found.contains(&current) => Ok(current),
            ([office], _) => Ok(*office),
            ([], _) => Err(Fault::new("/office", "unknown_office", UNKNOWN_OFFICE)),
            _ => Err(Fault::new("/office", "ambiguous_office", AMBIGUOUS_OFFICE)),
        }
    }
}

/// Reads the cells of a row, as far as they can be read; the faults tell which cannot.
pub fn read(row: &KeptRow) -> (UnitRow, Vec<Fault>) {
    let Some(cells) = &row.cells else {
        return (UnitRow::default(), vec![super::ragged()]);
    };
    let cell = |pointer: &str| {
        let index = index_of(&UNITS, pointer.trim_start_matches('/'));
        let cell = index.and_then(|index| cells.get(index));
        cell.map(|cell| cells::plain(cell)).unwrap_or_default()
    };
    let mut faults = Faults::default();
    let mut line = |pointer: &str, max_chars| {
        faults
            .take(optional_line(cell(pointer), max_chars, pointer))
            .flatten()
    };
    let mut read = UnitRow {
        code: line("/code", CODE_MAX_CHARS),
        level: line("/level", LEVEL_MAX_CHARS),
        parent_code: line("/parent_code", CODE_MAX_CHARS),
        office: line("/office", TITLE_MAX_CHARS),
        ..UnitRow::default()
    };
    let filled = |pointer: &str| Some(cell(pointer)).filter(|cell| !cell.is_empty());
    let name = filled("/name").map(|cell| directory::check_title(cell, "/name"));
    read.name = faults.take(name.transpose()).flatten();
    let id = filled("/unit_id").map(str::parse).transpose();
    let id = id.map_err(|_| Fault::new("/unit_id", "not_an_id", NO_ID));
    read.unit_id = faults.take(id).flatten();
    read.starts_on = faults
        .take(cells::day(cell("/starts_on"), "/starts_on"))
        .flatten();
    if cell("/code").is_empty() && cell("/unit_id").is_empty() {
        faults.take::<()>(Err(Fault::new("/code", "required", NO_KEY)));
    }
    (read, faults.finish(None::<()>).err().unwrap_or_default())
}

/// The order in which rows can go in: each after the one above it. Those that stand under
/// themselves come last, with the fault, as do second rows of one code.
pub fn in_order(rows: &[(i64, UnitRow)]) -> (Vec<usize>, Vec<(usize, Fault)>) {
    let mut by_code: HashMap<&str, usize> = HashMap::new();
    let mut faults = Vec::new();
    for (index, (_, row)) in rows.iter().enumerate() {
        let Some(code) = row.code.as_deref() else {
            continue;
        };
        match by_code.get(code).and_then(|first| rows.get(*first)) {
            Some((line, _)) => {
                faults.push((index, super::doubled("/code", *line)));
            }
            None => drop(by_code.insert(code, index)),
        }
    }
    let parent = |index: usize| {
        let code = rows
            .get(index)
            .and_then(|(_, row)| row.parent_code.as_deref());
        code.and_then(|code| by_code.get(code).copied())
    };
    let depths: Vec<_> = (0..rows.len())
        .map(|index| depth(index, rows.len(), parent))
        .collect();
    let mut order: Vec<_> = (0..rows.len()).collect();
    order.sort_by_key(|index| depths.get(*index).copied().flatten().unwrap_or(usize::MAX));
    for (index, depth) in depths.iter().enumerate() {
        if depth.is_none() {
            faults.push((index, Fault::new("/parent_code", "unit_cycle", CYCLE)));
        }
    }
    (order, faults)
}

/// How many rows stand above one; `None` when that never ends. No institution has more levels
/// than [`LEVELS_MAX`].
fn depth(index: usize, n_rows: usize, parent: impl Fn(usize) -> Option<usize>) -> Option<usize> {
    let above = std::iter::successors(parent(index), |above| parent(*above));
    let depth = above.take(LEVELS_MAX.min(n_rows) + 1).count();
    (depth <= LEVELS_MAX.min(n_rows)).then_some(depth)
}

/// The most levels of a tree in a file.
const LEVELS_MAX: usize = 32;

/// Decides what a row makes of what is there; the ids are for a new unit and a new state.
///
/// # Errors
/// Every fault.
pub fn judge(
    row: &UnitRow,
    book: &Book,
    offices: &Offices,
    starts_on: Day,
    (new_unit, new_state): (UnitId, UnitStateId),
) -> Result<UnitPlan, Vec<Fault>> {
    let day = row.starts_on.unwrap_or(starts_on);
    let found = whom(row, book, day).map_err(|fault| vec![fault])?;
    let unit = found.map_or(row.unit_id.unwrap_or(new_unit), |state| state.unit_id);
    let mut faults = Faults::default();
    let parent = faults.take(find_parent(row, book, day, unit));
    // One that there is not, from before offices were looked at, is not handed on.
    let current_office = found.and_then(|state| state.office_id);
    let current_office = current_office.filter(|office| offices.has(*office));
    let office = row
        .office
        .as_deref()
        .map(|name| offices.find(name, current_office));
    let office = faults.take(office.transpose());
    let name = row.name.clone().or(found.map(|state| state.name.clone()));
    let name = faults.take(name.ok_or_else(|| Fault::new("/name", "required", REQUIRED)));
    let code = row
        .code
        .clone()
        .or(found.and_then(|state| state.code.clone()));
    let is_new = code.is_some() && code != found.and_then(|state| state.code.clone());
    let is_taken = |code: &String| book.is_code_taken(code, unit, day);
    let is_taken = is_new && code.as_ref().is_some_and(is_taken);
    faults.take(match is_taken {
        true => Err(Fault::new("/code", "taken", TAKEN)),
        false => Ok(()),
    });
    let ((parent, office), name) = faults.finish(parent.zip(office).zip(name))?;
    let state = UnitState {
        id: new_state,
        unit_id: unit,
        starts_on: day,
        kind: UnitKind::Unit,
        code,
        name,
        level: row
            .level
            .clone()
            .or(found.and_then(|state| state.level.clone())),
        parent_id: parent.or(found.and_then(|state| state.parent_id)),
        office_id: office.or(current_office),
        is_closed: false,
        basis: None,
        is_withdrawn: false,
        version: 0,
        changed_by: String::new(),
    };
    Ok(plan(state, found))
}

/// The state on the day of the unit that a row is about.
fn whom<'a>(row: &UnitRow, book: &'a Book, day: Day) -> Result<Option<&'a UnitState>, Fault> {
    let found = match (row.unit_id, row.code.as_deref()) {
        (Some(unit), _) => match book.on(unit, day) {
            None => return Err(Fault::new("/unit_id", "unknown_unit", UNKNOWN_UNIT)),
            found => found,
        },
        (None, Some(code)) => book.with_code(code, day),
        (None, None) => None,
    };
    match found {
        Some(state) if state.kind == UnitKind::Team => {
            Err(Fault::new("/code", "unit_of_other_kind", TEAM))
        }
        found => Ok(found),
    }
}

fn find_parent(
    row: &UnitRow,
    book: &Book,
    day: Day,
    unit: UnitId,
) -> Result<Option<UnitId>, Fault> {
    let Some(code) = row.parent_code.as_deref() else {
        return Ok(None);
    };
    let fault = |code, text| Err(Fault::new("/parent_code", code, text));
    if row.code.as_deref() == Some(code) {
        return fault("unit_cycle", CYCLE);
    }
    let Some(parent) = book.with_code(code, day).map(|state| state.unit_id) else {
        return fault("unknown_unit", UNKNOWN_PARENT);
    };
    let is_there = book.on(unit, day).and_then(|state| state.parent_id) == Some(parent);
    if is_there {
        return Ok(Some(parent));
    }
    if !book.is_open_from(parent, day) {
        return fault("parent_not_open", PARENT_NOT_OPEN);
    }
    if book.comes_under_itself(unit, parent, day) {
        return fault("unit_cycle", CYCLE);
    }
    Ok(Some(parent))
}

/// A state of the same day changes; an older one gets a successor; one that says the same stays.
fn plan(mut state: UnitState, found: Option<&UnitState>) -> UnitPlan {
    let Some(found) = found else {
        return UnitPlan {
            state,
            done: Done::Added,
        };
    };
    let what = |one: &UnitState| {
        let names = (one.code.clone(), one.name.clone(), one.level.clone());
        (names, one.parent_id, one.office_id)
    };
    let is_same = what(&state) == what(found);
    if is_same || state.starts_on == found.starts_on {
        (state.id, state.version) = (found.id, found.version);
        (state.starts_on, state.basis) = (found.starts_on, found.basis.clone());
    }
    let done = if is_same { Done::Same } else { Done::Changed };
    UnitPlan { state, done }
}
