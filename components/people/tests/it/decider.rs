//! Who decides for whom on which day, through the API; the rules have their own table in
//! `src/domain/decider.rs`.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::office::{Office, id};

const MINISTRY: u32 = 1;
const DEPUTY: u32 = 2;
const DIRECTORATE: u32 = 3;
const MINISTER: u32 = 0x2000;
const DEPUTY_HEAD: u32 = 0x2001;
const DIRECTOR: u32 = 0x2002;
const SITI: u32 = 0x2003;
const BUDI: u32 = 0x2004;

async fn relate(office: &Office, token: &str, n: u32, kind: &str, person: u32, form: Value) {
    let mut form = form;
    form["kind"] = json!(kind);
    form["person_id"] = json!(id(person));
    if form.get("starts_on").is_none() {
        form["starts_on"] = json!("2020-01-01");
    }
    let made = office.relate(token, n, form).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
}

/// A ministry, a deputy's office and a directorate; Siti works in the last, Budi nowhere.
async fn ministry(office: &Office) -> String {
    let token = office.personnel().await;
    for (n, parent) in [
        (MINISTRY, None),
        (DEPUTY, Some(MINISTRY)),
        (DIRECTORATE, Some(DEPUTY)),
    ] {
        let form = json!({"name": format!("Unit {n}"), "parent_id": parent.map(id),
                          "starts_on": "2020-01-01"});
        assert_eq!(
            office.state(&token, (n, 0), form).await.status,
            StatusCode::CREATED
        );
    }
    for (n, name) in [
        (MINISTER, "Menteri"),
        (DEPUTY_HEAD, "Deputi"),
        (DIRECTOR, "Direktur"),
        (SITI, "Siti"),
        (BUDI, "Budi"),
    ] {
        office.employ(&token, n, name).await;
    }
    for (n, kind, person, unit) in [
        (1, "head", MINISTER, MINISTRY),
        (2, "head", DEPUTY_HEAD, DEPUTY),
        (3, "head", DIRECTOR, DIRECTORATE),
        (4, "member", MINISTER, MINISTRY),
        (5, "member", DEPUTY_HEAD, DEPUTY),
        (6, "member", DIRECTOR, DIRECTORATE),
        (7, "member", SITI, DIRECTORATE),
    ] {
        relate(
            office,
            &token,
            n,
            kind,
            person,
            json!({"unit_id": id(unit)}),
        )
        .await;
    }
    token
}

async fn decider(office: &Office, token: &str, person: u32, day: &str) -> (Value, Vec<String>) {
    let path = format!("/people/{}/decider?on={day}", id(person));
    let answer = office.get(&path, token).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let steps = answer.body["steps"].as_array().unwrap();
    let found = steps
        .iter()
        .map(|step| step["found"].as_str().unwrap().to_owned());
    (
        answer.body["decider"]["card"]["name"].clone(),
        found.collect(),
    )
}

#[tokio::test]
async fn the_head_of_the_unit_decides_and_for_heads_the_one_above() {
    let office = Office::open().await;
    let token = ministry(&office).await;
    for (person, name, steps) in [
        (SITI, json!("Direktur"), &["head"][..]),
        (DIRECTOR, json!("Deputi"), &["own", "head"]),
        (DEPUTY_HEAD, json!("Menteri"), &["own", "head"]),
        (MINISTER, Value::Null, &["own"]),
        (BUDI, Value::Null, &[]),
    ] {
        let (found, way) = decider(&office, &token, person, "2026-11-25").await;
        assert_eq!(
            (found, way.as_slice()),
            (
                name,
                &steps.iter().map(|&s| s.to_owned()).collect::<Vec<_>>()[..]
            )
        );
    }
}

#[tokio::test]
async fn who_acts_for_the_head_decides_on_the_days_of_the_decree_only() {
    let office = Office::open().await;
    let token = ministry(&office).await;
    let days = json!({"unit_id": id(DIRECTORATE), "style": "plh", "starts_on": "2026-11-24",
                      "ends_on": "2026-11-26", "basis": "SPRIN-12/2026"});
    relate(&office, &token, 10, "acting_head", BUDI, days).await;
    for (day, name) in [
        ("2026-11-23", "Direktur"),
        ("2026-11-24", "Budi"),
        ("2026-11-26", "Budi"),
        ("2026-11-27", "Direktur"),
    ] {
        assert_eq!(decider(&office, &token, SITI, day).await.0, name, "{day}");
    }
    // The head is away; nobody acting decides for the head.
    assert_eq!(
        decider(&office, &token, DIRECTOR, "2026-11-25").await.0,
        "Deputi"
    );
    let path = format!("/people/{}/decider", id(SITI));
    let answer = office.get(&path, &token).await.body;
    assert_eq!(answer["on"], "2026-11-25");
    assert_eq!(answer["decider"]["style"], "plh");
    assert_eq!(
        answer["steps"][0]["text"],
        "Pelaksana kepala Unit 3 memutuskan."
    );
}

#[tokio::test]
async fn a_vacant_post_and_a_move_are_seen_on_their_days() {
    let office = Office::open().await;
    let token = ministry(&office).await;
    let path = format!("/relations/{}", id(0x20003));
    let mut head = office.get(&path, &token).await.body;
    head.as_object_mut().unwrap().remove("id");
    head["ends_on"] = json!("2026-05-31");
    assert_eq!(
        office.put(&path, &token, &head, "\"1\"").await.status,
        StatusCode::OK
    );
    let (name, steps) = decider(&office, &token, SITI, "2026-06-01").await;
    assert_eq!(
        (name, steps),
        (
            json!("Deputi"),
            vec!["vacant".to_owned(), "head".to_owned()]
        )
    );
    let moved = json!({"name": "Unit 3", "parent_id": id(MINISTRY), "starts_on": "2026-08-01"});
    assert_eq!(
        office.state(&token, (DIRECTORATE, 1), moved).await.status,
        StatusCode::CREATED
    );
    assert_eq!(
        decider(&office, &token, SITI, "2026-07-31").await.0,
        "Deputi"
    );
    assert_eq!(
        decider(&office, &token, SITI, "2026-08-01").await.0,
        "Menteri"
    );
}

#[tokio::test]
async fn heads_see_the_records_of_their_people_while_they_are_heads() {
    let office = Office::open().await;
    let token = ministry(&office).await;
    let days = json!({"unit_id": id(DIRECTORATE), "style": "plt", "starts_on": "2026-11-24",
                      "ends_on": "2026-11-25"});
    relate(&office, &token, 10, "acting_head", BUDI, days).await;
    let sees = async |viewer: u32, person: u32| {
        let token = office.token(&id(viewer), &[Role::Employee]).await;
        let path = format!("/people/{}", id(person));
        let seen = office.get(&path, &token).await.status;
        let tag = [("if-match", "\"1\"")];
        let change = json!({"name": "Lain"});
        let method = Method::PATCH;
        let changed = office
            .send(method, &path, &token, &change, &tag)
            .await
            .status;
        (seen.as_u16(), changed.as_u16())
    };
    for (viewer, person, expected) in [
        (DIRECTOR, SITI, (200, 403)),
        (DEPUTY_HEAD, SITI, (200, 403)),
        (MINISTER, SITI, (200, 403)),
        (BUDI, SITI, (200, 403)),
        (DIRECTOR, DEPUTY_HEAD, (404, 404)),
        (SITI, DIRECTOR, (404, 404)),
        (SITI, BUDI, (404, 404)),
    ] {
        assert_eq!(
            sees(viewer, person).await,
            expected,
            "{viewer:x} {person:x}"
        );
    }
    // A day later nobody acts any more.
    office.pass_s(86_400);
    assert_eq!(sees(BUDI, SITI).await, (404, 404));
}
