//! The statements that give out whole records, page by page.

use ngantor_core::id::UnitId;
use ngantor_core::time::Day;
use ngantor_db::{DbError, Row, Sql, params};

use super::day;
use super::person::read as read_person;
use crate::domain::person::Person;

/// A person as a file tells of them.
pub struct Exported {
    /// The record.
    pub person: Person,
    /// Of which unit the person is on the day, and since when.
    pub unit: Option<(UnitId, Day)>,
    /// As what.
    pub position: Option<String>,
}

/// People by name with their unit of a day, after the one with this name and id.
///
/// # Errors
/// Any [`DbError`].
pub async fn people_with_units(
    db: &dyn Sql,
    on: Day,
    after: Option<(String, String)>,
    limit: u32,
) -> Result<Vec<Exported>, DbError> {
    let (name, id) = after.unwrap_or_default();
    let rows = db
        .run(
            "SELECT person.id, person.name, person.username, person.roles, person.zone,
                person.front_title, person.back_title, person.employment,
                person.employee_number, person.email, person.phone, person.ends_on,
                person.version, person.changed_by, member.unit_id, member.position,
                member.starts_on
             FROM person
             LEFT JOIN relation AS member ON member.kind = 'member' AND member.slot = person.id
                AND member.withdrawn_at IS NULL AND member.starts_on <= ?1
                AND coalesce(member.ends_on, '9999-12-31') >= ?1
             WHERE person.erased_at IS NULL AND (person.name, person.id) > (?2, ?3)
             ORDER BY person.name, person.id LIMIT ?4",
            params![on.to_string(), name, id, limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Exported, DbError> {
    let unit: Option<UnitId> = row.parsed_or_null("unit_id", |text| text.parse().ok())?;
    Ok(Exported {
        person: read_person(row)?,
        unit: unit.zip(row.parsed_or_null("starts_on", day)?),
        position: row.text_or_null("position")?,
    })
}
