//! The directory: everybody in the institution finds everybody, and learns how to reach them.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use ngantor_core::id::{OfficeId, PersonId, UnitId};
use ngantor_http::page::Page;
use ngantor_http::{Params, Path, Problem, json, kind};
use serde::Serialize;

use super::present::Present;
use super::{App, PREFIX, today};
use crate::domain::person::fold;
use crate::store::card::{self, Card, Key, Search, WORDS_MAX};

/// A person in the directory.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Card))]
pub(crate) struct CardView<'a> {
    id: PersonId,
    name: &'a str,
    /// The name with its titles.
    full_name: String,
    /// What the person is in their unit.
    position: Option<&'a str>,
    unit: Option<UnitName<'a>>,
    office: Option<OfficeName<'a>>,
    email: Option<&'a str>,
    phone: Option<&'a str>,
}

/// A unit by its name.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct UnitName<'a> {
    pub(super) id: UnitId,
    pub(super) name: &'a str,
}

/// An office by its name.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct OfficeName<'a> {
    id: OfficeId,
    name: &'a str,
}

impl<'a> CardView<'a> {
    pub(super) fn of(card: &'a Card) -> Self {
        let unit = card.unit.as_ref();
        let office = card.office.as_ref();
        Self {
            id: card.id,
            name: &card.personal.name,
            full_name: card.personal.full_name(),
            position: card.position.as_deref(),
            unit: unit.map(|(id, name)| UnitName { id: *id, name }),
            office: office.map(|(id, name)| OfficeName { id: *id, name }),
            email: card.personal.email.as_deref(),
            phone: card.personal.phone.as_deref(),
        }
    }
}

/// Those who work here today, by name; those whose name begins with what is searched for first.
pub(super) async fn list(
    State(app): State<App>,
    Present(caller): Present,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["q", "unit_id", "limit", "cursor"])?;
    let folded = fold(params.get("q").unwrap_or_default());
    let search = Search {
        words: folded
            .split(' ')
            .take(WORDS_MAX)
            .map(str::to_owned)
            .collect(),
        unit: params.id("unit_id")?,
    };
    let mut page = Page::<Key>::of(&params)?;
    let (after, limit) = (page.after.take(), page.limit_plus_one());
    let day = today(&app, &caller);
    let mut cards = card::find(&*app.base.db, &search, day, after, limit).await?;
    let query = params.again(&["q", "unit_id"]);
    let key = |card: &Card| card.key.clone();
    let headers = page.cut(&format!("{PREFIX}/directory"), &query, &mut cards, key);
    let views: Vec<_> = cards.iter().map(CardView::of).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

pub(super) async fn show(
    State(app): State<App>,
    Present(caller): Present,
    Path(id): Path<PersonId>,
) -> Result<Response, Problem> {
    let card = card_of(&app, id, today(&app, &caller)).await?;
    Ok(json(
        StatusCode::OK,
        &CardView::of(&card.ok_or(kind::NOT_FOUND)?),
    ))
}

/// The card of one person, unless they do not work here on the day.
pub(super) async fn card_of(
    app: &App,
    id: PersonId,
    day: ngantor_core::time::Day,
) -> Result<Option<Card>, Problem> {
    Ok(card::of_person(&*app.base.db, id, day).await?)
}
