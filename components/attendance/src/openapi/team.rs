//! What heads see.

use http::StatusCode;
use ngantor_http::openapi::{Document, Operation};
use serde_json::json;

use crate::http::days::{DayView, MonthView};
use crate::http::team::BoardView;
use crate::http::weeks::WeekView;

/// All of it.
pub(super) fn add(document: Document) -> Document {
    let id = json!({"type": "string", "format": "uuid"});
    let zone = "In which zone; the one of my office when left out";
    document
        .with(
            Operation::get(
                "/people/{person_id}/days/{day}",
                "A day of somebody under me, or of mine",
            )
            .variable("person_id", "Whose", id.clone())
            .variable("day", "A date, or `today`", json!({"type": "string"}))
            .query_text("zone", zone)
            .answers::<DayView<'_>>(StatusCode::OK),
        )
        .with(
            Operation::get(
                "/people/{person_id}/months/{month}",
                "A month of somebody under me, or of mine",
            )
            .variable("person_id", "Whose", id.clone())
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
                "/people/{person_id}/weeks/{week}",
                "A week of somebody under me, or of mine",
            )
            .variable("person_id", "Whose", id.clone())
            .variable(
                "week",
                "As `2026-W48`, or `current`",
                json!({"type": "string"}),
            )
            .query_text("zone", zone)
            .answers::<WeekView>(StatusCode::OK),
        )
        .with(
            Operation::get(
                "/weeks/{week}",
                "A week of mine: what is asked for, what its days come to, what was set off",
            )
            .variable(
                "week",
                "As `2026-W48`, or `current`",
                json!({"type": "string"}),
            )
            .query_text("zone", zone)
            .answers::<WeekView>(StatusCode::OK),
        )
        .with(
            Operation::get(
                "/units/{unit_id}/days/{day}",
                "The board of a unit that I lead: who is at work on a day",
            )
            .variable("unit_id", "Which", id)
            .variable("day", "A date, or `today`", json!({"type": "string"}))
            .query_text("deep", "`true`: with the members of the units under it")
            .query_text("cursor", "From the `Link` of the page before")
            .answers::<BoardView<'_>>(StatusCode::OK),
        )
}
