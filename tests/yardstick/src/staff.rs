//! Everybody and their units, as the feed of `people` would have told a function.

use anyhow::Result;
use ngantor_core::id::{Id, Person};
use rusqlite::{Connection, Statement, params};

use crate::crowd::{
    N_PEOPLE, PEOPLE_OF_A_SECTION, PEOPLE_OF_A_UNIT, ZONE, head_of, person, section, unit,
};

/// Since when everybody has been here.
const SINCE: &str = "2020-01-01";
/// What a unit is under that stands under none.
const ABOVE_ALL: Option<&str> = None;

/// Puts everybody into units of 500, the first of each leading it.
pub fn insert_in_units(connection: &Connection) -> Result<()> {
    insert_people(connection)?;
    let (mut units, mut relations) = (units(connection)?, relations(connection)?);
    for number in 0..N_PEOPLE / PEOPLE_OF_A_UNIT {
        let name = format!("Direktorat {number}");
        units.execute(params![unit(number).to_string(), SINCE, name, ABOVE_ALL])?;
    }
    for number in 0..N_PEOPLE {
        let unit = unit(number / PEOPLE_OF_A_UNIT);
        insert_relation(&mut relations, number, "member", (number, unit))?;
        if number % PEOPLE_OF_A_UNIT == 0 {
            insert_relation(&mut relations, unit_number(number), "head", (number, unit))?;
        }
    }
    Ok(())
}

/// The same with sections of 50 in the units: their members are those of the sections, and the
/// second person of each section leads it.
pub fn insert_in_sections(connection: &Connection) -> Result<()> {
    insert_people(connection)?;
    let (mut units, mut relations) = (units(connection)?, relations(connection)?);
    for number in 0..N_PEOPLE / PEOPLE_OF_A_UNIT {
        let name = format!("Direktorat {number}");
        units.execute(params![unit(number).to_string(), SINCE, name, ABOVE_ALL])?;
        let (number, unit) = (number * PEOPLE_OF_A_UNIT, unit(number));
        insert_relation(&mut relations, unit_number(number), "head", (number, unit))?;
    }
    for number in 0..N_PEOPLE / PEOPLE_OF_A_SECTION {
        let first = number * PEOPLE_OF_A_SECTION;
        let (id, above) = (section(first), unit(first / PEOPLE_OF_A_UNIT));
        let name = format!("Bagian {number}");
        units.execute(params![id.to_string(), SINCE, name, above.to_string()])?;
        let head = head_of(first);
        insert_relation(&mut relations, section_number(first), "head", (head, id))?;
    }
    for number in 0..N_PEOPLE {
        let place = (number, section(number));
        insert_relation(&mut relations, number, "member", place)?;
    }
    Ok(())
}

/// The number of the relation of who leads a unit, beside those of the members.
const fn unit_number(number: u32) -> u32 {
    2 * N_PEOPLE + number
}

const fn section_number(number: u32) -> u32 {
    3 * N_PEOPLE + number
}

fn insert_people(connection: &Connection) -> Result<()> {
    let mut insert = connection
        .prepare("INSERT INTO person (id, name, zone, version) VALUES (?1, ?2, ?3, 1)")?;
    for number in 0..N_PEOPLE {
        let id = person::<Person>(number).to_string();
        insert.execute(params![id, format!("Pegawai {number}"), ZONE])?;
    }
    Ok(())
}

fn units(connection: &Connection) -> Result<Statement<'_>> {
    Ok(connection.prepare(
        "INSERT INTO unit_state (id, unit_id, starts_on, kind, name, parent_id, closed, version)
         VALUES (?1, ?1, ?2, 'unit', ?3, ?4, 0, 1)",
    )?)
}

fn relations(connection: &Connection) -> Result<Statement<'_>> {
    Ok(connection.prepare(
        "INSERT INTO relation (id, kind, person_id, unit_id, starts_on, version)
         VALUES (?1, ?2, ?3, ?4, ?5, 1)",
    )?)
}

fn insert_relation<Unit>(
    insert: &mut Statement<'_>,
    id: u32,
    kind: &str,
    (number, unit): (u32, Id<Unit>),
) -> Result<()> {
    let (id, member) = (person::<Person>(id), person::<Person>(number));
    let (id, member) = (id.to_string(), member.to_string());
    insert.execute(params![id, kind, member, unit.to_string(), SINCE])?;
    Ok(())
}
