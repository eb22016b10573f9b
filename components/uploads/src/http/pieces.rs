//! Reading what is kept of a file, a piece at a time.

use std::collections::VecDeque;

use axum::body::Body;
use bytes::Bytes;
use futures::stream;
use ngantor_http::Problem;

use super::App;
use super::receive::not_stored;
use crate::blobs::BlobError;
use crate::domain::UploadId;
use crate::store::segment::{self, Segment};

/// The bytes of a file from one place to before another, as a body that never holds more than one
/// piece.
pub(super) fn body(app: &App, id: UploadId, from: u64, end: u64) -> Body {
    let reader = Reader {
        app: app.clone(),
        id,
        at: from,
        end,
        segments: VecDeque::new(),
    };
    Body::from_stream(stream::try_unfold(reader, Reader::next))
}

struct Reader {
    app: App,
    id: UploadId,
    /// The next byte.
    at: u64,
    /// Where it ends.
    end: u64,
    segments: VecDeque<Segment>,
}

impl Reader {
    /// The next piece. An error breaks the connection off: whoever reads knows that there is more.
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, std::io::Error> {
        if self.at >= self.end {
            return Ok(None);
        }
        let is_read = |segment: &Segment| segment.starts_at + segment.length <= self.at;
        while self.segments.front().is_some_and(is_read) {
            self.segments.pop_front();
        }
        if self.segments.is_empty() {
            let found = segment::of_upload(&*self.app.base.db, self.id, self.at).await;
            self.segments = found.map_err(broken)?.into();
        }
        let Some(segment) = self.segments.front() else {
            return Err(broken("nothing is kept there"));
        };
        let bytes = piece(&self.app, segment, self.at, self.end).await;
        let bytes = bytes.map_err(broken)?;
        self.at += bytes.len() as u64;
        Ok(Some((bytes, self)))
    }
}

fn broken(error: impl std::fmt::Display) -> std::io::Error {
    // Its status is long sent: this is where the cause can be told.
    eprintln!("error={error}");
    std::io::Error::other("a file cannot be read to its end")
}

/// The bytes of some segments, in their order, from one place to before another.
///
/// # Errors
/// They cannot be read.
pub(super) async fn read(
    app: &App,
    segments: &[Segment],
    (from, end): (u64, u64),
) -> Result<Vec<u8>, Problem> {
    let mut all = Vec::new();
    let mut at = from;
    for segment in segments {
        while at < end && at >= segment.starts_at && at < segment.starts_at + segment.length {
            let bytes = piece(app, segment, at, end).await;
            let bytes = bytes.map_err(|error| not_stored(&error))?;
            at += bytes.len() as u64;
            all.extend_from_slice(&bytes);
        }
    }
    Ok(all)
}

/// What one piece holds from a place on, up to before another; at least one byte.
async fn piece(app: &App, segment: &Segment, at: u64, end: u64) -> Result<Bytes, BlobError> {
    let broken = || BlobError::Other(format!("a piece of {} is not whole", segment.origin_id));
    let within = at.checked_sub(segment.starts_at).ok_or_else(broken)?;
    let (n, skip) = (within / segment.piece_bytes, within % segment.piece_bytes);
    let left = (segment.starts_at + segment.length).min(end) - at;
    let take = left.min(segment.piece_bytes - skip);
    let bytes = app.blobs.get(&segment.key(n)).await?;
    let bytes = Bytes::from(bytes.ok_or_else(broken)?);
    let (skip, take) = (usize::try_from(skip), usize::try_from(take));
    let range = skip.and_then(|skip| take.map(|take| skip..skip + take));
    let range = range.map_err(|_| broken())?;
    if take_is_there(&bytes, &range) {
        Ok(bytes.slice(range))
    } else {
        Err(broken())
    }
}

fn take_is_there(bytes: &Bytes, range: &std::ops::Range<usize>) -> bool {
    !range.is_empty() && range.end <= bytes.len()
}
