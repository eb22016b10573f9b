//! The statements of imports: files of people and units on their way in.

use ngantor_core::time::{Day, Instant};
use ngantor_db::{DbError, Row, Sql, Value, params};
use serde_json::json;

use super::day;
use crate::domain::import::csv::Form;
use crate::domain::import::{
    Import, ImportFormat, ImportId, ImportKind, ImportState, KeptRow, Received, Verdict,
};

/// Begins an import; [`DbError::Unique`] over `import.id` when the id is taken,
/// [`DbError::Refused`] when too many are under way.
///
/// # Errors
/// Any [`DbError`].
pub async fn begin(db: &dyn Sql, import: &Import, now: Instant) -> Result<(), DbError> {
    db.run(
        "INSERT INTO import (id, kind, skip_bad_rows, n_bytes, starts_on, state, made_by, version,
            changed_at, changed_by, format)
         VALUES (?1, ?2, ?3, ?4, ?5, 'receiving', ?6, 1, ?7, ?6, ?8)",
        params![
            import.id.to_string(),
            import.kind.name(),
            import.skips_bad_rows,
            import.n_bytes,
            import.starts_on.to_string(),
            import.made_by.as_str(),
            now.timestamp_millis(),
            import.format.name(),
        ],
    )
    .await
    .map(drop)
}

/// An import that was not thrown away.
///
/// # Errors
/// Any [`DbError`].
pub async fn by_id(db: &dyn Sql, id: ImportId) -> Result<Option<Import>, DbError> {
    let rows = db
        .run(
            "SELECT import.id, import.kind, import.format, import.skip_bad_rows, import.n_bytes,
                import.starts_on, import.state, import.made_by, import.version, done.n_parts,
                done.n_bytes AS n_received, done.header, done.delimiter, done.next_line,
                done.tail, done.n_rows, done.checked_line, done.n_checked, done.n_bad,
                done.n_added, done.n_changed, done.n_same
             FROM import JOIN import_progress AS done ON done.import_id = import.id
             WHERE import.id = ?1 AND import.state <> 'discarded' ORDER BY import.id LIMIT 1",
            params![id.to_string()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// The digest of a part that was received.
///
/// # Errors
/// Any [`DbError`].
pub async fn digest_of(db: &dyn Sql, id: ImportId, n: i64) -> Result<Option<String>, DbError> {
    let rows = db
        .run(
            "SELECT digest FROM import_part WHERE import_id = ?1 AND n = ?2 ORDER BY n LIMIT 1",
            params![id.to_string(), n],
        )
        .await?;
    rows.first().map(|row| row.text("digest")).transpose()
}

/// The bytes of a workbook, all parts of it.
///
/// # Errors
/// Any [`DbError`].
pub async fn workbook(db: &dyn Sql, import: &Import) -> Result<Vec<u8>, DbError> {
    let rows = db
        .run(
            "SELECT bytes FROM import_part WHERE import_id = ?1 AND bytes IS NOT NULL
             ORDER BY n LIMIT ?2",
            params![import.id.to_string(), import.received.n_parts],
        )
        .await?;
    let mut bytes = Vec::new();
    for row in &rows {
        if let Value::Blob(part) = row.value("bytes")? {
            bytes.extend(part);
        }
    }
    Ok(bytes)
}

/// A part of a file: its number and digest, or that none follows.
pub enum Arrival<'a> {
    /// The part with this number, from 1, with this digest and these bytes.
    Part(i64, &'a str, &'a [u8]),
    /// The file is whole.
    End,
}

/// Keeps a part's rows and what was received then; [`DbError::Refused`] when another part is the
/// next one by now.
///
/// # Errors
/// Any [`DbError`].
pub async fn receive(
    db: &dyn Sql,
    import: &Import,
    arrival: Arrival<'_>,
    (rows, received): (&[KeptRow], &Received),
    (now, made_by): (Instant, &str),
) -> Result<(), DbError> {
    let is_last = matches!(arrival, Arrival::End);
    let (n, digest, bytes) = match arrival {
        Arrival::Part(n, digest, bytes) => (n, digest, bytes),
        Arrival::End => (import.received.n_parts + 1, "", &[][..]),
    };
    let n_bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let is_kept = import.format == ImportFormat::Xlsx && !is_last;
    let cells = |row: &KeptRow| row.cells.as_ref().map(|cells| json!(cells).to_string());
    let rows: Vec<_> = rows
        .iter()
        .map(|row| json!([row.line, cells(row)]))
        .collect();
    let form = received.form.as_ref();
    let header = form.map(|form| json!(form.columns).to_string());
    let delimiter = form.map(|form| char::from(form.delimiter).to_string());
    db.run(
        "INSERT INTO import_arrival (import_id, n, n_bytes, digest, is_last, rows, header,
            delimiter, next_line, tail, arrived_at, made_by, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        vec![
            import.id.to_string().into(),
            n.into(),
            n_bytes.into(),
            digest.into(),
            is_last.into(),
            json!(rows).to_string().into(),
            header.into(),
            delimiter.into(),
            received.next_line.into(),
            Value::Blob(received.tail.clone()),
            now.timestamp_millis().into(),
            made_by.into(),
            is_kept.then(|| Value::Blob(bytes.to_vec())).into(),
        ],
    )
    .await
    .map(drop)
}

/// Rows that are still to be looked at, by line.
///
/// # Errors
/// Any [`DbError`].
pub async fn rows_to_check(
    db: &dyn Sql,
    import: &Import,
    limit: u32,
) -> Result<Vec<KeptRow>, DbError> {
    let rows = db
        .run(
            "SELECT line, cells FROM import_row
             WHERE import_id = ?1 AND line > ?2 AND state <> 'bad' ORDER BY line LIMIT ?3",
            params![import.id.to_string(), import.checked_line, limit],
        )
        .await?;
    rows.iter().map(read_row).collect()
}

/// The lines of the first rows with some employee numbers and usernames, among those that were
/// looked at already: both as [[text, line], …].
///
/// # Errors
/// Any [`DbError`].
pub async fn lines_of(
    db: &dyn Sql,
    import: &Import,
    (numbers, usernames): (&[&str], &[&str]),
) -> Result<Vec<(String, i64)>, DbError> {
    let n_most = u32::try_from(numbers.len() + usernames.len()).unwrap_or(u32::MAX);
    let rows = db
        .run(
            "SELECT key, min(line) AS line FROM (
                SELECT 'employee_number ' || employee_number AS key, line FROM import_row
                WHERE import_id = ?1 AND line <= ?2
                    AND employee_number IN (SELECT value FROM json_each(?3))
                UNION ALL
                SELECT 'username ' || username, line FROM import_row
                WHERE import_id = ?1 AND line <= ?2
                    AND username IN (SELECT value FROM json_each(?4)))
             GROUP BY key ORDER BY key LIMIT ?5",
            params![
                import.id.to_string(),
                import.checked_line,
                json!(numbers).to_string(),
                json!(usernames).to_string(),
                n_most,
            ],
        )
        .await?;
    let read = |row: &Row| Ok((row.text("key")?, row.integer("line")?));
    rows.iter().map(read).collect()
}

/// Keeps what was found of rows; [`DbError::Refused`] when somebody else did meanwhile.
///
/// # Errors
/// Any [`DbError`].
pub async fn keep_verdicts(
    db: &dyn Sql,
    import: &Import,
    verdicts: &[Verdict],
) -> Result<(), DbError> {
    let until_line = verdicts.iter().map(|one| one.line).max();
    let verdict = |one: &Verdict| {
        let state = if one.faults.is_empty() { "good" } else { "bad" };
        let faults = (!one.faults.is_empty()).then(|| faults_text(one));
        json!([
            one.line,
            state,
            faults,
            one.place,
            one.employee_number,
            one.username
        ])
    };
    let rows: Vec<_> = verdicts.iter().map(verdict).collect();
    db.run(
        "INSERT INTO import_verdict (import_id, after_line, until_line, rows)
         VALUES (?1, ?2, ?3, ?4)",
        params![
            import.id.to_string(),
            import.checked_line,
            until_line.unwrap_or(import.checked_line),
            json!(rows).to_string(),
        ],
    )
    .await
    .map(drop)
}

/// Faults in both languages, as [`super::import_fault`] reads them.
fn faults_text(verdict: &Verdict) -> String {
    let told = verdict
        .faults
        .iter()
        .map(super::import_fault::ToldFault::of);
    json!(told.collect::<Vec<_>>()).to_string()
}

/// Takes an import from the state and version that it has to another state; says whether it was
/// there.
///
/// # Errors
/// Any [`DbError`].
pub async fn turn(
    db: &dyn Sql,
    import: &Import,
    state: ImportState,
    (now, made_by): (Instant, &str),
) -> Result<bool, DbError> {
    let rows = db
        .run(
            "UPDATE import SET state = ?3, version = version + 1, changed_at = ?4, changed_by = ?5
             WHERE id = ?1 AND version = ?2
             RETURNING id",
            params![
                import.id.to_string(),
                import.version,
                state.name(),
                now.timestamp_millis(),
                made_by,
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Good rows that are not in yet, in the order of loading.
///
/// # Errors
/// Any [`DbError`].
pub async fn rows_to_load(
    db: &dyn Sql,
    import: &Import,
    limit: u32,
) -> Result<Vec<KeptRow>, DbError> {
    let rows = db
        .run(
            "SELECT line, cells FROM import_row WHERE import_id = ?1 AND state = 'good'
             ORDER BY place, line LIMIT ?2",
            params![import.id.to_string(), limit],
        )
        .await?;
    rows.iter().map(read_row).collect()
}

pub(super) fn read_row(row: &Row) -> Result<KeptRow, DbError> {
    let cells = row.parsed_or_null("cells", |text| serde_json::from_str(text).ok())?;
    Ok(KeptRow {
        line: row.integer("line")?,
        cells,
    })
}

pub(super) fn read(row: &Row) -> Result<Import, DbError> {
    let delimiter = row.text_or_null("delimiter")?;
    let columns = row.parsed_or_null("header", |text| serde_json::from_str(text).ok())?;
    let delimiter = delimiter.and_then(|text| text.bytes().next());
    let tail = match row.value("tail")? {
        Value::Blob(bytes) => bytes.clone(),
        _ => Vec::new(),
    };
    let starts_on: Day = row.parsed("starts_on", day)?;
    Ok(Import {
        id: row.parsed("id", |text| text.parse().ok())?,
        kind: row.parsed("kind", ImportKind::parse)?,
        format: row.parsed("format", ImportFormat::parse)?,
        skips_bad_rows: row.integer("skip_bad_rows")? != 0,
        n_bytes: row.integer_or_null("n_bytes")?,
        starts_on,
        state: row.parsed("state", ImportState::parse)?,
        made_by: row.text("made_by")?,
        version: row.integer("version")?,
        received: Received {
            n_parts: row.integer("n_parts")?,
            n_bytes: row.integer("n_received")?,
            n_rows: row.integer("n_rows")?,
            form: delimiter
                .zip(columns)
                .map(|(delimiter, columns)| Form { delimiter, columns }),
            next_line: row.integer("next_line")?,
            tail,
        },
        checked_line: row.integer("checked_line")?,
        n_checked: row.integer("n_checked")?,
        n_bad: row.integer("n_bad")?,
        n_added: row.integer("n_added")?,
        n_changed: row.integer("n_changed")?,
        n_same: row.integer("n_same")?,
    })
}
