//! The statements that look up the tree of units: who leads what, who stands above whom, who
//! belongs where. They run on `people`'s database and on that of a follower alike.

use chrono::NaiveDate;
use ngantor_core::id::{OfficeId, PersonId, UnitId};
use ngantor_core::region::Region;
use ngantor_core::time::{Day, parse_day};
use ngantor_db::{DbError, Row, Sql, params};

use crate::decider::{self, Level, Style};

/// The most levels that are climbed; no institution has as many.
const LEVELS_MAX: u32 = 32;
/// The most units that one person leads on a day, as far as anybody looks.
const LED_MAX: u32 = 100;
/// The most places of a person within some weeks.
const PLACES_MAX: u32 = 500;

/// The units above a person on a day, from their own upwards, with who leads each.
///
/// # Errors
/// Any [`DbError`].
pub async fn levels_above(db: &dyn Sql, person: PersonId, day: Day) -> Result<Vec<Level>, DbError> {
    let rows = db
        .run(
            "WITH RECURSIVE above (level, unit_id) AS (
                SELECT 0, unit_id FROM relation
                WHERE kind = 'member' AND slot = ?1 AND withdrawn_at IS NULL
                    AND starts_on <= ?2 AND coalesce(ends_on, '9999-12-31') >= ?2
                UNION ALL
                SELECT above.level + 1, unit.parent_id
                FROM above JOIN unit_period AS unit ON unit.unit_id = above.unit_id
                WHERE unit.starts_on <= ?2 AND unit.ends_before > ?2
                    AND unit.parent_id IS NOT NULL AND above.level < ?3)
             SELECT above.unit_id, unit.name, head.person_id AS head_id,
                acting.person_id AS acting_id, acting.style
             FROM above JOIN unit_period AS unit ON unit.unit_id = above.unit_id
                AND unit.starts_on <= ?2 AND unit.ends_before > ?2
             LEFT JOIN relation AS head ON head.kind = 'head' AND head.slot = above.unit_id
                AND head.withdrawn_at IS NULL AND head.starts_on <= ?2
                AND coalesce(head.ends_on, '9999-12-31') >= ?2
             LEFT JOIN relation AS acting ON acting.kind = 'acting_head'
                AND acting.slot = above.unit_id
                AND acting.withdrawn_at IS NULL AND acting.starts_on <= ?2
                AND coalesce(acting.ends_on, '9999-12-31') >= ?2
             ORDER BY above.level LIMIT ?3",
            params![person.to_string(), day.to_string(), LEVELS_MAX],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// A unit or a team and the units above it on a day, with who leads each: of a team its leader.
///
/// # Errors
/// Any [`DbError`].
pub async fn levels_from(db: &dyn Sql, unit: UnitId, day: Day) -> Result<Vec<Level>, DbError> {
    let rows = db
        .run(
            "WITH RECURSIVE above (level, unit_id) AS (
                SELECT 0, ?1
                UNION ALL
                SELECT above.level + 1, unit.parent_id
                FROM above JOIN unit_period AS unit ON unit.unit_id = above.unit_id
                WHERE unit.starts_on <= ?2 AND unit.ends_before > ?2
                    AND unit.parent_id IS NOT NULL AND above.level < ?3)
             SELECT above.unit_id, unit.name, head.person_id AS head_id,
                acting.person_id AS acting_id, acting.style
             FROM above JOIN unit_period AS unit ON unit.unit_id = above.unit_id
                AND unit.starts_on <= ?2 AND unit.ends_before > ?2
             LEFT JOIN relation AS head ON head.kind IN ('head', 'team_lead')
                AND head.slot = above.unit_id
                AND head.withdrawn_at IS NULL AND head.starts_on <= ?2
                AND coalesce(head.ends_on, '9999-12-31') >= ?2
             LEFT JOIN relation AS acting ON acting.kind = 'acting_head'
                AND acting.slot = above.unit_id
                AND acting.withdrawn_at IS NULL AND acting.starts_on <= ?2
                AND coalesce(acting.ends_on, '9999-12-31') >= ?2
             ORDER BY above.level LIMIT ?3",
            params![unit.to_string(), day.to_string(), LEVELS_MAX],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Whether somebody leads, or acts for who leads, a unit above another person on a day, as
/// [`decider::is_above`] tells.
///
/// # Errors
/// Any [`DbError`].
pub async fn is_above(
    db: &dyn Sql,
    superior: PersonId,
    person: PersonId,
    day: Day,
) -> Result<bool, DbError> {
    let levels = levels_above(db, person, day).await?;
    Ok(decider::is_above(superior, person, &levels))
}

/// The units that somebody heads, or acts for the head of, on a day.
///
/// # Errors
/// Any [`DbError`].
pub async fn units_led(db: &dyn Sql, person: PersonId, day: Day) -> Result<Vec<UnitId>, DbError> {
    let rows = db
        .run(
            "SELECT DISTINCT unit_id FROM relation
             WHERE person_id = ?1 AND kind IN ('head', 'acting_head') AND withdrawn_at IS NULL
                AND starts_on <= ?2 AND coalesce(ends_on, '9999-12-31') >= ?2
             ORDER BY unit_id LIMIT ?3",
            params![person.to_string(), day.to_string(), LED_MAX],
        )
        .await?;
    let unit = |row: &Row| row.parsed("unit_id", |text| text.parse().ok());
    rows.iter().map(unit).collect()
}

/// Whether somebody leads, or acts for who leads, a unit or one above it on a day.
///
/// # Errors
/// Any [`DbError`].
pub async fn leads_unit(
    db: &dyn Sql,
    person: PersonId,
    unit: UnitId,
    day: Day,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "WITH RECURSIVE above (level, unit_id) AS (
                SELECT 0, ?1
                UNION ALL
                SELECT above.level + 1, unit.parent_id
                FROM above JOIN unit_period AS unit ON unit.unit_id = above.unit_id
                WHERE unit.starts_on <= ?2 AND unit.ends_before > ?2
                    AND unit.parent_id IS NOT NULL AND above.level < ?3)
             SELECT 1 FROM above JOIN relation ON relation.unit_id = above.unit_id
             WHERE relation.person_id = ?4 AND relation.kind IN ('head', 'acting_head')
                AND relation.withdrawn_at IS NULL AND relation.starts_on <= ?2
                AND coalesce(relation.ends_on, '9999-12-31') >= ?2
             ORDER BY above.level LIMIT 1",
            params![
                unit.to_string(),
                day.to_string(),
                LEVELS_MAX,
                person.to_string(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Who leads, or acts for who leads, a unit or one above it on a day.
///
/// # Errors
/// Any [`DbError`].
pub async fn leaders(db: &dyn Sql, unit: UnitId, day: Day) -> Result<Vec<PersonId>, DbError> {
    let rows = db
        .run(
            "WITH RECURSIVE above (level, unit_id) AS (
                SELECT 0, ?1
                UNION ALL
                SELECT above.level + 1, unit.parent_id
                FROM above JOIN unit_period AS unit ON unit.unit_id = above.unit_id
                WHERE unit.starts_on <= ?2 AND unit.ends_before > ?2
                    AND unit.parent_id IS NOT NULL AND above.level < ?3)
             SELECT DISTINCT relation.person_id
             FROM above JOIN relation ON relation.unit_id = above.unit_id
             WHERE relation.kind IN ('head', 'acting_head')
                AND relation.withdrawn_at IS NULL AND relation.starts_on <= ?2
                AND coalesce(relation.ends_on, '9999-12-31') >= ?2
             ORDER BY relation.person_id LIMIT ?4",
            params![
                unit.to_string(),
                day.to_string(),
                LEVELS_MAX,
                // A head and who acts for them, in each.
                2 * LEVELS_MAX,
            ],
        )
        .await?;
    let person = |row: &Row| row.parsed("person_id", |text| text.parse().ok());
    rows.iter().map(person).collect()
}

/// The members of a unit on a day, of those under it as well if asked to, after the one with this
/// id, by id.
///
/// # Errors
/// Any [`DbError`].
pub async fn members(
    db: &dyn Sql,
    (unit, is_deep): (UnitId, bool),
    day: Day,
    after: Option<String>,
    limit: u32,
) -> Result<Vec<PersonId>, DbError> {
    let rows = db
        .run(
            "WITH RECURSIVE below (level, unit_id) AS (
                SELECT 0, ?1
                UNION ALL
                SELECT below.level + 1, unit.unit_id
                FROM below JOIN unit_state AS state ON state.parent_id = below.unit_id
                    AND state.withdrawn_at IS NULL
                JOIN unit_period AS unit ON unit.id = state.id
                WHERE ?2 AND unit.starts_on <= ?3 AND unit.ends_before > ?3
                    AND unit.closed = 0 AND below.level < ?4)
             SELECT DISTINCT relation.person_id FROM below
             JOIN relation ON relation.unit_id = below.unit_id AND relation.kind = 'member'
             WHERE relation.withdrawn_at IS NULL AND relation.starts_on <= ?3
                AND coalesce(relation.ends_on, '9999-12-31') >= ?3
                AND relation.person_id > ?5
             ORDER BY relation.person_id LIMIT ?6",
            params![
                unit.to_string(),
                is_deep,
                day.to_string(),
                LEVELS_MAX,
                after.unwrap_or_default(),
                limit,
            ],
        )
        .await?;
    let person = |row: &Row| row.parsed("person_id", |text| text.parse().ok());
    rows.iter().map(person).collect()
}

/// A unit that somebody belongs to for some days, directly or by those between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// How far up: 0 for the person's own unit.
    pub level: i64,
    /// The unit.
    pub unit_id: UnitId,
    /// From this day on.
    pub from: Day,
    /// Before this day.
    pub before: Day,
    /// Where the person sits meanwhile; told of their own unit only.
    pub office_id: Option<OfficeId>,
    /// In which region that is.
    pub region: Option<Region>,
}

impl Place {
    /// Whether it is so on a day.
    pub fn is_on(&self, day: NaiveDate) -> bool {
        self.from.0 <= day && day < self.before.0
    }
}

/// The units above a person on some days, each with the days on which it is: their own first.
///
/// # Errors
/// Any [`DbError`].
pub async fn places(
    db: &dyn Sql,
    person: PersonId,
    (from, until): (Day, Day),
) -> Result<Vec<Place>, DbError> {
    let rows = db
        .run(
            "WITH RECURSIVE above (level, unit_id, parent_id, office_id, starts_on, ends_before)
             AS (
                SELECT 0, unit.unit_id, unit.parent_id,
                    coalesce(member.office_id, unit.office_id),
                    max(unit.starts_on, member.starts_on, ?2),
                    min(unit.ends_before, date(?3, '+1 day'),
                        coalesce(date(member.ends_on, '+1 day'), '9999-12-31'))
                FROM relation AS member
                JOIN unit_period AS unit ON unit.unit_id = member.unit_id
                WHERE member.kind = 'member' AND member.slot = ?1
                    AND member.withdrawn_at IS NULL AND member.starts_on <= ?3
                    AND coalesce(member.ends_on, '9999-12-31') >= ?2
                    AND unit.starts_on <= coalesce(member.ends_on, '9999-12-31')
                    AND unit.ends_before > member.starts_on
                UNION ALL
                SELECT above.level + 1, unit.unit_id, unit.parent_id, NULL,
                    max(unit.starts_on, above.starts_on),
                    min(unit.ends_before, above.ends_before)
                FROM above JOIN unit_period AS unit ON unit.unit_id = above.parent_id
                WHERE unit.starts_on < above.ends_before AND unit.ends_before > above.starts_on
                    AND above.level < ?4)
             SELECT level, unit_id, office_id, region, starts_on, ends_before
             FROM above LEFT JOIN office ON office.id = office_id
             WHERE starts_on < ends_before ORDER BY level, starts_on, unit_id LIMIT ?5",
            params![
                person.to_string(),
                from.to_string(),
                until.to_string(),
                LEVELS_MAX,
                PLACES_MAX,
            ],
        )
        .await?;
    rows.iter().map(read_place).collect()
}

/// A person as a follower knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Empty for whoever was erased.
    pub name: String,
    /// The zone of their office.
    pub zone: ngantor_core::time::Zone,
    /// The day on which they became a member of a unit for the first time.
    pub starts_on: Option<Day>,
    /// The last day on which they work here.
    pub ends_on: Option<Day>,
}

impl Person {
    /// Whether they work here on a day, as far as `people` told.
    pub fn works_on(&self, day: Day) -> bool {
        !self.name.is_empty() && self.ends_on.is_none_or(|last| last >= day)
    }
}

/// A person; none whom this function has not heard of yet.
///
/// # Errors
/// Any [`DbError`].
pub async fn person(db: &dyn Sql, id: PersonId) -> Result<Option<Person>, DbError> {
    let rows = db
        .run(
            "SELECT name, zone, ends_on, (
                SELECT min(starts_on) FROM relation
                WHERE kind = 'member' AND slot = person.id AND withdrawn_at IS NULL) AS starts_on
             FROM person WHERE id = ?1 ORDER BY id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    let read = |row: &Row| {
        Ok(Person {
            name: row.text("name")?,
            zone: row.parsed("zone", |text| text.parse().ok())?,
            starts_on: row.parsed_or_null("starts_on", day)?,
            ends_on: row.parsed_or_null("ends_on", day)?,
        })
    };
    rows.first().map(read).transpose()
}

fn day(text: &str) -> Option<Day> {
    parse_day(text).map(Day)
}

/// A day, also the one that never comes.
fn any_day(text: &str) -> Option<Day> {
    text.parse().ok().map(Day)
}

fn read_place(row: &Row) -> Result<Place, DbError> {
    Ok(Place {
        level: row.integer("level")?,
        unit_id: row.parsed("unit_id", |text| text.parse().ok())?,
        from: row.parsed("starts_on", any_day)?,
        before: row.parsed("ends_before", any_day)?,
        office_id: row.parsed_or_null("office_id", |text| text.parse().ok())?,
        region: row.parsed_or_null("region", |text| text.parse().ok())?,
    })
}

fn read(row: &Row) -> Result<Level, DbError> {
    let acting: Option<PersonId> = row.parsed_or_null("acting_id", |text| text.parse().ok())?;
    Ok(Level {
        unit_id: row.parsed("unit_id", |text| text.parse().ok())?,
        unit_name: row.text("name")?,
        head: row.parsed_or_null("head_id", |text| text.parse().ok())?,
        acting: acting.zip(row.parsed_or_null("style", Style::parse)?),
    })
}
