//! What the protocols have in common: beginning an upload within what its owner may hold, and
//! taking a turn of it with the bytes of a request.

use axum::body::Body;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use ngantor_core::caller::Caller;
use ngantor_core::time::Day;
use ngantor_db::DbError;
use ngantor_http::{Problem, kind};

use super::App;
use super::headers::text;
use super::kinds::{CODED, OFFSET_MISMATCH, PARTS_ARE_NOT_THERE, QUOTA_EXCEEDED, TOO_LONG};
use super::receive::{End, Plan, Received, reach_of, receive};
use crate::domain::digest::{Proof, Sha256Hex};
use crate::domain::quota::Held;
use crate::domain::{Announced, Kind, Upload, UploadId};
use crate::store::transfer::{self, Ask};
use crate::store::{quota, upload};

pub(super) const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

/// What came of beginning an upload.
pub(super) enum Begun {
    /// It begins.
    New(Upload),
    /// The id is taken by this one.
    Found(Upload),
}

/// Begins an upload.
///
/// # Errors
/// It is longer than may be, or than its owner may hold; its parts are not there.
pub(super) async fn begin(
    app: &App,
    caller: &Caller,
    id: UploadId,
    what: &Announced,
) -> Result<Begun, Problem> {
    if what.size.is_some_and(|size| size > app.file_max_bytes) {
        return Err(TOO_LONG.into());
    }
    let (db, now) = (&*app.base.db, app.base.now());
    let held = held(app, caller).await?;
    // What is joined is held already.
    let is_within = what.kind == Kind::Final || what.size.unwrap_or(0) <= held.left_bytes();
    let max = if is_within { held.max_bytes } else { 0 };
    let is_new = is_within
        && match upload::insert(db, (id, caller.person_id), what, (max, now)).await {
            Err(DbError::Refused(words)) if words == PARTS_ARE_NOT_THERE.code => {
                return Err(PARTS_ARE_NOT_THERE.into());
            }
            inserted => inserted?,
        };
    let found = upload::by_id(db, id).await?;
    match found {
        Some(found) if is_new => Ok(Begun::New(found)),
        Some(found) => Ok(Begun::Found(found)),
        None => Err(QUOTA_EXCEEDED.into()),
    }
}

/// What somebody holds and may hold today, where they are.
pub(super) async fn held(app: &App, caller: &Caller) -> Result<Held, Problem> {
    let today = Day(caller.zone.day(app.base.now()));
    Ok(quota::held(&*app.base.db, caller.person_id, today).await?)
}

/// The bytes of a request, and what it says of them.
pub(super) struct Coming {
    /// Where they begin.
    pub offset: u64,
    /// The bytes of the whole, where the request tells it.
    pub length: Option<u64>,
    /// What it says of its own bytes.
    pub proof: Option<Proof>,
    /// Whether they count all or not at all.
    pub is_all_or_nothing: bool,
    /// Where the file ends.
    pub end: End,
    /// The bytes.
    pub body: Body,
}

/// Takes a turn of an upload with the bytes of a request.
///
/// # Errors
/// Another offset, which the answer tells; or what [`receive`] says.
pub(super) async fn take(
    app: &App,
    caller: &Caller,
    found: &Upload,
    coming: Coming,
) -> Result<Received, Problem> {
    let ask = Ask {
        offset: coming.offset,
        length: coming.length,
        piece_bytes: app.blobs.piece_bytes(),
        reach: reach_of(app),
    };
    let length = found.what.size.or(coming.length);
    let end_max = end_max(app, caller, found, length).await?;
    let (db, now) = (&*app.base.db, app.base.now());
    let Some(turn) = transfer::begin(db, found.id, &ask, now).await? else {
        let found = upload::by_id(db, found.id).await?.ok_or(kind::NOT_FOUND)?;
        return Err(mismatch(found.received));
    };
    let plan = Plan {
        proof: coming.proof,
        is_all_or_nothing: coming.is_all_or_nothing,
        end_max,
        end: coming.end,
        becomes: found.becomes(),
        expected: found.what.expected_sha256.clone(),
    };
    receive(app, turn, coming.body, plan).await
}

/// How far an upload may go. One whose length was announced is within what its owner may hold since
/// it began; of any other each request asks.
async fn end_max(
    app: &App,
    caller: &Caller,
    found: &Upload,
    length: Option<u64>,
) -> Result<u64, Problem> {
    if found.what.size.is_some() {
        return Ok(app.file_max_bytes);
    }
    let left = held(app, caller).await?.left_bytes();
    let end_max = app.file_max_bytes.min(found.received.saturating_add(left));
    match length {
        Some(length) if length > app.file_max_bytes => Err(TOO_LONG.into()),
        Some(length) if length > end_max => Err(QUOTA_EXCEEDED.into()),
        _ => Ok(end_max),
    }
}

/// 409 with the offset from which to go on.
pub(super) fn mismatch(offset: u64) -> Problem {
    Problem::from(OFFSET_MISMATCH).with_header(UPLOAD_OFFSET, HeaderValue::from(offset))
}

/// Refuses bytes that are coded: what is kept is the file itself.
pub(super) fn check_uncoded(headers: &HeaderMap) -> Result<(), Problem> {
    match text(headers, header::CONTENT_ENCODING.as_str())? {
        None | Some("identity") => Ok(()),
        Some(_) => Err(CODED.into()),
    }
}

/// The `Repr-Digest` of a whole file (RFC 9530).
pub(super) fn repr_digest(sha256: &Sha256Hex) -> (HeaderName, HeaderValue) {
    let text = format!("sha-256=:{}:", sha256.base64());
    let value = HeaderValue::from_str(&text);
    (
        HeaderName::from_static("repr-digest"),
        value.unwrap_or_else(|_| HeaderValue::from_static("")),
    )
}
