//! The statements that close people's keys and second factors anew under another master secret.

use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, params};
use serde_json::json;

/// Whose it is, and what is closed.
pub type Closed = (String, String);
/// Whose it is, what was closed, and the same closed anew.
pub type Change = (String, String, String);

/// The marks of master secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Of the one that closes everything here.
    pub current: String,
    /// Of the one before, whose work is still good; empty when there is none.
    pub previous: String,
}

/// The marks as of the last start with others; `None` before the first.
///
/// # Errors
/// Any [`DbError`].
pub async fn marks(db: &dyn Sql) -> Result<Option<Marks>, DbError> {
    let rows = db
        .run(
            "SELECT mark, previous FROM closed_by WHERE id = 1 ORDER BY id LIMIT 1",
            params![],
        )
        .await?;
    let read = |row: &Row| {
        Ok(Marks {
            current: row.text("mark")?,
            previous: row.text("previous")?,
        })
    };
    rows.first().map(read).transpose()
}

/// Keeps that a master secret closes everything here; what only others made than these two ends.
///
/// # Errors
/// Any [`DbError`].
pub async fn keep_marks(db: &dyn Sql, marks: &Marks, now: Instant) -> Result<(), DbError> {
    db.run(
        "INSERT INTO closed_by (id, mark, previous, at) VALUES (1, ?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET mark = excluded.mark, previous = excluded.previous,
            at = excluded.at",
        params![
            marks.current.as_str(),
            marks.previous.as_str(),
            now.timestamp_millis(),
        ],
    )
    .await
    .map(drop)
}

/// The keys of people after one, by person.
///
/// # Errors
/// Any [`DbError`].
pub async fn keys(db: &dyn Sql, after: &str, limit: u32) -> Result<Vec<Closed>, DbError> {
    let rows = db
        .run(
            "SELECT id, wrapped_key AS closed FROM person
             WHERE id > ?1 AND wrapped_key <> '' ORDER BY id LIMIT ?2",
            params![after, limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// The secrets of second factors after one, by person.
///
/// # Errors
/// Any [`DbError`].
pub async fn factors(db: &dyn Sql, after: &str, limit: u32) -> Result<Vec<Closed>, DbError> {
    let rows = db
        .run(
            "SELECT id, sealed AS closed FROM second_factor
             WHERE id > ?1 AND sealed IS NOT NULL ORDER BY id LIMIT ?2",
            params![after, limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// What this office proves itself with at identity providers after one, by provider.
///
/// # Errors
/// Any [`DbError`].
pub async fn providers(db: &dyn Sql, after: &str, limit: u32) -> Result<Vec<Closed>, DbError> {
    let rows = db
        .run(
            "SELECT id, sealed_secret AS closed FROM identity_provider
             WHERE id > ?1 AND sealed_secret IS NOT NULL ORDER BY id LIMIT ?2",
            params![after, limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Puts keys that are closed anew into the place of the old ones, where those are still there.
///
/// # Errors
/// Any [`DbError`].
pub async fn change_keys(db: &dyn Sql, changes: &[Change], now: Instant) -> Result<(), DbError> {
    db.run(
        "UPDATE person SET wrapped_key = json_extract(one.value, '$[2]'), version = version + 1,
            changed_at = ?2, changed_by = 'people'
         FROM json_each(?1) AS one
         WHERE person.id = json_extract(one.value, '$[0]')
            AND person.wrapped_key = json_extract(one.value, '$[1]')",
        params![json!(changes).to_string(), now.timestamp_millis()],
    )
    .await
    .map(drop)
}

/// The same for the secrets of second factors.
///
/// # Errors
/// Any [`DbError`].
pub async fn change_factors(db: &dyn Sql, changes: &[Change], now: Instant) -> Result<(), DbError> {
    db.run(
        "UPDATE second_factor SET sealed = json_extract(one.value, '$[2]'),
            version = version + 1, changed_at = ?2, changed_by = 'people'
         FROM json_each(?1) AS one
         WHERE second_factor.id = json_extract(one.value, '$[0]')
            AND second_factor.sealed = json_extract(one.value, '$[1]')",
        params![json!(changes).to_string(), now.timestamp_millis()],
    )
    .await
    .map(drop)
}

/// The same for what this office proves itself with at identity providers.
///
/// # Errors
/// Any [`DbError`].
pub async fn change_providers(
    db: &dyn Sql,
    changes: &[Change],
    now: Instant,
) -> Result<(), DbError> {
    db.run(
        "UPDATE identity_provider SET sealed_secret = json_extract(one.value, '$[2]'),
            version = version + 1, changed_at = ?2, changed_by = 'people'
         FROM json_each(?1) AS one
         WHERE identity_provider.id = json_extract(one.value, '$[0]')
            AND identity_provider.sealed_secret = json_extract(one.value, '$[1]')",
        params![json!(changes).to_string(), now.timestamp_millis()],
    )
    .await
    .map(drop)
}

fn read(row: &Row) -> Result<Closed, DbError> {
    Ok((row.text("id")?, row.text("closed")?))
}
