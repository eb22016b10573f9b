//! Weeks: what is asked for in one, and hours that are set off within it.

use std::time::Duration;

use attendance::domain::duty::{DutyDay, Known, duty_days};
use attendance::domain::in_force::Rules;
use attendance::domain::week::Week;
use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_core::lang::Lang;
use ngantor_core::time::Zone;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::follow::tell;
use crate::office::{BUDI, Office, SITI, claimed, id};
use crate::week::{WIB, at, date, free_day, punches, schedule, shipped_rules};

/// From Monday the 30th of November to the 6th of December.
fn week(lines: &[String], rules: &Rules) -> (Week, Vec<DutyDay>) {
    let found = punches(WIB, &lines.iter().map(String::as_str).collect::<Vec<_>>());
    let known = Known::at(
        at(WIB, "2027-01-10 00:00"),
        Zone::JAKARTA,
        Some(date("2020-01-01")),
    );
    let days = (date("2026-11-30"), date("2026-12-06"));
    let days = duty_days(&found, &[], rules, &known, days);
    (Week::of(&days), days)
}

fn fixed(is_balanced: bool) -> Rules {
    schedule(
        &json!({"kind": "fixed", "weekly_balance": is_balanced, "days": [
        {"weekdays": ["mon", "tue", "wed", "thu", "fri"], "starts": "07:30", "ends": "16:00",
         "break_starts": "12:00", "break_min": 60}]}),
    )
}

const DAYS: [&str; 5] = [
    "2026-11-30",
    "2026-12-01",
    "2026-12-02",
    "2026-12-03",
    "2026-12-04",
];

fn worked(hours: [(&str, &str); 5]) -> Vec<String> {
    let days = DAYS
        .into_iter()
        .zip(hours)
        .filter(|(_, (came, _))| !came.is_empty());
    days.flat_map(|(day, (came, left))| [format!("in {day} {came}"), format!("out {day} {left}")])
        .collect()
}

const WHOLE: (&str, &str) = ("07:30", "16:00");

#[test]
fn hours_short_on_monday_are_set_off_on_friday_where_the_schedule_says_so() {
    let lines = worked([("07:30", "15:00"), WHOLE, WHOLE, WHOLE, ("07:30", "16:40")]);
    let (sum, days) = week(&lines, &fixed(true));
    assert_eq!(
        (sum.quota_min, sum.totals.short_min, sum.totals.surplus_min),
        (2250, 60, 40)
    );
    assert_eq!(
        (sum.set_off_min, sum.short_min, sum.surplus_min),
        (40, 20, 0)
    );
    // The days themselves are as they were.
    assert_eq!(
        (days[0].figures.short_min, days[4].figures.surplus_min),
        (60, 40)
    );
    let told: Vec<_> = sum.reasons.iter().map(|one| one.say(Lang::Id)).collect();
    assert_eq!(
        told,
        [
            "Jadwal meminta 37 jam 30 menit kerja minggu ini, pada 5 hari kerja; hari libur, \
             cuti, dan perjalanan dinas tidak dihitung.",
            "Kekurangan 40 menit ditutup oleh kelebihan pada hari lain minggu ini, menurut jadwal.",
        ]
    );
    let (sum, _) = week(&lines, &fixed(false));
    assert_eq!(
        (sum.set_off_min, sum.short_min, sum.surplus_min),
        (0, 60, 40)
    );
}

#[test]
fn a_quota_is_what_the_schedule_asks_for_on_the_days_that_are_no_holiday() {
    assert_eq!(week(&[], &shipped_rules()).0.quota_min, 37 * 60 + 30);
    let mut rules = fixed(true);
    rules.all.push(free_day(9, "2026-12-02").into());
    let lines = worked([WHOLE, WHOLE, ("08:00", "12:00"), ("07:30", "15:00"), WHOLE]);
    let (sum, _) = week(&lines, &rules);
    assert_eq!(sum.quota_min, 4 * 450);
    // Work on a holiday is for somebody to decide; it sets nothing off.
    assert_eq!(
        (sum.set_off_min, sum.short_min, sum.surplus_min),
        (0, 60, 240)
    );
}

#[test]
fn nothing_sets_off_an_absence_nor_a_day_whose_length_is_not_known() {
    let lines = worked([("", ""), WHOLE, WHOLE, WHOLE, ("07:30", "18:00")]);
    let (sum, _) = week(&lines, &fixed(true));
    assert_eq!((sum.quota_min, sum.set_off_min), (2250, 0));
    assert_eq!((sum.short_min, sum.surplus_min), (0, 120));
    let mut lines = worked([WHOLE, ("07:30", "15:00"), WHOLE, WHOLE, ("07:30", "18:00")]);
    lines.pop();
    let (sum, _) = week(&lines, &fixed(true));
    assert_eq!(
        (sum.set_off_min, sum.short_min, sum.surplus_min),
        (0, 60, 0)
    );
}

#[test]
fn where_only_totals_count_an_empty_day_is_made_up_for_within_the_week() {
    let dynamic = |is_balanced: bool| {
        schedule(&json!({"kind": "dynamic",
        "weekly_balance": is_balanced, "days": [
        {"weekdays": ["mon", "tue", "wed", "thu", "fri"], "work_min": 450}]}))
    };
    let ten = ("08:00", "18:00");
    let lines = worked([ten, ten, ten, ("", ""), ("08:00", "14:00")]);
    let (sum, _) = week(&lines, &dynamic(true));
    // 450 of Thursday and 90 of Friday are short, three times 150 are more.
    assert_eq!((sum.quota_min, sum.totals.worked_min), (2250, 2160));
    assert_eq!(
        (sum.set_off_min, sum.short_min, sum.surplus_min),
        (450, 90, 0)
    );
    let (sum, _) = week(&lines, &dynamic(false));
    assert_eq!(
        (sum.set_off_min, sum.short_min, sum.surplus_min),
        (0, 90, 450)
    );
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn who_is_there_every_day_owes_the_quota_less_what_they_worked(
        came in proptest::collection::vec(360..600_i64, 5),
        stayed in proptest::collection::vec(1..700_i64, 5),
    ) {
        let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let lines: Vec<_> = (0..5).flat_map(|n| [
            format!("in {} {}", DAYS[n], clock(came[n])),
            format!("out {} {}", DAYS[n], clock(came[n] + stayed[n])),
        ]).collect();
        let rules = schedule(&json!({"kind": "dynamic", "weekly_balance": true, "days": [
            {"weekdays": ["mon", "tue", "wed", "thu", "fri"], "work_min": 450}]}));
        let (sum, _) = week(&lines, &rules);
        let worked: i64 = stayed.iter().sum();
        prop_assert_eq!(sum.short_min, (sum.quota_min - worked).max(0));
        prop_assert_eq!(sum.surplus_min, (worked - sum.quota_min).max(0));
        prop_assert!(sum.set_off_min <= sum.totals.short_min.min(sum.totals.surplus_min));
    }
}

async fn office() -> Office {
    let office = Office::with_rules().await;
    tell(&office);
    office.tick().await;
    for (n, direction, time) in [(1, "in", "07:30"), (2, "out", "15:00")] {
        let claim = format!("2026-11-23T{time}:00+07:00");
        office
            .put(SITI, &id(n), &claimed(direction, Some(&claim)))
            .await;
    }
    office
}

#[tokio::test]
async fn a_week_is_told_to_oneself_and_to_heads_and_stands_in_the_month() {
    let office = office().await;
    let own = office.get(SITI, "/weeks/2026-W48").await;
    assert_eq!(own.status, StatusCode::OK, "{:?}", own.body);
    let week = &own.body;
    assert_eq!(
        (&week["week"], &week["quota_min"]),
        (&json!("2026-W48"), &json!(2250))
    );
    assert_eq!(
        (&week["starts_on"], &week["ends_on"]),
        (&json!("2026-11-23"), &json!("2026-11-29"))
    );
    assert_eq!(week["days"].as_array().unwrap().len(), 7);
    assert_eq!(
        (&week["short_min"], &week["is_complete"]),
        (&json!(60), &json!(false))
    );
    assert_eq!(week["explanations"][0]["explains"], "quota");
    assert_eq!(office.get(SITI, "/weeks/current").await.body, *week);
    let path = format!("/people/{SITI}/weeks/2026-W48");
    let to = (Method::GET, path.as_str());
    for (who, role, status) in [
        (BUDI, Role::Employee, StatusCode::OK),
        (&id(4), Role::Employee, StatusCode::NOT_FOUND),
        (&id(4), Role::Personnel, StatusCode::OK),
    ] {
        let seen = office
            .send(to.clone(), (who, role), None, &Value::Null)
            .await;
        assert_eq!(seen.status, status, "{who} {role:?}");
        assert!(status != StatusCode::OK || seen.body == *week);
    }
    for bad in ["2026-W54", "48", "today"] {
        let refused = office.get(SITI, &format!("/weeks/{bad}")).await;
        assert_eq!(refused.body["errors"][0]["code"], "not_a_week", "{bad}");
    }
    // A month has each week that it shares a day with, and only its own days.
    let month = office.get(SITI, "/months/2026-11").await.body;
    let weeks = month["weeks"].as_array().unwrap();
    let names: Vec<_> = weeks
        .iter()
        .map(|one| one["week"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "2026-W44", "2026-W45", "2026-W46", "2026-W47", "2026-W48", "2026-W49"
        ]
    );
    assert_eq!(
        (&weeks[4]["quota_min"], &weeks[4]["short_min"]),
        (&json!(2250), &json!(60))
    );
    assert_eq!(month["days"].as_array().unwrap().len(), 30);
    office.clock.advance(Duration::from_hours(24 * 20));
    let later = office.get(SITI, "/weeks/2026-W48").await.body;
    assert_eq!(later["is_complete"], true);
}
