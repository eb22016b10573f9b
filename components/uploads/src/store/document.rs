//! Documents: the files of one person that bear the same document's id, each a version of it.

use ngantor_core::id::PersonId;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Sql, params};

use super::upload;
use crate::domain::{DocumentId, Upload, UploadId};

/// The most versions of one document that are shown: the newest.
pub const VERSIONS_MAX: u32 = 200;

/// The versions of somebody's document that are whole and were not taken away, newest first.
///
/// # Errors
/// Any [`DbError`].
pub async fn versions(
    db: &dyn Sql,
    (id, person): (DocumentId, PersonId),
) -> Result<Vec<Upload>, DbError> {
    let rows = db
        .run(
            "SELECT upload.id, person_id, kind, state, name, media_type, metadata, document_id,
                concat, parts, expected_sha256, size, coalesce(size, 0) AS received, sha256,
                created_at, finished_at, changed_at AS moved_at, version
             FROM upload
             WHERE document_id = ?1 AND person_id = ?2 AND state IN ('held', 'ready')
             ORDER BY finished_at DESC, created_at DESC, id DESC LIMIT ?3",
            params![id.to_string(), person.to_string(), VERSIONS_MAX],
        )
        .await?;
    rows.iter().map(upload::read).collect()
}

/// Makes an old version of a document its newest, under a new id. Whether it did, the new id tells.
///
/// # Errors
/// Any [`DbError`].
pub async fn restore(
    db: &dyn Sql,
    (id, person): (DocumentId, PersonId),
    (old, new): (UploadId, UploadId),
    now: Instant,
) -> Result<(), DbError> {
    db.run(
        "INSERT INTO restoring (new_id, old_id, person_id, document_id, at)
         SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM upload WHERE id = ?1)",
        params![
            new.to_string(),
            old.to_string(),
            person.to_string(),
            id.to_string(),
            now.timestamp_millis(),
        ],
    )
    .await?;
    Ok(())
}
