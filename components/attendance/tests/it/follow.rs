//! What this function knows of people, as it follows their feed.

use axum::http::StatusCode;
use ngantor_core::id::PersonId;
use ngantor_core::time::Day;
use ngantor_directory::decider::decide;
use ngantor_directory::tree;
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, id, punch};
use crate::week::date;

pub const MADE: &str = "0193a5b0-7c1e-7000-8000-000000000003";
pub const TEAM: u32 = 0x100;
pub const BRANCH: u32 = 0x101;

pub fn person(id: &str, name: &str, version: i64) -> Value {
    json!({"id": id, "name": name, "username": "x", "zone": "Asia/Jakarta", "ends_on": null,
        "erased_at": null, "version": version})
}

pub fn unit(n: u32, parent: Option<u32>) -> Value {
    json!({"id": id(n + 0x1000), "unit_id": id(n), "starts_on": "2026-01-01", "kind": "unit",
        "name": format!("Unit {n}"), "parent_id": parent.map(id), "office_id": null,
        "closed": 0, "withdrawn_at": null, "version": 1})
}

pub fn office_row(n: u32, region: Option<&str>) -> Value {
    json!({"id": id(n), "name": "Kantor", "address": "X", "zone": "Asia/Makassar",
        "latitude": null, "longitude": null, "region": region, "version": 1})
}

pub fn relation(n: u32, kind: &str, person: &str, unit: u32) -> Value {
    json!({"id": id(n), "kind": kind, "person_id": person, "unit_id": id(unit),
        "appraised_id": null, "office_id": null, "style": null, "starts_on": "2026-01-01",
        "ends_on": null, "withdrawn_at": null, "version": 1})
}

/// Siti works in the team that Budi heads; Made heads the branch above it.
pub fn tell(office: &Office) {
    let people = &office.outside;
    for (n, who) in [SITI, BUDI, MADE].into_iter().enumerate() {
        people.tell("person", person(who, &format!("Orang {n}"), 1));
    }
    people.tell("unit_state", unit(BRANCH, None));
    people.tell("unit_state", unit(TEAM, Some(BRANCH)));
    people.tell("session", json!({"id": "s"}));
    people.tell("relation", relation(0x200, "member", SITI, TEAM));
    people.tell("relation", relation(0x201, "head", BUDI, TEAM));
    people.tell("relation", relation(0x202, "head", MADE, BRANCH));
}

fn who(id: &str) -> PersonId {
    id.parse().unwrap()
}

async fn decider(office: &Office, person: &str, day: &str) -> Option<String> {
    let levels = tree::levels_above(&*office.db, who(person), Day(date(day)))
        .await
        .unwrap();
    let decision = decide(who(person), levels);
    decision
        .decider
        .map(|decider| decider.person_id.to_string())
}

#[tokio::test]
async fn a_tick_follows_people_and_then_knows_who_decides() {
    let office = Office::open().await;
    tell(&office);
    let ticked = office.tick().await;
    assert_eq!(ticked.body["n_people_events"], 9, "{}", ticked.body);
    let today = "2026-11-25";
    assert_eq!(decider(&office, SITI, today).await.as_deref(), Some(BUDI));
    assert_eq!(decider(&office, BUDI, today).await, None);
    assert_eq!(decider(&office, SITI, "2025-12-31").await, None);
    // Budi's post ends; the branch's head decides from the day after on.
    let mut ended = relation(0x201, "head", BUDI, TEAM);
    (ended["ends_on"], ended["version"]) = (json!("2026-11-24"), json!(2));
    office.outside.tell("relation", ended);
    let ticked = office.tick().await;
    assert_eq!(ticked.body["n_people_events"], 1);
    assert_eq!(decider(&office, SITI, today).await.as_deref(), Some(MADE));
    assert_eq!(
        decider(&office, SITI, "2026-11-24").await.as_deref(),
        Some(BUDI)
    );
    assert_eq!(office.tick().await.body["n_people_events"], 0);
}

#[tokio::test]
async fn without_people_the_regular_work_goes_on_with_what_is_known() {
    let office = Office::open().await;
    office.outside.go_away(true);
    let ticked = office.tick().await;
    assert_eq!(ticked.body["n_people_events"], Value::Null);
    office.outside.go_away(false);
    tell(&office);
    assert_eq!(office.tick().await.body["n_people_events"], 9);
}

#[tokio::test]
async fn a_long_feed_is_taken_over_in_pieces_and_the_tick_says_that_there_is_more() {
    let office = Office::open().await;
    for n in 0..1_030 {
        office.outside.tell("person", person(&id(n), "Orang", 1));
    }
    let first = office.tick().await;
    assert_eq!(first.body["n_people_events"], 1_000);
    assert_eq!(first.body["is_more"], true);
    let second = office.tick().await;
    assert_eq!(second.body["n_people_events"], 30);
    assert_eq!(second.body["is_more"], false);
}

#[tokio::test]
async fn rows_too_long_for_one_answer_are_taken_over_a_few_at_a_time() {
    let office = Office::open().await;
    // Thirty of them are more than what is read of an answer; twelve are not.
    let name = "n".repeat(10_000);
    for n in 0..60 {
        office.outside.tell("person", person(&id(n), &name, 1));
    }
    let ticked = office.tick().await;
    assert_eq!(ticked.body["n_people_events"], 60, "{}", ticked.body);
    assert_eq!(ticked.body["is_more"], false);
    // One alone that is too long is nobody's who can be followed; the rest of the tick is done.
    let huge = "n".repeat(300_000);
    office.outside.tell("person", person(&id(99), &huge, 1));
    let ticked = office.tick().await;
    assert_eq!(ticked.status, StatusCode::OK);
    assert_eq!(ticked.body["n_people_events"], Value::Null);
}

#[tokio::test]
async fn a_row_that_is_older_changes_nothing_and_whoever_is_erased_has_no_name() {
    let office = Office::open().await;
    office.outside.tell("person", person(SITI, "Siti", 3));
    office
        .outside
        .tell("person", person(SITI, "Siti yang lama", 2));
    office.tick().await;
    let known = async || tree::person(&*office.db, who(SITI)).await.unwrap().unwrap();
    assert_eq!(known().await.name, "Siti");
    let mut erased = person(SITI, "[redacted]", 4);
    erased["erased_at"] = json!(1);
    office.outside.tell("person", erased);
    office.tick().await;
    assert_eq!(known().await.name, "");
}

#[tokio::test]
async fn somebody_who_moves_belongs_to_each_unit_for_its_days() {
    let office = Office::open().await;
    tell(&office);
    let mut moved = relation(0x200, "member", SITI, TEAM);
    (moved["ends_on"], moved["version"]) = (json!("2026-11-10"), json!(2));
    office.outside.tell("relation", moved);
    let mut next = relation(0x203, "member", SITI, BRANCH);
    next["starts_on"] = json!("2026-11-11");
    office.outside.tell("relation", next);
    office.tick().await;
    let days = (Day(date("2026-11-01")), Day(date("2026-11-30")));
    let places = tree::places(&*office.db, who(SITI), days).await.unwrap();
    let told: Vec<_> = places
        .iter()
        .map(|place| {
            let days = format!("{}..{}", place.from, place.before);
            (place.level, place.unit_id.to_string(), days)
        })
        .collect();
    assert_eq!(
        told,
        [
            (0, id(TEAM), "2026-11-01..2026-11-11".to_owned()),
            (0, id(BRANCH), "2026-11-11..2026-12-01".to_owned()),
            (1, id(BRANCH), "2026-11-01..2026-11-11".to_owned()),
        ]
    );
    let on = |day: &str| Day(date(day));
    let team = id(TEAM).parse().unwrap();
    let branch = id(BRANCH).parse().unwrap();
    for (unit, is_deep, day, n) in [
        (team, false, "2026-11-10", 1),
        (team, false, "2026-11-11", 0),
        (branch, false, "2026-11-10", 0),
        (branch, true, "2026-11-10", 1),
        (branch, true, "2026-11-11", 1),
    ] {
        let found = tree::members(&*office.db, (unit, is_deep), on(day), None, 10)
            .await
            .unwrap();
        assert_eq!(found.len(), n, "{unit} {is_deep} {day}");
    }
    for (person, unit, leads) in [
        (BUDI, team, true),
        (BUDI, branch, false),
        (MADE, team, true),
        (SITI, team, false),
    ] {
        let found = tree::leads_unit(&*office.db, who(person), unit, on("2026-11-25"))
            .await
            .unwrap();
        assert_eq!(found, leads, "{person} {unit}");
    }
}

#[tokio::test]
async fn a_row_that_cannot_be_kept_keeps_no_other_work_from_being_done() {
    let office = Office::open().await;
    let mut late = punch("in");
    late["claimed_at"] = json!("2026-11-24T07:30:00+07:00");
    office.put(SITI, &id(1), &late).await;
    let mut broken = person(SITI, "Siti", 1);
    broken["zone"] = json!(null);
    office.outside.tell("person", broken);
    let ticked = office.try_tick().await;
    assert_eq!(ticked.status, 500, "{:?}", ticked.body);
    let log = office.get(SITI, "/log").await;
    assert_eq!(
        log.body["size"], 2,
        "the punch, and that its claim came late: {}",
        log.body
    );
    let found = office.get(SITI, "/evidence").await;
    assert_eq!(found.body[0]["reason"], "late_claim");
}

#[test]
fn the_migration_is_that_of_every_follower() {
    let migrations = attendance::SCHEMA.migrations;
    let own = migrations
        .iter()
        .find(|migration| migration.name.ends_with("follow_people"));
    assert_eq!(own.unwrap().sql, ngantor_directory::TABLES);
}
