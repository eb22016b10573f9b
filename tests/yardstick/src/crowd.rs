//! The people of the measured office: who they are, and their tokens.

use anyhow::{Result, anyhow};
use ngantor_core::caller::{Caller, Reach, Role};
use ngantor_core::id::{Id, UnitId};
use ngantor_core::keys::MasterSecret;
use ngantor_core::time::Zone;
use ngantor_core::token::{self, Bearer};
use ngantor_http::Ambient as _;
use uuid::Builder;

use crate::machine::{Machine, master_secret};

/// Where they all work.
pub const ZONE: &str = "Asia/Jakarta";
/// When they were taken on, in ms since 1970: the time in their ids.
const TAKEN_ON_MS: u64 = 1_700_000_000_000;

/// How many there are.
pub const N_PEOPLE: u32 = 5_000;
/// How many of them each unit has; the first of them leads it.
pub const PEOPLE_OF_A_UNIT: u32 = 500;

/// How many of them each section of a unit has, where there are sections.
pub const PEOPLE_OF_A_SECTION: u32 = 50;

/// The number of the first unit, above all of people.
const UNITS_FROM: u32 = 1_000_000;
/// The number of the first section.
const SECTIONS_FROM: u32 = 2_000_000;

/// The id of the unit of a number.
pub fn unit(number: u32) -> UnitId {
    person(UNITS_FROM + number)
}

/// The id of the section in which the person of a number is.
pub fn section(number: u32) -> UnitId {
    person(SECTIONS_FROM + number / PEOPLE_OF_A_SECTION)
}

/// The number of who leads the section in which the person of a number is: its second one, since
/// the first one may lead the unit.
pub const fn head_of(number: u32) -> u32 {
    number / PEOPLE_OF_A_SECTION * PEOPLE_OF_A_SECTION + 1
}

/// The id of the person of a number.
pub fn person<Kind>(number: u32) -> Id<Kind> {
    let mut chance = [0; 10];
    if let Some(last) = chance.last_chunk_mut() {
        *last = number.to_be_bytes();
    }
    Id::new(Builder::from_unix_timestamp_millis(TAKEN_ON_MS, &chance).into_uuid())
}

/// Prints a token for a function of each of the first people.
pub fn print_tokens(function: &str, n_people: u32) -> Result<()> {
    let master = master_secret()?;
    for number in 0..n_people {
        println!("{}", token(function, number, &master)?);
    }
    Ok(())
}

/// The token for a function of the person of a number, good from now. The very first one keeps
/// the records and audits.
pub fn token(function: &str, number: u32, master: &MasterSecret) -> Result<String> {
    let bearer = Bearer::Person(Caller {
        person_id: person(number),
        session_id: person(number),
        roles: match number {
            0 => vec![Role::Employee, Role::Personnel, Role::Auditor],
            _ => vec![Role::Employee],
        },
        zone: zone()?,
        reach: Reach::Whole,
    });
    let minted = token::mint(
        &bearer,
        function,
        &master.token_key(function),
        Machine.now(),
    );
    minted.map_err(|_| anyhow!("a token could not be made"))
}

/// [`ZONE`], read.
pub fn zone() -> Result<Zone> {
    ZONE.parse().map_err(|_| anyhow!("{ZONE} is no zone"))
}
