//! A store full of punches, written quickly: not over HTTP, but through the schema's triggers.

use std::path::Path;

use anyhow::{Context as _, Result};
use chrono::{Datelike as _, Days, NaiveDate, TimeDelta, Weekday};
use ngantor_core::id::{Person, PersonId, Punch};
use ngantor_http::Ambient as _;
use rusqlite::{Connection, Statement, params};

use crate::chance::Chance;
use crate::crowd::{N_PEOPLE, ZONE, person, zone};
use crate::machine::{Machine, database};
use crate::pool::Pool;
use crate::staff;

/// With so many of each of the people on each working day, two years are five million.
const PUNCHES_A_DAY: u32 = 2;
/// Local time less UTC in [`ZONE`], all year.
pub const OFFSET_S: i64 = 7 * 3600;
/// When people come and go, in seconds of the local day, and how far that is spread.
const COME_S: i64 = 7 * 3600;
const GO_S: i64 = 16 * 3600;
const SPREAD_S: u64 = 5400;
/// The taps of a day that is looked at, in seconds of the local day; the first hours, so that
/// they are over whenever somebody looks.
const LOOKED_AT_S: [i64; 4] = [0, 120, 240, 360];
/// For so long positions are kept, in days, as attendance's default says. What is older was
/// compared in its time.
const POSITION_DAYS: u64 = 30;
/// The page cache while filling, in KiB: the indexes by person are written all over.
pub const CACHE_KIB: i64 = 1 << 20;

const INSERT: &str = "INSERT INTO punch (id, person_id, direction, work_mode, zone, day,
        received_at, claimed_at, counted_at, latitude, longitude, accuracy_m, age_s, note,
        changed_at, changed_by)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, ?10, ?11, ?12, ?13, ?7, ?2)";

/// Fills an empty store with everybody, and with so many punches of the working days before today.
pub async fn fill(folder: &Path, n_punches: u32) -> Result<()> {
    let days = working_days(n_punches.div_ceil(N_PEOPLE * PUNCHES_A_DAY))?;
    let mut connection = open(folder).await?;
    // It is made anew when this is cut short.
    connection.pragma_update(None, "journal_mode", "OFF")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    let transaction = connection.transaction()?;
    staff::insert_in_units(&transaction)?;
    transaction.commit()?;
    let mut n_left = n_punches;
    let today = zone()?.day(Machine.now());
    let placed_from = today.checked_sub_days(Days::new(POSITION_DAYS));
    for day in days {
        let is_placed = placed_from.is_some_and(|from| day >= from);
        let transaction = connection.transaction()?;
        let mut insert = transaction.prepare_cached(INSERT)?;
        for (direction, begin_s) in [("in", COME_S), ("out", GO_S)] {
            for nth in 0..N_PEOPLE.min(n_left) {
                // Another order than that of the ids: nobody comes by number.
                let number = nth * 1_009 % N_PEOPLE;
                let later_s = begin_s + i64::from(nth) * SPREAD_S as i64 / i64::from(N_PEOPLE);
                insert_tap(&mut insert, number, direction, (day, later_s), is_placed)?;
            }
            n_left = n_left.saturating_sub(N_PEOPLE);
        }
        drop(insert);
        if !is_placed {
            let looked = "UPDATE looked SET seq = (SELECT max(seq) FROM journal)";
            transaction.execute(looked, [])?;
        }
        transaction.commit()?;
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    Ok(())
}

/// Gives each of the first people a day with two ins and two outs.
pub async fn today(folder: &Path, n_people: u32) -> Result<()> {
    let day = zone()?.day(Machine.now());
    let mut connection = open(folder).await?;
    let transaction = connection.transaction()?;
    let mut insert = transaction.prepare_cached(INSERT)?;
    for number in 0..n_people {
        for (second_s, direction) in LOOKED_AT_S
            .into_iter()
            .zip(["in", "out"].into_iter().cycle())
        {
            insert_tap(&mut insert, number, direction, (day, second_s), true)?;
        }
    }
    drop(insert);
    Ok(transaction.commit()?)
}

async fn open(folder: &Path) -> Result<Connection> {
    let path = database(folder, attendance::SCHEMA.function)?;
    Pool::migrate(&path, &attendance::SCHEMA).await?;
    Ok(Connection::open(path)?)
}

/// So many days before today, without Saturdays and Sundays, the earliest first.
pub fn working_days(n_days: u32) -> Result<Vec<NaiveDate>> {
    let today = zone()?.day(Machine.now());
    let before = (1..).map_while(|n| today.checked_sub_days(Days::new(n)));
    let working = before.filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
    let mut days: Vec<NaiveDate> = working.take(usize::try_from(n_days)?).collect();
    days.reverse();
    Ok(days)
}

fn insert_tap(
    insert: &mut Statement<'_>,
    number: u32,
    direction: &str,
    (day, local_s): (NaiveDate, i64),
    is_placed: bool,
) -> Result<()> {
    let midnight = day.and_hms_opt(0, 0, 0).context("a day begins")?.and_utc();
    let tapped = midnight + TimeDelta::seconds(local_s - OFFSET_S);
    let mut chance = Chance::of(number, tapped);
    let received = tapped + TimeDelta::milliseconds(200 + chance.below(2_000));
    let person: PersonId = person::<Person>(number);
    let mode = if chance.below(10) < 7 {
        "office"
    } else {
        "home"
    };
    let is_placed = is_placed && chance.below(10) < 6;
    let position = is_placed.then(|| (-6.0 - chance.part(), 106.0 + chance.part()));
    let note = (chance.below(20) == 0).then_some("Rapat koordinasi di gedung B lantai 3");
    insert.execute(params![
        chance.id::<Punch>(tapped).to_string(),
        person.to_string(),
        direction,
        mode,
        ZONE,
        day.to_string(),
        received.timestamp_millis(),
        tapped.timestamp_millis(),
        position.map(|(latitude, _)| latitude),
        position.map(|(_, longitude)| longitude),
        is_placed.then(|| 5.0 + chance.part() * 40.0),
        is_placed.then(|| chance.part() * 30.0),
        note,
    ])?;
    Ok(())
}
