//! The daily work log: what people did, and what their heads say of it.
//!
//! | route below `/api/activities` | who | what |
//! |---|---|---|
//! | `PUT /activities/{id}` | oneself | enter one or start a clock; with `If-Match` change it |
//! | `GET /activities` | oneself, heads, who keeps or audits | lists and search, by page |
//! | `GET /activities/{id}` | oneself, heads, who keeps or audits | one, and what one may do |
//! | `GET /activities/{id}/trail` | oneself, heads, who keeps or audits | all that was done to it |
//! | `DELETE /activities/{id}` | oneself | take it back; its trail stays |
//! | `POST /activities/{id}/pause` | oneself | stop the clock for a while |
//! | `POST /activities/{id}/resumption` | oneself | let the clock go on |
//! | `POST /activities/{id}/completion` | oneself | finish it |
//! | `POST /activities/{id}/review` | who leads the person now | acknowledge it, or return it |
//! | `POST /reviews` | who leads the people now | the same of many at once |
//! | `GET /days/{day}` | oneself | a day, and what is odd in it; `today` works |
//! | `GET /people/{person_id}/days/{day}` | heads, who keeps or audits | a day of somebody |
//! | `GET /periods/{day}` | oneself, heads, who keeps or audits | a period and when it locks |
//! | `GET /totals` | oneself, heads, who keeps or audits | counts and minutes by day or person |
//! | `GET /sheets/{period}` | oneself, heads, who keeps or audits | a day or month; CSV, XLSX |
//! | `POST /sheets` | oneself | enter many from CSV; a dry run unless asked otherwise |
//! | `GET /templates`, `GET /templates/{id}` | oneself | what one does again and again |
//! | `PUT /templates/{id}`, `DELETE /templates/{id}` | oneself | change it |
//! | `GET /proposals/{day}` | oneself | what the templates propose for a day |
//! | `POST /proposals/{day}/confirmation` | oneself | enter what of it was done |
//! | `GET /period-rules`, `GET /period-rules/{id}` | everybody | how long periods are |
//! | `PUT /period-rules/{id}`, `DELETE /period-rules/{id}` | personnel, administrator | change it |
//! | `GET /reopenings`, `GET /reopenings/{id}` | everybody's and one's own | what is open again |
//! | `PUT /reopenings/{id}`, `DELETE /reopenings/{id}` | personnel, administrator | change it |
//! | `POST /tick` | machines | follows `people`, forgets whom it erased |
//! | `GET /health` | anybody | whether the database answers |
//! | `GET /feed` | machines | the journal as CloudEvents |
//!
//! `domain` holds the rules, `store` every statement, `http` the routes and their JSON; `component`
//! is the door of the sandbox, `openapi` the API document.

#[cfg(target_family = "wasm")]
mod component;
pub mod domain;
pub mod http;
#[cfg(not(target_family = "wasm"))]
pub mod openapi;
pub mod store;

use ngantor_db::{Schema, migrations};

const OF_ACTIVITY: &str = "triggers keep it from the table activity, whose journal tells all";
const OF_WORDS: &str = "the index of words, which triggers keep from the table activity";

/// The function's database.
pub const SCHEMA: Schema = Schema {
    function: "activities",
    migrations: migrations![
        "0001_create_activity",
        "0002_follow_people",
        "0003_create_rule",
        "0004_create_template",
        "0005_forget_people",
        "0006_key_made_ids",
        "0007_read_less",
        "0008_bound_days",
    ],
    unjournaled: &[
        ("activity_day", OF_ACTIVITY),
        ("activity_tag", OF_ACTIVITY),
        ("activity_words", OF_WORDS),
        ("activity_words_config", OF_WORDS),
        ("activity_words_data", OF_WORDS),
        ("activity_words_docsize", OF_WORDS),
        ("activity_words_idx", OF_WORDS),
        (
            "activity_wording",
            "it holds what the journal leaves out, and forgets it",
        ),
        ("day_total", OF_ACTIVITY),
        ("made_id_key", "it is set once, and a secret"),
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
    // What somebody wrote is nobody's business who follows the feed, and would stay there when they
    // are forgotten. `activity_wording` has it for the trail.
    redacted: &[
        "activity.title",
        "activity.text",
        "activity.output",
        "activity.unit",
        "activity.tags",
        "activity.comment",
        "rule.reason",
        "template.terms",
    ],
    forgettable: &[],
    has_trail: true,
};
