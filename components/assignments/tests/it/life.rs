//! The life of a part: every state × every act × everybody, who decides at the moment, and what
//! both see when two act at once.

use std::collections::BTreeMap;

use assignments::domain::life::{Refused, Role, next};
use assignments::domain::{Act, State};
use axum::http::StatusCode;
use serde_json::json;

use crate::office::{AGUS, BUDI, MADE, Office, SITI, TEAM, id, relation};

/// The table of docs/assignments.md: what becomes of a state by an act, and whose the act is.
fn documented() -> BTreeMap<(State, Act), (Role, State)> {
    let page = include_str!("../../../../docs/assignments.md");
    let lines = page.lines().filter(|line| line.starts_with('|'));
    let cells = |line: &str| -> Vec<String> {
        let cells = line.trim_matches('|').split('|');
        cells
            .map(|cell| cell.trim().trim_matches('`').to_owned())
            .collect()
    };
    let mut lines = lines.map(cells).skip_while(|line| line[0] != "from");
    let acts: Vec<(Act, Role)> = lines.next().unwrap()[1..]
        .iter()
        .map(|head| {
            let (act, who) = head.split_once(' ').unwrap();
            let role = match who {
                "(person)" => Role::Assignee,
                "(reviewer)" => Role::Reviewer,
                _ => unreachable!("{who}"),
            };
            (Act::parse(act.trim_matches('`')).unwrap(), role)
        })
        .collect();
    let mut found = BTreeMap::new();
    for line in lines.skip(1).take(State::ALL.len()) {
        let from = State::parse(&line[0]).unwrap();
        for ((act, role), to) in acts.iter().zip(&line[1..]) {
            if to != "–" {
                found.insert((from, *act), (*role, State::parse(to).unwrap()));
            }
        }
    }
    found
}

#[test]
fn the_table_of_the_documents_is_that_of_the_code() {
    let table = documented();
    assert_eq!(table.len(), 18);
    for state in State::ALL {
        for act in Act::ALL {
            for role in [Role::Assignee, Role::Reviewer, Role::Other] {
                let line = table.get(&(*state, *act));
                let found = next(*state, *act, role);
                match line {
                    Some((whose, to)) if *whose == role => assert_eq!(found, Ok(*to)),
                    _ => assert!(found.is_err(), "{state:?} {act:?} {role:?}"),
                }
                let is_whose = table
                    .iter()
                    .any(|((_, one), (whose, _))| one == act && *whose == role);
                assert_eq!(found == Err(Refused::NotYours), !is_whose);
            }
        }
    }
}

/// The acts that lead to a state, and who does each.
fn way_to(state: State) -> &'static [(&'static str, &'static str)] {
    match state {
        State::Draft | State::Assigned => &[],
        State::Accepted => &[(SITI, "accept")],
        State::Declined => &[(SITI, "decline")],
        State::InProgress => &[(SITI, "accept"), (SITI, "start")],
        State::Submitted => &[(SITI, "accept"), (SITI, "submit")],
        State::Returned => &[(SITI, "accept"), (SITI, "submit"), (BUDI, "return")],
        State::Completed => &[(SITI, "accept"), (SITI, "submit"), (BUDI, "complete")],
        State::Cancelled => &[(BUDI, "cancel")],
    }
}

/// Gives work and brings Siti's part of it to a state; says its id and version.
async fn bring_to(office: &Office, n: u32, state: State) -> (String, i64) {
    let body = json!({"title": "Tugas", "people": [SITI, AGUS], "is_draft": state == State::Draft});
    let path = format!("/assignments/{}", id(n));
    let made = office.put(BUDI, &path, &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    let mut parts_of_all = made.body["parts"].as_array().unwrap().iter();
    let part = parts_of_all.find(|part| part["person_id"] == SITI).unwrap();
    let part = part["id"].as_str().unwrap().to_owned();
    let mut version = 1;
    for (who, act) in way_to(state) {
        let done = office.act(who, &part, version, act).await;
        assert_eq!(done.status, StatusCode::OK, "{act}: {:?}", done.body);
        version += 1;
    }
    (part, version)
}

#[tokio::test]
async fn every_state_and_every_act_by_everybody_is_as_the_table_says() {
    let office = Office::with_people().await;
    let table = documented();
    let mut n = 0x1000;
    for state in State::ALL {
        for act in Act::ALL {
            // Siti's own part, Budi who reviews it, Agus who has another part of the same work.
            for (who, role) in [
                (SITI, Role::Assignee),
                (BUDI, Role::Reviewer),
                (AGUS, Role::Other),
            ] {
                n += 1;
                let (part, version) = bring_to(&office, n, *state).await;
                let done = office.act(who, &part, version, act.name()).await;
                let line = table.get(&(*state, *act));
                let case = format!("{state:?} {act:?} {role:?}: {:?}", done.body);
                match line {
                    Some((whose, to)) if *whose == role => {
                        assert_eq!(done.body["state"], to.name(), "{case}");
                    }
                    // A draft is there for nobody but who made it.
                    _ if *state == State::Draft && who != BUDI => {
                        assert_eq!(done.status, StatusCode::NOT_FOUND, "{case}");
                    }
                    _ => {
                        let refused = matches!(
                            done.body["code"].as_str(),
                            Some("not_yours" | "own_part" | "not_now")
                        );
                        assert!(refused, "{case}");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn nobody_reviews_their_own_work_whatever_their_post() {
    let office = Office::with_people().await;
    let (part, version) = bring_to(&office, 1, State::Submitted).await;
    // Siti comes to act for Budi.
    let mut acting = relation(0x220, "acting_head", SITI, TEAM);
    acting["style"] = json!("plh");
    office.outside.tell("relation", acting);
    let own = office.act(SITI, &part, version, "complete").await;
    assert_eq!(
        (own.status, &own.body["code"]),
        (StatusCode::FORBIDDEN, &json!("own_part"))
    );
    // Of Agus she decides, and of herself the head above.
    let other = office.get(SITI, &format!("/assignments/{}", id(1))).await;
    let may = |person: &str| {
        let parts = other.body["parts"].as_array().unwrap();
        let part = parts.iter().find(|part| part["person_id"] == person);
        part.unwrap()["may"].clone()
    };
    assert_eq!(may(AGUS), json!(["cancel"]));
    let above = office.act(MADE, &part, version, "complete").await;
    assert_eq!(above.body["state"], "completed", "{:?}", above.body);
}

#[tokio::test]
async fn who_decides_is_known_as_of_the_moment() {
    let office = Office::with_people().await;
    let (part, version) = bring_to(&office, 1, State::Submitted).await;
    // Made stands above and is not the one who decides while Budi is there.
    let above = office.act(MADE, &part, version, "complete").await;
    assert_eq!(above.body["code"], "not_yours");
    // Budi's post ends; nobody leads the team, so the head above decides, and Budi no longer.
    let mut ended = relation(0x210, "head", BUDI, TEAM);
    (ended["ends_on"], ended["version"]) = (json!("2026-11-24"), json!(2));
    office.outside.tell("relation", ended);
    let former = office.act(BUDI, &part, version, "complete").await;
    assert_eq!(former.body["code"], "not_yours");
    // Then somebody acts for the vacant post.
    let mut acting = relation(0x220, "acting_head", AGUS, TEAM);
    acting["style"] = json!("plt");
    office.outside.tell("relation", acting);
    let above = office.act(MADE, &part, version, "complete").await;
    assert_eq!(above.body["code"], "not_yours");
    let acting = office.act(AGUS, &part, version, "complete").await;
    assert_eq!(acting.body["state"], "completed", "{:?}", acting.body);
    assert_eq!(acting.body["changed_by"], AGUS);
}

#[tokio::test]
async fn an_act_names_its_version_and_who_loses_sees_what_is_there() {
    let office = Office::with_people().await;
    let (part, version) = bring_to(&office, 1, State::Assigned).await;
    let path = format!("/parts/{part}/acts");
    let accept = json!({"act": "accept"});
    let bare = office.post(SITI, &path, None, &accept).await;
    assert_eq!(bare.status, StatusCode::PRECONDITION_REQUIRED);
    let (accepted, cancelled) = tokio::join!(
        office.act(SITI, &part, version, "accept"),
        office.act(BUDI, &part, version, "cancel")
    );
    let mut both = [accepted, cancelled];
    both.sort_by_key(|answer| answer.status);
    let [won, lost] = both;
    assert_eq!(won.status, StatusCode::OK);
    assert_eq!(lost.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(lost.body["current"]["state"], won.body["state"]);
    assert_eq!(lost.headers["etag"], won.headers["etag"]);
    let decline = json!({"act": "decline", "note": " "});
    let reason = office.post(SITI, &path, Some(1), &decline).await;
    assert_eq!(reason.body["errors"][0]["pointer"], "/note");
}

#[tokio::test]
async fn a_whole_is_cancelled_at_once_and_leaves_what_is_done() {
    let office = Office::with_people().await;
    let (part, version) = bring_to(&office, 1, State::Submitted).await;
    office.act(BUDI, &part, version, "complete").await;
    let path = format!("/assignments/{}", id(1));
    let body = json!({"act": "cancel", "note": "Tidak diperlukan lagi."});
    let done = office
        .post(BUDI, &format!("{path}/acts"), Some(1), &body)
        .await;
    assert_eq!(done.status, StatusCode::OK, "{:?}", done.body);
    // What is left of it was completed.
    assert_eq!(done.body["state"], "completed");
    assert_eq!(done.headers["etag"], "\"1\"", "the text is as it was");
    let mut states: Vec<_> = done.body["parts"].as_array().unwrap().iter().collect();
    states.sort_by_key(|part| part["state"].as_str());
    assert_eq!(states[0]["state"], "cancelled");
    assert_eq!(states[0]["note"], "Tidak diperlukan lagi.");
}
