//! Who is who: set-up, people, sign-in, sessions.
//!
//! Begun: the rules, the schema and its statements. The routes (set-up by a one-time link, sign-in, me) come
//! next; ARCHITECTURE.md says how a function is laid out.

pub mod domain;
pub mod password;
pub mod store;

use ngantor_db::{Schema, migrations};

/// The function's database.
pub const SCHEMA: Schema = Schema {
    function: "people",
    migrations: migrations!["0001_create_office"],
    unjournaled: &[],
    redacted: &["person.password_hash"],
};
