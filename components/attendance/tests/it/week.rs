//! Short ways to write punches and rules, for the tests of the pure rules.

use attendance::domain::duty::{DutyDay, Known, duty_days};
use attendance::domain::form::{AssignmentForm, CalendarDayForm, Form, ScheduleForm};
use attendance::domain::in_force::Rules;
use attendance::domain::reason::Explains;
use attendance::domain::rule::Rule;
use attendance::domain::{Direction, Punch, WorkMode};
use attendance::shipped;
use chrono::{NaiveDate, NaiveDateTime};
use ngantor_core::lang::Lang;
use ngantor_core::time::{Instant, Zone};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::office::{SITI, id};

pub const WIB: &str = "Asia/Jakarta";
pub const WIT: &str = "Asia/Jayapura";

/// The clock of a zone, such as `2026-12-01 07:31`.
pub fn at(zone: &str, shown: &str) -> Instant {
    let shown = NaiveDateTime::parse_from_str(shown, "%Y-%m-%d %H:%M").unwrap();
    zone.parse::<Zone>().unwrap().instant(shown)
}

/// Punches of one zone, such as `in 2026-12-01 07:31`.
pub fn punches(zone: &str, lines: &[&str]) -> Vec<Punch> {
    let numbered = lines.iter().zip(1..);
    numbered.map(|(line, n)| punch(zone, line, n)).collect()
}

pub fn punch(zone: &str, line: &str, n: u32) -> Punch {
    let (direction, shown) = line.split_once(' ').unwrap();
    let counted_at = at(zone, shown);
    let zone: Zone = zone.parse().unwrap();
    Punch {
        id: id(n).parse().unwrap(),
        person_id: SITI.parse().unwrap(),
        direction: Direction::parse(direction).unwrap(),
        work_mode: WorkMode::Office,
        zone,
        day: zone.day(counted_at),
        received_at: counted_at,
        claimed_at: None,
        counted_at,
        position: None,
        device: None,
        note: None,
    }
}

/// The rules that come with the function.
pub fn shipped_rules() -> Rules {
    shipped::all().unwrap().into_iter().collect()
}

/// One schedule for everybody, from its hours.
pub fn schedule(hours: &Value) -> Rules {
    let term = json!({"starts_on": "2020-01-01", "source": "SK 1", "hours": hours});
    Rules::from_iter([
        rule::<ScheduleForm>(1, &json!({"name": "Jadwal", "terms": [term]})),
        rule::<AssignmentForm>(
            2,
            &json!({"name": "Semua", "source": "SK 1", "schedule_id": id(1),
                    "starts_on": "2020-01-01"}),
        ),
    ])
}

pub fn free_day(n: u32, day: &str) -> Rule {
    rule::<CalendarDayForm>(
        n,
        &json!({"day": day, "kind": "holiday", "name": "Libur", "source": "SKB 9"}),
    )
}

pub fn rule<F: Form + DeserializeOwned>(n: u32, form: &Value) -> Rule {
    let form: F = serde_json::from_value(form.clone()).unwrap();
    let rule = form.rule(id(n).parse().unwrap(), "test".to_owned());
    rule.check().unwrap()
}

pub fn date(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

/// A day long after everything has arrived, of somebody who is here since 2020.
pub fn judged(day: &str, punches: &[Punch], rules: &Rules) -> DutyDay {
    let late = at(WIB, &format!("{day} 00:00")) + chrono::Duration::days(30);
    judged_at(late, day, punches, rules)
}

pub fn judged_at(now: Instant, day: &str, punches: &[Punch], rules: &Rules) -> DutyDay {
    let known = Known::at(now, Zone::JAKARTA, Some(date("2020-01-01")));
    let days = duty_days(punches, &[], rules, &known, (date(day), date(day)));
    days.into_iter().next().unwrap()
}

/// What is said of a figure in Indonesian; empty when it is not explained.
pub fn said(day: &DutyDay, explains: Explains) -> String {
    let reason = day.reasons.iter().find(|one| one.explains == explains);
    reason.map_or_else(String::new, |reason| reason.say(Lang::Id))
}
