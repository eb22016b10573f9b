//! Punches and the day they make.
//!
//! | route below `/api/attendance` | who | what |
//! |---|---|---|
//! | `PUT /punches/{id}` | oneself | clock in or out; sending it again changes nothing |
//! | `GET /punches` | oneself | newest first, by page |
//! | `GET /days/{day}` | oneself | state, worked time and punches of a day; `today` works |
//! | `GET /health` | anybody | whether the database answers |
//! | `GET /feed` | machines | the journal as CloudEvents |
//!
//! `domain` holds the rules, `store` every statement, `http` the routes and their JSON;
//! `component` is the door of the sandbox, `openapi` the API document.

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
    function: "attendance",
    migrations: migrations!["0001_create_punch"],
    unjournaled: &[],
    redacted: &[],
    has_trail: false,
};
