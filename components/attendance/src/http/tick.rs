//! The regular work: days on which everything is in are judged and kept, so that what becomes of
//! them is an event. A tick is bounded, changes nothing when it is sent again, and may run twice
//! at once.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use ngantor_db::journal;
use ngantor_http::{Base, Machine, Problem, json};
use serde::Serialize;

use super::days;
use crate::domain::judged::{Judged, last_complete, merged, touched};
use crate::store::judged as store;

/// Entries of the journal that one tick looks through: batches of [`journal::BATCH_MAX`].
const BATCHES_MAX: usize = 10;
/// People of whom one tick judges some days.
const PEOPLE_MAX: u32 = 20;

/// What a tick did.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Tick {
    /// Entries of the journal that were looked through.
    n_followed: usize,
    /// Days that were judged, whether they changed or not.
    n_days: usize,
    /// People whose days could not be judged; the next tick tries again. Whoever asks for such a
    /// day gets the same problem, and the log tells its cause.
    n_failed: usize,
    /// Whether another tick would find something to do.
    is_more: bool,
}

pub(crate) async fn run(State(base): State<Base>, _: Machine) -> Result<Response, Problem> {
    let (n_followed, is_behind) = follow(&base).await?;
    let (mut n_days, mut n_failed) = (0, 0);
    let mut is_more = is_behind;
    if let Some(last) = last_complete(base.now()) {
        let due = store::due(&*base.db, last, PEOPLE_MAX).await?;
        for judged in &due {
            // One person never keeps the others from being judged.
            match judge(&base, judged, last).await {
                Ok(n_judged) => n_days += n_judged,
                Err(_) => n_failed += 1,
            }
        }
        is_more |= !store::due(&*base.db, last, 1).await?.is_empty();
    }
    let tick = Tick {
        n_followed,
        n_days,
        n_failed,
        is_more,
    };
    Ok(json(StatusCode::OK, &tick))
}

/// Looks through the journal; says how many entries, and whether there are more.
async fn follow(base: &Base) -> Result<(usize, bool), Problem> {
    let mut n_followed = 0;
    for _ in 0..BATCHES_MAX {
        let seq = store::followed_seq(&*base.db).await?;
        let entries = journal::after(&*base.db, seq, journal::BATCH_MAX).await?;
        let Some(last) = entries.last() else {
            return Ok((n_followed, false));
        };
        let touches = entries
            .iter()
            .flat_map(|entry| touched(&entry.kind, entry.old.as_ref(), &entry.new));
        let touches = merged(touches);
        if store::follow(&*base.db, &touches, (seq, last.seq)).await? {
            n_followed += entries.len();
        }
    }
    Ok((n_followed, true))
}

/// Judges some days of a person, and says how many. Where something touched them meanwhile,
/// the next tick does it again.
async fn judge(base: &Base, judged: &Judged, last: chrono::NaiveDate) -> Result<usize, Problem> {
    let Ok(person) = judged.person_id.parse() else {
        return Ok(0);
    };
    let Some(days) = judged.next(last) else {
        return Ok(0);
    };
    let zone = store::last_zone(&*base.db, person).await?;
    let zone = zone.unwrap_or(ngantor_core::time::Zone::JAKARTA);
    let (duty, _) = days::judge(base, person, zone, days).await?;
    let after = judged.after(days);
    store::keep_days(&*base.db, (judged, &after), &duty, base.now()).await?;
    Ok(duty.len())
}
