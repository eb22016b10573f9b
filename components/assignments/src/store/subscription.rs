//! The statements of subscriptions.

use ngantor_core::id::{PersonId, SessionId};
use ngantor_core::time::{Instant, Zone};
use ngantor_db::{DbError, Row, Sql, params};
use ngantor_directory::follow::Closing;

use super::{id, instant};
use crate::domain::SUBSCRIPTIONS_MAX;
use crate::domain::subscription::{Subscription, SubscriptionId};

/// Makes one, with the seal of its secret, by a session; says whether its id was free.
/// [`DbError::Refused`] when the session is over or the person has too many.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert(
    db: &dyn Sql,
    new: &Subscription,
    seal: &str,
    session: SessionId,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "INSERT INTO subscription (id, person_id, session_id, name, seal, created_at, version,
                changed_at, changed_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?6, ?2)
             ON CONFLICT (id) DO NOTHING RETURNING id",
            params![
                new.id.to_string(),
                new.person_id.to_string(),
                session.to_string(),
                new.name.as_str(),
                seal,
                new.created_at.timestamp_millis(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// One that did not end, by its id.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id(db: &dyn Sql, id: SubscriptionId) -> Result<Option<Subscription>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, name, created_at FROM subscription
             WHERE id = ?1 AND ended_at IS NULL ORDER BY id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Those of a person that did not end, the newest first.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_person(db: &dyn Sql, person: PersonId) -> Result<Vec<Subscription>, DbError> {
    let rows = db
        .run(
            "SELECT id, person_id, name, created_at FROM subscription
             WHERE person_id = ?1 AND ended_at IS NULL ORDER BY id DESC LIMIT ?2",
            params![
                person.to_string(),
                i64::try_from(SUBSCRIPTIONS_MAX).unwrap_or(0)
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// One that did not end, by the seal of its secret; with the zone of its person, and the last day
/// on which they work here, where that is known. Nobody is erased among them.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_seal(
    db: &dyn Sql,
    seal: &str,
) -> Result<Option<(Subscription, Zone, Option<String>)>, DbError> {
    let rows = db
        .run(
            "SELECT subscription.id, person_id, subscription.name, created_at, person.zone,
                person.ends_on
             FROM subscription JOIN person ON person.id = subscription.person_id
             WHERE seal = ?1 AND ended_at IS NULL AND person.name <> ''
             ORDER BY subscription.id LIMIT 1",
            params![seal],
        )
        .await?;
    let whose = |row: &Row| {
        let zone = row.parsed("zone", |text| text.parse().ok())?;
        Ok((read(row)?, zone, row.text_or_null("ends_on")?))
    };
    rows.first().map(whose).transpose()
}

/// Ends one of a person's; says whether there was one.
///
/// # Errors
/// Any [`DbError`].
pub async fn end(
    db: &dyn Sql,
    id: SubscriptionId,
    person: PersonId,
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE subscription SET ended_at = ?3, version = version + 1, changed_at = ?3,
                changed_by = ?2
             WHERE id = ?1 AND person_id = ?2 AND ended_at IS NULL RETURNING id",
            params![id.to_string(), person.to_string(), now.timestamp_millis()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Ends those that were made by ways in that are over; again changes nothing.
///
/// # Errors
/// Any [`DbError`].
pub async fn close(db: &dyn Sql, ways: &[Closing], now: Instant) -> Result<(), DbError> {
    if ways.is_empty() {
        return Ok(());
    }
    db.run(
        "INSERT INTO closing (ways, at) VALUES (?1, ?2)",
        params![serde_json::json!(ways).to_string(), now.timestamp_millis()],
    )
    .await
    .map(drop)
}

fn read(row: &Row) -> Result<Subscription, DbError> {
    Ok(Subscription {
        id: id(row, "id")?,
        person_id: id(row, "person_id")?,
        name: row.text("name")?,
        created_at: instant(row.integer("created_at")?)?,
    })
}
