//! Asks a host by HTTPS with authorities and a certificate of its own, where `[[client_tls]]` says
//! so; every other host is asked by wasmtime's own sending, which trusts what browsers trust.

use std::sync::Arc;
use std::time::Duration;

use futures::stream;
use http::uri::{Authority, PathAndQuery};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, Connection, SendRequest};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use wasmtime_wasi_http::{Error, WasiBody};

use super::outbound::{Request, Sent};

/// Where HTTPS listens when nobody says another port.
pub const HTTPS_PORT: u16 = 443;

type Stream = TokioIo<TlsStream<TcpStream>>;

/// How long the host may take.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    /// Until the connection stands, with its handshakes.
    pub connect: Duration,
    /// Until the answer begins.
    pub first_byte: Duration,
    /// Until each further piece of it.
    pub between_bytes: Duration,
}

/// Sends a request, and gives the answer as soon as it begins.
///
/// # Errors
/// Why there is none.
pub async fn send(mut request: Request, config: &Arc<ClientConfig>, waits: Waits) -> Sent {
    let authority = request.uri().authority().cloned();
    let authority = authority.ok_or(Error::HttpRequestUriInvalid)?;
    let connected = timeout(waits.connect, connect(&authority, config)).await;
    let (mut sender, connection) = connected.map_err(|_| Error::ConnectionTimeout)??;
    // Driven beside the request; it ends with the answer, or when nobody reads that any more.
    let connection = tokio::spawn(connection);
    // A host is asked by the path alone.
    let path = request.uri().path_and_query().cloned();
    *request.uri_mut() = path.unwrap_or(PathAndQuery::from_static("/")).into();
    let answered = timeout(waits.first_byte, sender.send_request(request)).await;
    let response = answered.map_err(|_| Error::ConnectionReadTimeout)??;
    let response = response.map(|body| paced(body, waits.between_bytes));
    let rest = async move {
        // It is never aborted, so this is how the connection ended.
        connection
            .await
            .map_or(Ok(()), |ended| ended.map_err(Error::from))
    };
    Ok((response, Box::new(rest)))
}

async fn connect(
    authority: &Authority,
    config: &Arc<ClientConfig>,
) -> Result<(SendRequest<WasiBody>, Connection<Stream, WasiBody>), Error> {
    // An address of IPv6 stands in brackets there, and nowhere else.
    let host = authority
        .host()
        .trim_start_matches('[')
        .trim_end_matches(']');
    let port = authority.port_u16().unwrap_or(HTTPS_PORT);
    let stream = TcpStream::connect((host, port))
        .await
        .map_err(Error::Connect)?;
    let name = ServerName::try_from(host.to_owned()).map_err(Error::InvalidDnsNameError)?;
    let connector = TlsConnector::from(Arc::clone(config));
    let stream = connector.connect(name, stream).await.map_err(Error::Tls)?;
    Ok(http1::handshake(TokioIo::new(stream)).await?)
}

/// The body of an answer, none of whose pieces may take longer than that.
fn paced(body: Incoming, between_bytes: Duration) -> WasiBody {
    let frames = stream::try_unfold(body, move |mut body| async move {
        match timeout(between_bytes, body.frame()).await {
            Err(_) => Err(Error::ConnectionReadTimeout),
            Ok(None) => Ok(None),
            Ok(Some(frame)) => Ok(Some((frame?, body))),
        }
    });
    StreamBody::new(frames).boxed_unsync()
}
