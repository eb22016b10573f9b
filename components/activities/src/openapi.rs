//! The API document, committed as `openapi.json`; one entry for each route of [`crate::http`].

mod looks;
mod rules;
mod templates;

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};

use crate::domain::form::ActivityForm;
use crate::http::acts::{ResumeForm, ReviewForm, StopForm};
use crate::http::bulk::SheetView;
use crate::http::kinds::{
    ALREADY_RUNNING, DAY_IS_FULL, DAY_TOO_LONG, NOT_ABOVE, NOT_NOW, OTHER_DAY, OWN_ACTIVITY,
    PERIOD_LOCKED,
};
use crate::http::reviews::{AllReviewed, Reviews};
use crate::http::view::ActivityView;

/// Everything that this function answers.
pub fn document() -> Document {
    let document = Document::new("activities", "The daily work log.");
    let document = looks::add(sheets(review(clock(entering(document)))));
    rules::add(templates::add(document))
}

fn entering(document: Document) -> Document {
    document
        .with(
            Operation::put(
                "/activities/{id}",
                "Enter an activity or start its clock; with If-Match change it",
            )
            .whole()
            .takes::<ActivityForm>()
            .answers::<ActivityView<'_>>(StatusCode::CREATED)
            .answers::<ActivityView<'_>>(StatusCode::OK)
            .refuses(&[
                kind::ID_REUSED,
                ALREADY_RUNNING,
                DAY_TOO_LONG,
                DAY_IS_FULL,
                PERIOD_LOCKED,
                NOT_NOW,
            ]),
        )
        .with(
            Operation::get(
                "/activities/{id}",
                "One activity, what is odd in it, and what I may do to it",
            )
            .id()
            .answers::<ActivityView<'_>>(StatusCode::OK),
        )
        .with(
            Operation::get(
                "/activities/{id}/trail",
                "All that was done to it, the last first",
            )
            .id()
            .pages()
            .answers::<Vec<ngantor_http::trail::EntryView>>(StatusCode::OK),
        )
        .with(
            Operation::delete("/activities/{id}", "Take it back; its trail stays")
                .id()
                .if_match()
                .answers::<ActivityView<'_>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN, NOT_NOW, PERIOD_LOCKED]),
        )
}

fn clock(document: Document) -> Document {
    document
        .with(
            Operation::post("/activities/{id}/pause", "Stop its clock for a while")
                .id()
                .if_match()
                .takes::<StopForm>()
                .answers::<ActivityView<'_>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN, NOT_NOW, PERIOD_LOCKED]),
        )
        .with(
            Operation::post("/activities/{id}/resumption", "Let its clock go on")
                .id()
                .if_match()
                .takes::<ResumeForm>()
                .answers::<ActivityView<'_>>(StatusCode::OK)
                .refuses(&[
                    kind::FORBIDDEN,
                    NOT_NOW,
                    ALREADY_RUNNING,
                    OTHER_DAY,
                    PERIOD_LOCKED,
                ]),
        )
        .with(
            Operation::post("/activities/{id}/completion", "Finish it")
                .id()
                .if_match()
                .takes::<StopForm>()
                .answers::<ActivityView<'_>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN, NOT_NOW, DAY_TOO_LONG, PERIOD_LOCKED]),
        )
}

fn review(document: Document) -> Document {
    document
        .with(
            Operation::post(
                "/activities/{id}/review",
                "Acknowledge it, or return it with a comment; for who leads the person now",
            )
            .id()
            .if_match()
            .takes::<ReviewForm>()
            .answers::<ActivityView<'_>>(StatusCode::OK)
            .refuses(&[OWN_ACTIVITY, NOT_ABOVE, NOT_NOW, PERIOD_LOCKED]),
        )
        .with(
            Operation::post(
                "/reviews",
                "Acknowledge or return many; each answers for itself, with the codes of one alone",
            )
            .takes::<Reviews>()
            .answers::<AllReviewed>(StatusCode::OK),
        )
}

fn sheets(document: Document) -> Document {
    document.with(
        Operation::post(
            "/sheets",
            "Enter many from a sheet; its first row names the columns, each row is kept once",
        )
        .query_text(
            "mode",
            "`check` (when left out) loads nothing; `load`: all if none is wrong; `load_good`: \
             the good ones",
        )
        .takes_bytes(&["text/csv"])
        .answers::<SheetView>(StatusCode::OK)
        .refuses(&[DAY_TOO_LONG, DAY_IS_FULL]),
    )
}
