//! Templates and what they propose.

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};
use serde_json::json;

use super::rules::Page;
use crate::domain::template::TemplateForm;
use crate::http::kinds::{DAY_IS_FULL, DAY_TOO_LONG, PERIOD_LOCKED, TOO_MANY_TEMPLATES};
use crate::http::lists::DayView;
use crate::http::proposals::{Confirmation, Proposals};
use crate::http::rules::Shown;

pub(super) fn add(document: Document) -> Document {
    proposals(templates(document))
}

fn templates(document: Document) -> Document {
    document
        .with(
            Operation::get(
                "/templates",
                "My templates, at most 50; nobody else sees them",
            )
            .answers::<Page<TemplateForm>>(StatusCode::OK),
        )
        .with(
            Operation::get("/templates/{id}", "One of my templates")
                .id()
                .answers::<Shown<TemplateForm>>(StatusCode::OK),
        )
        .with(
            Operation::put(
                "/templates/{id}",
                "Add a template, or with If-Match change it whole",
            )
            .whole()
            .takes::<TemplateForm>()
            .answers::<Shown<TemplateForm>>(StatusCode::CREATED)
            .answers::<Shown<TemplateForm>>(StatusCode::OK)
            .refuses(&[kind::ID_REUSED, TOO_MANY_TEMPLATES]),
        )
        .with(
            Operation::delete(
                "/templates/{id}",
                "Take it back; what was entered by it stays",
            )
            .id()
            .if_match()
            .answers_nothing(),
        )
}

fn proposals(document: Document) -> Document {
    let day = json!({"type": "string"});
    document
        .with(
            Operation::get("/proposals/{day}", "What my templates propose for a day")
                .variable("day", "A date, or `today`", day.clone())
                .answers::<Proposals>(StatusCode::OK),
        )
        .with(
            Operation::post(
                "/proposals/{day}/confirmation",
                "Enter what of it was done, all or nothing; sent again it is the same",
            )
            .variable("day", "A date, or `today`", day)
            .takes::<Confirmation>()
            .answers::<DayView<'_>>(StatusCode::OK)
            .refuses(&[kind::ID_REUSED, DAY_TOO_LONG, DAY_IS_FULL, PERIOD_LOCKED]),
        )
}
