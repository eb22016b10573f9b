//! The router on in-memory SQLite with the real migrations.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod committed;

use std::sync::Arc;

use axum::Router;
use axum::http::{Method, StatusCode};
use ngantor_core::caller::{Caller, Reach, Role};
use ngantor_core::keys::{MasterSecret, TokenKey};
use ngantor_core::time::Zone;
use ngantor_core::token::{Bearer, mint};
use ngantor_db::{Db, NativeSql, journal, migrate};
use ngantor_http::testing::{Answer, Fixed, call, request};
use ngantor_http::{Ambient as _, Base};
use serde_json::{Value, json};

use uploads::{SCHEMA, http as function};

const SITI: &str = "0193a5b0-7c1e-7000-8000-000000000001";
const BUDI: &str = "0193a5b0-7c1e-7000-8000-000000000002";
const ENTRY: &str = "/api/uploads/entries/0193a5b0-7c1e-7000-8000-000000000101";
const ENTRIES: &str = "/api/uploads/entries";

struct Office {
    router: Router,
    db: Db,
    clock: Arc<Fixed>,
    key: TokenKey,
}

impl Office {
    async fn open() -> Self {
        let db: Db = Arc::new(NativeSql::in_memory().await.unwrap());
        migrate(&*db, &SCHEMA).await.unwrap();
        let clock = Arc::new(Fixed::at("2026-11-25T00:30:00Z".parse().unwrap()));
        let key = MasterSecret::new([7; 32]).token_key(SCHEMA.function);
        let base = Base {
            function: SCHEMA.function,
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

    async fn call_as(&self, person: &str, method: Method, path: &str, body: &Value) -> Answer {
        let caller = Caller {
            person_id: person.parse().unwrap(),
            session_id: "0193a5b0-7c1e-7000-8000-00000000000f".parse().unwrap(),
            roles: vec![Role::Employee],
            zone: Zone::JAKARTA,
            reach: Reach::Whole,
        };
        let bearer = Bearer::Person(caller);
        let token = mint(&bearer, SCHEMA.function, &self.key, self.clock.now()).unwrap();
        call(&self.router, request(method, path, &token, body)).await
    }
}

#[tokio::test]
async fn sending_it_again_is_one_entry() {
    let office = Office::open().await;
    let body = json!({"text": "  Rapat anggaran "});
    let answer = office.call_as(SITI, Method::PUT, ENTRY, &body).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.body["text"], "Rapat anggaran");
    assert_eq!(answer.body["received_at"], "2026-11-25T07:30:00.000+07:00");
    let again = office.call_as(SITI, Method::PUT, ENTRY, &body).await;
    assert_eq!(again.status, StatusCode::OK);
    let entries = journal::after(&*office.db, 0, 500).await.unwrap();
    assert_eq!(entries.len(), 1);
}

#[tokio::test]
async fn an_id_is_not_used_twice() {
    let office = Office::open().await;
    let first = json!({"text": "Rapat"});
    office.call_as(SITI, Method::PUT, ENTRY, &first).await;
    let other = json!({"text": "Dinas"});
    for (person, body) in [(SITI, &other), (BUDI, &first)] {
        let answer = office.call_as(person, Method::PUT, ENTRY, body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn a_person_sees_only_their_own_entries() {
    let office = Office::open().await;
    let body = json!({"text": "Rapat"});
    office.call_as(SITI, Method::PUT, ENTRY, &body).await;
    let own = office
        .call_as(SITI, Method::GET, ENTRIES, &Value::Null)
        .await;
    assert_eq!(own.body.as_array().unwrap().len(), 1);
    let others = office
        .call_as(BUDI, Method::GET, ENTRIES, &Value::Null)
        .await;
    assert_eq!(others.body, json!([]));
}

#[tokio::test]
async fn a_fault_names_its_place() {
    let office = Office::open().await;
    let body = json!({"text": " "});
    let answer = office.call_as(SITI, Method::PUT, ENTRY, &body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.body["errors"][0]["pointer"], "/text");
}
