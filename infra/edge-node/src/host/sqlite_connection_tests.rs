//! What a connection keeps, refuses and says.

use super::*;

fn session() -> (tempfile::TempDir, Session) {
    let dir = tempfile::tempdir().unwrap();
    let session = Session::open(&Database::take(&dir.path().join("people.db")).unwrap()).unwrap();
    (dir, session)
}

fn run(session: &Session, sql: &str) -> Result<Vec<RowResult>, String> {
    match session.execute(sql, Vec::new()) {
        Ok(result) => Ok(result.rows),
        Err(Error::Io(words)) => Err(words),
        Err(other) => Err(format!("{other:?}")),
    }
}

#[test]
fn what_is_written_is_read_with_its_type() {
    let (_dir, session) = session();
    run(&session, "CREATE TABLE t (a, b, c, d, e)").unwrap();
    let values = vec![
        Value::Null,
        Value::Integer(i64::MIN),
        Value::Real(0.5),
        Value::Text("é".to_owned()),
        Value::Blob(vec![0, 255]),
    ];
    let insert = "INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5) RETURNING *";
    let result = session.execute(insert, values).unwrap();
    assert_eq!(result.columns, ["a", "b", "c", "d", "e"]);
    let row = &result.rows[0].values;
    assert!(matches!(row[1], Value::Integer(i64::MIN)));
    assert!(matches!(&row[3], Value::Text(text) if text == "é"));
    assert!(matches!(&row[4], Value::Blob(bytes) if bytes == &[0, 255]));
    assert_eq!((session.changes(), session.last_insert_rowid()), (1, 1));
}

#[test]
fn a_commit_is_flushed_to_the_disk() {
    let (_dir, session) = session();
    let read = |pragma: &str| {
        let connection = &session.connection;
        connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>)?;
        connection.pragma_query_value(None, pragma, |row| row.get::<_, rusqlite::types::Value>(0))
    };
    let text = rusqlite::types::Value::Text("wal".to_owned());
    assert_eq!(read("journal_mode").unwrap(), text);
    let full = rusqlite::types::Value::Integer(2);
    assert_eq!(read("synchronous").unwrap(), full);
}

#[test]
fn another_file_cannot_be_reached() {
    let (dir, session) = session();
    let other = dir.path().join("other.db");
    for sql in [
        format!("ATTACH '{}' AS other", other.display()),
        format!("VACUUM INTO '{}'", other.display()),
        "ATTACH ':memory:' AS other".to_owned(),
        "DETACH main".to_owned(),
        "SELECT load_extension('x')".to_owned(),
        "SELECT readfile('/etc/passwd')".to_owned(),
    ] {
        assert!(run(&session, &sql).is_err(), "{sql}");
    }
    assert!(!other.exists());
}

#[test]
fn what_makes_writes_durable_cannot_be_turned_off() {
    let (_dir, session) = session();
    for sql in [
        "PRAGMA synchronous = OFF",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA writable_schema = ON",
        "PRAGMA temp_store_directory = '/tmp'",
    ] {
        assert_eq!(run(&session, sql).unwrap_err(), "not authorized", "{sql}");
    }
    run(&session, "PRAGMA user_version = 10001").unwrap();
    let version = run(&session, "SELECT user_version FROM pragma_user_version").unwrap();
    assert!(matches!(version[0].values[0], Value::Integer(10_001)));
}

#[test]
fn a_second_statement_is_refused_and_the_first_not_run() {
    let (_dir, session) = session();
    let words = run(&session, "CREATE TABLE a (x); CREATE TABLE b (x)").unwrap_err();
    assert!(words.contains("more than one statement"), "{words}");
    assert!(run(&session, "SELECT * FROM a").is_err());
}

#[test]
fn a_broken_constraint_is_told_in_the_words_of_sqlite() {
    let (_dir, session) = session();
    run(&session, "CREATE TABLE t (a TEXT UNIQUE)").unwrap();
    run(&session, "INSERT INTO t VALUES ('x')").unwrap();
    let words = run(&session, "INSERT INTO t VALUES ('x')").unwrap_err();
    assert_eq!(words, "UNIQUE constraint failed: t.a");
}

#[test]
fn a_result_past_its_limit_is_refused() {
    let (_dir, session) = session();
    let count = |n: usize| {
        format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {n})
             SELECT i FROM n"
        )
    };
    assert_eq!(
        run(&session, &count(RESULT_MAX_ROWS)).unwrap().len(),
        RESULT_MAX_ROWS
    );
    let words = run(&session, &count(RESULT_MAX_ROWS + 1)).unwrap_err();
    assert!(words.contains("too large"), "{words}");
    let wide = format!("SELECT zeroblob({RESULT_MAX_BYTES} + 1)");
    assert!(run(&session, &wide).is_err());
}

#[test]
fn a_statement_that_never_ends_is_ended() {
    let (_dir, session) = session();
    session.deadline_ms.store(0, Ordering::Relaxed);
    // As in `execute`, but with a deadline that has passed.
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                   SELECT count(*) FROM n";
    let mut statement = session.connection.prepare(endless).unwrap();
    let error = statement.query_row([], |_| Ok(())).unwrap_err();
    assert!(matches!(refusal(&error), Error::Io(words) if words == "interrupted"));
}

#[test]
fn a_file_that_is_gone_takes_no_more_writes() {
    let (dir, session) = session();
    run(&session, "CREATE TABLE t (a)").unwrap();
    let path = dir.path().join("people.db");
    fs::remove_file(&path).unwrap();
    let gone = "the database's file is gone";
    assert_eq!(run(&session, "INSERT INTO t VALUES (1)").unwrap_err(), gone);
    fs::write(&path, b"").unwrap();
    assert_eq!(run(&session, "INSERT INTO t VALUES (1)").unwrap_err(), gone);
    assert!(Session::open(&session.database).is_err());
}
