//! The socket: connections with limits, and an end that lets running requests finish.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::front::Front;
use crate::limits::{
    ACCEPT_PAUSE, CONNECTIONS_HTTP_MAX, DRAIN_DEADLINE, HEAD_BUFFER_BYTES, HEAD_BUFFER_FIELDS,
    HEAD_WAIT, HEADERS_MAX_BYTES,
};

/// Serves until `end` comes, then lets what is running finish.
pub async fn serve(listener: TcpListener, front: Arc<Front>, end: impl Future<Output = ()>) {
    let builder = builder();
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS_HTTP_MAX));
    let mut end = std::pin::pin!(end);
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = &mut end => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => break,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                refuse(&error).await;
                continue;
            }
        };
        let front = Arc::clone(&front);
        let service = service_fn(move |request| {
            let front = Arc::clone(&front);
            async move { Ok::<_, Infallible>(front.answer(request, address).await) }
        });
        let connection = builder.serve_connection(prepare(stream), service);
        let connection = graceful.watch(connection.into_owned());
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                // A client that went away or spoke no HTTP; nothing to do about it here.
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    tracing::info!("finishing what is running");
    if timeout(DRAIN_DEADLINE, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time and are cut off");
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WAIT)
        .max_buf_size(HEAD_BUFFER_BYTES)
        .max_headers(HEAD_BUFFER_FIELDS);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(HEAD_WAIT)
        .max_header_list_size(u32::try_from(HEADERS_MAX_BYTES * 2).unwrap_or(u32::MAX));
    builder
}

fn prepare(stream: TcpStream) -> TokioIo<TcpStream> {
    // Small answers must not wait for more to come (Nagle); where it fails, they only do.
    let _set = stream.set_nodelay(true);
    TokioIo::new(stream)
}

/// Out of file handles, most likely: others will close theirs.
async fn refuse(error: &io::Error) {
    tracing::error!(%error, "a connection could not be accepted");
    sleep(ACCEPT_PAUSE).await;
}
