//! Links for outsiders: made and ended by a file's owner, opened by whoever has the secret. It
//! stands in the query, which the node's log leaves out.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use ngantor_core::time::Zone;
use ngantor_db::DbError;
use ngantor_http::{Json, Params, Path, Paths, Problem, SignedIn, json, kind};
use serde::Serialize;

use super::kinds::{NOT_YET, TOO_MANY_LINKS};
use super::{App, PREFIX, content, files};
use crate::domain::link::{Link, LinkForm, LinkId, seal, secret};
use crate::domain::{State as Became, UploadId};
use crate::store::{link, upload};

const SECRET: &str = "secret";

/// A link on the wire. Instants have the offset of the caller's zone.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Link))]
pub(crate) struct LinkView {
    id: LinkId,
    created_at: String,
    expires_at: String,
    /// How often it was opened; a download that goes on counts again.
    n_opened: u64,
    /// Where the file is for outsiders; told once, when the link is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
}

impl LinkView {
    fn of(link: &Link, zone: Zone, secret: Option<&str>) -> Self {
        Self {
            id: link.id,
            created_at: zone.rfc3339(link.created_at),
            expires_at: zone.rfc3339(link.expires_at),
            n_opened: link.n_opened,
            path: secret.map(|secret| format!("{PREFIX}/shared?{SECRET}={secret}")),
        }
    }
}

pub(super) async fn list(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<UploadId>,
) -> Result<Response, Problem> {
    files::own((&app, &caller, id)).await?;
    let (db, now) = (&*app.base.db, app.base.now());
    let found = link::of_upload(db, (id, caller.person_id), now).await?;
    let view = |link: &Link| LinkView::of(link, caller.zone, None);
    let views: Vec<_> = found.iter().map(view).collect();
    Ok(json(StatusCode::OK, &views))
}

/// Makes one. Sent again it answers without the address, which nobody keeps.
pub(super) async fn add(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Paths(upload_id, id): Paths<UploadId, LinkId>,
    Json(form): Json<LinkForm>,
) -> Result<Response, Problem> {
    let now = app.base.now();
    let expires_at = form.check(now)?;
    if files::own((&app, &caller, upload_id)).await?.state != Became::Ready {
        return Err(NOT_YET.into());
    }
    let new = Link {
        id,
        upload_id,
        person_id: caller.person_id,
        created_at: now,
        expires_at,
        n_opened: 0,
    };
    let (db, secret) = (&*app.base.db, secret(app.base.ambient.random()?));
    match link::insert(db, &new, &seal(&secret)).await {
        Ok(true) => {
            let view = LinkView::of(&new, caller.zone, Some(&secret));
            return Ok(json(StatusCode::CREATED, &view));
        }
        Err(DbError::Refused(words)) if words == TOO_MANY_LINKS.code => {
            return Err(TOO_MANY_LINKS.into());
        }
        inserted => inserted?,
    };
    let found = link::of_upload(db, (upload_id, caller.person_id), now).await?;
    let old = found.iter().find(|link| link.id == id);
    let view = LinkView::of(old.ok_or(kind::ID_REUSED)?, caller.zone, None);
    Ok(json(StatusCode::OK, &view))
}

pub(super) async fn end(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Paths(upload_id, id): Paths<UploadId, LinkId>,
) -> Result<Response, Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    if link::end(db, (upload_id, id), caller.person_id, now).await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(kind::NOT_FOUND.into())
    }
}

/// `GET /shared`: a secret that is none, or none any more, is not found.
pub(super) async fn open(
    State(app): State<App>,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = params.only(&[SECRET])?;
    let secret = params.get(SECRET).unwrap_or_default();
    let (db, now) = (&*app.base.db, app.base.now());
    let id = link::open(db, &seal(secret), now).await?;
    let found = upload::by_id(db, id.ok_or(kind::NOT_FOUND)?).await?;
    let found = found.filter(|found| found.state == Became::Ready);
    content::answer(&app, &found.ok_or(kind::NOT_FOUND)?, &headers).await
}
