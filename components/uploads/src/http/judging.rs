//! What becomes of a file whose last byte has come: it is kept, or it is of a type that nobody may
//! send. Its bytes say so, not its name.

use ngantor_http::Problem;

use super::{App, pieces};
use crate::domain::media;
use crate::domain::{State, UploadId};
use crate::store::segment::{self, Segment};

/// What a file becomes: `as_planned`, or refused. `last` is what the database does not tell yet.
///
/// # Errors
/// Its bytes cannot be read.
pub(super) async fn becomes(
    app: &App,
    (id, size): (UploadId, u64),
    last: Option<Segment>,
    as_planned: State,
) -> Result<State, Problem> {
    // A part is no file; what it is joined to is looked at.
    if as_planned == State::Waiting || size == 0 {
        return Ok(as_planned);
    }
    let head = some(app, id, last.as_ref(), (0, media::HEAD_BYTES.min(size))).await?;
    let tail_at = size.saturating_sub(media::TAIL_BYTES);
    let tail = some(app, id, last.as_ref(), (tail_at, size)).await?;
    let found = media::look(&head, &tail);
    Ok(match app.types.take(&found) {
        true => as_planned,
        false => State::Refused,
    })
}

async fn some(
    app: &App,
    id: UploadId,
    last: Option<&Segment>,
    (from, end): (u64, u64),
) -> Result<Vec<u8>, Problem> {
    let begins_at = last.map_or(u64::MAX, |last| last.starts_at);
    let mut segments = Vec::new();
    if from < begins_at {
        segments = segment::of_upload(&*app.base.db, id, from).await?;
        segments.retain(|segment| segment.starts_at < begins_at);
    }
    segments.extend(last.cloned());
    let segments: Vec<_> = segments
        .into_iter()
        .filter(|segment| segment.starts_at + segment.length > from)
        .collect();
    pieces::read(app, &segments, (from, end)).await
}
