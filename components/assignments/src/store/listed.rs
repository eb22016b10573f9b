//! The statements of lists: one read for all of them, since a row of `listed` says in which list
//! of whom it stands; counts; what the regular work reminds of.

use ngantor_core::id::PersonId;
use ngantor_core::time::{Day, Instant};
use ngantor_db::{DbError, Row, Sql, params};

use super::{id, id_or_null, instant};
use crate::domain::list::{Filter, Key, Listed, NO_DUE_MS, Waits, Where};
use crate::domain::tie::Tie;
use crate::domain::{Priority, State};

/// What is shown of a row.
macro_rules! columns {
    () => {
        "SELECT listed.due_at, listed.assignment_id, listed.part_id, listed.state,
            listed.priority, assignment.title, assignment.given_by, assignment.unit_id,
            assignment.parent_id, whole.state AS whole_state, part.person_id "
    };
}

/// What is asked of a list: `?7` due before, `?8` the state, `?9` the priority, `?10` a person, of
/// parts theirs and of wholes those that they have a part of, `?11` ties.
macro_rules! filter {
    () => {
        "listed.due_at < ?7
        AND (?8 IS NULL OR listed.state = ?8)
        AND (?9 IS NULL OR listed.priority = ?9)
        AND (?10 IS NULL OR part.person_id = ?10 OR (listed.part_id = '' AND EXISTS (
            SELECT 1 FROM part AS any_part
            WHERE any_part.assignment_id = listed.assignment_id
                AND any_part.person_id = ?10 AND any_part.state <> 'cancelled')))
        AND NOT EXISTS (
            SELECT 1 FROM json_each(?11) AS tied
            WHERE NOT EXISTS (
                SELECT 1 FROM tie
                WHERE tie.assignment_id = listed.assignment_id
                    AND tie.kind = json_extract(tied.value, '$[0]')
                    AND tie.target = json_extract(tied.value, '$[1]')
                    AND tie.ended_at IS NULL)) "
    };
}

/// A list of one owner.
macro_rules! listed {
    () => {
        "FROM listed
         JOIN assignment ON assignment.id = listed.assignment_id
         JOIN whole ON whole.id = listed.assignment_id
         LEFT JOIN part ON part.id = listed.part_id
         WHERE listed.list = ?1 AND listed.owner = ?2 AND listed.is_open = ?3 AND "
    };
}

/// The same, of the few assignments of which one person has a part, or that are tied to something.
/// The pluses keep SQLite from walking along the list, which may be everybody's.
macro_rules! near {
    () => {
        "FROM (
            SELECT assignment_id FROM part WHERE person_id = ?13 AND state <> 'cancelled'
            UNION
            SELECT assignment_id FROM tie
            WHERE kind = ?14 AND target = ?15 AND ended_at IS NULL) AS near
         CROSS JOIN listed ON listed.assignment_id = near.assignment_id
         CROSS JOIN assignment ON assignment.id = listed.assignment_id
         CROSS JOIN whole ON whole.id = listed.assignment_id
         LEFT JOIN part ON part.id = listed.part_id
         WHERE +listed.list = ?1 AND +listed.owner = ?2 AND +listed.is_open = ?3 AND "
    };
}

/// What is due first stands first.
macro_rules! first {
    () => {
        "AND (listed.due_at, listed.assignment_id, listed.part_id) > (?4, ?5, ?6)
         ORDER BY listed.due_at, listed.assignment_id, listed.part_id LIMIT ?12"
    };
}

/// What was due last stands first.
macro_rules! last {
    () => {
        "AND (listed.due_at, listed.assignment_id, listed.part_id) < (?4, ?5, ?6)
         ORDER BY listed.due_at DESC, listed.assignment_id DESC, listed.part_id DESC LIMIT ?12"
    };
}

/// Where something waits for `?13` on the day `?14`, in places `?2`: of these rows those that do.
macro_rules! waits {
    () => {
        // Nobody reviews their own, so it waits for somebody else; who gave it reviews all others.
        "(part.state IN ('assigned', 'returned') OR part.person_id <> ?13)
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
                WHERE json_extract(value, '$.list') = 'waiting'))) "
    };
}

/// The rows of some lists. In this order: SQLite would read everybody's rows of a list first.
macro_rules! wanted {
    () => {
        "FROM json_each(?2) AS wanted
         CROSS JOIN listed ON listed.list = json_extract(wanted.value, '$.list')
            AND listed.owner = json_extract(wanted.value, '$.owner') AND listed.is_open = ?3
         CROSS JOIN assignment ON assignment.id = listed.assignment_id
         CROSS JOIN whole ON whole.id = listed.assignment_id
         CROSS JOIN part ON part.id = listed.part_id WHERE "
    };
}

/// What is open of a list.
pub const LIST: &str = concat!(columns!(), listed!(), filter!(), first!());
/// What is closed of it.
pub const LIST_CLOSED: &str = concat!(columns!(), listed!(), filter!(), last!());
/// What is open of few assignments.
pub const NEAR: &str = concat!(columns!(), near!(), filter!(), first!());
/// What is closed of them.
pub const NEAR_CLOSED: &str = concat!(columns!(), near!(), filter!(), last!());

/// What waits for somebody: of their own parts, and of those that they review.
pub const WAITING: &str = concat!(columns!(), wanted!(), filter!(), "AND ", waits!(), first!());

/// How many of these there are, by their state.
pub const WAITING_COUNT: &str = concat!(
    "SELECT 'waiting' AS list, listed.state, count(*) AS n, sum(listed.due_at < ?4) AS n_overdue ",
    wanted!(),
    waits!(),
    "GROUP BY listed.state ORDER BY listed.state LIMIT 100"
);

/// How many assignments are tied to something, as far as it is counted.
pub const TIED: &str = "SELECT count(*) AS n FROM (
        SELECT 1 FROM tie WHERE kind = ?1 AND target = ?2 AND ended_at IS NULL LIMIT ?3)
     ORDER BY n LIMIT 1";

/// To so few assignments a tie leads, rather than along the list.
const FEW_TIED_MAX: i64 = 2_000;

/// The few assignments among which a list is to be looked for: a person's, or those of a tie.
async fn near<'a>(
    db: &dyn Sql,
    filter: &'a Filter,
) -> Result<Option<(Option<PersonId>, Option<&'a Tie>)>, DbError> {
    if filter.person.is_some() {
        return Ok(Some((filter.person, None)));
    }
    for tie in &filter.ties {
        let rows = db
            .run(TIED, params![tie.kind(), tie.target(), FEW_TIED_MAX + 1])
            .await?;
        let n = rows.first().map_or(Ok(0), |row| row.integer("n"))?;
        if n <= FEW_TIED_MAX {
            return Ok(Some((None, Some(tie))));
        }
    }
    Ok(None)
}

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
    let near = match place {
        Where::Waiting { .. } => None,
        Where::Of { .. } => near(db, filter).await?,
    };
    let (statement, owner) = match place {
        Where::Waiting { waits, .. } => (WAITING, serde_json::json!(waits).to_string()),
        Where::Of { owner, .. } => (of(filter.is_open, near.is_some()), owner.clone()),
    };
    let is_last_first = !filter.is_open && matches!(place, Where::Of { .. });
    let first = if is_last_first {
        Key::last()
    } else {
        Key::first()
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
    if let Some((person, tie)) = near {
        parameters.extend(params![
            person.map(|person| person.to_string()),
            tie.map(Tie::kind),
            tie.map(Tie::target),
        ]);
    }
    let rows = db.run(statement, parameters).await?;
    rows.iter().map(read).collect()
}

const fn of(is_open: bool, is_near: bool) -> &'static str {
    match (is_open, is_near) {
        (true, false) => LIST,
        (false, false) => LIST_CLOSED,
        (true, true) => NEAR,
        (false, true) => NEAR_CLOSED,
    }
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
    let mut parameters = params![None::<i64>, waits, true, now.timestamp_millis()];
    parameters.extend((5..=12).flat_map(|_| params![None::<i64>]));
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
