//! Who sees what: a draft is its maker's, also when nothing comes of it; what was to be seen for a
//! day is not seen for ever; what is not there for somebody has no title either.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::lists::of;
use crate::office::{AGUS, BUDI, MADE, Office, RATNA, SITI, TEAM, YOHANA, id, relation};
use crate::published::{read, subscribe};

fn path(n: u32) -> String {
    format!("/assignments/{}", id(n))
}

async fn send(office: &Office, method: Method, who: &str, path: &str, body: Value) -> Answer {
    let who = (who, Role::Employee);
    office.send_as((method, path), who, None, &body).await
}

/// Budi drafts work for Siti and Agus.
async fn drafted() -> Office {
    let office = Office::with_people().await;
    let body = json!({"title": "Teguran", "people": [SITI, AGUS], "is_draft": true});
    let made = office.put(BUDI, &path(1), &body).await;
    assert_eq!(made.body["state"], "draft", "{:?}", made.body);
    office
}

async fn act_on_all(office: &Office, act: &str) -> Answer {
    let body = json!({"act": act, "note": "Batal."});
    let acts = format!("{}/acts", path(1));
    office.post(BUDI, &acts, Some(1), &body).await
}

/// Whether somebody finds the draft by any way there is.
async fn assert_unseen(office: &Office, who: (&str, Role), what: &str) {
    let get = async |path: &str| {
        let who = (who.0, who.1);
        office
            .send_as((Method::GET, path), who, None, &json!(null))
            .await
    };
    for rest in ["", "/trail", "/comments"] {
        let own = get(&format!("{}{rest}", path(1))).await;
        assert_eq!(own.status, StatusCode::NOT_FOUND, "{what} {who:?} {rest}");
    }
    for list in [
        "mine",
        "watched",
        "unit",
        "unit_given",
        "all",
        "waiting",
        "given",
    ] {
        for open in [true, false] {
            let found = get(&format!("/assignments?of={list}&open={open}")).await;
            let is_seen = found.body.to_string().contains("Teguran");
            assert!(!is_seen, "{what} {who:?} {list}: {:?}", found.body);
        }
    }
    let found = get("/search?q=teguran").await;
    assert_eq!(found.body, json!([]), "{what} {who:?}");
}

#[tokio::test]
async fn a_draft_stays_its_makers_alone_whatever_becomes_of_it() {
    let others = [
        (SITI, Role::Employee),
        (AGUS, Role::Employee),
        (MADE, Role::Employee),
        (RATNA, Role::Auditor),
    ];
    let office = drafted().await;
    let part = office.parts(1).await.remove(0);
    office.act(BUDI, &part, 1, "cancel").await;
    for who in others {
        assert_unseen(&office, who, "one part cancelled").await;
    }
    let done = act_on_all(&office, "cancel").await;
    assert_eq!(done.body["state"], "cancelled", "{:?}", done.body);
    for who in others {
        assert_unseen(&office, who, "cancelled").await;
    }
    let given = office.get(BUDI, "/assignments?of=given&open=false").await;
    assert_eq!(of(&given.body), ["Teguran"]);
    assert_eq!(office.get(BUDI, &path(1)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn whose_part_of_a_draft_was_cancelled_was_never_asked() {
    let office = drafted().await;
    let parts = office.get(BUDI, &path(1)).await.body["parts"].clone();
    let parts = parts.as_array().unwrap();
    let part = parts.iter().find(|part| part["person_id"] == SITI);
    let part = part.unwrap()["id"].as_str().unwrap().to_owned();
    office.act(BUDI, &part, 1, "cancel").await;
    let done = act_on_all(&office, "assign").await;
    assert_eq!(done.body["state"], "assigned", "{:?}", done.body);
    assert_unseen(&office, (SITI, Role::Employee), "not asked").await;
    assert_eq!(office.get(AGUS, &path(1)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_trail_begins_for_others_when_the_first_was_asked() {
    let office = drafted().await;
    office.pass(1);
    let body = json!({"text": "Kata yang disesali."});
    let who = (BUDI, Role::Employee);
    let own = path(1);
    let changed = office.send_as((Method::PATCH, &own), who, Some(1), &body);
    assert_eq!(changed.await.status, StatusCode::OK);
    let body = json!({"text": "Surat teguran."});
    let changed = office.send_as((Method::PATCH, &own), who, Some(2), &body);
    assert_eq!(changed.await.status, StatusCode::OK);
    office.pass(1);
    let acts = format!("{own}/acts");
    office
        .post(BUDI, &acts, Some(3), &json!({"act": "assign"}))
        .await;
    let trail = format!("{own}/trail?limit=3");
    let shown = office.get(SITI, &trail).await;
    let lines = shown.body.as_array().unwrap();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(!shown.headers.contains_key("link"), "{lines:?}");
    assert!(!shown.body.to_string().contains("disesali"));
    let all = office.get(BUDI, &format!("{own}/trail?limit=200")).await;
    assert!(all.body.to_string().contains("disesali"));
}

#[tokio::test]
async fn nobody_is_mentioned_who_may_not_see_it() {
    let office = drafted().await;
    let mention = async |n: u32, who: &str| {
        let body = json!({"text": "Lihat.", "mentions": [who]});
        let comment = format!("{}/comments/{}", path(1), id(n));
        office.put(BUDI, &comment, &body).await
    };
    for (n, who) in [(0x50, SITI), (0x51, MADE)] {
        let refused = mention(n, who).await;
        assert_eq!(refused.body["errors"][0]["code"], "not_concerned", "{who}");
    }
    act_on_all(&office, "assign").await;
    for (n, who) in [(0x52, SITI), (0x53, MADE)] {
        let said = mention(n, who).await;
        assert_eq!(said.status, StatusCode::CREATED, "{who}: {:?}", said.body);
    }
}

/// Ratna acts for Budi until the day, and watches what she sees.
#[tokio::test]
async fn who_watches_of_their_own_accord_sees_it_as_long_as_they_would_anyway() {
    let office = Office::with_people().await;
    let mut acting = relation(0x220, "acting_head", RATNA, TEAM);
    (acting["style"], acting["ends_on"]) = (json!("plh"), json!("2026-11-25"));
    office.outside.tell("relation", acting);
    office.give(1, BUDI, &[SITI]).await;
    office.tick().await;
    let watcher = format!("{}/watchers/{RATNA}", path(1));
    let watched = send(&office, Method::PUT, RATNA, &watcher, Value::Null).await;
    assert_eq!(watched.status, StatusCode::NO_CONTENT, "{:?}", watched.body);
    let list = async || of(&office.get(RATNA, "/assignments?of=watched").await.body);
    assert_eq!(list().await, ["Tugas 1"]);
    let made = subscribe(&office, RATNA, 0x900).await;
    let news = made.body["news_path"].as_str().unwrap().to_owned();
    office.pass(24 * 60);
    assert_eq!(
        office.get(RATNA, &path(1)).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(list().await, [""; 0]);
    let found = office.get(RATNA, "/search?q=tugas").await;
    assert_eq!(found.body, json!([]));
    assert!(!read(&office, &news, None).await.2.contains("Tugas 1"));
    // Whom somebody else lets watch sees it by that.
    let stop = send(&office, Method::DELETE, BUDI, &watcher, Value::Null).await;
    assert_eq!(stop.status, StatusCode::NO_CONTENT);
    send(&office, Method::PUT, BUDI, &watcher, Value::Null).await;
    assert_eq!(office.get(RATNA, &path(1)).await.status, StatusCode::OK);
    assert_eq!(list().await, ["Tugas 1"]);
    assert_eq!(
        of(&office.get(RATNA, "/search?q=tugas").await.body),
        ["Tugas 1"]
    );
    assert!(read(&office, &news, None).await.2.contains("Tugas 1"));
}

#[tokio::test]
async fn what_is_not_there_for_somebody_has_no_title_where_it_stands_beside() {
    let office = Office::with_people().await;
    office.give(1, MADE, &[BUDI, RATNA]).await;
    let child = |n: u32, is_draft: bool| {
        json!({"title": format!("Anak {n}"), "people": [SITI], "parent_id": id(1),
            "is_draft": is_draft})
    };
    office.put(BUDI, &path(2), &child(2, false)).await;
    office.put(BUDI, &path(3), &child(3, true)).await;
    office.give(4, MADE, &[BUDI]).await;
    let need = format!("{}/needs/{}", path(1), id(4));
    let needs = send(&office, Method::PUT, MADE, &need, Value::Null).await;
    assert_eq!(needs.status, StatusCode::NO_CONTENT);
    let title = |title: &str| json!(title);
    for (who, child, needed) in [
        (MADE, title("Anak 2"), title("Tugas 4")),
        (RATNA, Value::Null, Value::Null),
        (BUDI, title("Anak 2"), title("Tugas 4")),
    ] {
        let shown = office.get(who, &path(1)).await;
        let children = shown.body["children"].as_array().unwrap();
        assert_eq!(children.len(), if who == BUDI { 2 } else { 1 }, "{who}");
        assert_eq!(children[0]["title"], child, "{who}");
        assert_eq!(children[0]["state"], "assigned", "{who}");
        assert_eq!(shown.body["needs"][0]["title"], needed, "{who}");
    }
    let auditor = (YOHANA, Role::Auditor);
    let own = path(1);
    let shown = office.send_as((Method::GET, &own), auditor, None, &json!(null));
    assert_eq!(shown.await.body["children"][0]["title"], "Anak 2");
}

#[tokio::test]
async fn nothing_waits_for_a_draft() {
    let office = drafted().await;
    office.give(2, BUDI, &[SITI]).await;
    let need = format!("{}/needs/{}", path(2), id(1));
    let refused = send(&office, Method::PUT, BUDI, &need, Value::Null).await;
    assert_eq!(refused.body["code"], "not_now", "{:?}", refused.body);
}
