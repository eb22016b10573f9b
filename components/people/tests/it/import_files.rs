//! What is kept of files that came: whose they are, and for how long.

use axum::http::StatusCode;
use ngantor_core::caller::Role;
use serde_json::json;

use crate::filing::{Filing, PERSONNEL, import_path};
use crate::office::{Office, id};
use crate::personal::tick;

/// How many rows of files are kept that still hold what stood in their cells.
async fn n_readable(office: &Office) -> i64 {
    let told = office.db.run(
        "SELECT count(*) AS n FROM import_row
         WHERE cells IS NOT NULL OR employee_number IS NOT NULL OR username IS NOT NULL",
        vec![],
    );
    told.await.unwrap()[0].integer("n").unwrap()
}

#[tokio::test]
async fn one_finds_ones_imports_again_the_last_first() {
    let office = Office::open().await;
    for n in 1..=3 {
        Filing::begin(&office, n, "people", false).await;
    }
    let token = office.token(&id(PERSONNEL), &[Role::Personnel]).await;
    let first = office.get("/imports?limit=2", &token).await;
    let ids = |answer: &ngantor_http::testing::Answer| {
        let found = answer.body.as_array().unwrap().iter();
        found.map(|one| one["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&first), [id(0xe000_0003), id(0xe000_0002)]);
    assert_eq!(first.body[0]["state"], "receiving");
    let link = first.headers["link"].to_str().unwrap();
    let next = link.split(['<', '>']).nth(1).unwrap();
    let next = next.strip_prefix("/api/people").unwrap();
    assert_eq!(ids(&office.get(next, &token).await), [id(0xe000_0001)]);
    let colleague = office.token(&id(PERSONNEL + 1), &[Role::Personnel]).await;
    assert_eq!(office.get("/imports", &colleague).await.body, json!([]));
    let planner = office.token(&id(PERSONNEL + 2), &[Role::Planner]).await;
    assert_eq!(
        office.get("/imports", &planner).await.status,
        StatusCode::FORBIDDEN
    );
    for bad in ["limit=0", "limit=201", "cursor=x", "state=loaded"] {
        let answer = office.get(&format!("/imports?{bad}"), &token).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
}

#[tokio::test]
async fn a_loaded_file_leaves_no_names_behind() {
    let office = Office::open().await;
    let filing = Filing::begin(&office, 1, "people", true).await;
    filing
        .check("username,name\r\nbudi,Budi\r\nX X,Rahasia\r\n")
        .await;
    assert_eq!(n_readable(&office).await, 2);
    filing.until("load", "loaded").await;
    assert_eq!(n_readable(&office).await, 0);
    // What was wrong is still told.
    assert_eq!(filing.faults().await, ["3 username not_a_username"]);
}

#[tokio::test]
async fn a_file_that_nobody_goes_on_with_is_forgotten_by_whatever_touches_imports() {
    let touches = [
        "/imports",
        &import_path(9),
        &format!("{}/faults", import_path(9)),
    ];
    for touch in touches {
        let office = Office::open().await;
        let filing = Filing::begin(&office, 1, "people", false).await;
        filing.check("username,name\r\nX X,Rahasia\r\n").await;
        office.pass_s(86_400);
        let token = office.token(&id(PERSONNEL), &[Role::Personnel]).await;
        office.get(touch, &token).await;
        assert_eq!(n_readable(&office).await, 1, "{touch}");
        office.pass_s(1);
        office.get(touch, &token).await;
        assert_eq!(n_readable(&office).await, 0, "{touch}");
        assert_eq!(
            office.get(&import_path(1), &token).await.status,
            StatusCode::NOT_FOUND
        );
    }
}

#[tokio::test]
async fn a_file_that_nobody_goes_on_with_is_forgotten_by_regular_work() {
    let office = Office::open().await;
    let filing = Filing::begin(&office, 1, "people", false).await;
    filing.check("username,name\r\nX X,Rahasia\r\n").await;
    office.pass_s(86_400);
    tick(&office).await;
    assert_eq!(n_readable(&office).await, 1);
    office.pass_s(1);
    tick(&office).await;
    assert_eq!(n_readable(&office).await, 0);
}
