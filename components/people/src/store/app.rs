//! The statements of the apps that people let in.

use ngantor_core::caller::Caller;
use ngantor_core::id::{PersonId, SessionId};
use ngantor_core::time::{Instant, from_ms};
use ngantor_db::{DbError, Row, Sql, params};

use crate::domain::app::{APPS_MAX, App, Scope};

/// Lets an app in by a session; [`DbError::Unique`] over `app_token.id` when the id is taken.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert(db: &dyn Sql, app: &App, session: SessionId) -> Result<(), DbError> {
    db.run(
        "INSERT INTO app_token (id, person_id, name, scopes, created_at, expires_at, version,
            changed_at, changed_by, made_by, session_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?5, ?2,
            coalesce((SELECT mark FROM closed_by ORDER BY id LIMIT 1), ''), ?7)",
        params![
            app.id.to_string(),
            app.person_id.to_string(),
            app.name.as_str(),
            scopes_text(&app.scopes),
            app.created_at.timestamp_millis(),
            app.expires_at.timestamp_millis(),
            session.to_string(),
        ],
    )
    .await
    .map(drop)
}

/// An app that is let in, and its person works here.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id(db: &dyn Sql, id: SessionId, now: Instant) -> Result<Option<App>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, name, scopes, created_at, expires_at
             FROM app_token WHERE id = ?1 AND ended_at IS NULL AND expires_at > ?2
             ORDER BY id LIMIT 1",
            params![id.to_string(), now.timestamp_millis()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// The apps that a person let in, the newest first.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_person(db: &dyn Sql, person: PersonId, now: Instant) -> Result<Vec<App>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, name, scopes, created_at, expires_at
             FROM app_token WHERE person_id = ?1 AND ended_at IS NULL AND expires_at > ?2
             ORDER BY id DESC LIMIT ?3",
            params![person.to_string(), now.timestamp_millis(), APPS_MAX],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Puts an app of a person's out; says whether there was one.
///
/// # Errors
/// Any [`DbError`].
pub async fn end(
    db: &dyn Sql,
    id: SessionId,
    person: PersonId,
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE app_token SET ended_at = ?3, version = version + 1, changed_at = ?3,
                changed_by = ?2
             WHERE id = ?1 AND person_id = ?2 AND ended_at IS NULL
             RETURNING id",
            params![id.to_string(), person.to_string(), now.timestamp_millis()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Puts every app of a person out; somebody does it.
///
/// # Errors
/// Any [`DbError`].
pub async fn end_all(
    db: &dyn Sql,
    (person, by): (PersonId, PersonId),
    now: Instant,
) -> Result<(), DbError> {
    db.run(
        "UPDATE app_token SET ended_at = ?3, version = version + 1, changed_at = ?3,
            changed_by = ?2
         WHERE person_id = ?1 AND ended_at IS NULL",
        params![person.to_string(), by.to_string(), now.timestamp_millis()],
    )
    .await
    .map(drop)
}

/// The bearer of an app's access token with the roles of now, unless the app is out. The caller's
/// zone is where they are today.
///
/// # Errors
/// Any [`DbError`].
pub async fn present(
    db: &dyn Sql,
    caller: Caller,
    now: Instant,
) -> Result<Option<Caller>, DbError> {
    let rows = db
        .run(
            "SELECT person.roles, person.ends_on, 'password' AS way_in,
                EXISTS (SELECT 1 FROM second_factor WHERE id = person.id AND state = 'on')
                    AS has_factor,
                coalesce((SELECT needs_second_factor FROM institution ORDER BY id LIMIT 1), 0)
                    AS needs_factor
             FROM app_token JOIN person ON person.id = app_token.person_id
             WHERE app_token.id = ?1 AND app_token.person_id = ?2
                AND app_token.ended_at IS NULL AND app_token.expires_at > ?3
             ORDER BY app_token.id LIMIT 1",
            params![
                caller.session_id.to_string(),
                caller.person_id.to_string(),
                now.timestamp_millis(),
            ],
        )
        .await?;
    super::session::as_of_now(rows.first(), caller, now)
}

/// Scopes as the database keeps them.
pub(super) fn scopes_text(scopes: &[Scope]) -> String {
    let scopes: Vec<_> = scopes.iter().map(Scope::to_string).collect();
    serde_json::json!(scopes).to_string()
}

/// Scopes as the database keeps them; one that is none any more is left out.
pub(super) fn read_scopes(text: &str) -> Option<Vec<Scope>> {
    let scopes: Vec<String> = serde_json::from_str(text).ok()?;
    Some(
        scopes
            .iter()
            .filter_map(|scope| Scope::parse(scope))
            .collect(),
    )
}

fn read(row: &Row) -> Result<App, DbError> {
    let instant = |column: &str| {
        let at = from_ms(row.integer(column)?);
        at.ok_or_else(|| DbError::Shape(format!("column {column}")))
    };
    Ok(App {
        id: row.parsed("id", |text| text.parse().ok())?,
        person_id: row.parsed("person_id", |text| text.parse().ok())?,
        name: row.text("name")?,
        scopes: row.parsed("scopes", read_scopes)?,
        created_at: instant("created_at")?,
        expires_at: instant("expires_at")?,
    })
}
