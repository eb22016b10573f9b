//! Where bytes lie: what one turn wrote under its keys, for reading it and for taking it away.

use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, Value, params};

use super::{bytes, bytes_of};
use crate::domain::digest::{RunningDigest, Sha256Hex};
use crate::domain::{State, UploadId};

/// The most segments of one file that are read at once; longer files are read in several steps.
pub const SEGMENTS_MAX: u32 = 500;

/// What one turn wrote of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its row.
    pub seq: i64,
    /// The upload whose keys it lies under.
    pub origin_id: UploadId,
    /// The turn whose keys these are.
    pub generation: i64,
    /// Where in the file it begins.
    pub starts_at: u64,
    /// Its bytes.
    pub length: u64,
    /// The bytes of each of its pieces but the last.
    pub piece_bytes: u64,
    /// How far its keys may go.
    pub reach: u64,
}

impl Segment {
    /// The key of its piece with a number, from 0 on.
    pub fn key(&self, n: u64) -> String {
        format!("{}/{}/{n}", self.origin_id, self.generation)
    }
}

/// The segments of an upload's bytes from an offset on, in their order, at most [`SEGMENTS_MAX`]:
/// its own, or those of the equal file that was there before.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_upload(db: &dyn Sql, id: UploadId, from: u64) -> Result<Vec<Segment>, DbError> {
    let rows = db
        .run(
            "SELECT seq, origin_id, generation, starts_at, length, piece_bytes, reach
             FROM segment
             WHERE garbage_at IS NULL AND starts_at + length > ?2 AND length > 0
                AND upload_id = coalesce((
                    SELECT content.upload_id FROM upload JOIN content
                        ON content.sha256 = upload.sha256
                    WHERE upload.id = ?1 AND upload.kind <> 'part'), ?1)
             ORDER BY starts_at LIMIT ?3",
            params![id.to_string(), bytes(from), SEGMENTS_MAX],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// The segment that nobody needs for the longest, since an instant or longer.
///
/// # Errors
/// Any [`DbError`].
pub async fn oldest_garbage(db: &dyn Sql, since: Instant) -> Result<Option<Segment>, DbError> {
    let rows = db
        .run(
            "SELECT seq, origin_id, generation, starts_at, length, piece_bytes, reach
             FROM segment WHERE garbage_at IS NOT NULL AND garbage_at <= ?1
             ORDER BY garbage_at, seq LIMIT 1",
            params![since.timestamp_millis()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Keeps that of a segment that nobody needs nothing is left beyond so many bytes.
///
/// # Errors
/// Any [`DbError`].
pub async fn shorten(db: &dyn Sql, seq: i64, left: u64) -> Result<(), DbError> {
    db.run(
        "UPDATE segment SET reach = ?2, length = min(length, ?2)
         WHERE seq = ?1 AND garbage_at IS NOT NULL",
        params![seq, bytes(left)],
    )
    .await?;
    Ok(())
}

/// Drops a segment of which nothing is left.
///
/// # Errors
/// Any [`DbError`].
pub async fn drop_empty(db: &dyn Sql, seq: i64) -> Result<(), DbError> {
    db.run(
        "DELETE FROM segment WHERE seq = ?1 AND garbage_at IS NOT NULL AND reach = 0",
        params![seq],
    )
    .await?;
    Ok(())
}

/// A joined file whose digest is not made to its end.
#[derive(Clone)]
pub struct Undigested {
    /// Which one.
    pub id: UploadId,
    /// Its bytes.
    pub length: u64,
    /// How many of them the digest has seen.
    pub digested: u64,
    /// The digest so far.
    pub digest: RunningDigest,
}

/// A joined file whose digest is not made: that of an id, or any.
///
/// # Errors
/// Any [`DbError`].
pub async fn undigested(db: &dyn Sql, id: Option<UploadId>) -> Result<Option<Undigested>, DbError> {
    let rows = db
        .run(
            "SELECT upload_id, length, digested, digest_state FROM transfer
             WHERE finished_as IS NULL AND digested < received
                AND (?1 IS NULL OR upload_id = ?1)
             ORDER BY upload_id LIMIT 1",
            params![id.map(|id| id.to_string())],
        )
        .await?;
    let read = |row: &Row| {
        Ok(Undigested {
            id: row.parsed("upload_id", |text| text.parse().ok())?,
            length: bytes_of(row, "length")?,
            digested: bytes_of(row, "digested")?,
            digest: super::transfer::digest_of(row)?,
        })
    };
    rows.first().map(read).transpose()
}

/// Keeps how far a joined file's digest is, and, with its end, what the file becomes; says whether
/// nobody else was further meanwhile.
///
/// # Errors
/// Any [`DbError`].
pub async fn save_digest(
    db: &dyn Sql,
    before: &Undigested,
    (digested, digest): (u64, &RunningDigest),
    becomes: Option<(&Sha256Hex, State)>,
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE transfer SET digested = ?3, digest_state = ?4, sha256 = ?5, finished_as = ?6,
                moved_at = ?7
             WHERE upload_id = ?1 AND digested = ?2 AND finished_as IS NULL
                AND EXISTS (SELECT 1 FROM upload WHERE id = ?1 AND state = 'digesting')
             RETURNING upload_id",
            params![
                before.id.to_string(),
                bytes(before.digested),
                bytes(digested),
                Value::Blob(digest.state()),
                becomes.map(|(sha256, _)| sha256.as_str()),
                becomes.map(|(_, state)| state.word()),
                now.timestamp_millis(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

fn read(row: &Row) -> Result<Segment, DbError> {
    Ok(Segment {
        seq: row.integer("seq")?,
        origin_id: row.parsed("origin_id", |text| text.parse().ok())?,
        generation: row.integer("generation")?,
        starts_at: bytes_of(row, "starts_at")?,
        length: bytes_of(row, "length")?,
        piece_bytes: bytes_of(row, "piece_bytes")?,
        reach: bytes_of(row, "reach")?,
    })
}
