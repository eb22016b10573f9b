//! What is closed, or waits for a review, stays as it is: by the routes, and by the database where
//! two come at the same time.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{AGUS, BUDI, MADE, Office, SITI, TEAM, id, relation};

fn path(rest: &str) -> String {
    format!("/assignments/{}{rest}", id(1))
}

async fn send(office: &Office, method: Method, who: &str, rest: &str, body: Value) -> Answer {
    let who = (who, Role::Employee);
    let version = matches!(method, Method::DELETE | Method::PATCH).then_some(1);
    office
        .send_as((method, &path(rest)), who, version, &body)
        .await
}

/// The id of somebody's part, and its version.
async fn part(office: &Office, n: u32, person: &str) -> (String, i64) {
    let statement = "SELECT id, version FROM part WHERE assignment_id = ?1 AND person_id = ?2
        ORDER BY id DESC LIMIT 1";
    let rows = office.db.run(statement, params![id(n), person]).await;
    let row = rows.unwrap().remove(0);
    (row.text("id").unwrap(), row.integer("version").unwrap())
}

/// Does what each does of a part, one after another; the last answer.
async fn run(office: &Office, n: u32, person: &str, steps: &[(&str, &str)]) -> Answer {
    let mut last = None;
    for (who, act) in steps {
        let (id, version) = part(office, n, person).await;
        last = Some(office.act(who, &id, version, act).await);
    }
    last.unwrap()
}

const DONE: &[(&str, &str)] = &[(SITI, "accept"), (SITI, "submit"), (BUDI, "complete")];

fn file() -> Value {
    json!({"title": "Draf", "upload_id": "u-1", "upload_version": 1})
}

#[tokio::test]
async fn what_was_handed_in_is_not_swapped_before_it_was_reviewed() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI]).await;
    let there = format!("/deliverables/{}", id(0x40));
    let other = format!("/deliverables/{}", id(0x41));
    let made = send(&office, Method::PUT, SITI, &there, file()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    run(&office, 1, SITI, &DONE[..2]).await;
    let again = send(&office, Method::PUT, SITI, &there, file()).await;
    assert_eq!(again.status, StatusCode::OK, "{:?}", again.body);
    let mut newer = file();
    newer["upload_version"] = json!(2);
    let who = (SITI, Role::Employee);
    let own = path(&there);
    let swapped = office
        .send_as((Method::PUT, &own), who, Some(1), &newer)
        .await;
    for refused in [
        swapped,
        send(&office, Method::PUT, SITI, &other, file()).await,
        send(&office, Method::DELETE, SITI, &there, Value::Null).await,
    ] {
        assert_eq!(
            (refused.status, &refused.body["code"]),
            (StatusCode::CONFLICT, &json!("not_now"))
        );
    }
    // Nor by who comes at the same time.
    for forced in [
        "UPDATE addition SET content = '{}', version = 2 WHERE part_id = ?1",
        "UPDATE addition SET removed_at = 1, version = 2 WHERE part_id = ?1",
        "INSERT INTO addition (id, assignment_id, part_id, kind, content, added_by, added_at,
            version, changed_at, changed_by)
         SELECT 'x', assignment_id, id, 'deliverable', '{}', 'x', 1, 1, 1, 'x'
         FROM part WHERE id = ?1",
    ] {
        let id = part(&office, 1, SITI).await.0;
        let refused = office.db.run(forced, params![id]).await.unwrap_err();
        assert!(refused.to_string().contains("not_now"), "{refused}");
    }
    run(&office, 1, SITI, &[(BUDI, "return")]).await;
    let again = office
        .send_as((Method::PUT, &own), who, Some(1), &newer)
        .await;
    assert_eq!(again.status, StatusCode::OK, "{:?}", again.body);
}

#[tokio::test]
async fn nothing_is_added_to_what_was_closed_at_the_same_time() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI]).await;
    let item = format!("/checklist-items/{}", id(0x40));
    let body = json!({"text": "Kumpulkan data"});
    send(&office, Method::PUT, SITI, &item, body).await;
    run(&office, 1, SITI, DONE).await;
    for forced in [
        "UPDATE addition SET content = '{}', version = 2 WHERE assignment_id = ?1",
        "INSERT INTO addition (id, assignment_id, kind, content, added_by, added_at, version,
            changed_at, changed_by) VALUES ('x', ?1, 'checklist_item', '{}', 'x', 1, 1, 1, 'x')",
    ] {
        let refused = office.db.run(forced, params![id(1)]).await.unwrap_err();
        assert!(
            refused.to_string().contains("assignment_closed"),
            "{refused}"
        );
    }
    // What people say of it they still say.
    let comment = format!("/comments/{}", id(0x41));
    let said = send(
        &office,
        Method::PUT,
        SITI,
        &comment,
        json!({"text": "Beres."}),
    )
    .await;
    assert_eq!(said.status, StatusCode::CREATED);
}

#[tokio::test]
async fn nobody_is_asked_again_once_the_whole_is_completed() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI, AGUS]).await;
    run(&office, 1, AGUS, &[(AGUS, "decline")]).await;
    let done = run(&office, 1, SITI, DONE).await;
    assert_eq!(done.body["state"], "completed", "{:?}", done.body);
    let again = run(&office, 1, AGUS, &[(BUDI, "assign")]).await;
    assert_eq!(again.body["code"], "assignment_closed", "{:?}", again.body);
    let shown = office.get(BUDI, &path("")).await;
    assert_eq!(shown.body["state"], "completed");
    let parts = shown.body["parts"].as_array().unwrap().iter();
    let may: Vec<_> = parts.map(|part| part["may"].clone()).collect();
    assert!(!may.contains(&json!(["assign", "cancel"])), "{may:?}");
}

#[tokio::test]
async fn nothing_is_begun_under_a_part_that_is_closed() {
    let office = Office::with_people().await;
    office.give(1, MADE, &[BUDI, AGUS]).await;
    let body = json!({"title": "Draf", "people": [SITI], "parent_id": id(1), "is_draft": true});
    let child = format!("/assignments/{}", id(2));
    let made = office.put(BUDI, &child, &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    let done = [(BUDI, "accept"), (BUDI, "submit"), (MADE, "complete")];
    let done = run(&office, 1, BUDI, &done).await;
    assert_eq!(done.body["state"], "completed", "{:?}", done.body);
    let acts = format!("{child}/acts");
    let assign = json!({"act": "assign"});
    let refused = office.post(BUDI, &acts, Some(1), &assign).await;
    assert_eq!(refused.body["code"], "parent_closed", "{:?}", refused.body);
    let forced = "INSERT INTO assignment (id, parent_id, from_part_id, unit_id, given_by, given_as,
            title, text, priority, given_at, version, changed_at, changed_by)
         SELECT 'x', assignment_id, id, 'x', 'x', 'head', 'x', '', 'normal', 1, 1, 1, 'x'
         FROM part WHERE id = ?1";
    let from = part(&office, 1, BUDI).await.0;
    let refused = office.db.run(forced, params![from]).await.unwrap_err();
    assert!(refused.to_string().contains("parent_closed"), "{refused}");
    // Of another part it goes on.
    let from = part(&office, 1, AGUS).await.0;
    office.db.run(forced, params![from]).await.unwrap();
}

#[tokio::test]
async fn who_acts_for_the_head_changes_nothing_of_their_own_task() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI]).await;
    office.give(2, BUDI, &[AGUS]).await;
    let mut acting = relation(0x220, "acting_head", SITI, TEAM);
    acting["style"] = json!("plh");
    office.outside.tell("relation", acting);
    let due_at = json!({"due_at": null, "text": "Sesukanya."});
    let own = send(&office, Method::PATCH, SITI, "", due_at.clone()).await;
    assert_eq!(own.body["code"], "not_yours", "{:?}", own.body);
    let more = office
        .post(SITI, &path("/parts"), None, &json!({"people": [AGUS]}))
        .await;
    assert_eq!(more.body["code"], "not_yours", "{:?}", more.body);
    assert_eq!(office.get(SITI, &path("")).await.body["may_change"], false);
    // Of others' work they do, and of theirs the head above.
    let other = format!("/assignments/{}", id(2));
    assert_eq!(office.get(SITI, &other).await.body["may_change"], true);
    let above = send(&office, Method::PATCH, MADE, "", due_at).await;
    assert_eq!(above.status, StatusCode::OK, "{:?}", above.body);
}

#[tokio::test]
async fn what_is_closed_keeps_nobody_from_cancelling_the_rest() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI, AGUS]).await;
    run(&office, 1, SITI, DONE).await;
    // Siti acts for Budi, and her own part is done.
    let mut acting = relation(0x220, "acting_head", SITI, TEAM);
    acting["style"] = json!("plh");
    office.outside.tell("relation", acting);
    let body = json!({"act": "cancel", "note": "Batal."});
    let done = office.post(SITI, &path("/acts"), Some(1), &body).await;
    assert_eq!(done.status, StatusCode::OK, "{:?}", done.body);
    assert_eq!(done.body["state"], "completed");
}

#[tokio::test]
async fn an_act_on_all_is_on_all_that_its_caller_saw() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI]).await;
    let own = part(&office, 1, SITI).await;
    let told = json!([{"id": own.0, "version": own.1, "state": "assigned"}]).to_string();
    let cancel = "INSERT INTO acting (assignment_id, parts, of_version, of_parts, state, act, note,
            at, by) VALUES (?1, ?2, ?3, ?4, 'cancelled', 'cancel', 'x', 1795000000000, ?5)";
    for (version, n) in [(1_i64, 2_i64), (2, 1)] {
        let lost = params![id(1), told.as_str(), version, n, BUDI];
        let lost = office.db.run(cancel, lost).await.unwrap_err();
        assert!(lost.to_string().contains("changed_meanwhile"), "{lost}");
    }
    let won = params![id(1), told, 1_i64, 1_i64, BUDI];
    office.db.run(cancel, won).await.unwrap();
}

/// What one reminder, and one more watcher, cost does not grow with the people of an assignment.
#[tokio::test]
async fn a_reminder_and_a_watcher_change_rows_of_their_own_alone() {
    let changes = async |n_people: u32| {
        let office = Office::with_people().await;
        let parts = (0..n_people).map(|n| {
            json!({"id": id(n + 0x5000), "person_id": id(n + 0x6000), "unit_id": id(TEAM),
                "zone": "Asia/Jakarta"})
        });
        let parts = json!(parts.collect::<Vec<_>>()).to_string();
        let give = "INSERT INTO creating (id, unit_id, given_by, given_as, title, text, priority,
                due_at, state, parts, at)
             VALUES (?1, ?2, ?3, 'head', 'x', '', 'normal', 1795000000000, 'assigned', ?4,
                1795000000000)";
        let given = office.db.run(give, params![id(1), id(TEAM), BUDI, parts]);
        given.await.unwrap();
        let total = async || {
            let rows = office
                .db
                .run("SELECT total_changes() AS n ORDER BY n LIMIT 1", vec![]);
            rows.await.unwrap()[0].integer("n").unwrap()
        };
        let before = total().await;
        let remind = "INSERT INTO reminder (id, assignment_id, part_id, person_id, kind, due_at,
                changed_at, changed_by)
             VALUES ('r', ?1, ?2, ?3, 'overdue', 1795000000000, 1795000000000, 'assignments')";
        let reminded = params![id(1), id(0x5000), id(0x6000)];
        office.db.run(remind, reminded).await.unwrap();
        let watch = "INSERT INTO tie (id, assignment_id, kind, target, version, changed_at,
                changed_by) VALUES ('t', ?1, 'watcher', ?2, 1, 1795000000000, ?3)";
        let watched = params![id(1), AGUS, BUDI];
        office.db.run(watch, watched).await.unwrap();
        total().await - before
    };
    assert_eq!(changes(1).await, changes(60).await);
}
