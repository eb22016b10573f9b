//! The time that the statement of a connection has.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::pace;

/// When the running statement is to end.
pub(super) struct Clock {
    begun: Instant,
    deadline_us: AtomicU64,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            begun: Instant::now(),
            deadline_us: AtomicU64::new(u64::MAX),
        }
    }
}

impl Clock {
    /// Gives what follows so much time.
    pub(super) fn allow(&self, patience: Duration) {
        let deadline_us = micros(self.begun.elapsed() + patience);
        self.deadline_us.store(deadline_us, Ordering::Relaxed);
    }

    /// Gives what follows all the time that it wants.
    pub(super) fn forget(&self) {
        self.deadline_us.store(u64::MAX, Ordering::Relaxed);
    }

    /// Lets others go first where the statement computed for long, then says whether its time is
    /// over. Statements of our own do not wait.
    pub(super) fn is_over_by_turns(&self) -> bool {
        let deadline_us = self.deadline_us.load(Ordering::Relaxed);
        if deadline_us == u64::MAX {
            return false;
        }
        pace::look(self.begun + Duration::from_micros(deadline_us));
        self.is_over()
    }

    pub(super) fn is_over(&self) -> bool {
        micros(self.begun.elapsed()) > self.deadline_us.load(Ordering::Relaxed)
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
