//! The demo office: each function's own part (`demo.json`), sent through the functions' API.
//!
//! It is for an empty installation. Sent to one that has it already it changes nothing.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, Utc};
use http::StatusCode;
use ngantor_core::demo::{Demo, Step, Words};
use ngantor_core::time::Zone;
use serde_json::{Value, json};

use crate::app::App;
use crate::config::manifest::{Manifest, Setup};
use crate::opening::{AskError, ask};

const JSON: &str = "application/json";

/// Why the demo office does not stand.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A part cannot be read.
    #[error("{path}: {words}", path = .0.display(), words = .1)]
    File(PathBuf, String),
    /// A request went wrong.
    #[error("{0} {1}: {2}")]
    NotSent(String, String, AskError),
    /// A request was answered otherwise than expected.
    #[error("{0} {1} was answered {2}: {3}")]
    Refused(String, String, StatusCode, String),
}

/// Sends every part, and says who may sign in.
///
/// # Errors
/// The first request that goes wrong.
pub async fn fill(
    app: &App,
    parts: &[Demo],
    setup: &Setup,
    setup_token: &str,
) -> Result<(), DemoError> {
    let mut passwords = parts.iter().map(|part| part.password.as_str());
    let password = passwords.find(|password| !password.is_empty());
    let password = password.unwrap_or_default();
    let mut sender = Sender {
        app,
        setup,
        password,
        sessions: BTreeMap::new(),
    };
    for part in parts {
        let words = Words {
            setup_token,
            password,
            today: sender.today().await?,
        };
        for step in &part.requests {
            sender.send_step(step, &words).await?;
        }
    }
    let usernames: Vec<_> = sender.sessions.keys().map(String::as_str).collect();
    println!(
        "demo: sign in as {} with the password {password}",
        usernames.join(", ")
    );
    Ok(())
}

/// Reads every part, in the order of the routes: who sends a request in one part was made in
/// one before it.
///
/// # Errors
/// The first part that cannot be read.
pub fn read(manifest: &Manifest, folder: &Path) -> Result<Vec<Demo>, DemoError> {
    let mut seen = HashSet::new();
    let ids = manifest
        .trigger
        .http
        .iter()
        .map(|trigger| &trigger.component);
    // A component may have several routes.
    let components = ids
        .filter(|id| seen.insert(*id))
        .filter_map(|id| manifest.component.get(id));
    let files = components.filter_map(|component| component.notes().demo.as_ref());
    files
        .map(|file| {
            let path = folder.join(file);
            let fault =
                |error: &dyn std::fmt::Display| DemoError::File(path.clone(), error.to_string());
            let text = fs::read_to_string(&path).map_err(|error| fault(&error))?;
            let beside = |name: &str| match path.parent() {
                Some(folder) => fs::read_to_string(folder.join(name)),
                None => fs::read_to_string(name),
            };
            Demo::parse(&text, beside).map_err(|error| fault(&error))
        })
        .collect()
}

/// Sends requests in the names of the demo's people.
struct Sender<'a> {
    app: &'a App,
    setup: &'a Setup,
    password: &'a str,
    /// Who has signed in, by username.
    sessions: BTreeMap<String, Value>,
}

impl Sender<'_> {
    /// The day in the institution's zone; in Greenwich's while there is no institution.
    #[expect(
        clippy::disallowed_methods,
        reason = "the demo's days count from today"
    )]
    async fn today(&self) -> Result<NaiveDate, DemoError> {
        let (_, body) = self
            .send("GET", &self.setup.status, "", (String::new(), JSON))
            .await?;
        let status: Value = serde_json::from_slice(&body).unwrap_or_default();
        let zone = status.pointer("/institution/zone").and_then(Value::as_str);
        let now = DateTime::<Utc>::from(SystemTime::now());
        Ok(match zone.map(str::parse::<Zone>) {
            Some(Ok(zone)) => zone.day(now),
            _ => now.date_naive(),
        })
    }

    async fn send_step(&mut self, step: &Step, words: &Words<'_>) -> Result<(), DemoError> {
        let token = match &step.sender {
            Some(username) => self.token(username, &step.path).await?,
            None => String::new(),
        };
        let (body, content_type) = step.body(words);
        let mut request = made(&step.method, &step.path, &token, content_type);
        if let Some(version) = step.version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        let answer = ask(self.app, request, body.into()).await;
        let (status, body) = answer.map_err(|error| not_sent(&step.method, &step.path, error))?;
        if step.expect.contains(&status.as_u16()) {
            return Ok(());
        }
        Err(refused(&step.method, &step.path, status, &body))
    }

    /// A person's token for the function that a path leads to; signs in who has not yet.
    async fn token(&mut self, username: &str, path: &str) -> Result<String, DemoError> {
        if !self.sessions.contains_key(username) {
            let form = json!({"username": username, "password": self.password});
            let sessions = &self.setup.sessions;
            let (status, body) = self
                .send("POST", sessions, "", (form.to_string(), JSON))
                .await?;
            if status != StatusCode::CREATED {
                return Err(refused("POST", sessions, status, &body));
            }
            let session = serde_json::from_slice(&body).unwrap_or_default();
            self.sessions.insert(username.to_owned(), session);
        }
        let function = path.split('/').nth(2).unwrap_or_default();
        let session = self.sessions.get(username);
        let token = session
            .and_then(|session| session.pointer(&format!("/access_tokens/{function}")))
            .and_then(Value::as_str);
        Ok(token.unwrap_or_default().to_owned())
    }

    async fn send(
        &self,
        method: &str,
        path: &str,
        token: &str,
        (body, content_type): (String, &str),
    ) -> Result<(StatusCode, Bytes), DemoError> {
        ask(
            self.app,
            made(method, path, token, content_type),
            body.into(),
        )
        .await
        .map_err(|error| not_sent(method, path, error))
    }
}

fn made(method: &str, path: &str, token: &str, content_type: &str) -> http::request::Builder {
    let request = http::Request::builder()
        .method(method)
        .uri(format!("http://self{path}"))
        .header("content-type", content_type);
    if token.is_empty() {
        request
    } else {
        request.header("authorization", format!("Bearer {token}"))
    }
}

fn not_sent(method: &str, path: &str, error: AskError) -> DemoError {
    DemoError::NotSent(method.to_owned(), path.to_owned(), error)
}

fn refused(method: &str, path: &str, status: StatusCode, body: &Bytes) -> DemoError {
    let body = String::from_utf8_lossy(body).into_owned();
    DemoError::Refused(method.to_owned(), path.to_owned(), status, body)
}
