//! Units and teams: the dated tree. Everybody sees it, personnel keep it.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use ngantor_core::id::{OfficeId, UnitId, UnitStateId};
use ngantor_core::refusal::Faults;
use ngantor_core::time::{Day, Instant};
use ngantor_db::{DbError, Sql};
use ngantor_http::page::Page;
use ngantor_http::{Json, Params, Path, Problem, conditional, json, kind};
use serde::{Deserialize, Serialize};

use super::kinds::directory::refused;
use super::people::Keeper;
use super::present::Present;
use super::whole::{self, Whole};
use super::{App, PREFIX, today};
use crate::domain::directory::{
    self, BASIS_MAX_CHARS, CODE_MAX_CHARS, LEVEL_MAX_CHARS, UnitKind, UnitState,
};
use crate::domain::person::optional_line;
use crate::store::unit as store;

/// What a unit is from a day on.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = UnitState))]
pub(crate) struct UnitStateView<'a> {
    /// Of the state; `unit_id` is the unit's.
    id: UnitStateId,
    unit_id: UnitId,
    /// It holds from this day until the unit's next state.
    starts_on: Day,
    kind: UnitKind,
    /// By which files and letters name it; no other unit has it on the same day.
    code: Option<&'a str>,
    name: &'a str,
    /// What units of its level are called.
    level: Option<&'a str>,
    /// The unit above it.
    parent_id: Option<UnitId>,
    /// Where it sits.
    office_id: Option<OfficeId>,
    /// From that day on there is no such unit.
    closed: bool,
    /// The decree.
    basis: Option<&'a str>,
}

impl<'a> UnitStateView<'a> {
    fn of(state: &'a UnitState) -> Self {
        Self {
            id: state.id,
            unit_id: state.unit_id,
            starts_on: state.starts_on,
            kind: state.kind,
            code: state.code.as_deref(),
            name: &state.name,
            level: state.level.as_deref(),
            parent_id: state.parent_id,
            office_id: state.office_id,
            closed: state.is_closed,
            basis: state.basis.as_deref(),
        }
    }
}

/// The units that are open on a day.
pub(super) async fn list(
    State(app): State<App>,
    Present(caller): Present,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["on", "parent_id", "limit", "cursor"])?;
    let day = params.day("on", today(&app, &caller))?;
    let parent = params.id("parent_id")?;
    let mut page = Page::<(String, String)>::of(&params)?;
    let (after, limit) = (page.after.take(), page.limit_plus_one());
    let mut units = store::units_on(&*app.base.db, day, parent, after, limit).await?;
    let key = |unit: &UnitState| (unit.name.clone(), unit.unit_id.to_string());
    let query = params.again(&["on", "parent_id"]);
    let headers = page.cut(&format!("{PREFIX}/units"), &query, &mut units, key);
    let views: Vec<_> = units.iter().map(UnitStateView::of).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

/// What a unit was, is and will be.
pub(super) async fn history(
    State(app): State<App>,
    Present(_): Present,
    Path(id): Path<UnitId>,
) -> Result<Response, Problem> {
    let states = store::states_of(&*app.base.db, id).await?;
    if states.is_empty() {
        return Err(kind::NOT_FOUND.into());
    }
    let views: Vec<_> = states.iter().map(UnitStateView::of).collect();
    Ok(json(StatusCode::OK, &views))
}

pub(super) async fn show(
    State(app): State<App>,
    Present(_): Present,
    Path(id): Path<UnitStateId>,
) -> Result<Response, Problem> {
    let mut state = load(&app, id).await?;
    Ok(whole::show(StatusCode::OK, &mut state))
}

async fn load(app: &App, id: UnitStateId) -> Result<UnitState, Problem> {
    let state = store::state_by_id(&*app.base.db, id).await?;
    let state = state.filter(|state| !state.is_withdrawn);
    state.ok_or_else(|| kind::NOT_FOUND.into())
}

/// The whole of a unit's state.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct UnitStateForm {
    /// Of the unit; a new one makes a unit.
    unit_id: UnitId,
    /// It holds from this day until the unit's next state.
    starts_on: Day,
    /// `unit` when it is left out.
    kind: Option<UnitKind>,
    /// By which files and letters name it; at most 40 characters. No other unit has it on the
    /// same day.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 40))]
    code: Option<String>,
    /// 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    name: String,
    /// What units of its level are called, such as `Kedeputian`; at most 60 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 60))]
    level: Option<String>,
    /// The unit above it.
    parent_id: Option<UnitId>,
    /// Where it sits.
    office_id: Option<OfficeId>,
    /// From that day on there is no such unit; `false` when it is left out.
    #[serde(default)]
    closed: bool,
    /// The decree; at most 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 200))]
    basis: Option<String>,
}

impl UnitStateForm {
    fn check(self, id: UnitStateId, changed_by: String) -> Result<UnitState, Problem> {
        let mut faults = Faults::default();
        let name = faults.take(directory::check_title(&self.name, "/name"));
        let code = self.code.unwrap_or_default();
        let code = faults.take(optional_line(&code, CODE_MAX_CHARS, "/code"));
        let level = self.level.unwrap_or_default();
        let level = faults.take(optional_line(&level, LEVEL_MAX_CHARS, "/level"));
        let basis = self.basis.unwrap_or_default();
        let basis = faults.take(optional_line(&basis, BASIS_MAX_CHARS, "/basis"));
        let named = name.zip(code).zip(level).zip(basis);
        let (((name, code), level), basis) = faults.finish(named)?;
        Ok(UnitState {
            id,
            unit_id: self.unit_id,
            starts_on: self.starts_on,
            kind: self.kind.unwrap_or(UnitKind::Unit),
            code,
            name,
            level,
            parent_id: self.parent_id,
            office_id: self.office_id,
            is_closed: self.closed,
            basis,
            is_withdrawn: false,
            version: 1,
            changed_by,
        })
    }
}

/// Adds a state, or, with `If-Match`, changes the whole of it.
pub(super) async fn put(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<UnitStateId>,
    headers: HeaderMap,
    Json(form): Json<UnitStateForm>,
) -> Result<Response, Problem> {
    let wanted = form.check(id, caller.person_id.to_string())?;
    if let Some(found) = wanted.load(&*app.base.db).await?
        && found.unit_id != wanted.unit_id
    {
        return Err(kind::ID_REUSED.into());
    }
    whole::put(&app, &headers, wanted).await
}

/// Takes back a state that was entered by mistake.
pub(super) async fn withdraw(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<UnitStateId>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let state = load(&app, id).await?;
    conditional::check_if_match(&headers, state.version)?;
    let mut wanted = UnitState {
        is_withdrawn: true,
        changed_by: caller.person_id.to_string(),
        ..state
    };
    whole::change(&app, &mut wanted).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Whole for UnitState {
    type View<'a> = UnitStateView<'a>;

    fn view(&self) -> UnitStateView<'_> {
        UnitStateView::of(self)
    }

    fn made(&mut self) -> (&mut i64, &mut String) {
        (&mut self.version, &mut self.changed_by)
    }

    async fn load(&self, db: &dyn Sql) -> Result<Option<Self>, DbError> {
        let found = store::state_by_id(db, self.id).await?;
        Ok(found.filter(|state| !state.is_withdrawn))
    }

    async fn insert(&self, db: &dyn Sql, now: Instant) -> Result<(), DbError> {
        store::insert_state(db, self, now).await
    }

    async fn update(&self, db: &dyn Sql, now: Instant) -> Result<bool, DbError> {
        store::update_state(db, self, now).await
    }

    fn refused(error: DbError) -> Problem {
        refused(error)
    }
}
