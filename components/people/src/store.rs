//! Every statement of this function: here those of the institution and its people, in
//! [`session`] those of sessions, in [`brake`] those that count failures; [`known`] is what the
//! key-value store holds.

pub mod brake;
pub mod known;
mod seal;
pub mod session;

use ngantor_core::caller::Role;
use ngantor_core::id::PersonId;
use ngantor_core::time::{Instant, Zone};
use ngantor_db::{DbError, Row, Sql, params};

use crate::domain::Username;

/// The institution that runs this installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Institution {
    /// Its name.
    pub name: String,
    /// The zone of its seat.
    pub zone: Zone,
}

/// A person who works here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Opaque.
    pub id: PersonId,
    /// As it is shown.
    pub name: String,
    /// By which the person signs in.
    pub username: String,
    /// What the person may be.
    pub roles: Vec<Role>,
    /// The zone of the person's office.
    pub zone: Zone,
    /// Grows by one with each change; 1 for a new row.
    pub version: i64,
    /// Who changed it last.
    pub changed_by: String,
}

/// Makes the institution and its first administrator; [`DbError::Unique`] over
/// `institution.id` when there is one.
///
/// # Errors
/// Any [`DbError`].
pub async fn open_institution(
    db: &dyn Sql,
    institution: &Institution,
    id: PersonId,
    (name, username, password_hash): (&str, &Username, &str),
    now: Instant,
) -> Result<(), DbError> {
    db.run(
        "INSERT INTO opening (institution_name, zone, person_id, name, username, password_hash,
            opened_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            institution.name.as_str(),
            institution.zone.name(),
            id.to_string(),
            name,
            username.as_str(),
            password_hash,
            now.timestamp_millis(),
        ],
    )
    .await
    .map(drop)
}

/// The institution, once it is set up.
///
/// # Errors
/// Any [`DbError`].
pub async fn institution(db: &dyn Sql) -> Result<Option<Institution>, DbError> {
    let rows = db
        .run(
            "SELECT name, zone FROM institution ORDER BY id LIMIT 1",
            params![],
        )
        .await?;
    let read = |row: &Row| {
        let zone = row.parsed("zone", |text| text.parse().ok())?;
        Ok(Institution {
            name: row.text("name")?,
            zone,
        })
    };
    rows.first().map(read).transpose()
}

/// A person and their password's hash, by the name they sign in with.
///
/// # Errors
/// Any [`DbError`].
pub async fn person_by_username(
    db: &dyn Sql,
    username: &Username,
) -> Result<Option<(Person, String)>, DbError> {
    let rows = db
        .run(
            "SELECT id, name, username, roles, zone, version, changed_by, password_hash
             FROM person WHERE username = ?1 ORDER BY id LIMIT 1",
            params![username.as_str()],
        )
        .await?;
    rows.first()
        .map(|row| Ok((read(row)?, row.text("password_hash")?)))
        .transpose()
}

/// A person by id.
///
/// # Errors
/// Any [`DbError`].
pub async fn person_by_id(db: &dyn Sql, id: PersonId) -> Result<Option<Person>, DbError> {
    let rows = db
        .run(
            "SELECT id, name, username, roles, zone, version, changed_by
             FROM person WHERE id = ?1 ORDER BY id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Adds a person, whose `version` is 1 and `changed_by` whoever adds; [`DbError::Unique`] over
/// `person.id` or `person.username` when one of them is taken.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert_person(
    db: &dyn Sql,
    person: &Person,
    password_hash: &str,
    now: Instant,
) -> Result<(), DbError> {
    db.run(
        "INSERT INTO person (id, name, username, password_hash, roles, zone, version, changed_at,
            changed_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            person.id.to_string(),
            person.name.as_str(),
            person.username.as_str(),
            password_hash,
            roles_text(&person.roles),
            person.zone.name(),
            person.version,
            now.timestamp_millis(),
            person.changed_by.as_str(),
        ],
    )
    .await
    .map(drop)
}

/// Changes a person from one version to the next; says whether that version was there.
/// [`DbError::Refused`] when nobody would be administrator any more.
///
/// # Errors
/// Any [`DbError`].
pub async fn update_person(db: &dyn Sql, person: &Person, now: Instant) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE person SET name = ?3, roles = ?4, zone = ?5, version = version + 1,
                changed_at = ?6, changed_by = ?7
             WHERE id = ?1 AND version = ?2
             RETURNING id",
            params![
                person.id.to_string(),
                person.version,
                person.name.as_str(),
                roles_text(&person.roles),
                person.zone.name(),
                now.timestamp_millis(),
                person.changed_by.as_str(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// People by name, after the one with this name and id; only one person when `only` names them.
///
/// # Errors
/// Any [`DbError`].
pub async fn people_by_name(
    db: &dyn Sql,
    only: Option<PersonId>,
    after: Option<(String, String)>,
    limit: u32,
) -> Result<Vec<Person>, DbError> {
    let (name, id) = after.unwrap_or_default();
    let rows = db
        .run(
            "SELECT id, name, username, roles, zone, version, changed_by
             FROM person WHERE (?1 IS NULL OR id = ?1) AND (name, id) > (?2, ?3)
             ORDER BY name, id LIMIT ?4",
            params![only.map(|id| id.to_string()), name, id, limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Roles as the database keeps them. Their words need no escaping.
fn roles_text(roles: &[Role]) -> String {
    let words: Vec<_> = roles
        .iter()
        .map(|role| format!("\"{}\"", role.name()))
        .collect();
    format!("[{}]", words.join(","))
}

fn read(row: &Row) -> Result<Person, DbError> {
    Ok(Person {
        id: row.parsed("id", |text| text.parse().ok())?,
        name: row.text("name")?,
        username: row.text("username")?,
        roles: row.parsed("roles", |text| serde_json::from_str(text).ok())?,
        zone: row.parsed("zone", |text| text.parse().ok())?,
        version: row.integer("version")?,
        changed_by: row.text("changed_by")?,
    })
}
