//! Of which unit a row makes a person, and what becomes of the membership that holds on that day.

use ngantor_core::id::{RelationId, UnitId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::Day;

use crate::domain::import::book::Book;

const UNKNOWN_UNIT: Text = Text::new(
    "Tidak ada unit dengan kode atau nama ini pada hari itu.",
    "On that day there is no unit with this code or name.",
);
const AMBIGUOUS_UNIT: Text = Text::new(
    "Ada lebih dari satu unit bernama ini; tulis kodenya, atau nama unit di atasnya: A / B / C.",
    "Several units have this name; write the code, or the names above it: A / B / C.",
);
const UNIT_NOT_OPEN: Text = Text::new(
    "Unit itu akan ditutup, atau sebuah tim.",
    "The unit is going to be closed, or is a team.",
);
const NO_UNIT: Text = Text::new(
    "Isi unitnya: jabatan adalah bagian dari keanggotaan unit.",
    "Fill in the unit: a position is held in one.",
);
const LATER: Text = Text::new(
    "Orang ini sudah punya unit sejak hari sesudahnya.",
    "The person has a unit already from a later day on.",
);
const ENDS_BEFORE: Text = Text::new(
    "Hari terakhir bekerja mendahului hari ini.",
    "The last day of work is before this day.",
);

/// A membership that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The relation.
    pub id: RelationId,
    /// Its version.
    pub version: i64,
    /// Of which unit.
    pub unit_id: UnitId,
    /// As what.
    pub position: Option<String>,
    /// From this day on,
    pub starts_on: Day,
    /// to this day, or until further notice.
    pub ends_on: Option<Day>,
}

/// What becomes of the membership that was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldStep {
    /// It ends on the day before.
    End,
    /// It began on the same day, so it was a mistake.
    Withdraw,
    /// It began on the same day, and only the position is another.
    Rename,
}

impl OldStep {
    /// The word in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::End => "end",
            Self::Withdraw => "withdraw",
            Self::Rename => "rename",
        }
    }
}

/// What changes in a person's unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// The membership that was there, and what becomes of it.
    pub old: Option<(RelationId, i64, OldStep)>,
    /// The unit of a new membership; none when the old one is only renamed.
    pub unit_id: Option<UnitId>,
    /// As what.
    pub position: Option<String>,
    /// From this day on,
    pub starts_on: Day,
    /// to the person's last day.
    pub ends_on: Option<Day>,
}

/// What a row says.
pub(super) struct Wanted<'a> {
    pub(super) unit: Option<&'a str>,
    pub(super) position: Option<&'a str>,
    pub(super) starts_on: Day,
    pub(super) ends_on: Option<Day>,
}

/// What changes; `None` when all is as the row says.
pub(super) fn decide(
    wanted: &Wanted<'_>,
    members: &[Member],
    book: &Book,
) -> Result<Option<Placement>, Fault> {
    let day = wanted.starts_on;
    let holds =
        |one: &&Member| one.starts_on <= day && one.ends_on.is_none_or(|ends_on| ends_on >= day);
    let current = members.iter().find(holds);
    let unit = match (wanted.unit, current) {
        (Some(text), _) => find_unit(text, day, current, book)?,
        (None, Some(current)) => current.unit_id,
        (None, None) if wanted.position.is_some() => {
            return Err(Fault::new("/unit", "required", NO_UNIT));
        }
        (None, None) => return Ok(None),
    };
    let current_position = current.and_then(|one| one.position.as_deref());
    let is_same_unit = current.is_some_and(|one| one.unit_id == unit);
    if is_same_unit && (wanted.position.is_none() || wanted.position == current_position) {
        return Ok(None);
    }
    check(wanted, unit, members, book)?;
    let step = |one: &Member| match (one.starts_on == day, is_same_unit) {
        (true, true) => OldStep::Rename,
        (true, false) => OldStep::Withdraw,
        (false, _) => OldStep::End,
    };
    let old = current.map(|one| (one.id, one.version, step(one)));
    let is_rename = old.is_some_and(|(_, _, step)| step == OldStep::Rename);
    Ok(Some(Placement {
        old,
        unit_id: (!is_rename).then_some(unit),
        position: wanted.position.map(str::to_owned),
        starts_on: day,
        ends_on: wanted.ends_on,
    }))
}

/// The unit that a text means; the one where the person is, if it may be that one.
fn find_unit(text: &str, day: Day, current: Option<&Member>, book: &Book) -> Result<UnitId, Fault> {
    let found = book.find(text, day);
    if let Some(current) = current
        && (found.contains(&current.unit_id) || book.name_of(current.unit_id, day) == text)
    {
        return Ok(current.unit_id);
    }
    match found.as_slice() {
        [unit] => Ok(*unit),
        [] => Err(Fault::new("/unit", "unknown_unit", UNKNOWN_UNIT)),
        _ => Err(Fault::new("/unit", "ambiguous_unit", AMBIGUOUS_UNIT)),
    }
}

/// Whether a new membership can begin.
fn check(wanted: &Wanted<'_>, unit: UnitId, members: &[Member], book: &Book) -> Result<(), Fault> {
    let day = wanted.starts_on;
    if !book.is_open_from(unit, day) {
        return Err(Fault::new("/unit", "unit_not_open", UNIT_NOT_OPEN));
    }
    if members.iter().any(|one| one.starts_on > day) {
        return Err(Fault::new("/starts_on", "relation_overlaps", LATER));
    }
    if wanted.ends_on.is_some_and(|ends_on| ends_on < day) {
        return Err(Fault::new("/starts_on", "ends_before_start", ENDS_BEFORE));
    }
    Ok(())
}
