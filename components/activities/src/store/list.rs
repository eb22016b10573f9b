//! The lists of activities: one statement for each way to them, so that none walks through what is
//! not asked for. `tests/it/plans.rs` pins how SQLite runs each.

use ngantor_core::id::PersonId;
use ngantor_db::{DbError, Row, Sql, Value, params};

use super::{columns, read};
use crate::domain::life::State;
use crate::domain::{Activity, ActivityId, AssignmentId};

/// Of so many people each one's own newest are looked up and put together; of more, everybody's
/// newest are looked through for theirs.
pub const FEW_PEOPLE_MAX: usize = 64;
/// Of so many people words are looked for together with whose they are; of more, in everybody's.
pub const SOUGHT_PEOPLE_MAX: usize = 200;

/// Of whom.
#[derive(Clone, Copy, Debug)]
pub enum Of<'a> {
    /// One person.
    One(PersonId),
    /// Some people.
    Some(&'a [PersonId]),
    /// Everybody.
    All,
}

/// Which of them, all together.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The first day, `YYYY-MM-DD`.
    pub from: String,
    /// Of one state; all but the withdrawn ones where it is left out.
    pub state: Option<State>,
    /// With this tag.
    pub tag: Option<String>,
    /// For this assignment.
    pub assignment_id: Option<AssignmentId>,
}

/// What comes before a place: the days and ids of a list that is sorted by both, newest first.
pub type Place = (String, String);

/// The place before all of a day: no id stands after `g`.
pub fn until(day: &str) -> Place {
    (day.to_owned(), "g".to_owned())
}

/// The newest activities before a place.
///
/// # Errors
/// Any [`DbError`].
pub async fn newest_first(
    db: &dyn Sql,
    of: Of<'_>,
    filter: &Filter,
    before: &Place,
    limit: u32,
) -> Result<Vec<Activity>, DbError> {
    let (statement, parameters) = statement(of, filter, before, limit);
    let rows = db.run(statement, parameters).await?;
    rows.iter().map(read).collect()
}

/// The statement of a list and its parameters: the first six are whose, before which day and id,
/// from which day, how many, of which state.
pub fn statement(
    of: Of<'_>,
    filter: &Filter,
    (day, id): &Place,
    limit: u32,
) -> (&'static str, Vec<Value>) {
    let whose = match of {
        Of::One(person) => Some(person.to_string()),
        Of::Some(people) => Some(json(people)),
        Of::All => None,
    };
    let state = filter.state.map(State::name);
    let mut parameters = params![
        whose,
        day.as_str(),
        id.as_str(),
        filter.from.as_str(),
        limit,
        state
    ];
    let is_one = matches!(of, Of::One(_));
    let is_few = matches!(of, Of::Some(people) if people.len() <= FEW_PEOPLE_MAX);
    let statement = match (&filter.assignment_id, &filter.tag) {
        (Some(assignment), tag) => {
            parameters.push(assignment.to_string().into());
            parameters.push(tag.clone().into());
            match (is_one, is_few) {
                (true, _) => OF_ONE_FOR_ASSIGNMENT,
                (_, true) => OF_FEW_FOR_ASSIGNMENT,
                _ => FOR_ASSIGNMENT,
            }
        }
        (None, Some(tag)) => {
            parameters.push(tag.clone().into());
            match (is_one, is_few) {
                (true, _) => OF_ONE_WITH_TAG,
                (_, true) => OF_FEW_WITH_TAG,
                _ => WITH_TAG,
            }
        }
        (None, None) => match (is_one, is_few, state.is_some()) {
            (true, _, false) => OF_ONE,
            (true, _, true) => OF_ONE_IN_STATE,
            (_, true, false) => OF_FEW,
            (_, true, true) => OF_FEW_IN_STATE,
            (_, _, false) => OF_MANY,
            (_, _, true) => OF_MANY_IN_STATE,
        },
    };
    if !statement.contains("?6") {
        parameters.truncate(5);
    }
    (statement, parameters)
}

/// Of one person.
const OF_ONE: &str = concat!(
    columns!(),
    "FROM activity
     WHERE person_id = ?1 AND (day, id) < (?2, ?3) AND day >= ?4 AND state <> 'withdrawn'
     ORDER BY day DESC, id DESC LIMIT ?5"
);
const OF_ONE_IN_STATE: &str = concat!(
    columns!(),
    "FROM activity
     WHERE person_id = ?1 AND state = ?6 AND (day, id) < (?2, ?3) AND day >= ?4
     ORDER BY day DESC, id DESC LIMIT ?5"
);
/// Of some people: the newest of each, and the newest of these.
const OF_FEW: &str = concat!(
    columns!(),
    "FROM json_each(?1) AS whose CROSS JOIN activity ON activity.seq IN (
        SELECT own.seq FROM activity AS own
        WHERE own.person_id = whose.value AND (own.day, own.id) < (?2, ?3) AND own.day >= ?4
            AND own.state <> 'withdrawn'
        ORDER BY own.day DESC, own.id DESC LIMIT ?5)
     ORDER BY activity.day DESC, activity.id DESC LIMIT ?5"
);
const OF_FEW_IN_STATE: &str = concat!(
    columns!(),
    "FROM json_each(?1) AS whose CROSS JOIN activity ON activity.seq IN (
        SELECT own.seq FROM activity AS own
        WHERE own.person_id = whose.value AND own.state = ?6
            AND (own.day, own.id) < (?2, ?3) AND own.day >= ?4
        ORDER BY own.day DESC, own.id DESC LIMIT ?5)
     ORDER BY activity.day DESC, activity.id DESC LIMIT ?5"
);
/// Of many people, or of everybody.
const OF_MANY: &str = concat!(
    columns!(),
    "FROM activity
     WHERE (day, id) < (?2, ?3) AND day >= ?4 AND state <> 'withdrawn'
        AND (?1 IS NULL OR person_id IN (SELECT value FROM json_each(?1)))
     ORDER BY day DESC, id DESC LIMIT ?5"
);
const OF_MANY_IN_STATE: &str = concat!(
    columns!(),
    "FROM activity
     WHERE state = ?6 AND (day, id) < (?2, ?3) AND day >= ?4
        AND (?1 IS NULL OR person_id IN (SELECT value FROM json_each(?1)))
     ORDER BY day DESC, id DESC LIMIT ?5"
);
/// For an assignment, of whomever; `?8` is a tag or nothing.
const FOR_ASSIGNMENT: &str = concat!(
    columns!(),
    "FROM activity
     WHERE assignment_id = ?7 AND (day, id) < (?2, ?3) AND day >= ?4
        AND CASE WHEN ?6 IS NULL THEN state <> 'withdrawn' ELSE state = ?6 END
        AND (?1 IS NULL OR person_id IN (SELECT value FROM json_each(?1)))
        AND (?8 IS NULL OR ?8 IN (SELECT value FROM json_each(tags)))
     ORDER BY day DESC, id DESC LIMIT ?5"
);
const OF_ONE_FOR_ASSIGNMENT: &str = concat!(
    columns!(),
    "FROM activity
     WHERE person_id = ?1 AND assignment_id = ?7 AND (day, id) < (?2, ?3) AND day >= ?4
        AND CASE WHEN ?6 IS NULL THEN state <> 'withdrawn' ELSE state = ?6 END
        AND (?8 IS NULL OR ?8 IN (SELECT value FROM json_each(tags)))
     ORDER BY day DESC, id DESC LIMIT ?5"
);
const OF_FEW_FOR_ASSIGNMENT: &str = concat!(
    columns!(),
    "FROM json_each(?1) AS whose CROSS JOIN activity ON activity.seq IN (
        SELECT own.seq FROM activity AS own
        WHERE own.person_id = whose.value AND own.assignment_id = ?7
            AND (own.day, own.id) < (?2, ?3) AND own.day >= ?4
            AND CASE WHEN ?6 IS NULL THEN own.state <> 'withdrawn' ELSE own.state = ?6 END
            AND (?8 IS NULL OR ?8 IN (SELECT value FROM json_each(own.tags)))
        ORDER BY own.day DESC, own.id DESC LIMIT ?5)
     ORDER BY activity.day DESC, activity.id DESC LIMIT ?5"
);
/// With a tag.
const OF_ONE_WITH_TAG: &str = concat!(
    columns!(),
    "FROM activity_tag AS tagged CROSS JOIN activity ON activity.id = tagged.id
     WHERE tagged.person_id = ?1 AND tagged.tag = ?7
        AND (tagged.day, tagged.id) < (?2, ?3) AND tagged.day >= ?4
        AND (?6 IS NULL OR activity.state = ?6)
     ORDER BY tagged.day DESC, tagged.id DESC LIMIT ?5"
);
const OF_FEW_WITH_TAG: &str = concat!(
    columns!(),
    "FROM json_each(?1) AS whose CROSS JOIN activity ON activity.seq IN (
        SELECT own.seq FROM activity_tag AS tagged CROSS JOIN activity AS own ON own.id = tagged.id
        WHERE tagged.person_id = whose.value AND tagged.tag = ?7
            AND (tagged.day, tagged.id) < (?2, ?3) AND tagged.day >= ?4
            AND (?6 IS NULL OR own.state = ?6)
        ORDER BY tagged.day DESC, tagged.id DESC LIMIT ?5)
     ORDER BY activity.day DESC, activity.id DESC LIMIT ?5"
);
const WITH_TAG: &str = concat!(
    columns!(),
    "FROM activity_tag AS tagged CROSS JOIN activity ON activity.id = tagged.id
     WHERE tagged.tag = ?7 AND (tagged.day, tagged.id) < (?2, ?3) AND tagged.day >= ?4
        AND (?1 IS NULL OR tagged.person_id IN (SELECT value FROM json_each(?1)))
        AND (?6 IS NULL OR activity.state = ?6)
     ORDER BY tagged.day DESC, tagged.id DESC LIMIT ?5"
);

/// What holds some words, the last that were entered first. `words` is an FTS5 expression.
pub const SEARCH: &str = concat!(
    columns!(),
    "FROM activity_words CROSS JOIN activity ON activity.seq = activity_words.rowid
     WHERE activity_words MATCH ?1 AND activity_words.rowid < ?2
        AND (?3 IS NULL OR activity.person_id IN (SELECT value FROM json_each(?3)))
        AND activity.day BETWEEN ?4 AND ?5 AND (?6 IS NULL OR activity.state = ?6)
        AND (?7 IS NULL OR activity.assignment_id = ?7)
        AND (?8 IS NULL OR ?8 IN (SELECT value FROM json_each(activity.tags)))
     ORDER BY activity_words.rowid DESC LIMIT ?9"
);

/// Looks for words, before a place among those that were entered; gives each activity with its
/// own place.
///
/// # Errors
/// Any [`DbError`].
pub async fn search(
    db: &dyn Sql,
    (words, of): (&str, Of<'_>),
    (filter, until): (&Filter, &str),
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<(i64, Activity)>, DbError> {
    let own;
    let people = match of {
        Of::One(person) => {
            own = [person];
            Some(own.as_slice())
        }
        // Whoever leads nobody finds nothing; FTS5 knows no expression of nobody.
        Of::Some([]) => return Ok(Vec::new()),
        Of::Some(people) => Some(people),
        Of::All => None,
    };
    let rows = db
        .run(
            SEARCH,
            params![
                expression(words, people),
                before.unwrap_or(i64::MAX),
                people.map(json),
                filter.from.as_str(),
                until,
                filter.state.map(State::name),
                filter.assignment_id.map(|id| id.to_string()),
                filter.tag.clone(),
                limit,
            ],
        )
        .await?;
    let read = |row: &Row| Ok((row.integer("seq")?, read(row)?));
    rows.iter().map(read).collect()
}

/// An FTS5 expression: every word, the last one as far as it is typed; of few people theirs only.
/// A NUL would end it, and a word of signs alone, which FTS5 sees as none, would find nothing.
fn expression(words: &str, people: Option<&[PersonId]>) -> String {
    let quoted = |word: &str| format!("\"{}\"", word.replace('"', "\"\""));
    let words = words.split(|letter: char| letter.is_whitespace() || letter.is_control());
    let words = words.filter(|word| word.chars().any(char::is_alphanumeric));
    let words: Vec<_> = words.map(quoted).collect();
    let words = format!("{{title text}} : ({} *)", words.join(" AND "));
    match people {
        Some(people) if people.len() <= SOUGHT_PEOPLE_MAX => {
            let whose = |person: &PersonId| {
                let id = person.to_string().replace('-', "");
                format!("\"\u{e000}{id}\"")
            };
            let whose: Vec<_> = people.iter().map(whose).collect();
            format!("person : ({}) AND {words}", whose.join(" OR "))
        }
        _ => words,
    }
}

/// Of one person, after a day and an id, until a day.
pub const BY_DAY: &str = concat!(
    columns!(),
    "FROM activity
     WHERE person_id = ?1 AND (day, id) > (?2, ?3) AND day <= ?4 AND state <> 'withdrawn'
     ORDER BY day, id LIMIT ?5"
);

/// The activities of a person after a day and an id, until a day, by these; for sheets, a piece at
/// a time. An empty id stands before all of its day.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_day(
    db: &dyn Sql,
    person: PersonId,
    (day, id): &Place,
    until: &str,
    limit: u32,
) -> Result<Vec<Activity>, DbError> {
    let parameters = params![person.to_string(), day.as_str(), id.as_str(), until, limit];
    let rows = db.run(BY_DAY, parameters).await?;
    rows.iter().map(read).collect()
}

/// Which of some ids are taken, and whether by a person's own activities.
pub const TAKEN: &str = "SELECT id, person_id = ?3 AS is_own FROM activity
     WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id LIMIT ?2";

/// Runs [`TAKEN`].
///
/// # Errors
/// Any [`DbError`].
pub async fn taken(
    db: &dyn Sql,
    ids: &[ActivityId],
    person: PersonId,
) -> Result<Vec<(ActivityId, bool)>, DbError> {
    let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
    let limit = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    let rows = db
        .run(
            TAKEN,
            params![
                serde_json::json!(ids).to_string(),
                limit,
                person.to_string()
            ],
        )
        .await?;
    let read = |row: &Row| {
        let id = row.parsed("id", |text| text.parse().ok())?;
        Ok((id, row.integer("is_own")? == 1))
    };
    rows.iter().map(read).collect()
}

pub(super) fn json(people: &[PersonId]) -> String {
    let ids: Vec<_> = people.iter().map(ToString::to_string).collect();
    serde_json::json!(ids).to_string()
}
