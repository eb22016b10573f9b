//! What went wrong when somebody meant harm, or only had bad luck: one test for each finding.

use activities::domain::form::ActivityForm;
use activities::domain::{Activity, ActivityId};
use activities::store;
use axum::http::StatusCode;
use ngantor_http::Ambient as _;
use serde_json::{Value, json};

use crate::office::{BUDI, MADE, Office, RATNA, SITI, id, live, minutes, span, unit, warned};

#[tokio::test]
async fn a_clock_whose_zone_changes_stands_on_the_day_of_its_start_there() {
    let office = Office::open().await;
    // 23:30 in Jakarta is 01:30 of the next day in Jayapura.
    office.pass(13 * 60 + 30);
    office.put(SITI, 1, None, &live()).await;
    office.pass(60);
    let mut there = live();
    there["zone"] = json!("Asia/Jayapura");
    let moved = office.put(SITI, 1, Some("\"1\""), &there).await;
    assert_eq!(
        (moved.status, &moved.body["day"]),
        (StatusCode::OK, &json!("2026-11-26")),
        "{:?}",
        moved.body
    );
    assert_eq!(moved.body["started_at"], "2026-11-26T01:30:00.000+09:00");
    // So that what is there can be sent as it is.
    let mut whole = there.clone();
    whole["day"] = moved.body["day"].clone();
    whole["started_at"] = moved.body["started_at"].clone();
    let again = office.put(SITI, 1, None, &whole).await;
    assert_eq!(again.status, StatusCode::OK, "{:?}", again.body);
}

#[tokio::test]
async fn a_clock_that_names_its_day_is_the_same_when_it_is_sent_again_after_midnight() {
    let office = Office::open().await;
    let mut form = live();
    form["day"] = json!("2026-11-25");
    office.put(SITI, 1, None, &form).await;
    office.pass(15 * 60);
    let again = office.put(SITI, 1, None, &form).await;
    assert_eq!(again.status, StatusCode::OK, "{:?}", again.body);
    form["title"] = json!("Menjawab surat masuk");
    let changed = office.put(SITI, 1, Some("\"1\""), &form).await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    assert_eq!(changed.body["day"], "2026-11-25");
    form["day"] = json!("2026-11-26");
    let other = office.put(SITI, 1, Some("\"2\""), &form).await;
    assert_eq!(other.body["errors"][0]["code"], "other_day");
}

#[tokio::test]
async fn what_was_returned_is_sent_again_as_it_was_by_whoever_stands_by_it() {
    let office = Office::with_units().await;
    let form = minutes("2026-11-24", 60);
    office.put(SITI, 1, None, &form).await;
    let review = json!({"outcome": "returned", "comment": "Kurang lama?"});
    office.act(BUDI, 1, "review", "\"1\"", review).await;
    // A late repetition of the first send answers nobody's question.
    let late = office.put(SITI, 1, None, &form).await;
    assert_eq!(late.body["state"], "returned");
    let stale = office.put(SITI, 1, Some("\"1\""), &form).await;
    assert_eq!(stale.body["state"], "returned");
    let again = office.put(SITI, 1, Some("\"2\""), &form).await;
    assert_eq!(
        (again.status, &again.body["state"]),
        (StatusCode::OK, &json!("logged"))
    );
    let twice = office.put(SITI, 1, Some("\"2\""), &form).await;
    assert_eq!(
        (twice.status, &twice.body["version"]),
        (StatusCode::OK, &json!(3))
    );
}

#[tokio::test]
async fn a_clock_is_not_finished_before_it_was_paused() {
    let office = Office::open().await;
    office.put(SITI, 1, None, &live()).await;
    office.pass(60);
    office.act(SITI, 1, "pause", "\"1\"", json!({})).await;
    office.pass(60);
    office.act(SITI, 1, "resumption", "\"2\"", json!({})).await;
    office.pass(60);
    let paused = office.act(SITI, 1, "pause", "\"3\"", json!({})).await;
    assert_eq!(paused.body["paused_at"], "2026-11-25T13:00:00.000+07:00");
    office.pass(10);
    // Two hours were counted since 10:00, but the last of them ended at 13:00.
    let at = json!({"at": "2026-11-25T12:59:00+07:00"});
    let early = office.act(SITI, 1, "completion", "\"4\"", at).await;
    assert_eq!(early.body["errors"][0]["code"], "before_clock");
    let at = json!({"at": "2026-11-25T13:00:00+07:00"});
    let done = office.act(SITI, 1, "completion", "\"4\"", at).await;
    assert_eq!(
        (&done.body["minutes"], &done.body["paused_at"]),
        (&json!(120), &Value::Null)
    );
}

#[tokio::test]
async fn what_overlaps_with_a_clock_that_stands_is_told() {
    let office = Office::open().await;
    office.put(SITI, 1, None, &live()).await;
    office.pass(60);
    office.act(SITI, 1, "pause", "\"1\"", json!({})).await;
    office.pass(60);
    let beside = span("2026-11-25", "10:30", "10:45");
    let told = office.put(SITI, 2, None, &beside).await;
    assert_eq!(warned(&told.body), ["overlaps"], "{:?}", told.body);
    let after = span("2026-11-25", "11:00", "11:30");
    let told = office.put(SITI, 3, None, &after).await;
    assert_eq!(warned(&told.body), [""; 0], "{:?}", told.body);
}

#[tokio::test]
async fn two_sends_of_a_clock_at_once_are_one_clock() {
    let office = Office::open().await;
    let form: ActivityForm = serde_json::from_value(live()).unwrap();
    let now = office.clock.now();
    let one: ActivityId = id(1).parse().unwrap();
    let one = Activity::new(one, SITI.parse().unwrap(), form.check(now).unwrap(), now);
    let both = [one.clone(), one];
    for (one, n) in both.iter().zip([1, 0]) {
        let added = store::insert(&*office.db, std::slice::from_ref(one)).await;
        assert_eq!(added.unwrap().len(), n);
    }
}

#[tokio::test]
async fn signs_among_words_are_not_looked_for() {
    let office = Office::open().await;
    office.put(SITI, 1, None, &minutes("2026-11-24", 60)).await;
    for words in [
        "menyusun%20-%20rapat",
        "menyusun%20rapat%20!",
        "%2F%20rapat",
        "menyusun%00rapat",
        "rapat%00",
        "%00%20rapat",
        "rapat%F0%9F%98%80",
    ] {
        let found = office.get(SITI, &format!("/activities?q={words}")).await;
        assert_eq!(found.status, StatusCode::OK, "{words}: {:?}", found.body);
        assert_eq!(found.body[0]["id"], id(1), "{words}");
    }
}

#[tokio::test]
async fn a_cursor_leads_nowhere_but_into_the_list_it_came_from() {
    let office = Office::with_units().await;
    for (n, day) in (1..).zip(["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24"]) {
        office.put(SITI, n, None, &minutes(day, 60)).await;
        office.put(RATNA, 10 + n, None, &minutes(day, 60)).await;
    }
    // ["2099-01-01","g"], as if it had come from a longer list.
    let cursor = "WyIyMDk5LTAxLTAxIiwiZyJd";
    let path = format!("/activities?until=2026-11-22&cursor={cursor}");
    let found = office.get(SITI, &path).await;
    let days: Vec<_> = found.body.as_array().unwrap().iter().collect();
    assert_eq!(days.len(), 2, "{days:?}");
    for (list, cursor) in [
        ("activities", "bnVsbA"),
        ("activities", "WzEsMl0"),
        ("activities?q=rapat", cursor),
        ("totals?by=person", "MQ"),
        ("period-rules", "IiI"),
    ] {
        let joined = if list.contains('?') { '&' } else { '?' };
        let told = office
            .get(SITI, &format!("/{list}{joined}cursor={cursor}"))
            .await;
        assert_eq!(told.status, 422, "{list} {:?}", told.body);
        assert_eq!(told.body["errors"][0]["code"], "invalid_cursor", "{list}");
    }
}

#[tokio::test]
async fn whoever_leads_somebody_now_sees_all_they_did_and_who_led_them_before_nothing() {
    let office = Office::with_units().await;
    office.put(SITI, 1, None, &minutes("2026-11-10", 60)).await;
    let path = format!("/activities/{}", id(1));
    let day = format!("/people/{SITI}/days/2026-11-10");
    let lists = ["/activities?of=team", "/activities?of=team&q=rapat"];
    let seen = async |who| {
        let mut seen = vec![office.get(who, &path).await.status == 200];
        seen.push(office.get(who, &day).await.status == 200);
        for list in lists {
            seen.push(
                !office
                    .get(who, list)
                    .await
                    .body
                    .as_array()
                    .unwrap()
                    .is_empty(),
            );
        }
        assert!(seen.iter().all(|one| *one == seen[0]), "{who}: {seen:?}");
        seen[0]
    };
    assert_eq!((seen(BUDI).await, seen(RATNA).await), (true, false));
    // Siti goes to Ratna's unit: yesterday was her last day under Budi.
    office.relate(200, "member", SITI, unit(2), Some("2026-11-24"));
    office.relate(210, "member", SITI, unit(3), None);
    office.tick().await;
    assert_eq!((seen(BUDI).await, seen(RATNA).await), (false, true));
    // Ratna is replaced by Made.
    office.relate(205, "head", RATNA, unit(3), Some("2026-11-24"));
    office.relate(211, "head", MADE, unit(3), None);
    office.tick().await;
    assert_eq!((seen(RATNA).await, seen(MADE).await), (false, true));
}

#[tokio::test]
async fn of_whom_people_forgot_the_name_only_the_id_is_told() {
    let office = Office::with_units().await;
    office.put(SITI, 1, None, &minutes("2026-11-24", 60)).await;
    office.outside.tell(
        "person",
        json!({"id": SITI, "name": "Siti", "zone": "Asia/Jakarta", "ends_on": "2026-11-24",
               "erased_at": 1, "version": 2}),
    );
    office.tick().await;
    let sums = office.get(BUDI, "/totals?of=team&by=person").await;
    assert_eq!(sums.body[0]["person_id"], SITI);
    assert_eq!(sums.body[0].get("name"), None, "{:?}", sums.body);
    let rows = crate::sheets::cells(&office, BUDI, "2026-11-24?of=team").await;
    assert_eq!(rows[1][0], SITI);
}
