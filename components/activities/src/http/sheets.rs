//! Sheets of what people did, for whoever keeps daily progress elsewhere: a row for each activity,
//! as CSV or as a workbook. They are made while they are sent, some people at a time. One that
//! fails in the middle ends without its last row, and the connection is broken off.

mod words;

use std::io;

use axum::body::Body;
use axum::extract::State as Extract;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use chrono::NaiveDate;
use futures::{StreamExt as _, stream};
use http::{HeaderValue, StatusCode, header};
use ngantor_core::lang::{Lang, Text};
use ngantor_core::refusal::Fault;
use ngantor_core::time;
use ngantor_http::{Base, Context, Params, Path, Problem, SignedIn, kind};
use ngantor_sheet::Sheet;

use super::whom::Whom;
use crate::store::list as store;
use crate::store::total::{self, OfPerson, Totals};

/// People whose activities are read between two pieces of an answer.
const PIECE_MAX: u32 = 25;
/// Activities of one person that are read at once.
const ROWS_MAX: u32 = 500;

const NO_FORMAT: Text = Text::new("Pilih csv atau xlsx.", "Choose csv or xlsx.");
const NO_PERIOD: Text = Text::new(
    "Bukan hari atau bulan; contoh: 2026-11-25, 2026-11.",
    "No day or month; examples: 2026-11-25, 2026-11.",
);

pub(super) async fn show(
    Extract(base): Extract<Base>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(period): Path<String>,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["of", "person_id", "format"])?;
    let whom = Whom::of(&base, &params, &caller).await?;
    let days = days_of(&period).ok_or_else(|| Fault::new("", "not_a_period", NO_PERIOD))?;
    let (sheet, content_type, ending) = match params.get("format").unwrap_or("csv") {
        "csv" => (Sheet::Csv, "text/csv; charset=utf-8", "csv"),
        "xlsx" => (
            Sheet::workbook("Kegiatan").map_err(broken)?,
            WORKBOOK,
            "xlsx",
        ),
        _ => return Err(Fault::new("?format", "unknown_choice", NO_FORMAT).into()),
    };
    let mut sending = Sending {
        base,
        days: (days.0.to_string(), days.1.to_string()),
        whom,
        lang,
        after: String::new(),
        sheet: Some(sheet),
        is_open: false,
        totals: Totals::default(),
    };
    // What fails at the start is told as a problem.
    let first = sending.piece().await?;
    let rest = stream::try_unfold(sending, |sending| async move {
        sending.next().await.map_err(told)
    });
    let pieces = stream::once(std::future::ready(Ok(first)));
    let mut response = (StatusCode::OK, Body::from_stream(pieces.chain(rest))).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    let file = format!("attachment; filename=\"kegiatan-{period}.{ending}\"");
    if let Ok(file) = HeaderValue::from_str(&file) {
        headers.insert(header::CONTENT_DISPOSITION, file);
    }
    Ok(response)
}

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The days of a date or a month.
fn days_of(period: &str) -> Option<(NaiveDate, NaiveDate)> {
    if let Some(day) = time::parse_day(period) {
        return Some((day, day));
    }
    let first = time::parse_day(&format!("{period}-01"))?;
    let next = first.checked_add_months(chrono::Months::new(1))?;
    Some((first, next.pred_opt()?))
}

/// The answer has begun, so that only its end can tell that it failed.
fn told(problem: Problem) -> io::Error {
    eprintln!("a sheet broke off: {problem:?}");
    io::Error::other("the sheet broke off")
}

fn broken(error: io::Error) -> Problem {
    Problem::from(kind::INTERNAL).caused_by(&error)
}

/// A sheet on its way.
struct Sending {
    base: Base,
    days: (String, String),
    whom: Whom,
    lang: Lang,
    /// The last person that was read; the next ones come after.
    after: String,
    /// `None` once the end was written.
    sheet: Option<Sheet>,
    is_open: bool,
    totals: Totals,
}

impl Sending {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, Problem> {
        if self.sheet.is_none() {
            return Ok(None);
        }
        let piece = self.piece().await?;
        Ok(Some((piece, self)))
    }

    /// The people of one piece; without any the end.
    async fn piece(&mut self) -> Result<Bytes, Problem> {
        let Some(mut sheet) = self.sheet.take() else {
            return Ok(Bytes::new());
        };
        let mut bytes = Vec::new();
        if !self.is_open {
            bytes.extend(sheet.open());
            bytes.extend(sheet.rows(&[words::header(self.lang)]).map_err(broken)?);
            self.is_open = true;
        }
        let people = self.next_people().await?;
        if people.is_empty() {
            let last = words::all(self.totals, self.lang);
            bytes.extend(sheet.rows(&[last]).map_err(broken)?);
            bytes.extend(sheet.close().map_err(broken)?);
            return Ok(bytes.into());
        }
        for person in &people {
            self.totals = self.totals.plus(person.totals);
            self.person(person, &mut sheet, &mut bytes).await?;
        }
        self.sheet = Some(sheet);
        Ok(bytes.into())
    }

    async fn next_people(&mut self) -> Result<Vec<OfPerson>, Problem> {
        let days = (self.days.0.as_str(), self.days.1.as_str());
        let (db, of) = (&*self.base.db, self.whom.people());
        let people = total::by_person(db, of, days, &self.after, PIECE_MAX).await?;
        if let Some(last) = people.last() {
            self.after = last.person_id.to_string();
        }
        Ok(people)
    }

    async fn person(
        &self,
        person: &OfPerson,
        sheet: &mut Sheet,
        bytes: &mut Vec<u8>,
    ) -> Result<(), Problem> {
        let mut after = (self.days.0.clone(), String::new());
        loop {
            let (db, whose) = (&*self.base.db, person.person_id);
            let found = store::by_day(db, whose, &after, &self.days.1, ROWS_MAX).await?;
            let rows: Vec<_> = found
                .iter()
                .map(|one| words::row(person, one, self.lang))
                .collect();
            bytes.extend(sheet.rows(&rows).map_err(broken)?);
            let Some(last) = found.last().filter(|_| found.len() >= ROWS_MAX as usize) else {
                return Ok(());
            };
            after = (last.day.to_string(), last.id.to_string());
        }
    }
}
