//! Whom a part waits for.

use axum::http::StatusCode;
use serde_json::json;

use crate::lists::{give, office, titles};
use crate::office::{AGUS, BRANCH, BUDI, MADE, Office, RATNA, SITI, TEAM, relation, unit};

#[tokio::test]
async fn what_waits_moves_to_whose_act_is_next() {
    let office = office().await;
    let part = office.parts(2).await.remove(0);
    office.act(SITI, &part, 1, "accept").await;
    assert_eq!(
        titles(&office, SITI, "of=waiting").await,
        ["Tugas 3", "Tugas 1"]
    );
    office.act(SITI, &part, 2, "submit").await;
    assert_eq!(titles(&office, BUDI, "of=waiting").await, ["Tugas 2"]);
    assert_eq!(titles(&office, MADE, "of=waiting").await, [""; 0]);
    // Nobody leads the team any more: it waits for the head above.
    let mut ended = relation(0x210, "head", BUDI, TEAM);
    (ended["ends_on"], ended["version"]) = (json!("2026-11-24"), json!(2));
    office.outside.tell("relation", ended);
    office.tick().await;
    assert_eq!(titles(&office, MADE, "of=waiting").await, ["Tugas 2"]);
    assert_eq!(titles(&office, BUDI, "of=waiting").await, [""; 0]);
    office.act(MADE, &part, 3, "complete").await;
    assert_eq!(titles(&office, MADE, "of=waiting").await, [""; 0]);
    assert_eq!(titles(&office, SITI, "open=false").await, ["Tugas 2"]);
    assert_eq!(
        titles(&office, SITI, "of=mine").await,
        ["Tugas 3", "Tugas 1"]
    );
}

/// Whom a part waits for, of everybody.
async fn waiters(office: &Office, title: &str) -> Vec<&'static str> {
    let mut waiters = Vec::new();
    for (who, name) in [
        (SITI, "siti"),
        (BUDI, "budi"),
        (MADE, "made"),
        (RATNA, "ratna"),
        (AGUS, "agus"),
    ] {
        let waiting = titles(office, who, "of=waiting&state=submitted").await;
        let n = waiting.iter().filter(|one| *one == title).count();
        assert!(n <= 1, "{waiting:?}");
        let counts = office.get(who, "/counts").await;
        let mut counts = counts.body.as_array().unwrap().iter();
        let counted = counts
            .find(|one| (&one["list"], &one["state"]) == (&json!("waiting"), &json!("submitted")));
        assert_eq!(
            counted.map_or(0, |one| one["n"].as_u64().unwrap()),
            waiting.len() as u64
        );
        if n == 1 {
            waiters.push(name);
        }
    }
    waiters
}

#[tokio::test]
async fn what_a_leader_does_in_the_name_of_the_unit_waits_for_who_decides_above() {
    let office = Office::with_people().await;
    let late = "2026-11-24T16:00:00+07:00";
    give(&office, 1, &[SITI], Some(late), "normal").await;
    let part = office.parts(1).await.remove(0);
    office.act(SITI, &part, 1, "accept").await;
    office.act(SITI, &part, 2, "submit").await;
    assert_eq!(waiters(&office, "Tugas 1").await, ["budi"]);
    // Siti acts for Budi, who gave it and reviews it as long as he leads the unit.
    let acting = relation(0x220, "acting_head", SITI, TEAM);
    office.outside.tell("relation", acting);
    office.tick().await;
    assert_eq!(waiters(&office, "Tugas 1").await, ["budi", "made"]);
    // What another unit asks of her as its neighbour waits there, and not above her.
    office.give(5, RATNA, &[SITI]).await;
    let other = office.parts(5).await.remove(0);
    office.act(SITI, &other, 1, "accept").await;
    office.act(SITI, &other, 2, "submit").await;
    assert_eq!(waiters(&office, "Tugas 5").await, ["ratna"]);
    // Budi leads it no longer: Siti alone does.
    let mut ended = relation(0x210, "head", BUDI, TEAM);
    (ended["ends_on"], ended["version"]) = (json!("2026-11-24"), json!(2));
    office.outside.tell("relation", ended);
    office.tick().await;
    assert_eq!(waiters(&office, "Tugas 1").await, ["made"]);
    // Nobody leads the branch: it waits for nobody, until somebody does.
    let mut left = relation(0x212, "head", MADE, BRANCH);
    (left["ends_on"], left["version"]) = (json!("2026-11-24"), json!(2));
    office.outside.tell("relation", left);
    office.tick().await;
    assert_eq!(waiters(&office, "Tugas 1").await, [""; 0]);
    office
        .outside
        .tell("relation", relation(0x221, "head", RATNA, BRANCH));
    office.tick().await;
    assert_eq!(waiters(&office, "Tugas 1").await, ["ratna"]);
    let done = office.act(RATNA, &part, 3, "complete").await;
    assert_eq!(done.status, StatusCode::OK, "{:?}", done.body);
    assert_eq!(waiters(&office, "Tugas 1").await, [""; 0]);
}

#[tokio::test]
async fn what_somebody_does_for_those_above_them_waits_there_once() {
    let office = Office::with_people().await;
    // Made leads the branch and the team as well; Siti leads a unit between and does work of the
    // team: who decides for her is Made, by either way.
    let mut moved = unit(TEAM, Some(0x103));
    moved["version"] = json!(2);
    give(&office, 1, &[SITI], None, "normal").await;
    office.outside.tell("unit_state", unit(0x103, Some(BRANCH)));
    office.outside.tell("unit_state", moved);
    let mut ended = relation(0x210, "head", BUDI, TEAM);
    (ended["ends_on"], ended["version"]) = (json!("2026-11-24"), json!(2));
    office.outside.tell("relation", ended);
    office
        .outside
        .tell("relation", relation(0x222, "head", MADE, TEAM));
    office
        .outside
        .tell("relation", relation(0x223, "head", SITI, 0x103));
    office.tick().await;
    let part = office.parts(1).await.remove(0);
    office.act(SITI, &part, 1, "accept").await;
    office.act(SITI, &part, 2, "submit").await;
    assert_eq!(waiters(&office, "Tugas 1").await, ["made"]);
}
