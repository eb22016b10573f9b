//! The statements of assignments and their parts.

use ngantor_core::id::PersonId;
use ngantor_core::time::Instant;
use ngantor_db::journal::Subject;
use ngantor_db::{DbError, Row, Sql, params};
use serde_json::json;

use super::{id, id_or_null, instant};
use crate::domain::{
    Act, Assignment, AssignmentId, CHAIN_MAX, CHILDREN_MAX, GivenAs, PARTS_MAX, Part, PartId,
    Priority, State,
};

/// The tables of which a trail tells.
const TOLD: [&str; 5] = [
    "assignments.assignment",
    "assignments.whole",
    "assignments.part",
    "assignments.addition",
    "assignments.tie",
];
/// The most rows that belong to one assignment: the limits of the schema together.
const SUBJECTS_MAX: u32 = 10_000;

/// Adds an assignment with its parts. [`DbError::Unique`] over `assignment.id` when the id is
/// taken; [`DbError::Refused`] when the parent is closed, has too many children, or is too deep.
///
/// # Errors
/// Any [`DbError`].
pub async fn create(db: &dyn Sql, new: &Assignment, parts: &[Part]) -> Result<(), DbError> {
    db.run(
        "INSERT INTO creating (id, parent_id, from_part_id, unit_id, given_by, given_as, title,
            text, priority, due_at, state, parts, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            new.id.to_string(),
            new.parent_id.map(|id| id.to_string()),
            new.from_part_id.map(|id| id.to_string()),
            new.unit_id.to_string(),
            new.given_by.to_string(),
            new.given_as.name(),
            new.title.as_str(),
            new.text.as_str(),
            new.priority.name(),
            new.due_at.map(|at| at.timestamp_millis()),
            new.state.name(),
            new_parts(parts),
            new.given_at.timestamp_millis(),
        ],
    )
    .await
    .map(drop)
}

/// Adds parts to an open assignment. [`DbError::Refused`] when it is closed meanwhile or has too
/// many; [`DbError::Unique`] when somebody has a part of it.
///
/// # Errors
/// Any [`DbError`].
pub async fn add(
    db: &dyn Sql,
    (assignment, state): (AssignmentId, State),
    parts: &[Part],
    (by, at): (PersonId, Instant),
) -> Result<(), DbError> {
    db.run(
        "INSERT INTO adding (assignment_id, state, parts, at, by) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            assignment.to_string(),
            state.name(),
            new_parts(parts),
            at.timestamp_millis(),
            by.to_string(),
        ],
    )
    .await
    .map(drop)
}

fn new_parts(parts: &[Part]) -> String {
    let part = |part: &Part| {
        json!({"id": part.id, "person_id": part.person_id, "unit_id": part.unit_id,
               "zone": part.zone})
    };
    json!(parts.iter().map(part).collect::<Vec<_>>()).to_string()
}

/// An act that was decided: on which parts of an assignment, and what becomes of them.
#[derive(Clone, Debug)]
pub struct Acting<'a> {
    /// Of what.
    pub assignment_id: AssignmentId,
    /// The parts as they were.
    pub parts: &'a [&'a Part],
    /// Of an act on all: the version of the text, and how many parts there were.
    pub all: Option<(i64, usize)>,
    /// What.
    pub act: Act,
    /// What becomes of them.
    pub to: State,
    /// What is said with it.
    pub note: Option<&'a str>,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Instant,
}

/// Does an act. [`DbError::Refused`] when one of the parts changed meanwhile, a child is open, or
/// the parent is closed.
///
/// # Errors
/// Any [`DbError`].
pub async fn act(db: &dyn Sql, acting: &Acting<'_>) -> Result<(), DbError> {
    let told = |part: &&Part| json!({"id": part.id, "version": part.version, "state": part.state});
    let parts: Vec<_> = acting.parts.iter().map(told).collect();
    db.run(
        "INSERT INTO acting (assignment_id, parts, of_version, of_parts, state, act, note, at, by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            acting.assignment_id.to_string(),
            json!(parts).to_string(),
            acting.all.map(|(version, _)| version),
            acting
                .all
                .map(|(_, n)| i64::try_from(n).unwrap_or(i64::MAX)),
            acting.to.name(),
            acting.act.name(),
            acting.note,
            acting.at.timestamp_millis(),
            acting.by.to_string(),
        ],
    )
    .await
    .map(drop)
}

/// Changes what an assignment is about from one version to the next; says whether it was there.
///
/// # Errors
/// Any [`DbError`].
pub async fn change(
    db: &dyn Sql,
    new: &Assignment,
    (by, at): (PersonId, Instant),
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE assignment SET title = ?3, text = ?4, priority = ?5, due_at = ?6,
                version = version + 1, changed_at = ?7, changed_by = ?8
             WHERE id = ?1 AND version = ?2
                AND (SELECT state FROM whole WHERE whole.id = ?1)
                    NOT IN ('completed', 'cancelled')
             RETURNING id",
            params![
                new.id.to_string(),
                new.version,
                new.title.as_str(),
                new.text.as_str(),
                new.priority.name(),
                new.due_at.map(|at| at.timestamp_millis()),
                at.timestamp_millis(),
                by.to_string(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// One by its id.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id(db: &dyn Sql, id: AssignmentId) -> Result<Option<Assignment>, DbError> {
    let rows = db
        .run(
            "SELECT assignment.id, parent_id, from_part_id, unit_id, given_by, given_as, title,
                text, priority, due_at, given_at, whole.state, whole.is_given,
                assignment.version
             FROM assignment JOIN whole ON whole.id = assignment.id
             WHERE assignment.id = ?1 ORDER BY assignment.id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// The assignment that a part is of.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_part(db: &dyn Sql, part: PartId) -> Result<Option<AssignmentId>, DbError> {
    let rows = db
        .run(
            "SELECT assignment_id FROM part WHERE id = ?1 ORDER BY id LIMIT 1",
            params![part.to_string()],
        )
        .await?;
    rows.first().map(|row| id(row, "assignment_id")).transpose()
}

/// The parts of an assignment, in the order in which they were made.
///
/// # Errors
/// Any [`DbError`].
pub async fn parts(db: &dyn Sql, assignment: AssignmentId) -> Result<Vec<Part>, DbError> {
    let rows = db
        .run(
            "SELECT id, assignment_id, person_id, unit_id, zone, state, act, note, asked_at,
                version, changed_at, changed_by
             FROM part WHERE assignment_id = ?1 ORDER BY id LIMIT ?2",
            params![
                assignment.to_string(),
                i64::try_from(PARTS_MAX).unwrap_or(0)
            ],
        )
        .await?;
    rows.iter().map(read_part).collect()
}

/// What an assignment belongs to, level by level, the nearest first.
///
/// # Errors
/// Any [`DbError`].
pub async fn chain(db: &dyn Sql, assignment: AssignmentId) -> Result<Vec<Assignment>, DbError> {
    let rows = db
        .run(
            "WITH RECURSIVE above (id, level) AS (
                SELECT parent_id, 1 FROM assignment WHERE id = ?1
                UNION ALL
                SELECT assignment.parent_id, above.level + 1
                FROM above JOIN assignment ON assignment.id = above.id
                WHERE above.level < ?2)
             SELECT assignment.id, parent_id, from_part_id, unit_id, given_by, given_as, title,
                text, priority, due_at, given_at, whole.state, whole.is_given,
                assignment.version
             FROM above JOIN assignment ON assignment.id = above.id
             JOIN whole ON whole.id = assignment.id
             ORDER BY above.level LIMIT ?2",
            params![assignment.to_string(), CHAIN_MAX],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// What belongs to an assignment, in the order in which it was given.
///
/// # Errors
/// Any [`DbError`].
pub async fn children(db: &dyn Sql, assignment: AssignmentId) -> Result<Vec<Assignment>, DbError> {
    let rows = db
        .run(
            "SELECT assignment.id, parent_id, from_part_id, unit_id, given_by, given_as, title,
                text, priority, due_at, given_at, whole.state, whole.is_given,
                assignment.version
             FROM assignment JOIN whole ON whole.id = assignment.id
             WHERE parent_id = ?1 ORDER BY assignment.n LIMIT ?2",
            params![
                assignment.to_string(),
                i64::try_from(CHILDREN_MAX).unwrap_or(0)
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// An assignment and every row that belongs to it, for its trail.
///
/// # Errors
/// Any [`DbError`].
pub async fn subjects(db: &dyn Sql, assignment: AssignmentId) -> Result<Vec<Subject>, DbError> {
    let rows = db
        .run(
            "SELECT told, id FROM (
                SELECT 'assignments.assignment' AS told, ?1 AS id
                UNION ALL SELECT 'assignments.whole', ?1
                UNION ALL SELECT 'assignments.part', id FROM part WHERE assignment_id = ?1
                UNION ALL
                SELECT 'assignments.addition', id FROM addition WHERE assignment_id = ?1
                UNION ALL SELECT 'assignments.tie', id FROM tie WHERE assignment_id = ?1)
             ORDER BY told, id LIMIT ?2",
            params![assignment.to_string(), SUBJECTS_MAX],
        )
        .await?;
    let table = |word: &str| TOLD.into_iter().find(|one| *one == word);
    let subject = |row: &Row| {
        Ok(Subject {
            table: row.parsed("told", table)?,
            id: row.text("id")?,
        })
    };
    rows.iter().map(subject).collect()
}

fn read(row: &Row) -> Result<Assignment, DbError> {
    let due_at = row.integer_or_null("due_at")?;
    Ok(Assignment {
        id: id(row, "id")?,
        parent_id: id_or_null(row, "parent_id")?,
        from_part_id: id_or_null(row, "from_part_id")?,
        unit_id: id(row, "unit_id")?,
        given_by: id(row, "given_by")?,
        given_as: row.parsed("given_as", GivenAs::parse)?,
        title: row.text("title")?,
        text: row.text("text")?,
        priority: row.parsed("priority", Priority::parse)?,
        due_at: due_at.map(instant).transpose()?,
        given_at: instant(row.integer("given_at")?)?,
        state: row.parsed("state", State::parse)?,
        is_given: row.integer("is_given")? == 1,
        version: row.integer("version")?,
    })
}

fn read_part(row: &Row) -> Result<Part, DbError> {
    let asked_at = row.integer_or_null("asked_at")?;
    Ok(Part {
        id: id(row, "id")?,
        assignment_id: id(row, "assignment_id")?,
        person_id: id(row, "person_id")?,
        unit_id: id(row, "unit_id")?,
        zone: row.parsed("zone", |text| text.parse().ok())?,
        state: row.parsed("state", State::parse)?,
        act: row.parsed_or_null("act", Act::parse)?,
        note: row.text_or_null("note")?,
        asked_at: asked_at.map(instant).transpose()?,
        version: row.integer("version")?,
        changed_at: instant(row.integer("changed_at")?)?,
        changed_by: id(row, "changed_by")?,
    })
}
