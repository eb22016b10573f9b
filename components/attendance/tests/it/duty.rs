//! The day of duty: zones, hours, breaks, what is late and what is missing. The traps are those
//! that other systems fell into.

use attendance::domain::duty::Status;
use attendance::domain::reason::Explains;
use ngantor_core::lang::Lang;
use serde_json::json;

use crate::week::{
    WIB, WIT, at, free_day, judged, judged_at, punch, punches, said, schedule, shipped_rules,
};

#[test]
fn the_first_of_a_month_at_07_31_in_jayapura_is_that_day_and_a_minute_late() {
    // 22:31 on the day before, and in the month before, in UTC.
    let found = punches(WIT, &["in 2026-12-01 07:31", "out 2026-12-01 16:00"]);
    let day = judged("2026-12-01", &found, &shipped_rules());
    assert_eq!(day.status, Status::Present);
    assert_eq!(day.figures.late_min, 1);
    assert_eq!((day.figures.worked_min, day.figures.short_min), (449, 1));
    let before = judged("2026-11-30", &found, &shipped_rules());
    assert_eq!(before.status, Status::Absent);
}

#[test]
fn a_quarter_to_seven_in_jakarta_is_that_day_and_not_late() {
    let found = punches(WIB, &["in 2026-12-01 06:45", "out 2026-12-01 16:00"]);
    let day = judged("2026-12-01", &found, &shipped_rules());
    assert_eq!((day.figures.late_min, day.figures.short_min), (0, 0));
    assert_eq!((day.figures.worked_min, day.figures.surplus_min), (495, 45));
}

#[test]
fn late_and_early_are_told_with_schedule_version_and_source_in_both_languages() {
    let found = punches(WIB, &["in 2026-12-01 07:42", "out 2026-12-01 15:30"]);
    let day = judged("2026-12-01", &found, &shipped_rules());
    let id = "Terlambat 12 menit: masuk 07.42, jadwal Jam kerja ASN versi 1 (Perpres 21/2023) \
        mulai 07.30.";
    assert_eq!(said(&day, Explains::Late), id);
    let en = "12 min late: in at 07:42, schedule Jam kerja ASN version 1 (Perpres 21/2023) \
        starts at 07:30.";
    let reason = day
        .reasons
        .iter()
        .find(|one| one.explains == Explains::Late);
    assert_eq!(reason.unwrap().say(Lang::En), en);
    let early = "Pulang 30 menit lebih awal: pulang 15.30, jadwal Jam kerja ASN versi 1 \
        (Perpres 21/2023) selesai 16.00.";
    assert_eq!(said(&day, Explains::Early), early);
    let short = "Kurang 42 menit: jadwal Jam kerja ASN versi 1 (Perpres 21/2023) meminta \
        7 jam 30 menit kerja.";
    assert_eq!(said(&day, Explains::Short), short);
}

#[test]
fn the_shipped_week_has_37_hours_and_a_half_and_that_of_ramadan_32_and_a_half() {
    let rules = shipped_rules();
    for (monday, minutes) in [(23, 37 * 60 + 30), (24, 37 * 60 + 30)] {
        let days = (monday..monday + 7).map(|day| format!("2026-11-{day}"));
        let required = days.map(|day| judged(&day, &[], &rules).figures.required_min);
        // From Tuesday on the week of the 24th ends with the next Monday.
        assert_eq!(required.sum::<i64>(), minutes);
    }
    let ramadan = (23..28).map(|day| format!("2026-02-{day}"));
    let required = ramadan.map(|day| judged(&day, &[], &rules).figures.required_min);
    assert_eq!(required.sum::<i64>(), 32 * 60 + 30);
}

#[test]
fn ramadan_begins_in_mid_week_and_changes_the_hours_from_its_day_on() {
    let rules = shipped_rules();
    let found = punches(
        WIB,
        &[
            "in 2026-02-18 07:45",
            "out 2026-02-18 16:00",
            "in 2026-02-19 07:45",
            "out 2026-02-19 15:00",
        ],
    );
    let wednesday = judged("2026-02-18", &found, &rules);
    assert_eq!(wednesday.figures.late_min, 15);
    let thursday = judged("2026-02-19", &found, &rules);
    assert_eq!(
        (thursday.figures.late_min, thursday.figures.early_min),
        (0, 0)
    );
    assert_eq!(
        (thursday.figures.required_min, thursday.figures.short_min),
        (390, 0)
    );
    assert!(said(&thursday, Explains::Worked).contains("selama Ramadan 1447 H versi 1"));
}

#[test]
fn whoever_flies_from_jakarta_to_jayapura_at_noon_worked_as_long_as_it_took() {
    let found = vec![
        punch(WIB, "in 2026-12-01 07:30", 1),
        punch(WIB, "out 2026-12-01 12:00", 2),
        punch(WIT, "in 2026-12-01 17:00", 3),
        punch(WIT, "out 2026-12-01 19:30", 4),
    ];
    let day = judged("2026-12-01", &found, &shipped_rules());
    // 4 h 30 and 2 h 30; the day is that of the place where it began, where it is 17:30.
    assert_eq!(day.zone.name(), WIB);
    assert_eq!(day.figures.worked_min, 7 * 60);
    assert_eq!(day.figures.early_min, 0);
    let back = vec![
        punch(WIT, "in 2026-12-01 07:30", 1),
        punch(WIB, "out 2026-12-01 14:00", 2),
    ];
    let day = judged("2026-12-01", &back, &shipped_rules());
    assert_eq!((day.figures.worked_min, day.figures.early_min), (450, 0));
}

#[test]
fn a_break_is_taken_off_where_somebody_was_there_and_only_once() {
    let rules = shipped_rules();
    for (lines, worked_min, short_min) in [
        // Stayed in, went out for it, went out a while longer, came back early.
        (&["in 07:30", "out 16:00"][..], 450, 0),
        (&["in 07:30", "out 12:00", "in 13:00", "out 16:00"], 450, 0),
        (&["in 07:30", "out 11:50", "in 13:10", "out 16:00"], 430, 20),
        (&["in 07:30", "out 12:00", "in 12:20", "out 16:00"], 450, 0),
        (&["in 07:30", "out 12:30"], 270, 180),
    ] {
        let dated = lines.iter().map(|line| line.replace(' ', " 2026-12-01 "));
        let dated: Vec<_> = dated.collect();
        let found = punches(WIB, &dated.iter().map(String::as_str).collect::<Vec<_>>());
        let figures = judged("2026-12-01", &found, &rules).figures;
        assert_eq!(
            (figures.worked_min, figures.short_min),
            (worked_min, short_min),
            "{lines:?}"
        );
    }
}

#[test]
fn a_forgotten_clock_out_is_told_and_never_becomes_hours() {
    let rules = shipped_rules();
    let found = punches(
        WIB,
        &[
            "in 2026-12-01 07:30",
            "in 2026-12-02 07:30",
            "out 2026-12-02 16:00",
        ],
    );
    let tuesday = judged("2026-12-01", &found, &rules);
    assert_eq!(tuesday.status, Status::Present);
    assert_eq!(
        (tuesday.figures.worked_min, tuesday.figures.short_min),
        (0, 0)
    );
    let told = "Catatan pulang tidak ada; lama kerja tidak ditebak.";
    assert_eq!(said(&tuesday, Explains::MissingOut), told);
    assert_eq!(judged("2026-12-02", &found, &rules).figures.worked_min, 450);
    // And where the next punch is a clock-out of the next day.
    let found = punches(WIB, &["in 2026-12-01 07:30", "out 2026-12-02 16:00"]);
    let wednesday = judged("2026-12-02", &found, &rules);
    assert_eq!(
        (wednesday.status, wednesday.figures.worked_min),
        (Status::Present, 0)
    );
    assert!(!said(&wednesday, Explains::MissingIn).is_empty());
}

#[test]
fn nobody_is_absent_before_every_punch_is_in() {
    let rules = shipped_rules();
    // The day ends, whoever came at its end could stay for 18 h, and what is late comes for 72 h.
    for (now, status) in [
        ("2026-12-01 06:00", Status::Provisional),
        ("2026-12-01 23:59", Status::Provisional),
        ("2026-12-05 17:59", Status::Provisional),
        ("2026-12-05 18:00", Status::Absent),
    ] {
        let day = judged_at(at(WIB, now), "2026-12-01", &[], &rules);
        assert_eq!(day.status, status, "{now}");
        assert_eq!(day.is_complete, status == Status::Absent);
    }
    let day = judged_at(at(WIB, "2026-12-02 08:00"), "2026-12-01", &[], &rules);
    let told = "Belum ada catatan. Catatan yang dibuat tanpa jaringan masih dapat masuk sampai \
        5 Desember 2026 pukul 18.00; sebelum itu hari ini tidak dinilai.";
    assert_eq!(said(&day, Explains::Status), told);
}

#[test]
fn a_weekend_a_holiday_and_a_day_without_a_schedule_are_no_absence() {
    let rules = shipped_rules();
    for (day, status) in [
        ("2026-11-28", Status::Off),
        ("2026-11-29", Status::Off),
        ("2026-08-17", Status::Holiday),
        ("2026-12-24", Status::Holiday),
        ("2023-04-11", Status::Unjudged),
        ("2026-11-27", Status::Absent),
    ] {
        assert_eq!(judged(day, &[], &rules).status, status, "{day}");
    }
    let told = "Libur: Proklamasi Kemerdekaan, kalender versi 1 (SKB 3 Menteri 1497/2025, 2/2025, \
        5/2025).";
    assert_eq!(
        said(&judged("2026-08-17", &[], &rules), Explains::Status),
        told
    );
}

#[test]
fn who_works_on_a_holiday_is_present_and_all_of_it_is_more() {
    let found = punches(WIB, &["in 2026-12-25 08:00", "out 2026-12-25 12:00"]);
    let day = judged("2026-12-25", &found, &shipped_rules());
    assert_eq!(day.status, Status::Present);
    assert_eq!(
        (day.figures.required_min, day.figures.surplus_min),
        (0, 240)
    );
    assert!(said(&day, Explains::Status).contains("hari libur Kelahiran Yesus Kristus"));
}

#[test]
fn who_is_at_work_counts_until_now_and_is_not_judged_for_leaving() {
    let rules = shipped_rules();
    let found = punches(WIB, &["in 2026-12-01 07:30"]);
    let noon = judged_at(at(WIB, "2026-12-01 11:00"), "2026-12-01", &found, &rules);
    assert!(noon.is_open);
    assert_eq!((noon.figures.worked_min, noon.figures.short_min), (210, 0));
    // Out for the break: neither early nor short while the day lasts.
    let found = punches(WIB, &["in 2026-12-01 07:30", "out 2026-12-01 12:00"]);
    let pause = judged_at(at(WIB, "2026-12-01 12:30"), "2026-12-01", &found, &rules);
    assert_eq!((pause.figures.early_min, pause.figures.short_min), (0, 0));
    let evening = judged_at(at(WIB, "2026-12-01 16:00"), "2026-12-01", &found, &rules);
    assert_eq!(
        (evening.figures.early_min, evening.figures.short_min),
        (240, 180)
    );
}

#[test]
fn flexible_hours_let_people_come_between_and_ask_them_to_stay() {
    let rules = schedule(&json!({"kind": "flexible", "days": [
        {"weekdays": ["tue"], "starts": "07:00", "latest": "09:00", "work_min": 450,
         "break_starts": "12:00", "break_min": 60}]}));
    for (came, left, late_min, early_min, short_min, surplus_min) in [
        ("07:00", "15:30", 0, 0, 0, 0),
        ("09:00", "17:30", 0, 0, 0, 0),
        ("09:10", "17:30", 10, 0, 10, 0),
        ("08:00", "16:00", 0, 30, 30, 0),
        ("06:30", "15:30", 0, 0, 0, 30),
        ("08:00", "18:00", 0, 0, 0, 90),
    ] {
        let lines = [
            format!("in 2026-12-01 {came}"),
            format!("out 2026-12-01 {left}"),
        ];
        let found = punches(WIB, &[lines[0].as_str(), lines[1].as_str()]);
        let figures = judged("2026-12-01", &found, &rules).figures;
        let told = (
            figures.late_min,
            figures.early_min,
            figures.short_min,
            figures.surplus_min,
        );
        assert_eq!(
            told,
            (late_min, early_min, short_min, surplus_min),
            "{came} {left}"
        );
    }
}

#[test]
fn dynamic_hours_know_no_late_and_no_absent_day() {
    let rules = schedule(&json!({"kind": "dynamic", "days": [
        {"weekdays": ["tue", "wed"], "work_min": 450}]}));
    let found = punches(WIB, &["in 2026-12-01 11:00", "out 2026-12-01 19:30"]);
    let day = judged("2026-12-01", &found, &rules);
    assert_eq!((day.figures.late_min, day.figures.early_min), (0, 0));
    assert_eq!((day.figures.short_min, day.figures.surplus_min), (0, 60));
    assert_eq!(judged("2026-12-02", &[], &rules).status, Status::Unjudged);
    assert_eq!(judged("2026-12-03", &[], &rules).status, Status::Off);
}

#[test]
fn of_two_rules_of_one_day_the_later_made_one_holds_whatever_their_order() {
    let mut rules = shipped_rules();
    rules.all.push(free_day(7, "2026-12-01").into());
    let day = judged("2026-12-01", &[], &rules);
    rules.all.reverse();
    assert_eq!(judged("2026-12-01", &[], &rules), day);
    assert_eq!(day.status, Status::Holiday);
}

#[test]
fn who_came_only_before_or_after_the_hours_misses_them_once() {
    let rules = shipped_rules();
    for (came, left, late_min, early_min) in
        [("05:00", "06:00", 0, 510), ("20:00", "21:00", 510, 0)]
    {
        let lines = [
            format!("in 2026-12-01 {came}"),
            format!("out 2026-12-01 {left}"),
        ];
        let found = punches(WIB, &[lines[0].as_str(), lines[1].as_str()]);
        let figures = judged("2026-12-01", &found, &rules).figures;
        assert_eq!((figures.late_min, figures.early_min), (late_min, early_min));
        assert_eq!((figures.short_min, figures.surplus_min), (450, 60));
    }
}
