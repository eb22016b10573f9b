//! The API document, committed as `openapi.json`; one entry for each route of [`crate::http`]:
//! assignments and their parts here, what stands beside them in `beside`, what programs read
//! without a sign-in in `subscriptions`, saved filters in `saved_filters`.

mod beside;
mod saved_filters;
mod subscriptions;

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};

use crate::domain::form::{ActForm, AssignmentChange, AssignmentForm, PeopleForm};
use crate::http::kinds::{
    ALREADY_ASKED, ASSIGNMENT_CLOSED, CHAIN_TOO_LONG, CHILD_OPEN, LEADS_NOTHING, NEEDS_OPEN,
    NOT_NOW, NOT_YOURS, OWN_PART, PARENT_CLOSED, TOO_MANY_CHILDREN, TOO_MANY_PARTS,
};
use crate::http::lists::{CountView, ListedView};
use crate::http::reassign::{Reassigned, ReassignmentForm};
use crate::http::tick::Tick;
use crate::http::view::{AssignmentView, PartView};

/// Everything that this function answers.
pub fn document() -> Document {
    let document = Document::new(
        "assignments",
        "Work that is given, done, handed in and reviewed.",
    );
    let document = reassignments(lists(acts(assignments(document))));
    let document = saved_filters::add(subscriptions::add(beside::add(document)));
    document.with(
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
        .with(
            Operation::get(
                "/assignments/{id}/trail",
                "What was done to it and to all that belongs to it, newest first",
            )
            .id()
            .pages()
            .answers::<Vec<ngantor_http::trail::EntryView>>(StatusCode::OK),
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
            .refuses(&[NOT_YOURS, OWN_PART, NOT_NOW, PARENT_CLOSED, CHILD_OPEN]),
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
            .refuses(&[
                NOT_YOURS,
                OWN_PART,
                NOT_NOW,
                CHILD_OPEN,
                NEEDS_OPEN,
                PARENT_CLOSED,
            ]),
        )
}

fn reassignments(document: Document) -> Document {
    document.with(
        Operation::post(
            "/reassignments",
            "The open parts of a person go to another, as far as I review them",
        )
        .takes::<ReassignmentForm>()
        .answers::<Reassigned>(StatusCode::OK)
        .refuses(&[LEADS_NOTHING, kind::CONFLICT, CHILD_OPEN]),
    )
}

fn lists(document: Document) -> Document {
    document
        .with(
            Operation::get("/assignments", "A list, by due instant")
                .query_text(
                    "of",
                    "`mine`, `given` by me, `waiting` for me, `watched`; a `unit`'s people, \
                     `unit_given` in its name; `all` for auditors",
                )
                .query_text("unit_id", "With `unit` and `unit_given`")
                .query_text("open", "`false`: what is closed, what was due last first")
                .query_text("state", "Only of one state")
                .query_text("priority", "Only of one priority")
                .query_text("person_id", "Only what somebody has a part of")
                .query_text("tag", "Only with a tag")
                .query_text("indicator_id", "Only what serves an indicator")
                .query_text("skp_plan_id", "Only what serves an SKP plan")
                .query_text("overdue", "`true`: only what is late")
                .query_text("due_until", "Only what is due until the end of a day, mine")
                .pages()
                .answers::<Vec<ListedView<'_>>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN, kind::NOT_FOUND]),
        )
        .with(
            Operation::get("/counts", "How much stands open for me, by list and state")
                .answers::<Vec<CountView>>(StatusCode::OK),
        )
        .with(
            Operation::get(
                "/search",
                "What has all the words in title or text, newest first",
            )
            .query_text("q", "Words, each by its beginning; at most 200 characters")
            .pages()
            .answers::<Vec<ListedView<'_>>>(StatusCode::OK),
        )
}
