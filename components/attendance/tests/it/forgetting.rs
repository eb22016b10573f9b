//! Whoever was erased in `people` is forgotten here, and what is proved of others stays proved.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use ngantor_tlog::checkpoint::{Checkpoint, Verifier};
use ngantor_tlog::merkle::Known;
use ngantor_tlog::receipt::{Receipt, hash};
use ngantor_tlog::store::Line;
use serde_json::{Value, json};

use crate::follow::{person, tell};
use crate::office::{BUDI, Office, SITI, id, punch};
use crate::requests::{KEEPER, ask, decide};

/// Words that only Siti wrote, or somebody of her.
const WORDS: [&str; 4] = ["Operasi", "RSUD", "Sudah diperiksa", "Rapat rahasia"];

fn leave() -> Value {
    json!({"kind": "leave", "reason": "Operasi jantung", "evidence": "Surat RSUD 7",
           "leave": {"type": "sick", "starts_on": "2026-11-26", "ends_on": "2026-11-27"}})
}

/// Siti and Budi punch, Siti is on sick leave, and all of it is sealed.
async fn office() -> Office {
    let office = Office::with_rules().await;
    tell(&office);
    let mut tap = punch("in");
    tap["note"] = json!("Rapat rahasia");
    office.put(SITI, &id(1), &tap).await;
    office.put(BUDI, &id(2), &punch("in")).await;
    let asked = ask(&office, 9, (SITI, Role::Employee), &leave()).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
    office.tick().await;
    let decided = decide(&office, 9, (BUDI, Role::Employee), "approved").await;
    assert_eq!(decided.status, StatusCode::OK, "{:?}", decided.body);
    office.tick().await;
    office
}

async fn erase(office: &Office, who: &str) -> Value {
    let mut row = person(who, "[erased]", 2);
    row["erased_at"] = json!(1);
    office.outside.tell("person", row);
    office.tick().await.body
}

async fn lines(office: &Office) -> Vec<Line> {
    let path = (Method::GET, "/log/entries?limit=100");
    let page = office
        .send(path, (BUDI, Role::Auditor), None, &Value::Null)
        .await;
    serde_json::from_value(page.body).unwrap()
}

async fn key(office: &Office) -> Verifier {
    let log = office.get(SITI, "/log").await.body;
    Verifier::parse(log["key"].as_str().unwrap()).unwrap()
}

async fn head(office: &Office) -> Checkpoint {
    let log = office.get(SITI, "/log").await.body;
    let key = key(office).await;
    key.open(log["checkpoint"].as_str().unwrap()).unwrap()
}

async fn receipt(office: &Office, who: &str, n: u32) -> (StatusCode, Value) {
    let path = format!("/punches/{}/receipt", id(n));
    let answer = office.get(who, &path).await;
    (answer.status, answer.body)
}

/// Everything that stands in a table, as text.
async fn all_of(office: &Office, table: &str) -> String {
    let statement = format!("SELECT * FROM {table} ORDER BY 1 LIMIT 1000");
    format!("{:?}", office.db.run(&statement, params![]).await.unwrap())
}

fn is_of(line: &Line, who: &str) -> bool {
    let new: Value = serde_json::from_str(&line.entry.as_ref().unwrap().new).unwrap();
    new["person_id"] == who
}

#[tokio::test]
async fn whoever_was_erased_is_forgotten_and_every_other_proof_stays() {
    let office = office().await;
    let (_, of_budi) = receipt(&office, BUDI, 2).await;
    assert_eq!(receipt(&office, SITI, 1).await.0, StatusCode::OK);
    let ticked = erase(&office, SITI).await;
    assert_eq!(ticked["n_people_forgotten"], 1);
    // The request changed by it, and that is sealed and forgotten with the next tick.
    office.tick().await;
    let lines = lines(&office).await;
    assert!(lines.iter().filter(|line| is_of(line, SITI)).count() >= 4);
    for line in &lines {
        assert_eq!(line.salt.is_none(), is_of(line, SITI), "{line:?}");
    }
    // The leaves are what they were, so the root is the one that is signed.
    let mut known = Known::new();
    for (n, line) in (0..).zip(&lines) {
        known.append(n, hash(&line.hash).unwrap()).unwrap();
    }
    let head = head(&office).await;
    assert_eq!(known.root(head.size), Ok(head.root));
    let (status, body) = receipt(&office, SITI, 1).await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::GONE, &json!("forgotten"))
    );
    let kept: Receipt = serde_json::from_value(of_budi).unwrap();
    assert!(kept.check(&key(&office).await).is_ok());
    let (status, body) = receipt(&office, BUDI, 2).await;
    assert_eq!(status, StatusCode::OK);
    let fresh: Receipt = serde_json::from_value(body).unwrap();
    assert_eq!(fresh.check(&key(&office).await), Ok(head));
}

#[tokio::test]
async fn what_they_wrote_and_what_was_written_of_them_is_nowhere_any_more() {
    let office = office().await;
    let request = all_of(&office, "request").await;
    assert!(request.contains("Operasi jantung") && request.contains("Sudah diperiksa"));
    assert!(all_of(&office, "punch").await.contains("Rapat rahasia"));
    erase(&office, SITI).await;
    for table in ["punch", "request", "evidence", "trace", "person", "journal"] {
        let all = all_of(&office, table).await;
        for word in WORDS {
            assert!(!all.contains(word), "{word} in {table}");
        }
    }
    // What was done stays, without a name: who decided it still finds it.
    let path = format!("/requests/{}", id(9));
    let seen = office
        .send((Method::GET, &path), KEEPER, None, &Value::Null)
        .await;
    assert_eq!(
        (&seen.body["state"], &seen.body["reason"]),
        (&json!("approved"), &json!(""))
    );
    let recap = office
        .send(
            (Method::GET, "/recaps/2026-11?of=all"),
            KEEPER,
            None,
            &Value::Null,
        )
        .await;
    let people = recap.body["people"].as_array().unwrap();
    let siti = people.iter().find(|one| one["person_id"] == SITI).unwrap();
    assert_eq!(siti["name"], Value::Null);
    assert_eq!(siti["totals"]["n_leave"], 2);
}

#[tokio::test]
async fn nobodys_reason_can_be_blanked_who_was_not_erased() {
    let office = office().await;
    let blank = "UPDATE request SET reason = '', evidence = NULL, version = version + 1";
    assert!(office.db.run(blank, params![]).await.is_err());
    erase(&office, BUDI).await;
    assert!(office.db.run(blank, params![]).await.is_err());
    let statement = "UPDATE request SET starts_on = '2026-11-25', version = version + 1";
    erase(&office, SITI).await;
    assert!(office.db.run(statement, params![]).await.is_err());
}

#[tokio::test]
async fn a_long_journal_is_forgotten_in_pieces_and_later_ones_join() {
    let office = office().await;
    let fill = "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n
            WHERE value < 4500)
        INSERT INTO journal (at, actor, type, subject, new)
        SELECT 1, 'x', 'attendance.filler.created', value, json_object('person_id', ?1) FROM n";
    office.db.run(fill, params![SITI]).await.unwrap();
    while office.tick().await.body["is_more"] == true {}
    let with_salt = "SELECT count(*) AS n FROM log_leaf JOIN journal USING (seq)
        WHERE salt IS NOT NULL AND json_extract(new, '$.person_id') = ?1 ORDER BY n LIMIT 1";
    let count = async |who: &str| {
        let rows = office.db.run(with_salt, params![who]).await.unwrap();
        rows[0].integer("n").unwrap()
    };
    assert!(count(SITI).await > 4_500);
    erase(&office, SITI).await;
    erase(&office, BUDI).await;
    while office.tick().await.body["is_more"] == true {}
    assert_eq!((count(SITI).await, count(BUDI).await), (0, 0));
    // What comes later is forgotten as well, and a tick without it does nothing.
    office.put(BUDI, &id(77), &punch("out")).await;
    office.tick().await;
    office.tick().await;
    assert_eq!(count(BUDI).await, 0);
    assert_eq!(office.tick().await.body["n_looked_to_forget"], 0);
}
