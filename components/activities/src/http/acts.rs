//! The clock of an activity, and what a head says of one.

use axum::extract::State as Extract;
use axum::response::Response;
use http::HeaderMap;
use ngantor_core::caller::Caller;
use ngantor_core::lang::{Lang, Text};
use ngantor_core::refusal::{Fault, REQUIRED};
use ngantor_core::time::Instant;
use ngantor_http::{Base, Context, Json, Path, Problem, SignedIn};
use serde::Deserialize;

use super::activities::{after, check_theirs, load_seen, save};
use super::kinds::OTHER_DAY;
use super::{App, tick, view};
use crate::domain::form::{self, At};
use crate::domain::life::{Act, Who};
use crate::domain::{Activity, ActivityId, Review};

const BEFORE_CLOCK: Text = Text::new(
    "Sebelum yang sudah dihitung.",
    "Before what was counted already.",
);

/// When the clock was stopped.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct StopForm {
    /// RFC 3339; now where it is left out.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<String>, format = DateTime))]
    at: Option<At>,
}

/// Nothing more to say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct ResumeForm {}

/// What a head says.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = ReviewOutcome))]
pub(crate) enum Outcome {
    /// They have seen it and agree.
    Acknowledged,
    /// It has to be corrected; the comment says how.
    Returned,
}

/// What a head says of an activity.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(target_family = "wasm"),
    derive(utoipa::ToSchema),
    schema(example = json!({"outcome": "returned", "comment": "Sebutkan hasilnya."}))
)]
pub(crate) struct ReviewForm {
    outcome: Outcome,
    /// For the person; required when it is returned. At most 4000 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 4000))]
    comment: Option<String>,
}

impl ReviewForm {
    pub(super) const fn new(outcome: Outcome, comment: Option<String>) -> Self {
        Self { outcome, comment }
    }

    /// The act that it is, and its comment.
    pub(super) fn check(self) -> Result<(Act, Option<String>), Fault> {
        let comment = form::lines_or_none(self.comment.as_deref(), "/comment")?;
        match self.outcome {
            Outcome::Acknowledged => Ok((Act::Acknowledge, comment)),
            Outcome::Returned if comment.is_none() => {
                Err(Fault::new("/comment", "required", REQUIRED))
            }
            Outcome::Returned => Ok((Act::Return, comment)),
        }
    }
}

pub(super) async fn pause(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(id): Path<ActivityId>,
    headers: HeaderMap,
    Json(form): Json<StopForm>,
) -> Result<Response, Problem> {
    act(
        &base,
        (&caller, lang),
        (id, Act::Pause),
        &headers,
        |found, now| {
            let at = stop(found, form.at, now)?;
            Ok(found.time.paused(at))
        },
    )
    .await
}

pub(super) async fn resume(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(id): Path<ActivityId>,
    headers: HeaderMap,
    Json(ResumeForm {}): Json<ResumeForm>,
) -> Result<Response, Problem> {
    act(
        &base,
        (&caller, lang),
        (id, Act::Resume),
        &headers,
        |found, now| {
            if found.zone.day(now) != found.day {
                return Err(OTHER_DAY.into());
            }
            Ok(found.time.resumed(now))
        },
    )
    .await
}

pub(super) async fn finish(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(id): Path<ActivityId>,
    headers: HeaderMap,
    Json(form): Json<StopForm>,
) -> Result<Response, Problem> {
    act(
        &base,
        (&caller, lang),
        (id, Act::Finish),
        &headers,
        |found, now| {
            let at = stop(found, form.at, now)?;
            Ok(found.time.finished(at))
        },
    )
    .await
}

/// Does something to the clock of one's own.
async fn act(
    base: &Base,
    (caller, lang): (&Caller, Lang),
    (id, act): (ActivityId, Act),
    headers: &HeaderMap,
    time: impl FnOnce(&Activity, Instant) -> Result<crate::domain::Time, Problem>,
) -> Result<Response, Problem> {
    let (found, who) = load_seen(base, caller, id).await?;
    check_theirs(act, who)?;
    view::check_if_match(headers, &found)?;
    let wanted = Activity {
        state: after(&found, act, who)?,
        time: time(&found, base.now())?,
        ..found.clone()
    };
    save(base, (caller, who, lang), (&found, act), wanted).await
}

/// When a clock stops: not before what it counted, and within a day of its start.
fn stop(found: &Activity, at: Option<At>, now: Instant) -> Result<Instant, Fault> {
    let at = at.map_or(now, At::instant);
    let Some(started_at) = found.time.started_at else {
        return Err(Fault::new("/at", "required", REQUIRED));
    };
    form::check_end(started_at, at, now, "/at")?;
    let counted_until = found.time.running_since.or(found.time.paused_at);
    if counted_until.is_some_and(|until| at < until) {
        return Err(Fault::new("/at", "before_clock", BEFORE_CLOCK));
    }
    Ok(at)
}

pub(super) async fn review(
    Extract(app): Extract<App>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(id): Path<ActivityId>,
    headers: HeaderMap,
    Json(form): Json<ReviewForm>,
) -> Result<Response, Problem> {
    let (act, comment) = form.check()?;
    // Who leads whom is known as of now: a head may have been replaced a moment ago. Where `people`
    // does not answer, what is known has to do.
    tick::follow_people(&app).await?;
    let base = app.base;
    let (found, who) = load_seen(&base, &caller, id).await?;
    check_theirs(act, who)?;
    view::check_if_match(&headers, &found)?;
    let wanted = Activity {
        state: after(&found, act, who)?,
        review: Some(Review {
            by: caller.person_id,
            at: base.now(),
            comment,
        }),
        ..found.clone()
    };
    save(&base, (&caller, Who::Above, lang), (&found, act), wanted).await
}
