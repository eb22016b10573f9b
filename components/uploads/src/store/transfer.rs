//! How an upload comes: whose turn it is to write, and how far it is.

use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, Value, params};

use super::{bytes, bytes_or_null};
use crate::domain::digest::{RunningDigest, Sha256Hex};
use crate::domain::{State, UploadId};

/// A turn to write, which ends when another begins.
#[derive(Clone)]
pub struct Turn {
    /// Of which upload.
    pub upload_id: UploadId,
    /// Which turn of it.
    pub generation: i64,
    /// Where it begins.
    pub starts_at: u64,
    /// The bytes of the whole, if that is known.
    pub length: Option<u64>,
    /// The digest of all before it.
    pub digest: RunningDigest,
}

/// What is asked for with a turn.
pub struct Ask {
    /// Where the writer goes on.
    pub offset: u64,
    /// The bytes of the whole, which are told now or were before.
    pub length: Option<u64>,
    /// In pieces of how many bytes it writes.
    pub piece_bytes: usize,
    /// How far it may write before it tells more.
    pub reach: u64,
}

/// Takes the next turn of an upload, which ends whatever turn there was; none when the upload is at
/// another offset, has another length, or takes no more.
///
/// # Errors
/// Any [`DbError`].
pub async fn begin(
    db: &dyn Sql,
    id: UploadId,
    ask: &Ask,
    now: Instant,
) -> Result<Option<Turn>, DbError> {
    let rows = db
        .run(
            "UPDATE transfer
             SET generation = generation + 1, is_open = 1, length = coalesce(length, ?3),
                piece_bytes = ?4, reach = ?5, moved_at = ?6
             WHERE upload_id = ?1 AND received = ?2 AND finished_as IS NULL
                AND coalesce(length, ?3, -1) = coalesce(?3, length, -1)
                AND EXISTS (SELECT 1 FROM upload WHERE id = ?1 AND state = 'receiving')
             RETURNING generation, length, digest_state",
            params![
                id.to_string(),
                bytes(ask.offset),
                ask.length.map(bytes),
                i64::try_from(ask.piece_bytes).unwrap_or(i64::MAX),
                bytes(ask.reach),
                now.timestamp_millis(),
            ],
        )
        .await?;
    let turn = |row: &Row| {
        Ok(Turn {
            upload_id: id,
            generation: row.integer("generation")?,
            starts_at: ask.offset,
            length: bytes_or_null(row, "length")?,
            digest: digest_of(row)?,
        })
    };
    rows.first().map(turn).transpose()
}

pub(super) fn digest_of(row: &Row) -> Result<RunningDigest, DbError> {
    let digest = match row.value("digest_state")? {
        Value::Null => Some(RunningDigest::default()),
        Value::Blob(state) => RunningDigest::resume(state),
        _ => None,
    };
    digest.ok_or_else(|| DbError::Shape("column digest_state: unreadable".to_owned()))
}

/// What a writer has done so far: it is durable under its keys.
pub struct Progress<'a> {
    /// All that has come, from the file's begin.
    pub received: u64,
    /// The digest of it.
    pub digest: &'a RunningDigest,
    /// How far its own keys may go from where it began.
    pub reach: u64,
}

/// Ends the turn of an upload, if one is open: where the upload is then, it stays.
///
/// # Errors
/// Any [`DbError`].
pub async fn end(db: &dyn Sql, id: UploadId, now: Instant) -> Result<(), DbError> {
    db.run(
        "UPDATE transfer SET generation = generation + 1, is_open = 0, moved_at = ?2
         WHERE upload_id = ?1 AND is_open AND finished_as IS NULL",
        params![id.to_string(), now.timestamp_millis()],
    )
    .await?;
    Ok(())
}

/// Keeps how far a turn is, and whether it goes on; says whether it still lasts.
///
/// # Errors
/// Any [`DbError`].
pub async fn save(
    db: &dyn Sql,
    turn: &Turn,
    (progress, goes_on): (&Progress<'_>, bool),
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE transfer
             SET received = ?3, digested = ?3, digest_state = ?4, reach = ?5, moved_at = ?6,
                is_open = ?7
             WHERE upload_id = ?1 AND generation = ?2 AND finished_as IS NULL
                AND EXISTS (SELECT 1 FROM upload WHERE id = ?1 AND state = 'receiving')
             RETURNING upload_id",
            params![
                turn.upload_id.to_string(),
                turn.generation,
                bytes(progress.received),
                Value::Blob(progress.digest.state()),
                bytes(progress.reach),
                now.timestamp_millis(),
                goes_on,
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Keeps that a turn brought the last byte, and what became of the upload by it; says whether the
/// turn still lasted.
///
/// # Errors
/// Any [`DbError`].
pub async fn finish(
    db: &dyn Sql,
    turn: &Turn,
    (progress, sha256): (&Progress<'_>, &Sha256Hex),
    (becomes, now): (State, Instant),
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE transfer
             SET length = ?3, received = ?3, digested = ?3, digest_state = ?4, reach = ?5,
                moved_at = ?6, is_open = 0, sha256 = ?7, finished_as = ?8
             WHERE upload_id = ?1 AND generation = ?2 AND finished_as IS NULL
                AND coalesce(length, ?3) = ?3
                AND EXISTS (SELECT 1 FROM upload WHERE id = ?1 AND state = 'receiving')
             RETURNING upload_id",
            params![
                turn.upload_id.to_string(),
                turn.generation,
                bytes(progress.received),
                Value::Blob(progress.digest.state()),
                bytes(progress.reach),
                now.timestamp_millis(),
                sha256.as_str(),
                becomes.word(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}
