//! The regular work: days on which everything is in are judged and kept, so that what becomes of
//! them is an event; punches are compared, and their positions forgotten in time. A tick is
//! bounded, changes nothing when it is sent again, and may run twice at once.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use ngantor_core::time::Zone;
use ngantor_db::journal;
use ngantor_directory::people;
use ngantor_http::{Base, Machine, Problem, json};
use ngantor_tlog::store::{self as log, SEAL_MAX, Sealed};
use serde::Serialize;

use super::{App, days};
use crate::domain::evidence as domain;
use crate::domain::judged::{Judged, last_complete, merged, touched};
use crate::store::{claims, evidence, forgetting, judged as store};

/// Entries of the journal that one tick looks through: batches of [`journal::BATCH_MAX`].
const BATCHES_MAX: usize = 10;
/// Entries of the journal whose punches one step compares.
const LOOK_MAX: u32 = 100;
/// Such steps in a tick.
const LOOKS_MAX: usize = 10;
/// Times that one tick seals [`SEAL_MAX`] entries; what the rest of it wrote comes with the next.
const SEALS_MAX: usize = 4;
/// Punches whose positions one tick forgets.
const FORGET_MAX: u32 = 500;
/// People whose texts one tick forgets.
const FORGET_PEOPLE_MAX: usize = 10;
/// Pieces of the journal in which one tick looks for what is sealed about people who are forgotten.
const FORGET_PIECES_MAX: usize = 10;
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
    /// Events of `people` that were taken over; `null` when `people` could not be read, which the
    /// log explains. Everything else goes on with what is known.
    n_people_events: Option<usize>,
    /// Entries of the journal whose punches were compared.
    n_looked: usize,
    /// Punches whose position and device are forgotten from now on.
    n_forgotten: usize,
    /// Entries of the journal that were sealed.
    n_sealed: usize,
    /// People whose texts are forgotten from now on, because `people` erased them.
    n_people_forgotten: usize,
    /// Entries of the journal that were looked through for what is sealed about such people.
    n_looked_to_forget: i64,
    /// Whether another tick would find something to do.
    is_more: bool,
}

pub(crate) async fn run(State(app): State<App>, _: Machine) -> Result<Response, Problem> {
    let base = &app.base;
    store::begin(&*base.db, Zone::JAKARTA.day(base.now())).await?;
    // Each by itself: what keeps one from its work, again in every tick, keeps no other from its.
    let people = follow_people(&app).await;
    let followed = follow(base).await;
    let judged = judge_due(&app).await;
    let compared = compare(base).await;
    let sealed = seal(&app).await;
    let forgotten = forget_people(base).await;
    let (n_people_events, is_behind_people) = people?;
    let (n_followed, is_behind) = followed?;
    let (n_days, n_failed, is_due) = judged?;
    let (n_looked, n_forgotten, is_more_to_compare) = compared?;
    let n_sealed = sealed?;
    let (n_people_forgotten, n_looked_to_forget, is_more_to_forget) = forgotten?;
    let tick = Tick {
        n_followed,
        n_days,
        n_failed,
        n_people_events,
        n_looked,
        n_forgotten,
        n_sealed,
        n_people_forgotten,
        n_looked_to_forget,
        is_more: is_behind_people
            || is_more_to_forget
            || is_behind
            || is_due
            || is_more_to_compare
            || n_sealed >= SEALS_MAX * SEAL_MAX as usize,
    };
    Ok(json(StatusCode::OK, &tick))
}

/// Judges some days of some people; says how many, of how many people it failed, and whether there
/// are more.
async fn judge_due(app: &App) -> Result<(usize, usize, bool), Problem> {
    let db = &*app.base.db;
    let now = app.base.now();
    let counts_h = claims::longest_h(db, now).await?;
    let Some(last) = last_complete(now, counts_h) else {
        return Ok((0, 0, false));
    };
    let due = store::due(db, last, PEOPLE_MAX).await?;
    let (mut n_days, mut failed) = (0, Vec::new());
    for judged in &due {
        // One person never keeps the others from being judged.
        match judge(app, judged, last).await {
            Ok(n_judged) => n_days += n_judged,
            Err(_) => failed.push(judged.person_id.as_str()),
        }
    }
    if !failed.is_empty() {
        store::note_failed(db, &failed, app.base.now()).await?;
    }
    let is_due = !store::due(db, last, 1).await?.is_empty();
    Ok((n_days, failed.len(), is_due))
}

/// Compares some punches and forgets some positions; says how many, and whether there are more.
async fn compare(base: &Base) -> Result<(usize, usize, bool), Problem> {
    let (rules, _) = evidence::rules(&*base.db).await?;
    let (n_looked, is_behind) = look(base, &rules).await?;
    let before = base.now() - chrono::Duration::days(rules.position_days);
    let n_forgotten = evidence::forget_traces(&*base.db, before, FORGET_MAX).await?;
    let is_more = is_behind || n_forgotten >= FORGET_MAX as usize;
    Ok((n_looked, n_forgotten, is_more))
}

/// Takes over what `people` tells; says how many events, and whether there are more.
pub(super) async fn follow_people(app: &App) -> Result<(Option<usize>, bool), Problem> {
    people::follow_people(&app.base, &*app.outside).await
}

/// Seals the journal; says how many entries.
async fn seal(app: &App) -> Result<usize, Problem> {
    let mut n_sealed = 0;
    for _ in 0..SEALS_MAX {
        let (seed, now) = (app.base.ambient.random()?, app.base.now());
        match log::seal(&*app.base.db, &app.signer, seed, now).await? {
            Sealed::Entries(n) => {
                n_sealed += n;
                if n < SEAL_MAX as usize {
                    break;
                }
            }
            Sealed::Meanwhile => break,
            Sealed::Shortened => {
                eprintln!("the journal ends before what is sealed: entries of it are gone");
                break;
            }
        }
    }
    Ok(n_sealed)
}

/// Forgets people whom `people` erased: what they wrote, and what hides what is sealed about them.
/// Says of how many the texts went, how many entries it looked through, and whether there are more.
async fn forget_people(base: &Base) -> Result<(usize, i64, bool), Problem> {
    let db = &*base.db;
    let mut n_people = 0;
    while n_people < FORGET_PEOPLE_MAX && forgetting::forget_texts(db, base.now()).await? {
        n_people += 1;
    }
    let mut n_looked = 0;
    for _ in 0..FORGET_PIECES_MAX {
        match forgetting::forget_salts(db).await? {
            0 => return Ok((n_people, n_looked, n_people >= FORGET_PEOPLE_MAX)),
            n_entries => n_looked += n_entries,
        }
    }
    Ok((n_people, n_looked, true))
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
async fn judge(app: &App, judged: &Judged, last: chrono::NaiveDate) -> Result<usize, Problem> {
    let Ok(person) = judged.person_id.parse() else {
        return Ok(0);
    };
    let Some(days) = judged.next(last) else {
        return Ok(0);
    };
    let zone = store::last_zone(&*app.base.db, person).await?;
    let zone = zone.unwrap_or(Zone::JAKARTA);
    let duty = days::judge(app, person, zone, days).await?.duty;
    let after = judged.after(days);
    store::keep_days(&*app.base.db, (judged, &after), &duty, app.base.now()).await?;
    Ok(duty.len())
}

/// Compares the punches of the journal; says how many entries, and whether there are more.
async fn look(base: &Base, rules: &domain::Rules) -> Result<(usize, bool), Problem> {
    let db = &*base.db;
    let mut n_looked = 0;
    for _ in 0..LOOKS_MAX {
        let seq = evidence::looked_seq(db).await?;
        let entries = journal::after(db, seq, LOOK_MAX).await?;
        let Some(last) = entries.last() else {
            return Ok((n_looked, false));
        };
        let is_punch = |entry: &&journal::Entry| entry.kind == "attendance.punch.created";
        let ids: Vec<_> = entries
            .iter()
            .filter(is_punch)
            .map(|entry| entry.subject.as_str())
            .collect();
        let mut found = Vec::new();
        if !ids.is_empty() {
            evidence::keep_traces(db, &ids).await?;
            let seen = evidence::seen(db, &ids, rules.position_days).await?;
            found.extend(seen.into_iter().map(|seen| {
                let findings = domain::look(&seen, rules);
                (seen, findings)
            }));
        }
        let now = base.now();
        if evidence::keep_found(db, &found, (seq, last.seq), now).await? {
            n_looked += entries.len();
        }
    }
    Ok((n_looked, true))
}
