//! Entries that people write.
//!
//! | route below `/api/uploads` | who | what |
//! |---|---|---|
//! | `PUT /entries/{id}` | oneself | writes an entry; sending it again changes nothing |
//! | `GET /entries` | oneself | newest first, by page |
//! | `GET /health` | anybody | whether the database answers |
//! | `GET /feed` | machines | the journal as CloudEvents |
//!
//! `domain` holds the rules, `store` every statement, `http` the routes and their JSON;
//! `component` is the door of the sandbox.

#[cfg(target_family = "wasm")]
mod component;
pub mod domain;
pub mod http;
#[cfg(not(target_family = "wasm"))]
pub mod openapi;
pub mod store;

use ngantor_db::{Schema, migrations};

/// The function's database.
pub const SCHEMA: Schema = Schema {
    function: "uploads",
    migrations: migrations!["0001_create_entry"],
    unjournaled: &[],
    redacted: &[],
    forgettable: &[],
    has_trail: false,
};
