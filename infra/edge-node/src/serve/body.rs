//! Bodies on their way: a request's, received before any function is bothered with it; an
//! answer's, that must not look whole when it is not.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Version, header};
use http_body::{Body, Frame};
use http_body_util::BodyExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use wasmtime_wasi_http::{Error, WasiBody};

use super::problem::{self, Kind, whole};
use crate::host::pulse::Pulse;
use crate::host::unread::charge;
use crate::host::worker::Ticket;
use crate::limits::{
    ANSWER_TINY_BYTES, ANSWER_WHOLE_MAX_BYTES, BODIES_MAX_KIB, BODIES_SHORT_MAX_KIB,
    BODY_MAX_BYTES, BODY_PAUSE, BODY_SHORT_BYTES, BODY_TINY_BYTES, BODY_WAIT, DRAIN_MAX_BYTES,
    DRAIN_WAIT, REQUEST_DEADLINE, STREAM_PATIENCE,
};

/// Receives requests' bodies, and keeps what they take together within bounds.
pub struct Receiver {
    room: Arc<Semaphore>,
    /// For the beginnings of bodies that come many on one connection.
    short: Arc<Semaphore>,
}

/// A body, and the room that it takes until it is with its function.
pub struct Received {
    /// All of it.
    pub bytes: Bytes,
    _room: Taken,
}

/// The room that a body takes.
#[derive(Default)]
struct Taken {
    beginning: Option<OwnedSemaphorePermit>,
    rest: Option<OwnedSemaphorePermit>,
}

impl Default for Receiver {
    fn default() -> Self {
        Self {
            room: Arc::new(Semaphore::new(BODIES_MAX_KIB)),
            short: Arc::new(Semaphore::new(BODIES_SHORT_MAX_KIB)),
        }
    }
}

impl Receiver {
    /// Receives a body to its end.
    ///
    /// # Errors
    /// The problem to tell when it is too large, too slow, or broken off.
    pub async fn receive<B>(&self, body: B, version: Version) -> Result<Received, Kind>
    where
        B: Body<Data = Bytes> + Unpin,
    {
        let received = timeout(BODY_WAIT, self.pieces(body, version)).await;
        received.unwrap_or(Err(problem::TOO_SLOW))
    }

    /// Room is taken for what has come, never for what was announced: an announcement costs
    /// the client nothing. A short body takes none of what long ones take, so that those who
    /// send such cannot keep the others from clocking in. By HTTP/1 a tiny one takes none at
    /// all: there are only so many connections.
    async fn pieces<B>(&self, mut body: B, version: Version) -> Result<Received, Kind>
    where
        B: Body<Data = Bytes> + Unpin,
    {
        let mut bytes = BytesMut::new();
        let mut room = Taken::default();
        while let Some(frame) = timeout(BODY_PAUSE, body.frame())
            .await
            .map_err(|_| problem::TOO_SLOW)?
        {
            let frame = frame.map_err(|_| problem::BROKEN_OFF)?;
            let data = frame.into_data().unwrap_or_default();
            if bytes.len() + data.len() > BODY_MAX_BYTES {
                return Err(problem::TOO_LARGE);
            }
            bytes.extend_from_slice(&data);
            let free = if version < Version::HTTP_2 {
                BODY_TINY_BYTES
            } else {
                0
            };
            let n_bytes = bytes.len().min(BODY_SHORT_BYTES).saturating_sub(free);
            make_room(&self.short, &mut room.beginning, n_bytes)?;
            let n_bytes = bytes.len().saturating_sub(BODY_SHORT_BYTES);
            make_room(&self.room, &mut room.rest, n_bytes)?;
        }
        Ok(Received {
            bytes: bytes.freeze(),
            _room: room,
        })
    }
}

fn make_room(
    all: &Arc<Semaphore>,
    room: &mut Option<OwnedSemaphorePermit>,
    n_bytes: usize,
) -> Result<(), Kind> {
    let needed = n_bytes.div_ceil(1024);
    let held = room.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
    if needed <= held {
        return Ok(());
    }
    let missing = u32::try_from(needed - held).unwrap_or(u32::MAX);
    let more = Arc::clone(all).try_acquire_many_owned(missing);
    let more = more.map_err(|_| problem::BUSY)?;
    match room {
        Some(room) => room.merge(more),
        None => *room = Some(more),
    }
    Ok(())
}

/// Reads and throws away the rest of a refused request, within bounds: a connection that is
/// closed on unread bytes is reset, and the client never gets to read the answer.
pub async fn drain<B>(mut body: B)
where
    B: Body<Data = Bytes> + Unpin,
{
    let read = async {
        let mut n_bytes = 0;
        while let Some(Ok(frame)) = body.frame().await {
            n_bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
            if n_bytes > DRAIN_MAX_BYTES {
                break;
            }
        }
    };
    // Too slow is as good as too much: the answer goes out either way.
    let _in_time = timeout(DRAIN_WAIT, read).await;
}

/// Takes an answer from its function: in one piece when it is short, so that a client who
/// reads slowly holds up nobody, and counted until the client has it; otherwise as the client
/// takes it. Then it gives its place in the function to the next request and takes one among
/// the streams; where there is none, it keeps what it has.
///
/// # Errors
/// The problem to tell when a short one breaks off, or there is no room for it.
pub async fn take(
    response: http::Response<WasiBody>,
    ticket: Ticket,
    place: OwnedSemaphorePermit,
    streams: &Arc<Semaphore>,
    answers: &Arc<Semaphore>,
) -> Result<http::Response<WasiBody>, Kind> {
    let (parts, body) = response.into_parts();
    let promised = length(&parts.headers).filter(|length| *length <= ANSWER_WHOLE_MAX_BYTES);
    let mut answer = Answer {
        ahead: Vec::new(),
        inner: body,
        ticket,
        place,
    };
    // One that promises to be short gets the time that requests have. Without a promise it
    // may be a stream of events, whose beginning must not wait for its end.
    let patience = match promised {
        Some(_) => REQUEST_DEADLINE,
        None if is_events(&parts.headers) => Duration::ZERO,
        None => STREAM_PATIENCE,
    };
    let is_whole = match timeout(patience, answer.fill()).await {
        Ok(filled) => filled?,
        Err(_) if promised.is_some() => return Err(problem::TIMED_OUT),
        Err(_) => false,
    };
    if !is_whole {
        // Taken from behind.
        answer.ahead.reverse();
        if let Ok(place) = Arc::clone(streams).try_acquire_owned() {
            answer.place = place;
        }
        return Ok(http::Response::from_parts(parts, answer.boxed_unsync()));
    }
    let bytes = counted(answer.ahead.concat(), answers)?;
    let n_bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let is_kept = match promised {
        // None at all is how HEAD is answered.
        Some(promised) => n_bytes == promised || (n_bytes == 0 && !answer.is_cut_off()),
        None => !answer.is_cut_off(),
    };
    if !is_kept {
        return Err(problem::INTERNAL);
    }
    Ok(http::Response::from_parts(parts, whole(bytes)))
}

/// An answer as a whole, which takes room until the last of it is on its way. Clients decide
/// how long that is, and how many they leave waiting.
fn counted(bytes: Vec<u8>, answers: &Arc<Semaphore>) -> Result<Bytes, Kind> {
    if bytes.len() <= ANSWER_TINY_BYTES {
        return Ok(bytes.into());
    }
    let room = charge(answers, bytes.len()).ok_or(problem::BUSY)?;
    Ok(Bytes::from_owner(Counted { bytes, _room: room }))
}

/// An answer, and the room that it takes.
struct Counted {
    bytes: Vec<u8>,
    _room: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Whether an answer says that it is a stream of events, of which nobody knows the end.
fn is_events(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"))
}

fn length(headers: &HeaderMap) -> Option<u64> {
    let length = headers.get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

/// An answer's body on its way. wasmtime-wasi-http 48 ends it as if it were whole when its
/// instance dies in the middle; here that is an error, so that the connection breaks and no
/// client takes half an answer for a whole one. Holds the request's place.
struct Answer {
    /// What was taken ahead of the client.
    ahead: Vec<Bytes>,
    inner: WasiBody,
    ticket: Ticket,
    place: OwnedSemaphorePermit,
}

impl Answer {
    /// Takes pieces ahead of the client; whether that was all.
    async fn fill(&mut self) -> Result<bool, Kind> {
        let mut left = ANSWER_WHOLE_MAX_BYTES;
        while let Some(frame) = self.inner.frame().await {
            let frame = frame.map_err(|_| problem::INTERNAL)?;
            // No function here sends trailers.
            let data = frame.into_data().unwrap_or_default();
            let n_bytes = u64::try_from(data.len()).unwrap_or(u64::MAX);
            self.ahead.push(data);
            match left.checked_sub(n_bytes) {
                Some(rest) => left = rest,
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    fn is_cut_off(&self) -> bool {
        self.ticket.pulse().is_some_and(Pulse::is_dead)
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if let Some(data) = self.ahead.pop() {
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        if matches!(polled, Poll::Ready(None)) && self.is_cut_off() {
            return Poll::Ready(Some(Err(Error::HttpResponseIncomplete)));
        }
        polled
    }

    /// Never before the last poll, which is the one that tells a whole answer from half.
    fn is_end_stream(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::Full;

    use super::*;

    fn body(n_bytes: usize) -> Full<Bytes> {
        Full::new(Bytes::from(vec![0; n_bytes]))
    }

    async fn receive(receiver: &Receiver, n_bytes: usize) -> Result<Received, Kind> {
        receiver.receive(body(n_bytes), Version::HTTP_11).await
    }

    async fn alone(n_bytes: usize) -> Result<usize, Kind> {
        let received = receive(&Receiver::default(), n_bytes).await;
        received.map(|received| received.bytes.len())
    }

    #[tokio::test]
    async fn short_bodies_have_a_limit_of_their_own_where_they_come_many_on_a_connection() {
        let receiver = Receiver::default();
        let mut held = Vec::new();
        let short = |version| receiver.receive(body(BODY_SHORT_BYTES), version);
        for _ in 0..BODIES_SHORT_MAX_KIB * 1024 / BODY_SHORT_BYTES {
            held.push(short(Version::HTTP_2).await.unwrap());
        }
        assert_eq!(short(Version::HTTP_2).await.err(), Some(problem::BUSY));
        // What is tiny passes where a connection has one body at a time.
        let tiny = |version| receiver.receive(body(BODY_TINY_BYTES), version);
        assert!(tiny(Version::HTTP_11).await.is_ok());
        assert_eq!(short(Version::HTTP_11).await.err(), Some(problem::BUSY));
        assert_eq!(tiny(Version::HTTP_2).await.err(), Some(problem::BUSY));
        held.pop();
        assert!(short(Version::HTTP_2).await.is_ok());
        assert!(short(Version::HTTP_11).await.is_ok());
    }

    #[test]
    fn answers_that_nobody_takes_have_a_limit_together() {
        const N_FIT: usize = 200;
        const N_BYTES: usize = 10 << 10;
        let room = Arc::new(Semaphore::new(N_FIT * N_BYTES / 1024));
        let answer = |n_bytes| counted(vec![b'x'; n_bytes], &room);
        let mut waiting: Vec<_> = (0..N_FIT).map(|_| answer(N_BYTES).unwrap()).collect();
        assert_eq!(answer(ANSWER_TINY_BYTES + 1).err(), Some(problem::BUSY));
        assert!(answer(ANSWER_TINY_BYTES).is_ok());
        // It is taken when the last piece is.
        let last = waiting
            .pop()
            .map(|mut answer| answer.split_off(N_BYTES - 1));
        assert_eq!(answer(N_BYTES).err(), Some(problem::BUSY));
        assert_eq!(last.as_deref(), Some(b"x".as_slice()));
        drop(last);
        assert_eq!(answer(N_BYTES).map(|answer| answer.len()), Ok(N_BYTES));
    }

    #[tokio::test]
    async fn a_body_at_its_limit_passes_and_one_byte_more_does_not() {
        assert_eq!(alone(0).await, Ok(0));
        assert_eq!(alone(BODY_MAX_BYTES).await, Ok(BODY_MAX_BYTES));
        assert_eq!(alone(BODY_MAX_BYTES + 1).await, Err(problem::TOO_LARGE));
    }

    #[tokio::test]
    async fn all_bodies_together_have_a_limit_and_give_their_room_back() {
        let receiver = Receiver::default();
        let mut held = Vec::new();
        let taken = BODY_MAX_BYTES - BODY_SHORT_BYTES;
        for _ in 0..BODIES_MAX_KIB * 1024 / taken {
            held.push(receive(&receiver, BODY_MAX_BYTES).await.unwrap());
        }
        let long = || receive(&receiver, BODY_MAX_BYTES);
        assert_eq!(long().await.err(), Some(problem::BUSY));
        // Those who send little are not bothered.
        assert!(receive(&receiver, BODY_SHORT_BYTES).await.is_ok());
        held.pop();
        assert!(long().await.is_ok());
    }
}
