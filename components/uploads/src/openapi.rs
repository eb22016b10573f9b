//! The API document, committed as `openapi.json`; one entry for each route of [`crate::http`].

use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};

use crate::http::kinds;

/// Everything that this function answers.
pub fn document() -> Document {
    Document::new(
        "uploads",
        "Files that people hand in, also over a bad link.",
    )
    .with(Operation::options("/files", "What of tus 1.0.0 is spoken").answers_nothing())
    .with(
        Operation::post(
            "/files",
            "Begin an upload, maybe with its first bytes (tus 1.0.0)",
        )
        .refuses(&[
            kinds::BAD_HEADER,
            kinds::OTHER_VERSION,
            kinds::TOO_LONG,
            kinds::WRONG_CONTENT_TYPE,
            kinds::CHECKSUM_MISMATCH,
            kind::ID_REUSED,
            kind::STORAGE_FULL,
        ]),
    )
    .with(
        Operation::options("/files/{id}", "What of tus 1.0.0 is spoken")
            .id()
            .answers_nothing(),
    )
    .with(of_one(Operation::head(
        "/files/{id}",
        "How far an upload is",
    )))
    .with(
        of_one(Operation::change("/files/{id}", "Go on with an upload"))
            .refuses(&[
                kinds::OFFSET_MISMATCH,
                kinds::OTHER_WRITER,
                kinds::TOO_LONG,
                kinds::WRONG_CONTENT_TYPE,
                kinds::CHECKSUM_MISMATCH,
                kind::STORAGE_FULL,
            ])
            .answers_nothing(),
    )
    .with(of_one(Operation::post(
        "/files/{id}",
        "What `X-HTTP-Method-Override` names",
    )))
    .with(of_one(Operation::delete("/files/{id}", "Take an upload away")).answers_nothing())
}

fn of_one(operation: Operation) -> Operation {
    operation
        .id()
        .refuses(&[kinds::BAD_HEADER, kinds::OTHER_VERSION, kinds::GONE])
}
