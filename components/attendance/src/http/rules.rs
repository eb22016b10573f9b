//! Schedules, assignments, periods and calendar days: everybody sees them, personnel and
//! administrators change them, nobody those about themself. Whose a schedule is of one person's
//! own only that person sees, and those who keep or audit.

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse as _, Response};
use chrono::NaiveDate;
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::Day;
use ngantor_db::DbError;
use ngantor_http::page::Page;
use ngantor_http::{Base, Json, Params, Path, Problem, SignedIn, conditional, json, kind};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::App;
use super::kinds::OWN_RULE;
use super::team::sees_all;
use crate::domain::form::Form;
use crate::domain::rule::{Rule, RuleId};
use crate::store::rule as store;

const NO_SCHEDULE: Text = Text::new("Jadwal ini tidak ada.", "There is no such schedule.");
/// The years whose rules can be asked for.
const YEARS: std::ops::RangeInclusive<i64> = 2000..=2099;

/// Somebody who may change rules; 403 for anybody else.
pub(crate) struct Keeper(pub(super) Caller);

impl FromRequestParts<App> for Keeper {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let SignedIn(caller) = SignedIn::from_request_parts(parts, app).await?;
        if caller.is_any(&[Role::Personnel, Role::Administrator]) {
            Ok(Self(caller))
        } else {
            Err(kind::FORBIDDEN.into())
        }
    }
}

/// A rule on the wire: its id, its version, and its form.
#[derive(Serialize)]
pub(crate) struct Shown<F> {
    id: RuleId,
    version: i64,
    #[serde(flatten)]
    rule: F,
}

impl<F: Form> Shown<F> {
    fn of(rule: &Rule) -> Option<Self> {
        Some(Self {
            id: rule.id,
            version: rule.version,
            rule: F::of(rule)?,
        })
    }
}

/// Whose own rules somebody sees; `None` for everybody's.
fn sees_only(caller: &Caller) -> Option<PersonId> {
    (!sees_all(caller)).then_some(caller.person_id)
}

pub(crate) async fn list<F: Form + Serialize>(
    State(base): State<Base>,
    SignedIn(caller): SignedIn,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["year", "limit", "cursor"])?;
    let days = days_of_year(&params)?;
    let mut page = Page::<(String, String)>::of(&params)?;
    let (after, limit) = (page.after.take(), page.limit_plus_one());
    let only = sees_only(&caller);
    let mut rules = store::rules_by_start(&*base.db, F::KIND, days, only, after, limit).await?;
    let key = |rule: &Rule| (rule.starts_on.to_string(), rule.id.to_string());
    let path = format!("{}/{}", super::PREFIX, path_of(F::KIND));
    let headers = page.cut(&path, &params.again(&["year"]), &mut rules, key);
    let views: Vec<_> = rules.iter().filter_map(Shown::<F>::of).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

fn path_of(kind: &str) -> String {
    format!("{}s", kind.replace('_', "-"))
}

/// The days of the year that is asked for, or of all of them.
fn days_of_year(params: &Params) -> Result<(Day, Day), Fault> {
    let (first, last) = match params.get("year") {
        Some(_) => {
            let year = params.integer("year", 0, YEARS)?;
            (year, year)
        }
        None => (*YEARS.start(), *YEARS.end()),
    };
    let day = |year: i64, month, day| {
        let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
        date.map(Day)
    };
    let days = day(first, 1, 1).zip(day(last, 12, 31));
    days.ok_or_else(|| Fault::new("?year", "not_a_date", ngantor_core::refusal::NO_DAY))
}

pub(crate) async fn show<F: Form + Serialize>(
    State(base): State<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<RuleId>,
) -> Result<Response, Problem> {
    let rule = load::<F>(&base, id).await?;
    if !may_see(&caller, &rule) {
        return Err(kind::NOT_FOUND.into());
    }
    answer::<F>(StatusCode::OK, &rule)
}

fn may_see(caller: &Caller, rule: &Rule) -> bool {
    match (rule.what.person(), sees_only(caller)) {
        (Some(person), Some(only)) => person == only,
        _ => true,
    }
}

async fn load<F: Form>(base: &Base, id: RuleId) -> Result<Rule, Problem> {
    let rule = store::rule_by_id(&*base.db, F::KIND, id).await?;
    rule.ok_or_else(|| kind::NOT_FOUND.into())
}

/// Adds a rule, or, with `If-Match`, changes the whole of it; the same again changes nothing.
pub(crate) async fn put<F: Form + Serialize + DeserializeOwned>(
    State(base): State<Base>,
    Keeper(caller): Keeper,
    Path(id): Path<RuleId>,
    headers: HeaderMap,
    Json(form): Json<F>,
) -> Result<Response, Problem> {
    form.fits()?;
    let wanted = form.rule(id, caller.person_id.to_string()).check()?;
    check_not_own(&caller, &wanted)?;
    let Some(found) = store::rule_by_id(&*base.db, F::KIND, id).await? else {
        let inserted = store::insert_rule(&*base.db, &wanted, base.now()).await;
        inserted.map_err(refused)?;
        return answer::<F>(StatusCode::CREATED, &wanted);
    };
    check_not_own(&caller, &found)?;
    let wanted = Rule {
        version: found.version,
        ..wanted
    };
    let is_same = found
        == Rule {
            changed_by: found.changed_by.clone(),
            ..wanted.clone()
        };
    if is_same {
        return answer::<F>(StatusCode::OK, &found);
    }
    conditional::check_if_match(&headers, found.version)?;
    answer::<F>(StatusCode::OK, &change::<F>(&base, wanted).await?)
}

/// Takes a rule back.
pub(crate) async fn withdraw<F: Form>(
    State(base): State<Base>,
    Keeper(caller): Keeper,
    Path(id): Path<RuleId>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let rule = load::<F>(&base, id).await?;
    check_not_own(&caller, &rule)?;
    conditional::check_if_match(&headers, rule.version)?;
    let wanted = Rule {
        is_withdrawn: true,
        changed_by: caller.person_id.to_string(),
        ..rule
    };
    change::<F>(&base, wanted).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Nobody gives themself days of leave or other hours, nor takes back what keeps them from
/// something: somebody else does, as with requests and evidence.
fn check_not_own(caller: &Caller, rule: &Rule) -> Result<(), Problem> {
    if rule.what.person() == Some(caller.person_id) {
        return Err(OWN_RULE.into());
    }
    Ok(())
}

/// Changes a rule from its version to the next.
async fn change<F: Form>(base: &Base, wanted: Rule) -> Result<Rule, Problem> {
    let changed = store::update_rule(&*base.db, &wanted, base.now()).await;
    if changed.map_err(refused)? {
        return Ok(Rule {
            version: wanted.version + 1,
            ..wanted
        });
    }
    let found = load::<F>(base, wanted.id).await?;
    Err(conditional::changed_meanwhile(found.version))
}

fn refused(error: DbError) -> Problem {
    match error {
        error if error.is_unique("rule.id") => kind::ID_REUSED.into(),
        // Only the triggers that look for the schedule say no.
        DbError::Refused(_) => Fault::new("/schedule_id", "no_schedule", NO_SCHEDULE).into(),
        error => error.into(),
    }
}

fn answer<F: Form + Serialize>(status: StatusCode, rule: &Rule) -> Result<Response, Problem> {
    let shown = Shown::<F>::of(rule).ok_or(kind::NOT_FOUND)?;
    let etag = [(header::ETAG, conditional::etag(rule.version))];
    Ok((etag, json(status, &shown)).into_response())
}
