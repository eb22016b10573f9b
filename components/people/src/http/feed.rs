//! The journal for other functions, with what is personal put back.

use axum::extract::State;
use axum::response::Response;
use ngantor_http::{Machine, Params, Problem, standard};

use super::App;
use super::keep::unseal;

pub(super) async fn show(
    State(app): State<App>,
    _: Machine,
    params: Params,
) -> Result<Response, Problem> {
    let entries = standard::read_feed(&app.base, params).await?;
    Ok(standard::show_feed(&app.base, unseal(&app, entries).await?))
}
