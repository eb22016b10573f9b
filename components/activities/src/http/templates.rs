//! A person's own templates. Nobody else sees them.

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_db::DbError;
use ngantor_http::{Base, Json, Path, Problem, SignedIn, conditional, json, kind};
use serde::Serialize;

use super::kinds::TOO_MANY_TEMPLATES;
use crate::domain::template::{Template, TemplateForm, TemplateId};
use crate::store::template as store;

/// A template on the wire: its id, its version, and its form.
#[derive(Serialize)]
pub(crate) struct ShownTemplate {
    id: TemplateId,
    version: i64,
    #[serde(flatten)]
    form: TemplateForm,
}

impl ShownTemplate {
    fn of(one: Template) -> Self {
        Self {
            id: one.id,
            version: one.version,
            form: one.form,
        }
    }
}

pub(super) async fn list(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
) -> Result<Response, Problem> {
    let found = store::of_person(&*base.db, caller.person_id).await?;
    let views: Vec<_> = found.into_iter().map(ShownTemplate::of).collect();
    Ok(json(StatusCode::OK, &views))
}

pub(super) async fn show(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<TemplateId>,
) -> Result<Response, Problem> {
    Ok(answer(StatusCode::OK, load(&base, &caller, id).await?))
}

/// One's own that was not taken back; 404 for any other.
async fn load(base: &Base, caller: &Caller, id: TemplateId) -> Result<Template, Problem> {
    let found = store::by_id(&*base.db, id).await?;
    let own = found.filter(|one| one.person_id == caller.person_id && !one.is_withdrawn);
    own.ok_or_else(|| kind::NOT_FOUND.into())
}

/// Adds a template, or, with `If-Match`, changes the whole of it; the same again changes nothing.
pub(super) async fn put(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<TemplateId>,
    headers: HeaderMap,
    Json(form): Json<TemplateForm>,
) -> Result<Response, Problem> {
    let form = form.check()?;
    let found = match store::by_id(&*base.db, id).await? {
        Some(found) => found,
        None => {
            conditional::check_absent(&headers)?;
            let one = Template {
                id,
                person_id: caller.person_id,
                form: form.clone(),
                is_withdrawn: false,
                version: 1,
            };
            match store::insert(&*base.db, &one, base.now()).await {
                Ok(()) => return Ok(answer(StatusCode::CREATED, one)),
                // The same came in meanwhile, or another one.
                Err(error) if error.is_unique("template.id") => {
                    let found = store::by_id(&*base.db, id).await?;
                    found.ok_or(kind::ID_REUSED)?
                }
                Err(error) => return Err(refused(error)),
            }
        }
    };
    if found.person_id != caller.person_id || found.is_withdrawn {
        return Err(kind::ID_REUSED.into());
    }
    if found.form == form {
        return Ok(answer(StatusCode::OK, found));
    }
    check_if_match(&headers, &found)?;
    let changed = save(&base, &caller, Template { form, ..found }).await?;
    Ok(answer(StatusCode::OK, changed))
}

/// Takes a template back: it proposes nothing any more. What was entered by it stays.
pub(super) async fn withdraw(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<TemplateId>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let found = load(&base, &caller, id).await?;
    check_if_match(&headers, &found)?;
    let wanted = Template {
        is_withdrawn: true,
        ..found
    };
    save(&base, &caller, wanted).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn save(base: &Base, caller: &Caller, wanted: Template) -> Result<Template, Problem> {
    if store::save(&*base.db, &wanted, base.now()).await? {
        return Ok(Template {
            version: wanted.version + 1,
            ..wanted
        });
    }
    let found = load(base, caller, wanted.id).await?;
    let problem = conditional::changed_meanwhile(found.version);
    Err(problem.with_current(&ShownTemplate::of(found)))
}

fn check_if_match(headers: &HeaderMap, found: &Template) -> Result<(), Problem> {
    let checked = conditional::check_if_match(headers, found.version);
    checked.map_err(|problem| {
        if problem.kind() == kind::CHANGED_MEANWHILE {
            problem.with_current(&ShownTemplate::of(found.clone()))
        } else {
            problem
        }
    })
}

fn refused(error: DbError) -> Problem {
    match &error {
        DbError::Refused(words) if words == TOO_MANY_TEMPLATES.code => TOO_MANY_TEMPLATES.into(),
        _ => error.into(),
    }
}

fn answer(status: StatusCode, one: Template) -> Response {
    let etag = [(header::ETAG, conditional::etag(one.version))];
    (etag, json(status, &ShownTemplate::of(one))).into_response()
}
