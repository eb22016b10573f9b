//! How much people and units may hold: who keeps the records sets it.

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse as _, Response};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use ngantor_core::caller::{Caller, Role};
use ngantor_db::DbError;
use ngantor_http::page::Page;
use ngantor_http::{Json, Params, Path, Problem, SignedIn, conditional, json, kind};
use serde::Serialize;

use super::kinds::QUOTA_TWICE;
use super::{App, PREFIX};
use crate::domain::quota::{Quota, QuotaId};
use crate::store::quota::{self as store, Kept};

/// Somebody who may set quotas; 403 for anybody else.
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

/// A quota on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = KeptQuota))]
pub(crate) struct QuotaView<'a> {
    id: QuotaId,
    version: i64,
    #[serde(flatten)]
    quota: &'a Quota,
}

fn answer(status: StatusCode, kept: &Kept) -> Response {
    let etag = [(header::ETAG, conditional::etag(kept.version))];
    (etag, json(status, &shown(kept))).into_response()
}

const fn shown(kept: &Kept) -> QuotaView<'_> {
    QuotaView {
        id: kept.id,
        version: kept.version,
        quota: &kept.quota,
    }
}

pub(super) async fn list(
    State(app): State<App>,
    _: Keeper,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["limit", "cursor"])?;
    let mut page = Page::<String>::of(&params)?;
    let (after, limit) = (page.after.take().unwrap_or_default(), page.limit_plus_one());
    let mut kept = store::all(&*app.base.db, &after, limit).await?;
    let path = format!("{PREFIX}/quotas");
    let headers = page.cut(&path, &[], &mut kept, |kept: &Kept| kept.id.to_string());
    let views: Vec<_> = kept.iter().map(shown).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

pub(super) async fn show(
    State(app): State<App>,
    _: Keeper,
    Path(id): Path<QuotaId>,
) -> Result<Response, Problem> {
    Ok(answer(StatusCode::OK, &load(&app, id).await?))
}

/// One that was not taken back.
async fn load(app: &App, id: QuotaId) -> Result<Kept, Problem> {
    let kept = store::by_id(&*app.base.db, id).await?;
    let kept = kept.filter(|kept| !kept.is_withdrawn);
    kept.ok_or_else(|| kind::NOT_FOUND.into())
}

/// Adds a quota, or, with `If-Match`, changes the whole of it; the same again changes nothing.
pub(super) async fn put(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<QuotaId>,
    headers: HeaderMap,
    Json(form): Json<Quota>,
) -> Result<Response, Problem> {
    let quota = form.checked()?;
    let Some(found) = store::by_id(&*app.base.db, id).await? else {
        conditional::check_absent(&headers)?;
        let kept = Kept {
            id,
            quota,
            is_withdrawn: false,
            version: 1,
        };
        let changed = (app.base.now(), caller.person_id);
        let added = store::insert(&*app.base.db, &kept, changed).await;
        added.map_err(refused)?;
        return Ok(answer(StatusCode::CREATED, &kept));
    };
    if found.is_withdrawn {
        return Err(kind::ID_REUSED.into());
    }
    if found.quota == quota {
        return Ok(answer(StatusCode::OK, &found));
    }
    conditional::check_if_match(&headers, found.version)?;
    let changed = change(&app, &caller, Kept { quota, ..found }).await?;
    Ok(answer(StatusCode::OK, &changed))
}

/// Takes a quota back.
pub(super) async fn withdraw(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<QuotaId>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let kept = load(&app, id).await?;
    conditional::check_if_match(&headers, kept.version)?;
    let wanted = Kept {
        is_withdrawn: true,
        ..kept
    };
    change(&app, &caller, wanted).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn change(app: &App, caller: &Caller, wanted: Kept) -> Result<Kept, Problem> {
    let changed = (app.base.now(), caller.person_id);
    let updated = store::update(&*app.base.db, &wanted, changed).await;
    if updated.map_err(refused)? {
        return Ok(Kept {
            version: wanted.version + 1,
            ..wanted
        });
    }
    let found = load(app, wanted.id).await?;
    Err(conditional::changed_meanwhile(found.version))
}

fn refused(error: DbError) -> Problem {
    match error {
        error if error.is_unique("quota.id") => kind::ID_REUSED.into(),
        DbError::Unique(_) => QUOTA_TWICE.into(),
        error => error.into(),
    }
}
