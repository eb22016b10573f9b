//! What nobody may do to the node by SQL: end it, or hold it up.

use super::tests::{Bench, run};
use super::*;
use crate::limits::{SCHEMA_LEVELS_MAX, SCHEMA_OBJECTS_MAX, STATEMENT_LEVELS_MAX};

fn nested(n_levels: usize) -> String {
    // A SELECT of its own, and each level a SELECT and a parenthesis.
    let (open, close) = ("(SELECT ".repeat(n_levels), ")".repeat(n_levels));
    format!("SELECT {open}1{close}")
}

#[tokio::test]
async fn a_text_that_nests_too_much_is_refused() {
    let bench = Bench::new();
    // At most 20 of a kind may lie within one another for other reasons, so these are chained.
    let half = STATEMENT_LEVELS_MAX / 2;
    assert!(bench.run(&nested(half)).await.unwrap_err().contains("nests too much"));
    let chain = |n: usize| vec!["SELECT 1"; n].join(" UNION ALL ");
    assert!(bench.run(&chain(STATEMENT_LEVELS_MAX)).await.is_ok());
    let longer = chain(STATEMENT_LEVELS_MAX) + ", (2)";
    assert!(bench.run(&longer).await.unwrap_err().contains("nests too much"));
    let joins = format!("SELECT 1 FROM {}t{}", "(t, ".repeat(600), ")".repeat(600));
    assert!(bench.run(&joins).await.unwrap_err().contains("nests too much"));
}

#[tokio::test]
async fn a_schema_holds_only_so_many_views_within_views() {
    let bench = Bench::new();
    let wide = vec!["SELECT 1 AS a"; STATEMENT_LEVELS_MAX - 1].join(" UNION ALL ");
    let n_fit = SCHEMA_LEVELS_MAX / (STATEMENT_LEVELS_MAX - 1);
    for n in 0..n_fit {
        bench.run(&format!("CREATE VIEW v{n} AS {wide}")).await.unwrap();
    }
    for temporary in ["", "TEMP "] {
        let one_more = format!("CREATE {temporary}VIEW more AS {wide}");
        let words = run(&bench.another(), &one_more).await.unwrap_err();
        assert!(words.contains("schema is too large"), "{words}");
    }
    bench.run("DROP VIEW v0").await.unwrap();
    bench.run(&format!("CREATE VIEW more AS {wide}")).await.unwrap();
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
