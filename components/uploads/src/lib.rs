//! Files that people hand in, also over a bad link.
//!
//! | route below `/api/uploads` | who | what |
//! |---|---|---|
//! | `OPTIONS /files`, `OPTIONS /files/{id}` | anybody | what of tus 1.0.0 is spoken |
//! | `POST /files` | oneself | begins an upload, maybe with its first bytes |
//! | `HEAD /files/{id}` | its owner | how far it is |
//! | `PATCH /files/{id}` | its owner | goes on with it |
//! | `DELETE /files/{id}` | its owner | takes it away |
//! | `POST /files/{id}` | its owner | the same, where a header names the method |
//! | `GET /health` | anybody | whether the database answers |
//! | `GET /feed` | machines | the journal as CloudEvents |
//!
//! `domain` holds the rules, `store` every statement, `blobs` where bytes lie, `http` the routes and
//! their JSON; `component` is the door of the sandbox.

pub mod blobs;
#[cfg(target_family = "wasm")]
mod component;
pub mod domain;
pub mod http;
#[cfg(not(target_family = "wasm"))]
pub mod openapi;
pub mod store;

use ngantor_db::{Schema, migrations};

const OF_UPLOAD: &str = "it moves with every piece; the journal of upload tells what people see";

/// The function's database.
pub const SCHEMA: Schema = Schema {
    function: "uploads",
    migrations: migrations!["0001_create_upload"],
    unjournaled: &[
        ("transfer", OF_UPLOAD),
        ("segment", OF_UPLOAD),
        ("content", OF_UPLOAD),
        ("usage", OF_UPLOAD),
    ],
    // What somebody called their file is nobody's business who follows the feed.
    redacted: &["upload.name", "upload.metadata"],
    forgettable: &[],
    has_trail: false,
};
