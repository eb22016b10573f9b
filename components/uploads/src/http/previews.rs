//! Previews of pictures: made when somebody asks first, and kept.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use ngantor_http::{Params, Path, Problem, SignedIn};

use super::content::{PRIVATE, SANDBOX, TICKET, seen, value};
use super::kinds::{GONE, NO_PREVIEW, NOT_YET};
use super::{App, pieces};
use crate::domain::digest::Sha256Hex;
use crate::domain::preview::{PREVIEWED_MAX_BYTES, Preview};
use crate::domain::range::names;
use crate::domain::{State as Became, UploadId, preview};
use crate::store::{preview as store, segment};

/// `GET /files/{id}/preview`.
pub(super) async fn show(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<UploadId>,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = params.only(&[TICKET])?;
    let found = seen(&app, &caller, id, params.get(TICKET)).await?;
    if found.state.is_gone() {
        return Err(GONE.into());
    }
    let (Became::Ready, Some(sha256), Some(size)) = (found.state, &found.sha256, found.what.size)
    else {
        return Err(NOT_YET.into());
    };
    let known = store::of(&*app.base.db, sha256).await?;
    let preview = match known {
        Some(known) => known,
        None => make(&app, id, (sha256, size)).await?,
    };
    let preview = preview.ok_or(NO_PREVIEW)?;
    let etag = format!("\"preview-{sha256}\"");
    let asked = headers.get(header::IF_NONE_MATCH);
    let asked = asked.and_then(|list| list.to_str().ok());
    let about = [
        (header::ETAG, value(&etag)?),
        (header::CACHE_CONTROL, PRIVATE),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(preview.media_type),
        ),
    ];
    if asked.is_some_and(|list| names(list, &etag, true)) {
        return Ok((StatusCode::NOT_MODIFIED, about).into_response());
    }
    Ok((about, preview.bytes).into_response())
}

async fn make(
    app: &App,
    id: UploadId,
    (sha256, size): (&Sha256Hex, u64),
) -> Result<Option<Preview>, Problem> {
    let made = if size <= PREVIEWED_MAX_BYTES {
        let segments = segment::of_upload(&*app.base.db, id, 0).await?;
        let bytes = pieces::read(app, &segments, (0, size)).await?;
        preview::preview(&bytes)
    } else {
        None
    };
    store::keep(&*app.base.db, sha256, made.as_ref()).await?;
    Ok(made)
}
