//! The API document, committed as `openapi.json`; one entry for each route of [`crate::http`].

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};

use crate::domain::form::{ActForm, AssignmentChange, AssignmentForm, PeopleForm};
use crate::http::kinds::{
    ALREADY_ASKED, ASSIGNMENT_CLOSED, CHAIN_TOO_LONG, CHILD_OPEN, LEADS_NOTHING, NOT_NOW,
    NOT_YOURS, OWN_PART, PARENT_CLOSED, TOO_MANY_CHILDREN, TOO_MANY_PARTS,
};
use crate::http::tick::Tick;
use crate::http::view::{AssignmentView, PartView};

/// Everything that this function answers.
pub fn document() -> Document {
    let document = Document::new(
        "assignments",
        "Work that is given, done, handed in and reviewed.",
    );
    acts(assignments(document)).with(
        Operation::post(
            "/tick",
            "The regular work, for machines; safe to send again",
        )
        .answers::<Tick>(StatusCode::OK)
        .refuses(&[kind::FORBIDDEN]),
    )
}

fn assignments(document: Document) -> Document {
    document
        .with(
            Operation::put(
                "/assignments/{id}",
                "Give work, or forward one's part of it; again changes nothing",
            )
            .id()
            .takes::<AssignmentForm>()
            .answers::<AssignmentView<'_>>(StatusCode::CREATED)
            .answers::<AssignmentView<'_>>(StatusCode::OK)
            .refuses(&[
                LEADS_NOTHING,
                kind::ID_REUSED,
                PARENT_CLOSED,
                TOO_MANY_CHILDREN,
                CHAIN_TOO_LONG,
            ]),
        )
        .with(
            Operation::get(
                "/assignments/{id}",
                "One with its parts and its chain; the ETag names the version of its text",
            )
            .id()
            .answers::<AssignmentView<'_>>(StatusCode::OK),
        )
        .with(
            Operation::patch("/assignments/{id}", "Change what it is about")
                .id()
                .takes::<AssignmentChange>()
                .answers::<AssignmentView<'_>>(StatusCode::OK)
                .refuses(&[NOT_YOURS, ASSIGNMENT_CLOSED]),
        )
        .with(
            Operation::post(
                "/assignments/{id}/parts",
                "Ask more people for the same work",
            )
            .id()
            .takes::<PeopleForm>()
            .answers::<AssignmentView<'_>>(StatusCode::CREATED)
            .refuses(&[NOT_YOURS, ASSIGNMENT_CLOSED, ALREADY_ASKED, TOO_MANY_PARTS]),
        )
}

fn acts(document: Document) -> Document {
    document
        .with(
            Operation::post(
                "/assignments/{id}/acts",
                "Assign what was drafted, or cancel what is open: every part at once",
            )
            .id()
            .if_match()
            .takes::<ActForm>()
            .answers::<AssignmentView<'_>>(StatusCode::OK)
            .refuses(&[NOT_YOURS, OWN_PART, NOT_NOW, PARENT_CLOSED]),
        )
        .with(
            Operation::post(
                "/parts/{id}/acts",
                "Accept, decline, start, hand in; return, complete, cancel a part",
            )
            .id()
            .if_match()
            .takes::<ActForm>()
            .answers::<PartView<'_>>(StatusCode::OK)
            .refuses(&[NOT_YOURS, OWN_PART, NOT_NOW, CHILD_OPEN, PARENT_CLOSED]),
        )
}
