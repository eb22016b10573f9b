//! The application: its functions, each with its own places and its own queue, and the routes
//! that lead to them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ngantor_core::lang::Lang;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use wasmtime_wasi_http::WasiBody;
use wasmtime_wasi_http::handler::{ExpirationError, ProxyHandler};

use crate::host::worker::{Factory, Ticket};
use crate::limits::{FUNCTION_CONCURRENT_MAX, FUNCTION_QUEUE_MAX, FUNCTION_QUEUE_WAIT};
use crate::routes::{self, RouteTable};
use crate::serve::body::take;
use crate::serve::problem::{self, Kind};

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
}

/// One component at work.
pub struct Function {
    handler: ProxyHandler<Factory>,
    places: Arc<Semaphore>,
    n_waiting: AtomicUsize,
}

impl App {
    /// Puts functions behind routes.
    pub const fn new(functions: BTreeMap<String, Function>, routes: RouteTable) -> Self {
        Self { functions, routes }
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
            Some(function) => function.answer(request).await.unwrap_or_else(refuse),
            None => refuse(problem::NOT_FOUND),
        }
    }

    /// Answers a request of one component to another (`http://<id>.spin.internal/…`); none
    /// when there is no such component.
    pub async fn answer_as(&self, id: &str, mut request: Request) -> Option<Response> {
        let uri = request.uri().clone();
        routes::note_chained(&uri, request.headers_mut());
        let answer = self.function(id)?.answer(request).await;
        Some(answer.unwrap_or_else(refuse))
    }
}

/// Functions read the code; the language does not matter to them.
fn refuse(kind: Kind) -> Response {
    problem::answer(kind, Lang::En, "")
}

impl Function {
    /// Puts a component to work.
    pub fn new(factory: Factory) -> Self {
        Self {
            handler: ProxyHandler::new(factory),
            places: Arc::new(Semaphore::new(FUNCTION_CONCURRENT_MAX)),
            n_waiting: AtomicUsize::new(0),
        }
    }

    /// Answers a request when there is a place for it.
    ///
    /// # Errors
    /// The problem to tell when the function did not come to an answer.
    pub async fn answer(&self, request: Request) -> Result<Response, Kind> {
        let place = self.place().await.ok_or(problem::BUSY)?;
        let handler = self.handler.clone();
        // A task of its own, that goes on when the client leaves: the function goes on too, and
        // its place must not be given to somebody else meanwhile.
        let working = tokio::spawn(async move {
            let ticket = Ticket::default();
            let answered = handler.handle(ticket.clone(), request).await;
            let response = answered.map_err(|error| failure(&ticket, &error))?;
            take(response, ticket, place).await
        });
        working.await.unwrap_or(Err(problem::INTERNAL))
    }

    async fn place(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Some(place);
        }
        let waiting = Waiting::begin(&self.n_waiting)?;
        let place = timeout(
            FUNCTION_QUEUE_WAIT,
            Arc::clone(&self.places).acquire_owned(),
        )
        .await;
        drop(waiting);
        place.ok()?.ok()
    }
}

fn failure(ticket: &Ticket, error: &wasmtime::Error) -> Kind {
    let looped = ticket
        .pulse()
        .is_some_and(|pulse| pulse.computed_too_long());
    if looped || error.is::<ExpirationError>() {
        return problem::TIMED_OUT;
    }
    tracing::error!(error = %crate::host::worker::causes(error), "a request found no answer");
    problem::INTERNAL
}

/// A request in the queue; counted out even when its client goes away.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(n_waiting: &'a AtomicUsize) -> Option<Self> {
        let waiting = Self(n_waiting);
        let n_before = n_waiting.fetch_add(1, Ordering::Relaxed);
        (n_before < FUNCTION_QUEUE_MAX).then_some(waiting)
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
        let n_waiting = AtomicUsize::new(FUNCTION_QUEUE_MAX - 1);
        let last = Waiting::begin(&n_waiting).unwrap();
        assert!(Waiting::begin(&n_waiting).is_none());
        drop(last);
        assert!(Waiting::begin(&n_waiting).is_some());
    }
}
