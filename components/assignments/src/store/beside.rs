//! The statements of what stands beside an assignment and is there or not: tags, watchers, what it
//! needs. Setting what is set changes nothing, so none of it names a version.

use ngantor_core::id::PersonId;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, params};

use super::id;
use crate::domain::addition::Tag;
use crate::domain::{AssignmentId, NEEDS_MAX, State, TAGS_MAX, WATCHERS_MAX};

/// Who sets or removes something, when, and under which id where it is new.
#[derive(Clone, Debug)]
pub struct Hand {
    /// For a row that is not there yet.
    pub new_id: String,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Instant,
}

/// Tags an assignment.
///
/// # Errors
/// Any [`DbError`]; [`DbError::Refused`] with too many.
pub async fn add_tag(
    db: &dyn Sql,
    assignment: AssignmentId,
    tag: &Tag,
    hand: &Hand,
) -> Result<(), DbError> {
    db.run(
        "INSERT INTO tag (id, assignment_id, tag, version, changed_at, changed_by)
         VALUES (?1, ?2, ?3, 1, ?4, ?5)
         ON CONFLICT (assignment_id, tag) DO UPDATE SET removed_at = NULL,
            version = version + 1, changed_at = excluded.changed_at,
            changed_by = excluded.changed_by
         WHERE removed_at IS NOT NULL",
        params![
            hand.new_id.as_str(),
            assignment.to_string(),
            tag.to_string(),
            hand.at.timestamp_millis(),
            hand.by.to_string(),
        ],
    )
    .await
    .map(drop)
}

/// Takes a tag away.
///
/// # Errors
/// Any [`DbError`].
pub async fn remove_tag(
    db: &dyn Sql,
    assignment: AssignmentId,
    tag: &Tag,
    hand: &Hand,
) -> Result<(), DbError> {
    db.run(
        "UPDATE tag SET removed_at = ?3, version = version + 1, changed_at = ?3, changed_by = ?4
         WHERE assignment_id = ?1 AND tag = ?2 AND removed_at IS NULL",
        params![
            assignment.to_string(),
            tag.to_string(),
            hand.at.timestamp_millis(),
            hand.by.to_string(),
        ],
    )
    .await
    .map(drop)
}

/// The tags of an assignment.
///
/// # Errors
/// Any [`DbError`].
pub async fn tags(db: &dyn Sql, assignment: AssignmentId) -> Result<Vec<String>, DbError> {
    let rows = db
        .run(
            "SELECT tag FROM tag WHERE assignment_id = ?1 AND removed_at IS NULL
             ORDER BY tag LIMIT ?2",
            params![assignment.to_string(), i64::try_from(TAGS_MAX).unwrap_or(0)],
        )
        .await?;
    rows.iter().map(|row| row.text("tag")).collect()
}

/// Has somebody watch an assignment.
///
/// # Errors
/// Any [`DbError`]; [`DbError::Refused`] with too many.
pub async fn watch(
    db: &dyn Sql,
    assignment: AssignmentId,
    person: PersonId,
    hand: &Hand,
) -> Result<(), DbError> {
    db.run(
        "INSERT INTO watcher (id, assignment_id, person_id, version, changed_at, changed_by)
         VALUES (?1, ?2, ?3, 1, ?4, ?5)
         ON CONFLICT (assignment_id, person_id) DO UPDATE SET ended_at = NULL,
            version = version + 1, changed_at = excluded.changed_at,
            changed_by = excluded.changed_by
         WHERE ended_at IS NOT NULL",
        params![
            hand.new_id.as_str(),
            assignment.to_string(),
            person.to_string(),
            hand.at.timestamp_millis(),
            hand.by.to_string(),
        ],
    )
    .await
    .map(drop)
}

/// Has them stop.
///
/// # Errors
/// Any [`DbError`].
pub async fn stop_watching(
    db: &dyn Sql,
    assignment: AssignmentId,
    person: PersonId,
    hand: &Hand,
) -> Result<(), DbError> {
    db.run(
        "UPDATE watcher SET ended_at = ?3, version = version + 1, changed_at = ?3,
            changed_by = ?4
         WHERE assignment_id = ?1 AND person_id = ?2 AND ended_at IS NULL",
        params![
            assignment.to_string(),
            person.to_string(),
            hand.at.timestamp_millis(),
            hand.by.to_string(),
        ],
    )
    .await
    .map(drop)
}

/// Who watches an assignment.
///
/// # Errors
/// Any [`DbError`].
pub async fn watchers(db: &dyn Sql, assignment: AssignmentId) -> Result<Vec<PersonId>, DbError> {
    let rows = db
        .run(
            "SELECT person_id FROM watcher WHERE assignment_id = ?1 AND ended_at IS NULL
             ORDER BY person_id LIMIT ?2",
            params![
                assignment.to_string(),
                i64::try_from(WATCHERS_MAX).unwrap_or(0)
            ],
        )
        .await?;
    rows.iter().map(|row| id(row, "person_id")).collect()
}

/// Has an assignment need another. [`DbError::Refused`] when that one waits for this one already,
/// or with too many.
///
/// # Errors
/// Any [`DbError`].
pub async fn need(
    db: &dyn Sql,
    assignment: AssignmentId,
    needs: AssignmentId,
    hand: &Hand,
) -> Result<(), DbError> {
    db.run(
        "INSERT INTO dependency (id, assignment_id, needs_id, version, changed_at, changed_by)
         VALUES (?1, ?2, ?3, 1, ?4, ?5)
         ON CONFLICT (assignment_id, needs_id) DO UPDATE SET removed_at = NULL,
            version = version + 1, changed_at = excluded.changed_at,
            changed_by = excluded.changed_by
         WHERE removed_at IS NOT NULL",
        params![
            hand.new_id.as_str(),
            assignment.to_string(),
            needs.to_string(),
            hand.at.timestamp_millis(),
            hand.by.to_string(),
        ],
    )
    .await
    .map(drop)
}

/// Has it no longer need it.
///
/// # Errors
/// Any [`DbError`].
pub async fn need_no_more(
    db: &dyn Sql,
    assignment: AssignmentId,
    needs: AssignmentId,
    hand: &Hand,
) -> Result<(), DbError> {
    db.run(
        "UPDATE dependency SET removed_at = ?3, version = version + 1, changed_at = ?3,
            changed_by = ?4
         WHERE assignment_id = ?1 AND needs_id = ?2 AND removed_at IS NULL",
        params![
            assignment.to_string(),
            needs.to_string(),
            hand.at.timestamp_millis(),
            hand.by.to_string(),
        ],
    )
    .await
    .map(drop)
}

/// What an assignment needs: ids, titles, and how far each is.
///
/// # Errors
/// Any [`DbError`].
pub async fn needs(
    db: &dyn Sql,
    assignment: AssignmentId,
) -> Result<Vec<(AssignmentId, String, State)>, DbError> {
    let rows = db
        .run(
            "SELECT assignment.id, assignment.title, whole.state
             FROM dependency JOIN assignment ON assignment.id = dependency.needs_id
             JOIN whole ON whole.id = dependency.needs_id
             WHERE dependency.assignment_id = ?1 AND dependency.removed_at IS NULL
             ORDER BY assignment.n LIMIT ?2",
            params![
                assignment.to_string(),
                i64::try_from(NEEDS_MAX).unwrap_or(0)
            ],
        )
        .await?;
    let read = |row: &Row| {
        let state = row.parsed("state", State::parse)?;
        Ok((id(row, "id")?, row.text("title")?, state))
    };
    rows.iter().map(read).collect()
}
