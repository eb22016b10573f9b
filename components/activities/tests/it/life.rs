//! Every state, every act, every role: what the table says happens, and nothing else.

use std::fmt::Write as _;

use activities::domain::life::{Act, MOVES, NoMove, State, Who, after};
use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::journal;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{BUDI, KEEPER, Office, RATNA, SITI, id, live, minutes};

/// Brings Siti's activity to a state, and gives its ETag.
async fn reach(office: &Office, n: u32, state: State) -> String {
    let is_live = matches!(state, State::Running | State::Paused);
    let form = if is_live {
        live()
    } else {
        minutes("2026-11-24", 5)
    };
    let made = office.put(SITI, n, None, &form).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    office.pass(1);
    let done = match state {
        State::Running | State::Logged => made,
        State::Paused => office.act(SITI, n, "pause", "\"1\"", json!({})).await,
        State::Returned => review(office, (BUDI, n), "returned", "\"1\"").await,
        State::Acknowledged => review(office, (BUDI, n), "acknowledged", "\"1\"").await,
        State::Withdrawn => office.delete(SITI, n, "\"1\"").await,
    };
    assert_eq!(done.body["state"], state.name(), "{:?}", done.body);
    done.headers["etag"].to_str().unwrap().to_owned()
}

async fn review(office: &Office, (who, n): (&str, u32), outcome: &str, version: &str) -> Answer {
    let form = json!({"outcome": outcome, "comment": "Sebutkan hasilnya."});
    office.act(who, n, "review", version, form).await
}

async fn act(office: &Office, (who, n): (&str, u32), act: Act, state: State, v: &str) -> Answer {
    match act {
        Act::Pause => office.act(who, n, "pause", v, json!({})).await,
        Act::Resume => office.act(who, n, "resumption", v, json!({})).await,
        Act::Finish => office.act(who, n, "completion", v, json!({})).await,
        Act::Withdraw => office.delete(who, n, v).await,
        Act::Acknowledge => review(office, (who, n), "acknowledged", v).await,
        Act::Return => review(office, (who, n), "returned", v).await,
        Act::Change => {
            let is_live = matches!(state, State::Running | State::Paused);
            let mut form = if is_live {
                live()
            } else {
                minutes("2026-11-24", 5)
            };
            form["title"] = json!("Hasil perbaikan");
            office.put(who, n, Some(v), &form).await
        }
    }
}

#[tokio::test]
async fn every_state_act_and_role_does_what_the_table_says_and_leaves_it_in_the_trail() {
    let office = Office::with_units().await;
    let callers = [(SITI, Who::Own), (BUDI, Who::Above), (RATNA, Who::Other)];
    let mut n = 0;
    for state in State::ALL {
        for one in Act::ALL {
            for (person, who) in callers {
                n += 1;
                // Its own day has its own clock: nothing else runs.
                let version = reach(&office, n, state).await;
                office.pass(1);
                let before = journal_of(&office, n).await.len();
                let told = act(&office, (person, n), one, state, &version).await;
                let what = format!("{state:?} {one:?} {who:?}: {:?}", told.body);
                let path = format!("/activities/{}", id(n));
                let now = office.get(SITI, &path).await;
                let entries = journal_of(&office, n).await;
                match after(state, one, who) {
                    Ok(next) => {
                        assert_eq!(told.status, StatusCode::OK, "{what}");
                        assert_eq!(now.body["state"], next.name(), "{what}");
                        let last = entries.last().unwrap();
                        assert_eq!(entries.len(), before + 1, "{what}");
                        assert_eq!(last.actor, person, "{what}");
                        assert_eq!(last.old.as_ref().unwrap()["state"], state.name(), "{what}");
                    }
                    Err(no) => {
                        let expected = match (no, who, one) {
                            (_, Who::Other, Act::Change) => "id_reused",
                            (_, Who::Other, _) => "not_found",
                            (NoMove::NotNow, ..) => "act_not_now",
                            (_, Who::Own, _) => "own_activity",
                            (_, _, Act::Change) => "id_reused",
                            _ => "forbidden",
                        };
                        assert_eq!(told.body["code"], expected, "{what}");
                        assert_eq!(now.body["state"], state.name(), "{what}");
                        assert_eq!(entries.len(), before, "{what}");
                    }
                }
                take_away(&office, n).await;
            }
        }
    }
}

async fn journal_of(office: &Office, n: u32) -> Vec<journal::Entry> {
    let all = journal::after(&*office.db, 0, 500).await.unwrap();
    let mut found: Vec<_> = all
        .into_iter()
        .filter(|entry| entry.subject == id(n))
        .collect();
    let mut after = 500;
    loop {
        let more = journal::after(&*office.db, after, 500).await.unwrap();
        let Some(last) = more.last() else {
            return found;
        };
        after = last.seq;
        found.extend(more.into_iter().filter(|entry| entry.subject == id(n)));
    }
}

/// Leaves no clock that runs, and no long day.
async fn take_away(office: &Office, n: u32) {
    let path = format!("/activities/{}", id(n));
    let found = office.get(SITI, &path).await;
    let version = found.headers["etag"].to_str().unwrap();
    let may = found.body["may"].as_array().unwrap();
    if may.contains(&json!("withdraw")) {
        let done = office.delete(SITI, n, version).await;
        assert_eq!(done.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn who_keeps_or_audits_sees_it_and_moves_nothing() {
    let office = Office::with_units().await;
    let version = reach(&office, 1, State::Logged).await;
    for role in [Role::Personnel, Role::Auditor, Role::Administrator] {
        let path = format!("/activities/{}", id(1));
        let seen = office.get_as((KEEPER, role), &path).await;
        assert_eq!(
            (seen.status, &seen.body["may"]),
            (StatusCode::OK, &json!([]))
        );
        let form = json!({"outcome": "acknowledged"});
        let path = format!("{path}/review");
        let told = office
            .send((Method::POST, &path), (KEEPER, role), Some(&version), &form)
            .await;
        assert_eq!(told.body["code"], "not_above");
    }
    let path = format!("/activities/{}", id(1));
    let planner = office.get_as((KEEPER, Role::Planner), &path).await;
    assert_eq!(planner.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_returned_one_is_corrected_and_comes_again() {
    let office = Office::with_units().await;
    reach(&office, 1, State::Logged).await;
    let form = json!({"outcome": "returned", "comment": " "});
    let told = office.act(BUDI, 1, "review", "\"1\"", form).await;
    assert_eq!(told.body["errors"][0]["pointer"], "/comment");
    let returned = review(&office, (BUDI, 1), "returned", "\"1\"").await;
    assert_eq!(returned.body["review"]["comment"], "Sebutkan hasilnya.");
    assert_eq!(returned.body["review"]["by"], BUDI);
    let waiting = "/activities?of=team&state=logged";
    assert_eq!(office.get(BUDI, waiting).await.body, json!([]));
    let mut form = minutes("2026-11-24", 5);
    form["output"] = json!({"name": "Konsep surat", "quantity": 2, "unit": "lembar"});
    let corrected = office.put(SITI, 1, Some("\"2\""), &form).await;
    assert_eq!(corrected.body["state"], "logged");
    // The head sees what they asked for.
    let again = office.get(BUDI, waiting).await;
    assert_eq!(again.body[0]["review"]["comment"], "Sebutkan hasilnya.");
    let done = review(&office, (BUDI, 1), "acknowledged", "\"3\"").await;
    assert_eq!(done.body["state"], "acknowledged");
    assert_eq!(done.body["may"], json!(["return"]));
}

#[tokio::test]
async fn who_acts_for_the_head_reviews_from_the_day_on_and_no_longer() {
    let office = Office::with_units().await;
    reach(&office, 1, State::Logged).await;
    let early = review(&office, (RATNA, 1), "acknowledged", "\"1\"").await;
    assert_eq!(early.status, StatusCode::NOT_FOUND);
    // `people` tells of it; nothing ticks in between.
    office.relate(300, "acting_head", RATNA, crate::office::unit(1), None);
    let done = review(&office, (RATNA, 1), "acknowledged", "\"1\"").await;
    assert_eq!(done.status, StatusCode::OK, "{:?}", done.body);
    office.relate(
        300,
        "acting_head",
        RATNA,
        crate::office::unit(1),
        Some("2026-11-24"),
    );
    let late = review(&office, (RATNA, 1), "returned", "\"2\"").await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
    // Who acts for a head does not say of themself that all is fine.
    office.relate(301, "acting_head", SITI, crate::office::unit(1), None);
    let own = review(&office, (SITI, 1), "returned", "\"2\"").await;
    assert_eq!(own.body["code"], "own_activity");
}

#[test]
fn the_page_shows_the_table() {
    let page = include_str!("../../../../docs/activities.md");
    let mut table = String::from("| is | act | by | becomes |\n|---|---|---|---|\n");
    for (state, act, who, next) in MOVES {
        let who = match who {
            Who::Own => "the person",
            Who::Above => "who leads them",
            Who::Other => unreachable!("nobody else moves anything"),
        };
        let (state, act, next) = (state.name(), act.name(), next.name());
        writeln!(table, "| `{state}` | {act} | {who} | `{next}` |").unwrap();
    }
    assert!(page.contains(&table), "docs/activities.md shows:\n{table}");
}

#[tokio::test]
async fn a_change_names_the_version_that_it_changes_and_learns_what_is_there() {
    let office = Office::open().await;
    office.put(SITI, 1, None, &minutes("2026-11-24", 60)).await;
    let form = minutes("2026-11-24", 90);
    let nameless = office.put(SITI, 1, None, &form).await;
    assert_eq!(nameless.status, StatusCode::PRECONDITION_REQUIRED);
    let changed = office.put(SITI, 1, Some("\"1\""), &form).await;
    assert_eq!(changed.headers["etag"], "\"2\"");
    let late = office
        .put(SITI, 1, Some("\"1\""), &minutes("2026-11-24", 30))
        .await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(late.headers["etag"], "\"2\"");
    assert_eq!(late.body["current"]["minutes"], 90);
    assert_eq!(late.body["current"]["version"], 2);
    let path = format!("/activities/{}", id(1));
    let sender = (SITI, Role::Employee);
    let nameless = office
        .send((Method::DELETE, &path), sender, None, &Value::Null)
        .await;
    assert_eq!(nameless.status, StatusCode::PRECONDITION_REQUIRED);
    // The same again changes nothing, whatever version is named.
    let again = office.put(SITI, 1, Some("\"1\""), &form).await;
    assert_eq!(
        (again.status, &again.body["version"]),
        (StatusCode::OK, &json!(2))
    );
}

#[tokio::test]
async fn what_was_taken_back_stays_to_be_seen_and_counts_nowhere() {
    let office = Office::open().await;
    office.put(SITI, 1, None, &minutes("2026-11-24", 60)).await;
    let done = office.delete(SITI, 1, "\"1\"").await;
    assert_eq!(
        (done.status, &done.body["state"]),
        (StatusCode::OK, &json!("withdrawn"))
    );
    assert_eq!(office.get(SITI, "/activities").await.body, json!([]));
    assert_eq!(
        office.get(SITI, "/activities?q=rapat").await.body,
        json!([])
    );
    let listed = office.get(SITI, "/activities?state=withdrawn").await;
    assert_eq!(listed.body[0]["id"], id(1));
    assert_eq!(
        office.get(SITI, "/days/2026-11-24").await.body["totals"]["n"],
        0
    );
    let entries = journal_of(&office, 1).await;
    let kinds: Vec<_> = entries.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(
        kinds,
        ["activities.activity.created", "activities.activity.changed"]
    );
}

#[tokio::test]
async fn a_head_reviews_also_while_people_does_not_answer() {
    let office = Office::with_units().await;
    reach(&office, 1, State::Logged).await;
    office.outside.go_away(true);
    let done = review(&office, (BUDI, 1), "acknowledged", "\"1\"").await;
    assert_eq!(done.status, StatusCode::OK, "{:?}", done.body);
}
