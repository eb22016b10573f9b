//! Work that was given, written quickly: by the function's own statements, in large transactions.

use std::path::Path;

use anyhow::Result;
use assignments::domain::{Act, Assignment, GivenAs, Part, Priority, State};
use assignments::store::assignment::{self as store, Acting};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use ngantor_core::id::Person;
use ngantor_db::Sql;
use rusqlite::Connection;

use crate::chance::Chance;
use crate::crowd::{
    N_PEOPLE, PEOPLE_OF_A_SECTION, PEOPLE_OF_A_UNIT, head_of, person, section, unit, zone,
};
use crate::history::{CACHE_KIB, working_days};
use crate::machine::database;
use crate::pool::Pool;
use crate::staff;

/// With so many on each working day, two years are 120,000.
const ASSIGNMENTS_A_DAY: u32 = 240;
/// When the first of a day is given, in seconds of UTC's day, and how far apart they are.
const BEGIN_S: i64 = 3600;
const APART_S: i64 = 100;

const TITLES: [&str; 8] = [
    "Susun laporan kinerja",
    "Siapkan bahan rapat koordinasi",
    "Periksa usulan anggaran",
    "Tanggapi surat edaran",
    "Perbarui data pegawai",
    "Evaluasi pelayanan publik",
    "Rancang keputusan kepala",
    "Rekap presensi bulanan",
];
const TOPICS: [&str; 8] = [
    "triwulan ini",
    "tahun anggaran baru",
    "unit pelayanan",
    "kantor wilayah",
    "zona integritas",
    "kerja sama daerah",
    "reformasi birokrasi",
    "arsip digital",
];
const TEXT: &str = "Koordinasikan dengan unit terkait, lampirkan berkas pendukung, dan laporkan \
                    hambatan sebelum tenggat.";

/// Fills an empty database with everybody, and with so many assignments of the working days
/// before today: most of them done, some at every stage before.
pub async fn fill(folder: &Path, n_assignments: u32) -> Result<()> {
    let path = database(folder, assignments::SCHEMA.function)?;
    Pool::migrate(&path, &assignments::SCHEMA).await?;
    let mut connection = Connection::open(&path)?;
    let transaction = connection.transaction()?;
    staff::insert_in_sections(&transaction)?;
    transaction.commit()?;
    connection.close().map_err(|(_, error)| error)?;
    let pool = Pool::open(&path, 1).await?;
    // It is made anew when this is cut short.
    for statement in ["PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF"] {
        pool.run(statement, Vec::new()).await?;
    }
    let cache = format!("PRAGMA cache_size = -{CACHE_KIB}");
    pool.run(&cache, Vec::new()).await?;
    let mut n_left = n_assignments;
    for day in working_days(n_assignments.div_ceil(ASSIGNMENTS_A_DAY))? {
        let n = ASSIGNMENTS_A_DAY.min(n_left);
        pool.run("BEGIN", Vec::new()).await?;
        for nth in 0..n {
            give(&pool, day, nth).await?;
        }
        pool.run("COMMIT", Vec::new()).await?;
        n_left -= n;
    }
    pool.run("PRAGMA journal_mode = WAL", Vec::new()).await?;
    pool.close().await;
    Ok(())
}

async fn give(db: &dyn Sql, day: NaiveDate, nth: u32) -> Result<()> {
    let at = day.and_time(NaiveTime::MIN).and_utc();
    let at = at + TimeDelta::seconds(BEGIN_S + i64::from(nth) * APART_S);
    let mut chance = Chance::of(nth, at);
    let (assignment, people) = assignment(&mut chance, at);
    let parts = parts(&mut chance, &assignment, people)?;
    store::create(db, &assignment, &parts).await?;
    let Some((act, to, note)) = outcome(&mut chance) else {
        return Ok(());
    };
    let all: Vec<_> = parts.iter().collect();
    let by = match act {
        Act::Complete | Act::Return | Act::Cancel => assignment.given_by,
        _ => parts
            .first()
            .map_or(assignment.given_by, |part| part.person_id),
    };
    let acting = Acting {
        assignment_id: assignment.id,
        parts: &all,
        all: None,
        act,
        to,
        note,
        by,
        at: at + TimeDelta::hours(1 + chance.below(200)),
    };
    Ok(store::act(db, &acting).await?)
}

/// Every fifth is given by who leads a unit, the others by who leads a section.
/// Gives it with the number of the first of those who may be asked, and how many these are.
fn assignment(chance: &mut Chance, at: DateTime<Utc>) -> (Assignment, (u32, u32)) {
    let among = u32::try_from(chance.below(u64::from(N_PEOPLE))).unwrap_or(0);
    let is_of_unit = chance.below(5) == 0;
    let n = if is_of_unit {
        PEOPLE_OF_A_UNIT
    } else {
        PEOPLE_OF_A_SECTION
    };
    let first = among / n * n;
    let (unit_id, giver) = if is_of_unit {
        (unit(first / n), first)
    } else {
        (section(first), head_of(first))
    };
    let title = format!("{} {}", chance.one_of(&TITLES), chance.one_of(&TOPICS));
    let assignment = Assignment {
        id: chance.id(at),
        parent_id: None,
        from_part_id: None,
        unit_id,
        given_by: person(giver),
        given_as: GivenAs::Head,
        title: format!("{title} nomor {}", 100 + chance.below(900)),
        text: TEXT.to_owned(),
        priority: match chance.below(10) {
            0 => Priority::Urgent,
            1 | 2 => Priority::High,
            3 => Priority::Low,
            _ => Priority::Normal,
        },
        due_at: (chance.below(10) > 0).then(|| at + TimeDelta::days(1 + chance.below(21))),
        given_at: at,
        state: State::Assigned,
        is_given: true,
        version: 1,
    };
    (assignment, (first, n))
}

/// One to three people of the unit or section.
fn parts(
    chance: &mut Chance,
    assignment: &Assignment,
    (first, n): (u32, u32),
) -> Result<Vec<Part>> {
    let zone = zone()?;
    // Without those who lead them.
    let from = 2 + chance.below(u64::from(n) - 8);
    let part = |nth| {
        let number = first + u32::try_from(from + nth)?;
        Ok(Part {
            id: chance.id(assignment.given_at),
            assignment_id: assignment.id,
            person_id: person::<Person>(number),
            unit_id: section(number),
            zone,
            state: State::Assigned,
            act: None,
            note: None,
            asked_at: Some(assignment.given_at),
            version: 1,
            changed_at: assignment.given_at,
            changed_by: assignment.given_by,
        })
    };
    let n_parts = 1 + from % 3;
    (0..n_parts).map(part).collect()
}

/// What became of it: most are done.
const fn outcome(chance: &mut Chance) -> Option<(Act, State, Option<&'static str>)> {
    match chance.below(100) {
        0 => None,
        1..=2 => Some((Act::Accept, State::Accepted, None)),
        3..=4 => Some((Act::Start, State::InProgress, None)),
        5 => Some((Act::Submit, State::Submitted, Some("Sudah dilampirkan."))),
        6 => Some((Act::Return, State::Returned, Some("Lengkapi lampirannya."))),
        7 => Some((Act::Decline, State::Declined, Some("Sedang dinas luar."))),
        8..=10 => Some((
            Act::Cancel,
            State::Cancelled,
            Some("Tidak diperlukan lagi."),
        )),
        _ => Some((Act::Complete, State::Completed, None)),
    }
}
