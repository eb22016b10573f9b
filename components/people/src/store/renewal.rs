//! The statements that close people's keys and second factors anew under another master secret.

use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, params};
use serde_json::json;

/// Whose it is, and what is closed.
pub type Closed = (String, String);
/// Whose it is, what was closed, and the same closed anew.
pub type Change = (String, String, String);

/// The mark of the master secret that closes everything here; `None` before the first start.
///
/// # Errors
/// Any [`DbError`].
pub async fn mark(db: &dyn Sql) -> Result<Option<String>, DbError> {
    let rows = db
        .run(
            "SELECT mark FROM closed_by WHERE id = 1 ORDER BY id LIMIT 1",
            params![],
        )
        .await?;
    rows.first().map(|row| row.text("mark")).transpose()
}

/// Keeps that a master secret closes everything here.
///
/// # Errors
/// Any [`DbError`].
pub async fn keep_mark(db: &dyn Sql, mark: &str) -> Result<(), DbError> {
    db.run(
        "INSERT INTO closed_by (id, mark) VALUES (1, ?1)
         ON CONFLICT (id) DO UPDATE SET mark = excluded.mark",
        params![mark],
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
