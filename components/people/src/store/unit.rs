//! The statements of units: what each is from a day on.

use ngantor_core::id::{UnitId, UnitStateId};
use ngantor_core::time::{Day, Instant};
use ngantor_db::{DbError, Row, Sql, params};

use super::day;
use crate::domain::directory::{UnitKind, UnitState};

/// The most states of one unit that are looked at.
pub const HISTORY_MAX: u32 = 500;
/// The most states of all units that are looked at at once.
pub const BOOK_MAX: u32 = 20_000;

/// Adds a state of a unit. [`DbError::Unique`] over `unit_state.id`, or over
/// `unit_state.unit_id, unit_state.starts_on` when the unit has one of that day;
/// [`DbError::Refused`] when the tree would not hold.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert_state(db: &dyn Sql, state: &UnitState, now: Instant) -> Result<(), DbError> {
    db.run(
        "INSERT INTO unit_state (id, unit_id, starts_on, kind, name, level, parent_id, office_id,
            closed, basis, version, changed_at, changed_by, code)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            state.id.to_string(),
            state.unit_id.to_string(),
            state.starts_on.to_string(),
            state.kind.name(),
            state.name.as_str(),
            state.level.as_deref(),
            state.parent_id.map(|id| id.to_string()),
            state.office_id.map(|id| id.to_string()),
            state.is_closed,
            state.basis.as_deref(),
            state.version,
            now.timestamp_millis(),
            state.changed_by.as_str(),
            state.code.as_deref(),
        ],
    )
    .await
    .map(drop)
}

/// Changes a state from one version to the next; says whether that version was there. A
/// withdrawn one stays as it is.
///
/// # Errors
/// Any [`DbError`], like [`insert_state`].
pub async fn update_state(db: &dyn Sql, state: &UnitState, now: Instant) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE unit_state SET starts_on = ?3, kind = ?4, name = ?5, level = ?6,
                parent_id = ?7, office_id = ?8, closed = ?9, basis = ?10,
                withdrawn_at = CASE WHEN ?11 THEN ?12 END, version = version + 1,
                changed_at = ?12, changed_by = ?13, code = ?14
             WHERE id = ?1 AND version = ?2 AND withdrawn_at IS NULL
             RETURNING id",
            params![
                state.id.to_string(),
                state.version,
                state.starts_on.to_string(),
                state.kind.name(),
                state.name.as_str(),
                state.level.as_deref(),
                state.parent_id.map(|id| id.to_string()),
                state.office_id.map(|id| id.to_string()),
                state.is_closed,
                state.basis.as_deref(),
                state.is_withdrawn,
                now.timestamp_millis(),
                state.changed_by.as_str(),
                state.code.as_deref(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// A state by its id, also a withdrawn one.
///
/// # Errors
/// Any [`DbError`].
pub async fn state_by_id(db: &dyn Sql, id: UnitStateId) -> Result<Option<UnitState>, DbError> {
    let rows = db
        .run(
            "SELECT id, unit_id, starts_on, kind, name, level, parent_id, office_id, closed, basis,
                withdrawn_at, version, changed_by, code
             FROM unit_state WHERE id = ?1 ORDER BY id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read_state).transpose()
}

/// Every state of a unit, the first one first, without the withdrawn.
///
/// # Errors
/// Any [`DbError`].
pub async fn states_of(db: &dyn Sql, unit: UnitId) -> Result<Vec<UnitState>, DbError> {
    let rows = db
        .run(
            "SELECT id, unit_id, starts_on, kind, name, level, parent_id, office_id, closed, basis,
                withdrawn_at, version, changed_by, code
             FROM unit_state WHERE unit_id = ?1 AND withdrawn_at IS NULL
             ORDER BY starts_on LIMIT ?2",
            params![unit.to_string(), HISTORY_MAX],
        )
        .await?;
    rows.iter().map(read_state).collect()
}

/// Every state of every unit, each unit's first one first, without the withdrawn.
///
/// # Errors
/// Any [`DbError`].
pub async fn every_state(db: &dyn Sql) -> Result<Vec<UnitState>, DbError> {
    let rows = db
        .run(
            "SELECT id, unit_id, starts_on, kind, name, level, parent_id, office_id, closed, basis,
                withdrawn_at, version, changed_by, code
             FROM unit_state WHERE withdrawn_at IS NULL ORDER BY unit_id, starts_on LIMIT ?1",
            params![BOOK_MAX],
        )
        .await?;
    rows.iter().map(read_state).collect()
}

/// The units that are open on a day, by name, after the one with this name and id; only the
/// direct parts of one when `parent` names it.
///
/// # Errors
/// Any [`DbError`].
pub async fn units_on(
    db: &dyn Sql,
    day: Day,
    parent: Option<UnitId>,
    after: Option<(String, String)>,
    limit: u32,
) -> Result<Vec<UnitState>, DbError> {
    let (name, id) = after.unwrap_or_default();
    let rows = db
        .run(
            "SELECT state.id, state.unit_id, state.starts_on, state.kind, state.name, state.level,
                state.parent_id, state.office_id, state.closed, state.basis, state.withdrawn_at,
                state.version, state.changed_by, state.code
             FROM unit_period AS period JOIN unit_state AS state ON state.id = period.id
             WHERE period.starts_on <= ?1 AND period.ends_before > ?1 AND period.closed = 0
                AND (?2 IS NULL OR period.parent_id = ?2)
                AND (period.name, period.unit_id) > (?3, ?4)
             ORDER BY period.name, period.unit_id LIMIT ?5",
            params![
                day.to_string(),
                parent.map(|id| id.to_string()),
                name,
                id,
                limit
            ],
        )
        .await?;
    rows.iter().map(read_state).collect()
}

fn read_state(row: &Row) -> Result<UnitState, DbError> {
    Ok(UnitState {
        id: row.parsed("id", |text| text.parse().ok())?,
        unit_id: row.parsed("unit_id", |text| text.parse().ok())?,
        starts_on: row.parsed("starts_on", day)?,
        kind: row.parsed("kind", UnitKind::parse)?,
        code: row.text_or_null("code")?,
        name: row.text("name")?,
        level: row.text_or_null("level")?,
        parent_id: row.parsed_or_null("parent_id", |text| text.parse().ok())?,
        office_id: row.parsed_or_null("office_id", |text| text.parse().ok())?,
        is_closed: row.integer("closed")? != 0,
        basis: row.text_or_null("basis")?,
        is_withdrawn: row.integer_or_null("withdrawn_at")?.is_some(),
        version: row.integer("version")?,
        changed_by: row.text("changed_by")?,
    })
}
