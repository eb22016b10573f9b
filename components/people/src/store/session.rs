//! The statements of sessions and of their refresh tokens.

use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::{PersonId, SessionId};
use ngantor_core::time::{self, Day, Instant, Zone};
use ngantor_db::{DbError, Row, Sql, params};

use crate::domain::policy::{Policy, WayIn};
use crate::domain::session::{Oldest, Rotation};

/// An open session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub person_id: PersonId,
    /// By what it was opened.
    pub way_in: WayIn,
    /// For which functions tokens were asked; `None` for each there is.
    pub resource: Option<Vec<String>>,
    /// Its current refresh token.
    pub rotation: Rotation,
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The person said so.
    SignedOut,
    /// A refresh token came again long after its use.
    RefreshReused,
    /// Nobody refreshed it in time, or it was too old.
    RanOut,
    /// The person ended it from another session.
    ByPerson,
    /// Personnel or an administrator ended it.
    ByPersonnel,
}

/// An open session as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// Opaque.
    pub id: SessionId,
    /// What the device says of itself.
    pub device: String,
    /// By what it was opened.
    pub way_in: String,
    /// When it was opened.
    pub created_at: Instant,
    /// When it was last refreshed.
    pub rotated_at: Instant,
}

/// The most open sessions of a person that are listed.
const OPEN_MAX: u32 = 100;

impl End {
    /// The word in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::RefreshReused => "refresh_reused",
            Self::RanOut => "ran_out",
            Self::ByPerson => "ended_by_person",
            Self::ByPersonnel => "ended_by_personnel",
        }
    }
}

/// A session that has not ended, though it may have run out.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id(db: &dyn Sql, id: SessionId) -> Result<Option<Session>, DbError> {
    // The rotation goes with the session's end.
    let rows = db
        .run(
            "SELECT session.person_id, session.way_in, session.resource, session.created_at,
                rotation.generation, rotation.rotated_at
             FROM session JOIN rotation ON rotation.session_id = session.id
             WHERE session.id = ?1 ORDER BY session.id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// The bearer of a token with the roles of now, unless their session is over. The caller's zone
/// is where they are today.
///
/// # Errors
/// Any [`DbError`].
pub async fn present(
    db: &dyn Sql,
    caller: Caller,
    now: Instant,
) -> Result<Option<Caller>, DbError> {
    let rows = db
        .run(
            "SELECT person.roles, person.ends_on, session.way_in,
                EXISTS (SELECT 1 FROM second_factor WHERE id = person.id AND state = 'on')
                    AS has_factor,
                coalesce((SELECT needs_second_factor FROM institution ORDER BY id LIMIT 1), 0)
                    AS needs_factor
             FROM session JOIN person ON person.id = session.person_id
             WHERE session.id = ?1 AND session.person_id = ?2 AND session.ended_at IS NULL
             ORDER BY session.id LIMIT 1",
            params![caller.session_id.to_string(), caller.person_id.to_string()],
        )
        .await?;
    as_of_now(rows.first(), caller, now)
}

/// A caller with the roles in force; nobody whose last day is over where they are.
pub(super) fn as_of_now(
    row: Option<&Row>,
    caller: Caller,
    now: Instant,
) -> Result<Option<Caller>, DbError> {
    let Some(row) = row else {
        return Ok(None);
    };
    let roles: Vec<Role> = row.parsed("roles", |text| serde_json::from_str(text).ok())?;
    let policy = Policy {
        needs_second_factor: row.integer("needs_factor")? != 0,
        ..Policy::default()
    };
    let way_in = row.parsed("way_in", WayIn::parse)?;
    let roles = policy.in_force(&roles, way_in, row.integer("has_factor")? != 0);
    let works_here = works_here(row, caller.zone, now)?;
    Ok(works_here.then_some(Caller { roles, ..caller }))
}

/// Whether the last day of a person's row is not over in a zone.
pub(super) fn works_here(row: &Row, zone: Zone, now: Instant) -> Result<bool, DbError> {
    let ends_on = row.parsed_or_null("ends_on", super::day)?;
    Ok(ends_on.is_none_or(|Day(last)| zone.day(now) <= last))
}

/// Makes the next refresh token the current one; says whether this one was.
///
/// # Errors
/// Any [`DbError`].
pub async fn rotate(
    db: &dyn Sql,
    id: SessionId,
    generation: i64,
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE rotation SET generation = generation + 1, rotated_at = ?3
             WHERE session_id = ?1 AND generation = ?2
             RETURNING generation",
            params![id.to_string(), generation, now.timestamp_millis()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Ends a session; fine when it has ended already. Its person does it, or this function itself.
///
/// # Errors
/// Any [`DbError`].
pub async fn end(db: &dyn Sql, id: SessionId, why: End, now: Instant) -> Result<(), DbError> {
    db.run(
        "UPDATE session SET ended_at = ?3, end_reason = ?2, version = version + 1,
            changed_at = ?3,
            changed_by = CASE ?2 WHEN 'signed_out' THEN person_id ELSE 'people' END
         WHERE id = ?1 AND ended_at IS NULL",
        params![id.to_string(), why.name(), now.timestamp_millis()],
    )
    .await
    .map(drop)
}

/// A session as its person is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// When it was opened.
    pub created_at: Instant,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// What the browser or app said of itself.
    pub user_agent: String,
}

/// Every session of a person, the newest first.
///
/// # Errors
/// Any [`DbError`].
pub async fn all_of(db: &dyn Sql, person: PersonId, limit: u32) -> Result<Vec<Trace>, DbError> {
    let rows = db
        .run(
            "SELECT created_at, ended_at, user_agent FROM session WHERE person_id = ?1
             ORDER BY created_at DESC, id LIMIT ?2",
            params![person.to_string(), limit],
        )
        .await?;
    let read = |row: &Row| {
        Ok(Trace {
            created_at: instant(row.integer("created_at")?)?,
            ended_at: row.integer_or_null("ended_at")?.map(instant).transpose()?,
            user_agent: row.text("user_agent")?,
        })
    };
    rows.iter().map(read).collect()
}

/// A person's sessions that have neither ended nor run out, the last used first.
///
/// # Errors
/// Any [`DbError`].
pub async fn open_of_person(
    db: &dyn Sql,
    person: PersonId,
    since: Oldest,
) -> Result<Vec<OpenSession>, DbError> {
    let rows = db
        .run(
            "SELECT session.id, session.user_agent, session.way_in, session.created_at,
                rotation.rotated_at
             FROM session JOIN rotation ON rotation.session_id = session.id
             WHERE session.person_id = ?1 AND session.ended_at IS NULL
                AND rotation.rotated_at >= ?2 AND session.created_at >= ?3
             ORDER BY rotation.rotated_at DESC, session.id DESC LIMIT ?4",
            params![
                person.to_string(),
                since.rotated_at.timestamp_millis(),
                since.created_at.timestamp_millis(),
                OPEN_MAX,
            ],
        )
        .await?;
    let read = |row: &Row| {
        Ok(OpenSession {
            id: row.parsed("id", |text| text.parse().ok())?,
            device: row.text("user_agent")?,
            way_in: row.text("way_in")?,
            created_at: instant(row.integer("created_at")?)?,
            rotated_at: instant(row.integer("rotated_at")?)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Ends an open session of a person's own; says whether there was one.
///
/// # Errors
/// Any [`DbError`].
pub async fn end_own(
    db: &dyn Sql,
    person: PersonId,
    id: SessionId,
    now: Instant,
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE session SET ended_at = ?3, end_reason = ?4, version = version + 1,
                changed_at = ?3, changed_by = ?2
             WHERE id = ?1 AND person_id = ?2 AND ended_at IS NULL
             RETURNING id",
            params![
                id.to_string(),
                person.to_string(),
                now.timestamp_millis(),
                End::ByPerson.name(),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Ends every open session of a person but one; somebody does it.
///
/// # Errors
/// Any [`DbError`].
pub async fn end_all(
    db: &dyn Sql,
    (person, by): (PersonId, PersonId),
    kept: Option<SessionId>,
    why: End,
    now: Instant,
) -> Result<(), DbError> {
    db.run(
        "UPDATE session SET ended_at = ?3, end_reason = ?4, version = version + 1,
            changed_at = ?3, changed_by = ?2
         WHERE person_id = ?1 AND ended_at IS NULL AND id IS NOT ?5",
        params![
            person.to_string(),
            by.to_string(),
            now.timestamp_millis(),
            why.name(),
            kept.map(|id| id.to_string()),
        ],
    )
    .await
    .map(drop)
}

fn read(row: &Row) -> Result<Session, DbError> {
    let resource = row.text_or_null("resource")?;
    let names = |text: String| {
        serde_json::from_str(&text).map_err(|_| DbError::Shape("column resource".to_owned()))
    };
    Ok(Session {
        person_id: row.parsed("person_id", |text| text.parse().ok())?,
        way_in: row.parsed("way_in", WayIn::parse)?,
        resource: resource.map(names).transpose()?,
        rotation: Rotation {
            created_at: instant(row.integer("created_at")?)?,
            generation: row.integer("generation")?,
            rotated_at: instant(row.integer("rotated_at")?)?,
        },
    })
}

pub(super) fn instant(ms: i64) -> Result<Instant, DbError> {
    time::from_ms(ms).ok_or_else(|| DbError::Shape(format!("no instant: {ms}")))
}
