//! In which period a day stands, and when that locks.

use super::*;

const SITI: &str = "0193a5b0-7c1e-7000-8000-000000000001";
const BUDI: &str = "0193a5b0-7c1e-7000-8000-000000000002";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rule(starts_on: &str, length: Length, grace_d: u16) -> PeriodRule {
    PeriodRule {
        starts_on: Day(day(starts_on)),
        length,
        grace_d,
        max_age_d: 10,
        source: "SE 1".to_owned(),
    }
}

fn calendar(rules: Vec<PeriodRule>) -> Calendar {
    Calendar {
        rules,
        reopenings: Vec::new(),
    }
}

#[test]
fn a_day_stands_in_the_period_of_the_rule_in_force_on_it() {
    let rules = vec![
        rule("2026-11-16", Length::Week, 0),
        rule("2026-12-10", Length::Month, 3),
    ];
    let calendar = calendar(rules);
    for (asked, starts_on, ends_on, locks_on) in [
        // Without a rule: months, five days of grace; this one is cut by the first rule.
        ("2026-10-31", "2026-10-01", "2026-10-31", "2026-11-06"),
        ("2026-11-01", "2026-11-01", "2026-11-15", "2026-11-21"),
        ("2026-11-16", "2026-11-16", "2026-11-22", "2026-11-23"),
        ("2026-11-22", "2026-11-16", "2026-11-22", "2026-11-23"),
        // The week of the 7th is cut on Thursday.
        ("2026-12-08", "2026-12-07", "2026-12-09", "2026-12-10"),
        ("2026-12-10", "2026-12-10", "2026-12-31", "2027-01-04"),
        ("2028-02-29", "2028-02-01", "2028-02-29", "2028-03-04"),
    ] {
        let period = calendar.period(day(asked));
        let expected = Period {
            starts_on: day(starts_on),
            ends_on: day(ends_on),
            locks_on: day(locks_on),
        };
        assert_eq!(period, expected, "{asked}");
    }
}

#[test]
fn every_day_of_a_period_has_the_same_period_and_periods_do_not_overlap() {
    let rules = vec![
        rule("2026-03-05", Length::Week, 2),
        rule("2026-05-20", Length::Month, 0),
        rule("2026-05-21", Length::Week, 1),
    ];
    let calendar = calendar(rules);
    let mut last = calendar.period(day("2026-01-01"));
    for today in day("2026-01-01").iter_days().take(365) {
        let period = calendar.period(today);
        assert!(
            period.starts_on <= today && today <= period.ends_on,
            "{today}"
        );
        if period != last {
            assert_eq!(Some(period.starts_on), last.ends_on.succ_opt(), "{today}");
            assert_eq!(period.starts_on, today);
        }
        last = period;
    }
}

#[test]
fn a_period_locks_after_its_grace_and_opens_for_whom_personnel_said() {
    let mut calendar = calendar(Vec::new());
    calendar.reopenings.push(Reopening {
        starts_on: Day(day("2026-10-10")),
        ends_on: Day(day("2026-10-20")),
        person_id: Some(SITI.parse().unwrap()),
        open_until: Day(day("2026-11-15")),
        reason: "Jaringan putus".to_owned(),
    });
    let lock = |who: &str, asked: &str, today: &str| {
        calendar.lock(day(asked), who.parse().unwrap(), day(today))
    };
    assert_eq!(lock(SITI, "2026-10-15", "2026-10-31"), Lock::Open);
    assert_eq!(lock(SITI, "2026-10-15", "2026-11-01"), Lock::Grace);
    assert_eq!(lock(SITI, "2026-10-15", "2026-11-05"), Lock::Grace);
    assert_eq!(lock(SITI, "2026-10-15", "2026-11-06"), Lock::Reopened);
    assert_eq!(lock(SITI, "2026-10-20", "2026-11-15"), Lock::Reopened);
    assert_eq!(lock(SITI, "2026-10-15", "2026-11-16"), Lock::Locked);
    assert_eq!(lock(SITI, "2026-10-09", "2026-11-06"), Lock::Locked);
    assert_eq!(lock(SITI, "2026-10-21", "2026-11-06"), Lock::Locked);
    assert_eq!(lock(BUDI, "2026-10-15", "2026-11-06"), Lock::Locked);
}

#[test]
fn limits_of_rules_are_checked_at_the_limit_and_one_past_it() {
    let checked = |grace_d, max_age_d| {
        let rule = PeriodRule {
            grace_d,
            max_age_d,
            ..rule("2026-01-01", Length::Month, 0)
        };
        rule.check().map_err(|fault| fault.pointer).err()
    };
    assert_eq!(checked(GRACE_MAX_D, AGE_MAX_D), None);
    assert_eq!(checked(GRACE_MAX_D + 1, 1).as_deref(), Some("/grace_d"));
    assert_eq!(checked(0, AGE_MAX_D + 1).as_deref(), Some("/max_age_d"));
    assert_eq!(checked(0, 0).as_deref(), Some("/max_age_d"));
    let reopened = |ends_on: &str| {
        let reopening = Reopening {
            starts_on: Day(day("2026-01-01")),
            ends_on: Day(day(ends_on)),
            person_id: None,
            open_until: Day(day("2027-06-01")),
            reason: "Gempa".to_owned(),
        };
        reopening.check().map_err(|fault| fault.code).err()
    };
    assert_eq!(reopened("2027-01-01"), None);
    assert_eq!(reopened("2027-01-02"), Some("too_long"));
    assert_eq!(reopened("2025-12-31"), Some("ends_before_start"));
}
