//! Files that people hand in, also over a bad link.
//!
//! | route below `/api/uploads` | who | what |
//! |---|---|---|
//! | `OPTIONS /files`, `OPTIONS /files/{id}` | anybody | what is spoken here |
//! | `POST /files` | oneself | begins an upload, maybe with its first bytes (tus, IETF draft) |
//! | `GET /files` | oneself | one's own, newest first |
//! | `PUT /files/{id}` | oneself | a file in one request; sending it again changes nothing |
//! | `GET /files/{id}` | its owner | one, and what became of it |
//! | `HEAD /files/{id}` | its owner | how far it is (tus, IETF draft) |
//! | `PATCH /files/{id}` | its owner | goes on with it (tus, IETF draft) |
//! | `DELETE /files/{id}` | its owner | takes it away |
//! | `POST /files/{id}` | its owner | one of these, where a header names the method |
//! | `GET /files/{id}/receipt` | its owner | what was received, when, with which digest |
//! | `GET /usage` | oneself | what one holds, and may |
//! | `GET /quotas`, `GET /quotas/{id}` | personnel, administrator | who may hold how much |
//! | `PUT /quotas/{id}`, `DELETE /quotas/{id}` | personnel, administrator | change it |
//! | `POST /tick` | machines | follows `people`, forgets, lets go, digests, takes bytes away |
//! | `GET /health` | anybody | whether the database answers |
//! | `GET /feed` | machines | the journal as CloudEvents |
//!
//! `domain` holds the rules, `store` every statement, `blobs` where bytes lie, `http` the routes
//! and their JSON; `component` is the door of the sandbox.

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
    migrations: migrations![
        "0001_create_upload",
        "0002_follow_people",
        "0003_create_quota",
        "0004_forget_people",
    ],
    unjournaled: &[
        ("transfer", OF_UPLOAD),
        ("segment", OF_UPLOAD),
        ("content", OF_UPLOAD),
        ("usage", OF_UPLOAD),
        (
            "forgetting",
            "ticks change it, and the journal of people tells who was erased",
        ),
        ngantor_directory::UNJOURNALED[0],
        ngantor_directory::UNJOURNALED[1],
        ngantor_directory::UNJOURNALED[2],
        ngantor_directory::UNJOURNALED[3],
        ngantor_directory::UNJOURNALED[4],
    ],
    // What somebody called their file is nobody's business who follows the feed.
    redacted: &["upload.name", "upload.metadata", "upload.concat"],
    forgettable: &[],
    has_trail: false,
};
