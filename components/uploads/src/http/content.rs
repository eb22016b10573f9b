//! A file as it was handed in, whole or in part: kept by the browser and never shown in this site.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_core::ticket::{Sight, TicketFault};
use ngantor_http::{Params, Path, Problem, SignedIn, kind};

use super::kinds::{GONE, NOT_SATISFIABLE, NOT_YET, TICKET_EXPIRED};
use super::take::repr_digest;
use super::{App, pieces};
use crate::domain::digest::Sha256Hex;
use crate::domain::range::{Asked, asked, names};
use crate::domain::{State as Became, Upload, UploadId, disposition, media};
use crate::store::{segment, upload};

/// The parameter with the ticket.
pub(super) const TICKET: &str = "ticket";
/// Should a browser show it all the same: nothing in it runs, and it is of no origin.
pub(super) const SANDBOX: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");
pub(super) const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// `GET /files/{id}/content`.
pub(super) async fn show(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<UploadId>,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = params.only(&[TICKET])?;
    let found = seen(&app, &caller, id, params.get(TICKET)).await?;
    answer(&app, &found, &headers).await
}

/// A file that is the caller's own, or that a ticket lets them see.
pub(super) async fn seen(
    app: &App,
    caller: &Caller,
    id: UploadId,
    ticket: Option<&str>,
) -> Result<Upload, Problem> {
    let found = upload::by_id(&*app.base.db, id).await?;
    let found = found.ok_or(kind::NOT_FOUND)?;
    if found.person_id == caller.person_id {
        return Ok(found);
    }
    let sight = Sight {
        upload_id: id,
        attached_by: found.person_id,
        viewer: caller.person_id,
    };
    let ticket = ticket.unwrap_or_default();
    match app.tickets.check(ticket, sight, app.base.now()) {
        Ok(()) => Ok(found),
        Err(TicketFault::Expired) => Err(TICKET_EXPIRED.into()),
        Err(TicketFault::Invalid) => Err(kind::NOT_FOUND.into()),
    }
}

/// The bytes that a request asks for of a file that it may see.
///
/// # Errors
/// They are not there, not yet, or no more; the request names another version of them.
pub(super) async fn answer(
    app: &App,
    found: &Upload,
    asks: &HeaderMap,
) -> Result<Response, Problem> {
    if found.state.is_gone() {
        return Err(GONE.into());
    }
    let (Became::Ready, Some(sha256), Some(size)) = (found.state, &found.sha256, found.what.size)
    else {
        return Err(NOT_YET.into());
    };
    let etag = format!("\"{sha256}\"");
    let asks = Conditions::read(asks)?;
    if asks.if_match.is_some_and(|list| !names(list, &etag, false)) {
        return Err(kind::CHANGED_MEANWHILE.into());
    }
    let mut about = about(found, sha256, &etag)?;
    if asks
        .if_none_match
        .is_some_and(|list| names(list, &etag, true))
    {
        return Ok((StatusCode::NOT_MODIFIED, about).into_response());
    }
    // RFC 9110 §13.1.5: a date, and a weak tag, are never what we send.
    let range = asks
        .range
        .filter(|_| asks.if_range.is_none_or(|tag| tag == etag));
    let (status, from, end) = match asked(range, size) {
        Asked::Whole => (StatusCode::OK, 0, size),
        Asked::Part(first, last) => {
            let part = format!("bytes {first}-{last}/{size}");
            about.insert(header::CONTENT_RANGE, value(&part)?);
            (StatusCode::PARTIAL_CONTENT, first, last + 1)
        }
        Asked::None => {
            let whole = value(&format!("bytes */{size}"))?;
            return Err(Problem::from(NOT_SATISFIABLE).with_header(header::CONTENT_RANGE, whole));
        }
    };
    about.insert(header::CONTENT_LENGTH, HeaderValue::from(end - from));
    about.insert(header::CONTENT_TYPE, type_of(app, found).await?);
    let body = pieces::body(app, found.id, from, end);
    Ok((status, about, body).into_response())
}

/// What a request says that it has already.
struct Conditions<'a> {
    if_match: Option<&'a str>,
    if_none_match: Option<&'a str>,
    if_range: Option<&'a str>,
    range: Option<&'a str>,
}

impl<'a> Conditions<'a> {
    fn read(asks: &'a HeaderMap) -> Result<Self, Problem> {
        let text = |name: HeaderName| {
            let value = asks.get(name).map(HeaderValue::to_str).transpose();
            value.map_err(|_| Problem::from(kind::BAD_REQUEST))
        };
        Ok(Self {
            if_match: text(header::IF_MATCH)?,
            if_none_match: text(header::IF_NONE_MATCH)?,
            if_range: text(header::IF_RANGE)?,
            range: text(header::RANGE)?,
        })
    }
}

/// What every answer with a file says of it.
fn about(found: &Upload, sha256: &Sha256Hex, etag: &str) -> Result<HeaderMap, Problem> {
    let disposition = disposition::attachment(found.what.name.as_deref());
    let (digest, digest_value) = repr_digest(sha256);
    let all = [
        (header::ETAG, value(etag)?),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        (header::CONTENT_DISPOSITION, value(&disposition)?),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
        (header::CACHE_CONTROL, PRIVATE),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("same-origin"),
        ),
        (digest, digest_value),
    ];
    Ok(all.into_iter().collect())
}

pub(super) fn value(text: &str) -> Result<HeaderValue, Problem> {
    let value = HeaderValue::from_str(text);
    value.map_err(|error| Problem::from(kind::INTERNAL).caused_by(&error))
}

/// The type that a file is sent as: what its bytes are, not what somebody says.
async fn type_of(app: &App, found: &Upload) -> Result<HeaderValue, Problem> {
    let segments = segment::of_upload(&*app.base.db, found.id, 0).await?;
    let head = pieces::read(app, &segments, (0, media::HEAD_BYTES)).await?;
    let found = media::look(&head, &[]);
    Ok(HeaderValue::from_static(media::sent_as(found.media_type)))
}
