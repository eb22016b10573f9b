//! What heads see of those under them, and what nobody else does.

use std::time::{Duration, Instant};

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::follow::{BRANCH, MADE, TEAM, person, relation, tell};
use crate::office::{BUDI, Office, SITI, id, punch};

/// Nobody that anybody leads.
const RINA: &str = "0193a5b0-7c1e-7000-8000-000000000004";
/// A board of so many people takes no longer than that, on a machine that does other things too.
const BOARD_MAX: Duration = Duration::from_millis(500);

async fn office() -> Office {
    let office = Office::with_rules().await;
    tell(&office);
    office.tick().await;
    office.put(SITI, &id(1), &punch("in")).await;
    office
}

impl Office {
    async fn see(&self, who: (&str, Role), path: &str) -> Answer {
        let to = (Method::GET, path);
        self.send(to, who, None, &Value::Null).await
    }
}

#[tokio::test]
async fn heads_see_the_days_of_those_under_them_and_nobody_else_does() {
    let office = office().await;
    let paths = [
        format!("/people/{SITI}/days/today"),
        format!("/people/{SITI}/months/current"),
        format!("/units/{}/days/today", id(TEAM)),
    ];
    for path in &paths {
        for (who, role, status) in [
            (BUDI, Role::Employee, StatusCode::OK),
            (MADE, Role::Employee, StatusCode::OK),
            (RINA, Role::Employee, StatusCode::NOT_FOUND),
            (RINA, Role::Planner, StatusCode::NOT_FOUND),
            (RINA, Role::Personnel, StatusCode::OK),
            (RINA, Role::Auditor, StatusCode::OK),
            (RINA, Role::Administrator, StatusCode::OK),
        ] {
            let answer = office.see((who, role), path).await;
            assert_eq!(answer.status, status, "{path} {who} {role:?}");
        }
    }
    // Siti sees her own, not those of who is above her; nor does Budi see Made's.
    let own = office.see((SITI, Role::Employee), &paths[0]).await;
    assert_eq!(own.status, StatusCode::OK);
    for (who, whose) in [(SITI, BUDI), (BUDI, MADE), (SITI, RINA)] {
        let path = format!("/people/{whose}/days/today");
        let answer = office.see((who, Role::Employee), &path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{who} {whose}");
    }
}

#[tokio::test]
async fn who_acts_for_a_head_sees_the_board_as_long_as_they_act() {
    let office = office().await;
    let board = format!("/units/{}/days/today", id(TEAM));
    let mut acts = relation(0x210, "acting_head", RINA, TEAM);
    acts["style"] = json!("plh");
    acts["starts_on"] = json!("2026-11-25");
    acts["ends_on"] = json!("2026-11-25");
    office.outside.tell("relation", acts);
    office.tick().await;
    let seen = office.see((RINA, Role::Employee), &board).await;
    assert_eq!(seen.status, StatusCode::OK);
    office.pass(24 * 60);
    let seen = office.see((RINA, Role::Employee), &board).await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_board_tells_who_is_at_work_and_who_is_on_leave() {
    let office = office().await;
    office.outside.tell("person", person(RINA, "Rina", 1));
    office
        .outside
        .tell("relation", relation(0x211, "member", RINA, TEAM));
    office.tick().await;
    let budi = (BUDI, Role::Employee);
    let team = office
        .see(budi, &format!("/units/{}/days/today", id(TEAM)))
        .await;
    let told: Vec<_> = team.body["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().unwrap_or("-").to_owned();
            (
                text("name"),
                text("state"),
                text("first_in"),
                text("work_mode"),
            )
        })
        .collect();
    let row = |name: &str, state: &str, first_in: &str, mode: &str| {
        (
            name.to_owned(),
            state.to_owned(),
            first_in.to_owned(),
            mode.to_owned(),
        )
    };
    assert_eq!(
        told,
        [
            row("Orang 0", "in", "2026-11-25T07:30:00.000+07:00", "home"),
            row("Rina", "none", "-", "-"),
        ]
    );
    // The branch itself has no members; with those under it it has both.
    let made = (MADE, Role::Employee);
    let branch = format!("/units/{}/days/today", id(BRANCH));
    assert_eq!(office.see(made, &branch).await.body["people"], json!([]));
    let deep = office.see(made, &format!("{branch}?deep=true")).await;
    assert_eq!(deep.body["people"].as_array().unwrap().len(), 2);
    for (path, status) in [
        (
            format!("{branch}?deep=yes"),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            format!("/units/{}/days/soon", id(BRANCH)),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("/units/x/days/today".to_owned(), StatusCode::NOT_FOUND),
        (
            format!("/units/{}/days/today", id(0x999)),
            StatusCode::NOT_FOUND,
        ),
    ] {
        assert_eq!(office.see(made, &path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn a_board_of_five_hundred_people_takes_four_statements_and_no_time() {
    let office = office().await;
    for n in 0..501 {
        let who = id(0x5000 + n);
        office.outside.tell("person", person(&who, "Orang", 1));
        office
            .outside
            .tell("relation", relation(0x8000 + n, "member", &who, TEAM));
    }
    while office.tick().await.body["is_more"] == true {}
    for n in 0..200 {
        office
            .put(&id(0x5000 + n), &id(0x6000 + n), &punch("in"))
            .await;
    }
    let budi = (BUDI, Role::Employee);
    let path = format!("/units/{}/days/today", id(TEAM));
    let begun = Instant::now();
    let board = office.see(budi, &path).await;
    let took = begun.elapsed();
    println!("a board of 500 people took {took:.1?}");
    assert!(took < BOARD_MAX, "{took:?}");
    assert_eq!(board.body["people"].as_array().unwrap().len(), 500);
    let link = board.headers["link"].to_str().unwrap();
    let next = link.split(['<', '>']).nth(1).unwrap();
    let rest = office
        .see(budi, next.trim_start_matches("/api/attendance"))
        .await;
    // Siti, and one more.
    assert_eq!(rest.body["people"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn heads_look_at_what_is_odd_about_those_under_them() {
    let office = office().await;
    for (n, who) in [(5, SITI), (6, BUDI), (7, RINA)] {
        let mut late = punch("out");
        late["claimed_at"] = json!("2026-11-24T16:00:00+07:00");
        office.put(who, &id(n), &late).await;
    }
    office.tick().await;
    let people = async |who: &str, query: &str| -> Vec<String> {
        let path = format!("/evidence{query}");
        let found = office.see((who, Role::Employee), &path).await;
        let rows = found.body.as_array().unwrap().clone();
        rows.iter()
            .map(|row| row["person_id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(people(BUDI, "?of=team").await, [SITI]);
    assert_eq!(people(BUDI, "").await, [BUDI]);
    assert_eq!(people(SITI, "?of=team").await, [""; 0]);
    let other = format!("?of=team&person_id={RINA}");
    assert_eq!(people(BUDI, &other).await, [""; 0]);
    let form = json!({"state": "dismissed", "note": "Listrik padam."});
    for (who, whose, status) in [
        (BUDI, RINA, StatusCode::NOT_FOUND),
        (BUDI, BUDI, StatusCode::FORBIDDEN),
        (SITI, BUDI, StatusCode::NOT_FOUND),
        (BUDI, SITI, StatusCode::OK),
    ] {
        let path = format!("/evidence/{whose}.2026-11-24.late_claim/review");
        let to = (Method::POST, path.as_str());
        let answer = office
            .send(to, (who, Role::Employee), Some("\"1\""), &form)
            .await;
        assert_eq!(answer.status, status, "{who} {whose}");
    }
}

#[tokio::test]
async fn who_acts_for_a_head_does_not_look_at_what_is_odd_about_that_head() {
    let office = office().await;
    // Budi and Made belong to the team as well: Budi heads it, Made the branch above it.
    for (n, who) in [(0x212, BUDI), (0x213, MADE)] {
        let member = relation(n, "member", who, TEAM);
        office.outside.tell("relation", member);
    }
    let mut acts = relation(0x210, "acting_head", SITI, TEAM);
    acts["style"] = json!("plh");
    office.outside.tell("relation", acts);
    for (n, who) in [(5, SITI), (6, BUDI), (7, MADE)] {
        let mut late = punch("out");
        late["claimed_at"] = json!("2026-11-24T16:00:00+07:00");
        office.put(who, &id(n), &late).await;
    }
    office.tick().await;
    let form = json!({"state": "dismissed", "note": "Listrik padam."});
    for (who, whose, status) in [
        (SITI, BUDI, StatusCode::NOT_FOUND),
        (SITI, MADE, StatusCode::NOT_FOUND),
        (BUDI, MADE, StatusCode::NOT_FOUND),
        (BUDI, SITI, StatusCode::NOT_FOUND),
        (MADE, BUDI, StatusCode::OK),
        (MADE, SITI, StatusCode::OK),
    ] {
        let path = format!("/people/{whose}/days/2026-11-24");
        let seen = office.see((who, Role::Employee), &path).await;
        assert_eq!(seen.status, status, "{who} {whose}");
        let team = format!("/evidence?of=team&person_id={whose}");
        let seen = office.see((who, Role::Employee), &team).await;
        let n = usize::from(status == StatusCode::OK);
        assert_eq!(seen.body.as_array().unwrap().len(), n, "{who} {whose}");
        let path = format!("/evidence/{whose}.2026-11-24.late_claim/review");
        let to = (Method::POST, path.as_str());
        let by = (who, Role::Employee);
        let answer = office.send(to, by, Some("\"1\""), &form).await;
        assert_eq!(answer.status, status, "{who} {whose}");
    }
    for (who, n) in [(SITI, 0), (BUDI, 0), (MADE, 2)] {
        let seen = office.see((who, Role::Employee), "/evidence?of=team").await;
        assert_eq!(seen.body.as_array().unwrap().len(), n, "{who}");
    }
}

#[tokio::test]
async fn heads_have_a_recap_of_those_under_them_and_of_nobody_else() {
    let office = office().await;
    let people = async |who: &str, query: &str| -> Result<Vec<String>, StatusCode> {
        let path = format!("/recaps/2026-11?{query}");
        let recap = office.see((who, Role::Employee), &path).await;
        if recap.status != StatusCode::OK {
            return Err(recap.status);
        }
        let rows = recap.body["people"].as_array().unwrap().clone();
        Ok(rows
            .iter()
            .map(|row| row["person_id"].as_str().unwrap().to_owned())
            .collect())
    };
    let own = |ids: &[&str]| Ok(ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>());
    let siti = format!("of=team&person_id={SITI}");
    assert_eq!(people(BUDI, "of=team").await, own(&[SITI]));
    assert_eq!(people(BUDI, &siti).await, own(&[SITI]));
    assert_eq!(people(MADE, "of=team").await, own(&[SITI]));
    assert_eq!(people(RINA, "of=team").await, own(&[]));
    assert_eq!(people(RINA, &siti).await, Err(StatusCode::NOT_FOUND));
    assert_eq!(people(BUDI, "of=all").await, Err(StatusCode::FORBIDDEN));
    let year = office
        .see((BUDI, Role::Employee), "/recaps/2026?of=team")
        .await;
    assert_eq!(year.status, StatusCode::UNPROCESSABLE_ENTITY);
}
