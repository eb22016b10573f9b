//! The statements of what happened at people's doors.

use ngantor_core::id::PersonId;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Row, Sql, params};

use super::session::instant;

/// The most rows of a person: a hundred, and one a day of each thing that is counted.
const LIST_MAX: u32 = 300;
/// The milliseconds of a day; what is counted is counted by the day of Greenwich.
const DAY_MS: i64 = 86_400_000;

/// From where, and with what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The network of the address; empty when the host gave none.
    pub network: String,
    /// What the device says of itself.
    pub device: String,
}

/// What failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The password.
    Password,
    /// The code of the second factor.
    Code,
    /// What was shown of a passkey.
    Passkey,
    /// A passkey's counter: there are two of it.
    PasskeyCopied,
}

impl Failure {
    const fn name(self) -> &'static str {
        match self {
            Self::Password => "wrong_password",
            Self::Code => "wrong_code",
            Self::Passkey => "wrong_passkey",
            Self::PasskeyCopied => "passkey_copied",
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When; for what is counted, the last time.
    pub at: Instant,
    /// What: the word in the database.
    pub outcome: String,
    /// How often that day.
    pub n: i64,
    /// From where, and with what; for what is counted, the last time.
    pub place: Place,
}

/// Counts a failure of a person, or of nobody: both cost the same.
///
/// # Errors
/// Any [`DbError`].
pub async fn count_failure(
    db: &dyn Sql,
    failure: Failure,
    person: Option<PersonId>,
    place: &Place,
    now: Instant,
) -> Result<(), DbError> {
    // Of nobody's, nothing but the number is kept.
    let place = person.map_or(Place::default(), |_| place.clone());
    let person = person.map_or(String::new(), |id| id.to_string());
    let at_ms = now.timestamp_millis();
    let outcome = failure.name();
    let id = format!("{outcome}/{person}/{}", at_ms.div_euclid(DAY_MS));
    db.run(
        "INSERT INTO sign_in (id, person_id, outcome, at, n, address, device)
         VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET n = n + 1, at = excluded.at, address = excluded.address,
            device = excluded.device",
        params![
            id,
            person,
            outcome,
            at_ms,
            place.network.as_str(),
            place.device.as_str(),
        ],
    )
    .await
    .map(drop)
}

/// What happened at a person's door, the last first.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_person(db: &dyn Sql, person: PersonId) -> Result<Vec<Event>, DbError> {
    let rows = db
        .run(
            "SELECT at, outcome, n, address, device FROM sign_in
             WHERE person_id = ?1 ORDER BY at DESC, id DESC LIMIT ?2",
            params![person.to_string(), LIST_MAX],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Event, DbError> {
    Ok(Event {
        at: instant(row.integer("at")?)?,
        outcome: row.text("outcome")?,
        n: row.integer("n")?,
        place: Place {
            network: row.text("address")?,
            device: row.text("device")?,
        },
    })
}
