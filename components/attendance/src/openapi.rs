//! The API document, committed as `openapi.json`; one entry for each route of [`crate::http`].

mod claims;
mod discipline;
mod log;
mod requests;
mod team;

use std::borrow::Cow;
use std::marker::PhantomData;

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};
use serde_json::json;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::PunchForm;
use crate::domain::evidence::Rules;
use crate::domain::form::{AssignmentForm, CalendarDayForm, PeriodForm, ScheduleForm};
use crate::domain::rule::RuleId;
use crate::http::PunchView;
use crate::http::batch::{BatchForm, BatchView};
use crate::http::days::{DayView, MonthView};
use crate::http::evidence::{EvidenceView, ReviewForm};
use crate::http::kinds::OWN_RULE;
use crate::http::recaps::RecapView;
use crate::http::rules::Shown;
use crate::http::tick::Tick;

/// Everything that this function answers.
pub fn document() -> Document {
    let document = Document::new("attendance", "Punches and the day they make.");
    let document = calendar(periods(assignments(schedules(days(punches(document))))));
    let document = requests::add(evidence(document));
    team::add(log::add(discipline::add(claims::add(document))))
}

fn punches(document: Document) -> Document {
    document
        .with(
            Operation::put(
                "/punches/{id}",
                "Clock in or out; sending it again changes nothing",
            )
            .id()
            .takes::<PunchForm>()
            .answers::<PunchView<'_>>(StatusCode::CREATED)
            .answers::<PunchView<'_>>(StatusCode::OK)
            .refuses(&[kind::ID_REUSED]),
        )
        .with(
            Operation::post("/punches", "Keep several punches; each answers for itself")
                .takes::<BatchForm>()
                .answers::<BatchView<'_>>(StatusCode::OK),
        )
        .with(
            Operation::get("/punches", "My punches, newest first")
                .pages()
                .answers::<Vec<PunchView<'_>>>(StatusCode::OK),
        )
}

fn days(document: Document) -> Document {
    let zone = "In which zone; the one of my office when left out";
    document
        .with(
            Operation::get(
                "/days/{day}",
                "A day of mine: its punches, and what they come to",
            )
            .variable("day", "A date, or `today`", json!({"type": "string"}))
            .query_text("zone", zone)
            .answers::<DayView<'_>>(StatusCode::OK),
        )
        .with(
            Operation::get(
                "/months/{month}",
                "A month of mine, day by day, each explained",
            )
            .variable(
                "month",
                "As `2026-11`, or `current`",
                json!({"type": "string"}),
            )
            .query_text("zone", zone)
            .answers::<MonthView>(StatusCode::OK),
        )
        .with(
            Operation::get(
                "/recaps/{period}",
                "The days of somebody or of all; what lacks the totals at its end is broken",
            )
            .variable(
                "period",
                "`2026-11-25`, `2026-11` or `2026`",
                json!({"type": "string"}),
            )
            .query_text(
                "of",
                "`me` (when left out), `team` for heads, `all` for those who keep or audit",
            )
            .query_text("person_id", "With `team` or `all`: of this person only")
            .query_text(
                "unit_id",
                "Instead of both: of those who belonged to this unit or to one under it, with the \
                 days on which they did; for heads, and those who keep or audit",
            )
            .query_text("format", "`json`, `csv` or `xlsx`; `json` when left out")
            .query_text(
                "explained",
                "`true` or `false`: whether JSON says why; when left out, of one person only",
            )
            .answers_file::<RecapView>(&[
                "text/csv",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ])
            .refuses(&[kind::FORBIDDEN]),
        )
        .with(
            Operation::post(
                "/tick",
                "Judge and keep some days on which everything is in",
            )
            .answers::<Tick>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN]),
        )
}

fn schedules(document: Document) -> Document {
    document
        .with(
            Operation::get("/schedules", "The schedules, by their first day")
                .query_text("year", "Only those that hold in this year")
                .pages()
                .answers::<Page<ScheduleForm>>(StatusCode::OK),
        )
        .with(
            Operation::get(
                "/schedules/{id}",
                "One schedule; the ETag names the version",
            )
            .id()
            .answers::<Shown<ScheduleForm>>(StatusCode::OK),
        )
        .with(
            Operation::put(
                "/schedules/{id}",
                "Add one, or with If-Match change it whole",
            )
            .whole()
            .takes::<ScheduleForm>()
            .answers::<Shown<ScheduleForm>>(StatusCode::CREATED)
            .answers::<Shown<ScheduleForm>>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN, kind::ID_REUSED]),
        )
}

fn assignments(document: Document) -> Document {
    document
        .with(
            Operation::get(
                "/assignments",
                "Whose the schedules are: everybody's, and my own",
            )
            .query_text("year", "Only those that hold in this year")
            .pages()
            .answers::<Page<AssignmentForm>>(StatusCode::OK),
        )
        .with(
            Operation::get(
                "/assignments/{id}",
                "One assignment; the ETag names the version",
            )
            .id()
            .answers::<Shown<AssignmentForm>>(StatusCode::OK),
        )
        .with(
            Operation::put(
                "/assignments/{id}",
                "Add one, or with If-Match change it whole",
            )
            .whole()
            .takes::<AssignmentForm>()
            .answers::<Shown<AssignmentForm>>(StatusCode::CREATED)
            .answers::<Shown<AssignmentForm>>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN, OWN_RULE, kind::ID_REUSED]),
        )
        .with(
            Operation::delete("/assignments/{id}", "Take back what was a mistake")
                .id()
                .if_match()
                .answers_nothing()
                .refuses(&[kind::FORBIDDEN, OWN_RULE]),
        )
}

fn periods(document: Document) -> Document {
    document
        .with(
            Operation::get("/periods", "Periods in which a schedule has other hours")
                .query_text("year", "Only those that hold in this year")
                .pages()
                .answers::<Page<PeriodForm>>(StatusCode::OK),
        )
        .with(
            Operation::get("/periods/{id}", "One period; the ETag names the version")
                .id()
                .answers::<Shown<PeriodForm>>(StatusCode::OK),
        )
        .with(
            Operation::put("/periods/{id}", "Add one, or with If-Match change it whole")
                .whole()
                .takes::<PeriodForm>()
                .answers::<Shown<PeriodForm>>(StatusCode::CREATED)
                .answers::<Shown<PeriodForm>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN, kind::ID_REUSED]),
        )
        .with(
            Operation::delete("/periods/{id}", "Take back what was a mistake")
                .id()
                .if_match()
                .answers_nothing()
                .refuses(&[kind::FORBIDDEN]),
        )
}

fn calendar(document: Document) -> Document {
    document
        .with(
            Operation::get("/calendar-days", "The free days, by their date")
                .query_text("year", "Only those that hold in this year")
                .pages()
                .answers::<Page<CalendarDayForm>>(StatusCode::OK),
        )
        .with(
            Operation::get(
                "/calendar-days/{id}",
                "One free day; the ETag names the version",
            )
            .id()
            .answers::<Shown<CalendarDayForm>>(StatusCode::OK),
        )
        .with(
            Operation::put(
                "/calendar-days/{id}",
                "Add one, or with If-Match change it whole",
            )
            .whole()
            .takes::<CalendarDayForm>()
            .answers::<Shown<CalendarDayForm>>(StatusCode::CREATED)
            .answers::<Shown<CalendarDayForm>>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN, kind::ID_REUSED]),
        )
        .with(
            Operation::delete("/calendar-days/{id}", "Take back what was a mistake")
                .id()
                .if_match()
                .answers_nothing()
                .refuses(&[kind::FORBIDDEN]),
        )
}

fn evidence(document: Document) -> Document {
    document
        .with(
            Operation::get("/evidence", "What about punches somebody should look at")
                .query_text(
                    "of",
                    "`me` (when left out), `team` for heads, `all` for those who keep or audit",
                )
                .query_text("person_id", "With `team` or `all`: of this person only")
                .query_text("state", "`open`, `noted` or `dismissed` only")
                .pages()
                .answers::<Vec<EvidenceView<'_>>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN]),
        )
        .with(
            Operation::post("/evidence/{id}/review", "Say what came of looking")
                .variable("id", "As the list has it", json!({"type": "string"}))
                .if_match()
                .takes::<ReviewForm>()
                .answers::<EvidenceView<'_>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN]),
        )
        .with(
            Operation::get(
                "/evidence-rules",
                "What is looked at, and how long positions are kept",
            )
            .answers::<Rules>(StatusCode::OK),
        )
        .with(
            Operation::put("/evidence-rules", "Change that as a whole")
                .if_match()
                .takes::<Rules>()
                .answers::<Rules>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN]),
        )
}

/// What is sent, with the two that the function adds.
impl<F: PartialSchema> PartialSchema for Shown<F> {
    fn schema() -> RefOr<Schema> {
        let mut shown = F::schema();
        if let RefOr::T(Schema::Object(object)) = &mut shown {
            let about = "Counts the changes.";
            let version = ObjectBuilder::new().schema_type(Type::Integer);
            let version = version.description(Some(about)).into();
            object.properties.insert("id".to_owned(), RuleId::schema());
            object.properties.insert("version".to_owned(), version);
            object.required.extend(["id", "version"].map(str::to_owned));
        }
        shown
    }
}

impl<F: ToSchema> ToSchema for Shown<F> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(F::name().trim_end_matches("Form").to_owned())
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        F::schemas(schemas);
    }
}

/// A list of what is shown.
struct Page<F>(PhantomData<F>);

impl<F: ToSchema> PartialSchema for Page<F> {
    fn schema() -> RefOr<Schema> {
        let one = Ref::from_schema_name(Shown::<F>::name());
        ArrayBuilder::new().items(one).into()
    }
}

impl<F: ToSchema> ToSchema for Page<F> {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Shown::<F>::name().into_owned(), Shown::<F>::schema()));
        F::schemas(schemas);
    }
}
