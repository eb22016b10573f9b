//! The statements of what personnel set.

use chrono::NaiveDate;
use ngantor_core::id::PersonId;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, Value, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::period::{Calendar, PeriodRule, Reopening};
use crate::domain::rule::{Form, Rule, RuleId};

/// The most rules of periods that hold: one a month for 40 years.
pub const RULES_MAX: u32 = 480;
/// The most reopenings of one person that hold at once, and of everybody; `rule_adds` in the schema
/// says the same of both.
pub const REOPENINGS_MAX: u32 = 500;

// `'' ||` makes a text of JSON again: a trigger of the same statement would see an object in it.
/// Adds a rule; [`DbError::Unique`] over `rule.id` when the id is taken, over `rule.starts_on`
/// when another one begins on that day, [`DbError::Refused`] where there are as many as may be.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert<F: Form + Serialize>(
    db: &dyn Sql,
    rule: &Rule<F>,
    changed: (Instant, PersonId),
) -> Result<(), DbError> {
    db.run(
        "INSERT INTO rule (id, kind, starts_on, ends_on, person_id, open_until, terms,
            reason, withdrawn_at, version, changed_at, changed_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, '' || json_remove(?7, '$.reason'), ?7 ->> 'reason',
            CASE WHEN ?8 THEN ?10 END, ?9, ?10, ?11)",
        parameters(rule, changed),
    )
    .await
    .map(drop)
}

/// Changes a rule from its version to the next; says whether that version was there. A withdrawn
/// one stays as it is.
///
/// # Errors
/// Any [`DbError`], like [`insert`].
pub async fn update<F: Form + Serialize>(
    db: &dyn Sql,
    rule: &Rule<F>,
    changed: (Instant, PersonId),
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE rule SET starts_on = ?3, ends_on = ?4, person_id = ?5, open_until = ?6,
                terms = '' || json_remove(?7, '$.reason'), reason = ?7 ->> 'reason',
                withdrawn_at = CASE WHEN ?8 THEN ?10 END, version = version + 1,
                changed_at = ?10, changed_by = ?11
             WHERE id = ?1 AND kind = ?2 AND version = ?9 AND withdrawn_at IS NULL
             RETURNING id",
            parameters(rule, changed),
        )
        .await?;
    Ok(!rows.is_empty())
}

fn parameters<F: Form + Serialize>(rule: &Rule<F>, (now, by): (Instant, PersonId)) -> Vec<Value> {
    let ends = rule.form.ends();
    params![
        rule.id.to_string(),
        F::KIND,
        rule.form.starts_on().to_string(),
        ends.map(|(ends_on, _)| ends_on.to_string()),
        rule.form.person().map(|person| person.to_string()),
        ends.map(|(_, open_until)| open_until.to_string()),
        serde_json::to_string(&rule.form).unwrap_or_default(),
        rule.is_withdrawn,
        rule.version,
        now.timestamp_millis(),
        by.to_string(),
    ]
}

/// One by its id, also one that was taken back.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id<F: Form + DeserializeOwned>(
    db: &dyn Sql,
    id: RuleId,
) -> Result<Option<Rule<F>>, DbError> {
    let rows = db
        .run(
            "SELECT id, iif(reason IS NULL, terms, json_set(terms, '$.reason', reason)) AS terms,
        withdrawn_at, version FROM rule
             WHERE id = ?1 AND kind = ?2 ORDER BY id LIMIT 1",
            params![id.to_string(), F::KIND],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Those of a kind that were not taken back, everybody's and one person's, or all; by their first
/// day, after a place.
pub const BY_START: &str =
    "SELECT id, iif(reason IS NULL, terms, json_set(terms, '$.reason', reason)) AS terms,
        withdrawn_at, version FROM rule
     WHERE kind = ?1 AND withdrawn_at IS NULL AND (starts_on, id) > (?2, ?3)
        AND (?4 IS NULL OR person_id IS NULL OR person_id = ?4)
     ORDER BY starts_on, id LIMIT ?5";

/// Runs [`BY_START`]; `only` is the person who sees nobody else's.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_start<F: Form + DeserializeOwned>(
    db: &dyn Sql,
    only: Option<PersonId>,
    (day, id): (String, String),
    limit: u32,
) -> Result<Vec<Rule<F>>, DbError> {
    let only = only.map(|person| person.to_string());
    let rows = db
        .run(BY_START, params![F::KIND, day, id, only, limit])
        .await?;
    rows.iter().map(read).collect()
}

/// What is open again on a day or later, everybody's and some people's.
pub const OPEN: &str =
    "SELECT id, iif(reason IS NULL, terms, json_set(terms, '$.reason', reason)) AS terms,
        withdrawn_at, version FROM rule INDEXED BY rule_open
     WHERE kind = 'reopening' AND withdrawn_at IS NULL AND open_until >= ?1
        AND (person_id IS NULL OR person_id IN (SELECT value FROM json_each(?2)))
     ORDER BY open_until, id LIMIT ?3";

/// All that tells when some people's days lock. A day's grace before today is looked at too, for it
/// may still be yesterday in the zone of an activity.
///
/// # Errors
/// Any [`DbError`].
pub async fn calendar(
    db: &dyn Sql,
    people: &[PersonId],
    today: NaiveDate,
) -> Result<Calendar, DbError> {
    let rules = by_start::<PeriodRule>(db, None, Default::default(), RULES_MAX).await?;
    let since = today.pred_opt().unwrap_or(today).to_string();
    // Everybody's, and those of each.
    let n_people = u32::try_from(people.len()).unwrap_or(u32::MAX);
    let limit = i64::from(REOPENINGS_MAX) * (i64::from(n_people) + 1);
    let parameters = params![since, serde_json::json!(people).to_string(), limit];
    let rows = db.run(OPEN, parameters).await?;
    let open = rows
        .iter()
        .map(read::<Reopening>)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Calendar {
        rules: rules.into_iter().map(|rule| rule.form).collect(),
        reopenings: open.into_iter().map(|rule| rule.form).collect(),
    })
}

fn read<F: DeserializeOwned>(row: &Row) -> Result<Rule<F>, DbError> {
    Ok(Rule {
        id: row.parsed("id", |text| text.parse().ok())?,
        form: row.parsed("terms", |text| serde_json::from_str(text).ok())?,
        is_withdrawn: row.integer_or_null("withdrawn_at")?.is_some(),
        version: row.integer("version")?,
    })
}
