//! Bodies that are handed to their function as they come, on the paths that its `receiving`
//! names: files, perhaps over a bad link.
//!
//! What comes is gathered, so that a function is not woken for every packet, and nothing is read
//! that the function does not want yet. A client is waited for as long as it makes some progress.
//! When it breaks off, is too slow, or the node is to end, the function sees an error and never
//! a clean end; what came before goes to it first, so that it can keep it.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, Sleep, sleep, sleep_until};
use wasmtime_wasi_http::Error;

use super::addresses::AddressPlace;
use super::body::drain;
use crate::host::worker::Progress;
use crate::limits::{
    PIECE_BYTES, PIECE_FRAMES_MAX, PIECE_SHORT_BYTES, PIECE_WAIT, PIECES_MAX_KIB, RECEIVING_END,
    RECEIVING_LEAST_BYTES, RECEIVING_PAUSE,
};

/// Keeps what all of them gather within bounds.
pub struct Arrivals {
    room: Arc<Semaphore>,
    patience: Patience,
}

/// How long clients are waited for.
#[derive(Clone, Copy)]
struct Patience {
    piece: Duration,
    pause: Duration,
    end: Duration,
}

impl Default for Arrivals {
    fn default() -> Self {
        Self {
            room: Arc::new(Semaphore::new(PIECES_MAX_KIB)),
            patience: Patience {
                piece: PIECE_WAIT,
                pause: RECEIVING_PAUSE,
                end: RECEIVING_END,
            },
        }
    }
}

impl Arrivals {
    /// A body on its way, and what tells it that its client is still there.
    pub fn begin<B>(&self, body: B, ending: watch::Receiver<bool>) -> (Arriving<B>, Presence)
    where
        B: Body<Data = Bytes> + Unpin + Send + 'static,
    {
        let left_early = Arc::new(AtomicBool::new(false));
        let arriving = Arriving {
            inner: Some(body),
            gathered: BytesMut::new(),
            fault: None,
            clock: Clock::new(self.patience, ending),
            piece_wait: None,
            all_room: Arc::clone(&self.room),
            room: None,
            left_early: Arc::clone(&left_early),
            progress: None,
            place: None,
        };
        let presence = Presence {
            is_answered: false,
            left_early,
        };
        (arriving, presence)
    }
}

/// The client of a body, as long as it waits for its answer. hyper ends a body as if it were
/// whole when its connection is given up; this goes before that happens.
pub struct Presence {
    is_answered: bool,
    left_early: Arc<AtomicBool>,
}

impl Presence {
    /// The client got its answer.
    pub fn is_answered(mut self) {
        self.is_answered = true;
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        if !self.is_answered {
            self.left_early.store(true, Ordering::Release);
        }
    }
}

/// A body on its way to its function.
pub struct Arriving<B = Incoming>
where
    B: Body<Data = Bytes> + Unpin + Send + 'static,
{
    /// None once it ended.
    inner: Option<B>,
    gathered: BytesMut,
    /// What is told after what was gathered.
    fault: Option<Error>,
    clock: Clock,
    /// How long more of a piece that has begun is waited for.
    piece_wait: Option<Pin<Box<Sleep>>>,
    all_room: Arc<Semaphore>,
    /// What the piece takes of it, until the function wants the next one.
    room: Option<OwnedSemaphorePermit>,
    left_early: Arc<AtomicBool>,
    progress: Option<Progress>,
    place: Option<AddressPlace>,
}

impl<B> Arriving<B>
where
    B: Body<Data = Bytes> + Unpin + Send + 'static,
{
    /// Notes how it comes along.
    #[must_use]
    pub fn noting(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Holds a place until it is over.
    #[must_use]
    pub fn holding(mut self, place: AddressPlace) -> Self {
        self.place = Some(place);
        self
    }

    /// Gathers until there is a whole piece, or as much as came in time.
    fn gather(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let mut n_frames = 0;
        while let Some(inner) = &mut self.inner {
            match Pin::new(inner).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => {
                    // Trailers say nothing that a function here asks for.
                    let data = frame.into_data().unwrap_or_default();
                    self.clock.note(data.len());
                    self.gathered.extend_from_slice(&data);
                    if !self.has_room() {
                        return Poll::Ready(());
                    }
                }
                Poll::Ready(Some(Err(_))) => self.end(Some(Error::ConnectionTerminated)),
                Poll::Ready(None) if self.left_early.load(Ordering::Acquire) => {
                    self.end(Some(Error::ConnectionTerminated));
                }
                Poll::Ready(None) => self.end(None),
                Poll::Pending => return self.wait(context),
            }
            n_frames += 1;
            if n_frames >= PIECE_FRAMES_MAX {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
        }
        Poll::Ready(())
    }

    /// Whether the piece may grow further.
    fn has_room(&mut self) -> bool {
        if self.gathered.len() >= PIECE_BYTES {
            return false;
        }
        let needed = self.gathered.len().saturating_sub(PIECE_SHORT_BYTES);
        let needed = needed.div_ceil(1024);
        let held = self
            .room
            .as_ref()
            .map_or(0, OwnedSemaphorePermit::num_permits);
        let missing = u32::try_from(needed.saturating_sub(held)).unwrap_or(u32::MAX);
        if missing == 0 {
            return true;
        }
        let Ok(more) = Arc::clone(&self.all_room).try_acquire_many_owned(missing) else {
            return false;
        };
        match &mut self.room {
            Some(room) => room.merge(more),
            None => self.room = Some(more),
        }
        true
    }

    /// Waits for the client: for more of a piece only a moment, for its beginning longer.
    fn wait(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if !self.gathered.is_empty() {
            let patience = self.clock.patience.piece;
            let more = self
                .piece_wait
                .get_or_insert_with(|| Box::pin(sleep(patience)));
            if more.as_mut().poll(context).is_ready() {
                return Poll::Ready(());
            }
        }
        let fault = ready!(self.clock.poll_end(context));
        self.end(Some(fault));
        Poll::Ready(())
    }

    fn end(&mut self, fault: Option<Error>) {
        if let Some(inner) = self.inner.take().filter(|_| fault.is_some()) {
            throw_away(inner);
        }
        self.fault = fault;
        self.place = None;
    }
}

impl<B> Body for Arriving<B>
where
    B: Body<Data = Bytes> + Unpin + Send + 'static,
{
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if self.gathered.is_empty() {
            // The function has the piece before.
            self.room = None;
        }
        self.clock.go_on();
        ready!(self.gather(context));
        self.clock.stop();
        self.piece_wait = None;
        if let Some(progress) = &self.progress {
            progress.note();
        }
        if self.gathered.is_empty() {
            return Poll::Ready(self.fault.take().map(Err));
        }
        let piece = self.gathered.split().freeze();
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    /// Never before the last poll, which is the one that tells a whole body from half.
    fn is_end_stream(&self) -> bool {
        false
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

impl<B> Drop for Arriving<B>
where
    B: Body<Data = Bytes> + Unpin + Send + 'static,
{
    /// The function wants no more of it: it may have answered already, and its client is to get
    /// to read that.
    fn drop(&mut self) {
        if let Some(inner) = self.inner.take() {
            throw_away(inner);
        }
    }
}

fn throw_away<B>(body: B)
where
    B: Body<Data = Bytes> + Unpin + Send + 'static,
{
    if let Ok(runtime) = Handle::try_current() {
        drop(runtime.spawn(drain(body)));
    }
}

/// How long the client is waited for. Runs only while it is: a function that takes its time
/// takes none of the client's.
struct Clock {
    patience: Patience,
    left: Duration,
    since: Option<Instant>,
    /// What came since `left` was last full.
    n_bytes: usize,
    timer: Option<(Instant, Pin<Box<Sleep>>)>,
    node_ends: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl Clock {
    fn new(patience: Patience, mut ending: watch::Receiver<bool>) -> Self {
        let node_ends = async move {
            // The sender lives as long as the node does.
            let _ending = ending.wait_for(|is_ending| *is_ending).await.map(drop);
            sleep(patience.end).await;
        };
        Self {
            patience,
            left: patience.pause,
            since: None,
            n_bytes: 0,
            timer: None,
            node_ends: Box::pin(node_ends),
        }
    }

    fn go_on(&mut self) {
        self.since.get_or_insert_with(Instant::now);
    }

    fn stop(&mut self) {
        if let Some(since) = self.since.take() {
            self.left = self.left.saturating_sub(since.elapsed());
        }
    }

    fn note(&mut self, n_bytes: usize) {
        self.n_bytes += n_bytes;
        if self.n_bytes >= RECEIVING_LEAST_BYTES {
            self.n_bytes = 0;
            self.left = self.patience.pause;
            self.since = Some(Instant::now());
        }
    }

    /// Comes when the client is waited for no longer.
    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<Error> {
        if self.node_ends.as_mut().poll(context).is_ready() {
            return Poll::Ready(Error::ConnectionTerminated);
        }
        let at = self.since.unwrap_or_else(Instant::now) + self.left;
        let timer = match self.timer.take() {
            Some((set_to, timer)) if set_to == at => timer,
            _ => Box::pin(sleep_until(at)),
        };
        let (_, timer) = self.timer.insert((at, timer));
        timer
            .as_mut()
            .poll(context)
            .map(|()| Error::ConnectionReadTimeout)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::channel::mpsc::{UnboundedSender, unbounded};
    use http_body_util::{BodyExt as _, StreamBody};

    type Sent = Result<Frame<Bytes>, Error>;
    type Told = Option<Result<usize, String>>;

    /// As short as tests need it.
    const PATIENCE: Patience = Patience {
        piece: Duration::from_millis(30),
        pause: Duration::from_millis(300),
        end: Duration::from_millis(30),
    };

    fn arrivals() -> Arrivals {
        Arrivals {
            patience: PATIENCE,
            ..Arrivals::default()
        }
    }

    struct Case {
        client: Option<UnboundedSender<Sent>>,
        body: Pin<Box<dyn Body<Data = Bytes, Error = Error> + Send>>,
        presence: Option<Presence>,
        node: watch::Sender<bool>,
    }

    impl Case {
        fn new(arrivals: &Arrivals) -> Self {
            let (client, frames) = unbounded();
            let node = watch::Sender::new(false);
            let (body, presence) = arrivals.begin(StreamBody::new(frames), node.subscribe());
            Self {
                client: Some(client),
                body: Box::pin(body),
                presence: Some(presence),
                node,
            }
        }

        fn send(&self, n_bytes: usize) {
            let data = Bytes::from(vec![0; n_bytes]);
            let client = self.client.as_ref().unwrap();
            client.unbounded_send(Ok(Frame::data(data))).unwrap();
        }

        /// The length of the next piece.
        async fn next(&mut self) -> Told {
            let frame = self.body.frame().await?;
            let data = frame.map(|frame| frame.into_data().unwrap().len());
            Some(data.map_err(|error| format!("{error:?}")))
        }
    }

    fn broken() -> Told {
        Some(Err("ConnectionTerminated".to_owned()))
    }

    #[tokio::test]
    async fn what_comes_is_gathered_up_to_a_piece_or_for_a_moment() {
        let mut case = Case::new(&arrivals());
        (0..PIECE_BYTES / 1024 + 3).for_each(|_| case.send(1024));
        assert_eq!(case.next().await, Some(Ok(PIECE_BYTES)));
        let begun = Instant::now();
        assert_eq!(case.next().await, Some(Ok(3 * 1024)));
        assert!(begun.elapsed() >= PATIENCE.piece);
        case.send(1);
        case.client = None;
        assert_eq!(case.next().await, Some(Ok(1)));
        assert_eq!(case.next().await, None);
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_gives_what_came_and_then_an_error() {
        let mut case = Case::new(&arrivals());
        case.send(10);
        let client = case.client.take().unwrap();
        client
            .unbounded_send(Err(Error::HttpProtocolError))
            .unwrap();
        assert_eq!(case.next().await, Some(Ok(10)));
        assert_eq!(case.next().await, broken());
    }

    #[tokio::test]
    async fn what_looks_like_an_end_is_none_when_the_client_left() {
        let mut case = Case::new(&arrivals());
        case.send(10);
        case.presence = None;
        case.client = None;
        assert_eq!(case.next().await, Some(Ok(10)));
        assert_eq!(case.next().await, broken());
    }

    #[tokio::test]
    async fn who_makes_some_progress_is_waited_for() {
        let mut case = Case::new(&arrivals());
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE.pause * 3 {
            case.send(RECEIVING_LEAST_BYTES);
            assert_eq!(case.next().await, Some(Ok(RECEIVING_LEAST_BYTES)));
        }
    }

    #[tokio::test]
    async fn who_makes_next_to_none_is_not() {
        let mut case = Case::new(&arrivals());
        let begun = Instant::now();
        let mut n_pieces = 0;
        let fault = loop {
            // Each one comes in time.
            case.send(1);
            match case.next().await {
                Some(Ok(_)) => n_pieces += 1,
                other => break other,
            }
        };
        assert_eq!(fault, Some(Err("ConnectionReadTimeout".to_owned())));
        assert!(n_pieces > 1 && begun.elapsed() >= PATIENCE.pause);
    }

    #[tokio::test]
    async fn a_function_that_takes_its_time_takes_none_of_the_clients() {
        let mut case = Case::new(&arrivals());
        for _ in 0..3 {
            case.send(1);
            assert_eq!(case.next().await, Some(Ok(1)));
            sleep(PATIENCE.pause).await;
        }
    }

    #[tokio::test]
    async fn when_the_node_is_to_end_what_came_is_given_and_then_an_error() {
        let mut case = Case::new(&arrivals());
        case.send(10);
        case.node.send_replace(true);
        assert_eq!(case.next().await, Some(Ok(10)));
        assert_eq!(case.next().await, broken());
    }

    #[tokio::test]
    async fn where_all_room_is_taken_pieces_are_shorter_and_go_on() {
        let arrivals = arrivals();
        let all = u32::try_from(PIECES_MAX_KIB).unwrap();
        let held = Arc::clone(&arrivals.room)
            .try_acquire_many_owned(all)
            .unwrap();
        let mut case = Case::new(&arrivals);
        (0..PIECE_BYTES / 1024).for_each(|_| case.send(1024));
        let short = PIECE_SHORT_BYTES + 1024;
        assert_eq!(case.next().await, Some(Ok(short)));
        drop(held);
        assert_eq!(case.next().await, Some(Ok(PIECE_BYTES - short)));
        assert!(arrivals.room.available_permits() < PIECES_MAX_KIB);
        case.client = None;
        assert_eq!(case.next().await, None);
        assert_eq!(arrivals.room.available_permits(), PIECES_MAX_KIB);
    }
}
