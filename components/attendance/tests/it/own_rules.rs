//! Nobody makes rules about themself: not days of leave, not hours, not who may work flexibly.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, id};

/// The shipped schedule.
const ASN: &str = "01985c00-0000-7000-8000-000000000001";
const COLLEAGUE: (&str, Role) = (SITI, Role::Personnel);

/// A rule about somebody, of each kind that there is.
fn about(person: &str) -> [(&'static str, Value); 3] {
    let days = json!({"name": "Tambahan", "source": "SK 1", "person_id": person, "type": "annual",
        "day": "2026-01-01", "days": 12});
    let hours = json!({"name": "Loket", "source": "SK 2", "schedule_id": ASN,
        "person_id": person, "starts_on": "2026-01-01"});
    let excluded = json!({"name": "Hukuman", "source": "SK 3", "person_id": person,
        "starts_on": "2026-01-01"});
    [
        ("leave-adjustments", days),
        ("assignments", hours),
        ("flexible-work-exclusions", excluded),
    ]
}

async fn put(office: &Office, path: &str, who: (&str, Role), form: &Value) -> Answer {
    let version = office.get(SITI, path).await.headers.get("etag").cloned();
    let version = version.map(|etag| etag.to_str().unwrap().to_owned());
    let to = (Method::PUT, path);
    office.send(to, who, version.as_deref(), form).await
}

#[tokio::test]
async fn nobody_makes_changes_or_takes_back_a_rule_about_themself() {
    for role in [Role::Personnel, Role::Administrator] {
        let office = Office::with_rules().await;
        let own = (BUDI, role);
        for (n, (folder, form)) in (1..).zip(about(BUDI)) {
            let path = format!("/{folder}/{}", id(n));
            let made = put(&office, &path, own, &form).await;
            assert_eq!(made.status, StatusCode::FORBIDDEN, "{folder}");
            assert_eq!(made.body["code"], "own_rule", "{folder}");
            let by_another = put(&office, &path, COLLEAGUE, &form).await;
            assert_eq!(by_another.status, StatusCode::CREATED, "{folder}");
            let mut other = form.clone();
            other["name"] = json!("Lain");
            let changed = office
                .send((Method::PUT, &path), own, Some("\"1\""), &other)
                .await;
            assert_eq!(changed.body["code"], "own_rule", "{folder}");
            // Not by making it somebody else's either.
            other["person_id"] = json!(SITI);
            let moved = office
                .send((Method::PUT, &path), own, Some("\"1\""), &other)
                .await;
            assert_eq!(moved.body["code"], "own_rule", "{folder}");
            let gone = office
                .send((Method::DELETE, &path), own, Some("\"1\""), &Value::Null)
                .await;
            assert_eq!(gone.body["code"], "own_rule", "{folder}");
        }
    }
}

#[tokio::test]
async fn what_is_about_another_does_not_become_about_oneself() {
    let office = Office::with_rules().await;
    let own = (BUDI, Role::Personnel);
    for (n, ((folder, theirs), (_, mine))) in (1..).zip(about(SITI).into_iter().zip(about(BUDI))) {
        let path = format!("/{folder}/{}", id(n));
        let made = put(&office, &path, own, &theirs).await;
        assert_eq!(made.status, StatusCode::CREATED, "{folder}: {}", made.body);
        let to = (Method::PUT, path.as_str());
        let moved = office.send(to, own, Some("\"1\""), &mine).await;
        assert_eq!(moved.body["code"], "own_rule", "{folder}");
        let to = (Method::DELETE, path.as_str());
        let gone = office.send(to, own, Some("\"1\""), &Value::Null).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{folder}");
    }
}
