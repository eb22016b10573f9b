//! What is left of a year's days of leave, and how it is reckoned.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::leave::{annual, approved, duty, keep, leave, office, punched};
use crate::office::{SITI, id};
use crate::requests::{KEEPER, ME, ask, decide};

#[tokio::test]
async fn a_year_has_what_it_gives_and_what_was_left_up_to_eighteen() {
    let office = office().await;
    let balance = annual(&office, 2026).await;
    // Nothing of 2025 was used: six of twelve come along.
    let figures = ["entitled_days", "carried_days", "left_days"].map(|name| &balance[name]);
    assert_eq!(figures, [&json!(12), &json!(6), &json!(18)]);
    let texts: Vec<_> = balance["explanations"].as_array().unwrap().iter().collect();
    let carried = texts
        .iter()
        .find(|one| one["explains"] == "carried")
        .unwrap();
    let told = "6 hari dibawa dari 2025, sehingga seluruhnya paling banyak 18 hari.";
    assert_eq!(carried["text"], told);
    // 2024 is not known: nothing is guessed.
    let balance = annual(&office, 2025).await;
    assert_eq!(
        (&balance["carried_days"], &balance["left_days"]),
        (&json!(0), &json!(12))
    );
}

#[tokio::test]
async fn leave_across_the_end_of_a_year_is_taken_from_both_with_the_cap_of_eighteen() {
    let office = office().await;
    // 2026: 18, of which eight are used. 28 December to 8 January: four days and six.
    approved(&office, 10, &leave("annual", "2026-11-30", "2026-12-09")).await;
    let asked = approved(&office, 11, &leave("annual", "2026-12-28", "2027-01-08")).await;
    let years = json!([{"year": 2026, "days": 4}, {"year": 2027, "days": 6}]);
    assert_eq!(asked.body["counts"], years);
    let old = annual(&office, 2026).await;
    assert_eq!(
        (&old["used_days"], &old["left_days"]),
        (&json!(12), &json!(6))
    );
    let new = annual(&office, 2027).await;
    // Six are left and fit under the cap; without what was used in January eighteen.
    assert_eq!(
        (&new["carried_days"], &new["used_days"]),
        (&json!(6), &json!(6))
    );
    assert_eq!(new["left_days"], 12);
    // Six more days of 2026 would take what 2027 was carried: still fine; seven are not there.
    let much = ask(
        &office,
        12,
        ME,
        &leave("annual", "2026-12-10", "2026-12-18"),
    )
    .await;
    assert_eq!(
        much.body["errors"][0]["code"], "balance_exceeded",
        "{:?}",
        much.body
    );
}

#[tokio::test]
async fn the_cap_cuts_what_is_carried_and_not_what_was_used() {
    let office = office().await;
    let left = annual(&office, 2027).await;
    assert_eq!(
        (&left["carried_days"], &left["left_days"]),
        (&json!(6), &json!(18))
    );
    // Personnel know what was used before the system began.
    let form = json!({"name": "Sisa cuti 2025", "source": "Kartu cuti", "type": "annual",
                      "person_id": SITI, "day": "2026-01-01", "days": -15});
    keep(&office, "leave-adjustments", 60, &form).await;
    let less = annual(&office, 2026).await;
    assert_eq!(
        (&less["adjusted_days"], &less["left_days"]),
        (&json!(-15), &json!(3))
    );
    assert_eq!(annual(&office, 2027).await["carried_days"], 3);
}

#[tokio::test]
async fn cuti_bersama_worked_is_credited_and_explained() {
    let office = office().await;
    punched(&office, 2, "in", "2026-05-15T08:00:00+07:00").await;
    punched(&office, 3, "out", "2026-05-15T12:00:00+07:00").await;
    let balance = annual(&office, 2026).await;
    assert_eq!(
        (&balance["credited_days"], &balance["left_days"]),
        (&json!(1), &json!(19))
    );
    let all = balance["explanations"].as_array().unwrap();
    let credited = all
        .iter()
        .find(|one| one["explains"] == "credited")
        .unwrap();
    let told = "1 hari ditambahkan karena bekerja pada cuti bersama: 15 Mei 2026.";
    assert_eq!(credited["text"], told);
    // A holiday that is worked is none of it.
    punched(&office, 4, "in", "2026-05-27T08:00:00+07:00").await;
    punched(&office, 5, "out", "2026-05-27T12:00:00+07:00").await;
    assert_eq!(annual(&office, 2026).await["credited_days"], 1);
}

#[tokio::test]
async fn nobody_gives_themself_leave_by_a_tap_on_cuti_bersama() {
    // Half of 450 minutes, and one less.
    for (ends, credited) in [("08:01", 0), ("11:44", 0), ("11:45", 1)] {
        let office = office().await;
        punched(&office, 2, "in", "2026-05-15T08:00:00+07:00").await;
        punched(&office, 3, "out", &format!("2026-05-15T{ends}:00+07:00")).await;
        let balance = annual(&office, 2026).await;
        assert_eq!(balance["credited_days"], credited, "{ends}");
    }
}

#[tokio::test]
async fn a_decree_that_comes_after_the_day_gives_the_day_back() {
    let office = office().await;
    approved(&office, 10, &leave("annual", "2026-11-30", "2026-12-04")).await;
    office.clock.advance(Duration::from_hours(24 * 20));
    assert_eq!(annual(&office, 2026).await["used_days"], 5);
    assert_eq!(duty(&office, "2026-12-02").await["status"], "leave");
    let form = json!({"day": "2026-12-02", "kind": "joint_leave", "name": "Cuti bersama tambahan",
                      "source": "SKB perubahan 2026"});
    keep(&office, "calendar-days", 71, &form).await;
    assert_eq!(annual(&office, 2026).await["used_days"], 4);
    assert_eq!(duty(&office, "2026-12-02").await["status"], "holiday");
}

#[tokio::test]
async fn two_requests_at_once_never_take_more_than_is_left() {
    let office = office().await;
    approved(&office, 10, &leave("annual", "2026-11-30", "2026-12-15")).await;
    assert_eq!(annual(&office, 2026).await["left_days"], 6);
    let (a, b) = (
        leave("annual", "2026-12-16", "2026-12-21"),
        leave("annual", "2026-12-22", "2026-12-31"),
    );
    let (one, other) = tokio::join!(ask(&office, 11, ME, &a), ask(&office, 12, ME, &b));
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!(
        statuses,
        [StatusCode::CREATED, StatusCode::UNPROCESSABLE_ENTITY]
    );
}

#[tokio::test]
async fn what_no_longer_fits_is_not_approved() {
    let office = office().await;
    ask(
        &office,
        10,
        ME,
        &leave("annual", "2026-11-30", "2026-12-15"),
    )
    .await;
    let form = json!({"name": "Cuti besar", "source": "SK 8", "type": "annual",
                      "person_id": SITI, "day": "2026-06-01", "days": -10});
    keep(&office, "leave-adjustments", 60, &form).await;
    let refused = decide(&office, 10, KEEPER, "approved").await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (StatusCode::CONFLICT, &json!("no_longer_fits"))
    );
    assert_eq!(refused.body["errors"][0]["code"], "balance_exceeded");
    assert_eq!(
        decide(&office, 10, KEEPER, "declined").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn another_ones_balance_and_adjustments_are_not_there() {
    let office = office().await;
    let form = json!({"name": "Sisa", "source": "Kartu", "type": "annual", "person_id": SITI,
                      "day": "2026-01-01", "days": 1.5});
    keep(&office, "leave-adjustments", 60, &form).await;
    let other = (crate::office::BUDI, Role::Employee);
    for path in [
        format!("/leave-balances/2026?person_id={SITI}"),
        format!("/leave-adjustments/{}", id(60)),
    ] {
        let seen = office
            .send((Method::GET, &path), other, None, &Value::Null)
            .await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
        let auditor = (crate::office::BUDI, Role::Auditor);
        let seen = office
            .send((Method::GET, &path), auditor, None, &Value::Null)
            .await;
        assert_eq!(seen.status, StatusCode::OK, "{path}");
    }
    let own = office
        .get(SITI, &format!("/leave-adjustments/{}", id(60)))
        .await;
    assert_eq!(own.body["days"], 1.5);
    assert_eq!(annual(&office, 2026).await["adjusted_days"], 1.5);
    let wrong = office.get(SITI, "/leave-balances/26").await;
    assert_eq!(wrong.body["errors"][0]["code"], "not_a_year");
    let now = office.get(SITI, "/leave-balances/current").await;
    assert_eq!(now.body["year"], 2026);
}
