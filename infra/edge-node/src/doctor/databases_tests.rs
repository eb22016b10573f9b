//! Databases that are really damaged, and sound ones that are left as they were.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::*;
use crate::doctor::Grade;

fn file(folder: &Path) -> DataFile {
    DataFile {
        table: "sqlite_database",
        label: "people".to_owned(),
        path: folder.join("people #1?.db"),
        is_granted: true,
    }
}

/// A database of some pages, open and with its last commit in the log.
fn written(file: &DataFile) -> Connection {
    let connection = Connection::open(&file.path).unwrap();
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .unwrap();
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .unwrap();
    let sql = "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
        CREATE INDEX person_name ON person (name);
        CREATE TABLE duty (person INTEGER NOT NULL REFERENCES person (id)) STRICT;
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        INSERT INTO person SELECT i, 'a name of some length ' || i FROM n;
        PRAGMA wal_checkpoint(TRUNCATE); PRAGMA user_version = 7;";
    connection.execute_batch(sql).unwrap();
    connection
}

/// Everything in a folder, to the byte.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

fn grade(file: &DataFile, is_thorough: bool) -> (Grade, String) {
    let found = of_file(file, is_thorough);
    let worst = found
        .into_iter()
        .max_by_key(|finding| finding.grade)
        .unwrap();
    assert_eq!(worst.next.is_some(), worst.grade > Grade::Fine, "{worst:?}");
    (worst.grade, worst.means)
}

/// After a power cut there are a log and its index; after a copy there may be a log alone;
/// after an orderly end there is neither.
#[test]
fn a_sound_database_is_read_with_its_log_and_left_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let file = file(dir.path());
    drop(written(&file));
    for beside in ["none", "-shm", "-wal"] {
        if beside != "none" {
            fs::remove_file(super::beside(&file.path, beside)).unwrap();
        }
        let before = tree(dir.path());
        for is_thorough in [false, true] {
            let (grade, words) = grade(&file, is_thorough);
            assert_eq!(grade, Grade::Fine, "{words}");
            // The number stands in the log alone.
            let version = if beside == "-wal" {
                "schema 0"
            } else {
                "schema 7"
            };
            assert!(words.contains(version), "{beside}: {words}");
        }
        assert!(
            tree(dir.path()) == before,
            "something changed without {beside}"
        );
    }
}

#[test]
fn a_database_in_use_is_read_beside_its_users() {
    let dir = tempfile::tempdir().unwrap();
    let file = file(dir.path());
    let user = written(&file);
    user.execute_batch("BEGIN IMMEDIATE; INSERT INTO person VALUES (9999, 'x')")
        .unwrap();
    let (grade, words) = grade(&file, false);
    assert_eq!(grade, Grade::Fine, "{words}");
    assert!(words.contains("schema 7"), "{words}");
    user.execute_batch("COMMIT").unwrap();
}

#[test]
fn flipped_bytes_in_a_page_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let file = file(dir.path());
    drop(written(&file));
    let disk = OpenOptions::new().write(true).open(&file.path).unwrap();
    let n_pages = disk.metadata().unwrap().len() / 4096;
    disk.write_all_at(&[0xff; 64], (n_pages / 2) * 4096)
        .unwrap();
    let (grade, words) = grade(&file, false);
    assert_eq!(grade, Grade::Wrong);
    assert!(words.contains("is damaged"), "{words}");
}

#[test]
fn a_row_without_its_index_entry_is_found_by_the_thorough_look() {
    let dir = tempfile::tempdir().unwrap();
    let file = file(dir.path());
    let connection = written(&file);
    let sql = "PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = 'CREATE INDEX person_name ON person (name DESC)'
        WHERE name = 'person_name';";
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)
        .unwrap();
    connection.execute_batch(sql).unwrap();
    drop(connection);
    assert_eq!(grade(&file, false).0, Grade::Fine);
    let (grade, words) = grade(&file, true);
    assert_eq!(grade, Grade::Wrong, "{words}");
}

#[test]
fn a_row_that_points_nowhere_is_found_by_the_thorough_look() {
    let dir = tempfile::tempdir().unwrap();
    let file = file(dir.path());
    let connection = written(&file);
    let sql = "PRAGMA foreign_keys = OFF; INSERT INTO duty VALUES (777777)";
    connection.execute_batch(sql).unwrap();
    drop(connection);
    assert_eq!(grade(&file, false).0, Grade::Fine);
    let (grade, words) = grade(&file, true);
    assert_eq!(grade, Grade::Wrong);
    assert!(words.contains("first in \"duty\""), "{words}");
}

#[test]
fn what_is_cut_short_foreign_empty_or_gone_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = file(dir.path());
    let (absent, words) = grade(&file, false);
    assert_eq!(absent, Grade::Warning, "{words}");
    drop(written(&file));
    let log = beside(&file.path, "-wal");
    fs::remove_file(&log).unwrap();
    let whole = fs::read(&file.path).unwrap();
    for (bytes, expected, words) in [
        (&whole[..whole.len() - 100], Grade::Wrong, "was cut short"),
        (&whole[..4096 * 3], Grade::Wrong, "is damaged"),
        (
            &b"<html>an error page</html>"[..],
            Grade::Wrong,
            "no SQLite database",
        ),
        (&b"x"[..], Grade::Wrong, "no SQLite database"),
        (&b""[..], Grade::Warning, "is empty"),
    ] {
        fs::write(&file.path, bytes).unwrap();
        let (grade, means) = grade(&file, false);
        assert_eq!(grade, expected, "{words}: {means}");
        assert!(means.contains(words), "{words}: {means}");
    }
    fs::remove_file(&file.path).unwrap();
    fs::write(&log, b"the last commits").unwrap();
    let (grade, words) = grade(&file, false);
    assert_eq!(grade, Grade::Wrong);
    assert!(words.contains("is gone, and its log"), "{words}");
}

#[test]
fn a_database_without_a_log_and_a_log_without_an_end_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = file(dir.path());
    let connection = Connection::open(&file.path).unwrap();
    connection.execute_batch("CREATE TABLE t (x)").unwrap();
    drop(connection);
    let (plain, words) = grade(&file, false);
    assert_eq!(plain, Grade::Warning);
    assert!(words.contains("keeps no log"), "{words}");
    drop(written(&file));
    // A hole takes no room; what follows the last commit of a log is not read.
    let log = OpenOptions::new()
        .write(true)
        .open(beside(&file.path, "-wal"))
        .unwrap();
    log.set_len(WAL_WATCH_BYTES + 1).unwrap();
    let (grade, words) = grade(&file, false);
    assert_eq!(grade, Grade::Warning, "{words}");
    assert!(words.contains("has grown to 256 MB"), "{words}");
}
