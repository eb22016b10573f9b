//! Resumable Uploads for HTTP, the draft of the IETF, on the same resources. A component cannot
//! send interim responses, so that nobody learns of an upload before its first request has ended; a
//! client that wants to begins with an empty one (`Upload-Complete: ?0`).

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_core::lang::Text;
use ngantor_http::{Problem, json, kind};

use super::files::{Who, number, own};
use super::headers::{fault, length, text};
use super::kinds::{COMPLETED, FINAL_STAYS, INCONSISTENT_LENGTH, TOO_LONG, WRONG_PATCH_TYPE};
use super::receive::{End, Received};
use super::take::{
    Begun, Coming, UPLOAD_OFFSET, begin, check_uncoded, mismatch, repr_digest, take,
};
use super::tus::is_same;
use super::view::FileView;
use super::{App, IDLE_MAX, PREFIX, told};
use crate::domain::digest::Proof;
use crate::domain::structured;
use crate::domain::{Announced, Kind, Upload};
use crate::store::{transfer, upload};

const PARTIAL: &str = "application/partial-upload";
/// The last interoperation version of the draft whose appends had no type of their own.
const UNTYPED_MAX: u64 = 5;

const COMPLETE: HeaderName = HeaderName::from_static("upload-complete");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const LIMIT: HeaderName = HeaderName::from_static("upload-limit");
const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");

const NEEDED: Text = Text::new("Header ini wajib ada.", "This header must be there.");

/// Adds to what tus tells what the draft does.
pub(super) fn options(app: &App, mut response: Response) -> Response {
    let headers = response.headers_mut();
    let types =
        HeaderValue::from_static("application/partial-upload, application/offset+octet-stream");
    headers.insert(ACCEPT_PATCH, types);
    headers.insert(LIMIT, limit(app, None));
    response
}

/// Says of every refusal for its length how long a file may be.
pub(super) fn mark(app: &App, answer: Result<Response, Problem>) -> Response {
    let refused = |problem: Problem| match problem.kind().status {
        StatusCode::PAYLOAD_TOO_LARGE => problem.with_header(LIMIT, limit(app, None)),
        _ => problem,
    };
    answer.map_err(refused).into_response()
}

fn limit(app: &App, found: Option<&Upload>) -> HeaderValue {
    let max_size = app.file_max_bytes;
    let expires = found.and_then(|found| found.expires_at(IDLE_MAX));
    let left = expires.map(|at| {
        at.signed_duration_since(app.base.now())
            .num_seconds()
            .max(0)
    });
    let text = match left {
        Some(max_age) => format!("max-size={max_size}, max-age={max_age}"),
        None => format!("max-size={max_size}"),
    };
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("max-size=0"))
}

/// The fields of the draft in a request. What is not as it should be counts as not there.
struct Asked {
    is_complete: bool,
    offset: Option<u64>,
    /// The bytes of the whole, if the request tells it in one way or the other.
    length: Option<u64>,
    content_length: Option<u64>,
    proof: Option<Proof>,
}

fn asked(headers: &HeaderMap, starts_at: u64) -> Result<Asked, Problem> {
    check_uncoded(headers)?;
    let field = |name: &HeaderName| text(headers, name.as_str());
    let is_complete = field(&COMPLETE)?.and_then(structured::boolean);
    let is_complete = is_complete.ok_or_else(|| fault("upload-complete", "required", NEEDED))?;
    let told = field(&LENGTH)?.and_then(structured::integer);
    let content_length = length(headers, header::CONTENT_LENGTH.as_str())?;
    let ends_at = content_length
        .filter(|_| is_complete)
        .map(|coming| starts_at + coming);
    let length = match (told, ends_at) {
        (Some(told), Some(ends_at)) if told != ends_at => return Err(INCONSISTENT_LENGTH.into()),
        (told, ends_at) => told.or(ends_at),
    };
    Ok(Asked {
        is_complete,
        offset: field(&UPLOAD_OFFSET)?.and_then(structured::integer),
        length,
        content_length,
        proof: told::content_digest(headers)?,
    })
}

pub(super) async fn create(
    app: &App,
    caller: &Caller,
    (headers, body): (&HeaderMap, Body),
) -> Result<Response, Problem> {
    let asked = asked(headers, 0)?;
    let (asked_id, told) = told::of(headers)?;
    let what = Announced {
        size: asked.length,
        ..told
    };
    check_fits(app, 0, &asked)?;
    let id = asked_id.unwrap_or_else(|| app.base.new_id());
    let who = (app, caller, id);
    let begun = match begin(app, caller, id, &what).await? {
        Begun::New(begun) => begun,
        Begun::Found(found) if !is_same(&found, caller.person_id, &what) => {
            return Err(kind::ID_REUSED.into());
        }
        // The answer to the first try was lost.
        Begun::Found(found) if asked.content_length == Some(0) && !asked.is_complete => {
            return answer(who, StatusCode::CREATED, found.sha256.is_some()).await;
        }
        Begun::Found(found) => found,
    };
    let at = come(app, caller, &begun, (0, asked), body).await?;
    answer(who, StatusCode::CREATED, at.sha256.is_some()).await
}

/// Takes the bytes of a request.
async fn come(
    app: &App,
    caller: &Caller,
    found: &Upload,
    (offset, asked): (u64, Asked),
    body: Body,
) -> Result<Received, Problem> {
    let coming = Coming {
        offset,
        length: asked.length,
        proof: asked.proof,
        is_all_or_nothing: false,
        end: if asked.is_complete {
            End::WithBody
        } else {
            End::Later
        },
        body,
    };
    let taken = take(app, caller, found, coming).await;
    if let Err(problem) = &taken
        && problem.kind() == TOO_LONG
    {
        // §4.4.2: more than was announced makes the upload one of which nothing is believed.
        upload::refuse(&*app.base.db, found.id, app.base.now()).await?;
    }
    taken
}

/// Refuses a body of which its own length says that it is too long, before anything of it is taken.
fn check_fits(app: &App, offset: u64, asked: &Asked) -> Result<(), Problem> {
    let end = offset.saturating_add(asked.content_length.unwrap_or(0));
    if end > app.file_max_bytes {
        return Err(TOO_LONG.into());
    }
    if asked.length.is_some_and(|length| end > length) {
        return Err(INCONSISTENT_LENGTH.into());
    }
    Ok(())
}

async fn answer(who: Who<'_>, status: StatusCode, is_complete: bool) -> Result<Response, Problem> {
    let (app, caller, id) = who;
    let found = own(who).await?;
    let mut response = match is_complete {
        true => json(status, &FileView::of(&found, caller.zone)),
        false if status == StatusCode::CREATED => status.into_response(),
        false => StatusCode::NO_CONTENT.into_response(),
    };
    let headers = response.headers_mut();
    headers.extend(state_of(app, &found));
    if let Ok(place) = HeaderValue::from_str(&format!("{PREFIX}/files/{id}"))
        && status == StatusCode::CREATED
    {
        headers.insert(header::LOCATION, place);
    }
    Ok(response)
}

/// How far an upload is, in the draft's fields.
fn state_of(app: &App, found: &Upload) -> HeaderMap {
    let is_complete = if found.is_complete() { "?1" } else { "?0" };
    let mut headers = HeaderMap::new();
    headers.insert(COMPLETE, HeaderValue::from_static(is_complete));
    headers.insert(UPLOAD_OFFSET, number(found.received));
    headers.insert(LIMIT, limit(app, Some(found)));
    headers.extend(found.what.size.map(|size| (LENGTH, number(size))));
    headers.extend(found.sha256.as_ref().map(repr_digest));
    headers
}

pub(super) async fn head(who: Who<'_>) -> Result<Response, Problem> {
    own(who).await?;
    let (app, _, id) = who;
    // §4.6: the offset that is told now can be gone on from.
    transfer::end(&*app.base.db, id, app.base.now()).await?;
    let found = own(who).await?;
    Ok((StatusCode::NO_CONTENT, state_of(app, &found)).into_response())
}

pub(super) async fn append(
    who: Who<'_>,
    (headers, body): (&HeaderMap, Body),
) -> Result<Response, Problem> {
    check_type(headers)?;
    let (app, caller, _) = who;
    let offset = text(headers, UPLOAD_OFFSET.as_str())?.and_then(structured::integer);
    let asked = asked(headers, offset.unwrap_or(0))?;
    let offset = asked.offset;
    let offset = offset.ok_or_else(|| fault("upload-offset", "required", NEEDED))?;
    let found = own(who).await?;
    if found.what.kind == Kind::Final {
        return Err(FINAL_STAYS.into());
    }
    if found.received != offset {
        return Err(mismatch(found.received));
    }
    if found.is_complete() {
        return Err(completed(&asked));
    }
    if let (Some(known), Some(told)) = (found.what.size, asked.length)
        && known != told
    {
        return Err(INCONSISTENT_LENGTH.into());
    }
    check_fits(app, offset, &asked)?;
    let at = come(app, caller, &found, (offset, asked), body).await?;
    answer(who, StatusCode::OK, at.sha256.is_some()).await
}

/// §4.4.2: what is complete stays as it is; more bytes are another length.
fn completed(asked: &Asked) -> Problem {
    let kind = match asked.content_length {
        Some(1..) => INCONSISTENT_LENGTH,
        _ => COMPLETED,
    };
    Problem::from(kind).with_header(COMPLETE, HeaderValue::from_static("?1"))
}

fn check_type(headers: &HeaderMap) -> Result<(), Problem> {
    let version = text(headers, "upload-draft-interop-version")?.and_then(structured::integer);
    let is_untyped = version.is_some_and(|version| version <= UNTYPED_MAX);
    if is_untyped || text(headers, header::CONTENT_TYPE.as_str())? == Some(PARTIAL) {
        return Ok(());
    }
    let types = HeaderValue::from_static(PARTIAL);
    Err(Problem::from(WRONG_PATCH_TYPE).with_header(ACCEPT_PATCH, types))
}
