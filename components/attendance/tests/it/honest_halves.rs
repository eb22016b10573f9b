//! Half a day of leave for somebody who does right: neither late nor early nor short, also of a
//! night.

use attendance::domain::duty::{DutyDay, Known, duty_days};
use attendance::domain::hours::Hours;
use attendance::domain::in_force::Rules;
use attendance::domain::request::form::RequestForm;
use attendance::domain::request::{Request, State};
use attendance::domain::{Direction, Punch};
use chrono::{Duration, NaiveTime};
use ngantor_core::time::Zone;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::office::{SITI, id};
use crate::week::{WIB, at, date, punch, punches, schedule};

const TUESDAY: &str = "2026-12-01";

fn approved(asked: &Value) -> Request {
    let form: RequestForm = serde_json::from_value(asked.clone()).unwrap();
    let now = at(WIB, "2026-11-20 08:00");
    let checked = form.check(now).unwrap();
    let request = checked.request(id(900).parse().unwrap(), SITI.parse().unwrap(), now, None);
    Request {
        state: State::Approved,
        ..request.unwrap()
    }
}

fn half(half: &str) -> Request {
    approved(
        &json!({"kind": "leave", "reason": "x", "leave": {"type": "annual",
        "starts_on": TUESDAY, "ends_on": TUESDAY, "half": half}}),
    )
}

fn tuesday(found: &[Punch], rules: &Rules, request: &Request) -> DutyDay {
    let now = at(WIB, "2027-01-01 00:00");
    let known = Known::at(now, Zone::JAKARTA, Some(date("2020-01-01")));
    let days = (date(TUESDAY), date(TUESDAY));
    duty_days(found, std::slice::from_ref(request), rules, &known, days).remove(0)
}

fn night() -> Rules {
    schedule(&json!({"kind": "shift", "days": [
        {"weekdays": ["tue"], "turn": "Malam", "starts": "22:00", "ends": "06:00",
         "break_starts": "00:30", "break_min": 30}]}))
}

fn told(day: &DutyDay) -> [i64; 5] {
    let figures = day.figures;
    [
        figures.worked_min,
        figures.late_min,
        figures.early_min,
        figures.short_min,
        figures.surplus_min,
    ]
}

#[test]
fn half_a_night_is_on_the_side_of_midnight_on_which_it_is() {
    for (free, came, left, expected) in [
        (
            "morning",
            "2026-12-02 02:15",
            "2026-12-02 06:00",
            [225, 0, 0, 0, 0],
        ),
        (
            "morning",
            "2026-12-02 02:25",
            "2026-12-02 05:55",
            [210, 10, 5, 15, 0],
        ),
        (
            "afternoon",
            "2026-12-01 22:00",
            "2026-12-02 02:15",
            [225, 0, 0, 0, 0],
        ),
    ] {
        let lines = [format!("in {came}"), format!("out {left}")];
        let found = punches(WIB, &[lines[0].as_str(), lines[1].as_str()]);
        let day = tuesday(&found, &night(), &half(free));
        assert_eq!(told(&day), expected, "{free} {came}");
    }
}

#[test]
fn the_break_of_a_night_at_any_time_is_after_midnight_too() {
    let free = approved(
        &json!({"kind": "flexible_work", "reason": "x", "flexible_work": {
        "way": "time", "place": null, "days": [TUESDAY], "plan": "Menulis laporan"}}),
    );
    let found = punches(WIB, &["in 2026-12-01 22:00", "out 2026-12-02 06:00"]);
    assert_eq!(told(&tuesday(&found, &night(), &free)), [450, 0, 0, 0, 0]);
}

/// A day as its numbers say, the minutes of work from the start on, and where its break is.
#[derive(Clone, Debug)]
struct Whole {
    kind: &'static str,
    starts: i64,
    length: i64,
    window: i64,
    pause: i64,
    pause_min: i64,
}

fn whole() -> impl Strategy<Value = Whole> {
    let kinds = prop_oneof![Just("fixed"), Just("shift"), Just("flexible")];
    let parts = (
        kinds,
        0..1440_i64,
        2..1400_i64,
        0..600_i64,
        0..1400_i64,
        0..90_i64,
    );
    parts.prop_map(|(kind, starts, length, window, pause, pause_min)| Whole {
        kind,
        starts,
        length,
        window,
        pause,
        pause_min,
    })
}

fn clock(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

impl Whole {
    fn hours(&self) -> Option<Value> {
        let mut one = json!({"weekdays": ["tue"], "starts": clock(self.starts)});
        match self.kind {
            "flexible" => {
                one["latest"] = json!(clock(self.starts + self.window));
                one["work_min"] = json!(self.work_min());
            }
            _ => one["ends"] = json!(clock(self.starts + self.length)),
        }
        if self.kind == "shift" {
            one["turn"] = json!("Giliran");
        }
        if self.pause_min > 0 {
            one["break_starts"] = json!(clock(self.starts + self.pause));
            one["break_min"] = json!(self.pause_min);
        }
        let hours = json!({"kind": self.kind, "days": [one]});
        let read: Hours = serde_json::from_value(hours.clone()).ok()?;
        read.check("").ok().map(|()| hours)
    }

    fn work_min(&self) -> i64 {
        self.length - self.pause_min
    }

    /// The minutes of work until so many minutes after the start.
    fn worked_until(&self, minutes: i64) -> i64 {
        minutes - (minutes - self.pause).clamp(0, self.pause_min)
    }

    /// When whoever has a half free comes and leaves, in minutes after midnight; within a flexible
    /// window so many minutes after its beginning.
    fn honest(&self, free: &str, after: i64) -> (i64, i64) {
        let free_min = self.work_min() / 2;
        let left_min = self.work_min() - free_min;
        let begins = |wanted: i64| (0..).rfind_while(|at| self.worked_until(*at) <= wanted);
        let over = |wanted: i64| (0..).find(|at| self.worked_until(*at) >= wanted).unwrap();
        let (from, until) = match (free, self.kind) {
            ("morning", "flexible") => (begins(free_min), begins(free_min) + left_min),
            ("morning", _) => (begins(free_min), self.length),
            (_, "flexible") => (0, left_min),
            (_, _) => (0, over(left_min)),
        };
        let after = if self.kind == "flexible" {
            after % (self.window + 1)
        } else {
            0
        };
        (self.starts + from + after, self.starts + until + after)
    }
}

/// The last number before a condition ends.
trait RfindWhile: Iterator<Item = i64> + Sized {
    fn rfind_while(self, holds: impl Fn(&i64) -> bool) -> i64 {
        self.take_while(|one| holds(one)).last().unwrap()
    }
}

impl<I: Iterator<Item = i64>> RfindWhile for I {}

fn tap(direction: Direction, minutes: i64, n: u32) -> Punch {
    let shown = date(TUESDAY).and_time(NaiveTime::MIN) + Duration::minutes(minutes);
    let line = format!("{} {}", direction.name(), shown.format("%Y-%m-%d %H:%M"));
    punch(WIB, &line, n)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 600, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn whoever_keeps_half_a_day_or_night_is_neither_late_nor_early_nor_short(
        whole in whole(), is_morning in any::<bool>(), after in 0..600_i64,
    ) {
        let Some(hours) = whole.hours().filter(|_| whole.work_min() > 1) else {
            return Ok(());
        };
        let free = if is_morning { "morning" } else { "afternoon" };
        let (came, left) = whole.honest(free, after);
        // Only turns reach over midnight: other hours are of the date on which somebody comes.
        if came >= 1440 && whole.kind != "shift" {
            return Ok(());
        }
        let found = [tap(Direction::In, came, 1), tap(Direction::Out, left, 2)];
        let day = tuesday(&found, &schedule(&hours), &half(free));
        let figures = day.figures;
        let told = (figures.late_min, figures.early_min, figures.short_min, figures.surplus_min);
        prop_assert_eq!(told, (0, 0, 0, 0), "{} {}-{} {:?}", free, came, left, day);
    }
}
