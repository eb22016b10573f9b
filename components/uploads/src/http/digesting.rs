//! The digest of what was joined: its parts are read again, a bounded piece at a time, by ticks and
//! by whoever asks for it.

use ngantor_http::Problem;

use super::App;
use super::receive::not_stored;
use crate::blobs::BlobError;
use crate::domain::digest::RunningDigest;
use crate::domain::{State, UploadId};
use crate::store::segment::{self, Segment, Undigested};

/// The most bytes that one step reads: some tenths of a second.
const STEP_MAX_BYTES: u64 = 16 * 1024 * 1024;

/// Goes on with the digest of one joined file, or of any; says whether there was one.
///
/// # Errors
/// Its bytes cannot be read.
pub(super) async fn step(app: &App, id: Option<UploadId>) -> Result<bool, Problem> {
    let db = &*app.base.db;
    let Some(before) = segment::undigested(db, id).await? else {
        return Ok(false);
    };
    let mut reader = Reader {
        app,
        digest: before.digest.clone(),
        at: before.digested,
        end: before.length.min(before.digested + STEP_MAX_BYTES),
    };
    for segment in segment::of_upload(db, before.id, before.digested).await? {
        reader.read(&segment).await?;
    }
    save(app, &before, reader).await?;
    Ok(true)
}

async fn save(app: &App, before: &Undigested, reader: Reader<'_>) -> Result<(), Problem> {
    let sha256 = (reader.at == before.length).then(|| reader.digest.clone().finish());
    let becomes = sha256.as_ref().map(|sha256| (sha256, State::Ready));
    let (db, now) = (&*app.base.db, app.base.now());
    // Somebody else may have been further meanwhile: then theirs holds, and it is the same.
    segment::save_digest(db, before, (reader.at, &reader.digest), becomes, now).await?;
    Ok(())
}

struct Reader<'a> {
    app: &'a App,
    digest: RunningDigest,
    /// How much of the file the digest has seen.
    at: u64,
    /// Where this step ends.
    end: u64,
}

impl Reader<'_> {
    async fn read(&mut self, segment: &Segment) -> Result<(), Problem> {
        let end = (segment.starts_at + segment.length).min(self.end);
        while self.at < end && self.at >= segment.starts_at {
            let within = self.at - segment.starts_at;
            let (n, skip) = (within / segment.piece_bytes, within % segment.piece_bytes);
            let take = (end - self.at).min(segment.piece_bytes - skip);
            let piece = self.app.blobs.get(&segment.key(n)).await;
            let piece = piece
                .map_err(|error| not_stored(&error))?
                .unwrap_or_default();
            let (skip, take) = (usize_of(skip), usize_of(take));
            let Some(bytes) = piece.get(skip..skip + take) else {
                let error = BlobError::Other(format!("{} is not whole", segment.key(n)));
                return Err(not_stored(&error));
            };
            self.digest.update(bytes);
            self.at += bytes.len() as u64;
        }
        Ok(())
    }
}

fn usize_of(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
