//! The problem document (RFC 9457) and where problems come from.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use ngantor_core::refusal::Fault;
use ngantor_db::DbError;

use crate::ambient::NoRandomness;
use crate::context::Context;
use crate::{Kind, kind};

/// What `retry-after` says when the database is busy, in seconds.
const BUSY_RETRY_S: i64 = 1;

/// An answer that says what went wrong. Handlers return it; [`crate::serve()`] writes it in
/// the caller's language.
#[derive(Clone, Debug)]
pub struct Problem(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    kind: Kind,
    faults: Vec<Fault>,
    headers: HeaderMap,
    /// For the log; never sent.
    cause: Option<String>,
    /// What is there now, where the caller meant something older.
    current: Option<serde_json::Value>,
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        Self(Box::new(Inner {
            kind,
            faults: Vec::new(),
            headers: HeaderMap::new(),
            cause: None,
            current: None,
        }))
    }
}

impl From<Vec<Fault>> for Problem {
    fn from(faults: Vec<Fault>) -> Self {
        let mut problem = Self::from(kind::INVALID);
        problem.0.faults = faults;
        problem
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        vec![fault].into()
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        let problem = match error {
            DbError::Busy => Self::from(kind::BUSY).retry_after_s(BUSY_RETRY_S),
            DbError::Full => kind::STORAGE_FULL.into(),
            // A constraint that a handler expects is mapped there; here it is a fault of ours.
            _ => kind::INTERNAL.into(),
        };
        problem.caused_by(&error)
    }
}

impl From<NoRandomness> for Problem {
    fn from(_: NoRandomness) -> Self {
        Self::from(kind::INTERNAL).caused_by(&"the machine gave no random bytes")
    }
}

impl Problem {
    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.insert(name, value);
        self
    }

    /// The same faults as another kind.
    #[must_use]
    pub fn of_kind(mut self, kind: Kind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Says after how many seconds to try again.
    #[must_use]
    pub fn retry_after_s(self, seconds: i64) -> Self {
        self.with_header(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)))
    }

    /// Shows what is there now, as the member `current` (RFC 9457 §3.2).
    #[must_use]
    pub fn with_current(mut self, current: &impl serde::Serialize) -> Self {
        self.0.current = serde_json::to_value(current).ok();
        self
    }

    /// Notes the cause for the log.
    #[must_use]
    pub fn caused_by(mut self, cause: &dyn std::fmt::Display) -> Self {
        self.0.cause = Some(cause.to_string());
        self
    }

    /// The kind of this problem.
    pub const fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The document in the caller's language, as a part of a larger answer; logs the cause.
    pub fn document(&self, context: &Context) -> serde_json::Value {
        let body = self.body(context);
        serde_json::from_slice(&body).unwrap_or_default()
    }

    fn body(&self, context: &Context) -> Vec<u8> {
        if let Some(cause) = &self.0.cause {
            eprintln!("request.id={} error={cause}", context.request_id);
        }
        let (kind, faults) = (self.0.kind, &self.0.faults);
        let body = ngantor_problem::body(kind, faults, context.lang, &context.request_id);
        match &self.0.current {
            Some(current) => with_member(body, "current", current),
            None => body,
        }
    }

    /// The generic problem of a status that a router answered by itself.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let kind = kind::ALL.iter().find(|kind| kind.status == status);
        match kind {
            Some(kind) => (*kind).into(),
            None if status.is_client_error() => kind::BAD_REQUEST.into(),
            None => kind::INTERNAL.into(),
        }
    }

    /// The response in the caller's language; logs the cause of a server error once.
    pub fn render(self, context: &Context) -> Response {
        let body = self.body(context);
        let mut response = (self.0.kind.status, body).into_response();
        let headers = response.headers_mut();
        headers.extend(ngantor_problem::headers(context.lang));
        headers.extend(self.0.headers);
        if self.0.kind.status == StatusCode::UNAUTHORIZED {
            // RFC 9110 §15.5.2: every 401 says how to authenticate.
            headers
                .entry(header::WWW_AUTHENTICATE)
                .or_insert(HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// A document with one more member.
fn with_member(body: Vec<u8>, name: &str, value: &serde_json::Value) -> Vec<u8> {
    let document = serde_json::from_slice::<serde_json::Map<_, _>>(&body);
    let Ok(mut document) = document else {
        return body;
    };
    document.insert(name.to_owned(), value.clone());
    serde_json::to_vec(&document).unwrap_or(body)
}

impl IntoResponse for Problem {
    /// Carries the problem to [`crate::serve()`], which knows the language.
    fn into_response(self) -> Response {
        let mut response = self.0.kind.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
