//! The routes and their JSON: load, decide, save, show. Punches here; `batch` takes several at
//! once, `days` holds days and months, `rules` what they are judged by, `evidence` what somebody
//! should look at, `team` what heads see, `requests` what people ask; `tick` is the regular work on
//! all of them.

pub(crate) mod balances;
pub(crate) mod batch;
pub(crate) mod days;
mod deciders;
pub(crate) mod discipline;
pub(crate) mod evidence;
pub(crate) mod kinds;
pub(crate) mod log;
pub(crate) mod recaps;
mod receipt;
mod report;
pub(crate) mod requests;
pub(crate) mod rules;
pub(crate) mod team;
pub(crate) mod tick;
pub(crate) mod weeks;

use std::sync::Arc;

use axum::extract::{FromRef, State};
use axum::response::{IntoResponse as _, Response};
use chrono::NaiveDate;
use http::{HeaderValue, StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_core::id::PunchId;
use ngantor_core::time::Zone;
use ngantor_db::DbError;
use ngantor_http::fetch::Fetch;
use ngantor_http::page::Page;
use ngantor_http::{Base, Json, Params, Path, Problem, Routes, SignedIn, json, kind, standard};
use ngantor_tlog::checkpoint::Signer;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::form::claims::ClaimRuleForm;
use crate::domain::form::discipline::DisciplineRuleForm;
use crate::domain::form::leave::{
    EscalationForm, FlexibleWorkExclusionForm, FlexibleWorkRuleForm, LeaveAdjustmentForm,
    LeaveTypeForm,
};
use crate::domain::form::{AssignmentForm, CalendarDayForm, Form, PeriodForm, ScheduleForm};
use crate::domain::in_force::Rules;
use crate::domain::request::Correction;
use crate::domain::{Direction, Grade, Position, Punch, PunchForm, WorkMode};
use crate::store::{self, Kept};

/// Where this function answers.
pub const PREFIX: &str = "/api/attendance";

/// The state of the router.
#[derive(Clone)]
pub struct App {
    /// What every function has.
    pub base: Base,
    /// Reaches `people`, whose feed this function follows.
    pub outside: Arc<dyn Fetch>,
    /// Signs the head of the log over the journal.
    pub signer: Arc<Signer>,
    /// Everybody's rules, as this instance read them last.
    pub rules: store::rule::Kept,
}

impl FromRef<App> for Base {
    fn from_ref(app: &App) -> Self {
        app.base.clone()
    }
}

/// Every route.
pub fn routes() -> Routes<App> {
    let own = Routes::under(PREFIX)
        .put("/punches/{id}", put_punch)
        .get("/punches", list_punches)
        .post("/punches", batch::put)
        .get("/days/{day}", days::show_day)
        .get("/months/{month}", days::show_month)
        .get("/weeks/{week}", weeks::show_mine)
        .get("/people/{person_id}/days/{day}", team::show_day)
        .get("/people/{person_id}/months/{month}", team::show_month)
        .get("/people/{person_id}/weeks/{week}", weeks::show_theirs)
        .get("/units/{unit_id}/days/{day}", team::board)
        .get("/recaps/{period}", recaps::show)
        .get("/discipline", discipline::show)
        .post("/tick", tick::run)
        .get("/punches/{id}/receipt", receipt::show)
        .get("/punches/{id}/receipt.png", receipt::show_picture)
        .get("/log", log::head)
        .get("/log/checkpoint", log::checkpoint)
        .get("/log/consistency", log::consistency)
        .get("/log/entries", log::entries)
        .get("/evidence", evidence::list)
        .post("/evidence/{id}/review", evidence::review)
        .get("/evidence-rules", evidence::show_rules)
        .put("/evidence-rules", evidence::change_rules)
        .get("/schedules", rules::list::<ScheduleForm>)
        .get("/schedules/{id}", rules::show::<ScheduleForm>)
        .put("/schedules/{id}", rules::put::<ScheduleForm>);
    let own = add_rules::<AssignmentForm>(own, ["/assignments", "/assignments/{id}"]);
    let own = add_rules::<PeriodForm>(own, ["/periods", "/periods/{id}"]);
    let own = add_rules::<CalendarDayForm>(own, ["/calendar-days", "/calendar-days/{id}"]);
    let own = add_rules::<LeaveTypeForm>(own, ["/leave-types", "/leave-types/{id}"]);
    let own =
        add_rules::<LeaveAdjustmentForm>(own, ["/leave-adjustments", "/leave-adjustments/{id}"]);
    let own = add_rules::<FlexibleWorkRuleForm>(
        own,
        ["/flexible-work-rules", "/flexible-work-rules/{id}"],
    );
    let own = add_rules::<FlexibleWorkExclusionForm>(
        own,
        [
            "/flexible-work-exclusions",
            "/flexible-work-exclusions/{id}",
        ],
    );
    let own = add_rules::<EscalationForm>(own, ["/escalations", "/escalations/{id}"]);
    let own = add_rules::<ClaimRuleForm>(own, ["/claim-rules", "/claim-rules/{id}"]);
    let own = add_rules::<DisciplineRuleForm>(own, ["/discipline-rules", "/discipline-rules/{id}"]);
    standard::add(add_requests(own))
}

fn add_requests(routes: Routes<App>) -> Routes<App> {
    routes
        .get("/requests", requests::list)
        .put("/requests/{id}", requests::ask)
        .get("/requests/{id}", requests::show)
        .post("/requests/{id}/decision", requests::decide::decide)
        .post("/requests/{id}/withdrawal", requests::decide::withdraw)
        .post("/requests/{id}/revocation", requests::decide::revoke)
        .get("/leave-balances/{year}", balances::show)
}

fn add_rules<F: Form + Serialize + DeserializeOwned + Send + 'static>(
    routes: Routes<App>,
    [all, one]: [&str; 2],
) -> Routes<App> {
    routes
        .get(all, rules::list::<F>)
        .get(one, rules::show::<F>)
        .put(one, rules::put::<F>)
        .delete(one, rules::withdraw::<F>)
}

async fn put_punch(
    State(base): State<Base>,
    SignedIn(caller): SignedIn,
    Path(id): Path<PunchId>,
    Json(form): Json<PunchForm>,
) -> Result<Response, Problem> {
    let (status, punch) = keep(&base, &caller, id, form).await?;
    let rules = claim_rules(&base, std::slice::from_ref(&punch)).await?;
    let mut response = json(status, &PunchView::of(&punch, &rules));
    // Its address tells a double tap from a replay.
    let address = HeaderValue::from_str(&format!("{PREFIX}/punches/{}", punch.id));
    if let (StatusCode::OK, Ok(address)) = (status, address) {
        response
            .headers_mut()
            .insert(header::CONTENT_LOCATION, address);
    }
    Ok(response)
}

/// Keeps a punch: 201, or 200 with the one that was kept before.
async fn keep(
    base: &Base,
    caller: &Caller,
    id: PunchId,
    form: PunchForm,
) -> Result<(StatusCode, Punch), Problem> {
    let punch = form.check(id, caller.person_id, base.now())?;
    let first_id = match store::keep_tap(&*base.db, &punch).await? {
        Kept::Punch => return Ok((StatusCode::CREATED, punch)),
        Kept::Double(first_id) => first_id,
        Kept::Taken => {
            let (first, double_of) = known_tap(base, id).await?;
            if !punch.is_replay_of(&first) {
                return Err(kind::ID_REUSED.into());
            }
            match double_of {
                Some(first_id) => first_id,
                None => return Ok((StatusCode::OK, first)),
            }
        }
    };
    let (first, _) = known_tap(base, first_id).await?;
    Ok((StatusCode::OK, first))
}

/// A tap, and the punch that it doubles.
async fn load_tap(base: &Base, id: PunchId) -> Result<Option<(Punch, Option<PunchId>)>, Problem> {
    Ok(store::tap_by_id(&*base.db, id).await?)
}

/// One that is there: nothing is ever deleted.
async fn known_tap(base: &Base, id: PunchId) -> Result<(Punch, Option<PunchId>), Problem> {
    let tap = load_tap(base, id).await?;
    Ok(tap.ok_or_else(|| DbError::Shape("a punch is missing".to_owned()))?)
}

async fn list_punches(
    State(base): State<Base>,
    SignedIn(caller): SignedIn,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["limit", "cursor"])?;
    let mut page = Page::<(i64, String)>::of(&params)?;
    let after = page.after.take();
    let limit = page.limit_plus_one();
    let mut punches =
        store::punches_newest_first(&*base.db, caller.person_id, after, limit).await?;
    let key = |punch: &Punch| (punch.received_at.timestamp_millis(), punch.id.to_string());
    let headers = page.cut(&format!("{PREFIX}/punches"), &[], &mut punches, key);
    let rules = claim_rules(&base, &punches).await?;
    let views = punches.iter().map(|punch| PunchView::of(punch, &rules));
    let views: Vec<_> = views.collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

/// The rules by which late punches count, where some are so late that one is needed.
async fn claim_rules(base: &Base, punches: &[Punch]) -> Result<Rules, Problem> {
    let late = punches.iter().filter(|punch| punch.needs_rule());
    let days: Vec<_> = late.map(|punch| punch.day).collect();
    match days.iter().min().zip(days.iter().max()) {
        Some((from, to)) => Ok(store::claims::rules(&*base.db, (*from, *to)).await?),
        None => Ok(Rules::default()),
    }
}

/// A punch on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Punch))]
pub(crate) struct PunchView<'a> {
    id: PunchId,
    direction: Direction,
    work_mode: WorkMode,
    /// When the node received it, with the offset of the zone.
    received_at: String,
    /// From when it counts, if it does: the claim; the receipt where there is none, or where it
    /// is of the future or older than a year, as of a broken clock.
    counted_at: String,
    /// Whether it counts for a day. Not where it came more than 72 hours late, or as many as the
    /// rule of that day says: then it waits for a correction.
    counts: bool,
    /// The zone of the place.
    zone: Zone,
    /// The date in that zone from which it counts.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = String, format = Date))]
    day: NaiveDate,
    claim: Option<ClaimView>,
    position: Option<Position>,
    note: Option<&'a str>,
}

/// What the device said, beside what the node saw.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Claim))]
pub(crate) struct ClaimView {
    /// When it was, by the device's clock.
    at: String,
    /// That minus the receipt.
    skew_ms: i64,
    grade: Grade,
    /// Where the claim came too late to count: what to ask for instead, as
    /// the `correction` of a request. The person adds the reason, or knows that the clock is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<Correction>,
}

impl<'a> PunchView<'a> {
    fn of(punch: &'a Punch, rules: &Rules) -> Self {
        let counts = punch.counts(rules);
        let correction = || Correction::of_late_claim(punch).filter(|_| !counts);
        let claim = punch.claimed_at.zip(punch.graded_claim());
        Self {
            id: punch.id,
            direction: punch.direction,
            work_mode: punch.work_mode,
            received_at: punch.zone.rfc3339(punch.received_at),
            counted_at: punch.zone.rfc3339(punch.counted_at),
            counts,
            zone: punch.zone,
            day: punch.day,
            claim: claim.map(|(at, (skew_ms, grade))| ClaimView {
                at: punch.zone.rfc3339(at),
                skew_ms,
                grade,
                correction: correction(),
            }),
            position: punch.position,
            note: punch.note.as_deref(),
        }
    }
}
