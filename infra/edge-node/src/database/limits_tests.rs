//! What nobody may do to the node by SQL: end it, or hold it up.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::connection::{Connection, Role};
use super::kind::Kind;
use super::tests::{Bench, run};
use super::*;
use crate::limits::{
    OWN_MAX, SCHEMA_LEVELS_MAX, SCHEMA_OBJECTS_MAX, STATEMENT_LEVELS_MAX, TEMPORARY_MAX_PAGES,
};

fn nested(n_levels: usize) -> String {
    // A SELECT of its own, and each level a SELECT and a parenthesis.
    let (open, close) = ("(SELECT ".repeat(n_levels), ")".repeat(n_levels));
    format!("SELECT {open}1{close}")
}

#[tokio::test]
async fn a_text_that_nests_too_much_is_refused() {
    let bench = Bench::new();
    let half = STATEMENT_LEVELS_MAX / 2;
    assert!(
        bench
            .run(&nested(half))
            .await
            .unwrap_err()
            .contains("nests too much")
    );
    let chain = |n: usize| vec!["SELECT 1"; n].join(" UNION ALL ");
    assert!(bench.run(&chain(STATEMENT_LEVELS_MAX)).await.is_ok());
    let longer = chain(STATEMENT_LEVELS_MAX) + ", (2)";
    assert!(
        bench
            .run(&longer)
            .await
            .unwrap_err()
            .contains("nests too much")
    );
    let joins = format!("SELECT 1 FROM {}t{}", "(t, ".repeat(600), ")".repeat(600));
    assert!(
        bench
            .run(&joins)
            .await
            .unwrap_err()
            .contains("nests too much")
    );
}

#[tokio::test]
async fn a_schema_holds_only_so_many_views_within_views() {
    let bench = Bench::new();
    let wide = vec!["SELECT 1 AS a"; STATEMENT_LEVELS_MAX - 1].join(" UNION ALL ");
    let n_fit = SCHEMA_LEVELS_MAX / (STATEMENT_LEVELS_MAX - 1);
    for n in 0..n_fit {
        bench
            .run(&format!("CREATE VIEW v{n} AS {wide}"))
            .await
            .unwrap();
    }
    for temporary in ["", "TEMP "] {
        let one_more = format!("CREATE {temporary}VIEW more AS {wide}");
        let words = run(&bench.another(), &one_more).await.unwrap_err();
        assert!(words.contains("schema is too large"), "{words}");
    }
    bench.run("DROP VIEW v0").await.unwrap();
    bench
        .run(&format!("CREATE VIEW more AS {wide}"))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_schema_holds_only_so_many_tables_and_triggers() {
    let bench = Bench::new();
    bench.run("BEGIN").await.unwrap();
    bench.run("CREATE TABLE t0 (a)").await.unwrap();
    for n in 1..SCHEMA_OBJECTS_MAX / 2 {
        let trigger = format!(
            "CREATE TRIGGER r{n} AFTER INSERT ON t{} BEGIN INSERT INTO t{n} VALUES (new.a); END",
            n - 1
        );
        bench.run(&format!("CREATE TABLE t{n} (a)")).await.unwrap();
        bench.run(&trigger).await.unwrap();
    }
    bench.run("CREATE VIEW v AS SELECT 1").await.unwrap();
    for sql in ["CREATE TABLE more (a)", "CREATE VIEW more AS SELECT 1"] {
        let words = bench.run(sql).await.unwrap_err();
        assert!(words.contains("schema is too large"), "{words}");
    }
}

/// Views of which each names the one before three times: naming columns takes SQLite the third
/// power of their number.
async fn views_within_views(bench: &Bench, n_views: usize) {
    bench.run("CREATE TABLE t (a)").await.unwrap();
    bench
        .run("CREATE VIEW v0 AS SELECT a FROM t")
        .await
        .unwrap();
    for n in 1..=n_views {
        let before = n - 1;
        let view = format!(
            "CREATE VIEW v{n} AS SELECT x.a FROM v{before} x JOIN v{before} y
             WHERE x.a IN (SELECT a FROM v{before})"
        );
        bench.run(&view).await.unwrap();
    }
}

#[tokio::test]
async fn a_statement_that_is_not_known_holds_up_nobody() {
    // One thread for all tasks, as in `a_long_read_holds_up_nobody`.
    let bench = Bench::new();
    views_within_views(&bench, 5).await;
    let (session, other) = (bench.another(), bench.another());
    for _ in 0..3 {
        run(&other, "SELECT 1").await.unwrap();
    }
    let n_short = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&n_short);
    let short = tokio::spawn(async move {
        loop {
            run(&other, "SELECT 1").await.unwrap();
            counted.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
        }
    });
    assert!(run(&session, "SELECT * FROM v5").await.unwrap().is_empty());
    assert!(n_short.load(Ordering::Relaxed) > 0);
    short.abort();
    let heavy = bench.session.kind("SELECT * FROM v5").await;
    assert_eq!(heavy.unwrap(), Kind::HeavyRead);
}

#[tokio::test]
async fn preparing_a_statement_ends_with_its_time() {
    let bench = Bench::new();
    views_within_views(&bench, 7).await;
    let file = DatabaseFile::take(&bench.path).unwrap();
    let connection = Connection::open(&file, Role::Reader).unwrap();
    connection
        .run("SELECT 1 FROM t", &[], Duration::from_secs(1))
        .unwrap();
    let begun = Instant::now();
    let ended = connection.run("SELECT * FROM v7", &[], Duration::from_millis(1));
    assert_eq!(ended.unwrap_err().words(), "interrupted");
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    // The connection is as good as before.
    connection
        .run("SELECT 1 FROM t", &[], Duration::from_secs(1))
        .unwrap();
}

#[tokio::test]
async fn a_read_runs_at_once_only_once_it_was_quick_and_never_where_it_may_be_slow() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let quick = "SELECT count(*) FROM t";
    assert_eq!(bench.session.kind(quick).await.unwrap(), Kind::SlowRead);
    for _ in 0..50 {
        bench.run(quick).await.unwrap();
    }
    assert_eq!(bench.session.kind(quick).await.unwrap(), Kind::Read);
    for sql in [
        "SELECT instr('a', 'b')",
        "SELECT replace(a, 'b', 'c') FROM t",
        "SELECT trim(a, 'b') FROM t",
        "SELECT a FROM t WHERE a LIKE '%b%'",
        "PRAGMA integrity_check",
    ] {
        for _ in 0..5 {
            bench.run(sql).await.unwrap();
        }
        assert_eq!(
            bench.session.kind(sql).await.unwrap(),
            Kind::HeavyRead,
            "{sql}"
        );
    }
    // What was learnt of another schema does not count.
    bench
        .run("-- led by a comment\nCREATE VIEW v AS SELECT 1")
        .await
        .unwrap();
    assert_eq!(bench.session.kind(quick).await.unwrap(), Kind::SlowRead);
}

#[tokio::test]
async fn one_call_of_a_function_takes_no_time_that_grows_with_the_square() {
    let bench = Bench::new();
    let (text, set) = ("hex(zeroblob(4000000))", "hex(zeroblob(2000000)) || '1'");
    for sql in [
        format!("SELECT instr({text}, {set})"),
        format!("SELECT length(replace({text}, {set}, 'a'))"),
        format!("SELECT length(trim({text}, 'abc' || {set}))"),
    ] {
        bench.run(&sql).await.unwrap();
    }
}

#[tokio::test]
async fn nothing_temporary_is_made_on_the_writer_that_all_use() {
    for made in [
        "CREATE VIRTUAL TABLE temp.t USING fts5(a)",
        "CREATE TRIGGER temp.r AFTER INSERT ON main.t BEGIN DELETE FROM t; END",
        "CREATE TRIGGER temp.r AFTER INSERT ON t BEGIN DELETE FROM t; END",
        "CREATE TEMP TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM t; END",
        "CREATE TABLE temp.t (a)",
        "CREATE VIEW temp.t AS SELECT 1 AS a",
        "CREATE TABLE temp.t AS SELECT 1 AS a",
    ] {
        let bench = Bench::new();
        bench.run("CREATE TABLE t (a)").await.unwrap();
        let _made = run(&bench.another(), made).await;
        bench.run("INSERT INTO t (a) VALUES (1)").await.unwrap();
        assert_eq!(bench.number("SELECT count(*) FROM t").await, 1, "{made}");
    }
}

#[tokio::test]
async fn only_so_many_sessions_have_a_connection_of_their_own() {
    let bench = Bench::new();
    let mut held = Vec::new();
    for _ in 0..OWN_MAX {
        let session = bench.another();
        run(&session, "CREATE TEMP TABLE t (a)").await.unwrap();
        held.push(session);
    }
    let one_more = timeout(Duration::from_millis(50), bench.run("BEGIN"));
    assert!(one_more.await.is_err());
    held.pop();
    bench.run("BEGIN").await.unwrap();
}

#[tokio::test]
async fn sessions_that_stall_leave_their_places_to_others() {
    let bench = Bench::new();
    let mut held = Vec::new();
    for _ in 0..OWN_MAX {
        let session = bench.another();
        run(&session, "BEGIN").await.unwrap();
        held.push(session);
    }
    // It waits, and is not refused.
    bench.run("BEGIN").await.unwrap();
}

#[tokio::test]
async fn only_its_outermost_end_ends_a_lost_transaction() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let lost = "the transaction took too long and was rolled back";
    let (begun, saved) = (bench.another(), bench.another());
    run(&begun, "BEGIN").await.unwrap();
    run(&begun, "SAVEPOINT a").await.unwrap();
    run(&saved, "SAVEPOINT outer").await.unwrap();
    run(&saved, "SAVEPOINT a").await.unwrap();
    // It has the turn once the others have lost theirs, so both are lost by then.
    run(&begun, "INSERT INTO t VALUES (1)").await.unwrap();
    bench.run("INSERT INTO t VALUES (2)").await.unwrap();
    for sql in [
        "ROLLBACK TO a",
        "INSERT INTO t VALUES (3)",
        "RELEASE a",
        "SELECT 1",
    ] {
        assert_eq!(run(&begun, sql).await.unwrap_err(), lost, "{sql}");
        assert_eq!(run(&saved, sql).await.unwrap_err(), lost, "{sql}");
    }
    assert_eq!(run(&begun, "/* c */ COMMIT").await.unwrap_err(), lost);
    assert_eq!(
        run(&saved, "RELEASE SAVEPOINT \"Outer\";")
            .await
            .unwrap_err(),
        lost
    );
    for session in [&begun, &saved] {
        run(session, "INSERT INTO t VALUES (4)").await.unwrap();
    }
    assert_eq!(bench.number("SELECT sum(a) FROM t").await, 10);
}

#[tokio::test]
async fn a_temporary_table_that_a_transaction_makes_outlives_it() {
    let bench = Bench::new();
    for sql in [
        "BEGIN",
        "CREATE TEMP TABLE t (a)",
        "INSERT INTO t VALUES (1)",
        "COMMIT",
    ] {
        bench.run(sql).await.unwrap();
    }
    assert_eq!(bench.number("SELECT count(*) FROM t").await, 1);
}

#[tokio::test]
async fn temporary_tables_do_not_fill_the_disk() {
    let bench = Bench::new();
    let blobs = |n_mib: i32| {
        format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {n_mib})
             SELECT zeroblob(1 << 20) AS a FROM n"
        )
    };
    let fits = format!(
        "CREATE TEMP TABLE t AS {}",
        blobs(TEMPORARY_MAX_PAGES / 512)
    );
    bench.run(&fits).await.unwrap();
    let more = format!(
        "CREATE TEMP TABLE more AS {}",
        blobs(TEMPORARY_MAX_PAGES / 256)
    );
    assert_eq!(
        bench.run(&more).await.unwrap_err(),
        "database or disk is full"
    );
}
