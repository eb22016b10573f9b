//! Any interleaving of reads, writes, failing writes, transactions and stalls gives answers
//! that some serial order explains, and everybody reads their own writes.
//!
//! The model keeps one history: each write that took effect draws the next number in the
//! table itself (`turn`), so the database tells its own serial order. The history is then
//! replayed one by one against a plain map, and every answer must be the one that the map
//! gives at that place.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use tokio::sync::Barrier;

use super::*;
use crate::limits::TRANSACTION_PAUSE;

const N_KEYS: i64 = 4;
const LOST: &str = "the transaction took too long and was rolled back";

/// What one client does next.
#[derive(Clone, Debug)]
enum Step {
    /// Adds to a key.
    Add(i64, i64),
    /// Moves between two keys within one statement.
    Move(i64, i64, i64),
    /// Adds to two keys, and fails at the second.
    Fail(i64, i64),
    /// The same, and ends the transaction that it is in.
    FailWhole(i64, i64),
    /// Reads all keys.
    Read,
    /// A transaction of several additions.
    Transaction(Vec<(i64, i64)>, End),
}

/// How a transaction ends.
#[derive(Clone, Copy, Debug)]
enum End {
    Commit,
    Rollback,
    /// Nothing is done until it is too late.
    Stall,
}

/// What a client saw.
#[derive(Debug)]
enum Seen {
    /// A write took effect at this place of the history.
    Wrote(i64, Vec<(i64, i64)>),
    /// The state as of this place.
    State(i64, BTreeMap<i64, i64>),
}

fn step() -> impl Strategy<Value = Step> {
    let key = 0..N_KEYS;
    let amount = 1..100_i64;
    let adds = prop::collection::vec((key.clone(), amount.clone()), 1..4);
    prop_oneof![
        6 => (key.clone(), amount.clone()).prop_map(|(k, n)| Step::Add(k, n)),
        3 => (key.clone(), key.clone(), amount.clone()).prop_map(|(a, b, n)| Step::Move(a, b, n)),
        3 => (key.clone(), amount.clone()).prop_map(|(k, n)| Step::Fail(k, n)),
        2 => (key, amount).prop_map(|(k, n)| Step::FailWhole(k, n)),
        6 => Just(Step::Read),
        2 => (adds, prop_oneof![4 => Just(End::Commit), 2 => Just(End::Rollback)])
            .prop_map(|(adds, end)| Step::Transaction(adds, end)),
    ]
}

/// Each client's steps.
fn plan() -> impl Strategy<Value = Vec<Vec<Step>>> {
    prop::collection::vec(prop::collection::vec(step(), 1..12), 2..6)
}

const SCHEMA: [&str; 6] = [
    "CREATE TABLE account (key INTEGER PRIMARY KEY, amount INTEGER NOT NULL) STRICT",
    "CREATE TABLE history (turn INTEGER PRIMARY KEY AUTOINCREMENT, who INTEGER) STRICT",
    "CREATE TABLE refused (x INTEGER CHECK (x IS NULL)) STRICT",
    // A write is one statement; what belongs to it happens in triggers.
    "CREATE VIEW change AS SELECT 0 AS who, 0 AS one, 0 AS plus, 0 AS other, 0 AS minus, 0 AS bad",
    "CREATE TRIGGER change_made INSTEAD OF INSERT ON change BEGIN
         UPDATE account SET amount = amount + new.plus WHERE key = new.one;
         UPDATE account SET amount = amount - new.minus WHERE key = new.other;
         INSERT INTO history (who) VALUES (new.who);
         INSERT INTO refused SELECT 1 WHERE new.bad = 1;
         SELECT raise(ROLLBACK, 'refused: whole') WHERE new.bad = 2;
     END",
    "CREATE VIEW state AS SELECT key, amount, (SELECT coalesce(max(turn), 0) FROM history) AS turn
     FROM account",
];

struct Client {
    who: i64,
    session: Session,
    seen: Vec<Seen>,
}

impl Client {
    async fn run(&self, sql: &str, values: &[i64]) -> Result<Vec<Vec<i64>>, String> {
        let values = values.iter().copied().map(Value::Integer).collect();
        let ran = self.session.execute(sql, values).await;
        let answer = ran.map_err(|error| error.words().to_owned())?;
        let number = |value: &Value| match value {
            Value::Integer(number) => *number,
            other => panic!("{other:?}"),
        };
        let rows = answer.rows.iter();
        Ok(rows.map(|row| row.iter().map(number).collect()).collect())
    }

    async fn change(&self, change: [i64; 5]) -> Result<(), String> {
        let [one, plus, other, minus, bad] = change;
        // With OR FAIL a statement that fails would leave behind what it had done by then.
        let insert = "INSERT OR FAIL INTO change (who, one, plus, other, minus, bad)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.run(insert, &[self.who, one, plus, other, minus, bad])
            .await
            .map(drop)
    }

    async fn act(&mut self, step: &Step) {
        match step {
            Step::Add(key, n) => {
                self.change([*key, *n, -1, 0, 0]).await.unwrap();
                self.note(vec![(*key, *n)]).await;
            }
            Step::Move(from, to, n) => {
                self.change([*to, *n, *from, *n, 0]).await.unwrap();
                self.note(vec![(*to, *n), (*from, -n)]).await;
            }
            Step::Fail(key, n) => {
                let words = self.change([*key, *n, -1, 0, 1]).await.unwrap_err();
                assert!(words.contains("CHECK"), "{words}");
            }
            Step::FailWhole(key, n) => {
                let words = self.change([*key, *n, -1, 0, 2]).await.unwrap_err();
                assert_eq!(words, "refused: whole");
            }
            Step::Read => self.read().await,
            Step::Transaction(adds, end) => self.transaction(adds, *end).await,
        }
    }

    async fn transaction(&mut self, adds: &[(i64, i64)], end: End) {
        self.run("BEGIN IMMEDIATE", &[]).await.unwrap();
        for (key, n) in adds {
            self.change([*key, *n, -1, 0, 0]).await.unwrap();
        }
        match end {
            End::Commit => {
                self.run("COMMIT", &[]).await.unwrap();
                // Its turns stand one after another; the last one is told.
                self.note(adds.to_vec()).await;
            }
            End::Rollback => {
                self.run("ROLLBACK", &[]).await.unwrap();
            }
            End::Stall => {
                tokio::time::sleep(TRANSACTION_PAUSE + TRANSACTION_PAUSE / 4).await;
                for sql in ["SELECT 1", "COMMIT"] {
                    assert_eq!(self.run(sql, &[]).await.unwrap_err(), LOST);
                }
            }
        }
        self.read().await;
    }

    /// Asks at which place of the history the own last write stands.
    async fn note(&mut self, change: Vec<(i64, i64)>) {
        let ask = "SELECT max(turn) FROM history WHERE who = ?1";
        let rows = self.run(ask, &[self.who]).await.unwrap();
        self.seen.push(Seen::Wrote(rows[0][0], change));
    }

    async fn read(&mut self) {
        let rows = self.run("SELECT key, amount, turn FROM state", &[]).await;
        let rows = rows.unwrap();
        let state = rows.iter().map(|row| (row[0], row[1])).collect();
        self.seen.push(Seen::State(rows[0][2], state));
    }
}

async fn play(plan: Vec<Vec<Step>>) -> Vec<Vec<Seen>> {
    let dir = tempfile::tempdir().unwrap();
    let database = Database::take(&dir.path().join("model.db")).unwrap();
    let session = Session::open(&database).unwrap();
    for sql in SCHEMA {
        session.execute(sql, Vec::new()).await.unwrap();
    }
    for key in 0..N_KEYS {
        let insert = "INSERT INTO account VALUES (?1, 0)";
        let key = vec![Value::Integer(key)];
        session.execute(insert, key).await.unwrap();
    }
    let start = Arc::new(Barrier::new(plan.len()));
    let clients = plan.into_iter().zip(0..).map(|(steps, who)| {
        let (start, session) = (Arc::clone(&start), Session::open(&database).unwrap());
        tokio::spawn(async move {
            let seen = Vec::new();
            let mut client = Client { who, session, seen };
            start.wait().await;
            for step in &steps {
                client.act(step).await;
            }
            client.seen
        })
    });
    let clients: Vec<_> = clients.collect();
    let mut seen = Vec::new();
    for client in clients {
        seen.push(client.await.unwrap());
    }
    seen
}

/// Replays the history and holds every answer against it.
fn explain(seen: &[Vec<Seen>]) {
    let mut history = BTreeMap::new();
    for client in seen {
        let mut newest = 0;
        for event in client {
            let (Seen::Wrote(turn, _) | Seen::State(turn, _)) = event;
            // Nobody goes back in time: what they wrote or saw stays.
            assert!(*turn >= newest, "{turn} after {newest}: {client:?}");
            newest = *turn;
            if let Seen::Wrote(turn, change) = event {
                assert!(history.insert(*turn, change).is_none(), "turn {turn} twice");
            }
        }
    }
    let mut states = BTreeMap::new();
    let mut state: BTreeMap<i64, i64> = (0..N_KEYS).map(|key| (key, 0)).collect();
    states.insert(0, state.clone());
    for (turn, change) in history {
        for (key, n) in change {
            *state.entry(*key).or_default() += n;
        }
        states.insert(turn, state.clone());
    }
    for event in seen.iter().flatten() {
        if let Seen::State(turn, state) = event {
            assert_eq!(states.get(turn), Some(state), "as of {turn}");
        }
    }
}

fn check(plan: Vec<Vec<Step>>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    explain(&runtime.block_on(play(plan)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn some_serial_order_explains_every_answer(plan in plan()) {
        check(plan);
    }
}

proptest! {
    // Each waits for the time that a stalled transaction is given.
    #![proptest_config(ProptestConfig::with_cases(2))]

    #[test]
    fn some_serial_order_explains_every_answer_while_one_stalls(mut plan in plan()) {
        plan[0].insert(0, Step::Transaction(vec![(0, 7)], End::Stall));
        check(plan);
    }
}
