//! What this function knows of people, as it follows their feed.

use axum::http::{Method, StatusCode};
use ngantor_http::Ambient as _;
use ngantor_http::testing::{call, request};
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, id, person, tell};

#[test]
fn the_migration_is_that_of_every_follower() {
    let migrations = assignments::SCHEMA.migrations;
    let own = migrations
        .iter()
        .find(|migration| migration.name.ends_with("follow_people"));
    assert_eq!(own.unwrap().sql, ngantor_directory::TABLES);
}

#[tokio::test]
async fn without_people_work_goes_on_with_what_is_known() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI]).await;
    office.outside.go_away(true);
    let ticked = office.tick().await;
    assert_eq!(ticked.body["n_people_events"], Value::Null);
    let given = office.give(2, BUDI, &[SITI]).await;
    assert_eq!(given.status, StatusCode::CREATED, "{:?}", given.body);
    let part = office.parts(1).await.remove(0);
    let accepted = office.act(SITI, &part, 1, "accept").await;
    assert_eq!(accepted.status, StatusCode::OK);
}

#[tokio::test]
async fn whoever_gives_work_is_known_as_of_now_however_much_was_told_meanwhile() {
    let office = Office::open().await;
    for n in 0..1_200 {
        let someone = person(&id(0x10_000 + n), "Orang", "Asia/Jakarta");
        office.outside.tell("person", someone);
    }
    tell(&office.outside);
    let given = office.give(1, BUDI, &[SITI]).await;
    assert_eq!(given.status, StatusCode::CREATED, "{:?}", given.body);
}

#[tokio::test]
async fn the_feed_tells_of_the_text_the_whole_and_each_part() {
    use ngantor_core::token::{Bearer, Scope, mint};
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI]).await;
    let bearer = Bearer::Machine(Scope::Feed);
    let token = mint(&bearer, "assignments", &office.key, office.clock.now()).unwrap();
    let path = "/api/assignments/feed?after=0";
    let read = request(Method::GET, path, &token, &Value::Null);
    let batch = call(&office.router, read).await;
    let events = batch.body.as_array().unwrap().iter();
    let kinds: Vec<_> = events.map(|event| event["type"].clone()).collect();
    let expected = ["assignment", "whole", "part"]
        .map(|table| json!(format!("id.ngantor.assignments.{table}.created")));
    assert_eq!(kinds, expected);
}
