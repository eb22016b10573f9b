//! A file in one request: all of it counts or nothing, and the same again is the same file.

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::BodyExt as _;
use ngantor_http::{Params, Problem, json, kind};

use super::files::Who;
use super::headers::length;
use super::kinds::BODY_BROKE_OFF;
use super::receive::End;
use super::take::{Begun, Coming, begin, check_uncoded, mismatch, repr_digest, take};
use super::view::FileView;
use super::{App, PREFIX, told};
use crate::domain::digest::RunningDigest;
use crate::domain::{Announced, Upload, UploadId};
use crate::store::upload;

pub(super) async fn put(
    who: Who<'_>,
    params: Params,
    (headers, body): (&HeaderMap, Body),
) -> Result<Response, Problem> {
    let (app, caller, id) = who;
    let params = params.only(&["document_id"])?;
    check_uncoded(headers)?;
    let size = length(headers, header::CONTENT_LENGTH.as_str())?;
    let (_, told) = told::of(headers)?;
    let what = Announced {
        size,
        document_id: params.id("document_id")?.or(told.document_id),
        ..told
    };
    let proof = told::content_digest(headers)?;
    let found = match begin(app, caller, id, &what).await? {
        Begun::New(begun) => begun,
        Begun::Found(found) if found.person_id != caller.person_id || found.state.is_gone() => {
            return Err(kind::ID_REUSED.into());
        }
        Begun::Found(found) if found.is_complete() => return again(who, &found, body).await,
        Begun::Found(found) if found.what.size.is_some() && found.what.size != size => {
            return Err(kind::ID_REUSED.into());
        }
        // One that came in part is gone on with from there.
        Begun::Found(found) if found.received > 0 => return Err(mismatch(found.received)),
        Begun::Found(found) => found,
    };
    let coming = Coming {
        offset: 0,
        length: None,
        proof,
        is_all_or_nothing: true,
        end: End::WithBody,
        body,
    };
    take(app, caller, &found, coming).await?;
    show(who, StatusCode::CREATED).await
}

/// Looks whether the same file comes again.
async fn again(who: Who<'_>, found: &Upload, mut body: Body) -> Result<Response, Problem> {
    let mut digest = RunningDigest::default();
    let mut n_bytes = 0_u64;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| Problem::from(BODY_BROKE_OFF).caused_by(&error))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        n_bytes += data.len() as u64;
        if n_bytes > found.received {
            return Err(kind::ID_REUSED.into());
        }
        digest.update(&data);
    }
    if found.sha256.as_ref() == Some(&digest.finish()) {
        show(who, StatusCode::OK).await
    } else {
        Err(kind::ID_REUSED.into())
    }
}

async fn show((app, caller, id): Who<'_>, status: StatusCode) -> Result<Response, Problem> {
    let found = load(app, id).await?;
    let mut response = json(status, &FileView::of(&found, caller.zone));
    let headers = response.headers_mut();
    headers.extend(found.sha256.as_ref().map(repr_digest));
    if let Ok(place) = HeaderValue::from_str(&format!("{PREFIX}/files/{id}")) {
        headers.insert(header::CONTENT_LOCATION, place);
    }
    Ok(response.into_response())
}

async fn load(app: &App, id: UploadId) -> Result<Upload, Problem> {
    let found = upload::by_id(&*app.base.db, id).await?;
    Ok(found.ok_or(kind::NOT_FOUND)?)
}
