//! The statements of what administrators ask to be forgotten.

use ngantor_core::id::PersonId;
use ngantor_core::time::{Instant, from_ms};
use ngantor_db::{DbError, Row, Sql, params};

/// That somebody is to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Who.
    pub person_id: PersonId,
    /// Since when it is asked.
    pub asked_at: Instant,
    /// By whom.
    pub asked_by: PersonId,
    /// When it comes true, with the next regular work.
    pub due_at: Instant,
}

/// Asks for it, for one version of the record; says whether it was not asked already, and that
/// version was there.
///
/// # Errors
/// Any [`DbError`].
pub async fn ask(db: &dyn Sql, erasure: &Erasure, version: i64) -> Result<bool, DbError> {
    let rows = db
        .run(
            "INSERT INTO erasure (id, state, asked_at, asked_by, due_at, version, changed_at,
                changed_by)
             SELECT id, 'asked', ?3, ?4, ?5, 1, ?3, ?4 FROM person
             WHERE id = ?1 AND version = ?2 AND erased_at IS NULL
             ON CONFLICT (id) DO UPDATE SET state = 'asked', asked_at = excluded.asked_at,
                asked_by = excluded.asked_by, due_at = excluded.due_at,
                version = erasure.version + 1, changed_at = excluded.changed_at,
                changed_by = excluded.changed_by
             WHERE erasure.state = 'taken_back'
             RETURNING id",
            params![
                erasure.person_id.to_string(),
                version,
                erasure.asked_at.timestamp_millis(),
                erasure.asked_by.to_string(),
                erasure.due_at.timestamp_millis(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Takes back what is asked; says whether it was.
///
/// # Errors
/// Any [`DbError`].
pub async fn take_back(
    db: &dyn Sql,
    (person, by): (PersonId, PersonId),
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE erasure SET state = 'taken_back', version = version + 1, changed_at = ?3,
                changed_by = ?2
             WHERE id = ?1 AND state = 'asked'
             RETURNING id",
            params![person.to_string(), by.to_string(), now.timestamp_millis()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// What is asked for one person.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_person(db: &dyn Sql, person: PersonId) -> Result<Option<Erasure>, DbError> {
    let rows = db
        .run(
            "SELECT id, asked_at, asked_by, due_at FROM erasure
             WHERE id = ?1 AND state = 'asked' ORDER BY id LIMIT 1",
            params![person.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// All that is asked, what comes true first, after the one that is due then and has this id.
///
/// # Errors
/// Any [`DbError`].
pub async fn all(
    db: &dyn Sql,
    after: Option<(i64, String)>,
    limit: u32,
) -> Result<Vec<Erasure>, DbError> {
    let (due_at, id) = after.unwrap_or_default();
    let rows = db
        .run(
            "SELECT id, asked_at, asked_by, due_at FROM erasure
             WHERE state = 'asked' AND (due_at, id) > (?1, ?2)
             ORDER BY due_at, id LIMIT ?3",
            params![due_at, id, limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Erasure, DbError> {
    let instant = |column: &str| {
        let at = from_ms(row.integer(column)?);
        at.ok_or_else(|| DbError::Shape(format!("column {column}")))
    };
    Ok(Erasure {
        person_id: row.parsed("id", |text| text.parse().ok())?,
        asked_at: instant("asked_at")?,
        asked_by: row.parsed("asked_by", |text| text.parse().ok())?,
        due_at: instant("due_at")?,
    })
}
