//! What callers ask of activities: one of the person that is asked for, and rules with nothing
//! wrong in them.

use ngantor_tests::api::Operation;
use ngantor_tests::client::Client;
use ngantor_tests::office::{self, Office, must, new_id};
use serde_json::{Value, json};

use super::requests::day;

/// What is there to be asked for.
pub struct Activities {
    activity: String,
    rule: String,
    reopening: String,
    template: String,
}

impl Activities {
    /// Makes all of it: the activity of somebody by their username, and what is opened again for
    /// that person.
    pub fn make(office: &Office, username: &str, person: &str) -> Self {
        let client = office.node.client();
        let session = super::callers::sign_in(&client, username);
        let own = client.with_token(office::token(&session, "activities"));
        let keeper = office.signed_in("activities");
        Self {
            activity: put(&own, "activities", &activity()),
            rule: put(&keeper, "period-rules", &period_rule(-1)),
            reopening: put(&keeper, "reopenings", &reopening(Some(person))),
            template: put(&own, "templates", &template()),
        }
    }

    /// Whether somebody who leads the person sees the activity by now.
    pub fn is_seen_by(&self, head: &Client) -> bool {
        let path = format!("/api/activities/activities/{}", self.activity);
        must(head.get(&path)).status == 200
    }

    /// What stands for the variable of an operation's path; nothing where it is another
    /// function's.
    pub fn parameter(&self, operation: &Operation) -> Option<String> {
        let path = operation.path.strip_prefix("/api/activities/")?;
        Some(match (operation.method.as_str(), path.split('/').next()) {
            ("GET", Some("days" | "people" | "periods")) | (_, Some("proposals")) => {
                "today".to_owned()
            }
            ("PUT", _) => new_id(),
            (_, Some("activities")) => self.activity.clone(),
            (_, Some("period-rules")) => self.rule.clone(),
            (_, Some("reopenings")) => self.reopening.clone(),
            (_, Some("templates")) => self.template.clone(),
            _ => new_id(),
        })
    }
}

/// A body that is fine.
pub fn body(operation: &Operation) -> Option<Value> {
    let path = operation.path.strip_prefix("/api/activities/")?;
    let body = match (operation.method.as_str(), path) {
        ("PUT", "activities/{id}") => activity(),
        ("PUT", "period-rules/{id}") => period_rule(40),
        ("PUT", "reopenings/{id}") => reopening(None),
        ("PUT", "templates/{id}") => template(),
        ("POST", "reviews") => json!({"reviews": []}),
        ("POST", "proposals/{day}/confirmation") => json!({"entries": []}),
        ("POST", "activities/{id}/review") => json!({"outcome": "acknowledged"}),
        ("POST", path) if path.starts_with("activities/") => json!({}),
        _ => return None,
    };
    assert!(operation.takes_json, "{operation:?}");
    Some(body)
}

fn activity() -> Value {
    json!({"title": "X", "zone": "Asia/Jakarta", "day": day(-1), "minutes": 1})
}

fn template() -> Value {
    json!({"title": "X", "minutes": 1, "repeats": {"weekdays": ["monday"]}})
}

fn period_rule(from_today: i64) -> Value {
    json!({"starts_on": day(from_today), "length": "month", "grace_d": 5, "max_age_d": 31,
           "source": "X"})
}

fn reopening(person: Option<&str>) -> Value {
    json!({"starts_on": day(-60), "ends_on": day(-50), "person_id": person,
           "open_until": day(1), "reason": "X"})
}

fn put(client: &Client, kind: &str, body: &Value) -> String {
    let id = new_id();
    let path = format!("/api/activities/{kind}/{id}");
    let answer = must(client.json("PUT", &path, body));
    assert_eq!(answer.status, 201, "{path}: {answer:?}");
    id
}
