//! Somebody is to be forgotten: asked, seen by others, taken back, come true.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::params;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{Office, id};
use crate::personal::tick;

const SITI: u32 = 0x2000;
const DAY_S: u64 = 86_400;

/// An office that keeps no record longer than its person works there, and Siti who left.
struct Left {
    office: Office,
}

impl Left {
    async fn new() -> Self {
        let left = Self {
            office: Office::open().await,
        };
        let office = &left.office;
        let keeper = office.personnel().await;
        office.employ(&keeper, SITI, "Siti Rahmawati").await;
        office.employ(&keeper, 0x2001, "Budi Santoso").await;
        let unit = json!({"name": "Unit", "starts_on": "2020-01-01"});
        office.state(&keeper, (1, 0), unit).await;
        for (n, form) in [
            json!({"kind": "member", "unit_id": id(1), "position": "Analis Siti Rahmawati"}),
            json!({"kind": "appraiser", "appraised_id": id(0x2001)}),
        ]
        .into_iter()
        .enumerate()
        {
            let mut form = form;
            form["person_id"] = json!(id(SITI));
            form["starts_on"] = json!("2026-01-01");
            form["basis"] = json!("SK 12 tentang Siti Rahmawati");
            let related = office
                .relate(&keeper, u32::try_from(n).unwrap(), form)
                .await;
            assert_eq!(related.status, StatusCode::CREATED, "{:?}", related.body);
        }
        let years = json!({"retention_years": 0});
        left.patch("/institution", &years).await;
        left.ends("2026-11-24").await;
        left
    }

    async fn chief(&self) -> String {
        let roles = &[Role::Employee, Role::Administrator];
        self.office.token(&id(0x3009), roles).await
    }

    async fn patch(&self, path: &str, form: &Value) {
        let (chief, tag) = (self.chief().await, [("if-match", "*")]);
        let changed = self.office.send(Method::PATCH, path, &chief, form, &tag);
        let changed = changed.await;
        assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    }

    async fn ends(&self, day: &str) {
        let form = json!({"ends_on": day});
        self.patch(&format!("/people/{}", id(SITI)), &form).await;
    }

    async fn send(&self, method: Method, token: &str) -> Answer {
        let path = format!("/people/{}/erasure", id(SITI));
        self.office
            .send(method, &path, token, &Value::Null, &[])
            .await
    }

    async fn ask(&self) -> Answer {
        let asked = self.send(Method::POST, &self.chief().await).await;
        assert_eq!(asked.status, StatusCode::ACCEPTED, "{:?}", asked.body);
        asked
    }

    async fn list(&self) -> Value {
        let keeper = self.office.personnel().await;
        self.office.get("/erasures", &keeper).await.body
    }

    async fn n_forgotten(&self) -> i64 {
        tick(&self.office).await["n_forgotten"].as_i64().unwrap()
    }
}

#[tokio::test]
async fn what_is_asked_comes_true_a_week_later_and_not_before() {
    let left = Left::new().await;
    let asked = left.ask().await.body;
    assert_eq!(
        asked,
        json!({"person_id": id(SITI), "asked_at": "2026-11-25T07:30:00.000+07:00",
               "asked_by": id(0x3009), "due_at": "2026-12-02T07:30:00.000+07:00"})
    );
    left.office.pass_s(DAY_S);
    assert_eq!(left.ask().await.body, asked, "it stays as it was asked");
    assert_eq!(left.list().await, json!([asked]));
    left.office.pass_s(6 * DAY_S - 1);
    assert_eq!(left.n_forgotten().await, 0);
    left.office.pass_s(1);
    assert_eq!(left.n_forgotten().await, 1);
    assert_eq!(left.list().await, json!([]));
    let again = left.send(Method::POST, &left.chief().await).await;
    assert_eq!(again.body["code"], "changed_meanwhile");
    let told = left.office.journal().await;
    let told = told
        .iter()
        .filter(|one| one.kind.starts_with("people.erasure."));
    let told: Vec<_> = told
        .map(|one| (one.actor.clone(), one.new["state"].clone()))
        .collect();
    let expected = [
        (id(0x3009), json!("asked")),
        ("people".to_owned(), json!("done")),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn personnel_take_it_back_and_so_does_another_last_day() {
    let left = Left::new().await;
    let keeper = left.office.personnel().await;
    let may_not = left.send(Method::POST, &keeper).await;
    assert_eq!(may_not.status, StatusCode::FORBIDDEN);
    assert_eq!(
        left.send(Method::DELETE, &keeper).await.status,
        StatusCode::NOT_FOUND
    );
    left.ask().await;
    let employee = left.office.token(&id(0x2001), &[Role::Employee]).await;
    let refused = left.send(Method::DELETE, &employee).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let seen = left.office.get("/erasures", &employee).await;
    assert_eq!(seen.status, StatusCode::FORBIDDEN);
    assert_eq!(
        left.send(Method::DELETE, &keeper).await.status,
        StatusCode::NO_CONTENT
    );
    left.office.pass_s(8 * DAY_S);
    assert_eq!(left.n_forgotten().await, 0);
    left.ask().await;
    left.ends("2026-11-23").await;
    assert_eq!(left.list().await, json!([]));
    left.office.pass_s(8 * DAY_S);
    assert_eq!(left.n_forgotten().await, 0);
}

#[tokio::test]
async fn what_is_asked_waits_where_the_record_has_to_be_kept_after_all() {
    let left = Left::new().await;
    left.ask().await;
    left.patch("/institution", &json!({"retention_years": 1}))
        .await;
    left.office.pass_s(8 * DAY_S);
    assert_eq!(left.n_forgotten().await, 0);
    left.patch("/institution", &json!({"retention_years": 0}))
        .await;
    assert_eq!(left.n_forgotten().await, 1);
}

/// An office where the last day of 2020, and the rules, stand unchanged for 25 days, and what is
/// asked then for whoever would be forgotten after 30 days without a word.
async fn asked_before_it_comes_by_itself() -> Left {
    let left = Left::new().await;
    left.ends("2020-01-31").await;
    left.office.pass_s(25 * DAY_S);
    left.ask().await;
    left
}

#[tokio::test]
async fn what_is_asked_comes_true_on_its_day_where_it_would_have_come_by_itself_before() {
    let left = asked_before_it_comes_by_itself().await;
    left.office.pass_s(7 * DAY_S - 1);
    assert_eq!(left.n_forgotten().await, 0);
    left.office.pass_s(1);
    assert_eq!(left.n_forgotten().await, 1);
}

#[tokio::test]
async fn what_is_taken_back_waits_another_thirty_days_where_it_would_have_come_by_itself() {
    let left = asked_before_it_comes_by_itself().await;
    left.office.pass_s(3 * DAY_S);
    let keeper = left.office.personnel().await;
    let back = left.send(Method::DELETE, &keeper).await;
    assert_eq!(back.status, StatusCode::NO_CONTENT);
    left.office.pass_s(30 * DAY_S);
    assert_eq!(left.n_forgotten().await, 0, "thirty days to the second");
    left.office.pass_s(1);
    assert_eq!(left.n_forgotten().await, 1);
}

#[tokio::test]
async fn the_texts_of_what_somebody_was_go_with_them_and_that_they_were_it_stays() {
    let left = Left::new().await;
    left.ask().await;
    let relations = "SELECT kind, position, basis FROM relation ORDER BY id LIMIT 9";
    left.office.pass_s(7 * DAY_S);
    assert_eq!(left.n_forgotten().await, 1);
    let rows = left.office.db.run(relations, params![]).await.unwrap();
    assert_eq!(rows.len(), 2);
    for row in &rows {
        let kind = row.text("kind").unwrap();
        let texts = ["position", "basis"].map(|column| row.text_or_null(column).unwrap());
        assert_eq!(texts, [None, None], "{kind}");
    }
    let journal = format!("{:?}", left.office.journal().await);
    for (text, what) in [("SK 12", "letter"), ("Analis", "position")] {
        assert!(!journal.contains(text), "the {what} is in no journal");
    }
}
