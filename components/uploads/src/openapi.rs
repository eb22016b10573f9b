//! The API document, committed as `openapi.json`; one entry for each route of [`crate::http`].

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};

use crate::domain::EntryForm;
use crate::http::EntryView;

/// Everything that this function answers.
pub fn document() -> Document {
    Document::new("uploads", "Entries that people write.")
        .with(
            Operation::put(
                "/entries/{id}",
                "Write an entry; sending it again changes nothing",
            )
            .id()
            .takes::<EntryForm>()
            .answers::<EntryView<'_>>(StatusCode::CREATED)
            .answers::<EntryView<'_>>(StatusCode::OK)
            .refuses(&[kind::ID_REUSED]),
        )
        .with(
            Operation::get("/entries", "My entries, newest first")
                .pages()
                .answers::<Vec<EntryView<'_>>>(StatusCode::OK),
        )
}
