//! Uploads as JSON: one, one's own, what one holds, and the receipt of one that is whole.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_core::id::PersonId;
use ngantor_core::time::Zone;
use ngantor_http::page::Page;
use ngantor_http::{Params, Path, Problem, SignedIn, conditional, json, kind};
use serde::Serialize;

use super::files::{Who, own};
use super::take::{held, repr_digest};
use super::{App, IDLE_MAX, PREFIX, digesting};
use crate::domain::{DocumentId, State as Became, Upload, UploadId};
use crate::store::upload;

/// An upload on the wire. Instants have the offset of the caller's zone.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = File))]
pub(crate) struct FileView<'a> {
    id: UploadId,
    /// `receiving`, `waiting` (a part), `digesting`, `held` (it is looked at), `ready`, `refused`.
    state: &'static str,
    /// Bytes that have come.
    received: u64,
    /// Bytes of the whole, once they are known.
    size: Option<u64>,
    /// What it is called, in any script.
    name: Option<&'a str>,
    /// What its sender says that it is.
    media_type: Option<&'a str>,
    /// SHA-256 over the whole, 64 digits, once all has come.
    sha256: Option<&'a str>,
    document_id: Option<DocumentId>,
    created_at: String,
    finished_at: Option<String>,
    /// When it goes if nobody goes on with it.
    expires_at: Option<String>,
}

impl<'a> FileView<'a> {
    pub(super) fn of(upload: &'a Upload, zone: Zone) -> Self {
        Self {
            id: upload.id,
            state: upload.state.word(),
            received: upload.received,
            size: upload.what.size,
            name: upload.what.name.as_deref(),
            media_type: upload.what.media_type.as_deref(),
            sha256: upload.sha256.as_ref().map(|sha256| sha256.as_str()),
            document_id: upload.what.document_id,
            created_at: zone.rfc3339(upload.created_at),
            finished_at: upload.finished_at.map(|at| zone.rfc3339(at)),
            expires_at: upload.expires_at(IDLE_MAX).map(|at| zone.rfc3339(at)),
        }
    }
}

pub(super) async fn list(app: &App, caller: &Caller, params: Params) -> Result<Response, Problem> {
    let params = params.only(&["limit", "cursor"])?;
    let mut page = Page::<(i64, String)>::of(&params)?;
    let (after, limit) = (page.after.take(), page.limit_plus_one());
    let mut found = upload::newest_first(&*app.base.db, caller.person_id, after, limit).await?;
    let key = |upload: &Upload| (upload.created_at.timestamp_millis(), upload.id.to_string());
    let headers = page.cut(&format!("{PREFIX}/files"), &[], &mut found, key);
    let views: Vec<_> = found
        .iter()
        .map(|upload| FileView::of(upload, caller.zone))
        .collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

pub(super) async fn show(who: Who<'_>, params: Params) -> Result<Response, Problem> {
    params.only(&[])?;
    let (_, caller, _) = who;
    let found = whole(who).await?;
    let etag = [(header::ETAG, conditional::etag(found.version))];
    Ok((
        etag,
        json(StatusCode::OK, &FileView::of(&found, caller.zone)),
    )
        .into_response())
}

/// One's own, its digest one step further where it is being made.
async fn whole(who: Who<'_>) -> Result<Upload, Problem> {
    let (app, _, id) = who;
    let found = own(who).await?;
    if found.state != Became::Digesting {
        return Ok(found);
    }
    digesting::step(app, Some(id)).await?;
    own(who).await
}

/// That a file was received: what a person can show afterwards.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Receipt<'a> {
    id: UploadId,
    /// Who handed it in.
    person_id: PersonId,
    name: Option<&'a str>,
    /// Its bytes.
    size: u64,
    /// SHA-256 over them, 64 digits: whoever has the file can compare.
    sha256: &'a str,
    /// When its last byte was kept, with the offset of the caller's zone.
    received_at: String,
}

pub(super) async fn receipt(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<UploadId>,
) -> Result<Response, Problem> {
    let found = whole((&app, &caller, id)).await?;
    let (Some(sha256), Some(at), Some(size)) = (&found.sha256, found.finished_at, found.what.size)
    else {
        // Nothing is receipted before all of it is there.
        return Err(kind::NOT_FOUND.into());
    };
    let receipt = Receipt {
        id,
        person_id: found.person_id,
        name: found.what.name.as_deref(),
        size,
        sha256: sha256.as_str(),
        received_at: caller.zone.rfc3339(at),
    };
    Ok(([repr_digest(sha256)], json(StatusCode::OK, &receipt)).into_response())
}

/// What one holds.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Usage {
    /// Files, unfinished ones too.
    n_files: u64,
    /// Their bytes, whether they are stored once or not; of unfinished ones those announced.
    bytes: u64,
    /// The most that one may hold.
    max_bytes: u64,
    /// What may still come: less than the difference where the unit's is less.
    left_bytes: u64,
}

pub(super) async fn usage(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
) -> Result<Response, Problem> {
    let held = held(&app, &caller).await?;
    let usage = Usage {
        n_files: held.n_files,
        bytes: held.bytes,
        max_bytes: held.max_bytes,
        left_bytes: held.left_bytes(),
    };
    Ok(json(StatusCode::OK, &usage))
}
