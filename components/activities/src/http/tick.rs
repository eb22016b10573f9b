//! The regular work: following `people`, and forgetting whom it erased. A tick is bounded, changes
//! nothing when it is sent again, and may run twice at once.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use ngantor_directory::people;
use ngantor_http::{Base, Machine, Problem, json};
use serde::Serialize;

use super::App;
use crate::store::wording;

/// Pieces of what people wrote that one tick forgets.
const FORGET_PIECES_MAX: usize = 10;

/// What a tick did.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Tick {
    /// Events of `people` that were taken over; `null` when `people` could not be read, which the
    /// log explains. Everything else goes on with what is known.
    n_people_events: Option<usize>,
    /// Pieces of what people wrote that are forgotten from now on, because `people` erased them.
    n_pieces_forgotten: usize,
    /// Whether another tick would find something to do.
    is_more: bool,
}

pub(crate) async fn run(State(app): State<App>, _: Machine) -> Result<Response, Problem> {
    // Each by itself: what keeps one from its work keeps the other from nothing.
    let followed = follow_people(&app).await;
    let n_pieces_forgotten = forget_people(&app.base).await?;
    let (n_people_events, is_behind_people) = followed?;
    let tick = Tick {
        n_people_events,
        n_pieces_forgotten,
        is_more: is_behind_people || n_pieces_forgotten >= FORGET_PIECES_MAX,
    };
    Ok(json(StatusCode::OK, &tick))
}

/// Takes over what `people` tells; says how many events, and whether there are more.
pub(super) async fn follow_people(app: &App) -> Result<(Option<usize>, bool), Problem> {
    people::follow_people(&app.base, &*app.outside).await
}

/// Forgets what was written by people whom `people` erased, and of them; says in how many pieces.
async fn forget_people(base: &Base) -> Result<usize, Problem> {
    let mut n_pieces = 0;
    while n_pieces < FORGET_PIECES_MAX && wording::forget(&*base.db, base.now()).await? {
        n_pieces += 1;
    }
    Ok(n_pieces)
}
