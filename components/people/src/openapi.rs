//! The API document, committed as `openapi.json`; one entry for each route of [`crate::http`].

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};

use crate::http::MeView;
use crate::http::kinds::{
    LAST_ADMINISTRATOR, PASSWORD_MUST_CHANGE, ROLE_NOT_YOURS, SECOND_FACTOR_REQUIRED, SESSION_OVER,
    SET_UP_ALREADY, WAY_IN_CLOSED, WRONG_CODE, WRONG_LINK, WRONG_PASSWORD,
};
use crate::http::people::PersonView;
use crate::http::person_forms::{PersonChange, PersonForm};
use crate::http::sessions::{RefreshForm, SessionView, SignInForm};
use crate::http::setup::{SetupForm, SetupView};

mod account;
mod apps;
mod directory;
mod imports;
mod personal;
mod providers;

/// Everything that this function answers.
pub fn document() -> Document {
    let document = Document::new(
        "people",
        "Who is who: set-up, people, units, offices, sign-in, sessions.",
    );
    let document = account::operations(records(sessions(setup(document))));
    let document = directory::add(personal::add(apps::add(providers::add(document))));
    imports::add(document)
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
                .refuses(&[WRONG_PASSWORD, PASSWORD_MUST_CHANGE, WAY_IN_CLOSED])
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
