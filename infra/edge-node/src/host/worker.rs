//! Instances: making one, how many requests it takes, when it must end, and what is known
//! about one that died.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::time::{Sleep, sleep, sleep_until, timeout};
use wasmtime::component::GuestTaskId;
use wasmtime::{Engine, Store, StoreContextMut, UpdateDeadline};
use wasmtime_wasi_http::WasiHttpView as _;
use wasmtime_wasi_http::handler::{
    HandlerState, Instance, Proxy, ShouldAccept, WorkerExpiration, WorkerState, WorkerStatus,
};
use wasmtime_wasi_http::p3::bindings::ServicePre;

use super::{Grants, Guest};
use crate::limits::{
    CPU_BUDGET, EPOCH_TICK, INSTANCE_CONCURRENT_MAX, INSTANCE_IDLE, INSTANCE_REQUESTS_MAX,
    INSTANTIATE_DEADLINE, REQUEST_DEADLINE, REQUEST_GRACE,
};

/// Makes the instances of one component.
pub struct Factory {
    engine: Engine,
    service: ServicePre<Guest>,
    grants: Arc<Grants>,
}

/// What is known of one instance from outside.
#[derive(Default)]
pub struct Pulse {
    /// Ticks of computing since it last waited for something.
    n_ticks: AtomicU64,
    /// Whether it stopped only because a tick passed.
    was_interrupted: AtomicBool,
    /// Whether it computed for too long.
    computed_too_long: AtomicBool,
    /// Whether it ended before its work did.
    is_dead: AtomicBool,
}

impl Pulse {
    /// Whether the instance was ended because it computed for too long.
    pub fn computed_too_long(&self) -> bool {
        self.computed_too_long.load(Ordering::Relaxed)
    }

    /// Whether the instance ended before its work did; its bodies are cut short then.
    pub fn is_dead(&self) -> bool {
        self.is_dead.load(Ordering::Acquire)
    }

    /// One tick of computing: whether the budget still lasts.
    fn tick(&self) -> bool {
        self.was_interrupted.store(true, Ordering::Relaxed);
        let budget = CPU_BUDGET.as_millis() / EPOCH_TICK.as_millis();
        u128::from(self.n_ticks.fetch_add(1, Ordering::Relaxed)) < budget
    }

    /// The instance gave way. Unless that was for a tick, it waits for something real and
    /// starts anew; so an event stream may live for days.
    fn gave_way(&self) {
        if !self.was_interrupted.swap(false, Ordering::Relaxed) {
            self.n_ticks.store(0, Ordering::Relaxed);
        }
    }
}

/// Travels with a request to learn which instance takes it.
#[derive(Clone, Default)]
pub struct Ticket(Arc<OnceLock<Arc<Pulse>>>);

impl Ticket {
    /// The instance that took the request.
    pub fn pulse(&self) -> Option<Arc<Pulse>> {
        self.0.get().cloned()
    }
}

impl Factory {
    /// Prepares a component for instances.
    pub fn new(engine: &Engine, service: ServicePre<Guest>, grants: Arc<Grants>) -> Self {
        Self {
            engine: engine.clone(),
            service,
            grants,
        }
    }

    fn store(&self, pulse: &Arc<Pulse>) -> Store<Guest> {
        let mut store = Store::new(&self.engine, Guest::new(&self.grants));
        store.limiter(|guest| &mut guest.limits);
        store.set_epoch_deadline(1);
        let pulse = Arc::clone(pulse);
        store.epoch_deadline_callback(move |_| {
            if pulse.tick() {
                return Ok(UpdateDeadline::Yield(1));
            }
            pulse.computed_too_long.store(true, Ordering::Relaxed);
            Ok(UpdateDeadline::Interrupt)
        });
        store
    }
}

impl HandlerState for Factory {
    type StoreData = Guest;
    type WorkerExpiration = Patience;
    type WorkerState = Watch;

    async fn instantiate(&self) -> wasmtime::Result<Instance<Guest, Patience, Watch>> {
        let pulse = Arc::new(Pulse::default());
        let mut store = self.store(&pulse);
        let made = self.service.instantiate_async(&mut store);
        let service = timeout(INSTANTIATE_DEADLINE, made).await??;
        Ok(Instance {
            store,
            proxy: Proxy::P3(service),
            view: Guest::http,
            expiration: Patience::new(Arc::clone(&pulse)),
            state: Watch {
                component: self.grants.component.clone(),
                pulse,
            },
        })
    }
}

/// Decides which requests an instance takes, and keeps the record of its end.
pub struct Watch {
    component: String,
    pulse: Arc<Pulse>,
}

impl WorkerState for Watch {
    type StoreData = Guest;
    type RequestData = Ticket;

    fn should_accept_request(&self, n_running: usize, n_taken: usize) -> ShouldAccept {
        if n_taken >= INSTANCE_REQUESTS_MAX {
            ShouldAccept::Never
        } else if n_running < INSTANCE_CONCURRENT_MAX {
            ShouldAccept::Yes
        } else {
            ShouldAccept::No
        }
    }

    fn on_request_start(
        &self,
        _: StoreContextMut<'_, Guest>,
        ticket: Ticket,
        _: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + 'static + Send + Sync>> {
        // A ticket belongs to one request, so it is empty here.
        let _was_empty = ticket.0.set(Arc::clone(&self.pulse)).is_ok();
        Box::pin(sleep(REQUEST_DEADLINE))
    }

    fn drop(&self, store: Store<Guest>, result: Result<(), wasmtime::Error>) {
        if let Err(error) = result {
            // Before the store goes: its bodies would look complete otherwise.
            self.pulse.is_dead.store(true, Ordering::Release);
            let (component, error) = (&self.component, causes(&error));
            tracing::error!(%component, %error, "an instance died");
        }
        drop(store);
    }
}

/// The error and what caused it, in one line for the log.
pub fn causes(error: &wasmtime::Error) -> String {
    let causes: Vec<_> = error.chain().map(ToString::to_string).collect();
    causes.join(": ").replace('\n', " | ")
}

/// Ends an instance that idles, or whose requests are all overdue.
pub struct Patience {
    pulse: Arc<Pulse>,
    timer: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Patience {
    const fn new(pulse: Arc<Pulse>) -> Self {
        Self { pulse, timer: None }
    }
}

impl WorkerExpiration for Patience {
    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        status: WorkerStatus,
        since: Instant,
    ) -> Poll<()> {
        self.pulse.gave_way();
        let Some(patience) = patience(status) else {
            self.timer = None;
            return Poll::Pending;
        };
        let end = since + patience;
        if self.timer.as_ref().is_none_or(|(at, _)| *at != end) {
            self.timer = Some((end, Box::pin(sleep_until(end.into()))));
        }
        match &mut self.timer {
            Some((_, timer)) => timer.as_mut().poll(context),
            None => Poll::Pending,
        }
    }
}

/// While only bodies stream there is no deadline: event streams may last.
fn patience(status: WorkerStatus) -> Option<Duration> {
    match status {
        WorkerStatus::Idle => Some(INSTANCE_IDLE),
        WorkerStatus::Requests => Some(REQUEST_DEADLINE + REQUEST_GRACE),
        WorkerStatus::PostReturn => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computing_on_and_on_spends_the_budget_and_waiting_renews_it() {
        let budget = CPU_BUDGET.as_millis() / EPOCH_TICK.as_millis();
        let pulse = Pulse::default();
        for _ in 0..budget {
            assert!(pulse.tick());
            pulse.gave_way();
        }
        assert!(!pulse.tick());
        pulse.gave_way();
        pulse.gave_way();
        assert!(pulse.tick());
    }
}
