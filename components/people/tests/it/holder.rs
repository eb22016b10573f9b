//! Somebody who is signed in at the office's address, and their passkeys.

use axum::http::{Method, StatusCode};
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::authenticator::Authenticator;
use crate::office::{OWN_PASSWORD, Office, PASSWORD, id, text};

/// As a browser sends them at the office's address.
pub const AT_OFFICE: [(&str, &str); 2] = [
    ("host", "kantor.example"),
    ("origin", "https://kantor.example"),
];

/// Somebody who is signed in.
pub struct Holder {
    pub token: String,
    pub person: String,
    password: &'static str,
}

impl Holder {
    /// The administrator.
    pub async fn siti(office: &Office) -> Self {
        Self::of(&office.sign_in("siti").await, PASSWORD)
    }

    /// An employee.
    pub async fn budi(office: &Office) -> Self {
        let keeper = office.personnel().await;
        office.employ(&keeper, 0x2000, "Budi").await;
        Self::of(&office.first_sign_in("orang8192").await, OWN_PASSWORD)
    }

    fn of(session: &Value, password: &'static str) -> Self {
        Self {
            token: text(session, "/access_tokens/people"),
            person: text(session, "/person/id"),
            password,
        }
    }

    /// What to ask an authenticator for.
    pub async fn begin(&self, office: &Office) -> Value {
        let begun = self.try_to_begin(office, self.password).await;
        assert_eq!(begun.status, StatusCode::CREATED, "{:?}", begun.body);
        begun.body["public_key"].clone()
    }

    pub async fn try_to_begin(&self, office: &Office, password: &str) -> Answer {
        let form = json!({"password": password});
        let path = "/me/passkey-registrations";
        office
            .send(Method::POST, path, &self.token, &form, &AT_OFFICE)
            .await
    }

    pub async fn add(&self, office: &Office, n: u32, credential: &Value) -> Answer {
        let form = json!({"name": "Ponsel", "credential": credential});
        let path = format!("/me/passkeys/{}", id(n));
        office
            .send(Method::PUT, &path, &self.token, &form, &AT_OFFICE)
            .await
    }

    /// A passkey in an authenticator; its id here is [`id`] of 0x6000 and the number.
    pub async fn keep(&self, office: &Office, n: u8) -> Authenticator {
        let mut authenticator = Authenticator::new(n);
        let credential = authenticator.create(&self.begin(office).await);
        let added = self.add(office, 0x6000 + u32::from(n), &credential).await;
        assert_eq!(added.status, StatusCode::CREATED, "{:?}", added.body);
        authenticator
    }

    pub async fn list(&self, office: &Office) -> Vec<Value> {
        let listed = office.get("/me/passkeys", &self.token).await;
        assert_eq!(listed.status, StatusCode::OK, "{:?}", listed.body);
        listed.body.as_array().unwrap().clone()
    }

    pub async fn remove(&self, office: &Office, n: u32) -> StatusCode {
        let path = format!("/me/passkeys/{}", id(n));
        let headers = &AT_OFFICE;
        let answer = office
            .send(Method::DELETE, &path, &self.token, &Value::Null, headers)
            .await;
        answer.status
    }

    /// What happened at the person's door, the last first.
    pub async fn outcomes(&self, office: &Office) -> Vec<String> {
        let events = office.get("/me/sign-ins", &self.token).await.body;
        let events = events.as_array().unwrap();
        events.iter().map(|event| text(event, "/outcome")).collect()
    }
}
