//! What about punches somebody should look at, and how long positions are kept.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::{journal, params};
use ngantor_http::Ambient as _;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, id, punch};

const MADE: &str = "0193a5b0-7c1e-7000-8000-000000000003";
/// Jakarta, to the last digit.
const DESK: (f64, f64) = (-6.208_763_1, 106.845_599_2);
const MAKASSAR: (f64, f64) = (-5.147_665, 119.432_731);
const PHONE: &str = "phone-of-nobody-else";

/// A punch at a place, on a device.
fn at((latitude, longitude): (f64, f64), device: Option<&str>) -> Value {
    let mut body = punch("in");
    body["position"] =
        json!({"latitude": latitude, "longitude": longitude, "accuracy_m": 10, "age_s": 2});
    if let Some(device) = device {
        body["device"] = json!(device);
    }
    body
}

impl Office {
    async fn ticked(&self) -> Value {
        self.tick().await.body
    }

    /// Reasons and figures of everybody's evidence.
    async fn evidence(&self) -> Vec<(String, String, i64)> {
        let answer = self.evidence_as(BUDI, Role::Personnel, "?of=all").await;
        let rows = answer.body.as_array().unwrap();
        let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
        let told = |row: &Value| {
            (
                text(row, "person_id"),
                text(row, "reason"),
                row["found"].as_i64().unwrap(),
            )
        };
        rows.iter().map(told).collect()
    }

    async fn evidence_as(&self, person: &str, role: Role, query: &str) -> Answer {
        let path = format!("/evidence{query}");
        let to = (Method::GET, path.as_str());
        self.send(to, (person, role), None, &Value::Null).await
    }

    async fn positions(&self) -> i64 {
        let rows = self
            .db
            .run(
                "SELECT count(latitude) + count(device) AS n FROM punch ORDER BY n LIMIT 1",
                params![],
            )
            .await
            .unwrap();
        rows[0].integer("n").unwrap()
    }
}

#[tokio::test]
async fn an_hour_after_jakarta_nobody_is_in_makassar() {
    let office = Office::open().await;
    office.put(SITI, &id(1), &at(DESK, None)).await;
    office.pass(60);
    office.put(SITI, &id(2), &at(MAKASSAR, None)).await;
    office.ticked().await;
    let found = office.evidence().await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].0.as_str(), found[0].1.as_str()),
        (SITI, "impossible_travel")
    );
    assert!((1_300..1_400).contains(&found[0].2), "{found:?}");
}

#[tokio::test]
async fn a_claim_that_arrives_late_is_compared_with_what_came_before_and_after_it() {
    let office = Office::open().await;
    office.put(SITI, &id(1), &at(MAKASSAR, None)).await;
    office.ticked().await;
    assert_eq!(office.evidence().await, []);
    let mut earlier = at(DESK, None);
    earlier["claimed_at"] = json!("2026-11-25T06:45:00+07:00");
    office.put(SITI, &id(2), &earlier).await;
    office.ticked().await;
    let found = office.evidence().await;
    let reasons: Vec<_> = found.iter().map(|(_, reason, _)| reason.as_str()).collect();
    assert_eq!(reasons, ["impossible_travel", "late_claim"], "{found:?}");
}

#[tokio::test]
async fn coordinates_to_the_last_digit_of_three_people_are_shown_to_a_human() {
    let office = Office::open().await;
    for (n, person) in [(1, SITI), (2, BUDI), (3, MADE)] {
        office.put(person, &id(n), &at(DESK, None)).await;
        office.pass(1);
    }
    office.ticked().await;
    // Known together, each of the three is told.
    let mut found = office.evidence().await;
    found.sort();
    let people: Vec<_> = found
        .iter()
        .map(|(person, reason, n)| (person.as_str(), reason.as_str(), *n))
        .collect();
    let reason = "shared_position";
    assert_eq!(
        people,
        [(SITI, reason, 2), (BUDI, reason, 2), (MADE, reason, 2)]
    );
}

#[tokio::test]
async fn the_same_coordinates_day_after_day_and_a_device_of_two_people_are_shown() {
    let office = Office::open().await;
    for n in 1..=4 {
        office.put(SITI, &id(n), &at(DESK, Some(PHONE))).await;
        office.pass(24 * 60);
    }
    office.put(MADE, &id(5), &at(MAKASSAR, Some(PHONE))).await;
    office.put(MADE, &id(6), &at(MAKASSAR, Some(PHONE))).await;
    office.ticked().await;
    let mut found = office.evidence().await;
    found.sort();
    let people: Vec<_> = found
        .iter()
        .map(|(person, reason, n)| (person.as_str(), reason.as_str(), *n))
        .collect();
    assert_eq!(people.first(), Some(&(SITI, "frozen_position", 3)));
    assert_eq!(people.last(), Some(&(MADE, "shared_device", 1)));
}

#[tokio::test]
async fn a_late_claim_is_told_once_a_day_and_ticking_again_tells_nothing_new() {
    let office = Office::open().await;
    for n in [1, 2] {
        let mut late = punch(if n == 1 { "in" } else { "out" });
        late["claimed_at"] = json!(format!("2026-11-24T{:02}:30:00+07:00", 6 + n));
        office.put(SITI, &id(n), &late).await;
    }
    office.ticked().await;
    let found = office.evidence().await;
    assert_eq!(found, [(SITI.to_owned(), "late_claim".to_owned(), 24 * 60)]);
    let n_entries = office.n_entries().await;
    let again = office.ticked().await;
    assert_eq!(again["is_more"], false, "{again}");
    assert_eq!(office.n_entries().await, n_entries);
}

/// Received so many minutes after its claim.
async fn late_by(office: &Office, n: u32, direction: &str, minutes: i64) {
    let claimed_at = office.clock.now() - chrono::Duration::minutes(minutes);
    let mut late = punch(direction);
    late["claimed_at"] = json!(claimed_at.to_rfc3339());
    let kept = office.put(SITI, &id(n), &late).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.body);
    office.ticked().await;
}

#[tokio::test]
async fn a_claim_that_is_five_minutes_old_is_shown_to_a_human() {
    let office = Office::open().await;
    late_by(&office, 1, "in", 4).await;
    assert_eq!(office.evidence().await, []);
    late_by(&office, 2, "out", 5).await;
    assert_eq!(
        office.evidence().await,
        [(SITI.to_owned(), "late_claim".to_owned(), 5)]
    );
}

#[tokio::test]
async fn what_was_dismissed_is_open_again_when_more_of_it_is_found() {
    let office = Office::open().await;
    let review = async |version: &str| {
        let mine = office.evidence_as(SITI, Role::Employee, "").await;
        let path = format!("/evidence/{}/review", mine.body[0]["id"].as_str().unwrap());
        let form = json!({"state": "dismissed", "note": "Listrik padam."});
        let to = (Method::POST, path.as_str());
        let keeper = (BUDI, Role::Personnel);
        office.send(to, keeper, Some(version), &form).await.status
    };
    let only = async || {
        let found = office.evidence_as(SITI, Role::Employee, "").await;
        assert_eq!(found.body.as_array().map(Vec::len), Some(1));
        found.body[0].clone()
    };
    office.pass(11 * 60);
    late_by(&office, 1, "in", 61).await;
    assert_eq!(review("\"1\"").await, StatusCode::OK);
    // No more of it: what was said stays.
    late_by(&office, 2, "out", 60).await;
    let same = only().await;
    assert_eq!(
        (&same["state"], &same["found"]),
        (&json!("dismissed"), &json!(61))
    );
    late_by(&office, 3, "in", 600).await;
    let again = only().await;
    assert_eq!(
        (&again["state"], &again["found"], &again["version"]),
        (&json!("open"), &json!(600), &json!(3))
    );
    assert_eq!(
        (&again["punch_id"], &again["reviewed_by"]),
        (&json!(id(3)), &Value::Null)
    );
    // What was said before stands beside it until somebody looks again.
    assert_eq!(again["note"], "Listrik padam.");
    assert_eq!(review("\"3\"").await, StatusCode::OK);
}

#[tokio::test]
async fn positions_are_forgotten_in_time_and_were_in_no_entry_of_the_journal() {
    let office = Office::open().await;
    let body = at(DESK, Some(PHONE));
    office.put(SITI, &id(1), &body).await;
    office.ticked().await;
    office.pass(29 * 24 * 60);
    office.ticked().await;
    assert_eq!(office.positions().await, 2);
    office.pass(24 * 60 + 1);
    let ticked = office.ticked().await;
    assert_eq!(ticked["n_forgotten"], 1, "{ticked}");
    assert_eq!(office.positions().await, 0);
    let listed = office.get(SITI, "/punches").await;
    assert_eq!(listed.body[0]["position"], Value::Null);
    // Sent again it is still the same punch.
    let again = office.put(SITI, &id(1), &body).await;
    assert_eq!(again.status, StatusCode::OK);
    for entry in journal::after(&*office.db, 0, 500).await.unwrap() {
        let text = entry.new.to_string();
        assert!(!text.contains("106.84") && !text.contains(PHONE), "{text}");
    }
}

#[tokio::test]
async fn everybody_sees_their_own_and_personnel_review_others() {
    let office = Office::open().await;
    let mut late = punch("in");
    late["claimed_at"] = json!("2026-11-24T07:30:00+07:00");
    office.put(SITI, &id(1), &late).await;
    office.ticked().await;
    let mine = office.evidence_as(SITI, Role::Employee, "").await;
    assert_eq!(mine.body[0]["state"], "open");
    assert!(mine.body[0]["text"].as_str().unwrap().contains("1440"));
    let other = office.evidence_as(MADE, Role::Employee, "").await;
    assert_eq!(other.body, json!([]));
    let all = office.evidence_as(MADE, Role::Employee, "?of=all").await;
    assert_eq!(all.status, StatusCode::FORBIDDEN);
    let path = format!("/evidence/{}/review", mine.body[0]["id"].as_str().unwrap());
    let form = json!({"state": "dismissed", "note": "Listrik padam."});
    for (who, version, status) in [
        ((MADE, Role::Employee), Some("\"1\""), StatusCode::NOT_FOUND),
        (
            (SITI, Role::Personnel),
            Some("\"1\""),
            StatusCode::FORBIDDEN,
        ),
        ((BUDI, Role::Auditor), Some("\"1\""), StatusCode::FORBIDDEN),
        (
            (BUDI, Role::Personnel),
            None,
            StatusCode::PRECONDITION_REQUIRED,
        ),
        (
            (BUDI, Role::Personnel),
            Some("\"2\""),
            StatusCode::PRECONDITION_FAILED,
        ),
        ((BUDI, Role::Personnel), Some("\"1\""), StatusCode::OK),
        (
            (BUDI, Role::Personnel),
            Some("\"1\""),
            StatusCode::PRECONDITION_FAILED,
        ),
    ] {
        let to = (Method::POST, path.as_str());
        let answer = office.send(to, who, version, &form).await;
        assert_eq!(answer.status, status, "{who:?} {version:?} {}", answer.body);
    }
    let open = office
        .evidence_as(BUDI, Role::Personnel, "?of=all&state=open")
        .await;
    assert_eq!(open.body, json!([]));
    let mine = office
        .evidence_as(SITI, Role::Employee, "?state=dismissed")
        .await;
    assert_eq!(mine.body[0]["note"], "Listrik padam.");
    assert_eq!(mine.body[0]["reviewed_by"], BUDI);
}

#[tokio::test]
async fn what_is_looked_at_is_an_institutions_own_choice() {
    let office = Office::open().await;
    let to = |method| (method, "/evidence-rules");
    let none = json!({"position_days": 7});
    let employee = (SITI, Role::Employee);
    let keeper = (BUDI, Role::Personnel);
    let told = office
        .send(to(Method::GET), employee, None, &Value::Null)
        .await;
    assert_eq!(told.body["position_days"], 30);
    let refused = office
        .send(to(Method::PUT), employee, Some("\"3\""), &none)
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    for (body, pointer) in [
        (json!({"position_days": 0}), "/position_days"),
        (json!({"position_days": 367}), "/position_days"),
        (
            json!({"position_days": 7, "max_speed_kmh": -1}),
            "/max_speed_kmh",
        ),
    ] {
        let answer = office
            .send(to(Method::PUT), keeper, Some("\"3\""), &body)
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.body["errors"][0]["pointer"], pointer);
    }
    let changed = office
        .send(to(Method::PUT), keeper, Some("\"3\""), &none)
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    let mut late = punch("in");
    late["claimed_at"] = json!("2026-11-24T07:30:00+07:00");
    office.put(SITI, &id(1), &late).await;
    office.ticked().await;
    assert_eq!(office.evidence().await, []);
}

#[tokio::test]
async fn a_device_is_a_mark_and_no_text() {
    let office = Office::open().await;
    for device in [
        "",
        "short",
        "Siti's own telephone",
        &"x".repeat(65),
        "ééééééééé",
    ] {
        let answer = office.put(SITI, &id(1), &at(DESK, Some(device))).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{device}");
        assert_eq!(answer.body["errors"][0]["pointer"], "/device");
    }
}
