//! What holds for any punches, in any zone, under any rules.

use std::sync::Arc;

use attendance::domain::duty::{DutyDay, Known, duty_days};
use attendance::domain::form::ScheduleForm;
use attendance::domain::form::claims::ClaimRuleForm;
use attendance::domain::in_force::Rules;
use attendance::domain::judged::last_complete;
use attendance::domain::on_day::corrected;
use attendance::domain::request::form::RequestForm;
use attendance::domain::request::{Asked, Request, State};
use attendance::domain::rule::{Rule, What};
use attendance::domain::stretch::by_day;
use attendance::domain::{Direction, Punch, WorkMode};
use chrono::Duration;
use ngantor_core::time::{Instant, Zone};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::office::{SITI, id};
use crate::week::{date, free_day, rule, schedule, shipped_rules};

/// Everything happens from this day on, for [`N_DAYS`].
const FIRST: &str = "2026-02-16";
const N_DAYS: i64 = 9;
/// Of Indonesia, and of staff abroad: far west, far east, half hours, clocks that move.
const ZONES: [&str; 8] = [
    "Asia/Jakarta",
    "Asia/Pontianak",
    "Asia/Makassar",
    "Asia/Jayapura",
    "America/New_York",
    "Pacific/Kiritimati",
    "Asia/Kathmandu",
    "Europe/Berlin",
];
const EVERY_DAY: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

#[derive(Clone, Debug)]
struct Tap {
    at_s: i64,
    is_in: bool,
    zone: usize,
}

fn first_instant() -> Instant {
    Zone::UTC.instant(date(FIRST).and_time(chrono::NaiveTime::MIN))
}

fn taps() -> impl Strategy<Value = Vec<Tap>> {
    let tap = (0..N_DAYS * 86_400, any::<bool>(), 0..ZONES.len());
    let tap = tap.prop_map(|(at_s, is_in, zone)| Tap { at_s, is_in, zone });
    proptest::collection::vec(tap, 0..24)
}

/// Ways to work, by a number.
fn hours(which: usize) -> Value {
    let turn = |turn: &str, starts: &str, ends: &str| {
        json!({"weekdays": EVERY_DAY, "turn": turn,
               "starts": starts, "ends": ends})
    };
    match which {
        0 => json!({"kind": "fixed", "days": [{"weekdays": ["mon", "tue", "wed", "thu", "fri"],
            "starts": "07:30", "ends": "16:00", "break_starts": "12:00", "break_min": 60}]}),
        1 => json!({"kind": "flexible", "days": [{"weekdays": EVERY_DAY, "starts": "07:00",
            "latest": "09:30", "work_min": 450, "break_starts": "11:30", "break_min": 90}]}),
        2 => json!({"kind": "shift", "works_on_holidays": true, "days": [
            turn("Pagi", "06:00", "14:00"), turn("Siang", "14:00", "22:00"),
            turn("Malam", "22:00", "06:00")]}),
        3 => json!({"kind": "shift", "days": [turn("Subuh", "00:30", "07:00")]}),
        4 => json!({"kind": "shift", "days": [{"weekdays": EVERY_DAY, "turn": "Malam",
            "starts": "20:00", "ends": "08:00", "break_starts": "00:30", "break_min": 45}]}),
        _ => json!({"kind": "dynamic", "days": [{"weekdays": EVERY_DAY, "work_min": 450}]}),
    }
}

fn rules() -> impl Strategy<Value = Rules> {
    (0..7_usize).prop_map(|which| match which {
        6 => shipped_rules(),
        which => schedule(&hours(which)),
    })
}

fn punches(taps: &[Tap]) -> Vec<Punch> {
    let numbered = taps.iter().zip(1..);
    let punch = |(tap, n): (&Tap, u32)| {
        let counted_at = first_instant() + Duration::seconds(tap.at_s);
        let zone: Zone = ZONES[tap.zone].parse().unwrap();
        Punch {
            id: id(n).parse().unwrap(),
            person_id: SITI.parse().unwrap(),
            direction: if tap.is_in {
                Direction::In
            } else {
                Direction::Out
            },
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
    };
    numbered.map(punch).collect()
}

/// What was asked, by numbers: of which kind, on which day, for how many, how far it is.
#[derive(Clone, Debug)]
struct Wish {
    kind: usize,
    nth: i64,
    n_days: i64,
    state: usize,
    replaces: Option<u32>,
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let replaces = proptest::option::of(1..24_u32);
    let wish = (0..7_usize, 0..N_DAYS, 0..3_i64, 0..5_usize, replaces);
    let wish = wish.prop_map(|(kind, nth, n_days, state, replaces)| Wish {
        kind,
        nth,
        n_days,
        state,
        replaces,
    });
    proptest::collection::vec(wish, 0..6)
}

fn requests(wishes: &[Wish], punches: &[Punch]) -> Vec<Request> {
    let numbered = wishes.iter().zip(1..);
    let request = |(wish, n): (&Wish, u32)| {
        let states = ["asked", "approved", "declined", "withdrawn", "revoked"];
        let state = State::parse(states[wish.state]).unwrap();
        let form: RequestForm = serde_json::from_value(wished(wish)).unwrap();
        let now = first_instant() + Duration::days(60);
        let checked = form.check(now).unwrap();
        let replaced = wish.replaces.map(|n| id(n).parse().unwrap());
        let replaced = punches.iter().find(|punch| Some(punch.id) == replaced);
        let request_id = id(900 + n).parse().unwrap();
        let asked = checked.request(request_id, SITI.parse().unwrap(), now, replaced);
        Request {
            state,
            ..asked.unwrap()
        }
    };
    numbered.map(request).collect()
}

fn wished(wish: &Wish) -> Value {
    let day = date(FIRST) + Duration::days(wish.nth);
    let last = day + Duration::days(wish.n_days);
    let leave = |half: Option<&str>, last: chrono::NaiveDate| {
        json!({"kind": "leave", "reason": "x", "leave": {"type": "annual", "starts_on": day,
               "ends_on": last, "half": half}})
    };
    let flexible = |way: &str, place: Option<&str>| {
        json!({"kind": "flexible_work", "reason": "x", "flexible_work": {"way": way,
               "place": place, "days": [day], "plan": "Menulis laporan"}})
    };
    match wish.kind {
        0 => leave(None, last),
        1 => leave(Some("morning"), day),
        2 => leave(Some("afternoon"), day),
        3 => flexible("location", Some("home")),
        4 => flexible("time", None),
        5 => json!({"kind": "duty_travel", "reason": "x", "duty_travel": {"starts_on": day,
                    "ends_on": last, "destination": "Sorong", "order": "ST 1"}}),
        _ => json!({"kind": "correction", "reason": "x", "correction": {
                    "replaces": wish.replaces.map(id),
                    "punch": {"direction": if wish.n_days == 0 { "in" } else { "out" },
                              "at": format!("{day}T0{}:30:00+00:00", wish.n_days * 4),
                              "zone": ZONES[wish.state], "work_mode": "office"}}}),
    }
}

fn known(now_h: i64) -> Known {
    let now = first_instant() + Duration::hours(now_h);
    Known::at(now, Zone::JAKARTA, Some(date("2026-01-01")))
}

fn all(punches: &[Punch], requests: &[Request], rules: &Rules, known: &Known) -> Vec<DutyDay> {
    let first = date(FIRST);
    let days = (
        first - Duration::days(2),
        first + Duration::days(N_DAYS + 2),
    );
    duty_days(punches, requests, rules, known, days)
}

/// Later than the shipped one.
fn claims_of_all_days(counts_h: u16) -> Rule {
    rule::<ClaimRuleForm>(
        70,
        &json!({"name": "Terlambat", "source": "ND 1",
        "starts_on": "2021-01-01", "terms": {"counts_h": counts_h}}),
    )
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 250,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_figure_is_negative_and_no_minute_counts_twice(
        taps in taps(), wishes in wishes(), rules in rules(), now_h in 0..400_i64,
    ) {
        let punches = punches(&taps);
        let requests = requests(&wishes, &punches);
        let known = known(now_h);
        let mut worked_min = 0;
        for day in all(&punches, &requests, &rules, &known) {
            let figures = day.figures;
            for minutes in [figures.required_min, figures.worked_min, figures.late_min,
                figures.early_min, figures.short_min, figures.surplus_min] {
                prop_assert!(minutes >= 0, "{day:?}");
            }
            prop_assert!(figures.short_min <= figures.required_min, "{day:?}");
            prop_assert!(figures.surplus_min <= figures.worked_min, "{day:?}");
            worked_min += figures.worked_min;
        }
        let counted = corrected(&punches, &requests);
        let mut spans: Vec<_> = by_day(&counted, &rules, known.now)
            .into_values()
            .flatten()
            .filter_map(|stretch| stretch.span(known.now))
            .collect();
        spans.sort_by_key(|span| span.from);
        prop_assert!(spans.is_sorted_by(|a, b| a.until <= b.from), "{spans:?}");
        prop_assert!(worked_min <= spans.iter().map(|span| span.minutes()).sum());
    }

    #[test]
    fn the_order_of_arrival_changes_nothing_and_neither_does_doing_it_again(
        taps in taps(), wishes in wishes(), rules in rules(), now_h in 0..400_i64,
        seed in any::<u64>(),
    ) {
        let punches = punches(&taps);
        let requests = requests(&wishes, &punches);
        let once = all(&punches, &requests, &rules, &known(now_h));
        let mut shuffled = punches.clone();
        // Any other order of the same punches, and other receipts.
        shuffled.sort_by_key(|punch| {
            (punch.counted_at.timestamp_millis() as u64).wrapping_mul(seed | 1)
        });
        for (punch, n) in shuffled.iter_mut().zip(1..) {
            punch.received_at += Duration::hours(n);
        }
        let turned: Vec<_> = requests.iter().rev().cloned().collect();
        prop_assert_eq!(&all(&shuffled, &turned, &rules, &known(now_h)), &once);
        prop_assert_eq!(&all(&punches, &requests, &rules, &known(now_h)), &once);
    }

    #[test]
    fn a_day_is_the_same_alone_and_within_its_month(
        taps in taps(), wishes in wishes(), rules in rules(), now_h in 0..400_i64, nth in 0..N_DAYS,
    ) {
        let punches = punches(&taps);
        let requests = requests(&wishes, &punches);
        let whole = all(&punches, &requests, &rules, &known(now_h));
        let day = date(FIRST) + Duration::days(nth);
        let near: Vec<_> = punches
            .into_iter()
            .filter(|punch| (punch.day - day).num_days().abs() <= 2)
            .collect();
        let alone = duty_days(&near, &requests, &rules, &known(now_h), (day, day));
        prop_assert_eq!(whole.iter().find(|one| one.day == day), alone.first());
    }

    #[test]
    fn changed_rules_change_only_the_days_from_their_date_on(
        taps in taps(), wishes in wishes(), before in 0..6_usize, then in 0..6_usize,
        now_h in 0..400_i64,
        nth in 0..N_DAYS,
    ) {
        let punches = punches(&taps);
        let requests = requests(&wishes, &punches);
        let rules = schedule(&hours(before));
        let change = date(FIRST) + Duration::days(nth);
        let old = all(&punches, &requests, &rules, &known(now_h));
        let mut changed = rules;
        let term = |starts_on: &str, hours: Value| {
            json!({"starts_on": starts_on, "source": "SK", "hours": hours})
        };
        let terms = json!([term("2020-01-01", hours(before)),
            term(&change.to_string(), hours(then))]);
        let wanted = rule::<ScheduleForm>(1, &json!({"name": "Jadwal", "terms": terms}));
        let What::Schedule(terms) = wanted.what else { unreachable!("a schedule") };
        if let What::Schedule(own) = &mut Arc::make_mut(&mut changed.all[0]).what {
            own.extend(terms.into_iter().skip(1));
        }
        changed.all.push(free_day(9, &change.to_string()).into());
        let new = all(&punches, &requests, &changed, &known(now_h));
        for (old, new) in old.iter().zip(&new).filter(|(old, _)| old.day < change) {
            prop_assert_eq!(old, new);
        }
    }

    #[test]
    fn nobody_is_absent_on_a_day_with_a_punch_or_before_all_is_in(
        taps in taps(), wishes in wishes(), rules in rules(), now_h in 0..400_i64,
        counts_h in 1..200_u16,
    ) {
        use attendance::domain::duty::Status;
        let punches = punches(&taps);
        let requests = requests(&wishes, &punches);
        let known = known(now_h);
        let mut rules = rules;
        rules.all.push(claims_of_all_days(counts_h).into());
        for day in all(&punches, &requests, &rules, &known) {
            prop_assert!(!day.reasons.is_empty());
            // What is kept is complete in every zone and for every turn.
            let last = last_complete(known.now, counts_h).unwrap();
            prop_assert!(last < day.day || day.is_complete);
            if day.status == Status::Absent {
                prop_assert!(day.is_complete && day.figures.required_min > 0);
                let end = Zone::JAKARTA.instant(day.day.and_time(chrono::NaiveTime::MIN));
                prop_assert!(known.now - end >= Duration::hours(24 + i64::from(counts_h)));
                // Nor on a day that was approved as something else, or that is not decided.
                let is_free = |one: &&Request| {
                    let elsewhere = matches!(one.asked, Asked::Leave(_) | Asked::DutyTravel(_));
                    let holds = one.state == State::Asked || elsewhere;
                    one.is_in_force() && one.asked.is_on(day.day) && holds
                };
                prop_assert_eq!(requests.iter().find(is_free), None);
            }
        }
    }

    #[test]
    fn a_punch_that_came_too_late_changes_no_figure_of_any_day(
        taps in taps(), rules in rules(), now_h in 0..400_i64, late in any::<u32>(),
        counts_h in 1..200_i64,
    ) {
        let mut rules = rules;
        rules.all.push(claims_of_all_days(u16::try_from(counts_h).unwrap()).into());
        let mut punches = punches(&taps);
        for (punch, n) in punches.iter_mut().zip(0..32) {
            let hours = if late >> n & 1 == 1 { counts_h } else { counts_h + 1 };
            punch.claimed_at = Some(punch.counted_at);
            punch.received_at = punch.counted_at + Duration::hours(hours);
        }
        let in_time: Vec<_> = punches.iter().filter(|one| one.counts(&rules)).cloned().collect();
        let figures = |punches: &[Punch]| {
            let days = all(punches, &[], &rules, &known(now_h));
            days.iter().map(|day| (day.status, day.figures, day.is_missing)).collect::<Vec<_>>()
        };
        prop_assert_eq!(figures(&punches), figures(&in_time));
        let expected = (0..32).zip(&punches).filter(|(n, _)| late >> n & 1 == 1).count();
        prop_assert_eq!(in_time.len(), expected);
    }
}
