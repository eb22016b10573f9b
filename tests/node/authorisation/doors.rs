//! What callers ask of their own ways in: passwords, codes, passkeys, accounts elsewhere.

use ngantor_tests::api::Operation;
use serde_json::{Value, json};

use super::requests::PASSWORD;

/// What such an operation takes.
pub fn body(operation: &Operation) -> Option<Value> {
    let body = match (operation.method.as_str(), operation.path.as_str()) {
        ("PUT", "/api/people/me/totp") => json!({"code": "000000"}),
        ("PUT", "/api/people/me/password") => {
            json!({"password": PASSWORD, "new_password": PASSWORD})
        }
        ("PUT", "/api/people/me/passkeys/{id}") => {
            let said = json!({"clientDataJSON": "", "authenticatorData": "", "publicKey": ""});
            json!({"name": "X", "credential": {"response": said}})
        }
        ("POST", "/api/people/sessions/passkey") => {
            let said = json!({"clientDataJSON": "", "authenticatorData": "", "signature": "",
                              "userHandle": ""});
            json!({"credential": {"id": "", "response": said}})
        }
        (
            "POST" | "DELETE",
            "/api/people/me/totp"
            | "/api/people/me/passkey-registrations"
            | "/api/people/identity-providers/{id}/links",
        ) => json!({"password": PASSWORD}),
        _ => return None,
    };
    assert!(operation.takes_json, "{operation:?}");
    Some(body)
}
