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
    /// Everything of a person: they set another password, or personnel signed them out. Whoever
    /// knew the old one may have left the session in which they made something.
    Person {
        /// Whose.
        person_id: String,
        /// What was made until this instant, in ms.
        until: i64,
    },
}

impl Closing {
    fn of_session(row: &Value) -> Vec<Self> {
        let Some(ended_at) = row.get("ended_at").and_then(Value::as_i64) else {
            return Vec::new();
        };
        let text = |name: &str| row.get(name).and_then(Value::as_str);
        let reason = text("end_reason");
        let session = text("id").map(|id| Self::Session {
            session_id: id.to_owned(),
            takes_along: !matches!(reason, Some("signed_out" | "ran_out")),
        });
        let is_persons = matches!(reason, Some("password_changed" | "ended_by_personnel"));
        let person = text("person_id").filter(|_| is_persons);
        let person = person.map(|id| Self::Person {
            person_id: id.to_owned(),
            until: ended_at,
        });
        session.into_iter().chain(person).collect()
    }

    /// What a person changed of themselves without anything that is told is how they come in: their
    /// password. `people` keeps that to itself.
    fn of_person(old: &Value, new: &Value) -> Option<Self> {
        let (old, new) = (old.as_object()?, new.as_object()?);
        let id = new.get("id")?.as_str()?;
        let counts = ["version", "changed_at", "changed_by"];
        let is_told = |(name, value): (&String, &Value)| {
            !counts.contains(&name.as_str()) && old.get(name) != Some(value)
        };
        let is_own = new.get("changed_by")?.as_str()? == id;
        let until = new.get("changed_at")?.as_i64()?;
        (is_own && !new.iter().any(is_told)).then(|| Self::Person {
            person_id: id.to_owned(),
            until,
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
    #[serde(default)]
    old: Value,
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
            let (old, row) = (event.data.old, event.data.new);
            let kind = event.kind.strip_prefix("id.ngantor.people.");
            match kind.and_then(|kind| kind.split('.').next()) {
                Some("person") => {
                    batch.closings.extend(Closing::of_person(&old, &row));
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
