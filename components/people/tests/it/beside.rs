//! An office beside another identity provider, and a browser between the two.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_core::keys::MasterSecret;
use ngantor_db::params;
use ngantor_http::Ambient as _;
use ngantor_http::testing::Answer;
use serde_json::{Value, json};

use crate::issuer::Issuer;
use crate::office::{Office, cookies, id, text};
use crate::providers::{form, path};

/// Where browsers see the office.
pub const HERE: [(&str, &str); 2] = [
    ("origin", "https://kantor.example"),
    ("host", "kantor.example"),
];

/// An office beside a provider.
pub struct Beside {
    pub office: Office,
    pub issuer: Issuer,
    /// An administrator's token.
    pub token: String,
}

/// A browser at the provider.
pub struct Begun {
    pub url: String,
    pub cookie: String,
}

impl Beside {
    /// Siti's office, by whose username the provider finds her. She is no administrator any more,
    /// whom nothing finds.
    pub async fn new() -> Self {
        let beside = Self::with_siti_in_charge().await;
        beside.gives("siti", &[Role::Employee]).await;
        beside
    }

    /// The same, where Siti is the administrator still.
    pub async fn with_siti_in_charge() -> Self {
        let issuer = Issuer::default();
        let office = Office::open_beside(Arc::new(issuer.clone())).await;
        let token = office.token(&id(0x4000), &[Role::Administrator]).await;
        let beside = Self {
            office,
            issuer,
            token,
        };
        beside.keep(&form()).await;
        beside
    }

    /// After a restart with another master secret.
    pub async fn with_master(self, master: MasterSecret) -> Self {
        let office = self.office.with_master(master).await;
        Self { office, ..self }
    }

    /// An administrator gives somebody these roles.
    pub async fn gives(&self, username: &str, roles: &[Role]) {
        let who = "SELECT id FROM person WHERE username = ?1 ORDER BY id LIMIT 1";
        let who = self.office.db.run(who, params![username]).await.unwrap();
        let path = format!("/people/{}", who[0].text("id").unwrap());
        let (roles, tag) = (json!({"roles": roles}), [("if-match", "*")]);
        let office = &self.office;
        let given = office.send(Method::PATCH, &path, &self.token, &roles, &tag);
        let given = given.await;
        assert_eq!(given.status, StatusCode::OK, "{:?}", given.body);
    }

    /// Keeps the provider so.
    pub async fn keep(&self, form: &Value) {
        let tag = [("if-match", "*")];
        let put = self
            .office
            .send(Method::PUT, &path(), &self.token, form, &tag)
            .await;
        assert!(put.status.is_success(), "{:?}", put.body);
    }

    pub async fn try_begin(&self) -> Answer {
        let path = format!("{}/sign-ins", path());
        self.office
            .send(Method::POST, &path, "", &Value::Null, &HERE)
            .await
    }

    pub async fn begin(&self) -> Begun {
        begun(&self.try_begin().await)
    }

    /// Somebody who is in begins to link an account there.
    pub async fn try_link(&self, token: &str, password: &str) -> Answer {
        let path = format!("{}/links", path());
        let form = json!({"password": password});
        self.office
            .send(Method::POST, &path, token, &form, &HERE)
            .await
    }

    /// The whole way of linking.
    pub async fn link(&self, token: &str, password: &str) -> Answer {
        let begun = begun(&self.try_link(token, password).await);
        self.come_back(&begun).await
    }

    /// The browser goes there and comes back.
    pub async fn come_back(&self, begun: &Begun) -> Answer {
        let (code, state) = self.issuer.authorize(&begun.url);
        self.finish(&begun.cookie, &json!({"code": code, "state": state}))
            .await
    }

    /// A browser comes back.
    pub async fn finish(&self, cookie: &str, form: &Value) -> Answer {
        let path = format!("{}/sessions", path());
        let headers = [&HERE[..], &[("cookie", cookie)]].concat();
        self.office
            .send(Method::POST, &path, "", form, &headers)
            .await
    }

    /// The whole way.
    pub async fn sign_in(&self) -> Answer {
        self.come_back(&self.begin().await).await
    }

    /// The code of the refusal, or `in`.
    pub async fn told(&self) -> String {
        told(&self.sign_in().await)
    }

    /// Time passes here and there.
    pub fn pass_s(&self, seconds: u64) {
        self.office.pass_s(seconds);
        self.issuer.is_at(self.office.clock.now());
    }
}

/// What a browser has that was led there.
pub fn begun(answer: &Answer) -> Begun {
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
    let cookie = cookies(answer)[0].split(';').next().unwrap().to_owned();
    let url = text(&answer.body, "/authorization_url");
    Begun { url, cookie }
}

/// The code of the refusal, or `in`.
pub fn told(answer: &Answer) -> String {
    match answer.status {
        StatusCode::CREATED => "in".to_owned(),
        _ => text(&answer.body, "/code"),
    }
}
