//! Workbooks of people and units: the same rows as the files of [`super::exports`], in one answer
//! that is sent while it is made, so that memory holds one piece of it however many there are.

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use futures::stream;
use http::header;
use ngantor_core::caller::Caller;
use ngantor_core::id::OfficeId;
use ngantor_core::time::Day;
use ngantor_db::DbError;
use ngantor_http::{Params, Problem, kind};
use ngantor_sheet::{Cell, Sheet};

use super::exports::{self, ROWS_MAX};
use super::present::Present;
use super::{App, today};
use crate::domain::import::ImportKind;
use crate::domain::import::book::Book;
use crate::domain::import::cells::guarded;
use crate::domain::import::columns;
use crate::store::export::people_with_units;
use crate::store::office::office_names;
use crate::store::unit::{every_state, units_on};

/// Of a workbook (ECMA-376).
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Everybody's record, with the unit of today.
pub(super) async fn people(
    State(app): State<App>,
    Present(caller): Present,
    params: Params,
) -> Result<Response, Problem> {
    answer(app, &caller, params, ImportKind::People).await
}

/// The units of today; teams are none.
pub(super) async fn units(
    State(app): State<App>,
    Present(caller): Present,
    params: Params,
) -> Result<Response, Problem> {
    answer(app, &caller, params, ImportKind::Units).await
}

async fn answer(
    app: App,
    caller: &Caller,
    params: Params,
    kind: ImportKind,
) -> Result<Response, Problem> {
    exports::may_export(caller)?;
    params.only(&[])?;
    let (db, day) = (&*app.base.db, today(&app, caller));
    if kind == ImportKind::People {
        exports::note(&app, caller, day).await?;
    }
    let book = Book::of(every_state(db).await?);
    let offices = office_names(db).await?;
    let (sheet, name) = match kind {
        ImportKind::People => ("Pegawai", "pegawai.xlsx"),
        ImportKind::Units => ("Unit", "unit.xlsx"),
    };
    let mut workbook = Workbook {
        app,
        kind,
        day,
        book,
        offices,
        after: None,
        sheet: Some(Sheet::workbook(sheet).map_err(broken)?),
        is_open: false,
    };
    // What fails at the start is told as a problem.
    let first = workbook.piece().await?;
    let rest = stream::try_unfold(workbook, |workbook| async move {
        workbook.next().await.map_err(|problem| told(&problem))
    });
    let pieces = stream::once(std::future::ready(Ok(first)));
    let body = Body::from_stream(futures::StreamExt::chain(pieces, rest));
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, WORKBOOK.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, body).into_response())
}

/// The answer has begun: only a workbook that does not open can tell that it failed.
fn told(problem: &Problem) -> io::Error {
    eprintln!("a workbook broke off: {problem:?}");
    io::Error::other("the workbook broke off")
}

fn broken(error: io::Error) -> Problem {
    Problem::from(kind::INTERNAL).caused_by(&error)
}

/// A workbook in the making.
struct Workbook {
    app: App,
    kind: ImportKind,
    day: Day,
    book: Book,
    offices: Vec<(OfficeId, String)>,
    /// The name and the id of the last row that was read.
    after: Option<(String, String)>,
    /// `None` once the end was written.
    sheet: Option<Sheet>,
    is_open: bool,
}

impl Workbook {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, Problem> {
        if self.sheet.is_none() {
            return Ok(None);
        }
        let piece = self.piece().await?;
        Ok(Some((piece, self)))
    }

    /// The names of the columns and the first rows, or the next rows, or the end.
    async fn piece(&mut self) -> Result<Bytes, Problem> {
        let (n_read, mut rows) = self.rows().await?;
        let Some(mut sheet) = self.sheet.take() else {
            return Ok(Bytes::new());
        };
        let mut bytes = Vec::new();
        if !self.is_open {
            let names = columns::of(self.kind).iter();
            rows.insert(0, names.map(|column| column.name.to_owned()).collect());
            bytes.extend(sheet.open());
            self.is_open = true;
        } else if n_read == 0 {
            bytes.extend(sheet.close().map_err(broken)?);
            return Ok(bytes.into());
        }
        let rows: Vec<_> = rows.iter().map(|row| cells(row)).collect();
        bytes.extend(sheet.rows(&rows).map_err(broken)?);
        self.sheet = Some(sheet);
        Ok(bytes.into())
    }

    /// How many were read, and the cells of those that go out.
    async fn rows(&mut self) -> Result<(usize, Vec<Vec<String>>), DbError> {
        let (db, after) = (&*self.app.base.db, self.after.take());
        match self.kind {
            ImportKind::People => {
                let people = people_with_units(db, self.day, after, ROWS_MAX).await?;
                self.after = people.last().map(exports::key_of_person);
                let rows = people
                    .iter()
                    .map(|one| exports::row_of_person(&self.book, one));
                Ok((people.len(), rows.collect()))
            }
            ImportKind::Units => {
                let units = units_on(db, self.day, None, after, ROWS_MAX).await?;
                self.after = units.last().map(exports::key_of_unit);
                let row = |unit| exports::row_of_unit(&self.book, &self.offices, unit);
                Ok((units.len(), units.iter().filter_map(row).collect()))
            }
        }
    }
}

/// Texts, guarded as in the other files: who saves the workbook as one of them is safe too.
fn cells(row: &[String]) -> Vec<Cell> {
    let cell = |text: &String| match text.is_empty() {
        true => Cell::Nothing,
        false => Cell::Text(guarded(text)),
    };
    row.iter().map(cell).collect()
}
