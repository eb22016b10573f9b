//! The statements of rules.

use std::sync::{Arc, Mutex, PoisonError};

use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::region::Region;
use ngantor_core::time::{Day, Instant, parse_day};
use ngantor_db::{DbError, Row, Sql, Value, params};
use ngantor_directory::tree;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::domain::in_force::Rules;
use crate::domain::leave::{Adjustment, Days};
use crate::domain::rule::{DayKind, Rule, RuleId, What, Whose};

/// The most rules that hold for one person within some weeks. With more nobody is judged at all,
/// because one that is left out could make somebody absent.
pub const RULES_MAX: usize = 1_000;
/// The most rules of everybody's, of all years: a hundred years of holidays are 2,500.
pub const COMMON_MAX: usize = 10_000;

/// Adds a rule; [`DbError::Unique`] over `rule.id` when the id is taken, [`DbError::Refused`]
/// without the schedule that it names.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert_rule(db: &dyn Sql, rule: &Rule, now: Instant) -> Result<(), DbError> {
    db.run(
        "INSERT INTO rule (id, kind, name, source, starts_on, ends_on, schedule_id, person_id,
            hours, day_kind, terms, withdrawn_at, version, changed_at, changed_by, unit_id, region)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?15, CASE WHEN ?11 THEN ?13 END, ?12,
            ?13, ?14, ?16, ?17)",
        parameters(rule, now),
    )
    .await
    .map(drop)
}

/// Changes a rule from one version to the next; says whether that version was there. Its kind
/// never changes, and a withdrawn one stays as it is.
///
/// # Errors
/// Any [`DbError`], like [`insert_rule`].
pub async fn update_rule(db: &dyn Sql, rule: &Rule, now: Instant) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE rule SET name = ?3, source = ?4, starts_on = ?5, ends_on = ?6,
                schedule_id = ?7, person_id = ?8, hours = ?9, day_kind = ?10,
                terms = ?15, withdrawn_at = CASE WHEN ?11 THEN ?13 END, version = version + 1,
                changed_at = ?13, changed_by = ?14, unit_id = ?16, region = ?17
             WHERE id = ?1 AND kind = ?2 AND version = ?12 AND withdrawn_at IS NULL
             RETURNING id",
            parameters(rule, now),
        )
        .await?;
    Ok(!rows.is_empty())
}

fn parameters(rule: &Rule, now: Instant) -> Vec<Value> {
    let (schedule_id, hours) = match &rule.what {
        What::Schedule(terms) => (None, Some(json(terms))),
        What::Assignment(schedule, _) => (Some(*schedule), None),
        What::Period(schedule, hours) => (Some(*schedule), Some(json(hours))),
        _ => (None, None),
    };
    let day_kind = match &rule.what {
        What::CalendarDay(kind, _) => Some(kind.name()),
        _ => None,
    };
    let terms = match &rule.what {
        What::LeaveType(terms) => Some(json(terms)),
        What::LeaveAdjustment(_, adjustment) => Some(json(&KeptAdjustment::of(adjustment))),
        What::FlexibleWorkRule(caps) => Some(json(caps)),
        What::Escalation(escalation) => Some(json(escalation)),
        What::ClaimRule(terms) => Some(json(terms)),
        What::DisciplineRule(thresholds) => Some(json(thresholds)),
        _ => None,
    };
    let person_id = rule.what.person();
    params![
        rule.id.to_string(),
        rule.what.kind(),
        rule.name.as_str(),
        rule.source.as_str(),
        rule.starts_on.to_string(),
        rule.ends_on.map(|day| day.to_string()),
        schedule_id.map(|id| id.to_string()),
        person_id.map(|id| id.to_string()),
        hours,
        day_kind,
        rule.is_withdrawn,
        rule.version,
        now.timestamp_millis(),
        rule.changed_by.as_str(),
        terms,
        rule.what.unit().map(|id| id.to_string()),
        rule.what.region().map(Region::as_str),
    ]
}

/// How many days are added, as they are kept.
#[derive(Serialize, Deserialize)]
struct KeptAdjustment {
    code: String,
    n_halves: i64,
}

impl KeptAdjustment {
    fn of(adjustment: &Adjustment) -> Self {
        Self {
            code: adjustment.code.clone(),
            n_halves: adjustment.days.n_halves(),
        }
    }

    fn read(text: &str) -> Option<Adjustment> {
        from_json::<Self>(text).map(|kept| Adjustment {
            code: kept.code,
            days: Days::halves(kept.n_halves),
        })
    }
}

/// Which ids of some are not taken.
///
/// # Errors
/// Any [`DbError`].
pub async fn missing_ids(db: &dyn Sql, ids: &[RuleId]) -> Result<Vec<RuleId>, DbError> {
    let texts: Vec<_> = ids.iter().map(ToString::to_string).collect();
    let rows = db
        .run(
            "SELECT value AS id FROM json_each(?1)
             WHERE NOT EXISTS (SELECT 1 FROM rule WHERE rule.id = value)
             ORDER BY value LIMIT ?2",
            params![json(&texts), i64::try_from(texts.len()).unwrap_or(i64::MAX)],
        )
        .await?;
    rows.iter()
        .map(|row| row.parsed("id", |text| text.parse().ok()))
        .collect()
}

/// A rule of a kind by its id; none that was withdrawn.
///
/// # Errors
/// Any [`DbError`].
pub async fn rule_by_id(db: &dyn Sql, kind: &str, id: RuleId) -> Result<Option<Rule>, DbError> {
    let rows = db
        .run(
            "SELECT id, kind, name, source, starts_on, ends_on, schedule_id, person_id, hours,
                day_kind, terms, unit_id, region, version, changed_by
             FROM rule WHERE id = ?1 AND kind = ?2 AND withdrawn_at IS NULL
             ORDER BY id LIMIT 1",
            params![id.to_string(), kind],
        )
        .await?;
    rows.first().map_or(Ok(None), read)
}

/// The rules of a kind that hold on one of some days, by their first day, after the one with
/// this first day and id: everybody's, and those of one person or of all people.
///
/// # Errors
/// Any [`DbError`].
pub async fn rules_by_start(
    db: &dyn Sql,
    kind: &str,
    (from, to): (Day, Day),
    only: Option<PersonId>,
    after: Option<(String, String)>,
    limit: u32,
) -> Result<Vec<Rule>, DbError> {
    let (starts_on, id) = after.unwrap_or_default();
    let rows = db
        .run(
            "SELECT id, kind, name, source, starts_on, ends_on, schedule_id, person_id, hours,
                day_kind, terms, unit_id, region, version, changed_by
             FROM rule
             WHERE kind = ?1 AND withdrawn_at IS NULL AND (starts_on, id) > (?2, ?3)
                AND starts_on <= ?5 AND ifnull(ends_on, ?5) >= ?4
                AND (person_id IS NULL OR ?6 IS NULL OR person_id = ?6)
             ORDER BY starts_on, id LIMIT ?7",
            params![
                kind,
                starts_on,
                id,
                from.to_string(),
                to.to_string(),
                only.map(|person| person.to_string()),
                limit,
            ],
        )
        .await?;
    rows.iter()
        .filter_map(|row| read(row).transpose())
        .collect()
}

/// The rules that hold for everybody, as they stood after so many changes.
#[derive(Debug)]
pub struct Common {
    n_changes: i64,
    rules: Vec<Arc<Rule>>,
}

/// What an instance keeps of everybody's rules. Nobody waits for anybody: whoever finds them
/// outdated reads them, and the last that were read are kept.
#[derive(Clone, Debug, Default)]
pub struct Kept(Arc<Mutex<Option<Arc<Common>>>>);

impl Kept {
    fn get(&self, n_changes: i64) -> Option<Arc<Common>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clone().filter(|kept| kept.n_changes == n_changes)
    }

    fn put(&self, common: &Arc<Common>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(Arc::clone(common));
    }
}

/// Everything that holds for a person on one of some days.
///
/// # Errors
/// Any [`DbError`]; [`DbError::Shape`] with more than [`RULES_MAX`].
pub async fn rules_of(
    db: &dyn Sql,
    kept: &Kept,
    person: PersonId,
    days: (Day, Day),
) -> Result<Rules, DbError> {
    let (n_changes, own) = own_rules(db, person, days).await?;
    let common = match kept.get(n_changes) {
        Some(common) => common,
        None => {
            let common = Arc::new(common(db).await?);
            kept.put(&common);
            common
        }
    };
    let everybodys = common.rules.iter().filter(|rule| holds_in(rule, days));
    let rules = Rules {
        all: everybodys.cloned().chain(own).collect(),
        places: Vec::new(),
    };
    // Where somebody belongs matters only where a rule asks for it.
    let is_placed = |rule: &Arc<Rule>| rule.what.unit().is_some() || rule.what.region().is_some();
    let places = match rules.all.iter().any(is_placed) {
        true => tree::places(db, person, days).await?,
        false => Vec::new(),
    };
    few_enough(Rules { places, ..rules }.of_theirs())
}

/// The same for what is asked seldom, and judges more than an instance keeps rules for: nothing is
/// kept of it.
///
/// # Errors
/// As [`rules_of`].
pub async fn rules_now(db: &dyn Sql, person: PersonId, days: (Day, Day)) -> Result<Rules, DbError> {
    rules_of(db, &Kept::default(), person, days).await
}

fn holds_in(rule: &Rule, (from, to): (Day, Day)) -> bool {
    rule.starts_on <= to && rule.ends_on.is_none_or(|last| last >= from)
}

fn few_enough(rules: Rules) -> Result<Rules, DbError> {
    if rules.all.len() > RULES_MAX {
        let words = "more rules than can be judged by";
        return Err(DbError::Shape(words.to_owned()));
    }
    Ok(rules)
}

/// How often rules changed, and a person's own rules, as of one instant.
async fn own_rules(
    db: &dyn Sql,
    person: PersonId,
    (from, to): (Day, Day),
) -> Result<(i64, Vec<Arc<Rule>>), DbError> {
    let rows = db
        .run(
            "SELECT n, id, kind, name, source, starts_on, ends_on, schedule_id, person_id, hours,
                day_kind, terms, unit_id, region, version, changed_by
             FROM rule_change LEFT JOIN rule
                ON person_id = ?1 AND withdrawn_at IS NULL
                AND starts_on <= ?3 AND ifnull(ends_on, ?3) >= ?2
             ORDER BY id LIMIT ?4",
            params![
                person.to_string(),
                from.to_string(),
                to.to_string(),
                i64::try_from(RULES_MAX).unwrap_or(0) + 1,
            ],
        )
        .await?;
    let n_changes = rows.first().map_or(Ok(0), |row| row.integer("n"))?;
    let mut rules = Vec::new();
    for row in &rows {
        if row.text_or_null("id")?.is_some() {
            rules.extend(read(row)?.map(Arc::new));
        }
    }
    Ok((n_changes, rules))
}

/// Everybody's rules of all days, with the count in the same statement: of one instant.
async fn common(db: &dyn Sql) -> Result<Common, DbError> {
    let rows = db
        .run(
            "SELECT n, id, kind, name, source, starts_on, ends_on, schedule_id, person_id, hours,
                day_kind, terms, unit_id, region, version, changed_by
             FROM rule_change CROSS JOIN rule
             WHERE person_id IS NULL AND withdrawn_at IS NULL
             ORDER BY id LIMIT ?1",
            params![i64::try_from(COMMON_MAX).unwrap_or(0) + 1],
        )
        .await?;
    if rows.len() > COMMON_MAX {
        return Err(DbError::Shape("more rules than can be kept".to_owned()));
    }
    let rules = rows.iter().filter_map(|row| read(row).transpose());
    let rules = rules.map(|rule| rule.map(Arc::new));
    Ok(Common {
        n_changes: rows.first().map_or(Ok(0), |row| row.integer("n"))?,
        rules: rules.collect::<Result<_, _>>()?,
    })
}

/// Reads a rule; `None` of a kind that is not known here. The next version of this function may
/// have made it already, while this one still answers beside it, or again after a rollback.
fn read(row: &Row) -> Result<Option<Rule>, DbError> {
    let day = |text: &str| parse_day(text).map(Day);
    let rule_id = |text: &str| text.parse::<RuleId>().ok();
    let what = match row.text("kind")?.as_str() {
        "schedule" => What::Schedule(row.parsed("hours", from_json)?),
        "assignment" => What::Assignment(row.parsed("schedule_id", rule_id)?, whose(row)?),
        "period" => What::Period(
            row.parsed("schedule_id", rule_id)?,
            row.parsed("hours", from_json)?,
        ),
        "leave_type" => What::LeaveType(row.parsed("terms", from_json)?),
        "leave_adjustment" => {
            What::LeaveAdjustment(person(row)?, row.parsed("terms", KeptAdjustment::read)?)
        }
        "flexible_work_rule" => What::FlexibleWorkRule(row.parsed("terms", from_json)?),
        "flexible_work_exclusion" => What::FlexibleWorkExclusion(person(row)?),
        "escalation" => What::Escalation(row.parsed("terms", from_json)?),
        "claim_rule" => What::ClaimRule(row.parsed("terms", from_json)?),
        "discipline_rule" => What::DisciplineRule(row.parsed("terms", from_json)?),
        "calendar_day" => What::CalendarDay(
            row.parsed("day_kind", DayKind::parse)?,
            row.parsed_or_null("region", |text| text.parse().ok())?,
        ),
        _ => return Ok(None),
    };
    Ok(Some(Rule {
        id: row.parsed("id", rule_id)?,
        name: row.text("name")?,
        source: row.text("source")?,
        starts_on: row.parsed("starts_on", day)?,
        ends_on: row.parsed_or_null("ends_on", day)?,
        what,
        is_withdrawn: false,
        version: row.integer("version")?,
        changed_by: row.text("changed_by")?,
    }))
}

fn whose(row: &Row) -> Result<Whose, DbError> {
    let person: Option<PersonId> = row.parsed_or_null("person_id", |text| text.parse().ok())?;
    let unit: Option<UnitId> = row.parsed_or_null("unit_id", |text| text.parse().ok())?;
    Ok(match (person, unit) {
        (Some(person), _) => Whose::Person(person),
        (None, Some(unit)) => Whose::Unit(unit),
        (None, None) => Whose::Everybody,
    })
}

fn person(row: &Row) -> Result<PersonId, DbError> {
    row.parsed("person_id", |text| text.parse().ok())
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn from_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}
