//! A measure of how much of something there was lately: what is added drains at a steady rate.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::limits::{LOG_REPEATS_MAX, LOG_REPEATS_PER_S};

/// How much of something there was lately.
pub struct Leaky {
    per_s: f64,
    level: Mutex<(f64, Instant)>,
}

impl Leaky {
    /// Empty, and drained of so much each second.
    pub fn new(per_s: f64) -> Self {
        Self {
            per_s,
            level: Mutex::new((0.0, Instant::now())),
        }
    }

    /// Adds some; what there is then.
    pub fn add(&self, amount: f64) -> f64 {
        self.add_at(amount, Instant::now())
    }

    /// What there is.
    pub fn level(&self) -> f64 {
        self.add(0.0)
    }

    /// Whether there is room for one more below so many; then it is added.
    pub fn has_room(&self, max: f64) -> bool {
        let is_low = self.level() + 1.0 <= max;
        if is_low {
            self.add(1.0);
        }
        is_low
    }

    fn add_at(&self, amount: f64, now: Instant) -> f64 {
        // A number and a time are never left half changed.
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let (before, at) = *level;
        let drained = now.saturating_duration_since(at).as_secs_f64() * self.per_s;
        let rest = (before - drained).max(0.0) + amount;
        *level = (rest, now.max(at));
        rest
    }
}

/// Keeps what happens again and again from filling the log.
pub struct Repeats(Leaky);

impl Default for Repeats {
    fn default() -> Self {
        Self(Leaky::new(LOG_REPEATS_PER_S))
    }
}

impl Repeats {
    /// Whether it may be said once more.
    pub fn may_say(&self) -> bool {
        self.0.has_room(LOG_REPEATS_MAX)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_added_drains_with_time_and_never_below_nothing() {
        let leaky = Leaky::new(10.0);
        let now = Instant::now();
        let after = |ms: u64| now + Duration::from_millis(ms);
        assert!((leaky.add_at(5.0, after(0)) - 5.0).abs() < 0.1);
        assert!((leaky.add_at(0.0, after(300)) - 2.0).abs() < 0.1);
        assert!((leaky.add_at(1.0, after(9_000)) - 1.0).abs() < 0.1);
    }

    #[test]
    fn what_is_repeated_is_said_a_few_times_and_then_not_at_once() {
        let repeats = Repeats::default();
        let n_said = (0..1000).filter(|_| repeats.may_say()).count();
        assert!((10..20).contains(&n_said), "{n_said}");
    }
}
