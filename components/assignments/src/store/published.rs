//! The statements behind a calendar and a feed.

use ngantor_core::id::PersonId;
use ngantor_core::time::{Instant, Zone};
use ngantor_db::{DbError, Row, Sql, params};

use super::{id, instant};
use crate::domain::published::Item;
use crate::domain::{Priority, State};

/// The most assignments of one calendar or feed.
const ITEMS_MAX: u32 = 500;

/// Of what somebody does, gave or is let watch, what is due next to an instant. It reads their own
/// lists alone.
pub const NEAREST: &str = "SELECT DISTINCT listed.assignment_id, listed.due_at
     FROM json_each('[\"mine\", \"given\", \"shown\"]') AS wanted
     JOIN listed ON listed.list = wanted.value AND listed.owner = ?1
     ORDER BY abs(listed.due_at - ?2), listed.assignment_id LIMIT ?3";

/// The same, of what changed last and was given until an instant; what others do of it counts as
/// far as the whole follows.
pub const LATEST: &str = "SELECT listed.assignment_id, max(
        assignment.changed_at, whole.changed_at,
        (SELECT coalesce(max(part.changed_at), 0) FROM part
         WHERE part.assignment_id = assignment.id AND part.person_id = ?1),
        (SELECT coalesce(max(addition.changed_at), 0) FROM addition
         WHERE addition.assignment_id = assignment.id)) AS touched_at
     FROM json_each('[\"mine\", \"given\", \"shown\"]') AS wanted
     JOIN listed ON listed.list = wanted.value AND listed.owner = ?1
     JOIN assignment ON assignment.id = listed.assignment_id
     JOIN whole ON whole.id = listed.assignment_id
     WHERE assignment.given_at <= ?2
     GROUP BY listed.assignment_id
     ORDER BY touched_at DESC, listed.assignment_id LIMIT ?3";

/// What is told of some assignments to one person.
pub const CONCERNS: &str = "WITH near (assignment_id) AS (
        SELECT value FROM json_each(?2)),
     own (assignment_id, part_id) AS (
        SELECT near.assignment_id, (
            SELECT part.id FROM part
            WHERE part.assignment_id = near.assignment_id AND part.person_id = ?1
                AND part.asked_at IS NOT NULL
            ORDER BY part.state = 'cancelled', part.id DESC LIMIT 1)
        FROM near)
     SELECT assignment.id, title, text, priority, due_at, given_at,
        coalesce(part.zone, ?4) AS zone, coalesce(part.state, whole.state) AS state,
        coalesce(giver.name, '') AS given_by,
        assignment.version + whole.version + (
            SELECT coalesce(sum(every.version), 0) FROM part AS every
            WHERE every.assignment_id = assignment.id AND every.person_id = ?1) AS sequence,
        max(assignment.changed_at, whole.changed_at, coalesce(part.changed_at, 0)) AS changed_at,
        (SELECT coalesce(max(addition.changed_at), 0) FROM addition
         WHERE addition.assignment_id = assignment.id) AS added_at
     FROM own JOIN assignment ON assignment.id = own.assignment_id
     JOIN whole ON whole.id = own.assignment_id
     LEFT JOIN part ON part.id = own.part_id
     LEFT JOIN person AS giver ON giver.id = assignment.given_by
     WHERE whole.is_given
     ORDER BY assignment.n LIMIT ?3";

/// What concerns somebody, by [`NEAREST`] or [`LATEST`].
///
/// # Errors
/// Any [`DbError`].
pub async fn concerns(
    db: &dyn Sql,
    which: &'static str,
    (person, zone): (PersonId, Zone),
    now: Instant,
) -> Result<Vec<Item>, DbError> {
    let person = person.to_string();
    let parameters = params![person.as_str(), now.timestamp_millis(), ITEMS_MAX];
    let rows = db.run(which, parameters).await?;
    let ids = rows.iter().map(|row| row.text("assignment_id"));
    let ids = serde_json::json!(ids.collect::<Result<Vec<_>, _>>()?).to_string();
    let parameters = params![person, ids, ITEMS_MAX, zone.name()];
    let rows = db.run(CONCERNS, parameters).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Item, DbError> {
    let due_at = row.integer_or_null("due_at")?;
    let changed_at = row.integer("changed_at")?;
    let touched_at = changed_at.max(row.integer("added_at")?);
    Ok(Item {
        id: id(row, "id")?,
        title: row.text("title")?,
        text: row.text("text")?,
        priority: row.parsed("priority", Priority::parse)?,
        due_at: due_at.map(instant).transpose()?,
        zone: row.parsed("zone", |text| text.parse().ok())?,
        state: row.parsed("state", State::parse)?,
        given_by: row.text("given_by")?,
        given_at: instant(row.integer("given_at")?)?,
        sequence: row.integer("sequence")?,
        changed_at: instant(changed_at)?,
        touched_at: instant(touched_at)?,
    })
}
