//! What belongs to what: forwarding down the line, children that keep a parent open, and what has
//! to be done first.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{AGUS, BUDI, MADE, Office, RATNA, SITI, YOHANA, id};

/// Gives work that belongs to another assignment.
async fn under(office: &Office, n: u32, parent: u32, giver: &str, person: &str) -> Answer {
    let body = json!({"title": format!("Tugas {n}"), "people": [person],
        "parent_id": id(parent)});
    office
        .put(giver, &format!("/assignments/{}", id(n)), &body)
        .await
}

async fn shown(office: &Office, who: &str, n: u32) -> Value {
    let answer = office.get(who, &format!("/assignments/{}", id(n))).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.body
}

/// Does some acts to the first part of an assignment, from a version on.
async fn run(office: &Office, n: u32, acts: &[(&str, &str)], mut version: i64) -> Answer {
    let part = office.parts(n).await.remove(0);
    let mut last = None;
    for (who, act) in acts {
        last = Some(office.act(who, &part, version, act).await);
        version += 1;
    }
    last.unwrap()
}

#[tokio::test]
async fn forwarding_keeps_the_chain_and_everybody_sees_where_it_comes_from() {
    let office = Office::with_people().await;
    office.give(1, MADE, &[RATNA, BUDI]).await;
    let forwarded = under(&office, 2, 1, BUDI, SITI).await;
    assert_eq!(
        forwarded.status,
        StatusCode::CREATED,
        "{:?}",
        forwarded.body
    );
    let own = shown(&office, BUDI, 1).await;
    let mut parts_of_all = own["parts"].as_array().unwrap().iter();
    let part = parts_of_all.find(|part| part["person_id"] == BUDI).unwrap();
    let of_siti = shown(&office, SITI, 2).await;
    assert_eq!(of_siti["chain"][0]["id"], id(1));
    assert_eq!(of_siti["chain"][0]["given_by"], MADE);
    let child = &own["children"][0];
    assert_eq!(
        (&child["id"], &child["given_by"]),
        (&json!(id(2)), &json!(BUDI))
    );
    assert_eq!(child["from_part_id"], part["id"]);
    // The first giver sees all the way down.
    assert_eq!(shown(&office, MADE, 2).await["title"], "Tugas 2");
    // Who has no part of it forwards nothing.
    let stranger = under(&office, 3, 2, RATNA, YOHANA).await;
    assert_eq!(stranger.body["errors"][0]["pointer"], "/parent_id");
    let none = under(&office, 3, 99, BUDI, SITI).await;
    assert_eq!(none.body["errors"][0]["pointer"], "/parent_id");
}

#[tokio::test]
async fn a_parent_is_not_completed_over_an_open_child() {
    let office = Office::with_people().await;
    office.give(1, MADE, &[BUDI]).await;
    under(&office, 2, 1, BUDI, SITI).await;
    let refused = run(
        &office,
        1,
        &[(BUDI, "accept"), (BUDI, "submit"), (MADE, "complete")],
        1,
    )
    .await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (StatusCode::CONFLICT, &json!("child_open"))
    );
    // Nor while the child is in revision.
    let returned = [(SITI, "accept"), (SITI, "submit"), (BUDI, "return")];
    run(&office, 2, &returned, 1).await;
    let refused = run(&office, 1, &[(MADE, "complete")], 3).await;
    assert_eq!(refused.body["code"], "child_open");
    let forced = "UPDATE whole SET state = 'completed', version = version + 1 WHERE id = ?1";
    assert!(office.db.run(forced, params![id(1)]).await.is_err());
    run(&office, 2, &[(SITI, "submit"), (BUDI, "complete")], 4).await;
    let done = run(&office, 1, &[(MADE, "complete")], 3).await;
    assert_eq!(done.body["state"], "completed", "{:?}", done.body);
    // Nothing is begun any more under what is closed.
    let late = under(&office, 3, 1, MADE, SITI).await;
    assert_eq!(late.body["errors"], Value::Null);
    assert_eq!(late.body["code"], "parent_closed", "{:?}", late.body);
}

#[tokio::test]
async fn anothers_part_is_completed_while_mine_is_with_my_people() {
    let office = Office::with_people().await;
    office.give(1, MADE, &[BUDI, RATNA]).await;
    under(&office, 2, 1, BUDI, SITI).await;
    let own = shown(&office, RATNA, 1).await;
    let parts = own["parts"].as_array().unwrap();
    let of = |person: &str| {
        let part = parts.iter().find(|part| part["person_id"] == person);
        part.unwrap()["id"].as_str().unwrap().to_owned()
    };
    for (version, (who, act)) in
        (1..).zip([(RATNA, "accept"), (RATNA, "submit"), (MADE, "complete")])
    {
        let done = office.act(who, &of(RATNA), version, act).await;
        assert_eq!(done.status, StatusCode::OK, "{act}: {:?}", done.body);
    }
    // To cancel the rest would complete the whole over the child.
    let cancelled = office.act(MADE, &of(BUDI), 1, "cancel").await;
    assert_eq!(cancelled.body["code"], "child_open");
    assert_eq!(shown(&office, MADE, 1).await["state"], "in_progress");
}

#[tokio::test]
async fn a_draft_is_not_assigned_under_what_was_closed_meanwhile() {
    let office = Office::with_people().await;
    office.give(1, MADE, &[BUDI]).await;
    let body = json!({"title": "Draf", "people": [SITI], "parent_id": id(1), "is_draft": true});
    let path = format!("/assignments/{}", id(2));
    office.put(BUDI, &path, &body).await;
    run(&office, 1, &[(MADE, "cancel")], 1).await;
    let assign = json!({"act": "assign"});
    let acts = format!("{path}/acts");
    let refused = office.post(BUDI, &acts, Some(1), &assign).await;
    assert_eq!(refused.body["code"], "parent_closed");
}

#[tokio::test]
async fn a_chain_ends_after_sixteen_levels() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI]).await;
    for n in 2..=17 {
        let made = under(&office, n, n - 1, BUDI, SITI).await;
        assert_eq!(made.status, StatusCode::CREATED, "{n}: {:?}", made.body);
    }
    let more = under(&office, 18, 17, BUDI, SITI).await;
    assert_eq!(more.body["code"], "chain_too_long");
    assert_eq!(
        shown(&office, BUDI, 17).await["chain"]
            .as_array()
            .unwrap()
            .len(),
        16
    );
}

async fn need(office: &Office, who: &str, n: u32, needed: u32, method: Method) -> Answer {
    let path = format!("/assignments/{}/needs/{}", id(n), id(needed));
    let who = (who, Role::Employee);
    office
        .send_as((method, &path), who, None, &Value::Null)
        .await
}

#[tokio::test]
async fn what_needs_another_is_not_begun_before_that_is_done() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI]).await;
    office.give(2, BUDI, &[AGUS]).await;
    let needs = need(&office, BUDI, 1, 2, Method::PUT).await;
    assert_eq!(needs.status, StatusCode::NO_CONTENT, "{:?}", needs.body);
    let needs = shown(&office, BUDI, 1).await["needs"].clone();
    assert_eq!(needs[0]["title"], "Tugas 2");
    let person = need(&office, SITI, 1, 2, Method::DELETE).await;
    assert_eq!(person.body["code"], "not_yours");
    let begun = run(&office, 1, &[(SITI, "accept"), (SITI, "start")], 1).await;
    assert_eq!(begun.body["code"], "needs_open");
    let submitted = run(&office, 1, &[(SITI, "submit")], 2).await;
    assert_eq!(submitted.body["code"], "needs_open");
    let done = [(AGUS, "accept"), (AGUS, "submit"), (BUDI, "complete")];
    run(&office, 2, &done, 1).await;
    let begun = run(&office, 1, &[(SITI, "start")], 2).await;
    assert_eq!(begun.body["state"], "in_progress");
}

#[tokio::test]
async fn nothing_waits_for_itself_by_whatever_way() {
    let office = Office::with_people().await;
    for n in 1..=3 {
        office.give(n, BUDI, &[SITI]).await;
    }
    under(&office, 4, 1, BUDI, AGUS).await;
    for (n, needed, status) in [
        (1, 1, StatusCode::CONFLICT),
        (1, 2, StatusCode::NO_CONTENT),
        (2, 3, StatusCode::NO_CONTENT),
        (3, 1, StatusCode::CONFLICT),
        // A child cannot wait for its parent, which waits for it.
        (4, 1, StatusCode::CONFLICT),
        // Nor can what the parent needs wait for the child.
        (3, 4, StatusCode::NO_CONTENT),
        (4, 3, StatusCode::CONFLICT),
        (4, 2, StatusCode::CONFLICT),
    ] {
        let done = need(&office, BUDI, n, needed, Method::PUT).await;
        assert_eq!(done.status, status, "{n} {needed}: {:?}", done.body);
    }
    // What was removed may not come back as a circle either.
    need(&office, BUDI, 3, 4, Method::DELETE).await;
    need(&office, BUDI, 4, 3, Method::PUT).await;
    let back = need(&office, BUDI, 3, 4, Method::PUT).await;
    assert_eq!(back.body["code"], "circle", "{:?}", back.body);
    let forced = "INSERT INTO tie (id, assignment_id, kind, target, version, changed_at,
        changed_by) VALUES ('x', ?1, 'need', ?2, 1, 1, 'x')";
    let forced = office.db.run(forced, params![id(3), id(4)]).await;
    assert!(forced.is_err());
}
