//! What holds whatever people do: any interleaving of two people's acts ends as the table says with
//! every act in the trail; the whole follows from its parts in the database as in the code; and the
//! journal makes the tables again.

use std::collections::BTreeSet;

use assignments::SCHEMA;
use assignments::domain::life::{Role, next};
use assignments::domain::whole::whole;
use assignments::domain::{Act, State};
use assignments::store::wording::words;
use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role as Office_;
use ngantor_db::journal::Entry;
use ngantor_db::{NativeSql, Sql, journal, migrate, params};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::office::{AGUS, BUDI, Office, RATNA, SITI, id};

const N_CASES: u32 = 40;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    runtime.block_on(future)
}

/// An act of one of two people, as of the version that they saw: the newest, or one before it.
#[derive(Clone, Copy, Debug)]
struct Step {
    is_reviewer: bool,
    act: usize,
    is_stale: bool,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (any::<bool>(), 0..Act::ALL.len(), 0..5_u8);
    let step = step.prop_map(|(is_reviewer, act, stale)| Step {
        is_reviewer,
        act,
        is_stale: stale == 0,
    });
    proptest::collection::vec(step, 1..14)
}

/// Does the steps one after another and says which acts were done, and what became of the part.
async fn walk(office: &Office, part: &str, steps: &[Step]) -> (Vec<Act>, State) {
    let (mut state, mut version, mut done) = (State::Assigned, 1, Vec::new());
    for step in steps {
        let act = Act::ALL[step.act];
        let (who, role) = if step.is_reviewer {
            (BUDI, Role::Reviewer)
        } else {
            (SITI, Role::Assignee)
        };
        let seen = if step.is_stale { version - 1 } else { version };
        let answer = office.act(who, part, seen, act.name()).await;
        match next(state, act, role) {
            Ok(to) if !step.is_stale => {
                assert_eq!(answer.status, StatusCode::OK, "{step:?} {state:?}");
                (state, version) = (to, version + 1);
                done.push(act);
            }
            Ok(_) => assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED),
            Err(_) => assert!(answer.status.is_client_error(), "{step:?} {state:?}"),
        }
        if answer.status == StatusCode::OK {
            assert_eq!(answer.body["state"], state.name());
        }
    }
    (done, state)
}

/// The acts of a part in its trail, in the order in which they were done.
async fn acts_in_trail(office: &Office, n: u32, part: &str) -> Vec<Act> {
    let path = format!("/assignments/{}/trail?limit=200", id(n));
    let trail = office.get(BUDI, &path).await;
    let entries = trail.body.as_array().unwrap().iter().rev();
    let of_part = entries.filter(|entry| entry["subject"] == part);
    let acts = of_part.filter(|entry| entry["type"] == "assignments.part.changed");
    acts.map(|entry| Act::parse(entry["new"]["act"].as_str().unwrap()).unwrap())
        .collect()
}

proptest! {
    #![proptest_config(config(N_CASES))]

    #[test]
    fn any_interleaving_of_two_peoples_acts_ends_as_the_table_says_with_all_in_the_trail(
        steps in steps(),
    ) {
        run(async {
            let office = Office::with_people().await;
            office.give(1, BUDI, &[SITI]).await;
            let part = office.parts(1).await.remove(0);
            let (done, state) = walk(&office, &part, &steps).await;
            assert_eq!(acts_in_trail(&office, 1, &part).await, done);
            let shown = office.get(BUDI, &format!("/assignments/{}", id(1))).await;
            assert_eq!(shown.body["parts"][0]["state"], state.name());
            assert_eq!(shown.body["state"], whole(&[state]).name());
        });
    }

    #[test]
    fn the_whole_follows_from_its_parts_in_the_database_as_in_the_code(
        cases in proptest::collection::vec(
            proptest::collection::vec(0..State::ALL.len(), 1..6), 1..40),
    ) {
        run(async {
            let office = Office::open().await;
            for (n, states) in (1_u32..).zip(&cases) {
                let states: Vec<_> = states.iter().map(|at| State::ALL[*at]).collect();
                for (k, state) in (1_u32..).zip(&states) {
                    let statement = "INSERT INTO part (id, assignment_id, person_id, unit_id,
                        zone, state, version, changed_at, changed_by)
                        VALUES (?1, ?2, ?1, 'u', 'Asia/Jakarta', ?3, 1, 1, 'p')";
                    let parameters = params![id(n * 100 + k), id(n), state.name()];
                    office.db.run(statement, parameters).await.unwrap();
                }
                let statement = "SELECT state FROM whole_by_rule WHERE assignment_id = ?1
                    ORDER BY state LIMIT 1";
                let rows = office.db.run(statement, params![id(n)]).await.unwrap();
                assert_eq!(rows[0].text("state").unwrap(), whole(&states).name());
            }
        });
    }
}

/// What everybody does in an office of some days: of each table something was made, changed, and
/// removed.
async fn busy() -> Office {
    let office = Office::with_people().await;
    for n in 1..=3 {
        office.give(n, BUDI, &[SITI, AGUS]).await;
    }
    let path = |n: u32, rest: &str| format!("/assignments/{}{rest}", id(n));
    let text = json!({"text": "Siap."});
    let done = json!({"text": "Data", "is_done": true});
    let title = json!({"title": "Judul baru", "due_at": "2026-12-01T16:00:00+07:00"});
    let item = path(1, &format!("/checklist-items/{}", id(0x41)));
    let said = path(1, &format!("/comments/{}", id(0x40)));
    let watcher = path(2, &format!("/watchers/{RATNA}"));
    let (put, delete) = (Method::PUT, Method::DELETE);
    for (who, method, path, version, body) in [
        (SITI, &put, said.clone(), None, &text),
        (SITI, &put, item.clone(), None, &text),
        (AGUS, &put, item, Some(1), &done),
        (SITI, &delete, said, Some(1), &Value::Null),
        (SITI, &put, path(1, "/tags/rkp"), None, &Value::Null),
        (SITI, &delete, path(1, "/tags/rkp"), None, &Value::Null),
        (
            BUDI,
            &put,
            path(2, &format!("/needs/{}", id(3))),
            None,
            &Value::Null,
        ),
        (BUDI, &put, watcher.clone(), None, &Value::Null),
        (BUDI, &delete, watcher, None, &Value::Null),
        (BUDI, &Method::PATCH, path(2, ""), Some(1), &title),
    ] {
        let who = (who, Office_::Employee);
        let answer = office.send_as((method.clone(), &path), who, version, body);
        let answer = answer.await;
        assert!(answer.status.is_success(), "{path}: {:?}", answer.body);
    }
    for n in [1, 3] {
        for part in office.parts(n).await {
            office.act(BUDI, &part, 1, "cancel").await;
        }
    }
    office.pass(6 * 24 * 60);
    office.tick().await;
    office
}

/// The columns of a table.
async fn columns(db: &dyn Sql, table: &str) -> Vec<String> {
    let statement = "SELECT name FROM pragma_table_info(?1) ORDER BY cid LIMIT 100";
    let rows = db.run(statement, params![table]).await.unwrap();
    rows.iter().map(|row| row.text("name").unwrap()).collect()
}

/// The rows of a table as JSON, in an order of their own.
async fn rows(db: &dyn Sql, table: &str) -> Vec<String> {
    let columns = columns(db, table).await;
    let pairs: Vec<_> = columns
        .iter()
        .map(|one| format!("'{one}', {one}"))
        .collect();
    let statement = format!(
        "SELECT json_object({}) AS told FROM {table}",
        pairs.join(", ")
    );
    let rows = db.run(&statement, params![]).await.unwrap();
    let mut told: Vec<_> = rows.iter().map(|row| row.text("told").unwrap()).collect();
    told.sort();
    told
}

/// An empty database with the schema and without its triggers.
async fn bare() -> NativeSql {
    let db = NativeSql::in_memory().await.unwrap();
    migrate(&db, &SCHEMA).await.unwrap();
    let statement = "SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name LIMIT 500";
    for row in db.run(statement, params![]).await.unwrap() {
        let drop = format!("DROP TRIGGER {}", row.text("name").unwrap());
        db.run(&drop, params![]).await.unwrap();
    }
    db
}

/// What the journal tells of a row, with the words that are kept beside it.
async fn with_words(db: &dyn Sql, entry: &Entry) -> Value {
    let mut told = entry.new.clone();
    if let Some(version) = told["version"].as_i64() {
        let table = entry.kind.rsplit_once('.').unwrap().0.to_owned();
        let version = (table, entry.subject.clone(), version);
        let words = words(db, std::slice::from_ref(&version)).await.unwrap();
        let known = words.get(&version).cloned().unwrap_or_default();
        told.as_object_mut().unwrap().extend(known);
    }
    told
}

#[tokio::test]
async fn the_journal_makes_the_tables_again_with_the_words_beside_it() {
    let office = busy().await;
    make_again(&office).await;
    // Of whoever was erased as well.
    let erased = json!({"id": SITI, "name": "[erased]", "zone": "Asia/Jakarta", "ends_on": null,
        "erased_at": 1, "version": 9});
    office.outside.tell("person", erased);
    assert_eq!(office.tick().await.body["n_pieces_forgotten"], 1);
    make_again(&office).await;
}

async fn make_again(office: &Office) {
    let again = bare().await;
    let entries = journal::after(&*office.db, 0, journal::BATCH_MAX).await;
    let entries = entries.unwrap();
    assert!(entries.len() > 20 && entries.len() < journal::BATCH_MAX as usize);
    let mut tables: Vec<String> = Vec::new();
    let mut made = BTreeSet::new();
    // What a row is now, its last entry says.
    for entry in entries.iter().rev() {
        let table = entry.kind.split('.').nth(1).unwrap().to_owned();
        if !made.insert((table.clone(), &entry.subject)) {
            continue;
        }
        let told = with_words(&*office.db, entry).await;
        let columns = columns(&again, &table).await;
        let values = columns
            .iter()
            .map(|one| format!("json_extract(?1, '$.{one}')"));
        let values = values.collect::<Vec<_>>().join(", ");
        let insert = format!(
            "INSERT INTO {table} ({}) SELECT {values}",
            columns.join(", ")
        );
        again.run(&insert, params![told.to_string()]).await.unwrap();
        tables.push(table);
    }
    tables.sort();
    tables.dedup();
    let journaled = ["addition", "assignment", "part", "reminder", "tie", "whole"];
    assert_eq!(tables, journaled);
    for table in &tables {
        let (kept, made) = (rows(&*office.db, table).await, rows(&again, table).await);
        assert_eq!(kept, made, "{table}");
    }
    // And the lists from the tables.
    let fill = "INSERT INTO listed (list, owner, is_open, due_at, assignment_id, part_id, state,
        priority) SELECT list, owner, is_open, due_at, assignment_id, part_id, state, priority
        FROM listing";
    again.run(fill, params![]).await.unwrap();
    assert_eq!(
        rows(&*office.db, "listed").await,
        rows(&again, "listed").await
    );
    let check = "INSERT INTO searched (searched, rank) VALUES ('integrity-check', 1)";
    office.db.run(check, params![]).await.unwrap();
}
