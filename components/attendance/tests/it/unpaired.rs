//! Clock-ins and clock-outs without the other one: nothing is hidden by them, and nothing guessed.

use attendance::domain::duty::DutyDay;
use attendance::domain::reason::Explains;
use attendance::domain::recap::Totals;
use axum::http::StatusCode;
use ngantor_core::caller::Role;
use serde_json::json;

use crate::office::{BUDI, Office, SITI, id, punch};
use crate::requests::{KEEPER, ME, act, ask, decide, missing};
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
            Totals::of(std::slice::from_ref(&day)).n_unpaired,
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

#[tokio::test]
async fn one_clock_out_is_corrected_once_until_it_is_taken_back() {
    let office = Office::with_rules().await;
    let out = |at: &str| missing("out", &format!("2026-11-24T{at}+07:00"));
    let first = ask(&office, 9, ME, &out("16:00:00")).await;
    assert_eq!(first.status, StatusCode::CREATED, "{:?}", first.body);
    // Sending it again is the same request.
    let again = ask(&office, 9, ME, &out("16:00:00")).await;
    assert_eq!(again.status, StatusCode::OK, "{:?}", again.body);
    let refused = async |n: u32, at: &str| ask(&office, n, ME, &out(at)).await.body["code"].clone();
    assert_eq!(refused(10, "16:00:00").await, "correction_twice");
    assert_eq!(refused(11, "16:01:00").await, "correction_twice");
    assert_eq!(refused(12, "15:59:00").await, "correction_twice");
    let decided = decide(&office, 9, KEEPER, "approved").await;
    assert_eq!(decided.status, StatusCode::OK, "{:?}", decided.body);
    assert_eq!(refused(13, "16:00:30").await, "correction_twice");
    // Another minute, the other direction, and somebody else's are no double.
    for (n, who, body) in [
        (14, ME, out("16:01:01")),
        (15, ME, missing("in", "2026-11-24T16:00:00+07:00")),
        (16, (BUDI, Role::Employee), out("16:00:00")),
    ] {
        let asked = ask(&office, n, who, &body).await;
        assert_eq!(asked.status, StatusCode::CREATED, "{n} {:?}", asked.body);
    }
    act(&office, (14, "withdrawal"), ME, "\"1\"", &json!({})).await;
    let asked = ask(&office, 17, ME, &out("16:01:30")).await;
    assert_eq!(asked.status, StatusCode::CREATED, "{:?}", asked.body);
}

#[tokio::test]
async fn a_clock_out_that_arrives_after_its_correction_takes_no_length_away() {
    let office = Office::with_rules().await;
    for (n, direction, at) in [(1, "in", "07:30:00"), (2, "out", "16:00:40")] {
        if n == 2 {
            let body = missing("out", "2026-11-24T16:00:00+07:00");
            ask(&office, 9, ME, &body).await;
            decide(&office, 9, KEEPER, "approved").await;
        }
        let mut body = punch(direction);
        body["claimed_at"] = json!(format!("2026-11-24T{at}+07:00"));
        office.put(SITI, &id(n), &body).await;
    }
    let duty = office.get(SITI, "/days/2026-11-24").await.body["duty"].clone();
    assert_eq!(
        (&duty["worked_min"], &duty["is_missing"]),
        (&json!(450), &json!(false))
    );
}
