//! Uploads as people see them.

use ngantor_core::id::PersonId;
use ngantor_core::time::{self, Instant};
use ngantor_db::{DbError, Row, Sql, params};

use super::{bytes, bytes_of, bytes_or_null, instant, instant_or_null};
use crate::domain::digest::Sha256Hex;
use crate::domain::quota::FILES_MAX;
use crate::domain::{Announced, Kind, State, Upload, UploadId};

/// Begins an upload, unless its id is taken or its owner may not hold so much or so many; says whether it
/// began. [`DbError::Refused`] with `parts_are_not_there` when a final one's parts are not all
/// there.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert(
    db: &dyn Sql,
    (id, person): (UploadId, PersonId),
    what: &Announced,
    (held_max_bytes, now): (u64, Instant),
) -> Result<bool, DbError> {
    let parts: Vec<_> = what.parts.iter().map(UploadId::to_string).collect();
    let parts = (what.kind == Kind::Final).then(|| serde_json::json!(parts).to_string());
    let rows = db
        .run(
            "INSERT INTO upload (id, person_id, kind, state, name, media_type, metadata,
                document_id, concat, parts, expected_sha256, size, created_at, version,
                changed_at, changed_by)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 1, ?13, ?2
             WHERE coalesce((SELECT bytes FROM usage WHERE person_id = ?2), 0)
                + iif(?10 IS NULL, coalesce(?12, 0), 0) <= ?14
                AND coalesce((SELECT n_files FROM usage WHERE person_id = ?2), 0) < ?15
             ON CONFLICT (id) DO NOTHING
             RETURNING id",
            params![
                id.to_string(),
                person.to_string(),
                what.kind.word(),
                first_state(what.kind).word(),
                what.name.as_deref(),
                what.media_type.as_deref(),
                what.metadata.as_deref(),
                what.document_id.map(|id| id.to_string()),
                what.concat.as_deref(),
                parts,
                what.expected_sha256.as_ref().map(Sha256Hex::as_str),
                what.size.map(bytes),
                now.timestamp_millis(),
                bytes(held_max_bytes),
                FILES_MAX,
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

const fn first_state(kind: Kind) -> State {
    match kind {
        Kind::Whole | Kind::Part => State::Receiving,
        Kind::Final => State::Digesting,
    }
}

/// The upload of an id, whoever's it is.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id(db: &dyn Sql, id: UploadId) -> Result<Option<Upload>, DbError> {
    let rows = db
        .run(
            "SELECT upload.id, person_id, kind, state, name, media_type, metadata, document_id,
                concat, parts, expected_sha256, coalesce(transfer.length, size) AS size,
                coalesce(received, size, 0) AS received, upload.sha256, created_at, finished_at,
                coalesce(moved_at, changed_at) AS moved_at, version
             FROM upload LEFT JOIN transfer ON transfer.upload_id = upload.id
             WHERE upload.id = ?1 ORDER BY upload.id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// One's own that are not gone, newest first, after the one with this instant (ms) and id.
///
/// # Errors
/// Any [`DbError`].
pub async fn newest_first(
    db: &dyn Sql,
    person: PersonId,
    after: Option<(i64, String)>,
    limit: u32,
) -> Result<Vec<Upload>, DbError> {
    let (created_ms, id) = after.unwrap_or((time::LATEST_MS, String::new()));
    let rows = db
        .run(
            "SELECT upload.id, person_id, kind, state, name, media_type, metadata, document_id,
                concat, parts, expected_sha256, coalesce(transfer.length, size) AS size,
                coalesce(received, size, 0) AS received, upload.sha256, created_at, finished_at,
                coalesce(moved_at, changed_at) AS moved_at, version
             FROM upload LEFT JOIN transfer ON transfer.upload_id = upload.id
             WHERE person_id = ?1 AND (created_at, id) < (?2, ?3)
                AND state NOT IN ('joined', 'expired', 'removed')
             ORDER BY created_at DESC, id DESC LIMIT ?4",
            params![person.to_string(), created_ms, id, limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// What a person's parts were joined to already, if they were.
///
/// # Errors
/// Any [`DbError`].
pub async fn joined_of(
    db: &dyn Sql,
    person: PersonId,
    parts: &[UploadId],
) -> Result<Option<Upload>, DbError> {
    let parts: Vec<_> = parts.iter().map(UploadId::to_string).collect();
    let rows = db
        .run(
            "SELECT upload.id, person_id, kind, state, name, media_type, metadata, document_id,
                concat, parts, expected_sha256, size, size AS received, sha256, created_at,
                finished_at, changed_at AS moved_at, version
             FROM upload
             WHERE person_id = ?1 AND parts = ?2 AND state IN ('digesting', 'held', 'ready')
             ORDER BY created_at LIMIT 1",
            params![person.to_string(), serde_json::json!(parts).to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Takes an upload away, and its name; says whether it was there still.
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
             SET state = 'removed', name = NULL, metadata = NULL, concat = NULL,
                version = version + 1, changed_at = ?3, changed_by = ?2
             WHERE id = ?1 AND person_id = ?2
                AND state NOT IN ('refused', 'joined', 'expired', 'removed')
             RETURNING id",
            params![id.to_string(), person.to_string(), now.timestamp_millis()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Refuses what came, as its digest is not the one that was announced.
///
/// # Errors
/// Any [`DbError`].
pub async fn refuse(db: &dyn Sql, id: UploadId, now: Instant) -> Result<(), DbError> {
    db.run(
        "UPDATE upload
         SET state = 'refused', version = version + 1, changed_at = ?2, changed_by = 'uploads'
         WHERE id = ?1 AND state IN ('receiving', 'digesting', 'held')",
        params![id.to_string(), now.timestamp_millis()],
    )
    .await?;
    Ok(())
}

/// Lets uploads go that nobody went on with since an instant; says how many.
///
/// # Errors
/// Any [`DbError`].
pub async fn expire(
    db: &dyn Sql,
    (idle_since, now): (Instant, Instant),
    limit: u32,
) -> Result<usize, DbError> {
    let rows = db
        .run(
            "UPDATE upload
             SET state = 'expired', name = NULL, metadata = NULL, concat = NULL,
                version = version + 1, changed_at = ?2, changed_by = 'uploads'
             WHERE state IN ('receiving', 'waiting') AND id IN (
                SELECT upload_id FROM transfer
                WHERE (finished_as IS NULL OR finished_as = 'waiting') AND moved_at <= ?1
                    AND digested = received
                ORDER BY moved_at LIMIT ?3)
             RETURNING id",
            params![idle_since.timestamp_millis(), now.timestamp_millis(), limit,],
        )
        .await?;
    Ok(rows.len())
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
            concat: row.text_or_null("concat")?,
            parts: row
                .parsed_or_null("parts", |text| serde_json::from_str(text).ok())?
                .unwrap_or_default(),
            expected_sha256: row.parsed_or_null("expected_sha256", Sha256Hex::parse)?,
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
