//! What is wrong with rows of a file, kept in both languages: who reads it chooses.

use ngantor_core::lang::Lang;
use ngantor_core::refusal::Fault;
use ngantor_db::{DbError, Row, Sql, params};
use serde::{Deserialize, Serialize};

use crate::domain::import::ImportId;

/// A bad row: its line, and what is wrong with it.
pub type BadRow = (i64, Vec<ToldFault>);

/// A fault in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldFault {
    /// The column; empty for the whole row.
    pub column: String,
    /// Stable, for programs.
    pub code: String,
    id: String,
    en: String,
}

impl ToldFault {
    /// A fault whose pointer names a column.
    pub fn of(fault: &Fault) -> Self {
        Self {
            column: fault.pointer.trim_start_matches('/').to_owned(),
            code: fault.code.to_owned(),
            id: fault.told(Lang::Id),
            en: fault.told(Lang::En),
        }
    }

    /// What it says in a language.
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Id => &self.id,
            Lang::En => &self.en,
        }
    }
}

/// The bad rows of a file after a line.
///
/// # Errors
/// Any [`DbError`].
pub async fn bad_rows(
    db: &dyn Sql,
    id: ImportId,
    after: i64,
    limit: u32,
) -> Result<Vec<BadRow>, DbError> {
    let rows = db
        .run(
            "SELECT line, faults FROM import_row
             WHERE import_id = ?1 AND state = 'bad' AND line > ?2 ORDER BY line LIMIT ?3",
            params![id.to_string(), after, limit],
        )
        .await?;
    let read = |row: &Row| {
        let faults = row.parsed_or_null("faults", |text| serde_json::from_str(text).ok())?;
        Ok((row.integer("line")?, faults.unwrap_or_default()))
    };
    rows.iter().map(read).collect()
}
