//! What everybody in the institution may know of everybody: name, unit, position, where and how
//! to reach them.

use ngantor_core::id::{OfficeId, PersonId, UnitId};
use ngantor_core::time::Day;
use ngantor_db::{DbError, Row, Sql, params};

use crate::domain::person::Personal;

/// The most words of a search that count.
pub const WORDS_MAX: usize = 4;

/// A person in the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Who.
    pub id: PersonId,
    /// Only what the directory shows: no username, no employee number.
    pub personal: Personal,
    /// What the person is in their unit.
    pub position: Option<String>,
    /// Their unit and its name.
    pub unit: Option<(UnitId, String)>,
    /// Where they sit, and its name.
    pub office: Option<(OfficeId, String)>,
    /// The place in the list.
    pub key: Key,
}

/// A place in the list: those whose name begins with what was searched for come first.
pub type Key = (i64, String, String);

/// Whom to look for.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Parts of the name, folded; each must be there.
    pub words: Vec<String>,
    /// Only members of this unit itself.
    pub unit: Option<UnitId>,
}

/// One person, if they work here on a day.
///
/// # Errors
/// Any [`DbError`].
pub async fn of_person(db: &dyn Sql, id: PersonId, day: Day) -> Result<Option<Card>, DbError> {
    let rows = db
        .run(
            "SELECT person.id, person.folded, 0 AS rank, person.name, person.front_title,
                person.back_title, person.email, person.phone, member.position,
                unit.unit_id, unit.name AS unit_name, office.id AS office_id,
                office.name AS office_name
             FROM person
             LEFT JOIN relation AS member ON member.kind = 'member' AND member.slot = person.id
                AND member.withdrawn_at IS NULL AND member.starts_on <= ?2
                AND coalesce(member.ends_on, '9999-12-31') >= ?2
             LEFT JOIN unit_period AS unit ON unit.unit_id = member.unit_id
                AND unit.starts_on <= ?2 AND unit.ends_before > ?2
             LEFT JOIN office ON office.id = coalesce(member.office_id, unit.office_id)
             WHERE person.id = ?1 AND person.folded <> ''
                AND coalesce(person.ends_on, '9999-12-31') >= ?2
             ORDER BY person.id LIMIT 1",
            params![id.to_string(), day.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// People who work here on a day, in the order of [`Key`], after a place in the list.
///
/// # Errors
/// Any [`DbError`].
pub async fn find(
    db: &dyn Sql,
    search: &Search,
    day: Day,
    after: Option<Key>,
    limit: u32,
) -> Result<Vec<Card>, DbError> {
    // The page is cut before anything is joined to it: a search looks at every name.
    let (rank, folded, id) = after.unwrap_or((-1, String::new(), String::new()));
    let word = |n: usize| search.words.get(n).cloned().unwrap_or_default();
    let rows = db
        .run(
            "WITH found AS (
                SELECT id, folded, NOT (folded >= ?1 AND folded < ?1 || char(1114111)) AS rank
                FROM person
                WHERE instr(folded, ?1) AND instr(folded, ?2) AND instr(folded, ?3)
                    AND instr(folded, ?4) AND folded <> ''
                    AND (?5 IS NULL OR id IN (
                        SELECT person_id FROM relation
                        WHERE kind = 'member' AND unit_id = ?5 AND withdrawn_at IS NULL
                            AND starts_on <= ?6 AND coalesce(ends_on, '9999-12-31') >= ?6))
                    AND coalesce(ends_on, '9999-12-31') >= ?6
                    AND (rank, folded, id) > (?7, ?8, ?9)
                ORDER BY rank, folded, id LIMIT ?10)
             SELECT found.id, found.folded, found.rank, person.name, person.front_title,
                person.back_title, person.email, person.phone, member.position,
                unit.unit_id, unit.name AS unit_name, office.id AS office_id,
                office.name AS office_name
             FROM found JOIN person ON person.id = found.id
             LEFT JOIN relation AS member ON member.kind = 'member' AND member.slot = found.id
                AND member.withdrawn_at IS NULL AND member.starts_on <= ?6
                AND coalesce(member.ends_on, '9999-12-31') >= ?6
             LEFT JOIN unit_period AS unit ON unit.unit_id = member.unit_id
                AND unit.starts_on <= ?6 AND unit.ends_before > ?6
             LEFT JOIN office ON office.id = coalesce(member.office_id, unit.office_id)
             ORDER BY found.rank, found.folded, found.id LIMIT ?10",
            params![
                word(0),
                word(1),
                word(2),
                word(3),
                search.unit.map(|id| id.to_string()),
                day.to_string(),
                rank,
                folded,
                id,
                limit,
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Card, DbError> {
    let unit: Option<UnitId> = row.parsed_or_null("unit_id", |text| text.parse().ok())?;
    let office: Option<OfficeId> = row.parsed_or_null("office_id", |text| text.parse().ok())?;
    Ok(Card {
        id: row.parsed("id", |text| text.parse().ok())?,
        personal: Personal {
            name: row.text("name")?,
            front_title: row.text_or_null("front_title")?,
            back_title: row.text_or_null("back_title")?,
            email: row.text_or_null("email")?,
            phone: row.text_or_null("phone")?,
            ..Personal::default()
        },
        position: row.text_or_null("position")?,
        unit: unit.zip(row.text_or_null("unit_name")?),
        office: office.zip(row.text_or_null("office_name")?),
        key: (row.integer("rank")?, row.text("folded")?, row.text("id")?),
    })
}
