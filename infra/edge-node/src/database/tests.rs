//! What the engine keeps, refuses and says.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rusqlite::StatementStatus;

use super::connection::{Connection, Role, open_plain};
use super::file::DatabaseFile;
use super::*;
use crate::limits::{RESULT_MAX_BYTES, RESULT_MAX_ROWS, TRANSACTION_PAUSE};

pub(super) struct Bench {
    _dir: tempfile::TempDir,
    pub(super) path: PathBuf,
    pub(super) database: Database,
    pub(super) session: Session,
}

impl Bench {
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("people.db");
        let database = Database::take(&path).unwrap();
        Self {
            path,
            session: Session::open(&database).unwrap(),
            database,
            _dir: dir,
        }
    }

    pub(super) fn another(&self) -> Session {
        Session::open(&self.database).unwrap()
    }

    pub(super) async fn run(&self, sql: &str) -> Result<Vec<Vec<Value>>, String> {
        run(&self.session, sql).await
    }

    /// The one number that a statement gives.
    pub(super) async fn number(&self, sql: &str) -> i64 {
        match self.run(sql).await.unwrap()[0][0] {
            Value::Integer(number) => number,
            ref other => panic!("{other:?}"),
        }
    }
}

pub(super) async fn run(session: &Session, sql: &str) -> Result<Vec<Vec<Value>>, String> {
    let ran = session.execute(sql, Vec::new()).await;
    ran.map(|answer| answer.rows)
        .map_err(|error| error.words().to_owned())
}

const ENDLESS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
     SELECT count(*) FROM n";

#[tokio::test]
async fn what_is_written_is_read_with_its_type() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a, b, c, d, e)").await.unwrap();
    let values = vec![
        Value::Null,
        Value::Integer(i64::MIN),
        Value::Real(0.5),
        Value::Text("é".to_owned()),
        Value::Blob(vec![0, 255]),
    ];
    let insert = "INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5) RETURNING *";
    let answer = bench.session.execute(insert, values.clone()).await.unwrap();
    assert_eq!(answer.columns, ["a", "b", "c", "d", "e"]);
    assert_eq!(answer.rows, std::slice::from_ref(&values));
    assert_eq!(bench.run("SELECT * FROM t").await.unwrap(), [values]);
    let session = &bench.session;
    assert_eq!((session.changes(), session.last_insert_rowid()), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_new_database_is_open_to_many_at_once() {
    for _ in 0..20 {
        let bench = Bench::new();
        let reads = (0..8).map(|_| bench.another());
        let reads =
            reads.map(|session| tokio::spawn(async move { run(&session, "SELECT 1").await }));
        for read in reads.collect::<Vec<_>>() {
            assert!(read.await.unwrap().is_ok());
        }
    }
}

#[tokio::test]
async fn an_empty_result_has_its_columns() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a, b)").await.unwrap();
    let none = bench.session.execute("SELECT * FROM t", Vec::new());
    assert_eq!(none.await.unwrap().columns, ["a", "b"]);
    bench.run("ALTER TABLE t ADD COLUMN c").await.unwrap();
    bench.run("INSERT INTO t VALUES (1, 2, 3)").await.unwrap();
    let one = bench.session.execute("SELECT * FROM t", Vec::new()).await;
    assert_eq!(one.unwrap().columns, ["a", "b", "c"]);
}

#[test]
fn a_commit_is_flushed_to_the_disk() {
    let bench = Bench::new();
    let file = DatabaseFile::take(&bench.path).unwrap();
    for role in [Role::Reader, Role::Writer] {
        let connection = Connection::open(&file, role).unwrap();
        let inner = connection.inner();
        let nobody = None::<fn(rusqlite::hooks::AuthContext<'_>) -> rusqlite::hooks::Authorization>;
        inner.authorizer(nobody).unwrap();
        let read = |pragma: &str| {
            let value = inner.pragma_query_value(None, pragma, |row| row.get::<_, Value>(0));
            value.unwrap()
        };
        assert_eq!(read("journal_mode"), Value::Text("wal".to_owned()));
        assert_eq!(read("synchronous"), Value::Integer(2));
        assert_eq!(read("foreign_keys"), Value::Integer(1));
    }
}

#[tokio::test]
async fn what_is_deleted_leaves_no_byte_in_the_file() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a, b)").await.unwrap();
    let rows = "INSERT INTO t VALUES (1, 'first'), (2, 'erased word'), (3, 'third word')";
    bench.run(rows).await.unwrap();
    bench.run("DELETE FROM t WHERE a = 2").await.unwrap();
    let file = DatabaseFile::take(&bench.path).unwrap();
    let node = open_plain(&file).unwrap();
    let moved = node.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
    assert_eq!(moved, Ok(0));
    let bytes = fs::read(&bench.path).unwrap();
    let holds = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    assert!(holds(b"third word") && !holds(b"erased word"));
}

#[tokio::test]
async fn another_file_cannot_be_reached() {
    let bench = Bench::new();
    let other = bench.path.with_file_name("other.db");
    for sql in [
        format!("ATTACH '{}' AS other", other.display()),
        format!("VACUUM INTO '{}'", other.display()),
        "ATTACH ':memory:' AS other".to_owned(),
        "DETACH main".to_owned(),
        "SELECT load_extension('x')".to_owned(),
        "SELECT readfile('/etc/passwd')".to_owned(),
    ] {
        assert!(bench.run(&sql).await.is_err(), "{sql}");
    }
    assert!(!other.exists());
}

#[tokio::test]
async fn what_makes_writes_durable_cannot_be_turned_off() {
    let bench = Bench::new();
    for sql in [
        "PRAGMA synchronous = OFF",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA query_only = OFF",
        "PRAGMA wal_autocheckpoint = 1",
        "PRAGMA secure_delete = OFF",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "PRAGMA writable_schema = ON",
        "PRAGMA temp_store_directory = '/tmp'",
    ] {
        assert_eq!(bench.run(sql).await.unwrap_err(), "not authorized", "{sql}");
    }
    bench.run("PRAGMA user_version = 10001").await.unwrap();
    assert_eq!(bench.number("PRAGMA user_version").await, 10_001);
}

#[tokio::test]
async fn a_second_statement_is_refused_and_the_first_not_run() {
    let bench = Bench::new();
    let both = bench.run("CREATE TABLE a (x); CREATE TABLE b (x)").await;
    let words = both.unwrap_err();
    assert!(words.contains("more than one statement"), "{words}");
    assert!(bench.run("SELECT * FROM a").await.is_err());
}

#[tokio::test]
async fn a_broken_constraint_is_told_in_the_words_of_sqlite() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a TEXT UNIQUE)").await.unwrap();
    bench.run("INSERT INTO t VALUES ('x')").await.unwrap();
    let words = bench.run("INSERT INTO t VALUES ('x')").await.unwrap_err();
    assert_eq!(words, "UNIQUE constraint failed: t.a");
}

#[tokio::test]
async fn a_result_past_its_limit_is_refused_and_a_write_with_it_undone() {
    let bench = Bench::new();
    let count = |n: usize| {
        format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {n})
             SELECT i FROM n"
        )
    };
    let at_the_limit = bench.run(&count(RESULT_MAX_ROWS)).await.unwrap();
    assert_eq!(at_the_limit.len(), RESULT_MAX_ROWS);
    let words = bench.run(&count(RESULT_MAX_ROWS + 1)).await.unwrap_err();
    assert!(words.contains("too large"), "{words}");
    let wide = format!("SELECT zeroblob({RESULT_MAX_BYTES} + 1)");
    assert!(bench.run(&wide).await.is_err());
    bench.run("CREATE TABLE t (i)").await.unwrap();
    let insert = count(RESULT_MAX_ROWS + 1).replace("SELECT i FROM n", "");
    let insert = format!("INSERT INTO t {insert} SELECT i FROM n RETURNING i");
    assert!(bench.run(&insert).await.is_err());
    assert_eq!(bench.number("SELECT count(*) FROM t").await, 0);
}

#[test]
fn a_statement_that_never_ends_is_ended() {
    let bench = Bench::new();
    let file = DatabaseFile::take(&bench.path).unwrap();
    let connection = Connection::open(&file, Role::Reader).unwrap();
    let ended = connection.run(ENDLESS, &[], Duration::from_millis(1));
    assert_eq!(ended.unwrap_err().words(), "interrupted");
}

#[test]
fn a_statement_is_not_planned_anew_for_each_value() {
    let bench = Bench::new();
    let file = DatabaseFile::take(&bench.path).unwrap();
    let connection = Connection::open(&file, Role::Reader).unwrap();
    let sql = "SELECT name FROM sqlite_schema LIMIT ?1";
    for limit in 1..4 {
        let limit = [Value::Integer(limit)];
        connection.run(sql, &limit, Duration::from_secs(1)).unwrap();
    }
    let statement = connection.inner().prepare_cached(sql).unwrap();
    assert_eq!(statement.get_status(StatementStatus::Run), 3);
    assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
}

#[tokio::test]
async fn a_long_read_holds_up_nobody() {
    // One thread for all tasks: a read that stayed on it would keep the other from ending.
    let bench = Bench::new();
    let million = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000)
                   SELECT count(*) FROM n";
    let (session, other) = (bench.another(), bench.another());
    let n_short = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&n_short);
    let short = tokio::spawn(async move {
        loop {
            run(&other, "SELECT 1").await.unwrap();
            counted.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
        }
    });
    let long = run(&session, million).await.unwrap();
    assert_eq!(long[0][0], Value::Integer(1_000_000));
    let n_meanwhile = n_short.load(Ordering::Relaxed);
    // None, if the long one had stayed.
    assert!(n_meanwhile > 0);
    short.abort();
}

#[tokio::test]
async fn a_file_that_is_gone_takes_no_more_writes() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    fs::remove_file(&bench.path).unwrap();
    let gone = "the database's file is gone";
    let insert = "INSERT INTO t VALUES (1)";
    assert_eq!(bench.run(insert).await.unwrap_err(), gone);
    fs::write(&bench.path, b"").unwrap();
    assert_eq!(bench.run(insert).await.unwrap_err(), gone);
    assert_eq!(bench.run("BEGIN").await.unwrap_err(), gone);
    assert!(Session::open(&bench.database).is_err());
}

#[tokio::test]
async fn each_session_is_told_what_its_own_writes_did() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let other = bench.another();
    bench.run("INSERT INTO t VALUES (1), (2)").await.unwrap();
    run(&other, "INSERT INTO t VALUES (3), (4), (5)")
        .await
        .unwrap();
    let ask = "SELECT last_insert_rowid(), changes(), total_changes()";
    let numbers = |row: [i64; 3]| [row.map(Value::Integer).to_vec()];
    assert_eq!(bench.run(ask).await.unwrap(), numbers([2, 2, 2]));
    assert_eq!(run(&other, ask).await.unwrap(), numbers([5, 3, 3]));
    assert_eq!((other.changes(), other.last_insert_rowid()), (3, 5));
    let words = bench.run("INSERT INTO t VALUES (last_insert_rowid())");
    assert!(words.await.unwrap_err().contains("RETURNING"));
    let cte = "WITH last AS (SELECT last_insert_rowid() AS id) INSERT INTO t SELECT id FROM last";
    assert!(bench.run(cte).await.unwrap_err().contains("RETURNING"));
    // What changes nothing, or no rows, says nothing of what others did.
    for sql in ["CREATE INDEX i ON t (a)", "UPDATE t SET a = 1 WHERE a = 99"] {
        bench.run(sql).await.unwrap();
    }
    assert_eq!(bench.run(ask).await.unwrap(), numbers([2, 0, 2]));
    for sql in ["BEGIN", "UPDATE t SET a = 9 WHERE a = 1"] {
        bench.run(sql).await.unwrap();
    }
    assert_eq!(bench.session.changes(), 1);
    bench.run("UPDATE t SET a = 1 WHERE a = 99").await.unwrap();
    assert_eq!(bench.session.changes(), 0);
}

#[tokio::test]
async fn a_statement_that_once_had_nothing_to_do_is_a_write_all_the_same() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    for _ in 0..3 {
        bench.run("DROP TRIGGER IF EXISTS r").await.unwrap();
        let trigger = "CREATE TRIGGER IF NOT EXISTS r AFTER INSERT ON t BEGIN SELECT 1; END";
        bench.run(trigger).await.unwrap();
        bench.run(trigger).await.unwrap();
        bench.run("REINDEX").await.unwrap();
    }
}

#[tokio::test]
async fn empty_texts_count_for_what_they_take() {
    let bench = Bench::new();
    let columns = vec!["''"; 200].join(", ");
    let many = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50000)
         SELECT {columns} FROM n"
    );
    let words = bench.run(&many).await.unwrap_err();
    assert!(words.contains("too large"), "{words}");
    let wider = format!("SELECT {columns}, ''");
    assert!(bench.run(&wider).await.is_err());
}

#[tokio::test]
async fn a_transaction_is_one_sessions_own_until_it_ends() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let other = bench.another();
    for (end, n_after) in [("ROLLBACK", 0), ("COMMIT", 1)] {
        bench.run("BEGIN").await.unwrap();
        bench.run("INSERT INTO t VALUES (1)").await.unwrap();
        assert_eq!(bench.number("SELECT count(*) FROM t").await, 1);
        let outside = run(&other, "SELECT count(*) FROM t").await.unwrap();
        assert_eq!(outside[0][0], Value::Integer(0));
        bench.run(end).await.unwrap();
        assert_eq!(bench.number("SELECT count(*) FROM t").await, n_after);
    }
    let words = bench.run("COMMIT").await.unwrap_err();
    assert!(words.contains("no transaction is active"), "{words}");
    bench.run("SAVEPOINT s").await.unwrap();
    bench.run("INSERT INTO t VALUES (2)").await.unwrap();
    bench.run("RELEASE s").await.unwrap();
    assert_eq!(bench.number("SELECT count(*) FROM t").await, 2);
}

#[tokio::test]
async fn a_session_that_goes_takes_its_transaction_along() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let other = bench.another();
    run(&other, "BEGIN IMMEDIATE").await.unwrap();
    run(&other, "INSERT INTO t VALUES (1)").await.unwrap();
    drop(other);
    let begun = Instant::now();
    bench.run("INSERT INTO t VALUES (2)").await.unwrap();
    assert!(begun.elapsed() < TRANSACTION_PAUSE);
    assert_eq!(bench.number("SELECT a FROM t").await, 2);
}

#[tokio::test]
async fn who_stalls_in_a_transaction_loses_it_and_nobody_else_does() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let stalled = bench.another();
    run(&stalled, "BEGIN IMMEDIATE").await.unwrap();
    run(&stalled, "INSERT INTO t VALUES (1)").await.unwrap();
    // It waits for the turn, and is not refused.
    bench.run("INSERT INTO t VALUES (2)").await.unwrap();
    let lost = "the transaction took too long and was rolled back";
    for sql in ["INSERT INTO t VALUES (3)", "SELECT 1", "COMMIT"] {
        assert_eq!(run(&stalled, sql).await.unwrap_err(), lost, "{sql}");
    }
    run(&stalled, "INSERT INTO t VALUES (4)").await.unwrap();
    let rows = bench.run("SELECT a FROM t ORDER BY a").await.unwrap();
    assert_eq!(rows, [[Value::Integer(2)], [Value::Integer(4)]]);
}

#[tokio::test]
async fn temporary_tables_are_one_sessions_own() {
    let bench = Bench::new();
    bench.run("CREATE TEMP TABLE t (a)").await.unwrap();
    bench.run("INSERT INTO t VALUES (1)").await.unwrap();
    assert_eq!(bench.number("SELECT a FROM t").await, 1);
    assert!(run(&bench.another(), "SELECT a FROM t").await.is_err());
}
