//! tus 1.0.0: creation, creation with bytes, length told later, expiration, checksums, termination.

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::NO_ID;
use ngantor_http::{Problem, kind};

use super::files::{number, own};
use super::headers::{fault, length, needed_length, text};
use super::kinds::{OFFSET_MISMATCH, OTHER_VERSION, TOO_LONG, WRONG_CONTENT_TYPE};
use super::receive::{Plan, Received, reach_of, receive};
use super::{App, IDLE_MAX, PREFIX};
use crate::domain::digest::{ALGORITHMS, Proof};
use crate::domain::metadata::Metadata;
use crate::domain::{Announced, Kind, State, Upload, UploadId};
use crate::store::transfer::{self, Ask};
use crate::store::upload;

const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
const EXTENSIONS: &str = "creation,creation-with-upload,creation-defer-length,expiration,checksum,\
    termination";
const OFFSET_TYPE: &str = "application/offset+octet-stream";

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const DEFER_LENGTH: HeaderName = HeaderName::from_static("upload-defer-length");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");

const NO_METADATA: Text = Text::new(
    "Bukan pasangan kunci dan nilai base64 yang dipisahkan koma.",
    "Not pairs of a key and a base64 value between commas.",
);
const NO_CHECKSUM: Text = Text::new(
    "Bukan algoritma dan digest base64 yang didukung.",
    "Not a supported algorithm with its digest in base64.",
);
const ONE_LENGTH: Text = Text::new(
    "Sebutkan panjangnya, atau Upload-Defer-Length: 1; tidak keduanya.",
    "Tell the length, or Upload-Defer-Length: 1; not both.",
);
const LENGTH_STAYS: Text = Text::new(
    "Panjang yang sudah disebut tidak berubah.",
    "A length that was told does not change.",
);

/// What the server can do; anybody may know, also who speaks another version.
pub(super) fn options(app: &App) -> Response {
    let headers = [
        (TUS_VERSION, VERSION),
        (EXTENSION, HeaderValue::from_static(EXTENSIONS)),
        (MAX_SIZE, number(app.file_max_bytes)),
        (CHECKSUM_ALGORITHM, HeaderValue::from_static(ALGORITHMS)),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Says of every answer, refusals too, that it is one of tus.
pub(super) fn mark(answer: Result<Response, Problem>) -> Response {
    match answer {
        Ok(mut response) => {
            response.headers_mut().insert(RESUMABLE, VERSION);
            response
        }
        Err(problem) => problem.with_header(RESUMABLE, VERSION).into_response(),
    }
}

fn check_version(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.get(RESUMABLE) == Some(&VERSION) {
        return Ok(());
    }
    Err(Problem::from(OTHER_VERSION).with_header(TUS_VERSION, VERSION))
}

pub(super) async fn create(
    app: &App,
    caller: &Caller,
    (headers, body): (&HeaderMap, Body),
) -> Result<Response, Problem> {
    check_version(headers)?;
    let (asked_id, what) = announced(headers)?;
    if what.size.is_some_and(|size| size > app.file_max_bytes) {
        return Err(TOO_LONG.into());
    }
    let has_bytes = has_bytes(headers)?;
    let proof = proof(headers)?;
    let id = asked_id.unwrap_or_else(|| app.base.new_id());
    let (db, now) = (&*app.base.db, app.base.now());
    if !upload::insert(db, (id, caller.person_id), &what, now).await? {
        let found = upload::by_id(db, id).await?;
        let again = found.filter(|found| is_same(found, caller.person_id, &what));
        let again = again.ok_or(kind::ID_REUSED)?;
        // The answer to the first try was lost. It goes on from where it is.
        return Ok(created(again.id, &shown(&again)));
    }
    let mut at = Received {
        offset: 0,
        is_complete: false,
    };
    if has_bytes || what.size == Some(0) {
        let body = if has_bytes { body } else { Body::empty() };
        at = take(app, (id, 0, None), proof, body).await?;
    }
    let answer = Answer {
        offset: at.offset,
        expires: (!at.is_complete).then(|| now + IDLE_MAX),
    };
    Ok(created(id, &answer))
}

fn is_same(found: &Upload, person: PersonId, what: &Announced) -> bool {
    found.person_id == person
        && !found.state.is_gone()
        && found.what.kind == what.kind
        && found.what.metadata == what.metadata
        && (what.size.is_none() || found.what.size == what.size)
}

fn announced(headers: &HeaderMap) -> Result<(Option<UploadId>, Announced), Problem> {
    let size = length(headers, UPLOAD_LENGTH.as_str())?;
    let is_deferred = match text(headers, DEFER_LENGTH.as_str())? {
        None => false,
        Some("1") => true,
        Some(_) => return Err(fault("upload-defer-length", "not_one", ONE_LENGTH)),
    };
    if size.is_some() == is_deferred {
        return Err(fault("upload-length", "required", ONE_LENGTH));
    }
    let raw = text(headers, METADATA.as_str())?;
    let metadata = Metadata::parse(raw.unwrap_or_default())
        .map_err(|_| fault("upload-metadata", "unreadable", NO_METADATA))?;
    let bad_id = |_| fault("upload-metadata", "not_an_id", NO_ID);
    let id = metadata.text("id").map(str::parse).transpose();
    let document_id = metadata.text("document_id").map(str::parse).transpose();
    let what = Announced {
        kind: Kind::Whole,
        size,
        name: metadata.text("filename").map(str::to_owned),
        media_type: metadata.text("filetype").map(str::to_owned),
        metadata: raw.map(str::to_owned),
        document_id: document_id.map_err(bad_id)?,
    };
    Ok((id.map_err(bad_id)?, what))
}

/// Whether a creation brings bytes along.
fn has_bytes(headers: &HeaderMap) -> Result<bool, Problem> {
    let content_type = text(headers, header::CONTENT_TYPE.as_str())?;
    if content_type == Some(OFFSET_TYPE) {
        return Ok(true);
    }
    match length(headers, header::CONTENT_LENGTH.as_str())? {
        None | Some(0) => Ok(false),
        Some(_) => Err(WRONG_CONTENT_TYPE.into()),
    }
}

fn proof(headers: &HeaderMap) -> Result<Option<Proof>, Problem> {
    let bad = || fault("upload-checksum", "unreadable", NO_CHECKSUM);
    let read = |text: &str| {
        let (algorithm, digest) = text.split_once(' ').ok_or_else(bad)?;
        Proof::new(algorithm, digest).ok_or_else(bad)
    };
    text(headers, "upload-checksum")?.map(read).transpose()
}

/// Takes a turn and the bytes of a request.
async fn take(
    app: &App,
    (id, offset, length): (UploadId, u64, Option<u64>),
    proof: Option<Proof>,
    body: Body,
) -> Result<Received, Problem> {
    let ask = Ask {
        offset,
        length,
        piece_bytes: app.blobs.piece_bytes(),
        reach: reach_of(app),
    };
    let (db, now) = (&*app.base.db, app.base.now());
    let Some(turn) = transfer::begin(db, id, &ask, now).await? else {
        let found = upload::by_id(db, id).await?;
        return Err(match found {
            Some(found) => mismatch(found.received),
            None => kind::NOT_FOUND.into(),
        });
    };
    let plan = Plan {
        proof,
        end_max: app.file_max_bytes,
        is_last: false,
        becomes: State::Ready,
    };
    receive(app, turn, body, plan).await
}

fn mismatch(offset: u64) -> Problem {
    Problem::from(OFFSET_MISMATCH).with_header(UPLOAD_OFFSET, number(offset))
}

pub(super) async fn head(
    app: &App,
    caller: &Caller,
    id: UploadId,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    check_version(headers)?;
    own(app, caller, id).await?;
    // Who writes still is not heard any more: the offset that is told now can be gone on from.
    transfer::end(&*app.base.db, id, app.base.now()).await?;
    let found = own(app, caller, id).await?;
    let mut response = (StatusCode::OK, headers_of(&shown(&found))).into_response();
    let answer = response.headers_mut();
    match found.what.size {
        Some(size) => answer.insert(UPLOAD_LENGTH, number(size)),
        None => answer.insert(DEFER_LENGTH, HeaderValue::from_static("1")),
    };
    if let Some(metadata) = &found.what.metadata
        && let Ok(value) = HeaderValue::from_str(metadata)
    {
        answer.insert(METADATA, value);
    }
    Ok(response)
}

pub(super) async fn append(
    app: &App,
    caller: &Caller,
    id: UploadId,
    (headers, body): (&HeaderMap, Body),
) -> Result<Response, Problem> {
    check_version(headers)?;
    if text(headers, header::CONTENT_TYPE.as_str())? != Some(OFFSET_TYPE) {
        return Err(WRONG_CONTENT_TYPE.into());
    }
    let offset = needed_length(headers, UPLOAD_OFFSET.as_str())?;
    let told = length(headers, UPLOAD_LENGTH.as_str())?;
    let proof = proof(headers)?;
    let found = own(app, caller, id).await?;
    if found.received != offset {
        return Err(mismatch(found.received));
    }
    let length = length_after(app, &found, told)?;
    check_fits(&found, headers, length.unwrap_or(app.file_max_bytes))?;
    let at = if found.is_complete() {
        // All is there: a client that did not hear so sends nothing more.
        Received {
            offset,
            is_complete: true,
        }
    } else {
        take(app, (id, offset, told), proof, body).await?
    };
    let answer = Answer {
        offset: at.offset,
        expires: (!at.is_complete).then(|| app.base.now() + IDLE_MAX),
    };
    Ok((StatusCode::NO_CONTENT, headers_of(&answer)).into_response())
}

/// The length of the whole after a request that may tell it.
fn length_after(app: &App, found: &Upload, told: Option<u64>) -> Result<Option<u64>, Problem> {
    let stays = || fault("upload-length", "changed", LENGTH_STAYS);
    match (found.what.size, told) {
        (Some(size), Some(told)) if size != told => Err(stays()),
        (None, Some(told)) if told < found.received => Err(stays()),
        (None, Some(told)) if told > app.file_max_bytes => Err(TOO_LONG.into()),
        (size, told) => Ok(size.or(told)),
    }
}

/// Refuses a body of which its own length says that it is too long, before anything of it is taken.
fn check_fits(found: &Upload, headers: &HeaderMap, end_max: u64) -> Result<(), Problem> {
    let coming = length(headers, header::CONTENT_LENGTH.as_str())?.unwrap_or(0);
    if found.received.saturating_add(coming) > end_max {
        return Err(TOO_LONG.into());
    }
    Ok(())
}

pub(super) async fn remove(
    app: &App,
    caller: &Caller,
    id: UploadId,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    check_version(headers)?;
    let found = own(app, caller, id).await?;
    upload::remove(&*app.base.db, (found.id, caller.person_id), app.base.now()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What answers tell of an upload.
struct Answer {
    offset: u64,
    expires: Option<ngantor_core::time::Instant>,
}

fn shown(found: &Upload) -> Answer {
    Answer {
        offset: found.received,
        expires: (!found.is_complete()).then(|| found.moved_at + IDLE_MAX),
    }
}

fn headers_of(answer: &Answer) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(UPLOAD_OFFSET, number(answer.offset));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // RFC 9110 §5.6.7, as tus asks for it.
    let text = answer
        .expires
        .map(|at| at.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
    if let Some(Ok(value)) = text.map(|text| HeaderValue::from_str(&text)) {
        headers.insert(EXPIRES, value);
    }
    headers
}

fn created(id: UploadId, answer: &Answer) -> Response {
    let mut headers = headers_of(answer);
    if let Ok(place) = HeaderValue::from_str(&format!("{PREFIX}/files/{id}")) {
        headers.insert(header::LOCATION, place);
    }
    (StatusCode::CREATED, headers).into_response()
}
