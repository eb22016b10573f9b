//! Reports over the days of one person, of those under a head, or of everybody, as JSON, CSV or a
//! workbook: of whom they may be, and how they are sent.
//!
//! They are made while they are sent, some people at a time, so that none needs memory for all.
//! One that fails in the middle ends without what comes last, and the connection is broken off:
//! JSON and a workbook that end early cannot be read, CSV lacks its last row.

use std::io;

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use chrono::NaiveDate;
use futures::{StreamExt as _, stream};
use http::{HeaderValue, StatusCode, header};
use ngantor_core::caller::Caller;
use ngantor_core::id::{PersonId, UnitId};
use ngantor_core::lang::Text;
use ngantor_core::refusal::{Fault, NO_ID};
use ngantor_core::time::Day;
use ngantor_directory::tree::{self, Place};
use ngantor_http::{Params, Problem, kind};
use ngantor_sheet::Sheet;

use super::team::{self, NO_SCOPE};
use super::{App, days, deciders};
use crate::domain::duty::DutyDay;
use crate::domain::recap::n_days;
use crate::store::recap::{self as store, Person};

/// Days of people that are judged between two pieces of an answer.
const PIECE_MAX_DAYS: i64 = 620;
/// What to say to whoever asks for a unit and for people.
pub(super) const NOT_BOTH: Text = Text::new(
    "Isi unit, atau of dan person_id, tidak keduanya.",
    "Fill in a unit, or of and person_id, not both.",
);
const NO_FORMAT: Text = Text::new("Pilih json, csv atau xlsx.", "Choose json, csv or xlsx.");

/// The first and the last day of a report.
type Days = (NaiveDate, NaiveDate);
type Done = Result<(), Problem>;

/// Of whom a report is.
pub(super) enum Whom {
    One([PersonId; 1]),
    Some(Vec<PersonId>),
    /// Those who belonged to some units, each with the days on which they did.
    Units(Members),
    All,
}

/// Who belonged to some units within the days of a report.
#[derive(Default)]
pub(super) struct Members {
    people: Vec<PersonId>,
    /// The units, and whose days there are not told: for a head of those who lead it.
    units: Vec<(UnitId, Vec<PersonId>)>,
}

impl Members {
    async fn add(&mut self, app: &App, unit: UnitId, days: Days, not: Vec<PersonId>) -> Done {
        let people = store::members_within(&*app.base.db, unit, days).await?;
        self.people
            .extend(people.into_iter().filter(|one| !not.contains(one)));
        self.units.push((unit, not));
        Ok(())
    }

    /// Whether a person belonged to one of the units on a day, by where they were.
    fn has(&self, person: PersonId, day: NaiveDate, places: &[Place]) -> bool {
        self.units.iter().any(|(unit, not)| {
            let there = |place: &Place| place.unit_id == *unit && place.is_on(day);
            !not.contains(&person) && places.iter().any(there)
        })
    }
}

impl Whom {
    /// By `of` and `person_id`: oneself when both are left out.
    pub(super) async fn of(app: &App, params: &Params, caller: &Caller) -> Result<Self, Problem> {
        let id = params.get("person_id").map(str::parse).transpose();
        let id: Option<PersonId> = id.map_err(|_| Fault::new("?person_id", "not_an_id", NO_ID))?;
        match (params.get("of").unwrap_or("me"), id) {
            ("me", None) => Ok(Self::One([caller.person_id])),
            ("team", Some(id)) => match team::leads(&app.base, caller, id).await? {
                true => Ok(Self::One([id])),
                false => Err(kind::NOT_FOUND.into()),
            },
            ("team", None) => {
                let today = Day(caller.zone.day(app.base.now()));
                let people = deciders::people_under(&app.base, caller.person_id, today).await?;
                Ok(Self::Some(people))
            }
            ("all", _) if !team::sees_all(caller) => Err(kind::FORBIDDEN.into()),
            ("all", Some(id)) => Ok(Self::One([id])),
            ("all", None) => Ok(Self::All),
            _ => Err(Fault::new("?of", "unknown_choice", NO_SCOPE).into()),
        }
    }

    /// Those who belong to a unit today, or to one under it; for a head without those who lead it.
    pub(super) async fn of_unit(app: &App, unit: &str, caller: &Caller) -> Result<Self, Problem> {
        let unit = parse_unit(unit)?;
        let today = Day(caller.zone.day(app.base.now()));
        let db = &*app.base.db;
        let sees_all = team::sees_all(caller);
        if !sees_all && !tree::leads_unit(db, caller.person_id, unit, today).await? {
            return Err(kind::NOT_FOUND.into());
        }
        let mut people = deciders::people_of(&app.base, unit, today).await?;
        if !sees_all {
            let leaders = tree::leaders(db, unit, today).await?;
            people.retain(|one| !leaders.contains(one));
        }
        Ok(Self::Some(people))
    }

    /// As [`Whom::of`], or by `unit_id`: of a unit, and of those under a head, each day of somebody
    /// is of the unit to which they belonged on it. Who leads it today has all its days.
    pub(super) async fn by_day(
        app: &App,
        params: &Params,
        caller: &Caller,
        days: Days,
    ) -> Result<Self, Problem> {
        let of = (params.get("of"), params.get("person_id"));
        let unit = match (params.get("unit_id"), of) {
            (Some(_), (Some(_), _) | (_, Some(_))) => {
                return Err(Fault::new("?unit_id", "not_both", NOT_BOTH).into());
            }
            (Some(unit), _) => Some(parse_unit(unit)?),
            (None, (Some("team"), None)) => None,
            (None, _) => return Self::of(app, params, caller).await,
        };
        let today = Day(caller.zone.day(app.base.now()));
        let db = &*app.base.db;
        let mut members = Members::default();
        match unit {
            Some(unit) if team::sees_all(caller) => {
                members.add(app, unit, days, Vec::new()).await?;
            }
            Some(unit) => {
                if !tree::leads_unit(db, caller.person_id, unit, today).await? {
                    return Err(kind::NOT_FOUND.into());
                }
                let leaders = tree::leaders(db, unit, today).await?;
                members.add(app, unit, days, leaders).await?;
            }
            None => {
                for unit in tree::units_led(db, caller.person_id, today).await? {
                    let leaders = tree::leaders(db, unit, today).await?;
                    members.add(app, unit, days, leaders).await?;
                }
            }
        }
        Ok(Self::Units(members))
    }

    fn only(&self) -> Option<&[PersonId]> {
        match self {
            Self::One(person) => Some(person),
            Self::Units(members) => Some(&members.people),
            Self::Some(people) => Some(people),
            Self::All => None,
        }
    }
}

fn parse_unit(text: &str) -> Result<UnitId, Fault> {
    let id = text.parse();
    id.map_err(|_| Fault::new("?unit_id", "not_an_id", NO_ID))
}

/// A report in the making.
pub(super) trait Report: Send + Sized + 'static {
    /// Writes what comes before all people.
    fn open(&mut self, to: &mut Vec<u8>) -> io::Result<()>;
    /// Writes a person, by their days.
    fn person(&mut self, who: &Person, days: &[DutyDay], to: &mut Vec<u8>) -> io::Result<()>;
    /// Writes what comes last: who lacks it has not all of it.
    fn close(self, to: &mut Vec<u8>) -> io::Result<()>;
}

/// As what a report is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Csv,
    Workbook,
}

impl Format {
    /// By `format`: JSON when it is left out.
    pub(super) fn of(params: &Params) -> Result<Self, Fault> {
        match params.get("format").unwrap_or("json") {
            "json" => Ok(Self::Json),
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Workbook),
            _ => Err(Fault::new("?format", "unknown_choice", NO_FORMAT)),
        }
    }

    /// The sheet of that name; none for JSON.
    pub(super) fn sheet(self, name: &str) -> Result<Option<Sheet>, Problem> {
        Ok(match self {
            Self::Json => None,
            Self::Csv => Some(Sheet::Csv),
            Self::Workbook => Some(Sheet::workbook(name).map_err(broken)?),
        })
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// How a file is called; JSON is none.
    fn file_name(self, name: &str) -> Option<String> {
        let ending = match self {
            Self::Json => return None,
            Self::Csv => "csv",
            Self::Workbook => "xlsx",
        };
        Some(format!("attachment; filename=\"{name}.{ending}\""))
    }
}

/// Answers with a report of some people's days; `name` is that of the file, without its ending.
pub(super) async fn answer<R: Report>(
    app: App,
    caller: &Caller,
    (whom, days): (Whom, (NaiveDate, NaiveDate)),
    report: R,
    (format, name): (Format, &str),
) -> Result<Response, Problem> {
    let mut sending = Sending {
        app,
        days,
        whom,
        after: String::new(),
        report: Some(report),
        is_open: false,
    };
    // What fails at the start is told as a problem.
    let mut people = sending.next_people().await?;
    if let (Whom::One([person]), true) = (&sending.whom, people.is_empty()) {
        let person = *person;
        if person != caller.person_id {
            return Err(kind::NOT_FOUND.into());
        }
        people = vec![Person::unknown(person, caller.zone)];
    }
    let first = sending.piece(people).await?;
    let rest = stream::try_unfold(sending, |sending| async move {
        sending.next().await.map_err(told)
    });
    let pieces = stream::once(std::future::ready(Ok(first)));
    let body = Body::from_stream(pieces.chain(rest));
    let mut response = (StatusCode::OK, body).into_response();
    let headers = response.headers_mut();
    let content_type = HeaderValue::from_static(format.content_type());
    headers.insert(header::CONTENT_TYPE, content_type);
    let file = format.file_name(name);
    if let Some(file) = file.and_then(|file| HeaderValue::from_str(&file).ok()) {
        headers.insert(header::CONTENT_DISPOSITION, file);
    }
    Ok(response)
}

/// The answer has begun, so that only its end can tell that it failed.
fn told(problem: Problem) -> io::Error {
    eprintln!("a report broke off: {problem:?}");
    io::Error::other("the report broke off")
}

pub(super) fn broken(error: io::Error) -> Problem {
    Problem::from(kind::INTERNAL).caused_by(&error)
}

/// A report on its way.
struct Sending<R> {
    app: App,
    days: (NaiveDate, NaiveDate),
    whom: Whom,
    /// The last person that was read; the next ones come after.
    after: String,
    /// `None` once the end was written.
    report: Option<R>,
    is_open: bool,
}

impl<R: Report> Sending<R> {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, Problem> {
        if self.report.is_none() {
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
        let Some(mut report) = self.report.take() else {
            return Ok(Bytes::new());
        };
        let mut bytes = Vec::new();
        if !self.is_open {
            report.open(&mut bytes).map_err(broken)?;
            self.is_open = true;
        } else if people.is_empty() {
            report.close(&mut bytes).map_err(broken)?;
            return Ok(bytes.into());
        }
        for person in &people {
            let judged = days::judge(&self.app, person.id, person.zone, self.days).await?;
            let mut days = judged.duty;
            if let Whom::Units(members) = &self.whom {
                let (first, last) = self.days;
                let span = (Day(first), Day(last));
                let places = tree::places(&*self.app.base.db, person.id, span).await?;
                days.retain(|day| members.has(person.id, day.day, &places));
            }
            report.person(person, &days, &mut bytes).map_err(broken)?;
        }
        self.report = Some(report);
        Ok(bytes.into())
    }
}
