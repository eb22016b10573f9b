//! What is known of one instance from outside: how long it has been computing, how many requests
//! are in it, whether it is dead.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::OwnedSemaphorePermit;

use super::budget::Budget;
use super::turns::{Account, Payer, Turn};
use crate::limits::EPOCH_TICK_BUSY;

/// What is known of one instance from outside.
pub struct Pulse {
    budget: Arc<Budget>,
    account: Arc<Account>,
    /// What its requests are.
    pub purpose: Purpose,
    computing: Mutex<Computing>,
    /// Whether it stopped only because a tick passed.
    is_interrupted: AtomicBool,
    /// Whether it computed for too long.
    computed_too_long: AtomicBool,
    /// Whether it ended before its work did.
    is_dead: AtomicBool,
    n_open: AtomicUsize,
    received_at: Mutex<Option<Instant>>,
    all_closed_at: Mutex<Option<Instant>>,
}

#[derive(Default)]
struct Computing {
    /// Since when, as far as a tick of the clock has shown.
    since: Option<Instant>,
    /// How long before that, since it last waited for something.
    before: Duration,
    turn: Option<Turn>,
    /// The room of results that are being given to it.
    given: Vec<OwnedSemaphorePermit>,
}

/// What the requests of an instance are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Short work that somebody waits for; others let it pass.
    Working,
    /// They wait for something to happen.
    Waiting,
    /// They receive bodies that may be large and slow.
    Receiving,
    /// Regular work, for which nobody waits.
    Regular,
}

/// What a tick of the clock means for an instance.
#[derive(Debug, PartialEq, Eq)]
pub enum Beat {
    /// It may have begun only just now.
    First,
    /// It computes.
    On,
    /// Its budget is spent.
    TooLong,
}

impl Pulse {
    /// Of a new instance.
    pub fn new(budget: &Arc<Budget>, purpose: Purpose) -> Self {
        let account = match purpose {
            Purpose::Regular => &budget.regular,
            Purpose::Receiving => &budget.receiving,
            Purpose::Working | Purpose::Waiting => &budget.account,
        };
        Self {
            budget: Arc::clone(budget),
            account: Arc::clone(account),
            purpose,
            computing: Mutex::default(),
            is_interrupted: AtomicBool::new(false),
            computed_too_long: AtomicBool::new(false),
            is_dead: AtomicBool::new(false),
            n_open: AtomicUsize::new(0),
            received_at: Mutex::default(),
            all_closed_at: Mutex::new(None),
        }
    }

    /// Who pays for what the node computes for it.
    pub fn payer(&self) -> Arc<Payer> {
        self.budget.payer(&self.account)
    }

    /// Whether the instance was ended because it computed for too long.
    pub fn computed_too_long(&self) -> bool {
        self.computed_too_long.load(Ordering::Relaxed)
    }

    /// Whether the instance ended before its work did; its bodies are cut short then.
    pub fn is_dead(&self) -> bool {
        self.is_dead.load(Ordering::Acquire)
    }

    /// Notes that it ended before its work did.
    pub fn die(&self) {
        self.is_dead.store(true, Ordering::Release);
        // Others need not wait until the last answer of this one is out.
        let mut computing = self.computing();
        computing.turn = None;
        computing.given.clear();
    }

    /// A tick of the clock passed while it had the thread.
    pub fn tick(&self) -> Beat {
        let now = Instant::now();
        let mut computing = self.computing();
        let Some(since) = computing.since.replace(now) else {
            return Beat::First;
        };
        let spent = now.saturating_duration_since(since);
        computing.before += spent;
        computing.turn = None;
        self.account.spend(spent);
        if computing.before > self.budget.limits.cpu {
            self.computed_too_long.store(true, Ordering::Relaxed);
            return Beat::TooLong;
        }
        self.is_interrupted.store(true, Ordering::Relaxed);
        Beat::On
    }

    /// Lets others go first, then goes on.
    pub async fn pass(self: Arc<Self>) {
        let turn = self.budget.turns.pass(&self.account).await;
        let mut computing = self.computing();
        computing.turn = turn;
        computing.since = Some(Instant::now());
        self.is_interrupted.store(false, Ordering::Relaxed);
    }

    /// Holds the room of a result until the guest has it: its own allocator takes that over, and
    /// may take long.
    pub fn give(&self, room: OwnedSemaphorePermit) {
        self.computing().given.push(room);
    }

    /// The instance gave way. Unless that was for a tick, it waits for something real and
    /// starts anew; so an event stream may live for days.
    pub fn gave_way(&self) {
        if self.is_interrupted.load(Ordering::Relaxed) {
            return;
        }
        if self.purpose == Purpose::Working {
            self.account.is_about();
        }
        let mut computing = self.computing();
        computing.given.clear();
        let Some(since) = computing.since.take() else {
            return;
        };
        computing.before = Duration::ZERO;
        computing.turn = None;
        let spent = since.elapsed();
        if spent > EPOCH_TICK_BUSY {
            self.account.spend(spent);
        }
    }

    /// A piece of a body was handed to it: what it computes now is new work.
    pub fn received(&self) {
        *lock(&self.received_at) = Some(Instant::now());
        self.computing().before = Duration::ZERO;
    }

    /// When it was last handed a piece of a body.
    pub fn received_at(&self) -> Option<Instant> {
        *lock(&self.received_at)
    }

    /// The requests in it, those included of which only the answer's body is on its way.
    pub fn n_open(&self) -> usize {
        self.n_open.load(Ordering::Relaxed)
    }

    /// Notes that a request came in.
    pub fn open(&self) {
        self.n_open.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes that the last of its answer is out.
    pub fn close(&self) {
        if self.n_open.fetch_sub(1, Ordering::Relaxed) == 1 {
            *lock(&self.all_closed_at) = Some(Instant::now());
        }
    }

    /// When the last of all answers was out; none while there are any.
    pub fn all_closed_at(&self) -> Option<Instant> {
        let at = *lock(&self.all_closed_at);
        at.filter(|_| self.n_open() == 0)
    }

    fn computing(&self) -> MutexGuard<'_, Computing> {
        lock(&self.computing)
    }
}

/// Nothing that is kept here can be left half changed.
fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::function_limits::FunctionLimits;
    use crate::host::budget::Machine;

    fn pulse(cpu: Duration) -> Arc<Pulse> {
        let limits = FunctionLimits {
            cpu,
            ..FunctionLimits::default()
        };
        Arc::new(Pulse::new(
            &Machine::this().budget(limits),
            Purpose::Working,
        ))
    }

    /// Computes for a while, giving way at each tick.
    async fn compute(pulse: &Arc<Pulse>, time: Duration) -> Beat {
        let begun = Instant::now();
        loop {
            let beat = pulse.tick();
            if beat == Beat::TooLong || begun.elapsed() > time {
                return beat;
            }
            if beat == Beat::On {
                pulse.gave_way();
                Arc::clone(pulse).pass().await;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    #[tokio::test]
    async fn computing_on_and_on_spends_the_budget_and_waiting_renews_it() {
        let pulse = pulse(Duration::from_millis(60));
        assert_eq!(compute(&pulse, Duration::from_millis(20)).await, Beat::On);
        assert_eq!(compute(&pulse, Duration::from_secs(9)).await, Beat::TooLong);
        assert!(pulse.computed_too_long());
        Arc::clone(&pulse).pass().await;
        pulse.gave_way();
        assert_eq!(pulse.tick(), Beat::First);
        assert_eq!(pulse.tick(), Beat::On);
    }

    #[tokio::test]
    async fn what_is_received_is_new_work() {
        let pulse = pulse(Duration::from_millis(60));
        assert_eq!(compute(&pulse, Duration::from_millis(40)).await, Beat::On);
        pulse.received();
        assert_eq!(compute(&pulse, Duration::from_millis(40)).await, Beat::On);
        assert_eq!(compute(&pulse, Duration::from_secs(9)).await, Beat::TooLong);
    }

    #[test]
    fn an_instance_is_done_when_the_last_answer_is_out() {
        let pulse = pulse(Duration::from_secs(1));
        pulse.open();
        pulse.open();
        pulse.close();
        assert_eq!((pulse.n_open(), pulse.all_closed_at()), (1, None));
        pulse.close();
        assert!(pulse.all_closed_at().is_some());
    }

    #[tokio::test]
    async fn what_is_given_to_an_instance_takes_room_until_it_gives_way() {
        let pulse = pulse(Duration::from_secs(1));
        let room = Arc::new(tokio::sync::Semaphore::new(3));
        let give = |n| pulse.give(Arc::clone(&room).try_acquire_many_owned(n).unwrap());
        give(1);
        give(2);
        assert_eq!((pulse.tick(), pulse.tick()), (Beat::First, Beat::On));
        pulse.gave_way();
        assert_eq!(room.available_permits(), 0, "a tick is in the middle of it");
        Arc::clone(&pulse).pass().await;
        pulse.gave_way();
        assert_eq!(room.available_permits(), 3);
        give(3);
        pulse.die();
        assert_eq!(room.available_permits(), 3);
    }
}
