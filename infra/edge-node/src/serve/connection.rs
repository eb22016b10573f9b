//! One connection: which HTTP it speaks, and when it has been silent for too long.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Version};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::Watcher;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use wasmtime_wasi_http::{Error, WasiBody};

use super::front::Front;
use crate::limits::{
    CONNECTION_END, CONNECTION_IDLE, CONNECTION_LOOK, HEAD_BUFFER_BYTES, HEAD_BUFFER_FIELDS,
    HEAD_WAIT, HEADERS_MAX_BYTES, SEND_BUFFER_BYTES, STREAMS_MAX, WINDOW_BYTES,
};

/// Speaks HTTP/1.1 and HTTP/2 on a connection until one side ends it; holds on to its place
/// until then.
pub async fn speak<P>(
    stream: TcpStream,
    address: SocketAddr,
    front: Arc<Front>,
    watcher: Watcher,
    place: P,
) {
    // Small answers must not wait for more to come (Nagle); where it fails, they only do.
    let _set = stream.set_nodelay(true);
    let life = Arc::new(Life::new());
    let ending = front.ending();
    let stream = Watched {
        stream,
        life: Arc::clone(&life),
    };
    let service = service_fn(|request: Request<Incoming>| {
        let front = Arc::clone(&front);
        let running = Running::begin(&life, request.version());
        // hyper keeps room for this as long as the connection lives; only a running request is
        // to take the kilobytes that it needs.
        Box::pin(async move {
            let answer = front.answer(request, address).await;
            let life = Arc::clone(&running.0);
            drop(running);
            Ok::<_, Infallible>(answer.map(|inner| Taken { inner, life }))
        })
    });
    let builder = builder();
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    let mut connection = Box::pin(watcher.watch(connection));
    tokio::select! {
        ended = &mut connection => {
            if let Err(error) = ended {
                // A client that went away or spoke no HTTP; nothing to do about it here.
                tracing::debug!(%error, "a connection ended early");
            }
        }
        () = life.is_over(ending) => tracing::debug!("a silent connection is closed"),
    }
    drop(connection);
    drop(place);
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(CONNECTION_IDLE)
        .max_buf_size(HEAD_BUFFER_BYTES)
        .max_headers(HEAD_BUFFER_FIELDS);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS_MAX)
        .initial_stream_window_size(WINDOW_BYTES)
        .initial_connection_window_size(WINDOW_BYTES)
        .max_send_buf_size(SEND_BUFFER_BYTES)
        .max_header_list_size(u32::try_from(HEADERS_MAX_BYTES * 2).unwrap_or(u32::MAX));
    builder
}

/// When something last happened on a connection: a request came or was answered, or a piece of
/// an answer was taken. What a client merely sends is no sign of life, or it would keep a
/// connection for ever at no cost; nor is what HTTP/2 answers to its pings.
struct Life {
    opened: Instant,
    last_ms: AtomicU64,
    n_running: AtomicUsize,
    /// Whether a request came, and by HTTP/1: then what is written are answers.
    writes_answers: AtomicBool,
    n_requests: AtomicUsize,
}

impl Life {
    fn new() -> Self {
        Self {
            opened: Instant::now(),
            last_ms: AtomicU64::new(0),
            n_running: AtomicUsize::new(0),
            writes_answers: AtomicBool::new(false),
            n_requests: AtomicUsize::new(0),
        }
    }

    fn sign(&self) {
        let now_ms = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last_ms.store(now_ms, Ordering::Relaxed);
    }

    fn wrote(&self) {
        if self.writes_answers.load(Ordering::Relaxed) {
            self.sign();
        }
    }

    /// Comes when there has been no sign of life for too long. What is waited for only becomes
    /// shorter when the node is to end, so there is nothing to look at in between: thousands of
    /// connections that do nothing cost nothing.
    async fn is_over(&self, mut ending: watch::Receiver<bool>) {
        loop {
            let is_ending = *ending.borrow_and_update();
            let left = self.left(is_ending);
            if left.is_zero() {
                return;
            }
            if is_ending {
                sleep(left.min(CONNECTION_LOOK)).await;
            } else {
                // Late or in time: both are reasons to look again.
                let _changed = timeout(left, ending.changed()).await;
            }
        }
    }

    fn left(&self, is_ending: bool) -> Duration {
        // A running request has deadlines of its own.
        if self.n_running.load(Ordering::Relaxed) > 0 {
            return CONNECTION_IDLE;
        }
        let patience = match self.n_requests.load(Ordering::Relaxed) {
            _ if is_ending => CONNECTION_END,
            0 => HEAD_WAIT,
            _ => CONNECTION_IDLE,
        };
        let last = Duration::from_millis(self.last_ms.load(Ordering::Relaxed));
        (last + patience).saturating_sub(self.opened.elapsed())
    }
}

/// A request of a connection, until it is answered or given up.
struct Running(Arc<Life>);

impl Running {
    fn begin(life: &Arc<Life>, version: Version) -> Self {
        let is_http1 = version < Version::HTTP_2;
        life.writes_answers.store(is_http1, Ordering::Relaxed);
        life.n_running.fetch_add(1, Ordering::Relaxed);
        life.n_requests.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(life))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.sign();
        self.0.n_running.fetch_sub(1, Ordering::Relaxed);
    }
}

/// An answer that notes when a piece of it is taken: by HTTP/2 what is written may be no answer.
struct Taken {
    inner: WasiBody,
    life: Arc<Life>,
}

impl Body for Taken {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        if matches!(polled, Poll::Ready(Some(_))) {
            self.life.sign();
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// A stream that notes when something of it is taken.
struct Watched {
    stream: TcpStream,
    life: Arc<Life>,
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if written.is_ready() {
            self.life.wrote();
        }
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        if written.is_ready() {
            self.life.wrote();
        }
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::super::problem::whole;
    use super::*;

    #[tokio::test]
    async fn a_piece_of_an_answer_that_is_taken_is_a_sign_of_life() {
        let mut life = Life::new();
        life.opened = life.opened.checked_sub(CONNECTION_IDLE).unwrap();
        life.n_requests = AtomicUsize::new(1);
        let life = Arc::new(life);
        assert!(life.left(false).is_zero());
        let mut answer = Taken {
            inner: whole("event"),
            life: Arc::clone(&life),
        };
        answer.frame().await.unwrap().unwrap();
        assert!(!life.left(false).is_zero());
    }
}
