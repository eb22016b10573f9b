//! The regular work: following `people`. A tick is bounded, changes nothing when it is sent again,
//! and may run twice at once.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use ngantor_directory::people;
use ngantor_http::{Machine, Problem, json};
use serde::Serialize;

use super::App;

/// What a tick did.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Tick {
    /// Events of `people` that were taken over; `null` when `people` could not be read, which the
    /// log explains. Everything else goes on with what is known.
    n_people_events: Option<usize>,
    /// Whether another tick would find something to do.
    is_more: bool,
}

pub(crate) async fn run(State(app): State<App>, _: Machine) -> Result<Response, Problem> {
    let (n_people_events, is_more) = follow_people(&app).await?;
    let tick = Tick {
        n_people_events,
        is_more,
    };
    Ok(json(StatusCode::OK, &tick))
}

/// Takes over what `people` tells; says how many events, and whether there are more.
pub(super) async fn follow_people(app: &App) -> Result<(Option<usize>, bool), Problem> {
    people::follow_people(&app.base, &*app.outside).await
}
