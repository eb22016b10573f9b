//! The regular work: following `people`, forgetting whom it erased, letting go what nobody goes on
//! with, making digests of what was joined, taking bytes away that nobody needs. A tick is bounded,
//! changes nothing when it is sent again, and may run twice at once.

use axum::extract::State;
use axum::response::Response;
use chrono::TimeDelta;
use http::StatusCode;
use ngantor_directory::people;
use ngantor_http::{Machine, Problem, json};
use serde::Serialize;

use super::receive::not_stored;
use super::{App, IDLE_MAX, digesting};
use crate::store::{forgetting, segment, upload};

/// Pieces of what people handed in that one tick forgets.
const FORGET_PIECES_MAX: usize = 10;
/// Uploads that one tick lets go.
const EXPIRE_MAX: u32 = 200;
/// Steps of digests that one tick makes.
const DIGEST_STEPS_MAX: usize = 4;
/// Keys that one tick takes away.
const KEYS_MAX: u64 = 400;
/// How long bytes that nobody needs lie still: who writes or reads them has long ended by then.
const GARBAGE_AGE: TimeDelta = TimeDelta::hours(1);

/// What a tick did.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Tick {
    /// Events of `people` that were taken over; `null` when `people` could not be read, which the
    /// log explains. Everything else goes on with what is known.
    n_people_events: Option<usize>,
    /// Pieces of what people handed in that are forgotten from now on.
    n_pieces_forgotten: usize,
    /// Uploads that nobody went on with and that are gone from now on.
    n_expired: usize,
    /// Steps made of digests of joined files.
    n_digest_steps: usize,
    /// Keys of the store that were taken away.
    n_keys_deleted: u64,
    /// Whether another tick would find something to do.
    is_more: bool,
}

pub(crate) async fn run(State(app): State<App>, _: Machine) -> Result<Response, Problem> {
    // Each by itself: what keeps one from its work keeps the others from nothing.
    let followed = people::follow_people(&app.base, &*app.outside).await;
    let forgotten = forget(&app).await;
    let expired = expire(&app).await;
    let digested = digest(&app).await;
    let deleted = collect(&app).await;
    let (n_people_events, is_behind_people) = followed?;
    let (n_pieces_forgotten, n_expired) = (forgotten?, expired?);
    let (n_digest_steps, n_keys_deleted) = (digested?, deleted?);
    let is_more = is_behind_people
        || n_pieces_forgotten >= FORGET_PIECES_MAX
        || n_expired >= EXPIRE_MAX as usize
        || n_digest_steps >= DIGEST_STEPS_MAX
        || n_keys_deleted >= KEYS_MAX;
    let tick = Tick {
        n_people_events,
        n_pieces_forgotten,
        n_expired,
        n_digest_steps,
        n_keys_deleted,
        is_more,
    };
    Ok(json(StatusCode::OK, &tick))
}

async fn forget(app: &App) -> Result<usize, Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    let mut n_pieces = 0;
    while n_pieces < FORGET_PIECES_MAX && forgetting::forget(db, now).await? {
        n_pieces += 1;
    }
    Ok(n_pieces)
}

async fn expire(app: &App) -> Result<usize, Problem> {
    let now = app.base.now();
    let n_expired = upload::expire(&*app.base.db, (now - IDLE_MAX, now), EXPIRE_MAX).await?;
    Ok(n_expired)
}

async fn digest(app: &App) -> Result<usize, Problem> {
    let mut n_steps = 0;
    while n_steps < DIGEST_STEPS_MAX && digesting::step(app, None).await? {
        n_steps += 1;
    }
    Ok(n_steps)
}

/// Takes the bytes away that nobody needs: the last of a segment first, so that what is left is
/// always told by how far it reaches, also when this is cut off.
async fn collect(app: &App) -> Result<u64, Problem> {
    let db = &*app.base.db;
    let mut n_deleted = 0;
    while n_deleted < KEYS_MAX {
        let since = app.base.now() - GARBAGE_AGE;
        let Some(segment) = segment::oldest_garbage(db, since).await? else {
            break;
        };
        let n_keys = segment.reach.div_ceil(segment.piece_bytes);
        let n_left = n_keys.saturating_sub(KEYS_MAX - n_deleted);
        for n in (n_left..n_keys).rev() {
            let deleted = app.blobs.delete(&segment.key(n)).await;
            deleted.map_err(|error| not_stored(&error))?;
        }
        n_deleted += n_keys - n_left;
        segment::shorten(db, segment.seq, n_left * segment.piece_bytes).await?;
        segment::drop_empty(db, segment.seq).await?;
    }
    Ok(n_deleted)
}
