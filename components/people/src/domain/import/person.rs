//! What a row of a file means for a person: whom it is about, what it changes in the record, and
//! of which unit it makes them. An empty cell leaves what is there.

use std::collections::HashMap;

use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, Faults, REQUIRED};
use ngantor_core::time::{Day, Zone};

use super::book::Book;
use super::columns::{PEOPLE, index_of};
use super::{KeptRow, cells};
use crate::domain::directory::TITLE_MAX_CHARS;
use crate::domain::employment::{Employment, check_number};
use crate::domain::person::{
    Person, Personal, check_email, check_phone, check_title, optional_line,
};
use crate::domain::{self, Username};

mod placement;
mod rights;

use rights::{check_end, check_identity, check_roles};

pub use placement::{Member, OldStep, Placement};

const NO_KEY: Text = Text::new(
    "Isi nomor pegawai atau nama pengguna.",
    "Fill in the employee number or the username.",
);
const USERNAME_STAYS: Text = Text::new(
    "Orang dengan nomor pegawai ini punya nama pengguna lain, yang tidak dapat diubah.",
    "The person with this employee number has another username, which cannot change.",
);
const USERNAME_TAKEN: Text = Text::new(
    "Nama pengguna ini milik orang dengan nomor pegawai lain.",
    "This username is somebody's with another employee number.",
);

/// A row whose cells are read.
#[derive(Clone, Debug, Default)]
pub struct PersonRow {
    /// Without spaces.
    pub employee_number: Option<String>,
    /// As usernames are kept.
    pub username: Option<String>,
    name: Option<String>,
    front_title: Option<String>,
    back_title: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    employment: Option<Employment>,
    zone: Option<Zone>,
    roles: Option<Vec<Role>>,
    unit: Option<String>,
    position: Option<String>,
    starts_on: Option<Day>,
    ends_on: Option<Day>,
}

/// The people that rows may be about, and of which units they are.
#[derive(Default)]
pub struct Known {
    people: Vec<Person>,
    by_number: HashMap<String, usize>,
    by_username: HashMap<String, usize>,
    members: HashMap<String, Vec<Member>>,
}

/// What holds for every row.
pub struct Terms<'a> {
    /// Who imports.
    pub caller: &'a Caller,
    /// The zone of the institution, for people without one.
    pub seat: Zone,
    /// From which day a row without one holds.
    pub starts_on: Day,
    /// All units.
    pub book: &'a Book,
}

/// What loading a row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Something new comes.
    Added,
    /// Something there changes.
    Changed,
    /// All is as the row says.
    Same,
}

impl Done {
    /// The word in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Same => "same",
        }
    }
}

/// What a row makes.
#[derive(Clone, Debug)]
pub struct PersonPlan {
    /// The person afterwards; the version is that of before.
    pub person: Person,
    /// Whether the record itself changes.
    pub record: Done,
    /// What changes in the person's unit.
    pub placement: Option<Placement>,
}

impl PersonPlan {
    /// What loading the row does.
    pub fn done(&self) -> Done {
        match (self.record, &self.placement) {
            (Done::Same, Some(_)) => Done::Changed,
            (record, _) => record,
        }
    }
}

impl Known {
    /// Those people, and their units by person.
    pub fn of(people: Vec<Person>, members: Vec<(PersonId, Member)>) -> Self {
        let mut known = Self::default();
        for (index, person) in people.iter().enumerate() {
            let personal = &person.personal;
            known.by_username.insert(personal.username.clone(), index);
            if let Some(number) = &personal.employee_number {
                known.by_number.insert(number.clone(), index);
            }
        }
        for (person, member) in members {
            known
                .members
                .entry(person.to_string())
                .or_default()
                .push(member);
        }
        known.people = people;
        known
    }

    fn person(&self, index: Option<&usize>) -> Option<&Person> {
        index.and_then(|index| self.people.get(*index))
    }

    /// By what others may name whom a row is about: employee number and username, those of the row
    /// and those in the record.
    pub fn keys(&self, row: &PersonRow) -> (Option<String>, Option<String>) {
        let found = self.whom(row).ok().flatten().map(|found| &found.personal);
        let number = found.and_then(|found| found.employee_number.clone());
        let username = found.map(|found| found.username.clone());
        (
            row.employee_number.clone().or(number),
            row.username.clone().or(username),
        )
    }

    /// Whom a row is about: by the employee number, else by the username.
    fn whom(&self, row: &PersonRow) -> Result<Option<&Person>, Fault> {
        let number = row.employee_number.as_ref();
        let by_number = self.person(number.and_then(|number| self.by_number.get(number)));
        let username = row.username.as_ref();
        let by_username = self.person(username.and_then(|name| self.by_username.get(name)));
        let is_others =
            |person: &Person| number.is_some() && person.personal.employee_number.is_some();
        match (by_number, by_username) {
            (None, Some(other)) if is_others(other) => {
                Err(Fault::new("/username", "taken", USERNAME_TAKEN))
            }
            (found, other) => Ok(found.or(other)),
        }
    }

    fn members(&self, person: PersonId) -> &[Member] {
        let members = self.members.get(&person.to_string());
        members.map(Vec::as_slice).unwrap_or_default()
    }
}

impl PersonRow {
    /// From which day the row holds; from one without it when it says none.
    pub fn holds_from(&self, otherwise: Day) -> Day {
        self.starts_on.unwrap_or(otherwise)
    }
}

/// Reads the cells of a row, as far as they can be read; the faults tell which cannot.
pub fn read(row: &KeptRow) -> (PersonRow, Vec<Fault>) {
    let Some(cells) = &row.cells else {
        return (PersonRow::default(), vec![super::ragged()]);
    };
    let cell = |pointer: &str| {
        let index = index_of(&PEOPLE, pointer.trim_start_matches('/'));
        let cell = index.and_then(|index| cells.get(index));
        cell.map(|cell| cells::plain(cell)).unwrap_or_default()
    };
    let mut faults = Faults::default();
    let number: String = cell("/employee_number").split_whitespace().collect();
    let filled = |text: &'static str| Some(cell(text)).filter(|cell| !cell.is_empty());
    let username = filled("/username").map(|cell| Username::parse(cell, "/username"));
    let username = faults.take(username.transpose()).flatten();
    let zone = filled("/zone").map(|cell| domain::check_zone(cell, "/zone"));
    let name = filled("/name").map(|cell| domain::check_name(cell, "/name"));
    let titled = |pointer| optional_line(cell(pointer), TITLE_MAX_CHARS, pointer);
    let read = PersonRow {
        employee_number: (!number.is_empty()).then_some(number),
        username: username.map(|username| username.as_str().to_owned()),
        name: faults.take(name.transpose()).flatten(),
        front_title: faults
            .take(check_title(cell("/front_title"), "/front_title"))
            .flatten(),
        back_title: faults
            .take(check_title(cell("/back_title"), "/back_title"))
            .flatten(),
        email: faults.take(check_email(cell("/email"), "/email")).flatten(),
        phone: faults.take(check_phone(cell("/phone"), "/phone")).flatten(),
        employment: faults
            .take(cells::employment(cell("/employment"), "/employment"))
            .flatten(),
        zone: faults.take(zone.transpose()).flatten(),
        roles: faults
            .take(cells::roles(cell("/roles"), "/roles"))
            .flatten(),
        unit: filled("/unit").map(str::to_owned),
        position: faults.take(titled("/position")).flatten(),
        starts_on: faults
            .take(cells::day(cell("/starts_on"), "/starts_on"))
            .flatten(),
        ends_on: faults
            .take(cells::day(cell("/ends_on"), "/ends_on"))
            .flatten(),
    };
    let keyless = read.employee_number.is_none() && cell("/username").is_empty();
    if keyless {
        faults.take::<()>(Err(Fault::new("/employee_number", "required", NO_KEY)));
    }
    (read, faults.finish(None::<()>).err().unwrap_or_default())
}

/// Decides what a row makes of what is there; `new_id` is for somebody new.
///
/// # Errors
/// Every fault.
pub fn judge(
    row: &PersonRow,
    known: &Known,
    terms: &Terms<'_>,
    new_id: PersonId,
) -> Result<PersonPlan, Vec<Fault>> {
    let found = known.whom(row).map_err(|fault| vec![fault])?;
    let mut faults = Faults::default();
    let person = merge(row, found, terms, new_id, &mut faults);
    let members = found.map_or(&[][..], |found| known.members(found.id));
    let ends_on = row.ends_on.or(found.and_then(|found| found.ends_on));
    let wanted = placement::Wanted {
        unit: row.unit.as_deref(),
        position: row.position.as_deref(),
        starts_on: row.starts_on.unwrap_or(terms.starts_on),
        ends_on,
    };
    let placement = faults.take(placement::decide(&wanted, members, terms.book));
    let (person, placement) = faults.finish(person.zip(placement))?;
    let record = match found {
        None => Done::Added,
        Some(found) if *found == person => Done::Same,
        Some(_) => Done::Changed,
    };
    Ok(PersonPlan {
        person,
        record,
        placement,
    })
}

/// The person as the row says, and as was where it says nothing.
fn merge(
    row: &PersonRow,
    found: Option<&Person>,
    terms: &Terms<'_>,
    new_id: PersonId,
    faults: &mut Faults,
) -> Option<Person> {
    let old = found
        .map(|found| found.personal.clone())
        .unwrap_or_default();
    let employment = row
        .employment
        .or(found.map(|found| found.employment))
        .unwrap_or_default();
    let number = row.employee_number.clone().or(old.employee_number);
    let number = number.map(|number| check_number(employment, &number, "/employee_number"));
    let number = faults.take(number.transpose());
    let required = |pointer: &str| Fault::new(pointer, "required", REQUIRED);
    let name = row.name.clone().or(found.map(|_| old.name));
    let name = faults.take(name.ok_or_else(|| required("/name")));
    let username = match (found, &row.username) {
        (None, username) => username.clone().ok_or_else(|| required("/username")),
        (Some(_), Some(username)) if *username != old.username => {
            Err(Fault::new("/username", "username_stays", USERNAME_STAYS))
        }
        (Some(_), _) => Ok(old.username),
    };
    let username = faults.take(username);
    let roles = faults.take(check_roles(row, found, terms.caller));
    let ends_on = faults.take(check_end(row, found));
    let personal = Personal {
        name: name?,
        username: username?,
        front_title: row.front_title.clone().or(old.front_title),
        back_title: row.back_title.clone().or(old.back_title),
        employee_number: number?,
        email: row.email.clone().or(old.email),
        phone: row.phone.clone().or(old.phone),
    };
    faults.take(check_identity(terms.caller, found, &personal))?;
    Some(Person {
        id: found.map_or(new_id, |found| found.id),
        personal,
        roles: roles?,
        zone: row
            .zone
            .or(found.map(|found| found.zone))
            .unwrap_or(terms.seat),
        employment,
        ends_on: ends_on?,
        version: found.map_or(1, |found| found.version),
        changed_by: found.map_or_else(String::new, |found| found.changed_by.clone()),
    })
}
