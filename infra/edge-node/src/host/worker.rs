//! Instances: making one, how many requests it takes, when it must end, and what is known
//! about one that died.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Sleep, sleep, sleep_until, timeout};
use wasmtime::component::GuestTaskId;
use wasmtime::{Engine, Store, StoreContextMut, UpdateDeadline};
use wasmtime_wasi_http::WasiHttpView as _;
use wasmtime_wasi_http::handler::{
    HandlerState, Instance, Proxy, ShouldAccept, WorkerExpiration, WorkerState, WorkerStatus,
};
use wasmtime_wasi_http::p3::bindings::ServicePre;

use super::budget::Budget;
use super::pulse::{Beat, Pulse, Purpose};
use super::{Grants, Guest};
use crate::limits::{
    AFTERWORK, COMPONENT_HANDLES_MAX, INSTANCE_CONCURRENT_MAX, INSTANCE_IDLE,
    INSTANCE_RECEIVING_MAX, INSTANCE_REQUESTS_MAX, INSTANCE_STREAMS_MAX, INSTANCE_WAITING_MAX,
    INSTANCE_WAITING_REQUESTS_MAX, INSTANCES_SPARE, INSTANTIATE_DEADLINE, QUICK_DROP_MAX_BYTES,
    RECEIVING_DEADLINE, REQUEST_DEADLINE, REQUEST_GRACE, ROOM_WAIT,
};

/// All that is needed to make instances of one component.
#[derive(Clone)]
pub struct Maker {
    /// The compiler and runtime.
    pub engine: Engine,
    /// The component, linked.
    pub service: ServicePre<Guest>,
    /// What it may touch.
    pub grants: Arc<Grants>,
    /// What it may use.
    pub budget: Arc<Budget>,
}

/// How requests share an instance.
#[derive(Clone, Copy)]
pub struct Sharing {
    /// How many run in it at the same time.
    concurrent: usize,
    /// How many are in it, those included of which only the answer's body is on its way.
    open: usize,
    /// How many it takes before it is replaced.
    requests: usize,
    /// What they are.
    purpose: Purpose,
}

/// Requests that are worked on.
pub const WORKING: Sharing = Sharing {
    concurrent: INSTANCE_CONCURRENT_MAX,
    open: usize::MAX,
    requests: INSTANCE_REQUESTS_MAX,
    purpose: Purpose::Working,
};

/// Requests that wait for something to happen.
pub const WAITING: Sharing = Sharing {
    concurrent: INSTANCE_WAITING_MAX,
    open: INSTANCE_STREAMS_MAX,
    requests: INSTANCE_WAITING_REQUESTS_MAX,
    purpose: Purpose::Waiting,
};

/// Requests whose bodies come piece by piece.
pub const RECEIVING: Sharing = Sharing {
    concurrent: INSTANCE_RECEIVING_MAX,
    open: INSTANCE_RECEIVING_MAX,
    requests: INSTANCE_REQUESTS_MAX,
    purpose: Purpose::Receiving,
};

/// Regular work, in an instance of its own: while an instance computes, every other request in
/// it waits.
pub const REGULAR: Sharing = Sharing {
    concurrent: 1,
    open: usize::MAX,
    requests: INSTANCE_REQUESTS_MAX,
    purpose: Purpose::Regular,
};

/// Makes the instances of one component for one way of sharing them.
pub struct Factory {
    maker: Maker,
    sharing: Sharing,
    /// The instances that there may be: one function must not take the room of all others.
    instances: Arc<Semaphore>,
}

/// Travels with a request to learn which instance takes it.
#[derive(Clone, Default)]
pub struct Ticket {
    seat: Arc<OnceLock<Seat>>,
    /// When its function was last handed a piece of its body; none when that came whole.
    received_at: Option<Arc<Mutex<Instant>>>,
}

/// A request in an instance, until the last of its answer is out.
struct Seat(Arc<Pulse>);

impl Seat {
    fn take(pulse: &Arc<Pulse>) -> Self {
        pulse.open();
        Self(Arc::clone(pulse))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Ticket {
    /// Of a request whose body comes piece by piece.
    pub fn receiving() -> Self {
        Self {
            received_at: Some(Arc::new(Mutex::new(Instant::now()))),
            ..Self::default()
        }
    }

    /// For the body, to note what its function is handed.
    pub fn progress(&self) -> Progress {
        Progress {
            seat: Arc::downgrade(&self.seat),
            received_at: self.received_at.clone(),
        }
    }

    /// Comes when its function has had all the time that it may take until its answer begins.
    async fn overdue(self) {
        let Some(received_at) = &self.received_at else {
            return sleep(REQUEST_DEADLINE).await;
        };
        loop {
            let overdue_at = *lock(received_at) + RECEIVING_DEADLINE;
            if overdue_at <= Instant::now() {
                return;
            }
            sleep_until(overdue_at.into()).await;
        }
    }

    /// The instance that took the request.
    pub fn pulse(&self) -> Option<&Pulse> {
        self.seat.get().map(|seat| &*seat.0)
    }
}

/// How a body comes along; holds nothing of its instance, since a function may keep a body.
pub struct Progress {
    seat: Weak<OnceLock<Seat>>,
    received_at: Option<Arc<Mutex<Instant>>>,
}

impl Progress {
    /// Notes that the function was handed a piece, or the end.
    pub fn note(&self) {
        if let Some(received_at) = &self.received_at {
            *lock(received_at) = Instant::now();
        }
        let seat = self.seat.upgrade();
        if let Some(Seat(pulse)) = seat.as_ref().and_then(|seat| seat.get()) {
            pulse.received();
        }
    }
}

/// An instant is never left half changed.
fn lock(of: &Mutex<Instant>) -> MutexGuard<'_, Instant> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// There are as many instances as a function may have.
#[derive(Debug, thiserror::Error)]
#[error("it has as many instances as it may have")]
pub struct NoRoom;

impl Factory {
    /// Prepares a component for instances that so many requests may need at once.
    pub fn new(maker: &Maker, sharing: Sharing, n_requests: usize) -> Self {
        let n_instances = match sharing.open {
            usize::MAX => n_requests + INSTANCES_SPARE,
            _ => n_requests.div_ceil(sharing.concurrent) + INSTANCES_SPARE,
        };
        Self {
            maker: maker.clone(),
            sharing,
            instances: Arc::new(Semaphore::new(n_instances)),
        }
    }

    fn store(&self, pulse: &Arc<Pulse>) -> Store<Guest> {
        let Maker {
            engine,
            grants,
            budget,
            ..
        } = &self.maker;
        let mut store = Store::new(engine, Guest::new(grants, budget, pulse));
        store.limiter(|guest| &mut guest.room);
        store.set_max_component_handles(COMPONENT_HANDLES_MAX);
        if let Some(table) = store.concurrent_resource_table() {
            table.set_max_capacity(COMPONENT_HANDLES_MAX);
        }
        store.set_epoch_deadline(1);
        let pulse = Arc::clone(pulse);
        store.epoch_deadline_callback(move |_| {
            Ok(match pulse.tick() {
                Beat::First => UpdateDeadline::Continue(1),
                Beat::On => UpdateDeadline::YieldCustom(1, Box::pin(Arc::clone(&pulse).pass())),
                Beat::TooLong => UpdateDeadline::Interrupt,
            })
        });
        store
    }

    async fn room(&self) -> wasmtime::Result<OwnedSemaphorePermit> {
        self.maker.budget.may_start().await?;
        let room = Arc::clone(&self.instances).acquire_owned();
        Ok(timeout(ROOM_WAIT, room).await.map_err(|_| NoRoom)??)
    }
}

impl HandlerState for Factory {
    type StoreData = Guest;
    type WorkerExpiration = Patience;
    type WorkerState = Watch;

    async fn instantiate(&self) -> wasmtime::Result<Instance<Guest, Patience, Watch>> {
        let room = self.room().await?;
        let budget = &self.maker.budget;
        let pulse = Arc::new(Pulse::new(budget, self.sharing.purpose));
        let mut store = self.store(&pulse);
        let made = self.maker.service.instantiate_async(&mut store);
        let made = timeout(INSTANTIATE_DEADLINE, made).await;
        let service = made.inspect_err(|_| budget.note_death())?;
        let service = service.inspect_err(|_| budget.note_death())?;
        Ok(Instance {
            store,
            proxy: Proxy::P3(service),
            view: Guest::http,
            expiration: Patience::new(Arc::clone(&pulse)),
            state: Watch {
                component: self.maker.grants.component.clone(),
                budget: Arc::clone(budget),
                sharing: self.sharing,
                pulse,
                _room: room,
            },
        })
    }
}

/// Decides which requests an instance takes, and keeps the record of its end.
pub struct Watch {
    component: String,
    budget: Arc<Budget>,
    sharing: Sharing,
    pulse: Arc<Pulse>,
    _room: OwnedSemaphorePermit,
}

impl WorkerState for Watch {
    type StoreData = Guest;
    type RequestData = Ticket;

    fn should_accept_request(&self, n_running: usize, n_taken: usize) -> ShouldAccept {
        let Sharing {
            concurrent,
            open,
            requests,
            ..
        } = self.sharing;
        if n_taken >= requests {
            ShouldAccept::Never
        } else if n_running < concurrent && self.pulse.n_open() < open {
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
        let _was_empty = ticket.seat.set(Seat::take(&self.pulse)).is_ok();
        Box::pin(ticket.overdue())
    }

    fn drop(&self, store: Store<Guest>, result: Result<(), wasmtime::Error>) {
        if let Err(error) = result {
            // Before the store goes: its bodies would look complete otherwise.
            self.pulse.die();
            self.budget.note_death();
            let (component, error) = (&self.component, causes(&error));
            tracing::error!(%component, %error, "an instance died");
        }
        if store.data().room.taken_bytes() > QUICK_DROP_MAX_BYTES {
            // Giving so much back to the system takes longer than others should wait for.
            tokio::task::spawn_blocking(move || drop(store));
        } else {
            drop(store);
        }
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

    fn deadline(&self) -> Duration {
        match self.pulse.purpose {
            Purpose::Receiving => RECEIVING_DEADLINE,
            _ => REQUEST_DEADLINE,
        }
    }

    /// When the instance is to end; otherwise when to look again.
    fn end(&self, status: WorkerStatus, since: Instant) -> Result<Instant, Instant> {
        match status {
            WorkerStatus::Idle => Ok(since + INSTANCE_IDLE),
            WorkerStatus::Requests => {
                let received_at = self.pulse.received_at().unwrap_or(since);
                Ok(received_at.max(since) + self.deadline() + REQUEST_GRACE)
            }
            WorkerStatus::PostReturn => match self.pulse.all_closed_at() {
                Some(at) => Ok(at.max(since) + AFTERWORK),
                // While bodies stream there is no end: event streams may last.
                None => {
                    let n_passed = since.elapsed().as_secs() / AFTERWORK.as_secs();
                    let n_next = u32::try_from(n_passed + 1).unwrap_or(u32::MAX);
                    Err(since + AFTERWORK * n_next)
                }
            },
        }
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
        loop {
            let end = self.end(status, since);
            let (Ok(at) | Err(at)) = end;
            let timer = match self.timer.take() {
                Some((set_to, timer)) if set_to == at => timer,
                _ => Box::pin(sleep_until(at.into())),
            };
            let (_, timer) = self.timer.insert((at, timer));
            match (timer.as_mut().poll(context), end) {
                (Poll::Ready(()), Ok(_)) => return Poll::Ready(()),
                (Poll::Ready(()), Err(_)) => {}
                (Poll::Pending, _) => return Poll::Pending,
            }
        }
    }
}
