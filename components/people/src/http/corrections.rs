//! What people say is wrong in their records, and the answers.

use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode, header};
use ngantor_core::id::{CorrectionId, PersonId};
use ngantor_core::refusal::Fault;
use ngantor_core::text;
use ngantor_core::time::Zone;
use ngantor_db::DbError;
use ngantor_http::page::Page;
use ngantor_http::{Json, Kind, Params, Path, Problem, conditional, json, kind};
use serde::{Deserialize, Serialize};

use super::kinds::{DECIDED_ALREADY, TOO_MANY_CORRECTIONS};
use super::people::Keeper;
use super::present::Present;
use super::{App, PREFIX};
use crate::domain::access::{self, Access};
use crate::domain::correction::{Correction, State, TEXT_MAX_CHARS};
use crate::store::correction as store;

/// A request on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Correction))]
pub(crate) struct CorrectionView<'a> {
    id: CorrectionId,
    person_id: PersonId,
    /// What is wrong and how it should be.
    wanted: &'a str,
    state: State,
    /// `null` while it is open.
    answer: Option<&'a str>,
    /// RFC 3339.
    asked_at: String,
}

impl<'a> CorrectionView<'a> {
    pub(super) fn of(correction: &'a Correction, zone: Zone) -> Self {
        Self {
            id: correction.id,
            person_id: correction.person_id,
            wanted: &correction.wanted,
            state: correction.state,
            answer: correction.answer.as_deref(),
            asked_at: zone.rfc3339(correction.asked_at),
        }
    }
}

fn show(status: StatusCode, correction: &Correction, zone: Zone) -> Response {
    let etag = [(header::ETAG, conditional::etag(correction.version))];
    let view = CorrectionView::of(correction, zone);
    (etag, json(status, &view)).into_response()
}

/// One's own; for those who keep the records everybody's that are open.
pub(super) async fn list(
    Extract(app): Extract<App>,
    Present(caller): Present,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["limit", "cursor"])?;
    let mut page = Page::<String>::of(&params)?;
    let keeps = access::to_everybody(&caller) == Access::Change;
    let only = (!keeps).then_some(caller.person_id);
    let (after, limit) = (page.after.take(), page.limit_plus_one());
    let mut found = store::list(&*app.base.db, only, after, limit).await?;
    let key = |one: &Correction| one.id.to_string();
    let headers = page.cut(&format!("{PREFIX}/corrections"), &[], &mut found, key);
    let view = |one| CorrectionView::of(one, caller.zone);
    let views: Vec<_> = found.iter().map(view).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

/// What somebody says is wrong.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct CorrectionForm {
    /// What is wrong and how it should be; 1 to 1000 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 1000))]
    wanted: String,
}

pub(super) async fn ask(
    Extract(app): Extract<App>,
    Present(caller): Present,
    Path(id): Path<CorrectionId>,
    Json(form): Json<CorrectionForm>,
) -> Result<Response, Problem> {
    let wanted = check(&form.wanted, "/wanted")?;
    let asked = Correction {
        id,
        person_id: caller.person_id,
        wanted,
        state: State::Open,
        answer: None,
        asked_at: app.base.now(),
        version: 1,
    };
    match store::insert(&*app.base.db, &asked).await {
        Ok(()) => Ok(show(StatusCode::CREATED, &asked, caller.zone)),
        Err(error) if error.is_unique("correction.id") => {
            show_first(&app, &asked, kind::ID_REUSED, caller.zone).await
        }
        Err(DbError::Refused(words)) if words == TOO_MANY_CORRECTIONS.code => {
            show_first(&app, &asked, TOO_MANY_CORRECTIONS, caller.zone).await
        }
        Err(error) => Err(error.into()),
    }
}

/// 200 with the same request that came before, or why another cannot come.
async fn show_first(
    app: &App,
    asked: &Correction,
    refusal: Kind,
    zone: Zone,
) -> Result<Response, Problem> {
    let found = store::by_id(&*app.base.db, asked.id).await?;
    let is_again =
        |found: &Correction| (found.person_id, &found.wanted) == (asked.person_id, &asked.wanted);
    let found = found.filter(is_again).ok_or(refusal)?;
    Ok(show(StatusCode::OK, &found, zone))
}

/// What personnel decided.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) enum Outcome {
    /// The record is as it should be.
    Done,
    /// It stays as it was.
    Declined,
}

/// What personnel answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct DecisionForm {
    state: Outcome,
    /// For the person; 1 to 1000 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 1000))]
    answer: String,
}

pub(super) async fn decide(
    Extract(app): Extract<App>,
    Keeper(caller): Keeper,
    Path(id): Path<CorrectionId>,
    headers: HeaderMap,
    Json(form): Json<DecisionForm>,
) -> Result<Response, Problem> {
    let db = &*app.base.db;
    let found = store::by_id(db, id).await?.ok_or(kind::NOT_FOUND)?;
    conditional::check_if_match(&headers, found.version)?;
    // Nobody is a judge in their own cause.
    if found.person_id == caller.person_id {
        return Err(kind::FORBIDDEN.into());
    }
    if found.state != State::Open {
        return Err(DECIDED_ALREADY.into());
    }
    let decided = Correction {
        state: match form.state {
            Outcome::Done => State::Done,
            Outcome::Declined => State::Declined,
        },
        answer: Some(check(&form.answer, "/answer")?),
        ..found
    };
    if !store::decide(db, &decided, caller.person_id, app.base.now()).await? {
        return Err(DECIDED_ALREADY.into());
    }
    let version = decided.version + 1;
    let decided = Correction { version, ..decided };
    Ok(show(StatusCode::OK, &decided, caller.zone))
}

fn check(words: &str, pointer: &str) -> Result<String, Fault> {
    text::lines(words, TEXT_MAX_CHARS).map_err(|fault| Fault::of_text(pointer, fault))
}
