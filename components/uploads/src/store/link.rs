//! The statements of links for outsiders.

use ngantor_core::id::PersonId;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, params};

use super::{bytes_of, instant};
use crate::domain::UploadId;
use crate::domain::link::{Link, LinkId, OPENINGS_MAX};

/// The most links of one file that are shown; `link_stays_few` keeps them fewer.
const SHOWN_MAX: u32 = 100;

/// Makes one, with the seal of its secret; says whether its id was free. [`DbError::Refused`] with
/// `too_many_links` when the file has enough.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert(db: &dyn Sql, new: &Link, seal: &str) -> Result<bool, DbError> {
    let rows = db
        .run(
            "INSERT INTO link (id, upload_id, person_id, seal, created_at, expires_at, n_opened,
                version, changed_at, changed_by)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, 0, 1, ?5, ?3
             WHERE EXISTS (SELECT 1 FROM upload
                WHERE id = ?2 AND person_id = ?3 AND state = 'ready')
             ON CONFLICT (id) DO NOTHING RETURNING id",
            params![
                new.id.to_string(),
                new.upload_id.to_string(),
                new.person_id.to_string(),
                seal,
                new.created_at.timestamp_millis(),
                new.expires_at.timestamp_millis(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// The links of a file that are good, newest first.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_upload(
    db: &dyn Sql,
    (upload, person): (UploadId, PersonId),
    now: Instant,
) -> Result<Vec<Link>, DbError> {
    let rows = db
        .run(
            "SELECT id, upload_id, person_id, created_at, expires_at, n_opened FROM link
             WHERE upload_id = ?1 AND person_id = ?2 AND ended_at IS NULL AND expires_at > ?3
             ORDER BY id DESC LIMIT ?4",
            params![
                upload.to_string(),
                person.to_string(),
                now.timestamp_millis(),
                SHOWN_MAX
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Ends one; says whether it was there.
///
/// # Errors
/// Any [`DbError`].
pub async fn end(
    db: &dyn Sql,
    (upload, id): (UploadId, LinkId),
    person: PersonId,
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE link
             SET ended_at = ?4, version = version + 1, changed_at = ?4, changed_by = ?3
             WHERE id = ?1 AND upload_id = ?2 AND person_id = ?3 AND ended_at IS NULL
             RETURNING id",
            params![
                id.to_string(),
                upload.to_string(),
                person.to_string(),
                now.timestamp_millis(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Counts an opening of the link with a seal; gives the file, unless the link is over or was opened
/// too often.
///
/// # Errors
/// Any [`DbError`].
pub async fn open(db: &dyn Sql, seal: &str, now: Instant) -> Result<Option<UploadId>, DbError> {
    let rows = db
        .run(
            "UPDATE link
             SET n_opened = n_opened + 1, version = version + 1, changed_at = ?2,
                changed_by = 'outsider'
             WHERE seal = ?1 AND ended_at IS NULL AND expires_at > ?2 AND n_opened < ?3
             RETURNING upload_id",
            params![seal, now.timestamp_millis(), OPENINGS_MAX],
        )
        .await?;
    let id = |row: &Row| row.parsed("upload_id", |text| text.parse().ok());
    rows.first().map(id).transpose()
}

fn read(row: &Row) -> Result<Link, DbError> {
    Ok(Link {
        id: row.parsed("id", |text| text.parse().ok())?,
        upload_id: row.parsed("upload_id", |text| text.parse().ok())?,
        person_id: row.parsed("person_id", |text| text.parse().ok())?,
        created_at: instant(row, "created_at")?,
        expires_at: instant(row, "expires_at")?,
        n_opened: bytes_of(row, "n_opened")?,
    })
}
