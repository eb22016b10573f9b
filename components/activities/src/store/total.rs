//! What days come to: counts and minutes, from the sums that the triggers keep.

use ngantor_core::id::PersonId;
use ngantor_core::time::Zone;
use ngantor_db::{DbError, Row, Sql, Value, params};
use serde::Serialize;

use super::list::{Of, json};

/// A sum of activities; withdrawn ones are in none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub struct Totals {
    /// How many.
    pub n: i64,
    /// Their minutes; those of a clock that still runs are not in it.
    pub minutes: i64,
    /// Those that wait for a head.
    pub n_logged: i64,
    /// Those that came back.
    pub n_returned: i64,
    /// Those that a head has seen.
    pub n_acknowledged: i64,
}

/// The sum of some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfPerson {
    /// Whose.
    pub person_id: PersonId,
    /// As `people` tells; `None` of whom it has not told yet, or has forgotten.
    pub name: Option<String>,
    /// Of their office.
    pub zone: Option<Zone>,
    /// The sum.
    pub totals: Totals,
}

/// By person, of everybody; in the order of their ids, so that a page ends early: `+day` keeps
/// SQLite from summing a whole month first.
pub const BY_PERSON: &str = "SELECT sums.person_id, person.name, person.zone, sums.n, sums.minutes,
        sums.n_logged, sums.n_returned, sums.n_acknowledged
     FROM (
        SELECT person_id, sum(n) AS n, sum(minutes) AS minutes, sum(n_logged) AS n_logged,
            sum(n_returned) AS n_returned, sum(n_acknowledged) AS n_acknowledged
        FROM activity_day WHERE person_id > ?1 AND +day BETWEEN ?2 AND ?3
        GROUP BY person_id HAVING sum(n) > 0 ORDER BY person_id LIMIT ?4
     ) AS sums LEFT JOIN person ON person.id = sums.person_id
     ORDER BY sums.person_id LIMIT ?4";
/// The same of some people.
pub const BY_PERSON_OF_SOME: &str =
    "SELECT sums.person_id, person.name, person.zone, sums.n, sums.minutes,
        sums.n_logged, sums.n_returned, sums.n_acknowledged
     FROM (
        SELECT person_id, sum(n) AS n, sum(minutes) AS minutes, sum(n_logged) AS n_logged,
            sum(n_returned) AS n_returned, sum(n_acknowledged) AS n_acknowledged
        FROM activity_day
        WHERE person_id IN (SELECT value FROM json_each(?5) WHERE value > ?1)
            AND day BETWEEN ?2 AND ?3
        GROUP BY person_id HAVING sum(n) > 0 ORDER BY person_id LIMIT ?4
     ) AS sums LEFT JOIN person ON person.id = sums.person_id
     ORDER BY sums.person_id LIMIT ?4";
/// By day, of everybody.
pub const BY_DAY: &str = "SELECT day, n, minutes, n_logged, n_returned, n_acknowledged
     FROM day_total WHERE day BETWEEN ?1 AND ?2 AND n > 0 ORDER BY day LIMIT ?3";
/// The same of some people.
pub const BY_DAY_OF_SOME: &str = "SELECT day, sum(n) AS n, sum(minutes) AS minutes,
        sum(n_logged) AS n_logged, sum(n_returned) AS n_returned,
        sum(n_acknowledged) AS n_acknowledged
     FROM activity_day
     WHERE person_id IN (SELECT value FROM json_each(?4)) AND day BETWEEN ?1 AND ?2
     GROUP BY day HAVING sum(n) > 0 ORDER BY day LIMIT ?3";

/// The people who did something on some days, after a person, by their ids.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_person(
    db: &dyn Sql,
    of: Of<'_>,
    (from, to): (&str, &str),
    after: &str,
    limit: u32,
) -> Result<Vec<OfPerson>, DbError> {
    let mut parameters = params![after, from, to, limit];
    let statement = whose(of, &mut parameters, BY_PERSON, BY_PERSON_OF_SOME);
    let rows = db.run(statement, parameters).await?;
    let read = |row: &Row| {
        Ok(OfPerson {
            person_id: row.parsed("person_id", |text| text.parse().ok())?,
            name: row.text_or_null("name")?.filter(|name| !name.is_empty()),
            zone: row.parsed_or_null("zone", |text| text.parse().ok())?,
            totals: totals(row)?,
        })
    };
    rows.iter().map(read).collect()
}

/// The sums of some days, each day by itself.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_day(
    db: &dyn Sql,
    of: Of<'_>,
    (from, to): (&str, &str),
    limit: u32,
) -> Result<Vec<(String, Totals)>, DbError> {
    let mut parameters = params![from, to, limit];
    let statement = whose(of, &mut parameters, BY_DAY, BY_DAY_OF_SOME);
    let rows = db.run(statement, parameters).await?;
    let read = |row: &Row| Ok((row.text("day")?, totals(row)?));
    rows.iter().map(read).collect()
}

fn whose(
    of: Of<'_>,
    parameters: &mut Vec<Value>,
    all: &'static str,
    some: &'static str,
) -> &'static str {
    let people = match of {
        Of::All => return all,
        Of::One(person) => json(&[person]),
        Of::Some(people) => json(people),
    };
    parameters.push(people.into());
    some
}

fn totals(row: &Row) -> Result<Totals, DbError> {
    Ok(Totals {
        n: row.integer("n")?,
        minutes: row.integer("minutes")?,
        n_logged: row.integer("n_logged")?,
        n_returned: row.integer("n_returned")?,
        n_acknowledged: row.integer("n_acknowledged")?,
    })
}

impl Totals {
    /// Both together.
    pub const fn plus(self, other: Self) -> Self {
        Self {
            n: self.n + other.n,
            minutes: self.minutes + other.minutes,
            n_logged: self.n_logged + other.n_logged,
            n_returned: self.n_returned + other.n_returned,
            n_acknowledged: self.n_acknowledged + other.n_acknowledged,
        }
    }
}
