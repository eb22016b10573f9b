//! The router on in-memory SQLite with the real migrations.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::sync::Arc;

use axum::Router;
use axum::http::{Method, StatusCode};
use ngantor_core::keys::MasterSecret;
use ngantor_core::token::{Bearer, check};
use ngantor_db::{NativeSql, migrate};
use ngantor_http::testing::{Answer, Fixed, call, request};
use ngantor_http::{Ambient as _, Base};
use people::domain::parse_functions;
use people::{SCHEMA, http as function};
use serde_json::{Value, json};

struct Office {
    router: Router,
    clock: Arc<Fixed>,
    master: MasterSecret,
}

impl Office {
    async fn closed() -> Self {
        let db = Arc::new(NativeSql::in_memory().await.unwrap());
        migrate(&*db, &SCHEMA).await.unwrap();
        let clock = Arc::new(Fixed::at("2026-11-25T00:30:00Z".parse().unwrap()));
        let master = MasterSecret::new([7; 32]);
        let key = master.token_key("people");
        let base = Base {
            function: "people",
            key,
            db,
            ambient: clock.clone(),
        };
        let functions = parse_functions("people attendance").unwrap();
        let app = function::App {
            base,
            master: master.clone(),
            functions,
        };
        Self {
            router: function::routes().with_state(app),
            clock,
            master,
        }
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        let path = format!("/api/people{path}");
        call(&self.router, request(Method::POST, &path, "", body)).await
    }

    async fn get(&self, path: &str, token: &str) -> Answer {
        let path = format!("/api/people{path}");
        call(
            &self.router,
            request(Method::GET, &path, token, &Value::Null),
        )
        .await
    }

    fn form(&self) -> Value {
        json!({
            "token": self.master.setup_token(),
            "institution": {"name": "Kementerian", "zone": "Asia/Jakarta"},
            "administrator": {"name": "Siti", "username": "Siti", "password": "twelve chars"},
        })
    }
}

#[tokio::test]
async fn a_person_sets_up_signs_in_and_is_told_who_they_are() {
    let office = Office::closed().await;
    assert_eq!(office.get("/setup", "").await.body["open"], true);
    let made = office.post("/setup", &office.form()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    assert_eq!(office.get("/setup", "").await.body["open"], false);
    let form = json!({"username": "SITI ", "password": "twelve chars"});
    let session = office.post("/sessions", &form).await;
    assert_eq!(session.status, StatusCode::CREATED);
    let token = |function: &str| {
        session.body["access_tokens"][function]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let me = office.get("/me", &token("people")).await;
    assert_eq!(
        (&me.body["username"], &me.body["institution"]["name"]),
        (&json!("siti"), &json!("Kementerian"))
    );
    // The other function's token is good there and nowhere else.
    assert_eq!(
        office.get("/me", &token("attendance")).await.status,
        StatusCode::UNAUTHORIZED
    );
    let key = office.master.token_key("attendance");
    let bearer = check(&token("attendance"), "attendance", &key, office.clock.now());
    assert!(matches!(bearer, Ok(Bearer::Person(caller)) if caller.roles.len() == 3));
}

#[tokio::test]
async fn setting_up_needs_the_link_and_happens_once() {
    let office = Office::closed().await;
    let mut forged = office.form();
    forged["token"] = json!("guess");
    assert_eq!(
        office.post("/setup", &forged).await.body["code"],
        "wrong_setup_link"
    );
    office.post("/setup", &office.form()).await;
    assert_eq!(
        office.post("/setup", &office.form()).await.body["code"],
        "set_up_already"
    );
}

#[tokio::test]
async fn every_fault_of_the_form_is_told_at_once() {
    let office = Office::closed().await;
    let mut form = office.form();
    form["institution"]["name"] = json!(" ");
    form["administrator"]["username"] = json!("siti");
    form["administrator"]["password"] = json!("short");
    let answer = office.post("/setup", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.body["errors"][0]["pointer"], "/institution/name");
    assert_eq!(
        answer.body["errors"][1]["pointer"],
        "/administrator/password"
    );
    assert_eq!(
        answer.body["errors"][1]["detail"],
        "Paling sedikit 12 karakter."
    );
    assert_eq!(office.get("/setup", "").await.body["open"], true);
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_are_told_alike() {
    let office = Office::closed().await;
    office.post("/setup", &office.form()).await;
    for (username, password) in [
        ("siti", "twelve cha"),
        ("budi", "twelve chars"),
        ("' OR 1=1 --", "twelve chars"),
        ("siti", &"x".repeat(10_000)),
    ] {
        let form = json!({"username": username, "password": password});
        let answer = office.post("/sessions", &form).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{username}");
        assert_eq!(answer.body["code"], "wrong_password");
    }
}
