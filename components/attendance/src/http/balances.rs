//! What is left of a year's days of leave.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use ngantor_core::caller::{Caller, Role};
use ngantor_core::id::PersonId;
use ngantor_core::lang::{Lang, Text};
use ngantor_core::refusal::Fault;
use ngantor_http::{Base, Context, Params, Path, Problem, SignedIn, json, kind};
use serde::Serialize;

use super::{deciders, requests::fit};
use crate::domain::leave::Days;
use crate::domain::leave::balance::{self, Balance};
use crate::domain::reason::balance::{Figure, explained};
use crate::domain::rule::What;

const NO_YEAR: Text = Text::new(
    "Bukan tahun; contoh: 2026 atau current.",
    "Not a year; an example: 2026, or current.",
);
/// The years that can be asked for.
const YEARS: std::ops::RangeInclusive<i32> = 2013..=2098;

/// A year's days of leave.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = LeaveBalances))]
pub(crate) struct BalancesView {
    year: i32,
    person_id: PersonId,
    /// Of each type that holds in the year, by its code.
    types: Vec<BalanceView>,
}

/// A year of one type, in days by halves.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = LeaveBalance))]
pub(crate) struct BalanceView {
    /// How requests name the type.
    #[serde(rename = "type")]
    code: String,
    /// How people call it.
    name: String,
    /// `null` where the type is taken from no yearly days.
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<f64>))]
    entitled_days: Option<Days>,
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = f64))]
    carried_days: Days,
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = f64))]
    credited_days: Days,
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = f64))]
    adjusted_days: Days,
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = f64))]
    used_days: Days,
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = f64))]
    asked_days: Days,
    #[cfg_attr(not(target_family = "wasm"), schema(value_type = Option<f64>))]
    left_days: Option<Days>,
    /// Why each figure is what it is, in the language of `Accept-Language`.
    explanations: Vec<FigureView>,
}

/// Why a figure is what it is.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = FigureOfLeave))]
pub(crate) struct FigureView {
    explains: Figure,
    text: String,
}

impl BalanceView {
    fn of(code: &str, balance: &Balance<'_>, lang: Lang) -> Self {
        let explanations = explained(balance).into_iter();
        let n_credited = i64::try_from(balance.credited.len()).unwrap_or(0);
        Self {
            code: code.to_owned(),
            name: balance.rule.name.clone(),
            entitled_days: balance.entitled,
            carried_days: balance.carried,
            credited_days: Days::whole(n_credited),
            adjusted_days: balance.adjusted_days(),
            used_days: balance.used,
            asked_days: balance.asked,
            left_days: balance.left(),
            explanations: explanations
                .map(|(explains, reason)| FigureView {
                    explains,
                    text: reason.say(lang),
                })
                .collect(),
        }
    }
}

pub(super) async fn show(
    State(base): State<Base>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(year): Path<String>,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["person_id"])?;
    let person = params.id("person_id")?.unwrap_or(caller.person_id);
    if !may_see(&base, &caller, person).await? {
        return Err(kind::NOT_FOUND.into());
    }
    let year = match year.as_str() {
        "current" => chrono::Datelike::year(&caller.zone.day(base.now())),
        text => year_of(text).ok_or_else(|| Fault::new("", "not_a_year", NO_YEAR))?,
    };
    let ledger = fit::ledger(&base, person, year).await?;
    let facts = ledger.facts();
    let codes = ledger.rules.all.iter().filter_map(|rule| match &rule.what {
        What::LeaveType(terms) => Some(terms.code.as_str()),
        _ => None,
    });
    let codes: BTreeSet<_> = codes.collect();
    let view = |code: &&str| {
        let balance = balance::balance(&facts, code, year)?;
        Some(BalanceView::of(code, &balance, lang))
    };
    let view = BalancesView {
        year,
        person_id: person,
        types: codes.iter().filter_map(view).collect(),
    };
    Ok(json(StatusCode::OK, &view))
}

fn year_of(text: &str) -> Option<i32> {
    let year = text.parse().ok()?;
    (text.len() == 4 && YEARS.contains(&year)).then_some(year)
}

/// Oneself, those who keep or audit the records, and who decides for the person.
async fn may_see(base: &Base, caller: &Caller, person: PersonId) -> Result<bool, Problem> {
    if person == caller.person_id || caller.is_any(&[Role::Personnel, Role::Auditor]) {
        return Ok(true);
    }
    let deciders = deciders::of_person(base, caller, (person, base.now())).await?;
    Ok(deciders.may(caller.person_id, false).is_some())
}
