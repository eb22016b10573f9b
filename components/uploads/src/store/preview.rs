//! Previews that were made: once for each content, and of what has none that it has none.

use ngantor_db::{DbError, Row, Sql, Value, params};

use crate::domain::digest::Sha256Hex;
use crate::domain::preview::Preview;

/// What is known of the preview of a content: not yet, that there is none, or it.
///
/// # Errors
/// Any [`DbError`].
pub async fn of(db: &dyn Sql, sha256: &Sha256Hex) -> Result<Option<Option<Preview>>, DbError> {
    let rows = db
        .run(
            "SELECT media_type, bytes FROM preview WHERE sha256 = ?1 ORDER BY sha256 LIMIT 1",
            params![sha256.as_str()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Keeps the preview of a content that is there, or that it has none.
///
/// # Errors
/// Any [`DbError`].
pub async fn keep(
    db: &dyn Sql,
    sha256: &Sha256Hex,
    preview: Option<&Preview>,
) -> Result<(), DbError> {
    db.run(
        "INSERT INTO preview (sha256, media_type, bytes)
         SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM content WHERE sha256 = ?1)
         ON CONFLICT (sha256) DO NOTHING",
        params![
            sha256.as_str(),
            preview.map(|preview| preview.media_type),
            preview.map_or(Value::Null, |preview| Value::Blob(preview.bytes.clone())),
        ],
    )
    .await?;
    Ok(())
}

fn read(row: &Row) -> Result<Option<Preview>, DbError> {
    let media_type = row.text_or_null("media_type")?;
    let media_type = match media_type.as_deref() {
        Some("image/png") => "image/png",
        Some(_) => "image/jpeg",
        None => return Ok(None),
    };
    match row.value("bytes")? {
        Value::Blob(bytes) => Ok(Some(Preview {
            media_type,
            bytes: bytes.clone(),
        })),
        _ => Err(DbError::Shape("column bytes: no blob".to_owned())),
    }
}
