//! Statements that compute for long take turns with everybody else who does.
//!
//! SQLite computes on threads that may block, which nobody interrupts; but it asks now and then
//! whether it is to go on (`connection.rs`). There a statement of a function that used up its
//! credit waits, as the function's own code does at a tick of the clock (`host/turns.rs`). A
//! statement runs on one thread from its begin to its end, so what is known of it is kept there.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Instant;

use crate::host::turns::{Payer, Turn};
use crate::limits::EPOCH_TICK_BUSY;

/// The statement that runs on a thread.
struct Running {
    payer: Arc<Payer>,
    /// What it computed before that is paid.
    since: Instant,
    turn: Option<Turn>,
}

thread_local! {
    static RUNNING: RefCell<Option<Running>> = const { RefCell::new(None) };
}

/// As long as it lives, somebody pays for what SQLite computes on this thread, which may block.
pub(super) struct Paced(PhantomData<*const ()>);

impl Paced {
    /// Without anybody who pays, nothing waits.
    pub(super) fn begin(payer: Option<&Arc<Payer>>) -> Self {
        RUNNING.set(payer.map(|payer| Running {
            payer: Arc::clone(payer),
            since: Instant::now(),
            turn: None,
        }));
        Self(PhantomData)
    }
}

impl Drop for Paced {
    fn drop(&mut self) {
        let Some(Running { payer, since, .. }) = RUNNING.take() else {
            return;
        };
        // What is short costs nothing, as in a function itself.
        let spent = since.elapsed();
        if spent > EPOCH_TICK_BUSY {
            payer.spend(spent);
        }
    }
}

/// The statement that runs on this thread lets others go first where it computed for long,
/// until then at most.
pub(super) fn look(until: Instant) {
    RUNNING.with_borrow_mut(|running| {
        let Some(running) = running else { return };
        let spent = running.since.elapsed();
        if spent < EPOCH_TICK_BUSY {
            return;
        }
        running.turn = None;
        running.payer.spend(spent);
        running.turn = running.payer.pass(until);
        running.since = Instant::now();
    });
}
