//! Many reviews at once. Each answers for itself: one that is refused leaves the others be.

use axum::extract::State as Extract;
use axum::response::Response;
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_core::id::PersonId;
use ngantor_core::lang::{Lang, Text};
use ngantor_core::refusal::Fault;
use ngantor_core::time::{Instant, Zone};
use ngantor_http::{Base, Context, Json, Kind, Problem, SignedIn, json, kind};
use serde::{Deserialize, Serialize};

use super::activities::{after, check_theirs};
use super::acts::{Outcome, ReviewForm};
use super::kinds::PERIOD_LOCKED;
use super::lists::zone_of;
use super::{App, locks, tick, whom};
use crate::domain::life::{State, Who};
use crate::domain::period::Lock;
use crate::domain::{Activity, ActivityId, Review};
use crate::store;

/// The most reviews at once: a page of a list.
const REVIEWS_MAX: usize = 200;

const TOO_MANY: Text = Text::new("Paling banyak {limit}.", "At most {limit}.");
const DOUBLED: Text = Text::new("Disebut dua kali.", "It stands there twice.");

/// What a head says of some activities.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({"reviews": [
        {"id": "0199d2a0-1c00-7000-8010-000000000001", "version": 1, "outcome": "acknowledged"},
        {"id": "0199d2a0-1c00-7000-8010-000000000002", "version": 3, "outcome": "returned",
         "comment": "Sebutkan hasilnya."},
    ]}))
)]
pub(crate) struct Reviews {
    /// At most 200, each activity once.
    reviews: Vec<OneReview>,
}

/// What a head says of one of them.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct OneReview {
    id: ActivityId,
    /// The version that the head saw.
    version: i64,
    outcome: Outcome,
    /// For the person; required when it is returned. At most 4000 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 4000))]
    comment: Option<String>,
}

/// What became of a review.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct Reviewed {
    id: ActivityId,
    is_done: bool,
    /// The state and version that are there now, where the head may know of them.
    state: Option<State>,
    version: Option<i64>,
    /// Why it was refused; for programs, as for one alone.
    code: Option<&'static str>,
    /// The same for people, in the caller's language.
    text: Option<String>,
}

/// What became of them, in the order in which they were sent.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct AllReviewed {
    n_done: usize,
    n_refused: usize,
    reviews: Vec<Reviewed>,
}

/// Why one was refused.
enum Refused {
    Kind(Kind),
    Fault(Fault),
}

/// A review that may be kept: what the activity becomes, and the state it is in.
struct Decided {
    wanted: Activity,
    before: State,
}

/// What is known of a person whose activities are asked about.
struct Known {
    person_id: PersonId,
    /// As what the caller acts on theirs; `None` where they do not see them.
    who: Option<Who>,
    /// That of their office.
    zone: Zone,
}

pub(super) async fn take(
    Extract(app): Extract<App>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Json(Reviews { reviews }): Json<Reviews>,
) -> Result<Response, Problem> {
    if reviews.len() > REVIEWS_MAX {
        return Err(Fault::beyond("/reviews", "too_many", TOO_MANY, REVIEWS_MAX).into());
    }
    // Who leads whom is known as of now, as for one alone.
    tick::follow_people(&app).await?;
    let base = app.base;
    let decided = decide(&base, &caller, &reviews).await?;
    let good = decided.iter().filter_map(|one| one.as_ref().ok());
    let good: Vec<_> = good.map(|one| (&one.wanted, one.before)).collect();
    let done = store::review(&*base.db, &good, (base.now(), caller.person_id)).await?;
    let ids: Vec<_> = reviews.iter().map(|one| one.id).collect();
    let now = store::by_ids(&*base.db, &ids).await?;
    let view = |(review, outcome): (&OneReview, Result<Decided, Refused>)| {
        let outcome = outcome.and_then(|decided| {
            let is_done = done.contains(&decided.wanted.id);
            let changed = Refused::Kind(kind::CHANGED_MEANWHILE);
            is_done.then_some(()).ok_or(changed)
        });
        let found = now.iter().find(|one| one.id == review.id);
        Reviewed::of(review.id, outcome, found, lang)
    };
    let reviews: Vec<_> = reviews.iter().zip(decided).map(view).collect();
    let view = AllReviewed {
        n_done: done.len(),
        n_refused: reviews.len() - done.len(),
        reviews,
    };
    Ok(json(StatusCode::OK, &view))
}

/// What each comes to by itself.
async fn decide(
    base: &Base,
    caller: &Caller,
    reviews: &[OneReview],
) -> Result<Vec<Result<Decided, Refused>>, Problem> {
    let ids: Vec<_> = reviews.iter().map(|one| one.id).collect();
    let found = store::by_ids(&*base.db, &ids).await?;
    let known = know(base, caller, &found).await?;
    let people: Vec<_> = known.iter().map(|known| known.person_id).collect();
    let calendar = locks::calendar_of(base, &people, Zone::UTC.day(base.now())).await?;
    let decide = |(index, review): (usize, &OneReview)| {
        let one = found.iter().find(|one| one.id == review.id);
        let one = one.ok_or(Refused::Kind(kind::NOT_FOUND))?;
        let whose = known.iter().find(|known| known.person_id == one.person_id);
        let whose = whose.ok_or(Refused::Kind(kind::NOT_FOUND))?;
        let who = whose.who.ok_or(Refused::Kind(kind::NOT_FOUND))?;
        let mut before = reviews.iter().take(index);
        if before.any(|other| other.id == review.id) {
            return Err(Refused::Fault(Fault::new("/id", "doubled", DOUBLED)));
        }
        let today = locks::later(base.now(), one.zone, whose.zone);
        let lock = calendar.lock(one.day, one.person_id, today);
        decide_one(
            (one, lock),
            review.clone(),
            who,
            (base.now(), caller.person_id),
        )
    };
    Ok(reviews.iter().enumerate().map(decide).collect())
}

/// What is known of the people whose some activities are, each asked for once.
async fn know(base: &Base, caller: &Caller, of: &[Activity]) -> Result<Vec<Known>, Problem> {
    let mut known: Vec<Known> = Vec::new();
    for person_id in of.iter().map(|one| one.person_id) {
        if known.iter().any(|known| known.person_id == person_id) {
            continue;
        }
        let who = whom::who(base, caller, person_id).await?;
        let sees = who != Who::Other || whom::sees_all(caller);
        known.push(Known {
            person_id,
            who: sees.then_some(who),
            zone: zone_of(base, caller, person_id).await?,
        });
    }
    Ok(known)
}

/// The same questions as of one alone, in their order.
fn decide_one(
    (one, lock): (&Activity, Lock),
    review: OneReview,
    who: Who,
    (now, by): (Instant, PersonId),
) -> Result<Decided, Refused> {
    let form = ReviewForm::new(review.outcome, review.comment);
    let (act, comment) = form.check().map_err(Refused::Fault)?;
    let refused = |problem: Problem| Refused::Kind(problem.kind());
    check_theirs(act, who).map_err(refused)?;
    if one.version != review.version {
        return Err(Refused::Kind(kind::CHANGED_MEANWHILE));
    }
    let state = after(one, act, who).map_err(refused)?;
    if lock == Lock::Locked {
        return Err(Refused::Kind(PERIOD_LOCKED));
    }
    let review = Some(Review {
        by,
        at: now,
        comment,
    });
    Ok(Decided {
        wanted: Activity {
            state,
            review,
            ..one.clone()
        },
        before: one.state,
    })
}

impl Reviewed {
    fn of(
        id: ActivityId,
        outcome: Result<(), Refused>,
        now: Option<&Activity>,
        lang: Lang,
    ) -> Self {
        let (code, text) = match &outcome {
            Ok(()) => (None, None),
            Err(Refused::Kind(kind)) => (Some(kind.code), Some(kind.title.in_lang(lang).into())),
            Err(Refused::Fault(fault)) => (Some(fault.code), Some(fault.told(lang))),
        };
        // Of what is not there for the caller nothing is told.
        let now = now.filter(|_| code != Some(kind::NOT_FOUND.code));
        Self {
            id,
            is_done: outcome.is_ok(),
            state: now.map(|one| one.state),
            version: now.map(|one| one.version),
            code,
            text,
        }
    }
}
