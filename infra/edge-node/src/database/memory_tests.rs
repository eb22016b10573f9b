//! What nobody may take of the node's memory by SQL, and that what takes much ends in time.

use std::time::{Duration, Instant};

use futures::future::join_all;
use rusqlite::StatementStatus;

use super::connection::{Connection, Role};
use super::file::DatabaseFile;
use super::kind::Kind;
use super::tests::{Bench, run};
use super::*;
use crate::limits::{
    SCHEMA_MAX_BYTES, STATEMENT_KEEP_MAX_BYTES, STATEMENT_MAX_BYTES, WRITE_ANSWERS_MAX_KIB,
};

const TOO_MUCH: &str = "out of memory";

/// A JSON array of so many elements that `json_pretty` indents by 8 MiB each.
fn indented(n: usize) -> String {
    format!(
        "SELECT length(json_pretty('[{}]', hex(zeroblob(4 << 20))))",
        vec!["1"; n].join(",")
    )
}

#[tokio::test]
async fn what_one_statement_builds_within_sqlite_has_a_limit() {
    let bench = Bench::new();
    let value = "hex(zeroblob(4 << 20))";
    let wide = format!("SELECT {}", vec!["?1 || '2'"; 100].join(", "));
    let pile = format!("SELECT length(json_array({}))", vec![value; 60].join(", "));
    for sql in [indented(100), pile] {
        assert_eq!(bench.run(&sql).await.unwrap_err(), TOO_MUCH, "{sql}");
    }
    let parameter = vec![Value::Text("1".repeat(8 << 20))];
    let wide = bench.session.execute(&wide, parameter).await;
    assert_eq!(wide.unwrap_err().words(), TOO_MUCH);
    let aggregate = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 60)
         SELECT length(json_group_array(hex(zeroblob(4 << 20)))) FROM n";
    assert_eq!(bench.run(aggregate).await.unwrap_err(), TOO_MUCH);
    // Those who ask after it are not the poorer.
    let fits = "SELECT length(hex(zeroblob(8388600)))";
    assert_eq!(bench.number(fits).await, 16_777_200);
}

#[tokio::test]
async fn a_write_that_takes_too_much_memory_takes_no_neighbour_along() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let hog = format!("INSERT INTO t {}", indented(100));
    let statements = ["INSERT INTO t VALUES (1)", &hog, "INSERT INTO t VALUES (2)"];
    let sessions = [bench.another(), bench.another(), bench.another()];
    let asked = statements.iter().zip(&sessions);
    let outcomes = join_all(asked.map(|(sql, session)| run(session, sql))).await;
    assert_eq!(outcomes[1], Err(TOO_MUCH.to_owned()));
    assert_eq!(bench.number("SELECT sum(a) FROM t").await, 3);
    // In a transaction the statement alone fails, or all of it: never half of it.
    bench.run("BEGIN").await.unwrap();
    bench.run("INSERT INTO t VALUES (4)").await.unwrap();
    assert_eq!(bench.run(&hog).await.unwrap_err(), TOO_MUCH);
    let is_open = bench.run("COMMIT").await.is_ok();
    let expected = if is_open { 7 } else { 3 };
    assert_eq!(bench.number("SELECT sum(a) FROM t").await, expected);
}

#[tokio::test]
async fn long_answers_of_writes_that_nobody_takes_have_a_limit() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let long = "INSERT INTO t VALUES (1) RETURNING zeroblob(15 << 20)";
    let _kind = bench.session.kind(long).await;
    let holder = bench.another();
    run(&holder, "BEGIN IMMEDIATE").await.unwrap();
    let asked: Vec<_> = (0..6)
        .map(|_| bench.another())
        .map(|session| tokio::spawn(async move { run(&session, long).await }))
        .collect();
    for _ in &asked {
        tokio::task::yield_now().await;
    }
    run(&holder, "COMMIT").await.unwrap();
    // This thread runs them all, and now none: the writer goes on.
    let aside = rusqlite::Connection::open(&bench.path).unwrap();
    let n_fit = WRITE_ANSWERS_MAX_KIB / (15 << 10);
    let count = || aside.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, u16>(0));
    let begun = Instant::now();
    while usize::from(count().unwrap()) < n_fit && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_secs(1));
    // A short one of somebody else passes all the same.
    bench.run("INSERT INTO t VALUES (0)").await.unwrap();
    let outcomes = join_all(asked).await;
    let outcomes: Vec<_> = outcomes.into_iter().map(Result::unwrap).collect();
    let n_kept = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(n_kept, n_fit);
    for refused in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        assert_eq!(refused, "too many answers of writes that are not read yet");
    }
    let n_rows = bench.number("SELECT sum(a) FROM t").await;
    assert_eq!(usize::try_from(n_rows).unwrap(), n_kept);
    // And the room comes back.
    bench.run(long).await.unwrap();
}

#[test]
fn statements_that_take_much_memory_are_not_kept() {
    let bench = Bench::new();
    let file = DatabaseFile::take(&bench.path).unwrap();
    let connection = Connection::open(&file, Role::Reader).unwrap();
    let (large, small) = (format!("VALUES (1){}", ",(1)".repeat(20_000)), "VALUES (1)");
    for sql in [&*large, small] {
        connection.run(sql, &[], Duration::from_secs(9)).unwrap();
        let kept = connection.inner().prepare_cached(sql).unwrap();
        let n_bytes = kept.get_status(StatementStatus::MemUsed);
        let is_large = n_bytes > STATEMENT_KEEP_MAX_BYTES;
        assert_eq!(is_large, sql == large, "{n_bytes}");
        // It was prepared anew just now where it was not kept.
        let n_runs = kept.get_status(StatementStatus::Run);
        assert_eq!(n_runs, i32::from(!is_large));
        kept.discard();
    }
}

#[tokio::test]
async fn a_schema_holds_only_so_much_text() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let n_bytes = usize::try_from(STATEMENT_MAX_BYTES).unwrap() - 200;
    let long = "x".repeat(n_bytes);
    for n in 0..SCHEMA_MAX_BYTES / n_bytes - 1 {
        let sql = format!("CREATE INDEX i{n} ON t (a) WHERE a <> '{long}'");
        bench.run(&sql).await.unwrap();
    }
    let mut refused = 0;
    for sql in [
        format!("CREATE TABLE more (a DEFAULT '{long}')"),
        format!("CREATE INDEX another ON t (a) WHERE a <> '{long}'"),
        format!("ALTER TABLE t ADD COLUMN b DEFAULT '{long}'"),
    ] {
        let words = bench.run(&sql).await.err().unwrap_or_default();
        refused += usize::from(words.contains("schema is too large"));
    }
    // One of them may have fitted.
    assert!(refused >= 2, "{refused}");
}

#[tokio::test]
async fn what_a_connection_tells_by_a_table_is_asked_of_one_connection() {
    let bench = Bench::new();
    let version = "SELECT data_version FROM pragma_data_version";
    let kind = bench.session.kind(version).await.unwrap();
    assert_eq!(kind, Kind::OfConnection);
    let check = "SELECT * FROM Pragma_Integrity_Check";
    assert_eq!(bench.session.kind(check).await.unwrap(), Kind::HeavyRead);
    for sql in [
        "SELECT * FROM pragma_cache_size",
        "SELECT * FROM pragma_journal_mode",
        "SELECT * FROM pragma_wal_checkpoint",
        "SELECT json_patch('{}', '{}')",
    ] {
        assert!(bench.run(sql).await.is_err(), "{sql}");
    }
}

#[test]
fn one_call_of_a_function_ends_with_the_time_of_its_statement() {
    let bench = Bench::new();
    let file = DatabaseFile::take(&bench.path).unwrap();
    let connection = Connection::open(&file, Role::Reader).unwrap();
    let text = || Value::Text("a".repeat(15 << 20));
    let literal = format!("%{}b%", "a".repeat(900));
    let sets = format!("*{}b*", "[!-z]".repeat(180));
    let many = (1..=300).map(|n| format!("length(lower(substr(?1, {n})))"));
    let many = many.collect::<Vec<_>>().join(" + ");
    for (sql, pattern) in [
        ("SELECT ?1 LIKE ?2", &literal),
        ("SELECT ?1 GLOB ?2", &sets),
        (&*format!("SELECT {many}, ?2"), &literal),
    ] {
        let begun = Instant::now();
        let asked = [text(), Value::Text(pattern.clone())];
        let done = connection.run(sql, &asked, Duration::from_millis(100));
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(3), "{took:?}: {sql}");
        assert_eq!(done.unwrap_err().words(), "interrupted", "{sql}");
    }
}

#[tokio::test]
async fn a_release_ends_a_lost_transaction_as_it_would_have_ended_it() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let lost = "the transaction took too long and was rolled back";
    let session = bench.another();
    for sql in [
        "SAVEPOINT a",
        "SAVEPOINT b",
        "SAVEPOINT a",
        "SAVEPOINT c",
        "ROLLBACK TO a",
    ] {
        run(&session, sql).await.unwrap();
    }
    run(&session, "INSERT INTO t VALUES (1)").await.unwrap();
    bench.run("INSERT INTO t VALUES (2)").await.unwrap();
    for sql in [
        "RELEASE c",
        "INSERT INTO t VALUES (3)",
        "ROLLBACK TO SAVEPOINT a",
        "RELEASE a",
        "INSERT INTO t VALUES (3)",
        "RELEASE a",
    ] {
        assert_eq!(run(&session, sql).await.unwrap_err(), lost, "{sql}");
    }
    run(&session, "INSERT INTO t VALUES (4)").await.unwrap();
    assert_eq!(bench.number("SELECT sum(a) FROM t").await, 6);
}
