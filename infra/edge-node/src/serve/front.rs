//! The way of one request: held to the limits, given its id, led to its function, logged.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use http::header::{self, HeaderName};
use http::request::Parts;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use http_body::Body as _;
use hyper::body::Incoming;
use ngantor_core::lang::Lang;
use tokio::sync::watch;
use uuid::Uuid;

use super::body::{Receiver, drain};
use super::head;
use super::kept::Key;
use super::problem::{self, Kind, whole};
use super::receiving::Arrivals;
use crate::app::{App, Response};
use crate::routes::Found;

/// What stands in the log in place of a status when the client left: nginx's number for it.
const CLIENT_LEFT: u16 = 499;
/// By which a request is found in every log; taken from the client when it is well-formed.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What all connections share.
pub struct Front {
    app: Arc<App>,
    /// Where the node listens: the authority of requests that name none.
    local: Authority,
    /// Whose word about the client's address is believed.
    trusted_proxy: Option<IpAddr>,
    receiver: Receiver,
    arrivals: Arrivals,
    is_ready: AtomicBool,
    is_ending: watch::Sender<bool>,
}

/// What is known of a request before anything is decided.
struct Caller {
    lang: Lang,
    request_id: String,
    address: SocketAddr,
}

impl Front {
    /// Stands before an application.
    pub fn new(app: Arc<App>, local: Authority, trusted_proxy: Option<IpAddr>) -> Self {
        Self {
            app,
            local,
            trusted_proxy,
            receiver: Receiver::default(),
            arrivals: Arrivals::default(),
            is_ready: AtomicBool::new(false),
            is_ending: watch::Sender::new(false),
        }
    }

    /// Says so once every function answered that it is ready.
    pub fn set_ready(&self) {
        self.is_ready.store(true, Ordering::Release);
    }

    /// Says so when running requests are the last ones.
    pub fn end(&self) {
        self.is_ending.send_replace(true);
    }

    /// Whether running requests are the last ones, now and later.
    pub fn ending(&self) -> watch::Receiver<bool> {
        self.is_ending.subscribe()
    }

    /// Whether this is the proxy whose word about clients' addresses is believed.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxy == Some(address.to_canonical())
    }

    /// Answers one request, always, and logs it.
    pub async fn answer(&self, request: http::Request<Incoming>, address: SocketAddr) -> Response {
        if let Some(answer) = self.state(request.uri().path()) {
            return answer;
        }
        let caller = Caller::of(
            request.headers(),
            head::client(request.headers(), address, self.trusted_proxy),
        );
        let method = request.method().clone();
        let uri = request.uri().clone();
        let found = self.app.routes().find(uri.path());
        let mut line = Line {
            id: &caller.request_id,
            component: found.as_ref().map_or("", |found| found.component),
            method: &method,
            path: uri.path(),
            status: None,
            begun: Instant::now(),
        };
        let answered = self.lead(request, &caller, found.as_ref()).await;
        let mut response =
            answered.unwrap_or_else(|kind| problem::answer(kind, caller.lang, &caller.request_id));
        if let Ok(id) = HeaderValue::from_str(&caller.request_id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        line.status = Some(response.status());
        response
    }

    /// What monitors ask for every few seconds; not worth a line in the log.
    fn state(&self, path: &str) -> Option<Response> {
        match path {
            "/healthz" => Some(plain(StatusCode::OK, "ok\n")),
            "/readyz" if self.is_ready.load(Ordering::Acquire) => {
                Some(plain(StatusCode::OK, "ready\n"))
            }
            "/readyz" => Some(plain(StatusCode::SERVICE_UNAVAILABLE, "starting\n")),
            _ => None,
        }
    }

    async fn lead(
        &self,
        request: http::Request<Incoming>,
        caller: &Caller,
        found: Option<&Found<'_>>,
    ) -> Result<Response, Kind> {
        let (mut parts, mut body) = request.into_parts();
        let function = found.and_then(|found| self.app.function(found.component));
        // Where there is no body nothing arrives.
        let is_arriving = !body.is_end_stream()
            && function.is_some_and(|function| function.is_receiving(parts.uri.path()));
        let announced = (!is_arriving).then(|| body.size_hint().lower());
        let checked = head::check(&parts, announced).map_err(problem::of_head);
        let checked = checked.and_then(|()| found.zip(function).ok_or(problem::NOT_FOUND));
        let (found, function) = match checked {
            Ok(checked) => checked,
            Err(kind) => {
                // Who waits to be asked for the body is not asked.
                if !parts.headers.contains_key(header::EXPECT) {
                    drain(body).await;
                }
                return Err(kind);
            }
        };
        let key = body.is_end_stream().then(|| Key::of(&parts)).flatten();
        let kept = key
            .as_ref()
            .and_then(|key| function.kept().find(key, &parts.headers));
        if let Some(answer) = kept {
            return Ok(answer);
        }
        if is_arriving {
            self.note(&mut parts, caller, found);
            let (body, presence) = self.arrivals.begin(body, self.ending());
            let request = http::Request::from_parts(parts, body);
            let answer = function.receive(request, caller.address.ip()).await;
            presence.is_answered();
            return answer;
        }
        let received = match self.receiver.receive(&mut body, parts.version).await {
            Ok(received) => received,
            Err(kind) => {
                // Who sends on gets to read why not. One that is slow or gone sends nothing.
                if [problem::TOO_LARGE, problem::BUSY].contains(&kind) {
                    drain(body).await;
                }
                return Err(kind);
            }
        };
        self.note(&mut parts, caller, found);
        let body = whole(received.bytes.clone());
        let answer = function.answer(http::Request::from_parts(parts, body));
        function.kept().keep(key, answer.await?).await
    }

    /// Tells a function what it needs to know of a request beside what the client says.
    fn note(&self, parts: &mut Parts, caller: &Caller, found: &Found<'_>) {
        parts.uri = self.absolute(&parts.uri, &parts.headers);
        let host = parts.uri.authority().map_or("", Authority::as_str);
        if let Ok(host) = HeaderValue::from_str(host) {
            // What the address says goes before what the header says (RFC 9112 §3.2.2).
            parts.headers.insert(header::HOST, host);
        }
        found.note(&parts.uri, &caller.address.to_string(), &mut parts.headers);
        if let Ok(id) = HeaderValue::from_str(&caller.request_id) {
            parts.headers.insert(REQUEST_ID, id);
        }
    }

    /// A component sees the whole address, as the client wrote it.
    fn absolute(&self, uri: &Uri, headers: &HeaderMap) -> Uri {
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        let authority = uri
            .authority()
            .cloned()
            .or_else(|| host.and_then(|host| host.parse().ok()))
            .unwrap_or_else(|| self.local.clone());
        let path = uri.path_and_query().cloned();
        Uri::builder()
            .scheme(Scheme::HTTP)
            .authority(authority)
            .path_and_query(path.unwrap_or(PathAndQuery::from_static("/")))
            .build()
            .unwrap_or_else(|_| uri.clone())
    }
}

impl Caller {
    fn of(headers: &HeaderMap, address: SocketAddr) -> Self {
        let text = |name: &HeaderName| {
            let value = headers.get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default()
        };
        let given = text(&REQUEST_ID);
        Self {
            lang: Lang::accepted(text(&header::ACCEPT_LANGUAGE)),
            request_id: if head::is_request_id(given) {
                given.to_owned()
            } else {
                new_id()
            },
            address,
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the node is where request ids are minted"
)]
pub(crate) fn new_id() -> String {
    Uuid::now_v7().to_string()
}

/// One request in the log, written when it is over: also when its client left before, since
/// it may have done its work. Never the query: it may hold what somebody looked for.
struct Line<'a> {
    id: &'a str,
    component: &'a str,
    method: &'a Method,
    path: &'a str,
    /// None when the client did not wait for the answer.
    status: Option<StatusCode>,
    begun: Instant,
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        macro_rules! log {
            ($level:ident, $status:expr) => {
                tracing::$level!(
                    request.id = self.id,
                    component = self.component,
                    method = %self.method,
                    path = self.path,
                    status = $status,
                    duration_ms = self.begun.elapsed().as_secs_f64() * 1000.0,
                    "request"
                )
            };
        }
        match self.status {
            // An error is what somebody must look at.
            Some(status) if status.is_server_error() => log!(error, status.as_u16()),
            Some(status) => log!(info, status.as_u16()),
            None => log!(info, CLIENT_LEFT),
        }
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut response = Response::new(whole(text));
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, plain);
    response
}
