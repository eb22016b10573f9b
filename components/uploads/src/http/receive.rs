//! Taking the bytes of one request in: pieces go to the store as they come, and how far it is goes
//! to the database now and then, so that whoever comes after a crash goes on from there. At no time
//! more than two pieces are held.

use std::time::Duration;

use axum::body::Body;
use http_body::Frame;
use http_body_util::BodyExt as _;
use ngantor_core::time::Instant;
use ngantor_http::{Problem, kind};

use super::kinds::{
    BODY_BROKE_OFF, DIGEST_MISMATCH, INCONSISTENT_LENGTH, OTHER_WRITER, TOO_LONG, TYPE_NOT_ALLOWED,
};
use super::{App, judging};
use crate::blobs::BlobError;
use crate::domain::State;
use crate::domain::digest::{Proof, RunningDigest, Sha256Hex};
use crate::store::segment::Segment;
use crate::store::transfer::{self, Progress, Turn};
use crate::store::upload;

/// Progress is kept after so many bytes.
pub const SAVE_EVERY_BYTES: u64 = 4 * 1024 * 1024;
/// Progress is kept after this time, when anything came: over 64 kbit/s that is 40 kB.
pub const SAVE_EVERY: Duration = Duration::from_secs(5);

/// Where a file ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Where its length says.
    AtLength,
    /// Where the body does; if its length is known, both must say the same.
    WithBody,
    /// Somewhere later, also where its length is reached.
    Later,
}

/// What is to become of the bytes.
pub(super) struct Plan {
    /// What the client says of them.
    pub proof: Option<Proof>,
    /// Whether they count all or not at all, as those do that are to be proved, instead of as they
    /// come.
    pub is_all_or_nothing: bool,
    /// The most bytes that the whole may have.
    pub end_max: u64,
    /// Where it ends.
    pub end: End,
    /// What the upload becomes with its last byte.
    pub becomes: State,
    /// What the client said that its digest will be.
    pub expected: Option<Sha256Hex>,
}

/// How far an upload is after a request.
pub(super) struct Received {
    /// All its bytes that are kept.
    pub offset: u64,
    /// Its digest, if that was the last one.
    pub sha256: Option<Sha256Hex>,
}

/// Takes a body in as a turn's bytes.
///
/// # Errors
/// Why they are not all kept; those that came before a body broke off are, unless they count all or
/// not at all.
pub(super) async fn receive(
    app: &App,
    turn: Turn,
    mut body: Body,
    plan: Plan,
) -> Result<Received, Problem> {
    let end_max = turn.length.unwrap_or(plan.end_max).min(plan.end_max);
    let mut writer = Writer::new(app, turn, &plan);
    let mut broke = None;
    while let Some(frame) = body.frame().await {
        match frame.map(Frame::into_data) {
            Ok(Ok(data)) if writer.came().saturating_add(data.len() as u64) > end_max => {
                return Err(writer.discard(TOO_LONG.into()).await);
            }
            Ok(Ok(data)) => writer.take(&data).await?,
            // Trailers: nothing of ours is in them.
            Ok(Err(_)) => {}
            Err(error) => {
                broke = Some(Problem::from(BODY_BROKE_OFF).caused_by(&error));
                break;
            }
        }
    }
    writer.write_rest().await?;
    if plan.end == End::AtLength && writer.is_at_length() && writer.proof.is_none() {
        // Nothing is missing but the end of the request: who asks for the offset is told that it
        // is whole, and never comes again.
        broke = None;
    }
    match broke {
        Some(problem) if writer.is_all_or_nothing => return Err(writer.discard(problem).await),
        Some(problem) => {
            writer.save(false).await?;
            return Err(problem);
        }
        None => {}
    }
    if writer.proof.take().is_some_and(|proof| !proof.holds()) {
        return Err(writer.discard(DIGEST_MISMATCH.into()).await);
    }
    writer.is_all_or_nothing = false;
    let is_at_length = writer
        .turn
        .length
        .is_none_or(|length| length == writer.came());
    let sha256 = match plan.end {
        End::AtLength if writer.turn.length.is_some() && is_at_length => {
            Some(writer.finish(&plan).await?)
        }
        End::WithBody if is_at_length => Some(writer.finish(&plan).await?),
        end => {
            writer.save(false).await?;
            if end == End::WithBody {
                return Err(INCONSISTENT_LENGTH.into());
            }
            None
        }
    };
    Ok(Received {
        offset: writer.came(),
        sha256,
    })
}

struct Writer<'a> {
    app: &'a App,
    turn: Turn,
    proof: Option<Proof>,
    is_all_or_nothing: bool,
    digest: RunningDigest,
    /// Bytes of this turn that are in pieces that are written.
    written: u64,
    /// What came after them; its begin may be written already, as a short last piece.
    rest: Vec<u8>,
    /// Bytes of `rest` that the digest and the proof have seen.
    n_digested: usize,
    /// Bytes of this turn when its progress was kept last, and when that was.
    saved: (u64, Instant),
}

impl<'a> Writer<'a> {
    fn new(app: &'a App, turn: Turn, plan: &Plan) -> Self {
        Self {
            digest: turn.digest.clone(),
            turn,
            proof: plan.proof.clone(),
            is_all_or_nothing: plan.is_all_or_nothing || plan.proof.is_some(),
            written: 0,
            rest: Vec::new(),
            n_digested: 0,
            saved: (0, app.base.now()),
            app,
        }
    }

    /// Where the upload is with all that came.
    fn came(&self) -> u64 {
        self.turn.starts_at + self.of_turn()
    }

    /// Whether nothing is missing any more.
    fn is_at_length(&self) -> bool {
        self.turn.length == Some(self.came())
    }

    fn of_turn(&self) -> u64 {
        self.written + self.rest.len() as u64
    }

    async fn take(&mut self, mut data: &[u8]) -> Result<(), Problem> {
        let piece = self.app.blobs.piece_bytes();
        while !data.is_empty() {
            let room = piece.saturating_sub(self.rest.len());
            let (now, later) = data.split_at(room.min(data.len()));
            if self.rest.capacity() < piece && self.rest.len() + now.len() > piece / 2 {
                self.rest.reserve_exact(piece - self.rest.len());
            }
            self.rest.extend_from_slice(now);
            data = later;
            if self.rest.len() >= piece {
                self.see_rest();
                let full = std::mem::take(&mut self.rest);
                let length = full.len() as u64;
                self.put(full).await?;
                self.written += length;
                self.n_digested = 0;
            }
        }
        if self.is_at_length() {
            // What is whole is ended at once; a crash in between would leave it whole and open.
            return Ok(());
        }
        let is_much = self.of_turn() - self.saved.0 >= SAVE_EVERY_BYTES;
        let since = self.app.base.now().signed_duration_since(self.saved.1);
        if is_much || since.to_std().is_ok_and(|since| since >= SAVE_EVERY) {
            self.write_rest().await?;
            self.save(true).await?;
        }
        Ok(())
    }

    /// Lets the digest and the proof see what they have not seen yet.
    fn see_rest(&mut self) {
        let news = self.rest.get(self.n_digested..).unwrap_or_default();
        self.digest.update(news);
        if let Some(proof) = &mut self.proof {
            proof.update(news);
        }
        self.n_digested = self.rest.len();
    }

    /// Writes what is no full piece yet; the next write of it is longer and stands in its place.
    async fn write_rest(&mut self) -> Result<(), Problem> {
        self.see_rest();
        if self.rest.is_empty() {
            return Ok(());
        }
        let rest = self.rest.clone();
        self.put(rest).await
    }

    async fn put(&self, bytes: Vec<u8>) -> Result<(), Problem> {
        let n = self.written / self.app.blobs.piece_bytes().max(1) as u64;
        let (id, generation) = (self.turn.upload_id, self.turn.generation);
        let key = format!("{id}/{generation}/{n}");
        let put = self.app.blobs.put(&key, bytes).await;
        put.map_err(|error| not_stored(&error))
    }

    /// Keeps how far it is. Bytes that count all or not at all do not count yet; that more keys are
    /// written is kept all the same, so that they are found when they are collected.
    async fn save(&mut self, goes_on: bool) -> Result<(), Problem> {
        let now = self.app.base.now();
        let is_open = self.is_all_or_nothing;
        let progress = Progress {
            received: if is_open {
                self.turn.starts_at
            } else {
                self.came()
            },
            digest: if is_open {
                &self.turn.digest
            } else {
                &self.digest
            },
            reach: self.of_turn() + if goes_on { reach_of(self.app) } else { 0 },
        };
        self.saved = (self.of_turn(), now);
        match transfer::save(&*self.app.base.db, &self.turn, (&progress, goes_on), now).await? {
            true => Ok(()),
            false => Err(OTHER_WRITER.into()),
        }
    }

    /// Ends the turn without what was not kept before; gives back why.
    async fn discard(&mut self, why: Problem) -> Problem {
        if !self.is_all_or_nothing {
            // What was kept on the way stays; the rest was too much.
            return why;
        }
        match self.save(false).await {
            Ok(()) => why,
            Err(problem) => problem,
        }
    }

    async fn finish(&mut self, plan: &Plan) -> Result<Sha256Hex, Problem> {
        let sha256 = self.digest.clone().finish();
        let (db, now) = (&*self.app.base.db, self.app.base.now());
        if plan
            .expected
            .as_ref()
            .is_some_and(|expected| *expected != sha256)
        {
            upload::refuse(db, self.turn.upload_id, now).await?;
            return Err(DIGEST_MISMATCH.into());
        }
        let about = (self.turn.upload_id, self.came());
        let becomes = judging::becomes(self.app, about, self.segment(), plan.becomes).await?;
        if becomes == State::Refused {
            upload::refuse(db, self.turn.upload_id, now).await?;
            return Err(TYPE_NOT_ALLOWED.into());
        }
        let progress = Progress {
            received: self.came(),
            digest: &self.digest,
            reach: self.of_turn(),
        };
        let becomes = (becomes, now);
        match transfer::finish(db, &self.turn, (&progress, &sha256), becomes).await? {
            true => Ok(sha256),
            false => Err(OTHER_WRITER.into()),
        }
    }
}

impl Writer<'_> {
    /// What this turn wrote, of which the database knows a part; none when it wrote nothing.
    fn segment(&self) -> Option<Segment> {
        let segment = Segment {
            seq: 0,
            origin_id: self.turn.upload_id,
            generation: self.turn.generation,
            starts_at: self.turn.starts_at,
            length: self.of_turn(),
            piece_bytes: self.app.blobs.piece_bytes() as u64,
            reach: self.of_turn(),
        };
        (segment.length > 0).then_some(segment)
    }
}

/// How far a turn may write beyond what it told last: until it tells more, and the piece in which
/// that happens.
pub(super) fn reach_of(app: &App) -> u64 {
    SAVE_EVERY_BYTES + 2 * app.blobs.piece_bytes() as u64
}

pub(super) fn not_stored(error: &BlobError) -> Problem {
    let kind = match error {
        BlobError::Full => kind::STORAGE_FULL,
        BlobError::Other(_) => kind::BUSY,
    };
    Problem::from(kind).caused_by(error)
}
