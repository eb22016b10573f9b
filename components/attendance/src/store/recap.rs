//! The statements of recaps: some people at a time, so that no recap needs memory for all of them.

use chrono::NaiveDate;
use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::time::Zone;
use ngantor_db::{DbError, Row, Sql, params};

/// Somebody in a recap.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// As `people` tells; `None` of whom it has not told yet, and of whoever was erased.
    pub name: Option<String>,
    /// Of their office, or of their last punch.
    pub zone: Zone,
}

impl Person {
    /// Somebody of whom nothing is known yet but where their office is.
    pub const fn unknown(id: PersonId, zone: Zone) -> Self {
        Self {
            id,
            name: None,
            zone,
        }
    }
}

/// People whose last day is not before a day, after an id; those whom `people` told, and those
/// who punched. `only` are some of them.
///
/// # Errors
/// Any [`DbError`].
pub async fn people_after(
    db: &dyn Sql,
    only: Option<&[PersonId]>,
    from: NaiveDate,
    after: &str,
    limit: u32,
) -> Result<Vec<Person>, DbError> {
    let rows = db
        .run(
            "SELECT id, name, zone AS own_zone,
                (SELECT punch.zone FROM punch WHERE double_of IS NULL AND person_id = known.id
                 ORDER BY received_at DESC, punch.id DESC LIMIT 1) AS last_zone
             FROM (
                SELECT id, name, zone FROM person
                WHERE id > ?1 AND ifnull(ends_on, ?2) >= ?2
                UNION ALL
                SELECT person_id AS id, NULL AS name, NULL AS zone FROM judged
                WHERE person_id > ?1
                    AND NOT EXISTS (SELECT 1 FROM person WHERE person.id = judged.person_id)
             ) AS known
             WHERE ?3 IS NULL OR id IN (SELECT value FROM json_each(?3))
             ORDER BY id LIMIT ?4",
            params![after, from.to_string(), only.map(json), limit,],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// The most levels that are climbed down; no institution has as many.
const LEVELS_MAX: u32 = 32;
/// The most members of a unit and those under it within some days.
const MEMBERS_MAX: u32 = 20_000;

/// Whoever belonged to a unit, or to one that was under it then, on one of some days.
///
/// # Errors
/// Any [`DbError`].
pub async fn members_within(
    db: &dyn Sql,
    unit: UnitId,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<PersonId>, DbError> {
    let rows = db
        .run(
            "WITH RECURSIVE below (level, unit_id, starts_on, ends_before) AS (
                SELECT 0, ?1, ?2, date(?3, '+1 day')
                UNION
                SELECT below.level + 1, unit.unit_id, max(unit.starts_on, below.starts_on),
                    min(unit.ends_before, below.ends_before)
                FROM below JOIN unit_state AS state ON state.parent_id = below.unit_id
                    AND state.withdrawn_at IS NULL
                JOIN unit_period AS unit ON unit.id = state.id
                WHERE unit.starts_on < below.ends_before AND unit.ends_before > below.starts_on
                    AND below.level < ?4)
             SELECT DISTINCT member.person_id FROM below
             JOIN relation AS member ON member.unit_id = below.unit_id AND member.kind = 'member'
             WHERE member.withdrawn_at IS NULL AND member.starts_on < below.ends_before
                AND coalesce(member.ends_on, '9999-12-31') >= below.starts_on
             ORDER BY member.person_id LIMIT ?5",
            params![
                unit.to_string(),
                from.to_string(),
                until.to_string(),
                LEVELS_MAX,
                MEMBERS_MAX,
            ],
        )
        .await?;
    let person = |row: &Row| row.parsed("person_id", |text| text.parse().ok());
    rows.iter().map(person).collect()
}

fn json(people: &[PersonId]) -> String {
    let ids: Vec<_> = people.iter().map(ToString::to_string).collect();
    serde_json::to_string(&ids).unwrap_or_default()
}

fn read(row: &Row) -> Result<Person, DbError> {
    let zone = |name: &str| row.parsed_or_null(name, |text| text.parse().ok());
    let zone = zone("own_zone")?.or(zone("last_zone")?);
    Ok(Person {
        id: row.parsed("id", |text| text.parse().ok())?,
        // Whoever was erased has none.
        name: row.text_or_null("name")?.filter(|name| !name.is_empty()),
        zone: zone.unwrap_or(Zone::JAKARTA),
    })
}
