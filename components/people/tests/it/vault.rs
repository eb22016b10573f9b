//! What the journal keeps of people: encrypted, given to machines in clear, gone with the key.

use axum::http::Method;
use ngantor_core::token::{Bearer, Scope, mint};
use ngantor_db::params;
use ngantor_http::Ambient as _;
use serde_json::{Value, json};

use crate::office::{Office, id};

pub async fn feed_of_siti(office: &Office) -> Vec<Value> {
    let key = office.master.token_key("people");
    let machine = Bearer::Machine(Scope::Feed);
    let token = mint(&machine, "people", &key, office.clock.now()).unwrap();
    let events = office.get("/feed?limit=500", &token).await.body;
    let events = events.as_array().unwrap().iter();
    events
        .filter(|event| event["subject"] == id(0x2000))
        .cloned()
        .collect()
}

#[tokio::test]
async fn machines_follow_in_clear_what_the_journal_keeps_encrypted() {
    let office = Office::open().await;
    let token = office.personnel().await;
    office.employ(&token, 0x2000, "Siti Rahmawati").await;
    let path = format!("/people/{}", id(0x2000));
    let tag = [("if-match", "\"1\"")];
    let change = json!({"name": "Siti Aminah", "email": "siti@contoh.go.id"});
    office
        .send(Method::PATCH, &path, &token, &change, &tag)
        .await;
    let events = feed_of_siti(&office).await;
    assert_eq!(events[0]["data"]["new"]["name"], "Siti Rahmawati");
    assert_eq!(events[1]["data"]["old"]["name"], "Siti Rahmawati");
    assert_eq!(events[1]["data"]["new"]["name"], "Siti Aminah");
    assert_eq!(events[1]["data"]["new"]["email"], "siti@contoh.go.id");
    let shown = format!("{events:?}");
    for hidden in ["argon2", "wrapped_key", "sealed", "folded", "password"] {
        assert!(!shown.contains(hidden), "{hidden}: {shown}");
    }
    let kept = format!("{:?}", office.journal().await);
    assert!(
        !kept.contains("Rahmawati") && !kept.contains("contoh"),
        "{kept}"
    );
}

#[tokio::test]
async fn without_the_key_nobody_reads_what_the_journal_holds_and_it_stays() {
    let office = Office::open().await;
    let token = office.personnel().await;
    office.employ(&token, 0x2000, "Siti Rahmawati").await;
    let before = office.journal().await;
    let erase = "UPDATE person SET wrapped_key = NULL, version = version + 1 WHERE id = ?1";
    office.db.run(erase, params![id(0x2000)]).await.unwrap();
    let events = feed_of_siti(&office).await;
    assert_eq!(events[0]["data"]["new"]["name"], "[redacted]");
    assert!(events[0]["data"]["new"]["sealed"].is_string());
    assert_eq!(office.journal().await[..before.len()], before);
}
