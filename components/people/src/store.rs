//! Every statement of this function.

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
            "SELECT id, name, username, roles, zone, password_hash
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
            "SELECT id, name, username, roles, zone
             FROM person WHERE id = ?1 ORDER BY id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

fn read(row: &Row) -> Result<Person, DbError> {
    Ok(Person {
        id: row.parsed("id", |text| text.parse().ok())?,
        name: row.text("name")?,
        username: row.text("username")?,
        roles: row.parsed("roles", |text| serde_json::from_str(text).ok())?,
        zone: row.parsed("zone", |text| text.parse().ok())?,
    })
}
