//! Requests that functions send: refused before any name is looked up unless the manifest
//! allows them, and led to the application itself or another component within the node.
//!
//! The check is made for each request, so a redirect that a function follows is checked too.

use std::pin::Pin;
use std::sync::{Arc, OnceLock, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::Uri;
use http::uri::Scheme;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use rustls::ClientConfig;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks, default_send_request};

use super::leaky::Repeats;
use super::outbound_tls::{self, Waits};
use super::trusted::TrustedHosts;
use crate::app::App;
use crate::config::allowed_hosts::{AllowedHosts, Destination, destination};
use crate::limits::{OUTBOUND_CONNECT, OUTBOUND_PER_REQUEST, OUTBOUND_WAIT};

/// The application, once it stands: requests may lead back into it.
pub type Inside = Arc<OnceLock<Weak<App>>>;

/// What a function sends.
pub type Request = http::Request<WasiBody>;
type Response = http::Response<WasiBody>;
type Rest = Box<dyn Future<Output = Result<(), Error>> + Send>;
/// The answer, and what is left to do until it has come as a whole.
pub type Sent = Result<(Response, Rest), Error>;

/// Where one component may send requests.
#[derive(Clone)]
pub struct Outbound {
    component: Arc<str>,
    allowed: Arc<AllowedHosts>,
    trusted: Arc<TrustedHosts>,
    inside: Inside,
    refused: Arc<Repeats>,
    /// For requests whose answer has not come to its end: the node holds each of them, and a
    /// file handle where it leads outside.
    places: Arc<Semaphore>,
}

impl Outbound {
    /// Names the component, how many of its requests run at the same time, what it may reach,
    /// and where it trusts others than browsers do.
    pub fn new(
        component: &str,
        concurrency: usize,
        allowed: AllowedHosts,
        trusted: TrustedHosts,
        inside: Inside,
    ) -> Self {
        Self {
            component: component.into(),
            allowed: Arc::new(allowed),
            trusted: Arc::new(trusted),
            inside,
            refused: Arc::default(),
            places: Arc::new(Semaphore::new(concurrency * OUTBOUND_PER_REQUEST)),
        }
    }

    fn is_allowed(&self, uri: &Uri) -> bool {
        let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
            return false;
        };
        self.allowed.allow(scheme, host, uri.port_u16())
    }

    fn config_of(&self, uri: &Uri) -> Option<&Arc<ClientConfig>> {
        let authority = uri
            .authority()
            .filter(|_| uri.scheme() == Some(&Scheme::HTTPS));
        authority.and_then(|authority| self.trusted.of_host(authority))
    }
}

impl WasiHttpHooks for Outbound {
    fn send_request(
        &mut self,
        request: Request,
        options: Option<RequestOptions>,
        _response_end: Rest,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        if !self.is_allowed(request.uri()) {
            if self.refused.may_say() {
                tracing::warn!(
                    component = %self.component,
                    host = request.uri().host().unwrap_or_default(),
                    "a request was refused: allowed_outbound_hosts does not name its host"
                );
            }
            return Box::new(async { Err(Error::HttpRequestDenied) });
        }
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            if self.refused.may_say() {
                let component = &self.component;
                tracing::warn!(%component, "a request was refused: too many have no answer yet");
            }
            return Box::new(async { Err(Error::ConnectionLimitReached) });
        };
        let app = self.inside.get().and_then(Weak::upgrade);
        let to = destination(request.uri().host().unwrap_or_default());
        let config = self.config_of(request.uri()).cloned();
        Box::new(async move {
            let (response, rest) = match to {
                Destination::Outside => send(request, options, config).await?,
                Destination::Application => {
                    let app = app.ok_or(Error::DestinationUnavailable)?;
                    whole(app.answer_inside(request).await)
                }
                Destination::Component(id) => {
                    let app = app.ok_or(Error::DestinationUnavailable)?;
                    let answer = app.answer_as(&id, request).await;
                    whole(answer.ok_or(Error::DestinationNotFound)?)
                }
            };
            let held = |inner| {
                Held {
                    inner,
                    _place: place,
                }
                .boxed_unsync()
            };
            Ok((response.map(held), rest))
        })
    }
}

/// The body of an answer, and the place of its request until a function is done with it.
struct Held {
    inner: WasiBody,
    _place: OwnedSemaphorePermit,
}

impl Body for Held {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        Pin::new(&mut self.inner).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

fn whole(response: Response) -> (Response, Rest) {
    (response, Box::new(async { Ok(()) }))
}

async fn send(
    request: Request,
    options: Option<RequestOptions>,
    config: Option<Arc<ClientConfig>>,
) -> Sent {
    let asked = options.unwrap_or_default();
    let waits = Waits {
        connect: shorter(asked.connect_timeout, OUTBOUND_CONNECT),
        first_byte: shorter(asked.first_byte_timeout, OUTBOUND_WAIT),
        between_bytes: shorter(asked.between_bytes_timeout, OUTBOUND_WAIT),
    };
    if let Some(config) = config {
        return outbound_tls::send(request, &config, waits).await;
    }
    let options = RequestOptions {
        connect_timeout: Some(waits.connect),
        first_byte_timeout: Some(waits.first_byte),
        between_bytes_timeout: Some(waits.between_bytes),
    };
    let (response, rest) = default_send_request(request, Some(options)).await?;
    Ok((response.map(|body| body.boxed_unsync()), Box::new(rest)))
}

fn shorter(asked: Option<Duration>, limit: Duration) -> Duration {
    asked.map_or(limit, |asked| asked.min(limit))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::time::Instant;

    use super::*;
    use crate::serve::problem;

    const CONCURRENCY: usize = 2;
    const N_PLACES: usize = CONCURRENCY * OUTBOUND_PER_REQUEST;

    fn outbound(host: &str) -> Outbound {
        let mut allowed = AllowedHosts::default();
        allowed.add(host).unwrap();
        Outbound::new(
            "probe",
            CONCURRENCY,
            allowed,
            TrustedHosts::default(),
            Inside::default(),
        )
    }

    #[tokio::test]
    async fn there_are_only_so_many_requests_without_an_answer() {
        // It takes connections, and says nothing.
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", silent.local_addr().unwrap());
        let mut outbound = outbound(&address);
        let mut send = || {
            let request = http::Request::get(&address)
                .body(problem::whole(""))
                .unwrap();
            let sent = outbound.send_request(request, None, Box::new(async { Ok(()) }));
            Box::into_pin(sent)
        };
        let mut waiting: Vec<_> = (0..N_PLACES).map(|_| send()).collect();
        let begun = Instant::now();
        assert!(matches!(send().await, Err(Error::ConnectionLimitReached)));
        assert!(begun.elapsed() < OUTBOUND_CONNECT);
        // Who gives up makes room.
        waiting.pop();
        let again = tokio::time::timeout(Duration::from_millis(50), send()).await;
        assert!(again.is_err(), "it waits for an answer");
    }
}
