//! The statements of other identity providers.

use ngantor_core::id::IdentityProviderId;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, params};

use crate::domain::provider::{PROVIDERS_MAX, PersonField, Provider};

/// Adds a provider; [`DbError::Unique`] over `identity_provider.id` when the id is taken,
/// [`DbError::Refused`] when there are [`PROVIDERS_MAX`].
///
/// # Errors
/// Any [`DbError`].
pub async fn insert(db: &dyn Sql, provider: &Provider, now: Instant) -> Result<(), DbError> {
    db.run(
        "INSERT INTO identity_provider (id, name, issuer, client_id, sealed_secret, scope,
            person_claim, person_field, key_max_age_hours, is_on, version, changed_at, changed_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            provider.id.to_string(),
            provider.name.as_str(),
            provider.issuer.as_str(),
            provider.client_id.as_str(),
            provider.sealed_secret.as_deref(),
            provider.scope.as_str(),
            provider.person_claim.as_str(),
            provider.person_field.name(),
            provider.key_max_age_hours,
            provider.is_on,
            provider.version,
            now.timestamp_millis(),
            provider.changed_by.as_str(),
        ],
    )
    .await
    .map(drop)
}

/// Changes a provider from one version to the next; says whether that version was there.
///
/// # Errors
/// Any [`DbError`].
pub async fn update(db: &dyn Sql, provider: &Provider, now: Instant) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE identity_provider SET name = ?3, issuer = ?4, client_id = ?5,
                sealed_secret = ?6, scope = ?7, person_claim = ?8, person_field = ?9,
                key_max_age_hours = ?10, is_on = ?11, withdrawn_at = CASE WHEN ?12 THEN ?13 END,
                version = version + 1, changed_at = ?13, changed_by = ?14
             WHERE id = ?1 AND version = ?2 AND withdrawn_at IS NULL
             RETURNING id",
            params![
                provider.id.to_string(),
                provider.version,
                provider.name.as_str(),
                provider.issuer.as_str(),
                provider.client_id.as_str(),
                provider.sealed_secret.as_deref(),
                provider.scope.as_str(),
                provider.person_claim.as_str(),
                provider.person_field.name(),
                provider.key_max_age_hours,
                provider.is_on,
                provider.is_withdrawn,
                now.timestamp_millis(),
                provider.changed_by.as_str(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// A provider by its id; a withdrawn one is none.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id(db: &dyn Sql, id: IdentityProviderId) -> Result<Option<Provider>, DbError> {
    let rows = db
        .run(
            "SELECT id, name, issuer, client_id, sealed_secret, scope, person_claim, person_field,
                key_max_age_hours, is_on, version, changed_by
             FROM identity_provider WHERE id = ?1 AND withdrawn_at IS NULL ORDER BY id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Every provider, by name.
///
/// # Errors
/// Any [`DbError`].
pub async fn all(db: &dyn Sql) -> Result<Vec<Provider>, DbError> {
    let rows = db
        .run(
            "SELECT id, name, issuer, client_id, sealed_secret, scope, person_claim, person_field,
                key_max_age_hours, is_on, version, changed_by
             FROM identity_provider WHERE withdrawn_at IS NULL ORDER BY name, id LIMIT ?1",
            params![PROVIDERS_MAX],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Provider, DbError> {
    Ok(Provider {
        id: row.parsed("id", |text| text.parse().ok())?,
        name: row.text("name")?,
        issuer: row.text("issuer")?,
        client_id: row.text("client_id")?,
        sealed_secret: row.text_or_null("sealed_secret")?,
        scope: row.text("scope")?,
        person_claim: row.text("person_claim")?,
        person_field: row.parsed("person_field", PersonField::parse)?,
        key_max_age_hours: row.integer("key_max_age_hours")?,
        is_on: row.integer("is_on")? != 0,
        is_withdrawn: false,
        version: row.integer("version")?,
        changed_by: row.text("changed_by")?,
    })
}
