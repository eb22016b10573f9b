//! Lists, days, periods and sheets.

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};
use serde_json::json;

use crate::http::lists::DayView;
use crate::http::tick::Tick;
use crate::http::totals::{PeriodView, TotalsView};
use crate::http::view::ActivityView;

const OF: &str = "`me` (when left out), `team` for heads, `all` for those who keep or audit";
const PERSON: &str = "With `team` or `all`: of this person only";

pub(super) fn add(document: Document) -> Document {
    sums(days(lists(document)))
}

fn lists(document: Document) -> Document {
    document.with(
        Operation::get(
            "/activities",
            "Activities, the newest day first; with `q` those that hold the words, the last \
             entered first",
        )
        .query_text("of", OF)
        .query_text("person_id", PERSON)
        .query_text(
            "state",
            "Of one state; all but the withdrawn ones when left out",
        )
        .query_text("tag", "With this tag")
        .query_text("assignment_id", "For this assignment")
        .query_text("from", "From this day on")
        .query_text("until", "Until this day")
        .query_text(
            "q",
            "Words of the title or the text; the last as far as it is typed",
        )
        .pages()
        .answers::<Vec<ActivityView<'_>>>(StatusCode::OK)
        .refuses(&[kind::FORBIDDEN]),
    )
}

fn days(document: Document) -> Document {
    let day = json!({"type": "string"});
    document
        .with(
            Operation::get("/days/{day}", "A day of mine, and what is odd in it")
                .variable("day", "A date, or `today`", day.clone())
                .answers::<DayView<'_>>(StatusCode::OK),
        )
        .with(
            Operation::get(
                "/people/{person_id}/days/{day}",
                "A day of somebody; for their heads and those who keep or audit",
            )
            .variable(
                "person_id",
                "A UUIDv7",
                json!({"type": "string", "format": "uuid"}),
            )
            .variable("day", "A date, or `today`", day.clone())
            .answers::<DayView<'_>>(StatusCode::OK),
        )
        .with(
            Operation::get(
                "/periods/{day}",
                "The period of a day, when it locks, and what it comes to",
            )
            .variable("day", "A date, or `today`", day)
            .query_text("person_id", "Whose; mine when left out")
            .answers::<PeriodView>(StatusCode::OK),
        )
}

fn sums(document: Document) -> Document {
    document
        .with(
            Operation::get("/totals", "Counts and minutes, by day or by person")
                .query_text("of", OF)
                .query_text("person_id", PERSON)
                .query_text("from", "The first day; that of the month when left out")
                .query_text("until", "The last day; today when left out")
                .query_text("by", "`day` (when left out) or `person`")
                .pages()
                .answers::<Vec<TotalsView>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN]),
        )
        .with(
            Operation::get(
                "/sheets/{period}",
                "What people did, a row each; what lacks the sum in its last row is broken",
            )
            .variable(
                "period",
                "`2026-11-25` or `2026-11`",
                json!({"type": "string"}),
            )
            .query_text("of", OF)
            .query_text("person_id", PERSON)
            .query_text("format", "`csv` (when left out) or `xlsx`")
            .answers_files(&[
                "text/csv",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ])
            .refuses(&[kind::FORBIDDEN]),
        )
        .with(
            Operation::post("/tick", "Follow people")
                .answers::<Tick>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN]),
        )
}
