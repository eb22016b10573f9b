//! The statements of the links by which people set a password.

use ngantor_core::id::{PasswordLinkId, PersonId};
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Sql, params};

use super::sign_in::Place;
use crate::domain::person::Person;

/// The words by which the database refuses a link.
const OVER: &str = "password_link_over";

/// Keeps a new link of a person, made by somebody else; earlier ones are burnt. Says whether the
/// person is still as they were: somebody may have become administrator meanwhile.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert(
    db: &dyn Sql,
    id: PasswordLinkId,
    (person, maker): (&Person, PersonId),
    seal: &str,
    (now, expires_at): (Instant, Instant),
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "INSERT INTO password_link (id, person_id, seal, expires_at, state, version,
                changed_at, changed_by)
             SELECT ?1, id, ?3, ?4, 'open', 1, ?5, ?6 FROM person
             WHERE id = ?2 AND version = ?7 AND erased_at IS NULL
             RETURNING id",
            params![
                id.to_string(),
                person.id.to_string(),
                seal,
                expires_at.timestamp_millis(),
                now.timestamp_millis(),
                maker.to_string(),
                person.version,
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Whose link it is, while it is good.
///
/// # Errors
/// Any [`DbError`].
pub async fn owner(db: &dyn Sql, seal: &str, now: Instant) -> Result<Option<PersonId>, DbError> {
    let rows = db
        .run(
            "SELECT person_id FROM password_link
             WHERE seal = ?1 AND state = 'open' AND expires_at > ?2 ORDER BY id LIMIT 1",
            params![seal, now.timestamp_millis()],
        )
        .await?;
    rows.first()
        .map(|row| row.parsed("person_id", |text| text.parse().ok()))
        .transpose()
}

/// Sets the password of a link's person, ends every session of theirs and burns every link; says
/// whether the link was still good.
///
/// # Errors
/// Any other [`DbError`].
pub async fn set_password(
    db: &dyn Sql,
    seal: &str,
    new_hash: &str,
    place: &Place,
    now: Instant,
) -> Result<bool, DbError> {
    let set = db
        .run(
            "INSERT INTO password_reset (seal, new_hash, address, device, at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                seal,
                new_hash,
                place.network.as_str(),
                place.device.as_str(),
                now.timestamp_millis(),
            ],
        )
        .await;
    match set {
        Ok(_) => Ok(true),
        Err(DbError::Refused(words)) if words == OVER => Ok(false),
        Err(error) => Err(error),
    }
}

/// Sets somebody's password by the operator's word, removes their second factor and ends every
/// session of theirs; says whether the word was still good.
///
/// # Errors
/// Any other [`DbError`].
pub async fn recover(
    db: &dyn Sql,
    (id, person): (PasswordLinkId, PersonId),
    (new_hash, place): (&str, &Place),
    (issued_at, now): (Instant, Instant),
) -> Result<bool, DbError> {
    let set = db
        .run(
            "INSERT INTO recovering (id, person_id, issued_at, new_hash, address, device, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                id.to_string(),
                person.to_string(),
                issued_at.timestamp_millis(),
                new_hash,
                place.network.as_str(),
                place.device.as_str(),
                now.timestamp_millis(),
            ],
        )
        .await;
    match set {
        Ok(_) => Ok(true),
        Err(DbError::Refused(words)) if words == OVER => Ok(false),
        Err(error) => Err(error),
    }
}
