//! The kinds of callers: nobody, a machine, a person in each role, and those who lead a unit.

use std::collections::HashMap;

use ngantor_tests::api::Operation;
use ngantor_tests::client::Client;
use ngantor_tests::node::command;
use ngantor_tests::office::{self, Office, must};
use serde_json::{Value, json};

use super::requests::{Asked, PASSWORD, add_person, day, relate};

/// The columns of the table.
pub const CALLERS: [&str; 12] = [
    "anonymous",
    "machine",
    "employee",
    "planner",
    "auditor",
    "personnel",
    "administrator",
    "head",
    "acting-head",
    "acted-before",
    "will-act",
    "other-head",
];

/// Everybody, and their sessions.
pub struct Callers<'a> {
    /// The office that all of them work in.
    pub office: &'a Office,
    sessions: HashMap<String, Value>,
}

impl<'a> Callers<'a> {
    /// Adds a person for each kind, and puts those who lead a unit in their places.
    pub fn make(office: &'a Office, asked: &Asked) -> Self {
        let keeper = office.signed_in("people");
        for caller in CALLERS.iter().skip(2) {
            let role = match *caller {
                role @ ("planner" | "auditor" | "personnel" | "administrator") => role,
                _ => "employee",
            };
            let id = add_person(&keeper, caller, role);
            let (unit, kind, days) = match *caller {
                "head" => (&asked.unit, "head", (-30, None)),
                "acting-head" => (&asked.unit, "acting_head", (0, Some(0))),
                "acted-before" => (&asked.unit, "acting_head", (-9, Some(-1))),
                "will-act" => (&asked.unit, "acting_head", (1, Some(9))),
                "other-head" => (&asked.other_unit, "head", (-30, None)),
                _ => continue,
            };
            let mut relation = json!({"kind": kind, "person_id": id, "unit_id": unit,
                "starts_on": day(days.0), "ends_on": days.1.map(day)});
            if kind == "acting_head" {
                relation["style"] = json!("plh");
            }
            relate(&keeper, &relation);
        }
        Self {
            office,
            sessions: HashMap::new(),
        }
    }

    /// A client of somebody for an operation. What ends sessions gets one of its own.
    pub fn client(&mut self, operation: &Operation, caller: &str) -> Client {
        let function = operation.path.split('/').nth(2).unwrap();
        let client = self.office.node.client();
        match caller {
            "anonymous" => client,
            "machine" => {
                let words = self.office.installation.words();
                let printed = command()
                    .args(["token", function, "feed"])
                    .args(words)
                    .output()
                    .unwrap();
                client.with_token(String::from_utf8(printed.stdout).unwrap().trim())
            }
            person => {
                if operation.method != "GET" && operation.path.contains("/sessions") {
                    self.sessions.remove(person);
                }
                self.of_function(function, person)
            }
        }
    }

    /// A client of a person for a function.
    pub fn of_function(&mut self, function: &str, person: &str) -> Client {
        let client = self.office.node.client();
        let session = self.sessions.entry(person.to_owned());
        let session = session.or_insert_with(|| sign_in(&client, person));
        client.with_token(office::token(session, function))
    }
}

/// Signs somebody in.
pub fn sign_in(client: &Client, username: &str) -> Value {
    let form = json!({"username": username, "password": PASSWORD});
    let session = must(client.json("POST", "/api/people/sessions", &form));
    assert_eq!(session.status, 201, "{session:?}");
    session.json()
}
