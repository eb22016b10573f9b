//! The statements of passkeys.

use ngantor_core::id::{PasskeyId, PersonId, SessionId};
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, params};

use super::session::instant;
use super::sign_in::Place;
use crate::domain::passkey::{Challenge, PASSKEYS_MAX};

/// The words by which the database refuses what rests on a challenge that opened something before.
const CHALLENGE_USED: &str = "challenge_used";
/// The words by which it refuses one more than there may be.
const TOO_MANY: &str = "too_many_passkeys";
/// The words by which it refuses a counter that did not grow.
const COPIED: &str = "passkey_copied";
/// The words by which it refuses a passkey that was removed meanwhile.
const GONE: &str = "passkey_gone";

/// A passkey as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Opaque.
    pub id: PasskeyId,
    /// What the person calls it.
    pub name: String,
    /// What the authenticator calls it, as base64url.
    pub credential_id: String,
    /// Since when.
    pub created_at: Instant,
    /// When somebody signed in by it last.
    pub used_at: Option<Instant>,
}

/// A passkey to add.
pub struct NewPasskey<'a> {
    /// Opaque.
    pub id: PasskeyId,
    /// Whose.
    pub person_id: PersonId,
    /// What the person calls it.
    pub name: &'a str,
    /// What the authenticator calls it, as base64url.
    pub credential_id: &'a str,
    /// SPKI as base64url.
    pub public_key: &'a str,
    /// Whether it may be on other devices too.
    pub may_sync: bool,
    /// How often it signed.
    pub counter: u32,
}

/// What came of adding one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is there.
    Yes,
    /// The challenge made a passkey before.
    ChallengeUsed,
    /// The person has as many as one may have.
    TooMany,
    /// The credential is somebody's, or the id is another passkey's.
    Taken,
}

/// What a passkey is checked by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Opaque.
    pub id: PasskeyId,
    /// Whose.
    pub person_id: PersonId,
    /// What the authenticator knows the person by, as base64url.
    pub handle: String,
    /// SPKI as base64url.
    pub public_key: String,
    /// Whether it may be on other devices too.
    pub may_sync: bool,
}

/// A sign-in that was found good.
pub struct SignIn<'a> {
    /// The session to open.
    pub session_id: SessionId,
    /// By what.
    pub passkey_id: PasskeyId,
    /// How often it signed.
    pub counter: u32,
    /// What it signed.
    pub challenge: &'a Challenge,
    /// From where, and with what.
    pub place: &'a Place,
    /// For which functions tokens were asked; `None` for each there is.
    pub resource: Option<&'a [String]>,
}

/// What came of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The session is open.
    Yes,
    /// The challenge opened something before.
    ChallengeUsed,
    /// Somebody has a copy: the counter did not grow.
    Copied,
    /// The passkey was removed meanwhile.
    Gone,
}

/// What authenticators know a person by: what is kept, or else this, which is kept from now on.
///
/// # Errors
/// Any [`DbError`].
pub async fn handle(db: &dyn Sql, person: PersonId, new: &str) -> Result<String, DbError> {
    let rows = db
        .run(
            "INSERT INTO passkey_owner (person_id, handle) VALUES (?1, ?2)
             ON CONFLICT (person_id) DO UPDATE SET handle = passkey_owner.handle
             RETURNING handle",
            params![person.to_string(), new],
        )
        .await?;
    let missing = || DbError::Shape("no handle was kept".to_owned());
    rows.first().ok_or_else(missing)?.text("handle")
}

/// The passkeys of a person, the newest first.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_person(db: &dyn Sql, person: PersonId) -> Result<Vec<Passkey>, DbError> {
    let rows = db
        .run(
            "SELECT passkey.id, name, credential_id, created_at, used_at
             FROM passkey JOIN passkey_use ON passkey_use.passkey_id = passkey.id
             WHERE person_id = ?1 AND ended_at IS NULL
             ORDER BY created_at DESC, passkey.id DESC LIMIT ?2",
            params![person.to_string(), PASSKEYS_MAX],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Adds a passkey by a challenge, which is used up.
///
/// # Errors
/// Any other [`DbError`].
pub async fn add(
    db: &dyn Sql,
    new: &NewPasskey<'_>,
    challenge: &Challenge,
    place: &Place,
    now: Instant,
) -> Result<Added, DbError> {
    let added = db
        .run(
            "INSERT INTO passkey_registration (passkey_id, person_id, name, credential_id,
                public_key, may_sync, counter, nonce, expires_at, address, device, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                new.id.to_string(),
                new.person_id.to_string(),
                new.name,
                new.credential_id,
                new.public_key,
                new.may_sync,
                new.counter,
                challenge.nonce.as_str(),
                challenge.expires_at.timestamp_millis(),
                place.network.as_str(),
                place.device.as_str(),
                now.timestamp_millis(),
            ],
        )
        .await;
    match added {
        Ok(_) => Ok(Added::Yes),
        Err(DbError::Refused(words)) if words == CHALLENGE_USED => Ok(Added::ChallengeUsed),
        Err(DbError::Refused(words)) if words == TOO_MANY => Ok(Added::TooMany),
        Err(DbError::Unique(_)) => Ok(Added::Taken),
        Err(error) => Err(error),
    }
}

/// The passkey that an authenticator calls so, and whose it is.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_credential(db: &dyn Sql, credential_id: &str) -> Result<Option<Kept>, DbError> {
    let rows = db
        .run(
            "SELECT id, passkey.person_id, handle, public_key, may_sync
             FROM passkey JOIN passkey_owner ON passkey_owner.person_id = passkey.person_id
             WHERE credential_id = ?1 AND ended_at IS NULL ORDER BY id LIMIT 1",
            params![credential_id],
        )
        .await?;
    let read = |row: &Row| {
        Ok(Kept {
            id: row.parsed("id", |text| text.parse().ok())?,
            person_id: row.parsed("person_id", |text| text.parse().ok())?,
            handle: row.text("handle")?,
            public_key: row.text("public_key")?,
            may_sync: row.integer("may_sync")? != 0,
        })
    };
    rows.first().map(read).transpose()
}

/// Opens a session with its first refresh token, uses up the challenge and moves the counter on.
///
/// # Errors
/// Any other [`DbError`].
pub async fn sign_in(db: &dyn Sql, sign_in: &SignIn<'_>, now: Instant) -> Result<Opened, DbError> {
    let opened = db
        .run(
            "INSERT INTO signing_in_by_passkey (session_id, passkey_id, counter, nonce,
                expires_at, resource, address, device, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                sign_in.session_id.to_string(),
                sign_in.passkey_id.to_string(),
                sign_in.counter,
                sign_in.challenge.nonce.as_str(),
                sign_in.challenge.expires_at.timestamp_millis(),
                sign_in
                    .resource
                    .map(|names| serde_json::json!(names).to_string()),
                sign_in.place.network.as_str(),
                sign_in.place.device.as_str(),
                now.timestamp_millis(),
            ],
        )
        .await;
    match opened {
        Ok(_) => Ok(Opened::Yes),
        Err(DbError::Refused(words)) if words == CHALLENGE_USED => Ok(Opened::ChallengeUsed),
        Err(DbError::Refused(words)) if words == COPIED => Ok(Opened::Copied),
        Err(DbError::Refused(words)) if words == GONE => Ok(Opened::Gone),
        Err(error) => Err(error),
    }
}

/// Removes passkeys of a person: this one, or all; somebody does it. Says whether there was one.
///
/// # Errors
/// Any [`DbError`].
pub async fn remove(
    db: &dyn Sql,
    (person, by): (PersonId, PersonId),
    id: Option<PasskeyId>,
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE passkey SET ended_at = ?3, name = '', credential_id = '', public_key = '',
                version = version + 1, changed_at = ?3, changed_by = ?2
             WHERE person_id = ?1 AND ended_at IS NULL AND (?4 IS NULL OR id = ?4)
             RETURNING id",
            params![
                person.to_string(),
                by.to_string(),
                now.timestamp_millis(),
                id.map(|id| id.to_string()),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

fn read(row: &Row) -> Result<Passkey, DbError> {
    Ok(Passkey {
        id: row.parsed("id", |text| text.parse().ok())?,
        name: row.text("name")?,
        credential_id: row.text("credential_id")?,
        created_at: instant(row.integer("created_at")?)?,
        used_at: row.integer_or_null("used_at")?.map(instant).transpose()?,
    })
}
