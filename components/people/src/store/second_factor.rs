//! The statements of second factors.

use ngantor_core::id::PersonId;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, params};

use super::sign_in::Place;

/// The words by which the database refuses to confirm what is no longer there.
const CHANGED_MEANWHILE: &str = "second_factor_changed_meanwhile";

/// A person's second factor that was begun or is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// Whether a first code has come.
    pub is_on: bool,
    /// The secret, encrypted.
    pub sealed: String,
    /// Grows by one with each change.
    pub version: i64,
    /// The last step whose code was used.
    pub last_step: i64,
    /// How many codes for a lost phone are left.
    pub n_recovery_codes: i64,
}

/// What turns a second factor on.
pub struct Confirmation<'a> {
    /// Whose.
    pub person_id: PersonId,
    /// The version that was looked at.
    pub version: i64,
    /// The step of the first code.
    pub step: i64,
    /// Seals of the codes for a lost phone.
    pub seals: &'a [String],
}

/// A person's second factor; `None` while there is none.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_person(db: &dyn Sql, person: PersonId) -> Result<Option<Factor>, DbError> {
    let rows = db
        .run(
            "SELECT second_factor.state = 'on' AS is_on, sealed, version,
                coalesce(last_step, 0) AS last_step,
                (SELECT count(*) FROM recovery_code WHERE person_id = ?1) AS n_recovery_codes
             FROM second_factor
                LEFT JOIN second_factor_use ON second_factor_use.person_id = second_factor.id
             WHERE second_factor.id = ?1 AND state <> 'off' ORDER BY second_factor.id LIMIT 1",
            params![person.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Begins with a new secret; says whether none was on.
///
/// # Errors
/// Any [`DbError`].
pub async fn begin(
    db: &dyn Sql,
    person: PersonId,
    sealed: &str,
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "INSERT INTO second_factor (id, state, sealed, version, changed_at, changed_by)
             VALUES (?1, 'pending', ?2, 1, ?3, ?1)
             ON CONFLICT (id) DO UPDATE SET state = 'pending', sealed = excluded.sealed,
                version = version + 1, changed_at = excluded.changed_at,
                changed_by = excluded.changed_by
             WHERE state <> 'on'
             RETURNING id",
            params![person.to_string(), sealed, now.timestamp_millis()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Turns it on; says whether that version was still pending.
///
/// # Errors
/// Any other [`DbError`].
pub async fn confirm(
    db: &dyn Sql,
    confirmation: &Confirmation<'_>,
    place: &Place,
    now: Instant,
) -> Result<bool, DbError> {
    let confirmed = db
        .run(
            "INSERT INTO second_factor_confirmation (person_id, version, step, seals, address,
                device, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                confirmation.person_id.to_string(),
                confirmation.version,
                confirmation.step,
                serde_json::json!(confirmation.seals).to_string(),
                place.network.as_str(),
                place.device.as_str(),
                now.timestamp_millis(),
            ],
        )
        .await;
    match confirmed {
        Ok(_) => Ok(true),
        Err(DbError::Refused(words)) if words == CHANGED_MEANWHILE => Ok(false),
        Err(error) => Err(error),
    }
}

/// Takes it away; somebody does it. Says whether there was one. Where a code shows that one may,
/// its step must not have been used.
///
/// # Errors
/// Any [`DbError`].
pub async fn remove(
    db: &dyn Sql,
    (person, by): (PersonId, PersonId),
    step: Option<i64>,
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE second_factor SET state = 'off', sealed = NULL, version = version + 1,
                changed_at = ?3, changed_by = ?2
             WHERE id = ?1 AND state <> 'off'
                AND (?4 IS NULL OR EXISTS (
                    SELECT 1 FROM second_factor_use WHERE person_id = ?1 AND last_step < ?4))
             RETURNING id",
            params![
                person.to_string(),
                by.to_string(),
                now.timestamp_millis(),
                step,
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Whether a code for a lost phone is left, by its seal.
///
/// # Errors
/// Any [`DbError`].
pub async fn has_recovery_code(
    db: &dyn Sql,
    person: PersonId,
    seal: &str,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "SELECT seal FROM recovery_code WHERE person_id = ?1 AND seal = ?2
             ORDER BY seal LIMIT 1",
            params![person.to_string(), seal],
        )
        .await?;
    Ok(!rows.is_empty())
}

fn read(row: &Row) -> Result<Factor, DbError> {
    Ok(Factor {
        is_on: row.integer("is_on")? != 0,
        sealed: row.text("sealed")?,
        version: row.integer("version")?,
        last_step: row.integer("last_step")?,
        n_recovery_codes: row.integer("n_recovery_codes")?,
    })
}
