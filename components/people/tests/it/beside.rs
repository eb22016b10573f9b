//! An office beside another identity provider, and a browser between the two.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use ngantor_core::caller::Role;
use ngantor_core::keys::MasterSecret;
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
    /// Siti's office, by whose username the provider finds her.
    pub async fn new() -> Self {
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
        let answer = self.try_begin().await;
        assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
        let cookie = cookies(&answer)[0].split(';').next().unwrap().to_owned();
        let url = text(&answer.body, "/authorization_url");
        Begun { url, cookie }
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
        let begun = self.begin().await;
        let (code, state) = self.issuer.authorize(&begun.url);
        self.finish(&begun.cookie, &json!({"code": code, "state": state}))
            .await
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

/// The code of the refusal, or `in`.
pub fn told(answer: &Answer) -> String {
    match answer.status {
        StatusCode::CREATED => "in".to_owned(),
        _ => text(&answer.body, "/code"),
    }
}
