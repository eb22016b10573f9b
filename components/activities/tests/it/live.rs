//! A clock: started, paused, resumed and finished.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::office::{BUDI, Office, SITI, live, minutes, warned};

#[tokio::test]
async fn a_clock_counts_its_stretches_and_not_its_pauses() {
    let office = Office::open().await;
    let started = office.put(SITI, 1, None, &live()).await;
    assert_eq!(started.status, StatusCode::CREATED, "{:?}", started.body);
    assert_eq!(started.body["state"], "running");
    assert_eq!(started.body["day"], "2026-11-25");
    assert_eq!(
        started.body["running_since"],
        "2026-11-25T10:00:00.000+07:00"
    );
    assert_eq!(
        started.body["may"],
        json!(["pause", "finish", "change", "withdraw"])
    );
    office.pass(50);
    let paused = office.act(SITI, 1, "pause", "\"1\"", json!({})).await;
    assert_eq!(
        (paused.status, &paused.body["state"]),
        (StatusCode::OK, &json!("paused"))
    );
    assert_eq!(paused.headers["etag"], "\"2\"");
    office.pass(30);
    let resumed = office.act(SITI, 1, "resumption", "\"2\"", json!({})).await;
    assert_eq!(resumed.body["state"], "running");
    office.pass(25);
    // It was done five minutes ago.
    let at = json!({"at": "2026-11-25T11:40:00+07:00"});
    let done = office.act(SITI, 1, "completion", "\"3\"", at).await;
    assert_eq!(done.body["state"], "logged", "{:?}", done.body);
    assert_eq!(done.body["minutes"], 70);
    assert_eq!(done.body["finished_at"], "2026-11-25T11:40:00.000+07:00");
    assert_eq!(done.body["running_since"], Value::Null);
    assert_eq!(done.body["may"], json!(["change", "withdraw"]));
}

#[tokio::test]
async fn one_clock_of_a_person_runs_at_a_time() {
    let office = Office::open().await;
    office.put(SITI, 1, None, &live()).await;
    let second = office.put(SITI, 2, None, &live()).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert_eq!(second.body["code"], "already_running");
    // Another person's does not matter, nor one that stands.
    assert_eq!(
        office.put(BUDI, 3, None, &live()).await.status,
        StatusCode::CREATED
    );
    office.pass(1);
    office.act(SITI, 1, "pause", "\"1\"", json!({})).await;
    assert_eq!(
        office.put(SITI, 2, None, &live()).await.status,
        StatusCode::CREATED
    );
    let resumed = office.act(SITI, 1, "resumption", "\"2\"", json!({})).await;
    assert_eq!(resumed.body["code"], "already_running");
    let done = office.act(SITI, 2, "completion", "\"1\"", json!({})).await;
    assert_eq!(
        done.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "it lasted no time"
    );
    office.pass(1);
    office.act(SITI, 2, "completion", "\"1\"", json!({})).await;
    let resumed = office.act(SITI, 1, "resumption", "\"2\"", json!({})).await;
    assert_eq!(resumed.body["state"], "running");
}

#[tokio::test]
async fn a_send_again_is_the_same_clock_also_when_it_stands() {
    let office = Office::open().await;
    office.put(SITI, 1, None, &live()).await;
    office.pass(5);
    office.act(SITI, 1, "pause", "\"1\"", json!({})).await;
    let again = office.put(SITI, 1, None, &live()).await;
    assert_eq!(
        (again.status, &again.body["state"]),
        (StatusCode::OK, &json!("paused"))
    );
    // Of another person it is another.
    let stolen = office.put(BUDI, 1, None, &live()).await;
    assert_eq!(stolen.body["code"], "id_reused");
}

#[tokio::test]
async fn a_forgotten_clock_is_told_and_is_finished_within_a_day_of_its_start() {
    let office = Office::open().await;
    office.put(SITI, 1, None, &live()).await;
    office.pass(12 * 60);
    let path = format!("/activities/{}", crate::office::id(1));
    assert_eq!(warned(&office.get(SITI, &path).await.body), ["long_run"]);
    office.pass(7_000 * 60);
    for noun in ["pause", "completion"] {
        let now = office.act(SITI, 1, noun, "\"1\"", json!({})).await;
        let fault = &now.body["errors"][0];
        assert_eq!(
            (&fault["pointer"], &fault["code"]),
            (&json!("/at"), &json!("too_long"))
        );
    }
}

#[tokio::test]
async fn a_clock_stops_when_it_may_have_and_goes_on_only_on_its_day() {
    let office = Office::open().await;
    office.put(SITI, 1, None, &live()).await;
    office.pass(60);
    for (at, code) in [
        ("2026-11-25T10:00:00+07:00", "ends_before_start"),
        ("2026-11-25T11:00:01+07:00", "in_future"),
    ] {
        let told = office
            .act(SITI, 1, "pause", "\"1\"", json!({"at": at}))
            .await;
        assert_eq!(told.body["errors"][0]["code"], code);
    }
    office.act(SITI, 1, "pause", "\"1\"", json!({})).await;
    // An hour was counted.
    let early = json!({"at": "2026-11-25T10:59:59+07:00"});
    let told = office.act(SITI, 1, "completion", "\"2\"", early).await;
    assert_eq!(told.body["errors"][0]["code"], "before_clock");
    office.pass(14 * 60);
    let resumed = office.act(SITI, 1, "resumption", "\"2\"", json!({})).await;
    assert_eq!(resumed.body["code"], "other_day");
    let done = office.act(SITI, 1, "completion", "\"2\"", json!({})).await;
    assert_eq!(
        (&done.body["minutes"], &done.body["day"]),
        (&json!(60), &json!("2026-11-25"))
    );
}

#[tokio::test]
async fn what_runs_is_changed_in_words_and_what_is_finished_in_times_too() {
    let office = Office::open().await;
    office.put(SITI, 1, None, &live()).await;
    office.pass(30);
    let mut words = live();
    words["title"] = json!("Menjawab surat masuk");
    let changed = office.put(SITI, 1, Some("\"1\""), &words).await;
    assert_eq!(changed.body["title"], "Menjawab surat masuk");
    assert_eq!(
        changed.body["running_since"],
        "2026-11-25T10:00:00.000+07:00"
    );
    let times = minutes("2026-11-24", 30);
    let told = office.put(SITI, 1, Some("\"2\""), &times).await;
    assert_eq!(told.body["errors"][0]["code"], "still_runs");
    office.act(SITI, 1, "completion", "\"2\"", json!({})).await;
    let told = office.put(SITI, 1, Some("\"3\""), &live()).await;
    assert_eq!(told.body["errors"][0]["code"], "runs_no_more");
    let span = crate::office::span("2026-11-24", "08:00", "09:00");
    let changed = office.put(SITI, 1, Some("\"3\""), &span).await;
    assert_eq!(
        (
            &changed.body["day"],
            &changed.body["minutes"],
            &changed.body["live"]
        ),
        (&json!("2026-11-24"), &json!(60), &json!(true))
    );
}

#[tokio::test]
async fn whoever_may_not_start_a_clock_is_told_which_one_runs() {
    let office = Office::open().await;
    office.put(SITI, 1, None, &live()).await;
    office.pass(5);
    office.act(SITI, 1, "pause", "\"1\"", json!({})).await;
    office.put(SITI, 2, None, &live()).await;
    let second = office.put(SITI, 3, None, &live()).await;
    let resumed = office.act(SITI, 1, "resumption", "\"2\"", json!({})).await;
    for told in [second, resumed] {
        assert_eq!(told.body["code"], "already_running", "{:?}", told.body);
        assert_eq!(told.body["current"]["id"], crate::office::id(2));
    }
}
