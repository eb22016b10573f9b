//! The statements of offices.

use ngantor_core::id::OfficeId;
use ngantor_core::region::Region;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, params};

use crate::domain::directory::Office;

/// The most offices that are looked at at once.
pub const OFFICES_MAX: u32 = 5_000;

/// Adds an office; [`DbError::Unique`] over `office.id` when the id is taken.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert_office(db: &dyn Sql, office: &Office, now: Instant) -> Result<(), DbError> {
    db.run(
        "INSERT INTO office (id, name, address, zone, latitude, longitude, version, changed_at,
            changed_by, region)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            office.id.to_string(),
            office.name.as_str(),
            office.address.as_str(),
            office.zone.name(),
            office.position.map(|(latitude, _)| latitude),
            office.position.map(|(_, longitude)| longitude),
            office.version,
            now.timestamp_millis(),
            office.changed_by.as_str(),
            office.region.as_ref().map(Region::as_str),
        ],
    )
    .await
    .map(drop)
}

/// Changes an office from one version to the next; says whether that version was there.
///
/// # Errors
/// Any [`DbError`].
pub async fn update_office(db: &dyn Sql, office: &Office, now: Instant) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE office SET name = ?3, address = ?4, zone = ?5, latitude = ?6, longitude = ?7,
                version = version + 1, changed_at = ?8, changed_by = ?9, region = ?10
             WHERE id = ?1 AND version = ?2
             RETURNING id",
            params![
                office.id.to_string(),
                office.version,
                office.name.as_str(),
                office.address.as_str(),
                office.zone.name(),
                office.position.map(|(latitude, _)| latitude),
                office.position.map(|(_, longitude)| longitude),
                now.timestamp_millis(),
                office.changed_by.as_str(),
                office.region.as_ref().map(Region::as_str),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// An office by id.
///
/// # Errors
/// Any [`DbError`].
pub async fn office_by_id(db: &dyn Sql, id: OfficeId) -> Result<Option<Office>, DbError> {
    let rows = db
        .run(
            "SELECT id, name, address, zone, latitude, longitude, region, version, changed_by
             FROM office WHERE id = ?1 ORDER BY id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read_office).transpose()
}

/// Offices by name, after the one with this name and id.
///
/// # Errors
/// Any [`DbError`].
pub async fn offices_by_name(
    db: &dyn Sql,
    after: Option<(String, String)>,
    limit: u32,
) -> Result<Vec<Office>, DbError> {
    let (name, id) = after.unwrap_or_default();
    let rows = db
        .run(
            "SELECT id, name, address, zone, latitude, longitude, region, version, changed_by
             FROM office WHERE (name, id) > (?1, ?2) ORDER BY name, id LIMIT ?3",
            params![name, id, limit],
        )
        .await?;
    rows.iter().map(read_office).collect()
}

/// The names of every office.
///
/// # Errors
/// Any [`DbError`].
pub async fn office_names(db: &dyn Sql) -> Result<Vec<(OfficeId, String)>, DbError> {
    let rows = db
        .run(
            "SELECT id, name FROM office ORDER BY name, id LIMIT ?1",
            params![OFFICES_MAX],
        )
        .await?;
    let read = |row: &Row| {
        Ok((
            row.parsed("id", |text| text.parse().ok())?,
            row.text("name")?,
        ))
    };
    rows.iter().map(read).collect()
}

fn read_office(row: &Row) -> Result<Office, DbError> {
    let position = row
        .real_or_null("latitude")?
        .zip(row.real_or_null("longitude")?);
    Ok(Office {
        id: row.parsed("id", |text| text.parse().ok())?,
        name: row.text("name")?,
        address: row.text("address")?,
        zone: row.parsed("zone", |text| text.parse().ok())?,
        position,
        region: row.parsed_or_null("region", |text| text.parse().ok())?,
        version: row.integer("version")?,
        changed_by: row.text("changed_by")?,
    })
}
