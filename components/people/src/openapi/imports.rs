//! Files of people and units, in and out.

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};
use serde_json::json;

use crate::http::imports::{BadRowView, ImportForm, ImportView};
use crate::http::kinds::imports::{
    IMPORT_CLOSED, IMPORT_HAS_FAULTS, IMPORT_INCOMPLETE, IMPORT_NOT_CHECKED, IMPORT_OUTDATED,
    NOT_A_FILE, PART_DIFFERS, PART_NOT_NEXT, TOO_MANY_IMPORTS, TOO_MANY_IMPORTS_HERE,
};

/// The operations of imports and exports.
pub(super) fn add(document: Document) -> Document {
    exports(rows(parts(document)))
}

fn parts(document: Document) -> Document {
    document
        .with(
            Operation::get("/imports", "My imports, the last first")
                .pages()
                .answers::<Vec<ImportView>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN]),
        )
        .with(
            Operation::put(
                "/imports/{id}",
                "Begin an import; sending it again changes nothing",
            )
            .id()
            .takes::<ImportForm>()
            .answers::<ImportView>(StatusCode::CREATED)
            .answers::<ImportView>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN, kind::ID_REUSED])
            .refuses(&[TOO_MANY_IMPORTS, TOO_MANY_IMPORTS_HERE]),
        )
        .with(
            Operation::get("/imports/{id}", "My import, and how far it is")
                .id()
                .answers::<ImportView>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN]),
        )
        .with(
            Operation::delete("/imports/{id}", "Throw the file away; what went in stays")
                .id()
                .answers_nothing()
                .refuses(&[kind::FORBIDDEN, kind::BUSY]),
        )
        .with(
            Operation::put(
                "/imports/{id}/parts/{n}",
                "A part of the file, at most 256 KiB, in order; sending it again changes nothing",
            )
            .id()
            .variable("n", "From 1", json!({"type": "integer", "minimum": 1}))
            .takes_bytes(&["text/csv", "application/octet-stream"])
            .answers::<ImportView>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN, NOT_A_FILE])
            .refuses(&[PART_DIFFERS, PART_NOT_NEXT, IMPORT_CLOSED]),
        )
}

fn rows(document: Document) -> Document {
    document
        .with(
            Operation::post(
                "/imports/{id}/check",
                "Look at the next rows; call it until the state is checked",
            )
            .id()
            .answers::<ImportView>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN, kind::INVALID, IMPORT_INCOMPLETE]),
        )
        .with(
            Operation::get("/imports/{id}/faults", "The bad rows, by line")
                .id()
                .pages()
                .answers::<Vec<BadRowView<'_>>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN]),
        )
        .with(
            Operation::post(
                "/imports/{id}/load",
                "Take the next rows in; call it until the state is loaded",
            )
            .id()
            .answers::<ImportView>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN])
            .refuses(&[IMPORT_NOT_CHECKED, IMPORT_HAS_FAULTS, IMPORT_OUTDATED]),
        )
}

fn exports(document: Document) -> Document {
    let export = |path, summary| {
        Operation::get(path, summary)
            .query_text("delimiter", "`comma`, or `semicolon`")
            .query_text("cursor", "From the `Link` header of the page before")
            .answers_text("text/csv")
            .refuses(&[kind::FORBIDDEN])
    };
    let workbook = |path, summary| {
        Operation::get(path, summary)
            .answers_bytes("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            .refuses(&[kind::FORBIDDEN])
    };
    document
        .with(export(
            "/exports/people.csv",
            "Everybody, as an import reads it, by pages that joined are one file",
        ))
        .with(export(
            "/exports/units.csv",
            "The units of today, as an import reads them, by pages that joined are one file",
        ))
        .with(workbook(
            "/exports/people.xlsx",
            "Everybody, as an import reads it",
        ))
        .with(workbook(
            "/exports/units.xlsx",
            "The units of today, as an import reads them",
        ))
}
