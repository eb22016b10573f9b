//! Every statement of this function: those of activities here, their lists in `list`, what days
//! come to in `total`, what personnel set in `rule`, templates in `template`, the words that the
//! journal leaves out in `wording`.

pub mod list;
pub mod rule;
pub mod template;
pub mod total;
pub mod wording;

use chrono::{Duration, NaiveDate};
use ngantor_core::id::PersonId;
use ngantor_core::time::{self, Instant, parse_day};
use ngantor_db::{DbError, Row, Sql, Value, params};
use serde_json::json;

use crate::domain::life::State;
use crate::domain::{Activity, ActivityId, DAY_MAX, IdKey, Output, Review, Time, What};

/// The most activities that are looked at beside one: those of its day and of the four around it.
const BESIDE_MAX: u32 = 5 * DAY_MAX;

/// The columns of an activity, as [`read`] wants them.
macro_rules! columns {
    () => {
        "SELECT activity.seq, activity.id, activity.person_id, activity.state, activity.day,
            activity.zone, activity.title, activity.text, activity.is_live, activity.started_at,
            activity.finished_at, activity.minutes, activity.worked_ms, activity.running_since,
            activity.paused_at, activity.assignment_id, activity.output, activity.quantity,
            activity.unit, activity.tags, activity.uploads, activity.logged_at,
            activity.reviewed_at, activity.reviewed_by, activity.comment, activity.version "
    };
}
pub(crate) use columns;

/// Adds activities, each unless its id is taken; gives the ids of those that were added. Either
/// all of the others are added or none: [`DbError::Unique`] over `activity.person_id` where another
/// clock runs, [`DbError::Refused`] where a day becomes too long or too full.
///
/// # Errors
/// Any [`DbError`].
pub async fn insert(db: &dyn Sql, all: &[Activity]) -> Result<Vec<ActivityId>, DbError> {
    let rows: Vec<_> = all.iter().map(fields).collect();
    let rows = db
        .run(
            "INSERT INTO activity (id, person_id, state, day, zone, title, text, is_live,
                started_at, finished_at, minutes, worked_ms, running_since, assignment_id, output,
                quantity, unit, tags, uploads, logged_at, version, changed_at, changed_by)
             SELECT value ->> 'id', value ->> 'person_id', value ->> 'state', value ->> 'day',
                value ->> 'zone', value ->> 'title', value ->> 'text', value ->> 'is_live',
                value ->> 'started_at', value ->> 'finished_at', value ->> 'minutes',
                value ->> 'worked_ms', value ->> 'running_since', value ->> 'assignment_id',
                value ->> 'output', value ->> 'quantity', value ->> 'unit', value ->> 'tags',
                value ->> 'uploads', value ->> 'logged_at', 1, value ->> 'logged_at',
                value ->> 'person_id'
             FROM json_each(?1) WHERE TRUE
             ON CONFLICT (id) DO NOTHING RETURNING id",
            params![serde_json::Value::from(rows).to_string()],
        )
        .await?;
    let id = |row: &Row| row.parsed("id", |text| text.parse().ok());
    rows.iter().map(id).collect()
}

fn fields(one: &Activity) -> serde_json::Value {
    let (what, time) = (&one.what, one.time);
    let ms = |at: Option<Instant>| at.map(|at| at.timestamp_millis());
    let output = what.output.as_ref();
    json!({
        "id": one.id, "person_id": one.person_id, "state": one.state, "zone": one.zone,
        "day": one.day.to_string(), "title": what.title, "text": what.text,
        "is_live": i64::from(time.is_live), "started_at": ms(time.started_at),
        "finished_at": ms(time.finished_at), "minutes": time.minutes,
        "worked_ms": time.worked_ms, "running_since": ms(time.running_since),
        "assignment_id": what.assignment_id, "output": output.map(|output| &output.name),
        "quantity": output.map(|output| output.quantity),
        "unit": output.map(|output| &output.unit), "tags": what.tags, "uploads": what.uploads,
        "logged_at": one.logged_at.timestamp_millis(),
    })
}

/// Makes an activity what it should be, from its version and a state to the next; says whether
/// these were there. Errors as [`insert`].
///
/// # Errors
/// Any [`DbError`].
pub async fn save(
    db: &dyn Sql,
    wanted: &Activity,
    before: State,
    (now, by): (Instant, PersonId),
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE activity SET state = ?4, day = ?5, zone = ?6, title = ?7, text = ?8,
                started_at = ?9, finished_at = ?10, minutes = ?11, worked_ms = ?12,
                running_since = ?13, assignment_id = ?14, output = ?15, quantity = ?16,
                unit = ?17, tags = ?18, uploads = ?19, reviewed_at = ?20, reviewed_by = ?21,
                comment = ?22, version = version + 1, changed_at = ?23, changed_by = ?24,
                paused_at = ?25
             WHERE id = ?1 AND version = ?2 AND state = ?3 RETURNING id",
            parameters(wanted, before, (now, by)),
        )
        .await?;
    Ok(!rows.is_empty())
}

fn parameters(one: &Activity, before: State, (now, by): (Instant, PersonId)) -> Vec<Value> {
    let (what, time) = (&one.what, one.time);
    let ms = |at: Option<Instant>| at.map(|at| at.timestamp_millis());
    let (output, review) = (what.output.as_ref(), one.review.as_ref());
    params![
        one.id.to_string(),
        one.version,
        before.name(),
        one.state.name(),
        one.day.to_string(),
        one.zone.name(),
        what.title.as_str(),
        what.text.as_deref(),
        ms(time.started_at),
        ms(time.finished_at),
        time.minutes,
        time.worked_ms,
        ms(time.running_since),
        what.assignment_id.map(|id| id.to_string()),
        output.map(|output| output.name.as_str()),
        output.map(|output| output.quantity),
        output.map(|output| output.unit.as_str()),
        json!(what.tags).to_string(),
        json!(what.uploads).to_string(),
        review.map(|review| review.at.timestamp_millis()),
        review.map(|review| review.by.to_string()),
        review.and_then(|review| review.comment.as_deref()),
        now.timestamp_millis(),
        by.to_string(),
        ms(time.paused_at),
    ]
}

/// Keeps what a head says of some activities, each if its version and state are still there; gives
/// the ids of those of which they were.
///
/// # Errors
/// Any [`DbError`].
pub async fn review(
    db: &dyn Sql,
    all: &[(&Activity, State)],
    (now, by): (Instant, PersonId),
) -> Result<Vec<ActivityId>, DbError> {
    let fields = |(wanted, before): &(&Activity, State)| {
        let review = wanted.review.as_ref();
        json!({"id": wanted.id, "version": wanted.version, "before": before,
               "state": wanted.state, "comment": review.and_then(|one| one.comment.as_ref())})
    };
    let all: Vec<_> = all.iter().map(fields).collect();
    let parameters = params![
        serde_json::Value::from(all).to_string(),
        now.timestamp_millis(),
        by.to_string(),
    ];
    let rows = db.run(REVIEW, parameters).await?;
    let id = |row: &Row| row.parsed("id", |text| text.parse().ok());
    rows.iter().map(id).collect()
}

/// The statement of [`review`].
pub const REVIEW: &str = "UPDATE activity SET state = said.value ->> 'state', reviewed_at = ?2,
        reviewed_by = ?3, comment = said.value ->> 'comment', version = version + 1,
        changed_at = ?2, changed_by = ?3
     FROM json_each(?1) AS said
     WHERE activity.id = said.value ->> 'id' AND activity.version = said.value ->> 'version'
        AND activity.state = said.value ->> 'before'
     RETURNING id";

/// Some by their ids, whoever's they are.
pub const BY_IDS: &str = concat!(
    columns!(),
    "FROM activity WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id LIMIT ?2"
);

/// Runs [`BY_IDS`].
///
/// # Errors
/// Any [`DbError`].
pub async fn by_ids(db: &dyn Sql, ids: &[ActivityId]) -> Result<Vec<Activity>, DbError> {
    let limit = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    let rows = db
        .run(BY_IDS, params![json!(ids).to_string(), limit])
        .await?;
    rows.iter().map(read).collect()
}

/// One by its id, whoever's it is.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id(db: &dyn Sql, id: ActivityId) -> Result<Option<Activity>, DbError> {
    let rows = db
        .run(
            concat!(
                columns!(),
                "FROM activity WHERE id = ?1 ORDER BY id LIMIT 1"
            ),
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// The one of a person whose clock runs.
pub const RUNNING: &str = concat!(
    columns!(),
    "FROM activity WHERE person_id = ?1 AND state = 'running' ORDER BY id LIMIT 1"
);

/// Runs [`RUNNING`].
///
/// # Errors
/// Any [`DbError`].
pub async fn running(db: &dyn Sql, person: PersonId) -> Result<Option<Activity>, DbError> {
    let rows = db.run(RUNNING, params![person.to_string()]).await?;
    rows.first().map(read).transpose()
}

/// What a person did on some days, without what was withdrawn.
pub const BESIDE: &str = concat!(
    columns!(),
    "FROM activity WHERE person_id = ?1 AND day BETWEEN ?2 AND ?3 AND state <> 'withdrawn'
     ORDER BY day, id LIMIT ?4"
);

/// What a person did on a day and on the two before and after it, without what was withdrawn: all
/// that could overlap with one of that day, wherever it was.
///
/// # Errors
/// Any [`DbError`].
pub async fn beside(
    db: &dyn Sql,
    person: PersonId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Activity>, DbError> {
    let around = |day: NaiveDate, days| (day + Duration::days(days)).to_string();
    let rows = db
        .run(
            BESIDE,
            params![
                person.to_string(),
                around(from, -2),
                around(to, 2),
                BESIDE_MAX
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// What goes into each id that is made here.
///
/// # Errors
/// Any [`DbError`].
pub async fn id_key(db: &dyn Sql) -> Result<IdKey, DbError> {
    let statement = "SELECT key FROM made_id_key ORDER BY one LIMIT 1";
    let rows = db.run(statement, params![]).await?;
    let row = rows.first();
    let row = row.ok_or_else(|| DbError::Shape("made_id_key is empty".to_owned()))?;
    Ok(IdKey(row.text("key")?))
}

/// Reads a row of [`columns`].
fn read(row: &Row) -> Result<Activity, DbError> {
    Ok(Activity {
        id: row.parsed("id", |text| text.parse().ok())?,
        person_id: row.parsed("person_id", |text| text.parse().ok())?,
        state: row.parsed("state", State::parse)?,
        day: row.parsed("day", parse_day)?,
        zone: row.parsed("zone", |text| text.parse().ok())?,
        what: What {
            title: row.text("title")?,
            text: row.text_or_null("text")?,
            assignment_id: row.parsed_or_null("assignment_id", |text| text.parse().ok())?,
            output: read_output(row)?,
            tags: row.parsed("tags", |text| serde_json::from_str(text).ok())?,
            uploads: row.parsed("uploads", |text| serde_json::from_str(text).ok())?,
        },
        time: Time {
            is_live: row.integer("is_live")? == 1,
            started_at: instant_or_null(row, "started_at")?,
            finished_at: instant_or_null(row, "finished_at")?,
            minutes: row.integer("minutes")?,
            worked_ms: row.integer("worked_ms")?,
            running_since: instant_or_null(row, "running_since")?,
            paused_at: instant_or_null(row, "paused_at")?,
        },
        logged_at: instant(row.integer("logged_at")?)?,
        review: read_review(row)?,
        version: row.integer("version")?,
    })
}

fn read_output(row: &Row) -> Result<Option<Output>, DbError> {
    let Some(name) = row.text_or_null("output")? else {
        return Ok(None);
    };
    Ok(Some(Output {
        name,
        quantity: row.real_or_null("quantity")?.unwrap_or_default(),
        unit: row.text("unit")?,
    }))
}

fn read_review(row: &Row) -> Result<Option<Review>, DbError> {
    let Some(at) = instant_or_null(row, "reviewed_at")? else {
        return Ok(None);
    };
    Ok(Some(Review {
        by: row.parsed("reviewed_by", |text| text.parse().ok())?,
        at,
        comment: row.text_or_null("comment")?,
    }))
}

fn instant_or_null(row: &Row, column: &str) -> Result<Option<Instant>, DbError> {
    row.integer_or_null(column)?.map(instant).transpose()
}

fn instant(ms: i64) -> Result<Instant, DbError> {
    time::from_ms(ms).ok_or_else(|| DbError::Shape("an instant out of range".to_owned()))
}
