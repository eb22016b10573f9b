//! Finding each other.

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use serde_json::{Value, json};

use crate::office::{Office, id};

const UNIT: u32 = 1;

/// A unit with an office and four people, of whom three belong to it.
async fn staffed(office: &Office) -> String {
    let token = office.personnel().await;
    let place = json!({"name": "Kantor Denpasar", "address": "Renon", "zone": "Asia/Makassar"});
    office
        .put(&format!("/offices/{}", id(0x4000)), &token, &place, "")
        .await;
    let form = json!({"name": "Direktorat Pangan", "starts_on": "2020-01-01",
                      "office_id": id(0x4000)});
    office.state(&token, (UNIT, 0), form).await;
    for (n, name) in [
        "Siti Rahmawati",
        "Rahmad Siregar",
        "André Ma'ruf",
        "I Gusti Raï",
    ]
    .iter()
    .enumerate()
    {
        let n = n as u32;
        office.employ(&token, 0x2000 + n, name).await;
        let member = json!({"kind": "member", "person_id": id(0x2000 + n), "unit_id": id(UNIT),
                            "position": "Perencana Ahli Muda", "starts_on": "2020-01-01"});
        if n < 3 {
            assert_eq!(
                office.relate(&token, n, member).await.status,
                StatusCode::CREATED
            );
        }
    }
    token
}

async fn names(office: &Office, token: &str, query: &str) -> Vec<String> {
    let answer = office.get(&format!("/directory?{query}"), token).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let list = answer.body.as_array().unwrap();
    list.iter()
        .map(|card| card["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn people_are_found_by_parts_of_their_name() {
    let office = Office::open().await;
    staffed(&office).await;
    let token = office.token(&id(0x3001), &[Role::Employee]).await;
    for (query, expected) in [
        // Who begins with it stands first.
        ("q=rahma", &["Rahmad Siregar", "Siti Rahmawati"][..]),
        ("q=RAHMA+siti", &["Siti Rahmawati"]),
        ("q=andre", &["André Ma'ruf"]),
        ("q=ANDR%C3%89", &["André Ma'ruf"]),
        ("q=maruf", &["André Ma'ruf"]),
        ("q=ma%27ruf", &["André Ma'ruf"]),
        ("q=rai", &["I Gusti Raï"]),
        ("q=tidak+ada", &[]),
        ("q=%25", &["André Ma'ruf", "I Gusti Raï", "Rahmad Siregar"]),
    ] {
        let found = names(&office, &token, query).await;
        if query == "q=%25" {
            assert_eq!(found[..3], *expected);
        } else {
            assert_eq!(found, expected, "{query}");
        }
    }
    let of_unit = names(&office, &token, &format!("unit_id={}", id(UNIT))).await;
    assert_eq!(
        of_unit,
        ["André Ma'ruf", "Rahmad Siregar", "Siti Rahmawati"]
    );
}

#[tokio::test]
async fn pages_of_a_search_follow_each_other() {
    let office = Office::open().await;
    let token = staffed(&office).await;
    let mut path = "/directory?q=r&limit=1".to_owned();
    let mut found = Vec::new();
    loop {
        let answer = office.get(&path, &token).await;
        found.push(answer.body[0]["name"].as_str().unwrap().to_owned());
        let Some(link) = answer.headers.get("link") else {
            break;
        };
        let link = link.to_str().unwrap();
        let next = link.trim_start_matches('<').split('>').next().unwrap();
        assert!(next.contains("q=r&"), "{next}");
        path = next.strip_prefix("/api/people").unwrap().to_owned();
    }
    assert_eq!(
        found,
        [
            "Rahmad Siregar",
            "André Ma'ruf",
            "I Gusti Raï",
            "Siti Rahmawati"
        ]
    );
}

#[tokio::test]
async fn a_card_shows_how_to_reach_somebody_and_nothing_that_is_not_everybodys() {
    let office = Office::open().await;
    let keeper = staffed(&office).await;
    let change = json!({"front_title": "Dr.", "back_title": "S.E.", "employment": "pns",
                        "employee_number": "19860926 201505 1 001",
                        "email": "siti@contoh.go.id", "phone": "12"});
    let path = format!("/people/{}", id(0x2000));
    let tag = [("if-match", "\"1\"")];
    let method = Method::PATCH;
    let changed = office.send(method, &path, &keeper, &change, &tag).await;
    assert_eq!(changed.body["errors"][0]["code"], "not_a_phone");
    let mut change = change;
    change["phone"] = json!("+62 361 1234");
    let method = Method::PATCH;
    let changed = office.send(method, &path, &keeper, &change, &tag).await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    assert_eq!(changed.body["employee_number"], "198609262015051001");

    let token = office.token(&id(0x3001), &[Role::Employee]).await;
    let card = office
        .get(&format!("/directory/{}", id(0x2000)), &token)
        .await
        .body;
    assert_eq!(
        card,
        json!({
            "id": id(0x2000), "name": "Siti Rahmawati", "full_name": "Dr. Siti Rahmawati, S.E.",
            "position": "Perencana Ahli Muda",
            "unit": {"id": id(UNIT), "name": "Direktorat Pangan"},
            "office": {"id": id(0x4000), "name": "Kantor Denpasar"},
            "email": "siti@contoh.go.id", "phone": "+62 361 1234",
        })
    );
    let same = json!({"employment": "pns", "employee_number": "198609262015051001"});
    let method = Method::PATCH;
    let path = format!("/people/{}", id(0x2001));
    let taken = office.send(method, &path, &keeper, &same, &tag).await;
    assert_eq!(taken.body["errors"][0]["code"], "taken");
}

#[tokio::test]
async fn whoever_left_is_not_found() {
    let office = Office::open().await;
    let token = staffed(&office).await;
    let path = format!("/people/{}", id(0x2000));
    let tag = [("if-match", "\"1\"")];
    let body = json!({"ends_on": "2026-11-24"});
    let method = Method::PATCH;
    let left = office.send(method, &path, &token, &body, &tag).await;
    assert_eq!(left.status, StatusCode::OK, "{:?}", left.body);
    assert!(names(&office, &token, "q=siti+rahmawati").await.is_empty());
    let card = office
        .get(&format!("/directory/{}", id(0x2000)), &token)
        .await;
    assert_eq!(card.status, StatusCode::NOT_FOUND);
    assert_eq!(
        office.get(&path, &token).await.body["ends_on"],
        "2026-11-24"
    );
    assert_eq!(
        office.get(&path, &token).await.body["roles"],
        Value::from(vec!["employee"])
    );
}
