//! Dated relations: who belongs where, who heads, leads and appraises, who acts for a head.
//! Everybody sees those of units; who appraises whom only the two, and those who keep the records.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use ngantor_core::caller::Caller;
use ngantor_core::id::{OfficeId, PersonId, RelationId, UnitId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, Faults};
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
use crate::domain::access::{self, Access};
use crate::domain::directory::{BASIS_MAX_CHARS, Relation, RelationKind, TITLE_MAX_CHARS};
use crate::domain::person::optional_line;
use crate::store::relation as store;
use ngantor_directory::decider::Style;

const PERSON_OR_UNIT: Text = Text::new(
    "Sebutkan person_id atau unit_id.",
    "Name person_id or unit_id.",
);

/// A relation on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Relation))]
pub(crate) struct RelationView<'a> {
    id: RelationId,
    kind: RelationKind,
    person_id: PersonId,
    /// `null` for an appraiser.
    unit_id: Option<UnitId>,
    /// Whom an appraiser appraises.
    appraised_id: Option<PersonId>,
    /// What a member is in the unit.
    position: Option<&'a str>,
    /// Where a member sits, when it is not where the unit does.
    office_id: Option<OfficeId>,
    /// How an acting head acts.
    style: Option<Style>,
    starts_on: Day,
    /// The last day; `null` until further notice.
    ends_on: Option<Day>,
    /// The decree.
    basis: Option<&'a str>,
}

impl<'a> RelationView<'a> {
    pub(super) fn of(relation: &'a Relation) -> Self {
        Self {
            id: relation.id,
            kind: relation.kind,
            person_id: relation.person_id,
            unit_id: relation.unit_id,
            appraised_id: relation.appraised_id,
            position: relation.position.as_deref(),
            office_id: relation.office_id,
            style: relation.style,
            starts_on: relation.starts_on,
            ends_on: relation.ends_on,
            basis: relation.basis.as_deref(),
        }
    }
}

/// The relations of a person or a unit that hold on a day.
pub(super) async fn list(
    State(app): State<App>,
    Present(caller): Present,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["person_id", "unit_id", "on", "limit", "cursor"])?;
    let (person, unit) = (params.id("person_id")?, params.id("unit_id")?);
    if person.is_some() == unit.is_some() {
        return Err(Fault::new("?person_id", "required", PERSON_OR_UNIT).into());
    }
    let day = params.day("on", today(&app, &caller))?;
    let mut page = Page::<(String, String)>::of(&params)?;
    let (after, limit) = (page.after.take(), page.limit_plus_one());
    let db = &*app.base.db;
    let sees_all = access::to_everybody(&caller) >= Access::Read;
    let seen = (day, (!sees_all).then_some(caller.person_id));
    let mut found = store::relations_on(db, (person, unit), seen, after, limit).await?;
    let key = |one: &Relation| (one.kind.name().to_owned(), one.id.to_string());
    let query = params.again(&["person_id", "unit_id", "on"]);
    let headers = page.cut(&format!("{PREFIX}/relations"), &query, &mut found, key);
    let views: Vec<_> = found.iter().map(RelationView::of).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

pub(super) async fn show(
    State(app): State<App>,
    Present(caller): Present,
    Path(id): Path<RelationId>,
) -> Result<Response, Problem> {
    let mut relation = load(&app, id).await?;
    if !may_see(&caller, &relation) {
        return Err(kind::NOT_FOUND.into());
    }
    Ok(whole::show(StatusCode::OK, &mut relation))
}

fn may_see(caller: &Caller, relation: &Relation) -> bool {
    let own = [Some(relation.person_id), relation.appraised_id];
    relation.kind != RelationKind::Appraiser
        || own.contains(&Some(caller.person_id))
        || access::to_everybody(caller) >= Access::Read
}

async fn load(app: &App, id: RelationId) -> Result<Relation, Problem> {
    let relation = store::relation_by_id(&*app.base.db, id).await?;
    let relation = relation.filter(|relation| !relation.is_withdrawn);
    relation.ok_or_else(|| kind::NOT_FOUND.into())
}

/// The whole of a relation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct RelationForm {
    kind: RelationKind,
    person_id: PersonId,
    /// For every kind but an appraiser.
    unit_id: Option<UnitId>,
    /// For an appraiser.
    appraised_id: Option<PersonId>,
    /// For a member; at most 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 200))]
    position: Option<String>,
    /// For a member who does not sit where the unit does.
    office_id: Option<OfficeId>,
    /// For an acting head.
    style: Option<Style>,
    starts_on: Day,
    /// The last day; until further notice when it is left out.
    ends_on: Option<Day>,
    /// The decree; at most 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(max_length = 200))]
    basis: Option<String>,
}

impl RelationForm {
    fn check(self, id: RelationId, changed_by: String) -> Result<Relation, Problem> {
        let mut faults = Faults::default();
        let position = self.position.unwrap_or_default();
        let position = faults.take(optional_line(&position, TITLE_MAX_CHARS, "/position"));
        let basis = self.basis.unwrap_or_default();
        let basis = faults.take(optional_line(&basis, BASIS_MAX_CHARS, "/basis"));
        let (position, basis) = faults.finish(position.zip(basis))?;
        let relation = Relation {
            id,
            kind: self.kind,
            person_id: self.person_id,
            unit_id: self.unit_id,
            appraised_id: self.appraised_id,
            position,
            office_id: self.office_id,
            style: self.style,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            basis,
            is_withdrawn: false,
            version: 1,
            changed_by,
        };
        relation.check()?;
        Ok(relation)
    }
}

/// Adds a relation, or, with `If-Match`, changes its dates and what goes with them.
pub(super) async fn put(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<RelationId>,
    headers: HeaderMap,
    Json(form): Json<RelationForm>,
) -> Result<Response, Problem> {
    let wanted = form.check(id, caller.person_id.to_string())?;
    if let Some(found) = wanted.load(&*app.base.db).await?
        && !wanted.is_between_the_same(&found)
    {
        return Err(kind::ID_REUSED.into());
    }
    whole::put(&app, &headers, wanted).await
}

/// Takes back a relation that was entered by mistake.
pub(super) async fn withdraw(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<RelationId>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let relation = load(&app, id).await?;
    conditional::check_if_match(&headers, relation.version)?;
    let mut wanted = Relation {
        is_withdrawn: true,
        changed_by: caller.person_id.to_string(),
        ..relation
    };
    whole::change(&app, &mut wanted).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Whole for Relation {
    type View<'a> = RelationView<'a>;

    fn view(&self) -> RelationView<'_> {
        RelationView::of(self)
    }

    fn made(&mut self) -> (&mut i64, &mut String) {
        (&mut self.version, &mut self.changed_by)
    }

    async fn load(&self, db: &dyn Sql) -> Result<Option<Self>, DbError> {
        let found = store::relation_by_id(db, self.id).await?;
        Ok(found.filter(|relation| !relation.is_withdrawn))
    }

    async fn insert(&self, db: &dyn Sql, now: Instant) -> Result<(), DbError> {
        store::insert_relation(db, self, now).await
    }

    async fn update(&self, db: &dyn Sql, now: Instant) -> Result<bool, DbError> {
        store::update_relation(db, self, now).await
    }

    fn refused(error: DbError) -> Problem {
        refused(error)
    }
}
