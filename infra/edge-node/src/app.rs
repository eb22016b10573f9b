//! The application: its functions, each with its own places and its own queue, and the routes
//! that lead to them.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Instant;

use http::Version;
use http_body_util::BodyExt as _;
use ngantor_core::lang::Lang;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use wasmtime::PoolConcurrencyLimitError;
use wasmtime_wasi_http::WasiBody;
use wasmtime_wasi_http::handler::{ExpirationError, InstantiationError, ProxyHandler};

use crate::config::manifest::ComponentNotes;
use crate::host::budget::{Budget, Dying};
use crate::host::pulse::Pulse;
use crate::host::worker::{
    Factory, Maker, NoRoom, RECEIVING, REGULAR, Sharing, Ticket, WAITING, WORKING,
};
use crate::limits::{FUNCTION_QUEUE_WAIT, INSTANTIATE_DEADLINE, RECEIVING_ADDRESS_PART};
use crate::routes::{self, RouteTable};
use crate::serve::addresses::Addresses;
use crate::serve::body::{Receiver, take};
use crate::serve::kept::Kept;
use crate::serve::problem::{self, Kind, whole};
use crate::serve::receiving::Arriving;

/// A request on its way to a function.
pub type Request = http::Request<WasiBody>;
/// A function's answer.
pub type Response = http::Response<WasiBody>;

/// Who a request from inside comes from, as far as a function is told.
const INSIDE: &str = "127.0.0.1:0";

/// Everything that answers.
pub struct App {
    functions: BTreeMap<String, Function>,
    routes: RouteTable,
    /// For the bodies of requests from inside.
    receiver: Receiver,
}

/// One component at work.
pub struct Function {
    budget: Arc<Budget>,
    working: Desk,
    waiting: Desk,
    receiving: Desk,
    regular: Desk,
    /// What of them each address has.
    receiving_addresses: Arc<Addresses>,
    receiving_paths: Vec<String>,
    /// The paths of requests that wait for something to happen.
    waiting_paths: Vec<String>,
    streams: Arc<Semaphore>,
    kept: Kept,
}

/// Places for requests, a queue for them, and instances.
struct Desk {
    handler: ProxyHandler<Factory>,
    places: Arc<Semaphore>,
    n_waiting: AtomicUsize,
    queue_max: usize,
}

impl App {
    /// Puts functions behind routes.
    pub fn new(functions: BTreeMap<String, Function>, routes: RouteTable) -> Self {
        Self {
            functions,
            routes,
            receiver: Receiver::default(),
        }
    }

    /// The routes.
    pub const fn routes(&self) -> &RouteTable {
        &self.routes
    }

    /// A function by its component's id.
    pub fn function(&self, id: &str) -> Option<&Function> {
        self.functions.get(id)
    }

    /// Answers a request of one component to the application itself (`http://self.alt/…`).
    pub async fn answer_inside(&self, mut request: Request) -> Response {
        let uri = request.uri().clone();
        let Some(found) = self.routes.find(uri.path()) else {
            return refuse(problem::NOT_FOUND);
        };
        found.note(&uri, INSIDE, request.headers_mut());
        match self.function(found.component) {
            Some(function) => self.answer_whole(function, request).await,
            None => refuse(problem::NOT_FOUND),
        }
    }

    /// Answers a request of one component to another (`http://<id>.spin.internal/…`); none
    /// when there is no such component.
    pub async fn answer_as(&self, id: &str, mut request: Request) -> Option<Response> {
        let uri = request.uri().clone();
        routes::note_chained(&uri, request.headers_mut());
        Some(self.answer_whole(self.function(id)?, request).await)
    }

    /// Answers the regular work that the node sends a component; none when there is no such one.
    pub async fn answer_regular(&self, id: &str, mut request: Request) -> Option<Response> {
        let uri = request.uri().clone();
        routes::note_chained(&uri, request.headers_mut());
        let function = self.function(id)?;
        let answer = function.answer_at(&function.regular, request).await;
        Some(answer.unwrap_or_else(refuse))
    }

    /// A body is received before its request takes a place, as it is from outside: one that
    /// never ends would keep the place from others.
    async fn answer_whole(&self, function: &Function, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        // A function may send many at a time, as a client may by HTTP/2.
        let received = match self.receiver.receive(body, Version::HTTP_2).await {
            Ok(received) => received,
            Err(kind) => return refuse(kind),
        };
        let request = Request::from_parts(parts, whole(received.bytes.clone()));
        let answer = function.answer(request).await;
        answer.unwrap_or_else(refuse)
    }
}

/// Functions read the code; the language does not matter to them.
fn refuse(kind: Kind) -> Response {
    problem::answer(kind, Lang::En, "")
}

impl Function {
    /// Puts a component to work.
    pub fn new(maker: &Maker, notes: &ComponentNotes) -> Self {
        let limits = maker.budget.limits;
        let n_of_address = limits.receiving.div_ceil(RECEIVING_ADDRESS_PART);
        Self {
            budget: Arc::clone(&maker.budget),
            working: Desk::new(maker, WORKING, limits.concurrency, limits.queue),
            waiting: Desk::new(maker, WAITING, limits.waiting, limits.queue),
            receiving: Desk::new(maker, RECEIVING, limits.receiving, limits.queue),
            receiving_addresses: Addresses::new(n_of_address),
            receiving_paths: notes.receiving.clone(),
            // The node sends the next one when the one before has ended.
            regular: Desk::new(maker, REGULAR, 1, 1),
            waiting_paths: notes.waiting.clone(),
            streams: Arc::new(Semaphore::new(limits.streams)),
            kept: Kept::default(),
        }
    }

    /// Its answers that the node keeps.
    pub const fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Answers a request when there is a place for it.
    ///
    /// # Errors
    /// The problem to tell when the function did not come to an answer.
    pub async fn answer(&self, request: Request) -> Result<Response, Kind> {
        self.answer_at(self.desk(request.uri().path()), request)
            .await
    }

    /// Whether a body that is sent to a path is handed to the function as it comes.
    pub fn is_receiving(&self, path: &str) -> bool {
        self.receiving_paths.iter().any(|prefix| {
            let rest = path.strip_prefix(prefix.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Answers a request whose body comes piece by piece from an address.
    ///
    /// # Errors
    /// The problem to tell when there is no place for it, or the function came to no answer.
    pub async fn receive(
        &self,
        request: http::Request<Arriving>,
        address: IpAddr,
    ) -> Result<Response, Kind> {
        let entered = self.receiving_addresses.enter(Some(address));
        let entered = entered.ok_or(problem::BUSY)?;
        let ticket = Ticket::receiving();
        let progress = ticket.progress();
        let request = request.map(|body| body.noting(progress).holding(entered).boxed_unsync());
        self.answer_with(ticket, &self.receiving, request).await
    }

    async fn answer_at(&self, desk: &Desk, request: Request) -> Result<Response, Kind> {
        self.answer_with(Ticket::default(), desk, request).await
    }

    async fn answer_with(
        &self,
        ticket: Ticket,
        desk: &Desk,
        request: Request,
    ) -> Result<Response, Kind> {
        let place = desk.place().await.ok_or(problem::BUSY)?;
        let handler = desk.handler.clone();
        let streams = Arc::clone(&self.streams);
        let answers = Arc::clone(&self.budget.answers);
        // A task of its own, that goes on when the client leaves: the function goes on too, and
        // its place must not be given to somebody else meanwhile.
        let working = tokio::spawn(async move {
            let answered = handle(&handler, &ticket, request).await;
            let response = answered.map_err(|error| failure(&ticket, &error))?;
            take(response, ticket, place, &streams, &answers).await
        });
        working.await.unwrap_or(Err(problem::INTERNAL))
    }

    fn desk(&self, path: &str) -> &Desk {
        if self.waiting_paths.iter().any(|waiting| waiting == path) {
            return &self.waiting;
        }
        self.budget.account.is_about();
        &self.working
    }
}

impl Desk {
    fn new(maker: &Maker, sharing: Sharing, n_places: usize, queue_max: usize) -> Self {
        Self {
            handler: ProxyHandler::new(Factory::new(maker, sharing, n_places)),
            places: Arc::new(Semaphore::new(n_places)),
            n_waiting: AtomicUsize::new(0),
            queue_max,
        }
    }

    async fn place(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Some(place);
        }
        let waiting = Waiting::begin(&self.n_waiting, self.queue_max)?;
        let place = timeout(
            FUNCTION_QUEUE_WAIT,
            Arc::clone(&self.places).acquire_owned(),
        )
        .await;
        drop(waiting);
        place.ok()?.ok()
    }
}

/// Hands a request to an instance. One that came for a new instance where there is no room for
/// another goes to those that there are, which may have a seat by now.
async fn handle(
    handler: &ProxyHandler<Factory>,
    ticket: &Ticket,
    mut request: Request,
) -> wasmtime::Result<Response> {
    let begun = Instant::now();
    loop {
        let error = match handler.handle(ticket.clone(), request).await {
            Ok(response) => return Ok(response),
            Err(error) => error,
        };
        match error.downcast::<InstantiationError<Ticket>>()? {
            lost if lost.error.is::<NoRoom>() && begun.elapsed() < INSTANTIATE_DEADLINE => {
                let given_back = lost.request.into_inner();
                request = given_back.unwrap_or_else(PoisonError::into_inner);
            }
            lost => return Err(lost.into()),
        }
    }
}

fn failure(ticket: &Ticket, error: &wasmtime::Error) -> Kind {
    let looped = ticket.pulse().is_some_and(Pulse::computed_too_long);
    if looped || error.is::<ExpirationError>() {
        return problem::TIMED_OUT;
    }
    if let Some(InstantiationError { error, .. }) =
        error.downcast_ref::<InstantiationError<Ticket>>()
    {
        let is_full = error.is::<NoRoom>() || error.is::<Dying>();
        if is_full || error.is::<PoolConcurrencyLimitError>() {
            tracing::warn!(%error, "a request found no instance");
            return problem::BUSY;
        }
    }
    tracing::error!(error = %crate::host::worker::causes(error), "a request found no answer");
    problem::INTERNAL
}

/// A request in the queue; counted out even when its client goes away.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(n_waiting: &'a AtomicUsize, queue_max: usize) -> Option<Self> {
        let waiting = Self(n_waiting);
        let n_before = n_waiting.fetch_add(1, Ordering::Relaxed);
        (n_before < queue_max).then_some(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queue_has_an_end_and_gives_places_back() {
        const QUEUE_MAX: usize = 3;
        let n_waiting = AtomicUsize::new(QUEUE_MAX - 1);
        let last = Waiting::begin(&n_waiting, QUEUE_MAX).unwrap();
        assert!(Waiting::begin(&n_waiting, QUEUE_MAX).is_none());
        drop(last);
        assert!(Waiting::begin(&n_waiting, QUEUE_MAX).is_some());
    }
}
