//! The router on in-memory SQLite with the real migrations.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod committed;
mod demo;

use std::sync::Arc;
use std::time::Duration;

use attendance::{SCHEMA, http as function};
use axum::Router;
use axum::http::{Method, StatusCode};
use ngantor_core::caller::{Caller, Role};
use ngantor_core::keys::{MasterSecret, TokenKey};
use ngantor_core::time::Zone;
use ngantor_core::token::{Bearer, Scope, mint};
use ngantor_db::{Db, NativeSql, journal, migrate};
use ngantor_http::testing::{Answer, Fixed, call, request};
use ngantor_http::{Ambient as _, Base};
use serde_json::{Value, json};

const SITI: &str = "0193a5b0-7c1e-7000-8000-000000000001";
const BUDI: &str = "0193a5b0-7c1e-7000-8000-000000000002";

struct Office {
    router: Router,
    db: Db,
    clock: Arc<Fixed>,
    key: TokenKey,
}

impl Office {
    /// Opens at 07:30 in Jakarta on 2026-11-25.
    async fn open() -> Self {
        let db: Db = Arc::new(NativeSql::in_memory().await.unwrap());
        migrate(&*db, &SCHEMA).await.unwrap();
        let clock = Arc::new(Fixed::at("2026-11-25T00:30:00Z".parse().unwrap()));
        let key = MasterSecret::new([7; 32]).token_key("attendance");
        let base = Base {
            function: "attendance",
            key: key.clone(),
            db: db.clone(),
            ambient: clock.clone(),
        };
        Self {
            router: function::routes().with_state(base),
            db,
            clock,
            key,
        }
    }

    fn token(&self, person: &str) -> String {
        let caller = Caller {
            person_id: person.parse().unwrap(),
            session_id: "0193a5b0-7c1e-7000-8000-00000000000f".parse().unwrap(),
            roles: vec![Role::Employee],
            zone: Zone::JAKARTA,
        };
        mint(
            &Bearer::Person(caller),
            "attendance",
            &self.key,
            self.clock.now(),
        )
        .unwrap()
    }

    async fn put(&self, person: &str, id: &str, body: &Value) -> Answer {
        let path = format!("/api/attendance/punches/{id}");
        call(
            &self.router,
            request(Method::PUT, &path, &self.token(person), body),
        )
        .await
    }

    async fn get(&self, person: &str, path: &str) -> Answer {
        let path = format!("/api/attendance{path}");
        call(
            &self.router,
            request(Method::GET, &path, &self.token(person), &Value::Null),
        )
        .await
    }

    async fn n_entries(&self) -> usize {
        journal::after(&*self.db, 0, 500).await.unwrap().len()
    }

    fn pass(&self, minutes: u64) {
        self.clock.advance(Duration::from_secs(minutes * 60));
    }
}

fn id(n: u32) -> String {
    format!("0193a5b0-7c1e-7000-8000-{n:012x}")
}

fn punch(direction: &str) -> Value {
    json!({"direction": direction, "work_mode": "home", "zone": "Asia/Jakarta"})
}

#[tokio::test]
async fn a_punch_is_kept_with_the_nodes_receipt_in_the_zone_of_the_place() {
    let office = Office::open().await;
    let mut body = punch("in");
    body["zone"] = json!("Asia/Jayapura");
    body["claimed_at"] = json!("2026-11-25T09:20:00+09:00");
    body["note"] = json!("  Hujan deras  ");
    body["position"] =
        json!({"latitude": -2.53, "longitude": 140.7, "accuracy_m": 12.5, "age_s": 3.0});
    let answer = office.put(SITI, &id(1), &body).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.body["received_at"], "2026-11-25T09:30:00.000+09:00");
    assert_eq!(answer.body["day"], "2026-11-25");
    assert_eq!(answer.body["note"], "Hujan deras");
    let claim = json!({"at": "2026-11-25T09:20:00.000+09:00", "skew_ms": -600_000,
                       "grade": "late"});
    assert_eq!(answer.body["claim"], claim);
    assert_eq!(answer.body["position"]["accuracy_m"], 12.5);
    assert_eq!(office.n_entries().await, 1);
}

#[tokio::test]
async fn sending_it_again_is_one_punch() {
    let office = Office::open().await;
    office.put(SITI, &id(1), &punch("in")).await;
    office.pass(3 * 24 * 60);
    let again = office.put(SITI, &id(1), &punch("in")).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(again.body["received_at"], "2026-11-25T07:30:00.000+07:00");
    assert_eq!(office.n_entries().await, 1);
}

#[tokio::test]
async fn a_double_tap_is_one_punch() {
    let office = Office::open().await;
    office.put(SITI, &id(1), &punch("in")).await;
    office.pass(1);
    let tap = office.put(SITI, &id(2), &punch("in")).await;
    assert_eq!(tap.status, StatusCode::OK);
    assert_eq!(
        tap.headers["content-location"],
        format!("/api/attendance/punches/{}", id(1))
    );
    assert_eq!(office.n_entries().await, 1);
    // One past the limit is a punch of its own, and another person's tap is their own.
    office.clock.advance(Duration::from_millis(1));
    assert_eq!(
        office.put(SITI, &id(3), &punch("in")).await.status,
        StatusCode::CREATED
    );
    assert_eq!(
        office.put(BUDI, &id(4), &punch("in")).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn in_out_in_within_a_minute_are_three_punches() {
    let office = Office::open().await;
    for (n, direction) in [(1, "in"), (2, "out"), (3, "in")] {
        let answer = office.put(SITI, &id(n), &punch(direction)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{direction}");
        office.clock.advance(Duration::from_secs(10));
    }
}

#[tokio::test]
async fn an_id_holds_one_content_of_one_person() {
    let office = Office::open().await;
    office.put(SITI, &id(1), &punch("in")).await;
    office.pass(10);
    let other_content = office.put(SITI, &id(1), &punch("out")).await;
    assert_eq!(other_content.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(other_content.body["code"], "id_reused");
    let other_person = office.put(BUDI, &id(1), &punch("in")).await;
    assert_eq!(other_person.body["code"], "id_reused");
    assert_eq!(other_person.body.get("person_id"), None);
    assert_eq!(office.n_entries().await, 1);
}

#[tokio::test]
async fn the_day_tells_state_and_worked_time() {
    let office = Office::open().await;
    let empty = office.get(SITI, "/days/today").await;
    assert_eq!(empty.body["state"], "none");
    office.put(SITI, &id(1), &punch("in")).await;
    office.pass(90);
    let open = office.get(SITI, "/days/today").await;
    assert_eq!(
        (&open.body["state"], &open.body["worked_s"]),
        (&json!("in"), &json!(5400))
    );
    office.put(SITI, &id(2), &punch("out")).await;
    office.pass(30);
    let closed = office.get(SITI, "/days/2026-11-25?zone=Asia/Jakarta").await;
    assert_eq!(
        (&closed.body["state"], &closed.body["worked_s"]),
        (&json!("out"), &json!(5400))
    );
    assert_eq!(closed.body["punches"].as_array().unwrap().len(), 2);
    assert_eq!(office.get(BUDI, "/days/today").await.body["state"], "none");
}

#[tokio::test]
async fn a_list_goes_on_where_its_page_ended() {
    let office = Office::open().await;
    for n in 0..5 {
        office
            .put(SITI, &id(n), &punch(if n % 2 == 0 { "in" } else { "out" }))
            .await;
        office.pass(5);
    }
    let mut path = "/punches?limit=2".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = office.get(SITI, &path).await;
        let ids = page.body.as_array().unwrap().iter();
        seen.extend(ids.map(|punch| punch["id"].as_str().unwrap().to_owned()));
        let Some(link) = page.headers.get("link") else {
            break;
        };
        let next = link.to_str().unwrap().split(['<', '>']).nth(1).unwrap();
        path = next.strip_prefix("/api/attendance").unwrap().to_owned();
    }
    let expected: Vec<_> = (0..5).rev().map(id).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn bad_input_is_told_at_its_place_and_leaves_nothing() {
    let office = Office::open().await;
    let with = |name: &str, value: Value| {
        let mut body = punch("in");
        body[name] = value;
        body
    };
    let at =
        |latitude: f64| json!({"latitude": latitude, "longitude": 0, "accuracy_m": 1, "age_s": 0});
    for (body, pointer) in [
        (with("direction", json!("sideways")), "/direction"),
        (with("zone", json!("WIB")), "/zone"),
        (with("zone", json!("'; DROP TABLE punch; --")), "/zone"),
        (
            with("claimed_at", json!("2026-02-30T07:30:00+07:00")),
            "/claimed_at",
        ),
        (with("position", at(90.1)), "/position/latitude"),
        (with("position", json!([-2.5, 140.7, 5, 0])), "/position"),
        (with("note", json!("x".repeat(501))), "/note"),
        (with("note", json!("a\u{0}b")), "/note"),
        (
            with("received_at", json!("2026-11-25T00:00:00Z")),
            "/received_at",
        ),
        (json!({}), "/direction"),
        (json!([1]), ""),
    ] {
        let answer = office.put(SITI, &id(1), &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{body}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert_eq!(answer.headers["content-language"], "id");
    }
    for path in [
        "/punches?limit=0",
        "/punches?limit=201",
        "/punches?cursor=x",
        "/punches?a=1",
        "/days/2026-02-29",
        "/days/today?zone=Mars",
    ] {
        let answer = office.get(SITI, path).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    assert_eq!(
        office.put(SITI, "1", &punch("in")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(office.n_entries().await, 0);
}

#[tokio::test]
async fn nobody_comes_in_without_a_token_of_this_function() {
    let office = Office::open().await;
    let other = MasterSecret::new([8; 32]).token_key("attendance");
    let machine = mint(
        &Bearer::Machine(Scope::Feed),
        "attendance",
        &other,
        office.clock.now(),
    );
    for token in [String::new(), "x".to_owned(), machine.unwrap()] {
        for path in [
            "/api/attendance/punches",
            "/api/attendance/days/today",
            "/api/attendance/feed",
        ] {
            let answer = call(
                &office.router,
                request(Method::GET, path, &token, &Value::Null),
            )
            .await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
            assert!(answer.headers.contains_key("www-authenticate"));
        }
    }
    assert_eq!(
        office.get(SITI, "/feed").await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn the_feed_gives_each_punch_as_a_cloud_event() {
    let office = Office::open().await;
    office.put(SITI, &id(1), &punch("in")).await;
    let machine = mint(
        &Bearer::Machine(Scope::Feed),
        "attendance",
        &office.key,
        office.clock.now(),
    );
    let machine = machine.unwrap();
    let read = |path: &'static str| {
        call(
            &office.router,
            request(Method::GET, path, &machine, &Value::Null),
        )
    };
    let batch = read("/api/attendance/feed?after=0").await;
    assert_eq!(
        batch.headers["content-type"],
        "application/cloudevents-batch+json"
    );
    let event = &batch.body[0];
    assert_eq!(event["type"], "id.ngantor.attendance.punch.created");
    assert_eq!(
        (&event["id"], &event["subject"]),
        (&json!("1"), &json!(id(1)))
    );
    assert_eq!(event["time"], "2026-11-25T00:30:00.000+00:00");
    assert_eq!(event["data"]["new"]["person_id"], SITI);
    // With nothing new it waits as long as it is asked to, then answers an empty batch.
    let before = office.clock.now();
    let empty = read("/api/attendance/feed?after=1&timeout_ms=1000").await;
    assert_eq!(empty.body, json!([]));
    assert_eq!((office.clock.now() - before).num_milliseconds(), 1000);
}
