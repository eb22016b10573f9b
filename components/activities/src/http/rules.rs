//! What personnel set: how long periods are and when they lock, and what is open again. Everybody
//! sees it; what is opened for one person, that person and those who keep or audit.

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse as _, Response};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::PersonId;
use ngantor_db::DbError;
use ngantor_http::page::Page;
use ngantor_http::{Base, Json, Params, Path, Problem, SignedIn, conditional, json, kind};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::kinds::{BEGINS_TWICE, TOO_MANY_RULES};
use super::{App, PREFIX, whom};
use crate::domain::rule::{Form, Rule, RuleId};
use crate::store::rule as store;

/// Somebody who may change rules; 403 for anybody else.
pub(crate) struct Keeper(Caller);

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
    fn of(rule: &Rule<F>) -> Self {
        Self {
            id: rule.id,
            version: rule.version,
            rule: rule.form.clone(),
        }
    }
}

/// Whose own rules somebody sees; `None` for everybody's.
fn sees_only(caller: &Caller) -> Option<PersonId> {
    (!whom::sees_all(caller)).then_some(caller.person_id)
}

pub(super) async fn list<F: Form + Serialize + DeserializeOwned>(
    State(base): State<Base>,
    SignedIn(caller): SignedIn,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["limit", "cursor"])?;
    let mut page = Page::<(String, String)>::of(&params)?;
    let (after, limit) = (page.after.take().unwrap_or_default(), page.limit_plus_one());
    let mut rules = store::by_start::<F>(&*base.db, sees_only(&caller), after, limit).await?;
    let key = |rule: &Rule<F>| (rule.form.starts_on().to_string(), rule.id.to_string());
    let path = format!("{PREFIX}/{}", F::PATH);
    let headers = page.cut(&path, &[], &mut rules, key);
    let views: Vec<_> = rules.iter().map(Shown::of).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

pub(super) async fn show<F: Form + Serialize + DeserializeOwned>(
    State(base): State<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<RuleId>,
) -> Result<Response, Problem> {
    let rule = load::<F>(&base, id).await?;
    match (rule.form.person(), sees_only(&caller)) {
        (Some(person), Some(only)) if person != only => Err(kind::NOT_FOUND.into()),
        _ => Ok(answer(StatusCode::OK, &rule)),
    }
}

/// One that was not taken back.
async fn load<F: Form + DeserializeOwned>(base: &Base, id: RuleId) -> Result<Rule<F>, Problem> {
    let rule = store::by_id::<F>(&*base.db, id).await?;
    let rule = rule.filter(|rule| !rule.is_withdrawn);
    rule.ok_or_else(|| kind::NOT_FOUND.into())
}

/// Adds a rule, or, with `If-Match`, changes the whole of it; the same again changes nothing.
pub(super) async fn put<F: Form + Serialize + DeserializeOwned>(
    State(base): State<Base>,
    Keeper(caller): Keeper,
    Path(id): Path<RuleId>,
    headers: HeaderMap,
    Json(form): Json<F>,
) -> Result<Response, Problem> {
    let form = form.checked()?;
    let found = match store::by_id::<F>(&*base.db, id).await? {
        Some(found) => found,
        None => {
            conditional::check_absent(&headers)?;
            let rule = Rule {
                id,
                form: form.clone(),
                is_withdrawn: false,
                version: 1,
            };
            let changed = (base.now(), caller.person_id);
            match store::insert(&*base.db, &rule, changed).await {
                Ok(()) => return Ok(answer(StatusCode::CREATED, &rule)),
                // The same came in meanwhile, or another one. One of periods says first that
                // another one begins on its day.
                Err(error) => {
                    let found = store::by_id::<F>(&*base.db, id).await?;
                    found.ok_or_else(|| refused(error))?
                }
            }
        }
    };
    if found.is_withdrawn {
        return Err(kind::ID_REUSED.into());
    }
    if found.form == form {
        return Ok(answer(StatusCode::OK, &found));
    }
    check_if_match(&headers, &found)?;
    let changed = change(&base, &caller, Rule { form, ..found }).await?;
    Ok(answer(StatusCode::OK, &changed))
}

/// Takes a rule back.
pub(super) async fn withdraw<F: Form + Serialize + DeserializeOwned>(
    State(base): State<Base>,
    Keeper(caller): Keeper,
    Path(id): Path<RuleId>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let rule = load::<F>(&base, id).await?;
    check_if_match(&headers, &rule)?;
    let wanted = Rule {
        is_withdrawn: true,
        ..rule
    };
    change(&base, &caller, wanted).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes a rule from its version to the next.
async fn change<F: Form + Serialize + DeserializeOwned>(
    base: &Base,
    caller: &Caller,
    wanted: Rule<F>,
) -> Result<Rule<F>, Problem> {
    let changed = (base.now(), caller.person_id);
    let updated = store::update(&*base.db, &wanted, changed).await;
    if updated.map_err(refused)? {
        return Ok(Rule {
            version: wanted.version + 1,
            ..wanted
        });
    }
    let found = load::<F>(base, wanted.id).await?;
    Err(conditional::changed_meanwhile(found.version).with_current(&Shown::of(&found)))
}

fn check_if_match<F: Form + Serialize>(
    headers: &HeaderMap,
    found: &Rule<F>,
) -> Result<(), Problem> {
    let checked = conditional::check_if_match(headers, found.version);
    checked.map_err(|problem| {
        if problem.kind() == kind::CHANGED_MEANWHILE {
            problem.with_current(&Shown::of(found))
        } else {
            problem
        }
    })
}

fn refused(error: DbError) -> Problem {
    match error {
        DbError::Refused(words) if words == TOO_MANY_RULES.code => TOO_MANY_RULES.into(),
        error if error.is_unique("rule.id") => kind::ID_REUSED.into(),
        error if error.is_unique("rule.starts_on") => BEGINS_TWICE.into(),
        error => error.into(),
    }
}

fn answer<F: Form + Serialize>(status: StatusCode, rule: &Rule<F>) -> Response {
    let etag = [(header::ETAG, conditional::etag(rule.version))];
    (etag, json(status, &Shown::of(rule))).into_response()
}
