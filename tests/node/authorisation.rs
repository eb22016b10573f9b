//! Who may do what: every operation of the API as every kind of caller, against the table in
//! `authorisation.txt`. An operation without a row fails, so does a row without its operation.
//!
//! `yes`: the caller got past every question of permission. Otherwise the status.
//! `NGANTOR_UPDATE=1` writes the table anew; the diff is for review.

use std::fmt::Write as _;

use ngantor_tests::api::{Operation, operations};
use ngantor_tests::client::Client;
use ngantor_tests::node::command;
use ngantor_tests::office::{self, Office, must, new_id, punch};
use serde_json::{Value, json};

/// The roles that a caller may have, and nobody in particular.
const CALLERS: [&str; 7] = [
    "anonymous",
    "machine",
    "employee",
    "planner",
    "auditor",
    "personnel",
    "administrator",
];
const PASSWORD: &str = "kata sandi untuk matriks";
/// What the administrator gives; it opens nothing before it is changed.
const FIRST_PASSWORD: &str = "kata pertama dari pengelola";
const HEAD: &str = "# Who may do what. `yes`: past every question of permission; otherwise the \
    status.\n# The people that are asked for are others than the caller.\n";

#[test]
fn every_operation_knows_every_kind_of_caller() {
    let office = Office::open();
    let administrator = office.signed_in("people");
    let other = add(&administrator, "other", "employee");
    for role in &CALLERS[2..] {
        add(&administrator, role, role);
    }
    let mut table = format!("{HEAD}{:<48}", "");
    for caller in CALLERS {
        write!(table, " {caller:<13}").unwrap();
    }
    for operation in operations() {
        write!(table, "\n{:<6} {:<41}", operation.method, operation.path).unwrap();
        for caller in CALLERS {
            let told = ask(&office, &operation, caller, &other);
            write!(table, " {told:<13}").unwrap();
        }
    }
    let lines = table.lines().map(str::trim_end);
    let table = lines.collect::<Vec<_>>().join("\n") + "\n";
    compare(&table);
}

fn add(administrator: &Client, username: &str, role: &str) -> String {
    let id = new_id();
    let mut roles = vec!["employee"];
    if role != "employee" {
        roles.push(role);
    }
    let mut person = json!({"name": username, "username": username, "roles": roles});
    person["password"] = json!(FIRST_PASSWORD);
    let path = format!("/api/people/people/{id}");
    let answer = must(administrator.json("PUT", &path, &person));
    assert_eq!(answer.status, 201, "{answer:?}");
    let first = json!({"username": username, "password": FIRST_PASSWORD,
                       "new_password": PASSWORD});
    let answer = must(administrator.json("POST", "/api/people/sessions", &first));
    assert_eq!(answer.status, 201, "{answer:?}");
    id
}

fn ask(office: &Office, operation: &Operation, caller: &str, other: &str) -> String {
    let function = operation.path.split('/').nth(2).unwrap();
    let client = client(office, function, caller);
    let parameter = match operation.path.as_str() {
        "/api/attendance/days/{day}" => "today".to_owned(),
        "/api/people/people/{id}" if operation.method != "PUT" => other.to_owned(),
        path if path.starts_with("/api/people/people/{id}/") => other.to_owned(),
        _ => new_id(),
    };
    let path = operation.path_with(&parameter);
    let mut headers = vec![("content-type", "application/json")];
    if operation.method == "PATCH" {
        // A version that is not there: whoever may change it is told so.
        headers.push(("if-match", "\"999\""));
    }
    let body = body(operation, &parameter).map_or(String::new(), |body| body.to_string());
    let answer = must(client.send(&operation.method, &path, &headers, body));
    assert!(answer.status < 500, "{operation:?} as {caller}: {answer:?}");
    match (answer.status, answer.json()["code"].as_str()) {
        // What comes before permission is asked at all.
        (401, Some("wrong_password" | "session_over")) => "yes".to_owned(),
        (403, Some("wrong_setup_link" | "password_link_over")) => "yes".to_owned(),
        (401 | 403 | 404, _) => answer.status.to_string(),
        _ => "yes".to_owned(),
    }
}

fn client(office: &Office, function: &str, caller: &str) -> Client {
    let client = office.node.client();
    match caller {
        "anonymous" => client,
        "machine" => {
            let words = office.installation.words();
            let printed = command()
                .args(["token", function, "feed"])
                .args(words)
                .output()
                .unwrap();
            client.with_token(String::from_utf8(printed.stdout).unwrap().trim())
        }
        role => {
            let form = json!({"username": role, "password": PASSWORD});
            let session = must(client.json("POST", "/api/people/sessions", &form));
            assert_eq!(session.status, 201, "{session:?}");
            client.with_token(office::token(&session.json(), function))
        }
    }
}

/// A body that is fine, so that nothing but permission can be in the way.
fn body(operation: &Operation, parameter: &str) -> Option<Value> {
    let body = match (operation.method.as_str(), operation.path.as_str()) {
        ("PUT", "/api/attendance/punches/{id}") => punch("in"),
        ("POST", "/api/people/setup") => json!({
            "token": "none", "institution": {"name": "X", "zone": "Asia/Jakarta"},
            "administrator": {"name": "X", "username": "xxx", "password": PASSWORD},
        }),
        ("POST", "/api/people/sessions") => json!({"username": "nobody", "password": PASSWORD}),
        ("POST", "/api/people/sessions/refresh") => json!({"refresh_token": "none"}),
        ("PUT", "/api/people/people/{id}") => json!({
            "name": "X", "username": format!("u{}", parameter.replace('-', "")),
            "password": PASSWORD, "roles": ["employee"],
        }),
        ("PATCH", "/api/people/people/{id}") => json!({"name": "Y"}),
        ("POST", "/api/people/password-links/use") => {
            json!({"token": "none", "password": PASSWORD})
        }
        ("POST" | "DELETE", "/api/people/me/totp") => json!({"password": PASSWORD}),
        ("PUT", "/api/people/me/totp") => json!({"code": "000000"}),
        ("PUT", "/api/people/me/password") => {
            json!({"password": PASSWORD, "new_password": PASSWORD})
        }
        _ => return None,
    };
    assert!(operation.takes_json, "{operation:?}");
    Some(body)
}

fn compare(table: &str) {
    let path = ngantor_tests::root().join("tests/node/authorisation.txt");
    if std::env::var_os("NGANTOR_UPDATE").is_some() {
        std::fs::write(&path, table).unwrap();
    }
    let pinned = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(table, pinned, "tests/node/authorisation.txt");
}
