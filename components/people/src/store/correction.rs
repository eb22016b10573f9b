//! The statements of what people say is wrong in their records.

use ngantor_core::id::{CorrectionId, PersonId};
use ngantor_core::time::{Instant, from_ms};
use ngantor_db::{DbError, Row, Sql, params};

use crate::domain::correction::{Correction, State};

/// Adds one; [`DbError::Unique`] over `correction.id` when the id is taken.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert(db: &dyn Sql, correction: &Correction) -> Result<(), DbError> {
    db.run(
        "INSERT INTO correction (id, person_id, wanted, state, asked_at, version, changed_at,
            changed_by)
         VALUES (?1, ?2, ?3, 'open', ?4, 1, ?4, ?2)",
        params![
            correction.id.to_string(),
            correction.person_id.to_string(),
            correction.wanted.as_str(),
            correction.asked_at.timestamp_millis(),
        ],
    )
    .await
    .map(drop)
}

/// Answers an open one from one version to the next; says whether that version was open.
///
/// # Errors
/// Any [`DbError`].
pub async fn decide(
    db: &dyn Sql,
    correction: &Correction,
    decided_by: PersonId,
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE correction SET state = ?3, answer = ?4, version = version + 1,
                changed_at = ?5, changed_by = ?6
             WHERE id = ?1 AND version = ?2 AND state = 'open'
             RETURNING id",
            params![
                correction.id.to_string(),
                correction.version,
                correction.state.name(),
                correction.answer.as_deref(),
                now.timestamp_millis(),
                decided_by.to_string(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// One by its id.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id(db: &dyn Sql, id: CorrectionId) -> Result<Option<Correction>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, wanted, state, answer, asked_at, version
             FROM correction WHERE id = ?1 ORDER BY id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Those of one person, or everybody's open ones, by id and so by when they were asked for,
/// after the one with this id.
///
/// # Errors
/// Any [`DbError`].
pub async fn list(
    db: &dyn Sql,
    person: Option<PersonId>,
    after: Option<String>,
    limit: u32,
) -> Result<Vec<Correction>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, wanted, state, answer, asked_at, version
             FROM correction
             WHERE (person_id = ?1 OR (?1 IS NULL AND state = 'open')) AND id > ?2
             ORDER BY id LIMIT ?3",
            params![
                person.map(|id| id.to_string()),
                after.unwrap_or_default(),
                limit
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Correction, DbError> {
    let asked_at = from_ms(row.integer("asked_at")?);
    Ok(Correction {
        id: row.parsed("id", |text| text.parse().ok())?,
        person_id: row.parsed("person_id", |text| text.parse().ok())?,
        wanted: row.text("wanted")?,
        state: row.parsed("state", State::parse)?,
        answer: row.text_or_null("answer")?,
        asked_at: asked_at.ok_or_else(|| DbError::Shape("column asked_at".to_owned()))?,
        version: row.integer("version")?,
    })
}
