//! Bodies that come in pieces, stall, break off, or come faster than they are taken.

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
