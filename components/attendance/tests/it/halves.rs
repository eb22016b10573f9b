//! Half a day of leave: what is left of any day's hours.

use attendance::domain::hours::{Hours, WorkDay};
use attendance::domain::request::Half;
use proptest::prelude::*;
use serde_json::{Value, json};

fn day(kind: &str, more: &Value) -> Option<WorkDay> {
    let mut one = json!({"weekdays": ["tue"]});
    for (name, value) in more.as_object().unwrap() {
        one[name] = value.clone();
    }
    let hours: Hours = serde_json::from_value(json!({"kind": kind, "days": [one]})).ok()?;
    hours.check("").ok()?;
    hours.days.into_iter().next()
}

fn told(day: &WorkDay) -> String {
    let shown = serde_json::to_value(day).unwrap();
    let part = |name: &str| shown[name].as_str().unwrap_or("-").to_owned();
    let pause = format!("{}+{}", part("break_starts"), shown["break_min"]);
    format!(
        "{}–{} {} {pause} {}",
        part("starts"),
        part("ends"),
        part("latest"),
        day.required_min()
    )
}

fn halves(kind: &str, more: &Value) -> [String; 2] {
    let whole = day(kind, more).unwrap();
    [Half::Morning, Half::Afternoon].map(|half| told(&whole.without(half)))
}

#[test]
fn halves_are_equal_in_minutes_of_work_wherever_the_break_is() {
    let fixed = |starts: &str, ends: &str, pause: &str, min: u16| {
        let more = json!({"starts": starts, "ends": ends, "break_starts": pause, "break_min": min});
        halves("fixed", &more)
    };
    // The break in the second half, in the first, and just between them.
    assert_eq!(
        fixed("07:30", "16:00", "12:00", 60),
        ["11:15–16:00 - 12:00+60 225", "07:30–11:15 - -+0 225"]
    );
    assert_eq!(
        fixed("07:30", "16:00", "09:00", 60),
        ["12:15–16:00 - -+0 225", "07:30–12:15 - 09:00+60 225"]
    );
    assert_eq!(
        fixed("08:00", "17:00", "12:00", 60),
        ["13:00–17:00 - -+0 240", "08:00–12:00 - -+0 240"]
    );
    // Of an odd number the longer half is left.
    let odd = json!({"starts": "08:00", "ends": "08:05"});
    assert_eq!(
        halves("fixed", &odd),
        ["08:02–08:05 - -+0 3", "08:00–08:03 - -+0 3"]
    );
}

#[test]
fn a_night_a_flexible_and_a_free_day_have_halves_too() {
    let night = json!({"turn": "Malam", "starts": "22:00", "ends": "06:00",
                       "break_starts": "00:30", "break_min": 30});
    assert_eq!(
        halves("shift", &night),
        ["02:15–06:00 - -+0 225", "22:00–02:15 - 00:30+30 225"]
    );
    let flexible = json!({"starts": "07:00", "latest": "09:00", "work_min": 450,
                          "break_starts": "12:00", "break_min": 60});
    assert_eq!(
        halves("flexible", &flexible),
        ["10:45–- 12:45 -+0 225", "07:00–- 09:00 -+0 225"]
    );
    let totals = json!({"work_min": 450});
    assert_eq!(
        halves("dynamic", &totals),
        ["-–- - -+0 225", "-–- - -+0 225"]
    );
}

fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_left_is_half_of_any_day(
        starts in 0..1440_u32, length in 2..1440_u32, pause in 0..1440_u32, pause_min in 0..120_u32,
        is_night in any::<bool>(),
    ) {
        let kind = if is_night { "shift" } else { "fixed" };
        let mut more = json!({"starts": clock(starts), "ends": clock(starts + length)});
        if is_night {
            more["turn"] = json!("Malam");
        }
        if pause_min > 0 {
            more["break_starts"] = json!(clock(starts + pause));
            more["break_min"] = json!(pause_min);
        }
        let Some(whole) = day(kind, &more).filter(|day| day.required_min() > 1) else {
            return Ok(());
        };
        for half in [Half::Morning, Half::Afternoon] {
            let left = whole.without(half);
            let doubled = left.required_min() * 2;
            prop_assert!(doubled - whole.required_min() <= 1, "{}", told(&left));
            prop_assert!(doubled >= whole.required_min(), "{}", told(&left));
            prop_assert!(left.length_min() <= whole.length_min(), "{}", told(&left));
        }
    }
}
