//! Another identity provider, in the test: it signs real tokens, keeps codes and their proofs as
//! a provider does, and can be made to do everything wrong.

use std::collections::BTreeMap;
use std::future::{pending, ready};
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::http::{Request, Response};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use futures::future::BoxFuture;
use http_body_util::Full;
use ngantor_core::time::Instant;
use ngantor_http::fetch::{Fetch, Fetched, bounded};
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

pub const ISSUER: &str = "https://sso.example";
pub const CLIENT: &str = "kantor";
pub const SECRET: &str = "rahasia+bersama";

/// What makes a token one that ends sessions.
pub const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

type Bend = Box<dyn Fn(&mut Value) + Send>;

/// The provider.
#[derive(Clone, Default)]
pub struct Issuer(Arc<Mutex<Inner>>);

struct Inner {
    key: (String, SigningKey),
    /// What each code stands for: the query of its authorization, and whether it was used.
    codes: BTreeMap<String, (BTreeMap<String, String>, bool)>,
    /// The claims of who signs in there.
    person: Value,
    /// Changes an ID token's claims before they are signed.
    bend: Option<Bend>,
    /// Takes the place of an ID token.
    instead: Option<String>,
    /// Takes the place of an answer: by the end of the path, a status and a body.
    broken: BTreeMap<String, (u16, String)>,
    /// Adds to the description.
    description: Value,
    now: Instant,
    /// The paths that were asked.
    asked: Vec<String>,
}

impl Default for Inner {
    fn default() -> Self {
        Self {
            key: key(1),
            codes: BTreeMap::new(),
            person: json!({"sub": "s-siti", "preferred_username": "siti", "sid": "sid-1"}),
            bend: None,
            instead: None,
            broken: BTreeMap::new(),
            description: json!({}),
            now: "2026-11-25T00:30:00Z".parse().unwrap(),
            asked: Vec::new(),
        }
    }
}

fn key(n: u8) -> (String, SigningKey) {
    let key = SigningKey::from_slice(&[n; 32]).unwrap();
    (format!("key-{n}"), key)
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

impl Issuer {
    fn with<T>(&self, work: impl FnOnce(&mut Inner) -> T) -> T {
        work(&mut self.0.lock().unwrap())
    }

    /// Signs from here on with another key, and publishes that one only.
    pub fn rotate(&self, n: u8) {
        self.with(|inner| inner.key = key(n));
    }

    /// Signs by a key with a name of one's own choice.
    pub fn names_key(&self, kid: &str, n: u8) {
        self.with(|inner| inner.key = (kid.to_owned(), key(n).1));
    }

    /// The key that it publishes.
    pub fn published(&self) -> Value {
        self.with(|inner| inner.publish()["keys"][0].clone())
    }

    /// Who signs in there.
    pub fn knows(&self, person: Value) {
        self.with(|inner| inner.person = person);
    }

    /// Changes every ID token's claims before they are signed.
    pub fn bends(&self, bend: impl Fn(&mut Value) + Send + 'static) {
        self.with(|inner| inner.bend = Some(Box::new(bend)));
    }

    /// Answers this as the ID token.
    pub fn answers_instead(&self, token: String) {
        self.with(|inner| inner.instead = Some(token));
    }

    /// Answers what ends so with a status and a body; status 0 is no answer.
    pub fn breaks(&self, path: &str, status: u16, body: &str) {
        let answer = (status, body.to_owned());
        self.with(|inner| inner.broken.insert(path.to_owned(), answer));
    }

    pub fn mends(&self) {
        self.with(|inner| inner.broken.clear());
    }

    /// Says more of itself.
    pub fn describes(&self, more: Value) {
        self.with(|inner| inner.description = more);
    }

    pub fn is_at(&self, now: Instant) {
        self.with(|inner| inner.now = now);
    }

    /// How often a path that ends so was asked for.
    pub fn n_asked(&self, path: &str) -> usize {
        self.with(|inner| {
            inner
                .asked
                .iter()
                .filter(|asked| asked.ends_with(path))
                .count()
        })
    }

    /// A person signs in there and is sent back: the code and the state.
    pub fn authorize(&self, url: &str) -> (String, String) {
        let (endpoint, query) = url.split_once('?').unwrap();
        assert_eq!(endpoint, format!("{ISSUER}/auth"));
        let query: BTreeMap<_, _> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["code_challenge_method"], "S256");
        assert_eq!(query["client_id"], CLIENT);
        let state = query["state"].clone();
        self.with(|inner| {
            let code = format!("code-{}", inner.codes.len());
            inner.codes.insert(code.clone(), (query, false));
            (code, state)
        })
    }

    /// A token, signed by the key of now.
    pub fn token(&self, claims: &Value) -> String {
        self.with(|inner| {
            let header = json!({"alg": "ES256", "kid": inner.key.0.clone()});
            inner.sign(&header, claims)
        })
    }
}

impl Inner {
    fn sign(&self, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", encoded(header), encoded(claims));
        let signature: p256::ecdsa::Signature = self.key.1.sign(message.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        format!("{message}.{signature}")
    }

    fn answer(&mut self, request: &Request<Bytes>) -> Result<(u16, String), String> {
        let path = request.uri().path().to_owned();
        self.asked.push(path.clone());
        let broken = self.broken.iter().find(|(end, _)| path.ends_with(*end));
        if let Some((_, (status, body))) = broken {
            return match status {
                0 => Err("connection refused".to_owned()),
                status => Ok((*status, body.clone())),
            };
        }
        let answer = match &*path {
            "/.well-known/openid-configuration" => self.describe(),
            "/keys" => self.publish(),
            "/token" => return Ok(self.exchange(request)),
            _ => return Ok((404, String::new())),
        };
        Ok((200, answer.to_string()))
    }

    fn describe(&self) -> Value {
        let mut described = json!({
            "issuer": ISSUER,
            "authorization_endpoint": format!("{ISSUER}/auth"),
            "token_endpoint": format!("{ISSUER}/token"),
            "jwks_uri": format!("{ISSUER}/keys"),
        });
        let more = self.description.as_object().unwrap().clone();
        described.as_object_mut().unwrap().extend(more);
        described
    }

    fn publish(&self) -> Value {
        let point = self.key.1.verifying_key().to_sec1_point(false);
        json!({"keys": [{
            "kty": "EC", "crv": "P-256", "use": "sig", "kid": self.key.0,
            "x": URL_SAFE_NO_PAD.encode(point.x().unwrap()),
            "y": URL_SAFE_NO_PAD.encode(point.y().unwrap()),
        }]})
    }

    /// Gives an ID token for a code, to whoever began it, once.
    fn exchange(&mut self, request: &Request<Bytes>) -> (u16, String) {
        let form: BTreeMap<_, _> = form_urlencoded::parse(request.body())
            .into_owned()
            .collect();
        let header = request.headers().get("authorization");
        let header = header.map(|value| value.to_str().unwrap().to_owned());
        let basic = format!(
            "Basic {}",
            STANDARD.encode(format!("{CLIENT}:rahasia%2Bbersama"))
        );
        let in_body = form
            .get("client_secret")
            .is_some_and(|secret| secret == SECRET);
        if header != Some(basic) && !in_body {
            return (401, json!({"error": "invalid_client"}).to_string());
        }
        let invalid = (400, json!({"error": "invalid_grant"}).to_string());
        let Some((query, used)) = self.codes.get_mut(&form["code"]) else {
            return invalid;
        };
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
        let is_first = !std::mem::replace(used, true);
        let is_its = challenge == query["code_challenge"];
        let is_there = form["redirect_uri"] == query["redirect_uri"];
        if !(is_first && is_its && is_there) {
            return invalid;
        }
        let query = query.clone();
        let token = self
            .instead
            .clone()
            .unwrap_or_else(|| self.id_token(&query));
        (
            200,
            json!({"id_token": token, "access_token": "x", "token_type": "Bearer"}).to_string(),
        )
    }

    fn id_token(&self, query: &BTreeMap<String, String>) -> String {
        let now_s = self.now.timestamp();
        let mut claims = json!({
            "iss": ISSUER, "aud": CLIENT, "iat": now_s, "exp": now_s + 300,
            "nonce": query["nonce"],
        });
        if query.contains_key("max_age") {
            claims["auth_time"] = json!(now_s);
        }
        let person = self.person.as_object().unwrap().clone();
        claims.as_object_mut().unwrap().extend(person);
        if let Some(bend) = &self.bend {
            bend(&mut claims);
        }
        let header = json!({"alg": "ES256", "kid": self.key.0});
        self.sign(&header, &claims)
    }
}

impl Fetch for Issuer {
    fn fetch(&self, request: Request<Bytes>) -> BoxFuture<'_, Fetched> {
        let answer = self.with(|inner| inner.answer(&request));
        let answer = answer.map(|(status, body)| {
            let response = Response::builder().status(status);
            let response = response.header("location", "https://inside.example/");
            response.body(Full::new(Bytes::from(body))).unwrap()
        });
        Box::pin(bounded(ready(answer), pending()))
    }
}
