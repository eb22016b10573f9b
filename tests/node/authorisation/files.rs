//! What callers ask of `uploads`.

use ngantor_tests::api::Operation;
use ngantor_tests::office::new_id;
use serde_json::{Value, json};

/// A body that is fine; those that are files are none of JSON.
pub(super) fn body(operation: &Operation) -> Option<Value> {
    let path = operation.path.strip_prefix("/api/uploads/");
    let body = match (operation.method.as_str(), path.unwrap()) {
        ("PUT", "files/{id}/links/{link_id}") => json!({"days": 7}),
        ("PUT", "quotas/{id}") => json!({"bytes": 1_000_000}),
        ("POST", "documents/{id}/restoration") => {
            json!({"upload_id": new_id(), "new_id": new_id()})
        }
        _ => return None,
    };
    assert!(operation.takes_json, "{operation:?}");
    Some(body)
}
