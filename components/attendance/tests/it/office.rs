//! An office to test in: the router, its clock and short ways to call it.

use std::sync::Arc;
use std::time::Duration;

use attendance::{SCHEMA, http as function, shipped};
use axum::Router;
use axum::http::Method;
use ngantor_core::caller::{Caller, Reach, Role};
use ngantor_core::keys::{MasterSecret, TokenKey};
use ngantor_core::time::Zone;
use ngantor_core::token::{Bearer, Scope, mint};
use ngantor_db::{Db, NativeSql, journal, migrate};
use ngantor_http::testing::{Answer, Fixed, call, request};
use ngantor_http::{Ambient as _, Base};
use ngantor_tlog::checkpoint::Signer;
use serde_json::{Value, json};

pub const SITI: &str = "0193a5b0-7c1e-7000-8000-000000000001";
pub const BUDI: &str = "0193a5b0-7c1e-7000-8000-000000000002";

use crate::people::People;

pub struct Office {
    pub router: Router,
    /// `people`, as this function reaches it.
    pub outside: Arc<People>,
    pub db: Db,
    pub clock: Arc<Fixed>,
    pub key: TokenKey,
}

impl Office {
    /// Opens at 07:30 in Jakarta on 2026-11-25.
    pub async fn open() -> Self {
        let db: Db = Arc::new(NativeSql::in_memory().await.unwrap());
        migrate(&*db, &SCHEMA).await.unwrap();
        let clock = Arc::new(Fixed::at("2026-11-25T00:30:00Z".parse().unwrap()));
        Self::instance(db, clock)
    }

    /// Another instance on the same database, by the same clock.
    pub fn another_instance(&self) -> Self {
        Self::instance(self.db.clone(), self.clock.clone())
    }

    /// An instance on some database, by a clock.
    pub fn instance(db: Db, clock: Arc<Fixed>) -> Self {
        let key = MasterSecret::new([7; 32]).token_key("attendance");
        let outside = Arc::new(People::default());
        let base = Base {
            function: "attendance",
            key: key.clone(),
            db: db.clone(),
            ambient: clock.clone(),
        };
        Self {
            router: function::routes().with_state(function::App {
                base,
                outside: outside.clone(),
                signer: Arc::new(Signer::new("attendance", [9; 32]).unwrap()),
                rules: attendance::store::rule::Kept::default(),
            }),
            outside,
            db,
            clock,
            key,
        }
    }

    /// The same, with the rules that come with the function.
    pub async fn with_rules() -> Self {
        let office = Self::open().await;
        shipped::put_in(&*office.db, office.clock.now())
            .await
            .unwrap();
        office
    }

    pub fn token(&self, person: &str) -> String {
        self.token_as(person, Role::Employee)
    }

    pub fn token_as(&self, person: &str, role: Role) -> String {
        let caller = Caller {
            person_id: person.parse().unwrap(),
            session_id: "0193a5b0-7c1e-7000-8000-00000000000f".parse().unwrap(),
            roles: vec![role],
            zone: Zone::JAKARTA,
            reach: Reach::Whole,
        };
        mint(
            &Bearer::Person(caller),
            "attendance",
            &self.key,
            self.clock.now(),
        )
        .unwrap()
    }

    pub async fn put(&self, person: &str, id: &str, body: &Value) -> Answer {
        let path = format!("/api/attendance/punches/{id}");
        call(
            &self.router,
            request(Method::PUT, &path, &self.token(person), body),
        )
        .await
    }

    pub async fn get(&self, person: &str, path: &str) -> Answer {
        let path = format!("/api/attendance{path}");
        call(
            &self.router,
            request(Method::GET, &path, &self.token(person), &Value::Null),
        )
        .await
    }

    /// Sends as somebody in a role, with `If-Match` where one is given.
    pub async fn send(
        &self,
        (method, path): (Method, &str),
        (person, role): (&str, Role),
        version: Option<&str>,
        body: &Value,
    ) -> Answer {
        let path = format!("/api/attendance{path}");
        let mut request = request(method, &path, &self.token_as(person, role), body);
        if let Some(version) = version {
            let headers = request.headers_mut();
            headers.insert("if-match", version.parse().unwrap());
        }
        call(&self.router, request).await
    }

    /// Does the regular work.
    pub async fn tick(&self) -> Answer {
        let answer = self.try_tick().await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        answer
    }

    /// The same where it may fail.
    pub async fn try_tick(&self) -> Answer {
        let bearer = Bearer::Machine(Scope::Feed);
        let token = mint(&bearer, "attendance", &self.key, self.clock.now()).unwrap();
        let path = "/api/attendance/tick";
        call(
            &self.router,
            request(Method::POST, path, &token, &Value::Null),
        )
        .await
    }

    pub async fn n_entries(&self) -> usize {
        journal::after(&*self.db, 0, 500).await.unwrap().len()
    }

    pub fn pass(&self, minutes: u64) {
        self.clock.advance(Duration::from_secs(minutes * 60));
    }
}

pub fn id(n: u32) -> String {
    format!("0193a5b0-7c1e-7000-8000-{n:012x}")
}

pub fn punch(direction: &str) -> Value {
    json!({"direction": direction, "work_mode": "home", "zone": "Asia/Jakarta"})
}

/// A punch with what the device's clock says.
pub fn claimed(direction: &str, claimed_at: Option<&str>) -> Value {
    json!({"direction": direction, "work_mode": "home", "zone": "Asia/Jakarta",
           "claimed_at": claimed_at})
}
