//! Who may do what: every operation of the API as every kind of caller, against the table in
//! `authorisation.txt`. An operation without a row fails, so does a row without its operation.
//!
//! `yes`: the caller got past every question of permission. Otherwise the status.
//! `NGANTOR_UPDATE=1` writes the table anew; the diff is for review.
//!
//! `authorisation/callers.rs` makes the callers, `requests.rs`, `work.rs` and `activities.rs`
//! beside it what they ask for.

mod activities;
mod callers;
mod doors;
mod files;
mod requests;
mod words;
mod work;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ngantor_tests::api::{Operation, operations};
use ngantor_tests::office::{Office, must, new_id};

use self::callers::{CALLERS, Callers};
use self::requests::Asked;

const HEAD: &str = "# Who may do what. `yes`: past every question of permission; otherwise the \
    status.\n# The person that is asked for is another than the caller: who heads that person's \
    unit, acts for\n# its head today, did so until yesterday or will from tomorrow on, or heads \
    another unit.\n";
/// What anybody may ask without a token; the list only becomes shorter, or is argued about.
const OPEN: [&str; 21] = [
    "GET /api/activities/health",
    "GET /api/assignments/health",
    "GET /api/attendance/health",
    "GET /api/people/health",
    "GET /api/people/identity-providers",
    "GET /api/people/setup",
    "GET /api/uploads/health",
    "OPTIONS /api/uploads/files",
    "OPTIONS /api/uploads/files/{id}",
    "POST /api/people/device-authorizations",
    "POST /api/people/device-tokens",
    "POST /api/people/identity-providers/{id}/logouts",
    "POST /api/people/identity-providers/{id}/sessions",
    "POST /api/people/identity-providers/{id}/sign-ins",
    "POST /api/people/passkey-challenges",
    "POST /api/people/password-links/use",
    "POST /api/people/sessions",
    "POST /api/people/sessions/passkey",
    "POST /api/people/sessions/refresh",
    "POST /api/people/setup",
    "POST /api/people/tokens",
];

#[test]
fn every_operation_knows_every_kind_of_caller() {
    let office = Office::open();
    let asked = Asked::make(&office);
    let mut callers = Callers::make(&office, &asked);
    let decider = callers.of_function("attendance", "acting-head");
    let head = callers.of_function("activities", "acting-head");
    asked.wait_for(&decider, &head);
    let giver = callers.of_function("assignments", "head");
    asked.work.give(&giver, &asked.person);
    let mut table = format!("{HEAD}{:<48}", "");
    for caller in CALLERS {
        write!(table, " {caller:<13}").unwrap();
    }
    let mut open = BTreeSet::new();
    for operation in operations() {
        write!(table, "\n{:<6} {:<41}", operation.method, operation.path).unwrap();
        for caller in CALLERS {
            let told = ask(&mut callers, &asked, &operation, caller);
            if caller == "anonymous" && told == "yes" {
                open.insert(format!("{} {}", operation.method, operation.path));
            }
            write!(table, " {told:<13}").unwrap();
        }
    }
    let open: Vec<_> = open.iter().map(String::as_str).collect();
    assert_eq!(open, OPEN, "what anybody may ask");
    let lines = table.lines().map(str::trim_end);
    let table = lines.collect::<Vec<_>>().join("\n") + "\n";
    compare(&table);
}

fn ask(callers: &mut Callers, asked: &Asked, operation: &Operation, caller: &str) -> String {
    let client = callers.client(operation, caller);
    let parameter = asked.parameter(operation);
    let path = operation.path.replace("{n}", "1");
    let path = path.replace("{id}", &parameter);
    let path = path
        .replace("{person_id}", &asked.person)
        .replace("{unit_id}", &asked.unit)
        .replace("{day}", &parameter)
        .replace("{month}", &parameter)
        .replace("{week}", &parameter)
        .replace("{year}", &parameter)
        .replace("{code}", &parameter)
        .replace("{tag}", "x")
        .replace("{needed_id}", &parameter)
        .replace("{indicator_id}", &new_id())
        .replace("{skp_plan_id}", &new_id())
        .replace("{comment_id}", &new_id())
        .replace("{item_id}", &new_id())
        .replace("{deliverable_id}", &new_id())
        .replace("{link_id}", &new_id());
    // As a page of the office sends it: a passkey is made and shown at an address, and to one an
    // identity provider leads back.
    let origin = &callers.office.node.origin;
    let mut headers = vec![("content-type", "application/json"), ("origin", origin)];
    let is_decision = ["/decision", "/withdrawal", "/revocation", "/acts"]
        .iter()
        .any(|noun| operation.path.ends_with(noun));
    if is_decision || matches!(operation.method.as_str(), "PATCH" | "DELETE") {
        // A version that is not there: whoever may change it is told so.
        headers.push(("if-match", "\"999\""));
    }
    let body = asked.body(operation, &parameter);
    let body = body.map_or(String::new(), |body| body.to_string());
    let answer = must(client.send(&operation.method, &path, &headers, body));
    let code = answer.json()["code"].as_str().map(str::to_owned);
    let is_fault = answer.status >= 500 && code.as_deref() != Some("provider_unreachable");
    assert!(!is_fault, "{operation:?} as {caller}: {answer:?}");
    match (answer.status, code.as_deref()) {
        // What comes before permission is asked at all.
        (401, Some("wrong_password" | "session_over" | "app_is_out")) => "yes".to_owned(),
        (404, Some("wrong_device_code")) => "yes".to_owned(),
        (403, Some("wrong_setup_link" | "password_link_over" | "sign_in_over")) => "yes".to_owned(),
        (401 | 403 | 404, _) => answer.status.to_string(),
        _ => "yes".to_owned(),
    }
}

fn compare(table: &str) {
    let path = ngantor_tests::root().join("tests/node/authorisation.txt");
    if std::env::var_os("NGANTOR_UPDATE").is_some() {
        std::fs::write(&path, table).unwrap();
    }
    let pinned = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(table, pinned, "tests/node/authorisation.txt");
}
