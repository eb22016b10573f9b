//! The API document, committed as `openapi.json`; one entry for each route of [`crate::http`].

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};

use crate::http::MeView;
use crate::http::decider::DecisionView;
use crate::http::directory::CardView;
use crate::http::kinds::{
    LAST_ADMINISTRATOR, PARENT_NOT_OPEN, PASSWORD_MUST_CHANGE, RELATION_OVERLAPS, ROLE_NOT_YOURS,
    SECOND_FACTOR_REQUIRED, SESSION_OVER, SET_UP_ALREADY, UNIT_CYCLE, UNIT_IN_USE, UNIT_NOT_OPEN,
    UNIT_OF_OTHER_KIND, WRONG_CODE, WRONG_LINK, WRONG_PASSWORD,
};
use crate::http::offices::{OfficeForm, OfficeView};
use crate::http::people::PersonView;
use crate::http::person_forms::{PersonChange, PersonForm};
use crate::http::relations::{RelationForm, RelationView};
use crate::http::sessions::{RefreshForm, SessionView, SignInForm};
use crate::http::setup::{SetupForm, SetupView};
use crate::http::units::{UnitStateForm, UnitStateView};

mod account;

/// Everything that this function answers.
pub fn document() -> Document {
    let document = Document::new(
        "people",
        "Who is who: set-up, people, units, offices, sign-in, sessions.",
    );
    let document = account::operations(sessions(setup(document)));
    relations(units(offices(directory(records(document)))))
}

fn setup(document: Document) -> Document {
    document
        .with(
            Operation::get("/setup", "Whether the institution is still to be set up")
                .open()
                .answers::<SetupView>(StatusCode::OK),
        )
        .with(
            Operation::post("/setup", "Make the institution and its first administrator")
                .open()
                .takes::<SetupForm>()
                .answers::<PersonView<'_>>(StatusCode::CREATED)
                .refuses(&[WRONG_LINK, SET_UP_ALREADY]),
        )
}

fn sessions(document: Document) -> Document {
    document
        .with(
            Operation::post("/sessions", "Sign in")
                .open()
                .takes::<SignInForm>()
                .answers::<SessionView<'_>>(StatusCode::CREATED)
                .refuses(&[WRONG_PASSWORD, PASSWORD_MUST_CHANGE])
                .refuses(&[SECOND_FACTOR_REQUIRED, WRONG_CODE])
                .refuses(&[kind::TOO_MANY, kind::BUSY]),
        )
        .with(
            Operation::post("/sessions/refresh", "New tokens for the session")
                .open()
                .takes::<RefreshForm>()
                .answers::<SessionView<'_>>(StatusCode::OK)
                .refuses(&[kind::UNAUTHENTICATED, SESSION_OVER, kind::BUSY]),
        )
        .with(
            Operation::delete(
                "/sessions/current",
                "Sign out; the refresh token, as bearer or cookie, is good for this as well",
            )
            .answers_nothing(),
        )
        .with(Operation::get("/me", "Who I am, and where").answers::<MeView<'_>>(StatusCode::OK))
}

fn records(document: Document) -> Document {
    document
        .with(
            Operation::get("/people", "Those whom I may see, by name")
                .pages()
                .answers::<Vec<PersonView<'_>>>(StatusCode::OK),
        )
        .with(
            Operation::get("/people/{id}", "One person; the ETag names the version")
                .id()
                .answers::<PersonView<'_>>(StatusCode::OK),
        )
        .with(
            Operation::put(
                "/people/{id}",
                "Add a person; sending it again changes nothing",
            )
            .id()
            .takes::<PersonForm>()
            .answers::<PersonView<'_>>(StatusCode::CREATED)
            .answers::<PersonView<'_>>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN, ROLE_NOT_YOURS, kind::ID_REUSED]),
        )
        .with(
            Operation::patch("/people/{id}", "Change a person; what is left out stays")
                .id()
                .takes::<PersonChange>()
                .answers::<PersonView<'_>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN, ROLE_NOT_YOURS, LAST_ADMINISTRATOR]),
        )
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
