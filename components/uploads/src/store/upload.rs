//! Uploads as people see them.

use ngantor_core::id::PersonId;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, params};

use super::{bytes, bytes_of, bytes_or_null, instant, instant_or_null};
use crate::domain::digest::Sha256Hex;
use crate::domain::{Announced, Kind, State, Upload, UploadId};

/// Begins an upload, unless its id is taken; says whether it began.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert(
    db: &dyn Sql,
    (id, person): (UploadId, PersonId),
    what: &Announced,
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "INSERT INTO upload (id, person_id, kind, state, name, media_type, metadata,
                document_id, size, created_at, version, changed_at, changed_by)
             VALUES (?1, ?2, ?3, 'receiving', ?4, ?5, ?6, ?7, ?8, ?9, 1, ?9, ?2)
             ON CONFLICT (id) DO NOTHING
             RETURNING id",
            params![
                id.to_string(),
                person.to_string(),
                what.kind.word(),
                what.name.as_deref(),
                what.media_type.as_deref(),
                what.metadata.as_deref(),
                what.document_id.map(|id| id.to_string()),
                what.size.map(bytes),
                now.timestamp_millis(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// The upload of an id, whoever's it is.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id(db: &dyn Sql, id: UploadId) -> Result<Option<Upload>, DbError> {
    let rows = db
        .run(
            "SELECT upload.id, person_id, kind, state, name, media_type, metadata, document_id,
                coalesce(transfer.length, size) AS size, coalesce(received, size, 0) AS received,
                upload.sha256, created_at, finished_at,
                coalesce(moved_at, changed_at) AS moved_at, version
             FROM upload LEFT JOIN transfer ON transfer.upload_id = upload.id
             WHERE upload.id = ?1 ORDER BY upload.id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Takes an upload away; says whether it was there still.
///
/// # Errors
/// Any [`DbError`].
pub async fn remove(
    db: &dyn Sql,
    (id, person): (UploadId, PersonId),
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE upload
             SET state = 'removed', version = version + 1, changed_at = ?3, changed_by = ?2
             WHERE id = ?1 AND person_id = ?2
                AND state NOT IN ('refused', 'joined', 'expired', 'removed')
             RETURNING id",
            params![id.to_string(), person.to_string(), now.timestamp_millis()],
        )
        .await?;
    Ok(!rows.is_empty())
}

pub(super) fn read(row: &Row) -> Result<Upload, DbError> {
    Ok(Upload {
        id: row.parsed("id", |text| text.parse().ok())?,
        person_id: row.parsed("person_id", |text| text.parse().ok())?,
        what: Announced {
            kind: row.parsed("kind", Kind::of)?,
            size: bytes_or_null(row, "size")?,
            name: row.text_or_null("name")?,
            media_type: row.text_or_null("media_type")?,
            metadata: row.text_or_null("metadata")?,
            document_id: row.parsed_or_null("document_id", |text| text.parse().ok())?,
        },
        state: row.parsed("state", State::of)?,
        received: bytes_of(row, "received")?,
        sha256: row.parsed_or_null("sha256", Sha256Hex::parse)?,
        created_at: instant(row, "created_at")?,
        finished_at: instant_or_null(row, "finished_at")?,
        moved_at: instant(row, "moved_at")?,
        version: row.integer("version")?,
    })
}
