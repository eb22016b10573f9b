//! The API document, committed as `openapi.json`; one entry for each route of [`crate::http`].

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};
use serde_json::json;

use crate::domain::PunchForm;
use crate::http::{DayView, PunchView};

/// Everything that this function answers.
pub fn document() -> Document {
    Document::new("attendance", "Punches and the day they make.")
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
            Operation::get("/punches", "My punches, newest first")
                .pages()
                .answers::<Vec<PunchView<'_>>>(StatusCode::OK),
        )
        .with(
            Operation::get(
                "/days/{day}",
                "State, worked time and punches of a day of mine",
            )
            .variable("day", "A date, or `today`", json!({"type": "string"}))
            .query_text("zone", "In which zone; the one of my office when left out")
            .answers::<DayView<'_>>(StatusCode::OK),
        )
}
