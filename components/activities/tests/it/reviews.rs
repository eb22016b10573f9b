//! Many reviews at once.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_db::{journal, params};
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{BUDI, KEEPER, MADE, Office, RATNA, SITI, id, live, minutes};

async fn review(office: &Office, sender: (&str, Role), reviews: Value) -> Answer {
    let form = json!({"reviews": reviews});
    office
        .send((Method::POST, "/reviews"), sender, None, &form)
        .await
}

fn fine(n: u32, version: i64) -> Value {
    json!({"id": id(n), "version": version, "outcome": "acknowledged"})
}

const HEAD: (&str, Role) = (BUDI, Role::Employee);

/// Activities of Siti's, Made's, Ratna's and Budi's.
async fn with_some() -> Office {
    let office = Office::with_units().await;
    for n in [1, 2, 3] {
        office.put(SITI, n, None, &minutes("2026-11-24", 5)).await;
    }
    office.put(MADE, 4, None, &minutes("2026-11-24", 5)).await;
    office.put(SITI, 5, None, &live()).await;
    office.put(RATNA, 6, None, &minutes("2026-11-24", 5)).await;
    office.put(BUDI, 7, None, &minutes("2026-11-24", 5)).await;
    let changed = minutes("2026-11-24", 6);
    office.put(SITI, 3, Some("\"1\""), &changed).await;
    office
}

fn returned(n: u32, comment: Option<&str>) -> Value {
    json!({"id": id(n), "version": 1, "outcome": "returned", "comment": comment})
}

#[tokio::test]
async fn each_review_answers_for_itself() {
    let office = with_some().await;
    let all = json!([
        fine(1, 1),
        returned(2, None),
        fine(3, 1),
        fine(5, 1),
        fine(6, 1),
        fine(7, 1),
        fine(8, 1),
        fine(1, 1)
    ]);
    let told = review(&office, HEAD, all).await;
    assert_eq!(told.status, StatusCode::OK, "{:?}", told.body);
    let counts = (&told.body["n_done"], &told.body["n_refused"]);
    assert_eq!(counts, (&json!(1), &json!(7)));
    let reviews = told.body["reviews"].as_array().unwrap();
    let shown = reviews.iter().map(|one| {
        let code = one["code"].as_str().unwrap_or("-");
        (code, one["state"].as_str(), one["version"].as_i64())
    });
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            ("-", Some("acknowledged"), Some(2)),
            ("required", Some("logged"), Some(1)),
            ("changed_meanwhile", Some("logged"), Some(2)),
            ("act_not_now", Some("running"), Some(1)),
            // Of whom one does not lead nothing is told.
            ("not_found", None, None),
            ("own_activity", Some("logged"), Some(1)),
            ("not_found", None, None),
            ("doubled", Some("acknowledged"), Some(2)),
        ]
    );
    for one in reviews {
        assert_eq!(one["is_done"], one["code"].is_null(), "{one}");
    }
    // Nor by a fault of what is said of it.
    let told = review(&office, HEAD, json!([returned(6, None), returned(6, None)])).await;
    for one in told.body["reviews"].as_array().unwrap() {
        assert_eq!(
            (&one["code"], &one["state"]),
            (&json!("not_found"), &Value::Null)
        );
    }
    // Sent again it changes nothing, and says so.
    let again = review(&office, HEAD, json!([fine(1, 1)])).await;
    assert_eq!(again.body["reviews"][0]["code"], "changed_meanwhile");
}

#[tokio::test]
async fn what_is_reviewed_among_many_is_kept_as_one_alone() {
    let office = with_some().await;
    let all = json!([fine(1, 1), returned(4, Some(" Sebutkan hasilnya. "))]);
    let told = review(&office, HEAD, all).await;
    assert_eq!(told.body["n_done"], 2, "{:?}", told.body);
    let path = format!("/activities/{}", id(4));
    let shown = office.get(MADE, &path).await.body;
    assert_eq!(shown["review"]["comment"], "Sebutkan hasilnya.");
    assert_eq!(
        (&shown["review"]["by"], &shown["state"]),
        (&json!(BUDI), &json!("returned"))
    );
    let entries = journal::after(&*office.db, 0, 500).await.unwrap();
    let changed = entries
        .iter()
        .filter(|entry| entry.actor == BUDI && entry.old.is_some());
    let changed: Vec<_> = changed.map(|entry| entry.subject.as_str()).collect();
    assert_eq!(changed, [id(1), id(4)]);
    // The sums follow.
    let day = office.get(MADE, "/days/2026-11-24").await.body;
    assert_eq!(day["totals"]["n_returned"], 1);
    let sums = office
        .get(BUDI, "/totals?of=team&from=2026-11-24")
        .await
        .body;
    let counts = (&sums[0]["n_acknowledged"], &sums[0]["n_returned"]);
    assert_eq!(counts, (&json!(1), &json!(1)));
}

#[tokio::test]
async fn reviews_are_for_who_leads_the_people_now_and_for_open_days() {
    let office = Office::with_units().await;
    office.put(SITI, 1, None, &minutes("2026-11-24", 5)).await;
    let told = review(&office, (KEEPER, Role::Personnel), json!([fine(1, 1)])).await;
    assert_eq!(told.body["reviews"][0]["code"], "not_above");
    // `people` tells who acts for the head now; nothing ticks in between.
    office.relate(300, "acting_head", RATNA, crate::office::unit(1), None);
    office.pass(12 * 24 * 60);
    let told = review(&office, (RATNA, Role::Employee), json!([fine(1, 1)])).await;
    assert_eq!(told.body["reviews"][0]["code"], "period_locked");
    let many: Vec<_> = (0..201).map(|n| fine(n, 1)).collect();
    let told = review(&office, HEAD, Value::Array(many[..200].to_vec())).await;
    assert_eq!(told.body["n_refused"], 200);
    let told = review(&office, HEAD, Value::Array(many)).await;
    assert_eq!(told.body["errors"][0]["code"], "too_many");
    let told = review(&office, HEAD, json!([])).await;
    assert_eq!(
        (told.status, &told.body["n_done"]),
        (StatusCode::OK, &json!(0))
    );
}

#[tokio::test]
async fn what_is_reviewed_is_looked_up_by_id() {
    let office = Office::open().await;
    let ids = json!([{"id": id(1), "version": 1, "before": "logged", "state": "acknowledged"}]);
    for (statement, parameters) in [
        (
            activities::store::REVIEW,
            params![ids.to_string(), 1_i64, BUDI],
        ),
        (
            activities::store::BY_IDS,
            params![json!([id(1)]).to_string(), 9_i64],
        ),
    ] {
        let explained = format!("EXPLAIN QUERY PLAN {statement}");
        let rows = office.db.run(&explained, parameters).await.unwrap();
        let steps: Vec<_> = rows.iter().map(|row| row.text("detail").unwrap()).collect();
        let by_id = "SEARCH activity USING INDEX sqlite_autoindex_activity_1 (id=?)";
        assert!(steps.iter().any(|step| step == by_id), "{steps:#?}");
    }
}
