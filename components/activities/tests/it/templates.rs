//! Templates, what they propose, and the act that enters it.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use futures::future::BoxFuture;
use ngantor_core::caller::Role;
use ngantor_db::{Db, DbError, Row, Sql, Value as Bound};
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, id, minutes};

fn letters() -> Value {
    json!({"title": "Menjawab surat masuk", "minutes": 60, "tags": ["Persuratan"],
           "output": {"name": "Surat balasan", "unit": "surat"},
           "repeats": {"weekdays": ["tuesday", "wednesday"]}})
}

fn roll_call() -> Value {
    json!({"title": "Apel pagi", "minutes": 15, "repeats": {"month_days": [24]}})
}

async fn put(
    office: &Office,
    (who, n): (&str, u32),
    version: Option<&str>,
    form: &Value,
) -> Answer {
    let path = format!("/templates/{}", id(n));
    let sender = (who, Role::Employee);
    office
        .send((Method::PUT, &path), sender, version, form)
        .await
}

async fn confirm(office: &Office, day: &str, form: &Value) -> Answer {
    let path = format!("/proposals/{day}/confirmation");
    let sender = (SITI, Role::Employee);
    office.send((Method::POST, &path), sender, None, form).await
}

async fn proposed(office: &Office, day: &str) -> Vec<String> {
    let told = office.get(SITI, &format!("/proposals/{day}")).await;
    let entries = told.body["entries"].as_array().unwrap();
    let title = |one: &Value| one["title"].as_str().unwrap().to_owned();
    entries.iter().map(title).collect()
}

#[tokio::test]
async fn a_template_is_made_changed_and_taken_back_by_its_person_alone() {
    let office = Office::with_units().await;
    let made = put(&office, (SITI, 1), None, &letters()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    assert_eq!(made.body["tags"], json!(["persuratan"]));
    let again = put(&office, (SITI, 1), None, &letters()).await;
    assert_eq!(
        (again.status, &again.headers["etag"]),
        (StatusCode::OK, &made.headers["etag"])
    );
    let nameless = put(&office, (SITI, 1), None, &roll_call()).await;
    assert_eq!(nameless.status, StatusCode::PRECONDITION_REQUIRED);
    let changed = put(&office, (SITI, 1), Some("\"1\""), &roll_call()).await;
    assert_eq!(changed.headers["etag"], "\"2\"");
    let late = put(&office, (SITI, 1), Some("\"1\""), &letters()).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(late.body["current"]["title"], "Apel pagi");
    // Also to who leads her it is not there.
    let path = format!("/templates/{}", id(1));
    assert_eq!(office.get(BUDI, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(office.get(BUDI, "/templates").await.body, json!([]));
    let stolen = put(&office, (BUDI, 1), Some("\"2\""), &letters()).await;
    assert_eq!(stolen.body["code"], "id_reused");
    let delete = |who| {
        let sender = (who, Role::Employee);
        office.send((Method::DELETE, &path), sender, Some("\"2\""), &Value::Null)
    };
    assert_eq!(delete(BUDI).await.status, StatusCode::NOT_FOUND);
    assert_eq!(delete(SITI).await.status, StatusCode::NO_CONTENT);
    assert_eq!(delete(SITI).await.status, StatusCode::NOT_FOUND);
    assert_eq!(office.get(SITI, "/templates").await.body, json!([]));
    let again = put(&office, (SITI, 1), None, &roll_call()).await;
    assert_eq!(again.body["code"], "id_reused");
}

#[tokio::test]
async fn somebody_has_fifty_templates_at_most() {
    let office = Office::open().await;
    for n in 0..50 {
        let made = put(&office, (SITI, n), None, &roll_call()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{n}");
    }
    let more = put(&office, (SITI, 50), None, &roll_call()).await;
    assert_eq!(more.body["code"], "too_many_templates");
    assert_eq!(
        put(&office, (BUDI, 51), None, &roll_call()).await.status,
        201
    );
    let path = format!("/templates/{}", id(7));
    let sender = (SITI, Role::Employee);
    office
        .send((Method::DELETE, &path), sender, Some("\"1\""), &Value::Null)
        .await;
    assert_eq!(
        put(&office, (SITI, 50), None, &roll_call()).await.status,
        201
    );
}

#[tokio::test]
async fn what_templates_propose_is_entered_by_one_act_and_once() {
    let office = Office::open().await;
    put(&office, (SITI, 1), None, &letters()).await;
    put(&office, (SITI, 2), None, &roll_call()).await;
    assert_eq!(proposed(&office, "2026-11-23").await, [""; 0]);
    assert_eq!(proposed(&office, "today").await, ["Menjawab surat masuk"]);
    let both = ["Menjawab surat masuk", "Apel pagi"];
    assert_eq!(proposed(&office, "2026-11-24").await, both);
    // Nothing was entered by itself.
    assert_eq!(office.get(SITI, "/activities").await.body, json!([]));
    let form = json!({"entries": [
        {"template_id": id(1), "quantity": 7, "minutes": 80, "text": "Tujuh surat."},
        {"template_id": id(2)},
    ]});
    let day = confirm(&office, "2026-11-24", &form).await;
    assert_eq!(day.status, StatusCode::OK, "{:?}", day.body);
    assert_eq!(
        (&day.body["totals"]["n"], &day.body["totals"]["minutes"]),
        (&json!(2), &json!(95))
    );
    let path = "/activities?tag=persuratan";
    let listed = office.get(SITI, path).await.body;
    let one = &listed[0];
    assert_eq!(
        one["output"],
        json!({"name": "Surat balasan", "quantity": 7.0, "unit": "surat"})
    );
    assert_eq!(
        (&one["state"], &one["text"]),
        (&json!("logged"), &json!("Tujuh surat."))
    );
    assert_eq!(proposed(&office, "2026-11-24").await, [""; 0]);
    // Sent again, also with other words, it is what it was; and what was taken back stays so.
    let id_of = one["id"].as_str().unwrap();
    let again = confirm(&office, "2026-11-24", &form).await;
    assert_eq!(again.body["totals"]["minutes"], 95);
    let path = format!("/activities/{id_of}");
    let sender = (SITI, Role::Employee);
    office
        .send((Method::DELETE, &path), sender, Some("\"1\""), &Value::Null)
        .await;
    let again = confirm(&office, "2026-11-24", &form).await;
    let error = &again.body["errors"][0];
    assert_eq!(
        json!([again.status.as_u16(), error["pointer"], error["code"]]),
        json!([422, "/entries/0/template_id", "taken_back"])
    );
    assert_eq!(proposed(&office, "2026-11-24").await, [""; 0]);
    // On a day for which it is not proposed it can be used all the same.
    let other = json!({"entries": [{"template_id": id(2)}]});
    let day = confirm(&office, "2026-11-23", &other).await;
    assert_eq!(day.body["activities"][0]["title"], "Apel pagi");
}

#[tokio::test]
async fn a_confirmation_with_a_fault_enters_nothing() {
    let office = Office::open().await;
    put(&office, (SITI, 1), None, &letters()).await;
    put(&office, (SITI, 2), None, &roll_call()).await;
    put(&office, (BUDI, 3), None, &roll_call()).await;
    let two = |more: Value| json!({"entries": [{"template_id": id(2)}, more]});
    for (more, pointer, code) in [
        (json!({"template_id": id(1)}), "quantity", "required"),
        (
            json!({"template_id": id(1), "quantity": 0}),
            "quantity",
            "out_of_range",
        ),
        (
            json!({"template_id": id(1), "quantity": 1, "minutes": 0}),
            "minutes",
            "too_short",
        ),
        (json!({"template_id": id(2)}), "template_id", "doubled"),
        (json!({"template_id": id(3)}), "template_id", "no_template"),
    ] {
        let told = confirm(&office, "2026-11-24", &two(more)).await;
        let error = &told.body["errors"][0];
        let pointer = format!("/entries/1/{pointer}");
        assert_eq!(
            (&error["pointer"], &error["code"]),
            (&json!(pointer), &json!(code))
        );
    }
    let told = confirm(
        &office,
        "2026-11-24",
        &json!({"entries": [
        {"template_id": id(2), "quantity": 1}]}),
    )
    .await;
    assert_eq!(told.body["errors"][0]["code"], "no_output");
    let roll = json!({"entries": [{"template_id": id(2)}]});
    let early = confirm(&office, "2026-11-26", &roll).await;
    assert_eq!(early.body["errors"][0]["code"], "in_future");
    let locked = confirm(&office, "2026-10-24", &roll).await;
    assert_eq!(locked.body["code"], "period_locked");
    office
        .put(SITI, 9, None, &minutes("2026-11-24", 1430))
        .await;
    let long = confirm(&office, "2026-11-24", &roll).await;
    assert_eq!(long.body["code"], "day_too_long");
    let listed = office.get(SITI, "/activities").await.body;
    assert_eq!(listed.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_change_of_what_is_not_there_is_told_so() {
    let office = Office::open().await;
    let told = put(&office, (SITI, 1), Some("\"1\""), &letters()).await;
    assert_eq!(
        told.status,
        StatusCode::PRECONDITION_FAILED,
        "{:?}",
        told.body
    );
    let told = office
        .put(SITI, 1, Some("*"), &minutes("2026-11-24", 60))
        .await;
    assert_eq!(
        told.status,
        StatusCode::PRECONDITION_FAILED,
        "{:?}",
        told.body
    );
    let rule = json!({"starts_on": "2026-12-01", "length": "week", "grace_d": 1, "max_age_d": 9,
                      "source": "SE 1"});
    let path = format!("/period-rules/{}", id(1));
    let keeper = (crate::office::KEEPER, Role::Personnel);
    let told = office
        .send((Method::PUT, &path), keeper, Some("\"1\""), &rule)
        .await;
    assert_eq!(
        told.status,
        StatusCode::PRECONDITION_FAILED,
        "{:?}",
        told.body
    );
    assert_eq!(office.get(SITI, "/templates").await.body, json!([]));
    assert_eq!(office.get(SITI, "/activities").await.body, json!([]));
}

/// A database in which each new row of a table was put in by somebody else a moment before.
struct Raced(Db, &'static str);

impl Sql for Raced {
    fn run<'a>(
        &'a self,
        statement: &'a str,
        parameters: Vec<Bound>,
    ) -> BoxFuture<'a, Result<Vec<Row>, DbError>> {
        Box::pin(async move {
            if statement.starts_with(self.1) {
                self.0.run(statement, parameters.clone()).await?;
            }
            self.0.run(statement, parameters).await
        })
    }
}

#[tokio::test]
async fn the_same_sent_twice_at_once_is_one() {
    let mut office = Office::open().await;
    office.race(|db| Arc::new(Raced(db, "INSERT INTO template")));
    let told = put(&office, (SITI, 1), None, &letters()).await;
    assert_eq!(told.status, StatusCode::OK, "{:?}", told.body);
    assert_eq!(told.body["title"], letters()["title"]);
    office.race(|db| Arc::new(Raced(db, "INSERT INTO rule")));
    let rule = json!({"starts_on": "2026-12-01", "length": "week", "grace_d": 1, "max_age_d": 9,
                      "source": "SE 1"});
    let path = format!("/period-rules/{}", id(1));
    let keeper = (crate::office::KEEPER, Role::Personnel);
    let told = office.send((Method::PUT, &path), keeper, None, &rule).await;
    assert_eq!(told.status, StatusCode::OK, "{:?}", told.body);
    // Another rule of the same day is still refused.
    let path = format!("/period-rules/{}", id(2));
    let told = office.send((Method::PUT, &path), keeper, None, &rule).await;
    assert_eq!(told.body["code"], "rule_begins_twice");
}
