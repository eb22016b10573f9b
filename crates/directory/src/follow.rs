//! Taking the feed of `people` over: what of it a follower keeps, and how.

use ngantor_db::{DbError, Sql, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a batch of the feed comes to: rows as they are after it, in the order of the feed.
#[derive(Debug, Default)]
pub struct Batch {
    people: Vec<Person>,
    offices: Vec<Value>,
    unit_states: Vec<Value>,
    relations: Vec<Value>,
    closings: Vec<Closing>,
    last_seq: Option<i64>,
    n_events: usize,
}

/// A way in that is over, for functions that let somebody in by something of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Closing {
    /// A session, or an app that was let in.
    Session {
        /// Its id.
        session_id: String,
        /// Whether what was made in it ends with it, as the apps that were let in do: it was put
        /// out, not left.
        takes_along: bool,
    },
    /// A person set another password: what was made before ends.
    Password {
        /// Whose.
        person_id: String,
        /// When, in ms.
        set_at: i64,
    },
}

impl Closing {
    fn of_session(row: &Value) -> Option<Self> {
        row.get("ended_at")?.as_i64()?;
        let reason = row.get("end_reason").and_then(Value::as_str);
        Some(Self::Session {
            session_id: row.get("id")?.as_str()?.to_owned(),
            takes_along: !matches!(reason, Some("signed_out" | "ran_out")),
        })
    }

    fn of_password(row: &Value) -> Option<Self> {
        Some(Self::Password {
            person_id: row.get("id")?.as_str()?.to_owned(),
            set_at: row.get("password_set_at")?.as_i64()?,
        })
    }
}

/// The text is no batch of CloudEvents of `people`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAFeed;

/// A CloudEvent, as far as it matters here.
#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    new: Value,
}

/// A person: who, and as little else as is needed.
#[derive(Debug, Serialize)]
struct Person {
    id: Value,
    /// Empty for whoever was erased.
    name: String,
    zone: Value,
    ends_on: Value,
    version: Value,
}

impl Person {
    fn of(row: &Value) -> Self {
        let field = |name: &str| row.get(name).cloned().unwrap_or_default();
        let is_there = field("erased_at").is_null();
        let name = row.get("name").and_then(Value::as_str);
        Self {
            id: field("id"),
            name: name.filter(|_| is_there).unwrap_or_default().to_owned(),
            zone: field("zone"),
            ends_on: field("ends_on"),
            version: field("version"),
        }
    }
}

impl Batch {
    /// Reads a batch as `people` answers it.
    ///
    /// # Errors
    /// [`NotAFeed`] when it is something else.
    pub fn parse(text: &[u8]) -> Result<Self, NotAFeed> {
        let events: Vec<Event> = serde_json::from_slice(text).map_err(|_| NotAFeed)?;
        let mut batch = Self {
            n_events: events.len(),
            ..Self::default()
        };
        for event in events {
            batch.last_seq = Some(event.id.parse().map_err(|_| NotAFeed)?);
            let row = event.data.new;
            let kind = event.kind.strip_prefix("id.ngantor.people.");
            match kind.and_then(|kind| kind.split('.').next()) {
                Some("person") => {
                    batch.closings.extend(Closing::of_password(&row));
                    batch.people.push(Person::of(&row));
                }
                Some("office") => batch.offices.push(row),
                Some("unit_state") => batch.unit_states.push(row),
                Some("relation") => batch.relations.push(row),
                Some("session" | "app_token") => batch.closings.extend(Closing::of_session(&row)),
                // Policies and the like concern nobody else.
                _ => {}
            }
        }
        Ok(batch)
    }

    /// The ways in that are over since the batch before.
    pub fn closings(&self) -> &[Closing] {
        &self.closings
    }

    /// How many events it has.
    pub const fn n_events(&self) -> usize {
        self.n_events
    }
}

/// How far the feed is followed: what to ask it for as `after`.
///
/// # Errors
/// Any [`DbError`].
pub async fn followed_seq(db: &dyn Sql) -> Result<i64, DbError> {
    let rows = db
        .run(
            "SELECT seq FROM people_followed ORDER BY one LIMIT 1",
            params![],
        )
        .await?;
    rows.first().map_or(Ok(0), |row| row.integer("seq"))
}

/// Takes a batch over that was asked for after a place; says whether nobody else was quicker.
///
/// # Errors
/// Any [`DbError`]; [`DbError::Shape`] or a constraint when a row lacks what it should have.
pub async fn take_over(db: &dyn Sql, batch: &Batch, old_seq: i64) -> Result<bool, DbError> {
    let Some(new_seq) = batch.last_seq.filter(|last| *last > old_seq) else {
        return Ok(false);
    };
    let done = db
        .run(
            "INSERT INTO people_following (people, offices, unit_states, relations, old_seq,
                new_seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                json(&batch.people),
                json(&batch.offices),
                json(&batch.unit_states),
                json(&batch.relations),
                old_seq,
                new_seq,
            ],
        )
        .await;
    match done {
        Ok(_) => Ok(true),
        Err(DbError::Refused(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

fn json<T: Serialize>(rows: &T) -> String {
    serde_json::to_string(rows).unwrap_or_default()
}
