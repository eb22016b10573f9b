//! My weeks: what the schedule asks for in one, and what its days come to together.

use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use http::StatusCode;
use ngantor_core::caller::Caller;
use ngantor_core::id::PersonId;
use ngantor_core::lang::{Lang, Text};
use ngantor_core::refusal::Fault;
use ngantor_core::time::Zone;
use ngantor_http::{Context, Params, Path, Paths, Problem, SignedIn, json, kind};
use serde::Serialize;

use super::days::{DutyView, ExplanationView, judge, zone_of};
use super::{App, team};
use crate::domain::duty::{DutyDay, Figures};
use crate::domain::week::{Week, name, parse_week, week_of};

const NO_WEEK: Text = Text::new(
    "Bukan minggu; contoh: 2026-W48 atau current.",
    "Not a week; an example: 2026-W48, or current.",
);

pub(crate) async fn show_mine(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(week): Path<String>,
    params: Params,
) -> Result<Response, Problem> {
    let own = caller.person_id;
    show(&app, (&caller, own), lang, &week, params).await
}

pub(crate) async fn show_theirs(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Paths(person, week): Paths<PersonId, String>,
    params: Params,
) -> Result<Response, Problem> {
    if !team::sees(&app.base, &caller, person).await? {
        return Err(kind::NOT_FOUND.into());
    }
    show(&app, (&caller, person), lang, &week, params).await
}

async fn show(
    app: &App,
    (caller, person): (&Caller, PersonId),
    lang: Lang,
    week: &str,
    params: Params,
) -> Result<Response, Problem> {
    let zone = zone_of(params, caller)?;
    let found = match week {
        "current" => Some(week_of(zone.day(app.base.now()))),
        text => parse_week(text),
    };
    let days = found.ok_or_else(|| Fault::new("", "not_a_week", NO_WEEK))?;
    let duty = judge(app, person, zone, days).await?.duty;
    let view = WeekView {
        zone,
        sum: WeekSumView::of(days, &duty, lang),
        days: duty.iter().map(|day| DutyView::of(day, lang)).collect(),
    };
    Ok(json(StatusCode::OK, &view))
}

/// A week on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Week))]
pub(crate) struct WeekView {
    /// The zone of days without a punch.
    zone: Zone,
    #[serde(flatten)]
    sum: WeekSumView,
    /// Each day from Monday to Sunday.
    days: Vec<DutyView>,
}

/// What a week comes to.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = WeekSum))]
pub(crate) struct WeekSumView {
    /// By ISO 8601, as `2026-W48`.
    week: String,
    /// Its Monday.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = String, format = Date))]
    starts_on: NaiveDate,
    /// Its Sunday.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = String, format = Date))]
    ends_on: NaiveDate,
    /// Whether every punch of its days is in.
    is_complete: bool,
    /// What the schedule asks for on all of its days, in minutes; those to come are in it, free
    /// days, leave and travel are not.
    quota_min: i64,
    /// The sums of its days, as they are by themselves.
    totals: Figures,
    /// How much of what is short was set off by what is more on other days of the week, in
    /// minutes; nothing where the schedule does not say so (`weekly_balance`).
    set_off_min: i64,
    /// What is still short, in minutes.
    short_min: i64,
    /// What is still more, in minutes.
    surplus_min: i64,
    /// Why: of the quota, and of what was set off.
    explanations: Vec<ExplanationView>,
}

impl WeekSumView {
    pub(super) fn of(
        (starts_on, ends_on): (NaiveDate, NaiveDate),
        days: &[DutyDay],
        lang: Lang,
    ) -> Self {
        let week = Week::of(days);
        let reasons = week.reasons.iter();
        Self {
            week: name(starts_on),
            starts_on,
            ends_on,
            is_complete: week.is_complete,
            quota_min: week.quota_min,
            totals: week.totals,
            set_off_min: week.set_off_min,
            short_min: week.short_min,
            surplus_min: week.surplus_min,
            explanations: reasons.map(|one| ExplanationView::of(one, lang)).collect(),
        }
    }
}
