//! Cursors that nobody gave out.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use ngantor_core::caller::Role;
use serde_json::json;

use crate::office::{Office, id};

#[tokio::test]
async fn a_cursor_that_was_tampered_with_shows_nothing_more() {
    let office = Office::open().await;
    let auditor = office.token(&id(0x3000), &[Role::Auditor]).await;
    let employee = office.token(&id(0x3001), &[Role::Employee]).await;
    let deep = "[".repeat(10_000);
    let last = json!(["", id(0)]).to_string();
    for key in [
        "",
        "[]",
        "[\"\"]",
        "[\"\",\"\",\"\"]",
        "[0,0]",
        "[null,null]",
        "[[\"\"],\"\"]",
        "{\"0\":\"\",\"1\":\"\"}",
        "\"\"",
        "[\"\\ud800\",\"\"]",
        deep.as_str(),
    ] {
        let cursor = URL_SAFE_NO_PAD.encode(key);
        let answer = office
            .get(&format!("/people?cursor={cursor}"), &auditor)
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{key:.40}");
        assert_eq!(answer.body["errors"][0]["pointer"], "?cursor");
        assert_eq!(answer.body["errors"][0]["code"], "invalid_cursor");
    }
    for cursor in [
        URL_SAFE.encode(&last),
        format!("{}!", URL_SAFE_NO_PAD.encode(&last)),
    ] {
        let answer = office
            .get(&format!("/people?cursor={cursor}"), &auditor)
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{cursor}");
    }
    // A key that is well made is a place in the list, whoever made it, and no more than that.
    let long = json!(["x".repeat(5_000), "' OR 1=1 --"]).to_string();
    for (key, n_listed, n_own) in [
        (last.as_str(), 3, 1),
        ("[\"\\u0000\",\"\"]", 3, 1),
        ("[\"\u{10ffff}\",\"\"]", 0, 0),
        (&long, 0, 0),
    ] {
        let cursor = URL_SAFE_NO_PAD.encode(key);
        let path = format!("/people?cursor={cursor}");
        let seen = office.get(&path, &auditor).await.body;
        assert_eq!(seen.as_array().map(Vec::len), Some(n_listed), "{key:.40}");
        let own = office.get(&path, &employee).await.body;
        assert_eq!(own.as_array().map(Vec::len), Some(n_own), "{key:.40}");
    }
}
