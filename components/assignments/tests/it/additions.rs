//! What people add: comments, a checklist, deliverables, tags, watchers. None of it touches the
//! text, nothing of it is lost when it is removed.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_core::id::Id;
use ngantor_core::ticket::{Sight, TicketFault};
use ngantor_db::params;
use ngantor_http::Ambient as _;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::office::{AGUS, BUDI, Office, RATNA, SITI, YOHANA, id, tickets};

/// Budi gives work to Siti.
async fn office() -> Office {
    let office = Office::with_people().await;
    office.give(1, BUDI, &[SITI]).await;
    office
}

fn path(rest: &str) -> String {
    format!("/assignments/{}{rest}", id(1))
}

async fn put(office: &Office, who: &str, rest: &str, version: Option<i64>, body: Value) -> Answer {
    let who = (who, Role::Employee);
    office
        .send_as((Method::PUT, &path(rest)), who, version, &body)
        .await
}

async fn delete(office: &Office, who: &str, rest: &str, version: Option<i64>) -> Answer {
    let who = (who, Role::Employee);
    office
        .send_as((Method::DELETE, &path(rest)), who, version, &Value::Null)
        .await
}

fn comment(n: u32) -> String {
    format!("/comments/{}", id(n))
}

#[tokio::test]
async fn adding_whatever_it_is_never_costs_somebody_their_text() {
    let office = office().await;
    let before = office.get(BUDI, &path("")).await.headers["etag"].clone();
    let item = format!("/checklist-items/{}", id(0x31));
    let file = format!("/deliverables/{}", id(0x32));
    let form = json!({"title": "Draf", "upload_id": "u-1", "upload_version": 1});
    let tag = "/tags/rkp-2027".to_owned();
    let watcher = format!("/watchers/{AGUS}");
    for (who, rest, body) in [
        (SITI, comment(0x30), json!({"text": "Siap."})),
        (SITI, item, json!({"text": "Kumpulkan data"})),
        (SITI, file, form),
        (SITI, tag, Value::Null),
        (BUDI, watcher, Value::Null),
    ] {
        let added = put(&office, who, &rest, None, body).await;
        assert!(added.status.is_success(), "{rest}: {:?}", added.body);
    }
    let part = office.parts(1).await.remove(0);
    office.act(SITI, &part, 1, "accept").await;
    let shown = office.get(BUDI, &path("")).await;
    assert_eq!(shown.headers["etag"], before);
    assert_eq!(shown.body["tags"], json!(["rkp-2027"]));
    assert_eq!(shown.body["watchers"], json!([AGUS]));
    // What was begun before all of it is saved after it.
    let who = (BUDI, Role::Employee);
    let text = json!({"text": "Tiga puluh menit mengetik."});
    let own = path("");
    let saved = office.send_as((Method::PATCH, &own), who, Some(1), &text);
    assert_eq!(saved.await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_comment_is_said_once_never_changes_and_is_taken_back_by_who_said_it() {
    let office = office().await;
    let body = json!({"text": " Mohon arahan. ", "mentions": [BUDI]});
    let said = put(&office, SITI, &comment(1), None, body.clone()).await;
    assert_eq!(said.status, StatusCode::CREATED, "{:?}", said.body);
    assert_eq!(said.body["text"], "Mohon arahan.");
    let again = put(&office, SITI, &comment(1), None, body).await;
    assert_eq!(again.status, StatusCode::OK);
    let other = put(&office, SITI, &comment(1), Some(1), json!({"text": "Lain"})).await;
    assert_eq!(other.body["code"], "id_reused");
    let stranger = json!({"text": "Lihat", "mentions": [BUDI, YOHANA]});
    let told = put(&office, SITI, &comment(2), None, stranger).await;
    assert_eq!(told.body["errors"][0]["pointer"], "/mentions/1");
    assert_eq!(
        delete(&office, BUDI, &comment(1), Some(1)).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        delete(&office, SITI, &comment(1), None).await.status,
        StatusCode::PRECONDITION_REQUIRED
    );
    assert_eq!(
        delete(&office, SITI, &comment(1), Some(1)).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        delete(&office, SITI, &comment(1), Some(2)).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(office.get(SITI, &path("/comments")).await.body, json!([]));
    // The trail keeps who said what, and who took it back.
    let trail = office.get(BUDI, &path("/trail")).await;
    let newest = &trail.body[0];
    assert_eq!(newest["type"], "assignments.addition.changed");
    assert_eq!(newest["by"], SITI);
    assert!(
        newest["old"]["content"]
            .as_str()
            .unwrap()
            .contains("arahan")
    );
}

#[tokio::test]
async fn an_item_of_the_checklist_has_a_version_of_its_own() {
    let office = office().await;
    let item = format!("/checklist-items/{}", id(1));
    let open = json!({"text": "Kumpulkan data"});
    let done = json!({"text": "Kumpulkan data", "is_done": true});
    let added = put(&office, BUDI, &item, None, open.clone()).await;
    assert_eq!(added.status, StatusCode::CREATED);
    assert_eq!(
        put(&office, BUDI, &item, None, open).await.status,
        StatusCode::OK
    );
    let bare = put(&office, SITI, &item, None, done.clone()).await;
    assert_eq!(bare.status, StatusCode::PRECONDITION_REQUIRED);
    let ticked = put(&office, SITI, &item, Some(1), done).await;
    assert_eq!(ticked.body["is_done"], true, "{:?}", ticked.body);
    assert_eq!(ticked.headers["etag"], "\"2\"");
    let late = put(&office, BUDI, &item, Some(1), json!({"text": "Lain"})).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(late.body["current"]["is_done"], true);
    let list = office.get(SITI, &path("/checklist-items")).await;
    assert_eq!(list.body[0]["version"], 2);
}

#[tokio::test]
async fn only_whose_part_it_is_delivers() {
    let office = office().await;
    let file = format!("/deliverables/{}", id(1));
    let form =
        |version: u32| json!({"title": "Draf nota", "upload_id": "u-1", "upload_version": version});
    let giver = put(&office, BUDI, &file, None, form(1)).await;
    assert_eq!(giver.status, StatusCode::FORBIDDEN);
    let other = put(&office, AGUS, &file, None, form(1)).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    let none = put(&office, SITI, &file, None, form(0)).await;
    assert_eq!(none.body["errors"][0]["pointer"], "/upload_version");
    let made = put(&office, SITI, &file, None, form(1)).await;
    assert_eq!(made.body["part_id"], office.parts(1).await[0]);
    let next = put(&office, SITI, &file, Some(1), form(2)).await;
    assert_eq!(next.body["upload_version"], 2);
    let part = office.parts(1).await.remove(0);
    office.act(BUDI, &part, 1, "cancel").await;
    let late = put(&office, SITI, &file, Some(2), form(3)).await;
    assert_eq!(late.body["code"], "assignment_closed");
}

#[tokio::test]
async fn who_sees_the_assignment_sees_what_was_delivered() {
    let office = office().await;
    let (upload, opaque) = (id(0x77), "u-1");
    for (n, upload) in [(1, upload.as_str()), (2, opaque)] {
        let form = json!({"title": "Draf", "upload_id": upload, "upload_version": 1});
        let file = format!("/deliverables/{}", id(n));
        let made = put(&office, SITI, &file, None, form).await;
        assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    }
    let list = path("/deliverables");
    for viewer in [BUDI, SITI] {
        let seen = office.get(viewer, &list).await;
        let href = seen.body[0]["href"].as_str().unwrap();
        let start = format!("/api/uploads/files/{upload}/content?ticket=");
        let ticket = href.strip_prefix(&start).unwrap();
        let check = |attached_by: &str, viewer: &str| {
            let sight = Sight {
                upload_id: upload.parse::<Id<()>>().unwrap(),
                attached_by: attached_by.parse().unwrap(),
                viewer: viewer.parse().unwrap(),
            };
            tickets().check(ticket, sight, office.clock.now())
        };
        assert_eq!(check(SITI, viewer), Ok(()));
        // What Siti attached opens nothing that is somebody else's, and to nobody else.
        assert_eq!(check(BUDI, viewer), Err(TicketFault::Invalid));
        assert_eq!(check(SITI, AGUS), Err(TicketFault::Invalid));
        assert_eq!(seen.body[1].get("href"), None);
    }
    let stranger = office.get(AGUS, &list).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.body.get("href"), None);
}

#[tokio::test]
async fn who_watches_sees_it_and_reads_it_in_their_list() {
    let office = office().await;
    let watcher = format!("/watchers/{RATNA}");
    let own = put(&office, RATNA, &watcher, None, Value::Null).await;
    assert_eq!(own.status, StatusCode::NOT_FOUND);
    let person = put(&office, SITI, &watcher, None, Value::Null).await;
    assert_eq!(person.status, StatusCode::FORBIDDEN);
    for _ in 0..2 {
        let asked = put(&office, BUDI, &watcher, None, Value::Null).await;
        assert_eq!(asked.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(office.get(RATNA, &path("")).await.status, StatusCode::OK);
    let list = office.get(RATNA, "/assignments?of=watched").await;
    assert_eq!(list.body[0]["title"], "Tugas 1");
    let said = put(&office, RATNA, &comment(1), None, json!({"text": "Baik."})).await;
    assert_eq!(said.status, StatusCode::CREATED);
    delete(&office, RATNA, &watcher, None).await;
    assert_eq!(
        office.get(RATNA, &path("")).await.status,
        StatusCode::NOT_FOUND
    );
    let list = office.get(RATNA, "/assignments?of=watched").await;
    assert_eq!(list.body, json!([]));
}

#[tokio::test]
async fn a_tag_comes_and_goes_and_lists_are_by_it() {
    let office = office().await;
    for (n, method) in [
        (1, "PUT"),
        (1, "PUT"),
        (0, "DELETE"),
        (0, "DELETE"),
        (1, "PUT"),
    ] {
        let done = match method {
            "PUT" => put(&office, SITI, "/tags/rkp", None, Value::Null).await,
            _ => delete(&office, SITI, "/tags/rkp", None).await,
        };
        assert_eq!(done.status, StatusCode::NO_CONTENT);
        let list = office.get(SITI, "/assignments?tag=rkp").await;
        assert_eq!(list.body.as_array().unwrap().len(), n, "{method}");
    }
    let odd = put(&office, SITI, "/tags/R%20K", None, Value::Null).await;
    assert_eq!(odd.status, StatusCode::NOT_FOUND);
    for n in 0..49 {
        put(&office, SITI, &format!("/tags/t{n}"), None, Value::Null).await;
    }
    let many = put(&office, SITI, "/tags/one-more", None, Value::Null).await;
    assert_eq!(many.body["code"], "too_many_ties");
    let there = put(&office, SITI, "/tags/t3", None, Value::Null).await;
    assert_eq!(there.status, StatusCode::NO_CONTENT);
    // What was taken away makes room, also for what it gave room to before.
    delete(&office, SITI, "/tags/t3", None).await;
    let other = put(&office, SITI, "/tags/one-more", None, Value::Null).await;
    assert_eq!(other.status, StatusCode::NO_CONTENT);
    let again = put(&office, SITI, "/tags/t3", None, Value::Null).await;
    assert_eq!(again.body["code"], "too_many_ties");
}

#[tokio::test]
async fn removed_comments_make_room_within_bounds() {
    let office = office().await;
    let fill = "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n
            WHERE value < ?3)
        INSERT INTO addition (id, assignment_id, kind, content, added_by, added_at, removed_at,
            version, changed_at, changed_by)
        SELECT ?4 || value, ?1, 'comment', '{}', ?2, 1, ?5, 1, 1, ?2 FROM n";
    let fill = async |n: i64, word: &str, removed_at: Option<i64>| {
        let parameters = params![id(1), SITI, n, word, removed_at];
        office.db.run(fill, parameters).await.map(drop)
    };
    fill(1_000, "r", Some(1)).await.unwrap();
    fill(999, "s", None).await.unwrap();
    let comment = |n: u32| format!("/comments/{}", id(n));
    let text = json!({"text": "Siap."});
    let last = put(&office, SITI, &comment(0x900), None, text.clone()).await;
    assert_eq!(last.status, StatusCode::CREATED, "{:?}", last.body);
    let beyond = put(&office, SITI, &comment(0x901), None, text.clone()).await;
    assert_eq!(beyond.body["code"], "too_many_additions");
    // What is there is no other.
    let again = put(&office, SITI, &comment(0x900), None, text.clone()).await;
    assert_eq!(again.status, StatusCode::OK);
    delete(&office, SITI, &comment(0x900), Some(1)).await;
    let ever = put(&office, SITI, &comment(0x902), None, text).await;
    assert_eq!(ever.body["code"], "too_many_additions", "bounded for ever");
}

#[tokio::test]
async fn nobody_who_left_or_was_erased_is_let_watch() {
    let office = office().await;
    for (ends_on, name) in [(json!("2026-11-24"), "Ratna"), (Value::Null, "[erased]")] {
        let erased_at = if name == "Ratna" {
            Value::Null
        } else {
            json!(1)
        };
        let version = if name == "Ratna" { 8 } else { 9 };
        office.outside.tell(
            "person",
            json!({"id": RATNA, "name": name, "zone": "Asia/Jakarta",
            "ends_on": ends_on, "erased_at": erased_at, "version": version}),
        );
        office.tick().await;
        let path = format!("/watchers/{RATNA}");
        let watched = put(&office, BUDI, &path, None, Value::Null).await;
        assert_eq!(watched.body["errors"][0]["code"], "no_person", "{name}");
    }
}

#[tokio::test]
async fn it_says_which_indicators_and_plans_it_serves_and_lists_are_by_them() {
    let office = office().await;
    let indicator = format!("/indicators/{}", id(0x700));
    let plan = format!("/skp-plans/{}", id(0x701));
    let label = |label: &str| json!({ "label": label });
    for (path, text) in [
        (&indicator, "Indeks SPBE"),
        (&plan, "RHK 1"),
        (&indicator, " Indeks  SPBE 2027 "),
    ] {
        let linked = put(&office, SITI, path, None, label(text)).await;
        assert_eq!(linked.status, StatusCode::NO_CONTENT, "{:?}", linked.body);
    }
    let shown = office.get(BUDI, &path("")).await;
    let links = json!([
        {"kind": "indicator", "id": id(0x700), "label": "Indeks SPBE 2027"},
        {"kind": "skp_plan", "id": id(0x701), "label": "RHK 1"},
    ]);
    assert_eq!(shown.body["links"], links);
    let by_both = format!(
        "/assignments?indicator_id={}&skp_plan_id={}",
        id(0x700),
        id(0x701)
    );
    let list = office.get(SITI, &by_both).await;
    assert_eq!(list.body[0]["title"], "Tugas 1");
    let other = put(&office, RATNA, &plan, None, label("RHK")).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    let nameless = put(&office, SITI, &plan, None, label(" ")).await;
    assert_eq!(nameless.body["errors"][0]["pointer"], "/label");
    delete(&office, SITI, &plan, None).await;
    let list = office.get(SITI, &by_both).await;
    assert_eq!(list.body, json!([]));
    let shown = office.get(SITI, &path("")).await;
    assert_eq!(shown.body["links"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_auditor_reads_all_of_it_and_adds_nothing() {
    let office = office().await;
    let auditor = (YOHANA, Role::Auditor);
    for rest in [
        "",
        "/comments",
        "/checklist-items",
        "/deliverables",
        "/trail",
    ] {
        let path = path(rest);
        let seen = office.send_as((Method::GET, &path), auditor, None, &Value::Null);
        assert_eq!(seen.await.status, StatusCode::OK, "{rest}");
    }
    let text = json!({"text": "x"});
    let own = format!("/watchers/{YOHANA}");
    for (rest, body) in [
        (comment(1), text),
        ("/tags/x".to_owned(), json!({})),
        (own, json!({})),
    ] {
        let path = path(&rest);
        let put = office.send_as((Method::PUT, &path), auditor, None, &body);
        assert_eq!(put.await.status, StatusCode::FORBIDDEN, "{rest}");
    }
}
