//! Recaps: the days of one person, of those under a head, or of everybody, as JSON, CSV or a
//! workbook.
//!
//! They are made while they are sent, some people at a time, so that no recap needs memory for
//! all. One that fails in the middle ends without its totals, which come last, and the connection
//! is broken off: JSON and a workbook that end early cannot be read, CSV lacks its last row.

mod words;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use chrono::NaiveDate;
use futures::stream;
use http::{HeaderValue, StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_core::id::PersonId;
use ngantor_core::lang::{Lang, Text};
use ngantor_core::refusal::{Fault, NO_ID};
use ngantor_core::time::Day;
use ngantor_http::{Context, Params, Path, Problem, SignedIn, kind};
use ngantor_sheet::Sheet;
use serde::Serialize;
use std::io;

use super::days::{self, DutyView};
use super::team::{self, NO_SCOPE};
use super::{App, deciders};
use crate::domain::duty::DutyDay;
use crate::domain::recap::{ALL_MAX_DAYS, Totals, n_days, parse_period};
use crate::store::recap::{self as store, Person};

/// Days of people that are judged between two pieces of an answer.
const PIECE_MAX_DAYS: i64 = 620;
const NO_PERIOD: Text = Text::new(
    "Bukan hari, bulan atau tahun; contoh: 2026-11-25, 2026-11, 2026.",
    "No day, month or year; examples: 2026-11-25, 2026-11, 2026.",
);
const TOO_LONG: Text = Text::new(
    "Rekap banyak orang paling lama satu bulan.",
    "A recap of many people is of a month at most.",
);
const NO_FORMAT: Text = Text::new("Pilih json, csv atau xlsx.", "Choose json, csv or xlsx.");

pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Context { lang, .. }: Context,
    Path(period): Path<String>,
    params: Params,
) -> Result<Response, Problem> {
    let params = params.only(&["of", "person_id", "format"])?;
    let whom = whose(&app, &params, &caller).await?;
    let days = parse_period(&period).ok_or_else(|| Fault::new("", "not_a_period", NO_PERIOD))?;
    if !matches!(whom, Whom::One(_)) && n_days(days) > ALL_MAX_DAYS {
        return Err(Fault::new("", "too_long", TOO_LONG).into());
    }
    let format = params.get("format").unwrap_or("json");
    let (writer, content_type) = Writer::named(format, &period, lang)?;
    let mut recap = Recap {
        app,
        days,
        whom,
        after: String::new(),
        totals: Totals::default(),
        writer: Some(writer),
        is_open: false,
    };
    // What fails at the start is told as a problem.
    let mut people = recap.next_people().await?;
    if let (Whom::One([person]), true) = (&recap.whom, people.is_empty()) {
        let person = *person;
        if person != caller.person_id {
            return Err(kind::NOT_FOUND.into());
        }
        people = vec![Person::unknown(person, caller.zone)];
    }
    let first = recap.piece(people).await?;
    let rest = stream::try_unfold(
        recap,
        |recap| async move { recap.next().await.map_err(told) },
    );
    let pieces = stream::once(std::future::ready(Ok(first)));
    let body = Body::from_stream(futures::StreamExt::chain(pieces, rest));
    let name = format!("attachment; filename=\"rekap-{period}.{format}\"");
    let mut response = (StatusCode::OK, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let (true, Ok(name)) = (format != "json", HeaderValue::from_str(&name)) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// Of whom a recap is.
enum Whom {
    One([PersonId; 1]),
    Some(Vec<PersonId>),
    All,
}

impl Whom {
    fn only(&self) -> Option<&[PersonId]> {
        match self {
            Self::One(person) => Some(person),
            Self::Some(people) => Some(people),
            Self::All => None,
        }
    }
}

async fn whose(app: &App, params: &Params, caller: &Caller) -> Result<Whom, Problem> {
    let id = params.get("person_id").map(str::parse).transpose();
    let id: Option<PersonId> = id.map_err(|_| Fault::new("?person_id", "not_an_id", NO_ID))?;
    match (params.get("of").unwrap_or("me"), id) {
        ("me", None) => Ok(Whom::One([caller.person_id])),
        ("team", Some(id)) => match team::leads(&app.base, caller, id).await? {
            true => Ok(Whom::One([id])),
            false => Err(kind::NOT_FOUND.into()),
        },
        ("team", None) => {
            let today = Day(caller.zone.day(app.base.now()));
            let people = deciders::people_under(&app.base, caller.person_id, today).await?;
            Ok(Whom::Some(people))
        }
        ("all", _) if !team::sees_all(caller) => Err(kind::FORBIDDEN.into()),
        ("all", Some(id)) => Ok(Whom::One([id])),
        ("all", None) => Ok(Whom::All),
        _ => Err(Fault::new("?of", "unknown_choice", NO_SCOPE).into()),
    }
}

/// The answer has begun, so that only its end can tell that it failed.
fn told(problem: Problem) -> io::Error {
    eprintln!("a recap broke off: {problem:?}");
    io::Error::other("the recap broke off")
}

/// A recap in the making.
struct Recap {
    app: App,
    days: (NaiveDate, NaiveDate),
    whom: Whom,
    /// The last person that was read; the next ones come after.
    after: String,
    totals: Totals,
    /// `None` once the end was written.
    writer: Option<Writer>,
    is_open: bool,
}

impl Recap {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, Problem> {
        if self.writer.is_none() {
            return Ok(None);
        }
        let people = self.next_people().await?;
        let piece = self.piece(people).await?;
        Ok(Some((piece, self)))
    }

    async fn next_people(&mut self) -> Result<Vec<Person>, Problem> {
        // Of one person there is no second piece.
        if matches!(self.whom, Whom::One(_)) && self.is_open {
            return Ok(Vec::new());
        }
        let n_people = (PIECE_MAX_DAYS / n_days(self.days)).clamp(1, 50);
        let db = &*self.app.base.db;
        let limit = u32::try_from(n_people).unwrap_or(1);
        let only = self.whom.only();
        let people = store::people_after(db, only, self.days.0, &self.after, limit).await?;
        if let Some(last) = people.last() {
            self.after = last.id.to_string();
        }
        Ok(people)
    }

    /// The people of one piece; without any the end.
    async fn piece(&mut self, people: Vec<Person>) -> Result<Bytes, Problem> {
        let Some(mut writer) = self.writer.take() else {
            return Ok(Bytes::new());
        };
        let mut bytes = Vec::new();
        if !self.is_open {
            writer.open(&mut bytes).map_err(broken)?;
            self.is_open = true;
        } else if people.is_empty() {
            writer.close(&self.totals, &mut bytes).map_err(broken)?;
            return Ok(bytes.into());
        }
        for person in &people {
            let (from, to) = self.days;
            // Nobody is absent after their last day.
            let to = person.ends_on.map_or(to, |last| last.min(to));
            let (days, _) = days::judge(&self.app, person.id, person.zone, (from, to)).await?;
            let totals = Totals::of(&days);
            self.totals = self.totals.plus(totals);
            writer
                .person(person, &days, &totals, &mut bytes)
                .map_err(broken)?;
        }
        self.writer = Some(writer);
        Ok(bytes.into())
    }
}

fn broken(error: io::Error) -> Problem {
    Problem::from(kind::INTERNAL).caused_by(&error)
}

/// How a recap is written.
enum Writer {
    Json {
        lang: Lang,
        period: String,
        n_people: usize,
    },
    Sheet {
        lang: Lang,
        sheet: Sheet,
    },
}

impl Writer {
    fn named(format: &str, period: &str, lang: Lang) -> Result<(Self, &'static str), Problem> {
        let sheet = |sheet| Self::Sheet { lang, sheet };
        Ok(match format {
            "json" => {
                let period = period.to_owned();
                let json = Self::Json {
                    lang,
                    period,
                    n_people: 0,
                };
                (json, "application/json")
            }
            "csv" => (sheet(Sheet::Csv), "text/csv; charset=utf-8"),
            "xlsx" => (
                sheet(Sheet::workbook("Rekap").map_err(broken)?),
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
            _ => return Err(Fault::new("?format", "unknown_choice", NO_FORMAT).into()),
        })
    }

    fn open(&mut self, to: &mut Vec<u8>) -> io::Result<()> {
        match self {
            // A period is digits and hyphens.
            Self::Json { period, .. } => {
                to.extend_from_slice(format!("{{\"period\":\"{period}\",\"people\":[").as_bytes());
            }
            Self::Sheet { lang, sheet } => {
                to.extend(sheet.open());
                to.extend(sheet.rows(&[words::header(*lang)])?);
            }
        }
        Ok(())
    }

    fn person(
        &mut self,
        person: &Person,
        days: &[DutyDay],
        totals: &Totals,
        to: &mut Vec<u8>,
    ) -> io::Result<()> {
        match self {
            Self::Json { lang, n_people, .. } => {
                if *n_people > 0 {
                    to.push(b',');
                }
                *n_people += 1;
                serde_json::to_writer(to, &PersonView::of(person, days, *totals, *lang))?;
            }
            Self::Sheet { lang, sheet } => {
                to.extend(sheet.rows(&words::person(person, days, totals, *lang))?);
            }
        }
        Ok(())
    }

    fn close(self, totals: &Totals, to: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Self::Json { n_people, .. } => {
                to.extend_from_slice(format!("],\"n_people\":{n_people},\"totals\":").as_bytes());
                serde_json::to_writer(&mut *to, totals)?;
                to.push(b'}');
            }
            Self::Sheet { lang, mut sheet } => {
                to.extend(sheet.rows(&[words::all(totals, lang)])?);
                to.extend(sheet.close()?);
            }
        }
        Ok(())
    }
}

/// A person in a recap.
#[derive(Serialize)]
#[cfg_attr(not(target_family = "wasm"), derive(utoipa::ToSchema), schema(as = RecapPerson))]
pub(crate) struct PersonView {
    person_id: PersonId,
    /// `null` of whom `people` has not told yet.
    name: Option<String>,
    totals: Totals,
    /// Each day, up to the person's last one.
    days: Vec<DutyView>,
}

impl PersonView {
    fn of(person: &Person, days: &[DutyDay], totals: Totals, lang: Lang) -> Self {
        Self {
            person_id: person.id,
            name: person.name.clone(),
            totals,
            days: days.iter().map(|day| DutyView::of(day, lang)).collect(),
        }
    }
}

/// A recap on the wire; the totals come last, and one that ends without them is not whole.
#[cfg(not(target_family = "wasm"))]
#[derive(utoipa::ToSchema)]
#[schema(as = Recap)]
#[expect(
    dead_code,
    reason = "it is written piece by piece; this only describes it"
)]
pub(crate) struct RecapView {
    /// As it was asked for.
    period: String,
    /// By their ids.
    people: Vec<PersonView>,
    n_people: usize,
    totals: Totals,
}
