//! Writes that share a commit, and the log that they go to.

use std::fs;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::tests::{Bench, run};
use super::{Session, Value};
use crate::limits::{
    BUSY_TIMEOUT, CHECKPOINT_PAGES, LOG_MAX_PAGES, TRANSACTION_PAUSE, WRITE_GROUP_MAX,
    WRITE_QUEUE_MAX,
};

/// Writes that wait together: they are sent while a transaction has the turn.
async fn together(bench: &Bench, statements: &[&str]) -> Vec<Result<Vec<Vec<Value>>, String>> {
    for sql in statements {
        // What is not known yet is asked of a connection for reads, one after another.
        let _kind = bench.session.kind(sql).await;
    }
    let holder = bench.another();
    run(&holder, "BEGIN IMMEDIATE").await.unwrap();
    let sent: Vec<_> = statements
        .iter()
        .map(|sql| {
            let (session, sql) = (bench.another(), (*sql).to_owned());
            tokio::spawn(async move { run(&session, &sql).await })
        })
        .collect();
    // Each has sent its write once it waits for the answer; this thread runs them all.
    for _ in &sent {
        tokio::task::yield_now().await;
    }
    run(&holder, "COMMIT").await.unwrap();
    let mut outcomes = Vec::new();
    for task in sent {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

#[tokio::test]
async fn a_failing_write_takes_none_of_its_group_along() {
    let bench = Bench::new();
    let table = "CREATE TABLE t (a UNIQUE, b REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED)";
    bench.run(table).await.unwrap();
    let refuse = "CREATE TRIGGER r BEFORE INSERT ON t WHEN new.a = 13
         BEGIN SELECT raise(ROLLBACK, 'refused: thirteen'); END";
    bench.run(refuse).await.unwrap();
    let outcomes = together(
        &bench,
        &[
            "INSERT INTO t (a) VALUES (1) RETURNING a",
            "INSERT INTO t (a) VALUES (1)",
            "INSERT INTO t (a) VALUES (13)",
            "INSERT OR FAIL INTO t (a) VALUES (2), (1)",
            "INSERT OR ROLLBACK INTO t (a) VALUES (3), (1)",
            "INSERT INTO t (a, b) VALUES (4, 99)",
            "INSERT INTO nowhere VALUES (1)",
            "INSERT INTO t (a) VALUES (5) RETURNING a",
        ],
    )
    .await;
    let told: Vec<_> = outcomes.iter().map(Result::is_ok).collect();
    let expected = [true, false, false, false, false, false, false, true];
    assert_eq!(told, expected, "{outcomes:?}");
    assert_eq!(outcomes[7], Ok(vec![vec![Value::Integer(5)]]));
    assert_eq!(outcomes[2], Err("refused: thirteen".to_owned()));
    assert_eq!(outcomes[5], Err("FOREIGN KEY constraint failed".to_owned()));
    let rows = bench.run("SELECT a FROM t ORDER BY a").await.unwrap();
    assert_eq!(rows, [[Value::Integer(1)], [Value::Integer(5)]]);
}

#[tokio::test]
async fn writes_that_wait_together_share_a_commit() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let log = || {
        fs::metadata(bench.path.with_file_name("people.db-wal"))
            .unwrap()
            .len()
    };
    let n_bytes_before = log();
    let outcomes = together(&bench, &["INSERT INTO t VALUES (1)"; WRITE_GROUP_MAX / 4]).await;
    assert!(outcomes.iter().all(Result::is_ok));
    // All rows lie on one page, and a commit writes each page that it changed once.
    let n_pages = (log() - n_bytes_before) / 4096;
    assert!(n_pages <= 2, "{n_pages}");
}

#[tokio::test]
async fn a_slow_group_commits_what_is_done() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let log = bench.path.with_file_name("people.db-wal");
    let n_bytes_before = fs::metadata(&log).unwrap().len();
    let slow = "INSERT INTO t
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500000)
         SELECT count(*) FROM n";
    let outcomes = together(&bench, &[slow; 4]).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    let n_pages = (fs::metadata(&log).unwrap().len() - n_bytes_before) / 4096;
    assert!(n_pages >= 4, "{n_pages}");
}

#[tokio::test]
async fn a_full_queue_says_that_it_is_busy() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let more = WRITE_GROUP_MAX + WRITE_QUEUE_MAX + 2;
    let outcomes = together(&bench, &vec!["INSERT INTO t VALUES (1)"; more]).await;
    let n_kept = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let refused = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
    assert!(refused.clone().all(|words| words == "database is locked"));
    assert!(refused.count() > 0);
    let n_rows = bench.number("SELECT count(*) FROM t").await;
    assert_eq!(usize::try_from(n_rows).unwrap(), n_kept);
}

#[tokio::test]
async fn the_log_is_moved_into_the_database_and_begun_anew() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    let page = "INSERT INTO t VALUES (randomblob(4000 * 200))";
    for _ in 0..=(LOG_MAX_PAGES / 200) {
        bench.run(page).await.unwrap();
    }
    let log = bench.path.with_file_name("people.db-wal");
    let longest = u64::try_from(LOG_MAX_PAGES + CHECKPOINT_PAGES).unwrap() * 4096 * 2;
    for _ in 0..=(LOG_MAX_PAGES / 200) {
        bench.run(page).await.unwrap();
        let n_bytes = fs::metadata(&log).unwrap().len();
        assert!(n_bytes < longest, "{n_bytes}");
    }
    let n_bytes = fs::metadata(&bench.path).unwrap().len();
    assert!(n_bytes > 4096 * 1000, "{n_bytes}");
}

#[tokio::test]
async fn who_waits_for_somebody_elses_transaction_is_told_in_time() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    bench.run("BEGIN IMMEDIATE").await.unwrap();
    let (first, second) = (bench.another(), bench.another());
    let insert = |session: Session, pause: Duration| async move {
        sleep(pause).await;
        let begun = Instant::now();
        let told = run(&session, "INSERT INTO t VALUES (1)").await;
        (told.unwrap_err(), begun.elapsed())
    };
    let told = tokio::spawn(async move {
        tokio::join!(
            insert(first, Duration::ZERO),
            insert(second, Duration::from_secs(1)),
        )
    });
    // It goes on and on, so nobody takes the turn away from it.
    while !told.is_finished() {
        bench.run("SELECT 1").await.unwrap();
        sleep(TRANSACTION_PAUSE / 4).await;
    }
    let told = told.await.unwrap();
    for (words, waited) in [told.0, told.1] {
        assert_eq!(words, "database is locked");
        assert!(waited < BUSY_TIMEOUT + Duration::from_secs(1), "{waited:?}");
    }
    bench.run("COMMIT").await.unwrap();
    bench.run("INSERT INTO t VALUES (1)").await.unwrap();
    assert_eq!(bench.number("SELECT count(*) FROM t").await, 1);
}
