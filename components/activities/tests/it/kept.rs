//! The journal tells all but the words, which stand beside it: the tables made again from both are
//! the same rows, and whatever two people
//! do one after the other or at once, what was done is in it.

use std::sync::Arc;

use activities::SCHEMA;
use activities::domain::life::{Act, MOVES, State, Who};
use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::journal::{self, Entry};
use ngantor_db::{Db, NativeSql, migrate, params};
use proptest::prelude::{Strategy, any};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::office::{BUDI, KEEPER, Office, SITI, id, live, minutes, span};

async fn entries(db: &Db) -> Vec<Entry> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let more = journal::after(&**db, after, 500).await.unwrap();
        let Some(last) = more.last() else {
            return all;
        };
        after = last.seq;
        all.extend(more);
    }
}

/// The entries with what is redacted in them: of each version of an activity its words, of the rest
/// what stands there now.
async fn with_words(db: &Db, told: &[Entry]) -> Vec<Entry> {
    let mut all = told.to_vec();
    for entry in &mut all {
        let statement = match entry.kind.split('.').nth(1).unwrap() {
            "activity" => "SELECT words FROM activity_wording WHERE id = ?1 AND version = ?2",
            "rule" => "SELECT json_object('reason', reason) AS words FROM rule WHERE id = ?1",
            "template" => "SELECT json_object('terms', terms) AS words FROM template WHERE id = ?1",
            table => unreachable!("{table} has no words"),
        };
        let version = entry.new["version"].as_i64().unwrap();
        let parameters = params![entry.subject.clone(), version];
        let rows = db.run(statement, parameters).await.unwrap();
        let words: Value = serde_json::from_str(&rows[0].text("words").unwrap()).unwrap();
        let row = entry.new.as_object_mut().unwrap();
        row.extend(words.as_object().unwrap().clone());
    }
    all
}

/// Makes the tables again, from what is told alone.
async fn made_again(from: &[Entry]) -> Db {
    let db: Db = Arc::new(NativeSql::in_memory().await.unwrap());
    migrate(&*db, &SCHEMA).await.unwrap();
    for entry in from {
        let mut parts = entry.kind.split('.').skip(1);
        let (table, event) = (parts.next().unwrap(), parts.next().unwrap());
        let columns: Vec<_> = entry.new.as_object().unwrap().keys().cloned().collect();
        let values: Vec<_> = columns
            .iter()
            .map(|name| format!("?1 ->> '{name}'"))
            .collect();
        let statement = match event {
            "created" => format!(
                "INSERT INTO {table} ({}) SELECT {}",
                columns.join(", "),
                values.join(", ")
            ),
            _ => {
                let sets = columns.iter().zip(&values);
                let sets: Vec<_> = sets
                    .map(|(name, value)| format!("{name} = {value}"))
                    .collect();
                format!(
                    "UPDATE {table} SET {} WHERE id = ?1 ->> 'id'",
                    sets.join(", ")
                )
            }
        };
        db.run(&statement, params![entry.new.to_string()])
            .await
            .unwrap();
    }
    db
}

/// Every row of a table, as JSON.
async fn rows(db: &Db, table: &str) -> Vec<String> {
    let columns = db
        .run(
            "SELECT group_concat(quote(name) || ', ' || name, ', ') AS columns
             FROM pragma_table_info(?1)",
            params![table],
        )
        .await
        .unwrap();
    let columns = columns[0].text("columns").unwrap();
    let statement = format!("SELECT json_object({columns}) AS row FROM {table} ORDER BY row");
    let rows = db.run(&statement, params![]).await.unwrap();
    rows.iter().map(|row| row.text("row").unwrap()).collect()
}

async fn found(db: &Db, words: &str) -> Vec<i64> {
    let statement = "SELECT rowid AS seq FROM activity_words WHERE activity_words MATCH ?1";
    let rows = db.run(statement, params![words]).await.unwrap();
    rows.iter().map(|row| row.integer("seq").unwrap()).collect()
}

#[tokio::test]
async fn the_tables_made_again_from_the_journal_are_the_same_rows() {
    let office = Office::with_units().await;
    let mut form = span("2026-11-24", "08:00", "09:30");
    form["tags"] = json!(["rapat", "dinas"]);
    form["output"] = json!({"name": "Surat", "quantity": 1.5, "unit": "rim"});
    form["uploads"] = json!([id(900)]);
    office.put(SITI, 1, None, &form).await;
    form["tags"] = json!(["rapat"]);
    form["title"] = json!("Rapat kerja");
    office.put(SITI, 1, Some("\"1\""), &form).await;
    let review = json!({"outcome": "returned", "comment": "Lengkapi."});
    office.act(BUDI, 1, "review", "\"2\"", review).await;
    office
        .put(SITI, 1, Some("\"3\""), &minutes("2026-11-23", 61))
        .await;
    let mut clock = live();
    clock["tags"] = json!(["surat"]);
    office.put(SITI, 2, None, &clock).await;
    office.pass(7);
    office.act(SITI, 2, "pause", "\"1\"", json!({})).await;
    office.put(BUDI, 3, None, &minutes("2026-11-24", 30)).await;
    office.delete(BUDI, 3, "\"1\"").await;
    let rule = json!({"starts_on": "2026-12-01", "length": "week", "grace_d": 1, "max_age_d": 9,
                      "source": "SE 1"});
    let path = format!("/period-rules/{}", id(50));
    let sent = office
        .send((Method::PUT, &path), (KEEPER, Role::Personnel), None, &rule)
        .await;
    assert_eq!(sent.status, StatusCode::CREATED);
    entered_by_a_template_and_reviewed(&office).await;
    let told = entries(&office.db).await;
    assert_eq!(told.len(), 14);
    let again = made_again(&with_words(&office.db, &told).await).await;
    for table in [
        "activity",
        "activity_day",
        "activity_tag",
        "rule",
        "template",
    ] {
        let kept = rows(&office.db, table).await;
        assert!(!kept.is_empty(), "{table}");
        assert_eq!(rows(&again, table).await, kept, "{table}");
    }
    for words in ["rapat", "kerja", "menyusun", "surat"] {
        assert_eq!(
            found(&again, words).await,
            found(&office.db, words).await,
            "{words}"
        );
    }
    assert_eq!(found(&office.db, "menyusun").await, [1]);
    assert_eq!(entries(&again).await, told);
}

/// A template that is made and changed, its entry, and a review among many.
async fn entered_by_a_template_and_reviewed(office: &Office) {
    let path = format!("/templates/{}", id(60));
    let siti = (SITI, Role::Employee);
    for (minutes, version) in [(15, None), (20, Some("\"1\""))] {
        let form = json!({"title": "Apel pagi", "minutes": minutes, "tags": ["apel"]});
        let sent = office
            .send((Method::PUT, &path), siti, version, &form)
            .await;
        assert!(sent.status.is_success(), "{:?}", sent.body);
    }
    let path = "/proposals/2026-11-23/confirmation";
    let form = json!({"entries": [{"template_id": id(60)}]});
    let day = office.send((Method::POST, path), siti, None, &form).await;
    let activities = day.body["activities"].as_array().unwrap();
    let review = |one: &Value| {
        json!({"id": one["id"], "version": one["version"],
                                      "outcome": "acknowledged"})
    };
    let form = json!({"reviews": activities.iter().map(review).collect::<Vec<_>>()});
    let budi = (BUDI, Role::Employee);
    let told = office
        .send((Method::POST, "/reviews"), budi, None, &form)
        .await;
    assert_eq!(told.body["n_done"], 2, "{:?}", told.body);
}

/// Who does what, and whether they saw what is there now.
fn acts() -> impl Strategy<Value = Vec<(Act, bool)>> {
    let act = proptest::sample::select(Act::ALL.to_vec());
    proptest::collection::vec((act, any::<bool>()), 1..12)
}

/// The sender of an act, and their request.
fn sent(act: Act, n: u8) -> (&'static str, Method, &'static str, Value) {
    let post = Method::POST;
    match act {
        Act::Pause => (SITI, post, "/pause", json!({})),
        Act::Resume => (SITI, post, "/resumption", json!({})),
        Act::Finish => (SITI, post, "/completion", json!({})),
        Act::Withdraw => (SITI, Method::DELETE, "", Value::Null),
        Act::Acknowledge => (BUDI, post, "/review", json!({"outcome": "acknowledged"})),
        Act::Return => {
            let form = json!({"outcome": "returned", "comment": format!("Catatan {n}")});
            (BUDI, post, "/review", form)
        }
        Act::Change => {
            let mut form = span("2026-11-24", "08:00", "09:30");
            form["title"] = json!(format!("Perubahan {n}"));
            (SITI, Method::PUT, "", form)
        }
    }
}

/// Does some acts, each with the version that is there or with the one before; gives those that
/// were done.
async fn act_out(acts: Vec<(Act, bool)>) -> (Vec<Act>, Vec<Entry>) {
    let office = Office::with_units().await;
    office.put(SITI, 1, None, &live()).await;
    let (mut done, mut version) = (Vec::new(), 1);
    for (n, (act, is_fresh)) in (0..).zip(acts) {
        office.pass(1);
        let (person, method, noun, form) = sent(act, n);
        let path = format!("/activities/{}{noun}", id(1));
        let etag = format!("\"{}\"", if is_fresh { version } else { version - 1 });
        let sender = (person, Role::Employee);
        let told = office
            .send((method, &path), sender, Some(&etag), &form)
            .await;
        assert!(told.status.as_u16() < 500, "{:?}", told.body);
        if told.status == StatusCode::OK {
            assert!(is_fresh, "a version that is gone was changed: {act:?}");
            version += 1;
            done.push(act);
        }
    }
    (done, entries(&office.db).await)
}

#[test]
fn whatever_two_people_do_ends_in_a_state_of_the_table_with_each_act_in_the_trail() {
    let config = Config {
        cases: 48,
        failure_persistence: None,
        ..Config::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let ran = runner.run(&acts(), |acts| {
        let (done, trail) = runtime.block_on(act_out(acts));
        let mut state = State::Running;
        assert_eq!(trail.len(), done.len() + 1);
        for (act, entry) in done.iter().zip(&trail[1..]) {
            let row = MOVES
                .iter()
                .find(|row| (row.0, row.1) == (state, *act))
                .unwrap();
            let actor = if row.2 == Who::Above { BUDI } else { SITI };
            assert_eq!(entry.actor, actor);
            assert_eq!(entry.new["state"], row.3.name());
            state = row.3;
        }
        Ok(())
    });
    ran.unwrap();
}
