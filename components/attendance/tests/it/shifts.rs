//! Turns, and nights: each belongs to the day on which it starts.

use attendance::domain::duty::Status;
use attendance::domain::in_force::Rules;
use attendance::domain::reason::Explains;
use serde_json::json;

use crate::week::{WIB, at, free_day, judged, judged_at, punches, said, schedule};

fn turns() -> Rules {
    let every = json!(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
    let turn = |turn: &str, starts: &str, ends: &str| {
        json!({"weekdays": every, "turn": turn,
               "starts": starts, "ends": ends})
    };
    schedule(
        &json!({"kind": "shift", "works_on_holidays": true, "days": [
            turn("Pagi", "06:00", "14:00"),
            turn("Siang", "14:00", "22:00"),
            turn("Malam", "22:00", "06:00"),
        ]}),
    )
}

#[test]
fn the_turns_of_the_pilot_and_of_a_night_are_judged_by_their_own_start() {
    for (came, left, late_min, early_min) in [
        ("2026-12-01 05:50", "2026-12-01 14:00", 0, 0),
        ("2026-12-01 13:55", "2026-12-01 22:10", 0, 0),
        ("2026-12-01 14:20", "2026-12-01 21:30", 20, 30),
        ("2026-12-01 21:50", "2026-12-02 06:00", 0, 0),
        ("2026-12-01 22:05", "2026-12-02 05:00", 5, 60),
        // Half an hour after midnight: late for the night of the first, not early for anything.
        ("2026-12-02 00:30", "2026-12-02 06:00", 150, 0),
    ] {
        let lines = [format!("in {came}"), format!("out {left}")];
        let found = punches(WIB, &[lines[0].as_str(), lines[1].as_str()]);
        let day = judged("2026-12-01", &found, &turns());
        let told = (day.status, day.figures.late_min, day.figures.early_min);
        assert_eq!(told, (Status::Present, late_min, early_min), "{came}");
        let why = said(&day, Explains::Late);
        assert!(
            late_min == 0 || why.contains("jadwal Jadwal versi 1, giliran "),
            "{why}"
        );
        let next = judged("2026-12-02", &found, &turns());
        assert_eq!(next.status, Status::Unjudged, "{came}");
    }
}

#[test]
fn a_night_that_ends_at_ten_past_seven_is_of_the_day_on_which_it_began() {
    // frappe/hrms#3298: it became the next day's.
    let found = punches(
        WIB,
        &[
            "in 2026-12-01 21:55",
            "out 2026-12-02 07:10",
            "in 2026-12-02 21:58",
            "out 2026-12-03 06:02",
        ],
    );
    let first = judged("2026-12-01", &found, &turns());
    assert_eq!(
        (first.figures.worked_min, first.figures.surplus_min),
        (555, 75)
    );
    let second = judged("2026-12-02", &found, &turns());
    assert_eq!(
        (second.figures.worked_min, second.figures.surplus_min),
        (484, 4)
    );
}

#[test]
fn a_pause_after_midnight_stays_in_the_night() {
    let found = punches(
        WIB,
        &[
            "in 2026-12-01 22:00",
            "out 2026-12-02 01:00",
            "in 2026-12-02 01:30",
            "out 2026-12-02 06:00",
        ],
    );
    let day = judged("2026-12-01", &found, &turns());
    assert_eq!((day.figures.worked_min, day.figures.short_min), (450, 30));
}

#[test]
fn who_only_clocked_out_of_a_night_was_there_that_night() {
    let found = punches(WIB, &["out 2026-12-02 06:05"]);
    let day = judged("2026-12-01", &found, &turns());
    assert_eq!(day.status, Status::Present);
    assert!(!said(&day, Explains::MissingIn).is_empty());
    assert_eq!(
        judged("2026-12-02", &found, &turns()).status,
        Status::Unjudged
    );
}

#[test]
fn a_night_across_new_year_belongs_to_the_old_year() {
    let found = punches(WIB, &["in 2026-12-31 22:00", "out 2027-01-01 06:00"]);
    let day = judged("2026-12-31", &found, &turns());
    assert_eq!((day.status, day.figures.worked_min), (Status::Present, 480));
}

#[test]
fn where_several_turns_are_nobody_is_absent_because_nobody_says_whose_it_was() {
    let day = judged("2026-12-01", &[], &turns());
    assert_eq!(day.status, Status::Unjudged);
    let told = "Tidak dinilai: jadwal Jadwal versi 1 (SK 1) tidak menyebut giliran siapa pada \
        hari ini.";
    assert_eq!(said(&day, Explains::Status), told);
}

#[test]
fn a_night_is_not_complete_before_its_last_hour_has_arrived() {
    let night = json!({"kind": "shift", "days": [
        {"weekdays": ["tue"], "turn": "Malam", "starts": "22:00", "ends": "06:00"}]});
    let rules = schedule(&night);
    for (now, status) in [
        ("2026-12-05 23:59", Status::Provisional),
        ("2026-12-06 00:00", Status::Absent),
    ] {
        let day = judged_at(at(WIB, now), "2026-12-01", &[], &rules);
        assert_eq!(day.status, status, "{now}");
    }
}

#[test]
fn turns_go_on_through_a_holiday_only_where_the_schedule_says_so() {
    let found = punches(WIB, &["in 2026-12-01 06:30", "out 2026-12-01 14:00"]);
    let mut rules = turns();
    rules.all.push(free_day(9, "2026-12-01").into());
    assert_eq!(judged("2026-12-01", &found, &rules).figures.late_min, 30);
    let keeps = json!({"kind": "shift", "days": [
        {"weekdays": ["tue"], "turn": "Pagi", "starts": "06:00", "ends": "14:00"}]});
    let mut rules = schedule(&keeps);
    assert_eq!(judged("2026-12-01", &found, &rules).figures.late_min, 30);
    rules.all.push(free_day(9, "2026-12-01").into());
    let figures = judged("2026-12-01", &found, &rules).figures;
    assert_eq!((figures.late_min, figures.surplus_min), (0, 450));
}

#[test]
fn two_turns_in_a_row_are_one_present_day_with_a_surplus() {
    let found = punches(WIB, &["in 2026-12-01 06:00", "out 2026-12-01 22:00"]);
    let day = judged("2026-12-01", &found, &turns());
    assert_eq!(
        (day.figures.worked_min, day.figures.surplus_min),
        (960, 480)
    );
}
