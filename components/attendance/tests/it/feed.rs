//! The journal as others follow it.

use axum::http::Method;
use ngantor_core::token::{Bearer, Scope, mint};
use ngantor_http::Ambient as _;
use ngantor_http::testing::{call, request};
use serde_json::{Value, json};

use crate::office::{Office, SITI, id, punch};

#[tokio::test]
async fn the_feed_gives_each_punch_as_a_cloud_event() {
    let office = Office::open().await;
    office.put(SITI, &id(1), &punch("in")).await;
    let machine = mint(
        &Bearer::Machine(Scope::Feed),
        "attendance",
        &office.key,
        office.clock.now(),
    );
    let machine = machine.unwrap();
    let read = |path: &'static str| {
        call(
            &office.router,
            request(Method::GET, path, &machine, &Value::Null),
        )
    };
    let batch = read("/api/attendance/feed?after=0").await;
    assert_eq!(
        batch.headers["content-type"],
        "application/cloudevents-batch+json"
    );
    let event = &batch.body[0];
    assert_eq!(event["type"], "id.ngantor.attendance.punch.created");
    assert_eq!(
        (&event["id"], &event["subject"]),
        (&json!("1"), &json!(id(1)))
    );
    assert_eq!(event["time"], "2026-11-25T00:30:00.000+00:00");
    assert_eq!(event["data"]["new"]["person_id"], SITI);
    // With nothing new it waits as long as it is asked to, then answers an empty batch.
    let before = office.clock.now();
    let empty = read("/api/attendance/feed?after=1&timeout_ms=1000").await;
    assert_eq!(empty.body, json!([]));
    assert_eq!((office.clock.now() - before).num_milliseconds(), 1000);
}
