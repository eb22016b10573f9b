//! Punches that say to be where they are not: another zone, another place than the office, no place
//! at all. A human looks, and nothing follows from it by itself.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::follow::{TEAM, office_row, relation, tell};
use crate::office::{BUDI, Office, SITI, id, punch};

const HALL: u32 = 0x300;
const FARM: u32 = 0x301;

/// Siti sits in an office in Makassar since the 20th; it is the 25th. Another one is in Jakarta.
async fn office() -> Office {
    let office = Office::with_rules().await;
    tell(&office);
    let mut hall = office_row(HALL, None);
    (hall["latitude"], hall["longitude"]) = (json!(-5.147_7), json!(119.432_7));
    let mut farm = office_row(FARM, None);
    (farm["latitude"], farm["longitude"]) = (json!(-6.208_8), json!(106.845_6));
    (farm["zone"], hall["zone"]) = (json!("Asia/Jakarta"), json!("Asia/Makassar"));
    office.outside.tell("office", hall);
    office.outside.tell("office", farm);
    let mut member = relation(0x200, "member", SITI, TEAM);
    (member["office_id"], member["version"]) = (json!(id(HALL)), json!(2));
    office.outside.tell("relation", member);
    office.tick().await;
    office
}

fn at(mode: &str, zone: &str, place: Option<(f64, f64)>) -> Value {
    let mut body = punch("in");
    (body["work_mode"], body["zone"]) = (json!(mode), json!(zone));
    if let Some((latitude, longitude)) = place {
        body["position"] =
            json!({"latitude": latitude, "longitude": longitude, "accuracy_m": 10, "age_s": 2});
    }
    body
}

/// Reasons and figures of what was found about Siti.
async fn found(office: &Office, n: u32, body: &Value) -> Vec<(String, i64)> {
    let kept = office.put(SITI, &id(n), body).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.body);
    office.tick().await;
    let mine = office.get(SITI, "/evidence").await.body;
    let rows = mine.as_array().unwrap().iter();
    let told = rows.map(|row| {
        let reason = row["reason"].as_str().unwrap().to_owned();
        (reason, row["found"].as_i64().unwrap())
    });
    told.collect()
}

#[tokio::test]
async fn a_zone_that_is_not_the_offices_moves_hours_and_date_and_is_shown_to_a_human() {
    for (zone, minutes) in [("Asia/Karachi", 180), ("Pacific/Honolulu", 18 * 60)] {
        let office = office().await;
        let told = found(&office, 1, &at("home", zone, None)).await;
        assert_eq!(told, [("other_zone".to_owned(), minutes)], "{zone}");
    }
    let office = office().await;
    let told = found(&office, 1, &at("home", "Asia/Makassar", None)).await;
    assert_eq!(told, []);
}

#[tokio::test]
async fn who_travels_or_works_elsewhere_with_approval_has_the_zone_of_the_place() {
    let travel = json!({"kind": "duty_travel", "reason": "Supervisi.", "duty_travel": {
        "starts_on": "2026-11-24", "ends_on": "2026-11-26", "destination": "Jakarta",
        "order": "ST 12/2026"}});
    let plan = json!({"kind": "flexible_work", "reason": "Menulis.", "flexible_work": {
        "way": "location", "place": "home", "plan": "Bab dua.", "days": ["2026-11-25"]}});
    for asked in [travel, plan] {
        let office = office().await;
        let told = found(&office, 1, &at("other", "Asia/Jakarta", None)).await;
        assert_eq!(told, [("other_zone".to_owned(), 60)]);
        let office = self::office().await;
        // The head of the team decides for its members.
        let path = format!("/requests/{}", id(10));
        let to = (Method::PUT, path.as_str());
        office.send(to, (SITI, Role::Employee), None, &asked).await;
        let path = format!("{path}/decision");
        let to = (Method::POST, path.as_str());
        let body = json!({"outcome": "approved"});
        let head = (BUDI, Role::Employee);
        let done = office.send(to, head, Some("\"1\""), &body).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        let told = found(&office, 1, &at("other", "Asia/Jakarta", None)).await;
        assert_eq!(told, []);
    }
}

#[tokio::test]
async fn who_says_to_be_at_the_office_and_is_not_is_shown_to_a_human() {
    let (makassar, jakarta) = ((-5.147_7, 119.436_7), (-6.208_8, 106.845_6));
    for (mode, place, told_m) in [
        ("office", makassar, 0),
        ("office", jakarta, 1_397_000),
        // Another office of the institution is as near as the nearest.
        ("other_office", jakarta, 0),
        ("other_office", (-6.3, 106.845_6), 10_100),
        ("home", jakarta, 0),
    ] {
        let office = office().await;
        let told = found(&office, 1, &at(mode, "Asia/Makassar", Some(place))).await;
        if told_m == 0 {
            assert_eq!(told, [], "{mode} {place:?}");
            continue;
        }
        assert_eq!(told[0].0, "outside_office", "{mode} {place:?}");
        assert!((told[0].1 - told_m).abs() < 2_000, "{told:?}");
        // It is a reason to look, and no verdict.
        let day = office.get(SITI, "/days/2026-11-25").await;
        assert_eq!(day.body["duty"]["status"], "present");
    }
}

#[tokio::test]
async fn days_without_any_position_are_told_where_an_institution_looks_at_them() {
    let looks = async |missing_days: Option<i64>| {
        let office = office().await;
        let to = (Method::PUT, "/evidence-rules");
        let rules = json!({"position_days": 30, "missing_days": missing_days});
        let keeper = (BUDI, Role::Personnel);
        let kept = office.send(to, keeper, Some("\"3\""), &rules).await;
        assert_eq!(kept.status, StatusCode::OK, "{}", kept.body);
        let mut told = Vec::new();
        for n in 1..=4 {
            // On the first day the second tap has one.
            let place = (n == 2).then_some((-5.147_7, 119.436_7));
            told = found(&office, n, &at("office", "Asia/Makassar", place)).await;
            office.pass(if n == 1 { 60 } else { 24 * 60 });
        }
        told.extend(found(&office, 5, &at("office", "Asia/Makassar", None)).await);
        told
    };
    assert_eq!(looks(Some(3)).await, [("missing_position".to_owned(), 3)]);
    assert_eq!(looks(Some(4)).await, []);
    assert_eq!(looks(None).await, []);
}
