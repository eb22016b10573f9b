//! An office to test in: the router, its clock and short ways to call it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use futures::future::BoxFuture;
use ngantor_core::caller::{Caller, Reach, Role};
use ngantor_core::keys::MasterSecret;
use ngantor_core::time::Zone;
use ngantor_core::token::{Bearer, mint};
use ngantor_db::{Db, NativeSql, journal, migrate, params};
use ngantor_http::fetch::{Fetch, Nowhere};
use ngantor_http::testing::{Answer, Fixed, call, request};
use ngantor_http::{Ambient as _, Base};
use ngantor_kv::{KeyValue, KvError, MemoryStore};
use people::domain::client::parse_clients;
use people::domain::parse_functions;
use people::http::address::Address;
use people::renewal::close_anew;
use people::{SCHEMA, http as function};
use serde_json::{Value, json};

/// The administrator's password, and the first one of everybody whom a test adds.
pub const PASSWORD: &str = "padi menguning";
/// What takes the place of a first password.
pub const OWN_PASSWORD: &str = "hujan di bulan juni";

pub struct Office {
    pub router: Router,
    pub db: Db,
    pub clock: Arc<Fixed>,
    pub master: MasterSecret,
    address: Option<Address>,
    outside: Arc<dyn Fetch>,
}

/// A store that, like a real one, lets others run before it answers.
#[derive(Default)]
struct SlowStore(MemoryStore);

impl KeyValue for SlowStore {
    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, KvError>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            self.0.get(key).await
        })
    }

    fn set<'a>(&'a self, key: &'a str, value: Vec<u8>) -> BoxFuture<'a, Result<(), KvError>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            self.0.set(key, value).await
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), KvError>> {
        self.0.delete(key)
    }
}

impl Office {
    /// Before it is set up; 07:30 in Jakarta on 2026-11-25.
    pub async fn closed() -> Self {
        Self::closed_at(None).await
    }

    /// The same, at the address that its operator set.
    pub async fn closed_at(address: Option<Address>) -> Self {
        Self::closed_beside(address, Arc::new(Nowhere)).await
    }

    async fn closed_beside(address: Option<Address>, outside: Arc<dyn Fetch>) -> Self {
        let db: Db = Arc::new(NativeSql::in_memory().await.unwrap());
        migrate(&*db, &SCHEMA).await.unwrap();
        let clock = Arc::new(Fixed::at("2026-11-25T00:30:00Z".parse().unwrap()));
        let master = MasterSecret::new([7; 32]);
        Self::start((db, clock, master), address, outside).await
    }

    /// The same office after a restart with another master secret.
    pub async fn with_master(self, master: MasterSecret) -> Self {
        Self::start((self.db, self.clock, master), self.address, self.outside).await
    }

    /// Another instance on the same database, with another master secret.
    pub async fn beside_with(&self, master: MasterSecret) -> Self {
        let (address, outside) = (self.address.clone(), Arc::clone(&self.outside));
        let own = (self.db.clone(), Arc::clone(&self.clock), master);
        Self::start(own, address, outside).await
    }

    /// Whether the office starts with another master secret.
    pub async fn starts_with(&self, master: &MasterSecret) -> bool {
        close_anew(&base(&self.db, &self.clock, master), master)
            .await
            .is_ok()
    }

    async fn start(
        (db, clock, master): (Db, Arc<Fixed>, MasterSecret),
        address: Option<Address>,
        outside: Arc<dyn Fetch>,
    ) -> Self {
        let base = base(&db, &clock, &master);
        close_anew(&base, &master).await.unwrap();
        let app = function::App {
            base,
            master: master.clone(),
            functions: parse_functions("people attendance").unwrap(),
            clients: parse_clients("attendance>people").unwrap(),
            kv: Arc::new(SlowStore::default()),
            address: address.clone(),
            outside: Arc::clone(&outside),
        };
        Self {
            router: function::routes().with_state(app),
            db,
            clock,
            master,
            address,
            outside,
        }
    }

    /// Set up, with Siti as administrator.
    pub async fn open() -> Self {
        Self::open_beside(Arc::new(Nowhere)).await
    }

    /// The same, where other servers are reached.
    pub async fn open_beside(outside: Arc<dyn Fetch>) -> Self {
        let office = Self::closed_beside(None, outside).await;
        let made = office.post("/setup", &office.setup_form()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
        office
    }

    pub fn setup_form(&self) -> Value {
        json!({
            "token": self.master.setup_token(),
            "institution": {"name": "Kementerian", "zone": "Asia/Jakarta"},
            "administrator": {"name": "Siti", "username": "Siti", "password": PASSWORD},
        })
    }

    /// Sends without a token.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, "", body, &[]).await
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        self.send(Method::GET, path, token, &Value::Null, &[]).await
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: &Value,
        headers: &[(&'static str, &str)],
    ) -> Answer {
        let path = format!("/api/people{path}");
        let mut request = request(method, &path, token, body);
        add(&mut request, headers);
        call(&self.router, request).await
    }

    /// Sends a text of some content type.
    pub async fn send_text(
        &self,
        method: &str,
        path: &str,
        token: &str,
        (body, content_type): (String, &'static str),
    ) -> Answer {
        let path = format!("/api/people{path}");
        let mut request = request(method.parse().unwrap(), &path, token, &Value::Null);
        add(&mut request, &[("content-type", content_type)]);
        call(&self.router, request.map(|_| Body::from(body))).await
    }

    /// Signs in, and answers the session.
    pub async fn sign_in(&self, username: &str) -> Value {
        let form = json!({"username": username, "password": PASSWORD});
        let answer = self.post("/sessions", &form).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
        answer.body
    }

    /// Signs somebody in for the first time, whose password somebody else set.
    pub async fn first_sign_in(&self, username: &str) -> Value {
        let form = json!({"username": username, "password": PASSWORD,
                          "new_password": OWN_PASSWORD});
        let answer = self.post("/sessions", &form).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
        answer.body
    }

    /// A token of this function for somebody with some roles, who is made unless they are
    /// there.
    pub async fn token(&self, person: &str, roles: &[Role]) -> String {
        let now = self.clock.now();
        let caller = Caller {
            person_id: person.parse().unwrap(),
            session_id: self.clock.new_id().to_string().parse().unwrap(),
            roles: roles.to_vec(),
            zone: Zone::JAKARTA,
            reach: Reach::Whole,
        };
        let (roles, now_ms) = (
            serde_json::to_string(roles).unwrap(),
            now.timestamp_millis(),
        );
        let made = self.db.run(
            "INSERT INTO person (id, name, username, password_hash, roles, zone, version,
                changed_at, changed_by)
             VALUES (?1, 'Zulkifli', 'z' || ?1, '', ?2, 'Asia/Jakarta', 1, ?3, 'test')
             ON CONFLICT (id) DO UPDATE SET roles = excluded.roles, version = version + 1",
            params![person, roles, now_ms],
        );
        made.await.unwrap();
        let opened = self.db.run(
            "INSERT INTO session (id, person_id, user_agent, created_at, version, changed_at,
                changed_by)
             VALUES (?1, ?2, '', ?3, 1, ?3, ?2)",
            params![caller.session_id.to_string(), person, now_ms],
        );
        opened.await.unwrap();
        let key = self.master.token_key("people");
        mint(&Bearer::Person(caller), "people", &key, now).unwrap()
    }

    /// A token of personnel.
    pub async fn personnel(&self) -> String {
        self.token(&id(0x3000), &[Role::Employee, Role::Personnel])
            .await
    }

    /// Sends a thing whole, for the first time or, with the tag of a version, to change it.
    pub async fn put(&self, path: &str, token: &str, body: &Value, tag: &str) -> Answer {
        let headers = [("if-match", tag)];
        let headers = if tag.is_empty() { &[] } else { &headers[..] };
        self.send(Method::PUT, path, token, body, headers).await
    }

    /// Makes an employee with a name, whose id is [`id`] of a number.
    pub async fn employ(&self, token: &str, n: u32, name: &str) -> String {
        let body = json!({"name": name, "username": format!("orang{n}"), "password": PASSWORD,
                          "roles": ["employee"]});
        let answer = self
            .put(&format!("/people/{}", id(n)), token, &body, "")
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
        id(n)
    }

    /// Says what a unit is from a day on; the state's id is [`id`] of 0x10000 and both numbers.
    pub async fn state(&self, token: &str, (unit, n): (u32, u32), form: Value) -> Answer {
        let mut form = form;
        form["unit_id"] = json!(id(unit));
        let path = format!("/unit-states/{}", id(0x10000 + unit * 16 + n));
        self.put(&path, token, &form, "").await
    }

    /// Relates; the relation's id is [`id`] of 0x20000 and a number.
    pub async fn relate(&self, token: &str, n: u32, form: Value) -> Answer {
        let path = format!("/relations/{}", id(0x20000 + n));
        self.put(&path, token, &form, "").await
    }

    pub fn pass_s(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub async fn journal(&self) -> Vec<journal::Entry> {
        journal::after(&*self.db, 0, 500).await.unwrap()
    }
}

fn add(request: &mut Request<Body>, headers: &[(&'static str, &str)]) {
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).unwrap();
        request
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
    }
}

/// Every cookie that an answer sets, in order.
pub fn cookies(answer: &Answer) -> Vec<&str> {
    let set = answer.headers.get_all("set-cookie");
    set.iter().map(|value| value.to_str().unwrap()).collect()
}

/// An id of the test's own; those below 0x1000 may be minted by the office too.
pub fn id(n: u32) -> String {
    format!("0193a5b0-7c1e-7000-8000-{n:012x}")
}

/// A text in an answer's body.
pub fn text(body: &Value, pointer: &str) -> String {
    let value = body.pointer(pointer).and_then(Value::as_str);
    value
        .unwrap_or_else(|| unreachable!("no text at {pointer}: {body}"))
        .to_owned()
}

fn base(db: &Db, clock: &Arc<Fixed>, master: &MasterSecret) -> Base {
    Base {
        function: "people",
        key: master.token_key("people"),
        db: db.clone(),
        ambient: clock.clone(),
    }
}
