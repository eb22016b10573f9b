//! What is sent whole: `PUT` with a new id adds it, and with `If-Match` changes it; sending the
//! same again changes nothing.

use std::future::Future;

use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode, header};
use ngantor_core::time::Instant;
use ngantor_db::{DbError, Sql};
use ngantor_http::{Problem, conditional, json, kind};
use serde::Serialize;

use super::App;

/// A thing with an id and a version that is sent whole.
pub(super) trait Whole: Clone + PartialEq + Sync {
    /// What is shown of it.
    type View<'a>: Serialize
    where
        Self: 'a;

    /// What is shown of it.
    fn view(&self) -> Self::View<'_>;
    /// Its version, and whoever made it.
    fn made(&mut self) -> (&mut i64, &mut String);
    /// The one with the same id that is there; withdrawn ones are not.
    fn load(&self, db: &dyn Sql) -> impl Future<Output = Result<Option<Self>, DbError>> + Send;
    /// Adds it.
    fn insert(
        &self,
        db: &dyn Sql,
        now: Instant,
    ) -> impl Future<Output = Result<(), DbError>> + Send;
    /// Changes it from its version to the next; says whether that version was there.
    fn update(
        &self,
        db: &dyn Sql,
        now: Instant,
    ) -> impl Future<Output = Result<bool, DbError>> + Send;
    /// What stands in the way, as its database tells.
    fn refused(error: DbError) -> Problem;
}

/// Adds it or changes it.
pub(super) async fn put<T: Whole>(
    app: &App,
    headers: &HeaderMap,
    mut wanted: T,
) -> Result<Response, Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    let Some(mut found) = wanted.load(db).await? else {
        return match wanted.insert(db, now).await {
            Ok(()) => Ok(show(StatusCode::CREATED, &mut wanted)),
            Err(error) => show_same(app, &wanted, T::refused(error)).await,
        };
    };
    if is_same(&wanted, &mut found) {
        return Ok(show(StatusCode::OK, &mut found));
    }
    conditional::check_if_match(headers, *found.made().0)?;
    *wanted.made().0 = *found.made().0;
    match change(app, &mut wanted).await {
        Ok(()) => Ok(show(StatusCode::OK, &mut wanted)),
        Err(refusal) => show_same(app, &wanted, refusal).await,
    }
}

/// What is there when it is as it is wanted, since the same was sent twice at once; or why it
/// cannot be.
async fn show_same<T: Whole>(app: &App, wanted: &T, refusal: Problem) -> Result<Response, Problem> {
    let Some(mut found) = wanted.load(&*app.base.db).await? else {
        return Err(refusal);
    };
    match is_same(wanted, &mut found) {
        true => Ok(show(StatusCode::OK, &mut found)),
        false => Err(refusal),
    }
}

/// Whether one is the other, apart from its version and whoever made it.
fn is_same<T: Whole>(wanted: &T, found: &mut T) -> bool {
    let mut wanted = wanted.clone();
    let (version, changed_by) = found.made();
    *wanted.made().0 = *version;
    wanted.made().1.clone_from(changed_by);
    wanted == *found
}

/// Changes it from its version to the next.
pub(super) async fn change<T: Whole>(app: &App, wanted: &mut T) -> Result<(), Problem> {
    let (db, now) = (&*app.base.db, app.base.now());
    if wanted.update(db, now).await.map_err(T::refused)? {
        *wanted.made().0 += 1;
        return Ok(());
    }
    let mut found = wanted.load(db).await?.ok_or(kind::NOT_FOUND)?;
    Err(conditional::changed_meanwhile(*found.made().0))
}

/// The answer that shows it, with its ETag.
pub(super) fn show<T: Whole>(status: StatusCode, thing: &mut T) -> Response {
    let etag = [(header::ETAG, conditional::etag(*thing.made().0))];
    (etag, json(status, &thing.view())).into_response()
}
