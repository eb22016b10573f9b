//! Offices: the places where people work. Everybody sees them, personnel keep them.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use ngantor_core::id::OfficeId;
use ngantor_core::refusal::Faults;
use ngantor_core::region::Region;
use ngantor_core::time::{Instant, Zone};
use ngantor_db::{DbError, Sql};
use ngantor_http::page::Page;
use ngantor_http::{Json, Params, Path, Problem, json, kind};
use serde::{Deserialize, Serialize};

use super::people::Keeper;
use super::present::Present;
use super::whole::{self, Whole};
use super::{App, PREFIX};
use crate::domain::directory::{self, Office};
use crate::store::office as store;

/// An office on the wire.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = Office))]
pub(crate) struct OfficeView<'a> {
    id: OfficeId,
    name: &'a str,
    address: &'a str,
    /// The zone in which its days begin and end.
    zone: Zone,
    /// Degrees north (WGS 84); `null` when it is not known.
    latitude: Option<f64>,
    /// Degrees east (WGS 84).
    longitude: Option<f64>,
    /// In which province, regency or district it lies; `null` when it is not known.
    region: Option<&'a Region>,
}

impl<'a> OfficeView<'a> {
    fn of(office: &'a Office) -> Self {
        Self {
            id: office.id,
            name: &office.name,
            address: &office.address,
            zone: office.zone,
            latitude: office.position.map(|(latitude, _)| latitude),
            longitude: office.position.map(|(_, longitude)| longitude),
            region: office.region.as_ref(),
        }
    }
}

pub(super) async fn list(
    State(app): State<App>,
    Present(_): Present,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["limit", "cursor"])?;
    let mut page = Page::<(String, String)>::of(&params)?;
    let (after, limit) = (page.after.take(), page.limit_plus_one());
    let mut offices = store::offices_by_name(&*app.base.db, after, limit).await?;
    let key = |office: &Office| (office.name.clone(), office.id.to_string());
    let headers = page.cut(&format!("{PREFIX}/offices"), &[], &mut offices, key);
    let views: Vec<_> = offices.iter().map(OfficeView::of).collect();
    Ok((headers, json(StatusCode::OK, &views)).into_response())
}

pub(super) async fn show(
    State(app): State<App>,
    Present(_): Present,
    Path(id): Path<OfficeId>,
) -> Result<Response, Problem> {
    let office = store::office_by_id(&*app.base.db, id).await?;
    Ok(whole::show(
        StatusCode::OK,
        &mut office.ok_or(kind::NOT_FOUND)?,
    ))
}

/// The whole of an office.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema))]
pub(crate) struct OfficeForm {
    /// 1 to 200 characters.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 200))]
    name: String,
    /// 1 to 500 characters; lines are kept.
    #[cfg_attr(not(target_family = "wasm"), schema(min_length = 1, max_length = 500))]
    address: String,
    /// The zone in which its days begin and end.
    zone: Zone,
    /// Degrees north (WGS 84), with the longitude.
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = -90, maximum = 90))]
    latitude: Option<f64>,
    /// Degrees east (WGS 84).
    #[cfg_attr(not(target_family = "wasm"), schema(minimum = -180, maximum = 180))]
    longitude: Option<f64>,
    /// In which province, regency or district it lies: regional holidays hold there.
    region: Option<Region>,
}

impl OfficeForm {
    fn check(self, id: OfficeId, changed_by: String) -> Result<Office, Problem> {
        let mut faults = Faults::default();
        let name = faults.take(directory::check_title(&self.name, "/name"));
        let address = faults.take(directory::check_address(&self.address, "/address"));
        let position = faults.take(directory::check_position(self.latitude, self.longitude));
        let ((name, address), position) = faults.finish(name.zip(address).zip(position))?;
        Ok(Office {
            id,
            name,
            address,
            zone: self.zone,
            position,
            region: self.region,
            version: 1,
            changed_by,
        })
    }
}

/// Adds an office, or, with `If-Match`, changes the whole of it.
pub(super) async fn put(
    State(app): State<App>,
    Keeper(caller): Keeper,
    Path(id): Path<OfficeId>,
    headers: HeaderMap,
    Json(form): Json<OfficeForm>,
) -> Result<Response, Problem> {
    let wanted = form.check(id, caller.person_id.to_string())?;
    whole::put(&app, &headers, wanted).await
}

impl Whole for Office {
    type View<'a> = OfficeView<'a>;

    fn view(&self) -> OfficeView<'_> {
        OfficeView::of(self)
    }

    fn made(&mut self) -> (&mut i64, &mut String) {
        (&mut self.version, &mut self.changed_by)
    }

    async fn load(&self, db: &dyn Sql) -> Result<Option<Self>, DbError> {
        store::office_by_id(db, self.id).await
    }

    async fn insert(&self, db: &dyn Sql, now: Instant) -> Result<(), DbError> {
        store::insert_office(db, self, now).await
    }

    async fn update(&self, db: &dyn Sql, now: Instant) -> Result<bool, DbError> {
        store::update_office(db, self, now).await
    }

    fn refused(error: DbError) -> Problem {
        if error.is_unique("office.id") {
            kind::ID_REUSED.into()
        } else {
            error.into()
        }
    }
}
