//! Bodies on their way: a request's that must not be too long, an answer's that must not look
//! whole when it is not.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::sync::OwnedSemaphorePermit;
use wasmtime_wasi_http::{Error, WasiBody};

use crate::host::worker::Ticket;

/// A request's body that ends with an error past its limit.
pub struct Limited<B> {
    inner: B,
    left: u64,
    overran: Arc<AtomicBool>,
}

impl<B> Limited<B> {
    /// Limits a body; the flag is set when it was longer.
    pub const fn new(inner: B, max_bytes: u64, overran: Arc<AtomicBool>) -> Self {
        Self {
            inner,
            left: max_bytes,
            overran,
        }
    }
}

impl<B> Body for Limited<B>
where
    B: Body<Data = Bytes> + Unpin,
    Error: From<B::Error>,
{
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        polled.map(|frame| {
            let frame = frame?.map_err(Error::from);
            let n_bytes = frame
                .as_ref()
                .ok()
                .and_then(Frame::data_ref)
                .map_or(0, Bytes::len);
            match self.left.checked_sub(n_bytes as u64) {
                Some(left) => self.left = left,
                None => {
                    self.overran.store(true, Ordering::Release);
                    return Some(Err(Error::HttpRequestBodySize(None)));
                }
            }
            Some(frame)
        })
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// An answer's body. wasmtime-wasi-http 48 ends it as if it were whole when its instance dies
/// in the middle; here that is an error, so that the connection breaks and no client takes
/// half an answer for a whole one. Holds the request's place in its function until then.
pub struct Answer {
    inner: WasiBody,
    ticket: Ticket,
    _place: OwnedSemaphorePermit,
}

impl Answer {
    /// Wraps the body of the request that travelled with the ticket.
    pub const fn new(inner: WasiBody, ticket: Ticket, place: OwnedSemaphorePermit) -> Self {
        Self {
            inner,
            ticket,
            _place: place,
        }
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        let is_over = matches!(polled, Poll::Ready(None));
        if is_over && self.ticket.pulse().is_some_and(|pulse| pulse.is_dead()) {
            return Poll::Ready(Some(Err(Error::HttpResponseIncomplete)));
        }
        polled
    }

    /// Never before the last poll, which is the one that tells a whole answer from half.
    fn is_end_stream(&self) -> bool {
        false
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::{BodyExt as _, Full};

    use super::*;

    async fn read(n_bytes: usize, max_bytes: u64) -> (Option<usize>, bool) {
        let overran = Arc::new(AtomicBool::new(false));
        let body = Full::new(Bytes::from(vec![0; n_bytes])).map_err(|never| match never {});
        let body = body.map_err(|error: Error| error);
        let limited = Limited::new(body, max_bytes, Arc::clone(&overran));
        let read = limited.collect().await.ok();
        let n_read = read.map(|body| body.to_bytes().len());
        (n_read, overran.load(Ordering::Acquire))
    }

    #[tokio::test]
    async fn a_body_at_its_limit_passes_and_one_byte_more_does_not() {
        assert_eq!(read(10, 10).await, (Some(10), false));
        assert_eq!(read(11, 10).await, (None, true));
    }
}
