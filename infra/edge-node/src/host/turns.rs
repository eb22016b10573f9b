//! Whose turn it is to compute. Short work goes first; who computed a lot lately takes turns.
//!
//! The threads that run functions do not interrupt them; a function gives way at a tick of the
//! clock only. So a few endless loops would make everybody else wait for one tick after the
//! other. Here a function that used up its credit gets one tick at a time: its instances wait
//! for each other, then for a free core, then until the other functions have been quiet for a
//! moment. They do not wait for ever: a small share is left to them on a busy machine, and all
//! that nobody else wants.

use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::yield_now;
use tokio::time::sleep;

use super::leaky::Leaky;
use crate::limits::{
    CPU_SHARE, EPOCH_TICK, EPOCH_TICK_BUSY, TURN_LAST_PATIENCE, TURN_LAST_QUIET, TURN_LOOK,
    TURN_PATIENCE, TURN_QUIET,
};

/// After a function was interrupted the clock goes fast for so long.
const BUSY: Duration = Duration::from_millis(100);

/// What all functions of a node take turns at.
pub struct Turns {
    began: Instant,
    n_cores: usize,
    places: Arc<Semaphore>,
    accounts: Mutex<Vec<Arc<Account>>>,
    busy_until_us: AtomicU64,
}

/// What one function has computed lately.
pub struct Account {
    began: Instant,
    /// What it may spend before it waits for others, in microseconds.
    credit_us: f64,
    /// Microseconds of computing without a pause.
    spent_us: Leaky,
    last_active_us: AtomicU64,
    places: Arc<Semaphore>,
}

/// Who pays for what the node computes for a function, on threads that may block.
pub struct Payer {
    turns: Arc<Turns>,
    account: Arc<Account>,
}

/// Permission to compute until the next tick.
pub struct Turn {
    _of_function: OwnedSemaphorePermit,
    _of_node: OwnedSemaphorePermit,
}

impl Turns {
    /// As many at a time as the machine has cores.
    pub fn new(n_cores: usize) -> Arc<Self> {
        Arc::new(Self {
            began: Instant::now(),
            n_cores,
            places: Arc::new(Semaphore::new(n_cores)),
            accounts: Mutex::default(),
            busy_until_us: AtomicU64::new(0),
        })
    }

    /// Opens the account of a function, or of its regular work, which has no credit.
    pub fn account(&self, credit: Duration) -> Arc<Account> {
        let account = Arc::new(Account {
            began: self.began,
            credit_us: credit.as_secs_f64() * 1e6,
            spent_us: Leaky::new(CPU_SHARE * 1e6),
            last_active_us: AtomicU64::new(0),
            places: Arc::new(Semaphore::new(self.n_cores)),
        });
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        accounts.push(Arc::clone(&account));
        account
    }

    /// How long the clock waits until its next tick. While nobody computes for longer than a
    /// tick there is nothing to divide finely, and a fast clock would only cost.
    pub fn tick(&self) -> Duration {
        if since_us(self.began) < self.busy_until_us.load(Ordering::Relaxed) {
            EPOCH_TICK_BUSY
        } else {
            EPOCH_TICK
        }
    }

    /// Lets others go first, for as long as the function's account says.
    pub async fn pass(&self, account: &Account) -> Option<Turn> {
        let busy_until = since_us(self.began) + micros(BUSY);
        self.busy_until_us.store(busy_until, Ordering::Relaxed);
        if !account.is_used_up() {
            yield_now().await;
            return None;
        }
        // Neither is ever closed.
        let of_function = Arc::clone(&account.places).acquire_owned().await.ok()?;
        let of_node = Arc::clone(&self.places).acquire_owned().await.ok()?;
        let begun = Instant::now();
        loop {
            // Also where nobody else is about: the thread may have requests to read.
            yield_now().await;
            let (quiet, patience) = self.courtesy();
            if begun.elapsed() >= patience || !self.is_anybody_else_about(account, quiet) {
                break;
            }
            sleep(TURN_LOOK).await;
        }
        wake_another_thread();
        Some(Turn {
            _of_function: of_function,
            _of_node: of_node,
        })
    }

    /// How long the others must have been quiet, and for how long at most that is waited for.
    /// The last core is left to short work as long as there is some now and then.
    fn courtesy(&self) -> (Duration, Duration) {
        if self.n_cores > 1 && self.places.available_permits() == 0 {
            (TURN_LAST_QUIET, TURN_LAST_PATIENCE)
        } else {
            (TURN_QUIET, TURN_PATIENCE)
        }
    }

    fn is_anybody_else_about(&self, account: &Account, quiet: Duration) -> bool {
        let now_us = since_us(self.began);
        let accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        accounts.iter().any(|other| {
            let last_us = other.last_active_us.load(Ordering::Relaxed);
            !std::ptr::eq(&raw const **other, account)
                && now_us < last_us + micros(quiet)
                && !other.is_used_up()
        })
    }
}

impl Account {
    /// Notes that the function has short work to do.
    pub fn is_about(&self) {
        let now_us = since_us(self.began);
        self.last_active_us.store(now_us, Ordering::Relaxed);
    }

    /// Notes that it computed for so long without a pause.
    pub fn spend(&self, time: Duration) {
        self.spent_us.add(time.as_secs_f64() * 1e6);
    }

    /// Whether it has to let others go first.
    pub fn is_used_up(&self) -> bool {
        self.spent_us.level() > self.credit_us
    }
}

impl Payer {
    /// Pays from an account.
    pub const fn new(turns: Arc<Turns>, account: Arc<Account>) -> Self {
        Self { turns, account }
    }

    /// Notes that so long was computed.
    pub fn spend(&self, time: Duration) {
        self.account.spend(time);
    }

    /// Lets others go first, as [`Turns::pass`] does, until then at most. It blocks.
    pub fn pass(&self, until: Instant) -> Option<Turn> {
        let Self { turns, account } = self;
        if !account.is_used_up() {
            return None;
        }
        // Neither is ever closed.
        let of_function = wait(Arc::clone(&account.places).acquire_owned(), until)?.ok()?;
        let of_node = wait(Arc::clone(&turns.places).acquire_owned(), until)?.ok()?;
        let begun = Instant::now();
        loop {
            let (quiet, patience) = turns.courtesy();
            let is_late = begun.elapsed() >= patience || Instant::now() >= until;
            if is_late || !turns.is_anybody_else_about(account, quiet) {
                break;
            }
            thread::sleep(TURN_LOOK);
        }
        Some(Turn {
            _of_function: of_function,
            _of_node: of_node,
        })
    }
}

/// Wakes a thread that is parked.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits on this thread for something, in the order in which others wait for it; until then at
/// most. Whoever gives it pinned may wait on.
pub fn wait<F: Future>(something: F, until: Instant) -> Option<F::Output> {
    let waker = Arc::new(Unpark(thread::current())).into();
    let mut something = pin!(something);
    loop {
        if let Poll::Ready(done) = something.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Some(done);
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return None;
        }
        thread::park_timeout(left);
    }
}

/// This thread will read no sockets for a tick, and a thread of the runtime that sleeps does not
/// take that over unless there is something to do for it. Two tasks, since a thread keeps the one
/// that it made last for itself.
fn wake_another_thread() {
    drop(tokio::spawn(async {}));
    drop(tokio::spawn(async {}));
}

fn since_us(began: Instant) -> u64 {
    micros(began.elapsed())
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;
    use crate::limits::CPU_CREDIT;

    const N_CORES: usize = 2;
    const SOON: Duration = Duration::from_secs(20);

    fn used_up(turns: &Turns) -> Arc<Account> {
        let account = turns.account(CPU_CREDIT);
        account.spend(CPU_CREDIT * 100);
        account
    }

    #[tokio::test]
    async fn who_has_credit_left_takes_no_turn() {
        let turns = Turns::new(N_CORES);
        let account = turns.account(CPU_CREDIT);
        account.spend(CPU_CREDIT / 2);
        for _ in 0..3 * N_CORES {
            assert!(turns.pass(&account).await.is_none());
        }
        assert_eq!(turns.tick(), EPOCH_TICK_BUSY);
    }

    #[tokio::test]
    async fn who_used_up_the_credit_takes_turns() {
        let turns = Turns::new(N_CORES);
        let account = used_up(&turns);
        let mut held = Vec::new();
        for _ in 0..N_CORES {
            held.push(turns.pass(&account).await.unwrap());
        }
        let mut next = Box::pin(turns.pass(&account));
        assert!(timeout(TURN_LOOK * 20, &mut next).await.is_err());
        held.pop();
        assert!(timeout(SOON, next).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn regular_work_lets_others_go_first_from_its_first_tick_on() {
        let turns = Turns::new(N_CORES);
        let (regular, other) = (turns.account(Duration::ZERO), turns.account(CPU_CREDIT));
        regular.spend(EPOCH_TICK);
        let begun = Instant::now();
        other.is_about();
        assert!(turns.pass(&regular).await.is_some());
        assert!(begun.elapsed() >= TURN_QUIET);
    }

    #[tokio::test]
    async fn short_work_of_others_goes_first_but_not_for_ever() {
        let turns = Turns::new(N_CORES);
        let (heavy, light) = (used_up(&turns), turns.account(CPU_CREDIT));
        let asking = async {
            loop {
                light.is_about();
                yield_now().await;
            }
        };
        let passing = async {
            let begun = Instant::now();
            let first = turns.pass(&heavy).await;
            let waited = begun.elapsed();
            assert!(waited >= TURN_PATIENCE, "{waited:?}");
            let _second = turns.pass(&heavy).await;
            assert!(begun.elapsed() >= waited + TURN_LAST_PATIENCE);
            drop(first);
        };
        tokio::select! {
            () = asking => {}
            () = passing => {}
        }
    }
}
