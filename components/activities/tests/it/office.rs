//! An office to test in: the router, its clock and short ways to call it.

use std::sync::Arc;
use std::time::Duration;

use activities::{SCHEMA, http as function};
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

pub const SITI: &str = "0193a5b0-7c1e-7000-8000-000000000001";
pub const BUDI: &str = "0193a5b0-7c1e-7000-8000-000000000002";
pub const RATNA: &str = "0193a5b0-7c1e-7000-8000-000000000003";
pub const MADE: &str = "0193a5b0-7c1e-7000-8000-000000000004";
pub const KEEPER: &str = "0193a5b0-7c1e-7000-8000-000000000009";

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
    /// Opens at 10:00 in Jakarta on 2026-11-25, a Wednesday.
    pub async fn open() -> Self {
        let db: Db = Arc::new(NativeSql::in_memory().await.unwrap());
        migrate(&*db, &SCHEMA).await.unwrap();
        let clock = Arc::new(Fixed::at("2026-11-25T03:00:00Z".parse().unwrap()));
        let key = MasterSecret::new([7; 32]).token_key("activities");
        let outside = Arc::new(People::default());
        let base = Base {
            function: "activities",
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

    /// The same, with a unit that Budi heads and a unit under it that nobody heads, whose members
    /// are Siti and Made; Ratna heads another unit.
    pub async fn with_units() -> Self {
        let office = Self::open().await;
        for (n, person) in [SITI, BUDI, RATNA, MADE].into_iter().enumerate() {
            let name = ["Siti", "Budi", "Ratna", "Made"][n];
            office.outside.tell(
                "person",
                json!({"id": person, "name": name, "zone": "Asia/Jakarta", "ends_on": null,
                       "erased_at": null, "version": 1}),
            );
        }
        for (n, parent) in [(1, None), (2, Some(1)), (3, None)] {
            let state = json!({"id": id(100 + n), "unit_id": unit(n), "starts_on": "2020-01-01",
                "kind": "unit", "name": format!("Unit {n}"), "parent_id": parent.map(unit),
                "office_id": null, "closed": 0, "withdrawn_at": null, "version": 1});
            office.outside.tell("unit_state", state);
        }
        for (n, (kind, person, n_unit)) in [
            ("member", SITI, 2),
            ("member", MADE, 2),
            ("member", BUDI, 1),
            ("member", RATNA, 3),
            ("head", BUDI, 1),
            ("head", RATNA, 3),
        ]
        .into_iter()
        .enumerate()
        {
            let n = u32::try_from(n).unwrap();
            office.relate(200 + n, kind, person, unit(n_unit), None);
        }
        assert_eq!(office.tick().await["is_more"], false);
        office
    }

    /// Answers over another database from now on, made of the one that is there.
    pub fn race(&mut self, over: impl FnOnce(Db) -> Db) {
        let base = Base {
            function: "activities",
            key: self.key.clone(),
            db: over(self.db.clone()),
            ambient: self.clock.clone(),
        };
        let app = function::App {
            base,
            outside: self.outside.clone(),
            tickets: tickets(),
        };
        self.router = function::routes().with_state(app);
    }

    /// Tells of a relation, which ends on a day or does not.
    pub fn relate(&self, n: u32, kind: &str, person: &str, unit: String, ends_on: Option<&str>) {
        let style = (kind == "acting_head").then_some("plh");
        let relation = json!({"id": id(n), "kind": kind, "person_id": person, "unit_id": unit,
            "appraised_id": null, "office_id": null, "style": style, "starts_on": "2020-01-01",
            "ends_on": ends_on, "withdrawn_at": null,
            "version": if ends_on.is_some() { 2 } else { 1 }});
        self.outside.tell("relation", relation);
    }

    pub fn token(&self, person: &str, role: Role, zone: Zone) -> String {
        let caller = Caller {
            person_id: person.parse().unwrap(),
            session_id: "0193a5b0-7c1e-7000-8000-00000000000f".parse().unwrap(),
            roles: vec![role],
            zone,
            reach: Reach::Whole,
        };
        let bearer = Bearer::Person(caller);
        mint(&bearer, "activities", &self.key, self.clock.now()).unwrap()
    }

    /// Sends as somebody in a role, with `If-Match` where one is given.
    pub async fn send(
        &self,
        (method, path): (Method, &str),
        (person, role): (&str, Role),
        version: Option<&str>,
        body: &Value,
    ) -> Answer {
        let path = format!("/api/activities{path}");
        let token = self.token(person, role, Zone::JAKARTA);
        let mut request = request(method, &path, &token, body);
        if let Some(version) = version {
            let headers = request.headers_mut();
            headers.insert("if-match", version.parse().unwrap());
        }
        call(&self.router, request).await
    }

    /// Enters or changes an activity as an employee.
    pub async fn put(&self, person: &str, n: u32, version: Option<&str>, body: &Value) -> Answer {
        let path = format!("/activities/{}", id(n));
        let sender = (person, Role::Employee);
        self.send((Method::PUT, &path), sender, version, body).await
    }

    /// Does something to an activity as an employee.
    pub async fn act(
        &self,
        person: &str,
        n: u32,
        noun: &str,
        version: &str,
        body: Value,
    ) -> Answer {
        let path = format!("/activities/{}/{noun}", id(n));
        let sender = (person, Role::Employee);
        self.send((Method::POST, &path), sender, Some(version), &body)
            .await
    }

    pub async fn delete(&self, person: &str, n: u32, version: &str) -> Answer {
        let path = format!("/activities/{}", id(n));
        let sender = (person, Role::Employee);
        self.send((Method::DELETE, &path), sender, Some(version), &Value::Null)
            .await
    }

    pub async fn get(&self, person: &str, path: &str) -> Answer {
        self.get_as((person, Role::Employee), path).await
    }

    pub async fn get_as(&self, sender: (&str, Role), path: &str) -> Answer {
        self.send((Method::GET, path), sender, None, &Value::Null)
            .await
    }

    /// Does the regular work; gives what it did.
    pub async fn tick(&self) -> Value {
        let bearer = Bearer::Machine(Scope::Feed);
        let token = mint(&bearer, "activities", &self.key, self.clock.now()).unwrap();
        let path = "/api/activities/tick";
        let answer = call(
            &self.router,
            request(Method::POST, path, &token, &Value::Null),
        )
        .await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        answer.body
    }

    pub fn pass(&self, minutes: u64) {
        self.clock.advance(Duration::from_secs(minutes * 60));
    }
}

pub fn id(n: u32) -> String {
    format!("0193a5b0-7c1e-7000-8000-{n:012x}")
}

pub fn unit(n: u32) -> String {
    format!("0193a5b0-7c1e-7000-9000-{n:012x}")
}

/// An activity of a day, so many minutes long.
pub fn minutes(day: &str, minutes: u32) -> Value {
    json!({"title": "Menyusun bahan rapat", "zone": "Asia/Jakarta", "day": day,
           "minutes": minutes})
}

/// An activity from an hour of a day in Jakarta to another.
pub fn span(day: &str, from: &str, to: &str) -> Value {
    json!({"title": "Rapat koordinasi", "zone": "Asia/Jakarta",
           "started_at": format!("{day}T{from}:00+07:00"),
           "finished_at": format!("{day}T{to}:00+07:00")})
}

/// One whose clock runs from now on.
pub fn live() -> Value {
    json!({"title": "Menjawab surat", "zone": "Asia/Jakarta", "live": true})
}

/// The codes of what is odd.
pub fn warned(activity: &Value) -> Vec<&str> {
    let warnings = activity["warnings"].as_array().unwrap();
    warnings
        .iter()
        .map(|warning| warning["code"].as_str().unwrap())
        .collect()
}
