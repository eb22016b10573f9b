//! The statements of what an assignment is tied to: tags, watchers, what it needs, links. Tying
//! what is tied changes nothing, so none of it names a version.

use ngantor_core::id::PersonId;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, params};

use super::id;
use crate::domain::tie::{Link, Tie};
use crate::domain::{AssignmentId, State, TIES_MAX, WATCHERS_MAX};

/// Who ties or unties something, when, and under which id where it is new.
#[derive(Clone, Debug)]
pub struct Hand {
    /// For a row that is not there yet.
    pub new_id: String,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Instant,
}

/// Ties an assignment to something; a link by its label, which another one replaces.
/// [`DbError::Refused`] with too many, and where it would wait for itself.
///
/// # Errors
/// Any [`DbError`].
pub async fn tie(
    db: &dyn Sql,
    assignment: AssignmentId,
    tie: &Tie,
    label: Option<&str>,
    hand: &Hand,
) -> Result<(), DbError> {
    db.run(
        "INSERT INTO tie (id, assignment_id, kind, target, label, version, changed_at, changed_by)
         VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7)
         ON CONFLICT (assignment_id, kind, target) DO UPDATE SET label = excluded.label,
            ended_at = NULL, version = version + 1, changed_at = excluded.changed_at,
            changed_by = excluded.changed_by
         WHERE ended_at IS NOT NULL OR label IS NOT excluded.label",
        params![
            hand.new_id.as_str(),
            assignment.to_string(),
            tie.kind(),
            tie.target(),
            label,
            hand.at.timestamp_millis(),
            hand.by.to_string(),
        ],
    )
    .await
    .map(drop)
}

/// Unties it.
///
/// # Errors
/// Any [`DbError`].
pub async fn untie(
    db: &dyn Sql,
    assignment: AssignmentId,
    tie: &Tie,
    hand: &Hand,
) -> Result<(), DbError> {
    db.run(
        "UPDATE tie SET ended_at = ?4, version = version + 1, changed_at = ?4, changed_by = ?5
         WHERE assignment_id = ?1 AND kind = ?2 AND target = ?3 AND ended_at IS NULL",
        params![
            assignment.to_string(),
            tie.kind(),
            tie.target(),
            hand.at.timestamp_millis(),
            hand.by.to_string(),
        ],
    )
    .await
    .map(drop)
}

/// What an assignment is tied to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    /// Its tags, in their order.
    pub tags: Vec<String>,
    /// Who watches it.
    pub watchers: Vec<PersonId>,
    /// What it serves.
    pub links: Vec<Link>,
}

/// The tags, watchers and links of an assignment.
///
/// # Errors
/// Any [`DbError`].
pub async fn ties(db: &dyn Sql, assignment: AssignmentId) -> Result<Ties, DbError> {
    let limit = WATCHERS_MAX + 3 * TIES_MAX;
    let rows = db
        .run(
            "SELECT kind, target, label FROM tie
             WHERE assignment_id = ?1 AND kind <> 'need' AND ended_at IS NULL
             ORDER BY kind, target LIMIT ?2",
            params![assignment.to_string(), i64::try_from(limit).unwrap_or(0)],
        )
        .await?;
    let mut ties = Ties::default();
    for row in &rows {
        let kind = row.text("kind")?;
        match kind.as_str() {
            "tag" => ties.tags.push(row.text("target")?),
            "watcher" => ties.watchers.push(id(row, "target")?),
            _ => ties.links.push(Link {
                kind,
                id: row.text("target")?,
                label: row.text("label")?,
            }),
        }
    }
    Ok(ties)
}

/// Whether somebody watches an assignment because another lets them: only that is a reason to see
/// it. Who watches of their own accord saw it already, and by what they saw it may end.
///
/// # Errors
/// Any [`DbError`].
pub async fn is_let_watch(
    db: &dyn Sql,
    assignment: AssignmentId,
    person: PersonId,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "SELECT 1 FROM tie
             WHERE assignment_id = ?1 AND kind = 'watcher' AND target = ?2 AND ended_at IS NULL
                AND changed_by <> target
             ORDER BY id LIMIT 1",
            params![assignment.to_string(), person.to_string()],
        )
        .await?;
    Ok(!rows.is_empty())
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
             FROM tie JOIN assignment ON assignment.id = tie.target
             JOIN whole ON whole.id = tie.target
             WHERE tie.assignment_id = ?1 AND tie.kind = 'need' AND tie.ended_at IS NULL
             ORDER BY assignment.n LIMIT ?2",
            params![assignment.to_string(), i64::try_from(TIES_MAX).unwrap_or(0)],
        )
        .await?;
    let read = |row: &Row| {
        let state = row.parsed("state", State::parse)?;
        Ok((id(row, "id")?, row.text("title")?, state))
    };
    rows.iter().map(read).collect()
}
