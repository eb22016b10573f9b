//! Flexible work: who may apply, which cap is hit, and the plan beside what happened.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::leave::{duty, keep};
use crate::office::{BUDI, Office, SITI, claimed, id};
use crate::requests::{KEEPER, ME, ask, decide};

fn plan(days: &[&str]) -> Value {
    json!({"kind": "flexible_work", "reason": "Menulis naskah akademik.", "flexible_work": {
           "way": "location", "place": "home", "days": days, "plan": "Bab dua dan tiga."}})
}

fn at_other_times(day: &str) -> Value {
    json!({"kind": "flexible_work", "reason": "Rapat malam dengan mitra.", "flexible_work": {
           "way": "time", "days": [day], "plan": "Rapat pukul 19.00."}})
}

async fn with_caps(caps: &Value) -> Office {
    let office = Office::with_rules().await;
    let form = json!({"name": "Kerja fleksibel", "source": "Peraturan Sekjen 3/2026",
                      "starts_on": "2026-01-01", "caps": caps});
    keep(&office, "flexible-work-rules", 70, &form).await;
    office
}

async fn work(office: &Office, day: &str, mode: &str, times: [&str; 2]) {
    for (n, (direction, time)) in ["in", "out"].into_iter().zip(times).enumerate() {
        let mut body = claimed(direction, Some(&format!("{day}T{time}:00+07:00")));
        body["work_mode"] = json!(mode);
        let number = 20 + u32::try_from(n).unwrap();
        let kept = office.put(SITI, &id(number), &body).await;
        assert_eq!(kept.status, StatusCode::CREATED);
    }
}

#[tokio::test]
async fn nothing_binds_where_the_agency_set_nothing() {
    let office = Office::with_rules().await;
    let week = [
        "2026-12-07",
        "2026-12-08",
        "2026-12-09",
        "2026-12-10",
        "2026-12-11",
    ];
    let asked = ask(&office, 10, ME, &plan(&week)).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
}

#[tokio::test]
async fn a_week_is_capped_at_the_limit_and_one_past_it_names_the_cap() {
    let office = with_caps(&json!({"days_a_week": 2})).await;
    ask(&office, 10, ME, &plan(&["2026-12-07"])).await;
    let two = ask(&office, 11, ME, &plan(&["2026-12-11", "2026-12-14"])).await;
    assert_eq!(two.status, StatusCode::CREATED, "{:?}", two.body);
    let three = ask(&office, 12, ME, &plan(&["2026-12-09"])).await;
    let fault = &three.body["errors"][0];
    assert_eq!(fault["code"], "week_cap");
    assert_eq!(
        fault["detail"],
        "Paling banyak 2 hari kerja fleksibel dalam seminggu."
    );
    // What was declined does not count, and other times of the day never do.
    decide(&office, 11, KEEPER, "declined").await;
    assert_eq!(
        ask(&office, 13, ME, &plan(&["2026-12-09"])).await.status,
        StatusCode::CREATED
    );
    let evening = ask(&office, 14, ME, &at_other_times("2026-12-10")).await;
    assert_eq!(evening.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_month_is_capped_over_its_weeks_and_a_week_over_two_months() {
    let office = with_caps(&json!({"days_a_week": 2, "days_a_month": 3})).await;
    let three = plan(&["2026-12-01", "2026-12-08", "2026-12-15"]);
    assert_eq!(
        ask(&office, 10, ME, &three).await.status,
        StatusCode::CREATED
    );
    let four = ask(&office, 11, ME, &plan(&["2026-12-22"])).await;
    assert_eq!(four.body["errors"][0]["code"], "month_cap");
    // Monday is the 30th of November: the week has one day of December already.
    let monday = ask(&office, 12, ME, &plan(&["2026-11-30"])).await;
    assert_eq!(monday.status, StatusCode::CREATED);
    let all = plan(&["2026-11-26", "2026-11-27", "2027-01-01"]);
    assert_eq!(ask(&office, 13, ME, &all).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn who_is_excluded_is_told_so_and_nobody_else_learns_it() {
    let office = Office::with_rules().await;
    let form = json!({"name": "Hukuman disiplin sedang", "source": "SK 9/2026", "person_id": SITI,
                      "starts_on": "2026-12-01", "ends_on": "2026-12-31"});
    keep(&office, "flexible-work-exclusions", 71, &form).await;
    let refused = ask(&office, 10, ME, &plan(&["2026-11-30", "2026-12-01"])).await;
    assert_eq!(refused.body["errors"][0]["code"], "excluded");
    assert_eq!(
        ask(&office, 10, ME, &plan(&["2026-11-30"])).await.status,
        StatusCode::CREATED
    );
    let path = format!("/flexible-work-exclusions/{}", id(71));
    let other = (BUDI, Role::Employee);
    let seen = office
        .send((Method::GET, &path), other, None, &Value::Null)
        .await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND);
    assert_eq!(office.get(SITI, &path).await.status, StatusCode::OK);
    let list = "/flexible-work-exclusions";
    let seen = office
        .send((Method::GET, list), other, None, &Value::Null)
        .await;
    assert_eq!(seen.body, json!([]));
}

#[tokio::test]
async fn the_plan_stands_beside_what_happened() {
    let office = Office::with_rules().await;
    ask(&office, 10, ME, &plan(&["2026-11-24"])).await;
    decide(&office, 10, KEEPER, "approved").await;
    // Without a punch it is no day of work: the hours remain.
    assert_eq!(duty(&office, "2026-11-24").await["status"], "provisional");
    work(&office, "2026-11-24", "home", ["07:40", "16:00"]).await;
    let day = duty(&office, "2026-11-24").await;
    assert_eq!(
        (&day["status"], &day["late_min"]),
        (&json!("flexible_location"), &json!(10))
    );
    let plan = &day["requests"][0]["plan"];
    assert_eq!(
        (&plan["place"], &plan["happened"]),
        (&json!("home"), &json!("home"))
    );
    assert_eq!(plan["plan"], "Bab dua dan tiga.");
    let all = day["explanations"].as_array().unwrap();
    let said = all.iter().find(|one| one["explains"] == "request").unwrap();
    let told = "Rencana kerja fleksibel yang disetujui: bekerja dari rumah; yang tercatat: rumah.";
    assert_eq!(said["text"], told);
}

#[tokio::test]
async fn who_came_to_the_office_after_all_is_present_and_both_are_told() {
    let office = Office::with_rules().await;
    ask(&office, 10, ME, &plan(&["2026-11-24"])).await;
    decide(&office, 10, KEEPER, "approved").await;
    work(&office, "2026-11-24", "office", ["07:30", "16:00"]).await;
    let day = duty(&office, "2026-11-24").await;
    assert_eq!(day["status"], "present");
    let plan = &day["requests"][0]["plan"];
    assert_eq!(
        (&plan["place"], &plan["happened"]),
        (&json!("home"), &json!("office"))
    );
}

#[tokio::test]
async fn at_other_times_only_the_length_of_the_day_counts() {
    let office = Office::with_rules().await;
    ask(&office, 10, ME, &at_other_times("2026-11-24")).await;
    decide(&office, 10, KEEPER, "approved").await;
    work(&office, "2026-11-24", "home", ["13:30", "20:30"]).await;
    office.clock.advance(Duration::from_hours(24));
    let day = duty(&office, "2026-11-24").await;
    assert_eq!(
        (&day["status"], &day["late_min"]),
        (&json!("flexible_time"), &json!(0))
    );
    // Seven hours of seven and a half.
    assert_eq!(
        (&day["worked_min"], &day["short_min"]),
        (&json!(420), &json!(30))
    );
}

#[tokio::test]
async fn duty_travel_is_no_absence_and_its_hours_are_not_measured() {
    let office = Office::with_rules().await;
    let body = json!({"kind": "duty_travel", "reason": "Supervisi.", "duty_travel": {
        "starts_on": "2026-11-20", "ends_on": "2026-11-24", "destination": "Sorong",
        "order": "ST 12/2026"}});
    ask(&office, 10, ME, &body).await;
    decide(&office, 10, KEEPER, "approved").await;
    work(&office, "2026-11-24", "duty_travel", ["05:00", "21:00"]).await;
    office.clock.advance(Duration::from_hours(24 * 9));
    for (day, status) in [
        ("2026-11-20", "duty_travel"),
        ("2026-11-21", "off"),
        ("2026-11-24", "duty_travel"),
    ] {
        assert_eq!(duty(&office, day).await["status"], status, "{day}");
    }
    let day = duty(&office, "2026-11-24").await;
    assert_eq!(
        (&day["worked_min"], &day["surplus_min"]),
        (&json!(960), &json!(0))
    );
}
