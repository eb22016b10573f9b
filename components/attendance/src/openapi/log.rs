//! The log over the journal.

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};
use ngantor_tlog::receipt::Receipt;
use ngantor_tlog::store::Line;

use crate::http::kinds::{FORGOTTEN, NOT_SEALED_YET, TOO_LONG_FOR_QR};
use crate::http::log::{ConsistencyView, HeadView};

/// All of it.
pub(super) fn add(document: Document) -> Document {
    document
        .with(
            Operation::get(
                "/punches/{id}/receipt",
                "What proves offline that a punch of mine stands in the log",
            )
            .id()
            .answers::<Receipt>(StatusCode::OK)
            .refuses(&[NOT_SEALED_YET, FORGOTTEN]),
        )
        .with(
            Operation::get(
                "/punches/{id}/receipt.png",
                "The same as a QR code, whose text `ngantor verify receipt` reads",
            )
            .id()
            .answers_bytes("image/png")
            .refuses(&[NOT_SEALED_YET, FORGOTTEN, TOO_LONG_FOR_QR]),
        )
        .with(
            Operation::get("/log", "The signed head of the log, and its key")
                .answers::<HeadView<'_>>(StatusCode::OK),
        )
        .with(
            Operation::get("/log/checkpoint", "The head alone, as a signed note")
                .answers_text("text/plain"),
        )
        .with(
            Operation::get("/log/consistency", "That the log only grew")
                .query_text("old_size", "The smaller size")
                .query_text("new_size", "The larger one, at most that of now")
                .answers::<ConsistencyView>(StatusCode::OK),
        )
        .with(
            Operation::get("/log/entries", "The whole log, to be recomputed")
                .pages()
                .answers::<Vec<Line>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN]),
        )
}
