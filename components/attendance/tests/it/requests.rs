//! Asking, deciding and taking back: the life of a request, and a correction that makes a day what
//! it was.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, claimed, id};

pub const ME: (&str, Role) = (SITI, Role::Employee);
/// Where nobody leads a unit, personnel decide.
pub const KEEPER: (&str, Role) = (BUDI, Role::Personnel);

pub async fn ask(office: &Office, n: u32, who: (&str, Role), body: &Value) -> Answer {
    let path = format!("/requests/{}", id(n));
    office.send((Method::PUT, &path), who, None, body).await
}

pub async fn decide(office: &Office, n: u32, who: (&str, Role), outcome: &str) -> Answer {
    let body = json!({"outcome": outcome, "note": "Sudah diperiksa."});
    act(office, (n, "decision"), who, "\"1\"", &body).await
}

pub async fn act(
    office: &Office,
    (n, what): (u32, &str),
    who: (&str, Role),
    version: &str,
    body: &Value,
) -> Answer {
    let path = format!("/requests/{}/{what}", id(n));
    office
        .send((Method::POST, &path), who, Some(version), body)
        .await
}

pub fn missing(direction: &str, at: &str) -> Value {
    json!({"kind": "correction", "reason": "Ponsel mati.", "evidence": "Surat kepala bagian 7",
           "correction": {"punch": {"direction": direction, "at": at, "zone": "Asia/Jakarta",
                                    "work_mode": "office"}}})
}

/// Siti comes on the 24th and forgets to clock out; it is the 25th.
pub async fn with_a_missing_out() -> Office {
    let office = Office::with_rules().await;
    let claim = "2026-11-24T07:30:00+07:00";
    office.put(SITI, &id(1), &claimed("in", Some(claim))).await;
    office
}

async fn day(office: &Office) -> Value {
    office.get(SITI, "/days/2026-11-24").await.body["duty"].clone()
}

fn said(day: &Value, explains: &str) -> String {
    let all = day["explanations"].as_array().unwrap();
    let found = all.iter().find(|one| one["explains"] == explains);
    found.map_or_else(String::new, |one| one["text"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_missing_clock_out_is_asked_for_decided_and_makes_the_day() {
    let office = with_a_missing_out().await;
    assert_eq!(day(&office).await["worked_min"], 0);
    let asked = ask(&office, 9, ME, &missing("out", "2026-11-24T16:00:00+07:00")).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
    assert_eq!(asked.body["state"], "asked");
    assert_eq!(asked.body["deciders"]["personnel"], true);
    assert_eq!(asked.body["deciders"]["may_decide"], false);
    // Asked for is not yet so.
    let open = day(&office).await;
    assert_eq!(open["worked_min"], 0);
    assert_eq!(open["requests"][0]["state"], "asked");
    assert!(said(&open, "request").contains("menunggu keputusan"));
    let decided = decide(&office, 9, KEEPER, "approved").await;
    assert_eq!(decided.status, StatusCode::OK, "{:?}", decided.body);
    assert_eq!(decided.body["decision"]["decided_as"], "personnel");
    let done = day(&office).await;
    assert_eq!(
        (&done["status"], &done["worked_min"]),
        (&json!("present"), &json!(450))
    );
    let told = "Catatan pulang 16.00 berasal dari koreksi yang diajukan 25 November 2026 dan \
        disetujui 25 November 2026.";
    assert_eq!(said(&done, "correction"), told);
    // The punches themselves are as they were.
    assert_eq!(
        office
            .get(SITI, "/punches")
            .await
            .body
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_declined_correction_changes_nothing_and_says_why() {
    let office = with_a_missing_out().await;
    let before = day(&office).await;
    ask(&office, 9, ME, &missing("out", "2026-11-24T16:00:00+07:00")).await;
    let bare = json!({"outcome": "declined"});
    let refused = act(&office, (9, "decision"), KEEPER, "\"1\"", &bare).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.body["errors"][0]["pointer"], "/note");
    let declined = decide(&office, 9, KEEPER, "declined").await;
    assert_eq!(declined.body["state"], "declined");
    assert_eq!(declined.body["decision"]["note"], "Sudah diperiksa.");
    assert_eq!(day(&office).await, before);
}

#[tokio::test]
async fn a_wrong_punch_is_replaced_or_taken_away_and_stays_in_the_list() {
    let office = with_a_missing_out().await;
    let wrong = json!({"kind": "correction", "reason": "Salah tekan.",
        "correction": {"replaces": id(1), "punch": {"direction": "in",
            "at": "2026-11-24T08:00:00+07:00", "zone": "Asia/Jakarta", "work_mode": "home"}}});
    assert_eq!(
        ask(&office, 9, ME, &wrong).await.status,
        StatusCode::CREATED
    );
    decide(&office, 9, KEEPER, "approved").await;
    let later = day(&office).await;
    assert_eq!(later["late_min"], 30);
    assert!(said(&later, "correction").contains("menggantikan catatan yang keliru"));
    // Revoked, it is what it was; taken away, there is nothing.
    let body = json!({"note": "Keliru."});
    let revoked = act(&office, (9, "revocation"), KEEPER, "\"2\"", &body).await;
    assert_eq!(revoked.body["state"], "revoked", "{:?}", revoked.body);
    assert_eq!(day(&office).await["late_min"], 0);
    let away = json!({"kind": "correction", "reason": "Salah tekan.",
                      "correction": {"replaces": id(1)}});
    assert_eq!(
        ask(&office, 10, ME, &away).await.status,
        StatusCode::CREATED
    );
    decide(&office, 10, KEEPER, "approved").await;
    assert_eq!(day(&office).await["status"], "provisional");
    assert_eq!(
        office
            .get(SITI, "/punches")
            .await
            .body
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_claim_that_came_too_late_says_what_to_ask_for_and_that_makes_its_day() {
    let office = Office::with_rules().await;
    // Received on Wednesday at 07:30: 72 hours before is Sunday at 07:30.
    let fits = claimed("in", Some("2026-11-22T07:30:00+07:00"));
    let kept = office.put(SITI, &id(1), &fits).await;
    assert_eq!(kept.body["claim"]["correction"], Value::Null);
    let late = claimed("in", Some("2026-11-20T07:30:00+07:00"));
    let kept = office.put(SITI, &id(2), &late).await;
    assert_eq!(kept.body["day"], "2026-11-20");
    let correction = &kept.body["claim"]["correction"];
    assert_eq!(correction["replaces"], id(2));
    let body = json!({"kind": "correction", "reason": "Tidak ada jaringan di lokasi.",
                      "correction": correction});
    let asked = ask(&office, 9, ME, &body).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
    decide(&office, 9, KEEPER, "approved").await;
    let friday = office.get(SITI, "/days/2026-11-20").await.body["duty"].clone();
    assert_eq!(friday["status"], "present");
    assert_eq!(friday["first_in"], "2026-11-20T07:30:00.000+07:00");
    // And the day on which it came is not one of work by it.
    let today = office.get(SITI, "/days/2026-11-25").await.body["duty"].clone();
    assert_eq!(today["status"], "provisional");
}

#[tokio::test]
async fn nobody_decides_for_themself_whatever_their_role() {
    let office = with_a_missing_out().await;
    let keeper = (SITI, Role::Personnel);
    ask(
        &office,
        9,
        keeper,
        &missing("out", "2026-11-24T16:00:00+07:00"),
    )
    .await;
    let own = decide(&office, 9, keeper, "approved").await;
    assert_eq!(
        (own.status, own.body["code"].as_str()),
        (StatusCode::FORBIDDEN, Some("own_request"))
    );
    let statement = "UPDATE request SET state = 'approved', decided_at = 1, decided_by = person_id,
        decided_as = 'head', version = 2 WHERE id = ?1";
    let forced = office.db.run(statement, ngantor_db::params![id(9)]).await;
    assert!(forced.is_err());
}

#[tokio::test]
async fn another_ones_request_is_not_there_on_any_verb() {
    let office = with_a_missing_out().await;
    ask(&office, 9, ME, &missing("out", "2026-11-24T16:00:00+07:00")).await;
    let other = (BUDI, Role::Employee);
    let path = format!("/requests/{}", id(9));
    let n_entries = office.n_entries().await;
    for role in [Role::Employee, Role::Planner, Role::Administrator] {
        let seen = office
            .send((Method::GET, &path), (BUDI, role), None, &Value::Null)
            .await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{role:?}");
    }
    let note = json!({"note": "x"});
    let outcome = json!({"outcome": "declined", "note": "x"});
    for (what, body) in [
        ("decision", &outcome),
        ("withdrawal", &note),
        ("revocation", &note),
    ] {
        let done = act(&office, (9, what), other, "\"1\"", body).await;
        assert_eq!(done.status, StatusCode::NOT_FOUND, "{what}");
    }
    // And its id cannot be taken over.
    let put = ask(
        &office,
        9,
        other,
        &missing("out", "2026-11-24T16:00:00+07:00"),
    )
    .await;
    assert_eq!(
        (put.status, &put.body["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("id_reused"))
    );
    assert_eq!(office.n_entries().await, n_entries);
    let mine = office
        .send((Method::GET, "/requests"), other, None, &Value::Null)
        .await;
    assert_eq!(mine.body, json!([]));
    // An auditor reads and decides nothing.
    let auditor = (BUDI, Role::Auditor);
    let seen = office
        .send((Method::GET, &path), auditor, None, &Value::Null)
        .await;
    assert_eq!(seen.status, StatusCode::OK);
    let done = decide(&office, 9, auditor, "approved").await;
    assert_eq!(done.body["code"], "not_the_decider");
}

#[tokio::test]
async fn a_request_is_sent_again_without_a_change_and_its_content_never_changes() {
    let office = with_a_missing_out().await;
    let body = missing("out", "2026-11-24T16:00:00+07:00");
    ask(&office, 9, ME, &body).await;
    let again = ask(&office, 9, ME, &body).await;
    assert_eq!(again.status, StatusCode::OK);
    decide(&office, 9, KEEPER, "approved").await;
    let again = ask(&office, 9, ME, &body).await;
    assert_eq!(
        (again.status, &again.body["state"]),
        (StatusCode::OK, &json!("approved"))
    );
    let other = ask(&office, 9, ME, &missing("out", "2026-11-24T17:00:00+07:00")).await;
    assert_eq!(other.body["code"], "id_reused");
    let statement = "UPDATE request SET reason = 'Lain', version = 3 WHERE id = ?1";
    assert!(
        office
            .db
            .run(statement, ngantor_db::params![id(9)])
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_decision_names_the_version_and_comes_once() {
    let office = with_a_missing_out().await;
    ask(&office, 9, ME, &missing("out", "2026-11-24T16:00:00+07:00")).await;
    let body = json!({"outcome": "approved"});
    let path = format!("/requests/{}/decision", id(9));
    let bare = office
        .send((Method::POST, &path), KEEPER, None, &body)
        .await;
    assert_eq!(bare.status, StatusCode::PRECONDITION_REQUIRED);
    let stale = act(&office, (9, "decision"), KEEPER, "\"7\"", &body).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let (one, other) = tokio::join!(
        decide(&office, 9, KEEPER, "approved"),
        decide(&office, 9, KEEPER, "declined")
    );
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::PRECONDITION_FAILED]);
    let again = act(&office, (9, "decision"), KEEPER, "\"2\"", &body).await;
    assert_eq!(again.body["code"], "request_not_open");
}

#[tokio::test]
async fn what_is_open_is_withdrawn_by_the_person_alone() {
    let office = with_a_missing_out().await;
    ask(&office, 9, ME, &missing("out", "2026-11-24T16:00:00+07:00")).await;
    let none = json!({});
    let keeper = act(&office, (9, "withdrawal"), KEEPER, "\"1\"", &none).await;
    assert_eq!(keeper.status, StatusCode::FORBIDDEN);
    let done = act(&office, (9, "withdrawal"), ME, "\"1\"", &none).await;
    assert_eq!(done.body["state"], "withdrawn", "{:?}", done.body);
    let late = act(
        &office,
        (9, "decision"),
        KEEPER,
        "\"2\"",
        &json!({"outcome": "approved"}),
    )
    .await;
    assert_eq!(late.body["code"], "request_not_open");
    // What holds of a correction is history: only who may decide takes it back.
    ask(
        &office,
        10,
        ME,
        &missing("out", "2026-11-24T16:00:00+07:00"),
    )
    .await;
    decide(&office, 10, KEEPER, "approved").await;
    let own = act(&office, (10, "withdrawal"), ME, "\"2\"", &none).await;
    assert_eq!(own.body["code"], "began_already");
}

#[tokio::test]
async fn the_queue_shows_what_the_caller_may_decide_and_never_their_own() {
    let office = with_a_missing_out().await;
    ask(&office, 9, ME, &missing("out", "2026-11-24T16:00:00+07:00")).await;
    let own = missing("in", "2026-11-24T07:00:00+07:00");
    ask(&office, 10, KEEPER, &own).await;
    let path = "/requests?to_decide=true";
    let queue = office
        .send((Method::GET, path), KEEPER, None, &Value::Null)
        .await;
    let ids: Vec<_> = queue
        .body
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert_eq!(ids, [&json!(id(9))]);
    let mine = office
        .send((Method::GET, path), ME, None, &Value::Null)
        .await;
    assert_eq!(mine.body, json!([]));
    let own = office
        .send((Method::GET, "/requests"), KEEPER, None, &Value::Null)
        .await;
    assert_eq!(own.body[0]["id"], id(10));
    let wrong = office
        .send(
            (Method::GET, "/requests?to_decide=no"),
            ME,
            None,
            &Value::Null,
        )
        .await;
    assert_eq!(wrong.body["errors"][0]["pointer"], "?to_decide");
}
