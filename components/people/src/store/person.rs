//! The statements of people's records.

use std::collections::HashMap;

use ngantor_core::caller::Role;
use ngantor_core::id::PersonId;
use ngantor_core::time::Instant;
use ngantor_db::journal::BATCH_MAX;
use ngantor_db::{DbError, Row, Sql, params};

use super::account::Credential;
use super::day;
use crate::domain::Username;
use crate::domain::employment::Employment;
use crate::domain::person::{Person, Personal, fold};
use crate::vault::WrappedKey;

/// What is kept of a person and shown to nobody.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The hash of their password; empty while there is none.
    pub password_hash: String,
    /// [`Personal`] as JSON, encrypted by the person's key.
    pub sealed: String,
    /// The person's key.
    pub wrapped_key: WrappedKey,
}

/// A person and their password, by the name they sign in with.
///
/// # Errors
/// Any [`DbError`].
pub async fn person_by_username(
    db: &dyn Sql,
    username: &Username,
) -> Result<Option<(Person, Credential)>, DbError> {
    let rows = db
        .run(
            "SELECT id, name, username, roles, zone, front_title, back_title, employment,
                employee_number, email, phone, ends_on, version, changed_by,
                password_hash, password_is_temporary
             FROM person WHERE username = ?1 ORDER BY id LIMIT 1",
            params![username.as_str()],
        )
        .await?;
    let read = |row: &Row| {
        let credential = Credential {
            hash: row.text("password_hash")?,
            is_temporary: row.integer("password_is_temporary")? != 0,
        };
        Ok((read(row)?, credential))
    };
    rows.first().map(read).transpose()
}

/// A person by id.
///
/// # Errors
/// Any [`DbError`].
pub async fn person_by_id(db: &dyn Sql, id: PersonId) -> Result<Option<Person>, DbError> {
    let rows = db
        .run(
            "SELECT id, name, username, roles, zone, front_title, back_title, employment,
                employee_number, email, phone, ends_on, version, changed_by
             FROM person WHERE id = ?1 ORDER BY id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Adds a person, whose `version` is 1 and `changed_by` whoever adds, with a temporary password;
/// [`DbError::Unique`] over `person.id`, `person.username` or `person.employee_number` when one of
/// them is taken.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert_person(
    db: &dyn Sql,
    person: &Person,
    kept: &Kept,
    now: Instant,
) -> Result<(), DbError> {
    let personal = &person.personal;
    db.run(
        "INSERT INTO person (id, name, username, front_title, back_title, employee_number, email,
            phone, folded, sealed, wrapped_key, password_hash, roles, zone, employment, ends_on,
            version, changed_at, changed_by, password_set_at, password_is_temporary)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
            ?19, ?18, 1)",
        params![
            person.id.to_string(),
            personal.name.as_str(),
            personal.username.as_str(),
            personal.front_title.as_deref(),
            personal.back_title.as_deref(),
            personal.employee_number.as_deref(),
            personal.email.as_deref(),
            personal.phone.as_deref(),
            fold(&personal.name),
            kept.sealed.as_str(),
            kept.wrapped_key.0.as_str(),
            kept.password_hash.as_str(),
            roles_text(&person.roles),
            person.zone.name(),
            person.employment.name(),
            person.ends_on.map(|day| day.to_string()),
            person.version,
            now.timestamp_millis(),
            person.changed_by.as_str(),
        ],
    )
    .await
    .map(drop)
}

/// Changes a person from one version to the next; says whether that version was there. A password
/// that somebody else set goes with a change of roles: whoever knows it would come by the new ones.
/// Any password goes when its person becomes administrator, since personnel may have chosen it.
/// [`DbError::Refused`] when nobody would be administrator any more, [`DbError::Unique`] over
/// `person.employee_number` when another has it.
///
/// # Errors
/// Any [`DbError`].
pub async fn update_person(
    db: &dyn Sql,
    person: &Person,
    (wrapped_key, sealed): (&WrappedKey, &str),
    now: Instant,
) -> Result<bool, DbError> {
    let personal = &person.personal;
    let rows = db
        .run(
            "UPDATE person SET name = ?3, front_title = ?4, back_title = ?5, employee_number = ?6,
                email = ?7, phone = ?8, folded = ?9, sealed = ?10, wrapped_key = ?11, roles = ?12,
                zone = ?13, employment = ?14, ends_on = ?15,
                password_hash = CASE WHEN password_is_temporary = 1 AND roles <> ?12 THEN ''
                    WHEN EXISTS (SELECT 1 FROM json_each(?12) WHERE value = 'administrator')
                        AND NOT EXISTS (
                            SELECT 1 FROM json_each(roles) WHERE value = 'administrator')
                    THEN ''
                    ELSE password_hash END,
                version = version + 1,
                changed_at = ?16, changed_by = ?17
             WHERE id = ?1 AND version = ?2 AND erased_at IS NULL
             RETURNING id",
            params![
                person.id.to_string(),
                person.version,
                personal.name.as_str(),
                personal.front_title.as_deref(),
                personal.back_title.as_deref(),
                personal.employee_number.as_deref(),
                personal.email.as_deref(),
                personal.phone.as_deref(),
                fold(&personal.name),
                sealed,
                wrapped_key.0.as_str(),
                roles_text(&person.roles),
                person.zone.name(),
                person.employment.name(),
                person.ends_on.map(|day| day.to_string()),
                now.timestamp_millis(),
                person.changed_by.as_str(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// The keys of people, by person; those who have none yet, or no more, are left out.
///
/// # Errors
/// Any [`DbError`].
pub async fn wrapped_keys(
    db: &dyn Sql,
    people: &[&str],
) -> Result<HashMap<String, WrappedKey>, DbError> {
    let rows = db
        .run(
            "SELECT id, wrapped_key FROM person
             WHERE id IN (SELECT value FROM json_each(?1)) AND wrapped_key IS NOT NULL
             ORDER BY id LIMIT ?2",
            params![serde_json::json!(people).to_string(), BATCH_MAX],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.text("id")?, WrappedKey(row.text("wrapped_key")?))))
        .collect()
}

/// People by name, after the one with this name and id.
///
/// # Errors
/// Any [`DbError`].
pub async fn people_by_name(
    db: &dyn Sql,
    after: Option<(String, String)>,
    limit: u32,
) -> Result<Vec<Person>, DbError> {
    let (name, id) = after.unwrap_or_default();
    let rows = db
        .run(
            "SELECT id, name, username, roles, zone, front_title, back_title, employment,
                employee_number, email, phone, ends_on, version, changed_by
             FROM person
             WHERE erased_at IS NULL AND (name, id) > (?1, ?2)
             ORDER BY name, id LIMIT ?3",
            params![name, id, limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Roles as the database keeps them. Their words need no escaping.
pub(super) fn roles_text(roles: &[Role]) -> String {
    let words: Vec<_> = roles
        .iter()
        .map(|role| format!("\"{}\"", role.name()))
        .collect();
    format!("[{}]", words.join(","))
}

pub(super) fn read(row: &Row) -> Result<Person, DbError> {
    Ok(Person {
        id: row.parsed("id", |text| text.parse().ok())?,
        personal: Personal {
            name: row.text("name")?,
            username: row.text("username")?,
            front_title: row.text_or_null("front_title")?,
            back_title: row.text_or_null("back_title")?,
            employee_number: row.text_or_null("employee_number")?,
            email: row.text_or_null("email")?,
            phone: row.text_or_null("phone")?,
        },
        roles: row.parsed("roles", |text| serde_json::from_str(text).ok())?,
        zone: row.parsed("zone", |text| text.parse().ok())?,
        employment: row.parsed("employment", Employment::parse)?,
        ends_on: row.parsed_or_null("ends_on", day)?,
        version: row.integer("version")?,
        changed_by: row.text("changed_by")?,
    })
}
