//! The templates of a person.

use ngantor_core::id::PersonId;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, params};

use crate::domain::template::{TEMPLATES_MAX, Template, TemplateId};

/// Adds a template; [`DbError::Unique`] over `template.id` when the id is taken,
/// [`DbError::Refused`] where the person has as many as one may have.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert(db: &dyn Sql, one: &Template, now: Instant) -> Result<(), DbError> {
    db.run(
        "INSERT INTO template (id, person_id, terms, version, changed_at, changed_by)
         VALUES (?1, ?2, ?3, 1, ?4, ?2)",
        params![
            one.id.to_string(),
            one.person_id.to_string(),
            terms(one),
            now.timestamp_millis(),
        ],
    )
    .await
    .map(drop)
}

/// Makes a template what it should be, from its version to the next; says whether that version
/// was there. One that was taken back stays so.
///
/// # Errors
/// Any [`DbError`].
pub async fn save(db: &dyn Sql, wanted: &Template, now: Instant) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE template SET terms = ?3, withdrawn_at = CASE WHEN ?4 THEN ?5 END,
                version = version + 1, changed_at = ?5
             WHERE id = ?1 AND version = ?2 AND withdrawn_at IS NULL RETURNING id",
            params![
                wanted.id.to_string(),
                wanted.version,
                terms(wanted),
                wanted.is_withdrawn,
                now.timestamp_millis(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

fn terms(one: &Template) -> String {
    serde_json::to_string(&one.form).unwrap_or_default()
}

/// One by its id, whoever's it is, also one that was taken back.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id(db: &dyn Sql, id: TemplateId) -> Result<Option<Template>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, terms, withdrawn_at, version FROM template
             WHERE id = ?1 ORDER BY id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Those of a person that were not taken back.
pub const OF_PERSON: &str = "SELECT id, person_id, terms, withdrawn_at, version FROM template
     WHERE person_id = ?1 AND withdrawn_at IS NULL ORDER BY id LIMIT ?2";

/// Runs [`OF_PERSON`].
///
/// # Errors
/// Any [`DbError`].
pub async fn of_person(db: &dyn Sql, person: PersonId) -> Result<Vec<Template>, DbError> {
    let parameters = params![person.to_string(), TEMPLATES_MAX];
    let rows = db.run(OF_PERSON, parameters).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Template, DbError> {
    Ok(Template {
        id: row.parsed("id", |text| text.parse().ok())?,
        person_id: row.parsed("person_id", |text| text.parse().ok())?,
        form: row.parsed("terms", |text| serde_json::from_str(text).ok())?,
        is_withdrawn: row.integer_or_null("withdrawn_at")?.is_some(),
        version: row.integer("version")?,
    })
}
