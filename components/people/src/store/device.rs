//! The statements of devices that ask to be let in.

use ngantor_core::caller::Caller;
use ngantor_core::id::{DeviceId, PersonId, SessionId};
use ngantor_core::time::{Instant, from_ms};
use ngantor_db::{DbError, Row, Sql, Value, params};

use super::app::{read_scopes, scopes_text};
use crate::domain::device::{Device, State};

/// Adds a device; [`DbError::Refused`] when too many wait, [`DbError::Unique`] over
/// `device.user_code` when its code is another's.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert(db: &dyn Sql, device: &Device) -> Result<(), DbError> {
    db.run(
        "INSERT INTO device (id, user_code, name, scopes, state, asked_at, polled_at,
            polled_before_at)
         VALUES (?1, ?2, ?3, ?4, 'pending', ?5, 0, 0)",
        params![
            device.id.to_string(),
            device.user_code.as_str(),
            device.name.as_str(),
            scopes_text(&device.scopes),
            device.asked_at.timestamp_millis(),
        ],
    )
    .await
    .map(drop)
}

/// A device by what it shows.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_user_code(db: &dyn Sql, code: &str) -> Result<Option<Device>, DbError> {
    let rows = db
        .run(
            "SELECT id, user_code, name, scopes, state, app_token_id, decided_by, asked_at,
                polled_before_at
             FROM device WHERE user_code = ?1 ORDER BY id LIMIT 1",
            params![code],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// A device that looks how far it is, and when it had looked before.
///
/// # Errors
/// Any [`DbError`].
pub async fn look(db: &dyn Sql, id: DeviceId, now: Instant) -> Result<Option<Device>, DbError> {
    let rows = db
        .run(
            "UPDATE device SET polled_before_at = polled_at, polled_at = ?2 WHERE id = ?1
             RETURNING id, user_code, name, scopes, state, app_token_id, decided_by, asked_at,
                polled_before_at",
            params![id.to_string(), now.timestamp_millis()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Lets a device in as an app of a person's; [`DbError::Refused`] when it does not wait any more.
///
/// # Errors
/// Any [`DbError`].
pub async fn approve(
    db: &dyn Sql,
    id: DeviceId,
    (app, caller): (SessionId, &Caller),
    (now, expires_at): (Instant, Instant),
) -> Result<(), DbError> {
    db.run(
        "INSERT INTO approval (device_id, app_token_id, person_id, approved_at, expires_at,
            session_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            id.to_string(),
            app.to_string(),
            caller.person_id.to_string(),
            now.timestamp_millis(),
            expires_at.timestamp_millis(),
            caller.session_id.to_string(),
        ],
    )
    .await
    .map(drop)
}

/// Does not let a device in; says whether it waited.
///
/// # Errors
/// Any [`DbError`].
pub async fn deny(db: &dyn Sql, id: DeviceId, person: PersonId) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE device SET state = 'denied', decided_by = ?2
             WHERE id = ?1 AND state = 'pending' RETURNING id",
            params![id.to_string(), person.to_string()],
        )
        .await?;
    Ok(!rows.is_empty())
}

fn read(row: &Row) -> Result<Device, DbError> {
    let app = row.parsed_or_null("app_token_id", |text| text.parse().ok())?;
    let state = match (row.text("state")?.as_str(), app) {
        ("approved", Some(app)) => State::Approved(app),
        ("denied", _) => State::Denied,
        _ => State::Pending,
    };
    Ok(Device {
        id: row.parsed("id", |text| text.parse().ok())?,
        user_code: row.text("user_code")?,
        name: row.text("name")?,
        scopes: row.parsed("scopes", read_scopes)?,
        state,
        decided_by: row.parsed_or_null("decided_by", |text| text.parse().ok())?,
        asked_at: instant(row.value("asked_at")?)?,
        polled_at: instant(row.value("polled_before_at")?)?,
    })
}

/// 0 is never.
fn instant(value: &Value) -> Result<Instant, DbError> {
    match value {
        Value::Integer(0) => Ok(Instant::default()),
        Value::Integer(ms) => from_ms(*ms).ok_or_else(|| DbError::Shape(format!("instant {ms}"))),
        _ => Err(DbError::Shape("no instant".to_owned())),
    }
}
