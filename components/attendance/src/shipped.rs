//! The rules that come with the function, from the files in `rules/`. They go in at the first
//! start, under ids that never change: what an agency changed or took back stays as it is, and a
//! later release adds what is new.

use ngantor_core::time::Instant;
use ngantor_db::{DbError, Sql};
use serde::Deserialize;

use crate::SCHEMA;
use crate::domain::form::claims::ClaimRuleForm;
use crate::domain::form::discipline::DisciplineRuleForm;
use crate::domain::form::leave::{EscalationForm, LeaveTypeForm};
use crate::domain::form::{AssignmentForm, CalendarDayForm, Form, PeriodForm, ScheduleForm};
use crate::domain::rule::{Rule, RuleId};
use crate::store::rule as store;

const FILES: [&str; 4] = [
    include_str!("../rules/working-hours.json"),
    include_str!("../rules/leave.json"),
    include_str!("../rules/discipline.json"),
    include_str!("../rules/calendar-2026.json"),
];

/// A file of rules.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    schedules: Vec<Shipped<ScheduleForm>>,
    assignments: Vec<Shipped<AssignmentForm>>,
    periods: Vec<Shipped<PeriodForm>>,
    calendar_days: Vec<Shipped<CalendarDayForm>>,
    leave_types: Vec<Shipped<LeaveTypeForm>>,
    escalations: Vec<Shipped<EscalationForm>>,
    claim_rules: Vec<Shipped<ClaimRuleForm>>,
    discipline_rules: Vec<Shipped<DisciplineRuleForm>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped<F> {
    id: RuleId,
    rule: F,
}

/// Puts in what is missing; the function itself stands as the one who did it.
///
/// # Errors
/// Any [`DbError`].
pub async fn put_in(db: &dyn Sql, now: Instant) -> Result<(), DbError> {
    let rules = all()?;
    let ids: Vec<_> = rules.iter().map(|rule| rule.id).collect();
    let missing = store::missing_ids(db, &ids).await?;
    for rule in rules.iter().filter(|rule| missing.contains(&rule.id)) {
        match store::insert_rule(db, rule, now).await {
            // Another instance was quicker.
            Err(error) if error.is_unique("rule.id") => {}
            kept => kept?,
        }
    }
    Ok(())
}

/// Every rule of the files, each after the schedule that it names.
///
/// # Errors
/// [`DbError::Shape`] when a file is wrong, which a test rules out.
pub fn all() -> Result<Vec<Rule>, DbError> {
    let mut rules = Vec::new();
    for text in FILES {
        let file: File = serde_json::from_str(text).map_err(|error| wrong(&error))?;
        rules.extend(file.schedules.into_iter().map(rule));
        rules.extend(file.assignments.into_iter().map(rule));
        rules.extend(file.periods.into_iter().map(rule));
        rules.extend(file.calendar_days.into_iter().map(rule));
        rules.extend(file.leave_types.into_iter().map(rule));
        rules.extend(file.escalations.into_iter().map(rule));
        rules.extend(file.claim_rules.into_iter().map(rule));
        rules.extend(file.discipline_rules.into_iter().map(rule));
    }
    let checked = rules.into_iter().map(Rule::check);
    checked
        .collect::<Result<_, _>>()
        .map_err(|faults| wrong(&format_args!("{faults:?}")))
}

fn rule<F: Form>(shipped: Shipped<F>) -> Rule {
    shipped.rule.rule(shipped.id, SCHEMA.function.to_owned())
}

fn wrong(error: &dyn std::fmt::Display) -> DbError {
    DbError::Shape(format!("shipped rules: {error}"))
}
