//! Who decides for a person on a day, and why.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use ngantor_core::id::PersonId;
use ngantor_core::time::Day;
use ngantor_http::{Context, Params, Path, Problem, json};
use serde::Serialize;

use super::directory::{CardView, UnitName, card_of};
use super::present::Present;
use super::{App, people, today};
use ngantor_directory::decider::{Found, Style, decide};
use ngantor_directory::tree::levels_above;

/// Who decides, and how that was found.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Decision))]
pub(crate) struct DecisionView<'a> {
    on: Day,
    /// `null` when the person has no unit, or leads the uppermost.
    decider: Option<DeciderView<'a>>,
    /// The way up from the person's own unit.
    steps: Vec<StepView<'a>>,
}

/// Who decides.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Decider))]
pub(crate) struct DeciderView<'a> {
    person_id: PersonId,
    /// `null` for one whom the directory does not show.
    card: Option<CardView<'a>>,
    /// How they act; `null` for the head.
    style: Option<Style>,
}

/// One unit on the way up.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = DeciderStep))]
pub(crate) struct StepView<'a> {
    unit: UnitName<'a>,
    found: Found,
    /// The same as a sentence.
    text: String,
}

pub(super) async fn show(
    State(app): State<App>,
    Present(caller): Present,
    Path(id): Path<PersonId>,
    context: Context,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["on"])?;
    let day = params.day("on", today(&app, &caller))?;
    let (person, _) = people::load(&app, &caller, id).await?;
    let levels = levels_above(&*app.base.db, person.id, day).await?;
    let decision = decide(person.id, levels);
    let card = match decision.decider {
        Some(decider) => card_of(&app, decider.person_id, day).await?,
        None => None,
    };
    let step = |(level, found): &'_ (ngantor_directory::decider::Level, Found)| {
        let text = found.text().in_lang(context.lang);
        text.replace("{unit}", &level.unit_name)
    };
    let texts: Vec<_> = decision.steps.iter().map(step).collect();
    let steps = decision
        .steps
        .iter()
        .zip(texts)
        .map(|((level, found), text)| StepView {
            unit: UnitName {
                id: level.unit_id,
                name: &level.unit_name,
            },
            found: *found,
            text,
        });
    let view = DecisionView {
        on: day,
        decider: decision.decider.map(|decider| DeciderView {
            person_id: decider.person_id,
            card: card.as_ref().map(CardView::of),
            style: decider.style,
        }),
        steps: steps.collect(),
    };
    Ok(json(StatusCode::OK, &view))
}
