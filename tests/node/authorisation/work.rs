//! What callers ask of `assignments`: work that the head of the person's unit gave.

use std::cell::OnceCell;

use ngantor_tests::api::Operation;
use ngantor_tests::client::Client;
use ngantor_tests::office::{must, new_id};
use serde_json::{Value, json};

/// An assignment and its one part.
#[derive(Default)]
pub struct Work(OnceCell<(String, String)>);

impl Work {
    /// Has who leads the unit give it to its member.
    pub fn give(&self, head: &Client, person: &str) {
        let id = new_id();
        let path = format!("/api/assignments/assignments/{id}");
        let given = must(head.json("PUT", &path, &work(person)));
        assert_eq!(given.status, 201, "{given:?}");
        let part = given.json()["parts"][0]["id"].as_str().map(str::to_owned);
        self.0.set((id, part.unwrap())).unwrap();
    }

    /// What stands for the variable of an operation's path.
    pub fn parameter(&self, operation: &Operation) -> String {
        let (assignment, part) = self.0.get().unwrap();
        let path = operation.path.strip_prefix("/api/assignments/");
        match (operation.method.as_str(), path.unwrap()) {
            ("PUT", "assignments/{id}" | "saved-filters/{id}" | "subscriptions/{id}") => new_id(),
            (_, "parts/{id}/acts") => part.clone(),
            _ => assignment.clone(),
        }
    }
}

/// Work for one person.
fn work(person: &str) -> Value {
    json!({"title": "X", "people": [person]})
}

/// A body that is fine.
pub(super) fn body(operation: &Operation, person: &str) -> Option<Value> {
    let path = operation.path.strip_prefix("/api/assignments/");
    let body = match (operation.method.as_str(), path.unwrap()) {
        ("PUT", "assignments/{id}") => work(person),
        ("PUT", "saved-filters/{id}") => json!({"name": "X", "query": "of=mine"}),
        ("PUT", "subscriptions/{id}") => json!({"name": "X"}),
        ("PATCH", "assignments/{id}") => json!({"title": "Y"}),
        ("POST", "reassignments") => json!({"from_id": person, "to_id": new_id(), "note": "X"}),
        ("POST", "assignments/{id}/parts") => json!({"people": [person]}),
        ("POST", "assignments/{id}/acts" | "parts/{id}/acts") => {
            json!({"act": "cancel", "note": "X"})
        }
        ("PUT", path) if path.ends_with("{comment_id}") || path.ends_with("{item_id}") => {
            json!({"text": "X"})
        }
        ("PUT", path) if path.ends_with("{deliverable_id}") => {
            json!({"title": "X", "upload_id": "x", "upload_version": 1})
        }
        ("PUT", path) if path.ends_with("{indicator_id}") || path.ends_with("{skp_plan_id}") => {
            json!({"label": "X"})
        }
        _ => return None,
    };
    assert!(operation.takes_json, "{operation:?}");
    Some(body)
}
