//! Recaps of a unit: each day of somebody is of the unit to which they belonged on it.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::follow::{BRANCH, MADE, TEAM, relation, tell, unit};
use crate::office::{BUDI, Office, SITI, id};

const OTHER: u32 = 0x102;
const RINA: &str = "0193a5b0-7c1e-7000-8000-000000000004";

/// Siti moves from Budi's team to Rina's on the 11th; Made heads the branch above both. Who leads
/// a unit belongs to it as well.
async fn office() -> Office {
    let office = Office::with_rules().await;
    tell(&office);
    let people = &office.outside;
    people.tell("person", crate::follow::person(RINA, "Rina", 1));
    people.tell("unit_state", unit(OTHER, Some(BRANCH)));
    people.tell("relation", relation(0x210, "head", RINA, OTHER));
    people.tell("relation", relation(0x211, "member", RINA, OTHER));
    people.tell("relation", relation(0x212, "member", BUDI, TEAM));
    let mut before = relation(0x200, "member", SITI, TEAM);
    (before["ends_on"], before["version"]) = (json!("2026-11-10"), json!(2));
    people.tell("relation", before);
    let mut after = relation(0x213, "member", SITI, OTHER);
    after["starts_on"] = json!("2026-11-11");
    people.tell("relation", after);
    office.tick().await;
    office
}

async fn recap(office: &Office, who: (&str, Role), query: &str) -> Answer {
    let path = format!("/recaps/{query}");
    let to = (Method::GET, path.as_str());
    office.send(to, who, None, &Value::Null).await
}

/// Who is in November's recap, with the first day, the last and how many.
async fn told(office: &Office, who: (&str, Role), query: &str) -> Vec<(String, String)> {
    let answer = recap(office, who, &format!("2026-11?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let people = answer.body["people"].as_array().unwrap();
    assert_eq!(answer.body["n_people"], people.len());
    let days = |one: &Value| {
        let days = one["days"].as_array().unwrap();
        let day = |one: &Value| one["day"].as_str().unwrap()[8..].to_owned();
        let of_all = one["totals"]["n_days"].as_i64();
        assert!(of_all.is_none_or(|n| n == i64::try_from(days.len()).unwrap()));
        format!(
            "{}-{} {}",
            day(&days[0]),
            day(&days[days.len() - 1]),
            days.len()
        )
    };
    let told = |one: &Value| (one["person_id"].as_str().unwrap().to_owned(), days(one));
    people.iter().map(told).collect()
}

fn row(person: &str, days: &str) -> (String, String) {
    (person.to_owned(), days.to_owned())
}

#[tokio::test]
async fn whoever_moved_stands_in_each_units_recap_with_the_days_that_they_belonged_to_it() {
    let office = office().await;
    let (team, other, branch) = (id(TEAM), id(OTHER), id(BRANCH));
    let budi = (BUDI, Role::Employee);
    let rina = (RINA, Role::Employee);
    let made = (MADE, Role::Employee);
    for (who, query, expected) in [
        (budi, format!("unit_id={team}"), vec![row(SITI, "01-10 10")]),
        (budi, "of=team".to_owned(), vec![row(SITI, "01-10 10")]),
        (
            rina,
            format!("unit_id={other}"),
            vec![row(SITI, "11-30 20")],
        ),
        (rina, "of=team".to_owned(), vec![row(SITI, "11-30 20")]),
        // Who stands above has both, and those who lead the units below.
        (
            made,
            format!("unit_id={branch}"),
            vec![
                row(SITI, "01-30 30"),
                row(BUDI, "01-30 30"),
                row(RINA, "01-30 30"),
            ],
        ),
        // Personnel have all of a unit, also who leads it.
        (
            (MADE, Role::Personnel),
            format!("unit_id={team}"),
            vec![row(SITI, "01-10 10"), row(BUDI, "01-30 30")],
        ),
    ] {
        assert_eq!(told(&office, who, &query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn who_leads_no_such_unit_has_no_recap_of_it_and_many_people_have_a_month_at_most() {
    let office = office().await;
    let team = id(TEAM);
    for (who, status) in [
        ((SITI, Role::Employee), StatusCode::NOT_FOUND),
        ((RINA, Role::Employee), StatusCode::NOT_FOUND),
        ((RINA, Role::Auditor), StatusCode::OK),
        ((MADE, Role::Employee), StatusCode::OK),
    ] {
        let answer = recap(&office, who, &format!("2026-11?unit_id={team}")).await;
        assert_eq!(answer.status, status, "{who:?}");
    }
    let budi = (BUDI, Role::Employee);
    let year = recap(&office, budi, &format!("2026?unit_id={team}")).await;
    assert_eq!(year.body["errors"][0]["code"], "too_long");
    let both = recap(&office, budi, &format!("2026-11?unit_id={team}&of=team")).await;
    assert_eq!(both.body["errors"][0]["code"], "not_both");
    let none = recap(&office, budi, "2026-11?unit_id=x").await;
    assert_eq!(none.body["errors"][0]["pointer"], "?unit_id");
}

#[tokio::test]
async fn a_unit_that_moves_takes_its_days_along() {
    let office = office().await;
    // From the 21st on Rina's unit stands under nothing: the branch keeps the days before.
    let mut away = unit(OTHER, None);
    (away["id"], away["starts_on"]) = (json!(id(0x2000)), json!("2026-11-21"));
    office.outside.tell("unit_state", away);
    office.tick().await;
    let query = format!("unit_id={}", id(BRANCH));
    let found = told(&office, (MADE, Role::Employee), &query).await;
    let expected = [
        row(SITI, "01-20 20"),
        row(BUDI, "01-30 30"),
        row(RINA, "01-20 20"),
    ];
    assert_eq!(found, expected);
}
