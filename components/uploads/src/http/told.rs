//! What a client tells of a file in headers: tus' metadata, and the headers of plain HTTP.

use http::{HeaderMap, HeaderName, header};
use ngantor_core::lang::Text;
use ngantor_core::refusal::NO_ID;
use ngantor_http::Problem;

use super::headers::{fault, text};
use crate::domain::digest::{Proof, Sha256Hex};
use crate::domain::metadata::Metadata;
use crate::domain::{Announced, Kind, UploadId, named, structured};

pub(super) const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
/// The types that say how bytes come, and not what they are.
const CARRIERS: [&str; 2] = [
    "application/partial-upload",
    "application/offset+octet-stream",
];
/// The most characters of a type (RFC 6838 §4.2 allows two names of 127).
const TYPE_MAX_CHARS: usize = 255;

const NO_METADATA: Text = Text::new(
    "Bukan pasangan kunci dan nilai base64 yang dipisahkan koma.",
    "Not pairs of a key and a base64 value between commas.",
);
const NO_DIGEST: Text = Text::new("Bukan digest sha-256.", "Not a digest by sha-256.");

/// What `Upload-Metadata` and, where that is silent, the headers of plain HTTP say of a file, and
/// the id that the client minted for it.
///
/// # Errors
/// A header that cannot be read.
pub(super) fn of(headers: &HeaderMap) -> Result<(Option<UploadId>, Announced), Problem> {
    let raw = text(headers, METADATA.as_str())?;
    let metadata = Metadata::parse(raw.unwrap_or_default())
        .map_err(|_| fault("upload-metadata", "unreadable", NO_METADATA))?;
    let bad_id = |_| fault("upload-metadata", "not_an_id", NO_ID);
    let id = metadata.text("id").map(str::parse).transpose();
    let document_id = metadata.text("document_id").map(str::parse).transpose();
    let disposition = headers.get(header::CONTENT_DISPOSITION);
    // Names in bare UTF-8 are not allowed there, and are sent all the same.
    let disposition = disposition.map(|value| String::from_utf8_lossy(value.as_bytes()));
    let disposed = disposition.and_then(|text| named::of_disposition(&text));
    let content_type = text(headers, header::CONTENT_TYPE.as_str())?;
    let content_type = content_type.filter(|text| !CARRIERS.contains(text));
    let media_type = metadata.text("filetype").or(content_type);
    let what = Announced {
        kind: Kind::Whole,
        size: None,
        name: metadata
            .text("filename")
            .and_then(named::clean)
            .or(disposed),
        media_type: media_type
            .filter(|text| text.chars().count() <= TYPE_MAX_CHARS)
            .map(str::to_owned),
        metadata: raw.map(str::to_owned),
        document_id: document_id.map_err(bad_id)?,
        concat: None,
        parts: Vec::new(),
        expected_sha256: repr_digest(headers)?,
    };
    Ok((id.map_err(bad_id)?, what))
}

/// What a request says of its own bytes (RFC 9530), where that is a SHA-256.
pub(super) fn content_digest(headers: &HeaderMap) -> Result<Option<Proof>, Problem> {
    let digest = text(headers, "content-digest")?.and_then(structured::sha_256);
    let bad = || fault("content-digest", "unreadable", NO_DIGEST);
    digest
        .map(|digest| Proof::new("sha256", digest).ok_or_else(bad))
        .transpose()
}

/// What a request says of the whole file (RFC 9530), where that is a SHA-256.
fn repr_digest(headers: &HeaderMap) -> Result<Option<Sha256Hex>, Problem> {
    let digest = text(headers, "repr-digest")?.and_then(structured::sha_256);
    let bad = || fault("repr-digest", "unreadable", NO_DIGEST);
    digest
        .map(|digest| Sha256Hex::of_base64(digest).ok_or_else(bad))
        .transpose()
}
