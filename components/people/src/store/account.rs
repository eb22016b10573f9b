//! The statements of passwords: proving one, changing one, signing in by one.

use ngantor_core::id::{PersonId, SessionId};
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Sql, params};

use super::sign_in::Place;

/// The words by which the database refuses what rests on a password that is no longer the one.
const CHANGED_MEANWHILE: &str = "password_changed_meanwhile";

/// The words by which the database refuses a code.
const CODE_USED: &str = "code_used";

/// What came of a sign-in that was found good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The session is open.
    Yes,
    /// The password was changed meanwhile.
    PasswordChanged,
    /// The code was used meanwhile, or one is needed by now.
    CodeUsed,
}

/// How a person signs in.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// The hash of their password; empty while there is none.
    pub hash: String,
    /// Whether somebody else set it.
    pub is_temporary: bool,
}

/// A sign-in that was found good.
pub struct SignIn<'a> {
    /// The session to open.
    pub session_id: SessionId,
    /// Whose.
    pub person_id: PersonId,
    /// The hash that the password was compared with.
    pub hash: &'a str,
    /// The hash of the password that takes its place.
    pub new_hash: Option<&'a str>,
    /// The step of the code that was shown.
    pub code_step: Option<i64>,
    /// The seal of the code for a lost phone that was shown.
    pub recovery_seal: Option<&'a str>,
    /// From where, and with what.
    pub place: &'a Place,
    /// For which functions tokens were asked; `None` for each there is.
    pub resource: Option<&'a [String]>,
}

/// Opens a session with its first refresh token, and uses up the code.
///
/// # Errors
/// Any other [`DbError`].
pub async fn sign_in(db: &dyn Sql, sign_in: &SignIn<'_>, now: Instant) -> Result<Opened, DbError> {
    let opened = db
        .run(
            "INSERT INTO signing_in (session_id, person_id, password_hash, new_hash, resource,
                address, device, at, code_step, recovery_seal)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                sign_in.session_id.to_string(),
                sign_in.person_id.to_string(),
                sign_in.hash,
                sign_in.new_hash,
                sign_in
                    .resource
                    .map(|names| serde_json::json!(names).to_string()),
                sign_in.place.network.as_str(),
                sign_in.place.device.as_str(),
                now.timestamp_millis(),
                sign_in.code_step,
                sign_in.recovery_seal,
            ],
        )
        .await;
    match opened {
        Ok(_) => Ok(Opened::Yes),
        Err(DbError::Refused(words)) if words == CHANGED_MEANWHILE => Ok(Opened::PasswordChanged),
        Err(DbError::Refused(words)) if words == CODE_USED => Ok(Opened::CodeUsed),
        Err(error) => Err(error),
    }
}

/// Sets a person's own new password and ends every session but one; says whether the old one was
/// still the one.
///
/// # Errors
/// Any other [`DbError`].
pub async fn change_password(
    db: &dyn Sql,
    person: PersonId,
    (old_hash, new_hash): (&str, &str),
    (kept, place): (SessionId, &Place),
    now: Instant,
) -> Result<bool, DbError> {
    let changed = db
        .run(
            "INSERT INTO password_change (person_id, old_hash, new_hash, kept_session_id, outcome,
                address, device, at)
             VALUES (?1, ?2, ?3, ?4, 'password_changed', ?5, ?6, ?7)",
            params![
                person.to_string(),
                old_hash,
                new_hash,
                kept.to_string(),
                place.network.as_str(),
                place.device.as_str(),
                now.timestamp_millis(),
            ],
        )
        .await;
    unless_changed(changed.map(drop))
}

fn unless_changed(done: Result<(), DbError>) -> Result<bool, DbError> {
    match done {
        Ok(()) => Ok(true),
        Err(DbError::Refused(words)) if words == CHANGED_MEANWHILE => Ok(false),
        Err(error) => Err(error),
    }
}
