//! The imports of the caller, and forgetting those that nobody goes on with.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use ngantor_http::page::Page;
use ngantor_http::{Params, Problem, json};

use super::imports::ImportView;
use super::people::Keeper;
use super::{App, PREFIX};
use crate::domain::import::Import;
use crate::store::import_list as store;

/// The caller's own, the last first.
pub(super) async fn list(
    State(app): State<App>,
    Keeper(caller): Keeper,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["limit", "cursor"])?;
    let mut page = Page::<String>::of(&params)?;
    forget_old(&app).await?;
    let (before, limit) = (page.after.take(), page.limit_plus_one());
    let mut mine = store::of_person(&*app.base.db, caller.person_id, before, limit).await?;
    let key = |import: &Import| import.id.to_string();
    let headers = page.cut(&format!("{PREFIX}/imports"), &[], &mut mine, key);
    let views: Vec<_> = mine.iter().map(ImportView::of).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

/// Throws the oldest file away that nobody went on with for long. Whoever touches an import does
/// so, and regular work: what holds names must not wait for the next one to begin.
pub(super) async fn forget_old(app: &App) -> Result<(), Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    if store::is_one_left(db, now).await? {
        store::forget_oldest(db, now).await?;
    }
    Ok(())
}
