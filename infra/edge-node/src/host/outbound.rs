//! Requests that functions send: refused before any name is looked up unless the manifest
//! allows them, and led to the application itself or another component within the node.
//!
//! The check is made for each request, so a redirect that a function follows is checked too.

use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use http_body_util::BodyExt as _;
use rustls::ClientConfig;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks, default_send_request};

use super::leaky::Repeats;
use super::outbound_tls::{self, Waits};
use super::trusted::TrustedHosts;
use crate::app::App;
use crate::config::allowed_hosts::{AllowedHosts, Destination, destination};
use crate::limits::{OUTBOUND_CONNECT, OUTBOUND_WAIT};

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
}

impl Outbound {
    /// Names the component, what it may reach, and where it trusts others than browsers do.
    pub fn new(
        component: &str,
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
        let app = self.inside.get().and_then(Weak::upgrade);
        match destination(request.uri().host().unwrap_or_default()) {
            Destination::Outside => {
                let config = self.config_of(request.uri()).cloned();
                Box::new(send(request, options, config))
            }
            Destination::Application => Box::new(async move {
                let app = app.ok_or(Error::DestinationUnavailable)?;
                Ok(whole(app.answer_inside(request).await))
            }),
            Destination::Component(id) => Box::new(async move {
                let app = app.ok_or(Error::DestinationUnavailable)?;
                let answer = app.answer_as(&id, request).await;
                answer.map(whole).ok_or(Error::DestinationNotFound)
            }),
        }
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
