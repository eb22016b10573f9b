//! The function's part of the demo office.

use std::collections::{BTreeMap, BTreeSet};

use assignments::domain::State;
use axum::http::Method;
use ngantor_core::caller::Role;
use ngantor_core::demo::{Demo, Words};
use ngantor_http::Ambient as _;
use serde_json::Value;

use crate::office::{Office, person, relation, unit};

/// The people of the demo ministry whom this part names, by username.
fn people() -> BTreeMap<String, String> {
    let people: Value = serde_json::from_str(include_str!("../../../people/demo.json")).unwrap();
    let steps = people["requests"].as_array().unwrap().iter();
    let named = steps.filter_map(|step| {
        let id = step["path"].as_str()?.strip_prefix("/api/people/people/")?;
        Some((step["body"]["username"].as_str()?.to_owned(), id.to_owned()))
    });
    named.collect()
}

/// Tells who leads whom, as far as this part shows it: whoever gives leads a unit, and those who
/// give nothing belong to that of who gives to them.
fn tell(office: &Office, givers: &[String], given: &[(String, String)]) {
    office.outside.tell("unit_state", unit(0x500, None));
    let mut told = BTreeSet::new();
    for (n, giver) in (0x501..).zip(givers) {
        office.outside.tell("unit_state", unit(n, Some(0x500)));
        let head = relation(n + 0x100, "head", giver, n);
        office.outside.tell("relation", head);
    }
    for (k, (giver, to)) in (0x1000..).zip(given) {
        if givers.contains(to) || !told.insert(to.clone()) {
            continue;
        }
        let at = givers.iter().position(|one| one == giver).unwrap();
        let n = 0x501 + u32::try_from(at).unwrap();
        let member = relation(k, "member", to, n);
        office.outside.tell("relation", member);
    }
}

#[tokio::test]
async fn the_demo_office_is_made_as_its_file_says_and_again_without_a_change() {
    let office = Office::open().await;
    let demo = include_str!("../../demo.json");
    let demo = Demo::parse(demo, |name| unreachable!("no file {name}")).unwrap();
    let people = people();
    let words = Words {
        setup_token: "",
        password: "",
        today: office.clock.now().date_naive(),
    };
    let (mut givers, mut given) = (Vec::new(), Vec::new());
    for step in &demo.requests {
        let sender = people[step.sender.as_ref().unwrap()].clone();
        let (body, _) = step.body(&words);
        let body: Value = serde_json::from_str(&body).unwrap_or_default();
        if let Some(list) = body["people"].as_array() {
            given.extend(
                list.iter()
                    .map(|to| (sender.clone(), to.as_str().unwrap().to_owned())),
            );
            if !givers.contains(&sender) {
                givers.push(sender);
            }
        }
    }
    for (name, id) in &people {
        office
            .outside
            .tell("person", person(id, name, "Asia/Jakarta"));
    }
    tell(&office, &givers, &given);
    for round in 0..2 {
        for step in &demo.requests {
            let sender = people[step.sender.as_ref().unwrap()].clone();
            let path = step.path.strip_prefix("/api/assignments").unwrap();
            let (body, _) = step.body(&words);
            let body: Value = serde_json::from_str(&body).unwrap();
            let method = step.method.parse::<Method>().unwrap();
            let who = (sender.as_str(), Role::Employee);
            let answer = office
                .send_as((method, path), who, step.version, &body)
                .await;
            let expected = step.expect[round.min(step.expect.len() - 1)];
            assert_eq!(answer.status, expected, "{path}: {:?}", answer.body);
        }
    }
    let counted = office
        .db
        .run("SELECT count(*) AS n FROM assignment", Vec::new());
    assert!(counted.await.unwrap()[0].integer("n").unwrap() >= 30);
    // Every state that somebody would look for is shown.
    let states = "SELECT group_concat(DISTINCT state) AS states FROM part ORDER BY 1 LIMIT 1";
    let states = office.db.run(states, Vec::new()).await.unwrap();
    let states = states[0].text("states").unwrap();
    for state in State::ALL {
        assert!(states.contains(state.name()), "{state:?}: {states}");
    }
}
