//! Work that is given, done, handed in and reviewed.
//!
//! | route below `/api/assignments` | who | what |
//! |---|---|---|
//! | `PUT /assignments/{id}` | who leads a unit or a team | gives work; again changes nothing |
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
    function: "assignments",
    migrations: migrations![
        "0001_follow_people",
        "0002_create_assignment",
        "0003_list_assignments",
    ],
    unjournaled: &[
        ("listed", LISTED),
        ("searched", LISTED),
        ("searched_config", LISTED),
        ("searched_data", LISTED),
        ("searched_docsize", LISTED),
        ("searched_idx", LISTED),
        ngantor_directory::UNJOURNALED[0],
        ngantor_directory::UNJOURNALED[1],
        ngantor_directory::UNJOURNALED[2],
        ngantor_directory::UNJOURNALED[3],
        ngantor_directory::UNJOURNALED[4],
    ],
    redacted: &[],
    forgettable: &[],
    has_trail: true,
};

const LISTED: &str = "made from the other tables, by their triggers";
