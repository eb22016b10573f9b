//! The same sent twice, at once or because an answer was lost: both get the same answer.

use axum::http::StatusCode;
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::office::{Office, id, text};

async fn both(office: &Office, path: &str, body: &Value, tag: &str) -> [u16; 2] {
    let token = office.personnel().await;
    let (one, two) = tokio::join!(
        office.put(path, &token, body, tag),
        office.put(path, &token, body, tag),
    );
    assert_eq!(one.body, two.body, "{path}");
    let mut told = [one.status.as_u16(), two.status.as_u16()];
    told.sort_unstable();
    told
}

#[tokio::test]
async fn of_two_that_add_the_same_at_once_both_see_it() {
    let office = Office::open().await;
    let token = office.personnel().await;
    office.employ(&token, 0x2000, "Budi").await;
    let unit = json!({"unit_id": id(0x100), "name": "Bagian", "starts_on": "2020-01-01"});
    let member = json!({"kind": "member", "person_id": id(0x2000), "unit_id": id(0x100),
                        "starts_on": "2020-01-01"});
    let mut place = json!({"name": "Gedung", "address": "Jakarta", "zone": "Asia/Jakarta"});
    for (path, body) in [
        (format!("/offices/{}", id(0x4000)), &place),
        (format!("/unit-states/{}", id(0x4001)), &unit),
        (format!("/relations/{}", id(0x4002)), &member),
    ] {
        assert_eq!(both(&office, &path, body, "").await, [200, 201], "{path}");
    }
    place["name"] = json!("Gedung B");
    let path = format!("/offices/{}", id(0x4000));
    assert_eq!(both(&office, &path, &place, "\"1\"").await, [200, 200]);
    // Another thing with the same id is none of it.
    place["name"] = json!("Gedung C");
    let other = office.put(&path, &token, &place, "\"1\"").await;
    assert_eq!(other.status, StatusCode::PRECONDITION_FAILED);
}

#[tokio::test]
async fn the_same_answer_about_a_device_is_told_again_to_whoever_gave_it() {
    let office = Office::open().await;
    let siti = office.token(&id(0x2001), &[Role::Employee]).await;
    let budi = office.token(&id(0x2002), &[Role::Employee]).await;
    for approve in [true, false] {
        let form = json!({"name": "Papan", "scopes": ["attendance:read"]});
        let board = office.post("/device-authorizations", &form).await.body;
        let path = format!(
            "/device-authorizations/{}/approval",
            text(&board, "/user_code")
        );
        let (yes, no) = (json!({"approve": approve}), json!({"approve": !approve}));
        let (one, two) = tokio::join!(
            office.put(&path, &siti, &yes, ""),
            office.put(&path, &siti, &yes, ""),
        );
        let again = office.put(&path, &siti, &yes, "").await;
        assert_eq!(
            [one.status, two.status, again.status],
            [StatusCode::NO_CONTENT; 3],
            "{approve}"
        );
        for (token, answer) in [(&siti, &no), (&budi, &yes), (&budi, &no)] {
            let other = office.put(&path, token, answer, "").await;
            assert_eq!(other.body["code"], "wrong_device_code", "{approve}");
        }
    }
    let apps = office.get("/app-tokens", &siti).await.body;
    assert_eq!(apps.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn one_person_has_only_so_many_open_corrections() {
    let office = Office::open().await;
    let siti = office.token(&id(0x2001), &[Role::Employee]).await;
    let ask = async |n: u32, token: &str| {
        let body = json!({"wanted": format!("Nama saya salah, nomor {n}.")});
        let path = format!("/corrections/{}", id(0x5000 + n));
        office.put(&path, token, &body, "").await
    };
    for n in 1..=20 {
        assert_eq!(ask(n, &siti).await.status, StatusCode::CREATED, "{n}");
    }
    let many = ask(21, &siti).await;
    assert_eq!(many.status, StatusCode::CONFLICT);
    assert_eq!(many.body["code"], "too_many_corrections");
    assert_eq!(ask(20, &siti).await.status, StatusCode::OK);
    let budi = office.token(&id(0x2002), &[Role::Employee]).await;
    assert_eq!(ask(22, &budi).await.status, StatusCode::CREATED);
    // An answer makes room.
    let keeper = office.personnel().await;
    let path = format!("/corrections/{}/decision", id(0x5001));
    let answer = json!({"state": "done", "answer": "Sudah diperbaiki."});
    let decided = office.put(&path, &keeper, &answer, "\"1\"").await;
    assert_eq!(decided.status, StatusCode::OK, "{:?}", decided.body);
    assert_eq!(ask(21, &siti).await.status, StatusCode::CREATED);
}
