//! Entering, changing, looking at and taking back an activity.

use axum::extract::State as Extract;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use ngantor_core::caller::Caller;
use ngantor_core::lang::{Lang, Text};
use ngantor_core::refusal::{Fault, REQUIRED};
use ngantor_core::ticket::TicketKey;
use ngantor_db::DbError;
use ngantor_http::{Base, Context, Json, Kind, Path, Problem, SignedIn, conditional, kind};

use super::kinds::{ALREADY_RUNNING, DAY_IS_FULL, DAY_TOO_LONG, NOT_ABOVE, NOT_NOW, OWN_ACTIVITY};
use super::view::ActivityView;
use super::{locks, view, whom};
use crate::domain::form::{ActivityForm, AskedTime, Checked};
use crate::domain::life::{self, Act, NoMove, Who};
use crate::domain::{Activity, ActivityId, Time};
use crate::store;

const STILL_RUNS: Text = Text::new(
    "Masih berjalan: selesaikan dahulu, lalu ubah waktunya.",
    "It still runs: finish it first, then change its times.",
);
const RUNS_NO_MORE: Text = Text::new(
    "Sudah selesai: isi waktu mulai dan selesai.",
    "It is finished: give a start and a finish.",
);

pub(super) async fn put(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(id): Path<ActivityId>,
    headers: HeaderMap,
    Json(form): Json<ActivityForm>,
) -> Result<Response, Problem> {
    let found = store::by_id(&*base.db, id).await?;
    let own = found.iter().find(|one| one.person_id == caller.person_id);
    let began_at = own.and_then(|one| one.time.started_at);
    let checked = form.check_again(base.now(), began_at)?;
    let found = match found {
        Some(found) => found,
        None => {
            conditional::check_absent(&headers)?;
            let one = Activity::new(id, caller.person_id, checked.clone(), base.now());
            locks::check_new(&base, &caller, (one.day, one.zone)).await?;
            let added = store::insert(&*base.db, std::slice::from_ref(&one)).await;
            if !refused_or(&base, &caller, added).await?.is_empty() {
                return view::show(&base, (&caller, Who::Own, lang), StatusCode::CREATED, &one)
                    .await;
            }
            load(&base, id).await?
        }
    };
    if found.person_id != caller.person_id {
        return Err(kind::ID_REUSED.into());
    }
    // What was returned is sent again as it was by whoever stands by it, and names its version.
    let stands_by_it =
        found.state == life::State::Returned && view::check_if_match(&headers, &found).is_ok();
    if found.is_said_by(&checked) && !stands_by_it {
        return view::show(&base, (&caller, Who::Own, lang), StatusCode::OK, &found).await;
    }
    view::check_if_match(&headers, &found)?;
    change(&base, (&caller, lang), found, checked).await
}

async fn change(
    base: &Base,
    (caller, lang): (&Caller, Lang),
    found: Activity,
    checked: Checked,
) -> Result<Response, Problem> {
    let state = after(&found, Act::Change, Who::Own)?;
    let time = changed_time(&found, checked.time)?;
    if checked.day != found.day {
        locks::check_new(base, caller, (checked.day, checked.zone)).await?;
    }
    let wanted = Activity {
        state,
        day: checked.day,
        zone: checked.zone,
        what: checked.what,
        time,
        ..found.clone()
    };
    save(
        base,
        (caller, Who::Own, lang),
        (&found, Act::Change),
        wanted,
    )
    .await
}

/// The times that a change gives. A clock that runs keeps its own, and one that ran keeps what it
/// counted as long as its times stay.
fn changed_time(found: &Activity, asked: AskedTime) -> Result<Time, Problem> {
    let is_own = |at: Option<_>| at.is_none() || at == found.time.started_at;
    match asked {
        AskedTime::Live(at) if found.state.is_open() && is_own(at) => Ok(found.time),
        _ if found.state.is_open() => Err(Fault::new("/live", "still_runs", STILL_RUNS).into()),
        AskedTime::Live(_) => Err(Fault::new("/live", "runs_no_more", RUNS_NO_MORE).into()),
        AskedTime::Minutes(_) if found.time.is_live => {
            Err(Fault::new("/started_at", "required", REQUIRED).into())
        }
        AskedTime::Span(from, to, minutes)
            if (Some(from), Some(to)) == (found.time.started_at, found.time.finished_at) =>
        {
            Ok(Time {
                minutes,
                ..found.time
            })
        }
        asked => Ok(Time {
            is_live: found.time.is_live,
            ..Time::of(asked, found.logged_at)
        }),
    }
}

pub(super) async fn show(
    Extract(base): Extract<Base>,
    Extract(tickets): Extract<TicketKey>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(id): Path<ActivityId>,
) -> Result<Response, Problem> {
    let (found, who) = load_seen(&base, &caller, id).await?;
    let how = (StatusCode::OK, Some(&tickets));
    view::show_files(&base, (&caller, who, lang), how, &found).await
}

pub(super) async fn withdraw(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(id): Path<ActivityId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (found, who) = load_seen(&base, &caller, id).await?;
    check_theirs(Act::Withdraw, who)?;
    view::check_if_match(&headers, &found)?;
    let wanted = Activity {
        state: after(&found, Act::Withdraw, who)?,
        time: Time {
            running_since: None,
            paused_at: None,
            ..found.time
        },
        ..found.clone()
    };
    save(&base, (&caller, who, lang), (&found, Act::Withdraw), wanted).await
}

pub(super) async fn load(base: &Base, id: ActivityId) -> Result<Activity, Problem> {
    let found = store::by_id(&*base.db, id).await?;
    found.ok_or_else(|| kind::NOT_FOUND.into())
}

/// One that the caller may know of, and as what they act on it; 404 for anybody else.
pub(super) async fn load_seen(
    base: &Base,
    caller: &Caller,
    id: ActivityId,
) -> Result<(Activity, Who), Problem> {
    let found = load(base, id).await?;
    let who = whom::who_sees(base, caller, found.person_id).await?;
    Ok((found, who))
}

/// Whether somebody ever does this, in whatever state: 403 where not.
pub(super) fn check_theirs(act: Act, who: Who) -> Result<(), Problem> {
    let is_theirs = life::MOVES.iter().any(|row| (row.1, row.2) == (act, who));
    if is_theirs {
        return Ok(());
    }
    let reviews = matches!(act, Act::Acknowledge | Act::Return);
    Err(match who {
        Who::Own if reviews => OWN_ACTIVITY.into(),
        _ if reviews => NOT_ABOVE.into(),
        _ => kind::FORBIDDEN.into(),
    })
}

/// The state after an act.
pub(super) fn after(found: &Activity, act: Act, who: Who) -> Result<life::State, Problem> {
    life::after(found.state, act, who).map_err(|no| match no {
        NoMove::NotTheirs => kind::FORBIDDEN.into(),
        NoMove::NotNow => NOT_NOW.into(),
    })
}

/// Keeps what an activity becomes by an act, unless its day is locked or it changed meanwhile.
pub(super) async fn save(
    base: &Base,
    (caller, who, lang): (&Caller, Who, Lang),
    (found, act): (&Activity, Act),
    wanted: Activity,
) -> Result<Response, Problem> {
    if !act.passes_lock(found.state) {
        locks::check(base, caller, found).await?;
    }
    let changed = (base.now(), caller.person_id);
    let saved = store::save(&*base.db, &wanted, found.state, changed).await;
    if !refused_or(base, caller, saved).await? {
        return Err(view::changed_meanwhile(&load(base, found.id).await?));
    }
    let done = Activity {
        version: wanted.version + 1,
        ..wanted
    };
    view::show(base, (caller, who, lang), StatusCode::OK, &done).await
}

/// What came of a statement; where another clock runs, the problem tells which.
async fn refused_or<T>(
    base: &Base,
    caller: &Caller,
    done: Result<T, DbError>,
) -> Result<T, Problem> {
    let error = match done {
        Ok(done) => return Ok(done),
        Err(error) => error,
    };
    let problem = refused(error);
    if problem.kind() != ALREADY_RUNNING {
        return Err(problem);
    }
    Err(match store::running(&*base.db, caller.person_id).await? {
        Some(running) => problem.with_current(&ActivityView::of(&running)),
        None => problem,
    })
}

/// What the table refused, in words.
pub(super) fn refused(error: DbError) -> Problem {
    const KINDS: [Kind; 2] = [DAY_TOO_LONG, DAY_IS_FULL];
    if error.is_unique("activity.person_id") {
        return ALREADY_RUNNING.into();
    }
    let words = match &error {
        DbError::Refused(words) => words.as_str(),
        _ => "",
    };
    match KINDS.into_iter().find(|kind| kind.code == words) {
        Some(kind) => kind.into(),
        None => error.into(),
    }
}
