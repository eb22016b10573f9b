//! The statements of who saw whose record.

use ngantor_core::id::PersonId;
use ngantor_core::time::{Day, Instant};
use ngantor_db::{DbError, Row, Sql, params};
use serde::{Deserialize, Serialize};

use super::day;

/// Stands for the person where everybody's record was seen at once.
pub const EVERYBODY: &str = "*";

/// How somebody's record was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub enum Way {
    /// Their own.
    Record,
    /// In a page of the list.
    List,
    /// Everybody's, as a file.
    Export,
}

impl Way {
    /// The word on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::List => "list",
            Self::Export => "export",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Record, Self::List, Self::Export]
            .into_iter()
            .find(|way| way.name() == word)
    }
}

/// Somebody saw a record on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewing {
    /// When.
    pub day: Day,
    /// Who.
    pub viewer_id: PersonId,
    /// The viewer's name; none for somebody who was erased.
    pub viewer_name: Option<String>,
    /// How.
    pub way: Way,
    /// How often on that day.
    pub n: i64,
}

/// Notes that somebody saw the records of some people; their own do not count.
///
/// # Errors
/// Any [`DbError`].
pub async fn note(
    db: &dyn Sql,
    people: &[String],
    (viewer, way): (PersonId, Way),
    (day, now): (Day, Instant),
) -> Result<(), DbError> {
    db.run(
        "INSERT INTO viewing (person_id, viewer_id, day, way, n, last_at)
         SELECT value, ?2, ?3, ?4, 1, ?5 FROM json_each(?1) WHERE value <> ?2
         ON CONFLICT (person_id, day, viewer_id, way)
         DO UPDATE SET n = n + 1, last_at = excluded.last_at",
        params![
            serde_json::json!(people).to_string(),
            viewer.to_string(),
            day.to_string(),
            way.name(),
            now.timestamp_millis(),
        ],
    )
    .await
    .map(drop)
}

/// Who saw a person's record, the newest first.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_person(
    db: &dyn Sql,
    person: PersonId,
    limit: u32,
) -> Result<Vec<Viewing>, DbError> {
    let rows = db
        .run(
            "SELECT viewing.day, viewing.viewer_id, viewing.way, viewing.n,
                nullif(person.name, '') AS viewer_name
             FROM viewing LEFT JOIN person ON person.id = viewing.viewer_id
             WHERE viewing.person_id IN (?1, ?2) AND viewing.viewer_id <> ?1
             ORDER BY viewing.day DESC, viewing.viewer_id, viewing.way LIMIT ?3",
            params![person.to_string(), EVERYBODY, limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Viewing, DbError> {
    Ok(Viewing {
        day: row.parsed("day", day)?,
        viewer_id: row.parsed("viewer_id", |text| text.parse().ok())?,
        viewer_name: row.text_or_null("viewer_name")?,
        way: row.parsed("way", Way::parse)?,
        n: row.integer("n")?,
    })
}
