//! Clock-ins and clock-outs without the other one: nothing is hidden by them, and nothing guessed.

use attendance::domain::duty::DutyDay;
use attendance::domain::reason::Explains;
use attendance::domain::recap::Totals;

use crate::week::{WIB, judged, punches, said, shipped_rules};

fn tuesday(lines: &[&str]) -> DutyDay {
    let dated: Vec<_> = lines
        .iter()
        .map(|line| line.replace(' ', " 2026-12-01 "))
        .collect();
    let found = punches(WIB, &dated.iter().map(String::as_str).collect::<Vec<_>>());
    judged("2026-12-01", &found, &shipped_rules())
}

#[test]
fn late_is_told_from_the_first_clock_in_whatever_came_before_it() {
    let day = tuesday(&["out 09:58", "in 10:00", "out 16:00"]);
    assert_eq!(day.figures.late_min, 150);
    assert!(!said(&day, Explains::MissingIn).is_empty());
}

#[test]
fn a_day_with_anything_missing_counts_as_unpaired() {
    for (lines, n_unpaired) in [
        (&["in 07:30", "out 16:00"][..], 0),
        (&["in 07:30", "out 12:00", "in 13:00", "out 16:00"], 0),
        (&["in 07:30", "in 08:00", "out 16:00"], 0),
        (&[], 0),
        (&["in 07:30"], 1),
        (&["out 16:00"], 1),
        // The way back from lunch, and the way home forgotten.
        (&["in 07:30", "out 12:00", "in 13:00"], 1),
        (&["in 07:30", "out 07:31", "in 20:00"], 1),
        (&["out 09:58", "in 10:00", "out 16:00"], 1),
    ] {
        let day = tuesday(lines);
        assert_eq!(
            Totals::of(&[day.clone()]).n_unpaired,
            n_unpaired,
            "{lines:?}"
        );
        assert_eq!(day.is_missing, n_unpaired == 1, "{lines:?}");
    }
}

#[test]
fn a_second_clock_out_within_a_minute_takes_no_length_away() {
    for (lines, worked_min, is_missing) in [
        (&["in 07:30", "out 16:00", "out 16:00"][..], 450, false),
        (&["in 07:30", "out 16:00", "out 16:01"], 450, false),
        (&["in 07:30", "out 16:00", "out 16:02"], 450, true),
        // Each is compared to the one that counts: a row of taps is not one tap.
        (
            &["in 07:30", "out 16:00", "out 16:01", "out 16:02"],
            450,
            true,
        ),
        (
            &["in 07:30", "out 12:00", "in 12:00", "out 12:01"],
            270,
            false,
        ),
        (&["out 16:00", "out 16:01"], 0, true),
    ] {
        let day = tuesday(lines);
        let told = (day.figures.worked_min, day.is_missing);
        assert_eq!(told, (worked_min, is_missing), "{lines:?}");
    }
}
