//! The statements of lists: one read for all of them, since a row of `listed` says in which list
//! of whom it stands; counts; what the regular work reminds of.

use ngantor_core::id::PersonId;
use ngantor_core::time::{Day, Instant};
use ngantor_db::{DbError, Row, Sql, params};

use super::{id, id_or_null, instant};
use crate::domain::list::{Filter, Key, Listed, NO_DUE_MS, Waits, Where};
use crate::domain::{Priority, State};

/// What is asked of a list in one statement.
pub const LIST: &str = "SELECT listed.due_at, listed.assignment_id, listed.part_id,
        listed.state, listed.priority, assignment.title, assignment.given_by,
        assignment.unit_id, assignment.parent_id, whole.state AS whole_state,
        part.person_id
     FROM listed
     JOIN assignment ON assignment.id = listed.assignment_id
     JOIN whole ON whole.id = listed.assignment_id
     LEFT JOIN part ON part.id = listed.part_id
     WHERE listed.list = ?1 AND listed.owner = ?2 AND listed.is_open = ?3
        AND (listed.due_at, listed.assignment_id, listed.part_id) > (?4, ?5, ?6)
        AND listed.due_at < ?7
        AND (?8 IS NULL OR listed.state = ?8)
        AND (?9 IS NULL OR listed.priority = ?9)
        AND (?10 IS NULL OR EXISTS (
            SELECT 1 FROM part AS any_part
            WHERE any_part.assignment_id = listed.assignment_id AND any_part.person_id = ?10))
        AND NOT EXISTS (
            SELECT 1 FROM json_each(?11) AS tied
            WHERE NOT EXISTS (
                SELECT 1 FROM tie
                WHERE tie.assignment_id = listed.assignment_id
                    AND tie.kind = json_extract(tied.value, '$[0]')
                    AND tie.target = json_extract(tied.value, '$[1]')
                    AND tie.ended_at IS NULL))
     ORDER BY listed.due_at, listed.assignment_id, listed.part_id LIMIT ?12";

/// The same of what is closed: what was due last stands first.
pub const LIST_CLOSED: &str = "SELECT listed.due_at, listed.assignment_id, listed.part_id,
        listed.state, listed.priority, assignment.title, assignment.given_by,
        assignment.unit_id, assignment.parent_id, whole.state AS whole_state,
        part.person_id
     FROM listed
     JOIN assignment ON assignment.id = listed.assignment_id
     JOIN whole ON whole.id = listed.assignment_id
     LEFT JOIN part ON part.id = listed.part_id
     WHERE listed.list = ?1 AND listed.owner = ?2 AND listed.is_open = ?3
        AND (listed.due_at, listed.assignment_id, listed.part_id) < (?4, ?5, ?6)
        AND listed.due_at < ?7
        AND (?8 IS NULL OR listed.state = ?8)
        AND (?9 IS NULL OR listed.priority = ?9)
        AND (?10 IS NULL OR EXISTS (
            SELECT 1 FROM part AS any_part
            WHERE any_part.assignment_id = listed.assignment_id AND any_part.person_id = ?10))
        AND NOT EXISTS (
            SELECT 1 FROM json_each(?11) AS tied
            WHERE NOT EXISTS (
                SELECT 1 FROM tie
                WHERE tie.assignment_id = listed.assignment_id
                    AND tie.kind = json_extract(tied.value, '$[0]')
                    AND tie.target = json_extract(tied.value, '$[1]')
                    AND tie.ended_at IS NULL))
     ORDER BY listed.due_at DESC, listed.assignment_id DESC, listed.part_id DESC LIMIT ?12";

/// What waits for somebody: of their own parts, and of those that they review.
pub const WAITING: &str = "SELECT listed.due_at, listed.assignment_id, listed.part_id,
        listed.state, listed.priority, assignment.title, assignment.given_by,
        assignment.unit_id, assignment.parent_id, whole.state AS whole_state,
        part.person_id
     FROM json_each(?2) AS wanted
     -- In this order: SQLite would read everybody's rows of the list first.
     CROSS JOIN listed ON listed.list = json_extract(wanted.value, '$.list')
        AND listed.owner = json_extract(wanted.value, '$.owner') AND listed.is_open = ?3
        AND (listed.due_at, listed.assignment_id, listed.part_id) > (?4, ?5, ?6)
        AND listed.due_at < ?7
     CROSS JOIN assignment ON assignment.id = listed.assignment_id
     CROSS JOIN whole ON whole.id = listed.assignment_id
     CROSS JOIN part ON part.id = listed.part_id
     WHERE (?8 IS NULL OR listed.state = ?8)
        AND (?9 IS NULL OR listed.priority = ?9)
        AND (?10 IS NULL OR part.person_id = ?10)
        AND NOT EXISTS (
            SELECT 1 FROM json_each(?11) AS tied
            WHERE NOT EXISTS (
                SELECT 1 FROM tie
                WHERE tie.assignment_id = listed.assignment_id
                    AND tie.kind = json_extract(tied.value, '$[0]')
                    AND tie.target = json_extract(tied.value, '$[1]')
                    AND tie.ended_at IS NULL))
        -- Nobody reviews their own, so it waits for somebody else; who gave it reviews all others.
        AND (part.state IN ('assigned', 'returned') OR part.person_id <> ?13)
        AND (assignment.given_by = ?13 OR part.person_id NOT IN (
            SELECT value FROM json_each(wanted.value, '$.without')))
        AND (json_extract(wanted.value, '$.under') IS NULL OR (
            json_extract(wanted.value, '$.under') IN (
                WITH RECURSIVE above (level, unit_id) AS (
                    SELECT 0, assignment.unit_id
                    UNION ALL
                    SELECT above.level + 1, unit.parent_id
                    FROM above JOIN unit_period AS unit ON unit.unit_id = above.unit_id
                    WHERE unit.starts_on <= ?14 AND unit.ends_before > ?14
                        AND unit.parent_id IS NOT NULL AND above.level < 32)
                SELECT unit_id FROM above)
            AND assignment.unit_id NOT IN (
                SELECT json_extract(value, '$.owner') FROM json_each(?2)
                WHERE json_extract(value, '$.list') = 'waiting')))
     ORDER BY listed.due_at, listed.assignment_id, listed.part_id LIMIT ?12";

/// How many of these stand open, by their state.
pub const WAITING_COUNT: &str = "SELECT 'waiting' AS list, listed.state, count(*) AS n,
        sum(listed.due_at < ?3) AS n_overdue
     FROM json_each(?2) AS wanted
     -- In this order: SQLite would read everybody's rows of the list first.
     CROSS JOIN listed ON listed.list = json_extract(wanted.value, '$.list')
        AND listed.owner = json_extract(wanted.value, '$.owner') AND listed.is_open = 1
     CROSS JOIN assignment ON assignment.id = listed.assignment_id
     CROSS JOIN part ON part.id = listed.part_id
     WHERE TRUE
        -- Nobody reviews their own, so it waits for somebody else; who gave it reviews all others.
        AND (part.state IN ('assigned', 'returned') OR part.person_id <> ?13)
        AND (assignment.given_by = ?13 OR part.person_id NOT IN (
            SELECT value FROM json_each(wanted.value, '$.without')))
        AND (json_extract(wanted.value, '$.under') IS NULL OR (
            json_extract(wanted.value, '$.under') IN (
                WITH RECURSIVE above (level, unit_id) AS (
                    SELECT 0, assignment.unit_id
                    UNION ALL
                    SELECT above.level + 1, unit.parent_id
                    FROM above JOIN unit_period AS unit ON unit.unit_id = above.unit_id
                    WHERE unit.starts_on <= ?14 AND unit.ends_before > ?14
                        AND unit.parent_id IS NOT NULL AND above.level < 32)
                SELECT unit_id FROM above)
            AND assignment.unit_id NOT IN (
                SELECT json_extract(value, '$.owner') FROM json_each(?2)
                WHERE json_extract(value, '$.list') = 'waiting')))
     GROUP BY listed.state ORDER BY listed.state LIMIT 100";

/// How many stand open in some lists, by their state.
pub const COUNTS: &str = "SELECT listed.list, listed.state, count(*) AS n,
        sum(listed.due_at < ?2) AS n_overdue
     FROM json_each(?1) AS wanted
     JOIN listed ON listed.list = json_extract(wanted.value, '$[0]')
        AND listed.owner = json_extract(wanted.value, '$[1]') AND listed.is_open = 1
     GROUP BY listed.list, listed.state ORDER BY listed.list, listed.state LIMIT 100";

/// One page of a list.
///
/// # Errors
/// Any [`DbError`].
pub async fn page(
    db: &dyn Sql,
    place: &Where,
    filter: &Filter,
    after: Option<Key>,
    limit: u32,
) -> Result<Vec<Listed>, DbError> {
    let (statement, owner, first) = match place {
        Where::Waiting { waits, .. } => {
            (WAITING, serde_json::json!(waits).to_string(), Key::first())
        }
        Where::Of { owner, .. } if filter.is_open => (LIST, owner.clone(), Key::first()),
        Where::Of { owner, .. } => (LIST_CLOSED, owner.clone(), Key::last()),
    };
    let Key(due_ms, assignment, part) = after.unwrap_or(first);
    let ties = filter.ties.iter().map(|tie| (tie.kind(), tie.target()));
    let ties = serde_json::json!(ties.collect::<Vec<_>>());
    let mut parameters = params![
        place.list(),
        owner,
        filter.is_open,
        due_ms,
        assignment,
        part,
        filter
            .due_before
            .map_or(NO_DUE_MS + 1, |at| at.timestamp_millis()),
        filter.state.map(State::name),
        filter.priority.map(Priority::name),
        filter.person.map(|person| person.to_string()),
        ties.to_string(),
        limit,
    ];
    if let Where::Waiting { person_id, day, .. } = place {
        parameters.extend(params![person_id.to_string(), day.to_string()]);
    }
    let rows = db.run(statement, parameters).await?;
    rows.iter().map(read).collect()
}

/// One line of the counts: the list, the state, how many, how many of them are late.
pub type Count = (String, State, i64, i64);

/// How many stand open in some lists, each named with its owner.
///
/// # Errors
/// Any [`DbError`].
pub async fn counts(
    db: &dyn Sql,
    lists: &[(&str, String)],
    now: Instant,
) -> Result<Vec<Count>, DbError> {
    let lists = serde_json::json!(lists).to_string();
    let rows = db
        .run(COUNTS, params![lists, now.timestamp_millis()])
        .await?;
    rows.iter().map(read_count).collect()
}

/// How many wait for somebody.
///
/// # Errors
/// Any [`DbError`].
pub async fn waiting_counts(
    db: &dyn Sql,
    waits: &[Waits],
    (person, day): (PersonId, Day),
    now: Instant,
) -> Result<Vec<Count>, DbError> {
    let waits = serde_json::json!(waits).to_string();
    let mut parameters = params![None::<i64>, waits, now.timestamp_millis()];
    parameters.extend((4..=12).flat_map(|_| params![None::<i64>]));
    parameters.extend(params![person.to_string(), day.to_string()]);
    let rows = db.run(WAITING_COUNT, parameters).await?;
    rows.iter().map(read_count).collect()
}

fn read_count(row: &Row) -> Result<Count, DbError> {
    Ok((
        row.text("list")?,
        row.parsed("state", State::parse)?,
        row.integer("n")?,
        row.integer("n_overdue")?,
    ))
}

/// What the regular work reminds of, in the order of the due instants. Each once for a due instant,
/// however many do it at the same time.
pub const REMIND: &str = "INSERT INTO reminder (id, assignment_id, part_id, person_id, kind,
        due_at, changed_at, changed_by)
     SELECT listed.part_id || '/' || listed.list || '/' || listed.due_at, listed.assignment_id,
        listed.part_id, part.person_id, listed.list, listed.due_at, ?4, 'assignments'
     FROM listed JOIN part ON part.id = listed.part_id
     WHERE listed.list = ?1 AND listed.owner = '' AND listed.is_open = 1
        AND listed.due_at >= ?2 AND listed.due_at < ?3
     ORDER BY listed.due_at, listed.assignment_id, listed.part_id LIMIT ?5
     ON CONFLICT (part_id, kind, due_at) DO NOTHING
     RETURNING id";

/// Keeps that some people are reminded of what is due within some instants; says of how many parts.
///
/// # Errors
/// Any [`DbError`].
pub async fn remind(
    db: &dyn Sql,
    kind: &str,
    (from, before): (Instant, Instant),
    now: Instant,
    limit: u32,
) -> Result<usize, DbError> {
    let rows = db
        .run(
            REMIND,
            params![
                kind,
                from.timestamp_millis(),
                before.timestamp_millis(),
                now.timestamp_millis(),
                limit,
            ],
        )
        .await?;
    Ok(rows.len())
}

fn read(row: &Row) -> Result<Listed, DbError> {
    let due_ms = row.integer("due_at")?;
    let part = row.text("part_id")?;
    let part_id = if part.is_empty() {
        None
    } else {
        Some(id(row, "part_id")?)
    };
    Ok(Listed {
        assignment_id: id(row, "assignment_id")?,
        part_id,
        person_id: id_or_null(row, "person_id")?,
        title: row.text("title")?,
        state: row.parsed("state", State::parse)?,
        whole_state: row.parsed("whole_state", State::parse)?,
        priority: row.parsed("priority", Priority::parse)?,
        due_at: (due_ms < NO_DUE_MS).then(|| instant(due_ms)).transpose()?,
        given_by: id(row, "given_by")?,
        unit_id: id(row, "unit_id")?,
        parent_id: id_or_null(row, "parent_id")?,
    })
}
