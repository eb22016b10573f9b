//! My days and months: the punches, and what they come to under the rules of now.

use axum::extract::State;
use axum::response::Response;
use chrono::{Datelike as _, Days, NaiveDate};
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_core::id::PersonId;
use ngantor_core::lang::{Lang, Text};
use ngantor_core::refusal::{Fault, NO_ZONE};
use ngantor_core::time::{self, Day, Zone};
use ngantor_directory::zone;
use ngantor_http::{Context, Params, Path, Problem, SignedIn, json};
use serde::Serialize;

use super::weeks::WeekSumView;
use super::{App, PunchView};
use crate::domain::duty::{DutyDay, Figures, Known, Status, duty_days};
use crate::domain::in_force::Rules;
use crate::domain::on_day::{OfRequest, corrected};
use crate::domain::reason::{Explains, Reason};
use crate::domain::request::Request;
use crate::domain::standing::{Standing, State as DayState};
use crate::domain::week::week_of;
use crate::domain::{Punch, WorkMode};
use crate::store;

const NO_DAY: Text = Text::new(
    "Bukan tanggal; contoh: 2026-11-25 atau today.",
    "Not a date; an example: 2026-11-25, or today.",
);
const NO_MONTH: Text = Text::new(
    "Bukan bulan; contoh: 2026-11 atau current.",
    "Not a month; an example: 2026-11, or current.",
);
/// The most punches that a day shows; thousands of taps are no day's work.
const DAY_MAX_PUNCHES: usize = 500;
/// How many days beside those that are judged are looked at: a night reaches into the next day,
/// and so does a zone.
const MARGIN: Days = Days::new(2);

pub(crate) async fn show_day(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(day): Path<String>,
    params: Params,
) -> Result<Response, Problem> {
    let own = caller.person_id;
    day_of(&app, (&caller, own), lang, &day, params).await
}

/// A day of a person's, for somebody who may see it.
pub(super) async fn day_of(
    app: &App,
    (caller, person): (&Caller, PersonId),
    lang: Lang,
    day: &str,
    params: Params,
) -> Result<Response, Problem> {
    let zone = zone_of(params, caller)?;
    let now = app.base.now();
    let today = zone.day(now);
    let day = parse_day(day, today)?;
    let judged = judge(app, person, zone, (day, day)).await?;
    let own = judged.punches.iter().filter(|punch| punch.day == day);
    let own: Vec<_> = own.take(DAY_MAX_PUNCHES).cloned().collect();
    let (standing, as_of) = if day == today {
        let counted = corrected(&judged.punches, &judged.requests);
        (Standing::at(&counted, &judged.rules, (day, now)), now)
    } else {
        // An open stretch of a past day does not run on for ever: it counts until its last punch.
        let last = own.last().map_or(now, |punch| punch.counted_at);
        (Standing::at(&own, &judged.rules, (day, last)), last)
    };
    let duty = judged.duty.first().map(|duty| DutyView::of(duty, lang));
    let shown = own.iter().map(|punch| PunchView::of(punch, &judged.rules));
    let view = DayView::of((day, zone, as_of), &standing, shown.collect(), duty);
    Ok(json(StatusCode::OK, &view))
}

/// A date, or `today`.
pub(super) fn parse_day(text: &str, today: NaiveDate) -> Result<NaiveDate, Fault> {
    match text {
        "today" => Ok(today),
        text => time::parse_day(text).ok_or_else(|| Fault::new("", "not_a_date", NO_DAY)),
    }
}

pub(crate) async fn show_month(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(month): Path<String>,
    params: Params,
) -> Result<Response, Problem> {
    let own = caller.person_id;
    month_of(&app, (&caller, own), lang, &month, params).await
}

/// A month of a person's, for somebody who may see it.
pub(super) async fn month_of(
    app: &App,
    (caller, person): (&Caller, PersonId),
    lang: Lang,
    month: &str,
    params: Params,
) -> Result<Response, Problem> {
    let zone = zone_of(params, caller)?;
    let today = zone.day(app.base.now());
    let first = match month {
        "current" => today.with_day0(0),
        text => time::parse_day(&format!("{text}-01")),
    };
    let days = first.and_then(|first| Some((first, last_of_month(first)?)));
    let days = days.ok_or_else(|| Fault::new("", "not_a_month", NO_MONTH))?;
    // Its first and last week may share days with other months.
    let weeks = (week_of(days.0).0, week_of(days.1).1);
    let duty = judge(app, person, zone, weeks).await?.duty;
    let view = MonthView::of((days, zone), &duty, lang);
    Ok(json(StatusCode::OK, &view))
}

pub(super) fn zone_of(params: Params, caller: &Caller) -> Result<Zone, Problem> {
    let params = params.only(&["zone"])?;
    let zone = params.get("zone").map_or(Ok(caller.zone), str::parse);
    Ok(zone.map_err(|_| Fault::new("?zone", "unknown_zone", NO_ZONE))?)
}

fn last_of_month(first: NaiveDate) -> Option<NaiveDate> {
    first.checked_add_months(chrono::Months::new(1))?.pred_opt()
}

/// A person's days, and what they were judged by.
pub(super) struct JudgedDays {
    pub(super) duty: Vec<DutyDay>,
    /// Those of some days before and after as well.
    punches: Vec<Punch>,
    requests: Vec<Request>,
    rules: Rules,
}

/// Judges a person's days by everything that is known now.
pub(super) async fn judge(
    app: &App,
    person: PersonId,
    zone: Zone,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<JudgedDays, Problem> {
    let db = &*app.base.db;
    let around = (from - MARGIN, to + MARGIN);
    let punches = store::punches_of_days(db, person, around).await?;
    let rules =
        store::rule::rules_of(db, &app.rules, person, (Day(around.0), Day(around.1))).await?;
    let mut known = Known::at(app.base.now(), zone, None);
    if let Some(zones) = zone::of_days(db, person, (Day(around.0), Day(around.1))).await? {
        known.zones = zones;
    }
    // Asked for only where somebody may be absent, which today nobody is, or what is asked for of
    // a week is reckoned.
    if from < zone.day(known.now) || from < to {
        let service = store::service(db, person).await?;
        (known.since, known.until) = (service.since, service.until);
        known.memberships = service.memberships;
    }
    if punches.len() >= store::WEEKS_MAX_PUNCHES {
        // What was not read may hold the punch that somebody would be absent without.
        let read = punches.last().map(|punch| punch.counted_at);
        known.read_until = read.unwrap_or(known.read_until);
    }
    let requests = store::request::in_force(db, person, around).await?;
    let duty = duty_days(&punches, &requests, &rules, &known, (from, to));
    Ok(JudgedDays {
        duty,
        punches,
        requests,
        rules,
    })
}

/// A day on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Day))]
pub(crate) struct DayView<'a> {
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = String, format = Date))]
    day: NaiveDate,
    zone: Zone,
    /// Today it holds now: who is at work since the day before is still `in`.
    state: DayState,
    /// Since when the state holds.
    since: Option<String>,
    /// The work mode of the last punch.
    work_mode: Option<WorkMode>,
    /// Time between in and out; an open stretch counts until `as_of`. Today a stretch that began
    /// the day before is in it, with those before it, until the next one begins.
    worked_s: i64,
    /// For which instant this holds.
    as_of: String,
    punches: Vec<PunchView<'a>>,
    /// What the day comes to under the rules of now. A night's punches after midnight stand in
    /// the list of their own date, and count for the day on which the turn starts.
    duty: Option<DutyView>,
}

impl<'a> DayView<'a> {
    fn of(
        (day, zone, as_of): (NaiveDate, Zone, time::Instant),
        standing: &Standing,
        punches: Vec<PunchView<'a>>,
        duty: Option<DutyView>,
    ) -> Self {
        Self {
            day,
            zone,
            state: standing.state,
            since: standing.since.map(|at| zone.rfc3339(at)),
            work_mode: standing.work_mode,
            worked_s: standing.worked_s,
            as_of: zone.rfc3339(as_of),
            punches,
            duty,
        }
    }
}

/// A day of duty on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = DutyDay))]
pub(crate) struct DutyView {
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = String, format = Date))]
    day: NaiveDate,
    /// The zone of the place where the work day is: that of the first punch.
    zone: Zone,
    status: Status,
    /// Whether every punch is in: late ones can come for 72 h, or as long as a rule says. Before
    /// that figures may change, and nobody is absent.
    is_complete: bool,
    /// Whether the person is at work now; time worked then counts until now.
    is_open: bool,
    /// Whether a clock-in or a clock-out is missing: lengths are then not known, and nothing is
    /// short.
    is_missing: bool,
    first_in: Option<String>,
    last_out: Option<String>,
    #[serde(flatten)]
    figures: Figures,
    /// Why: of the status, of each figure that is not nothing, and of requests. A recap of many
    /// people has them where they are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanations: Option<Vec<ExplanationView>>,
    /// The open and the approved requests that are about the day.
    requests: Vec<OfRequest>,
}

/// Why a status or a figure is what it is, in the language of `Accept-Language`.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Explanation))]
pub(crate) struct ExplanationView {
    explains: Explains,
    text: String,
}

impl ExplanationView {
    pub(super) fn of(reason: &Reason, lang: Lang) -> Self {
        Self {
            explains: reason.explains,
            text: reason.say(lang),
        }
    }
}

impl DutyView {
    pub(super) fn of(duty: &DutyDay, lang: Lang) -> Self {
        let reasons = duty.reasons.iter();
        let explanations = reasons.map(|reason| ExplanationView::of(reason, lang));
        Self {
            explanations: Some(explanations.collect()),
            ..Self::without_explanations(duty)
        }
    }

    pub(super) fn without_explanations(duty: &DutyDay) -> Self {
        Self {
            day: duty.day,
            zone: duty.zone,
            status: duty.status,
            is_complete: duty.is_complete,
            is_open: duty.is_open,
            is_missing: duty.is_missing,
            first_in: duty.first_in.map(|at| duty.zone.rfc3339(at)),
            last_out: duty.last_out.map(|at| duty.zone.rfc3339(at)),
            figures: duty.figures,
            explanations: None,
            requests: duty.requests.clone(),
        }
    }
}

/// A month on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Month))]
pub(crate) struct MonthView {
    /// `YYYY-MM`.
    month: String,
    /// The zone of days without a punch.
    zone: Zone,
    /// The sum of the days; of those that are provisional, free or unjudged nothing is required.
    totals: Figures,
    /// Each week of which a day is in the month, in order.
    weeks: Vec<WeekSumView>,
    /// Each day of the month, in order.
    days: Vec<DutyView>,
}

impl MonthView {
    fn of(
        ((first, last), zone): ((NaiveDate, NaiveDate), Zone),
        duty: &[DutyDay],
        lang: Lang,
    ) -> Self {
        let weeks = duty.chunks(7).filter_map(|days| {
            let starts_on = days.first()?.day;
            Some(WeekSumView::of(week_of(starts_on), days, lang))
        });
        let own = || duty.iter().filter(|day| (first..=last).contains(&day.day));
        let figures = own()
            .filter(|day| day.status.is_judged())
            .map(|day| day.figures);
        Self {
            month: first.format("%Y-%m").to_string(),
            zone,
            totals: figures.fold(Figures::default(), Figures::plus),
            weeks: weeks.collect(),
            days: own().map(|day| DutyView::of(day, lang)).collect(),
        }
    }
}
