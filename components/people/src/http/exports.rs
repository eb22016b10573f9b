//! Files of people and units, page by page: an answer is made in memory, so no page has more rows
//! than [`ROWS_MAX`]. Only the first page has the header, so that the pages joined are one file,
//! which an import takes without a change.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, header};
use ngantor_core::caller::Caller;
use ngantor_core::id::OfficeId;
use ngantor_core::lang::Text;
use ngantor_core::refusal::Fault;
use ngantor_core::time::Day;
use ngantor_db::DbError;
use ngantor_http::page::Page;
use ngantor_http::{Params, Problem, kind};

use super::present::Present;
use super::{App, PREFIX, today};
use crate::domain::access::{self, Access};
use crate::domain::directory::{UnitKind, UnitState};
use crate::domain::export::{self, Sheet};
use crate::domain::import::ImportKind;
use crate::domain::import::book::Book;
use crate::store::export::{Exported, people_with_units};
use crate::store::office::office_names;
use crate::store::unit::{every_state, units_on};
use crate::store::viewing::{self, EVERYBODY, Way};

/// The most rows of one page.
pub const ROWS_MAX: u32 = 2_000;

const NO_DELIMITER: Text = Text::new("Pilih comma atau semicolon.", "Choose comma or semicolon.");

/// Everybody's record, with the unit of today.
pub(super) async fn people(
    State(app): State<App>,
    Present(caller): Present,
    params: Params,
) -> Result<Response, Problem> {
    let (mut page, mut sheet, params) = begin(&caller, params, ImportKind::People)?;
    let (db, day) = (&*app.base.db, today(&app, &caller));
    note(&app, &caller, day).await?;
    let (after, limit) = (page.after.take(), page.limit_plus_one());
    let mut people = people_with_units(db, day, after, limit).await?;
    let query = params.again(&["delimiter"]);
    let path = format!("{PREFIX}/exports/people.csv");
    let headers = page.cut(&path, &query, &mut people, key_of_person);
    let book = Book::of(every_state(db).await?);
    for one in &people {
        sheet.write(&row_of_person(&book, one));
    }
    Ok(answer(headers, sheet))
}

/// The units of today; teams are none.
pub(super) async fn units(
    State(app): State<App>,
    Present(caller): Present,
    params: Params,
) -> Result<Response, Problem> {
    let (mut page, mut sheet, params) = begin(&caller, params, ImportKind::Units)?;
    let (db, day) = (&*app.base.db, today(&app, &caller));
    let (after, limit) = (page.after.take(), page.limit_plus_one());
    let mut units = units_on(db, day, None, after, limit).await?;
    let query = params.again(&["delimiter"]);
    let path = format!("{PREFIX}/exports/units.csv");
    let headers = page.cut(&path, &query, &mut units, key_of_unit);
    let book = Book::of(every_state(db).await?);
    let offices = office_names(db).await?;
    for row in units
        .iter()
        .filter_map(|unit| row_of_unit(&book, &offices, unit))
    {
        sheet.write(&row);
    }
    Ok(answer(headers, sheet))
}

/// Keeps that somebody took everybody's record away.
pub(super) async fn note(app: &App, caller: &Caller, day: Day) -> Result<(), DbError> {
    let everybody = [EVERYBODY.to_owned()];
    let viewer = (caller.person_id, Way::Export);
    viewing::note(&*app.base.db, &everybody, viewer, (day, app.base.now())).await
}

/// The place of a person in the list.
pub(super) fn key_of_person(one: &Exported) -> (String, String) {
    let person = &one.person;
    (person.personal.name.clone(), person.id.to_string())
}

/// The place of a unit in the list.
pub(super) fn key_of_unit(unit: &UnitState) -> (String, String) {
    (unit.name.clone(), unit.unit_id.to_string())
}

/// The cells of a person.
pub(super) fn row_of_person(book: &Book, one: &Exported) -> Vec<String> {
    let unit = one
        .unit
        .map(|(unit, since)| (book.name_of(unit, since), since));
    let unit = unit.as_ref().map(|(name, since)| (name.as_str(), *since));
    export::person(&one.person, unit, one.position.as_deref())
}

/// The cells of a unit; none of a team.
pub(super) fn row_of_unit(
    book: &Book,
    offices: &[(OfficeId, String)],
    unit: &UnitState,
) -> Option<Vec<String>> {
    let office = offices.iter().find(|(id, _)| Some(*id) == unit.office_id);
    let office = office.map(|(_, name)| name.as_str());
    let is_unit = unit.kind == UnitKind::Unit;
    is_unit.then(|| export::unit(unit, parent_code(book, unit, unit.starts_on), office))
}

/// The code of the unit above, on the day on which the state begins: an import finds it then.
fn parent_code<'a>(book: &'a Book, unit: &UnitState, day: Day) -> Option<&'a str> {
    let parent = unit.parent_id.and_then(|parent| book.on(parent, day));
    parent.and_then(|state| state.code.as_deref())
}

type Begun = (Page<(String, String)>, Sheet, Params);

/// Who may see every record gets them; 403 for others.
pub(super) fn may_export(caller: &Caller) -> Result<(), Problem> {
    match access::to_everybody(caller) >= Access::Read {
        true => Ok(()),
        false => Err(kind::FORBIDDEN.into()),
    }
}

/// The first page begins with the names of the columns.
fn begin(caller: &Caller, params: Params, kind: ImportKind) -> Result<Begun, Problem> {
    may_export(caller)?;
    let params = params.only(&["cursor", "delimiter"])?;
    let page = Page::of_rows(&params, ROWS_MAX)?;
    let delimiter = match params.get("delimiter") {
        None | Some("comma") => b',',
        Some("semicolon") => b';',
        Some(_) => return Err(Fault::new("?delimiter", "unknown_choice", NO_DELIMITER).into()),
    };
    let sheet = Sheet::of(kind, delimiter, page.after.is_none());
    Ok((page, sheet, params))
}

fn answer(headers: HeaderMap, sheet: Sheet) -> Response {
    let csv = HeaderValue::from_static("text/csv; charset=utf-8");
    (headers, [(header::CONTENT_TYPE, csv)], sheet.bytes()).into_response()
}
