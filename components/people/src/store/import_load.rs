//! The statements that take rows of a file in: a batch is one statement, and each row goes in
//! once, however often it is sent (`migrations/0013`).

use ngantor_core::id::{PersonId, RelationId};
use ngantor_core::time::{Day, Instant};
use ngantor_db::{DbError, Row, Sql, params};
use serde_json::{Value, json};

use super::day;
use super::person::{read as read_person, roles_text};
use crate::domain::import::ImportId;
use crate::domain::import::person::{Member, PersonPlan};
use crate::domain::import::unit::UnitPlan;
use crate::domain::person::{Person, fold};
use crate::vault::WrappedKey;

/// The most memberships of one person that a batch looks at, on average.
const MEMBERS_MAX: u32 = 20;

/// A person to go in: the line, what comes of it, the id of a new membership, and what is kept of
/// a record that is new or changes.
pub struct PersonLoad {
    /// Of the row.
    pub line: i64,
    /// What it makes.
    pub plan: PersonPlan,
    /// For a new membership.
    pub relation_id: RelationId,
    /// The person's key, and what is personal encrypted by it.
    pub kept: Option<(WrappedKey, String)>,
}

/// The people with some employee numbers or usernames.
///
/// # Errors
/// Any [`DbError`].
pub async fn people_with(
    db: &dyn Sql,
    (numbers, usernames): (&[&str], &[&str]),
) -> Result<Vec<Person>, DbError> {
    let n_most = u32::try_from(numbers.len() + usernames.len()).unwrap_or(u32::MAX);
    let rows = db
        .run(
            "SELECT id, name, username, roles, zone, front_title, back_title, employment,
                employee_number, email, phone, ends_on, version, changed_by
             FROM person
             WHERE employee_number IN (SELECT value FROM json_each(?1))
                OR username IN (SELECT value FROM json_each(?2))
             ORDER BY id LIMIT ?3",
            params![
                json!(numbers).to_string(),
                json!(usernames).to_string(),
                n_most
            ],
        )
        .await?;
    rows.iter().map(read_person).collect()
}

/// The memberships of people that hold on a day or later, the first one first.
///
/// # Errors
/// Any [`DbError`].
pub async fn members_from(
    db: &dyn Sql,
    people: &[Person],
    from: Day,
) -> Result<Vec<(PersonId, Member)>, DbError> {
    let ids: Vec<_> = people.iter().map(|person| person.id.to_string()).collect();
    let n_most = u32::try_from(ids.len())
        .unwrap_or(1)
        .saturating_mul(MEMBERS_MAX);
    let rows = db
        .run(
            "SELECT id, version, person_id, unit_id, position, starts_on, ends_on
             FROM relation
             WHERE kind = 'member' AND slot IN (SELECT value FROM json_each(?1))
                AND withdrawn_at IS NULL AND coalesce(ends_on, '9999-12-31') >= ?2
             ORDER BY slot, starts_on LIMIT ?3",
            params![json!(ids).to_string(), from.to_string(), n_most],
        )
        .await?;
    rows.iter().map(read_member).collect()
}

fn read_member(row: &Row) -> Result<(PersonId, Member), DbError> {
    let member = Member {
        id: row.parsed("id", |text| text.parse().ok())?,
        version: row.integer("version")?,
        unit_id: row.parsed("unit_id", |text| text.parse().ok())?,
        position: row.text_or_null("position")?,
        starts_on: row.parsed("starts_on", day)?,
        ends_on: row.parsed_or_null("ends_on", day)?,
    };
    Ok((row.parsed("person_id", |text| text.parse().ok())?, member))
}

/// Takes people in. [`DbError::Refused`] when one of them, or what they would become, is not as
/// it was when the plan was made; [`DbError::Unique`] likewise.
///
/// # Errors
/// Any [`DbError`]; then nobody went in.
pub async fn load_people(
    db: &dyn Sql,
    import: ImportId,
    loads: &[PersonLoad],
    (now, made_by): (Instant, &str),
) -> Result<(), DbError> {
    let rows: Vec<_> = loads.iter().map(person_json).collect();
    db.run(
        "INSERT INTO import_person (import_id, line, done, id, version, name, username,
            front_title, back_title, employee_number, email, phone, folded, sealed, wrapped_key,
            roles, zone, employment, ends_on, old_relation_id, old_version, old_step,
            relation_id, unit_id, position, starts_on, relation_ends_on, loaded_at, made_by)
         SELECT ?2, json_extract(value, '$.line'), json_extract(value, '$.done'),
            json_extract(value, '$.id'), json_extract(value, '$.version'),
            json_extract(value, '$.name'), json_extract(value, '$.username'),
            json_extract(value, '$.front_title'), json_extract(value, '$.back_title'),
            json_extract(value, '$.employee_number'), json_extract(value, '$.email'),
            json_extract(value, '$.phone'), json_extract(value, '$.folded'),
            json_extract(value, '$.sealed'), json_extract(value, '$.wrapped_key'),
            json_extract(value, '$.roles'), json_extract(value, '$.zone'),
            json_extract(value, '$.employment'), json_extract(value, '$.ends_on'),
            json_extract(value, '$.old_relation_id'), json_extract(value, '$.old_version'),
            json_extract(value, '$.old_step'), json_extract(value, '$.relation_id'),
            json_extract(value, '$.unit_id'), json_extract(value, '$.position'),
            json_extract(value, '$.starts_on'), json_extract(value, '$.relation_ends_on'),
            ?3, ?4
         FROM json_each(?1)",
        params![
            json!(rows).to_string(),
            import.to_string(),
            now.timestamp_millis(),
            made_by,
        ],
    )
    .await
    .map(drop)
}

fn person_json(load: &PersonLoad) -> Value {
    let (person, personal) = (&load.plan.person, &load.plan.person.personal);
    let mut row = json!({
        "line": load.line,
        "done": load.plan.done().name(),
        "id": person.id,
        "version": person.version,
        "name": personal.name,
        "username": personal.username,
        "front_title": personal.front_title,
        "back_title": personal.back_title,
        "employee_number": personal.employee_number,
        "email": personal.email,
        "phone": personal.phone,
        "folded": fold(&personal.name),
        "sealed": load.kept.as_ref().map(|(_, sealed)| sealed),
        "wrapped_key": load.kept.as_ref().map(|(key, _)| &key.0),
        "roles": roles_text(&person.roles),
        "zone": person.zone,
        "employment": person.employment,
        "ends_on": person.ends_on,
    });
    let (Some(placement), Some(fields)) = (&load.plan.placement, row.as_object_mut()) else {
        return row;
    };
    let new_id = placement.unit_id.map(|_| load.relation_id);
    let old = placement.old;
    let placed = json!({
        "old_relation_id": old.map(|(id, _, _)| id),
        "old_version": old.map(|(_, version, _)| version),
        "old_step": old.map(|(_, _, step)| step.name()),
        "relation_id": new_id,
        "unit_id": placement.unit_id,
        "position": placement.position,
        "starts_on": placement.starts_on,
        "relation_ends_on": placement.ends_on,
    });
    if let Value::Object(placed) = placed {
        fields.extend(placed);
    }
    row
}

/// Takes units in, in this order. [`DbError::Refused`] when one of them is not as it was when the
/// plan was made, or the tree would not hold.
///
/// # Errors
/// Any [`DbError`]; then none went in.
pub async fn load_units(
    db: &dyn Sql,
    import: ImportId,
    loads: &[(i64, UnitPlan)],
    (now, made_by): (Instant, &str),
) -> Result<(), DbError> {
    let row = |(line, plan): &(i64, UnitPlan)| {
        let state = &plan.state;
        json!({
            "line": line,
            "done": plan.done.name(),
            "id": state.id,
            "version": state.version,
            "unit_id": state.unit_id,
            "starts_on": state.starts_on,
            "code": state.code,
            "name": state.name,
            "level": state.level,
            "parent_id": state.parent_id,
            "office_id": state.office_id,
        })
    };
    let rows: Vec<_> = loads.iter().map(row).collect();
    db.run(
        "INSERT INTO import_unit (import_id, line, done, id, version, unit_id, starts_on, code,
            name, level, parent_id, office_id, loaded_at, made_by)
         SELECT ?2, json_extract(value, '$.line'), json_extract(value, '$.done'),
            json_extract(value, '$.id'), json_extract(value, '$.version'),
            json_extract(value, '$.unit_id'), json_extract(value, '$.starts_on'),
            json_extract(value, '$.code'), json_extract(value, '$.name'),
            json_extract(value, '$.level'), json_extract(value, '$.parent_id'),
            json_extract(value, '$.office_id'), ?3, ?4
         FROM json_each(?1)",
        params![
            json!(rows).to_string(),
            import.to_string(),
            now.timestamp_millis(),
            made_by,
        ],
    )
    .await
    .map(drop)
}
