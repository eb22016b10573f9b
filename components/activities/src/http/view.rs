//! An activity on the wire.

use axum::response::{IntoResponse as _, Response};
use chrono::NaiveDate;
use http::{HeaderMap, StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_core::id::PersonId;
use ngantor_core::lang::Lang;
use ngantor_core::ticket::{Sight, TicketKey};
use ngantor_core::time::{Instant, Zone};
use ngantor_http::{Base, Problem, conditional, json, kind};
use serde::Serialize;

use super::locks;
use crate::domain::life::{self, Act, State, Who};
use crate::domain::period::Lock;
use crate::domain::warning::{self, Warning};
use crate::domain::{Activity, ActivityId, AssignmentId, Output, UploadId};
use crate::store;

/// What somebody did.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Activity))]
pub(crate) struct ActivityView<'a> {
    id: ActivityId,
    version: i64,
    person_id: PersonId,
    state: State,
    /// The date of the place on which it began.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = String, format = Date))]
    day: NaiveDate,
    /// The zone of the place; every instant here is told with its offset.
    zone: Zone,
    title: &'a str,
    text: Option<&'a str>,
    /// Whether a clock ran, or runs.
    live: bool,
    started_at: Option<String>,
    finished_at: Option<String>,
    /// The length without pauses; 0 until it is finished.
    minutes: i64,
    /// While its clock runs: since when.
    running_since: Option<String>,
    /// While its clock stands: since when.
    paused_at: Option<String>,
    /// What the clock counted in the stretches before the one that runs, in ms.
    worked_ms: i64,
    assignment_id: Option<AssignmentId>,
    output: Option<&'a Output>,
    tags: &'a [String],
    uploads: &'a [UploadId],
    /// Where these are for the caller, in their order, for an hour; not in lists, but in days.
    #[serde(skip_serializing_if = "Option::is_none")]
    upload_hrefs: Option<Vec<String>>,
    logged_at: String,
    /// What a head said last; after a correction that of before it.
    review: Option<ReviewView<'a>>,
    /// What is odd in it; not in lists, but in days.
    #[serde(skip_serializing_if = "Option::is_none")]
    warnings: Option<Vec<WarningView>>,
    /// What the caller may do to it now; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    may: Option<Vec<Act>>,
}

/// By what tickets are written, for whom, and when.
pub(super) type Tickets<'a> = (&'a TicketKey, PersonId, Instant);

/// What a head said.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = ActivityReview))]
pub(crate) struct ReviewView<'a> {
    by: PersonId,
    at: String,
    comment: Option<&'a str>,
}

/// Something odd.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = ActivityWarning))]
pub(crate) struct WarningView {
    /// `overlaps`, `long_day` or `long_run`.
    code: &'static str,
    /// In the caller's language.
    text: &'static str,
    /// The other activities that it is about.
    ids: Vec<ActivityId>,
}

impl WarningView {
    pub(super) fn all(found: Vec<Warning>, lang: Lang) -> Vec<Self> {
        let view = |warning: Warning| Self {
            code: warning.code,
            text: warning.text.in_lang(lang),
            ids: warning.ids,
        };
        found.into_iter().map(view).collect()
    }
}

impl<'a> ActivityView<'a> {
    pub(super) fn of(one: &'a Activity) -> Self {
        let (zone, time) = (one.zone, one.time);
        let shown = |at: Option<Instant>| at.map(|at| zone.rfc3339(at));
        Self {
            id: one.id,
            version: one.version,
            person_id: one.person_id,
            state: one.state,
            day: one.day,
            zone,
            title: &one.what.title,
            text: one.what.text.as_deref(),
            live: time.is_live,
            started_at: shown(time.started_at),
            finished_at: shown(time.finished_at),
            minutes: time.minutes,
            running_since: shown(time.running_since),
            paused_at: shown(time.paused_at),
            worked_ms: time.worked_ms,
            assignment_id: one.what.assignment_id,
            output: one.what.output.as_ref(),
            tags: &one.what.tags,
            uploads: &one.what.uploads,
            upload_hrefs: None,
            logged_at: zone.rfc3339(one.logged_at),
            review: one.review.as_ref().map(|review| ReviewView {
                by: review.by,
                at: zone.rfc3339(review.at),
                comment: review.comment.as_deref(),
            }),
            warnings: None,
            may: None,
        }
    }

    /// With the ways to its files, which open where whose activity it is owns them.
    pub(super) fn with_files(self, (key, viewer, now): Tickets<'_>) -> Self {
        let href = |upload_id: &UploadId| {
            let sight = Sight {
                upload_id: *upload_id,
                attached_by: self.person_id,
                viewer,
            };
            let ticket = key.write(sight, now);
            format!("/api/uploads/files/{upload_id}/content?ticket={ticket}")
        };
        Self {
            upload_hrefs: Some(self.uploads.iter().map(href).collect()),
            ..self
        }
    }

    /// With what is odd in it; `others` are those of its day and of the days next to it.
    pub(super) fn warned(one: &'a Activity, others: &[Activity], now: Instant, lang: Lang) -> Self {
        let found = warning::warnings(one, others, now);
        Self {
            warnings: Some(WarningView::all(found, lang)),
            ..Self::of(one)
        }
    }
}

/// One activity, with what is odd in it and what the caller may do.
pub(super) async fn show(
    base: &Base,
    (caller, who, lang): (&Caller, Who, Lang),
    status: StatusCode,
    one: &Activity,
) -> Result<Response, Problem> {
    show_files(base, (caller, who, lang), (status, None), one).await
}

/// The same, with the ways to its files.
pub(super) async fn show_files(
    base: &Base,
    (caller, who, lang): (&Caller, Who, Lang),
    (status, tickets): (StatusCode, Option<&TicketKey>),
    one: &Activity,
) -> Result<Response, Problem> {
    let now = base.now();
    let others = store::beside(&*base.db, one.person_id, (one.day, one.day)).await?;
    let today = locks::today(base, caller, (one.person_id, one.zone)).await?;
    let lock = locks::of(base, one.person_id, one.day, today).await?;
    let view = ActivityView {
        may: Some(may(one.state, (who, caller), lock)),
        ..ActivityView::warned(one, &others, now, lang)
    };
    let view = match tickets {
        Some(key) => view.with_files((key, caller.person_id, now)),
        None => view,
    };
    let etag = [(header::ETAG, conditional::etag(one.version))];
    Ok((etag, json(status, &view)).into_response())
}

fn may(state: State, (who, caller): (Who, &Caller), lock: Lock) -> Vec<Act> {
    let writes = caller.reach != ngantor_core::caller::Reach::Read;
    let is_open = |act: &Act| lock != Lock::Locked || act.passes_lock(state);
    let acts = Act::ALL.into_iter().filter(is_open);
    acts.filter(|act| writes && life::after(state, *act, who).is_ok())
        .collect()
}

/// Whether a change may go on from the version that is there: 428, or 412 with what is there now.
pub(super) fn check_if_match(headers: &HeaderMap, one: &Activity) -> Result<(), Problem> {
    conditional::check_if_match(headers, one.version).map_err(|problem| with_current(problem, one))
}

/// 412 with what is there now.
pub(super) fn changed_meanwhile(one: &Activity) -> Problem {
    with_current(conditional::changed_meanwhile(one.version), one)
}

fn with_current(problem: Problem, one: &Activity) -> Problem {
    if problem.kind() == kind::CHANGED_MEANWHILE {
        problem.with_current(&ActivityView::of(one))
    } else {
        problem
    }
}
