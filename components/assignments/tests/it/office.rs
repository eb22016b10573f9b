//! An office to test in: the router, its clock, its people and short ways to call it.

use std::sync::Arc;
use std::time::Duration;

use assignments::{SCHEMA, http as function};
use axum::Router;
use axum::http::Method;
use ngantor_core::caller::{Caller, Reach, Role};
use ngantor_core::keys::{MasterSecret, TokenKey};
use ngantor_core::ticket::TicketKey;
use ngantor_core::time::Zone;
use ngantor_core::token::{Bearer, Scope, mint};
use ngantor_db::{Db, NativeSql, migrate};
use ngantor_http::testing::{Answer, Fixed, call, request};
use ngantor_http::{Ambient as _, Base};
use serde_json::{Value, json};

use crate::people::People;

/// Works in the team that Budi heads.
pub const SITI: &str = "0193a5b0-7c1e-7000-8000-000000000001";
/// Heads the team.
pub const BUDI: &str = "0193a5b0-7c1e-7000-8000-000000000002";
/// Heads the branch above the team.
pub const MADE: &str = "0193a5b0-7c1e-7000-8000-000000000003";
/// Heads the other team under the branch.
pub const RATNA: &str = "0193a5b0-7c1e-7000-8000-000000000004";
/// Works in the other team, in Jayapura.
pub const YOHANA: &str = "0193a5b0-7c1e-7000-8000-000000000005";
/// Works in the team as well.
pub const AGUS: &str = "0193a5b0-7c1e-7000-8000-000000000006";

pub const TEAM: u32 = 0x100;
pub const BRANCH: u32 = 0x101;
pub const OTHER: u32 = 0x102;

pub struct Office {
    pub router: Router,
    /// `people`, as this function reaches it.
    pub outside: Arc<People>,
    pub db: Db,
    pub clock: Arc<Fixed>,
    pub key: TokenKey,
}

/// The key that this function shares with `uploads`.
pub fn tickets() -> TicketKey {
    let key = MasterSecret::new([7; 32]).token_key("upload-tickets");
    TicketKey::parse_both(&key.to_text(), "").unwrap()
}

impl Office {
    /// Opens at 07:30 in Jakarta on 2026-11-25; nobody is known yet.
    pub async fn open() -> Self {
        let db: Db = Arc::new(NativeSql::in_memory().await.unwrap());
        migrate(&*db, &SCHEMA).await.unwrap();
        let clock = Arc::new(Fixed::at("2026-11-25T00:30:00Z".parse().unwrap()));
        let key = MasterSecret::new([7; 32]).token_key(SCHEMA.function);
        let outside = Arc::new(People::default());
        let base = Base {
            function: SCHEMA.function,
            key: key.clone(),
            db: db.clone(),
            ambient: clock.clone(),
        };
        let app = function::App {
            base,
            outside: outside.clone(),
            tickets: tickets(),
        };
        Self {
            router: function::routes().with_state(app),
            outside,
            db,
            clock,
            key,
        }
    }

    /// The same, with its people in their units.
    pub async fn with_people() -> Self {
        let office = Self::open().await;
        tell(&office.outside);
        office
    }

    /// Sends as somebody in a role, with `If-Match` where one is given.
    pub async fn send_as(
        &self,
        (method, path): (Method, &str),
        (person, role): (&str, Role),
        version: Option<i64>,
        body: &Value,
    ) -> Answer {
        let caller = Caller {
            person_id: person.parse().unwrap(),
            session_id: "0193a5b0-7c1e-7000-8000-00000000000f".parse().unwrap(),
            roles: vec![role],
            zone: Zone::JAKARTA,
            reach: Reach::Whole,
        };
        let bearer = Bearer::Person(caller);
        let token = mint(&bearer, SCHEMA.function, &self.key, self.clock.now()).unwrap();
        let path = format!("/api/assignments{path}");
        let mut request = request(method, &path, &token, body);
        if let Some(version) = version {
            let tag = format!("\"{version}\"").parse().unwrap();
            request.headers_mut().insert("if-match", tag);
        }
        call(&self.router, request).await
    }

    pub async fn get(&self, person: &str, path: &str) -> Answer {
        let who = (person, Role::Employee);
        self.send_as((Method::GET, path), who, None, &Value::Null)
            .await
    }

    pub async fn put(&self, person: &str, path: &str, body: &Value) -> Answer {
        let who = (person, Role::Employee);
        self.send_as((Method::PUT, path), who, None, body).await
    }

    pub async fn post(
        &self,
        person: &str,
        path: &str,
        version: Option<i64>,
        body: &Value,
    ) -> Answer {
        let who = (person, Role::Employee);
        self.send_as((Method::POST, path), who, version, body).await
    }

    /// Gives work to some people.
    pub async fn give(&self, n: u32, giver: &str, people: &[&str]) -> Answer {
        let body = json!({"title": format!("Tugas {n}"), "people": people});
        self.put(giver, &format!("/assignments/{}", id(n)), &body)
            .await
    }

    /// The ids of its parts, in the order in which they were made.
    pub async fn parts(&self, n: u32) -> Vec<String> {
        let statement = "SELECT id FROM part WHERE assignment_id = ?1 ORDER BY id LIMIT 100";
        let rows = self.db.run(statement, ngantor_db::params![id(n)]).await;
        let rows = rows.unwrap();
        rows.iter().map(|row| row.text("id").unwrap()).collect()
    }

    /// Does something to a part as of its version.
    pub async fn act(&self, person: &str, part: &str, version: i64, act: &str) -> Answer {
        let body = json!({"act": act, "note": "Demikian."});
        self.post(person, &format!("/parts/{part}/acts"), Some(version), &body)
            .await
    }

    /// Does the regular work.
    pub async fn tick(&self) -> Answer {
        let bearer = Bearer::Machine(Scope::Feed);
        let token = mint(&bearer, SCHEMA.function, &self.key, self.clock.now()).unwrap();
        let path = "/api/assignments/tick";
        let answer = call(
            &self.router,
            request(Method::POST, path, &token, &Value::Null),
        )
        .await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        answer
    }

    pub fn pass(&self, minutes: u64) {
        self.clock.advance(Duration::from_secs(minutes * 60));
    }
}

pub fn id(n: u32) -> String {
    format!("0193a5b0-7c1e-7000-8000-{n:012x}")
}

/// Siti and Agus work in the team that Budi heads, Yohana in the other one that Ratna heads; Made
/// heads the branch above both.
pub fn tell(people: &People) {
    for (n, who) in [SITI, BUDI, MADE, RATNA, YOHANA, AGUS].iter().enumerate() {
        people.tell("person", person(who, &format!("Orang {n}"), "Asia/Jakarta"));
    }
    people.tell("person", person(YOHANA, "Yohana", "Asia/Jayapura"));
    for (n, parent) in [(BRANCH, None), (TEAM, Some(BRANCH)), (OTHER, Some(BRANCH))] {
        people.tell("unit_state", unit(n, parent));
    }
    for (n, who, team) in [
        (0x200, SITI, TEAM),
        (0x201, BUDI, TEAM),
        (0x202, AGUS, TEAM),
        (0x203, RATNA, OTHER),
        (0x204, YOHANA, OTHER),
        (0x205, MADE, BRANCH),
    ] {
        people.tell("relation", relation(n, "member", who, team));
    }
    people.tell("relation", relation(0x210, "head", BUDI, TEAM));
    people.tell("relation", relation(0x211, "head", RATNA, OTHER));
    people.tell("relation", relation(0x212, "head", MADE, BRANCH));
}

pub fn person(id: &str, name: &str, zone: &str) -> Value {
    // A later row of the same person is a later version.
    let version = if name == "Yohana" { 2 } else { 1 };
    json!({"id": id, "name": name, "username": "x", "zone": zone, "ends_on": null,
        "erased_at": null, "version": version})
}

pub fn unit(n: u32, parent: Option<u32>) -> Value {
    json!({"id": id(n + 0x1000), "unit_id": id(n), "starts_on": "2026-01-01", "kind": "unit",
        "name": format!("Unit {n}"), "parent_id": parent.map(id), "office_id": null,
        "closed": 0, "withdrawn_at": null, "version": 1})
}

pub fn relation(n: u32, kind: &str, person: &str, unit: u32) -> Value {
    json!({"id": id(n), "kind": kind, "person_id": person, "unit_id": id(unit),
        "appraised_id": null, "office_id": null, "style": null, "starts_on": "2026-01-01",
        "ends_on": null, "withdrawn_at": null, "version": 1})
}
