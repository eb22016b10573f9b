//! Punches and the day they make.
//!
//! | route below `/api/attendance` | who | what |
//! |---|---|---|
//! | `PUT /punches/{id}` | oneself | clock in or out; sending it again changes nothing |
//! | `POST /punches` | oneself | up to a hundred at once; each answers for itself |
//! | `GET /punches` | oneself | newest first, by page |
//! | `GET /days/{day}` | oneself | punches of a day and what they come to; `today` works |
//! | `GET /months/{month}` | oneself | the days of a month, each explained; `current` works |
//! | `GET /recaps/{period}` | oneself; keepers and auditors all | as JSON, CSV or XLSX |
//! | `GET /schedules`, `GET /schedules/{id}` | everybody | the hours, by the days they hold from |
//! | `PUT /schedules/{id}` | personnel, administrator | add and change one |
//! | `GET /assignments`, `GET /assignments/{id}` | everybody's and one's own | whose they are |
//! | `PUT /assignments/{id}`, `DELETE /assignments/{id}` | personnel, administrator | change it |
//! | `GET /periods`, `GET /periods/{id}` | everybody | a while with other hours: Ramadan |
//! | `PUT /periods/{id}`, `DELETE /periods/{id}` | personnel, administrator | change it |
//! | `GET /calendar-days`, `GET /calendar-days/{id}` | everybody | holidays, cuti bersama |
//! | `PUT /calendar-days/{id}` | personnel, administrator | add and change one |
//! | `DELETE /calendar-days/{id}` | personnel, administrator | takes back a mistake |
//! | `GET /evidence` | oneself; who keeps or audits sees all | what somebody should look at |
//! | `POST /evidence/{id}/review` | personnel, of others | says what came of looking |
//! | `GET /evidence-rules` | everybody | what is looked at, how long positions are kept |
//! | `PUT /evidence-rules` | personnel, administrator | changes it |
//! | `POST /tick` | machines | judges some days, compares some punches, forgets positions |
//! | `GET /health` | anybody | whether the database answers |
//! | `GET /feed` | machines | the journal as CloudEvents |
//!
//! `domain` holds the rules, `store` every statement, `http` the routes and their JSON; `shipped`
//! puts in the rules of the files in `rules/`;
//! `component` is the door of the sandbox, `openapi` the API document.

#[cfg(target_family = "wasm")]
mod component;
pub mod domain;
pub mod http;
#[cfg(not(target_family = "wasm"))]
pub mod openapi;
pub mod shipped;
pub mod store;

use ngantor_db::{Schema, migrations};

/// The function's database.
pub const SCHEMA: Schema = Schema {
    function: "attendance",
    migrations: migrations![
        "0001_create_punch",
        "0002_create_rule",
        "0003_create_duty_day",
        "0004_create_evidence",
        "0005_follow_people",
        "0006_count_rule_changes"
    ],
    unjournaled: &[
        (
            "judged",
            "each tick changes it, and the days that it is about tell what matters",
        ),
        ("followed", "each tick changes it"),
        ("looked", "each tick changes it"),
        (
            "rule_change",
            "it only counts, and the rules tell what changed",
        ),
        (
            "trace",
            "it holds positions and forgets them; punches tell what matters",
        ),
        ngantor_directory::UNJOURNALED[0],
        ngantor_directory::UNJOURNALED[1],
        ngantor_directory::UNJOURNALED[2],
        ngantor_directory::UNJOURNALED[3],
        ngantor_directory::UNJOURNALED[4],
    ],
    redacted: &[],
    forgettable: &[
        "punch.latitude",
        "punch.longitude",
        "punch.accuracy_m",
        "punch.age_s",
        "punch.device",
    ],
    has_trail: false,
};
