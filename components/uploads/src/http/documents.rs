//! Documents: what a file was before, and how it becomes that again.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use ngantor_http::{Json, Path, Problem, SignedIn, json, kind};
use serde::Deserialize;

use super::kinds::QUOTA_EXCEEDED;
use super::view::FileView;
use super::{App, take};
use crate::domain::{DocumentId, UploadId};
use crate::store::{document, upload};

/// Which version becomes the newest.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Restoration {
    /// The file that is the old version.
    upload_id: UploadId,
    /// The id of the new one, minted by the client, so that it is restored once.
    new_id: UploadId,
}

/// `GET /documents/{id}/versions`: newest first.
pub(super) async fn versions(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<DocumentId>,
) -> Result<Response, Problem> {
    let found = document::versions(&*app.base.db, (id, caller.person_id)).await?;
    if found.is_empty() {
        return Err(kind::NOT_FOUND.into());
    }
    let views: Vec<_> = found
        .iter()
        .map(|upload| FileView::of(upload, caller.zone))
        .collect();
    Ok(json(StatusCode::OK, &views))
}

/// `POST /documents/{id}/restoration`.
pub(super) async fn restore(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<DocumentId>,
    Json(form): Json<Restoration>,
) -> Result<Response, Problem> {
    let (db, who) = (&*app.base.db, (id, caller.person_id));
    let old = document::versions(db, who).await?;
    let old = old.into_iter().find(|old| old.id == form.upload_id);
    let old = old.ok_or(kind::NOT_FOUND)?;
    let before = upload::by_id(db, form.new_id).await?;
    if before.is_none() {
        let left = take::held(&app, &caller).await?.left_bytes();
        if old.what.size.unwrap_or(0) > left {
            return Err(QUOTA_EXCEEDED.into());
        }
        let ids = (form.upload_id, form.new_id);
        document::restore(db, who, ids, app.base.now()).await?;
    }
    let new = upload::by_id(db, form.new_id).await?;
    let is_it = |new: &crate::domain::Upload| {
        new.person_id == caller.person_id
            && new.what.document_id == Some(id)
            && new.sha256 == old.sha256
    };
    let new = new.filter(is_it).ok_or(kind::ID_REUSED)?;
    let status = match before {
        Some(_) => StatusCode::OK,
        None => StatusCode::CREATED,
    };
    Ok(json(status, &FileView::of(&new, caller.zone)))
}
