//! Work that is given, done, handed in and reviewed.
//!
//! | route below `/api/assignments` | who | what |
//! |---|---|---|
//! | `GET /assignments` | oneself; a unit's: who leads it | a list, by due instant |
//! | `GET /counts` | oneself | how much stands open, by list and state |
//! | `GET /search` | oneself | what has all the words, of what concerns one |
//! | `PUT /assignments/{id}` | who leads a unit or a team | gives work, or forwards a part of it |
//! | `GET /assignments/{id}` | whom it concerns, auditors | one with its parts and its chain |
//! | `PATCH /assignments/{id}` | who gave it, or leads the unit in their place | changes its text |
//! | `POST /assignments/{id}/parts` | the same | asks more people |
//! | `POST /assignments/{id}/acts` | the same | assigns a draft, cancels what is open |
//! | `POST /parts/{id}/acts` | whose part it is, and who reviews it | an act of the table |
//! | `GET /assignments/{id}/trail` | whom it concerns, auditors | what was done, from the journal |
//! | `GET /assignments/{id}/comments` | whom it concerns, auditors | the comments |
//! | `PUT /assignments/{id}/comments/{comment_id}` | whom it concerns | says something |
//! | `DELETE /assignments/{id}/comments/{comment_id}` | who said it | takes it back |
//! | `GET /assignments/{id}/checklist-items` | whom it concerns, auditors | the checklist |
//! | `PUT /assignments/{id}/checklist-items/{item_id}` | who works on it | adds, changes one |
//! | `DELETE /assignments/{id}/checklist-items/{item_id}` | the same | removes one |
//! | `GET /assignments/{id}/deliverables` | whom it concerns, auditors | what was delivered |
//! | `PUT /assignments/{id}/deliverables/{deliverable_id}` | whose part it is | delivers a file |
//! | `DELETE /assignments/{id}/deliverables/{deliverable_id}` | who delivered it | takes it back |
//! | `PUT /assignments/{id}/tags/{tag}` | who works on it or gave it | tags it |
//! | `DELETE /assignments/{id}/tags/{tag}` | the same | takes the tag away |
//! | `PUT /assignments/{id}/watchers/{person_id}` | oneself; who gave it | watches it |
//! | `DELETE /assignments/{id}/watchers/{person_id}` | the same | stops |
//! | `PUT /assignments/{id}/needs/{needed_id}` | who gave it | waits for another |
//! | `DELETE /assignments/{id}/needs/{needed_id}` | the same | is |
//! | `PUT /assignments/{id}/indicators/{indicator_id}` | who works on it or gave it | serves it |
//! | `DELETE /assignments/{id}/indicators/{indicator_id}` | the same | serves it no more |
//! | `PUT /assignments/{id}/skp-plans/{skp_plan_id}` | the same | serves it |
//! | `DELETE /assignments/{id}/skp-plans/{skp_plan_id}` | the same | serves it no more |
//! | `GET /saved-filters` | oneself | how one looks at lists, under names |
//! | `PUT /saved-filters/{id}` | oneself | keeps one, changes it |
//! | `DELETE /saved-filters/{id}` | oneself | keeps it no longer |
//! | `GET /subscriptions` | oneself | the addresses at which programs read it |
//! | `PUT /subscriptions/{id}` | oneself | makes one, and shows it this once |
//! | `DELETE /subscriptions/{id}` | oneself | nobody reads there any more |
//! | `GET /published/calendar.ics` | who has the address | due instants, as iCalendar |
//! | `GET /published/news.atom` | who has the address | what changed, as Atom |
//! | `POST /reassignments` | who reviews them | somebody's open parts go to another |
//! | `POST /tick` | machines | follows people, reminds, forgets |
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
    function: "assignments",
    migrations: migrations![
        "0001_follow_people",
        "0002_create_assignment",
        "0003_list_assignments",
        "0004_create_addition",
        "0005_refuse_circles",
        "0006_reassign_part",
        "0007_create_subscription",
        "0008_create_saved_filter",
        "0009_forget_people",
        "0010_find_few",
    ],
    unjournaled: &[
        (
            "closed_session",
            "it forgets within a day, and `people` tells it",
        ),
        (
            "forgetting",
            "ticks change it, and the journal of people tells who was erased",
        ),
        ("listed", LISTED),
        ("searched", LISTED),
        ("searched_config", LISTED),
        ("searched_data", LISTED),
        ("searched_docsize", LISTED),
        ("searched_idx", LISTED),
        (
            "wording",
            "it holds what the journal leaves out, and forgets it",
        ),
        ngantor_directory::UNJOURNALED[0],
        ngantor_directory::UNJOURNALED[1],
        ngantor_directory::UNJOURNALED[2],
        ngantor_directory::UNJOURNALED[3],
        ngantor_directory::UNJOURNALED[4],
    ],
    // What somebody wrote is nobody's business who follows the feed, and would stay there when they
    // are forgotten: `wording` has it for the trail. What people call their own things is theirs.
    redacted: &[
        "addition.content",
        "assignment.text",
        "assignment.title",
        "saved_filter.name",
        "saved_filter.query",
        "subscription.name",
        "subscription.seal",
    ],
    forgettable: &["part.note"],
    has_trail: true,
};

const LISTED: &str = "made from the other tables, by their triggers";
