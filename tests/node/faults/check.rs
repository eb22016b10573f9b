//! What the files must say after whatever happened.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::storm::Punch;

/// What was acknowledged to anybody.
#[derive(Default)]
pub struct Promised {
    pub punches: HashSet<Punch>,
    pub n_sessions: u32,
}

/// Whether everything that was promised is there, once; what is there is whole.
///
/// # Errors
/// What is not so.
pub fn check(data: &Path, promised: &Promised) -> Result<(), String> {
    let attendance = open(data, "attendance")?;
    let n_punches = punches(&attendance, promised)?;
    let people = open(data, "people")?;
    let n_sessions: u32 = one(&people, "SELECT count(*) FROM session")?;
    let n_opened: u32 = one(
        &people,
        "SELECT count(*) FROM journal WHERE type = 'people.session.created'",
    )?;
    if n_sessions < promised.n_sessions || n_sessions != n_opened {
        let n = promised.n_sessions;
        return Err(format!(
            "{n} sessions were acknowledged, {n_sessions} are there, {n_opened} in the journal"
        ));
    }
    // Nothing but the promised and what clients do not know of.
    if n_punches < promised.punches.len() {
        return Err("fewer punches than promised".to_owned());
    }
    open(data, "people.kv").map(drop)
}

/// Opened for reading only: a writer would move the log into the file behind the node's back.
fn open(data: &Path, name: &str) -> Result<Connection, String> {
    let path = data.join(format!("{name}.db"));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)
        .map_err(|error| format!("{name} cannot be opened: {error}"))?;
    let word: String = one(&connection, "PRAGMA integrity_check")?;
    if word != "ok" {
        return Err(format!("{name} is damaged: {word}"));
    }
    Ok(connection)
}

fn one<T: rusqlite::types::FromSql>(connection: &Connection, sql: &str) -> Result<T, String> {
    let value = connection.query_row(sql, [], |row| row.get(0));
    value.map_err(|error| format!("{sql}: {error}"))
}

/// What the journal never holds, because the table forgets it.
const FORGETTABLE: [&str; 6] = [
    "latitude",
    "longitude",
    "accuracy_m",
    "age_s",
    "device",
    "note",
];

/// How many there are.
fn punches(connection: &Connection, promised: &Promised) -> Result<usize, String> {
    // Each side with all its values, so that half a punch would be seen.
    let columns: Vec<String> = rows(
        connection,
        "SELECT name, type FROM pragma_table_info('punch')",
    )?
    .into_iter()
    .map(|(name, _)| name)
    .filter(|name| !FORGETTABLE.contains(&name.as_str()))
    .collect();
    assert!(columns.len() > 11, "{columns:?}");
    let in_table = rows(
        connection,
        &format!("SELECT id, json_array({}) FROM punch", columns.join(", ")),
    )?;
    let of_journal: Vec<_> = columns
        .iter()
        .map(|column| format!("new ->> '{column}'"))
        .collect();
    let in_journal = rows(
        connection,
        &format!(
            "SELECT subject, json_array({}) FROM journal
             WHERE type = 'attendance.punch.created'",
            of_journal.join(", ")
        ),
    )?;
    if in_table != in_journal {
        return Err("the journal and the table do not agree".to_owned());
    }
    let mut n_rows: HashMap<&str, usize> = HashMap::new();
    for (id, _) in &in_table {
        *n_rows.entry(id).or_default() += 1;
    }
    let count = |punch: &Punch| n_rows.get(punch.id.as_str()).copied().unwrap_or(0);
    let wrong = promised.punches.iter().filter(|punch| count(punch) != 1);
    let n_wrong = wrong.clone().count();
    if let Some(punch) = wrong.into_iter().next() {
        let n = count(punch);
        let n_promised = promised.punches.len();
        return Err(format!(
            "{n_wrong} of {n_promised} acknowledged punches are not there once; \
             {} is there {n} times",
            punch.id
        ));
    }
    Ok(in_table.len())
}

/// Sorted, so that two lists of the same rows are the same.
fn rows(connection: &Connection, sql: &str) -> Result<Vec<(String, String)>, String> {
    let read = || {
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<Vec<(String, String)>>>()
    };
    let mut rows = read().map_err(|error| error.to_string())?;
    rows.sort_unstable();
    Ok(rows)
}

/// Whoever has the database of the punches open for reading.
pub struct Onlooker(Connection);

impl Onlooker {
    /// Opens it and reads from it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(data: &Path) -> Result<Self, String> {
        open(data, "attendance").map(Self)
    }

    /// Reads on and on: what is written after this cannot be moved into the file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn stay(&self) -> Result<(), String> {
        let begun = self.0.execute_batch("BEGIN");
        begun.map_err(|error| error.to_string())?;
        one::<u32>(&self.0, "SELECT count(*) FROM punch").map(drop)
    }

    /// Those of some punches that are there.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn present(&self, punches: &[Punch]) -> Result<Vec<Punch>, String> {
        let rows = rows(&self.0, "SELECT id, id FROM punch")?;
        let ids: HashSet<_> = rows.into_iter().map(|(id, _)| id).collect();
        let there = punches.iter().filter(|punch| ids.contains(&punch.id));
        Ok(there.cloned().collect())
    }
}
