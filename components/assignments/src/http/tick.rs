//! The regular work: what `people` tells is taken over, people are reminded of what is due, whom
//! `people` erased is forgotten. A tick is bounded, changes nothing when it is sent again, and may
//! run twice at once.

use axum::extract::State;
use axum::response::Response;
use futures::future::BoxFuture;
use http::StatusCode;
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Sql};
use ngantor_directory::follow::Batch;
use ngantor_directory::people::{self, Heard};
use ngantor_http::{Base, Machine, Problem, json};
use serde::Serialize;

use super::App;
use crate::store::{listed, subscription, wording};

/// Such turns before work is given to somebody whom this function may not have heard of yet.
const CATCH_UP_MAX: usize = 20;

/// How long before the due instant somebody is reminded, in hours.
const SOON_H: i64 = 24;
/// Parts of each kind of which one tick reminds.
const REMIND_MAX: u32 = 200;
/// Pieces of what people wrote that one tick forgets.
const FORGET_PIECES_MAX: usize = 10;

/// What a tick did.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Tick {
    /// Events of `people` that were taken over; `null` when `people` could not be read, which the
    /// log explains. Everything else goes on with what is known.
    n_people_events: Option<usize>,
    /// Parts of whose due instant somebody is reminded from now on: it comes, or it passed.
    n_reminders: usize,
    /// Pieces of what people wrote that are forgotten from now on, because `people` erased them.
    n_pieces_forgotten: usize,
    /// Whether another tick would find something to do.
    is_more: bool,
}

pub(crate) async fn run(State(app): State<App>, _: Machine) -> Result<Response, Problem> {
    // Each by itself: what keeps one from its work, again in every tick, keeps no other from its.
    let people = follow_people(&app).await;
    let reminded = remind(&app.base).await;
    let n_pieces_forgotten = forget_people(&app.base).await?;
    let (n_people_events, is_behind) = people?;
    let (n_reminders, is_late) = reminded?;
    let tick = Tick {
        n_people_events,
        n_reminders,
        n_pieces_forgotten,
        is_more: is_behind || is_late || n_pieces_forgotten >= FORGET_PIECES_MAX,
    };
    Ok(json(StatusCode::OK, &tick))
}

/// Reminds of what is due soon and of what is late; says of how many parts, and whether there are
/// more.
async fn remind(base: &Base) -> Result<(usize, bool), Problem> {
    let (db, now) = (&*base.db, base.now());
    let soon = (now, now + chrono::Duration::hours(SOON_H));
    let n_soon = listed::remind(db, "due_soon", soon, now, REMIND_MAX).await?;
    let ever = (chrono::DateTime::UNIX_EPOCH, now);
    let n_late = listed::remind(db, "overdue", ever, now, REMIND_MAX).await?;
    let most = REMIND_MAX as usize;
    Ok((n_soon + n_late, n_soon == most || n_late == most))
}

/// Forgets what was written by people whom `people` erased; says in how many pieces.
async fn forget_people(base: &Base) -> Result<usize, Problem> {
    let mut n_pieces = 0;
    while n_pieces < FORGET_PIECES_MAX && wording::forget(&*base.db, base.now()).await? {
        n_pieces += 1;
    }
    Ok(n_pieces)
}

/// Takes over all that `people` tells, as far as that is bounded.
pub(super) async fn catch_up(app: &App) -> Result<(), Problem> {
    for _ in 0..CATCH_UP_MAX {
        let (_, is_behind) = follow_people(app).await?;
        if !is_behind {
            break;
        }
    }
    Ok(())
}

/// Takes over what `people` tells; says how many events, and whether there are more.
pub(super) async fn follow_people(app: &App) -> Result<(Option<usize>, bool), Problem> {
    let heard = Closings {
        db: &*app.base.db,
        now: app.base.now(),
    };
    people::follow_people_with(&app.base, &*app.outside, &heard).await
}

/// What was made by a way in that is over ends.
struct Closings<'a> {
    db: &'a dyn Sql,
    now: Instant,
}

impl Heard for Closings<'_> {
    fn hear<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<(), DbError>> {
        Box::pin(subscription::close(self.db, batch.closings(), self.now))
    }
}
