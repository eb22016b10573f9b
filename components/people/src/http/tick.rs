//! Regular work: forgetting who left so long ago that their record need not be kept any longer
//! (UU 27/2022 art. 43 and 44), whether or not somebody remembers to ask for it; and the file with
//! names that nobody goes on with, one a tick.

use axum::extract::State;
use axum::response::Response;
use chrono::Duration;
use http::StatusCode;
use ngantor_core::time::Day;
use ngantor_http::{Machine, Problem, json};
use serde::Serialize;

use super::App;
use super::import_list::forget_old;
use crate::domain::person::forgotten_before;
use crate::store;
use crate::store::retention::{Over, forget};

/// People whom one tick forgets.
pub const FORGET_MAX: u32 = 50;
/// For how many days a record and the institution's rules must have stood: nobody is forgotten by
/// a slip in a last day, or in the years, that somebody may still notice.
pub const SETTLED_DAYS: i64 = 30;

/// What a tick did.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Tick))]
pub(crate) struct Tick {
    /// People who are forgotten from now on.
    n_forgotten: usize,
    /// Whether another tick may find something to do.
    is_more: bool,
}

pub(super) async fn run(State(app): State<App>, _: Machine) -> Result<Response, Problem> {
    let n_forgotten = forget_some(&app).await?;
    forget_old(&app).await?;
    let is_more = n_forgotten >= FORGET_MAX as usize;
    let tick = Tick {
        n_forgotten,
        is_more,
    };
    Ok(json(StatusCode::OK, &tick))
}

async fn forget_some(app: &App) -> Result<usize, Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    // Before it is set up nobody has left.
    let Some(institution) = store::institution(db).await? else {
        return Ok(0);
    };
    let (years, today) = (institution.retention_years, Day(institution.zone.day(now)));
    let Some(before) = forgotten_before(today, years) else {
        return Ok(0);
    };
    let over = Over {
        years,
        before,
        settled: now - Duration::days(SETTLED_DAYS),
    };
    Ok(forget(db, &over, now, FORGET_MAX).await?)
}
