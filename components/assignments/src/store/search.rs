//! The statements of the search. An employee's own work is little, so every match is held against
//! it; of somebody to whom half of the store belongs, some matches are looked at until enough of
//! them are theirs.

use ngantor_core::id::UnitId;
use ngantor_core::time::Day;
use ngantor_db::{DbError, Row, Sql, params};

use super::{id, id_or_null, instant};
use crate::domain::list::Listed;
use crate::domain::{Priority, State};

/// How much stands in the lists of some owners, as far as it is counted.
pub const OWN_COUNT: &str = "SELECT count(*) AS n FROM (
        SELECT 1 FROM json_each(?1) AS wanted
        CROSS JOIN json_each('[\"mine\", \"given\", \"shown\", \"unit\", \"unit_given\"]')
            AS kind
        CROSS JOIN listed ON listed.list = kind.value AND listed.owner = wanted.value
        LIMIT ?2)
     ORDER BY n LIMIT 1";

/// The words of a title or a text in what stands in the lists of some owners, newest first. The
/// plus keeps the index of texts from looking each row of these up by itself.
pub const SEARCH_OWN: &str = "WITH own (n) AS (
        SELECT assignment.n FROM json_each(?4) AS wanted
        CROSS JOIN json_each('[\"mine\", \"given\", \"shown\", \"unit\", \"unit_given\"]')
            AS kind
        CROSS JOIN listed ON listed.list = kind.value AND listed.owner = wanted.value
        CROSS JOIN assignment ON assignment.id = listed.assignment_id),
     found (n) AS (
        SELECT rowid FROM searched
        WHERE searched MATCH ?1 AND rowid < ?2 AND +rowid IN (SELECT n FROM own)
        ORDER BY rowid DESC LIMIT ?3)
     SELECT found.n, assignment.id, assignment.title, assignment.given_by, assignment.priority,
        assignment.due_at, assignment.unit_id, assignment.parent_id, whole.state, TRUE AS is_seen
     FROM found JOIN assignment ON assignment.n = found.n
     JOIN whole ON whole.id = assignment.id
     ORDER BY found.n DESC LIMIT ?3";

/// The same in everything, with whether it is the seeker's.
pub const SEARCH: &str = "WITH found (n) AS (
        SELECT rowid FROM searched WHERE searched MATCH ?1 AND rowid < ?2
        ORDER BY rowid DESC LIMIT ?3)
     SELECT found.n, assignment.id, assignment.title, assignment.given_by, assignment.priority,
        assignment.due_at, assignment.unit_id, assignment.parent_id, whole.state,
        (?5 AND whole.is_given) OR EXISTS (
            SELECT 1 FROM listed
            WHERE listed.assignment_id = assignment.id
                AND listed.list NOT IN ('all', 'watched')
                AND listed.owner IN (SELECT value FROM json_each(?4))) AS is_seen
     FROM found JOIN assignment ON assignment.n = found.n
     JOIN whole ON whole.id = assignment.id
     ORDER BY found.n DESC LIMIT ?3";

/// One match: its number in the index, whether the caller may see it, and what it is.
pub type Match = (i64, bool, Listed);

/// Who looks for something.
#[derive(Clone, Debug)]
pub struct Seeker {
    /// The person and the units that they lead or stand above.
    pub owners: Vec<String>,
    /// Whether they see everything that is no draft.
    pub sees_all: bool,
}

impl Seeker {
    pub(super) fn owners(&self) -> String {
        serde_json::json!(self.owners).to_string()
    }
}

/// Whether at most so many rows of lists are the seeker's.
///
/// # Errors
/// Any [`DbError`].
pub async fn has_few(db: &dyn Sql, seeker: &Seeker, most: u32) -> Result<bool, DbError> {
    if seeker.sees_all {
        return Ok(false);
    }
    let rows = db
        .run(OWN_COUNT, params![seeker.owners(), most + 1])
        .await?;
    let n = rows.first().map_or(Ok(0), |row| row.integer("n"))?;
    Ok(n <= i64::from(most))
}

/// Matches of a query in what is the seeker's own, newest first, before the one with this number.
///
/// # Errors
/// Any [`DbError`].
pub async fn own(
    db: &dyn Sql,
    query: &str,
    seeker: &Seeker,
    before: i64,
    limit: u32,
) -> Result<Vec<Match>, DbError> {
    let parameters = params![query, before, limit, seeker.owners()];
    let rows = db.run(SEARCH_OWN, parameters).await?;
    rows.iter().map(read).collect()
}

/// Some matches of a query, whosever they are; the same.
///
/// # Errors
/// Any [`DbError`].
pub async fn all(
    db: &dyn Sql,
    query: &str,
    seeker: &Seeker,
    before: i64,
    limit: u32,
) -> Result<Vec<Match>, DbError> {
    let parameters = params![query, before, limit, seeker.owners(), seeker.sees_all,];
    let rows = db.run(SEARCH, parameters).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Match, DbError> {
    let state = row.parsed("state", State::parse)?;
    let due_at = row.integer_or_null("due_at")?;
    let found = Listed {
        assignment_id: id(row, "id")?,
        part_id: None,
        person_id: None,
        title: row.text("title")?,
        state,
        whole_state: state,
        priority: row.parsed("priority", Priority::parse)?,
        due_at: due_at.map(instant).transpose()?,
        given_by: id(row, "given_by")?,
        unit_id: id(row, "unit_id")?,
        parent_id: id_or_null(row, "parent_id")?,
    };
    Ok((row.integer("n")?, row.integer("is_seen")? == 1, found))
}

/// Units under some others, these too, on a day: whose work who leads them may see.
///
/// # Errors
/// Any [`DbError`].
pub async fn units_under(
    db: &dyn Sql,
    units: &[UnitId],
    day: Day,
    limit: u32,
) -> Result<Vec<UnitId>, DbError> {
    let rows = db
        .run(
            "WITH RECURSIVE below (unit_id) AS (
                SELECT value FROM json_each(?1)
                UNION
                SELECT unit.unit_id
                FROM below JOIN unit_state AS state ON state.parent_id = below.unit_id
                    AND state.withdrawn_at IS NULL
                JOIN unit_period AS unit ON unit.id = state.id
                WHERE unit.starts_on <= ?2 AND unit.ends_before > ?2)
             SELECT unit_id FROM below ORDER BY unit_id LIMIT ?3",
            params![serde_json::json!(units).to_string(), day.to_string(), limit],
        )
        .await?;
    rows.iter().map(|row| id(row, "unit_id")).collect()
}
