//! Functions that ask for a token by which they follow another.

use axum::http::StatusCode;
use chrono::Duration;
use ngantor_core::caller::Role;
use ngantor_core::token::{Bearer, Scope, assert, check};
use ngantor_http::Ambient as _;
use serde_json::{Value, json};

use crate::office::{Office, id, text};

fn form(assertion: &str, resource: &str) -> Value {
    json!({"client_assertion": assertion, "resource": resource})
}

#[tokio::test]
async fn a_function_that_the_manifest_lets_follow_gets_a_token_for_the_feed() {
    let office = Office::open().await;
    let now = office.clock.now();
    let own = assert("attendance", &office.master.token_key("attendance"), now).unwrap();
    let answer = office.post("/tokens", &form(&own, "people")).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let token = text(&answer.body, "/access_tokens/people");
    let key = office.master.token_key("people");
    assert_eq!(
        check(&token, "people", &key, now),
        Ok(Bearer::Machine(Scope::Feed))
    );
    assert_eq!(office.get("/feed", &token).await.status, StatusCode::OK);
    // It is a machine's: nothing but the feed.
    assert_eq!(
        office.get("/people", &token).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn whoever_proves_nothing_or_is_not_let_follow_gets_none() {
    let office = Office::open().await;
    let now = office.clock.now();
    let key = |function: &str| office.master.token_key(function);
    let assertion = |function: &str, by: &str, minutes: i64| {
        assert(function, &key(by), now + Duration::minutes(minutes)).unwrap()
    };
    let siti = office.token(&id(0x2000), &[Role::Administrator]).await;
    for (what, assertion, resource) in [
        (
            "long ago",
            assertion("attendance", "attendance", -3),
            "people",
        ),
        (
            "from the future",
            assertion("attendance", "attendance", 3),
            "people",
        ),
        (
            "by another's key",
            assertion("attendance", "people", 0),
            "people",
        ),
        (
            "whom nobody lets",
            assertion("people", "people", 0),
            "attendance",
        ),
        ("of nobody", assertion("nobody", "nobody", 0), "people"),
        (
            "itself",
            assertion("attendance", "attendance", 0),
            "attendance",
        ),
        (
            "whom it may not",
            assertion("attendance", "attendance", 0),
            "web",
        ),
        ("an access token", siti, "people"),
        ("nothing", String::new(), "people"),
    ] {
        let answer = office.post("/tokens", &form(&assertion, resource)).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{what}");
        assert_eq!(answer.body["code"], "client_refused", "{what}");
    }
    let own = assertion("attendance", "attendance", 0);
    for (body, pointer) in [
        (json!({}), "/app_token"),
        (json!({"resource": "people"}), "/app_token"),
        (json!({"client_assertion": own}), "/resource"),
        (
            json!({"client_assertion": own, "resource": "people", "app_token": "x"}),
            "/app_token",
        ),
    ] {
        let answer = office.post("/tokens", &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{body}");
    }
}
