//! A client that is not ours (ureq), with the few words that the tests need.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

/// Longer than any deadline of the node.
const TIMEOUT: Duration = Duration::from_secs(90);

/// Sends requests to one origin.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    origin: String,
    token: Option<String>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text; what is no UTF-8 in it, as in a workbook, as U+FFFD.
    pub text: String,
}

impl Answer {
    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// A header as text; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The code of a problem document; the whole answer when it is none, so that a failed
    /// comparison shows it.
    pub fn problem(&self) -> String {
        let is_problem = self.header("content-type") == "application/problem+json";
        let document = self.json();
        match document.get("code").and_then(Value::as_str) {
            Some(code) if is_problem => format!("{} {code}", self.status),
            _ => format!("{} {:?} {}", self.status, self.headers, self.text),
        }
    }
}

impl Client {
    /// Talks to an origin.
    pub fn new(origin: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .max_redirects(0)
            .build();
        Self {
            agent: config.into(),
            origin: origin.to_owned(),
            token: None,
        }
    }

    /// The same client with a bearer token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// Gets a path.
    ///
    /// # Errors
    /// When no whole answer came.
    pub fn get(&self, path: &str) -> Result<Answer, ureq::Error> {
        self.send("GET", path, &[], "")
    }

    /// Sends JSON.
    ///
    /// # Errors
    /// When no whole answer came.
    pub fn json(&self, method: &str, path: &str, body: &Value) -> Result<Answer, ureq::Error> {
        let headers = [("content-type", "application/json")];
        self.send(method, path, &headers, body.to_string())
    }

    /// Sends anything.
    ///
    /// # Errors
    /// When no whole answer came.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Result<Answer, ureq::Error> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.origin));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = body.as_ref();
        let response = if body.is_empty() {
            self.agent.run(request.body(())?)?
        } else {
            self.agent.run(request.body(body)?)?
        };
        let (parts, mut body) = response.into_parts();
        Ok(Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8_lossy(&body.read_to_vec()?).into_owned(),
        })
    }

    /// Sends bytes as they are, and reads until the node hangs up or falls silent.
    ///
    /// # Errors
    /// When the connection breaks.
    pub fn raw(&self, bytes: &[u8]) -> std::io::Result<String> {
        let address = self.origin.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(15)))?;
        stream.write_all(bytes)?;
        let mut answer = Vec::new();
        // A timeout ends the reading too: what came by then is the answer.
        let _silent = stream.read_to_end(&mut answer);
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}
