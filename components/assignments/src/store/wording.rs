//! The words of assignments beside the journal, and the forgetting of those of one person.

use ngantor_core::time::Instant;
use ngantor_db::journal::{Version, Words};
use ngantor_db::{DbError, Row, Sql, params};
use serde_json::{Map, Value, json};

/// Versions whose words one statement forgets.
pub const PIECE_MAX: u32 = 200;

/// Words of versions.
pub const WORDS: &str = "SELECT table_name, wording.id, wording.version, words
     FROM json_each(?1) AS asked CROSS JOIN wording
        ON wording.table_name = asked.value ->> '$[0]' AND wording.id = asked.value ->> '$[1]'
        AND wording.version = asked.value ->> '$[2]'
     ORDER BY table_name, wording.id, wording.version LIMIT ?2";

/// The words of some versions. Those that were forgotten are not among them.
///
/// # Errors
/// Any [`DbError`].
pub async fn words(db: &dyn Sql, versions: &[Version]) -> Result<Words, DbError> {
    let limit = u32::try_from(versions.len()).unwrap_or(u32::MAX);
    let asked = versions.iter().map(|(table, id, version)| {
        let table = table.rsplit_once('.').map(|(_, table)| table);
        (table.unwrap_or_default(), id, version)
    });
    let asked = json!(asked.collect::<Vec<_>>()).to_string();
    let rows = db.run(WORDS, params![asked, limit]).await?;
    // Most acts are without a note, and none is kept for them.
    let parts = versions.iter().filter(|(table, ..)| table == PART);
    let none = Map::from_iter([("note".to_owned(), Value::Null)]);
    let mut words: Words = parts.map(|one| (one.clone(), none.clone())).collect();
    for row in &rows {
        let (version, of) = read(row)?;
        words.insert(version, of);
    }
    Ok(words)
}

const PART: &str = "assignments.part";

fn read(row: &Row) -> Result<(Version, Map<String, Value>), DbError> {
    let table = format!("assignments.{}", row.text("table_name")?);
    let words = row.parsed("words", |text| serde_json::from_str(text).ok())?;
    Ok(((table, row.text("id")?, row.integer("version")?), words))
}

/// Forgets a piece of the words of somebody whom `people` erased; says whether there was somebody.
///
/// # Errors
/// Any [`DbError`].
pub async fn forget(db: &dyn Sql, now: Instant) -> Result<bool, DbError> {
    let rows = db
        .run(
            "INSERT INTO forgetting_piece (person_id, at, n_max)
             SELECT person_id, ?1, ?2 FROM forgetting WHERE is_done = 0
             ORDER BY person_id LIMIT 1
             RETURNING person_id",
            params![now.timestamp_millis(), PIECE_MAX],
        )
        .await?;
    Ok(!rows.is_empty())
}
