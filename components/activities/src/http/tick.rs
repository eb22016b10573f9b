//! The regular work: following `people`. A tick is bounded, changes nothing when it is sent again,
//! and may run twice at once.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use ngantor_db::DbError;
use ngantor_directory::follow as directory;
use ngantor_http::follow::{self, NotFollowed};
use ngantor_http::{Machine, Problem, json};
use serde::Serialize;

use super::App;

const PEOPLE: &str = "people";
/// Batches of `people`'s feed that one tick takes over.
const PEOPLE_BATCHES_MAX: usize = 20;

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
    match read_people(app).await {
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

async fn read_people(app: &App) -> Result<(usize, bool), Unread> {
    let (db, outside) = (&*app.base.db, &*app.outside);
    let token = follow::token_for(&app.base, outside, PEOPLE).await?;
    let mut n_events = 0;
    for _ in 0..PEOPLE_BATCHES_MAX {
        let seq = directory::followed_seq(db).await?;
        let events = follow::events_after(outside, PEOPLE, &token, seq).await?;
        let batch = directory::Batch::parse(&events.text)
            .map_err(|_| NotFollowed("people answers no feed".to_owned()))?;
        if directory::take_over(db, &batch, seq).await? {
            n_events += batch.n_events();
        }
        if batch.n_events() < events.limit as usize {
            return Ok((n_events, false));
        }
    }
    Ok((n_events, true))
}
