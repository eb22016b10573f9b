//! When somebody leaves: their open parts go to another, and no others do.

use axum::http::StatusCode;
use ngantor_http::testing::Answer;
use serde_json::json;

use crate::office::{AGUS, BUDI, MADE, Office, RATNA, SITI, YOHANA, id};

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
    assert_eq!(done.body["is_more"], false);
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
