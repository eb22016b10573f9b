//! The API document, committed as `openapi.json`; one entry for each route of [`crate::http`].

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};
use serde_json::json;

use crate::domain::link::LinkForm;
use crate::domain::quota::Quota;
use crate::http::documents::Restoration;
use crate::http::kinds;
use crate::http::links::LinkView;
use crate::http::quotas::QuotaView;
use crate::http::tick::Tick;
use crate::http::view::{FileView, Receipt, Usage};

/// Types under which bytes come: those of the protocols, and any file's own.
const BYTES: &[&str] = &[
    "application/offset+octet-stream",
    "application/partial-upload",
    "*/*",
];
const SPOKEN: &str = "What of tus 1.0.0 and of the IETF's draft is spoken here";

/// Everything that this function answers.
pub fn document() -> Document {
    let document = Document::new(
        "uploads",
        "Files that people hand in, also over a bad link.",
    );
    with_quotas(with_documents(with_out(with_one(with_all(document))))).with(
        Operation::post("/tick", "The regular work")
            .answers::<Tick>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN]),
    )
}

fn with_all(document: Document) -> Document {
    document
        .with(Operation::options("/files", SPOKEN).answers_nothing())
        .with(
            Operation::post(
                "/files",
                "Begin an upload, maybe with its first bytes (tus 1.0.0; IETF draft)",
            )
            .takes_bytes(BYTES)
            .answers::<FileView<'_>>(StatusCode::CREATED)
            .refuses(TAKING)
            .refuses(&[
                kinds::OTHER_VERSION,
                kinds::WRONG_CONTENT_TYPE,
                kinds::PARTS_ARE_NOT_THERE,
                kind::ID_REUSED,
            ]),
        )
        .with(
            Operation::get("/files", "My files, newest first")
                .pages()
                .answers::<Vec<FileView<'_>>>(StatusCode::OK),
        )
        .with(
            Operation::get("/usage", "What I hold, and may hold").answers::<Usage>(StatusCode::OK),
        )
}

/// What is refused of bytes, whatever the protocol.
const TAKING: &[ngantor_http::Kind] = &[
    kinds::TYPE_NOT_ALLOWED,
    kinds::BAD_HEADER,
    kinds::BODY_BROKE_OFF,
    kinds::INCONSISTENT_LENGTH,
    kinds::TOO_LONG,
    kinds::QUOTA_EXCEEDED,
    kinds::CODED,
    kinds::CHECKSUM_MISMATCH,
    kinds::DIGEST_MISMATCH,
    kinds::OTHER_WRITER,
    kind::BUSY,
    kind::STORAGE_FULL,
];

fn with_one(document: Document) -> Document {
    let append = Operation::change(
        "/files/{id}",
        "Go on with an upload (tus 1.0.0; IETF draft)",
    );
    document
        .with(
            Operation::options("/files/{id}", SPOKEN)
                .id()
                .answers_nothing(),
        )
        .with(
            Operation::put(
                "/files/{id}",
                "Send a file in one request; sending it again changes nothing",
            )
            .id()
            .query_text("document_id", "The document of which it is a version")
            .takes_bytes(BYTES)
            .answers::<FileView<'_>>(StatusCode::CREATED)
            .answers::<FileView<'_>>(StatusCode::OK)
            .refuses(TAKING)
            .refuses(&[kinds::OFFSET_MISMATCH, kind::ID_REUSED]),
        )
        .with(
            of_one(Operation::get("/files/{id}", "One of my files"))
                .answers::<FileView<'_>>(StatusCode::OK),
        )
        .with(
            of_one(Operation::head("/files/{id}", "How far an upload is"))
                .refuses(&[kinds::BAD_HEADER, kinds::OTHER_VERSION])
                .answers_nothing(),
        )
        .with(
            of_one(append)
                .takes_bytes(BYTES)
                .answers::<FileView<'_>>(StatusCode::OK)
                .answers_nothing()
                .refuses(TAKING)
                .refuses(&[
                    kinds::OTHER_VERSION,
                    kinds::OFFSET_MISMATCH,
                    kinds::COMPLETED,
                    kinds::FINAL_STAYS,
                    kinds::WRONG_CONTENT_TYPE,
                    kinds::WRONG_PATCH_TYPE,
                ]),
        )
        .with(
            of_one(Operation::post(
                "/files/{id}",
                "What `X-HTTP-Method-Override` names",
            ))
            .refuses(&[kind::METHOD_NOT_ALLOWED]),
        )
        .with(
            of_one(Operation::delete("/files/{id}", "Take an upload away"))
                .refuses(&[kinds::OTHER_VERSION])
                .answers_nothing(),
        )
        .with(
            of_one(Operation::get(
                "/files/{id}/receipt",
                "That it was received",
            ))
            .answers::<Receipt<'_>>(StatusCode::OK),
        )
}

/// What comes out.
fn with_out(document: Document) -> Document {
    let link = |operation: Operation| {
        let uuid = json!({"type": "string", "format": "uuid"});
        operation
            .id()
            .variable("link_id", "A UUIDv7 in lower case", uuid)
    };
    let file = |operation: Operation| {
        let operation = operation.answers_bytes("*/*");
        operation.refuses(&[
            kinds::GONE,
            kinds::NOT_YET,
            kinds::NOT_SATISFIABLE,
            kind::CHANGED_MEANWHILE,
        ])
    };
    let (content, links) = ("/files/{id}/content", "/files/{id}/links");
    document
        .with(
            file(Operation::get(content, "A file, whole or in part"))
                .id()
                .query_text("ticket", "Of who sees what it is attached to")
                .refuses(&[kinds::TICKET_EXPIRED]),
        )
        .with(
            of_one(Operation::get(
                "/files/{id}/preview",
                "A small picture of a picture",
            ))
            .query_text("ticket", "Of who sees what it is attached to")
            .answers_files(&["image/jpeg", "image/png"])
            .refuses(&[kinds::NO_PREVIEW, kinds::NOT_YET, kinds::TICKET_EXPIRED]),
        )
        .with(
            of_one(Operation::get(links, "The links by which outsiders get it"))
                .answers::<Vec<LinkView>>(StatusCode::OK),
        )
        .with(
            link(Operation::put(
                "/files/{id}/links/{link_id}",
                "Let outsiders get it",
            ))
            .takes::<LinkForm>()
            .answers::<LinkView>(StatusCode::CREATED)
            .answers::<LinkView>(StatusCode::OK)
            .refuses(&[
                kinds::GONE,
                kinds::NOT_YET,
                kinds::TOO_MANY_LINKS,
                kind::ID_REUSED,
            ]),
        )
        .with(
            link(Operation::delete(
                "/files/{id}/links/{link_id}",
                "End a link",
            ))
            .answers_nothing(),
        )
        .with(
            file(Operation::get(
                "/shared",
                "A file, for who has a link to it",
            ))
            .open()
            .query_text("secret", "The secret of the link")
            .refuses(&[kind::NOT_FOUND]),
        )
}

fn with_documents(document: Document) -> Document {
    document
        .with(
            Operation::get(
                "/documents/{id}/versions",
                "What a document was, newest first",
            )
            .id()
            .answers::<Vec<FileView<'_>>>(StatusCode::OK),
        )
        .with(
            Operation::post(
                "/documents/{id}/restoration",
                "Make an old version of a document its newest",
            )
            .id()
            .takes::<Restoration>()
            .answers::<FileView<'_>>(StatusCode::CREATED)
            .answers::<FileView<'_>>(StatusCode::OK)
            .refuses(&[kinds::QUOTA_EXCEEDED, kind::ID_REUSED]),
        )
}

fn of_one(operation: Operation) -> Operation {
    operation.id().refuses(&[kinds::GONE])
}

fn with_quotas(document: Document) -> Document {
    document
        .with(
            Operation::get("/quotas", "Who may hold how much")
                .pages()
                .answers::<Vec<QuotaView<'_>>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN]),
        )
        .with(
            Operation::get("/quotas/{id}", "How much somebody may hold")
                .id()
                .answers::<QuotaView<'_>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN]),
        )
        .with(
            Operation::put("/quotas/{id}", "Say how much somebody may hold")
                .whole()
                .takes::<Quota>()
                .answers::<QuotaView<'_>>(StatusCode::CREATED)
                .answers::<QuotaView<'_>>(StatusCode::OK)
                .refuses(&[kind::FORBIDDEN, kind::ID_REUSED, kinds::QUOTA_TWICE]),
        )
        .with(
            Operation::delete("/quotas/{id}", "Take a quota back")
                .id()
                .if_match()
                .answers_nothing()
                .refuses(&[kind::FORBIDDEN]),
        )
}
