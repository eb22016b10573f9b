//! Statements that compute for long are paid for, and let others go first.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::tests::{Bench, run};
use super::*;
use crate::host::turns::{Account, Payer, Turns};
use crate::limits::CPU_CREDIT;

/// Computes for some 50 ms where nobody holds it up.
const LONG: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400000)
     SELECT count(*) FROM n";

fn paid(bench: &Bench, turns: &Arc<Turns>, credit: Duration) -> (Session, Arc<Account>) {
    let account = turns.account(credit);
    let payer = Arc::new(Payer::new(Arc::clone(turns), Arc::clone(&account)));
    let session = Session::open_for(&bench.database, payer).unwrap();
    (session, account)
}

#[tokio::test]
async fn who_computes_by_sql_pays_for_it_whichever_way_it_goes() {
    let bench = Bench::new();
    bench.run("CREATE TABLE t (a)").await.unwrap();
    for sqls in [
        &[LONG][..],
        &[&format!("INSERT INTO t {LONG}")],
        &["BEGIN", LONG, "ROLLBACK"],
    ] {
        let turns = Turns::new(2);
        let (session, account) = paid(&bench, &turns, Duration::from_millis(5));
        assert!(!account.is_used_up());
        for sql in sqls {
            run(&session, sql).await.unwrap();
        }
        assert!(account.is_used_up(), "{sqls:?}");
    }
}

#[tokio::test]
async fn whose_credit_is_used_up_computes_only_in_turn() {
    let bench = Bench::new();
    let turns = Turns::new(2);
    let (session, account) = paid(&bench, &turns, CPU_CREDIT);
    let (other, credit) = (turns.account(CPU_CREDIT), CPU_CREDIT * 1000);
    other.spend(credit);
    let held = [turns.pass(&other).await, turns.pass(&other).await];
    assert!(held.iter().all(Option::is_some));
    // Who has credit left goes on while others have all the turns.
    run(&session, LONG).await.unwrap();
    account.spend(credit);
    let mut long = Box::pin(run(&session, LONG));
    assert!(timeout(Duration::from_secs(2), &mut long).await.is_err());
    drop(held);
    assert!(long.await.is_ok());
}
