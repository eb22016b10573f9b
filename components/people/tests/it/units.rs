//! The tree of units through the years: moves, renames, closings, and what cannot be.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::office::{Office, id};

const MINISTRY: u32 = 1;
const DEPUTY: u32 = 2;
const DIRECTORATE: u32 = 3;
const OTHER: u32 = 4;
const TEAM: u32 = 5;

fn unit(name: &str, parent: Option<u32>, starts_on: &str) -> Value {
    json!({"name": name, "parent_id": parent.map(id), "starts_on": starts_on})
}

/// A ministry with two deputies and a directorate under the first, since 2020.
async fn ministry(office: &Office) -> String {
    let token = office.personnel().await;
    for (n, parent) in [
        (MINISTRY, None),
        (DEPUTY, Some(MINISTRY)),
        (OTHER, Some(MINISTRY)),
        (DIRECTORATE, Some(DEPUTY)),
    ] {
        let form = unit(&format!("Unit {n}"), parent, "2020-01-01");
        let made = office.state(&token, (n, 0), form).await;
        assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    }
    token
}

async fn code(office: &Office, token: &str, state: (u32, u32), form: Value) -> String {
    let answer = office.state(token, state, form).await;
    let code = answer.body["code"].as_str();
    let first = answer.body["errors"][0]["code"].as_str();
    first.or(code).unwrap_or(answer.status.as_str()).to_owned()
}

async fn parent_on(office: &Office, token: &str, n: u32, day: &str) -> Value {
    let path = format!("/units?on={day}&limit=200");
    let units = office.get(&path, token).await.body;
    let found = units
        .as_array()
        .unwrap()
        .iter()
        .find(|unit| unit["unit_id"] == id(n));
    found.map_or(Value::Null, |unit| unit["parent_id"].clone())
}

#[tokio::test]
async fn a_unit_keeps_what_it_was() {
    let office = Office::open().await;
    let token = ministry(&office).await;
    let moved = unit("Direktorat Baru", Some(OTHER), "2026-07-01");
    let made = office.state(&token, (DIRECTORATE, 1), moved).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    assert_eq!(
        parent_on(&office, &token, DIRECTORATE, "2026-06-30").await,
        id(DEPUTY)
    );
    assert_eq!(
        parent_on(&office, &token, DIRECTORATE, "2026-07-01").await,
        id(OTHER)
    );
    assert_eq!(
        parent_on(&office, &token, DIRECTORATE, "2019-12-31").await,
        Value::Null
    );
    let path = format!("/units/{}/states", id(DIRECTORATE));
    let states = office.get(&path, &token).await.body;
    let names: Vec<_> = states
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["name"])
        .collect();
    assert_eq!(names, ["Unit 3", "Direktorat Baru"]);
    let under = office
        .get(&format!("/units?parent_id={}", id(OTHER)), &token)
        .await
        .body;
    assert_eq!(under[0]["unit_id"], id(DIRECTORATE));
    assert_eq!(under.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn no_unit_stands_under_itself_on_any_day() {
    let office = Office::open().await;
    let token = ministry(&office).await;
    for (n, parent) in [
        (MINISTRY, MINISTRY),
        (MINISTRY, DIRECTORATE),
        (DEPUTY, DIRECTORATE),
    ] {
        let form = unit("X", Some(parent), "2026-01-01");
        assert_eq!(
            code(&office, &token, (n, 1), form).await,
            "unit_cycle",
            "{n} {parent}"
        );
    }
    // The directorate goes to the other deputy in July: from then on its old one may go under
    // it, and not a day before.
    let moved = unit("X", Some(OTHER), "2026-07-01");
    assert_eq!(code(&office, &token, (DIRECTORATE, 1), moved).await, "201");
    let early = unit("X", Some(DIRECTORATE), "2026-06-30");
    assert_eq!(
        code(&office, &token, (DEPUTY, 1), early).await,
        "unit_cycle"
    );
    let late = unit("X", Some(DIRECTORATE), "2026-07-01");
    assert_eq!(code(&office, &token, (DEPUTY, 1), late).await, "201");
    // Taking the move back would put each of them under the other.
    let path = format!("/unit-states/{}", id(0x10000 + DIRECTORATE * 16 + 1));
    let tag = [("if-match", "\"1\"")];
    let answer = office
        .send(Method::DELETE, &path, &token, &Value::Null, &tag)
        .await;
    assert_eq!(answer.body["code"], "unit_cycle");
    assert_eq!(
        parent_on(&office, &token, DIRECTORATE, "2026-08-01").await,
        id(OTHER)
    );
}

#[tokio::test]
async fn a_unit_is_there_as_long_as_others_need_it() {
    let office = Office::open().await;
    let token = ministry(&office).await;
    let mut closing = unit("Unit 2", Some(MINISTRY), "2026-07-01");
    closing["closed"] = json!(true);
    assert_eq!(
        code(&office, &token, (DEPUTY, 1), closing.clone()).await,
        "unit_in_use"
    );
    let moved = unit("Unit 3", Some(OTHER), "2026-07-01");
    assert_eq!(code(&office, &token, (DIRECTORATE, 1), moved).await, "201");
    let siti = office.employ(&token, 0x2000, "Siti").await;
    let member = json!({"kind": "member", "person_id": siti, "unit_id": id(DEPUTY),
                        "starts_on": "2026-01-01", "ends_on": "2026-07-01"});
    assert_eq!(
        office.relate(&token, 1, member.clone()).await.status,
        StatusCode::CREATED
    );
    assert_eq!(
        code(&office, &token, (DEPUTY, 1), closing.clone()).await,
        "unit_in_use"
    );
    let mut shorter = member;
    shorter["ends_on"] = json!("2026-06-30");
    let path = format!("/relations/{}", id(0x20001));
    let changed = office.put(&path, &token, &shorter, "\"1\"").await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    assert_eq!(code(&office, &token, (DEPUTY, 1), closing).await, "201");
    assert_eq!(
        parent_on(&office, &token, DEPUTY, "2026-06-30").await,
        id(MINISTRY)
    );
    assert_eq!(
        parent_on(&office, &token, DEPUTY, "2026-07-01").await,
        Value::Null
    );
    // Nothing can be put under what is closed, or was not there yet, or is not there at all.
    for (parent, starts_on) in [
        (DEPUTY, "2026-07-01"),
        (MINISTRY, "2019-12-31"),
        (9, "2026-01-01"),
    ] {
        let form = unit("X", Some(parent), starts_on);
        assert_eq!(
            code(&office, &token, (8, 0), form).await,
            "parent_not_open",
            "{parent}"
        );
    }
}

#[tokio::test]
async fn a_day_has_one_state_and_what_was_entered_by_mistake_is_taken_back() {
    let office = Office::open().await;
    let token = ministry(&office).await;
    let renamed = unit("Nama Baru", Some(MINISTRY), "2026-07-01");
    assert_eq!(
        code(&office, &token, (DEPUTY, 1), renamed.clone()).await,
        "201"
    );
    assert_eq!(
        code(&office, &token, (DEPUTY, 2), renamed.clone()).await,
        "taken"
    );
    let path = format!("/unit-states/{}", id(0x10000 + DEPUTY * 16 + 1));
    let blind = office
        .send(Method::DELETE, &path, &token, &Value::Null, &[])
        .await;
    assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED);
    let tag = [("if-match", "\"1\"")];
    let gone = office
        .send(Method::DELETE, &path, &token, &Value::Null, &tag)
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{:?}", gone.body);
    assert_eq!(
        office.get(&path, &token).await.status,
        StatusCode::NOT_FOUND
    );
    let again = office
        .send(Method::DELETE, &path, &token, &Value::Null, &tag)
        .await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert_eq!(
        code(&office, &token, (DEPUTY, 1), renamed.clone()).await,
        "id_reused"
    );
    assert_eq!(code(&office, &token, (DEPUTY, 2), renamed).await, "201");
    let told = office.journal().await;
    assert!(
        told.iter()
            .any(|entry| entry.kind == "people.unit_state.changed")
    );
}

#[tokio::test]
async fn teams_and_units_have_their_own_people_and_nothing_stands_under_a_team() {
    let office = Office::open().await;
    let token = ministry(&office).await;
    let mut team = unit("Tim RPJMN", Some(MINISTRY), "2026-01-01");
    team["kind"] = json!("team");
    assert_eq!(code(&office, &token, (TEAM, 0), team).await, "201");
    let under = unit("X", Some(TEAM), "2026-01-01");
    assert_eq!(
        code(&office, &token, (8, 0), under).await,
        "parent_not_open"
    );
    let siti = office.employ(&token, 0x2000, "Siti").await;
    for (n, kind, unit, expected) in [
        (1, "head", TEAM, "unit_of_other_kind"),
        (2, "member", TEAM, "unit_of_other_kind"),
        (3, "team_lead", DEPUTY, "unit_of_other_kind"),
        (4, "team_lead", TEAM, "201"),
        (5, "participant", TEAM, "201"),
        (6, "head", DEPUTY, "201"),
    ] {
        let form = json!({"kind": kind, "person_id": siti, "unit_id": id(unit),
                          "starts_on": "2026-01-01"});
        let answer = office.relate(&token, n, form).await;
        let code = answer.body["code"]
            .as_str()
            .unwrap_or(answer.status.as_str());
        assert_eq!(code, expected, "{kind}: {:?}", answer.body);
    }
    let mut unit = unit("Tim RPJMN", Some(MINISTRY), "2026-07-01");
    unit["kind"] = json!("unit");
    assert_eq!(code(&office, &token, (TEAM, 1), unit).await, "unit_in_use");
}
