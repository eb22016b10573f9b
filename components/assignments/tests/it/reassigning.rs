//! When somebody leaves: their open parts go to another, and no others do.

use axum::http::StatusCode;
use ngantor_db::params;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{AGUS, BRANCH, BUDI, MADE, Office, RATNA, SITI, TEAM, YOHANA, id};

async fn reassign(office: &Office, who: &str, from: &str, to: &str) -> Answer {
    let body = json!({"from_id": from, "to_id": to, "note": "Pindah tugas."});
    office.post(who, "/reassignments", None, &body).await
}

/// The people and states of an assignment's parts, as who gave it sees them.
async fn parts(office: &Office, giver: &str, n: u32) -> Vec<(String, String)> {
    let shown = office.get(giver, &format!("/assignments/{}", id(n))).await;
    let parts = shown.body["parts"].as_array().unwrap().iter();
    let mut parts: Vec<_> = parts
        .map(|part| {
            let of = |name: &str| part[name].as_str().unwrap().to_owned();
            (of("person_id"), of("state"))
        })
        .collect();
    parts.sort();
    parts
}

fn told(parts: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut parts: Vec<_> = parts
        .iter()
        .map(|(who, state)| ((*who).to_owned(), (*state).to_owned()))
        .collect();
    parts.sort();
    parts
}

#[tokio::test]
async fn open_parts_go_over_and_what_is_done_stays() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI]).await;
    office.give(2, BUDI, &[SITI, AGUS]).await;
    office.give(3, BUDI, &[SITI]).await;
    office.give(4, MADE, &[SITI]).await;
    let part = office.parts(3).await.remove(0);
    for (version, (who, act)) in (1..).zip([(SITI, "accept"), (SITI, "submit"), (BUDI, "complete")])
    {
        office.act(who, &part, version, act).await;
    }
    let done = reassign(&office, BUDI, SITI, AGUS).await;
    assert_eq!(done.status, StatusCode::OK, "{:?}", done.body);
    // Made gave the fourth, of which nothing is told.
    assert_eq!(done.body["n_left"], 0);
    assert_eq!(done.body["next_after_id"], Value::Null);
    assert_eq!(done.body["assignments"].as_array().unwrap().len(), 2);
    let cancelled = (SITI, "cancelled");
    let asked = (AGUS, "assigned");
    assert_eq!(parts(&office, BUDI, 1).await, told(&[cancelled, asked]));
    // Nobody has two parts of the same work.
    assert_eq!(parts(&office, BUDI, 2).await, told(&[cancelled, asked]));
    assert_eq!(parts(&office, BUDI, 3).await, told(&[(SITI, "completed")]));
    assert_eq!(parts(&office, MADE, 4).await, told(&[(SITI, "assigned")]));
    let again = reassign(&office, BUDI, SITI, AGUS).await;
    assert_eq!(again.body["assignments"], json!([]));
    let mine = office.get(AGUS, "/assignments").await;
    assert_eq!(mine.body.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn nothing_goes_to_whom_it_may_not_be_given_nor_from_whom_one_does_not_review() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI]).await;
    for (who, from, to, n_left) in [
        (BUDI, SITI, YOHANA, 1),
        (BUDI, SITI, MADE, 1),
        (RATNA, SITI, YOHANA, 0),
    ] {
        let done = reassign(&office, who, from, to).await;
        assert_eq!(done.body["n_left"], n_left, "{who} {to}: {:?}", done.body);
        assert_eq!(done.body["assignments"], json!([]), "{who} {to}");
    }
    let staff = reassign(&office, AGUS, SITI, AGUS).await;
    assert_eq!(staff.body["code"], "leads_nothing");
    let same = reassign(&office, BUDI, SITI, SITI).await;
    assert_eq!(same.body["errors"][0]["pointer"], "/to_id");
    let nobody = reassign(&office, BUDI, SITI, &id(0xfff)).await;
    assert_eq!(nobody.body["errors"][0]["code"], "no_person");
    assert_eq!(parts(&office, BUDI, 1).await, told(&[(SITI, "assigned")]));
}

#[tokio::test]
async fn what_the_other_closed_or_declined_is_not_theirs_again() {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI, AGUS]).await;
    office.give(2, BUDI, &[SITI, AGUS]).await;
    office.give(3, BUDI, &[SITI]).await;
    let own = async |n: u32| {
        let statement = "SELECT id FROM part WHERE assignment_id = ?1 AND person_id = ?2
            ORDER BY id LIMIT 1";
        let rows = office.db.run(statement, params![id(n), AGUS]).await;
        rows.unwrap()[0].text("id").unwrap()
    };
    office.act(AGUS, &own(1).await, 1, "decline").await;
    let part = own(2).await;
    for (version, (who, act)) in (1..).zip([(AGUS, "accept"), (AGUS, "submit"), (BUDI, "complete")])
    {
        office.act(who, &part, version, act).await;
    }
    let done = reassign(&office, BUDI, SITI, AGUS).await;
    assert_eq!(done.body["n_left"], 2, "{:?}", done.body);
    assert_eq!(done.body["assignments"], json!([id(3)]));
    let asked = (SITI, "assigned");
    for (n, other) in [(1, "declined"), (2, "completed")] {
        assert_eq!(parts(&office, BUDI, n).await, told(&[asked, (AGUS, other)]));
    }
}

#[tokio::test]
async fn what_was_handed_in_waits_for_its_review_and_one_that_is_full_keeps_nothing_back() {
    let office = Office::with_people().await;
    for n in 1..=3 {
        office.give(n, BUDI, &[SITI]).await;
    }
    let part = office.parts(1).await.remove(0);
    for (version, act) in (1..).zip(["accept", "submit"]) {
        office.act(SITI, &part, version, act).await;
    }
    // As many parts as there may be, all but one cancelled.
    let fill = "WITH RECURSIVE count (n) AS (
            SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 99)
        INSERT INTO part (id, assignment_id, person_id, unit_id, zone, state, version, changed_at,
            changed_by)
        SELECT ?2 || substr('0' || count.n, -2), ?1, ?2 || substr('0' || count.n, -2), unit_id,
            'Asia/Jakarta', 'cancelled', 1, given_at, given_by
        FROM count JOIN assignment ON assignment.id = ?1";
    let stem = id(0x300)[..34].to_owned();
    office.db.run(fill, params![id(2), stem]).await.unwrap();
    let done = reassign(&office, BUDI, SITI, AGUS).await;
    assert_eq!(done.status, StatusCode::OK, "{:?}", done.body);
    assert_eq!(done.body["n_handed_in"], 1);
    assert_eq!(done.body["n_left"], 1);
    assert_eq!(done.body["assignments"], json!([id(3)]));
    assert_eq!(parts(&office, BUDI, 1).await, told(&[(SITI, "submitted")]));
}

/// Of more than one request looks through, the next page goes on where the one before ended, also
/// where nothing of that one went over.
#[tokio::test]
async fn more_than_one_request_looks_through_goes_over_by_pages() {
    let office = Office::with_people().await;
    let rows = (0x5000..0x5000 + 201_u32).map(|n| {
        let part = |k: u32, who: &str| {
            json!({"id": id(n + k), "person_id": who, "unit_id": id(TEAM),
                "zone": "Asia/Jakarta"})
        };
        let parts = json!([part(0x10_0000, SITI), part(0x20_0000, AGUS)]);
        json!([id(n), parts.to_string()])
    });
    let rows = json!(rows.collect::<Vec<_>>()).to_string();
    let statement = "INSERT INTO creating (id, unit_id, given_by, given_as, title, text, priority,
            state, parts, at)
         SELECT json_extract(value, '$[0]'), ?2, ?3, 'head', 'x', '', 'normal', 'assigned',
            json_extract(value, '$[1]'), 1795000000000
         FROM json_each(?1)";
    let given = office.db.run(statement, params![rows, id(TEAM), BUDI]);
    given.await.unwrap();
    // Agus declined all of them, so that Siti's stay.
    let decline = "INSERT INTO acting (assignment_id, parts, state, act, note, at, by)
         SELECT assignment_id, json_array(json_object('id', id, 'version', 1, 'state', state)),
            'declined', 'decline', 'x', 1795000000001, person_id
         FROM part WHERE person_id = ?1";
    office.db.run(decline, params![AGUS]).await.unwrap();
    office.give(0x6000, BUDI, &[SITI]).await;
    let first = reassign(&office, BUDI, SITI, AGUS).await;
    assert_eq!(first.body["n_left"], 200, "{:?}", first.body);
    assert_eq!(first.body["assignments"], json!([]));
    let next = first.body["next_after_id"].as_str().unwrap();
    let body = json!({"from_id": SITI, "to_id": AGUS, "note": "Pindah tugas.", "after_id": next});
    let second = office.post(BUDI, "/reassignments", None, &body).await;
    assert_eq!(
        second.body["assignments"],
        json!([id(0x6000)]),
        "{:?}",
        second.body
    );
    assert_eq!(second.body["n_left"], 1);
    assert_eq!(second.body["next_after_id"], Value::Null);
}

/// What others gave, however much it is, does not stand before what one may give on.
#[tokio::test]
async fn others_work_does_not_stand_in_the_way() {
    let office = Office::with_people().await;
    let rows = (0x5000..0x5000 + 201_u32).map(|n| {
        let part = json!([{"id": id(n + 0x10_0000), "person_id": SITI, "unit_id": id(TEAM),
            "zone": "Asia/Jakarta"}]);
        json!([id(n), part.to_string()])
    });
    let rows = json!(rows.collect::<Vec<_>>()).to_string();
    let statement = "INSERT INTO creating (id, unit_id, given_by, given_as, title, text, priority,
            due_at, state, parts, at)
         SELECT json_extract(value, '$[0]'), ?2, ?3, 'head', 'x', '', 'normal', 1795000000000,
            'assigned', json_extract(value, '$[1]'), 1795000000000
         FROM json_each(?1)";
    let given = office.db.run(statement, params![rows, id(BRANCH), MADE]);
    given.await.unwrap();
    office.give(1, BUDI, &[SITI]).await;
    let done = reassign(&office, BUDI, SITI, AGUS).await;
    assert_eq!(done.body["assignments"], json!([id(1)]), "{:?}", done.body);
    assert_eq!(done.body["next_after_id"], Value::Null);
}
