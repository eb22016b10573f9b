//! tus 1.0.0: creation, creation with bytes, length told later, expiration, checksums, termination.

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_core::id::PersonId;
use ngantor_core::lang::Text;
use ngantor_core::time::Instant;
use ngantor_http::{Problem, kind};

use super::files::{self, Who, number, own};
use super::headers::{fault, length, needed_length, text};
use super::kinds::{
    CHECKSUM_MISMATCH, DIGEST_MISMATCH, FINAL_STAYS, OTHER_VERSION, PARTS_ARE_NOT_THERE, TOO_LONG,
    WRONG_CONTENT_TYPE,
};
use super::receive::{End, Received};
use super::take::{
    Begun, Coming, UPLOAD_OFFSET, begin, check_uncoded, mismatch, repr_digest, take,
};
use super::told::{self, METADATA};
use super::{App, IDLE_MAX, PREFIX, digesting};
use crate::domain::concat::Concat;
use crate::domain::digest::{ALGORITHMS, Proof, Sha256Hex};
use crate::domain::{Announced, Kind, Upload, UploadId};
use crate::store::{transfer, upload};

const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
const EXTENSIONS: &str = "creation,creation-with-upload,creation-defer-length,expiration,checksum,\
    termination,concatenation";
const OFFSET_TYPE: &str = "application/offset+octet-stream";

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const DEFER_LENGTH: HeaderName = HeaderName::from_static("upload-defer-length");
const CONCAT: HeaderName = HeaderName::from_static("upload-concat");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");

const NO_CHECKSUM: Text = Text::new(
    "Bukan algoritma dan digest base64 yang didukung.",
    "Not a supported algorithm with its digest in base64.",
);
const NO_CONCAT: Text = Text::new(
    "Bukan partial, atau final dengan alamat bagian-bagiannya, masing-masing sekali.",
    "Neither partial, nor final with the addresses of its parts, each once.",
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
    check_uncoded(headers)?;
    let (asked_id, mut what) = announced(headers)?;
    let has_bytes = has_bytes(headers)?;
    let proof = proof(headers)?;
    if what.kind == Kind::Final {
        if has_bytes {
            return Err(FINAL_STAYS.into());
        }
        match whole_of(app, caller, &what).await? {
            Whole::Known(found) => return Ok(created(found.id, &shown(&found))),
            Whole::Of(size) => what.size = Some(size),
        }
    }
    let id = asked_id.unwrap_or_else(|| app.base.new_id());
    let begun = match begin(app, caller, id, &what).await? {
        Begun::New(begun) => begun,
        // The answer to the first try was lost. It goes on from where it is.
        Begun::Found(found) if is_same(&found, caller.person_id, &what) => {
            return Ok(created(found.id, &shown(&found)));
        }
        Begun::Found(_) => return Err(kind::ID_REUSED.into()),
    };
    if what.kind == Kind::Final {
        digesting::step(app, Some(id)).await?;
    }
    let mut answer = shown(&begun);
    if has_bytes || (what.size == Some(0) && what.kind != Kind::Final) {
        let coming = Coming {
            offset: 0,
            length: None,
            proof,
            is_all_or_nothing: false,
            end: End::AtLength,
            body: if has_bytes { body } else { Body::empty() },
        };
        let at = take(app, caller, &begun, coming).await.map_err(as_tus)?;
        answer = after(app, at);
    }
    Ok(created(id, &answer))
}

pub(super) fn is_same(found: &Upload, person: PersonId, what: &Announced) -> bool {
    found.person_id == person
        && !found.state.is_gone()
        && found.what.kind == what.kind
        && found.what.metadata == what.metadata
        && found.what.concat == what.concat
        && (what.size.is_none() || found.what.size.is_none() || found.what.size == what.size)
}

/// What a client asks to join.
enum Whole {
    /// It was joined already, by a request whose answer was lost.
    Known(Box<Upload>),
    /// Parts of so many bytes together.
    Of(u64),
}

async fn whole_of(app: &App, caller: &Caller, what: &Announced) -> Result<Whole, Problem> {
    let mut size = 0;
    for id in &what.parts {
        let part = upload::by_id(&*app.base.db, *id).await?;
        let part = part.filter(|part| part.person_id == caller.person_id);
        let part = part.ok_or(PARTS_ARE_NOT_THERE)?;
        size += part.what.size.unwrap_or(0);
    }
    let known = upload::joined_of(&*app.base.db, caller.person_id, &what.parts).await?;
    Ok(known.map_or(Whole::Of(size), |known| Whole::Known(Box::new(known))))
}

/// tus has a status of its own for bytes that are not what was said of them.
fn as_tus(problem: Problem) -> Problem {
    if problem.kind() == DIGEST_MISMATCH {
        return problem.of_kind(CHECKSUM_MISMATCH);
    }
    problem
}

fn announced(headers: &HeaderMap) -> Result<(Option<UploadId>, Announced), Problem> {
    let size = length(headers, UPLOAD_LENGTH.as_str())?;
    let is_deferred = match text(headers, DEFER_LENGTH.as_str())? {
        None => false,
        Some("1") => true,
        Some(_) => return Err(fault("upload-defer-length", "not_one", ONE_LENGTH)),
    };
    let raw_concat = text(headers, CONCAT.as_str())?;
    let folder = format!("{PREFIX}/files");
    let bad_concat = || fault("upload-concat", "unreadable", NO_CONCAT);
    let concat = raw_concat.map(|text| Concat::parse(text, &folder).ok_or_else(bad_concat));
    let (kind, parts) = match concat.transpose()? {
        None => (Kind::Whole, Vec::new()),
        Some(Concat::Part) => (Kind::Part, Vec::new()),
        Some(Concat::Final(parts)) => (Kind::Final, parts),
    };
    let n_lengths = usize::from(size.is_some()) + usize::from(is_deferred);
    if n_lengths != usize::from(kind != Kind::Final) {
        return Err(fault("upload-length", "required", ONE_LENGTH));
    }
    let (id, told) = told::of(headers)?;
    let what = Announced {
        kind,
        size,
        concat: raw_concat.map(str::to_owned),
        parts,
        ..told
    };
    Ok((id, what))
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

pub(super) async fn head(who: Who<'_>, headers: &HeaderMap) -> Result<Response, Problem> {
    check_version(headers)?;
    let (app, _, id) = who;
    own(who).await?;
    // Who writes still is not heard any more: the offset that is told now can be gone on from.
    transfer::end(&*app.base.db, id, app.base.now()).await?;
    let found = own(who).await?;
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
    if let Some(concat) = &found.what.concat
        && let Ok(value) = HeaderValue::from_str(concat)
    {
        answer.insert(CONCAT, value);
    }
    Ok(response)
}

pub(super) async fn append(
    who: Who<'_>,
    (headers, body): (&HeaderMap, Body),
) -> Result<Response, Problem> {
    check_version(headers)?;
    if text(headers, header::CONTENT_TYPE.as_str())? != Some(OFFSET_TYPE) {
        return Err(WRONG_CONTENT_TYPE.into());
    }
    let offset = needed_length(headers, UPLOAD_OFFSET.as_str())?;
    let told = length(headers, UPLOAD_LENGTH.as_str())?;
    check_uncoded(headers)?;
    let proof = proof(headers)?;
    let (app, caller, _) = who;
    let found = own(who).await?;
    if found.what.kind == Kind::Final {
        return Err(FINAL_STAYS.into());
    }
    if found.received != offset {
        return Err(mismatch(found.received));
    }
    let length = length_after(app, &found, told)?;
    check_fits(&found, headers, length.unwrap_or(app.file_max_bytes))?;
    if found.is_complete() {
        // All is there: a client that did not hear so sends nothing more.
        return Ok((StatusCode::NO_CONTENT, headers_of(&shown(&found))).into_response());
    }
    let coming = Coming {
        offset,
        length: told,
        proof,
        is_all_or_nothing: false,
        end: End::AtLength,
        body,
    };
    let at = take(app, caller, &found, coming).await.map_err(as_tus)?;
    Ok((StatusCode::NO_CONTENT, headers_of(&after(app, at))).into_response())
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

pub(super) async fn remove(who: Who<'_>, headers: &HeaderMap) -> Result<Response, Problem> {
    check_version(headers)?;
    files::remove(who).await
}

/// What answers tell of an upload.
struct Answer {
    offset: u64,
    expires: Option<Instant>,
    sha256: Option<Sha256Hex>,
}

fn shown(found: &Upload) -> Answer {
    Answer {
        offset: found.received,
        expires: found.expires_at(IDLE_MAX),
        sha256: found.sha256.clone(),
    }
}

fn after(app: &App, at: Received) -> Answer {
    Answer {
        offset: at.offset,
        expires: at.sha256.is_none().then(|| app.base.now() + IDLE_MAX),
        sha256: at.sha256,
    }
}

fn headers_of(answer: &Answer) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(UPLOAD_OFFSET, number(answer.offset));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.extend(answer.sha256.as_ref().map(repr_digest));
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
