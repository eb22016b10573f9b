//! The statements of saved filters.

use ngantor_core::id::PersonId;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, params};

use super::id;
use crate::domain::SAVED_FILTERS_MAX;
use crate::domain::saved_filter::{SavedFilter, SavedFilterId};

/// Keeps one; says whether its id was free. [`DbError::Refused`] when its person has too many.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert(db: &dyn Sql, new: &SavedFilter, at: Instant) -> Result<bool, DbError> {
    let rows = db
        .run(
            "INSERT INTO saved_filter (id, person_id, name, query, version, changed_at, changed_by)
             VALUES (?1, ?2, ?3, ?4, 1, ?5, ?2)
             ON CONFLICT (id) DO NOTHING RETURNING id",
            params![
                new.id.to_string(),
                new.person_id.to_string(),
                new.name.as_str(),
                new.query.as_str(),
                at.timestamp_millis(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Changes one from one version to the next; says whether it was there.
///
/// # Errors
/// Any [`DbError`].
pub async fn change(db: &dyn Sql, new: &SavedFilter, at: Instant) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE saved_filter SET name = ?4, query = ?5, version = version + 1,
                changed_at = ?6, changed_by = ?2
             WHERE id = ?1 AND person_id = ?2 AND version = ?3 AND removed_at IS NULL
             RETURNING id",
            params![
                new.id.to_string(),
                new.person_id.to_string(),
                new.version,
                new.name.as_str(),
                new.query.as_str(),
                at.timestamp_millis(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Removes one as of a version; says whether it was there.
///
/// # Errors
/// Any [`DbError`].
pub async fn remove(db: &dyn Sql, old: &SavedFilter, at: Instant) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE saved_filter SET removed_at = ?4, version = version + 1, changed_at = ?4,
                changed_by = ?2
             WHERE id = ?1 AND person_id = ?2 AND version = ?3 AND removed_at IS NULL
             RETURNING id",
            params![
                old.id.to_string(),
                old.person_id.to_string(),
                old.version,
                at.timestamp_millis(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// One of a person's, by its id.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id(
    db: &dyn Sql,
    id: SavedFilterId,
    person: PersonId,
) -> Result<Option<SavedFilter>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, name, query, version FROM saved_filter
             WHERE id = ?1 AND person_id = ?2 AND removed_at IS NULL ORDER BY id LIMIT 1",
            params![id.to_string(), person.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Those of a person, in the order in which they were made.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_person(db: &dyn Sql, person: PersonId) -> Result<Vec<SavedFilter>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, name, query, version FROM saved_filter
             WHERE person_id = ?1 AND removed_at IS NULL ORDER BY id LIMIT ?2",
            params![
                person.to_string(),
                i64::try_from(SAVED_FILTERS_MAX).unwrap_or(0)
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<SavedFilter, DbError> {
    Ok(SavedFilter {
        id: id(row, "id")?,
        person_id: id(row, "person_id")?,
        name: row.text("name")?,
        query: row.text("query")?,
        version: row.integer("version")?,
    })
}
