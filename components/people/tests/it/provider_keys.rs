//! What a provider publishes: its keys change, it does not answer, it answers nonsense.

use axum::http::StatusCode;
use ngantor_http::fetch::FETCH_MAX_BYTES;
use serde_json::json;

use crate::beside::{Beside, told};
use crate::providers::form;

const HOUR_S: u64 = 3600;
const DESCRIPTION: &str = "/openid-configuration";

#[tokio::test]
async fn new_keys_are_read_when_a_token_names_one_and_not_more_often_than_they_may() {
    let beside = Beside::new().await;
    assert_eq!(beside.told().await, "in");
    assert_eq!(beside.told().await, "in");
    assert_eq!(beside.issuer.n_asked("/keys"), 1);
    beside.pass_s(10);
    beside.issuer.rotate(2);
    assert_eq!(beside.told().await, "in");
    assert_eq!(beside.issuer.n_asked("/keys"), 2);
    // A moment later another key: whoever names keys that are not there does not make us ask.
    beside.issuer.rotate(3);
    beside.pass_s(9);
    for _ in 0..3 {
        assert_eq!(beside.told().await, "provider_not_believed");
    }
    assert_eq!(beside.issuer.n_asked("/keys"), 2);
    beside.pass_s(1);
    assert_eq!(beside.told().await, "in");
    assert_eq!(beside.issuer.n_asked("/keys"), 3);
    assert_eq!(beside.issuer.n_asked(DESCRIPTION), 1);
}

#[tokio::test]
async fn a_key_that_was_taken_back_is_believed_for_an_hour_at_most() {
    let beside = Beside::new().await;
    assert_eq!(beside.told().await, "in");
    let stolen = beside.issuer.clone();
    beside.pass_s(HOUR_S - 1);
    assert_eq!(beside.told().await, "in");
    assert_eq!(stolen.n_asked("/keys"), 1);
    beside.pass_s(1);
    assert_eq!(beside.told().await, "in");
    assert_eq!(
        (stolen.n_asked("/keys"), stolen.n_asked(DESCRIPTION)),
        (2, 2)
    );
}

#[tokio::test]
async fn what_was_read_last_lets_people_in_while_it_is_young_enough() {
    let beside = Beside::new().await;
    let mut short = form();
    short["key_max_age_hours"] = json!(2);
    beside.keep(&short).await;
    assert_eq!(beside.told().await, "in");
    for path in [DESCRIPTION, "/keys"] {
        beside.issuer.breaks(path, 0, "");
    }
    beside.pass_s(2 * HOUR_S);
    assert_eq!(beside.told().await, "in");
    let asked = beside.issuer.n_asked("/keys");
    assert_eq!(beside.told().await, "in");
    assert_eq!(
        beside.issuer.n_asked("/keys"),
        asked,
        "it is not asked at each sign-in"
    );
    beside.pass_s(1);
    let refused = beside.try_begin().await;
    assert_eq!(told(&refused), "provider_unreachable");
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers["retry-after"], "10");
    beside.issuer.mends();
    beside.pass_s(10);
    assert_eq!(beside.told().await, "in");
}

#[tokio::test]
async fn a_provider_that_answers_nonsense_is_one_that_does_not_answer() {
    let huge = format!(
        "{{\"keys\": [], \"x\": \"{}\"}}",
        "a".repeat(FETCH_MAX_BYTES)
    );
    let elsewhere = json!({
        "issuer": "https://evil.example", "authorization_endpoint": "https://evil.example/",
        "token_endpoint": "https://evil.example/", "jwks_uri": "https://evil.example/",
    });
    let elsewhere = elsewhere.to_string();
    for (path, status, body) in [
        (DESCRIPTION, 0, ""),
        (DESCRIPTION, 500, ""),
        (DESCRIPTION, 302, ""),
        (DESCRIPTION, 200, ""),
        (DESCRIPTION, 200, &*elsewhere),
        ("/keys", 404, ""),
        ("/keys", 301, "{\"keys\": []}"),
        ("/keys", 200, "[]"),
        ("/keys", 200, &*huge),
        ("/token", 0, ""),
        ("/token", 503, ""),
    ] {
        let beside = Beside::new().await;
        beside.issuer.breaks(path, status, body);
        let refused = match path {
            "/token" => beside.sign_in().await,
            _ => beside.try_begin().await,
        };
        assert_eq!(told(&refused), "provider_unreachable", "{path} {status}");
        assert!(refused.headers.contains_key("retry-after"));
        // Whoever comes next does not wait for it again.
        let n_asked = beside.issuer.n_asked(DESCRIPTION);
        let _ = beside.try_begin().await;
        assert_eq!(beside.issuer.n_asked(DESCRIPTION), n_asked);
    }
}

#[tokio::test]
async fn a_redirect_is_no_answer_and_nobody_goes_there() {
    let beside = Beside::new().await;
    beside.issuer.breaks("/token", 307, "");
    assert_eq!(beside.told().await, "provider_not_believed");
    assert_eq!(beside.issuer.n_asked("/"), 0);
}

#[tokio::test]
async fn a_description_that_leads_inside_is_not_followed() {
    for (field, url) in [
        ("jwks_uri", "http://people.spin.internal/api"),
        ("token_endpoint", "http://169.254.169.254/latest"),
        ("authorization_endpoint", "javascript:alert(1)"),
    ] {
        let beside = Beside::new().await;
        beside.issuer.describes(json!({field: url}));
        assert_eq!(
            told(&beside.try_begin().await),
            "provider_unreachable",
            "{field}"
        );
    }
}

#[tokio::test]
async fn the_secret_goes_where_the_provider_takes_it() {
    let beside = Beside::new().await;
    let methods = json!({"token_endpoint_auth_methods_supported": ["client_secret_post"]});
    beside.issuer.describes(methods);
    assert_eq!(beside.told().await, "in");
    let mut wrong = form();
    wrong["client_secret"] = json!("another");
    beside.keep(&wrong).await;
    assert_eq!(beside.told().await, "provider_denied");
}
