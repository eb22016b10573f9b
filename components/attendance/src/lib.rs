//! Punches and the day they make.
//!
//! | route below `/api/attendance` | who | what |
//! |---|---|---|
//! | `PUT /punches/{id}` | oneself | clock in or out; sending it again changes nothing |
//! | `POST /punches` | oneself | up to a hundred at once; each answers for itself |
//! | `GET /punches` | oneself | newest first, by page |
//! | `GET /days/{day}` | oneself | punches of a day and what they come to; `today` works |
//! | `GET /months/{month}` | oneself | the days of a month, each explained; `current` works |
//! | `GET /recaps/{period}` | oneself; heads a unit; keepers, auditors all | JSON, CSV, XLSX |
//! | `GET /weeks/{week}` | oneself | what a week asks for and comes to; `current` works |
//! | `GET /discipline` | oneself, heads, who keeps or audits | days of absence in a year |
//! | `GET /schedules`, `GET /schedules/{id}` | everybody | the hours, by the days they hold from |
//! | `PUT /schedules/{id}` | personnel, administrator | add and change one |
//! | `GET /assignments`, `GET /assignments/{id}` | everybody's and one's own | whose they are |
//! | `PUT /assignments/{id}`, `DELETE /assignments/{id}` | personnel, administrator | change it |
//! | `GET /periods`, `GET /periods/{id}` | everybody | a while with other hours: Ramadan |
//! | `PUT /periods/{id}`, `DELETE /periods/{id}` | personnel, administrator | change it |
//! | `GET /calendar-days`, `GET /calendar-days/{id}` | everybody | holidays, cuti bersama |
//! | `PUT /calendar-days/{id}` | personnel, administrator | add and change one |
//! | `DELETE /calendar-days/{id}` | personnel, administrator | takes back a mistake |
//! | `PUT /requests/{id}` | oneself | ask for leave, a correction, flexible work, duty travel |
//! | `GET /requests` | oneself | one's own; with `?to_decide=true` those that one may decide |
//! | `GET /requests/{id}` | oneself, deciders, personnel, auditor | one, and who may decide it |
//! | `POST /requests/{id}/decision` | who may decide it now | approve or decline it |
//! | `POST /requests/{id}/withdrawal` | oneself | take it back |
//! | `POST /requests/{id}/revocation` | who may decide it now | take back what was approved |
//! | `GET /leave-balances/{year}` | oneself, deciders, personnel, auditor | what is left |
//! | `GET /leave-types`, `GET /leave-types/{id}` | everybody | the types of leave |
//! | `PUT /leave-types/{id}`, `DELETE /leave-types/{id}` | personnel, administrator | change it |
//! | `GET /leave-adjustments`, `GET /leave-adjustments/{id}` | one's own | days added or taken |
//! | `PUT /leave-adjustments/{id}` | personnel, administrator | add and change one |
//! | `DELETE /leave-adjustments/{id}` | personnel, administrator | takes back a mistake |
//! | `GET /flexible-work-rules`, `GET /flexible-work-rules/{id}` | everybody | its caps |
//! | `PUT /flexible-work-rules/{id}` | personnel, administrator | add and change one |
//! | `DELETE /flexible-work-rules/{id}` | personnel, administrator | takes back a mistake |
//! | `GET /flexible-work-exclusions` | one's own | who may not apply for it |
//! | `GET /flexible-work-exclusions/{id}` | one's own | one |
//! | `PUT /flexible-work-exclusions/{id}` | personnel, administrator | add and change one |
//! | `DELETE /flexible-work-exclusions/{id}` | personnel, administrator | takes back a mistake |
//! | `GET /escalations`, `GET /escalations/{id}` | everybody | when others may decide as well |
//! | `PUT /escalations/{id}`, `DELETE /escalations/{id}` | personnel, administrator | change it |
//! | `GET /claim-rules`, `GET /claim-rules/{id}` | everybody | how late a punch may arrive |
//! | `PUT /claim-rules/{id}`, `DELETE /claim-rules/{id}` | personnel, administrator | change it |
//! | `GET /discipline-rules`, `GET /discipline-rules/{id}` | everybody | its thresholds |
//! | `PUT /discipline-rules/{id}` | personnel, administrator | add and change one |
//! | `DELETE /discipline-rules/{id}` | personnel, administrator | takes back a mistake |
//! | `GET /punches/{id}/receipt` | oneself | proves offline that the punch stands in the log |
//! | `GET /punches/{id}/receipt.png` | oneself | the same as a QR code |
//! | `GET /log`, `GET /log/checkpoint` | everybody | the signed head of the log over the journal |
//! | `GET /log/consistency` | everybody | proves that the log only grew |
//! | `GET /log/entries` | auditor, administrator | the whole of it, to be recomputed |
//! | `GET /people/{person_id}/days/{day}` | their heads, who keeps or audits | a day of somebody |
//! | `GET /people/{person_id}/months/{month}` | the same | a month of somebody |
//! | `GET /people/{person_id}/weeks/{week}` | the same | a week of somebody |
//! | `GET /units/{unit_id}/days/{day}` | the same | who is at work |
//! | `GET /evidence` | oneself, heads, who keeps or audits | what somebody should look at |
//! | `POST /evidence/{id}/review` | heads and personnel, of others | says what came of looking |
//! | `GET /evidence-rules` | everybody | what is looked at, how long positions are kept |
//! | `PUT /evidence-rules` | personnel, administrator | changes it |
//! | `POST /tick` | machines | judges days, compares punches, forgets positions and people |
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
        "0006_create_request",
        "0007_widen_duty_day",
        "0008_widen_rule",
        "0009_seal_journal",
        "0010_place_rules",
        "0011_judge_members",
        "0012_count_rule_changes",
        "0013_zone_days",
        "0014_report_discipline",
        "0015_forget_people",
        "0016_let_leave_go_first",
        "0017_reopen_evidence",
        "0018_try_failed_people_last",
        "0019_tighten_shipped_numbers",
        "0020_widen_evidence",
        "0021_refuse_double_corrections",
        "0022_date_claims",
    ],
    unjournaled: &[
        (
            "judged",
            "each tick changes it, and the days that it is about tell what matters",
        ),
        ("followed", "each tick changes it"),
        ("looked", "each tick changes it"),
        (
            "forgetting",
            "each tick changes it, and the journal of people tells who was erased",
        ),
        (
            "rule_change",
            "it only counts, and the rules tell what changed",
        ),
        (
            "trace",
            "it holds positions and forgets them; punches tell what matters",
        ),
        ("judging_since", "it is set once, at the first tick"),
        ngantor_directory::UNJOURNALED[0],
        ngantor_directory::UNJOURNALED[1],
        ngantor_directory::UNJOURNALED[2],
        ngantor_directory::UNJOURNALED[3],
        ngantor_directory::UNJOURNALED[4],
        ngantor_tlog::store::UNJOURNALED[0],
        ngantor_tlog::store::UNJOURNALED[1],
        ngantor_tlog::store::UNJOURNALED[2],
    ],
    // Why somebody is on leave is nobody's business who follows the feed; the row keeps it, and it
    // never changes.
    redacted: &[
        "request.reason",
        "request.evidence",
        "request.note",
        "request.ended_note",
    ],
    forgettable: &[
        "punch.latitude",
        "punch.longitude",
        "punch.accuracy_m",
        "punch.age_s",
        "punch.device",
        "punch.note",
        "evidence.note",
    ],
    has_trail: false,
};
