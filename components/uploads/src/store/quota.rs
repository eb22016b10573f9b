//! Who holds how much, and who may.

use ngantor_core::id::PersonId;
use ngantor_core::time::{Day, Instant};
use ngantor_db::{DbError, Row, Sql, params};

use super::{bytes, bytes_of, bytes_or_null};
use crate::domain::quota::{HELD_MAX_BYTES, Held, Quota, QuotaId};

/// The most members of a unit that are added up; more than any has.
const MEMBERS_MAX: u32 = 100_000;

/// What a person holds and may hold on a day.
///
/// # Errors
/// Any [`DbError`].
pub async fn held(db: &dyn Sql, person: PersonId, day: Day) -> Result<Held, DbError> {
    let rows = db
        .run(
            "SELECT coalesce((SELECT n_files FROM usage WHERE person_id = ?1), 0) AS n_files,
                coalesce((SELECT bytes FROM usage WHERE person_id = ?1), 0) AS bytes,
                coalesce(
                    (SELECT bytes FROM quota WHERE person_id = ?1 AND withdrawn_at IS NULL),
                    (SELECT bytes FROM quota WHERE person_id IS NULL AND unit_id IS NULL
                        AND withdrawn_at IS NULL),
                    ?3) AS max_bytes,
                (SELECT unit_id FROM relation
                 WHERE kind = 'member' AND slot = ?1 AND withdrawn_at IS NULL
                    AND starts_on <= ?2 AND coalesce(ends_on, '9999-12-31') >= ?2) AS unit_id
             FROM (SELECT 1) ORDER BY 1 LIMIT 1",
            params![person.to_string(), day.to_string(), bytes(HELD_MAX_BYTES)],
        )
        .await?;
    let row = rows
        .first()
        .ok_or_else(|| DbError::Shape("no row".to_owned()))?;
    let unit_left_bytes = match row.text_or_null("unit_id")? {
        Some(unit) => unit_left(db, &unit, day).await?,
        None => None,
    };
    Ok(Held {
        n_files: bytes_of(row, "n_files")?,
        bytes: bytes_of(row, "bytes")?,
        max_bytes: bytes_of(row, "max_bytes")?,
        unit_left_bytes,
    })
}

/// What the members of a unit on a day may hold beyond what they do; none without a quota of it.
async fn unit_left(db: &dyn Sql, unit: &str, day: Day) -> Result<Option<u64>, DbError> {
    let rows = db
        .run(
            "SELECT quota.bytes, coalesce((
                SELECT sum(usage.bytes) FROM usage WHERE person_id IN (
                    SELECT person_id FROM relation
                    WHERE kind = 'member' AND unit_id = ?1 AND withdrawn_at IS NULL
                        AND starts_on <= ?2 AND coalesce(ends_on, '9999-12-31') >= ?2
                    LIMIT ?3)), 0) AS held
             FROM quota WHERE unit_id = ?1 AND withdrawn_at IS NULL ORDER BY id LIMIT 1",
            params![unit, day.to_string(), MEMBERS_MAX],
        )
        .await?;
    let left = |row: &Row| Ok(bytes_of(row, "bytes")?.saturating_sub(bytes_of(row, "held")?));
    rows.first().map(left).transpose()
}

/// A quota as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: QuotaId,
    /// What it says.
    pub quota: Quota,
    /// Whether it was taken back.
    pub is_withdrawn: bool,
    /// Counts its changes.
    pub version: i64,
}

/// Adds a quota; [`DbError::Unique`] when its id is taken or another one says something of the
/// same.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert(
    db: &dyn Sql,
    kept: &Kept,
    (now, by): (Instant, PersonId),
) -> Result<(), DbError> {
    db.run(
        "INSERT INTO quota (id, person_id, unit_id, bytes, version, changed_at, changed_by)
         VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6)",
        params![
            kept.id.to_string(),
            kept.quota.person_id.map(|id| id.to_string()),
            kept.quota.unit_id.map(|id| id.to_string()),
            bytes(kept.quota.bytes),
            now.timestamp_millis(),
            by.to_string(),
        ],
    )
    .await?;
    Ok(())
}

/// Changes a quota from its version to the next; says whether that version was there.
///
/// # Errors
/// Any [`DbError`], like [`insert`].
pub async fn update(
    db: &dyn Sql,
    kept: &Kept,
    (now, by): (Instant, PersonId),
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE quota SET person_id = ?2, unit_id = ?3, bytes = ?4,
                withdrawn_at = iif(?5, ?7, NULL), version = version + 1, changed_at = ?7,
                changed_by = ?8
             WHERE id = ?1 AND version = ?6 AND withdrawn_at IS NULL
             RETURNING id",
            params![
                kept.id.to_string(),
                kept.quota.person_id.map(|id| id.to_string()),
                kept.quota.unit_id.map(|id| id.to_string()),
                bytes(kept.quota.bytes),
                kept.is_withdrawn,
                kept.version,
                now.timestamp_millis(),
                by.to_string(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// One by its id, also one that was taken back.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id(db: &dyn Sql, id: QuotaId) -> Result<Option<Kept>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, unit_id, bytes, withdrawn_at, version FROM quota
             WHERE id = ?1 ORDER BY id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Those that hold, by their id, after one.
///
/// # Errors
/// Any [`DbError`].
pub async fn all(db: &dyn Sql, after: &str, limit: u32) -> Result<Vec<Kept>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, unit_id, bytes, withdrawn_at, version FROM quota
             WHERE withdrawn_at IS NULL AND id > ?1 ORDER BY id LIMIT ?2",
            params![after, limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Kept, DbError> {
    Ok(Kept {
        id: row.parsed("id", |text| text.parse().ok())?,
        quota: Quota {
            person_id: row.parsed_or_null("person_id", |text| text.parse().ok())?,
            unit_id: row.parsed_or_null("unit_id", |text| text.parse().ok())?,
            bytes: bytes_of(row, "bytes")?,
        },
        is_withdrawn: bytes_or_null(row, "withdrawn_at")?.is_some(),
        version: row.integer("version")?,
    })
}
