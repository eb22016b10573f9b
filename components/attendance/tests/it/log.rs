//! The log over the journal: what it proves, and each way to tamper with it.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use ngantor_http::testing::Answer;
use ngantor_tlog::checkpoint::{Checkpoint, Verifier};
use ngantor_tlog::merkle::{Hash, Known, is_consistent};
use ngantor_tlog::receipt::{Receipt, ReceiptFault, hash};
use ngantor_tlog::store::{self, Line};
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, id, punch};
use crate::requests::{ME, ask, missing, with_a_missing_out};

async fn office_with(n_punches: u32) -> Office {
    let office = Office::open().await;
    for n in 1..=n_punches {
        office
            .put(SITI, &id(n), &punch(if n % 2 == 1 { "in" } else { "out" }))
            .await;
        office.pass(30);
    }
    office.tick().await;
    office
}

async fn key(office: &Office) -> Verifier {
    let log = office.get(SITI, "/log").await;
    Verifier::parse(log.body["key"].as_str().unwrap()).unwrap()
}

async fn head(office: &Office) -> Checkpoint {
    let log = office.get(SITI, "/log").await;
    let note = log.body["checkpoint"].as_str().unwrap();
    key(office).await.open(note).unwrap()
}

async fn receipt(office: &Office, person: &str, n: u32) -> Answer {
    office
        .get(person, &format!("/punches/{}/receipt", id(n)))
        .await
}

async fn entries(office: &Office) -> Vec<Line> {
    let mut path = "/log/entries?limit=2".to_owned();
    let mut lines = Vec::new();
    loop {
        let to = (Method::GET, path.as_str());
        let page = office
            .send(to, (BUDI, Role::Auditor), None, &Value::Null)
            .await;
        let rows: Vec<Line> = serde_json::from_value(page.body).unwrap();
        lines.extend(rows);
        let link = page.headers.get("link").map(|link| link.to_str().unwrap());
        let Some(next) = link else { return lines };
        let next = next.split(['<', '>']).nth(1).unwrap();
        path = next.trim_start_matches("/api/attendance").to_owned();
    }
}

/// The root over the leaves as their entries make them.
fn recomputed(lines: &[Line]) -> Hash {
    let mut known = Known::new();
    for (n, line) in (0..).zip(lines) {
        let leaf = match (&line.entry, &line.salt) {
            (Some(entry), Some(salt)) => entry.leaf(&hash(salt).unwrap()),
            _ => hash(&line.hash).unwrap(),
        };
        known.append(n, leaf).unwrap();
    }
    known.root(lines.len() as u64).unwrap()
}

/// What somebody with the file in their hands can do.
async fn tamper(office: &Office, statement: &'static str) {
    for trigger in ["journal_never_changes", "journal_never_shrinks"] {
        let drop = format!("DROP TRIGGER IF EXISTS {trigger}");
        office.db.run(&drop, params![]).await.unwrap();
    }
    office.db.run(statement, params![]).await.unwrap();
}

#[tokio::test]
async fn a_receipt_is_of_the_punch_and_of_nothing_else_with_its_id() {
    let office = with_a_missing_out().await;
    // Clients choose ids: a request has the one that a punch gets later.
    let asked = ask(&office, 9, ME, &missing("out", "2026-11-24T16:00:00+07:00")).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
    let own = office.put(BUDI, &id(9), &punch("in")).await;
    assert_eq!(own.status, StatusCode::CREATED, "{:?}", own.body);
    office.tick().await;
    let receipt = receipt(&office, BUDI, 9).await.body;
    assert_eq!(receipt["entry"]["type"], "attendance.punch.created");
    assert!(!receipt.to_string().contains("Ponsel mati"), "{receipt}");
}

#[tokio::test]
async fn a_receipt_proves_a_punch_by_the_logs_key() {
    let office = office_with(5).await;
    let answer = receipt(&office, SITI, 3).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let kept = serde_json::to_vec(&answer.body).unwrap();
    let receipt = Receipt::parse(&kept).unwrap();
    let key = key(&office).await;
    let head = receipt.check(&key).unwrap();
    assert_eq!(head, self::head(&office).await);
    assert_eq!(receipt.entry.subject, id(3));
    // Each part of it is held.
    let forged = |change: fn(&mut Receipt)| {
        let mut forged = receipt.clone();
        change(&mut forged);
        forged.check(&key).unwrap_err()
    };
    for change in [
        |one: &mut Receipt| one.entry.at -= 3_600_000,
        |one: &mut Receipt| one.entry.new = one.entry.new.replace("\"in\"", "\"out\""),
        |one: &mut Receipt| one.entry.actor = BUDI.to_owned(),
        |one: &mut Receipt| one.entry.seq += 1,
        |one: &mut Receipt| one.leaf_index -= 1,
        |one: &mut Receipt| one.salt = "A".repeat(43) + "=",
        |one: &mut Receipt| drop(one.proof.pop()),
    ] {
        assert_eq!(forged(change), ReceiptFault::NotIncluded);
    }
    // By the key that comes with it alone nothing is proved: a forger brings their own.
    assert_eq!(receipt.key, key.to_string());
}

#[tokio::test]
async fn a_receipt_is_ones_own_and_is_there_after_the_next_tick() {
    let office = office_with(1).await;
    for (who, n) in [(BUDI, 1), (SITI, 9)] {
        assert_eq!(receipt(&office, who, n).await.status, StatusCode::NOT_FOUND);
    }
    office.put(SITI, &id(2), &punch("out")).await;
    let early = receipt(&office, SITI, 2).await;
    assert_eq!(early.body["code"], "not_sealed_yet");
    assert_eq!(early.headers["retry-after"], "5");
    office.tick().await;
    assert_eq!(receipt(&office, SITI, 2).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_log_only_grows_and_ticking_again_seals_nothing_twice() {
    let office = office_with(3).await;
    let old = head(&office).await;
    assert_eq!(office.tick().await.body["n_sealed"], 0);
    assert_eq!(head(&office).await, old);
    for n in 4..=9 {
        office
            .put(SITI, &id(n), &punch(if n % 2 == 1 { "in" } else { "out" }))
            .await;
        office.pass(30);
    }
    office.tick().await;
    let new = head(&office).await;
    assert_eq!((old.size, new.size), (3, 9));
    let path = "/log/consistency?old_size=3&new_size=9";
    let proof = office.get(SITI, path).await;
    let proof: Vec<_> = proof.body["proof"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| hash(step.as_str().unwrap()).unwrap())
        .collect();
    assert!(is_consistent((3, &old.root), (9, &new.root), &proof));
    assert!(!is_consistent((3, &new.root), (9, &new.root), &proof));
    for sizes in [
        "old_size=0&new_size=9",
        "old_size=9&new_size=3",
        "old_size=3&new_size=10",
    ] {
        let answer = office.get(SITI, &format!("/log/consistency?{sizes}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{sizes}");
    }
}

#[tokio::test]
async fn auditors_read_the_whole_log_and_recompute_its_root() {
    let office = office_with(7).await;
    let lines = entries(&office).await;
    assert_eq!(lines.len(), 7);
    assert_eq!(recomputed(&lines), head(&office).await.root);
    for role in [Role::Employee, Role::Personnel, Role::Planner] {
        let to = (Method::GET, "/log/entries");
        let answer = office.send(to, (BUDI, role), None, &Value::Null).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role:?}");
    }
}

#[tokio::test]
async fn an_edited_entry_is_found() {
    let office = office_with(5).await;
    let edit = "UPDATE journal SET new = replace(new, '\"in\"', '\"out\"') WHERE seq = 3";
    tamper(&office, edit).await;
    assert_ne!(
        recomputed(&entries(&office).await),
        head(&office).await.root
    );
    let kept = receipt(&office, SITI, 3).await;
    let kept: Receipt = serde_json::from_value(kept.body).unwrap();
    let fault = kept.check(&key(&office).await).unwrap_err();
    assert_eq!(fault, ReceiptFault::NotIncluded);
}

#[tokio::test]
async fn an_entry_deleted_in_the_middle_is_found() {
    let office = office_with(5).await;
    tamper(&office, "DELETE FROM journal WHERE seq = 3").await;
    // Its leaf is there, and says that something is missing.
    let lines = entries(&office).await;
    assert_eq!(lines.iter().filter(|line| line.entry.is_none()).count(), 1);
    tamper(&office, "DELETE FROM log_leaf WHERE seq = 3").await;
    let lines = entries(&office).await;
    assert_eq!(lines.len(), 4);
    assert_ne!(recomputed(&lines), head(&office).await.root);
}

#[tokio::test]
async fn a_tail_that_was_cut_off_is_found_by_whoever_kept_a_head_or_a_receipt() {
    let office = office_with(5).await;
    let old = head(&office).await;
    let kept: Receipt = serde_json::from_value(receipt(&office, SITI, 5).await.body).unwrap();
    // The last two punches never were; all that is made of the journal is made anew.
    tamper(&office, "DELETE FROM journal WHERE seq > 3").await;
    // While the log remembers them, the regular work tells, and seals nothing.
    office.tick().await;
    assert_eq!(head(&office).await, old);
    for statement in [
        "DELETE FROM log_leaf",
        "DELETE FROM log_hash",
        "UPDATE log_head SET seq = 0, size = 0, note = ''",
    ] {
        tamper(&office, statement).await;
    }
    office.tick().await;
    let new = head(&office).await;
    assert!(new.size < old.size, "{new:?}");
    let proof = office
        .get(
            SITI,
            &format!(
                "/log/consistency?old_size={}&new_size={}",
                old.size, new.size
            ),
        )
        .await;
    assert_eq!(proof.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The receipt still proves what was there.
    assert_eq!(kept.check(&key(&office).await), Ok(old));
}

#[tokio::test]
async fn a_fork_is_found_by_two_heads() {
    // The same key signs two stories, one for Siti and one for everybody else.
    let office = office_with(4).await;
    let other = Office::open().await;
    for n in 1..=4 {
        other.put(SITI, &id(n), &punch("in")).await;
        other.pass(30);
    }
    other.tick().await;
    let (one, two) = (head(&office).await, head(&other).await);
    assert_eq!((one.size, &one.origin), (two.size, &two.origin));
    assert_ne!(one.root, two.root);
    assert!(!is_consistent((4, &one.root), (4, &two.root), &[]));
    office.put(SITI, &id(5), &punch("in")).await;
    office.tick().await;
    let longer = head(&office).await;
    let path = format!("/log/consistency?old_size=4&new_size={}", longer.size);
    let proof = office.get(SITI, &path).await;
    let proof: Vec<_> = proof.body["proof"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| hash(step.as_str().unwrap()).unwrap())
        .collect();
    assert!(is_consistent(
        (4, &one.root),
        (longer.size, &longer.root),
        &proof
    ));
    assert!(!is_consistent(
        (4, &two.root),
        (longer.size, &longer.root),
        &proof
    ));
}

#[tokio::test]
async fn what_is_forgotten_is_proved_no_more_and_everything_else_still_is() {
    let office = office_with(5).await;
    let before = head(&office).await;
    let kept = receipt(&office, SITI, 2).await;
    let forgotten = entries(&office).await[2].clone();
    store::forget(&*office.db, &[3]).await.unwrap();
    assert_eq!(
        receipt(&office, SITI, 3).await.body["code"],
        "not_sealed_yet"
    );
    let lines = entries(&office).await;
    assert_eq!(lines[2].salt, None);
    // The leaf says nothing of what stood there: without the salt any entry is as likely.
    assert_eq!(lines[2].hash, forgotten.hash);
    assert_eq!(recomputed(&lines), before.root);
    let kept: Receipt = serde_json::from_value(kept.body).unwrap();
    assert_eq!(kept.check(&key(&office).await), Ok(before));
    assert_eq!(receipt(&office, SITI, 4).await.status, StatusCode::OK);
}

#[test]
fn the_migration_is_that_of_every_sealer() {
    let migrations = attendance::SCHEMA.migrations;
    let own = migrations
        .iter()
        .find(|migration| migration.name.ends_with("seal_journal"));
    assert_eq!(own.unwrap().sql, store::TABLES);
}

#[tokio::test]
async fn an_office_without_a_punch_has_a_log_without_a_head() {
    let office = Office::open().await;
    let log = office.get(SITI, "/log").await;
    assert_eq!(log.body["size"], 0);
    assert_eq!(log.body["signed_at"], json!(null));
    let note = office.get(SITI, "/log/checkpoint").await;
    assert_eq!(note.status, StatusCode::NOT_FOUND);
}
