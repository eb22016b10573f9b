//! Short ways to send files in and get them out.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use ngantor_core::caller::Role;
use ngantor_http::serve;
use ngantor_http::testing::{Answer, call, request};
use serde_json::{Value, json};

use crate::office::{Office, id, text};

/// Ids of this test's own that the office does not come to mint.
pub const PERSONNEL: u32 = 0xf000_0000;

pub fn raw(
    method: Method,
    path: &str,
    token: &str,
    content_type: &str,
    body: &[u8],
) -> Request<Body> {
    let mut raw = request(method, &format!("/api/people{path}"), token, &Value::Null);
    *raw.body_mut() = Body::from(body.to_vec());
    let headers = raw.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type.parse().unwrap());
    raw
}

pub fn import_path(n: u32) -> String {
    format!("/imports/{}", id(0xe000_0000 + n))
}

/// A file on its way in: the office, whose it is, and which of the test's imports.
pub struct Filing<'a> {
    pub office: &'a Office,
    pub token: String,
    pub n: u32,
}

impl<'a> Filing<'a> {
    /// Begins an import of personnel's: nobody has more than four.
    pub async fn begin(office: &'a Office, n: u32, kind: &str, skip_bad_rows: bool) -> Self {
        let form = json!({"kind": kind, "options": {"skip_bad_rows": skip_bad_rows}});
        Self::begin_with(office, n, &form).await
    }

    pub async fn begin_with(office: &'a Office, n: u32, form: &Value) -> Self {
        let who = id(PERSONNEL + n / 5 * 0x10);
        let token = office.token(&who, &[Role::Personnel]).await;
        Self::begin_as(office, n, token, form).await
    }

    pub async fn begin_as(office: &'a Office, n: u32, token: String, form: &Value) -> Self {
        let filing = Self { office, token, n };
        let made = office.put(&import_path(n), &filing.token, form, "").await;
        assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
        filing
    }

    pub async fn part(&self, n: u32, body: &[u8]) -> Answer {
        let path = format!("{}/parts/{n}", import_path(self.n));
        call(
            &self.office.router,
            raw(Method::PUT, &path, &self.token, "text/csv", body),
        )
        .await
    }

    pub async fn post(&self, what: &str) -> Answer {
        let path = format!("{}/{what}", import_path(self.n));
        self.office
            .send(Method::POST, &path, &self.token, &Value::Null, &[])
            .await
    }

    /// Sends a file in one part and checks it to the end.
    pub async fn check(&self, file: &str) -> Value {
        let sent = self.part(1, file.as_bytes()).await;
        assert_eq!(sent.status, StatusCode::OK, "{:?}", sent.body);
        self.until("check", "checked").await
    }

    /// Calls it until the import is in a state.
    pub async fn until(&self, what: &str, state: &str) -> Value {
        loop {
            let answer = self.post(what).await;
            assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
            if answer.body["state"] == state {
                return answer.body;
            }
        }
    }

    /// The first page of what is wrong, each as `line column code`.
    pub async fn faults(&self) -> Vec<String> {
        let path = format!("{}/faults?limit=200", import_path(self.n));
        let rows = self.office.get(&path, &self.token).await.body;
        let rows = rows.as_array().unwrap().iter();
        let told = |row: &Value| {
            let line = row["line"].as_i64().unwrap();
            let faults = row["faults"].as_array().unwrap().clone();
            let told = move |fault: Value| {
                format!(
                    "{line} {} {}",
                    text(&fault, "/column"),
                    text(&fault, "/code")
                )
            };
            faults.into_iter().map(told)
        };
        rows.flat_map(told).collect()
    }
}

/// Takes a file in, all of it, and gives the counts of added, changed and same rows.
pub async fn load(office: &Office, n: u32, kind: &str, file: &str) -> (i64, i64, i64) {
    let filing = Filing::begin(office, n, kind, false).await;
    let checked = filing.check(file).await;
    assert_eq!(checked["n_bad"], 0, "{:?}", filing.faults().await);
    let loaded = filing.until("load", "loaded").await;
    let count = |name: &str| loaded[name].as_i64().unwrap();
    (count("n_added"), count("n_changed"), count("n_same"))
}

/// Every page of an export, joined.
pub async fn export(office: &Office, token: &str, path: &str) -> String {
    let (mut path, mut text) = (path.to_owned(), String::new());
    loop {
        let asked = raw(Method::GET, &path, token, "application/json", b"");
        let (parts, body) = serve(office.router.clone(), asked).await.into_parts();
        assert_eq!(parts.status, StatusCode::OK, "{path}");
        let bytes = body.collect().await.unwrap().to_bytes();
        text.push_str(std::str::from_utf8(&bytes).unwrap());
        let Some(link) = parts.headers.get("link") else {
            return text;
        };
        let next = link.to_str().unwrap().split(['<', '>']).nth(1).unwrap();
        path = next.strip_prefix("/api/people").unwrap().to_owned();
    }
}

/// The record of somebody by their username.
pub async fn record(office: &Office, username: &str) -> Value {
    let token = office.token(&id(PERSONNEL), &[Role::Personnel]).await;
    let people = office.get("/people?limit=200", &token).await.body;
    let mut people = people.as_array().unwrap().iter();
    let found = people.find(|person| person["username"] == username);
    found.cloned().unwrap_or(Value::Null)
}

/// Of which unit and as what somebody is on a day, and since when, by the unit's name.
pub async fn place(office: &Office, username: &str, day: &str) -> Vec<String> {
    let token = office.token(&id(PERSONNEL), &[Role::Personnel]).await;
    let person = text(&record(office, username).await, "/id");
    let path = format!("/relations?person_id={person}&on={day}");
    let relations = office.get(&path, &token).await.body;
    let units = office
        .get(&format!("/units?on={day}&limit=200"), &token)
        .await
        .body;
    let name = |unit: &Value| {
        let mut units = units.as_array().unwrap().iter();
        let found = units.find(|one| one["unit_id"] == *unit);
        found.map_or(String::new(), |one| text(one, "/name"))
    };
    let told = |one: &Value| {
        let position = one["position"].as_str().unwrap_or("-");
        format!(
            "{} {position} {}",
            name(&one["unit_id"]),
            text(one, "/starts_on")
        )
    };
    relations.as_array().unwrap().iter().map(told).collect()
}
