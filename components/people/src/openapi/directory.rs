//! Operations on units, offices and dated relations.

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};

use crate::http::decider::DecisionView;
use crate::http::directory::CardView;
use crate::http::kinds::directory::{
    PARENT_NOT_OPEN, RELATION_OVERLAPS, UNIT_CYCLE, UNIT_IN_USE, UNIT_NOT_OPEN, UNIT_OF_OTHER_KIND,
};
use crate::http::offices::{OfficeForm, OfficeView};
use crate::http::relations::{RelationForm, RelationView};
use crate::http::units::{UnitStateForm, UnitStateView};

/// All of them.
pub(super) fn add(document: Document) -> Document {
    relations(units(offices(directory(document))))
}

fn directory(document: Document) -> Document {
    document
        .with(
            Operation::get("/directory", "Those who work here today, by name")
                .query_text(
                    "q",
                    "Parts of the name, without regard to accents; up to four",
                )
                .query_text("unit_id", "Only the members of this unit")
                .pages()
                .answers::<Vec<CardView<'_>>>(StatusCode::OK),
        )
        .with(
            Operation::get("/directory/{id}", "How to reach one person")
                .id()
                .answers::<CardView<'_>>(StatusCode::OK),
        )
        .with(
            Operation::get(
                "/people/{id}/decider",
                "Who decides for a person on a day, and why",
            )
            .id()
            .query_text("on", "The date; today when it is left out")
            .answers::<DecisionView<'_>>(StatusCode::OK),
        )
}

fn offices(document: Document) -> Document {
    document
        .with(
            Operation::get("/offices", "The offices, by name")
                .pages()
                .answers::<Vec<OfficeView<'_>>>(StatusCode::OK),
        )
        .with(
            Operation::get("/offices/{id}", "One office; the ETag names the version")
                .id()
                .answers::<OfficeView<'_>>(StatusCode::OK),
        )
        .with(
            Operation::put(
                "/offices/{id}",
                "Add an office, or with If-Match change it whole",
            )
            .whole()
            .takes::<OfficeForm>()
            .answers::<OfficeView<'_>>(StatusCode::CREATED)
            .answers::<OfficeView<'_>>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN, kind::ID_REUSED]),
        )
}

fn units(document: Document) -> Document {
    let stands_in_the_way = [UNIT_CYCLE, PARENT_NOT_OPEN, UNIT_IN_USE];
    document
        .with(
            Operation::get("/units", "The units that are open on a day, by name")
                .query_text("on", "The date; today when it is left out")
                .query_text("parent_id", "Only the units directly under this one")
                .pages()
                .answers::<Vec<UnitStateView<'_>>>(StatusCode::OK),
        )
        .with(
            Operation::get("/units/{id}/states", "What a unit was, is and will be")
                .id()
                .answers::<Vec<UnitStateView<'_>>>(StatusCode::OK),
        )
        .with(
            Operation::get("/unit-states/{id}", "One state; the ETag names the version")
                .id()
                .answers::<UnitStateView<'_>>(StatusCode::OK),
        )
        .with(
            Operation::put(
                "/unit-states/{id}",
                "Say what a unit is from a day on, or with If-Match change that whole",
            )
            .whole()
            .takes::<UnitStateForm>()
            .answers::<UnitStateView<'_>>(StatusCode::CREATED)
            .answers::<UnitStateView<'_>>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN, kind::ID_REUSED])
            .refuses(&stands_in_the_way),
        )
        .with(
            Operation::delete("/unit-states/{id}", "Take back a state entered by mistake")
                .id()
                .if_match()
                .answers_nothing()
                .refuses(&[kind::FORBIDDEN])
                .refuses(&stands_in_the_way),
        )
}

fn relations(document: Document) -> Document {
    document
        .with(
            Operation::get(
                "/relations",
                "Who is what on a day, in a unit or of a person",
            )
            .query_text("person_id", "Of this person; this or unit_id")
            .query_text("unit_id", "In this unit")
            .query_text("on", "The date; today when it is left out")
            .pages()
            .answers::<Vec<RelationView<'_>>>(StatusCode::OK),
        )
        .with(
            Operation::get(
                "/relations/{id}",
                "One relation; the ETag names the version",
            )
            .id()
            .answers::<RelationView<'_>>(StatusCode::OK),
        )
        .with(
            Operation::put(
                "/relations/{id}",
                "Say who is what from a day on, or with If-Match change the days",
            )
            .whole()
            .takes::<RelationForm>()
            .answers::<RelationView<'_>>(StatusCode::CREATED)
            .answers::<RelationView<'_>>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN, kind::ID_REUSED])
            .refuses(&[RELATION_OVERLAPS, UNIT_NOT_OPEN, UNIT_OF_OTHER_KIND]),
        )
        .with(
            Operation::delete("/relations/{id}", "Take back a relation entered by mistake")
                .id()
                .if_match()
                .answers_nothing()
                .refuses(&[kind::FORBIDDEN]),
        )
}
