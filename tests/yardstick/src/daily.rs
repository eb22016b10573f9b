//! A daily log full of activities, written quickly: not over HTTP, but through the schema's
//! triggers.

use std::path::Path;

use anyhow::{Context as _, Result};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use ngantor_core::id::Person;
use rusqlite::{Connection, Statement, Transaction, named_params};

use crate::chance::Chance;
use crate::crowd::{N_PEOPLE, ZONE, head_of, person};
use crate::history::{CACHE_KIB, OFFSET_S, working_days};
use crate::machine::database;
use crate::pool::Pool;
use crate::staff;

/// How many all people together enter on a working day: 6.4 million in two years.
pub const ACTIVITIES_A_DAY: u32 = 12_800;
/// So many of the last ones are in the journal as well. It has no index, so that what is in it
/// makes nothing slower, and with all of them it would be as large as everything else.
const JOURNALED: u32 = 200_000;
/// Days that are kept by one commit: each writes the pages of everybody's indexes.
const DAYS_OF_A_COMMIT: usize = 20;
/// When the first of a day begins, and how far apart those of one person are, in seconds of the
/// local day.
const BEGIN_S: i64 = 7 * 3600 + 1800;
const APART_S: i64 = 9000;
/// When people enter what they did, in seconds of the local day, and how far that is spread.
const ENTER_S: i64 = 16 * 3600;
const SPREAD_S: i64 = 5400;
/// Of so many days before today heads have reviewed little.
const N_FRESH_DAYS: usize = 3;
/// The number of the assignment that a hundredth of all activities is for.
const POPULAR: u32 = 3_000_000;

const VERBS: [&str; 12] = [
    "Menyusun",
    "Memeriksa",
    "Merevisi",
    "Menyiapkan",
    "Mengikuti",
    "Memverifikasi",
    "Membahas",
    "Mengolah",
    "Mengarsipkan",
    "Menindaklanjuti",
    "Menyampaikan",
    "Mendampingi",
];
const OBJECTS: [&str; 16] = [
    "laporan",
    "rapat koordinasi",
    "surat edaran",
    "nota dinas",
    "bahan paparan",
    "data pegawai",
    "usulan anggaran",
    "telaahan staf",
    "kontrak pengadaan",
    "dokumen kinerja",
    "berita acara",
    "rancangan keputusan",
    "disposisi pimpinan",
    "evaluasi layanan",
    "rekapitulasi presensi",
    "bimbingan teknis",
];
const TOPICS: [&str; 24] = [
    "triwulan",
    "tahunan",
    "kinerja",
    "pelayanan publik",
    "reformasi birokrasi",
    "aset daerah",
    "keuangan",
    "kepegawaian",
    "pengawasan internal",
    "zona integritas",
    "arsip digital",
    "perencanaan",
    "kerja sama",
    "kehumasan",
    "perizinan",
    "statistik sektoral",
    "mutasi jabatan",
    "diklat dasar",
    "keamanan informasi",
    "sarana prasarana",
    "kearsipan",
    "hukum",
    "penataan",
    "pemantauan",
];
const TEXTS: [&str; 4] = [
    "Hasil dicatat dalam notula dan dibagikan kepada semua peserta.",
    "Menunggu tanggapan unit lain sebelum difinalkan.",
    "Sudah diserahkan kepada atasan untuk diperiksa.",
    "Dilanjutkan besok bersama tim.",
];
/// By how many of a thousand they are used.
const TAGS: [(i64, &str); 4] = [
    (100, "rapat"),
    (60, "laporan"),
    (30, "lapangan"),
    (2, "audit"),
];

const INSERT: &str = "INSERT INTO activity (id, person_id, state, day, zone, title, text, is_live,
        started_at, finished_at, minutes, worked_ms, assignment_id, output, quantity, unit, tags,
        uploads, logged_at, reviewed_at, reviewed_by, comment, version, changed_at, changed_by)
     VALUES (:id, :person, :state, :day, :zone, :title, :text, 0, :started_at, :finished_at,
        :minutes, 0, :assignment, :output, :quantity, :unit, :tags, '[]', :logged_at,
        :reviewed_at, :reviewed_by, :comment, :version, :changed_at, :changed_by)";
/// A day counts by state what was entered; here heads reviewed it before.
const COUNT: &str = "UPDATE activity_day SET
        n_returned = (SELECT count(*) FROM activity WHERE activity.person_id =
            activity_day.person_id AND activity.day = ?1 AND state = 'returned'),
        n_acknowledged = (SELECT count(*) FROM activity WHERE activity.person_id =
            activity_day.person_id AND activity.day = ?1 AND state = 'acknowledged')
     WHERE day = ?1";
const CREATED: &str = "activity_created";

/// Fills an empty database with everybody, and with so many activities of the working days before
/// today.
pub async fn fill(folder: &Path, n_activities: u32) -> Result<()> {
    let path = database(folder, activities::SCHEMA.function)?;
    Pool::migrate(&path, &activities::SCHEMA).await?;
    let mut connection = Connection::open(path)?;
    // It is made anew when this is cut short.
    connection.pragma_update(None, "journal_mode", "OFF")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    let transaction = connection.transaction()?;
    staff::insert_in_sections(&transaction)?;
    let created = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?1";
    let created: String = transaction.query_row(created, [CREATED], |row| row.get(0))?;
    transaction.execute_batch(&format!("DROP TRIGGER {CREATED}"))?;
    transaction.commit()?;
    let (mut n_left, mut is_journaled) = (n_activities, false);
    let days = working_days(n_activities.div_ceil(ACTIVITIES_A_DAY))?;
    let fresh_from = days.len().saturating_sub(N_FRESH_DAYS);
    for (nth, some) in days.chunks(DAYS_OF_A_COMMIT).enumerate() {
        let transaction = connection.transaction()?;
        for (place, day) in some.iter().enumerate() {
            if n_left <= JOURNALED && !is_journaled {
                transaction.execute_batch(&created)?;
                is_journaled = true;
            }
            let is_fresh = nth * DAYS_OF_A_COMMIT + place >= fresh_from;
            n_left -= insert_day(&transaction, (*day, is_fresh), n_left)?;
        }
        transaction.commit()?;
    }
    if !is_journaled {
        connection.execute_batch(&created)?;
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    Ok(())
}

/// Says how many there were.
fn insert_day(
    transaction: &Transaction<'_>,
    (day, is_fresh): (NaiveDate, bool),
    n_left: u32,
) -> Result<u32> {
    let n = ACTIVITIES_A_DAY.min(n_left);
    let mut insert = transaction.prepare_cached(INSERT)?;
    for nth in 0..n {
        // Another order than that of the ids: nobody enters by number.
        let number = nth * 1_009 % N_PEOPLE;
        let own = i64::from(nth / N_PEOPLE);
        let entered_s = ENTER_S + i64::from(nth) * SPREAD_S / i64::from(ACTIVITIES_A_DAY);
        insert_one(&mut insert, number, (day, own, entered_s), is_fresh)?;
    }
    transaction.execute(COUNT, [day.to_string()])?;
    Ok(n)
}

fn insert_one(
    insert: &mut Statement<'_>,
    number: u32,
    (day, own, entered_s): (NaiveDate, i64, i64),
    is_fresh: bool,
) -> Result<()> {
    let midnight = day.and_hms_opt(0, 0, 0).context("a day begins")?.and_utc();
    let at = |local_s: i64| midnight + TimeDelta::seconds(local_s - OFFSET_S);
    let entered = at(entered_s);
    let mut chance = Chance::of(number, entered);
    let minutes = 20 + chance.below(120);
    let started = at(BEGIN_S + own * APART_S);
    let finished = started + TimeDelta::minutes(minutes);
    let is_span = chance.below(10) < 7;
    let state = state(&mut chance, is_fresh);
    let reviewed = (state != "logged").then(|| entered + TimeDelta::hours(16));
    let person = person_text(number);
    let reviewer = reviewed.map(|_| person_text(reviewer(number)));
    let output = (chance.below(10) < 3).then(|| chance.one_of(&["dokumen", "berkas", "laporan"]));
    insert.execute(named_params! {
        ":id": chance.id::<()>(entered).to_string(),
        ":person": person,
        ":state": state,
        ":day": day.to_string(),
        ":zone": ZONE,
        ":title": title(&mut chance),
        ":text": (chance.below(10) < 2).then(|| chance.one_of(&TEXTS)),
        ":started_at": is_span.then(|| started.timestamp_millis()),
        ":finished_at": is_span.then(|| finished.timestamp_millis()),
        ":minutes": minutes,
        ":assignment": assignment(&mut chance, entered),
        ":output": output,
        ":quantity": output.map(|_| 1 + chance.below(4)),
        ":unit": output,
        ":tags": tags(&mut chance),
        ":logged_at": entered.timestamp_millis(),
        ":reviewed_at": reviewed.map(|at| at.timestamp_millis()),
        ":reviewed_by": reviewer,
        ":comment": (state == "returned").then_some("Lengkapi hasilnya."),
        ":version": if reviewed.is_some() { 2 } else { 1 },
        ":changed_at": reviewed.unwrap_or(entered).timestamp_millis(),
        ":changed_by": reviewer.as_ref().unwrap_or(&person),
    })?;
    Ok(())
}

fn person_text(number: u32) -> String {
    person::<Person>(number).to_string()
}

/// Who reviewed what somebody did: who leads the section, and of that one the first of all.
const fn reviewer(number: u32) -> u32 {
    let head = head_of(number);
    if head == number { 0 } else { head }
}

const fn state(chance: &mut Chance, is_fresh: bool) -> &'static str {
    match (chance.below(100), is_fresh) {
        (0..=4, true) | (0, false) => "returned",
        (5..=79, true) | (1..=3, false) => "logged",
        _ => "acknowledged",
    }
}

fn title(chance: &mut Chance) -> String {
    let (verb, object) = (chance.one_of(&VERBS), chance.one_of(&OBJECTS));
    let topic = chance.one_of(&TOPICS);
    if chance.below(8) == 0 {
        return format!(
            "{verb} {object} {topic} nomor {}",
            100 + chance.below(9_900)
        );
    }
    format!("{verb} {object} {topic}")
}

fn tags(chance: &mut Chance) -> String {
    let tags = TAGS.iter().filter(|(n, _)| chance.below(1_000) < *n);
    serde_json::json!(tags.map(|(_, tag)| tag).collect::<Vec<_>>()).to_string()
}

/// Some are for one that many work for, some for one of many others.
fn assignment(chance: &mut Chance, entered: DateTime<Utc>) -> Option<String> {
    match chance.below(100) {
        0 => Some(person::<()>(POPULAR).to_string()),
        1..=29 => {
            // About sixteen activities belong to each.
            let week = entered.timestamp() / (7 * 86_400);
            let of_week = u32::try_from(chance.below(1_200)).unwrap_or(0);
            let week = DateTime::from_timestamp(week * 7 * 86_400, 0)?;
            Some(Chance::of(of_week, week).id::<()>(week).to_string())
        }
        _ => None,
    }
}
