//! Every statement of this function, those of one thing in one file: here those of the
//! institution; [`known`] is what the key-value store holds.

pub mod account;
pub mod app;
pub mod brake;
pub mod card;
pub mod correction;
pub mod device;
pub mod erasure;
pub mod export;
pub mod import;
pub mod import_fault;
pub mod import_list;
pub mod import_load;
pub mod known;
pub mod office;
pub mod passkey;
pub mod password_link;
pub mod person;
pub mod provider;
pub mod provider_document;
pub mod provider_link;
pub mod relation;
pub mod renewal;
pub mod retention;
mod seal;
pub mod second_factor;
pub mod session;
pub mod sign_in;
pub mod unit;
pub mod viewing;

use ngantor_core::id::PersonId;
use ngantor_core::time::{Day, Instant, Zone, parse_day};
use ngantor_db::{DbError, Row, Sql, params};
use serde_json::json;

use self::person::Kept;
pub use self::person::{person_by_id, person_by_username};
use crate::domain::person::{Person, fold};
use crate::domain::policy::Policy;

/// How many years after somebody left their record is kept, until the institution says.
pub const RETENTION_YEARS: u32 = 10;

/// The institution that runs this installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Institution {
    /// Its name.
    pub name: String,
    /// The zone of its seat.
    pub zone: Zone,
    /// How many years after somebody left their record is kept.
    pub retention_years: u32,
    /// By which ways people come in.
    pub policy: Policy,
    /// Grows by one with each change; 1 for a new row.
    pub version: i64,
}

/// Makes the institution and its first administrator; [`DbError::Unique`] over
/// `institution.id` when there is one.
///
/// # Errors
/// Any [`DbError`].
pub async fn open_institution(
    db: &dyn Sql,
    institution: &Institution,
    administrator: &Person,
    kept: &Kept,
    now: Instant,
) -> Result<(), DbError> {
    db.run(
        "INSERT INTO opening (institution_name, zone, person_id, name, username, password_hash,
            opened_at, folded, sealed, wrapped_key)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            institution.name.as_str(),
            institution.zone.name(),
            administrator.id.to_string(),
            administrator.personal.name.as_str(),
            administrator.personal.username.as_str(),
            kept.password_hash.as_str(),
            now.timestamp_millis(),
            fold(&administrator.personal.name),
            kept.sealed.as_str(),
            kept.wrapped_key.0.as_str(),
        ],
    )
    .await
    .map(drop)
}

/// The institution, once it is set up.
///
/// # Errors
/// Any [`DbError`].
pub async fn institution(db: &dyn Sql) -> Result<Option<Institution>, DbError> {
    let rows = db
        .run(
            "SELECT name, zone, retention_years, ways_in, needs_second_factor, version
             FROM institution ORDER BY id LIMIT 1",
            params![],
        )
        .await?;
    let read = |row: &Row| {
        let zone = row.parsed("zone", |text| text.parse().ok())?;
        let years = row.integer("retention_years")?;
        let policy = Policy {
            ways_in: row.parsed("ways_in", |text| serde_json::from_str(text).ok())?,
            needs_second_factor: row.integer("needs_second_factor")? != 0,
        };
        Ok(Institution {
            name: row.text("name")?,
            zone,
            retention_years: u32::try_from(years).unwrap_or(RETENTION_YEARS),
            policy,
            version: row.integer("version")?,
        })
    };
    rows.first().map(read).transpose()
}

/// Changes the institution from one version to the next; says whether that version was there.
///
/// # Errors
/// Any [`DbError`].
pub async fn update_institution(
    db: &dyn Sql,
    institution: &Institution,
    changed_by: PersonId,
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE institution SET name = ?2, zone = ?3, retention_years = ?4,
                version = version + 1, changed_at = ?5, changed_by = ?6, ways_in = ?7,
                needs_second_factor = ?8
             WHERE version = ?1
             RETURNING id",
            params![
                institution.version,
                institution.name.as_str(),
                institution.zone.name(),
                institution.retention_years,
                now.timestamp_millis(),
                changed_by.to_string(),
                json!(institution.policy.ways_in).to_string(),
                institution.policy.needs_second_factor,
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// A day as the database keeps it.
fn day(text: &str) -> Option<Day> {
    parse_day(text).map(Day)
}
