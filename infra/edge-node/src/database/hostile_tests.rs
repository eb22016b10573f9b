//! Statements that were written to break out of what the engine promises, and do not.

use std::time::{Duration, Instant};

use futures::future::join_all;

use super::tests::{Bench, run};
use super::*;

#[tokio::test]
async fn the_schema_is_changed_by_its_own_statements_only() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let own = bench.another();
    run(&own, "CREATE TEMP TABLE x (a)").await.unwrap();
    for sql in [
        "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (b)'",
        "INSERT INTO sqlite_master VALUES ('table', 'u', 'u', 0, 'CREATE TABLE u (a)')",
        "DELETE FROM sqlite_schema",
        "SELECT writable_schema FROM pragma_writable_schema",
        "PRAGMA main.writable_schema(1)",
        "PRAGMA /* c */ temp . journal_mode = OFF",
        "CREATE VIRTUAL TABLE p USING sqlite_dbpage",
        "SELECT data FROM sqlite_dbpage",
        "UPDATE sqlite_dbpage SET data = zeroblob(4096)",
        "VACUUM",
        "VACUUM INTO '/dev/null'",
        "ATTACH 'file:x?mode=memory' AS y",
    ] {
        assert!(bench.run(sql).await.is_err(), "{sql}");
        assert!(run(&own, sql).await.is_err(), "{sql}");
    }
    bench.run("INSERT INTO t (a) VALUES (1)").await.unwrap();
}

#[tokio::test]
async fn however_a_transaction_is_spelled_it_is_one() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    for begin in [
        "/*x*/bEgIn/**/exclusive/**/transaction",
        "-- BEGIN\nBEGIN IMMEDIATE;",
        ";; BEGIN",
        "\u{feff}BEGIN",
        "SAVEPOINT \"commit\"",
        "savepoint[a b]",
    ] {
        let session = bench.another();
        run(&session, begin).await.unwrap();
        run(&session, "INSERT INTO t VALUES (1)").await.unwrap();
        assert_eq!(bench.number("SELECT count(*) FROM t").await, 0, "{begin}");
        run(&session, "/**/ROLLBACK/**/").await.unwrap();
    }
    for nothing in [
        "EXPLAIN BEGIN",
        "EXPLAIN QUERY PLAN COMMIT",
        "EXPLAIN SAVEPOINT s",
    ] {
        bench.run(nothing).await.unwrap();
        bench.run("INSERT INTO t VALUES (1)").await.unwrap();
        let seen = run(&bench.another(), "DELETE FROM t RETURNING a").await;
        assert_eq!(seen.unwrap().len(), 1, "{nothing}");
    }
}

#[tokio::test]
async fn nobody_ends_the_transaction_that_a_group_shares() {
    let bench = Bench::new();
    bench
        .run("CREATE TABLE t (a UNIQUE, b AS (a + 1))")
        .await
        .unwrap();
    bench
        .run("CREATE VIRTUAL TABLE words USING fts5(word)")
        .await
        .unwrap();
    let view = "CREATE VIEW v AS SELECT a FROM t";
    let instead = "CREATE TRIGGER i INSTEAD OF INSERT ON v
         BEGIN INSERT INTO t (a) VALUES (new.a); SELECT raise(ROLLBACK, 'no'); END";
    for sql in [view, instead] {
        bench.run(sql).await.unwrap();
    }
    let good = |n: usize| format!("INSERT INTO t (a) VALUES ({n})");
    let evil = [
        "RELEASE one",
        "ROLLBACK TO one",
        "COMMIT",
        "END TRANSACTION",
        "ROLLBACK",
        "INSERT INTO v VALUES (77)",
        "INSERT OR ROLLBACK INTO t (a) VALUES (78), (78)",
        "INSERT OR ABORT INTO t (a) VALUES (79), (79)",
        "UPDATE OR ROLLBACK t SET a = 1",
        "INSERT INTO t (a) VALUES (abs(-9223372036854775808))",
        "INSERT INTO words (words) VALUES ('nonsense')",
        "INSERT INTO t (b) VALUES (1)",
        "DROP TABLE nowhere",
        "VACUUM",
    ];
    let statements: Vec<String> = evil
        .iter()
        .enumerate()
        .flat_map(|(n, evil)| {
            let word = format!("INSERT INTO words VALUES ('w{n}')");
            [
                good(n),
                (*evil).to_owned(),
                word,
                format!("CREATE TABLE made{n} (a)"),
            ]
        })
        .collect();
    let sessions: Vec<_> = statements.iter().map(|_| bench.another()).collect();
    let asked = statements.iter().zip(&sessions);
    let outcomes = join_all(asked.map(|(sql, session)| run(session, sql))).await;
    for (sql, outcome) in statements.iter().zip(&outcomes) {
        assert_eq!(
            outcome.is_err(),
            evil.contains(&&**sql),
            "{sql}: {outcome:?}"
        );
    }
    let n = i64::try_from(evil.len()).unwrap();
    assert_eq!(bench.number("SELECT count(*) FROM t").await, n);
    assert_eq!(bench.number("SELECT count(*) FROM words('w*')").await, n);
    let made = "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'made%'";
    assert_eq!(bench.number(made).await, n);
    bench
        .run("INSERT INTO words (words) VALUES ('integrity-check')")
        .await
        .unwrap();
    assert_eq!(
        bench.run("PRAGMA integrity_check").await.unwrap(),
        [[Value::Text("ok".to_owned())]]
    );
}

#[tokio::test]
async fn what_nests_without_parentheses_ends_no_thread() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let n = 80_000;
    let of =
        |begin: &str, each: &str, end: &str, n: usize| format!("{begin}{}{end}", each.repeat(n));
    for sql in [
        of("SELECT ", "NOT ", "1", n / 2),
        of("SELECT ", "- ", "1", n),
        of("SELECT 1", "+1", "", n),
        of("SELECT 1", " IS NOT NULL", "", n / 8),
        of("SELECT a", " COLLATE nocase", " FROM t", n / 8),
        of("SELECT 1", "||1", "", n / 2),
        of("SELECT ", "CASE WHEN 1 THEN ", "1 END", n / 8),
        of("SELECT 1 WHERE 1 IN (1", ",1", ")", n),
        of("SELECT 1 FROM t", " NATURAL JOIN t", "", n / 8),
        of("SELECT '{}'", "->'$.a'", "", n / 8),
        of("SELECT json('", "[", "')", n),
        of("INSERT INTO t VALUES (1)", ",(1)", "", n / 2),
        of("DELETE FROM t WHERE a", "=1 AND a", "=1", n / 4),
        of(
            "WITH w0 AS (VALUES (1))",
            ", w AS (TABLE w0)",
            " SELECT 1",
            n / 8,
        ),
        of(
            "SELECT sum(1) OVER x0 FROM t WINDOW x0 AS ()",
            ", y AS (x0)",
            "",
            n / 8,
        ),
    ] {
        let begun = Instant::now();
        let _refused = bench.run(&sql).await;
        assert!(begun.elapsed() < Duration::from_secs(20), "{}", &sql[..60]);
        bench.run("SELECT 1").await.unwrap();
    }
}

#[tokio::test]
async fn rows_that_hang_on_each_other_end_no_thread() {
    let bench = Bench::new();
    bench.run("BEGIN").await.unwrap();
    bench.run("CREATE TABLE t0 (a PRIMARY KEY)").await.unwrap();
    for n in 1..900 {
        let sql = format!(
            "CREATE TABLE t{n} (a PRIMARY KEY REFERENCES t{} ON DELETE CASCADE ON UPDATE CASCADE)",
            n - 1
        );
        bench.run(&sql).await.unwrap();
    }
    bench.run("COMMIT").await.unwrap();
    for n in [0, 1, 2] {
        bench
            .run(&format!("INSERT INTO t{n} VALUES (1)"))
            .await
            .unwrap();
    }
    // Either is an answer: what must not be is that the writer ends.
    let _told = bench.run("UPDATE t0 SET a = 2").await;
    let _told = bench.run("DELETE FROM t0").await;
    bench.run("CREATE TABLE last (a)").await.unwrap();
}

#[tokio::test]
async fn whoever_leaves_while_a_write_waits_leaves_it_whole_or_not_at_all() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let both = "INSERT INTO t VALUES (1), (2)";
    bench.run(both).await.unwrap();
    let holder = bench.another();
    run(&holder, "BEGIN IMMEDIATE").await.unwrap();
    for n_yields in 0..40 {
        let session = bench.another();
        let task = tokio::spawn(async move { run(&session, both).await });
        for _ in 0..n_yields {
            tokio::task::yield_now().await;
        }
        if n_yields % 10 == 5 {
            run(&holder, "COMMIT").await.unwrap();
            run(&holder, "BEGIN IMMEDIATE").await.unwrap();
        }
        task.abort();
    }
    run(&holder, "COMMIT").await.unwrap();
    bench.run(both).await.unwrap();
    let halves = "SELECT (count(*) FILTER (WHERE a = 1)) - (count(*) FILTER (WHERE a = 2)) FROM t";
    assert_eq!(bench.number(halves).await, 0);
}
