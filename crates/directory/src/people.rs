//! Follows `people` from another function: asks it for its feed and takes that over.

use std::future::ready;

use futures::future::BoxFuture;
use ngantor_db::DbError;
use ngantor_http::fetch::Fetch;
use ngantor_http::follow::{self, NotFollowed};
use ngantor_http::{Base, Problem};

use crate::follow::{self as directory, Batch};

const PEOPLE: &str = "people";
/// Batches of the feed that are taken over at once.
const BATCHES_MAX: usize = 20;

/// Takes over what `people` tells; says how many events, and whether there are more. No number
/// where `people` cannot be read, which the log explains: all else goes on with what is known.
///
/// # Errors
/// What the function's own database says.
pub async fn follow_people(
    base: &Base,
    outside: &dyn Fetch,
) -> Result<(Option<usize>, bool), Problem> {
    follow_people_with(base, outside, &Nothing).await
}

/// What a function does itself about what `people` tells, before it is taken over: again where
/// that was cut off.
pub trait Heard: Send + Sync {
    /// Does it; has to come to the same again.
    fn hear<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<(), DbError>>;
}

struct Nothing;

impl Heard for Nothing {
    fn hear<'a>(&'a self, _: &'a Batch) -> BoxFuture<'a, Result<(), DbError>> {
        Box::pin(ready(Ok(())))
    }
}

/// The same, for a function that does something about it itself.
///
/// # Errors
/// What the function's own database says.
pub async fn follow_people_with(
    base: &Base,
    outside: &dyn Fetch,
    heard: &dyn Heard,
) -> Result<(Option<usize>, bool), Problem> {
    match read_people(base, outside, heard).await {
        Ok((n_events, is_behind)) => Ok((Some(n_events), is_behind)),
        Err(Unread::Feed(words)) => {
            eprintln!("the feed of people is not read: {words}");
            Ok((None, false))
        }
        Err(Unread::Here(problem)) => Err(problem),
    }
}

/// Why a feed is not taken over: the other side, or this one.
enum Unread {
    Feed(NotFollowed),
    Here(Problem),
}

impl From<NotFollowed> for Unread {
    fn from(error: NotFollowed) -> Self {
        Self::Feed(error)
    }
}

impl From<DbError> for Unread {
    fn from(error: DbError) -> Self {
        Self::Here(error.into())
    }
}

async fn read_people(
    base: &Base,
    outside: &dyn Fetch,
    heard: &dyn Heard,
) -> Result<(usize, bool), Unread> {
    let db = &*base.db;
    let token = follow::token_for(base, outside, PEOPLE).await?;
    let mut n_events = 0;
    for _ in 0..BATCHES_MAX {
        let seq = directory::followed_seq(db).await?;
        let events = follow::events_after(outside, PEOPLE, &token, seq).await?;
        let batch = Batch::parse(&events.text)
            .map_err(|_| NotFollowed("people answers no feed".to_owned()))?;
        heard.hear(&batch).await?;
        if directory::take_over(db, &batch, seq).await? {
            n_events += batch.n_events();
        }
        if batch.n_events() < events.limit as usize {
            return Ok((n_events, false));
        }
    }
    Ok((n_events, true))
}
