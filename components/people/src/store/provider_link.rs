//! The statements of who is whom at another identity provider, and of the sessions that it lets
//! in. An issuer's names of people and sessions are kept as seals.

use ngantor_core::id::{IdentityProviderId, PersonId, SessionId};
use ngantor_core::keys::MasterSecret;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, params};
use ngantor_directory::zone;

use super::session::{instant, works_here};
use super::sign_in::Place;
use crate::domain::provider::PersonField;

/// The words by which the database refuses to sign in by a provider.
const CHANGED_MEANWHILE: &str = "provider_changed_meanwhile";
const UNCONFIRMED: &str = "account_unconfirmed";
const CONFIRMATION_OVER: &str = "confirmation_over";
/// The most accounts of a person that are listed: one an issuer, of which few are kept.
const OPEN_MAX: u32 = 100;

/// How an issuer calls somebody, one of their sessions or a token of its own; sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal(String);

impl Seal {
    /// Of a person.
    pub fn of_subject(master: &MasterSecret, issuer: &str, subject: &str) -> Self {
        Self::of(master, "provider_subject", issuer, subject)
    }

    /// Of a session there.
    pub fn of_session(master: &MasterSecret, issuer: &str, sid: &str) -> Self {
        Self::of(master, "provider_session", issuer, sid)
    }

    /// Of a token that ends sessions.
    pub fn of_token(master: &MasterSecret, issuer: &str, jti: &str) -> Self {
        Self::of(master, "provider_token", issuer, jti)
    }

    /// An issuer holds no line break, so no two pairs are one text.
    fn of(master: &MasterSecret, purpose: &str, issuer: &str, name: &str) -> Self {
        Self(master.seal(purpose, &format!("{issuer}\n{name}")))
    }
}

/// Somebody whom a provider let in.
pub struct SignIn<'a> {
    /// The session to open.
    pub session_id: SessionId,
    /// Whose.
    pub person_id: PersonId,
    /// Which provider.
    pub provider_id: IdentityProviderId,
    /// Its issuer.
    pub issuer: &'a str,
    /// The person there.
    pub subject: &'a Seal,
    /// The same encrypted by the person's key; empty for whoever has none.
    pub sealed: &'a str,
    /// The session there.
    pub sid: Option<&'a Seal>,
    /// From where, and with what.
    pub place: &'a Place,
    /// The session in which the person said that this account is theirs; it ends.
    pub confirmed_by: Option<SessionId>,
}

/// What came of a sign-in that the provider vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The session is open.
    Yes,
    /// The person is another subject of this issuer already, or the subject another person.
    LinkedOtherwise,
    /// The provider was turned off or changed meanwhile.
    ProviderChanged,
    /// An administrator must say first that this account is theirs.
    Unconfirmed,
    /// The session in which they said so is over.
    ConfirmationOver,
}

/// Opens a session with its first refresh token, and links person and subject for good when they
/// are not.
///
/// # Errors
/// Any other [`DbError`].
pub async fn sign_in(db: &dyn Sql, sign_in: &SignIn<'_>, now: Instant) -> Result<Opened, DbError> {
    let opened = db
        .run(
            "INSERT INTO signing_in_by_provider (session_id, person_id, provider_id, issuer,
                subject, sealed, sid, address, device, at, confirmed_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                sign_in.session_id.to_string(),
                sign_in.person_id.to_string(),
                sign_in.provider_id.to_string(),
                sign_in.issuer,
                sign_in.subject.0.as_str(),
                sign_in.sealed,
                sign_in.sid.map(|sid| sid.0.as_str()),
                sign_in.place.network.as_str(),
                sign_in.place.device.as_str(),
                now.timestamp_millis(),
                sign_in.confirmed_by.map(|session| session.to_string()),
            ],
        )
        .await;
    match opened {
        Ok(_) => Ok(Opened::Yes),
        Err(DbError::Unique(columns)) if columns.starts_with("provider_link.") => {
            Ok(Opened::LinkedOtherwise)
        }
        Err(DbError::Refused(words)) if words == CHANGED_MEANWHILE => Ok(Opened::ProviderChanged),
        Err(DbError::Refused(words)) if words == UNCONFIRMED => Ok(Opened::Unconfirmed),
        Err(DbError::Refused(words)) if words == CONFIRMATION_OVER => Ok(Opened::ConfirmationOver),
        Err(error) => Err(error),
    }
}

/// A link that may have to be sealed anew.
pub struct SealedLink {
    /// Opaque.
    pub id: String,
    /// Whose.
    pub person_id: String,
    /// The person's key.
    pub wrapped_key: String,
    /// Who calls them so.
    pub issuer: String,
    /// The seal over how.
    pub subject: String,
    /// The same encrypted by the person's key.
    pub sealed: String,
}

/// Links after one, by id; those of people who had no key then hold nothing to seal anew.
///
/// # Errors
/// Any [`DbError`].
pub async fn after(db: &dyn Sql, id: &str, limit: u32) -> Result<Vec<SealedLink>, DbError> {
    let rows = db
        .run(
            "SELECT provider_link.id, person_id, wrapped_key, issuer, subject, provider_link.sealed
             FROM provider_link JOIN person ON person.id = provider_link.person_id
             WHERE provider_link.id > ?1 AND ended_at IS NULL AND provider_link.sealed <> ''
                AND wrapped_key <> ''
             ORDER BY provider_link.id LIMIT ?2",
            params![id, limit],
        )
        .await?;
    let read = |row: &Row| {
        Ok(SealedLink {
            id: row.text("id")?,
            person_id: row.text("person_id")?,
            wrapped_key: row.text("wrapped_key")?,
            issuer: row.text("issuer")?,
            subject: row.text("subject")?,
            sealed: row.text("sealed")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Puts seals by another master secret into the place of the old ones, where those are still
/// there: each change is the link's id, the old seal and the new one.
///
/// # Errors
/// Any [`DbError`].
pub async fn change_seals(
    db: &dyn Sql,
    changes: &[(String, String, Seal)],
    now: Instant,
) -> Result<(), DbError> {
    let changes = changes.iter().map(|(id, old, new)| (id, old, &new.0));
    let changes: Vec<_> = changes.collect();
    db.run(
        "UPDATE provider_link SET subject = json_extract(one.value, '$[2]'),
            version = version + 1, changed_at = ?2, changed_by = 'people'
         FROM json_each(?1) AS one
         WHERE provider_link.id = json_extract(one.value, '$[0]') AND ended_at IS NULL
            AND provider_link.subject = json_extract(one.value, '$[1]')
            AND provider_link.subject <> json_extract(one.value, '$[2]')",
        params![
            serde_json::json!(changes).to_string(),
            now.timestamp_millis()
        ],
    )
    .await
    .map(drop)
}

/// The person whom a subject was linked with.
///
/// # Errors
/// Any [`DbError`].
pub async fn person_by_subject(db: &dyn Sql, subject: &Seal) -> Result<Option<PersonId>, DbError> {
    let rows = db
        .run(
            "SELECT person_id FROM provider_link WHERE subject = ?1 AND ended_at IS NULL
             ORDER BY id LIMIT 1",
            params![subject.0.as_str()],
        )
        .await?;
    rows.first()
        .map(|row| person_id(row, "person_id"))
        .transpose()
}

/// The one person who works here and whose record says this; none where two share it.
///
/// # Errors
/// Any [`DbError`].
pub async fn person_by_field(
    db: &dyn Sql,
    field: PersonField,
    value: &str,
    now: Instant,
) -> Result<Option<PersonId>, DbError> {
    // Those who stay longest come first: where two work here, they are among the three, in whatever
    // zone the day has begun.
    let statement = match field {
        PersonField::Username => {
            "SELECT id, zone, ends_on FROM person WHERE username = lower(?1)
             ORDER BY ends_on IS NULL DESC, ends_on DESC, id LIMIT 3"
        }
        PersonField::EmployeeNumber => {
            "SELECT id, zone, ends_on FROM person WHERE employee_number = ?1
             ORDER BY ends_on IS NULL DESC, ends_on DESC, id LIMIT 3"
        }
        PersonField::Email => {
            "SELECT id, zone, ends_on FROM person
             WHERE email IS NOT NULL AND lower(email) = lower(?1)
             ORDER BY ends_on IS NULL DESC, ends_on DESC, id LIMIT 3"
        }
    };
    let mut here = Vec::new();
    for row in db.run(statement, params![value]).await? {
        let id = person_id(&row, "id")?;
        let zone = zone::at(db, id, now).await?;
        let own_zone = row.parsed("zone", |text| text.parse().ok())?;
        if works_here(&row, zone.unwrap_or(own_zone), now)? {
            here.push(id);
        }
    }
    match *here {
        [one] => Ok(Some(one)),
        _ => Ok(None),
    }
}

/// An account elsewhere that is a person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where.
    pub issuer: String,
    /// Since when.
    pub linked_at: Instant,
    /// Until when, if it was unlinked.
    pub ended_at: Option<Instant>,
}

/// The accounts elsewhere that are or were a person's, the newest first.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_person(db: &dyn Sql, person: PersonId, limit: u32) -> Result<Vec<Link>, DbError> {
    let rows = db
        .run(
            "SELECT issuer, linked_at, ended_at FROM provider_link WHERE person_id = ?1
             ORDER BY linked_at DESC, id DESC LIMIT ?2",
            params![person.to_string(), limit],
        )
        .await?;
    let read = |row: &Row| {
        Ok(Link {
            issuer: row.text("issuer")?,
            linked_at: instant(row.integer("linked_at")?)?,
            ended_at: row.integer_or_null("ended_at")?.map(instant).transpose()?,
        })
    };
    rows.iter().map(read).collect()
}

/// An account elsewhere by which a person may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenLink {
    /// The session that made it.
    pub id: SessionId,
    /// Where.
    pub issuer: String,
    /// What the institution calls that provider, while it keeps it.
    pub name: Option<String>,
    /// Since when.
    pub linked_at: Instant,
}

/// The accounts elsewhere by which a person may sign in, the newest first.
///
/// # Errors
/// Any [`DbError`].
pub async fn open_of_person(db: &dyn Sql, person: PersonId) -> Result<Vec<OpenLink>, DbError> {
    let rows = db
        .run(
            "SELECT id, issuer, linked_at, (
                SELECT name FROM identity_provider
                WHERE identity_provider.issuer = provider_link.issuer AND withdrawn_at IS NULL
                ORDER BY is_on DESC, id LIMIT 1) AS name
             FROM provider_link WHERE person_id = ?1 AND ended_at IS NULL
             ORDER BY linked_at DESC, id DESC LIMIT ?2",
            params![person.to_string(), OPEN_MAX],
        )
        .await?;
    let read = |row: &Row| {
        Ok(OpenLink {
            id: row.parsed("id", |text| text.parse().ok())?,
            issuer: row.text("issuer")?,
            name: row.text_or_null("name")?,
            linked_at: instant(row.integer("linked_at")?)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Ends one link of a person's own, and what it let in; says whether it was there.
///
/// # Errors
/// Any [`DbError`].
pub async fn unlink_own(
    db: &dyn Sql,
    person: PersonId,
    id: SessionId,
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE provider_link SET ended_at = ?3, version = version + 1, changed_at = ?3,
                changed_by = ?1
             WHERE person_id = ?1 AND id = ?2 AND ended_at IS NULL
             RETURNING id",
            params![person.to_string(), id.to_string(), now.timestamp_millis()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Somebody signed out at the provider: ends what it let in. Says whether the token was new.
///
/// # Errors
/// Any other [`DbError`].
pub async fn end_sessions(
    db: &dyn Sql,
    token: &Seal,
    (subject, sid): (Option<&Seal>, Option<&Seal>),
    now: Instant,
) -> Result<bool, DbError> {
    let ended = db
        .run(
            "INSERT INTO provider_logout (jti, subject, sid, at) VALUES (?1, ?2, ?3, ?4)",
            params![
                token.0.as_str(),
                subject.map(|subject| subject.0.as_str()),
                sid.map(|sid| sid.0.as_str()),
                now.timestamp_millis(),
            ],
        )
        .await;
    match ended {
        Ok(_) => Ok(true),
        Err(error) if error.is_unique("logout_token.jti") => Ok(false),
        Err(error) => Err(error),
    }
}

/// Forgets whom the providers mean by a person, and ends what they let in.
///
/// # Errors
/// Any [`DbError`].
pub async fn unlink(
    db: &dyn Sql,
    (person, by): (PersonId, PersonId),
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE provider_link SET ended_at = ?3, version = version + 1, changed_at = ?3,
                changed_by = ?2
             WHERE person_id = ?1 AND ended_at IS NULL
             RETURNING id",
            params![person.to_string(), by.to_string(), now.timestamp_millis()],
        )
        .await?;
    Ok(!rows.is_empty())
}

fn person_id(row: &Row, column: &str) -> Result<PersonId, DbError> {
    row.parsed(column, |text| text.parse().ok())
}
