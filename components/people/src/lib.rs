//! Who is who: set-up, people, sign-in, sessions.
//!
//! | route below `/api/people` | who | what |
//! |---|---|---|
//! | `GET /setup` | anybody | whether the institution is still to be set up |
//! | `POST /setup` | whoever has the link | makes the institution and its administrator |
//! | `POST /sessions` | anybody | signs in: an access token for each function |
//! | `POST /sessions/refresh` | whoever has the refresh token | new tokens, with the roles of now |
//! | `DELETE /sessions/current` | oneself | signs out |
//! | `GET /me` | oneself | who I am, and where |
//! | `GET /people`, `GET /people/{id}` | oneself; auditor, personnel, administrator | the records |
//! | `PUT /people/{id}`, `PATCH /people/{id}` | personnel, administrator | add and change one |
//! | `GET /health`, `GET /feed` | anybody, machines | as in every function |
//!
//! `domain` holds the rules, `store` every statement, `http` the routes and their JSON;
//! `component` is the door of the sandbox, `openapi` the API document.

#[cfg(target_family = "wasm")]
mod component;
pub mod domain;
pub mod http;
#[cfg(not(target_family = "wasm"))]
pub mod openapi;
pub mod password;
pub mod store;

use ngantor_db::{Schema, migrations};

/// The function's database.
pub const SCHEMA: Schema = Schema {
    function: "people",
    migrations: migrations![
        "0001_create_office",
        "0002_create_session",
        "0003_keep_an_administrator",
        "0004_create_bucket",
    ],
    unjournaled: &[
        (
            "rotation",
            "each refresh changes it, and the session's end tells what matters",
        ),
        (
            "bucket",
            "each sign-in changes it, and it forgets within minutes",
        ),
    ],
    redacted: &["person.password_hash", "session.user_agent"],
};
