//! The statements of dated relations.

use ngantor_core::id::{PersonId, RelationId, UnitId};
use ngantor_core::time::{Day, Instant};
use ngantor_db::{DbError, Row, Sql, params};

use super::day;
use crate::domain::directory::{Relation, RelationKind};
use ngantor_directory::decider::Style;

/// Adds a relation. [`DbError::Unique`] over `relation.id`; [`DbError::Refused`] when another
/// relation, the unit or the person is in the way.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert_relation(
    db: &dyn Sql,
    relation: &Relation,
    now: Instant,
) -> Result<(), DbError> {
    db.run(
        "INSERT INTO relation (id, kind, person_id, unit_id, appraised_id, position, office_id,
            style, starts_on, ends_on, basis, version, changed_at, changed_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            relation.id.to_string(),
            relation.kind.name(),
            relation.person_id.to_string(),
            relation.unit_id.map(|id| id.to_string()),
            relation.appraised_id.map(|id| id.to_string()),
            relation.position.as_deref(),
            relation.office_id.map(|id| id.to_string()),
            relation.style.map(Style::name),
            relation.starts_on.to_string(),
            relation.ends_on.map(|day| day.to_string()),
            relation.basis.as_deref(),
            relation.version,
            now.timestamp_millis(),
            relation.changed_by.as_str(),
        ],
    )
    .await
    .map(drop)
}

/// Changes a relation from one version to the next; says whether that version was there. Who is
/// related to what never changes, and a withdrawn one stays as it is.
///
/// # Errors
/// Any [`DbError`], like [`insert_relation`].
pub async fn update_relation(
    db: &dyn Sql,
    relation: &Relation,
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE relation SET position = ?3, office_id = ?4, style = ?5, starts_on = ?6,
                ends_on = ?7, basis = ?8, withdrawn_at = CASE WHEN ?9 THEN ?10 END,
                version = version + 1, changed_at = ?10, changed_by = ?11
             WHERE id = ?1 AND version = ?2 AND withdrawn_at IS NULL
             RETURNING id",
            params![
                relation.id.to_string(),
                relation.version,
                relation.position.as_deref(),
                relation.office_id.map(|id| id.to_string()),
                relation.style.map(Style::name),
                relation.starts_on.to_string(),
                relation.ends_on.map(|day| day.to_string()),
                relation.basis.as_deref(),
                relation.is_withdrawn,
                now.timestamp_millis(),
                relation.changed_by.as_str(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// A relation by its id, also a withdrawn one.
///
/// # Errors
/// Any [`DbError`].
pub async fn relation_by_id(db: &dyn Sql, id: RelationId) -> Result<Option<Relation>, DbError> {
    let rows = db
        .run(
            "SELECT id, kind, person_id, unit_id, appraised_id, position, office_id, style,
                starts_on, ends_on, basis, withdrawn_at, version, changed_by
             FROM relation WHERE id = ?1 ORDER BY id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read_relation).transpose()
}

/// The relations that hold on a day, of one person (also those in which another appraises them)
/// or of one unit; who appraises whom only where one of the two sees it, when `seen_by` names who
/// looks.
///
/// # Errors
/// Any [`DbError`].
pub async fn relations_on(
    db: &dyn Sql,
    (person, unit): (Option<PersonId>, Option<UnitId>),
    (day, seen_by): (Day, Option<PersonId>),
    after: Option<(String, String)>,
    limit: u32,
) -> Result<Vec<Relation>, DbError> {
    let (kind, id) = after.unwrap_or_default();
    let rows = db
        .run(
            "SELECT id, kind, person_id, unit_id, appraised_id, position, office_id, style,
                starts_on, ends_on, basis, withdrawn_at, version, changed_by
             FROM relation
             WHERE id IN (
                    SELECT id FROM relation WHERE person_id = ?1 AND withdrawn_at IS NULL
                    UNION
                    SELECT id FROM relation
                    WHERE kind = 'appraiser' AND slot = ?1 AND withdrawn_at IS NULL
                    UNION
                    SELECT id FROM relation WHERE unit_id = ?2 AND withdrawn_at IS NULL)
                AND starts_on <= ?3 AND coalesce(ends_on, '9999-12-31') >= ?3
                AND (?7 IS NULL OR kind <> 'appraiser' OR person_id = ?7 OR appraised_id = ?7)
                AND (kind, id) > (?4, ?5)
             ORDER BY kind, id LIMIT ?6",
            params![
                person.map(|id| id.to_string()),
                unit.map(|id| id.to_string()),
                day.to_string(),
                kind,
                id,
                limit,
                seen_by.map(|id| id.to_string()),
            ],
        )
        .await?;
    rows.iter().map(read_relation).collect()
}

/// Every relation of a person, also those that are over, the newest first.
///
/// # Errors
/// Any [`DbError`].
pub async fn all_of(db: &dyn Sql, person: PersonId, limit: u32) -> Result<Vec<Relation>, DbError> {
    let rows = db
        .run(
            "SELECT id, kind, person_id, unit_id, appraised_id, position, office_id, style,
                starts_on, ends_on, basis, withdrawn_at, version, changed_by
             FROM relation
             WHERE id IN (
                    SELECT id FROM relation WHERE person_id = ?1 AND withdrawn_at IS NULL
                    UNION
                    SELECT id FROM relation
                    WHERE kind = 'appraiser' AND slot = ?1 AND withdrawn_at IS NULL)
             ORDER BY starts_on DESC, id LIMIT ?2",
            params![person.to_string(), limit],
        )
        .await?;
    rows.iter().map(read_relation).collect()
}

fn read_relation(row: &Row) -> Result<Relation, DbError> {
    Ok(Relation {
        id: row.parsed("id", |text| text.parse().ok())?,
        kind: row.parsed("kind", RelationKind::parse)?,
        person_id: row.parsed("person_id", |text| text.parse().ok())?,
        unit_id: row.parsed_or_null("unit_id", |text| text.parse().ok())?,
        appraised_id: row.parsed_or_null("appraised_id", |text| text.parse().ok())?,
        position: row.text_or_null("position")?,
        office_id: row.parsed_or_null("office_id", |text| text.parse().ok())?,
        style: row.parsed_or_null("style", Style::parse)?,
        starts_on: row.parsed("starts_on", day)?,
        ends_on: row.parsed_or_null("ends_on", day)?,
        basis: row.text_or_null("basis")?,
        is_withdrawn: row.integer_or_null("withdrawn_at")?.is_some(),
        version: row.integer("version")?,
        changed_by: row.text("changed_by")?,
    })
}
