//! Whether each database and key-value store is there, whole, and written the durable way.

use rusqlite::{Connection, ErrorCode};

use super::Finding;
use super::database_file::{head, is_used, n_bytes, open, state};
use super::premises::{DataFile, Premises, beside, needs};
use crate::limits::WAL_WATCH_BYTES;

/// The first few faults tell enough.
const FAULTS_MAX: usize = 3;
const RESTORE: &str = "stop the node; keep the file, its -wal and its -shm as they are; then put \
    the last good copy in their place (docs/operations.md)";

/// Reads every database; every row and index of it when the look is a thorough one.
pub fn look(premises: &Premises) -> Vec<Finding> {
    if premises.runtime.is_err() {
        return needs("databases", &premises.files.runtime_config);
    }
    let files = premises.data_files();
    let is_thorough = premises.is_thorough;
    let findings: Vec<_> = files
        .iter()
        .flat_map(|file| of_file(file, is_thorough))
        .collect();
    if findings.is_empty() {
        let means = "runtime-config.toml has a place for none";
        return vec![Finding::fine("databases", means)];
    }
    findings
}

fn of_file(file: &DataFile, is_thorough: bool) -> Vec<Finding> {
    if !file.path.exists() {
        return absent(file);
    }
    let mut findings = match head(&file.path) {
        Err(fault) => vec![Finding::wrong(file.name(), fault.to_string()).so(RESTORE)],
        Ok(None) => vec![empty(file)],
        Ok(Some(head)) => {
            let mut findings = content(file, is_thorough);
            if !head.is_logged {
                let means = "keeps no log (WAL): writes are slower, and block those who read";
                let next = "a start of the node mends that; see that nothing else opens the file";
                findings.push(Finding::warning(file.name(), means).so(next));
            }
            findings
        }
    };
    findings.extend(log(file));
    findings
}

fn absent(file: &DataFile) -> Vec<Finding> {
    let log = beside(&file.path, "-wal");
    if n_bytes(&log) > 0 {
        let means = format!("is gone, and its log {} is there", log.display());
        return vec![Finding::wrong(file.name(), means).so(
            "find the file and put it back beside its log before the next start, which would \
             make an empty one; the log holds the last commits",
        )];
    }
    let means = "not there; the next start makes an empty one";
    if !file.is_granted {
        return Vec::new();
    }
    vec![Finding::warning(file.name(), means).so(
        "nothing, where this office (or this function) has not run yet; otherwise put the file \
         back first",
    )]
}

fn empty(file: &DataFile) -> Finding {
    Finding::warning(file.name(), "is empty: 0 bytes").so(
        "nothing, where no function has run yet; otherwise the file was lost: put the last good \
         copy in its place",
    )
}

/// What is in the file, read from one end to the other.
fn content(file: &DataFile, is_thorough: bool) -> Vec<Finding> {
    let before = state(&file.path);
    let was_used = is_used(&file.path);
    let found = open(&file.path).and_then(|connection| whole(file, &connection, is_thorough));
    let findings = found.unwrap_or_else(|error| vec![unreadable(file, &error)]);
    let is_fine = findings.iter().all(|finding| finding.next.is_none());
    if !is_fine && !was_used && before != state(&file.path) {
        let means = "was written while it was looked at";
        return vec![Finding::unknown(file.name(), means).so("run doctor once more")];
    }
    findings
}

fn whole(
    file: &DataFile,
    connection: &Connection,
    is_thorough: bool,
) -> rusqlite::Result<Vec<Finding>> {
    let pragma = if is_thorough {
        "integrity_check"
    } else {
        "quick_check"
    };
    let mut faults = texts(connection, &format!("PRAGMA {pragma}({FAULTS_MAX})"))?;
    faults.retain(|text| text != "ok");
    if !faults.is_empty() {
        let means = format!("is damaged: {}", faults.join("; "));
        return Ok(vec![Finding::wrong(file.name(), means).so(RESTORE)]);
    }
    if is_thorough {
        let orphans = texts(connection, "PRAGMA foreign_key_check")?;
        if let Some(table) = orphans.first() {
            let n = orphans.len();
            let means = format!("{n} rows point to rows that are not there, first in {table:?}");
            return Ok(vec![Finding::wrong(file.name(), means).so(
                "report this with the log; nobody's data are lost by waiting",
            )]);
        }
    }
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let n_mb = n_bytes(&file.path) / 1_000_000;
    let looked = if is_thorough {
        "every row and index"
    } else {
        "every page"
    };
    let granted = if file.is_granted {
        ""
    } else {
        ", no component may open it"
    };
    let means = format!("whole ({looked}), {n_mb} MB, schema {version}{granted}");
    Ok(vec![Finding::fine(file.name(), means)])
}

/// The first column of each row.
fn texts(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    rows.collect()
}

fn unreadable(file: &DataFile, error: &rusqlite::Error) -> Finding {
    let finding = Finding::wrong(file.name(), format!("cannot be read: {error}"));
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            Finding::wrong(file.name(), format!("is damaged: {error}")).so(RESTORE)
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Finding::unknown(file.name(), format!("not looked at: {error}"))
                .so("run doctor once more; some program holds the whole file")
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            finding.so("run doctor as the user whose the node is")
        }
        _ => finding.so(RESTORE),
    }
}

/// What lies beside the file.
fn log(file: &DataFile) -> Option<Finding> {
    let n_bytes = n_bytes(&beside(&file.path, "-wal"));
    let means = format!("its log has grown to {} MB", n_bytes >> 20);
    (n_bytes > WAL_WATCH_BYTES).then(|| {
        Finding::warning(file.name(), means).so(
            "something reads without an end, so that the log cannot be taken in: end other \
             programs that have the file open, then restart the node",
        )
    })
}

#[cfg(test)]
#[path = "databases_tests.rs"]
mod tests;
