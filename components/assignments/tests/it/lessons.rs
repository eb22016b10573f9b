//! What the audit of another office's system found wrong there: each of it cannot be here. That no
//! parent is done over a child in revision is in `chain`, that writes are whole in `closing`.

use assignments::domain::State;
use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use serde_json::{Value, json};

use crate::office::{AGUS, BUDI, MADE, Office, RATNA, SITI, YOHANA, id};

fn path(n: u32, rest: &str) -> String {
    format!("/assignments/{}{rest}", id(n))
}

/// There, whoever was a programmer reported on work that was assigned to others.
#[tokio::test]
async fn nobody_reports_on_work_that_is_not_theirs() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI]).await;
    let part = office.parts(1).await.remove(0);
    let file = json!({"title": "Draf", "upload_id": "u-1", "upload_version": 1});
    for (n, (who, status)) in (0x40..).zip([
        (AGUS, StatusCode::NOT_FOUND),
        (YOHANA, StatusCode::NOT_FOUND),
        (RATNA, StatusCode::NOT_FOUND),
        (BUDI, StatusCode::FORBIDDEN),
        (MADE, StatusCode::FORBIDDEN),
    ]) {
        let there = path(1, &format!("/deliverables/{}", id(n)));
        let delivered = office.put(who, &there, &file).await;
        assert_eq!(delivered.status, status, "{who}: {:?}", delivered.body);
        for act in ["accept", "start", "submit"] {
            let done = office.act(who, &part, 1, act).await;
            assert_eq!(done.status, status, "{who} {act}: {:?}", done.body);
        }
    }
    let trail = office.get(SITI, &path(1, "/trail")).await;
    let acts = trail.body.to_string();
    assert!(!acts.contains("addition") && !acts.contains("part.changed"));
}

/// There, whoever did the work reached the route by which it is verified.
#[tokio::test]
async fn nobody_reaches_the_review_of_their_own_work_or_of_a_colleagues() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI, AGUS]).await;
    let part = office.parts(1).await.remove(0);
    for (version, act) in (1..).zip(["accept", "submit"]) {
        office.act(SITI, &part, version, act).await;
    }
    for (who, status) in [
        (SITI, StatusCode::FORBIDDEN),
        (AGUS, StatusCode::FORBIDDEN),
        (RATNA, StatusCode::NOT_FOUND),
    ] {
        for act in ["complete", "return", "cancel"] {
            let done = office.act(who, &part, 3, act).await;
            assert_eq!(done.status, status, "{who} {act}: {:?}", done.body);
        }
    }
    let done = office.act(BUDI, &part, 3, "complete").await;
    assert_eq!(done.body["state"], "completed", "{:?}", done.body);
}

/// There were five vocabularies of states; here the code, both tables and the API have one.
#[tokio::test]
async fn there_is_one_vocabulary_of_states() {
    let office = Office::open().await;
    let words: Vec<_> = State::ALL.iter().map(|state| state.name()).collect();
    for table in ["part", "whole"] {
        let statement = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1
            ORDER BY name LIMIT 1";
        let rows = office.db.run(statement, params![table]).await.unwrap();
        let sql = rows[0].text("sql").unwrap();
        let (_, list) = sql.split_once("CHECK (state IN (").unwrap();
        let (list, _) = list.split_once("))").unwrap();
        let allowed: Vec<_> = list
            .split(',')
            .map(|word| word.trim().trim_matches('\''))
            .collect();
        assert_eq!(allowed, words, "{table}");
    }
    let document: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    assert_eq!(schemas["State"]["enum"], json!(words));
    for (name, schema) in schemas {
        for field in ["state", "whole_state"] {
            let of = &schema["properties"][field];
            let is_one = of.is_null() || of.to_string().contains("#/components/schemas/State");
            assert!(is_one, "{name}.{field}: {of}");
        }
    }
}

/// There, what was deleted took its trail along.
#[tokio::test]
async fn what_is_taken_away_keeps_its_trail() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI]).await;
    let said = path(1, &format!("/comments/{}", id(0x40)));
    office.put(SITI, &said, &json!({"text": "Siap."})).await;
    let who = (SITI, Role::Employee);
    let removed = office.send_as((Method::DELETE, &said), who, Some(1), &Value::Null);
    assert_eq!(removed.await.status, StatusCode::NO_CONTENT);
    let part = office.parts(1).await.remove(0);
    office.act(BUDI, &part, 1, "cancel").await;
    let trail = office.get(BUDI, &path(1, "/trail?limit=200")).await.body;
    let kinds = trail.as_array().unwrap().iter();
    let kinds: Vec<_> = kinds.map(|one| one["type"].as_str().unwrap()).collect();
    for kind in [
        "addition.created",
        "addition.changed",
        "part.changed",
        "assignment.created",
    ] {
        assert!(
            kinds.contains(&&*format!("assignments.{kind}")),
            "{kind}: {kinds:?}"
        );
    }
    assert!(trail.to_string().contains("Siap."));
    for table in ["assignment", "part", "addition", "whole"] {
        let gone = office
            .db
            .run(&format!("DELETE FROM {table}"), params![])
            .await;
        assert!(gone.is_err(), "{table}");
    }
}
